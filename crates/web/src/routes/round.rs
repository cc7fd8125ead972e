//! The page of a place in the round.

use super::{
    Failed,
    asked::{Asked, Days},
    data::capital,
    outcomes::uncapped,
    place::{subjects, trail},
    readings::{label_all, middle, sentence},
    statements::said,
};
use crate::{
    Frame, Section,
    charts::{
        Band,
        expected::{Expected, expected_strip},
    },
    components::Link,
    pages::outcomes::round::{PeerRow, RoundGroup, RoundPage, RoundRow},
    render,
    state::{State, reader},
    words::list_in_words,
};
use axum::{
    extract::{Path, State as Shared},
    response::Response,
};
use hub::outcomes::{
    Series,
    round::{AgainstExpectation, DemandPhrase, OutcomeTold, Peers, Phrase, PlaceTold, Study, Trend, circumstance_pack},
};
use protect::Protected;
use std::{sync::Arc, time::Duration};
use terms::unit::grouped;

/// What the groups are, in the order in which they are shown.
const GROUPS: [(Sort, &str, &str, &str); 5] = [
    (
        Sort::Unexpected,
        "unexpected",
        "What is unexpected",
        "These lie outside the range in which four of five councils in such circumstances lie.",
    ),
    (
        Sort::AsExpected,
        "expected",
        "What is as expected",
        "Circumstances like these go with figures like these. That does not make them good enough.",
    ),
    (
        Sort::Unknown,
        "cannot-tell",
        "What nobody can tell",
        "Chance is too large a part of these figures, or there is no figure.",
    ),
    (
        Sort::NotAdjusted,
        "not-adjusted",
        "What circumstances do not explain",
        "Tested on councils that the model had not seen, circumstances tell too little of these. The plain figure stands \
         alone.",
    ),
    (
        Sort::Others,
        "others",
        "What others answer for here",
        "Another council has this work. Its figures are told as its own.",
    ),
];

/// What may be said of an outcome, as far as a page sorts by it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Unexpected,
    AsExpected,
    Unknown,
    NotAdjusted,
    Others,
}

pub(super) fn sort(phrase: &Phrase) -> Sort {
    match phrase {
        Phrase::Outcome { phrase: AgainstExpectation::CannotTell }
        | Phrase::Demand { phrase: DemandPhrase::CannotTell }
        | Phrase::NoFigure => Sort::Unknown,
        Phrase::Outcome { phrase: AgainstExpectation::AsExpected }
        | Phrase::Demand { phrase: DemandPhrase::AsExpected } => Sort::AsExpected,
        Phrase::Outcome { .. } | Phrase::Demand { .. } => Sort::Unexpected,
        Phrase::NotAdjusted => Sort::NotAdjusted,
        Phrase::NotThisBodysJob => Sort::Others,
    }
}

/// How long a page waits for what could be expected of every place, where it has still to be worked out.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// The studies of the figures in use, or nothing while they are being made: that goes on in the background. Nothing
/// for figures as they stood, of which no study is made.
pub(super) async fn studies(state: &State, days: &Days) -> Result<Option<Protected<Vec<Arc<Study>>>>, hub::Error> {
    if days.as_it_stood.is_some() {
        return Ok(None);
    }
    if let Some(studies) = state.hub.studies_if_made(&reader())? {
        return Ok(Some(studies));
    }
    let hub = Arc::clone(&state.hub);
    let making = tokio::spawn(async move { hub.studies(&reader()).await });
    match tokio::time::timeout(PATIENCE, making).await {
        Ok(Ok(studies)) => studies.map(Some),
        Ok(Err(_)) | Err(_) => Ok(None),
    }
}

/// What could be expected, to be drawn behind the figures of a series: only where the value that was judged is the
/// series' own figure of that period, and so in the same unit.
pub(super) fn band(outcome: &OutcomeTold, series: &Series) -> Option<Band> {
    let [period] = outcome.periods.as_slice() else { return None };
    let own = series.points.iter().find(|point| point.period == *period)?.value?;
    let (value, expected, range) = (outcome.value?, outcome.expected?, outcome.range_80?);
    let rounding = 10_f64.powi(-i32::from(u8::try_from(series.indicator.contract().decimals).unwrap_or(0)));
    ((value - own).abs() <= rounding).then(|| Band {
        at: middle(*period),
        expected,
        lower: range.lower,
        upper: range.upper,
    })
}

