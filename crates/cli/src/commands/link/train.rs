//! `wholeplace link train`: learn what each outcome weighs.

use super::{
    inputs::{Inputs, ModelFile, is_trained, write_text},
    told::{self, Cost},
    watch::Watch,
};
use crate::{arguments::Words, failure::Failure};
use clap::Args;
use lake::people::{PeopleError, each_row, first_present};
use link::{
    Records,
    score::Linkage,
    train::{Label, TrainingReport},
};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Train.
#[derive(Debug, Clone, Args)]
pub struct Train {
    #[command(flatten)]
    pub model: ModelFile,
    #[command(flatten)]
    pub inputs: Inputs,
    /// Write the trained model to this file
    ///
    /// A name that ends in .json is written as a Splink model, where Splink can say all that the model says.
    #[arg(long, short, value_name = "TRAINED")]
    pub output: PathBuf,
    /// Judged pairs that teach how often records of one person agree, such as `link review read` writes
    ///
    /// Columns: record_id_l, record_id_r and match_probability (Splink's unique_id_l, unique_id_r and
    /// clerical_match_score will do), with source_l and source_r where several sources have the same names.
    #[arg(long, value_name = "LABELS")]
    pub labels: Option<PathBuf>,
    /// How it is told
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

/// How a model was trained, as it is told.
#[derive(Debug, Serialize)]
pub struct TrainingTold {
    /// The chance that two records taken at random are of one person.
    prior: f64,
    /// Pairs that the certain rules found.
    certain_pairs: u64,
    /// What was learnt under each rule.
    sessions: Vec<SessionTold>,
    /// The model named no rules to learn from, so these were chosen.
    rules_chosen: bool,
    /// Comparisons that no rule could teach.
    not_learnt: Vec<String>,
}

#[derive(Debug, Serialize)]
struct SessionTold {
    rule: String,
    pairs: u64,
    looked_at: u64,
    matches_share: f64,
    teaches: Vec<String>,
    steps: usize,
    converged: bool,
}

impl TrainingTold {
    pub fn of(report: &TrainingReport) -> Self {
        let session = |session: &link::train::SessionReport| SessionTold {
            rule: session.rule.clone(),
            pairs: session.pairs,
            looked_at: session.looked_at,
            matches_share: session.matches_share,
            teaches: session.teaches.clone(),
            steps: session.steps.len(),
            converged: session.converged,
        };
        Self {
            prior: report.prior,
            certain_pairs: report.certain_pairs,
            sessions: report.sessions.iter().map(session).collect(),
            rules_chosen: report.rules_chosen,
            not_learnt: report.not_learnt.clone(),
        }
    }

    /// The same in sentences.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "one in how many is a whole number above 0, and a cast to one saturates"
    )]
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = vec![format!(
            "One pair in {} of two records taken at random is taken to be of one person{}.",
            told::whole((1.0 / self.prior.max(f64::MIN_POSITIVE)).round() as u64),
            match self.certain_pairs {
                0 => String::new(),
                found => format!("; the certain rules found {} such pairs", told::whole(found)),
            }
        )];
        if self.rules_chosen {
            sentences.push(
                "The model names no rules to learn from; these were chosen, and the trained model names them."
                    .to_owned(),
            );
        }
        for session in &self.sessions {
            let rest = if session.converged { "came to rest" } else { "did not come to rest" };
            sentences.push(format!(
                "Under “{}”, {} of {} pairs were looked at, {:.1}% of them taken for one person; it taught {}, and {rest} after {} steps.",
                session.rule,
                told::whole(session.looked_at),
                told::whole(session.pairs),
                session.matches_share * 100.0,
                if session.teaches.is_empty() { "nothing".to_owned() } else { session.teaches.join(", ") },
                session.steps
            ));
        }
        if !self.not_learnt.is_empty() {
            sentences.push(format!(
                "No rule could teach {}: every learning rule touches their columns.",
                self.not_learnt.join(", ")
            ));
        }
        sentences
    }
}

