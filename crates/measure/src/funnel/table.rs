//! Tables of a hundred limits along the funnel's axis, from which the curves are drawn.

use serde::Serialize;

use super::{INNER_TAIL, OUTER_TAIL, points::RateKind, score_limits};
use crate::{
    distribution::{Tail, gamma_cdf, gamma_quantile},
    estimate::Multiplier,
    funnel::derived_denominator,
    refusal::{Refusal, chance, not_negative, positive, representable, same_length},
};

/// Rows of a table.
const ROWS: usize = 100;

/// Limits of a proportion at one denominator.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ProportionRow {
    /// The denominator.
    pub population: f64,
    /// Inner limits (2.5% each side) per multiplier.
    pub inner: (f64, f64),
    /// Outer limits (0.1% each side) per multiplier.
    pub outer: (f64, f64),
}

/// A table of a proportion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProportionTable {
    /// The average of all, per multiplier.
    pub baseline: f64,
    /// The rows, by denominator.
    pub rows: Vec<ProportionRow>,
}

/// One limit of a Poisson funnel: where on the axis it lies, and the ratio or rate there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PoissonLimit {
    /// Expected events (ratio) or people of one year (rate).
    pub position: f64,
    /// The ratio or rate at which these events just leave the limit.
    pub limit: f64,
}

/// Limits at one number of events.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PoissonRow {
    /// The number of events.
    pub events: f64,
    /// Lower inner limit.
    pub lower_inner: PoissonLimit,
    /// Upper inner limit.
    pub upper_inner: PoissonLimit,
    /// Lower outer limit.
    pub lower_outer: PoissonLimit,
    /// Upper outer limit.
    pub upper_outer: PoissonLimit,
}

/// How a ratio is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RatioScale {
    /// As a share above or below expectation: 0 is as expected.
    Excess,
    /// As a percentage: 100 is as expected.
    Percent,
}

/// Limits of a proportion: [`score_limits`] at a hundred denominators, kept within 0 and 100.
///
/// The axis runs from 0, or from a round number below the smallest denominator if the largest is not over twice as
/// large, to a round number above the largest; steps are geometric and at least 1. The upper cut is 100 whatever the
/// multiplier, as in the peer, so that another multiplier than 100 should use [`score_limits`] itself.
///
/// # Errors
/// Columns of unequal length or none; negative numerators, denominators that are not above zero, a total above its
/// whole.
pub fn proportion_table(
    numerators: &[f64],
    denominators: &[f64],
    multiplier: Multiplier,
) -> Result<ProportionTable, Refusal> {
    let (smallest, largest, average) = summary(numerators, denominators)?;
    let per = multiplier.per();
    let low = if largest > 2.0 * smallest { 0.0 } else { round_below(smallest) };
    let rows = geometric_axis(low, round_above(largest), 0)
        .into_iter()
        .map(|population| {
            let cut = |tail: f64| {
                let limits = score_limits(average, population, tail)?;
                Ok::<_, Refusal>(((limits.lower * per).max(0.0), (limits.upper * per).min(100.0)))
            };
            Ok(ProportionRow { population, inner: cut(INNER_TAIL)?, outer: cut(OUTER_TAIL)? })
        })
        .collect::<Result<_, Refusal>>()?;
    Ok(ProportionTable { baseline: average * per, rows })
}

/// How the Poisson limits of a table are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PoissonSolver {
    /// Gamma quantiles, right to the last digits.
    #[default]
    Exact,
    /// OHID's bisection, which stops within 1e-7 of `λ/(1 + x + λ)`: up to 0.005% off at one event. To lay tables side
    /// by side.
    Bisection,
}

impl PoissonSolver {
    /// The expected counts at which `events` are just reached with probability `tail` from above and from below: the
    /// lower and the upper limit.
    ///
    /// # Errors
    /// A count that is negative or not finite; a tail not strictly between 0 and 1.
    pub fn bounds(self, events: f64, tail: f64) -> Result<(f64, f64), Refusal> {
        not_negative("events", events)?;
        chance("tail", tail)?;
        let (low, high) = match self {
            Self::Exact => {
                let low = if events == 0.0 { 0.0 } else { gamma_quantile(events, Tail::Lower(tail)) };
                (low, gamma_quantile(events + 1.0, Tail::Upper(tail)))
            }
            Self::Bisection => {
                // The chance of `events` or more grows with the mean, that of `events` or fewer falls.
                let low = if events == 0.0 { 0.0 } else { bisected(events, |mean| gamma_cdf(events, mean).0 > tail) };
                (low, bisected(events, |mean| gamma_cdf(events + 1.0, mean).1 < tail))
            }
        };
        Ok((representable(low)?, representable(high)?))
    }
}

/// Halving from one half, 23 times: the mean `λ` at `v = λ/(1 + x + λ)`.
fn bisected(events: f64, too_high: impl Fn(f64) -> bool) -> f64 {
    let mean = |v: f64| (1.0 + events) * v / (1.0 - v);
    let (mut v, mut step) = (0.5, 0.5);
    while step > 1e-7 {
        step /= 2.0;
        v += if too_high(mean(v)) { -step } else { step };
    }
    mean(v)
}

