//! `wholeplace link cluster`: people of weighed pairs.

use super::{
    inputs::{Inputs, ModelFile},
    predict::check_outputs,
    told::{self, Cost},
    train::read_labels,
    watch::Watch,
};
use crate::{arguments::Words, failure::Failure};
use clap::Args;
use lake::people::{self, Formed};
use link::{
    Records,
    cluster::{CutReason, Decisions},
    model::weight_of_probability,
};
use serde::Serialize;
use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

/// Cluster.
#[derive(Debug, Clone, Args)]
pub struct Cluster {
    #[command(flatten)]
    pub model: ModelFile,
    #[command(flatten)]
    pub inputs: Inputs,
    /// The weighed pairs, as `link predict` or Splink wrote them
    #[arg(long, value_name = "PAIRS")]
    pub pairs: PathBuf,
    /// Write the people to this file: .parquet, .csv, .csv.gz or .tsv
    ///
    /// Columns: record_id, cluster_id, and source where there are several sources.
    #[arg(long, value_name = "CLUSTERS")]
    pub clusters: PathBuf,
    #[command(flatten)]
    pub decided: Decided,
    /// How it is told
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

/// What people have decided.
#[derive(Debug, Clone, Args)]
pub struct Decided {
    /// Pairs that people have decided: they go before every weight and every promise
    ///
    /// Columns as for --labels: match_probability is 1 for one person and 0 for two.
    #[arg(long, value_name = "DECISIONS")]
    pub decisions: Option<PathBuf>,
}

impl Decided {
    /// The decisions, by record.
    pub fn read(&self, records: &Records) -> Result<Decisions, Failure> {
        let mut decisions = Decisions::default();
        let Some(file) = &self.decisions else { return Ok(decisions) };
        for label in read_labels(file, records)? {
            let pair = (label.left, label.right);
            if label.match_probability >= 1.0 {
                decisions.together.push(pair);
            } else if label.match_probability <= 0.0 {
                decisions.apart.push(pair);
            } else {
                return Err(Failure::usage(
                    format!("{}: {} is no decision", file.display(), label.match_probability),
                    "Write 1 for one person, 0 for two, and leave out what is not decided.",
                ));
            }
        }
        Ok(decisions)
    }
}

/// What came of clustering, as it is told.
#[derive(Debug, Clone, Serialize)]
pub struct PeopleTold {
    /// How many people there are.
    pub people: u64,
    /// How many of them have a single record.
    pub alone: u64,
    /// How many records the largest has.
    pub largest: u64,
    /// How many links joined records.
    pub links: u64,
    /// Links that join nothing, by reason.
    pub cut: BTreeMap<&'static str, u64>,
    /// In how many rounds people were formed; more than one when links did not fit in memory together.
    pub rounds: usize,
}

impl PeopleTold {
    pub fn of(formed: &Formed) -> Self {
        let sizes = sizes(&formed.clusters.of_record);
        let mut cut: BTreeMap<&'static str, u64> = BTreeMap::new();
        for link in &formed.clusters.cut {
            *cut.entry(reason_words(link.reason)).or_default() += 1;
        }
        Self {
            people: sizes.values().sum(),
            alone: sizes.get(&1).copied().unwrap_or(0),
            largest: sizes.keys().next_back().copied().unwrap_or(0),
            links: formed.links,
            cut,
            rounds: formed.rounds,
        }
    }

    pub fn line(&self) -> String {
        let cut: u64 = self.cut.values().sum();
        format!(
            "{} people of {} links; {} have a single record, the largest has {}; {} links were cut",
            told::whole(self.people),
            told::whole(self.links),
            told::whole(self.alone),
            told::whole(self.largest),
            told::whole(cut)
        )
    }
}

/// How many people have how many records.
pub fn sizes(of_record: &[u32]) -> BTreeMap<u64, u64> {
    let mut records_of = vec![0_u64; of_record.len()];
    for &first in of_record {
        records_of[first as usize] += 1;
    }
    let mut sizes = BTreeMap::new();
    for records in records_of.into_iter().filter(|&records| records > 0) {
        *sizes.entry(records).or_default() += 1;
    }
    sizes
}

/// Why a link was cut, in words.
pub fn reason_words(reason: CutReason) -> &'static str {
    match reason {
        CutReason::WeakBridge => "taken together, the pairs between the two groups speak for two people",
        CutReason::OneEach => "a source that promises one record for each person has one in both groups",
        CutReason::NeverTwo => "the groups have different values where a person has one, such as the NHS number",
        CutReason::Decided => "a person decided that the records are apart",
        CutReason::TooLarge => "the group was too large to be weighed whole, and the link was among its weakest",
    }
}

#[derive(Serialize)]
struct Reply<'a> {
    people: &'a PeopleTold,
    cost: &'a Cost,
}

pub fn run(arguments: &Cluster, watch: &Watch) -> Result<ExitCode, Failure> {
    let (model, _) = arguments.model.read()?;
    check_outputs(&[Some(&arguments.clusters)], &[Some(&arguments.clusters)])?;
    let threshold = weight_of_probability(model.people.threshold);
    let prepared = arguments.inputs.prepare(model, watch)?;
    let records = prepared.linkage.records();
    let decisions = arguments.decided.read(records)?;
    let folder = arguments.clusters.parent().filter(|folder| !folder.as_os_str().is_empty());
    let formed = watch.phase("cluster", || {
        people::cluster_within(
            &prepared.linkage,
            &|take| people::read_links(&arguments.pairs, records, threshold, take),
            &decisions,
            prepared.budget.pairs,
            folder.unwrap_or(std::path::Path::new(".")),
            watch,
        )
    })?;
    let persons = people::persons_of(&formed.clusters);
    let person = |record: u32| persons.get(record as usize).copied();
    watch.phase("write people", || {
        people::write_clusters(&arguments.clusters, records, &person, &mut watch.steps("Writing people"))
    })?;
    let (told, cost) = (PeopleTold::of(&formed), Cost::so_far(watch));
    told::tell(arguments.format, &Reply { people: &told, cost: &cost }, |out| {
        writeln!(out, "{}\nWritten to {}\n{}", told.line(), arguments.clusters.display(), cost.line())
    })?;
    Ok(ExitCode::SUCCESS)
}
