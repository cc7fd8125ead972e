//! Linkage end to end on files: train, score, cluster; time, memory and, against a truth column, accuracy.
//!
//! `wholeplace-link-bench MODEL.toml|MODEL.json DATA... --id COLUMN [--truth COLUMN] [--threads 2] [--keep 0.5] [--trained]
//! [--write-model FILE] [--curve] [--by COLUMN] [--sources] [--update EVERY [--check-update]]`
//!
//! `wholeplace-link-bench draft DATA... --id COLUMN [--out MODEL.toml] [--sources]` drafts a model.
//!
//! A model in JSON is one of Splink. With two files each is a source. `--curve` weighs every pair against the truth, `--by`
//! tells errors by group, `--update` holds back of every so many records one and adds them at the end, `--sources`
//! seeks matches between files only. Prints one JSON object.

mod arguments;
mod draft;
mod attack;
mod encode;
mod machine;
mod read;
mod truth;
mod update;

use arguments::Arguments;
use link::cluster::{Decisions, Links};
use link::evaluate::{Calibration, Score, ThresholdCurve, score_by_subgroup, score_clusters};
use link::model::{Between, Model, weight_of_probability};
use link::score::{Linkage, PairSink, ScoredPair};
use link::{LinkError, Silent};
use machine::Clock;
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error>;

/// What is measured against the truth as pairs come.
struct Judged<'t> {
    curve: ThresholdCurve<'t>,
    calibration: Calibration<'t>,
}

/// Keeps what weighs enough, and hands every pair to the judges.
struct Receiver<'a, 't> {
    links: &'a mut Links,
    judged: Option<&'a mut Judged<'t>>,
    keep: f64,
}

impl PairSink for Receiver<'_, '_> {
    fn take(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkError> {
        let Some(judged) = &mut self.judged else { return self.links.take(pairs) };
        judged.curve.take(pairs)?;
        judged.calibration.take(pairs)?;
        let kept: Vec<ScoredPair> = pairs.iter().copied().filter(|pair| pair.weight >= self.keep).collect();
        self.links.take(&kept)
    }
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::read()?;
    if arguments.draft {
        return draft::run(&arguments);
    }
    if arguments.encode {
        return encode::run(&arguments);
    }
    if arguments.attack {
        return attack::run(&arguments);
    }
    let mut clock = Clock::start();
    let text = std::fs::read_to_string(&arguments.model)?;
    let mut model =
        if arguments.model.ends_with(".json") { Model::from_splink(&text)? } else { Model::from_toml(&text)? };
    if arguments.sources {
        model.between = Between::Sources;
    }
    let read::Split { records, later } =
        read::records(&arguments.data, &arguments.id, &model.columns_needed()?, arguments.update)?;
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
        training = json!({"prior": report.prior, "sessions": sessions, "not_learnt": report.not_learnt,
            "in_common": linkage.model().in_common.iter().map(|kind| kind.share).collect::<Vec<_>>()});
        clock.lap("train");
    }
    if let Some(file) = &arguments.write_model {
        std::fs::write(file, linkage.model().to_toml()?)?;
    }
    let truth = match &arguments.truth {
        Some(column) if arguments.curve => {
            Some(truth::of_records(linkage.records(), &arguments.data, &arguments.id, column)?)
        }
        _ => None,
    };
    let belong = truth.as_ref().map_or(0, |person| truth::pairs(person, linkage.records(), linkage.model()));
    let judge = |person| Judged { curve: ThresholdCurve::new(person, belong), calibration: Calibration::new(person) };
    let mut judged = truth.as_deref().map(judge);
    clock.skip();
    let mut links = Links::default();
    let keep = weight_of_probability(arguments.keep.min(linkage.model().people.threshold));
    let least = if judged.is_some() { f64::NEG_INFINITY } else { keep };
    let mut receiver = Receiver { links: &mut links, judged: judged.as_mut(), keep };
    let summary = linkage.score(least, &mut receiver, &Silent)?;
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
        if let Some(judged) = &judged {
            result["pairs"] = pairs(judged);
        }
        if let Some(by) = &arguments.by {
            let records = linkage.records();
            let column = records.column_index(by)?;
            let scores = score_by_subgroup(&clusters.of_record, &person, |record| records.value(record, column));
            for (name, score) in scores {
                result["by"][name] = json!({"records": score.records, "pairs": shown(&score.pairs),
                    "b_cubed_f1": score.b_cubed.f1(), "records_with_false_match": score.records_with_false_match,
                    "records_with_missed_match": score.records_with_missed_match});
            }
        }
    }
    if arguments.update.is_some() {
        clock.skip();
        result["update"] = update::run(linkage, &links.links, &clusters, &later, &arguments, &mut clock)?;
        result["stages"] = clock.stages();
    }
    println!("{}", serde_json::to_string_pretty(&result)?);
    Ok(())
}

fn pairs(judged: &Judged<'_>) -> Value {
    let Judged { curve, calibration } = judged;
    let mut pairs = json!({"blocking_recall": curve.at(0.0).score.recall()});
    for probability in [0.05, 0.2, 0.5, 0.9, 0.95, 0.99, 0.999] {
        pairs[probability.to_string()] = shown(&curve.at(probability).score);
    }
    if let Some(point) = curve.highest_f1() {
        pairs["highest_f1"] = shown(&point.score);
        pairs["highest_f1"]["probability"] = json!(point.probability);
    }
    let band = |band: &link::evaluate::CalibrationBand| {
        json!([band.from, band.to, band.pairs, band.mean_probability, band.right_share])
    };
    pairs["calibration"] = json!({"from_to_pairs_believed_right": calibration.bands().iter().map(band).collect::<Vec<_>>(),
        "error_from_half": calibration.error_from(0.5)});
    pairs
}

fn shown(score: &Score) -> Value {
    json!({"precision": score.precision(), "recall": score.recall(), "f1": score.f1()})
}