/// Limits of a ratio of observed to expected events: at each number of observed events, the expected counts whose
/// Poisson limits just reach it, and the ratio there.
///
/// # Errors
/// Columns of unequal length or none; negative observed counts, expected counts that are not above zero.
pub fn ratio_table(
    observed: &[f64],
    expected: &[f64],
    scale: RatioScale,
    solver: PoissonSolver,
) -> Result<Vec<PoissonRow>, Refusal> {
    let (smallest, largest, _) = summary(observed, expected)?;
    let low = if largest > 2.0 * smallest { 0.0 } else { round_below(smallest) };
    geometric_axis(low, round_above(largest), 1)
        .into_iter()
        .map(|events| {
            poisson_row(events, solver, |expected| {
                let ratio = events / expected;
                let limit = match scale {
                    RatioScale::Excess => ratio - 1.0,
                    RatioScale::Percent => ratio * 100.0,
                };
                PoissonLimit { position: expected, limit }
            })
        })
        .collect()
}

/// A table of a rate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RateTable {
    /// The average of all, per multiplier.
    pub baseline: f64,
    /// The rows, by events.
    pub rows: Vec<PoissonRow>,
}

/// Limits of a rate: as [`ratio_table`], about the average rate of all, with the axis in people of one year.
///
/// # Errors
/// As [`rate_significance`](super::rate_significance); years that are not above zero.
pub fn rate_table(
    events: &[f64],
    denominators: &[f64],
    rates: &[f64],
    kind: RateKind,
    years: f64,
    multiplier: Multiplier,
    solver: PoissonSolver,
) -> Result<RateTable, Refusal> {
    same_length("denominators", events.len(), denominators.len())?;
    same_length("rates", events.len(), rates.len())?;
    positive("years of data", years)?;
    // A standardised rate without events has no size of its own, and counts for nothing.
    let (mut counted, mut derived) = (Vec::with_capacity(events.len()), Vec::with_capacity(events.len()));
    for ((events, denominator), rate) in events.iter().zip(denominators).zip(rates) {
        positive("denominator", *denominator)?;
        if let Some(size) = derived_denominator(*events, *denominator, *rate, kind, multiplier)? {
            counted.push(*events);
            derived.push(size);
        }
    }
    let (smallest, largest, average) = summary(&counted, &derived)?;
    positive("the events of all areas", average)?;
    let low = if largest > 2.0 * smallest { 0.0 } else { round_below(smallest / years) * years };
    let high = round_above(largest / years) * years;
    let rows = geometric_axis((low * average).floor(), (high * average).ceil(), 0)
        .into_iter()
        .map(|events| {
            poisson_row(events, solver, |expected| {
                let people = expected / average;
                PoissonLimit { position: people / years, limit: events / people * multiplier.per() }
            })
        })
        .collect::<Result<_, Refusal>>()?;
    Ok(RateTable { baseline: average * multiplier.per(), rows })
}

fn poisson_row(events: f64, solver: PoissonSolver, limit: impl Fn(f64) -> PoissonLimit) -> Result<PoissonRow, Refusal> {
    let inner = solver.bounds(events, INNER_TAIL)?;
    let outer = solver.bounds(events, OUTER_TAIL)?;
    Ok(PoissonRow {
        events,
        lower_inner: limit(inner.1),
        upper_inner: limit(inner.0),
        lower_outer: limit(outer.1),
        upper_outer: limit(outer.0),
    })
}

/// Smallest denominator, largest, and the average of all.
fn summary(numerators: &[f64], denominators: &[f64]) -> Result<(f64, f64, f64), Refusal> {
    same_length("denominators", numerators.len(), denominators.len())?;
    if numerators.is_empty() {
        return Err(Refusal::TooFew { what: "areas", needed: 1, found: 0 });
    }
    for (x, n) in numerators.iter().zip(denominators) {
        not_negative("numerator", *x)?;
        positive("denominator", *n)?;
    }
    let smallest = denominators.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = denominators.iter().copied().fold(0.0, f64::max);
    // The end of the axis lies above the largest by up to a fifth.
    representable(2.0 * largest)?;
    let average = numerators.iter().sum::<f64>() / representable(denominators.iter().sum::<f64>())?;
    Ok((smallest, largest, representable(average)?))
}

/// A hundred whole numbers from `low` (at least 1) towards `high`, each the last times a factor that would reach the
/// end in the steps left, and at least one more. `spare` adds to the steps left: the end is then not reached.
fn geometric_axis(low: f64, high: f64, spare: usize) -> Vec<f64> {
    let mut axis = Vec::with_capacity(ROWS);
    let mut last = low.max(1.0);
    axis.push(last);
    for row in 2..=ROWS {
        let left = (101 - row + spare) as f64;
        let next = ((high / last).powf(1.0 / left) * last).round_ties_even();
        last = next.max(last + 1.0);
        axis.push(last);
    }
    axis
}

/// Five percent below, cut to its leading digit.
fn round_below(value: f64) -> f64 {
    let reduced = value * 0.95;
    let unit = 10_f64.powi(digits(reduced.floor()) - 1);
    (reduced / unit).floor() * unit
}

/// Five percent above, raised to two leading digits.
fn round_above(value: f64) -> f64 {
    let raised = value * 1.05;
    let unit = 10_f64.powi(digits(raised.ceil()) - 2);
    (raised / unit).ceil() * unit
}

/// How many digits a whole number is written with.
fn digits(whole: f64) -> i32 {
    let mut digits = 1;
    let mut limit = 10.0;
    while whole >= limit {
        digits += 1;
        limit *= 10.0;
    }
    digits
}
