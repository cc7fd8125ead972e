//! `wholeplace link`: records to weighed pairs to people, on files.

mod cluster;
mod draft;
mod encode;
mod evaluate;
mod explain;
mod hub_review;
mod inputs;
mod person;
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
use review::{OnFiles, Review};
use std::process::ExitCode;
use watch::Watch;

/// What to do with records.
#[derive(Debug, Subcommand)]
pub enum Link {
    /// Draft a first model from the records: what is compared, which pairs, and what it is taught by, each with its reason
    ///
    /// No truth is needed and none is looked at. The model is a text to read and to mend; `link run` without --model drafts
    /// one by itself.
    Draft(draft::Draft),
    /// Do the lot: draft a model where none is given, train it where it is not trained, weigh pairs, form people, report
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
    /// RECORD is the record's name, with its source where several have it: gp:17. For a whole person: link person
    Explain(explain::Explain),
    /// Show the records that are taken for one person with a record: what holds them together, what was cut and why
    ///
    /// The person is formed of these records and this model, as `link run` forms it.
    /// Example: wholeplace link person gp:17 --model trained.toml gp.csv housing.csv --format html -o person.html
    Person(person::Person),
    /// Measure how right pairs and people are, against truth or labels, also by group of people
    Evaluate(Box<evaluate::Evaluate>),
    /// Have two people look at a sample of pairs, and learn from what they say
    #[command(subcommand)]
    Review(Review),
}

impl Link {
    /// What the command reads, where it reads records.
    fn inputs(&self) -> Option<(&inputs::Inputs, &'static str)> {
        match self {
            Self::Draft(draft) => Some((&draft.inputs, "link draft")),
            Self::Run(run) => Some((&run.inputs, "link run")),
            Self::Train(train) => Some((&train.inputs, "link train")),
            Self::Predict(predict) => Some((&predict.inputs, "link predict")),
            Self::Cluster(cluster) => Some((&cluster.inputs, "link cluster")),
            Self::Explain(explain) => Some((&explain.inputs, "link explain")),
            Self::Person(person) => Some((&person.inputs, "link person")),
            Self::Encode(encode) => Some((&encode.inputs, "link encode")),
            Self::Evaluate(evaluate) => Some((&evaluate.inputs, "link evaluate")),
            Self::Review(Review::OnFiles(OnFiles::Sample(sample))) => Some((&sample.inputs, "link review sample")),
            Self::Update(_) | Self::Review(Review::OnFiles(OnFiles::Read(_)) | Review::OnTheHub(_)) => None,
        }
    }
}

pub async fn run(arguments: &Arguments, command: &Link) -> Result<ExitCode, Failure> {
    let cluster = arguments.cluster.as_deref().map(Cluster::at).transpose()?;
    let cluster = cluster.as_ref();
    if cluster.is_some() && !matches!(command, Link::Run(_) | Link::Predict(_)) {
        return Err(Failure::usage(
            "only `link run` and `link predict` use a cluster: for comparing pairs, which takes longest; training looks at samples, which are no larger for more records",
            "Leave --cluster (WHOLEPLACE_CLUSTER) out.",
        ));
    }
    if let Some((inputs, what_for)) = command.inputs() {
        inputs.find_tables(arguments, what_for).await?;
    }
    match command {
        Link::Draft(draft) => busy(|watch| draft::run(draft, watch)),
        Link::Run(run) => busy(|watch| run::run(run, cluster, watch)),
        Link::Train(train) => busy(|watch| train::run(train, watch)),
        Link::Predict(predict) => busy(|watch| predict::run(predict, cluster, watch)),
        Link::Cluster(cluster) => busy(|watch| cluster::run(cluster, watch)),
        Link::Update(update) => busy(|watch| update::run(update, watch)),
        Link::Explain(explain) => busy(|watch| explain::run(explain, watch)),
        Link::Person(person) => busy(|watch| person::run(person, watch)),
        Link::Encode(encode) => busy(|watch| encode::run(encode, watch)),
        Link::Evaluate(evaluate) => busy(|watch| evaluate::run(evaluate, watch)),
        Link::Review(Review::OnFiles(review)) => busy(|watch| review::run(review, watch)),
        Link::Review(Review::OnTheHub(review)) => hub_review::run(arguments, review).await,
    }
}

/// Does work that keeps its thread busy for as long as it takes; the runtime's other threads hear of requests to stop.
fn busy(work: impl FnOnce(&Watch) -> Result<ExitCode, Failure>) -> Result<ExitCode, Failure> {
    let watch = Watch::new();
    watch.listen();
    tokio::task::block_in_place(|| work(&watch))
}
