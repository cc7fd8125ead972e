//! Whether to adjust an outcome for circumstances: a stated rule, and every reason.

use super::table::two;
use crate::round::phrase::Kind;
use serde::Serialize;
use std::fmt;

/// R² from which circumstances tell enough.
pub(super) const LEAST_R_SQUARED: f64 = 0.2;
/// What the lower end of its interval must pass.
const LEAST_LOWER_END: f64 = 0.1;
/// The fall to a left-out region from which a caution is due.
const REGION_GAP: f64 = 0.15;
/// The share of areas of which nothing can be told from which a caution is due.
const MOSTLY_CHANCE: f64 = 0.5;

/// Whether to set an outcome against circumstances.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "decision")]
pub enum Decision {
    /// Show the range and the phrase, with these cautions.
    Adjust {
        /// What to say beside it.
        cautions: Vec<Caution>,
    },
    /// Show raw values and peers only, for these reasons.
    DoNotAdjust {
        /// Every reason.
        because: Vec<Obstacle>,
    },
}

/// A reason against adjusting.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Obstacle {
    /// R² is below 0.2.
    TooLittleSkill {
        /// R².
        r_squared: f64,
    },
    /// The lower end of its interval is not above 0.1.
    TooUnsure {
        /// The lower end.
        lower_end: f64,
    },
    /// Without London, R² is below 0.2: it only tells London from the rest.
    OnlyLondon {
        /// R² without London.
        r_squared: f64,
    },
    /// It is not an outcome.
    NotAnOutcome,
}

/// A caution to show with an adjusted outcome.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "caution")]
pub enum Caution {
    /// It travels badly to a region that is left out.
    Region {
        /// R² in left-out regions.
        r_squared: f64,
    },
    /// A measure of demand: higher or lower, never better or worse.
    Demand,
    /// Sampling variance is not known: *cannot tell* cannot be said because of chance.
    ChanceUnknown,
    /// Of most areas nothing can be told: what is left is chance.
    MostlyChance {
        /// The share of areas.
        share: f64,
    },
}

pub(super) struct Evidence {
    pub kind: Kind,
    pub demand: bool,
    pub r_squared: f64,
    pub lower_end: f64,
    pub left_out_region: f64,
    pub without_london: f64,
    pub chance_known: bool,
    pub cannot_tell: f64,
}

/// **Do not adjust** unless R² ≥ 0.2, the lower end of its interval is above 0.1, R² without London is ≥ 0.2, and it
/// is an outcome.
pub(super) fn decide(evidence: &Evidence) -> Decision {
    // A skill that is not a number is refused: no comparison with it holds.
    let tells = evidence.r_squared >= LEAST_R_SQUARED;
    let tells_beyond_london = evidence.without_london >= LEAST_R_SQUARED;
    let sure = evidence.lower_end > LEAST_LOWER_END;
    let obstacles = [
        (evidence.kind != Kind::Outcome).then_some(Obstacle::NotAnOutcome),
        (!tells).then_some(Obstacle::TooLittleSkill { r_squared: evidence.r_squared }),
        (!sure).then_some(Obstacle::TooUnsure { lower_end: evidence.lower_end }),
        (tells && !tells_beyond_london).then_some(Obstacle::OnlyLondon { r_squared: evidence.without_london }),
    ];
    let because: Vec<Obstacle> = obstacles.into_iter().flatten().collect();
    if !because.is_empty() {
        return Decision::DoNotAdjust { because };
    }
    let cautions = [
        evidence.demand.then_some(Caution::Demand),
        (evidence.r_squared - evidence.left_out_region > REGION_GAP)
            .then_some(Caution::Region { r_squared: evidence.left_out_region }),
        (!evidence.chance_known).then_some(Caution::ChanceUnknown),
        (evidence.cannot_tell > MOSTLY_CHANCE).then_some(Caution::MostlyChance { share: evidence.cannot_tell }),
    ];
    Decision::Adjust { cautions: cautions.into_iter().flatten().collect() }
}

impl Decision {
    /// Whether the outcome is set against circumstances.
    #[must_use]
    pub fn adjusts(&self) -> bool {
        matches!(self, Self::Adjust { .. })
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn joined<T: ToString>(parts: &[T]) -> String {
            parts.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        }
        match self {
            Self::Adjust { cautions } if cautions.is_empty() => formatter.write_str("yes"),
            Self::Adjust { cautions } => write!(formatter, "yes; {}", joined(cautions)),
            Self::DoNotAdjust { because } => write!(formatter, "**no**: {}", joined(because)),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLittleSkill { r_squared } => {
                write!(formatter, "circumstances tell too little ({})", two(*r_squared))
            }
            Self::TooUnsure { lower_end } => write!(formatter, "the skill may be as low as {}", two(*lower_end)),
            Self::OnlyLondon { r_squared } => {
                write!(formatter, "it only tells London from the rest ({} without London)", two(*r_squared))
            }
            Self::NotAnOutcome => formatter.write_str("it is not an outcome"),
        }
    }
}

impl fmt::Display for Caution {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Region { .. } => formatter.write_str("with care between regions"),
            Self::Demand => formatter.write_str("a measure of demand: higher or lower, never better"),
            Self::ChanceUnknown => formatter.write_str("how much is chance is not known"),
            Self::MostlyChance { share } => write!(formatter, "cannot tell for {:.0}%", share * 100.0),
        }
    }
}
