//! `wholeplace link predict`: weigh candidate pairs by a trained model.

use super::{
    inputs::{Inputs, ModelFile, Prepared, is_trained},
    told::{self, Cost},
    watch::Watch,
};
use crate::{arguments::Words, failure::Failure};
use clap::Args;
use lake::{
    cluster::Cluster,
    people::{self, InputFacts, Predicted, WorkFolder},
};
use link::{Model, model::weight_of_probability};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use tokio::runtime::Handle;

/// Where a run is kept while it is not finished, and whether it goes on with an earlier one.
#[derive(Debug, Clone, Args)]
pub struct Resuming {
    /// Go on where an earlier run was stopped; refused when the files, the model or the settings changed since
    #[arg(long)]
    pub resume: bool,
    /// The folder for finished parts and for what does not fit in memory; beside the first output if you say nothing
    #[arg(long, value_name = "FOLDER")]
    pub work: Option<PathBuf>,
}

impl Resuming {
    /// The folder: as asked for, or beside the first output.
    pub fn folder(&self, outputs: &[Option<&Path>]) -> Result<PathBuf, Failure> {
        if let Some(folder) = &self.work {
            return Ok(folder.clone());
        }
        outputs.iter().flatten().next().map(|output| WorkFolder::beside(output)).ok_or_else(|| {
            Failure::usage("there is nothing to write", "Say what you want: --pairs, --clusters, --report or --keep")
        })
    }

    /// Begins the work, or goes on with it. The model comes back as an earlier run trained it, if one did.
    pub fn open(
        &self,
        folder: &Path,
        facts: &[InputFacts],
        given: &str,
        settings: &str,
    ) -> Result<(WorkFolder, Option<Model>), Failure> {
        if self.resume {
            match WorkFolder::resume(folder, facts, given, settings)? {
                Some(work) => {
                    let model = work.model()?;
                    return Ok((work, model));
                }
                None => eprintln!("There is nothing to go on with in {}: the run begins anew.", folder.display()),
            }
        }
        Ok((WorkFolder::begin(folder, facts, given, settings)?, None))
    }
}

/// Refuses outputs that could not be written in the end, before anything long is begun.
pub fn check_outputs(outputs: &[Option<&Path>], tables: &[Option<&Path>]) -> Result<(), Failure> {
    for table in tables.iter().flatten() {
        people::Form::of(table)?;
    }
    for output in outputs.iter().flatten() {
        let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(Failure::usage(
                format!("there is no folder {} for {}", folder.display(), output.display()),
                "Make the folder first, or write elsewhere.",
            ));
        }
    }
    Ok(())
}

/// A probability as a weight; refused when it is none.
pub fn weight(probability: f64) -> Result<f64, Failure> {
    if (0.0..=1.0).contains(&probability) {
        return Ok(weight_of_probability(probability));
    }
    Err(Failure::usage(format!("{probability} is no probability"), "Give a number between 0 and 1, such as 0.5"))
}

/// Scores what was prepared, part by part, here or on a cluster.
pub fn score(
    work: &WorkFolder,
    prepared: &Prepared,
    least: f64,
    cluster: Option<&Cluster>,
    watch: &Watch,
) -> Result<Predicted, Failure> {
    let linkage = &prepared.linkage;
    for report in linkage.block_reports() {
        let Some(largest) = report.bounded.first() else { continue };
        let left_out: u64 = report.bounded.iter().map(|block| block.pairs_left_out).sum();
        eprintln!(
            "warning: under “{}” a block of {} records was not compared whole ({} such blocks, {} pairs left out). Look for placeholders in these columns.",
            report.rule,
            told::whole(largest.records),
            told::whole(report.bounded.len() as u64),
            told::whole(left_out)
        );
    }
    let predicted = watch.phase("score", || match cluster {
        None => work.predict(linkage, least, watch),
        Some(cluster) => Handle::current().block_on(work.predict_on(cluster, linkage, least, watch)),
    })?;
    if predicted.taken_up > 0 {
        eprintln!("{} finished parts of the earlier run were taken as they were.", predicted.taken_up);
    }
    Ok(predicted)
}

/// Predict.
#[derive(Debug, Clone, Args)]
pub struct Predict {
    #[command(flatten)]
    pub model: ModelFile,
    #[command(flatten)]
    pub inputs: Inputs,
    /// Write the pairs to this file: .parquet, .csv, .csv.gz or .tsv
    ///
    /// Columns: record_id_l, record_id_r, match_weight, match_probability, source_l and source_r where there are several
    /// sources, then the outcome of each comparison.
    #[arg(long, value_name = "PAIRS")]
    pub pairs: PathBuf,
    /// The least probability of a pair that is written; the model's clerical band if you say nothing
    #[arg(long, value_name = "PROBABILITY")]
    pub least: Option<f64>,
    #[command(flatten)]
    pub resuming: Resuming,
    /// How it is told
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

#[derive(Serialize)]
struct Reply<'a> {
    records: usize,
    candidates: u64,
    pairs: u64,
    by_rule: &'a [u64],
    cost: &'a Cost,
}

pub fn run(arguments: &Predict, cluster: Option<&Cluster>, watch: &Watch) -> Result<ExitCode, Failure> {
    let (model, given) = arguments.model.read()?;
    check_outputs(&[Some(&arguments.pairs)], &[Some(&arguments.pairs)])?;
    if !is_trained(&model) {
        return Err(Failure::usage(
            format!(
                "the model {} has not been trained: it knows no chances of some outcomes",
                arguments.model.model.display()
            ),
            "Train it with: wholeplace link train --model MODEL INPUT... --output TRAINED, or do the lot with: wholeplace link run",
        ));
    }
    let least = weight(arguments.least.unwrap_or(model.people.clerical))?;
    let facts = arguments.inputs.facts(watch)?;
    let settings = format!("predict {least} {:?} {:?}", arguments.inputs.id, arguments.inputs.source_column);
    let folder = arguments.resuming.folder(&[Some(&arguments.pairs)])?;
    let (work, _) = arguments.resuming.open(&folder, &facts, &given, &settings)?;
    let prepared = arguments.inputs.prepare(model, watch)?;
    let predicted = score(&work, &prepared, least, cluster, watch)?;
    let pairs = watch.phase("write pairs", || {
        people::write_pairs(&arguments.pairs, &prepared.linkage, &predicted, least, &mut watch.steps("Writing pairs"))
    })?;
    let by_rule = predicted.summary.by_rule.clone();
    let candidates = predicted.summary.candidates;
    work.remove()?;
    let cost = Cost::so_far(watch);
    let records = prepared.linkage.records().len();
    told::tell(arguments.format, &Reply { records, candidates, pairs, by_rule: &by_rule, cost: &cost }, |out| {
        writeln!(
            out,
            "{} records, {} candidate pairs, {} pairs written to {}",
            told::whole(records as u64),
            told::whole(candidates),
            told::whole(pairs),
            arguments.pairs.display()
        )?;
        writeln!(out, "{}", cost.line())
    })?;
    Ok(ExitCode::SUCCESS)
}
