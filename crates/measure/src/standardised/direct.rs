//! Direct standardisation: what the rate would be if the ages were those of a standard population.

use serde::Serialize;

use crate::{
    estimate::{Confidence, Estimate, Interval, IntervalMethod, Multiplier},
    mean::exact_sum,
    rate::byar,
    refusal::{Refusal, not_negative, positive, same_length},
};

/// Below this many events a directly standardised rate is not given: Byar's limits and the normal step of Dobson's
/// method are no longer near enough, and OHID's Fingertips does not publish one.
pub const LEAST_EVENTS: f64 = 10.0;

/// One age group of one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgeGroup {
    /// Events in the group.
    pub events: f64,
    /// People (or person-years) in the group.
    pub population: f64,
    /// Weight of the group in the standard population: people, or a share of one.
    pub standard: f64,
}

/// A directly standardised rate, and what went in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DirectRate {
    /// The rate per multiplier with Dobson's interval.
    pub estimate: Estimate,
    /// All events counted.
    pub events: f64,
    /// All people counted.
    pub population: f64,
}

/// How often people had events: everybody who had `events_each`, by age group in the order of the groups.
#[derive(Debug, Clone, PartialEq)]
pub struct RepeatedEvents {
    /// The number of events that each of these people had.
    pub events_each: f64,
    /// How many people, in each age group.
    pub people: Vec<f64>,
}

/// The directly standardised rate `Σ wᵢxᵢ/nᵢ / Σ wᵢ` of independent events, with Dobson's interval on Byar's limits.
///
/// Limits: `rate + √(v/x) · (B − x)`, with `x = Σxᵢ`, `B` Byar's lower or upper limit of `x`, and
/// `v = Σ wᵢ²xᵢ/nᵢ² / (Σwᵢ)²`.
///
/// Unit: events per `multiplier`. Domain: `xᵢ ≥ 0`, `nᵢ > 0`, `wᵢ ≥ 0` not all zero, ten events or more.
///
/// # Errors
/// A count that is missing, negative or not finite; an age group without people; weights that add to zero; fewer than
/// ten events ([`LEAST_EVENTS`]).
///
/// Source: A. Dobson and others (1991); OHID's public health technical guide.
pub fn directly_standardised_rate(
    groups: &[AgeGroup],
    confidence: Confidence,
    multiplier: Multiplier,
) -> Result<DirectRate, Refusal> {
    let sums = Sums::of(groups, |group| group.events)?;
    finish(&sums, sums.events, sums.variance, IntervalMethod::Dobson, confidence, multiplier)
}

/// The directly standardised rate where one person may have several events, so that events are not independent.
///
/// The value is [`directly_standardised_rate`] of all events. The variance adds that of each set of people who had `f`
/// events each, times `f²`: `v = Σ_f f² Σ wᵢ²p_{f,i}/nᵢ² / (Σwᵢ)²`. The limits use the total count of events.
///
/// `groups` gives population and standard; its `events` are not read.
///
/// # Errors
/// As [`directly_standardised_rate`], and sets of people of another length than `groups`.
///
/// Source: OHID's public health technical guide on confidence intervals for events that are not independent.
pub fn directly_standardised_rate_of_people(
    groups: &[AgeGroup],
    repeated: &[RepeatedEvents],
    confidence: Confidence,
    multiplier: Multiplier,
) -> Result<DirectRate, Refusal> {
    let mut all = vec![0.0; groups.len()];
    let mut variance = 0.0;
    for set in repeated {
        same_length("people by age group", groups.len(), set.people.len())?;
        let each = positive("events of each person", set.events_each)?;
        let with_people: Vec<AgeGroup> =
            groups.iter().zip(&set.people).map(|(group, people)| AgeGroup { events: *people, ..*group }).collect();
        variance += each * each * Sums::of(&with_people, |group| group.events)?.variance;
        for (sum, people) in all.iter_mut().zip(&set.people) {
            *sum += each * people;
        }
    }
    let with_events: Vec<AgeGroup> =
        groups.iter().zip(&all).map(|(group, events)| AgeGroup { events: *events, ..*group }).collect();
    let sums = Sums::of(&with_events, |group| group.events)?;
    finish(&sums, sums.events, variance, IntervalMethod::DobsonDependent, confidence, multiplier)
}

/// The weighted sums over the age groups.
struct Sums {
    rate: f64,
    variance: f64,
    events: f64,
    population: f64,
}

impl Sums {
    fn of(groups: &[AgeGroup], events: impl Fn(&AgeGroup) -> f64) -> Result<Self, Refusal> {
        if groups.is_empty() {
            return Err(Refusal::TooFew { what: "age groups", needed: 1, found: 0 });
        }
        for group in groups {
            not_negative("events of an age group", events(group))?;
            positive("population of an age group", group.population)?;
            not_negative("standard population of an age group", group.standard)?;
        }
        let weight = positive("the standard population", exact_sum(groups.iter().map(|group| group.standard)))?;
        let rates = groups.iter().map(|group| group.standard * events(group) / group.population);
        let variances = groups.iter().map(|group| {
            let factor = group.standard / group.population / weight;
            factor * factor * events(group)
        });
        Ok(Self {
            rate: exact_sum(rates) / weight,
            variance: exact_sum(variances),
            events: exact_sum(groups.iter().map(&events)),
            population: exact_sum(groups.iter().map(|group| group.population)),
        })
    }
}

fn finish(
    sums: &Sums,
    events: f64,
    variance: f64,
    method: IntervalMethod,
    confidence: Confidence,
    multiplier: Multiplier,
) -> Result<DirectRate, Refusal> {
    if events < LEAST_EVENTS {
        return Err(Refusal::TooFewEvents { events, minimum: LEAST_EVENTS });
    }
    let of_count = byar(events, confidence)?;
    let factor = (variance / events).sqrt();
    let interval = Interval {
        lower: sums.rate + factor * (of_count.lower - events),
        upper: sums.rate + factor * (of_count.upper - events),
    };
    Ok(DirectRate {
        estimate: Estimate::new(sums.rate, interval, method)?.per(multiplier)?,
        events,
        population: sums.population,
    })
}
