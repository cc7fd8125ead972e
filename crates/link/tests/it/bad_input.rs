//! Records and models as they should not be: a clear error or a finding, and bounded work.

use crate::data;
use link::cluster::{Decisions, Links};
use link::model::Model;
use link::records::Records;
use link::score::{Collect, Linkage, PairSink, ScoredPair};
use link::{LinkError, Progress, Silent, Stage};
use std::ops::ControlFlow;

fn rules(records: &Records) -> Vec<&str> {
    records.findings().iter().map(|finding| finding.rule.as_str()).collect()
}

#[test]
fn records_with_nothing_in_them() {
    let empty = Records::builder(data::SMALL_COLUMNS).finish().expect("they fit");
    assert_eq!(rules(&empty), ["no-records"]);
    let mut linkage = Linkage::prepare(data::small_model(), empty, 2, &Silent).expect("they fit");
    let mut pairs = Collect::default();
    assert_eq!(linkage.score(0.0, &mut pairs, &Silent).expect("it is trained").candidates, 0);
    assert!(linkage.cluster(&[], &Decisions::default(), &Silent).expect("it is trained").groups().is_empty());
    assert!(matches!(linkage.train(&Silent), Err(LinkError::Training(_))));
    let rows: Vec<(String, data::Row)> = (0..50).map(|at| (at.to_string(), [None, None, None, None])).collect();
    let missing = data::small_records(&rows);
    assert_eq!(rules(&missing), ["column-empty"; 4]);
    let linkage = Linkage::prepare(data::small_model(), missing, 2, &Silent).expect("they fit");
    assert_eq!(linkage.score(0.0, &mut pairs, &Silent).expect("it is trained").candidates, 0, "missing meets nothing");
}

#[test]
fn a_column_of_nothing_says_nothing() {
    let (model, mut builder) = (data::fake_1000_model(), None);
    let columns = model.columns_needed().expect("its expressions are right");
    let (records, _) = data::records("fake_1000.csv", "unique_id", &columns, "cluster");
    let email = records.column_index("email").expect("it is there");
    let builder = builder.get_or_insert_with(|| Records::builder(&columns));
    for record in 0..records.len() as u32 {
        let row: Vec<Option<&str>> =
            (0..columns.len()).map(|column| records.value(record, column).filter(|_| column != email)).collect();
        builder.row(&records.id(record).to_string(), &row).expect("the row fits");
    }
    let records = builder.clone().finish().expect("they fit");
    let mut linkage = Linkage::prepare(model, records, 1, &Silent).expect("they fit");
    let report = linkage.train(&Silent).expect("the other columns teach enough");
    assert!(report.prior > 0.0 && report.prior < 0.5);
    let (weight, outcomes) = linkage.weigh_pair(0, 1).expect("it is trained");
    assert!(weight.is_finite());
    assert_eq!(outcomes.last().map(|outcome| outcome.weight), Some(0.0));
}

#[test]
fn two_records_of_one_name() {
    let rows: Vec<(String, data::Row)> =
        ["a", "b", "a"].map(|id| (id.to_owned(), [Some(id.to_owned()), None, None, None])).to_vec();
    let records = data::small_records(&rows);
    assert!(rules(&records).contains(&"record-id-twice"));
}

#[test]
fn the_wrong_model_for_the_records() {
    let records = Records::builder(["first", "last"]).finish().expect("they fit");
    let error = Linkage::prepare(data::small_model(), records, 1, &Silent).expect_err("a column is missing");
    assert_eq!(error.to_string(), "the model needs the column `born`, and the records have: first, last");
}

type Change = fn(&mut Model);

#[test]
fn models_that_contradict_themselves() {
    let wrong = |change: fn(&mut Model)| {
        let mut model = data::small_model();
        change(&mut model);
        let records = data::small_records(&[]);
        Linkage::prepare(model, records, 1, &Silent).expect_err("the model is wrong").to_string()
    };
    let cases: [(Change, &str); 8] = [
        (|model| model.version = 9, "its version is 9"),
        (|model| model.blocking.clear(), "no blocking rule"),
        (|model| model.blocking[0].same.clear(), "has no equality"),
        (|model| model.prior = Some(0.0), "the prior must lie between 0 and 1"),
        (|model| model.comparisons[0].levels[1].m = Some(1.5), "a chance of 1.5"),
        (|model| model.comparisons[0].levels.swap(2, 3), "a level after `else`"),
        (|model| model.people.clerical = 0.99, "the clerical band begins above the threshold"),
        (
            |model| model.comparisons[0].levels[2].when = "regexp_extract(first_l, '(') = first_r".to_owned(),
            "unclosed group",
        ),
    ];
    for (change, said) in cases {
        let error = wrong(change);
        assert!(error.contains(said), "{error}");
    }
    let mut circle = data::small_model();
    circle.columns = [("x".to_owned(), "y || ''".to_owned()), ("y".to_owned(), "x || ''".to_owned())].into();
    assert!(circle.expression("x").expect_err("it goes round").to_string().contains("circle"));
}

