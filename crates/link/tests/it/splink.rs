//! Models of Splink give the weights that Splink gives.

use crate::data;
use link::Silent;
use link::model::Model;
use link::score::{Collect, Linkage};

/// Weighs the pairs of a file and sets the weights against those of Splink.
fn weights_agree(name: &str, id: &str, truth: &str) {
    let model = Model::from_splink(&data::file(&format!("splink/{name}_model.json"))).expect("the model is read");
    let extension = if name == "fake_1000" { "csv" } else { "csv.gz" };
    let columns = model.columns_needed().expect("its expressions are right");
    let (records, _) = data::records(&format!("{name}.{extension}"), id, &columns, truth);
    let linkage = Linkage::prepare(model, records, 1, &Silent).expect("they fit");
    let mut pairs = Collect::default();
    linkage.score(f64::NEG_INFINITY, &mut pairs, &Silent).expect("it is trained");
    let scored: std::collections::HashMap<(u32, u32), f64> =
        pairs.pairs.iter().map(|pair| ((pair.left, pair.right), pair.weight)).collect();
    let text = data::file(&format!("splink/{name}_weights.csv.gz"));
    let mut count = 0;
    for line in text.lines().skip(1) {
        let parts: Vec<&str> = line.split(',').collect();
        let record = |id: &str| linkage.records().find(0, id).expect("the record is there");
        let (left, right) = (record(parts[0]), record(parts[1]));
        let expected: f64 = parts[2].parse().expect("a weight");
        let (weight, _) = linkage.weigh_pair(left, right).expect("it is trained");
        let by_run = scored[&(left.min(right), left.max(right))];
        assert!((weight - by_run).abs() < 1e-9, "a pair weighs the same alone and in a run");
        let difference = (weight - expected).abs();
        assert!(difference < 1e-6, "{line}: {weight}: {:#?}", linkage.explain(left, right));
        count += 1;
    }
    assert!(count > 1_000);
}

#[test]
fn weights_are_those_of_splink_on_fake_1000() {
    weights_agree("fake_1000", "unique_id", "cluster");
}

#[test]
fn weights_are_those_of_splink_on_febrl3() {
    weights_agree("febrl3", "rec_id", "rec_id");
}

#[test]
fn a_model_written_for_splink_and_read_again_weighs_the_same() {
    let model = Model::from_splink(&data::file("splink/fake_1000_model.json")).expect("the model is read");
    let again = Model::from_splink(&model.to_splink().expect("Splink can say all of it")).expect("it reads back");
    let columns = model.columns_needed().expect("its expressions are right");
    let run = |model: Model| {
        let (records, _) = data::records("fake_1000.csv", "unique_id", &columns, "cluster");
        let mut pairs = Collect::default();
        let linkage = Linkage::prepare(model, records, 1, &Silent).expect("they fit");
        linkage.score(f64::NEG_INFINITY, &mut pairs, &Silent).expect("it is trained");
        pairs.pairs
    };
    assert_eq!(run(model), run(again));
}

#[test]
fn what_splink_cannot_say_is_named() {
    let mut model = data::small_model();
    model.comparisons[0].levels[2].when = "nickname(first)".to_owned();
    let error = model.to_splink().expect_err("Splink has no nicknames").to_string();
    assert!(error.contains("`nickname`"), "{error}");
}

/// The settings of a trained model as they were before anybody trained them.
fn untrained_settings(name: &str) -> String {
    let mut settings: serde_json::Value =
        serde_json::from_str(&data::file(&format!("splink/{name}_model.json"))).expect("it is JSON");
    settings["probability_two_random_records_match"] = serde_json::json!(0.0001);
    for comparison in settings["comparisons"].as_array_mut().expect("a list") {
        for level in comparison["comparison_levels"].as_array_mut().expect("a list") {
            let level = level.as_object_mut().expect("a level");
            level.remove("m_probability");
            level.remove("u_probability");
        }
    }
    settings.to_string()
}

#[test]
fn settings_that_nobody_trained_are_trained_here() {
    let model = Model::from_splink(&untrained_settings("febrl3")).expect("the settings are read");
    assert_eq!((model.prior, model.people.threshold), (None, 0.5));
    assert_eq!(model.id.as_deref(), Some("rec_id"));
    let columns = model.columns_needed().expect("its expressions are right");
    let (records, person_of) = data::records("febrl3.csv.gz", "rec_id", &columns, "rec_id");
    let mut linkage = Linkage::prepare(model, records, 1, &Silent).expect("they fit");
    let report = linkage.train(&Silent).expect("rules are found");
    assert!(report.rules_chosen && report.not_learnt.is_empty(), "{report:#?}");
    let mut links = link::cluster::Links::default();
    linkage.score(0.0, &mut links, &Silent).expect("it is trained");
    let people = linkage.cluster(&links.links, &link::cluster::Decisions::default(), &Silent).expect("they form");
    let score = link::evaluate::score_clusters(&people.of_record, &person_of);
    assert!(score.pairs.f1() > 0.995, "{score:#?}");
}