pub(super) async fn page(
    Shared(state): Shared<State>,
    Path(slug): Path<String>,
    asked: Asked,
) -> Result<Response, Failed> {
    let days = asked.days(&state);
    let subjects = subjects(&state, &slug, &days)?;
    let (area, day) = (subjects.area, subjects.day);
    let name = area.name_at(day).to_owned();
    let place = state.hub.in_the_round(&reader(), area.code, day).await?;
    let told = state.hub.told(&place);
    let peers = state.hub.peers(&reader(), area.code, day).await?;
    let href = super::places::href(area);
    let mut frame = Frame::new(
        Section::Places,
        format!("{name} in the round"),
        format!("What could be expected of {name} in its circumstances, and what it has."),
    )
    .under(trail(state.hub.map(), area, day).into_iter().chain([(name.clone(), href.clone())]), "In the round");
    frame.banner.clone_from(&days.banner);
    let groups = groups(&told, &href);
    let page = RoundPage {
        frame,
        lead: lead(&told),
        groups,
        peers: peers.map_or_else(Vec::new, |peers| peer_rows(&state, &peers)),
        download: format!("/api/v1/areas/{}/in-the-round", area.code),
        place: Link::new(format!("All outcomes of {name} over time"), href),
        name,
    };
    Ok(render(&page))
}

/// What stands out, by name.
fn lead(told: &PlaceTold) -> String {
    let named = |sort_: Sort| -> Vec<String> {
        let outcomes = told.outcomes.iter().filter(|outcome| sort(&outcome.says) == sort_);
        outcomes.map(|outcome| format!("{} ({})", uncapped(&outcome.title), outcome.phrase)).collect()
    };
    let changing: Vec<String> = told
        .outcomes
        .iter()
        .filter(|outcome| matches!(outcome.trend, Some(Trend::Improving | Trend::Worsening)))
        .filter(|outcome| outcome.says != Phrase::NotThisBodysJob)
        .map(|outcome| {
            let words = outcome.trend_words.clone().unwrap_or_default();
            format!("{} ({words})", uncapped(&outcome.title))
        })
        .collect();
    let unexpected = named(Sort::Unexpected);
    let mut sentences = vec![match unexpected.len() {
        0 => "Nothing that can be judged lies outside what could be expected here.".to_owned(),
        1 => format!("One outcome lies outside what could be expected here: {}.", unexpected[0]),
        count => format!(
            "{} outcomes lie outside what could be expected here: {}.",
            in_words(count),
            list_in_words(&unexpected)
        ),
    }];
    if !changing.is_empty() {
        sentences.push(format!("Changing by its own past: {}.", list_in_words(&changing)));
    }
    sentences.join(" ")
}

fn groups(told: &PlaceTold, href: &str) -> Vec<RoundGroup> {
    GROUPS
        .into_iter()
        .map(|(wanted, id, heading, text)| RoundGroup {
            id: id.to_owned(),
            heading: heading.to_owned(),
            text: text.to_owned(),
            rows: told
                .outcomes
                .iter()
                .filter(|outcome| sort(&outcome.says) == wanted)
                .map(|outcome| row(outcome, told, href))
                .collect(),
        })
        .filter(|group| !group.rows.is_empty())
        .collect()
}

