//! The outcomes of a place by theme, and what moved of late.

use super::{
    super::{
        asked::Days,
        readings::{
            Certainty, certainty, course, figure_href, label, marks, notation, quality, rows_href, sentence, theme_id,
            theme_name, unit_beside, why_missing,
        },
        statements::beginning,
        trends::Way,
    },
    Subjects,
};
use crate::{
    charts::{Sparkline, sparkline},
    components::Link,
    pages::places::place::{Change, Latest, OutcomeRow, Theme},
};
use hub::{outcomes::Series, statements::Statements};
use intake::contract::Subject;
use place::Map;
use protect::Protected;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use terms::{Date, IndicatorId};

/// The page of a series for the place. The county's own figures stand on the page of the place too.
fn outcome_href(subjects: &Subjects, id: &IndicatorId, days: &Days) -> String {
    format!("/places/{}/outcomes/{id}{}", subjects.area.slug(), days.suffix)
}

/// Whose figure it is: `Lancashire, the county`.
pub(in crate::routes) fn body(map: &Map, series: &Series, day: Date) -> String {
    map.area(series.area).map_or_else(String::new, |area| {
        let about = if series.indicator.contract().subject == Subject::Body { "the council for " } else { "" };
        format!("{about}{}, the {}", area.name_at(day), area.kind.words())
    })
}

/// The outcomes by theme, themes and outcomes by name.
pub(super) fn themes(
    map: &Map,
    subjects: &Subjects,
    series: &Protected<Vec<Series>>,
    statements: &Statements,
    days: &Days,
) -> Vec<Theme> {
    let mut themes: BTreeMap<String, Vec<(Way, OutcomeRow)>> = BTreeMap::new();
    for (position, series) in series.iter().enumerate() {
        let theme = theme_name(&series.indicator.contract().theme);
        let mut row = row(map, subjects, series, position, days);
        row.1.says = says(statements, series, &row.1.name.href);
        themes.entry(theme).or_default().push(row);
    }
    themes
        .into_iter()
        .map(|(name, mut rows)| {
            rows.sort_by(|(_, one), (_, other)| one.name.text.cmp(&other.name.text));
            let summary = summary(rows.iter().map(|(way, _)| *way));
            Theme { id: theme_id(&name), name, summary, rows: rows.into_iter().map(|(_, row)| row).collect() }
        })
        .collect()
}

/// How many measures there are and which way they went: `6 measures: 1 rising, 5 falling`.
fn summary(ways: impl ExactSizeIterator<Item = Way>) -> String {
    let measures = match ways.len() {
        1 => "1 measure".to_owned(),
        count => format!("{count} measures"),
    };
    let mut counts: BTreeMap<(u8, &str), usize> = BTreeMap::new();
    for way in ways {
        let words = match way {
            Way::Rising => (0, "rising"),
            Way::Falling => (1, "falling"),
            Way::Level => (2, "with little change"),
            Way::OneFigure => (3, "with one figure only"),
            Way::Unknown => (4, "not known"),
        };
        *counts.entry(words).or_default() += 1;
    }
    let parts: Vec<String> = counts.into_iter().map(|((_, words), count)| format!("{count} {words}")).collect();
    format!("{measures}: {}", parts.join(", "))
}

/// What the council says of a row, in its first words.
fn says(statements: &Statements, series: &Series, href: &str) -> Option<Link> {
    let id = series.indicator.contract().id.as_str();
    let statement = statements.of_series(series.area, id).last()?;
    let page = href.split('?').next().unwrap_or(href);
    Some(Link::new(beginning(&statement.words), format!("{page}#says")))
}

