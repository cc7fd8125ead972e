//! Outcome audits: the list, the forms and the audit itself.

mod evidence;
mod finding;
mod plan;
mod show;

use super::{Failed, statements::LARGEST_FORM_BYTES};
use crate::{
    Frame, Section,
    components::{Link, Tag, TagKind, TextArea, TextField, TextKind},
    pages::audits::{AuditsPage, list::AuditRow},
    render,
    state::{State, reader},
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, State as Shared},
    response::Response,
    routing::{get, post},
};
use hub::audits::Stage;
use terms::period::date_in_words;

/// The routes of audits.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/audits", get(list))
        .route("/audits/plan", get(plan::form).post(plan::declare))
        .route("/audits/{number}", get(show::page))
        .route("/audits/{number}/evidence", get(evidence::page).post(evidence::freeze))
        .route("/audits/{number}/findings/new", get(finding::form).post(finding::write))
        .route("/audits/{number}/findings/{finding}", get(finding::form_again).post(finding::write_anew))
        .route("/audits/{number}/step", post(show::step))
        .layer(DefaultBodyLimit::max(LARGEST_FORM_BYTES))
}

async fn list(Shared(state): Shared<State>) -> Result<Response, Failed> {
    let audits = state.hub.audits(&reader()).await?;
    let rows = audits.into_iter().map(|audit| {
        let area = state.hub.map().area(audit.area);
        let href = area.map_or_else(|| "/places".to_owned(), super::places::href);
        AuditRow {
            audit: Link::new(audit.title, audit.page),
            place: Link::new(audit.area_name, href),
            stage: stage_tag(audit.stage),
            declared: date_in_words(audit.declared_on),
        }
    });
    Ok(render(&AuditsPage {
        frame: Frame::new(
            Section::Outcomes,
            "Outcome audits",
            "Audits of outcomes, each with its goals declared first.",
        ),
        audits: rows.collect(),
    }))
}

/// Where an audit stands, as a tag.
fn stage_tag(stage: Stage) -> Tag {
    match stage {
        Stage::Planned => Tag::new("Planned", TagKind::Plain),
        Stage::Evidence => Tag::new("Gathering evidence", TagKind::Wait),
        Stage::Draft => Tag::new("With the body", TagKind::Ask),
        Stage::Replied => Tag::new("Answered", TagKind::Ask),
        Stage::Published => Tag::new("Published", TagKind::Done),
    }
}

/// The audit that an address names.
fn number_of(text: &str) -> Result<u32, hub::Error> {
    text.parse().map_err(|_| hub::Error::not_found(format!("audit {text}")))
}

fn field(id: &str, label: &str, hint: &str, value: &str, kind: TextKind) -> TextField {
    TextField {
        id: id.to_owned(),
        name: id.to_owned(),
        label: label.to_owned(),
        hint: (!hint.is_empty()).then(|| hint.to_owned()),
        value: value.to_owned(),
        error: None,
        kind,
        button: None,
    }
}

fn area_field(id: &str, label: &str, hint: &str, value: &str) -> TextArea {
    TextArea {
        id: id.to_owned(),
        name: id.to_owned(),
        label: label.to_owned(),
        hint: (!hint.is_empty()).then(|| hint.to_owned()),
        value: value.to_owned(),
        error: None,
    }
}
