//! `wholeplace link run`: train, weigh, form people, report.

use super::{
    cluster::{Decided, PeopleTold},
    draft::{self, Drafting},
    inputs::{Inputs, is_trained, read_model, use_threshold, write_text},
    predict::{Resuming, check_outputs, score, weight},
    report,
    told::{self, Cost},
    train::{self, TrainingTold},
    watch::Watch,
};
use crate::{arguments::Words, failure::Failure};
use clap::Args;
use lake::{
    cluster::Cluster,
    people::{self, KeptFolder},
};
use link::{Model, cluster::Links, identity::Population, model::weight_of_probability};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Run.
#[derive(Debug, Clone, Args)]
pub struct Run {
    /// The model: TOML, or the JSON of a Splink settings or model file; one is drafted if you give none
    #[arg(long, value_name = "MODEL")]
    pub model: Option<PathBuf>,
    /// Write the drafted model to this file; beside the first output if you say nothing
    #[arg(long, value_name = "DRAFTED", conflicts_with = "model")]
    pub drafted: Option<PathBuf>,
    #[command(flatten)]
    pub drafting: Drafting,
    /// The probability from which a pair is a link; the model's own if you say nothing
    #[arg(long, value_name = "PROBABILITY")]
    pub threshold: Option<f64>,
    #[command(flatten)]
    pub inputs: Inputs,
    /// Write the weighed pairs to this file: .parquet, .csv, .csv.gz or .tsv
    #[arg(long, value_name = "PAIRS")]
    pub pairs: Option<PathBuf>,
    /// Write the people to this file: .parquet, .csv, .csv.gz or .tsv
    #[arg(long, value_name = "CLUSTERS")]
    pub clusters: Option<PathBuf>,
    /// Write a report to this file: HTML that stands alone
    #[arg(long, value_name = "REPORT.html")]
    pub report: Option<PathBuf>,
    /// Leave what records hold out of the report
    #[arg(long, requires = "report")]
    pub without_examples: bool,
    /// Write the trained model to this file
    #[arg(long, value_name = "TRAINED")]
    pub trained: Option<PathBuf>,
    /// Keep records, links and identities in this folder, for `link update`
    #[arg(long, value_name = "FOLDER")]
    pub keep: Option<PathBuf>,
    /// Train even when the model comes trained
    #[arg(long)]
    pub retrain: bool,
    /// Judged pairs that teach how often records of one person agree (see: wholeplace link train --help)
    #[arg(long, value_name = "LABELS")]
    pub labels: Option<PathBuf>,
    #[command(flatten)]
    pub decided: Decided,
    /// The least probability of a pair that is written; the model's clerical band if you say nothing
    #[arg(long, value_name = "PROBABILITY")]
    pub least: Option<f64>,
    #[command(flatten)]
    pub resuming: Resuming,
    /// How it is told
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

/// A report counts pairs from this weight up: odds of a thousand to one against.
const LEAST_TOLD: f64 = -10.0;

#[derive(Serialize)]
struct Reply<'a> {
    records: u64,
    candidates: u64,
    pairs_written: Option<u64>,
    people: &'a PeopleTold,
    training: Option<&'a TrainingTold>,
    cost: &'a Cost,
}

impl Run {
    /// The model that was given, or one drafted from the records, and its text.
    fn find_model(&self, outputs: &[Option<&Path>], watch: &Watch) -> Result<(Model, String), Failure> {
        if let Some(file) = &self.model {
            if self.drafting.is_said() {
                return Err(Failure::usage(
                    "--between, --most-pairs and --leave-out speak of a model that is drafted, and one is given",
                    format!("Change {} instead, or leave --model out.", file.display()),
                ));
            }
            return read_model(file, self.threshold);
        }
        let file = self.drafted.clone().or_else(|| outputs.iter().flatten().next().map(|output| draft::beside(output)));
        let drafted = draft::draft(&self.inputs, &self.drafting, watch)?;
        let text = drafted.text();
        if let Some(file) = file {
            draft::write_unless_mended(&file, &text)?;
            eprintln!(
                "No model was given, so one was drafted from the records: {}. Read it and mend it, then use it with --model.",
                file.display()
            );
        }
        let mut model = drafted.model;
        use_threshold(&mut model, self.threshold)?;
        Ok((model, text))
    }
}

