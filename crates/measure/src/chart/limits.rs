//! The mean of a series and its natural process limits.

use serde::Serialize;

use crate::mean::mean_of_sum;

/// Mean moving ranges from the mean to a limit: `3 / 1.128`, rounded as all charts of this kind are.
pub const LIMIT_FACTOR: f64 = 2.66;

/// With screening, moving ranges of this many mean moving ranges or more are left out, once.
pub const SCREEN_FACTOR: f64 = 3.267;

/// The mean of a series and its natural process limits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Limits {
    /// The mean of the points.
    pub mean: f64,
    /// The lower limit, `mean − 2.66 · mean moving range`.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
    /// Whether any two neighbouring points differ. Without variation the limits lie on the mean.
    pub varies: bool,
}

impl Limits {
    /// Two thirds of the way from the mean to the lower limit.
    #[must_use]
    pub fn lower_two_sigma(&self) -> f64 {
        self.mean - (self.mean - self.lower) * 2.0 / 3.0
    }

    /// Two thirds of the way from the mean to the upper limit.
    #[must_use]
    pub fn upper_two_sigma(&self) -> f64 {
        self.mean + (self.upper - self.mean) * 2.0 / 3.0
    }
}

/// The limits of a run of values; NaN marks a gap, which breaks both moving ranges beside it.
///
/// With `screen`, moving ranges not below [`SCREEN_FACTOR`] times their mean are dropped once; the mean stays that of
/// all points. None where no value is present. One value, or equal values, give limits on the mean.
///
/// The mean is rounded once from the exact sum, so that points which lie on it are seen to.
#[must_use]
pub fn limits(values: &[f64], screen: bool) -> Option<Limits> {
    let mut count = 0_usize;
    let mut sum = 0.0_f64;
    let mut dropped = 0.0_f64;
    let mut ranges = 0.0;
    let mut range_count = 0_usize;
    let mut before = f64::NAN;
    let mut widest = 0.0_f64;
    for &value in values {
        if value.is_nan() {
            before = f64::NAN;
            continue;
        }
        count += 1;
        let next = sum + value;
        dropped += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
        let range = (value - before).abs();
        if !range.is_nan() {
            ranges += range;
            range_count += 1;
            widest = widest.max(range);
        }
        before = value;
    }
    if count == 0 {
        return None;
    }
    let mean = mean_of_sum(sum, dropped, count as f64);
    let mut average = if range_count == 0 { 0.0 } else { ranges / range_count as f64 };
    if screen && widest >= SCREEN_FACTOR * average && widest > 0.0 {
        average = screened_average(values, SCREEN_FACTOR * average);
    }
    let reach = LIMIT_FACTOR * average;
    Some(Limits { mean, lower: mean - reach, upper: mean + reach, varies: widest > 0.0 })
}

/// The mean of the moving ranges below a bound.
fn screened_average(values: &[f64], bound: f64) -> f64 {
    let (mut sum, mut count) = (0.0, 0_usize);
    for pair in values.windows(2) {
        let range = (pair[1] - pair[0]).abs();
        if range < bound {
            sum += range;
            count += 1;
        }
    }
    if count == 0 { 0.0 } else { sum / count as f64 }
}
