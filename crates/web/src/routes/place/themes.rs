//! The outcomes of a place by theme: each with what may be said of it, its small chart and its newest figure.

use super::{
    super::{
        asked::Days,
        data::capital,
        readings::{
            Certainty, certainty, figure_href, label, marks, notation, quality, rows_href, sentence, theme_id,
            theme_name, unit_beside, why_missing,
        },
        round::{Sort, band, bare, sort},
        statements::beginning,
        trends::{Course, Way},
    },
    Subjects,
};
use crate::{
    charts::{Sparkline, sparkline},
    components::Link,
    pages::places::place::{Latest, OutcomeRow, Theme},
};
use hub::{
    outcomes::{
        Series,
        round::{OutcomeTold, PlaceTold},
    },
    statements::Statements,
};
use intake::contract::Subject;
use place::Map;
use protect::Protected;
use std::collections::BTreeMap;
use terms::{Date, IndicatorId};

/// The page of a series for the place. The county's own figures stand on the page of the place too.
pub(super) fn outcome_href(subjects: &Subjects, id: &IndicatorId, days: &Days) -> String {
    format!("/places/{}/outcomes/{id}{}", subjects.area.slug(), days.suffix)
}

/// Whose figure it is: `Lancashire, the county`.
pub(in crate::routes) fn body(map: &Map, series: &Series, day: Date) -> String {
    map.area(series.area).map_or_else(String::new, |area| {
        let about = if series.indicator.contract().subject == Subject::Body { "the council for " } else { "" };
        format!("{about}{}, the {}", area.name_at(day), area.kind.words())
    })
}

/// What is judged of a series; nothing where it is not, or is another council's work.
pub(in crate::routes) fn judged<'a>(told: Option<&'a PlaceTold>, series: &Series) -> Option<&'a OutcomeTold> {
    let id = &series.indicator.contract().id;
    let outcome = told?.outcomes.iter().find(|outcome| outcome.indicator == *id && outcome.subject == series.area)?;
    matches!(sort(&outcome.says), Sort::Unexpected | Sort::AsExpected | Sort::Unknown).then_some(outcome)
}

/// The outcomes by theme, themes and outcomes by name.
pub(super) fn themes(
    map: &Map,
    subjects: &Subjects,
    series: &Protected<Vec<Series>>,
    courses: &[Course],
    told: Option<&PlaceTold>,
    statements: &Statements,
    days: &Days,
) -> Vec<Theme> {
    let mut themes: BTreeMap<String, Vec<(Way, OutcomeRow)>> = BTreeMap::new();
    for (position, (series, course)) in series.iter().zip(courses).enumerate() {
        let theme = theme_name(&series.indicator.contract().theme);
        let mut row = row(map, subjects, (series, course), judged(told, series), position, days);
        row.1.says = says(statements, series, &row.1.name.href);
        themes.entry(theme).or_default().push(row);
    }
    themes
        .into_iter()
        .map(|(name, mut rows)| {
            rows.sort_by(|(_, one), (_, other)| one.name.text.cmp(&other.name.text));
            let unexpected = rows.iter().filter(|(_, row)| row.unexpected).count();
            let summary = summary(rows.iter().map(|(way, _)| *way), unexpected);
            Theme { id: theme_id(&name), name, summary, rows: rows.into_iter().map(|(_, row)| row).collect() }
        })
        .collect()
}

/// How many measures there are and how they went: `6 measures: 1 unexpected; 1 improving, 5 steady`.
fn summary(ways: impl ExactSizeIterator<Item = Way>, unexpected: usize) -> String {
    let measures = match ways.len() {
        1 => "1 measure".to_owned(),
        count => format!("{count} measures"),
    };
    let mut counts: BTreeMap<Way, usize> = BTreeMap::new();
    for way in ways {
        *counts.entry(way).or_default() += 1;
    }
    let parts: Vec<String> = counts.into_iter().map(|(way, count)| format!("{count} {}", way.words())).collect();
    let outside = if unexpected > 0 { format!("{unexpected} unexpected; ") } else { String::new() };
    format!("{measures}: {outside}{}", parts.join(", "))
}

/// What the council says of a row, in its first words.
fn says(statements: &Statements, series: &Series, href: &str) -> Option<Link> {
    let id = series.indicator.contract().id.as_str();
    let statement = statements.of_series(series.area, id).last()?;
    let page = href.split('?').next().unwrap_or(href);
    Some(Link::new(beginning(&statement.words), format!("{page}#says")))
}

fn row(
    map: &Map,
    subjects: &Subjects,
    (series, course): (&Series, &Course),
    judged: Option<&OutcomeTold>,
    position: usize,
    days: &Days,
) -> (Way, OutcomeRow) {
    let contract = series.indicator.contract();
    let points = marks(series);
    let notation = notation(&series.indicator);
    let body = body(map, series, subjects.day);
    // What is newest and not known asks to be looked at.
    let newest_unknown = series.points.last().filter(|point| point.value.is_none());
    let mut rest: Vec<String> = Vec::new();
    let phrase = match judged {
        Some(outcome) if sort(&outcome.says) == Sort::Unknown => {
            rest.push("Chance is too large to say whether that is as expected.".to_owned());
            course.words()
        }
        Some(outcome) => {
            rest.push(format!("{}.", course.words()));
            capital(&outcome.phrase)
        }
        None => course.words(),
    };
    match newest_unknown {
        Some(point) => rest.push(sentence(&format!("no figure for {}: {}", label(point.period), why_missing(point)))),
        None => rest.extend(course.before(series, &points, &notation).or_else(|| course.why_not())),
    }
    let rest = rest.join(" ");
    let unexpected = judged.is_some_and(|outcome| sort(&outcome.says) == Sort::Unexpected);
    let (latest, sure) = if let Some(point) = series.latest() {
        let latest = Latest::Figure {
            number: point.value.map_or_else(String::new, |value| notation.write(value)),
            unit: unit_beside(&contract.unit),
            href: figure_href(point).unwrap_or_else(|| rows_href(&series.indicator, series.area, "csv")),
            detail: label(point.period),
            status: quality(point),
            expected: judged.and_then(|outcome| {
                let range = outcome.range_80.filter(|_| outcome.periods.contains(&point.period))?;
                let (lower, upper) = (bare(range.lower, &outcome.unit), bare(range.upper, &outcome.unit));
                band(outcome, series).map(|_| format!("Expected {lower} to {upper}"))
            }),
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
            band: judged.and_then(|outcome| band(outcome, series)),
            look_here: unexpected,
        }),
        body,
        phrase,
        phrase_rest: rest,
        look_here: unexpected || newest_unknown.is_some(),
        unexpected,
        latest,
        says: None,
        quality: sure.word,
        quality_rest: sure.reason,
    };
    (course.way(), row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_theme_tells_how_its_measures_went() {
        let ways = [Way::Steady, Way::Worsening, Way::Steady, Way::CannotTell];
        assert_eq!(
            summary(ways.into_iter(), 1),
            "4 measures: 1 unexpected; 1 worsening, 2 steady, 1 too short for a trend"
        );
        assert_eq!(summary([Way::Improving].into_iter(), 0), "1 measure: 1 improving");
    }
}