#[test]
fn an_untrained_model_does_not_score() {
    let mut model = data::small_model();
    model.comparisons[2].levels[1].m = None;
    let linkage = Linkage::prepare(model, data::small_records(&[]), 1, &Silent).expect("they fit");
    let error = linkage.score(0.0, &mut Collect::default(), &Silent).expect_err("a chance is not known");
    assert!(error.to_string().contains("comparison `born` knows no m or u for `same`"), "{error}");
}

#[test]
fn very_many_identical_records_cost_no_more_than_others() {
    let mut builder = Records::builder(data::SMALL_COLUMNS);
    for id in 0..30_000 {
        builder.id_number(id);
        for column in 0..4 {
            builder.value(column, Some("1971-06-24")).expect("it is short");
        }
    }
    let mut model = data::small_model();
    model.people.largest_block = 1_000;
    model.people.neighbours = 5;
    let linkage = Linkage::prepare(model, builder.finish().expect("they fit"), 2, &Silent).expect("they fit");
    let mut links = Links::default();
    let summary = linkage.score(0.0, &mut links, &Silent).expect("it is trained");
    assert!(summary.candidates <= 150_000, "{summary:?}");
    let clusters = linkage.cluster(&links.links, &Decisions::default(), &Silent).expect("it is trained");
    let groups = clusters.groups();
    assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), 30_000, "each is with others");
    assert!(linkage.block_reports().iter().all(|report| report.bounded.len() == 1));
}

#[test]
fn malicious_values_are_only_values() {
    let long = "A".repeat(5_000_000);
    let nasty = [
        long.as_str(),
        "'; drop table people; --",
        "\u{0}\u{1f}\u{202e}",
        "🦀".repeat(400).leak(),
        "\u{301}\u{301}",
        "NaN",
        "inf",
    ];
    let mut builder = Records::builder(data::SMALL_COLUMNS);
    for (id, value) in nasty.iter().chain(&nasty).enumerate() {
        builder
            .row(&format!("r{id}"), &[Some(value), Some("X"), Some("9999-99-99"), Some(value)])
            .expect("the row fits");
    }
    let records = builder.finish().expect("they fit");
    assert_eq!(rules(&records), ["value-cut"]);
    let mut model = data::small_model();
    for when in [
        "days_apart(born) < 3",
        "soundex(first_l) = soundex(first_r)",
        "number(first_l) > number(first_r)",
        "date_parts_same(first) > 1",
    ] {
        model.comparisons[0]
            .levels
            .insert(1, link::model::Level { m: Some(0.1), u: Some(0.1), ..link::model::Level::new("odd", when) });
    }
    let linkage = Linkage::prepare(model, records, 2, &Silent).expect("they fit");
    let mut pairs = Collect::default();
    linkage.score(f64::NEG_INFINITY, &mut pairs, &Silent).expect("it is trained");
    assert!(!pairs.pairs.is_empty() && pairs.pairs.iter().all(|pair| pair.weight.is_finite()));
}

/// A receiver whose disk is full.
struct Full;

impl PairSink for Full {
    fn take(&mut self, _pairs: &[ScoredPair]) -> Result<(), LinkError> {
        Err(LinkError::Sink("no space left".to_owned()))
    }
}

/// A caller who has had enough.
struct Impatient;

impl Progress for Impatient {
    fn advance(&self, stage: Stage, _done: u64, _total: u64) -> ControlFlow<()> {
        if stage == Stage::Score { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[test]
fn a_full_disk_and_a_wish_to_stop_end_the_run() {
    let rows: Vec<(String, data::Row)> =
        (0..100).map(|at| (at.to_string(), [Some("ANN".to_owned()), Some("SMITH".to_owned()), None, None])).collect();
    let linkage = Linkage::prepare(data::small_model(), data::small_records(&rows), 2, &Silent).expect("they fit");
    assert_eq!(linkage.score(0.0, &mut Full, &Silent), Err(LinkError::Sink("no space left".to_owned())));
    assert_eq!(linkage.score(0.0, &mut Collect::default(), &Impatient), Err(LinkError::Cancelled));
}
