//! Linkage end to end on files: train, score, cluster; time, memory and, against a truth column, accuracy.
//!
//! `linkbench MODEL.toml|MODEL.json DATA... --id COLUMN [--truth COLUMN] [--threads 2] [--keep 0.5] [--trained]
//! [--write-model FILE] [--curve]`
//!
//! A model in JSON is one of Splink. With two files each is a source. Prints one JSON object.

mod arguments;
mod machine;
mod read;
mod truth;

use arguments::Arguments;
use link::cluster::{Decisions, Links};
use link::evaluate::{Score, ThresholdCurve, score_clusters};
use link::model::{Model, weight_of_probability};
use link::score::{Linkage, PairSink, ScoredPair};
use link::{LinkError, Silent};
use machine::Clock;
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error>;

/// Hands each batch to two receivers.
struct Both<'a, 'b>(&'a mut Links, Option<&'a mut ThresholdCurve<'b>>, f64);

impl PairSink for Both<'_, '_> {
    fn take(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkError> {
        let kept: Vec<ScoredPair> = pairs.iter().copied().filter(|pair| pair.weight >= self.2).collect();
        self.0.take(&kept)?;
        match &mut self.1 {
            Some(curve) => curve.take(pairs),
            None => Ok(()),
        }
    }
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::read()?;
    let mut clock = Clock::start();
    let text = std::fs::read_to_string(&arguments.model)?;
    let model = if arguments.model.ends_with(".json") { Model::from_splink(&text)? } else { Model::from_toml(&text)? };
    let records = read::records(&arguments.data, &arguments.id, &model.columns_needed()?)?;
    for finding in records.findings() {
        eprintln!("{}: {}", finding.rule, finding.what);
    }
    clock.lap("load");
    let mut linkage = Linkage::prepare(model, records, arguments.threads, &Silent)?;
    clock.lap("prepare");
    let mut training = Value::Null;
    if !arguments.trained {
        let report = linkage.train(&Silent)?;
        let sessions: Vec<Value> = report
            .sessions
            .iter()
            .map(|session| {
                json!({"rule": session.rule, "pairs": session.pairs, "looked_at": session.looked_at,
                    "matches_share": session.matches_share, "steps": session.steps.len(), "converged": session.converged})
            })
            .collect();
        training = json!({"prior": report.prior, "sessions": sessions, "not_learnt": report.not_learnt});
        clock.lap("train");
    }
    if let Some(file) = &arguments.write_model {
        std::fs::write(file, linkage.model().to_toml()?)?;
    }
    let truth = match &arguments.truth {
        Some(column) if arguments.curve => Some(truth::of_records(linkage.records(), &arguments.data, &arguments.id, column)?),
        _ => None,
    };
    let belong = truth.as_ref().map_or(0, |person| truth::pairs(person, linkage.records(), linkage.model()));
    let mut curve = truth.as_ref().map(|person| ThresholdCurve::new(person, belong));
    clock.skip();
    let mut links = Links::default();
    let keep = weight_of_probability(arguments.keep);
    let least = if curve.is_some() { f64::NEG_INFINITY } else { keep };
    let summary = linkage.score(least, &mut Both(&mut links, curve.as_mut(), keep), &Silent)?;
    clock.lap("score");
    let clusters = linkage.cluster(&links.links, &Decisions::default(), &Silent)?;
    clock.lap("cluster");
    let mut result = json!({
        "records": linkage.records().len(),
        "candidate_pairs": summary.candidates,
        "by_rule": summary.by_rule,
        "pairs_kept": links.links.len(),
        "links_cut": clusters.cut.len(),
        "training": training,
        "total": clock.total(),
        "stages": clock.stages(),
    });
    if let Some(column) = &arguments.truth {
        let person = match truth.clone() {
            Some(person) => person,
            None => truth::of_records(linkage.records(), &arguments.data, &arguments.id, column)?,
        };
        let score = score_clusters(&clusters.of_record, &person);
        result["clusters"] = json!({
            "pairs": shown(&score.pairs), "b_cubed": {"precision": score.b_cubed.precision, "recall": score.b_cubed.recall,
            "f1": score.b_cubed.f1()}, "groups": score.groups, "people": score.people, "people_exact": score.people_exact,
            "largest": score.largest});
        if let Some(curve) = &curve {
            for probability in [0.2, 0.5, 0.9, 0.95, 0.99, 0.999] {
                result["pairs"][probability.to_string()] = shown(&curve.at(probability).score);
            }
            if let Some(point) = curve.highest_f1() {
                result["pairs"]["highest_f1"] = shown(&point.score);
                result["pairs"]["highest_f1"]["probability"] = json!(point.probability);
                let all = curve.at(0.0).score;
                result["pairs"]["blocking_recall"] = json!(all.recall());
            }
        }
    }
    println!("{}", serde_json::to_string_pretty(&result)?);
    Ok(())
}

fn shown(score: &Score) -> Value {
    json!({"precision": score.precision(), "recall": score.recall(), "f1": score.f1()})
}
