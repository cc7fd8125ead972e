//! Evidence: figures, documents and statements, each frozen by its hash at the moment at which it is cited.

use super::{Refusal, canonical};
use crate::round::Kind;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use terms::{Date, FigureKey, Source, Status, SubmissionId};

/// A finite number that is kept as the shortest text that reads back to the same bits.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Exact(f64);

impl Exact {
    /// A number; nothing where it is not finite.
    #[must_use]
    pub fn new(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self(number))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let number = text.parse::<f64>().map_err(de::Error::custom)?;
        Self::new(number).ok_or_else(|| de::Error::custom(format!("“{text}” is not a finite number")))
    }
}

/// What could be expected of the place when the figure was frozen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenExpectation {
    /// What might be said of the figure, such as `worse than expected`.
    pub phrase: String,
    /// The middle of what was expected, in the outcome's unit.
    pub expected: Option<Exact>,
    /// The lower end of the range in which four of five councils in such circumstances lie.
    pub range_80_lower: Option<Exact>,
    /// Its upper end.
    pub range_80_upper: Option<Exact>,
    /// The place's own trend, in words.
    pub trend: Option<String>,
}

/// A published figure as it stood, with all that leads to the bytes that it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenFigure {
    /// Which figure.
    pub figure: FigureKey,
    /// What sort of thing it is about, as its contract said.
    pub kind: Kind,
    /// The indicator's title.
    pub title: String,
    /// The area's name.
    pub area_name: String,
    /// The period in words.
    pub period_label: String,
    /// The value in the indicator's unit; absent unless the status has one, and never 0 for absent.
    pub value: Option<Exact>,
    /// The lower 95% limit, where published.
    pub lower: Option<Exact>,
    /// The upper 95% limit, where published.
    pub upper: Option<Exact>,
    /// What the value was worth.
    pub status: Status,
    /// The value with its unit as a reader sees it, or why there is none.
    pub written: String,
    /// The interval as a reader sees it.
    pub interval: Option<String>,
    /// What could be expected of the place; absent where the outcome is not set against circumstances in that period.
    pub expectation: Option<FrozenExpectation>,
    /// The submission that brought it.
    pub submission: SubmissionId,
    /// The cell in which it stood.
    pub source: Source,
    /// The SHA-256 of the bytes that came.
    pub received_sha256: String,
    /// The version of the recipe that read them.
    pub recipe_version: u32,
    /// The version of the contract that they were checked against.
    pub contract_version: u32,
    /// Who publishes it.
    pub publisher: String,
    /// What it must not be used for.
    pub must_not_be_used_for: String,
}

impl FrozenFigure {
    /// Where it is followed to its cell and its bytes: the address of its page.
    #[must_use]
    pub fn page(&self) -> String {
        let (id, cell) = (&self.submission, self.source);
        format!("/figures/{}/{}/{}-{}-{}", id.dataset, id.number, cell.sheet, cell.row, cell.column)
    }
}

/// A frozen figure that may be cited as an outcome. An input, an output or context cannot become one.
///
/// ```
/// # use measure::{audit::{FrozenFigure, OutcomeFigure, Refusal}, round::Kind};
/// fn cite(figure: FrozenFigure) -> Result<OutcomeFigure, Refusal> {
///     OutcomeFigure::new(figure)
/// }
/// ```
///
/// It is not made without being asked what it is:
/// ```compile_fail
/// # use measure::audit::{FrozenFigure, OutcomeFigure};
/// fn cite(figure: FrozenFigure) -> OutcomeFigure {
///     OutcomeFigure(figure)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "FrozenFigure", into = "FrozenFigure")]
pub struct OutcomeFigure(FrozenFigure);

impl OutcomeFigure {
    /// Cites a figure as an outcome.
    ///
    /// # Errors
    /// [`Refusal::NotAnOutcome`] unless its contract calls it an outcome.
    pub fn new(figure: FrozenFigure) -> Result<Self, Refusal> {
        match figure.kind {
            Kind::Outcome => Ok(Self(figure)),
            kind => Err(Refusal::NotAnOutcome { title: figure.title, kind }),
        }
    }

    /// The figure.
    #[must_use]
    pub fn figure(&self) -> &FrozenFigure {
        &self.0
    }
}

impl TryFrom<FrozenFigure> for OutcomeFigure {
    type Error = Refusal;
    fn try_from(figure: FrozenFigure) -> Result<Self, Refusal> {
        Self::new(figure)
    }
}

impl From<OutcomeFigure> for FrozenFigure {
    fn from(outcome: OutcomeFigure) -> Self {
        outcome.0
    }
}

