//! `wholeplace link explain`: why two records are taken for one person, or for two.

use super::{
    inputs::{Inputs, ModelFile, write_text},
    watch::Watch,
};
use crate::failure::Failure;
use clap::{Args, ValueEnum};
use lake::people::find_record;
use link::{Records, explain::PairExplanation};
use serde::Serialize;
use std::{
    io::{Write, stdout},
    path::PathBuf,
    process::ExitCode,
};
use web::pages::people::explanation::{self, PairTold, StepTold};

/// How an explanation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For reading
    Text,
    /// For programs
    Json,
    /// A page that stands alone
    Html,
    /// The chart alone
    Svg,
}

/// Explain.
#[derive(Debug, Clone, Args)]
pub struct Explain {
    /// One record: its name, or SOURCE:NAME
    #[arg(value_name = "RECORD_A")]
    pub one: String,
    /// The other
    #[arg(value_name = "RECORD_B")]
    pub other: String,
    #[command(flatten)]
    pub model: ModelFile,
    #[command(flatten)]
    pub inputs: Inputs,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Form,
    /// Write to this file; to stdout if you say nothing
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// The record that somebody means by `NAME` or `SOURCE:NAME`.
pub fn find(records: &Records, text: &str) -> Result<u32, Failure> {
    let named = text.split_once(':').filter(|(source, _)| records.source_names().iter().any(|name| name == source));
    let (source, id) = named.map_or((None, text), |(source, id)| (Some(source), id));
    Ok(find_record(records, source, id)?)
}

/// A record as people read it: with its source where there are several.
pub fn label(records: &Records, record: u32) -> String {
    if records.source_names().len() < 2 {
        return format!("record {}", records.id(record));
    }
    format!("{} {}", records.source_names()[usize::from(records.source(record))], records.id(record))
}

/// An explanation, ready to be drawn.
pub fn told(explanation: &PairExplanation, (left, right): (String, String), heading: &str) -> PairTold {
    let step = |step: &link::explain::Step| StepTold {
        comparison: step.comparison.clone(),
        outcome: step.outcome.clone(),
        values: step.values.clone(),
        weight: step.weight + step.frequency,
        words: step.words.clone(),
    };
    PairTold {
        heading: heading.to_owned(),
        left,
        right,
        words: explanation.words.clone(),
        prior: explanation.prior,
        steps: explanation.steps.iter().map(step).collect(),
        weight: explanation.weight,
        probability: explanation.probability,
        rule: explanation.rule.clone(),
    }
}

#[derive(Serialize)]
struct Reply<'a> {
    left: &'a str,
    right: &'a str,
    words: &'a str,
    prior_weight: f64,
    match_weight: f64,
    match_probability: f64,
    blocking_rule: Option<&'a str>,
    steps: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    comparison: &'a str,
    outcome: &'a str,
    values: Vec<Value<'a>>,
    weight: f64,
    frequency: f64,
    total: f64,
    words: &'a str,
}

#[derive(Serialize)]
struct Value<'a> {
    column: &'a str,
    left: Option<&'a str>,
    right: Option<&'a str>,
}

fn reply<'a>(explanation: &'a PairExplanation, pair: &'a PairTold) -> Reply<'a> {
    let steps = explanation.steps.iter().map(|step| Step {
        comparison: &step.comparison,
        outcome: &step.outcome,
        values: step
            .values
            .iter()
            .map(|(column, left, right)| Value { column, left: left.as_deref(), right: right.as_deref() })
            .collect(),
        weight: step.weight,
        frequency: step.frequency,
        total: step.total,
        words: &step.words,
    });
    Reply {
        left: &pair.left,
        right: &pair.right,
        words: &explanation.words,
        prior_weight: explanation.prior,
        match_weight: explanation.weight,
        match_probability: explanation.probability,
        blocking_rule: explanation.rule.as_deref(),
        steps: steps.collect(),
    }
}

/// The waterfall in words: what is compared, what the two hold, what it adds, and where that leads.
fn text(explanation: &PairExplanation, pair: &PairTold) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    let missing = |value: &Option<String>| value.clone().unwrap_or_else(|| "(missing)".to_owned());
    // Writing to a text never fails.
    let _ = writeln!(out, "{} and {}\n{}\n", pair.left, pair.right, explanation.words);
    let _ = writeln!(out, "{:>8}  {:>8}", "adds", "sum");
    let _ = writeln!(out, "{:>8}  {:>8.2}  before anything is compared", "", explanation.prior);
    for step in &explanation.steps {
        let _ = writeln!(out, "{:>+8.2}  {:>8.2}  {}", step.weight + step.frequency, step.total, step.words);
        for (column, left, right) in &step.values {
            let _ = writeln!(out, "{:>20}{column}: {} | {}", "", missing(left), missing(right));
        }
    }
    let _ = writeln!(out, "\nIn the end: a weight of {:+.2}.", explanation.weight);
    let _ = match &explanation.rule {
        Some(rule) => writeln!(out, "Brought together by: {rule}"),
        None => writeln!(out, "No blocking rule brings the two together: a run would not compare them."),
    };
    out
}

pub fn run(arguments: &Explain, watch: &Watch) -> Result<ExitCode, Failure> {
    let (model, _) = arguments.model.read()?;
    let prepared = arguments.inputs.prepare(model, watch)?;
    let records = prepared.linkage.records();
    let (one, other) = (find(records, &arguments.one)?, find(records, &arguments.other)?);
    if one == other {
        return Err(Failure::usage("both names are of the same record", "Name two records."));
    }
    let (one, other) = (one.min(other), one.max(other));
    let explanation = prepared.linkage.explain(one, other)?;
    let pair = told(&explanation, (label(records, one), label(records, other)), "");
    let page = match arguments.format {
        Form::Text => text(&explanation, &pair),
        Form::Json => serde_json::to_string_pretty(&reply(&explanation, &pair))? + "\n",
        Form::Html => explanation::html(&pair).map_err(std::io::Error::other)?,
        Form::Svg => pair.svg(),
    };
    match &arguments.output {
        Some(file) => write_text(file, &page)?,
        None => stdout().lock().write_all(page.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}
