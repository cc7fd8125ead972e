//! From the hub's points to what charts and tables show.

use crate::charts::{Notation, Point as Mark, Reading};
use hub::{
    Indicator,
    outcomes::{Point, Series},
};
use intake::contract::{Kind, Polarity};
use place::recast::Made;
use std::collections::BTreeSet;
use terms::{
    Date, Period, Status, Unit,
    identifier::slug,
    period::{PeriodKind, month_name},
};

/// A day in years with decimals: 1 April 2023 is 2023.25.
pub(super) fn years(day: Date) -> f64 {
    f64::from(day.year()) + (f64::from(day.day_of_year()) - 1.0) / f64::from(day.days_in_year())
}

/// The middle of a period, in years with decimals.
pub(super) fn middle(period: Period) -> f64 {
    f64::midpoint(years(period.start()), years(period.end()))
}

/// A period as an axis has room for it.
pub(super) fn label(period: Period) -> String {
    let label = period.label();
    label.strip_suffix(" school year").map_or(label.clone(), str::to_owned)
}

/// The periods of a series as a small chart and its words have room for them: a day is told by its month, `March 2021`,
/// unless two of the days lie in the same month.
fn short_labels(points: &[Point]) -> Vec<String> {
    let short = |period: &Period| match period.kind() {
        PeriodKind::Day => format!("{} {}", month_name(period.start().month()), period.start().year()),
        _ => label(*period),
    };
    let labels: Vec<String> = points.iter().map(|point| short(&point.period)).collect();
    let distinct: BTreeSet<&String> = labels.iter().collect();
    if distinct.len() == points.len() { labels } else { points.iter().map(|point| label(point.period)).collect() }
}

/// A period with the word before it: `in 2024-25`, `on 31 March 2025`.
pub(super) fn when(period: Period) -> String {
    let word = if period.kind() == PeriodKind::Day { "on" } else { "in" };
    format!("{word} {}", label(period))
}

/// Periods taken together, with the word before them: four quarters are `in 2022`.
pub(super) fn when_all(periods: &[Period]) -> String {
    match together(periods) {
        Some(one) => when(one),
        None => match periods {
            [first, .., last] => format!("from {} to {}", label(*first), label(*last)),
            _ => String::new(),
        },
    }
}

/// The same without the word before them.
pub(super) fn label_all(periods: &[Period]) -> String {
    match together(periods) {
        Some(one) => label(one),
        None => match periods {
            [first, .., last] => format!("{} to {}", label(*first), label(*last)),
            _ => String::new(),
        },
    }
}

/// One period that covers the same days: itself, or the calendar year that several make.
fn together(periods: &[Period]) -> Option<Period> {
    match periods {
        [one] => Some(*one),
        [first, .., last] => Period::calendar_year(first.start().year())
            .filter(|year| year.start() == first.start() && year.end() == last.end()),
        [] => None,
    }
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

/// A reason with the codes of areas in it told by their names: `no row for Copeland`.
fn with_names(reason: &str) -> String {
    let map = place::Map::england();
    let named = |word: &str| {
        let code = word.trim_end_matches([',', '.', ';', ':']);
        let area = terms::AreaCode::parse(code).ok().and_then(|code| map.area(code))?;
        Some(format!("{}{}", area.name, &word[code.len()..]))
    };
    reason.split(' ').map(|word| named(word).unwrap_or_else(|| word.to_owned())).collect::<Vec<_>>().join(" ")
}

/// Why a point has no value, as a phrase.
pub(super) fn why_missing(point: &Point) -> String {
    point.reason.as_deref().map_or_else(|| point.status.words().to_owned(), with_names)
}

/// What a point holds, to be drawn.
pub(super) fn reading(point: &Point) -> Reading {
    match point.value {
        Some(value) => Reading::Value { value, lower: point.lower, upper: point.upper, quality: quality(point) },
        None => Reading::Missing { reason: why_missing(point) },
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
        .zip(short_labels(&series.points))
        .map(|(point, period)| Mark { period, at: middle(point.period), reading: reading(point) })
        .collect()
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

/// How sure a figure is.
pub(super) struct Certainty {
    /// In a word or two, such as `Likely 41.1 to 64.9%`; empty where nothing more is known than that it was published.
    pub word: String,
    /// The reason, as a phrase.
    pub reason: String,
}

impl Certainty {
    /// Both together: `Likely 41.1 to 64.9% (95% interval)`.
    pub fn sentence(&self) -> String {
        if self.word.is_empty() { sentence(&self.reason) } else { format!("{} ({})", self.word, self.reason) }
    }
}

/// How sure a figure is, with the reason.
pub(super) fn certainty(point: &Point, notation: &Notation) -> Certainty {
    let interval = point.lower.zip(point.upper).map(|limits| format!("Likely {}", notation.range(limits)));
    let told = |word: &str, reason: &str| Certainty {
        word: interval.clone().unwrap_or_else(|| word.to_owned()),
        reason: reason.to_owned(),
    };
    match (point.status, point.made) {
        (Status::Unreliable, _) => told("Weak", "few cases or a small sample"),
        (_, Made::Estimated) | (Status::Estimated, _) => told("Estimate", "not counted"),
        (Status::Provisional, _) => told("Provisional", "may still change"),
        (_, Made::Summed | Made::Recomputed) => told("", "put together here from its parts"),
        _ if interval.is_some() => told("", "95% interval"),
        _ => told("", "no interval is published"),
    }
}

/// The themes that the project's own contracts use.
const THEMES: [&str; 9] = [
    "Children and learning",
    "Environment",
    "Getting about and culture",
    "Health and care",
    "Homes",
    "People",
    "Public money",
    "Safety",
    "Work and income",
];

/// The name of a theme, for readers. A known theme is met whatever its capitals and spaces; another gets a capital.
pub(super) fn theme_name(theme: &str) -> String {
    let theme = theme.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(known) = THEMES.into_iter().find(|known| known.eq_ignore_ascii_case(&theme)) {
        return known.to_owned();
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_told_as_people_say_them() {
        let quarter = |month| Period::months(Date::constant(2022, month, 1), 3).unwrap();
        assert_eq!(when_all(&[quarter(1), quarter(4), quarter(7), quarter(10)]), "in 2022");
        assert_eq!(when_all(&[quarter(1), quarter(4)]), "from January to March 2022 to April to June 2022");
        assert_eq!(when(Period::day(Date::constant(2025, 3, 31)).unwrap()), "on 31 March 2025");
        assert_eq!(when_all(&[]), "");
    }

    #[test]
    fn a_theme_is_met_whatever_its_capitals() {
        for written in ["work and income", " Work  and Income ", "WORK AND INCOME"] {
            assert_eq!(theme_name(written), "Work and income");
        }
        assert_eq!(theme_name("NHS waiting"), "NHS waiting");
        assert_eq!(theme_name("local pride"), "Local pride");
        assert_eq!(theme_name(""), "Other");
    }
}
