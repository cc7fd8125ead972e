//! The forms by which a council documents a practice, or says that it took one up.

use super::{LARGEST_FORM_BYTES, council, outcome_field, place_field, practice};
use crate::{
    Frame, Section,
    components::{Choice, Choices, ErrorSummary, FieldError, TextArea, TextField, TextKind},
    pages::{
        practice::{DocumentPage, ReusePage},
        site::ProblemPage,
    },
    render,
    routes::{Failed, asked::Asked},
    state::{State, administrator, reader},
};
use axum::{
    Form,
    extract::{Path, State as Shared, rejection::FormRejection},
    response::{IntoResponse, Redirect, Response},
};
use hub::practice::{EvidenceGrade, PracticeNote, PracticeOutcome, PracticeTold, ReuseNote};
use serde::Deserialize;
use terms::IndicatorId;

/// What the form for a practice sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Documented {
    place: String,
    outcome: String,
    title: String,
    what: String,
    since: String,
    evidence: String,
    grade: String,
    contact: String,
}

/// What the form for a reuse sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Reused {
    place: String,
    since: String,
    adaptation: String,
    result: String,
}

/// Collects what is wrong, and puts it beside its field.
#[derive(Default)]
struct Faults(Vec<FieldError>);

impl Faults {
    fn add(&mut self, error: &mut Option<String>, field_id: &str, text: impl Into<String>) {
        let text = text.into();
        self.0.push(FieldError { text: text.clone(), field_id: field_id.to_owned() });
        *error = Some(text);
    }

    fn summary(self, frame: &mut Frame) -> Option<ErrorSummary> {
        if self.0.is_empty() {
            return None;
        }
        frame.title = format!("Error: {}", frame.title);
        Some(ErrorSummary { errors: self.0 })
    }
}

fn too_large() -> Response {
    render(&ProblemPage::too_large(&format!("{} kilobytes", LARGEST_FORM_BYTES / 1024)))
}

fn text(id: &str, label: &str, hint: &str, value: &str) -> TextField {
    TextField {
        id: id.to_owned(),
        name: id.to_owned(),
        label: label.to_owned(),
        hint: (!hint.is_empty()).then(|| hint.to_owned()),
        value: value.to_owned(),
        error: None,
        kind: TextKind::Text,
        button: None,
    }
}

fn text_area(id: &str, label: &str, hint: &str, value: &str) -> TextArea {
    TextArea {
        id: id.to_owned(),
        name: id.to_owned(),
        label: label.to_owned(),
        hint: (!hint.is_empty()).then(|| hint.to_owned()),
        value: value.to_owned(),
        error: None,
    }
}

/// The year of a field; `Err` where it is none.
fn year(text: &str) -> Result<Option<i16>, ()> {
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| ()) }
}

fn document_page(outcomes: &[PracticeOutcome], sent: &Documented) -> DocumentPage {
    DocumentPage {
        frame: Frame::new(
            Section::Outcomes,
            "Document a practice",
            "Say what a council did about an outcome, so that another could do it.",
        )
        .under([("Good practice", "/practice")], "Document a practice"),
        errors: None,
        place: place_field("Which council did it?", &sent.place),
        outcome: outcome_field(outcomes, &sent.outcome),
        title: text("title", "What is it called?", "Such as: A call in the first week of arrears.", &sent.title),
        what: text_area(
            "what",
            "What was done?",
            "So that somebody else could do it. An empty line begins a new paragraph.",
            &sent.what,
        ),
        since: text("since", "Since which year? (optional)", "Such as 2019.", &sent.since),
        evidence: text_area("evidence", "What shows that it helped?", "And where that is told.", &sent.evidence),
        grade: Choices {
            id: "grade".to_owned(),
            name: "grade".to_owned(),
            legend: "How sure is that?".to_owned(),
            hint: None,
            several: false,
            choices: EvidenceGrade::ALL
                .into_iter()
                .map(|grade| {
                    let value = grade.number().to_string();
                    Choice {
                        chosen: sent.grade == value,
                        ..Choice::new(value.clone(), format!("{value}: {}", grade.words()))
                    }
                })
                .collect(),
            error: None,
        },
        contact: text("contact", "Whom can one ask?", "A team and its address, rather than a person.", &sent.contact),
    }
}

pub(super) async fn document(Shared(state): Shared<State>, asked: Asked) -> Result<Response, Failed> {
    let outcomes = state.hub.practice_outcomes(&reader()).await?;
    let mut sent = Documented { outcome: asked.text("outcome").to_owned(), ..Documented::default() };
    let today = state.hub.clock().today();
    // A link names the council by its code; people read its name.
    let words = asked.text("place");
    sent.place = council(&state, words, today).map_or_else(|_| words.to_owned(), |area| area.name.clone());
    Ok(render(&document_page(&outcomes, &sent)))
}

