//! A submission: bytes that somebody sent for a dataset, and all that became of them.

use crate::{Actor, ports::Staged};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use terms::Severity;
pub use terms::{Source as CellAddress, SubmissionId};

/// The bytes as they came, kept under their own hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Their number.
    pub size_bytes: u64,
}

/// Where a submission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionState {
    /// The bytes are kept; they are being read and checked.
    Received,
    /// Errors were found: kept whole with its findings, and no observation stored.
    Refused,
    /// Warnings were found: waits for somebody to approve it or send it back.
    AwaitingApproval,
    /// Accepted and being written into the lake; finished after a restart if the process was stopped.
    Committing,
    /// Its figures are in use.
    InUse,
    /// Somebody sent it back.
    SentBack,
}

impl SubmissionState {
    /// The name in files, replies and the register.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Refused => "refused",
            Self::AwaitingApproval => "awaiting_approval",
            Self::Committing => "committing",
            Self::InUse => "in_use",
            Self::SentBack => "sent_back",
        }
    }

    /// The name that a reader sees.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Received => "being checked",
            Self::Refused => "refused: mend and send again",
            Self::AwaitingApproval => "waiting for approval",
            Self::Committing => "being stored",
            Self::InUse => "in use",
            Self::SentBack => "sent back",
        }
    }

    /// The state with a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Received, Self::Refused, Self::AwaitingApproval, Self::Committing, Self::InUse, Self::SentBack]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// How many findings of each severity, counted in cells (a finding about the whole file counts as one).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FindingCounts {
    /// Errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
    /// Notes for information.
    pub information: u64,
}

impl FindingCounts {
    /// Counts the findings.
    #[must_use]
    pub fn of(findings: &[terms::Finding]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            let cells = u64::try_from(finding.cells.len().max(1)).unwrap_or(u64::MAX);
            match finding.severity {
                Severity::Error => counts.errors += cells,
                Severity::Warning => counts.warnings += cells,
                Severity::Information => counts.information += cells,
            }
        }
        counts
    }
}

/// Somebody's decision on a submission, with their reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who decided.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// Their reason or note, in words.
    pub note: String,
}

/// What changed against the figures that were in use before, in one dataset.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Changes {
    /// The submission number whose figures were in use before, if any.
    pub against: Option<u32>,
    /// Figures that were not there before.
    pub added: u64,
    /// Figures that are no longer there.
    pub removed: u64,
    /// Figures whose value or status differs.
    pub revised: u64,
    /// Figures that are the same.
    pub unchanged: u64,
    /// The largest revisions, by relative size, at most 50, for reading.
    pub largest: Vec<Revision>,
    /// Areas with figures now and none before.
    pub areas_added: Vec<terms::AreaCode>,
    /// Areas with figures before and none now.
    pub areas_removed: Vec<terms::AreaCode>,
    /// Periods with figures now and none before.
    pub periods_added: Vec<terms::Period>,
}

/// One figure that was revised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// The indicator.
    pub indicator: terms::IndicatorId,
    /// The area.
    pub area: terms::AreaCode,
    /// The period.
    pub period: terms::Period,
    /// The further breakdown.
    pub dimensions: terms::Dimensions,
    /// The value before, if there was one. Written as text, so that reading it back gives the same bits.
    #[serde(with = "exact")]
    pub before: Option<f64>,
    /// The value now, if there is one.
    #[serde(with = "exact")]
    pub now: Option<f64>,
    /// Where the value stands in the new file.
    pub source: CellAddress,
}

/// A submission and all that became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// Its name.
    pub id: SubmissionId,
    /// The file's name, as sent.
    pub file_name: String,
    /// The bytes as they came.
    pub received: Received,
    /// When they came.
    pub received_at: Timestamp,
    /// Who sent them.
    pub sent_by: Actor,
    /// What readers should know about it, in the sender's words; often nothing.
    pub note: String,
    /// The version of the recipe that read them.
    pub recipe_version: u32,
    /// The version of the contract that they were checked against.
    pub contract_version: u32,
    /// Where it stands.
    pub state: SubmissionState,
    /// What was found, counted.
    pub findings: FindingCounts,
    /// Rows read from the file.
    pub rows_read: u64,
    /// Observations made of them.
    pub observations: u64,
    /// What is written but not yet in use.
    pub staged: Option<Staged>,
    /// What changed against the figures in use before.
    pub changes: Option<Changes>,
    /// The decision on it, where one was needed.
    pub decision: Option<Decision>,
    /// The version of the lake in which its figures came into use, and when.
    pub release: Option<Release>,
}

/// A version of the lake, and when it came into use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The version of the table of observations.
    pub version: i64,
    /// When it came into use.
    pub at: Timestamp,
}

/// Numbers as their shortest text that reads back to the same bits: a reader of JSON numbers may be off by the last one.
pub(crate) mod exact {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    #[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
    pub fn serialize<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map(|value| value.to_string()).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(de::Error::custom)).transpose()
    }
}
