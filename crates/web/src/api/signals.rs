//! A council's early warning for programs: private to the council, and each time it is asked for is written down.

use super::{Problem, areas::code, question::Question};
use crate::state::{State, administrator};
use axum::{
    Json,
    extract::{Path, State as Shared},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use terms::Date;

/// The conversations about a council.
pub async fn of_area(
    Shared(state): Shared<State>,
    Path(text): Path<String>,
    question: Question,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    question.only(&["as_at"])?;
    // Unlike open data, this is for nobody's page but our own.
    if headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return Err(Problem::foreign("Early warning is private to the council: another site may not ask for it."));
    }
    let day: Option<Date> = question.value("as_at")?;
    let today = state.hub.clock().today();
    if day.is_some_and(|day| day > today) {
        return Err(Problem::bad_request("as_at: this day has not come.", "Ask for a day of the past, or for none."));
    }
    let actor = administrator("Reading early warning through the API");
    let found = state.hub.conversations(&actor, code(&text)?, day).await?;
    let mut reply = Json(found.into_inner()).into_response();
    reply.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(reply)
}
