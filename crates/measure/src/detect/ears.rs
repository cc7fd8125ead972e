//! The Early Aberration Reporting System: short memories for series without a history.

use serde::Serialize;

use crate::{
    distribution::{Tail, normal_quantile},
    refusal::{Refusal, chance, finite},
};

/// The three detectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum EarsMethod {
    /// The baseline ends just before the value.
    C1,
    /// The baseline ends three values before, so that a slow rise does not hide itself.
    C2,
    /// C2 of the value and of the two before it, added up.
    C3,
}

/// The settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ears {
    /// Which detector.
    pub method: EarsMethod,
    /// How many values make the baseline: 7 are usual.
    pub baseline: usize,
    /// The chance of a false alarm at a normal value: 0.001 for C1 and C2, 0.025 for C3 are usual.
    pub alpha: f64,
}

/// The detector at one value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EarsPoint {
    /// Its place in the series, from 0.
    pub at: usize,
    /// The mean of its baseline.
    pub mean: f64,
    /// The standard deviation of its baseline.
    pub deviation: f64,
    /// How many standard deviations above the mean the limit lies; C3 takes off what the values before carry over.
    pub reach: f64,
    /// The limit: the largest value that does not signal.
    pub upper: f64,
    /// Whether the value lies above it.
    pub signal: bool,
}

/// The detector over a series, from the first value that has a whole baseline.
///
/// With mean `m` and standard deviation `s` of the baseline: C1 and C2 signal above `m + z_α s`; C3 above
/// `m + s(z_α − Σ max(0, (x − m)/s − 1))`, the sum over the two values before, not below zero. A baseline of equal
/// values has no spread: any value above it signals, and in C3 its terms of the sum are zero.
///
/// Unit: that of the values. Domain: counts of ordinary size; gaps are refused, for a baseline with holes has no
/// standing.
///
/// # Errors
/// A baseline shorter than two; a series too short for one; a value that is not finite; an alpha not strictly between 0
/// and 1.
///
/// Source: L. Hutwagner and others (2003); R. Fricker, B. Hegler and D. Dunfee (2008); the `surveillance` package.
pub fn ears(values: &[f64], settings: &Ears) -> Result<Vec<EarsPoint>, Refusal> {
    let length = settings.baseline;
    if length < 2 {
        return Err(Refusal::TooFew { what: "values in the baseline", needed: 2, found: length });
    }
    let z = normal_quantile(Tail::Upper(chance("alpha", settings.alpha)?));
    for value in values {
        finite("a value", *value)?;
    }
    let (lag, first) = match settings.method {
        EarsMethod::C1 => (0, length),
        EarsMethod::C2 => (2, length + 2),
        EarsMethod::C3 => (2, length + 4),
    };
    if values.len() <= first {
        return Err(Refusal::TooFew { what: "values", needed: first + 1, found: values.len() });
    }
    let baseline = |at: usize| moments(&values[at - lag - length..at - lag]);
    (first..values.len())
        .map(|at| {
            let (mean, deviation) = baseline(at);
            let carried: f64 = match settings.method {
                EarsMethod::C1 | EarsMethod::C2 => 0.0,
                EarsMethod::C3 => (1..=2).map(|back| excess(values[at - back], baseline(at - back))).sum(),
            };
            let reach = z - carried;
            let limit = finite("a limit", mean + deviation * reach)?;
            let upper = if settings.method == EarsMethod::C3 { limit.max(0.0) } else { limit };
            Ok(EarsPoint { at, mean, deviation, reach, upper, signal: values[at] > upper })
        })
        .collect()
}

/// How far beyond one standard deviation above its baseline a value lies, in standard deviations.
fn excess(value: f64, (mean, deviation): (f64, f64)) -> f64 {
    if deviation == 0.0 { 0.0 } else { ((value - mean) / deviation - 1.0).max(0.0) }
}

fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0)).sqrt())
}
