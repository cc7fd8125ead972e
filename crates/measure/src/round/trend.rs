//! A place's own trend, as a phrase. The control chart itself is computed elsewhere: this says what it means.

use super::phrase::Polarity;
use serde::{Deserialize, Serialize};
use std::fmt;
use terms::Period;

/// The fewest points of which a control chart may speak.
pub const FEWEST_POINTS: usize = 12;

/// What a control chart found in a series, newest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// A run on the high side, rising, or beyond the upper limit, which still holds at the newest point.
    Rising,
    /// The same downwards.
    Falling,
    /// A lasting change of level that began in a period; since then the series is steady.
    LevelChanged {
        /// The first period on the new level.
        at: Period,
        /// Whether the new level is the higher one.
        up: bool,
    },
    /// Nothing that chance would not bring.
    None,
}

/// What a control chart says of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartReading {
    /// How many points it has.
    pub points: usize,
    /// Whether periods overlap (three-year averages, rolling years): an ordinary control chart does not hold for them.
    pub overlapping: bool,
    /// What it found.
    pub signal: Signal,
}

/// A place's own trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "trend")]
pub enum Trend {
    /// Changing in the good direction.
    Improving,
    /// No more than chance.
    Steady,
    /// Changing in the bad direction.
    Worsening,
    /// More than before, where neither direction is better.
    Rising,
    /// Less than before, where neither direction is better.
    Falling,
    /// A new level since a period.
    ChangedAt {
        /// The first period on the new level.
        period: Period,
        /// Whether the change was for the better; absent where neither direction is.
        for_the_better: Option<bool>,
    },
    /// Fewer than twelve points.
    TooShort {
        /// How many there are.
        points: usize,
    },
    /// Its periods overlap, so neighbouring points share their figures and no chart can tell.
    Overlapping,
}

impl Trend {
    /// The phrase for what a chart found.
    #[must_use]
    pub fn of(reading: ChartReading, polarity: Polarity) -> Self {
        if reading.points < FEWEST_POINTS {
            return Self::TooShort { points: reading.points };
        }
        if reading.overlapping {
            return Self::Overlapping;
        }
        let good = |up: bool| match polarity {
            Polarity::HigherIsBetter => Some(up),
            Polarity::LowerIsBetter => Some(!up),
            Polarity::Neutral => None,
        };
        match reading.signal {
            Signal::None => Self::Steady,
            Signal::LevelChanged { at, up } => Self::ChangedAt { period: at, for_the_better: good(up) },
            Signal::Rising | Signal::Falling => {
                let up = reading.signal == Signal::Rising;
                match (good(up), up) {
                    (Some(true), _) => Self::Improving,
                    (Some(false), _) => Self::Worsening,
                    (None, true) => Self::Rising,
                    (None, false) => Self::Falling,
                }
            }
        }
    }
}

impl fmt::Display for Trend {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Improving => formatter.write_str("improving"),
            Self::Steady => formatter.write_str("steady"),
            Self::Worsening => formatter.write_str("worsening"),
            Self::Rising => formatter.write_str("rising"),
            Self::Falling => formatter.write_str("falling"),
            Self::ChangedAt { period, for_the_better } => {
                let how = match for_the_better {
                    Some(true) => "for the better ",
                    Some(false) => "for the worse ",
                    None => "",
                };
                write!(formatter, "changed {how}at {}", terms::period::date_in_words(period.start()))
            }
            Self::TooShort { points } => {
                write!(formatter, "too short: {points} of the {FEWEST_POINTS} points that a trend needs")
            }
            Self::Overlapping => formatter.write_str("cannot tell: its periods overlap"),
        }
    }
}
