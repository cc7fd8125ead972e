//! Points of a funnel of rates: the rate as charted, and the yearly denominator that belongs to it.

use serde::Serialize;

use crate::{
    estimate::Multiplier,
    refusal::{Refusal, not_negative, positive, same_length},
    standardised::LEAST_EVENTS,
};

/// Which kind of rate a funnel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RateKind {
    /// Events over people.
    Crude,
    /// Standardised for age; not charted below ten events.
    DirectlyStandardised,
}

/// A point of a funnel of rates.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ChartPoint {
    /// The rate, where it may be shown.
    pub rate: Option<f64>,
    /// People of one year for whom the rate and the events agree.
    pub yearly_denominator: Option<f64>,
}

/// The denominator that goes with a rate: `multiplier · events / rate`; without events, the denominator itself for a
/// crude rate and none for a standardised one.
///
/// # Errors
/// A count, denominator or rate that is negative or not finite; events beside a rate of zero.
pub fn derived_denominator(
    events: f64,
    denominator: f64,
    rate: f64,
    kind: RateKind,
    multiplier: Multiplier,
) -> Result<Option<f64>, Refusal> {
    not_negative("events", events)?;
    if events == 0.0 {
        return match kind {
            RateKind::Crude => positive("denominator", denominator).map(Some),
            RateKind::DirectlyStandardised => Ok(None),
        };
    }
    Ok(Some(events / positive("rate", rate)? * multiplier.per()))
}

/// The points of a funnel of rates.
///
/// Unit: the rate as given; people of one year. A directly standardised rate of fewer than ten events gives an empty
/// point.
///
/// # Errors
/// Columns of unequal length; what [`derived_denominator`] refuses; years that are not above zero.
pub fn chart_points(
    events: &[f64],
    denominators: &[f64],
    rates: &[f64],
    kind: RateKind,
    years: f64,
    multiplier: Multiplier,
) -> Result<Vec<ChartPoint>, Refusal> {
    same_length("denominators", events.len(), denominators.len())?;
    same_length("rates", events.len(), rates.len())?;
    positive("years of data", years)?;
    let mut points = Vec::with_capacity(events.len());
    for ((events, denominator), rate) in events.iter().zip(denominators).zip(rates) {
        not_negative("rate", *rate)?;
        let hidden = kind == RateKind::DirectlyStandardised && *events < LEAST_EVENTS;
        points.push(if hidden {
            ChartPoint { rate: None, yearly_denominator: None }
        } else {
            let size = derived_denominator(*events, *denominator, *rate, kind, multiplier)?;
            ChartPoint { rate: Some(*rate), yearly_denominator: size.map(|size| size / years) }
        });
    }
    Ok(points)
}
