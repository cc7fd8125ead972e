//! `wholeplace link draft`: a first model from the records.

use super::{
    inputs::{Inputs, write_text},
    told::{self, Cost},
    watch::Watch,
};
use crate::{arguments::Words, failure::Failure};
use clap::{Args, ValueEnum};
use link::draft::{self, Wanted};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// More records than these are not looked at: what there is to see is seen in them.
const MOST_RECORDS: usize = 200_000;

/// Draft.
#[derive(Debug, Clone, Args)]
pub struct Draft {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub drafting: Drafting,
    /// Write the model to this file
    #[arg(long, short, value_name = "MODEL.toml")]
    pub output: PathBuf,
    /// How it is told
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

/// What may be said of a draft.
#[derive(Debug, Clone, Args)]
pub struct Drafting {
    /// Between which records a drafted model seeks matches
    #[arg(long, value_enum, value_name = "WHICH", default_value = "all")]
    pub between: Between,
    /// How many pairs a drafted model compares at most; 30 for each record if you say nothing, and 200,000 of few records
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub most_pairs: Option<u64>,
    /// A column that a drafted model does not use; may be given several times
    #[arg(long, value_name = "COLUMN")]
    pub leave_out: Vec<String>,
}

impl Drafting {
    /// Whether anything is said that differs from saying nothing.
    pub fn is_said(&self) -> bool {
        self.between == Between::Sources || self.most_pairs.is_some() || !self.leave_out.is_empty()
    }
}

/// Between which records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Between {
    /// Among all records, within a file too
    All,
    /// Only between the files
    Sources,
}

#[derive(Serialize)]
struct Reply<'a> {
    model: String,
    records: u64,
    looked_at: u64,
    columns: Vec<ColumnTold<'a>>,
    rules: Vec<RuleTold>,
    likely_matches: f64,
    recall: f64,
    cost: &'a Cost,
}

#[derive(Serialize)]
struct ColumnTold<'a> {
    name: &'a str,
    kind: Option<&'static str>,
    reason: &'a str,
}

#[derive(Serialize)]
struct RuleTold {
    same: Vec<String>,
    when: Option<String>,
    pairs: u64,
    finds: f64,
    adds: f64,
}

pub fn run(arguments: &Draft, watch: &Watch) -> Result<ExitCode, Failure> {
    super::predict::check_outputs(&[Some(&arguments.output)], &[])?;
    let drafted = draft(&arguments.inputs, &arguments.drafting, watch)?;
    write_text(&arguments.output, &drafted.text())?;
    let cost = Cost::so_far(watch);
    let rule = |each: &draft::RuleDraft| RuleTold {
        same: each.rule.same.clone(),
        when: each.rule.when.clone(),
        pairs: each.pairs,
        finds: each.finds,
        adds: each.adds,
    };
    let column = |each: &draft::ColumnDraft| (each.name.clone(), each.kind.map(draft::Kind::name), each.reason.clone());
    let columns: Vec<(String, Option<&'static str>, String)> = drafted.columns.iter().map(column).collect();
    let reply = Reply {
        model: arguments.output.display().to_string(),
        records: drafted.of_records,
        looked_at: drafted.looked_at,
        columns: columns.iter().map(|(name, kind, reason)| ColumnTold { name, kind: *kind, reason }).collect(),
        rules: drafted.rules.iter().map(rule).collect(),
        likely_matches: drafted.likely_matches,
        recall: drafted.recall,
        cost: &cost,
    };
    told::tell(arguments.format, &reply, |out| {
        for (name, kind, reason) in &columns {
            match kind {
                Some(kind) => writeln!(out, "{name}: {kind}, {reason}")?,
                None => writeln!(out, "{name}: {reason}")?,
            }
        }
        let pairs: u64 = drafted.rules.iter().map(|each| each.pairs).sum();
        writeln!(
            out,
            "{} comparisons; {} blocking rules for about {} pairs at most, which find about {:.1}% of all matches",
            drafted.comparisons.len(),
            drafted.rules.len(),
            told::whole(pairs),
            drafted.recall * 100.0
        )?;
        writeln!(out, "model: {}", arguments.output.display())?;
        writeln!(out, "{}", cost.line())
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Drafts a model from the records, or from a sample of them.
pub fn draft(inputs: &Inputs, drafting: &Drafting, watch: &Watch) -> Result<draft::Draft, Failure> {
    let sample = inputs.sample(&drafting.leave_out, MOST_RECORDS, watch)?;
    for finding in sample.records.findings() {
        // A column without a value is told by the draft itself.
        if finding.rule != "column-empty" {
            eprintln!("{}: {} {} {}", finding.severity.name(), finding.what, finding.why, finding.mend);
        }
    }
    if !sample.not_in_all.is_empty() {
        eprintln!("Not compared, as not all files have them: {}", sample.not_in_all.join(", "));
    }
    let wanted = Wanted {
        name: sample.records.source_names().join(" and "),
        between: match drafting.between {
            Between::All => link::model::Between::All,
            Between::Sources => link::model::Between::Sources,
        },
        most_pairs: drafting.most_pairs,
        of_records: sample.of_records,
        threads: inputs.threads(),
    };
    Ok(watch.phase("draft", || draft::draft(sample.records, &wanted, watch))?)
}

/// Where a drafted model goes when nobody says it: beside an output, called as it with another ending.
pub fn beside(output: &Path) -> PathBuf {
    let name = output.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or("linkage").to_owned();
    output.with_file_name(format!("{stem}.model.toml"))
}

/// Writes a drafted model; refuses to write over one that somebody has mended.
pub fn write_unless_mended(file: &Path, text: &str) -> Result<(), Failure> {
    match std::fs::read_to_string(file) {
        Ok(before) if before == text => Ok(()),
        Ok(_) => Err(Failure::usage(
            format!("{} is there already, and it is not what is drafted now", file.display()),
            format!(
                "To use it: --model {}. To draft anew: delete it, or name another file with --drafted.",
                file.display()
            ),
        )),
        Err(_) => write_text(file, text),
    }
}
