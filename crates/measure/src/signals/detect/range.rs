//! Leaving the range that a place’s circumstances let expect.

use super::{Detection, DetectionKind, Severity, Silence};
use crate::Direction;
use terms::Period;

/// A value beside the ranges expected for its place and period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The period.
    pub period: Period,
    /// The value; absent where there is none.
    pub value: Option<f64>,
    /// The 80% range; absent where nothing is expected (no skill, or no circumstances).
    pub range_80: Option<(f64, f64)>,
    /// The 95% range, where it was worked out.
    pub range_95: Option<(f64, f64)>,
}

/// Whether the newest value left the 80% range on the bad side, having been inside it (or on the good side) the period
/// before, or is outside for the second time running. Once outside weighs little: of areas outside once, about half are
/// back the period after. Beyond the 95% range, or twice running, it weighs more.
///
/// # Errors
/// [`Silence`] when neither way is bad, the newest value or range is missing, or a number is not finite.
pub fn left_expected_range(series: &[Expected], direction: Direction) -> Result<Option<Detection>, Silence> {
    if direction == Direction::Neutral {
        return Err(Silence::NoBadWay);
    }
    let mut sorted: Vec<&Expected> = series.iter().collect();
    sorted.sort_by_key(|point| point.period);
    let newest = sorted.pop().ok_or(Silence::TooShort { found: 0, needed: 1 })?;
    let outside = |point: &Expected, range: Option<(f64, f64)>| {
        let (value, (lower, upper)) = (point.value?, range?);
        if ![value, lower, upper].into_iter().all(f64::is_finite) {
            return None;
        }
        Some(match direction {
            Direction::Increase => value < lower.min(upper),
            _ => value > upper.max(lower),
        })
    };
    if newest.value.is_none() || newest.range_80.is_none() {
        return Err(Silence::NoNewestValue);
    }
    let now = outside(newest, newest.range_80).ok_or(Silence::NotFinite)?;
    if !now {
        return Ok(None);
    }
    let before = sorted.last().and_then(|point| outside(point, point.range_80)).unwrap_or(false);
    let far = outside(newest, newest.range_95).unwrap_or(false);
    let (severity, what) = match (before, far) {
        (true, _) => (Severity::Marked, "For the second time running it lies on the bad side of the expected range."),
        (false, true) => (Severity::Marked, "It lies on the bad side of the expected range, and far from it."),
        (false, false) => (Severity::Mild, "It left the expected range on the bad side."),
    };
    Ok(Some(Detection { kind: DetectionKind::LeftExpectedRange, period: newest.period, severity, what: what.into() }))
}
