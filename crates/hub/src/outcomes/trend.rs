//! A series' own trend: what its control chart says, in the words that every page, reply and command uses.

use super::Series;
use intake::contract;
use measure::{
    Direction,
    round::trend::{ChartReading, Signal},
};
pub use measure::{
    chart::{Chart, ENOUGH_POINTS, Flags, Kind as PointKind, Limits, Pattern, Phase, Point as ChartPoint, Side},
    round::{Polarity, ReadChart, trend::Trend},
};
use terms::{Period, Status};

/// A series' own trend, from the last break in it on.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnTrend {
    /// What may be said.
    pub trend: Trend,
    /// The first period of a change that is still under way; none where nothing is.
    pub since: Option<Period>,
    /// The control chart; none where the series is too short for one, or its periods overlap.
    pub chart: Option<ReadChart>,
    /// The position of the first point that may be compared with the newest: 0, or that of the last break.
    pub from: usize,
}

/// Which way is better, in the words of the methods.
#[must_use]
pub fn polarity(contract: Option<contract::Polarity>) -> Polarity {
    match contract {
        Some(contract::Polarity::HigherIsBetter) => Polarity::HigherIsBetter,
        Some(contract::Polarity::LowerIsBetter) => Polarity::LowerIsBetter,
        Some(contract::Polarity::Neutral) | None => Polarity::Neutral,
    }
}

impl Series {
    /// The series' own trend. Nothing where it has no value since its last break, or a value that no chart can hold.
    #[must_use]
    pub fn own_trend(&self) -> Option<OwnTrend> {
        let from = self.points.iter().rposition(|point| point.status == Status::SeriesBreak).unwrap_or(0);
        let points: Vec<(Period, Option<f64>)> =
            self.points[from..].iter().map(|point| (point.period, point.value)).collect();
        own_trend(&points, polarity(self.indicator.contract().polarity)).map(|trend| OwnTrend { from, ..trend })
    }
}

/// The trend of points that can all be compared with each other.
fn own_trend(points: &[(Period, Option<f64>)], polarity: Polarity) -> Option<OwnTrend> {
    let improvement = match polarity {
        Polarity::HigherIsBetter => Direction::Increase,
        Polarity::LowerIsBetter => Direction::Decrease,
        Polarity::Neutral => Direction::Neutral,
    };
    let read = ReadChart::of(points, improvement).ok().or_else(|| shorter(points))?;
    let trend = Trend::of(read.reading, polarity);
    let told = !matches!(trend, Trend::TooShort { .. } | Trend::Overlapping);
    let under_way = matches!(trend, Trend::Improving | Trend::Worsening | Trend::Rising | Trend::Falling);
    Some(OwnTrend { trend, since: read.since.filter(|_| under_way), chart: told.then_some(read), from: 0 })
}

/// Two periods may begin on one day, such as a quarter and its year: no chart holds both, and they overlap.
fn shorter(points: &[(Period, Option<f64>)]) -> Option<ReadChart> {
    let known = points.iter().filter(|(_, value)| value.is_some_and(f64::is_finite)).count();
    (known > 0).then(|| ReadChart {
        reading: ChartReading { points: known, overlapping: true, signal: Signal::None },
        chart: Chart {
            points: Vec::new(),
            phases: Vec::new(),
            variation: measure::chart::Variation::None,
            assurance: measure::chart::Assurance::NotStated,
        },
        periods: Vec::new(),
        since: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(values: &[f64]) -> Vec<(Period, Option<f64>)> {
        (2000..).zip(values).map(|(year, value)| (Period::calendar_year(year).expect("a year"), Some(*value))).collect()
    }

    #[test]
    fn a_short_series_has_no_trend_and_no_chart() {
        let found = own_trend(&years(&[1.0, 9.0, 2.0]), Polarity::HigherIsBetter).unwrap();
        assert_eq!((found.trend, found.chart), (Trend::TooShort { points: 3 }, None));
        assert_eq!(own_trend(&[], Polarity::Neutral), None);
    }

    #[test]
    fn noise_is_steady_and_a_slope_is_told_from_its_beginning() {
        let noise: Vec<f64> = (0..20).map(|at| 20.0 + f64::from(at * 7 % 5)).collect();
        let steady = own_trend(&years(&noise), Polarity::LowerIsBetter).unwrap();
        assert_eq!((steady.trend, steady.since), (Trend::Steady, None));
        assert!(steady.chart.is_some());
        let slope: Vec<f64> = (0..20).map(|at| 20.0 + 3.0 * f64::from(at)).collect();
        let worse = own_trend(&years(&slope), Polarity::LowerIsBetter).unwrap();
        assert_eq!(worse.trend, Trend::Worsening);
        assert!(worse.since.is_some());
    }

    #[test]
    fn a_year_beside_its_first_quarter_cannot_be_charted() {
        let mut points = years(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0]);
        points.push((Period::months(terms::Date::constant(2000, 1, 1), 3).expect("a quarter"), Some(1.0)));
        let found = own_trend(&points, Polarity::Neutral).unwrap();
        assert_eq!((found.trend, found.chart), (Trend::Overlapping, None));
    }
}
