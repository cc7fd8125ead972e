//! Who does what, where and on which day.

use super::{Failed, asked::Asked, places::href};
use crate::{
    Frame, Section,
    components::{Choice, Column, ErrorSummary, FieldError, Link, SelectField, Table, TableCell, TextField, TextKind},
    pages::responsibilities::{ResponsibleBody, WhoAnswer, WhoPage},
    render,
    state::{State, reader},
    words::list_in_words,
};
use axum::{Router, extract::State as Shared, response::Response, routing::get};
use place::{Answer, Area, Map, NameMatch, Responsibilities, who::Function};
use terms::{BodyCode, Date, period::date_in_words};

/// The route of responsibilities.
pub(super) fn router() -> Router<State> {
    Router::new().route("/who", get(page))
}

async fn page(Shared(state): Shared<State>, asked: Asked) -> Result<Response, Failed> {
    let map = state.hub.map();
    let today = state.hub.clock().today();
    let mut page = form(&asked, today);
    let mut errors: Vec<FieldError> = Vec::new();
    let mut fault = |field: &mut TextField, text: String| {
        errors.push(FieldError { text: text.clone(), field_id: field.id.clone() });
        field.error = Some(text);
    };
    let date = match asked.text("date") {
        "" => Some(today),
        text => text.parse::<Date>().ok(),
    };
    if date.is_none() {
        fault(&mut page.date, "Write the day as a date, such as 2025-06-01.".to_owned());
    }
    let mut area = None;
    if !asked.text("place").is_empty() {
        match map.find(asked.text("place"), date.unwrap_or(today)) {
            NameMatch::One(found) => {
                // A code is told by its name, where that name is enough to find the place again.
                let name = found.name_at(date.unwrap_or(today));
                if matches!(map.find(name, date.unwrap_or(today)), NameMatch::One(again) if again.code == found.code) {
                    name.clone_into(&mut page.place.value);
                }
                area = Some(found);
            }
            NameMatch::Several(found) => fault(
                &mut page.place,
                format!("Several places have that name. Write the code of one: {}.", named(&found)),
            ),
            NameMatch::None { suggestions } if suggestions.is_empty() => {
                fault(&mut page.place, "No place had that name or code on that day. Check the spelling.".to_owned());
            }
            NameMatch::None { suggestions } => {
                fault(
                    &mut page.place,
                    format!("No place had that name or code on that day. Perhaps: {}.", named(&suggestions)),
                );
            }
        }
    }
    let function = function(asked.text("function"));
    if let (Some(area), Some(date)) = (area, date) {
        if let Some(function) = function {
            match state.hub.who(&reader(), &function.id, area.code, date) {
                Ok(found) => page.answer = Some(answer(map, &found)),
                Err(hub::Error::Refused { what, .. }) => {
                    fault(&mut page.place, format!("{}.", what.trim_end_matches('.')));
                }
                Err(error) => return Err(error.into()),
            }
        }
        page.everything = everything(&state, area, date);
        page.everything_heading = format!("Who does what in {} on {}", area.name_at(date), date_in_words(date));
    }
    page.errors = (!errors.is_empty()).then_some(ErrorSummary { errors });
    Ok(render(&page))
}

/// Places with their codes, so that one of them can be written into the form.
fn named(areas: &[&Area]) -> String {
    let names: Vec<String> = areas.iter().take(4).map(|area| format!("{} ({})", area.name, area.code)).collect();
    list_in_words(&names)
}

/// The function of an address: its name in the list, or plain words.
fn function(text: &str) -> Option<&'static Function> {
    let responsibilities = Responsibilities::england();
    (!text.is_empty())
        .then(|| responsibilities.function(text).or_else(|| responsibilities.function_by_words(text).first().copied()))
        .flatten()
}

