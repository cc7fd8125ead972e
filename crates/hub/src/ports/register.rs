//! The register's port: records of who did what, of datasets, submissions and findings.

use super::{AuditRecords, PortError, PracticeRecords, ReviewRecords, SignalRecords, StatementRecords, lake::Staged};
use crate::Actor;
use crate::submission::{
    Changes, Decision, FindingCounts, Received, Release, Submission, SubmissionId, SubmissionState,
};
use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use terms::{DatasetId, Finding};

/// A dataset in the catalogue: its contract and recipe as they were written, each with its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueEntry {
    /// The dataset.
    pub dataset: DatasetId,
    /// The contract's version, from 1: it grows by one whenever the text changes.
    pub contract_version: u32,
    /// The contract as written (TOML).
    pub contract: String,
    /// The recipe's version, from 1.
    pub recipe_version: u32,
    /// The recipe as written (TOML).
    pub recipe: String,
    /// When this state of the entry was recorded.
    pub recorded_at: Timestamp,
}

/// A submission as it arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubmission {
    /// Where it goes.
    pub dataset: DatasetId,
    /// The file's name, as sent.
    pub file_name: String,
    /// The bytes as they came.
    pub received: Received,
    /// When.
    pub received_at: Timestamp,
    /// From whom.
    pub sent_by: Actor,
    /// What readers should know about it, in the sender's words; often nothing.
    pub note: String,
    /// The recipe that will read it.
    pub recipe_version: u32,
    /// The contract that it will be checked against.
    pub contract_version: u32,
}

/// A change of a submission, made only if it still stands where the caller believes.
#[derive(Debug, Clone, PartialEq)]
pub struct SubmissionUpdate {
    /// The submission.
    pub id: SubmissionId,
    /// Where it must stand now, else [`PortError::Conflict`].
    pub from: SubmissionState,
    /// Where it will stand.
    pub to: SubmissionState,
    /// Counts from the check, when this ends a check.
    pub checked: Option<(FindingCounts, u64, u64)>,
    /// What is staged from now on: `Some(None)` clears it.
    pub staged: Option<Option<Staged>>,
    /// What changed, when this ends a check.
    pub changes: Option<Changes>,
    /// Somebody's decision.
    pub decision: Option<Decision>,
    /// The release in which the figures came into use.
    pub release: Option<Release>,
}

impl SubmissionUpdate {
    /// A change of state and nothing else.
    #[must_use]
    pub fn of(id: &SubmissionId, from: SubmissionState, to: SubmissionState) -> Self {
        Self { id: id.clone(), from, to, checked: None, staged: None, changes: None, decision: None, release: None }
    }
}

/// Something that was done, for the record. Each event carries the hash of the one before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Who, for whom and what for.
    pub actor: Actor,
    /// What was done: a lasting kebab-case word, such as `submission-approved`.
    pub action: String,
    /// To what, such as `absence/3`.
    pub subject: String,
    /// More, in words.
    pub detail: String,
}

/// The engine that keeps records. Every method is one transaction.
#[async_trait]
pub trait Register:
    SignalRecords + PracticeRecords + ReviewRecords + StatementRecords + AuditRecords + Send + Sync
{
    /// Records a dataset's contract and recipe. A text that did not change keeps its version. Returns the entry as recorded.
    async fn record_dataset(
        &self,
        dataset: &DatasetId,
        contract: &str,
        recipe: &str,
        at: Timestamp,
    ) -> Result<CatalogueEntry, PortError>;

    /// Every dataset with its newest contract and recipe, by identifier.
    async fn datasets(&self) -> Result<Vec<CatalogueEntry>, PortError>;

    /// A contract's text at a version.
    async fn contract(&self, dataset: &DatasetId, version: u32) -> Result<Option<String>, PortError>;

    /// A recipe's text at a version.
    async fn recipe(&self, dataset: &DatasetId, version: u32) -> Result<Option<String>, PortError>;

    /// Records a submission in the state [`SubmissionState::Received`] under the next number of its dataset.
    async fn record_submission(&self, submission: NewSubmission) -> Result<Submission, PortError>;

    /// Changes a submission, and its findings where given, if it still stands where the caller believes.
    /// Findings given replace those recorded before.
    async fn update_submission(
        &self,
        update: SubmissionUpdate,
        findings: Option<&[Finding]>,
    ) -> Result<Submission, PortError>;

    /// A submission.
    async fn submission(&self, id: &SubmissionId) -> Result<Option<Submission>, PortError>;

    /// Submissions, newest first: of one dataset or of all, at most so many.
    async fn submissions(&self, dataset: Option<&DatasetId>, limit: u32) -> Result<Vec<Submission>, PortError>;

    /// Submissions that stand in a state, oldest first.
    async fn submissions_in(&self, state: SubmissionState) -> Result<Vec<Submission>, PortError>;

    /// A submission's findings, errors first, then as found.
    async fn findings(&self, id: &SubmissionId) -> Result<Vec<Finding>, PortError>;

    /// The newest release on or before a moment, over all datasets; nothing if none was.
    async fn release_at(&self, at: Option<Timestamp>) -> Result<Option<Release>, PortError>;

    /// Records an event in the chain.
    async fn record_event(&self, event: Event) -> Result<(), PortError>;

    /// Events, newest first, of one subject or of all, at most so many.
    async fn events(&self, subject: Option<&str>, limit: u32) -> Result<Vec<Event>, PortError>;

    /// Walks the chain of events from its beginning and says at which event (counted from 1) it first fails to agree
    /// with itself; nothing when it agrees throughout.
    async fn verify_events(&self) -> Result<Option<u64>, PortError>;
}
