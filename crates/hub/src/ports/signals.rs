//! The register's port for early warning: evidence that people record, the steps of conversations, and who saw them.
//! Everything is only ever added. Evidence that was wrong is withdrawn with a reason, and stays in the record.

use super::PortError;
use crate::Actor;
use async_trait::async_trait;
use jiff::Timestamp;
use measure::signals::{escalation::Step, evidence::EvidenceRecord};
use serde::{Deserialize, Serialize};
use terms::{AreaCode, Date};

/// Why evidence no longer counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// When it was withdrawn.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// Why.
    pub reason: String,
}

/// Evidence as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvidence {
    /// Its number, from 1, over all councils.
    pub number: u32,
    /// What was noted.
    pub evidence: EvidenceRecord,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By whom.
    pub recorded_by: Actor,
    /// Why it no longer counts, where it was withdrawn.
    pub withdrawn: Option<Withdrawal>,
}

/// A step of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedStep {
    /// The council's area.
    pub area: AreaCode,
    /// The line, such as `debt`.
    pub line: String,
    /// Which conversation about this line, from 1.
    pub number: u32,
    /// Its place among the steps of that conversation, from 1.
    pub position: u32,
    /// The moment.
    pub at: Timestamp,
    /// The day in England, by which the rule of escalation counts.
    pub on: Date,
    /// Who took it.
    pub by: Actor,
    /// The step.
    pub step: Step,
}

/// That somebody saw the conversations about a council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedView {
    /// The council's area.
    pub area: AreaCode,
    /// When.
    pub at: Timestamp,
    /// Who, for whom and what for.
    pub by: Actor,
    /// The lines that were shown.
    pub lines: Vec<String>,
}

/// Keeps the records of early warning. Every method is one transaction.
#[async_trait]
pub trait SignalRecords: Send + Sync {
    /// Records evidence and says under which number.
    async fn record_evidence(&self, evidence: &EvidenceRecord, by: &Actor, at: Timestamp) -> Result<u32, PortError>;

    /// The evidence about an area, oldest first, with what was withdrawn.
    async fn evidence(&self, area: AreaCode) -> Result<Vec<RecordedEvidence>, PortError>;

    /// One piece of evidence.
    async fn evidence_by_number(&self, number: u32) -> Result<Option<RecordedEvidence>, PortError>;

    /// Withdraws evidence; [`PortError::Conflict`] where it is not there or was withdrawn already.
    async fn withdraw_evidence(&self, number: u32, withdrawal: &Withdrawal) -> Result<(), PortError>;

    /// Adds steps, all or none; [`PortError::Conflict`] where another step took one of their places.
    async fn add_steps(&self, steps: &[RecordedStep]) -> Result<(), PortError>;

    /// The steps of every conversation about an area, by line, number and position.
    async fn steps(&self, area: AreaCode) -> Result<Vec<RecordedStep>, PortError>;

    /// Records that somebody saw the conversations about a council.
    async fn record_view(&self, view: &RecordedView) -> Result<(), PortError>;

    /// Who saw the conversations about an area, newest first, at most so many.
    async fn views(&self, area: AreaCode, limit: u32) -> Result<Vec<RecordedView>, PortError>;
}