pub fn run(arguments: &Run, cluster: Option<&Cluster>, watch: &Watch) -> Result<ExitCode, Failure> {
    let (pairs, clusters, report_file) =
        (arguments.pairs.as_deref(), arguments.clusters.as_deref(), arguments.report.as_deref());
    let outputs = [pairs, clusters, report_file, arguments.keep.as_deref(), arguments.trained.as_deref()];
    let folder = arguments.resuming.folder(&outputs)?;
    check_outputs(&outputs, &[pairs, clusters])?;
    let (given_model, mut given) = arguments.find_model(&outputs, watch)?;
    let least = weight(arguments.least.unwrap_or(given_model.people.clerical))?;
    let threshold = weight_of_probability(given_model.people.threshold);
    let scored_from = if report_file.is_some() { least.min(threshold).min(LEAST_TOLD) } else { least.min(threshold) };
    let facts = arguments.inputs.facts(watch)?;
    if let Some(labels) = &arguments.labels {
        let text = std::fs::read_to_string(labels)
            .map_err(|cause| Failure::file(format!("{} could not be read", labels.display()), cause))?;
        given.push_str(&text);
    }
    let settings = format!(
        "run {scored_from} {} {:?} {:?}",
        arguments.retrain, arguments.inputs.id, arguments.inputs.source_column
    );
    let (work, trained_before) = arguments.resuming.open(&folder, &facts, &given, &settings)?;
    let going_on = trained_before.is_some();
    let mut model = trained_before.unwrap_or_else(|| given_model.clone());
    model.people = given_model.people;
    let must_train = !going_on && (arguments.retrain || !is_trained(&model));
    let mut prepared = arguments.inputs.prepare(model, watch)?;
    let mut training = None;
    if must_train {
        training = Some(train::train(&mut prepared.linkage, arguments.labels.as_deref(), watch)?);
    } else if let Some(labels) = arguments.labels.as_deref().filter(|_| !going_on) {
        train::teach(&mut prepared.linkage, labels)?;
    }
    work.keep_model(prepared.linkage.model())?;
    if let Some(file) = &arguments.trained {
        let splink = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        let model = prepared.linkage.model();
        write_text(file, &if splink { model.to_splink()? } else { model.to_toml()? })?;
    }
    let predicted = score(&work, &prepared, scored_from, cluster, watch)?;
    let linkage = &prepared.linkage;
    let written = match pairs {
        Some(file) => Some(watch.phase("write pairs", || {
            people::write_pairs(file, linkage, &predicted, least, &mut watch.steps("Writing pairs"))
        })?),
        None => None,
    };
    let decisions = arguments.decided.read(linkage.records())?;
    let formed = watch.phase("cluster", || {
        people::cluster_within(
            linkage,
            &|take| predicted.links(threshold, take),
            &decisions,
            prepared.budget.pairs,
            work.path(),
            watch,
        )
    })?;
    if let Some(file) = clusters {
        let persons = people::persons_of(&formed.clusters);
        let person = |record: u32| persons.get(record as usize).copied();
        watch.phase("write people", || {
            people::write_clusters(file, linkage.records(), &person, &mut watch.steps("Writing people"))
        })?;
    }
    let told_people = PeopleTold::of(&formed);
    if let Some(file) = report_file {
        let sources = report::Sources {
            prepared: &prepared,
            facts: &facts,
            predicted: &predicted,
            formed: &formed,
            training: training.as_ref(),
            examples: !arguments.without_examples,
            least: scored_from,
        };
        let page = watch.phase("report", || report::page(&sources, watch))?;
        write_text(file, &page)?;
    }
    let records = linkage.records().len() as u64;
    if let Some(folder) = &arguments.keep {
        let mut links = Links::default();
        predicted.links(threshold, &mut |link| {
            links.links.push(link);
            Ok(())
        })?;
        let frequencies = prepared.linkage.frequencies();
        watch.phase("keep", || -> Result<(), Failure> {
            let population = Population::begin(prepared.linkage, &links.links, &formed.clusters, decisions)?;
            Ok(KeptFolder::at(folder).keep(&population, &frequencies, &prepared.id)?)
        })?;
    }
    let candidates = predicted.summary.candidates;
    work.remove()?;
    let cost = Cost::so_far(watch);
    let reply = Reply {
        records,
        candidates,
        pairs_written: written,
        people: &told_people,
        training: training.as_ref(),
        cost: &cost,
    };
    told::tell(arguments.format, &reply, |out| {
        for sentence in training.iter().flat_map(TrainingTold::sentences) {
            writeln!(out, "{sentence}")?;
        }
        writeln!(out, "{} records, {} candidate pairs", told::whole(records), told::whole(candidates))?;
        writeln!(out, "{}", told_people.line())?;
        if let (Some(file), Some(count)) = (pairs, written) {
            writeln!(out, "{} pairs written to {}", told::whole(count), file.display())?;
        }
        let others = [(clusters, "people"), (report_file, "report"), (arguments.keep.as_deref(), "kept people")];
        for (file, what) in others.into_iter().filter_map(|(file, what)| Some((file?, what))) {
            writeln!(out, "{what}: {}", file.display())?;
        }
        writeln!(out, "{}", cost.line())
    })?;
    Ok(ExitCode::SUCCESS)
}
