//! `wholeplace link`: records to weighed pairs to people, on files.

mod cluster;
mod encode;
mod evaluate;
mod explain;
mod hub_review;
mod inputs;
mod predict;
mod report;
mod review;
mod run;
mod told;
mod train;
mod update;
mod watch;

use crate::{arguments::Arguments, failure::Failure};
use clap::Subcommand;
use lake::cluster::Cluster;
use std::process::ExitCode;
use watch::Watch;

/// What to do with records.
#[derive(Debug, Subcommand)]
pub enum Link {
    /// Do the lot: train the model where it is not trained, weigh pairs, form people, write a report
    ///
    /// Exit code 0: done. 2: refused or failed, with the reason; nothing that looks whole is left. 130: stopped on
    /// request; finished parts stay beside the output, and --resume goes on from them.
    Run(Box<run::Run>),
    /// Learn from the records how much each outcome weighs, and write the trained model
    ///
    /// No truth is needed: chance agreement is measured on pairs taken at random, agreement among matches by
    /// expectation maximisation. Labels can teach instead, see --labels.
    Train(train::Train),
    /// Weigh every candidate pair by a trained model and write the pairs
    Predict(Box<predict::Predict>),
    /// Form people of weighed pairs
    Cluster(cluster::Cluster),
    /// Records come, change and go: bring kept people up to date without linking all afresh
    ///
    /// Identities last: what merged, what was split and what is new is said, and every step is in the history.
    Update(update::Update),
    /// Turn records into keyed encodings, to link with partners who may not share names
    ///
    /// Whoever links sees encodings and never the key. docs/guides/partners.md shows the whole road.
    Encode(Box<encode::Encode>),
    /// Say why two records are taken for one person, or for two
    ///
    /// RECORD is the record's name, with its source where several have it: gp:17
    Explain(explain::Explain),
    /// Measure how right pairs and people are, against truth or labels, also by group of people
    Evaluate(Box<evaluate::Evaluate>),
    /// Have two people look at a sample of pairs, and learn from what they say
    #[command(subcommand)]
    Review(review::Review),
}

impl Link {
    /// What the command reads, where it reads records.
    fn inputs(&self) -> Option<(&inputs::Inputs, &'static str)> {
        match self {
            Self::Run(run) => Some((&run.inputs, "link run")),
            Self::Train(train) => Some((&train.inputs, "link train")),
            Self::Predict(predict) => Some((&predict.inputs, "link predict")),
            Self::Cluster(cluster) => Some((&cluster.inputs, "link cluster")),
            Self::Explain(explain) => Some((&explain.inputs, "link explain")),
            Self::Encode(encode) => Some((&encode.inputs, "link encode")),
            Self::Evaluate(evaluate) => Some((&evaluate.inputs, "link evaluate")),
            Self::Review(review::Review::Sample(sample)) => Some((&sample.inputs, "link review sample")),
            Self::Update(_) | Self::Review(review::Review::Read(_) | review::Review::OnTheHub(_)) => None,
        }
    }
}

pub async fn run(arguments: &Arguments, command: &Link) -> Result<ExitCode, Failure> {
    let cluster = arguments.cluster.as_deref().map(Cluster::at).transpose()?;
    let cluster = cluster.as_ref();
    if cluster.is_some() && !matches!(command, Link::Run(_) | Link::Predict(_)) {
        return Err(Failure::usage(
            "only `link run` and `link predict` use a cluster: for comparing pairs, which takes longest",
            "Leave --cluster (WHOLEPLACE_CLUSTER) out.",
        ));
    }
    if let Link::Review(review::Review::OnTheHub(review)) = command {
        return hub_review::run(arguments, review).await;
    }
    let watch = Watch::new();
    watch.listen();
    if let Some((inputs, what_for)) = command.inputs() {
        inputs.find_tables(arguments, what_for).await?;
    }
    // The work keeps its thread busy for as long as it takes; the runtime's other threads hear of requests to stop.
    tokio::task::block_in_place(|| match command {
        Link::Run(run) => run::run(run, cluster, &watch),
        Link::Train(train) => train::run(train, &watch),
        Link::Predict(predict) => predict::run(predict, cluster, &watch),
        Link::Cluster(cluster) => cluster::run(cluster, &watch),
        Link::Update(update) => update::run(update, &watch),
        Link::Explain(explain) => explain::run(explain, &watch),
        Link::Encode(encode) => encode::run(encode, &watch),
        Link::Evaluate(evaluate) => evaluate::run(evaluate, &watch),
        Link::Review(review) => review::run(review, &watch),
    })
}
