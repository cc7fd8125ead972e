//! How a series went, in words. The words tell the way that figures moved and never whether that is welcome.

use crate::charts::Point;

/// Which way a series went lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Upwards.
    Rising,
    /// Downwards.
    Falling,
    /// Neither, or not by more than chance may explain.
    Level,
    /// One figure alone tells of no way.
    OneFigure,
    /// There is no figure.
    Unknown,
}

/// How a series went lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Course {
    /// Which way.
    pub way: Way,
    /// Since which period, as a reader sees it.
    pub since: Option<String>,
    /// Whether the intervals at both ends leave room for chance alone.
    pub may_be_chance: bool,
}

/// The smallest movement that is called one, as a share of the whole range and of the figure itself.
const SHARE_OF_RANGE: f64 = 0.15;
const SHARE_OF_VALUE: f64 = 0.03;

impl Course {
    /// The course of points in the order of time, all of which can be compared with each other.
    pub fn of(points: &[Point]) -> Self {
        let known: Vec<(f64, &Point)> =
            points.iter().filter_map(|point| point.reading.value().map(|value| (value, point))).collect();
        let level = |way, since| Self { way, since, may_be_chance: false };
        let [(first, earliest), .., (last, newest)] = known[..] else {
            return level(if known.is_empty() { Way::Unknown } else { Way::OneFigure }, None);
        };
        let low = known.iter().map(|(value, _)| *value).fold(first, f64::min);
        let high = known.iter().map(|(value, _)| *value).fold(first, f64::max);
        let enough = (SHARE_OF_RANGE * (high - low)).max(SHARE_OF_VALUE * last.abs());
        // From the newest figure back to where the movement that led to it began.
        let mut turning = None;
        for &(value, point) in known.iter().rev().skip(1) {
            match turning {
                None if last - value > enough => turning = Some((Way::Rising, value, point)),
                None if value - last > enough => turning = Some((Way::Falling, value, point)),
                Some((Way::Rising, lowest, _)) if value <= lowest => turning = Some((Way::Rising, value, point)),
                Some((Way::Rising, lowest, _)) if value - lowest > enough => break,
                Some((Way::Falling, highest, _)) if value >= highest => turning = Some((Way::Falling, value, point)),
                Some((Way::Falling, highest, _)) if highest - value > enough => break,
                _ => {}
            }
        }
        let Some((way, _, began)) = turning else { return level(Way::Level, Some(earliest.period.clone())) };
        if overlap(began, newest) {
            return Self { way: Way::Level, since: Some(began.period.clone()), may_be_chance: true };
        }
        level(way, Some(began.period.clone()))
    }

    /// The course in a few words: `Rising since 2020-21`.
    pub fn words(&self) -> String {
        let since = self.since.as_ref().map_or(String::new(), |since| format!(" since {since}"));
        match self.way {
            Way::Rising => format!("Rising{since}"),
            Way::Falling => format!("Falling{since}"),
            Way::Level => format!("Little change{since}"),
            Way::OneFigure => "One figure only".to_owned(),
            Way::Unknown => "Not known".to_owned(),
        }
    }

    /// What else one should know of the course.
    pub fn caution(&self) -> Option<&'static str> {
        self.may_be_chance.then_some("The difference may be chance.")
    }
}

/// Whether the 95% intervals of two points overlap. Without intervals nothing is said of chance.
fn overlap(one: &Point, other: &Point) -> bool {
    match (one.reading.interval(), other.reading.interval()) {
        (Some(one), Some(other)) => one.0 <= other.1 && other.0 <= one.1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Reading;

    fn points(readings: impl IntoIterator<Item = Reading>) -> Vec<Point> {
        let years = 2015..;
        years
            .zip(readings)
            .map(|(year, reading)| Point { period: year.to_string(), at: f64::from(year) + 0.5, reading })
            .collect()
    }

    fn words(values: &[f64]) -> String {
        Course::of(&points(values.iter().copied().map(Reading::of))).words()
    }

    #[test]
    fn a_course_is_told_from_its_turning_point() {
        assert_eq!(words(&[10.0, 8.0, 6.0, 7.0, 9.0]), "Rising since 2017");
        assert_eq!(words(&[6.0, 9.0, 12.0, 10.0, 8.0]), "Falling since 2017");
        assert_eq!(words(&[10.0, 10.1, 9.9, 10.05]), "Little change since 2015");
        assert_eq!(words(&[10.0]), "One figure only");
        assert_eq!(words(&[]), "Not known");
    }

    #[test]
    fn a_missing_year_is_no_figure_and_no_fall() {
        let readings = [Reading::of(4.0), Reading::Missing { reason: "not available".to_owned() }, Reading::of(8.0)];
        assert_eq!(Course::of(&points(readings)).words(), "Rising since 2015");
    }

    #[test]
    fn what_chance_may_explain_is_not_called_a_movement() {
        let course = Course::of(&points([Reading::between(69.2, 57.0, 81.0), Reading::between(53.0, 41.1, 64.9)]));
        assert_eq!(course.words(), "Little change since 2015");
        assert!(course.caution().is_some());
    }
}
