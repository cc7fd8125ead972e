//! What nobody knows of a place.

use super::{
    super::readings::{label, sentence, why_missing},
    Subjects,
    themes::body,
};
use crate::{pages::places::place::Gap, state::State, words::list_in_words};
use hub::{
    Catalogue,
    outcomes::{Choice, Point, Series},
    places::MapReference,
};
use intake::Reference;
use place::Map;
use protect::Protected;
use std::collections::BTreeSet;
use terms::{AreaCode, DatasetId, IndicatorId, Period};

/// How many gaps are told.
const SHOWN: usize = 6;
/// How many of the newest periods of a series are looked through for gaps.
const NEWEST: usize = 3;
/// From how many years on a newest figure is called old.
const OLD_YEARS: i16 = 3;

/// What nobody knows of the place: newer figures that are missing or hidden, figures that are owed and are not here,
/// figures that have grown old, and figures that are known only for the whole county.
pub(super) fn unknown(
    state: &State,
    catalogue: &Catalogue,
    subjects: &Subjects,
    choice: &Choice,
    series: &Protected<Vec<Series>>,
) -> Vec<Gap> {
    let map = state.hub.map();
    let own = || series.iter().filter(|series| series.area == subjects.area.code);
    let mut gaps: Vec<Gap> = own()
        .chain(series.iter().filter(|series| series.area != subjects.area.code))
        .filter_map(|series| missing(map, subjects, series))
        .collect();
    gaps.extend(owed(state, catalogue, subjects, choice, series));
    let county = county_only(map, subjects, series);
    let old = old(subjects, series);
    gaps.truncate(SHOWN - usize::from(county.is_some()) - usize::from(old.is_some()));
    gaps.extend(old);
    gaps.extend(county);
    gaps
}

/// The newest periods of a series that have no figure.
fn missing(map: &Map, subjects: &Subjects, series: &Series) -> Option<Gap> {
    let newest = &series.points[series.points.len().saturating_sub(NEWEST)..];
    let gaps: Vec<&Point> = newest.iter().filter(|point| point.value.is_none()).collect();
    let last = gaps.last()?;
    let periods: Vec<String> = gaps.iter().map(|point| label(point.period)).collect();
    let reason = why_missing(last);
    Some(Gap {
        heading: format!("{}, {}", series.indicator.contract().title, list_in_words(&periods)),
        text: sentence(&format!("No figure for {}: {reason}", body(map, series, subjects.day))),
    })
}

/// Figures that the place owes and that are in no file that is in use.
fn owed(
    state: &State,
    catalogue: &Catalogue,
    subjects: &Subjects,
    choice: &Choice,
    series: &Protected<Vec<Series>>,
) -> Vec<Gap> {
    let map = state.hub.map();
    let name = subjects.area.name_at(subjects.day);
    let Some(day) = Period::day(subjects.day) else { return Vec::new() };
    let shown: BTreeSet<&IndicatorId> = series.iter().map(|series| &series.indicator.contract().id).collect();
    // A dataset of which the hub holds nothing is not owed by this place: the hub was never sent it.
    let snapshot = state.hub.current_snapshot();
    let held: BTreeSet<&DatasetId> = snapshot.files.iter().map(|file| &file.dataset).collect();
    let owing: BTreeSet<AreaCode> = map.codes_of(subjects.area.code).into_iter().collect();
    let reference = MapReference::new(map);
    let wanted = |id: &IndicatorId, headline: bool| match choice {
        Choice::These(ids) => ids.contains(id),
        _ => headline,
    };
    catalogue
        .indicators()
        .filter(|indicator| {
            let contract = indicator.contract();
            wanted(&contract.id, contract.headline)
                && !shown.contains(&contract.id)
                && held.contains(&indicator.dataset().id)
        })
        .filter(|indicator| {
            let expected = &indicator.dataset().contract.dataset.expected;
            reference.expected(expected, &day).iter().any(|code| owing.contains(code))
        })
        .map(|indicator| Gap {
            heading: indicator.contract().title.clone(),
            text: format!(
                "A figure for {name} is expected in “{}” and none is in use here. That is not zero: it is not known.",
                indicator.dataset().contract.dataset.title
            ),
        })
        .collect()
}

/// Figures that are so old that nobody knows how things stand now.
fn old(subjects: &Subjects, series: &Protected<Vec<Series>>) -> Option<Gap> {
    let mut titles: Vec<(&str, String)> = series
        .iter()
        .filter_map(|series| Some((series, series.latest()?)))
        .filter(|(_, point)| subjects.day.year() - point.period.last_day().year() >= OLD_YEARS)
        .map(|(series, point)| (series.indicator.contract().title.as_str(), label(point.period)))
        .collect();
    titles.sort_unstable();
    let words: Vec<String> = titles.iter().take(4).map(|(title, period)| format!("{title} ({period})")).collect();
    let more = match titles.len().saturating_sub(words.len()) {
        0 => String::new(),
        count => format!(", and {count} more"),
    };
    let listed = if more.is_empty() { list_in_words(&words) } else { words.join(", ") };
    (!words.is_empty()).then(|| Gap {
        heading: format!("How things stand in {}", subjects.day.year()),
        text: format!("The newest figures that this hub holds are old for: {listed}{more}."),
    })
}

/// What is known only for the whole county.
fn county_only(map: &Map, subjects: &Subjects, series: &Protected<Vec<Series>>) -> Option<Gap> {
    const NAMED: usize = 3;
    let name = subjects.area.name_at(subjects.day);
    let county: Vec<&Series> = series.iter().filter(|series| series.area != subjects.area.code).collect();
    let area = county.first().and_then(|series| map.area(series.area))?;
    let titles: BTreeSet<&str> = county.iter().map(|series| series.indicator.contract().title.as_str()).collect();
    let count = titles.len();
    let titles: Vec<&str> = titles.into_iter().take(NAMED).collect();
    let listed = match count - titles.len() {
        0 => list_in_words(&titles),
        more => format!("{}, and {more} more", titles.join(", ")),
    };
    Some(Gap {
        heading: format!("How {name} differs from the rest of {}", area.name),
        text: format!(
            "These are known only for the whole county: {listed}. One part of it could differ, and these figures would not show it."
        ),
    })
}