/// A document: a report, minutes, a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Who wrote or published it.
    pub publisher: String,
    /// Its own date, where it has one.
    pub dated: Option<Date>,
    /// Where it can be read: an address, or a place in words.
    pub found_at: String,
    /// The words of it that matter here.
    pub quotation: String,
}

/// A statement of the body, as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedStatement {
    /// Its number.
    pub number: u32,
    /// Its version.
    pub version: u32,
    /// The body that speaks.
    pub body: String,
    /// The day on which it spoke.
    pub said_on: Date,
    /// What it speaks of, in words.
    pub about: String,
    /// Its words.
    pub words: String,
}

/// What is cited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Content {
    /// A figure of what became of people and places.
    Outcome {
        /// The figure.
        figure: OutcomeFigure,
    },
    /// A figure that stands beside, to be read with: an input, an output, context.
    Context {
        /// The figure.
        figure: FrozenFigure,
    },
    /// A document.
    Document {
        /// The document.
        document: Document,
    },
    /// What the body itself says.
    Statement {
        /// The statement.
        statement: QuotedStatement,
    },
}

/// What a piece of evidence may be used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// An outcome: a finding may rest on it.
    Outcome,
    /// Context: to be read beside, and never to rest on.
    Context,
    /// A document: a finding may rest on it.
    Document,
    /// A statement of the body: a finding may rest on it.
    Statement,
}

impl Content {
    /// What it may be used as.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Outcome { .. } => Role::Outcome,
            Self::Context { .. } => Role::Context,
            Self::Document { .. } => Role::Document,
            Self::Statement { .. } => Role::Statement,
        }
    }

    /// The figure, where it is one.
    #[must_use]
    pub fn figure(&self) -> Option<&FrozenFigure> {
        match self {
            Self::Outcome { figure } => Some(figure.figure()),
            Self::Context { figure } => Some(figure),
            Self::Document { .. } | Self::Statement { .. } => None,
        }
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Outcome { .. } | Self::Context { .. } => self.figure().map_or_else(String::new, |figure| {
                let parts: Vec<String> =
                    figure.figure.dimensions.iter().map(|(name, value)| format!("{name}: {value}")).collect();
                let parts = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
                format!("{}{parts}, {}, {}", figure.title, figure.area_name, figure.period_label)
            }),
            Self::Document { document } => document.title.clone(),
            Self::Statement { statement } => format!("{} on {}", statement.body, statement.about),
        }
    }
}

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its number in the audit, from 1.
    pub number: u32,
    /// What is cited.
    pub content: Content,
    /// Why it matters here, in a sentence.
    pub why: String,
    /// When it was frozen.
    pub frozen_at: Timestamp,
    /// By whom.
    pub frozen_by: String,
}

/// Evidence as it is kept: its one spelling in JSON, and the SHA-256 of that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// The record, in the spelling of [`canonical`].
    pub record: String,
    /// The SHA-256 of the record, in hexadecimal.
    pub sha256: String,
}

/// Evidence that is no longer what was frozen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The record has another hash than the one that was kept.
    #[error("its record has the SHA-256 {found}, and {kept} was kept when it was frozen")]
    Hash {
        /// The hash of the record as it stands.
        found: String,
        /// The hash that was kept.
        kept: String,
    },
    /// The record cannot be read.
    #[error("its record cannot be read: {0}")]
    Unreadable(String),
}

impl Frozen {
    /// Freezes evidence.
    #[must_use]
    pub fn freeze(evidence: &Evidence) -> Self {
        // Evidence holds texts, whole numbers and truths: it is always JSON.
        let record = canonical(&serde_json::to_value(evidence).unwrap_or_default());
        Self { sha256: sha256(&record), record }
    }

    /// The evidence, if it is what was frozen. To be called at every reading.
    ///
    /// # Errors
    /// [`Broken`] where the record does not have the kept hash, or is none.
    pub fn open(&self) -> Result<Evidence, Broken> {
        let found = sha256(&self.record);
        if found != self.sha256 {
            return Err(Broken::Hash { found, kept: self.sha256.clone() });
        }
        serde_json::from_str(&self.record).map_err(|error| Broken::Unreadable(error.to_string()))
    }
}

fn sha256(text: &str) -> String {
    let mut hexadecimal = String::with_capacity(64);
    for byte in Sha256::digest(text) {
        // Writing to a text does not fail.
        let _ = write!(hexadecimal, "{byte:02x}");
    }
    hexadecimal
}
