//! Spiegelhalter's exact funnel limits, interpolated so that they move smoothly with size.

use crate::{
    distribution::{Binomial, Poisson},
    refusal::{Refusal, chance, positive},
};

/// The largest size for which counts are told apart one by one.
const LARGEST: f64 = 1e12;

fn size_of(what: &'static str, value: f64) -> Result<f64, Refusal> {
    let value = positive(what, value)?;
    if value > LARGEST { Err(Refusal::OutOfRange { what, value, must_be: "at most 10¹²" }) } else { Ok(value) }
}

/// The exact limit of a proportion: with `r` the least count with `P(X ≤ r) ≥ p`,
/// `α = (P(X ≤ r) − p) / P(X = r)`, the limit is `(r − α)/n`.
///
/// Unit: a share of one. Domain: `n > 0`, target and `p` strictly between 0 and 1. The limit may be a little below
/// zero where `r = 0`: show it as 0.
///
/// # Errors
/// A size that is not above zero or beyond 10¹²; a target or `p` not strictly between 0 and 1.
///
/// Source: D. Spiegelhalter (2005), appendix A.1.1.
pub fn exact_binomial_limit(target: f64, size: f64, p: f64) -> Result<f64, Refusal> {
    let law = Binomial { trials: size_of("size", size)?, chance: chance("target", target)? };
    let count = law.quantile(chance("p", p)?);
    Ok(interpolated(count, p, |count| law.at_most(count)) / size)
}

/// The exact limit of a ratio of observed to expected events whose target is `target`; as [`exact_binomial_limit`],
/// with Poisson counts of mean `target · expected`, over the expected count.
///
/// Unit: that of the ratio. Domain: `expected > 0`, `target > 0`, `p` strictly between 0 and 1.
///
/// # Errors
/// A target or an expected count that is not above zero, or beyond 10¹²; `p` not strictly between 0 and 1.
///
/// Source: D. Spiegelhalter (2005), appendix A.1.2.
pub fn exact_poisson_limit(target: f64, expected: f64, p: f64) -> Result<f64, Refusal> {
    let mean = positive("target", target)? * positive("expected count", expected)?;
    let law = Poisson { mean: size_of("target times expected count", mean)? };
    let count = law.quantile(chance("p", p)?);
    Ok(interpolated(count, p, |count| law.at_most(count)) / expected)
}

fn interpolated(count: f64, p: f64, at_most: impl Fn(f64) -> f64) -> f64 {
    let reached = at_most(count);
    count - (reached - p) / (reached - at_most(count - 1.0))
}