pub(super) async fn record(
    Shared(state): Shared<State>,
    form: Result<Form<Documented>, FormRejection>,
) -> Result<Response, Failed> {
    let Ok(Form(sent)) = form else { return Ok(too_large()) };
    let outcomes = state.hub.practice_outcomes(&reader()).await?;
    let mut page = document_page(&outcomes, &sent);
    let mut faults = Faults::default();
    let area = council(&state, sent.place.trim(), state.hub.clock().today());
    if let Err(fault) = &area {
        faults.add(&mut page.place.error, "place", fault);
    }
    let known = outcomes.iter().any(|outcome| outcome.indicator.as_str() == sent.outcome);
    let outcome = IndicatorId::parse(&sent.outcome).ok().filter(|_| known);
    if outcome.is_none() {
        faults.add(&mut page.outcome.error, "outcome", "Choose the outcome that it is meant to better.");
    }
    if sent.title.trim().is_empty() {
        faults.add(&mut page.title.error, "title", "Give it a name.");
    }
    if sent.what.trim().is_empty() {
        faults.add(&mut page.what.error, "what", "Say what was done, so that somebody else could do it.");
    }
    let since = year(&sent.since);
    if since.is_err() {
        faults.add(&mut page.since.error, "since", "Write a year such as 2019, or leave it empty.");
    }
    if sent.evidence.trim().is_empty() {
        faults.add(&mut page.evidence.error, "evidence", "Say what shows that it helped, and where that is told.");
    }
    let grade = sent.grade.parse::<EvidenceGrade>();
    if grade.is_err() {
        faults.add(&mut page.grade.error, "grade-1", "Choose how sure it is that it helped.");
    }
    if sent.contact.trim().is_empty() {
        faults.add(&mut page.contact.error, "contact", "Say whom to ask.");
    }
    if let (Ok(area), Some(outcome), Ok(since), Ok(grade), true) = (area, outcome, since, grade, faults.0.is_empty()) {
        let note = PracticeNote {
            area: area.code,
            outcome,
            title: sent.title.trim().to_owned(),
            what: sent.what.replace("\r\n", "\n").trim().to_owned(),
            since,
            grade,
            evidence: sent.evidence.replace("\r\n", "\n").trim().to_owned(),
            contact: sent.contact.trim().to_owned(),
        };
        let actor = administrator(&format!("Documenting a practice of {}", area.name));
        match state.hub.document_practice(&actor, &note).await {
            Ok(number) => return Ok(Redirect::to(&format!("/practice/{number}")).into_response()),
            Err(hub::Error::Refused { mend, .. }) => faults.add(&mut page.since.error, "since", mend),
            Err(error) => return Err(error.into()),
        }
    }
    page.errors = faults.summary(&mut page.frame);
    Ok(render(&page))
}

fn reuse_page(practice: &PracticeTold, sent: &Reused) -> ReusePage {
    let address = format!("/practice/{}", practice.number);
    ReusePage {
        frame: Frame::new(
            Section::Outcomes,
            format!("We took it up: {}", practice.title),
            "Say that your council took up a practice, what it changed, and what came of it.",
        )
        .under([("Good practice", "/practice"), (practice.title.as_str(), address.as_str())], "We took it up"),
        errors: None,
        practice: practice.title.clone(),
        action: format!("{address}/reuse"),
        place: place_field("Which council took it up?", &sent.place),
        since: text("since", "Since which year? (optional)", "Such as 2024.", &sent.since),
        adaptation: text_area(
            "adaptation",
            "What did you change to make it fit?",
            "If nothing, say so.",
            &sent.adaptation,
        ),
        result: text_area("result", "What came of it? (optional)", "Also when nothing did.", &sent.result),
    }
}

pub(super) async fn reuse(Shared(state): Shared<State>, Path(number): Path<String>) -> Result<Response, Failed> {
    let practice = practice(&state, &number).await?;
    Ok(render(&reuse_page(&practice, &Reused::default())))
}

pub(super) async fn record_reuse(
    Shared(state): Shared<State>,
    Path(number): Path<String>,
    form: Result<Form<Reused>, FormRejection>,
) -> Result<Response, Failed> {
    let practice = practice(&state, &number).await?;
    let Ok(Form(sent)) = form else { return Ok(too_large()) };
    let mut page = reuse_page(&practice, &sent);
    let mut faults = Faults::default();
    let area = council(&state, sent.place.trim(), state.hub.clock().today());
    if let Err(fault) = &area {
        faults.add(&mut page.place.error, "place", fault);
    }
    let since = year(&sent.since);
    if since.is_err() {
        faults.add(&mut page.since.error, "since", "Write a year such as 2024, or leave it empty.");
    }
    if sent.adaptation.trim().is_empty() {
        let fault = "Say what was changed to make it fit; if nothing was, say so.";
        faults.add(&mut page.adaptation.error, "adaptation", fault);
    }
    if let (Ok(area), Ok(since), true) = (area, since, faults.0.is_empty()) {
        let note = ReuseNote {
            practice: practice.number,
            area: area.code,
            since,
            adaptation: sent.adaptation.trim().to_owned(),
            result: sent.result.trim().to_owned(),
        };
        let actor = administrator(&format!("Recording that {} took up a practice", area.name));
        match state.hub.record_reuse(&actor, &note).await {
            Ok(()) => return Ok(Redirect::to(&format!("/practice/{}", practice.number)).into_response()),
            Err(hub::Error::Refused { mend, .. }) => faults.add(&mut page.place.error, "place", mend),
            Err(error) => return Err(error.into()),
        }
    }
    page.errors = faults.summary(&mut page.frame);
    Ok(render(&page))
}
