//! What can be done on the page of a council's conversations: each step is a form that leads back to the page.

use super::{
    super::{Failed, asked::Asked},
    LARGEST_FORM_BYTES, conversations_href,
    place::{council, show},
};
use crate::{
    pages::site::ProblemPage,
    render,
    state::{State, administrator},
};
use ::place::Area;
use axum::{
    Form,
    extract::{Path, State as Shared},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

/// What a form of the page sends.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    pub(super) line: String,
    #[serde(default)]
    pub(super) words: String,
    #[serde(default)]
    pub(super) number: String,
}

/// A form that was refused: which, and what was typed.
pub(super) struct Refused {
    pub(super) form: &'static str,
    pub(super) sent: Sent,
    pub(super) what: String,
}

/// Leads back to the page, or shows it with what was refused.
async fn after(
    state: &State,
    area: &'static Area,
    outcome: Result<(), hub::Error>,
    (form, done): (&'static str, &str),
    sent: Sent,
) -> Result<Response, Failed> {
    match outcome {
        Ok(()) => {
            let line = if sent.line.is_empty() { "evidence" } else { &sent.line };
            Ok(Redirect::to(&format!("{}?done={done}#{line}", conversations_href(area))).into_response())
        }
        Err(hub::Error::Refused { what, mend }) => {
            let what = format!("{what} {mend}");
            show(state, area, &Asked::default(), Some(Refused { form, sent, what })).await
        }
        Err(hub::Error::Port(hub::PortError::Conflict { .. })) => {
            let what = "Somebody else was first. Read what was done, then try again.".to_owned();
            show(state, area, &Asked::default(), Some(Refused { form, sent, what })).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The form, or the page that says that it is too large or not one of ours.
type Taken = Result<Form<Sent>, axum::extract::rejection::FormRejection>;

fn taken(form: Taken) -> Result<Sent, Response> {
    form.map(|Form(sent)| sent)
        .map_err(|_| render(&ProblemPage::too_large(&format!("{} kilobytes", LARGEST_FORM_BYTES / 1024))))
}

pub(super) async fn open(
    Shared(state): Shared<State>,
    Path(slug): Path<String>,
    form: Taken,
) -> Result<Response, Failed> {
    let area = council(&state, &slug)?;
    let sent = match taken(form) {
        Ok(sent) => sent,
        Err(reply) => return Ok(reply),
    };
    let actor = administrator(&format!("Opening a conversation about {}", area.name));
    let outcome = state.hub.open_conversation(&actor, area.code, &sent.line).await;
    after(&state, area, outcome, ("open", "opened"), sent).await
}

pub(super) async fn answer(
    Shared(state): Shared<State>,
    Path(slug): Path<String>,
    form: Taken,
) -> Result<Response, Failed> {
    let area = council(&state, &slug)?;
    let sent = match taken(form) {
        Ok(sent) => sent,
        Err(reply) => return Ok(reply),
    };
    let actor = administrator(&format!("Answering for {}", area.official_name()));
    let outcome = state.hub.answer_conversation(&actor, area.code, &sent.line, &sent.words).await;
    after(&state, area, outcome, ("answer", "answered"), sent).await
}

pub(super) async fn tell(
    Shared(state): Shared<State>,
    Path(slug): Path<String>,
    form: Taken,
) -> Result<Response, Failed> {
    let area = council(&state, &slug)?;
    let sent = match taken(form) {
        Ok(sent) => sent,
        Err(reply) => return Ok(reply),
    };
    let actor = administrator(&format!("Telling others of the conversation about {}", area.name));
    let outcome = state.hub.tell_the_next(&actor, area.code, &sent.line, &sent.words).await;
    after(&state, area, outcome, ("tell", "told"), sent).await
}

pub(super) async fn close(
    Shared(state): Shared<State>,
    Path(slug): Path<String>,
    form: Taken,
) -> Result<Response, Failed> {
    let area = council(&state, &slug)?;
    let sent = match taken(form) {
        Ok(sent) => sent,
        Err(reply) => return Ok(reply),
    };
    let actor = administrator(&format!("Closing a conversation about {}", area.name));
    let outcome = state.hub.close_conversation(&actor, area.code, &sent.line, &sent.words).await;
    after(&state, area, outcome, ("close", "closed"), sent).await
}

pub(super) async fn withdraw(
    Shared(state): Shared<State>,
    Path(slug): Path<String>,
    form: Taken,
) -> Result<Response, Failed> {
    let area = council(&state, &slug)?;
    let sent = match taken(form) {
        Ok(sent) => sent,
        Err(reply) => return Ok(reply),
    };
    let missing = || hub::Error::not_found(format!("evidence {}", sent.number));
    let number = sent.number.parse::<u32>().map_err(|_| missing())?;
    let actor = administrator(&format!("Withdrawing evidence about {}", area.name));
    let outcome = state.hub.withdraw_evidence(&actor, number, &sent.words).await.map(|_| ());
    after(&state, area, outcome, ("withdraw", "withdrawn"), Sent { line: String::new(), ..sent }).await
}
