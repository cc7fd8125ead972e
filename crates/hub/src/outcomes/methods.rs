//! The methods on figures at hand, for pages that show how they work. No figure of a place goes in or comes out.

pub use super::trend::{ReadChart, Side};
use measure::{
    Confidence, Direction,
    funnel::{Plot, PlotKind},
};
use terms::Period;

/// The control chart of figures of one year after another. Nothing where it cannot be drawn.
#[must_use]
pub fn control_chart_of_years(first: i16, figures: &[f64]) -> Option<ReadChart> {
    let points: Option<Vec<(Period, Option<f64>)>> =
        (first..).zip(figures).map(|(year, figure)| Some((Period::calendar_year(year)?, Some(*figure)))).collect();
    ReadChart::of(&points?, Direction::Neutral).ok()
}

/// The funnel of rates. Nothing where it is refused.
#[must_use]
pub fn funnel_of_rates(events: &[f64], sizes: &[f64]) -> Option<Plot> {
    Plot::of(events, sizes, PlotKind::Rate).ok()
}

/// The 95% interval of a share of so many, from 0 to 1 (Wilson).
#[must_use]
pub fn interval_of_share(count: f64, of: f64) -> Option<(f64, f64)> {
    let interval = measure::wilson(count, of, Confidence::P95).ok()?;
    Some((interval.lower, interval.upper))
}

/// The 95% interval of events for each one (exact below ten events, Byar's from ten).
#[must_use]
pub fn interval_of_rate(events: f64, among: f64) -> Option<(f64, f64)> {
    let (interval, _) = measure::poisson_interval(events, Confidence::P95).ok()?;
    Some((interval.lower / among, interval.upper / among))
}
