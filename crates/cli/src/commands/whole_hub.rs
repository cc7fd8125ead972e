//! The whole hub as a folder: nobody is locked in. What one hub writes, another reads to the same figures.
//!
//! The folder holds `hub.json` (datasets with their contracts and recipes, submissions in the order in which they came,
//! with the decision on each; what places say; audits with their evidence) and `received/` (the bytes as they came, each
//! under its SHA-256).

use super::actor;
use crate::failure::Failure;
use hub::{Contribution, Hub, Progress, SubmissionState, audits::WholeAudit, statements::Statement};
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path, process::ExitCode};
use terms::{DatasetId, SubmissionId};

#[derive(Serialize, Deserialize)]
struct WholeHub {
    format: String,
    datasets: Vec<WholeDataset>,
    submissions: Vec<WholeSubmission>,
    #[serde(default)]
    statements: Vec<Statement>,
    #[serde(default)]
    audits: Vec<WholeAudit>,
}

#[derive(Serialize, Deserialize)]
struct WholeDataset {
    id: DatasetId,
    contract: String,
    recipe: String,
}

#[derive(Serialize, Deserialize)]
struct WholeSubmission {
    id: SubmissionId,
    file_name: String,
    sha256: String,
    state: SubmissionState,
    #[serde(default)]
    note_of_sender: String,
    note: Option<String>,
    observations: u64,
}

const FORMAT: &str = "wholeplace-hub/1";

fn failed(what: &str, path: &Path, cause: io::Error) -> Failure {
    Failure::file(format!("{} could not be {what}", path.display()), cause)
}

pub async fn export(hub: &Hub, folder: &Path) -> Result<ExitCode, Failure> {
    let actor = actor("Writing the whole hub to a folder");
    let received = folder.join("received");
    fs::create_dir_all(&received).map_err(|cause| failed("made", &received, cause))?;
    let catalogue = hub.catalogue(&actor)?;
    let datasets = catalogue
        .datasets()
        .map(|dataset| WholeDataset {
            id: dataset.id.clone(),
            contract: dataset.entry.contract.clone(),
            recipe: dataset.entry.recipe.clone(),
        })
        .collect();
    let mut submissions = hub.submissions(&actor, None, u32::MAX).await?;
    submissions.sort_by_key(|submission| (submission.received_at, submission.id.clone()));
    let mut listed = Vec::new();
    for submission in submissions {
        let path = received.join(&submission.received.sha256);
        if !path.exists() {
            let (_, mut bytes) = hub.received_bytes(&actor, &submission.id).await?;
            let mut file = fs::File::create(&path).map_err(|cause| failed("written", &path, cause))?;
            io::copy(&mut bytes, &mut file).map_err(|cause| failed("written", &path, cause))?;
        }
        listed.push(WholeSubmission {
            id: submission.id,
            file_name: submission.file_name,
            sha256: submission.received.sha256,
            state: submission.state,
            note_of_sender: submission.note,
            note: submission.decision.map(|decision| decision.note),
            observations: submission.observations,
        });
    }
    let count = listed.len();
    let whole = WholeHub {
        format: FORMAT.to_owned(),
        datasets,
        submissions: listed,
        statements: hub.every_statement(&actor).await?,
        audits: hub.every_audit(&actor).await?,
    };
    let path = folder.join("hub.json");
    fs::write(&path, serde_json::to_string_pretty(&whole)? + "\n").map_err(|cause| failed("written", &path, cause))?;
    eprintln!("The whole hub is in {}: {count} submissions.", folder.display());
    Ok(ExitCode::SUCCESS)
}

pub async fn import(hub: &Hub, folder: &Path) -> Result<ExitCode, Failure> {
    let actor = actor("Reading a whole hub from a folder");
    let path = folder.join("hub.json");
    let text = fs::read_to_string(&path).map_err(|cause| failed("read", &path, cause))?;
    let whole: WholeHub = serde_json::from_str(&text)?;
    if whole.format != FORMAT {
        return Err(Failure::usage(
            format!("{} is of the format {}, which this version does not read", path.display(), whole.format),
            "Use the version of wholeplace that wrote it, or a newer one",
        ));
    }
    for dataset in &whole.datasets {
        hub.publish_dataset(&actor, &dataset.contract, &dataset.recipe).await?;
    }
    let bar = crate::output::bar(whole.submissions.len() as u64, "Submissions");
    let mut differing = Vec::new();
    for wanted in &whole.submissions {
        let file = folder.join("received").join(&wanted.sha256);
        let contribution = Contribution {
            dataset: &wanted.id.dataset,
            file_name: &wanted.file_name,
            file: &file,
            note: &wanted.note_of_sender,
            progress: Progress::default(),
        };
        let mut submission = hub.contribute(&actor, contribution).await?;
        if submission.state == SubmissionState::AwaitingApproval {
            let note = wanted.note.as_deref().unwrap_or("As decided on the hub that this came from");
            submission = match wanted.state {
                SubmissionState::InUse => hub.approve(&actor, &submission.id, note).await?,
                SubmissionState::SentBack => hub.send_back(&actor, &submission.id, note).await?,
                _ => submission,
            };
        }
        if (submission.state, submission.observations) != (wanted.state, wanted.observations) {
            differing.push(format!(
                "{} is {} here and was {} there",
                submission.id,
                submission.state.words(),
                wanted.state.words()
            ));
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    hub.take_over_statements(&actor, &whole.statements).await?;
    hub.take_over_audits(&actor, &whole.audits).await?;
    eprintln!("{} submissions read.", whole.submissions.len());
    for line in &differing {
        eprintln!("  differs: {line}");
    }
    Ok(if differing.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
