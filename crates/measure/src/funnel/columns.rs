//! Funnels over long columns: the same answers as [`super::significance`], with everything that does not depend on the
//! area worked out once.

use super::{INNER_TAIL, OUTER_TAIL, Significance, table::PoissonSolver};
use crate::{
    distribution::{Tail, normal_quantile},
    rate::BYAR_FROM_EVENTS,
    refusal::{Refusal, same_length},
};

/// Whole counts whose exact Poisson limits are looked up.
const EXACT_COUNTS: usize = 10;

/// A funnel with inner limits of 2.5% and outer limits of 0.1% on each side, ready for columns of any length.
#[derive(Debug, Clone)]
pub struct Funnel {
    inner_z: f64,
    outer_z: f64,
    /// By count from 0 to 9: (inner low, inner high, outer low, outer high).
    exact: [(f64, f64, f64, f64); EXACT_COUNTS],
}

impl Default for Funnel {
    fn default() -> Self {
        Self::new()
    }
}

impl Funnel {
    /// Works out what all areas share.
    #[must_use]
    pub fn new() -> Self {
        let mut exact = [(0.0, 0.0, 0.0, 0.0); EXACT_COUNTS];
        for (count, limits) in exact.iter_mut().enumerate() {
            let bounds = |tail| PoissonSolver::Exact.bounds(count as f64, tail).unwrap_or((0.0, f64::MAX));
            let (inner, outer) = (bounds(INNER_TAIL), bounds(OUTER_TAIL));
            *limits = (inner.0, inner.1, outer.0, outer.1);
        }
        Self {
            inner_z: normal_quantile(Tail::Upper(INNER_TAIL)),
            outer_z: normal_quantile(Tail::Upper(OUTER_TAIL)),
            exact,
        }
    }

    /// Each area's place about the average proportion of all areas present, written into `places`.
    ///
    /// An area whose numerator or denominator is missing (NaN) gets none, and counts towards nothing.
    ///
    /// # Errors
    /// Columns of unequal length; a numerator that is negative or above its denominator; a denominator of zero or less;
    /// infinite values.
    pub fn proportions(
        &self,
        numerators: &[f64],
        denominators: &[f64],
        places: &mut [Option<Significance>],
    ) -> Result<(), Refusal> {
        let (sum_x, sum_n) = totals(numerators, denominators, places.len())?;
        let average = sum_x / sum_n;
        let variance = average * (1.0 - average);
        for ((x, n), place) in numerators.iter().zip(denominators).zip(places) {
            if x > n {
                return Err(Refusal::NumeratorAboveDenominator { part: *x, whole: *n });
            }
            // NaN in either makes the distance NaN, and no comparison below holds.
            let distance = x / n - average;
            let error = (variance / n).sqrt();
            *place = place_of(distance, self.inner_z * error, self.outer_z * error);
        }
        Ok(())
    }

    /// Each area's place about the average rate of all areas present: whether the Poisson interval of its events leaves
    /// out the events that its people would have at that rate. Exact below ten events, Byar's from ten.
    ///
    /// With expected counts for people this is the funnel of a standardised ratio about the overall ratio.
    ///
    /// # Errors
    /// As [`proportions`](Self::proportions), without the comparison of numerator and denominator; below ten, a count
    /// that is not whole.
    pub fn rates(&self, events: &[f64], people: &[f64], places: &mut [Option<Significance>]) -> Result<(), Refusal> {
        let (sum_x, sum_n) = totals(events, people, places.len())?;
        let average = sum_x / sum_n;
        for ((x, n), place) in events.iter().zip(people).zip(places) {
            if x.is_nan() || n.is_nan() {
                *place = None;
                continue;
            }
            let expected = average * n;
            let (inner_low, inner_high, outer_low, outer_high) = if *x < BYAR_FROM_EVENTS {
                if x.fract() != 0.0 {
                    return Err(Refusal::OutOfRange { what: "events", value: *x, must_be: "a whole number below ten" });
                }
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, from 0 to 9")]
                let count = *x as usize;
                self.exact[count]
            } else {
                self.byar(*x)
            };
            *place = Some(if expected < outer_low {
                Significance::HighOuter
            } else if expected < inner_low {
                Significance::HighInner
            } else if expected > outer_high {
                Significance::LowOuter
            } else if expected > inner_high {
                Significance::LowInner
            } else {
                Significance::Within
            });
        }
        Ok(())
    }

    fn byar(&self, x: f64) -> (f64, f64, f64, f64) {
        let low = 1.0 - 1.0 / (9.0 * x);
        let low_step = 1.0 / (3.0 * x.sqrt());
        let next = x + 1.0;
        let high = 1.0 - 1.0 / (9.0 * next);
        let high_step = 1.0 / (3.0 * next.sqrt());
        let cube = |value: f64| value.max(0.0).powi(3);
        (
            x * cube(low - self.inner_z * low_step),
            next * cube(high + self.inner_z * high_step),
            x * cube(low - self.outer_z * low_step),
            next * cube(high + self.outer_z * high_step),
        )
    }
}

fn place_of(distance: f64, inner: f64, outer: f64) -> Option<Significance> {
    if distance.is_nan() {
        return None;
    }
    Some(if distance < -outer {
        Significance::LowOuter
    } else if distance < -inner {
        Significance::LowInner
    } else if distance > outer {
        Significance::HighOuter
    } else if distance > inner {
        Significance::HighInner
    } else {
        Significance::Within
    })
}

/// Sums over the areas of which both counts are present; refuses what cannot be a count.
fn totals(numerators: &[f64], denominators: &[f64], places: usize) -> Result<(f64, f64), Refusal> {
    same_length("denominators", numerators.len(), denominators.len())?;
    same_length("places", numerators.len(), places)?;
    let (mut sum_x, mut sum_n, mut least_x, mut least_n) = (0.0, 0.0, f64::INFINITY, f64::INFINITY);
    for (x, n) in numerators.iter().zip(denominators) {
        if !x.is_nan() && !n.is_nan() {
            sum_x += x;
            sum_n += n;
            least_x = x.min(least_x);
            least_n = n.min(least_n);
        }
    }
    if least_x < 0.0 {
        return Err(Refusal::OutOfRange { what: "numerator", value: least_x, must_be: "zero or more" });
    }
    if least_n <= 0.0 {
        return Err(Refusal::OutOfRange { what: "denominator", value: least_n, must_be: "above zero" });
    }
    if least_n.is_infinite() {
        return Err(Refusal::TooFew { what: "areas", needed: 1, found: 0 });
    }
    crate::refusal::representable(sum_x)?;
    crate::refusal::representable(sum_n)?;
    Ok((sum_x, sum_n))
}
