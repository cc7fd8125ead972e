//! What a control chart of a series means for its trend.

use super::trend::{ChartReading, Signal};
use crate::{
    Direction, Refusal,
    chart::{self, Chart, Flags, Options, Side},
};
use terms::{Date, Period};

/// A series as its control chart tells it: what was found, and the chart to show beside the words.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadChart {
    /// What was found.
    pub reading: ChartReading,
    /// The chart. Where a new level was found, it begins anew with that level.
    pub chart: Chart,
    /// The periods of the chart's points, in its order.
    pub periods: Vec<Period>,
    /// The first period of the change that is still under way at the newest value; none where nothing is.
    pub since: Option<Period>,
}

impl ReadChart {
    /// Reads a series and draws its chart. `improvement` only names the points of the chart, and finds nothing else.
    ///
    /// # Errors
    /// As [`ChartReading::of`].
    pub fn of(points: &[(Period, Option<f64>)], improvement: Direction) -> Result<Self, Refusal> {
        let (reading, sorted) = read(points)?;
        let rebase = match reading.signal {
            Signal::LevelChanged { at, .. } => vec![at.start()],
            _ => Vec::new(),
        };
        let chart = draw(&dated(&sorted), rebase, improvement)?;
        let since = under_way(&chart).map(|begin| sorted[begin].0);
        Ok(Self { reading, chart, periods: sorted.iter().map(|(period, _)| *period).collect(), since })
    }
}

impl ChartReading {
    /// Draws the control chart of a series and says what it found: a change that is under way, a new level that has
    /// held since a period, or nothing that chance would not bring.
    ///
    /// A run on one side of the mean is a *new level* when a chart that begins anew with the run finds nothing in it;
    /// else the change is still under way.
    ///
    /// # Errors
    /// [`Refusal`] where there is no value, or one is not a finite number, or a period comes twice.
    pub fn of(points: &[(Period, Option<f64>)]) -> Result<Self, Refusal> {
        read(points).map(|(reading, _)| reading)
    }
}

type Series = Vec<(Period, Option<f64>)>;

/// What is found, with the series in the order of time.
fn read(points: &[(Period, Option<f64>)]) -> Result<(ChartReading, Series), Refusal> {
    let mut sorted = points.to_vec();
    sorted.sort_by_key(|(period, _)| *period);
    let dated = dated(&sorted);
    let valued = dated.iter().filter(|(_, value)| value.is_some()).count();
    let overlapping = sorted.windows(2).any(|pair| pair[0].0.overlaps(&pair[1].0));
    let whole = draw(&dated, Vec::new(), Direction::Neutral)?;
    let mut signal = newest(&whole);
    if let Some(begin) = run(&whole)
        && let Some((_, side)) = whole.points.last().and_then(chart::Point::pattern)
        && newest(&draw(&dated, vec![whole.points[begin].date], Direction::Neutral)?) == Signal::None
    {
        signal = Signal::LevelChanged { at: sorted[begin].0, up: side == Side::High };
    }
    Ok((ChartReading { points: valued, overlapping, signal }, sorted))
}

fn dated(sorted: &[(Period, Option<f64>)]) -> Vec<(Date, Option<f64>)> {
    sorted.iter().map(|(period, value)| (period.start(), *value)).collect()
}

/// Where the points begin that belong to a pattern on the side of the newest value and last until it.
fn under_way(chart: &Chart) -> Option<usize> {
    let side = |point: &chart::Point| point.pattern().map(|(_, side)| side);
    let last = chart.points.iter().rposition(|point| point.value.is_some())?;
    let newest = side(&chart.points[last])?;
    let outside = chart.points[..last].iter().rposition(|point| point.value.is_some() && side(point) != Some(newest));
    chart.points[outside.map_or(0, |outside| outside + 1)..=last]
        .iter()
        .position(|point| point.value.is_some())
        .map(|offset| outside.map_or(0, |outside| outside + 1) + offset)
}

