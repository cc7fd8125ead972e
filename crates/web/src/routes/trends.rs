//! How a series went, in the words of its control chart: improving, steady, worsening, changed at; or too short to say.

use super::readings::{label, sentence};
use crate::charts::{Notation, Point};
use hub::outcomes::{
    Series,
    trend::{ENOUGH_POINTS, OwnTrend, Trend},
};
use terms::Period;

/// How a series went.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Course {
    /// What its control chart says; nothing where it has no figure.
    pub own: Option<OwnTrend>,
    /// The first period of the change: where it is under way, or where a new level began.
    pub since: Option<Period>,
}

/// What a reader may make of a trend, for summaries of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// For the better.
    Improving,
    /// For the worse.
    Worsening,
    /// Up or down, where neither is better.
    Moving,
    /// A new level.
    Changed,
    /// No more than chance.
    Steady,
    /// Too short for a trend, or its periods overlap.
    CannotTell,
    /// No figure.
    Unknown,
}

impl Way {
    /// In a few words, after a number.
    pub fn words(self) -> &'static str {
        match self {
            Self::Improving => "improving",
            Self::Worsening => "worsening",
            Self::Moving => "moving",
            Self::Changed => "at a new level",
            Self::Steady => "steady",
            Self::CannotTell => "too short for a trend",
            Self::Unknown => "not known",
        }
    }
}

impl Course {
    /// The course of a series.
    pub fn of(series: &Series) -> Self {
        let own = series.own_trend();
        let since = own.as_ref().and_then(|own| match own.trend {
            Trend::ChangedAt { period, .. } => Some(period),
            _ => own.since,
        });
        Self { own, since }
    }

    /// What a reader may make of it.
    pub fn way(&self) -> Way {
        match self.own.as_ref().map(|own| own.trend) {
            None => Way::Unknown,
            Some(Trend::Improving) => Way::Improving,
            Some(Trend::Worsening) => Way::Worsening,
            Some(Trend::Rising | Trend::Falling) => Way::Moving,
            Some(Trend::ChangedAt { .. }) => Way::Changed,
            Some(Trend::Steady) => Way::Steady,
            Some(Trend::TooShort { .. } | Trend::Overlapping) => Way::CannotTell,
        }
    }

    /// Whether something changed beyond chance.
    pub fn moved(&self) -> bool {
        matches!(self.way(), Way::Improving | Way::Worsening | Way::Moving | Way::Changed)
    }

    /// The course in a few words: `Worsening since 2019`, `Changed for the better at 2015`, `Too short for a trend`.
    pub fn words(&self) -> String {
        let Some(own) = &self.own else { return "Not known".to_owned() };
        let newest = own.chart.as_ref().and_then(|read| {
            let last = read.chart.points.iter().rposition(|point| point.value.is_some())?;
            read.periods.get(last)
        });
        let since = |word: &str| match self.since {
            Some(period) if Some(&period) == newest => format!("{word} in {}", label(period)),
            Some(period) => format!("{word} since {}", label(period)),
            None => word.to_owned(),
        };
        match own.trend {
            Trend::Improving => since("Improving"),
            Trend::Worsening => since("Worsening"),
            Trend::Rising => since("Rising"),
            Trend::Falling => since("Falling"),
            Trend::Steady => "Steady".to_owned(),
            Trend::ChangedAt { period, for_the_better } => {
                let how = match for_the_better {
                    Some(true) => "for the better ",
                    Some(false) => "for the worse ",
                    None => "",
                };
                format!("Changed {how}at {}", label(period))
            }
            Trend::TooShort { points: 1 } => "One figure only".to_owned(),
            Trend::TooShort { .. } => "Too short for a trend".to_owned(),
            Trend::Overlapping => "Cannot tell a trend".to_owned(),
        }
    }

    /// Why no more is said, where no more is.
    pub fn why_not(&self) -> Option<String> {
        match self.own.as_ref()?.trend {
            Trend::TooShort { points } if points > 1 => {
                Some(format!("{points} figures; a trend needs {ENOUGH_POINTS}."))
            }
            Trend::Overlapping => Some("Its periods overlap, so neighbours share figures.".to_owned()),
            _ => None,
        }
    }

    /// From where to where it went: `It was 9.0% in 2013-14.` From the beginning of a change; else from the first
    /// comparable figure, so that a reader of a short series sees what there is.
    pub fn before(&self, series: &Series, marks: &[Point], notation: &Notation) -> Option<String> {
        let from = self.own.as_ref().map_or(0, |own| own.from);
        let known = || {
            let points = series.points.iter().zip(marks).skip(from);
            points.filter(|(_, mark)| mark.reading.value().is_some())
        };
        let (newest, _) = known().next_back()?;
        let before = self.since.and_then(|since| known().take_while(|(point, _)| point.period < since).last());
        let (point, mark) = before.or_else(|| known().next())?;
        if point.period == newest.period {
            return None;
        }
        mark.reading.value().map(|value| sentence(&format!("it was {} in {}", notation.write(value), mark.period)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(trend: Trend, since: Option<Period>) -> Course {
        let own = OwnTrend { trend, since, chart: None, from: 0 };
        Course { own: Some(own), since }
    }

    #[test]
    fn the_words_are_those_of_the_control_chart() {
        let year = |year| Period::calendar_year(year).unwrap();
        assert_eq!(course(Trend::Worsening, Some(year(2019))).words(), "Worsening since 2019");
        assert_eq!(course(Trend::Steady, None).words(), "Steady");
        let changed = Trend::ChangedAt { period: year(2015), for_the_better: Some(true) };
        assert_eq!(course(changed, Some(year(2015))).words(), "Changed for the better at 2015");
        assert_eq!(Course { own: None, since: None }.words(), "Not known");
    }

    #[test]
    fn a_short_series_says_how_short() {
        let short = course(Trend::TooShort { points: 5 }, None);
        assert_eq!(short.words(), "Too short for a trend");
        assert_eq!(short.why_not().as_deref(), Some("5 figures; a trend needs 12."));
        assert!(!short.moved());
        assert_eq!(course(Trend::TooShort { points: 1 }, None).words(), "One figure only");
    }
}
