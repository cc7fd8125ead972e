//! A change of level: the latest values as a whole against those before.

use super::{Detection, DetectionKind, Reading, Severity, Silence, comparable};
use crate::Direction;

/// The latest values that are taken together, the newest among them.
pub const LEVEL_LATEST: usize = 3;

/// Values before those that are needed.
pub const LEVEL_BEFORE: usize = 8;

/// Standard errors from which a difference counts.
pub const LEVEL_LIMIT: f64 = 3.5;

/// Whether the mean of the latest three values is worse than that of the values before, by
/// `(m₃ − m) ÷ (s·√(1/3 + 1/n)) ≥ 3.5`, with `s` = mean moving range of the values before ÷ 1.128.
///
/// It asks for shorter series than a control chart, and sees a step sooner than a run of seven; it is blind to a step
/// longer ago than the values before. Where the values before do not vary at all, any worse level counts.
///
/// # Errors
/// [`Silence`] when the series is too short, broken, or has no bad direction.
pub fn change_of_level(series: &[Reading], direction: Direction) -> Result<Option<Detection>, Silence> {
    let (mut before, newest, period) = comparable(series, direction, LEVEL_BEFORE + LEVEL_LATEST - 1)?;
    let mut latest = before.split_off(before.len() - (LEVEL_LATEST - 1));
    latest.push(newest);
    // Means are taken from the first value on, so that equal values have an exact mean.
    let mean = |values: &[f64]| values.iter().map(|value| (value - before[0]) / values.len() as f64).sum::<f64>();
    let ranges: Vec<f64> = before.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let deviation = ranges.iter().map(|range| range / ranges.len() as f64).sum::<f64>() / MEAN_RANGE_OF_TWO;
    let worse_by = mean(&latest) - mean(&before);
    let error = deviation * (1.0 / latest.len() as f64 + 1.0 / before.len() as f64).sqrt();
    if !(worse_by.is_finite() && error.is_finite()) {
        return Err(Silence::NotFinite);
    }
    Ok((worse_by > 0.0 && worse_by >= LEVEL_LIMIT * error).then(|| Detection {
        kind: DetectionKind::ChangeOfLevel,
        period,
        severity: Severity::Marked,
        what: format!("The latest {LEVEL_LATEST} values lie at a worse level than the {} before.", before.len()),
    }))
}

/// The mean range of two normal draws, in standard deviations (d₂ for n = 2).
const MEAN_RANGE_OF_TWO: f64 = 1.128;