fn row(map: &Map, subjects: &Subjects, series: &Series, position: usize, days: &Days) -> (Way, OutcomeRow) {
    let contract = series.indicator.contract();
    let points = marks(series);
    let course = course(series, &points);
    let notation = notation(&series.indicator);
    let body = body(map, series, subjects.day);
    let since = points.iter().find(|point| Some(&point.period) == course.since.as_ref());
    let before = since.and_then(|point| point.reading.value());
    // What is newest and not known asks to be looked at.
    let newest_unknown = series.points.last().filter(|point| point.value.is_none());
    let rest = match newest_unknown {
        Some(point) => Some(sentence(&format!("no figure for {}: {}", label(point.period), why_missing(point)))),
        None => course
            .caution()
            .map(str::to_owned)
            .or_else(|| before.map(|before| format!("It was {} then.", notation.write(before)))),
    };
    let rest = rest.unwrap_or_default();
    let phrase = course.words();
    let (latest, sure) = if let Some(point) = series.latest() {
        let latest = Latest::Figure {
            number: point.value.map_or_else(String::new, |value| notation.write(value)),
            unit: unit_beside(&contract.unit),
            href: figure_href(point).unwrap_or_else(|| rows_href(&series.indicator, series.area, "csv")),
            detail: label(point.period),
            status: quality(point),
        };
        (latest, certainty(point, &notation))
    } else {
        let reason = newest_unknown.map_or_else(|| "no figure was published".to_owned(), why_missing);
        (Latest::Missing { reason }, Certainty { word: String::new(), reason: "no figure".to_owned() })
    };
    let row = OutcomeRow {
        name: Link::new(&contract.title, outcome_href(subjects, &contract.id, days)),
        picture: sparkline(&Sparkline {
            id: format!("row-{position}"),
            title: format!("{} in {body}", contract.title),
            finding: format!("{phrase}. {rest}"),
            notation,
            from_zero: false,
            points,
            look_here: false,
        }),
        body,
        phrase,
        phrase_rest: rest,
        look_here: newest_unknown.is_some(),
        latest,
        says: None,
        quality: sure.word,
        quality_rest: sure.reason,
    };
    (course.way, row)
}

/// What moved of late: at most three, one from each theme. The place's own figures come before its county's, the newest
/// before older ones; never by size.
pub(super) fn changed(map: &Map, subjects: &Subjects, series: &Protected<Vec<Series>>, days: &Days) -> Vec<Change> {
    const OF_LATE_YEARS: i16 = 3;
    const SHOWN: usize = 3;
    let mut moved: Vec<(&Series, Change)> =
        series.iter().filter_map(|series| Some((series, change(map, subjects, series, days)?))).collect();
    moved.retain(|(series, _)| {
        let newest = series.latest().map(|point| point.period.last_day().year());
        newest.is_some_and(|year| subjects.day.year() - year <= OF_LATE_YEARS)
    });
    moved.sort_by_key(|(series, _)| {
        (series.area != subjects.area.code, Reverse(series.latest().map(|point| point.period.end())))
    });
    let mut seen = BTreeSet::new();
    moved.retain(|(series, _)| seen.insert(theme_name(&series.indicator.contract().theme)));
    moved.into_iter().map(|(_, change)| change).take(SHOWN).collect()
}

/// How a series moved. Nothing where it did not.
fn change(map: &Map, subjects: &Subjects, series: &Series, days: &Days) -> Option<Change> {
    let contract = series.indicator.contract();
    let points = marks(series);
    let course = course(series, &points);
    let way = match course.way {
        Way::Rising => "Rising",
        Way::Falling => "Falling",
        Way::Level | Way::OneFigure | Way::Unknown => return None,
    };
    let county = map.area(series.area).filter(|area| area.code != subjects.area.code);
    let newest = points.iter().rev().find(|point| point.reading.value().is_some())?;
    let since = points.iter().find(|point| Some(&point.period) == course.since.as_ref())?;
    let notation = notation(&series.indicator);
    let unit = unit_beside(&contract.unit);
    let figure = format!("{} {unit}", notation.write(newest.reading.value()?));
    Some(Change {
        kind: county.map_or_else(|| way.to_owned(), |county| format!("{way} in {}", county.name_at(subjects.day))),
        about: contract.title.clone(),
        figure: figure.trim().to_owned(),
        period: newest.period.clone(),
        before: since.reading.value().map(|before| (notation.write(before), since.period.clone())),
        href: outcome_href(subjects, &contract.id, days),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_theme_tells_which_way_its_measures_went() {
        let ways = [Way::Falling, Way::Rising, Way::Falling, Way::OneFigure];
        assert_eq!(summary(ways.into_iter()), "4 measures: 1 rising, 2 falling, 1 with one figure only");
        assert_eq!(summary([Way::Level].into_iter()), "1 measure: 1 with little change");
    }
}
