//! Linkage on a cluster: the same pairs with the same weights as here.

use crate::cluster::cluster;
use lake::cluster::linkage::{ClusterSummary, pairs};
use link::{
    Model, Records, Silent,
    cluster::{Decisions, Link},
    score::{Collect, Linkage, ScoredPair, Summary},
};

/// Every sort of rule: several keys, an expression, a further condition, different keys on either side.
const MODEL: &str = r#"
version = 1
name = "small"
prior = 0.01
columns = { surname = "name(last)" }
blocking = [
    { same = ["surname", "substring(born, 1, 4)"] },
    { same = ["first"], when = "damerau_levenshtein(surname_l, surname_r) <= 2" },
    { when = "l.first = r.last" },
    { same = ["born"] },
]

[[comparison]]
name = "first"
level = [
    { label = "missing", when = "missing(first)", missing = true },
    { label = "same", when = "same(first)", m = 0.8, u = 0.05, frequency = { of = "first" } },
    { label = "alike", when = "jaro_winkler(first) >= 0.85", m = 0.15, u = 0.05 },
    { label = "different", when = "else", m = 0.05, u = 0.9 },
]

[[comparison]]
name = "last"
level = [
    { label = "missing", when = "missing(surname)", missing = true },
    { label = "same", when = "same(surname)", m = 0.9, u = 0.05, frequency = { of = "surname", weight = 0.7, least = 0.001 } },
    { label = "alike", when = "jaro_winkler(surname) >= 0.9", m = 0.05, u = 0.02 },
    { label = "different", when = "else", m = 0.05, u = 0.93 },
]

[[comparison]]
name = "born"
level = [
    { label = "missing", when = "missing(born)", missing = true },
    { label = "same", when = "same(born)", m = 0.9, u = 0.01 },
    { label = "one slip", when = "damerau_levenshtein(born) <= 1", m = 0.08, u = 0.04 },
    { label = "different", when = "else", m = 0.02, u = 0.95 },
]

[people]
threshold = 0.9
clerical = 0.5
never_two = ["number"]
"#;

/// Made-up people, some of them twice with slips, some with nothing in a column. The same for the same seed.
fn records(count: u32, sources: usize) -> Records {
    const FIRST: [&str; 12] =
        ["ANN", "ANNE", "BOB", "ROB", "CLARA", "GRANT", "SMITH", "O'NEIL", "DAVE", "DAVID", "EVE", "ÉVA"];
    const LAST: [&str; 10] =
        ["SMITH", "SMYTHE", "JONES", "GRANT", "O'Neil", "KHAN", "PATEL", "DAVID", "WILLIAMS", "WILLIAMSON"];
    let mut state = 42_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % below as u64).unwrap()
    };
    let mut builder = Records::builder(["born", "first", "last", "number"]);
    for record in 0..count {
        builder.source(["census", "housing", "library"][record as usize % sources]).unwrap();
        let born = format!("19{:02}-{:02}-{:02}", 50 + next(4), 1 + next(3), 1 + next(9));
        let number = next(60).to_string();
        let mut values = [Some(born.as_str()), Some(FIRST[next(12)]), Some(LAST[next(10)]), Some(number.as_str())];
        let missing = next(20);
        if missing < 4 {
            values[missing] = None;
        }
        // Names that are text, not numbers, so that their order is that of text.
        builder.row(&format!("r{record}"), &values).unwrap();
    }
    builder.finish().unwrap()
}

fn linkage(model: &str, records: Records) -> Linkage {
    Linkage::prepare(Model::from_toml(model).unwrap(), records, 2, &Silent).unwrap()
}

fn here(linkage: &Linkage, threshold: f64) -> (Vec<ScoredPair>, Summary) {
    let mut all = Collect::default();
    let summary = linkage.score(threshold, &mut all, &Silent).unwrap();
    (all.pairs, summary)
}

