//! `wholeplace link review`: reviews of linkages on the hub. The work of judging is done on its pages.

use crate::{
    arguments::{Arguments, Table},
    commands::actor,
    failure::Failure,
    output::TableOutput,
    wiring,
};
use clap::{Args, Subcommand};
use std::{
    io::{Write, stdout},
    path::PathBuf,
    process::ExitCode,
};

/// Reviews on the hub.
#[derive(Debug, Subcommand)]
pub enum HubReview {
    /// Make a review of a review file, which a linkage writes
    ///
    /// The file says what records of people say. The hub keeps it apart from open data and shows it to reviewers alone.
    /// Example: wholeplace link review import sample.json --purpose "How often the linkage is right"
    Import(Import),
    /// List the reviews and how far they are
    List(List),
    /// Write the labels of a review: its pairs that are settled as of one person or of two
    ///
    /// For link train --labels and link evaluate --labels. They name records, so that they were taken is recorded.
    Export(Export),
    /// Remove what the records of a review say, for good; judgements and results stay
    ///
    /// Take the labels first: they name records, and cannot be had afterwards.
    Forget(Forget),
}

/// Import.
#[derive(Debug, Args)]
pub struct Import {
    /// The review file (JSON)
    pub file: PathBuf,
    /// What the review is for; it stands beside it for everybody who follows it
    #[arg(long, value_name = "PURPOSE")]
    pub purpose: String,
}

/// List.
#[derive(Debug, Args)]
pub struct List {
    /// How the list is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Table,
}

/// Export.
#[derive(Debug, Args)]
pub struct Export {
    /// The review's number
    pub review: u32,
    /// What the labels are for; it stands in the record
    #[arg(long, value_name = "PURPOSE")]
    pub purpose: String,
    /// Write to this file; to stdout if you say nothing
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Forget.
#[derive(Debug, Args)]
pub struct Forget {
    /// The review's number
    pub review: u32,
    /// Why; it stands in the record
    #[arg(long, value_name = "PURPOSE")]
    pub purpose: String,
}

pub async fn run(arguments: &Arguments, command: &HubReview) -> Result<ExitCode, Failure> {
    match command {
        HubReview::Import(import) => self::import(arguments, import).await,
        HubReview::List(list) => self::list(arguments, list).await,
        HubReview::Export(export) => self::export(arguments, export).await,
        HubReview::Forget(forget) => {
            let hub = wiring::open(arguments).await?;
            let was_there = hub.forget_review_records(&actor(&forget.purpose), forget.review).await?;
            let done = if was_there { "are removed" } else { "were removed before" };
            eprintln!("The records of review {} {done}. Its judgements and results stay.", forget.review);
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn import(arguments: &Arguments, import: &Import) -> Result<ExitCode, Failure> {
    let bytes = std::fs::read(&import.file)
        .map_err(|cause| Failure::file(format!("{} could not be read", import.file.display()), cause))?;
    let hub = wiring::open(arguments).await?;
    let task = hub.import_review(&actor(&import.purpose), bytes).await?;
    println_to_stdout(&format!("{}\n", task.number))?;
    eprintln!(
        "Review {} is made: {} pairs of “{}”. Reviewers find it at /people/reviews/{0} while the hub serves.",
        task.number,
        task.design.pairs.len(),
        task.title
    );
    Ok(ExitCode::SUCCESS)
}

async fn list(arguments: &Arguments, list: &List) -> Result<ExitCode, Failure> {
    let hub = wiring::open(arguments).await?;
    let columns = ["review", "title", "pairs", "settled", "disputed", "reviewers", "made_at", "purpose"];
    let mut table = TableOutput::new(list.format, columns)?;
    for overview in hub.reviews(&actor("Listing reviews of linkages")).await? {
        let reviewers: Vec<String> =
            overview.standing.reviewers.iter().map(|(name, judged)| format!("{name} ({judged})")).collect();
        table.row(vec![
            Some(overview.task.number.to_string()),
            Some(overview.task.title.clone()),
            Some(overview.standing.pairs.len().to_string()),
            Some(overview.standing.settled().to_string()),
            Some(overview.standing.disputed().len().to_string()),
            Some(reviewers.join(", ")),
            Some(overview.task.made_at.to_string()),
            Some(overview.task.made_by.purpose.clone()),
        ])?;
    }
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}

async fn export(arguments: &Arguments, export: &Export) -> Result<ExitCode, Failure> {
    let hub = wiring::open(arguments).await?;
    let labels = hub.review_labels(&actor(&export.purpose), export.review).await?;
    let table = exports::label_table(labels.iter().map(|label| exports::LabelRow {
        left: (&label.left.0, &label.left.1),
        right: (&label.right.0, &label.right.1),
        match_probability: label.match_probability,
    }))?;
    match &export.output {
        Some(path) => std::fs::write(path, table)
            .map_err(|cause| Failure::file(format!("{} could not be written", path.display()), cause))?,
        None => stdout().lock().write_all(&table)?,
    }
    eprintln!("{} labels.", labels.len());
    Ok(ExitCode::SUCCESS)
}

fn println_to_stdout(text: &str) -> Result<(), Failure> {
    Ok(stdout().lock().write_all(text.as_bytes())?)
}
