//! Good practice: the finder, one practice, and the forms.

mod forms;

use super::{Failed, asked::Asked, data::day, places::href};
use crate::{
    Frame, Section,
    components::{
        Choice, Column, ErrorSummary, FieldError, Link, SelectField, SummaryList, SummaryRow, Table, TableCell,
        TextField, TextKind,
    },
    pages::practice::{
        FinderPage, PracticePage,
        finder::{Found, FoundPlace, PracticeCard},
        one::Reuse,
    },
    render,
    state::{State, reader},
    words::list_in_words,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, State as Shared},
    response::Response,
    routing::get,
};
use hub::practice::{PlaceOfPractice, PracticeFound, PracticeOutcome, PracticeTold, RegressionTold};
use place::{Area, NameMatch};
use terms::{AreaCode, Date, IndicatorId, unit::grouped};

/// The largest form, in bytes.
const LARGEST_FORM_BYTES: usize = 64 * 1024;

/// The routes of good practice.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/practice", get(finder))
        .route("/practice/document", get(forms::document).post(forms::record))
        .route("/practice/{number}", get(one))
        .route("/practice/{number}/reuse", get(forms::reuse).post(forms::record_reuse))
        .layer(DefaultBodyLimit::max(LARGEST_FORM_BYTES))
}

/// The field for a council.
fn place_field(label: &str, value: &str) -> TextField {
    TextField {
        id: "place".to_owned(),
        name: "place".to_owned(),
        label: label.to_owned(),
        hint: Some("A council’s name or code, such as Burnley.".to_owned()),
        value: value.to_owned(),
        error: None,
        kind: TextKind::Text,
        button: None,
    }
}

/// The field for an outcome: those of which something can be said.
fn outcome_field(outcomes: &[PracticeOutcome], chosen: &str) -> SelectField {
    let group = |of_districts: bool| {
        let outcomes =
            outcomes.iter().filter(|outcome| outcome.refusal.is_none() && outcome.of_districts == of_districts);
        outcomes
            .map(|outcome| Choice {
                chosen: outcome.indicator.as_str() == chosen,
                ..Choice::new(outcome.indicator.as_str(), &outcome.title)
            })
            .collect::<Vec<_>>()
    };
    SelectField {
        id: "outcome".to_owned(),
        name: "outcome".to_owned(),
        label: "Which outcome?".to_owned(),
        hint: None,
        groups: vec![
            (String::new(), vec![Choice::new("", "Choose an outcome")]),
            ("Of districts and unitary councils".to_owned(), group(true)),
            ("Of counties and unitary councils".to_owned(), group(false)),
        ],
        error: None,
    }
}

/// The council that words mean, or what is wrong with them.
fn council(state: &State, words: &str, today: Date) -> Result<&'static Area, String> {
    if words.is_empty() {
        return Err("Write a council’s name or code.".to_owned());
    }
    match state.hub.map().find(words, today) {
        NameMatch::One(area) if area.kind.has_council() => Ok(area),
        NameMatch::One(area) => Err(format!("{} has no council. Write a council’s name or code.", area.name)),
        NameMatch::Several(found) | NameMatch::None { suggestions: found } if !found.is_empty() => {
            let councils = found.iter().filter(|area| area.kind.has_council()).take(4);
            let names: Vec<String> = councils.map(|area| format!("{} ({})", area.name, area.code)).collect();
            Err(format!("No one council is called “{words}” today. Perhaps: {}.", list_in_words(&names)))
        }
        _ => Err(format!("No council is called “{words}” today. Check the spelling, or write its code.")),
    }
}

async fn finder(Shared(state): Shared<State>, asked: Asked) -> Result<Response, Failed> {
    let today = state.hub.clock().today();
    let outcomes = state.hub.practice_outcomes(&reader()).await?;
    let (words, chosen) = (asked.text("place"), asked.text("outcome"));
    let mut page = FinderPage {
        frame: Frame::new(
            Section::Outcomes,
            "Good practice",
            "Councils in circumstances like yours that have done better than expected again and again.",
        ),
        errors: None,
        place: place_field("For which council?", words),
        outcome: outcome_field(&outcomes, chosen),
        found: None,
        refused: outcomes
            .iter()
            .filter_map(|outcome| Some(format!("{}: {}", outcome.title, outcome.refusal.as_ref()?)))
            .collect(),
    };
    let mut errors = Vec::new();
    let area = if words.is_empty() && chosen.is_empty() {
        None
    } else {
        match council(&state, words, today) {
            Ok(area) => Some(area),
            Err(fault) => {
                errors.push(FieldError { text: fault.clone(), field_id: page.place.id.clone() });
                page.place.error = Some(fault);
                None
            }
        }
    };
    if let Some(area) = area {
        area.name.clone_into(&mut page.place.value);
    }
    if !chosen.is_empty() {
        let known = outcomes.iter().find(|outcome| outcome.indicator.as_str() == chosen);
        match (area, known) {
            (Some(area), Some(outcome)) => page.found = Some(found(&state, area, &outcome.indicator, today).await?),
            (_, None) => {
                let fault = "Choose an outcome from the list.".to_owned();
                errors.push(FieldError { text: fault.clone(), field_id: page.outcome.id.clone() });
                page.outcome.error = Some(fault);
            }
            (None, Some(_)) => {}
        }
    }
    if !errors.is_empty() {
        page.frame.title = format!("Error: {}", page.frame.title);
        page.errors = Some(ErrorSummary { errors });
    }
    Ok(render(&page))
}

