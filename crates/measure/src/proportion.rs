//! Proportions: so many of so many.

use crate::{
    estimate::{Confidence, Estimate, Interval, IntervalMethod, Multiplier},
    refusal::{Refusal, not_negative, positive},
};

/// The proportion `x/n` with Wilson's score interval.
///
/// Formula: `(2x + z² ± z√(z² + 4x(1 − x/n))) / (2(n + z²))`, times the multiplier. The lower limit is computed as
/// `2x² / (n(2x + z² + z√…))`, which is the same number without the cancellation that loses a small `x` of a large `n`.
///
/// Unit: per `multiplier`. Domain: `0 ≤ x ≤ n`, `n > 0`.
///
/// # Errors
/// A number that is not finite or negative, a zero denominator, a numerator above its denominator.
///
/// Source: E. B. Wilson (1927); R. Newcombe (1998), method 3; the public health technical guide of the Office for
/// Health Improvement and Disparities (OHID).
pub fn proportion(
    numerator: f64,
    denominator: f64,
    confidence: Confidence,
    multiplier: Multiplier,
) -> Result<Estimate, Refusal> {
    let interval = wilson(numerator, denominator, confidence)?;
    Estimate::new(numerator / denominator, interval, IntervalMethod::Wilson)?.per(multiplier)
}

/// Wilson's score interval alone, as a share of one. See [`proportion`].
///
/// # Errors
/// As [`proportion`].
pub fn wilson(numerator: f64, denominator: f64, confidence: Confidence) -> Result<Interval, Refusal> {
    let n = positive("denominator", denominator)?;
    let x = not_negative("numerator", numerator)?;
    if x > n {
        return Err(Refusal::NumeratorAboveDenominator { part: x, whole: n });
    }
    let z = confidence.z();
    let square = z * z;
    let share = x / n;
    let root = z * (square + 4.0 * x * (1.0 - share)).sqrt();
    let middle = 2.0 * x + square;
    let lower = 2.0 * x * share / (middle + root);
    let upper = if x >= n { 1.0 } else { ((middle + root) / (2.0 * (n + square))).min(1.0) };
    Ok(Interval { lower: lower.min(share), upper: upper.max(share) })
}
