//! Special causes on a control chart, in the bad direction.

use super::{Detection, DetectionKind, Reading, Severity, Silence, comparable};
use crate::{
    Direction,
    chart::{Flags, Rules, limits, mark},
};

/// Values before the newest that a control chart needs.
pub const ENOUGH_BEFORE: usize = crate::chart::ENOUGH_POINTS;

/// Whether the newest value shows a special cause in the bad direction.
///
/// The limits come from the values before the newest, with screening of moving ranges, so that no value widens the limits
/// that it is held against. The patterns are those of [`Rules::MAKING_DATA_COUNT`]; every pattern that the newest value
/// belongs to is told.
///
/// # Errors
/// [`Silence`] when the series is too short, broken, or has no bad direction.
pub fn special_cause(series: &[Reading], direction: Direction) -> Result<Vec<Detection>, Silence> {
    let (before, newest, period) = comparable(series, direction, ENOUGH_BEFORE)?;
    let limits = limits(&before, true).ok_or(Silence::NotFinite)?;
    if !(limits.upper.is_finite() && limits.lower.is_finite()) {
        return Err(Silence::NotFinite);
    }
    let mut values = before;
    values.push(newest);
    let mut marks = vec![Flags::NONE; values.len()];
    mark(&values, &limits, &Rules::MAKING_DATA_COUNT, &mut marks);
    let flags = marks.last().copied().unwrap_or_default();
    let above = flags.has(Flags::ABOVE);
    let found = [
        (
            flags.has(Flags::OUTSIDE) && above || !limits.varies && newest > limits.upper,
            DetectionKind::BeyondLimit,
            Severity::Marked,
            "The newest value lies beyond what this series does by itself.",
        ),
        (
            flags.has(Flags::SHIFT) && above,
            DetectionKind::RunOnBadSide,
            Severity::Mild,
            "Seven values or more lie on the bad side of the mean.",
        ),
        (
            flags.has(Flags::RISING),
            DetectionKind::GettingWorse,
            Severity::Mild,
            "Seven values or more each got worse than the one before.",
        ),
        (
            flags.has(Flags::TWO_OF_THREE) && above,
            DetectionKind::NearLimit,
            Severity::Mild,
            "Two of the last three values lie close to the limit on the bad side.",
        ),
    ];
    Ok(found
        .into_iter()
        .filter(|(is, ..)| *is)
        .map(|(_, kind, severity, what)| Detection { kind, period, severity, what: what.into() })
        .collect())
}
