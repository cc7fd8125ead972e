//! Signals of one series: has something changed for the worse, or not come at all?
//!
//! Each detector looks at the newest period of one series of one place, and says what it found, or why it will not look.
//! None compares places. Each gives false alarms on series where nothing happens: how many is measured by the example
//! `signal_false_alarms` and stated in `docs/reference/methods/early-warning.md`.

mod level;
mod quality;
mod range;
mod returns;
mod special_cause;

pub use level::{LEVEL_BEFORE, LEVEL_LATEST, LEVEL_LIMIT, change_of_level};
pub use quality::{FALL, QualityDimension, QualityProfile, quality_fell};
pub use range::{Expected, left_expected_range};
pub use returns::{Promise, late_return, missing_value};
pub use special_cause::{ENOUGH_BEFORE, special_cause};

use crate::Direction;
use serde::{Deserialize, Serialize};
use terms::{Period, Status};

/// A value turned so that higher worries more; none where neither way is better.
fn worry(direction: Direction, value: f64) -> Option<f64> {
    match direction {
        Direction::Increase => Some(-value),
        Direction::Decrease => Some(value),
        Direction::Neutral => None,
    }
}

/// One period of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The period.
    pub period: Period,
    /// The value; absent where there is none.
    pub value: Option<f64>,
    /// What the value is worth, or why there is none.
    pub status: Status,
}

/// How much a concern weighs, from a stated rule and never from a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Seen often where nothing is wrong.
    Mild,
    /// Seldom seen where nothing is wrong.
    Marked,
    /// A body with the power to say so says that something is wrong. No series alone weighs so much.
    Grave,
}

/// What a detector found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DetectionKind {
    /// The newest value lies beyond the control limit on the bad side.
    BeyondLimit,
    /// A run of values on the bad side of the mean.
    RunOnBadSide,
    /// A run of values that get worse each time.
    GettingWorse,
    /// Two of the last three values near the control limit on the bad side.
    NearLimit,
    /// The latest values as a whole lie worse than those before.
    ChangeOfLevel,
    /// The value left the range that the place’s circumstances let expect, on the bad side.
    LeftExpectedRange,
    /// What was promised has not come.
    LateReturn,
    /// The return came without this value.
    MissingValue,
    /// A dimension of the data’s quality fell.
    QualityFell,
}

/// A finding about the newest period of a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Detection {
    /// What was found.
    pub kind: DetectionKind,
    /// The period that it is about.
    pub period: Period,
    /// How much it weighs.
    pub severity: Severity,
    /// What changed, in a sentence.
    pub what: String,
}

/// Why a detector says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// There are too few values.
    #[error("too short: {found} values before the newest, {needed} are needed")]
    TooShort {
        /// Values before the newest.
        found: usize,
        /// Values needed.
        needed: usize,
    },
    /// Neither way is bad.
    #[error("neither higher nor lower is better here")]
    NoBadWay,
    /// The newest period has no value.
    #[error("the newest period has no value")]
    NoNewestValue,
    /// A value is not a finite number, or so large that differences are not.
    #[error("a value is not a number that can be reckoned with")]
    NotFinite,
    /// The series cannot be compared across a break, and there is too little after it.
    #[error("the series was broken lately: {found} values since then, {needed} are needed")]
    Broken {
        /// Values since the break, before the newest.
        found: usize,
        /// Values needed.
        needed: usize,
    },
}

/// The part of a series that may be compared with its newest value: from the last break on, in the order of periods,
/// turned so that higher worries more. The newest value comes apart.
fn comparable(series: &[Reading], direction: Direction, needed: usize) -> Result<(Vec<f64>, f64, Period), Silence> {
    let mut sorted: Vec<&Reading> = series.iter().collect();
    sorted.sort_by_key(|reading| reading.period);
    let Some(newest) = sorted.pop() else { return Err(Silence::TooShort { found: 0, needed }) };
    if direction == Direction::Neutral {
        return Err(Silence::NoBadWay);
    }
    let value = newest.value.and_then(|value| worry(direction, value)).ok_or(Silence::NoNewestValue)?;
    // A break stands at the first value of the new series.
    let begin = if newest.status == Status::SeriesBreak {
        sorted.len()
    } else {
        sorted.iter().rposition(|reading| reading.status == Status::SeriesBreak).unwrap_or(0)
    };
    let before: Vec<f64> =
        sorted[begin..].iter().filter_map(|reading| reading.value.and_then(|value| worry(direction, value))).collect();
    if !value.is_finite() || before.iter().any(|value| !value.is_finite()) {
        return Err(Silence::NotFinite);
    }
    let found = before.len();
    if found < needed {
        return Err(if begin > 0 { Silence::Broken { found, needed } } else { Silence::TooShort { found, needed } });
    }
    Ok((before, value, newest.period))
}
