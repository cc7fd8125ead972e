//! Where each area lies in its funnel.

use serde::Serialize;

use super::{
    INNER_TAIL, OUTER_TAIL,
    points::{RateKind, derived_denominator},
};
use crate::{
    distribution::{Tail, normal_quantile},
    estimate::{Confidence, Interval, Multiplier},
    rate::poisson_interval,
    refusal::{Refusal, not_negative, positive, same_length},
    standardised::LEAST_EVENTS,
};

/// Where a value lies in the funnel. High and low, not good and bad: which way is good, the indicator says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Significance {
    /// Below the outer limit.
    LowOuter,
    /// Below the inner limit only.
    LowInner,
    /// Between the inner limits.
    Within,
    /// Above the inner limit only.
    HighInner,
    /// Above the outer limit.
    HighOuter,
    /// Too few events for a directly standardised rate to be judged.
    TooFewEvents,
}

/// The score limits of a proportion among `size` when the average is `average`: `π ± z√(π(1−π)/n)`, the observed
/// proportions whose Wilson interval just touches the average. Not cut at 0 and 1.
///
/// # Errors
/// A size that is not above zero; an average outside 0 to 1; a tail not strictly between 0 and 1.
pub fn score_limits(average: f64, size: f64, tail: f64) -> Result<Interval, Refusal> {
    let n = positive("size", size)?;
    not_negative("average", average)?;
    if average > 1.0 {
        return Err(Refusal::OutOfRange { what: "average", value: average, must_be: "between 0 and 1" });
    }
    let z = normal_quantile(Tail::Upper(crate::refusal::chance("tail", tail)?));
    let half = z * (average * (1.0 - average) / n).sqrt();
    Ok(Interval { lower: average - half, upper: average + half })
}

/// Each area's place in the funnel of a proportion, about the average `Σx/Σn`.
///
/// # Errors
/// Columns of unequal length or none; a numerator that is negative or above its denominator; a denominator that is
/// not above zero.
pub fn proportion_significance(numerators: &[f64], denominators: &[f64]) -> Result<Vec<Significance>, Refusal> {
    check(numerators, denominators)?;
    for (x, n) in numerators.iter().zip(denominators) {
        if x > n {
            return Err(Refusal::NumeratorAboveDenominator { part: *x, whole: *n });
        }
    }
    let average = numerators.iter().sum::<f64>() / denominators.iter().sum::<f64>();
    let inner = normal_quantile(Tail::Upper(INNER_TAIL));
    let outer = normal_quantile(Tail::Upper(OUTER_TAIL));
    Ok(numerators
        .iter()
        .zip(denominators)
        .map(|(x, n)| {
            let error = (average * (1.0 - average) / n).sqrt();
            let share = x / n;
            if share < average - outer * error {
                Significance::LowOuter
            } else if share < average - inner * error {
                Significance::LowInner
            } else if share > average + outer * error {
                Significance::HighOuter
            } else if share > average + inner * error {
                Significance::HighInner
            } else {
                Significance::Within
            }
        })
        .collect())
}

/// Each area's place in the funnel of a ratio of observed to expected events, about 1: whether the Poisson interval of
/// the observed count (exact below ten, Byar's from ten) leaves out the expected count.
///
/// # Errors
/// Columns of unequal length or none; an observed count that is negative; an expected count that is not above zero.
pub fn ratio_significance(observed: &[f64], expected: &[f64]) -> Result<Vec<Significance>, Refusal> {
    check(observed, expected)?;
    observed.iter().zip(expected).map(|(x, e)| against(*x, *e, 1.0)).collect()
}

/// Each area's place in the funnel of a rate, about the average of all: `Σ events / Σ derived denominators`.
///
/// The denominator of each area is worked back from its rate ([`derived_denominator`]), so that a standardised rate is
/// judged on the size that its standard error corresponds to.
///
/// # Errors
/// Columns of unequal length or none; a count or rate that is negative; a denominator that is not above zero; nothing
/// that has a denominator.
pub fn rate_significance(
    events: &[f64],
    denominators: &[f64],
    rates: &[f64],
    kind: RateKind,
    multiplier: Multiplier,
) -> Result<Vec<Significance>, Refusal> {
    check(events, denominators)?;
    same_length("rates", events.len(), rates.len())?;
    let mut derived = Vec::with_capacity(events.len());
    for ((events, denominator), rate) in events.iter().zip(denominators).zip(rates) {
        derived.push(derived_denominator(*events, *denominator, *rate, kind, multiplier)?);
    }
    let size = positive("the derived denominators", derived.iter().flatten().sum())?;
    let average = events.iter().sum::<f64>() / size;
    events
        .iter()
        .zip(&derived)
        .map(|(x, size)| match size {
            _ if kind == RateKind::DirectlyStandardised && *x < LEAST_EVENTS => Ok(Significance::TooFewEvents),
            Some(size) => against(*x, *size, average),
            None => Ok(Significance::Within),
        })
        .collect()
}

/// Where `target` lies against the Poisson interval of `events / size`.
fn against(events: f64, size: f64, target: f64) -> Result<Significance, Refusal> {
    let outer = poisson_interval(events, Confidence::P99_8)?.0;
    if target < outer.lower / size {
        return Ok(Significance::HighOuter);
    }
    let inner = poisson_interval(events, Confidence::P95)?.0;
    Ok(if target < inner.lower / size {
        Significance::HighInner
    } else if target > outer.upper / size {
        Significance::LowOuter
    } else if target > inner.upper / size {
        Significance::LowInner
    } else {
        Significance::Within
    })
}

fn check(numerators: &[f64], denominators: &[f64]) -> Result<(), Refusal> {
    same_length("denominators", numerators.len(), denominators.len())?;
    if numerators.is_empty() {
        return Err(Refusal::TooFew { what: "areas", needed: 1, found: 0 });
    }
    for (x, n) in numerators.iter().zip(denominators) {
        not_negative("numerator", *x)?;
        positive("denominator", *n)?;
    }
    Ok(())
}
