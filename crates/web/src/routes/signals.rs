//! Early warning: what it is worth, a council's conversations, the evidence that people record.
//!
//! These pages are not kept: they rest on records beside the figures, and each look at a council's page is written down.

mod evidence;
mod measured;
mod place;
mod steps;

use super::{
    Failed,
    asked::Asked,
    places::{self, href},
};
use crate::{
    Frame, Section,
    components::{Column, ErrorSummary, FieldError, Table, TableCell},
    pages::signals::SignalsPage,
    render,
    state::{State, reader},
};
use ::place::{Area, NameMatch};
use axum::{
    Router,
    extract::{DefaultBodyLimit, State as Shared},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use hub::signals::{Escalation, pack};

/// The largest form, in bytes: more than the longest text that is taken.
pub(super) const LARGEST_FORM_BYTES: usize = 64 * 1024;

/// The routes of early warning.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/signals", get(about))
        .route("/signals/backtest", get(measured::backtest))
        .route("/methods/early-warning", get(measured::method))
        .route("/places/{slug}/signals", get(place::page))
        .route("/places/{slug}/signals/open", post(steps::open))
        .route("/places/{slug}/signals/answer", post(steps::answer))
        .route("/places/{slug}/signals/tell", post(steps::tell))
        .route("/places/{slug}/signals/close", post(steps::close))
        .route("/places/{slug}/signals/withdraw", post(steps::withdraw))
        .route("/places/{slug}/signals/evidence", get(evidence::form).post(evidence::record))
        .layer(DefaultBodyLimit::max(LARGEST_FORM_BYTES))
}

/// The address of a council's conversations.
pub(super) fn conversations_href(area: &Area) -> String {
    format!("{}/signals", href(area))
}

async fn about(Shared(state): Shared<State>, asked: Asked) -> Result<Response, Failed> {
    let words = asked.text("q");
    let mut page = SignalsPage {
        frame: Frame::new(
            Section::Outcomes,
            "Early warning",
            "Signs of trouble in a council, what they have been worth, and who sees them when.",
        ),
        errors: None,
        place: places::search(words),
        perhaps: Vec::new(),
        sentences: Vec::new(),
        record: None,
        escalation: escalation(&pack().escalation),
    };
    page.place.label = "Which council?".to_owned();
    page.place.hint = Some("Its name or code, such as Pendle. Its page is private.".to_owned());
    page.place.button = Some("Open its page".to_owned());
    if !words.is_empty() {
        let today = state.hub.clock().today();
        let fault = match state.hub.map().find(words, today) {
            NameMatch::One(area) if area.kind.has_council() => {
                return Ok(Redirect::to(&conversations_href(area)).into_response());
            }
            NameMatch::One(area) => format!("{} has no council. Early warning is about councils.", area.name),
            NameMatch::Several(found) | NameMatch::None { suggestions: found } => {
                let councils = found.into_iter().filter(|area| area.kind.has_council());
                page.perhaps = councils
                    .take(8)
                    .map(|area| crate::components::Link::new(&area.name, conversations_href(area)))
                    .collect();
                format!("No one council is called “{words}” today. Check the spelling, or write its code.")
            }
        };
        page.frame.title = format!("Error: {}", page.frame.title);
        page.place.error = Some(fault.clone());
        page.errors = Some(ErrorSummary { errors: vec![FieldError { text: fault, field_id: page.place.id.clone() }] });
    }
    match state.hub.backtest(&reader()).await {
        Ok(report) => {
            (page.sentences, page.record) = measured::record(&report);
        }
        // A hub without the figures says so on the page.
        Err(hub::Error::Refused { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(render(&page))
}

fn escalation(rule: &Escalation) -> Table {
    let days = rule.days;
    let row = |step: &str, who: &str, when: String| vec![step, who, &when].into_iter().map(TableCell::new).collect();
    Table {
        caption: "The rule of escalation".to_owned(),
        caption_hidden: true,
        columns: ["Step", "Who sees it", "When"].map(Column::words).into(),
        rows: vec![
            row(
                "Opened",
                "The council alone",
                format!(
                    "It may answer for {} days, or {} where a body with power says that something is wrong",
                    days.days_to_answer, days.days_to_answer_when_grave
                ),
            ),
            row("Answered", "The council alone", format!("{} days in which things may mend", days.days_to_mend)),
            row(
                "The improvement partner is told",
                &rule.improvement_partner,
                format!("After that, by a person, with a reason; it has {} days to help", days.days_with_partner),
            ),
            row("The department is told", &rule.department, "After that, by a person, with a reason".to_owned()),
            row("Closed", "Those who saw it", "At any time, by anybody who may see it, with a reason".to_owned()),
        ],
    }
}
