//! Phrases, never a score. Only an outcome with a stated direction can be *better* or *worse than expected*; a measure
//! of demand is *higher* or *lower*; an output has no phrase at all, because its type cannot be made.

use super::{
    expectation::{AreaExpectation, Side},
    refusal::Refusal,
};
use serde::{Deserialize, Serialize};
use std::fmt;
use terms::IndicatorId;

/// What sort of thing an indicator is about, as its contract says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Money, staff, buildings.
    Input,
    /// What an organisation does, and how fast.
    Output,
    /// What becomes of people and places.
    Outcome,
    /// What is so, whoever governs.
    Context,
}

/// Which direction is better, as the contract says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// More is better.
    HigherIsBetter,
    /// Less is better.
    LowerIsBetter,
    /// Neither is better in itself.
    Neutral,
}

/// An outcome with a direction: the only thing that can be better or worse than expected.
///
/// ```
/// use measure::round::{Kind, Outcome, Polarity};
/// let id = terms::IndicatorId::parse("ehc-plans-within-20-weeks").unwrap();
/// assert!(Outcome::new(id, Kind::Output, Polarity::HigherIsBetter).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    indicator: IndicatorId,
    higher_is_better: bool,
}

impl Outcome {
    /// Names an outcome.
    ///
    /// # Errors
    /// [`Refusal::NotAnOutcome`] for inputs, outputs and context; [`Refusal::NoDirection`] where neither direction is
    /// better.
    pub fn new(indicator: IndicatorId, kind: Kind, polarity: Polarity) -> Result<Self, Refusal> {
        let indicator = only_an_outcome(indicator, kind)?;
        match polarity {
            Polarity::HigherIsBetter => Ok(Self { indicator, higher_is_better: true }),
            Polarity::LowerIsBetter => Ok(Self { indicator, higher_is_better: false }),
            Polarity::Neutral => Err(Refusal::NoDirection(indicator.to_string())),
        }
    }

    /// The indicator.
    #[must_use]
    pub fn indicator(&self) -> &IndicatorId {
        &self.indicator
    }

    /// Whether more of it is better.
    #[must_use]
    pub fn higher_is_better(&self) -> bool {
        self.higher_is_better
    }

    /// The phrase for an area.
    #[must_use]
    pub fn phrase(&self, expectation: &AreaExpectation) -> AgainstExpectation {
        match (expectation.side, self.higher_is_better) {
            (Side::CannotTell, _) => AgainstExpectation::CannotTell,
            (Side::Within, _) => AgainstExpectation::AsExpected,
            (Side::Above, true) | (Side::Below, false) => AgainstExpectation::BetterThanExpected,
            (Side::Above, false) | (Side::Below, true) => AgainstExpectation::WorseThanExpected,
        }
    }
}

/// A measure of demand: how many people need a service. More of it is neither good nor bad by itself.
///
/// It can never be better than expected:
/// ```compile_fail
/// use measure::round::{AgainstExpectation, AreaExpectation, Demand};
/// fn judge(demand: &Demand, area: &AreaExpectation) -> AgainstExpectation {
///     demand.phrase(area)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Demand {
    indicator: IndicatorId,
}

impl Demand {
    /// Names a measure of demand.
    ///
    /// # Errors
    /// [`Refusal::NotAnOutcome`] for inputs, outputs and context.
    pub fn new(indicator: IndicatorId, kind: Kind) -> Result<Self, Refusal> {
        Ok(Self { indicator: only_an_outcome(indicator, kind)? })
    }

    /// The indicator.
    #[must_use]
    pub fn indicator(&self) -> &IndicatorId {
        &self.indicator
    }

    /// The phrase for an area.
    #[must_use]
    pub fn phrase(&self, expectation: &AreaExpectation) -> DemandPhrase {
        match expectation.side {
            Side::CannotTell => DemandPhrase::CannotTell,
            Side::Within => DemandPhrase::AsExpected,
            Side::Above => DemandPhrase::HigherThanExpected,
            Side::Below => DemandPhrase::LowerThanExpected,
        }
    }
}

fn only_an_outcome(indicator: IndicatorId, kind: Kind) -> Result<IndicatorId, Refusal> {
    let kind = match kind {
        Kind::Outcome => return Ok(indicator),
        Kind::Input => "an input",
        Kind::Output => "an output",
        Kind::Context => "context",
    };
    Err(Refusal::NotAnOutcome { indicator: indicator.to_string(), kind })
}

/// An outcome against what was expected of the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgainstExpectation {
    /// On the good side of the 80% range.
    BetterThanExpected,
    /// Within it.
    AsExpected,
    /// On the bad side of it.
    WorseThanExpected,
    /// Chance is too large a part of it.
    CannotTell,
}

/// Demand against what was expected of the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemandPhrase {
    /// Above the 80% range.
    HigherThanExpected,
    /// Within it.
    AsExpected,
    /// Below it.
    LowerThanExpected,
    /// Chance is too large a part of it.
    CannotTell,
}

/// What a page may say about a place and a measure. None of these is a number, and none can be put in an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "says")]
pub enum Phrase {
    /// An outcome against what was expected.
    Outcome {
        /// The phrase.
        phrase: AgainstExpectation,
    },
    /// Demand against what was expected.
    Demand {
        /// The phrase.
        phrase: DemandPhrase,
    },
    /// The body is not responsible for this: a value of its own, never a number and never *cannot tell*.
    NotThisBodysJob,
    /// Nothing is expected: circumstances do not tell enough. Raw values and peers are shown instead.
    NotAdjusted,
    /// There is no figure.
    NoFigure,
}

impl fmt::Display for AgainstExpectation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::BetterThanExpected => "better than expected",
            Self::AsExpected => "as expected",
            Self::WorseThanExpected => "worse than expected",
            Self::CannotTell => "cannot tell",
        })
    }
}

impl fmt::Display for DemandPhrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::HigherThanExpected => "higher than expected",
            Self::AsExpected => "as expected",
            Self::LowerThanExpected => "lower than expected",
            Self::CannotTell => "cannot tell",
        })
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outcome { phrase } => phrase.fmt(formatter),
            Self::Demand { phrase } => phrase.fmt(formatter),
            Self::NotThisBodysJob => formatter.write_str("not this body’s job"),
            Self::NotAdjusted => formatter.write_str("not set against circumstances"),
            Self::NoFigure => formatter.write_str("no figure"),
        }
    }
}