async fn found(state: &State, area: &Area, indicator: &IndicatorId, today: Date) -> Result<Found, Failed> {
    let found = state.hub.find_practice(&reader(), area.code, indicator, today).await?;
    let decimals = found
        .places
        .iter()
        .flat_map(|place| &place.periods)
        .map(|period| decimals(period.value.abs().max(period.expected.abs())))
        .min()
        .unwrap_or(1);
    Ok(Found {
        heading: format!("{}: places like {}", found.title, found.area_name),
        lead: lead(&found),
        warning: found.warning.map_or_else(Vec::new, warning),
        places: found.places.iter().map(|place| found_place(state, &found, place, decimals)).collect(),
        others: found.others.iter().map(card).collect(),
        document_href: document_href(area.code, indicator),
        download: format!("/api/v1/practice?area={}&indicator={indicator}", area.code),
    })
}

fn document_href(area: AreaCode, indicator: &IndicatorId) -> String {
    format!("/practice/document?place={area}&outcome={indicator}")
}

fn lead(found: &PracticeFound) -> String {
    if let Some(refusal) = &found.refusal {
        return refusal.clone();
    }
    let span = match found.periods.as_slice() {
        [] => String::new(),
        [only] => format!(", in {only}"),
        [newest, .., oldest] => format!(", over {} periods, from {oldest} to {newest}", found.periods.len()),
    };
    let looked = format!("We looked at the {} places in the most similar circumstances{span}.", found.alike);
    let alike = match found.places.len() {
        0 => "None of them was better than expected in the two newest.".to_owned(),
        1 => "One was better than expected in the two newest or more.".to_owned(),
        count => format!(
            "{count} were better than expected in the two newest or more. They stand in the order of likeness, the most alike first; that says nothing of how well they do."
        ),
    };
    let others = match found.less_alike {
        0 => String::new(),
        1 => " One place in other circumstances was too.".to_owned(),
        count => format!(" {count} places in other circumstances were too."),
    };
    format!("{looked} {alike}{others}")
}

fn warning(warning: RegressionTold) -> Vec<String> {
    if warning.better_once == 0 {
        return vec!["Nobody stood out in the period before, so that nothing can be said of what lasts.".to_owned()];
    }
    vec![
        format!(
            "Of {} places, {} were better than expected in the period before; {} of them were so again in the newest. The others fell back, most of them because it had been chance.",
            warning.areas, warning.better_once, warning.better_twice
        ),
        format!(
            "On average those {} lay {} times the usual distance from what was expected, and {} times a period later. A place that starts to copy at the height of another’s luck will be let down.",
            warning.better_once,
            grouped(warning.distance_earlier, 1),
            grouped(warning.distance_later, 1)
        ),
    ]
}

/// Decimals that show a value of this size well.
fn decimals(size: f64) -> u8 {
    match size {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    }
}

fn found_place(state: &State, found: &PracticeFound, place: &PlaceOfPractice, decimals: u8) -> FoundPlace {
    let number = |value: f64| TableCell::new(grouped(value, decimals.into()));
    let address = state.hub.map().area(place.area).map_or_else(|| format!("/places/{}", place.area), href);
    let enough = if place.steady { "" } else { ". Two are a reason to ask, no more" };
    FoundPlace {
        place: Link::new(&place.area_name, format!("{address}/outcomes/{}", found.indicator)),
        run: format!("Better than expected in {} periods running{enough}.", place.periods_running),
        unlike: place.most_unlike_in.as_ref().map(|what| format!("Most unlike {} in: {what}", found.area_name)),
        periods: Table {
            caption: format!("{} in {}, {}", found.title, place.area_name, found.unit),
            caption_hidden: true,
            columns: vec![
                Column::words("Period"),
                Column::numbers(format!("Had ({})", found.unit)),
                Column::numbers("Expected"),
            ],
            rows: place
                .periods
                .iter()
                .map(|period| vec![TableCell::new(&period.period), number(period.value), number(period.expected)])
                .collect(),
        },
        practices: place.practices.iter().map(card).collect(),
        document_href: document_href(place.area, &found.indicator),
    }
}

