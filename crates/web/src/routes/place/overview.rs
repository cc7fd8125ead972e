//! The first screen of a place: what is changing, what is unexpected, what nobody knows. Three of each at most, by their
//! dates and names and never by size.

use super::{
    super::{
        asked::Days,
        data::capital,
        outcomes::uncapped,
        readings::{marks, notation, theme_name, unit_beside, when_all},
        round::{Sort, bare, number, sort},
        trends::Course,
    },
    Subjects,
    themes::{judged, outcome_href},
};
use crate::{
    components::Link,
    pages::places::place::{Gap, Glance, Overview},
    words::list_in_words,
};
use hub::outcomes::{
    Series,
    round::{OutcomeTold, PlaceTold},
};
use intake::contract::Kind;
use place::Map;
use protect::Protected;
use std::{cmp::Reverse, collections::BTreeSet};

/// How many of each are told.
const SHOWN: usize = 3;
/// A change that began longer ago, or whose newest figure is older, is no news.
const OF_LATE_YEARS: i16 = 4;

/// What a reader should know first.
pub(super) fn overview(
    map: &Map,
    subjects: &Subjects,
    series: &Protected<Vec<Series>>,
    courses: &[Course],
    told: Option<&PlaceTold>,
    unknown: &[Gap],
    days: &Days,
) -> Option<Overview> {
    if series.is_empty() {
        return None;
    }
    let judges = subjects.area.tier().is_some();
    let round = format!("{}/in-the-round{}", super::href(subjects.area), days.suffix);
    let (unexpected, of) = unexpected(subjects, series, courses, told, days);
    let outside = unexpected.len();
    let unexpected_note = match (told, of) {
        (None, _) if judges => {
            "What could be expected here is being worked out from the newest figures. Look again in a minute."
                .to_owned()
        }
        (_, 0) if judges => "Nothing is held here that could be set against what is to be expected.".to_owned(),
        (_, 0) => "Councils are set against what could be expected of them; this place has none of its own.".to_owned(),
        (_, of) if outside == 0 => {
            format!("None of the {of} outcomes that can be judged lies outside what could be expected here.")
        }
        (_, of) if outside > SHOWN => format!("{outside} of {of} outcomes that can be judged."),
        (_, of) => {
            format!("The other {} that can be judged are as expected, or cannot be told from chance.", of - outside)
        }
    };
    let changes = changing(map, subjects, series, courses, days);
    let charted = |course: &&Course| course.own.as_ref().is_some_and(|own| own.chart.is_some());
    let long_enough = courses.iter().filter(charted).count();
    let changing_note = match changes.len() {
        0 if long_enough == 0 => "No series here is long enough to tell a change from chance.".to_owned(),
        0 => format!("Of {long_enough} series that are long enough, none moved of late beyond what chance brings."),
        count if count > SHOWN => {
            format!("{count} of {long_enough} series that are long enough to tell a change from chance.")
        }
        _ => format!("Told of {long_enough} series that are long enough to tell a change from chance."),
    };
    let chance = cannot_tell(told);
    Some(Overview {
        changing: changes.into_iter().take(SHOWN).collect(),
        changing_note,
        unexpected: unexpected.into_iter().take(SHOWN).collect(),
        unexpected_note,
        round: judges.then(|| Link::new("All outcomes in the round", round)),
        unknown: unknown.iter().take(SHOWN - usize::from(chance.is_some())).cloned().chain(chance).collect(),
        unknown_more: unknown.len() > SHOWN,
    })
}

/// Outcomes of which chance is too large a part for anybody to tell.
fn cannot_tell(told: Option<&PlaceTold>) -> Option<Gap> {
    const NAMED: usize = 3;
    let titles: Vec<String> = told?
        .outcomes
        .iter()
        .filter(|outcome| sort(&outcome.says) == Sort::Unknown && outcome.value.is_some())
        .map(|outcome| uncapped(&outcome.title))
        .collect();
    let listed = match titles.len().checked_sub(NAMED) {
        None | Some(0) => list_in_words(&titles),
        Some(more) => format!("{}, and {more} more", titles[..NAMED].join(", ")),
    };
    (!titles.is_empty()).then(|| Gap {
        heading: "Whether some figures are more than chance".to_owned(),
        text: format!("Chance is too large a part of: {listed}."),
    })
}

