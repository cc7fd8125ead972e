//! The register's port for good practice: what places did, as they document it, and who took it up.

use super::PortError;
use crate::{
    Actor,
    practice::{PracticeNote, ReuseNote},
};
use async_trait::async_trait;
use jiff::Timestamp;

/// A practice as it was documented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedPractice {
    /// Its number, from 1.
    pub number: u32,
    /// What was done.
    pub practice: PracticeNote,
    /// When it was documented.
    pub recorded_at: Timestamp,
    /// By whom.
    pub recorded_by: Actor,
    /// Who took it up, oldest first.
    pub reuses: Vec<RecordedReuse>,
}

/// That a place took up another's practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedReuse {
    /// What was taken up, and how it was adapted.
    pub reuse: ReuseNote,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By whom.
    pub recorded_by: Actor,
}

/// Keeps what is known of good practice. Everything is only ever added.
#[async_trait]
pub trait PracticeRecords: Send + Sync {
    /// Records a practice and says under which number.
    async fn record_practice(&self, practice: &PracticeNote, by: &Actor, at: Timestamp) -> Result<u32, PortError>;

    /// Records that a place took up a practice; [`PortError::Conflict`] where there is no such practice.
    async fn record_reuse(&self, reuse: &ReuseNote, by: &Actor, at: Timestamp) -> Result<(), PortError>;

    /// Every practice with those who took it up, oldest first.
    async fn practices(&self) -> Result<Vec<RecordedPractice>, PortError>;

    /// One practice with those who took it up.
    async fn practice(&self, number: u32) -> Result<Option<RecordedPractice>, PortError>;
}