fn card(practice: &PracticeTold) -> PracticeCard {
    let names: Vec<&str> = practice.reuses.iter().map(|reuse| reuse.area_name.as_str()).collect();
    PracticeCard {
        practice: Link::new(&practice.title, format!("/practice/{}", practice.number)),
        place: practice
            .since
            .map_or_else(|| practice.area_name.clone(), |since| format!("{}, since {since}", practice.area_name)),
        grade: format!("Evidence {} of 5: {}", practice.grade.number(), practice.grade_words),
        reuse: if names.is_empty() {
            "Nobody has said that they took it up.".to_owned()
        } else {
            format!("Taken up by {}.", list_in_words(&names))
        },
    }
}

/// The practice that an address names.
async fn practice(state: &State, number: &str) -> Result<PracticeTold, Failed> {
    let missing = || hub::Error::not_found(format!("practice {number}"));
    let number = number.parse::<u32>().map_err(|_| missing())?;
    Ok(state.hub.practice(&reader(), number).await?)
}

/// Paragraphs of a text.
fn paragraphs(text: &str) -> Vec<String> {
    let parts = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

async fn one(Shared(state): Shared<State>, Path(number): Path<String>) -> Result<Response, Failed> {
    let practice = practice(&state, &number).await?;
    let map = state.hub.map();
    let place = |code: AreaCode, name: &str| match map.area(code) {
        Some(area) => Link::new(name, href(area)),
        None => Link::new(name, format!("/places/{code}")),
    };
    let catalogue = state.hub.catalogue(&reader())?;
    let outcome = catalogue.indicator(&practice.indicator).map(|indicator| indicator.contract().title.clone());
    let outcome = outcome.unwrap_or_else(|| practice.indicator.to_string());
    let own = place(practice.area, &practice.area_name);
    let mut rows = vec![
        SummaryRow::linked("Place", own.text.clone(), own.href.clone()),
        SummaryRow::linked("Outcome", outcome.clone(), format!("{}/outcomes/{}", own.href, practice.indicator)),
    ];
    rows.extend(practice.since.map(|since| SummaryRow::new("Since", since.to_string())));
    rows.push(SummaryRow::new("Ask", &practice.contact));
    rows.push(SummaryRow::new("Documented by", format!("{}, {}", practice.recorded_by, day(practice.recorded_at))));
    let page = PracticePage {
        frame: Frame::new(
            Section::Outcomes,
            &practice.title,
            format!("What {} did about {}.", practice.area_name, outcome.to_lowercase()),
        )
        .under([("Good practice", "/practice")], &practice.title),
        title: practice.title.clone(),
        lead: format!("What {} did about: {}.", practice.area_name, outcome),
        what: paragraphs(&practice.what),
        evidence: paragraphs(&practice.evidence),
        grade: format!("Evidence {} of 5. {}.", practice.grade.number(), practice.grade_words),
        facts: SummaryList { rows },
        reuses: practice
            .reuses
            .iter()
            .map(|reuse| Reuse {
                place: place(reuse.area, &reuse.area_name),
                since: reuse.since.map_or_else(|| "Since an unknown year".to_owned(), |since| format!("Since {since}")),
                adaptation: reuse.adaptation.clone(),
                result: reuse.result.clone().unwrap_or_else(|| "Not known yet.".to_owned()),
            })
            .collect(),
        reuse_href: format!("/practice/{}/reuse", practice.number),
    };
    Ok(render(&page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warning_is_told_in_counts() {
        let told = warning(RegressionTold {
            areas: 294,
            better_once: 28,
            better_twice: 9,
            distance_earlier: 1.747,
            distance_later: 0.924,
        });
        assert!(told[0].starts_with("Of 294 places, 28 were better than expected in the period before; 9 of them"));
        assert!(told[1].contains("1.7 times") && told[1].contains("0.9 times a period later"), "{}", told[1]);
        let nobody =
            RegressionTold { areas: 294, better_once: 0, better_twice: 0, distance_earlier: 0.0, distance_later: 0.0 };
        assert_eq!(warning(nobody).len(), 1, "no share of nobody");
    }

    #[test]
    fn paragraphs_are_parted_by_empty_lines() {
        assert_eq!(paragraphs("Call.\n\n\n Then visit.\nAgain. \n\n"), ["Call.", "Then visit.\nAgain."]);
    }
}
