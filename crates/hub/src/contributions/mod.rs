//! Contributions: bytes come, are kept, read, checked, approved and brought into use.
//!
//! A submission with errors is kept whole with its findings and stores no observation; with warnings it waits for
//! approval; a resubmission is a revision, with what changed. [`recover`](Hub::recover) finishes, after a restart,
//! what a stopped process had begun.

mod approval;
mod check;
mod reading;
mod recovery;
mod underway;

pub use check::CheckedFile;
pub use recovery::Recovered;
pub use underway::CheckState;
pub(crate) use underway::Checks;

use crate::{
    Action, Actor, Error, Hub, Submission, SubmissionId,
    ports::{NewSubmission, SubmissionUpdate},
    submission::SubmissionState,
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use terms::DatasetId;

/// How far the reading of a file has come, for a bar on a screen. Shared between the reader and the watcher.
#[derive(Debug, Default, Clone)]
pub struct Progress {
    bytes: Arc<AtomicU64>,
}

impl Progress {
    /// Bytes read so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(crate) fn read(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// A file that somebody sends for a dataset.
#[derive(Debug, Clone)]
pub struct Contribution<'a> {
    /// Where it goes.
    pub dataset: &'a DatasetId,
    /// The file's name, as sent.
    pub file_name: &'a str,
    /// Where its bytes are now.
    pub file: &'a Path,
    /// What readers should know about it, in the sender's words; often nothing.
    pub note: &'a str,
    /// Where to tell how far the reading has come.
    pub progress: Progress,
}

impl Hub {
    /// Keeps a file and records that it came. From here on it is never lost: the check that must follow is finished
    /// after a restart if need be.
    ///
    /// # Errors
    /// When the actor may not send it, when there is no such dataset, or when an engine fails.
    pub async fn receive(&self, actor: &Actor, contribution: &Contribution<'_>) -> Result<Submission, Error> {
        actor.may(&Action::Contribute { dataset: contribution.dataset.clone() })?;
        let catalogue = self.current_catalogue();
        let dataset = catalogue
            .dataset(contribution.dataset)
            .ok_or_else(|| Error::not_found(format!("dataset {}", contribution.dataset)))?;
        let received = self.lake.keep(contribution.file).await?;
        let submission = self
            .register
            .record_submission(NewSubmission {
                dataset: dataset.id.clone(),
                file_name: contribution.file_name.chars().take(200).collect(),
                received,
                received_at: self.clock.now(),
                sent_by: actor.clone(),
                note: contribution.note.to_owned(),
                recipe_version: dataset.recipe_version,
                contract_version: dataset.contract_version,
            })
            .await?;
        let detail = format!("{} ({} bytes)", submission.file_name, submission.received.size_bytes);
        self.record(actor, "submission-received", &submission.id.to_string(), &detail).await?;
        Ok(submission)
    }

    /// Receives a file, checks it, and brings it into use if nothing was found that somebody must look at.
    ///
    /// # Errors
    /// As [`Hub::receive`]; what is wrong with the data is not an error but a finding of the submission.
    pub async fn contribute(&self, actor: &Actor, contribution: Contribution<'_>) -> Result<Submission, Error> {
        let submission = self.receive(actor, &contribution).await?;
        self.check_received(actor, submission, contribution.progress).await
    }

    /// Whether these very bytes are already in use or waiting in a dataset: then sending them again changes nothing.
    ///
    /// # Errors
    /// When the actor may not read submissions, or an engine fails.
    pub async fn same_bytes(
        &self,
        actor: &Actor,
        dataset: &DatasetId,
        sha256: &str,
    ) -> Result<Option<Submission>, Error> {
        let submissions = self.submissions(actor, Some(dataset), u32::MAX).await?;
        let lives = |state| !matches!(state, SubmissionState::Refused | SubmissionState::SentBack);
        Ok(submissions.into_iter().find(|known| known.received.sha256 == sha256 && lives(known.state)))
    }

    /// A submission.
    ///
    /// # Errors
    /// When the actor may not read it, or an engine fails.
    pub async fn submission(&self, actor: &Actor, id: &SubmissionId) -> Result<Option<Submission>, Error> {
        actor.may(&Action::ReadSubmission { dataset: id.dataset.clone() })?;
        Ok(self.register.submission(id).await?)
    }

    /// Submissions, newest first: of one dataset or of all.
    ///
    /// # Errors
    /// When the actor may not read them, or an engine fails.
    pub async fn submissions(
        &self,
        actor: &Actor,
        dataset: Option<&DatasetId>,
        limit: u32,
    ) -> Result<Vec<Submission>, Error> {
        actor.may(&Action::ReadPublished)?;
        Ok(self.register.submissions(dataset, limit).await?)
    }

    /// What was found in a submission, errors first.
    ///
    /// # Errors
    /// When the actor may not read it, or an engine fails.
    pub async fn findings(&self, actor: &Actor, id: &SubmissionId) -> Result<Vec<terms::Finding>, Error> {
        actor.may(&Action::ReadSubmission { dataset: id.dataset.clone() })?;
        Ok(self.register.findings(id).await?)
    }

    /// The bytes of a submission as they came, to be read.
    ///
    /// # Errors
    /// When the actor may not read it, when there is none, or an engine fails.
    pub async fn received_bytes(&self, actor: &Actor, id: &SubmissionId) -> Result<(Submission, std::fs::File), Error> {
        actor.may(&Action::ReadPublished)?;
        let submission =
            self.register.submission(id).await?.ok_or_else(|| Error::not_found(format!("submission {id}")))?;
        if submission.state != SubmissionState::InUse {
            actor.may(&Action::ReadSubmission { dataset: id.dataset.clone() })?;
        }
        let file = self.lake.open(&submission.received).await?;
        Ok((submission, file))
    }

    async fn change(&self, update: SubmissionUpdate, findings: Option<&[terms::Finding]>) -> Result<Submission, Error> {
        Ok(self.register.update_submission(update, findings).await?)
    }
}
