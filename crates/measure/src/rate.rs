//! Crude rates: events among people over time.

use crate::{
    distribution::{Tail, gamma_quantile},
    estimate::{Confidence, Estimate, Interval, IntervalMethod, Multiplier},
    refusal::{Refusal, not_negative, positive, representable},
};

/// From this many events Byar's approximation is used, below it the exact limits. The limits jump a little here.
pub const BYAR_FROM_EVENTS: f64 = 10.0;

/// The rate `events / person_years` with its Poisson interval: exact below ten events, Byar's from ten.
///
/// Unit: events per `multiplier` person-years. Domain: `events ≥ 0`, `person_years > 0`.
///
/// # Errors
/// A number that is not finite or negative, a zero population.
///
/// Source: N. E. Breslow and N. E. Day (1987), volume II, chapter 2; OHID's public health technical guide.
pub fn rate(
    events: f64,
    person_years: f64,
    confidence: Confidence,
    multiplier: Multiplier,
) -> Result<Estimate, Refusal> {
    let time = positive("person-years", person_years)?;
    let (interval, method) = poisson_interval(events, confidence)?;
    let interval = Interval { lower: interval.lower / time, upper: interval.upper / time };
    Estimate::new(events / time, interval, method)?.per(multiplier)
}

/// The interval of a Poisson mean after so many events: [`exact_poisson`] below ten, [`byar`] from ten.
///
/// # Errors
/// A count that is negative or not finite.
pub fn poisson_interval(events: f64, confidence: Confidence) -> Result<(Interval, IntervalMethod), Refusal> {
    not_negative("events", events)?;
    if events < BYAR_FROM_EVENTS {
        Ok((exact_poisson(events, confidence)?, IntervalMethod::ExactPoisson))
    } else {
        Ok((byar(events, confidence)?, IntervalMethod::Byar))
    }
}

/// The exact interval of a Poisson mean: the α/2 point of the gamma of shape `x` and the 1 − α/2 point of shape `x+1`
/// (half the chi-square points of `2x` and `2x+2` degrees of freedom). The lower limit of no events is 0.
///
/// # Errors
/// A count that is negative or not finite.
///
/// Source: F. Garwood (1936).
pub fn exact_poisson(events: f64, confidence: Confidence) -> Result<Interval, Refusal> {
    let x = not_negative("events", events)?;
    let tail = confidence.tail();
    let lower = if x == 0.0 { 0.0 } else { gamma_quantile(x, Tail::Lower(tail)) };
    let upper = gamma_quantile(x + 1.0, Tail::Upper(tail));
    Ok(Interval { lower: representable(lower)?, upper: representable(upper)? })
}

/// Byar's interval of a Poisson mean: `x(1 − 1/(9x) − z/(3√x))³` and `(x+1)(1 − 1/(9(x+1)) + z/(3√(x+1)))³`.
///
/// The lower limit is 0 at no events, and wherever the bracket is negative (few events, high confidence).
///
/// # Errors
/// A count that is negative or not finite.
///
/// Source: Breslow and Day (1987), volume II, equation 2.13.
pub fn byar(events: f64, confidence: Confidence) -> Result<Interval, Refusal> {
    let x = not_negative("events", events)?;
    let z = confidence.z();
    let bracket = if x == 0.0 { 0.0 } else { (1.0 - 1.0 / (9.0 * x) - z / (3.0 * x.sqrt())).max(0.0) };
    let next = x + 1.0;
    let upper_bracket = 1.0 - 1.0 / (9.0 * next) + z / (3.0 * next.sqrt());
    Ok(Interval { lower: representable(x * bracket.powi(3))?, upper: representable(next * upper_bracket.powi(3))? })
}