/// Trains a model on its records, then by labels where there are some.
pub fn train(linkage: &mut Linkage, labels: Option<&Path>, watch: &Watch) -> Result<TrainingTold, Failure> {
    let report = watch.phase("train", || linkage.train(watch))?;
    if let Some(path) = labels {
        teach(linkage, path)?;
    }
    let told = TrainingTold::of(&report);
    if !told.not_learnt.is_empty() {
        eprintln!(
            "warning: no rule could teach {}: every learning rule touches their columns. Add a rule to training.learn.",
            told.not_learnt.join(", ")
        );
    }
    Ok(told)
}

/// Teaches a model by judged pairs how often records of one person agree.
pub fn teach(linkage: &mut Linkage, labels: &Path) -> Result<(), Failure> {
    let labels = read_labels(labels, linkage.records())?;
    Ok(linkage.train_from_labels(&labels, false)?)
}

/// Reads judged pairs, ours or Splink's.
pub fn read_labels(path: &Path, records: &Records) -> Result<Vec<Label>, Failure> {
    let present = lake::people::column_names(path)?;
    let pick = |names: &[&'static str]| first_present(&present, names);
    let lacks = |what: &str| {
        PeopleError::refused(
            format!("{} has no column {what}; its columns are: {}", path.display(), present.join(", ")),
            "Labels have the columns record_id_l, record_id_r and match_probability.",
        )
    };
    let left = pick(&["record_id_l", "unique_id_l"]).ok_or_else(|| lacks("`record_id_l`"))?;
    let right = pick(&["record_id_r", "unique_id_r"]).ok_or_else(|| lacks("`record_id_r`"))?;
    let judged = pick(&["match_probability", "clerical_match_score"]).ok_or_else(|| lacks("`match_probability`"))?;
    let mut wanted = vec![left.to_owned(), right.to_owned(), judged.to_owned()];
    if let Some((one, other)) = pick(&["source_l", "source_dataset_l"]).zip(pick(&["source_r", "source_dataset_r"])) {
        wanted.extend([one.to_owned(), other.to_owned()]);
    }
    let mut labels = Vec::new();
    let mut row_number = 1;
    each_row(path, &wanted, &mut |row| {
        row_number += 1;
        let number = row[2].and_then(|text| text.trim().parse::<f64>().ok()).filter(|each| (0.0..=1.0).contains(each));
        let match_probability = number.ok_or_else(|| {
            PeopleError::refused(
                format!("{}: row {row_number} has no number between 0 and 1 as its judgement", path.display()),
                "Write 1 for one person, 0 for two.",
            )
        })?;
        let record =
            |id: Option<&str>, source: Option<&str>| lake::people::find_record(records, source, id.unwrap_or_default());
        let left = record(row[0], row.get(3).copied().flatten())?;
        let right = record(row[1], row.get(4).copied().flatten())?;
        labels.push(Label { left, right, match_probability });
        Ok(())
    })?;
    if labels.is_empty() {
        return Err(PeopleError::refused(format!("{} has no labels", path.display()), "Judge some pairs first.").into());
    }
    Ok(labels)
}

#[derive(Serialize)]
struct Reply<'a> {
    training: &'a TrainingTold,
    cost: &'a Cost,
}

pub fn run(arguments: &Train, watch: &Watch) -> Result<ExitCode, Failure> {
    let (model, _) = arguments.model.read()?;
    if is_trained(&model) {
        eprintln!("The model was trained before; it is trained again on these records.");
    }
    let mut prepared = arguments.inputs.prepare(model, watch)?;
    let training = train(&mut prepared.linkage, arguments.labels.as_deref(), watch)?;
    let model = prepared.linkage.model();
    let splink = arguments.output.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    write_text(&arguments.output, &if splink { model.to_splink()? } else { model.to_toml()? })?;
    let cost = Cost::so_far(watch);
    told::tell(arguments.format, &Reply { training: &training, cost: &cost }, |out| {
        for sentence in training.sentences() {
            writeln!(out, "{sentence}")?;
        }
        writeln!(out)?;
        for row in model.level_rows() {
            let (m, u, weight) = (row.m.unwrap_or(f64::NAN), row.u.unwrap_or(f64::NAN), row.weight.unwrap_or(f64::NAN));
            writeln!(out, "{weight:+7.2}  m {m:.4}  u {u:.6}  {}: {}", row.comparison, row.outcome)?;
        }
        writeln!(out, "\nWritten to {} ({})", arguments.output.display(), cost.line())
    })?;
    Ok(ExitCode::SUCCESS)
}
