//! Cumulative sums of yes-or-no outcomes, each with a chance of its own: the log-likelihood-ratio CUSUM.
//!
//! Every case adds the logarithm of how much likelier its outcome is at odds multiplied by `R` than at the odds expected
//! of it; the sum never goes below zero. With equal chances this is the Bernoulli CUSUM, with chances from a risk model
//! the risk-adjusted CUSUM.
//!
//! Source: S. Steiner and others (2000), *Monitoring surgical performance using risk-adjusted cumulative sum charts*.

use serde::Serialize;

use crate::refusal::{Refusal, chance, finite, positive};

/// One case: what was expected of it, and what happened.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Case {
    /// The expected chance of the event, strictly between 0 and 1.
    pub chance: f64,
    /// Whether the event happened.
    pub happened: bool,
}

/// What is watched for, and when it is told.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BernoulliCusum {
    /// How much the odds are multiplied by in the change that is watched for: above 1 for more events, below 1 for
    /// fewer.
    pub odds_multiplier: f64,
    /// The sum at which it signals.
    pub limit: f64,
    /// Whether the sum starts again from zero after a signal.
    pub reset: bool,
}

/// The chart after one case.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CusumPoint {
    /// What the case added.
    pub weight: f64,
    /// The sum.
    pub sum: f64,
    /// Whether the sum has reached the limit.
    pub signal: bool,
}

/// The log-likelihood ratio of an outcome at multiplied against expected odds:
/// `ln(R / (1 − p + Rp))` for an event, `ln(1 / (1 − p + Rp))` for none.
///
/// # Errors
/// A chance not strictly between 0 and 1; a multiplier that is not above zero.
pub fn score(case: Case, odds_multiplier: f64) -> Result<f64, Refusal> {
    let p = chance("the chance of an event", case.chance)?;
    let ratio = positive("the odds multiplier", odds_multiplier)?;
    let least = (1.0 - p + ratio * p).ln();
    finite("a weight", if case.happened { ratio.ln() - least } else { -least })
}

/// The chart of the cases in order: `Cₜ = max(0, Cₜ₋₁ + Wₜ)`, signal at `Cₜ ≥ limit`.
///
/// # Errors
/// As [`score`]; a limit that is not above zero.
pub fn bernoulli_cusum(cases: &[Case], chart: &BernoulliCusum) -> Result<Vec<CusumPoint>, Refusal> {
    positive("the limit", chart.limit)?;
    let weights: Vec<f64> = cases.iter().map(|case| score(*case, chart.odds_multiplier)).collect::<Result<_, _>>()?;
    Ok(accumulate(&weights, chart.limit, chart.reset))
}

/// The chart of weights that are known already. See [`bernoulli_cusum`].
///
/// # Errors
/// A weight that is not finite; a limit that is not above zero.
pub fn cusum_of_weights(weights: &[f64], limit: f64, reset: bool) -> Result<Vec<CusumPoint>, Refusal> {
    positive("the limit", limit)?;
    for weight in weights {
        finite("a weight", *weight)?;
    }
    Ok(accumulate(weights, limit, reset))
}

fn accumulate(weights: &[f64], limit: f64, reset: bool) -> Vec<CusumPoint> {
    let mut sum = 0.0_f64;
    let mut signalled = false;
    weights
        .iter()
        .map(|weight| {
            if reset && signalled {
                sum = 0.0;
            }
            sum = (sum + weight).max(0.0);
            signalled = sum >= limit;
            CusumPoint { weight: *weight, sum, signal: signalled }
        })
        .collect()
}

/// The chance of an event from a logistic risk score: `1 / (1 + e^−(a + b·s))`.
///
/// # Errors
/// Scores or coefficients that are not finite.
pub fn logistic_chance(intercept: f64, slope: f64, score: f64) -> Result<f64, Refusal> {
    Ok(1.0 / (1.0 + (-finite("the risk score", intercept + slope * score)?).exp()))
}
