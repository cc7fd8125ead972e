//! Means of measured values, and sums that do not lose what they add.

use serde::Serialize;

use crate::{
    distribution::{Tail, student_quantile},
    estimate::{Confidence, Estimate, Interval, IntervalMethod},
    refusal::{Refusal, finite},
};

/// A mean with its interval and what it was made of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mean {
    /// The mean and Student's interval, in the unit of the values.
    pub estimate: Estimate,
    /// The sample standard deviation, `n − 1` below.
    pub standard_deviation: f64,
    /// The sum of the values.
    pub sum: f64,
    /// How many values.
    pub count: usize,
}

/// The mean of a sample with Student's interval, `x̄ ± t_{n−1} s/√n`.
///
/// Unit: that of the values. Domain: two values or more, all finite. Equal values give an interval of no width.
/// For values that are near enough normal, or many.
///
/// # Errors
/// Fewer than two values; a value that is missing or not finite.
///
/// Source: "Student" (1908); OHID's public health technical guide.
pub fn mean(values: &[f64], confidence: Confidence) -> Result<Mean, Refusal> {
    let n = values.len();
    if n < 2 {
        return Err(Refusal::TooFew { what: "values", needed: 2, found: n });
    }
    for value in values {
        finite("a value", *value)?;
    }
    let sum = finite("the sum of the values", exact_sum(values.iter().copied()))?;
    let count = n as f64;
    let centre = sum / count;
    let squares = exact_sum(values.iter().map(|value| (value - centre).powi(2)));
    let standard_deviation = finite("the spread of the values", (squares / (count - 1.0)).sqrt())?;
    let half = student_quantile(count - 1.0, Tail::Upper(confidence.tail())) * standard_deviation / count.sqrt();
    let interval = Interval { lower: centre - half, upper: centre + half };
    Ok(Mean { estimate: Estimate::new(centre, interval, IntervalMethod::Student)?, standard_deviation, sum, count: n })
}

/// The mean of `count` values from their sum and what rounding dropped from it, rounded once: values that lie on their
/// mean are seen to.
pub(crate) fn mean_of_sum(sum: f64, dropped: f64, count: f64) -> f64 {
    let mean = sum / count;
    mean + (mean.mul_add(-count, sum) + dropped) / count
}

/// A sum that carries what rounding drops (Neumaier 1974), so that the order of the values changes nothing that shows.
pub(crate) fn exact_sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sum = 0.0_f64;
    let mut dropped = 0.0_f64;
    for value in values {
        let next = sum + value;
        dropped += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    if sum.is_finite() { sum + dropped } else { sum }
}
