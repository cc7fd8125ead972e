//! Why an expectation is refused as a whole, and why one area is left out of it.

use super::scale::OffScale;
use serde::Serialize;
use std::fmt;
use terms::AreaCode;

/// What stops an expectation altogether.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// There is nothing to compare places by.
    #[error("no circumstances were given")]
    NoCircumstances,
    /// Two circumstances have one name.
    #[error("the circumstance “{0}” is given twice")]
    CircumstanceTwice(String),
    /// An area comes twice.
    #[error("{0} is given twice: its figures would count double")]
    AreaTwice(AreaCode),
    /// A row has another number of values than there are circumstances.
    #[error("{area} has {found} values for {expected} circumstances")]
    Ragged {
        /// The area.
        area: AreaCode,
        /// How many values it has.
        found: usize,
        /// How many circumstances there are.
        expected: usize,
    },
    /// Fewer areas than the method needs: it wants three for each circumstance, and 30 at least.
    #[error("{areas} areas are too few for {circumstances} circumstances: at least {needed} are needed")]
    TooFewAreas {
        /// Areas that have every figure.
        areas: usize,
        /// Circumstances.
        circumstances: usize,
        /// Areas that are needed.
        needed: usize,
    },
    /// A circumstance is the same everywhere.
    #[error("the circumstance “{0}” is the same in every area: it can tell none of them apart")]
    CircumstanceAllEqual(String),
    /// The outcome is the same everywhere.
    #[error("the outcome is the same in every area: there is nothing to explain")]
    OutcomeAllEqual,
    /// A number so large that sums of squares are no longer numbers.
    #[error("numbers this large cannot be computed with: give “{0}” in a larger unit")]
    TooLarge(String),
    /// A circumstance contains what the outcome measures.
    #[error("“{circumstance}” contains {subject}, which is what “{outcome}” measures: it would explain itself")]
    Circular {
        /// The circumstance.
        circumstance: String,
        /// The outcome's indicator.
        outcome: String,
        /// What they share.
        subject: String,
    },
    /// A circumstance is the outcome itself, or a straight-line copy of it.
    #[error("“{circumstance}” is the outcome itself under another name (correlation {correlation:.4})")]
    Copy {
        /// The circumstance.
        circumstance: String,
        /// The correlation of the two over all areas.
        correlation: f64,
    },
    /// Not an outcome: what an organisation does or spends cannot be *better* or *worse than expected*.
    #[error("“{indicator}” is {kind}, not an outcome: it is never shown as one")]
    NotAnOutcome {
        /// The indicator.
        indicator: String,
        /// What it is, with its article: `an output`.
        kind: &'static str,
    },
    /// An outcome of which nobody has said which direction is better.
    #[error("nobody has said whether more of “{0}” is better: it can be higher or lower than expected, never better")]
    NoDirection(String),
}

/// Why one area is not in an expectation. The others go on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Reason {
    /// A circumstance has no figure here.
    MissingCircumstance {
        /// The circumstance.
        circumstance: String,
    },
    /// A circumstance is not a finite number here.
    CircumstanceNotFinite {
        /// The circumstance.
        circumstance: String,
    },
    /// The outcome has no figure here. It is not taken as zero.
    NoFigure,
    /// The outcome's figure cannot be put on its scale.
    OffScale {
        /// What is wrong with it.
        what: OffScale,
    },
    /// The outcome has a figure here, but the circumstances have none.
    NoCircumstances,
    /// The area is left out by the rule of the pack, for the reason given there.
    LeftOut {
        /// The reason.
        reason: String,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingCircumstance { circumstance } => write!(formatter, "no figure for “{circumstance}”"),
            Self::CircumstanceNotFinite { circumstance } => write!(formatter, "“{circumstance}” is not a number"),
            Self::NoFigure => formatter.write_str("no figure was published"),
            Self::OffScale { what } => what.fmt(formatter),
            Self::NoCircumstances => formatter.write_str("its circumstances are not known"),
            Self::LeftOut { reason } => formatter.write_str(reason),
        }
    }
}

/// An area that is not in an expectation, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftOut {
    /// The area.
    pub area: AreaCode,
    /// Why.
    pub reason: Reason,
}
