//! The form for evidence about a council.

use super::{
    super::{Failed, data::capital, places::href},
    LARGEST_FORM_BYTES, conversations_href,
    place::council,
};
use crate::{
    Frame, Section,
    components::{Choice, Choices, ErrorSummary, FieldError, SelectField, TextArea, TextField, TextKind},
    pages::{signals::EvidencePage, site::ProblemPage},
    render,
    state::{State, administrator},
};
use ::place::Area;
use axum::{
    Form,
    extract::{Path, State as Shared, rejection::FormRejection},
    response::{IntoResponse, Redirect, Response},
};
use hub::signals::{EvidenceKind, NewEvidence, Provenance, Theme};
use serde::Deserialize;
use terms::Date;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    kind: String,
    known_from: String,
    note: String,
    source: String,
    provenance: String,
}

/// Who may say so, as the form names them.
const PROVENANCES: [(Provenance, &str, &str, &str); 3] = [
    (
        Provenance::OfficialBody,
        "official-body",
        "An official body, in a published paper",
        "An auditor, an inspector, the ombudsman, the government.",
    ),
    (Provenance::CouncilPapers, "council-papers", "The council’s own papers", "Minutes, reports, its website."),
    (
        Provenance::Reported,
        "reported",
        "The press, or what somebody heard",
        "It weighs little, and makes nothing else weigh more.",
    ),
];

/// The lasting word of a kind, as it is sent.
fn word(kind: EvidenceKind) -> String {
    serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(super) async fn form(Shared(state): Shared<State>, Path(slug): Path<String>) -> Result<Response, Failed> {
    let area = council(&state, &slug)?;
    Ok(render(&blank(area, &Sent::default())))
}

fn blank(area: &Area, sent: &Sent) -> EvidencePage {
    let address = conversations_href(area);
    let groups = Theme::ALL
        .into_iter()
        .map(|theme| {
            let kinds = EvidenceKind::ALL.iter().filter(|kind| kind.theme() == theme);
            let choices = kinds.map(|kind| {
                let value = word(*kind);
                Choice { chosen: value == sent.kind, ..Choice::new(value, capital(kind.words())) }
            });
            (capital(theme.words()), choices.collect())
        })
        .collect::<Vec<(String, Vec<Choice>)>>();
    let first = (String::new(), vec![Choice::new("", "Choose what was noted")]);
    let text = |id: &str, label: &str, hint: &str, value: &str, kind| TextField {
        id: id.to_owned(),
        name: id.to_owned(),
        label: label.to_owned(),
        hint: Some(hint.to_owned()),
        value: value.to_owned(),
        error: None,
        kind,
        button: None,
    };
    EvidencePage {
        frame: Frame::new(
            Section::Places,
            format!("Record evidence: {}", area.name),
            "Write down what is known about a council, since when, and where it is told.",
        )
        .under([(area.name.clone(), href(area)), ("Early warning".to_owned(), address.clone())], "Record evidence"),
        errors: None,
        council: area.official_name().to_owned(),
        action: format!("{address}/evidence"),
        kind: SelectField {
            id: "kind".to_owned(),
            name: "kind".to_owned(),
            label: "What was noted?".to_owned(),
            hint: Some("By the seven themes of Best Value.".to_owned()),
            groups: std::iter::once(first).chain(groups).collect(),
            error: None,
        },
        known_from: text(
            "known_from",
            "Since when is it known?",
            "The day of the paper, not the day on which it happened.",
            &sent.known_from,
            TextKind::Date,
        ),
        note: TextArea {
            id: "note".to_owned(),
            name: "note".to_owned(),
            label: "What happened?".to_owned(),
            hint: Some("A sentence or two, such as: the accounts of 2024-25 were published in June 2026.".to_owned()),
            value: sent.note.clone(),
            error: None,
        },
        source: text(
            "source",
            "Where is it told?",
            "An address, or a paper and its page. Without a source nobody can check it.",
            &sent.source,
            TextKind::Text,
        ),
        provenance: Choices {
            id: "provenance".to_owned(),
            name: "provenance".to_owned(),
            legend: "Who says so?".to_owned(),
            hint: None,
            several: false,
            choices: PROVENANCES
                .into_iter()
                .map(|(_, value, label, hint)| Choice {
                    hint: Some(hint.to_owned()),
                    chosen: value == sent.provenance,
                    ..Choice::new(value, label)
                })
                .collect(),
            error: None,
        },
    }
}

pub(super) async fn record(
    Shared(state): Shared<State>,
    Path(slug): Path<String>,
    form: Result<Form<Sent>, FormRejection>,
) -> Result<Response, Failed> {
    let area = council(&state, &slug)?;
    let Ok(Form(sent)) = form else {
        return Ok(render(&ProblemPage::too_large(&format!("{} kilobytes", LARGEST_FORM_BYTES / 1024))));
    };
    let today = state.hub.clock().today();
    let mut page = blank(area, &sent);
    let kind = EvidenceKind::ALL.iter().copied().find(|kind| word(*kind) == sent.kind);
    let known_from = sent.known_from.trim().parse::<Date>().ok().filter(|day| *day <= today);
    let provenance = PROVENANCES.into_iter().find(|(_, value, ..)| *value == sent.provenance);
    let mut errors: Vec<FieldError> = Vec::new();
    let mut fault = |error: &mut Option<String>, field_id: &str, text: &str| {
        errors.push(FieldError { text: text.to_owned(), field_id: field_id.to_owned() });
        *error = Some(text.to_owned());
    };
    if kind.is_none() {
        fault(&mut page.kind.error, "kind", "Choose what was noted.");
    }
    if known_from.is_none() {
        fault(&mut page.known_from.error, "known_from", "Write a day that has come, such as 2026-10-01.");
    }
    if sent.note.trim().is_empty() {
        fault(&mut page.note.error, "note", "Say what happened, in a sentence.");
    }
    if sent.source.trim().is_empty() {
        fault(&mut page.source.error, "source", "Say where it is told: without a source nobody can check it.");
    }
    if provenance.is_none() {
        fault(&mut page.provenance.error, "provenance-1", "Choose who says so.");
    }
    if let (Some(kind), Some(known_from), Some((provenance, ..)), true) =
        (kind, known_from, provenance, errors.is_empty())
    {
        let new = NewEvidence {
            area: area.code,
            kind,
            known_from,
            provenance,
            source: sent.source.clone(),
            note: sent.note.clone(),
        };
        let actor = administrator(&format!("Recording evidence about {}", area.name));
        match state.hub.record_evidence(&actor, &new).await {
            Ok(number) => {
                let href = format!("{}?done=recorded#evidence-{number}", conversations_href(area));
                return Ok(Redirect::to(&href).into_response());
            }
            Err(hub::Error::Refused { what, mend }) => {
                errors.push(FieldError { text: format!("{what} {mend}"), field_id: "kind".to_owned() });
            }
            Err(error) => return Err(error.into()),
        }
    }
    page.frame.title = format!("Error: {}", page.frame.title);
    page.errors = Some(ErrorSummary { errors });
    Ok(render(&page))
}
