use crate::data::{self, Row};
use link::Silent;
use link::cluster::{Clusters, CutReason, Decisions, Links};
use link::model::Model;
use link::score::Linkage;

fn row(first: &str, last: &str, born: &str, number: &str) -> Row {
    [first, last, born, number].map(|value| Some(value.to_owned()).filter(|value| !value.is_empty()))
}

fn people(model: Model, rows: &[(&str, Row)], decide: impl Fn(&Linkage) -> Decisions) -> (Linkage, Links, Clusters) {
    let rows: Vec<(String, Row)> = rows.iter().map(|(id, row)| ((*id).to_owned(), row.clone())).collect();
    let linkage = Linkage::prepare(model, data::small_records(&rows), 1, &Silent).expect("they fit");
    let mut links = Links::default();
    linkage.score(0.0, &mut links, &Silent).expect("it is trained");
    let clusters = linkage.cluster(&links.links, &decide(&linkage), &Silent).expect("it is trained");
    (linkage, links, clusters)
}

fn together(linkage: &Linkage, clusters: &Clusters) -> Vec<Vec<String>> {
    let name = |record: &u32| linkage.records().id(*record).to_string();
    clusters.groups().iter().map(|group| group.iter().map(name).collect()).collect()
}

fn none(_: &Linkage) -> Decisions {
    Decisions::default()
}

#[test]
fn links_make_people_and_a_weak_bridge_does_not() {
    // a1, a2, a3 are one person and b1, b2, b3 another; a3 carries b's number by mistake.
    let rows = [
        ("a1", row("ANN", "SMITH", "1971-06-24", "")),
        ("a2", row("ANN", "SMITH", "1971-06-24", "")),
        ("a3", row("ANN", "SMITH", "1971-06-24", "2")),
        ("b1", row("CLARA", "JONES", "1999-12-31", "2")),
        ("b2", row("CLARA", "JONES", "1999-12-31", "2")),
        ("b3", row("CLARA", "JONES", "1999-12-31", "")),
    ];
    let mut model = data::small_model();
    // A number that outweighs all else between two records, so that the mistake makes links.
    model.comparisons[3].levels[1].u = Some(8e-8);
    let (linkage, links, clusters) = people(model, &rows, none);
    assert!(links.links.iter().any(|link| link.left < 3 && link.right >= 3), "the mistake makes a link");
    assert_eq!(together(&linkage, &clusters), [["a1", "a2", "a3"], ["b1", "b2", "b3"]]);
    assert!(!clusters.cut.is_empty() && clusters.cut.iter().all(|cut| cut.reason == CutReason::WeakBridge));
    let quality = linkage.quality(&clusters, &links.links, 100).expect("it is trained");
    assert_eq!(quality.len(), 2);
    assert!(quality.iter().all(|each| each.records == 3 && each.mean_weight > 0.0 && each.bridges.is_empty()));
    assert!(quality[0].least_weight < quality[1].mean_weight);
}

#[test]
fn two_values_of_which_a_person_has_one_need_a_decision() {
    let rows = [
        ("a1", row("ANN", "SMITH", "1971-06-24", "1")),
        ("a2", row("ANN", "SMITH", "1971-06-24", "2")),
        ("a3", row("ANN", "SMITH", "1971-06-24", "")),
    ];
    let mut model = data::small_model();
    model.comparisons.pop();
    let (linkage, _, clusters) = people(model.clone(), &rows, none);
    assert_eq!(together(&linkage, &clusters), [["a1", "a2", "a3"]], "without the promise they are one");
    model.people.never_two = vec!["number".to_owned()];
    let (linkage, _, clusters) = people(model.clone(), &rows, none);
    assert_eq!(together(&linkage, &clusters), [["a1", "a3"]], "of equal links the first is taken");
    assert!(clusters.cut.iter().all(|cut| cut.reason == CutReason::NeverTwo) && !clusters.cut.is_empty());
    let (linkage, _, clusters) = people(model, &rows, |linkage| {
        let record = |id| linkage.records().find(0, id).expect("it is there");
        Decisions { together: vec![(record("a1"), record("a2"))], apart: Vec::new() }
    });
    assert_eq!(together(&linkage, &clusters), [["a1", "a2", "a3"]], "a person has decided");
}

#[test]
fn a_decision_parts_what_weighs_together() {
    let rows = [("a1", row("ANN", "SMITH", "1971-06-24", "1")), ("a2", row("ANN", "SMITH", "1971-06-24", "1"))];
    let (linkage, _, clusters) = people(data::small_model(), &rows, |linkage| {
        let record = |id| linkage.records().find(0, id).expect("it is there");
        Decisions { together: Vec::new(), apart: vec![(record("a2"), record("a1"))] }
    });
    assert!(together(&linkage, &clusters).is_empty());
    assert_eq!(clusters.cut[0].reason, CutReason::Decided);
}

#[test]
fn a_source_that_promised_one_record_for_each_person_keeps_its_word() {
    let mut builder = link::Records::builder(data::SMALL_COLUMNS);
    for (source, id) in [("gp", "1"), ("gp", "2"), ("library", "3")] {
        builder.source(source).expect("few sources");
        builder.row(id, &[Some("ANN"), Some("SMITH"), Some("1971-06-24"), None]).expect("the row fits");
    }
    let mut model = data::small_model();
    model.people.one_each = vec!["gp".to_owned()];
    let linkage = Linkage::prepare(model, builder.finish().expect("they fit"), 1, &Silent).expect("they fit");
    let mut links = Links::default();
    linkage.score(0.0, &mut links, &Silent).expect("it is trained");
    let clusters = linkage.cluster(&links.links, &Decisions::default(), &Silent).expect("it is trained");
    assert_eq!(clusters.groups(), [[0, 2]]);
    assert!(clusters.cut.iter().all(|cut| cut.reason == CutReason::OneEach));
}
