//! The ports: what the hub asks of its engines. `lake` keeps bytes and observations, `register` keeps records.
//! Each engine says what stopped it in [`PortError`]; absence is `None`, never an error.

pub mod audits;
pub mod lake;
pub mod people;
pub mod practice;
pub mod register;
pub mod reviews;
pub mod signals;
pub mod statements;

pub use audits::{AuditRecord, AuditRecords};
pub use lake::{
    ByteStream, FigureStream, Holding, Lake, ObservationQuery, RowStream, Scope, Snapshot, SqlTable, Staged,
    StagedFile, Staging, StagingSummary,
};
pub use practice::{PracticeRecords, RecordedPractice, RecordedReuse};
pub use register::{CatalogueEntry, Event, NewSubmission, Register, SubmissionUpdate};
pub use reviews::{NewJudgement, NewReview, ReviewFiles, ReviewRecords};
pub use signals::{RecordedEvidence, RecordedStep, RecordedView, SignalRecords, Withdrawal};
pub use statements::StatementRecords;

/// What stopped an engine. The cause is for the log; the situation is for the person.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// The engine failed: disk, database, network.
    #[error("{situation}")]
    Engine {
        /// What was being done, in words.
        situation: String,
        /// Why it failed.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Something that is kept no longer agrees with itself: files, hashes or row counts.
    #[error("what is kept does not agree with itself: {what}")]
    Inconsistent {
        /// What was expected and what was found.
        what: String,
    },
    /// A change touched another number of records than it should: somebody else was first.
    #[error("{what}: somebody else changed it first")]
    Conflict {
        /// What was to be changed.
        what: String,
    },
    /// The question itself is at fault (a query in SQL).
    #[error("{what}")]
    Question {
        /// What is wrong with it, for the person who asked.
        what: String,
    },
}

impl PortError {
    /// Wraps a cause with what was being done.
    pub fn engine(situation: impl Into<String>, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Engine { situation: situation.into(), cause: cause.into() }
    }
}