async fn there(linkage: &Linkage, threshold: f64) -> (Vec<ScoredPair>, ClusterSummary) {
    let folder = tempfile::tempdir().unwrap();
    let mut all = Collect::default();
    let summary = pairs(&cluster(), linkage, threshold, folder.path(), &mut all, &Silent).await.unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "what was written for the run is removed");
    (all.pairs, summary)
}

/// Holds the pairs of a cluster to those of this process; gives them back.
async fn same(linkage: &Linkage, threshold: f64) -> Vec<ScoredPair> {
    let (expected, told) = here(linkage, threshold);
    let (found, summary) = there(linkage, threshold).await;
    assert_eq!(summary.summary, told);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!((found.left, found.right, found.rule), (expected.left, expected.right, expected.rule));
        assert_eq!(found.pattern, expected.pattern);
        assert!((found.weight - expected.weight).abs() < 1e-9, "{found:?} {expected:?}");
    }
    found
}

#[tokio::test]
async fn the_pairs_of_a_cluster_are_those_of_this_process() {
    let linkage = linkage(MODEL, records(900, 1));
    let all = same(&linkage, f64::NEG_INFINITY).await;
    assert!(linkage.block_reports().iter().all(|report| report.pairs > 100), "{:?}", linkage.block_reports());
    let some = same(&linkage, 3.0).await;
    assert!(!some.is_empty() && some.len() < all.len(), "{} of {}", some.len(), all.len());
    let links: Vec<Link> =
        some.iter().map(|pair| Link { left: pair.left, right: pair.right, weight: pair.weight as f32 }).collect();
    let (local, _) = here(&linkage, 3.0);
    let local: Vec<Link> =
        local.iter().map(|pair| Link { left: pair.left, right: pair.right, weight: pair.weight as f32 }).collect();
    let people = |links: &[Link]| linkage.cluster(links, &Decisions::default(), &Silent).unwrap();
    assert_eq!(people(&links), people(&local));
}

#[tokio::test]
async fn records_of_one_source_do_not_meet_there_either() {
    let model = MODEL.replace("prior = 0.01", "prior = 0.01\nbetween = \"sources\"");
    let linkage = linkage(&model, records(700, 3));
    let found = same(&linkage, f64::NEG_INFINITY).await;
    assert!(found.iter().all(|pair| linkage.records().source(pair.left) != linkage.records().source(pair.right)));
}

#[tokio::test]
async fn blocks_that_are_too_large_are_bounded_the_same_way() {
    let model = MODEL.replace("[people]", "[people]\nlargest_block = 12\nneighbours = 4");
    let linkage = linkage(&model, records(900, 1));
    let bounded = linkage.block_reports().iter().filter(|report| !report.bounded.is_empty()).count();
    assert!(bounded >= 2, "{:?}", linkage.block_reports());
    let swapped = &linkage.block_reports()[2];
    assert!(swapped.bounded.len() > 1, "also of the rule that asks different things of both: {swapped:?}");
    same(&linkage, f64::NEG_INFINITY).await;
}

#[tokio::test]
async fn frequencies_that_were_counted_before_are_used_there_too() {
    let mut linkage = linkage(MODEL, records(300, 1));
    let mut frequencies = linkage.frequencies();
    frequencies.counts.get_mut("first").unwrap().insert("ANN".to_owned(), 100_000);
    frequencies.counts.get_mut("surname").unwrap().remove("KHAN");
    linkage.use_frequencies(&frequencies);
    same(&linkage, -5.0).await;
}

#[tokio::test]
async fn a_model_that_was_not_trained_is_refused_before_anything_is_sent() {
    let model = MODEL.replace("prior = 0.01\n", "");
    let linkage = linkage(&model, records(20, 1));
    let folder = tempfile::tempdir().unwrap();
    let error = pairs(&cluster(), &linkage, 0.0, folder.path(), &mut Collect::default(), &Silent).await.unwrap_err();
    assert!(error.to_string().contains("train it first"), "{error}");
    let nobody = linkage_of_nobody();
    assert!(there(&nobody, 0.0).await.0.is_empty());
}

fn linkage_of_nobody() -> Linkage {
    linkage(MODEL, records(0, 1))
}