fn form(asked: &Asked, today: Date) -> WhoPage {
    let chosen = function(asked.text("function"));
    let mut groups: Vec<(String, Vec<Choice>)> = Vec::new();
    for function in Responsibilities::england().functions() {
        let chosen = chosen.is_some_and(|chosen| chosen.id == function.id);
        let choice = Choice { chosen, ..Choice::new(&function.id, &function.name) };
        match groups.iter_mut().find(|(group, _)| *group == function.group) {
            Some((_, choices)) => choices.push(choice),
            None => groups.push((function.group.clone(), vec![choice])),
        }
    }
    let field = |id: &str, label: &str, hint: &str, kind, value: String| TextField {
        id: id.to_owned(),
        name: id.to_owned(),
        label: label.to_owned(),
        hint: Some(hint.to_owned()),
        value,
        error: None,
        kind,
        button: None,
    };
    let date = match asked.text("date") {
        "" => today.to_string(),
        text => text.to_owned(),
    };
    WhoPage {
        frame: Frame::new(
            Section::Who,
            "Who does what",
            "Which council or other body must do a job, where and when, and what law says so.",
        ),
        errors: None,
        function: SelectField {
            id: "function".to_owned(),
            name: "function".to_owned(),
            label: "What is the job?".to_owned(),
            hint: None,
            groups,
            error: None,
        },
        place: field(
            "place",
            "Where?",
            "A council’s name or code, such as Canterbury.",
            TextKind::Text,
            asked.text("place").to_owned(),
        ),
        date: field(
            "date",
            "On which day?",
            "Councils change: the answer may differ before and after.",
            TextKind::Date,
            date,
        ),
        answer: None,
        everything: Vec::new(),
        everything_heading: String::new(),
    }
}

/// The page of a body: its area's, where it has one on the map.
fn body_href(map: &Map, code: &BodyCode) -> Option<String> {
    let area = map.body(code).and_then(|body| body.area).or_else(|| code.area());
    area.and_then(|area| map.area(area)).map(href)
}

fn confidence(word: &str) -> String {
    match word {
        "verified" => "a source was read for it".to_owned(),
        "recalled" => "from memory: not yet checked against a source".to_owned(),
        other => other.to_owned(),
    }
}

/// Everybody whom an answer names as responsible.
fn names(answer: &Answer) -> Vec<&str> {
    let unnamed = answer.unnamed.iter().map(|unnamed| unnamed.who);
    answer.bodies.iter().map(|body| body.name.as_str()).chain(unnamed).collect()
}

fn answer(map: &Map, answer: &Answer) -> WhoAnswer {
    let names = names(answer);
    let job = &answer.function.name;
    let (place, day) = (&answer.area.name, date_in_words(answer.date));
    let sentence = if names.is_empty() {
        format!("{job}: no body has to do this in {place} on {day}.")
    } else {
        format!("{job} in {place} on {day}: {}.", list_in_words(&names))
    };
    let bodies = answer.bodies.iter().map(|body| ResponsibleBody {
        body: Link::new(&body.name, body_href(map, &body.code).unwrap_or_else(|| "/who".to_owned())),
        role: body.role.words().to_owned(),
        reason: body.reason.clone(),
        law: body.legal_basis.clone(),
        confidence: confidence(&body.confidence),
    });
    let unnamed = answer
        .unnamed
        .iter()
        .map(|unnamed| format!("{} {}. {}", unnamed.who, unnamed.role.words(), unnamed.legal_basis));
    let involved = answer.also_involved.iter().map(|involved| format!("{}: {}", involved.name, involved.how));
    WhoAnswer {
        sentence,
        reason: answer.situation.clone(),
        bodies: bodies.collect(),
        notes: unnamed
            .chain(involved)
            .map(|text| super::readings::sentence(&text))
            .chain(answer.notes.iter().cloned())
            .collect(),
    }
}

/// Every function in the place on the day, by group.
fn everything(state: &State, area: &Area, date: Date) -> Vec<(String, Table)> {
    let map = state.hub.map();
    let mut groups: Vec<(String, Table)> = Vec::new();
    for function in Responsibilities::england().functions() {
        let Ok(answer) = state.hub.who(&reader(), &function.id, area.code, date) else { continue };
        let names = names(&answer);
        let law = answer.bodies.first().map_or(function.main_legislation.as_str(), |body| body.legal_basis.as_str());
        let who = if names.is_empty() { "No body has to do this here".to_owned() } else { list_in_words(&names) };
        let row = vec![
            TableCell::linked(&function.name, format!("/who?function={}&place={}&date={date}", function.id, area.code)),
            TableCell {
                text: who,
                href: answer.bodies.first().filter(|_| names.len() == 1).and_then(|body| body_href(map, &body.code)),
            },
            TableCell::new(law),
        ];
        match groups.iter_mut().find(|(group, _)| *group == function.group) {
            Some((_, table)) => table.rows.push(row),
            None => groups.push((
                function.group.clone(),
                Table {
                    caption: function.group.clone(),
                    caption_hidden: true,
                    columns: ["Job", "Who", "Law"].map(Column::words).into(),
                    rows: vec![row],
                },
            )),
        }
    }
    groups
}