/// What lies outside what could be expected, the newest first, and how many outcomes are judged at all.
fn unexpected(
    subjects: &Subjects,
    series: &Protected<Vec<Series>>,
    courses: &[Course],
    told: Option<&PlaceTold>,
    days: &Days,
) -> (Vec<Glance>, usize) {
    let mut judged_here: Vec<&OutcomeTold> = told
        .into_iter()
        .flat_map(|told| &told.outcomes)
        .filter(|outcome| matches!(sort(&outcome.says), Sort::Unexpected | Sort::AsExpected | Sort::Unknown))
        .filter(|outcome| outcome.value.is_some())
        .collect();
    let of = judged_here.len();
    judged_here.retain(|outcome| sort(&outcome.says) == Sort::Unexpected);
    judged_here.sort_by_key(|outcome| (Reverse(outcome.periods.last().map(terms::Period::end)), outcome.title.clone()));
    let glances = judged_here.into_iter().map(|outcome| {
        let course = series
            .iter()
            .zip(courses)
            .find(|(series, _)| judged(told, series).is_some_and(|other| std::ptr::eq(other, outcome)))
            .map(|(_, course)| course)
            .filter(|course| course.moved());
        let period = when_all(&outcome.periods);
        let shown = outcome.value.zip(outcome.range_80).map(|(value, range)| {
            let unit = &outcome.unit;
            let range = format!("{} to {}", bare(range.lower, unit), bare(range.upper, unit));
            let also = course.map_or_else(String::new, |course| format!(" {}.", course.words()));
            format!("{} {period}, where {range} was to be expected.{also}", number(value, unit))
        });
        Glance {
            kind: capital(&outcome.phrase),
            look_here: true,
            about: Link::new(&outcome.title, outcome_href(subjects, &outcome.indicator, days)),
            text: shown.unwrap_or_default(),
        }
    });
    (glances.collect(), of)
}

/// What moved of late beyond chance: one of each theme first. Outcomes come before what is spent and done, the place's
/// own figures before its county's, changes that began of late before older ones; never by size.
fn changing(
    map: &Map,
    subjects: &Subjects,
    series: &Protected<Vec<Series>>,
    courses: &[Course],
    days: &Days,
) -> Vec<Glance> {
    let mut moved: Vec<(&Series, &Course)> = series.iter().zip(courses).filter(|(_, course)| course.moved()).collect();
    moved.retain(|(series, course)| {
        let of_late = |year: i16| subjects.day.year() - year <= OF_LATE_YEARS;
        let newest = series.latest().is_some_and(|point| of_late(point.period.last_day().year()));
        let changed = course.own.as_ref().is_some_and(|own| {
            own.since.is_some() || course.since.is_none_or(|since| of_late(since.last_day().year()))
        });
        newest && changed
    });
    moved.sort_by_key(|(series, course)| {
        let outcome = series.indicator.kind() == Some(Kind::Outcome);
        let newest = series.latest().map(|point| point.period.end());
        (!outcome, series.area != subjects.area.code, Reverse(course.since.map(|since| since.start())), Reverse(newest))
    });
    let mut seen = BTreeSet::new();
    let (first, later): (Vec<_>, Vec<_>) =
        moved.into_iter().partition(|(series, _)| seen.insert(theme_name(&series.indicator.contract().theme)));
    first.into_iter().chain(later).filter_map(|(series, course)| change(map, subjects, series, course, days)).collect()
}

fn change(map: &Map, subjects: &Subjects, series: &Series, course: &Course, days: &Days) -> Option<Glance> {
    let contract = series.indicator.contract();
    let points = marks(series);
    let notation = notation(&series.indicator);
    let newest = points.iter().rev().find(|point| point.reading.value().is_some())?;
    let unit = unit_beside(&contract.unit);
    let figure = format!("{} {unit}", notation.write(newest.reading.value()?));
    let county = map.area(series.area).filter(|area| area.code != subjects.area.code);
    let kind = match county {
        Some(county) => format!("{} in {}", course.words(), county.name_at(subjects.day)),
        None => course.words(),
    };
    let before = course.before(series, &points, &notation).unwrap_or_default();
    Some(Glance {
        kind,
        look_here: false,
        about: Link::new(&contract.title, outcome_href(subjects, &contract.id, days)),
        text: format!("{} in {}. {before}", figure.trim(), newest.period).trim().to_owned(),
    })
}
