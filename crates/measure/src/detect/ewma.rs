//! The exponentially weighted moving average: each value counts, the latest most.

use serde::Serialize;

use crate::{
    estimate::Interval,
    refusal::{Refusal, finite, positive},
};

/// The settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ewma {
    /// The level that the series should have; the average starts here.
    pub target: f64,
    /// The standard deviation of the series when nothing is happening.
    pub sigma: f64,
    /// The weight of the latest value, above 0 and at most 1: 0.1 to 0.3 are usual.
    pub lambda: f64,
    /// Width of the limits in standard deviations of the average: 2.7 to 3 are usual.
    pub width: f64,
}

/// The chart after one value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EwmaPoint {
    /// The average.
    pub average: f64,
    /// The limits at this point, wider as more values count.
    pub limits: Interval,
    /// Whether the average lies outside them.
    pub signal: bool,
}

/// The chart: `zₜ = λxₜ + (1 − λ)zₜ₋₁` from `z₀ = target`, with the exact limits
/// `target ± Lσ √(λ/(2 − λ) · (1 − (1 − λ)²ᵗ))`.
///
/// A missing value (none) leaves the average as it is; the limits go on as if the weight had been used.
///
/// # Errors
/// A spread or width that is not above zero, a weight outside 0 to 1, a value that is not finite.
///
/// Source: S. W. Roberts (1959); D. Montgomery, *Introduction to statistical quality control*, chapter 9.
pub fn ewma(values: &[Option<f64>], chart: &Ewma) -> Result<Vec<EwmaPoint>, Refusal> {
    finite("the target", chart.target)?;
    positive("sigma", chart.sigma)?;
    positive("the width of the limits", chart.width)?;
    let lambda = positive("lambda", chart.lambda)?;
    if lambda > 1.0 {
        return Err(Refusal::OutOfRange { what: "lambda", value: lambda, must_be: "at most 1" });
    }
    let settled = lambda / (2.0 - lambda);
    let fade = (1.0 - lambda) * (1.0 - lambda);
    let mut faded = 1.0;
    let mut average = chart.target;
    values
        .iter()
        .map(|value| {
            faded *= fade;
            let half = chart.width * chart.sigma * (settled * (1.0 - faded)).sqrt();
            let limits = Interval {
                lower: finite("a limit", chart.target - half)?,
                upper: finite("a limit", chart.target + half)?,
            };
            let Some(value) = value else {
                return Ok(EwmaPoint { average, limits, signal: false });
            };
            average = finite("the average", lambda * finite("a value", *value)? + (1.0 - lambda) * average)?;
            Ok(EwmaPoint { average, limits, signal: !limits.contains(average) })
        })
        .collect()
}