fn draw(dated: &[(Date, Option<f64>)], rebase: Vec<Date>, improvement: Direction) -> Result<Chart, Refusal> {
    chart::chart(dated, &Options { improvement, rebase, screen: true, ..Options::default() })
}

/// What the newest value says.
fn newest(chart: &Chart) -> Signal {
    match chart.points.iter().rev().find(|point| point.value.is_some()).and_then(chart::Point::pattern) {
        Some((_, Side::High)) => Signal::Rising,
        Some((_, Side::Low)) => Signal::Falling,
        None => Signal::None,
    }
}

/// Where the run on one side of the mean begins that lasts to the newest point.
fn run(chart: &Chart) -> Option<usize> {
    let last = chart.points.last()?.flags;
    let side = [Flags::ABOVE, Flags::BELOW].into_iter().find(|side| last.has(*side))?;
    let in_run = |point: &chart::Point| point.flags.has(Flags::SHIFT) && point.flags.has(side);
    let begin = chart.points.iter().rposition(|point| !in_run(point)).map_or(0, |outside| outside + 1);
    (begin < chart.points.len()).then_some(begin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(values: &[f64]) -> Vec<(Period, Option<f64>)> {
        let year = |at: usize| Period::calendar_year(2000 + i16::try_from(at).unwrap()).unwrap();
        values.iter().enumerate().map(|(at, value)| (year(at), Some(*value))).collect()
    }

    #[test]
    fn a_step_is_a_new_level_from_its_first_year() {
        let mut values: Vec<f64> = (0..10).map(|at| 20.0 + f64::from(at % 3)).collect();
        values.extend((0..10).map(|at| 40.0 + f64::from(at % 3)));
        let reading = ChartReading::of(&years(&values)).unwrap();
        assert_eq!(reading.signal, Signal::LevelChanged { at: Period::calendar_year(2010).unwrap(), up: true });
        assert_eq!(reading.points, 20);
    }

    #[test]
    fn the_chart_of_a_new_level_begins_anew_with_it() {
        let mut values: Vec<f64> = (0..10).map(|at| 20.0 + f64::from(at % 3)).collect();
        values.extend((0..10).map(|at| 40.0 + f64::from(at % 3)));
        let read = ReadChart::of(&years(&values), Direction::Increase).unwrap();
        assert_eq!(read.chart.phases.len(), 2);
        assert_eq!(read.chart.phases[1].first, 10);
        assert_eq!(read.since, None);
        assert_eq!(read.reading, ChartReading::of(&years(&values)).unwrap());
    }

    #[test]
    fn a_change_under_way_is_dated_from_the_first_of_its_points() {
        let mut values: Vec<f64> = (0..13).map(|at| 20.0 + f64::from(at % 3)).collect();
        values.extend([29.0, 33.0]);
        let read = ReadChart::of(&years(&values), Direction::Decrease).unwrap();
        assert_eq!(read.since, Some(Period::calendar_year(2013).unwrap()));
        assert_eq!(read.chart.points[14].kind, chart::Kind::Concern);
        let steady = ReadChart::of(&years(&values[..13]), Direction::Decrease).unwrap();
        assert_eq!(steady.since, None);
    }

    #[test]
    fn a_slope_is_a_change_under_way() {
        let falling: Vec<f64> = (0..20).map(|at| 100.0 - 3.0 * f64::from(at)).collect();
        assert_eq!(ChartReading::of(&years(&falling)).unwrap().signal, Signal::Falling);
    }

    #[test]
    fn chance_is_no_signal() {
        let values: Vec<f64> = (0..16).map(|at| 20.0 + f64::from(at * 7 % 5)).collect();
        assert_eq!(ChartReading::of(&years(&values)).unwrap().signal, Signal::None);
    }

    #[test]
    fn three_year_averages_overlap() {
        let three = |year: i16| Period::months(Date::constant(year, 1, 1), 36).unwrap();
        let points: Vec<_> = (2001..2015).map(|year| (three(year), Some(f64::from(year)))).collect();
        assert!(ChartReading::of(&points).unwrap().overlapping);
    }
}