fn row(outcome: &OutcomeTold, told: &PlaceTold, href: &str) -> RoundRow {
    let number = |value: f64| number(value, &outcome.unit);
    let bare = |value: f64| bare(value, &outcome.unit);
    let shown = outcome.value.zip(outcome.expected).zip(outcome.range_80).zip(outcome.range_95);
    let adjusted = !matches!(outcome.says, Phrase::NotAdjusted);
    let beside = match shown {
        Some((((value, expected), range), _)) if adjusted => format!(
            "{}. In such circumstances {} would be expected, and four of five councils lie between {} and {}.",
            number(value),
            bare(expected),
            bare(range.lower),
            bare(range.upper)
        ),
        Some((((value, _), _), _)) => format!("{}.", number(value)),
        None => "No figure was published for this council.".to_owned(),
    };
    let picture = shown.filter(|_| adjusted).and_then(|(((value, expected), range_80), range_95)| {
        expected_strip(&Expected {
            value,
            expected,
            range_80: (range_80.lower, range_80.upper),
            range_95: (range_95.lower, range_95.upper),
        })
    });
    let mut body: Vec<String> = Vec::new();
    if outcome.subject != told.area {
        body.push(outcome.subject_name.clone());
    }
    body.extend(Some(label_all(&outcome.periods)).filter(|periods| !periods.is_empty()));
    RoundRow {
        name: Link::new(&outcome.title, format!("{href}/outcomes/{}", outcome.indicator)),
        body: body.join(", "),
        phrase: capital(&outcome.phrase),
        look_here: sort(&outcome.says) == Sort::Unexpected,
        sentence: beside,
        picture,
        says: outcome.statements.iter().map(said).collect(),
        trend: outcome.trend_words.clone().unwrap_or_else(|| "no series is held".to_owned()),
        certainty: certainty(outcome, adjusted),
    }
}

pub(super) fn certainty(outcome: &OutcomeTold, adjusted: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Some(agreement), true) = (outcome.agreement, adjusted) {
        lines.push(format!("{} of {} methods put it on the same side.", agreement.agree, agreement.of));
    }
    if let Some(before) = outcome.before.as_ref().filter(|_| adjusted) {
        lines.push(format!("In the period before: {before}."));
    }
    if let Some((r_squared, (low, high))) = outcome.r_squared.zip(outcome.r_squared_interval) {
        let percent = |share: f64| grouped((share * 100.0).max(0.0), 0);
        lines.push(format!(
            "On councils that the model had not seen, circumstances tell {}% of the differences ({} to {}%).",
            percent(r_squared),
            percent(low),
            percent(high)
        ));
    }
    if let (Some(share), true) = (outcome.own_share, adjusted) {
        lines.push(format!("{}% of what is left is the council’s own, the rest is chance.", grouped(share * 100.0, 0)));
    }
    if outcome.adjusted != "yes" {
        lines.push(sentence(outcome.adjusted.trim_start_matches("yes; ")));
    }
    lines.extend((!outcome.note.is_empty()).then(|| outcome.note.clone()));
    lines.push(format!("Must not be used for: {}.", outcome.must_not_be_used_for.trim_end_matches('.')));
    lines
}

/// A value with as many decimals as its size asks for.
fn digits(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    grouped(value, decimals)
}

fn is_percent(unit: &str) -> bool {
    matches!(unit, "%" | "percent")
}

/// The same without a unit that would be said twice: a percentage keeps its sign.
pub(super) fn bare(value: f64, unit: &str) -> String {
    if is_percent(unit) { number(value, unit) } else { digits(value) }
}

/// The same with its unit.
pub(super) fn number(value: f64, unit: &str) -> String {
    let digits = digits(value);
    if is_percent(unit) { format!("{digits}%") } else { format!("{digits} {unit}") }
}

/// A count at the beginning of a sentence.
fn in_words(count: usize) -> String {
    const WORDS: [&str; 10] = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    WORDS.get(count).map_or_else(|| count.to_string(), |&word| word.to_owned())
}

fn peer_rows(state: &State, peers: &Peers) -> Vec<PeerRow> {
    let pack = circumstance_pack();
    let title = |id: &str| pack.rule(id).map_or_else(|| id.to_owned(), |rule| rule.title.clone());
    peers
        .peers
        .iter()
        .filter_map(|peer| {
            let area = state.hub.map().area(peer.area)?;
            let driver = peer.drivers.iter().max_by(|one, other| one.share.total_cmp(&other.share))?;
            let more = if driver.difference > 0.0 { "more" } else { "less" };
            Some(PeerRow {
                place: super::places::link(area),
                differs: format!("Most unlike in: {} ({more})", title(&driver.circumstance)),
            })
        })
        .collect()
}
