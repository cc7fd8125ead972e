//! `wholeplace import`: files go to a dataset by the ordinary path of a contribution.

use super::{actor, check, whole_hub};
use crate::{
    arguments::{Arguments, Import, Words},
    failure::Failure,
    output, wiring,
};
use hub::{Actor, Contribution, Hub, Progress, Submission, SubmissionState};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::{
    io::{Write, stdout},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};
use terms::DatasetId;

pub async fn run(arguments: &Arguments, import: &Import) -> Result<ExitCode, Failure> {
    let hub = wiring::open_to_write(arguments).await?;
    if import.demonstration {
        return demonstration(&hub, &import.demonstration_folder).await;
    }
    if let Some(folder) = &import.hub {
        return whole_hub::import(&hub, folder).await;
    }
    let actor = actor("Sending files from the command line");
    let dataset = dataset(&hub, &actor, import).await?;
    let mut refused = false;
    for file in &import.files {
        let progress = Progress::default();
        let submission =
            watched(file, &progress, send(&hub, &actor, &dataset, (file, &import.note), &progress)).await?;
        let submission = settle(&hub, &actor, submission, import.accept_warnings.as_deref()).await?;
        refused |= submission.state == SubmissionState::Refused;
        report(&hub, &actor, &submission, import.format).await?;
    }
    Ok(if refused { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

async fn dataset(hub: &Hub, actor: &Actor, import: &Import) -> Result<DatasetId, Failure> {
    if let Some(dataset) = &import.dataset {
        return Ok(dataset.clone());
    }
    let Some(recipe) = &import.recipe else {
        return Err(Failure::usage(
            "it is not said which dataset the files are for",
            "Name it with --dataset, or publish a new one with --recipe and --contract",
        ));
    };
    let documents = check::documents(recipe, import.contract.as_deref())?;
    let contract = documents.contract_text.ok_or_else(|| {
        Failure::usage(
            "a dataset cannot be published without a contract",
            "Write a contract.toml beside the recipe: docs/reference/contract.md says how",
        )
    })?;
    Ok(hub.publish_dataset(actor, &contract, &documents.recipe_text).await?.id.clone())
}

async fn send(
    hub: &Hub,
    actor: &Actor,
    dataset: &DatasetId,
    (file, note): (&Path, &str),
    progress: &Progress,
) -> Result<Submission, Failure> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let contribution = Contribution { dataset, file_name: &name, file, note, progress: progress.clone() };
    Ok(hub.contribute(actor, contribution).await?)
}

/// Shows a bar while a file is read.
async fn watched<T>(
    file: &Path,
    progress: &Progress,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let length = std::fs::metadata(file)
        .map_err(|cause| Failure::file(format!("{} could not be opened", file.display()), cause))?
        .len();
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bar = output::bar(length, &name);
    tokio::pin!(work);
    let outcome = loop {
        tokio::select! {
            outcome = &mut work => break outcome,
            () = tokio::time::sleep(Duration::from_millis(100)) => bar.set_position(progress.bytes().min(length)),
        }
    };
    bar.finish_and_clear();
    outcome
}

/// Approves a submission that only has warnings, where the person said so beforehand.
async fn settle(hub: &Hub, actor: &Actor, submission: Submission, note: Option<&str>) -> Result<Submission, Failure> {
    match note {
        Some(note) if submission.state == SubmissionState::AwaitingApproval => {
            Ok(hub.approve(actor, &submission.id, note).await?)
        }
        _ => Ok(submission),
    }
}

async fn report(hub: &Hub, actor: &Actor, submission: &Submission, format: Words) -> Result<(), Failure> {
    let mut out = stdout().lock();
    if format == Words::Json {
        serde_json::to_writer(&mut out, submission)?;
        writeln!(out)?;
        return Ok(());
    }
    writeln!(
        out,
        "{}: {} ({}; {} figures; {} errors, {} warnings)",
        submission.file_name,
        submission.id,
        submission.state.words(),
        submission.observations,
        submission.findings.errors,
        submission.findings.warnings
    )?;
    if let Some(changes) = submission.changes.as_ref().filter(|changes| changes.against.is_some()) {
        writeln!(
            out,
            "  since the last submission: {} revised, {} new, {} gone, {} the same",
            changes.revised, changes.added, changes.removed, changes.unchanged
        )?;
    }
    drop(out);
    if !matches!(submission.state, SubmissionState::InUse) {
        let findings = hub.findings(actor, &submission.id).await?;
        let mut err = std::io::stderr();
        for finding in findings.iter().filter(|finding| finding.severity > terms::Severity::Information).take(20) {
            check::print_finding(&mut err, finding)?;
        }
        if findings.len() > 20 {
            eprintln!(
                "… and {} further findings: see the submission’s page, or run: wholeplace check",
                findings.len() - 20
            );
        }
        if submission.state == SubmissionState::AwaitingApproval {
            eprintln!(
                "hint: look at the warnings, then approve on the page /data/{}/submissions/{}, or send again with --accept-warnings NOTE",
                submission.id.dataset, submission.id.number
            );
        }
    }
    Ok(())
}

/// The demonstration data, in the order of import.
#[derive(Debug, Deserialize)]
struct Order {
    #[serde(rename = "submission")]
    submissions: Vec<Entry>,
}

/// One file of the demonstration.
#[derive(Debug, Deserialize)]
struct Entry {
    /// The folder under `recipes/` that holds its recipe and contract.
    dataset: DatasetId,
    /// The file, under the demonstration folder.
    file: PathBuf,
    /// The note under which warnings are accepted.
    note: Option<String>,
}

async fn demonstration(hub: &Hub, folder: &Path) -> Result<ExitCode, Failure> {
    let actor = actor("Setting up the demonstration");
    let order_file = folder.join("order.toml");
    let order = std::fs::read_to_string(&order_file)
        .map_err(|cause| Failure::file(format!("{} could not be read", order_file.display()), cause))?;
    let order: Order = toml::from_str(&order).map_err(|error| {
        Failure::usage(
            format!("{} is not written as it should be: {error}", order_file.display()),
            "Mend the line that is named",
        )
    })?;
    let recipes = folder.join("../../recipes");
    let missing = due(hub, &actor, folder, &order).await?;
    if missing.is_empty() {
        eprintln!("The demonstration data is there already.");
        return Ok(ExitCode::SUCCESS);
    }
    let total: u64 = missing.iter().map(|entry| size(folder, entry)).sum();
    let bar = output::bar(total, "Demonstration data");
    let mut figures = 0;
    let mut stopped = Vec::new();
    for entry in missing {
        bar.set_message(entry.dataset.to_string());
        let documents = check::documents(&recipes.join(entry.dataset.as_str()).join("recipe.toml"), None)?;
        if let Some(contract) = &documents.contract_text {
            hub.publish_dataset(&actor, contract, &documents.recipe_text).await?;
        }
        let file = folder.join(&entry.file);
        let submission = send(hub, &actor, &entry.dataset, (&file, ""), &Progress::default()).await?;
        let submission = settle(hub, &actor, submission, entry.note.as_deref()).await?;
        figures += submission.observations;
        bar.inc(size(folder, entry));
        if submission.state != SubmissionState::InUse {
            stopped.push(format!("{} is {}", submission.id, submission.state.words()));
        }
    }
    bar.finish_and_clear();
    eprintln!("The demonstration data is in: {figures} figures from {} files.", order.submissions.len());
    for line in &stopped {
        eprintln!("  not in use: {line}");
    }
    Ok(if stopped.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn size(folder: &Path, entry: &Entry) -> u64 {
    std::fs::metadata(folder.join(&entry.file)).map(|metadata| metadata.len()).unwrap_or(0)
}

/// What is not in the hub yet: told by the bytes, so that a run that was stopped goes on where it was.
async fn due<'o>(hub: &Hub, actor: &Actor, folder: &Path, order: &'o Order) -> Result<Vec<&'o Entry>, Failure> {
    let mut due = Vec::new();
    for entry in &order.submissions {
        let file = folder.join(&entry.file);
        let bytes = std::fs::read(&file)
            .map_err(|cause| Failure::file(format!("{} could not be read", file.display()), cause))?;
        let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        match hub.same_bytes(actor, &entry.dataset, &hash).await? {
            None => due.push(entry),
            Some(known) => {
                settle(hub, actor, known, entry.note.as_deref()).await?;
            }
        }
    }
    Ok(due)
}
