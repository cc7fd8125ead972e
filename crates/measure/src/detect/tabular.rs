//! The tabular CUSUM: the sum of how far values lie beyond a slack, above and below a target.

use serde::Serialize;

use crate::refusal::{Refusal, finite, not_negative, positive};

/// The settings, in standard deviations of the series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TabularCusum {
    /// The level that the series should have.
    pub target: f64,
    /// Its standard deviation when nothing is happening.
    pub sigma: f64,
    /// The slack `k`: half the shift worth finding; 0.5 for one standard deviation.
    pub slack: f64,
    /// The limit `h`: 4 or 5 are usual.
    pub limit: f64,
}

/// The chart after one value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TabularPoint {
    /// The sum above the target, in standard deviations.
    pub high: f64,
    /// The sum below the target, in standard deviations.
    pub low: f64,
    /// Whether either lies above the limit.
    pub signal: bool,
}

/// The chart: `C⁺ₜ = max(0, zₜ − k + C⁺ₜ₋₁)`, `C⁻ₜ = max(0, −zₜ − k + C⁻ₜ₋₁)`, `z = (x − target)/σ`; signal above `h`.
///
/// A missing value (none) leaves both sums as they are and does not signal.
///
/// # Errors
/// A spread or limit that is not above zero, a negative slack, a value that is not finite.
///
/// Source: E. S. Page (1954); D. Montgomery, *Introduction to statistical quality control*, chapter 9.
pub fn tabular_cusum(values: &[Option<f64>], chart: &TabularCusum) -> Result<Vec<TabularPoint>, Refusal> {
    finite("the target", chart.target)?;
    positive("sigma", chart.sigma)?;
    not_negative("the slack", chart.slack)?;
    positive("the limit", chart.limit)?;
    let (mut high, mut low) = (0.0_f64, 0.0_f64);
    values
        .iter()
        .map(|value| {
            let Some(value) = value else {
                return Ok(TabularPoint { high, low, signal: false });
            };
            let z = finite("a standardised value", (finite("a value", *value)? - chart.target) / chart.sigma)?;
            high = (z - chart.slack + high).max(0.0);
            low = (-z - chart.slack + low).max(0.0);
            finite("a cumulative sum", high + low)?;
            Ok(TabularPoint { high, low, signal: high > chart.limit || low > chart.limit })
        })
        .collect()
}
