//! Indirect standardisation: how the events compare with what reference rates would have given.

use serde::Serialize;

use crate::{
    estimate::{Confidence, Estimate, Interval, Multiplier},
    mean::exact_sum,
    rate::poisson_interval,
    refusal::{Refusal, not_negative, positive},
};

/// One age group: the area's people, and the reference population's events and people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IndirectGroup {
    /// People of the area.
    pub population: f64,
    /// Events in the reference population.
    pub reference_events: f64,
    /// People in the reference population.
    pub reference_population: f64,
}

/// An indirectly standardised ratio or rate, and what went in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct IndirectRate {
    /// The ratio or rate with its Poisson interval.
    pub estimate: Estimate,
    /// Events observed.
    pub observed: f64,
    /// Events expected at the reference rates.
    pub expected: f64,
    /// The crude rate of the reference population, per multiplier (for a ratio: per one).
    pub reference_rate: f64,
}

/// The ratio of observed to expected events, `O/E · reference_value`, `E = Σ nᵢ rᵢ`, with the Poisson interval of `O`:
/// exact below ten events, Byar's from ten.
///
/// Unit: `reference_value` is the value of an area like the reference: 1 or 100. Domain: `O ≥ 0`, `E > 0`. Ratios of
/// two areas are each told against the reference and are not strictly comparable with each other.
///
/// # Errors
/// A count that is missing, negative or not finite; a reference group without people; nothing expected.
///
/// Source: Breslow and Day (1987), volume II; OHID's public health technical guide.
pub fn indirectly_standardised_ratio(
    observed: f64,
    groups: &[IndirectGroup],
    confidence: Confidence,
    reference_value: Multiplier,
) -> Result<IndirectRate, Refusal> {
    let (expected, crude) = expectation(groups)?;
    Ok(IndirectRate {
        estimate: ratio(observed, expected, confidence)?.per(reference_value)?,
        observed,
        expected,
        reference_rate: crude,
    })
}

/// The indirectly standardised rate: the ratio `O/E` times the crude rate of the reference population.
///
/// Unit: events per `multiplier`. Domain, errors and source as [`indirectly_standardised_ratio`]; a reference
/// population without events is refused too, for nothing would be expected.
///
/// # Errors
/// As [`indirectly_standardised_ratio`].
pub fn indirectly_standardised_rate(
    observed: f64,
    groups: &[IndirectGroup],
    confidence: Confidence,
    multiplier: Multiplier,
) -> Result<IndirectRate, Refusal> {
    let (expected, crude) = expectation(groups)?;
    let reference_rate = crude * multiplier.per();
    Ok(IndirectRate {
        estimate: ratio(observed, expected, confidence)?.per(Multiplier::new(reference_rate)?)?,
        observed,
        expected,
        reference_rate,
    })
}

/// Expected events, and the crude rate of the reference population.
fn expectation(groups: &[IndirectGroup]) -> Result<(f64, f64), Refusal> {
    for group in groups {
        not_negative("population of an age group", group.population)?;
        not_negative("reference events of an age group", group.reference_events)?;
        positive("reference population of an age group", group.reference_population)?;
    }
    let expected =
        exact_sum(groups.iter().map(|group| group.population * (group.reference_events / group.reference_population)));
    let events = exact_sum(groups.iter().map(|group| group.reference_events));
    let people = exact_sum(groups.iter().map(|group| group.reference_population));
    Ok((positive("the expected count", expected)?, events / people))
}

fn ratio(observed: f64, expected: f64, confidence: Confidence) -> Result<Estimate, Refusal> {
    let (interval, method) = poisson_interval(observed, confidence)?;
    let interval = Interval { lower: interval.lower / expected, upper: interval.upper / expected };
    Estimate::new(observed / expected, interval, method)
}
