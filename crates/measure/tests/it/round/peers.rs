//! Peers: likeness, its drivers, its sensitivity, and the published lists beside it.

use super::DEMONSTRATION;
use flate2::read::GzDecoder;
use measure::round::{
    Circumstances, Refusal,
    pack::Tier,
    peers::{PeerMethod, peers},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    path::Path,
};
use terms::AreaCode;

fn circumstances(tier: Tier) -> Circumstances {
    DEMONSTRATION.assembly().circumstances("circumstances-2025", tier).unwrap().0
}

#[test]
fn peers_come_by_likeness_with_what_sets_them_apart() {
    let circumstances = circumstances(Tier::Upper);
    let area = AreaCode::parse("E08000003").unwrap();
    let found = peers(&circumstances, area, &PeerMethod::default()).unwrap().unwrap();
    assert_eq!(found.peers.len(), 15);
    assert!(found.peers.iter().all(|peer| peer.area != area));
    assert!(found.peers.windows(2).all(|pair| pair[0].distance <= pair[1].distance));
    for peer in &found.peers {
        let whole: f64 = peer.drivers.iter().map(|driver| driver.share).sum();
        assert!((whole - 1.0).abs() < 1e-9);
        assert!((0.0..=1.0).contains(&peer.of_farthest));
    }
    assert_eq!(found.sensitivity.len(), 9);
    assert!(found.sensitivity.iter().all(|kept| kept.left_out <= 15 && kept.doubled <= 15));
    assert!(found.sensitivity.iter().any(|kept| kept.left_out < 15), "the choice depends on the circumstances");
}

#[test]
fn likeness_is_the_same_from_both_sides() {
    let circumstances = circumstances(Tier::Upper);
    let everyone = PeerMethod { count: 1000, ..PeerMethod::default() };
    let of = |code: AreaCode| peers(&circumstances, code, &everyone).unwrap().unwrap();
    let one = circumstances.areas()[3];
    for other in of(one).peers.iter().step_by(20) {
        let back = of(other.area).peers.iter().find(|peer| peer.area == one).unwrap().distance;
        assert!((back - other.distance).abs() < 1e-12);
    }
}

#[test]
fn weights_are_held_to_what_they_can_mean() {
    let circumstances = circumstances(Tier::Upper);
    let area = circumstances.areas()[0];
    let with = |weight: f64| {
        let weights: BTreeMap<String, f64> =
            circumstances.columns().iter().map(|column| (column.id.clone(), weight)).collect();
        peers(&circumstances, area, &PeerMethod { count: 15, weights })
    };
    assert_eq!(with(0.0).unwrap_err(), Refusal::NoCircumstances);
    assert_eq!(with(-1.0).unwrap_err(), Refusal::NoCircumstances);
    assert_eq!(with(f64::NAN).unwrap_err(), Refusal::NoCircumstances);
    let areas =
        |weight: f64| -> Vec<AreaCode> { with(weight).unwrap().unwrap().peers.iter().map(|peer| peer.area).collect() };
    assert_eq!(areas(3.0), areas(1.0), "only what a weight is beside the others counts");
    let nowhere = AreaCode::parse("W06000001").unwrap();
    assert_eq!(peers(&circumstances, nowhere, &PeerMethod::default()).unwrap(), None);
}

/// The published lists, in their order of likeness.
fn published(file: &str, model: Option<&str>) -> BTreeMap<AreaCode, Vec<AreaCode>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/neighbours").join(file);
    let mut lists: BTreeMap<AreaCode, Vec<AreaCode>> = BTreeMap::new();
    for row in csv::Reader::from_reader(GzDecoder::new(File::open(path).unwrap())).records() {
        let row = row.unwrap();
        let (named, codes) = if model.is_some() { (row.get(0), 1) } else { (None, 0) };
        if named == model {
            let code = |column: usize| AreaCode::parse(&row[column]).unwrap();
            lists.entry(code(codes)).or_default().push(code(codes + 1));
        }
    }
    lists
}

/// The mean share of published neighbours that are among our peers, and what chance would bring.
fn overlap(tier: Tier, lists: &BTreeMap<AreaCode, Vec<AreaCode>>, count: usize) -> (f64, f64) {
    let circumstances = circumstances(tier);
    let method = PeerMethod { count, ..PeerMethod::default() };
    let areas: BTreeSet<AreaCode> = circumstances.areas().iter().copied().collect();
    let (mut shared, mut of) = (0, 0);
    for (area, list) in lists.iter().filter(|(area, _)| areas.contains(area)) {
        let overlap = peers(&circumstances, *area, &method).unwrap().unwrap().overlap(list, &circumstances);
        shared += overlap.shared;
        of += overlap.of;
    }
    (shared as f64 / of as f64, count as f64 / (areas.len() - 1) as f64)
}

#[test]
fn our_peers_are_far_more_like_the_published_ones_than_chance() {
    let children = published("dfe_childrens_services_neighbours_2025.csv.gz", None);
    let (share, chance) = overlap(Tier::Upper, &children, 10);
    assert!(share > 0.4 && share > 5.0 * chance, "{share} against {chance}");
    for (model, least) in [("global", 0.25), ("demographic", 0.2)] {
        let lists = published("ons_statistical_nearest_neighbours.csv.gz", Some(model));
        let (share, chance) = overlap(Tier::Lower, &lists, 15);
        assert!(share > least && share > 4.0 * chance, "{model}: {share} against {chance}");
    }
}
