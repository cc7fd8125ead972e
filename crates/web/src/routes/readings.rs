//! From the hub's points to what charts and tables show.

use super::trends::Course;
use crate::charts::{Notation, Point as Mark, Reading};
use hub::{
    Indicator,
    outcomes::{Point, Series},
};
use intake::contract::{Kind, Polarity};
use place::recast::Made;
use terms::{Date, Period, Status, Unit, identifier::slug};

/// A day in years with decimals: 1 April 2023 is 2023.25.
pub(super) fn years(day: Date) -> f64 {
    f64::from(day.year()) + (f64::from(day.day_of_year()) - 1.0) / f64::from(day.days_in_year())
}

/// The middle of a period, in years with decimals.
fn middle(period: &Period) -> f64 {
    f64::midpoint(years(period.start()), years(period.end()))
}

/// A period as an axis has room for it.
pub(super) fn label(period: &Period) -> String {
    let label = period.label();
    label.strip_suffix(" school year").map_or(label.clone(), str::to_owned)
}

/// How an indicator's values are written.
pub(super) fn notation(indicator: &Indicator) -> Notation {
    let contract = indicator.contract();
    Notation::of(&contract.unit, usize::try_from(contract.decimals).unwrap_or(0))
}

/// What must be said beside a number whose notation leaves it out: `for each 10,000 children`.
pub(super) fn unit_beside(unit: &Unit) -> String {
    match unit {
        Unit::Count { .. } | Unit::Rate { .. } | Unit::Other { .. } => unit.name(),
        _ => String::new(),
    }
}

/// What a point holds, to be drawn.
pub(super) fn reading(point: &Point) -> Reading {
    match point.value {
        Some(value) => Reading::Value { value, lower: point.lower, upper: point.upper, quality: quality(point) },
        None => Reading::Missing { reason: point.reason.clone().unwrap_or_else(|| point.status.words().to_owned()) },
    }
}

/// A word on what a value is worth; nothing for a plain published one.
pub(super) fn quality(point: &Point) -> Option<String> {
    match (point.made, point.status) {
        (Made::Estimated, _) => Some("estimated".to_owned()),
        (Made::Summed, Status::Present) => Some("added from its parts".to_owned()),
        (Made::Recomputed, Status::Present) => Some("worked out anew from its parts".to_owned()),
        (_, Status::Present) => None,
        (_, status) => Some(status.words().to_owned()),
    }
}

/// The points of a series, to be drawn. A figure that would have come between two others and is in no file at all is
/// left as a gap by the chart.
pub(super) fn marks(series: &Series) -> Vec<Mark> {
    series
        .points
        .iter()
        .map(|point| Mark { period: label(&point.period), at: middle(&point.period), reading: reading(point) })
        .collect()
}

/// How a series went: from the last break in it on.
pub(super) fn course(series: &Series, marks: &[Mark]) -> Course {
    let from = series.points.iter().rposition(|point| point.status == Status::SeriesBreak).unwrap_or(0);
    Course::of(marks.get(from..).unwrap_or_default())
}

/// The page of the figure that a point was made from: of the first, where there were several.
pub(super) fn figure_href(point: &Point) -> Option<String> {
    let figure = point.sources.first()?;
    let (id, cell) = (&figure.submission, figure.source);
    Some(format!("/figures/{}/{}/{}-{}-{}", id.dataset, id.number, cell.sheet, cell.row, cell.column))
}

/// Where the rows of an indicator for an area can be fetched.
pub(super) fn rows_href(indicator: &Indicator, area: terms::AreaCode, format: &str) -> String {
    format!("/api/v1/observations?indicator={}&area={area}&format={format}", indicator.contract().id)
}

/// How sure a figure is, in a word, with the reason.
pub(super) fn certainty(point: &Point) -> (&'static str, String) {
    match (point.status, point.made, point.lower.zip(point.upper)) {
        (Status::Unreliable, ..) => ("Weak", "few cases or a small sample".to_owned()),
        (_, Made::Estimated, _) | (Status::Estimated, ..) => ("Estimate", "not counted".to_owned()),
        (Status::Provisional, ..) => ("Provisional", "may still change".to_owned()),
        (_, Made::Summed | Made::Recomputed, _) => ("Made here", "from its parts".to_owned()),
        (.., Some(_)) => ("Interval given", "by its publisher".to_owned()),
        _ => ("No interval", "none is published".to_owned()),
    }
}

/// The name of a theme, for readers.
pub(super) fn theme_name(theme: &str) -> String {
    let mut letters = theme.chars();
    letters.next().map_or_else(|| "Other".to_owned(), |first| first.to_uppercase().chain(letters).collect())
}

/// The anchor of a theme.
pub(super) fn theme_id(theme: &str) -> String {
    slug(theme)
}

/// The kind of an indicator in a word.
pub(super) fn kind_words(indicator: &Indicator) -> &'static str {
    match indicator.kind() {
        Some(Kind::Input) => "input",
        Some(Kind::Output) => "output",
        Some(Kind::Outcome) => "outcome",
        Some(Kind::Context) => "context",
        None => "not stated",
    }
}

/// Which way is wanted, in words.
pub(super) fn wanted(indicator: &Indicator) -> &'static str {
    match indicator.contract().polarity {
        Some(Polarity::HigherIsBetter) => "Higher",
        Some(Polarity::LowerIsBetter) => "Lower",
        Some(Polarity::Neutral) | None => "Neither: it tells of circumstances or of size",
    }
}

/// The name of a licence for readers.
pub(super) fn licence_name(licence: &str) -> String {
    match licence {
        "OGL-UK-3.0" => "Open Government Licence v3.0".to_owned(),
        other => other.to_owned(),
    }
}

/// A text as a sentence: with a capital and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    let end = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{}{}{end}", first.to_uppercase(), letters.as_str())
}
