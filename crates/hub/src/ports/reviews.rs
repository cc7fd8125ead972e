//! The ports of clerical review: the register keeps who judged what, the lake keeps what the records say.

use super::PortError;
use crate::{
    Actor,
    people::reviews::{Basis, ReviewDesign, ReviewJudgement, ReviewTask, Verdict},
    submission::Received,
};
use async_trait::async_trait;
use jiff::Timestamp;

/// A review as it is made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewReview {
    /// What it is a review of.
    pub title: String,
    /// How the sample was taken.
    pub design: ReviewDesign,
    /// The review file, which the lake keeps.
    pub file: Received,
    /// When it is made.
    pub made_at: Timestamp,
    /// By whom, and what for.
    pub made_by: Actor,
}

/// A judgement as it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJudgement {
    /// The review.
    pub review: u32,
    /// The pair, from 1.
    pub pair: u32,
    /// Who judges, and what for.
    pub by: Actor,
    /// What they say.
    pub verdict: Verdict,
    /// What they write beside it.
    pub note: String,
    /// What they know.
    pub basis: Basis,
    /// When.
    pub at: Timestamp,
}

/// The register's part. Every method is one transaction.
#[async_trait]
pub trait ReviewRecords: Send + Sync {
    /// Records a review under the next number.
    async fn record_review(&self, review: NewReview) -> Result<ReviewTask, PortError>;

    /// Every review, newest first.
    async fn reviews(&self) -> Result<Vec<ReviewTask>, PortError>;

    /// A review.
    async fn review(&self, number: u32) -> Result<Option<ReviewTask>, PortError>;

    /// Records a judgement under the next number of its review.
    ///
    /// [`PortError::Conflict`] when a judgement of the same person on the same pair stands already.
    async fn record_judgement(&self, judgement: NewJudgement) -> Result<ReviewJudgement, PortError>;

    /// Records when a reviewer was first shown the weight of a pair that they have judged. A second time changes
    /// nothing.
    async fn record_weight_seen(&self, review: u32, judgement: u32, at: Timestamp) -> Result<(), PortError>;

    /// Takes a judgement back. [`PortError::Conflict`] when it does not stand.
    async fn withdraw_judgement(&self, review: u32, judgement: u32, at: Timestamp) -> Result<(), PortError>;

    /// Every judgement of a review in the order in which they were made, those taken back among them.
    async fn judgements(&self, review: u32) -> Result<Vec<ReviewJudgement>, PortError>;
}

/// The lake's part: review files, which hold what records of people say.
#[async_trait]
pub trait ReviewFiles: Send + Sync {
    /// Keeps a review file under its hash, readable by the hub's own user alone, durable before this returns. Says
    /// whether it was not there before.
    async fn keep_review(&self, bytes: Vec<u8>) -> Result<(Received, bool), PortError>;

    /// The bytes of a review file, held to their hash; nothing once they were removed.
    async fn review_bytes(&self, file: &Received) -> Result<Option<Vec<u8>>, PortError>;

    /// Removes a review file for good, durable before this returns. Says whether it was there.
    async fn remove_review(&self, file: &Received) -> Result<bool, PortError>;
}
