//! Frameworks: what is wanted, what measures it, and what nobody measures.

use super::{Problem, question::Question, tagged};
use crate::state::{State, reader};
use axum::{
    Json,
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::Response,
};
use hub::frameworks::{FrameworkInPlace, FrameworkTold};
use serde::Serialize;
use terms::{AreaCode, Date};

/// A framework, and what is known of it in a place where one was asked for.
#[derive(Serialize)]
struct FrameworkReply {
    #[serde(flatten)]
    framework: FrameworkTold,
    /// What is known of it in the place.
    place: Option<FrameworkInPlace>,
}

/// All frameworks.
pub async fn list(Shared(state): Shared<State>, headers: HeaderMap, question: Question) -> Result<Response, Problem> {
    question.only(&[])?;
    let told = state.hub.frameworks(&reader())?;
    // Whether a framework holds depends on the day.
    let tag = state.figures_tag(&format!("frameworks {}", state.hub.clock().today()));
    Ok(tagged(&tag, &headers, Json(told)))
}

/// One framework; in a place where one is asked for.
pub async fn one(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
    question: Question,
) -> Result<Response, Problem> {
    question.only(&["in", "as_at"])?;
    let today = state.hub.clock().today();
    let as_at = question.value::<Date>("as_at")?.unwrap_or(today);
    let framework = state.hub.framework(&reader(), &id)?;
    let area = question.value::<AreaCode>("in")?;
    let place = match area {
        None => None,
        Some(area) => {
            let studies = state.hub.studies(&reader()).await?;
            let here = state.hub.framework_in(&reader(), &id, area, as_at, Some(studies.as_slice())).await?;
            Some(here.into_inner())
        }
    };
    let asked = area.map_or_else(String::new, |area| area.to_string());
    let tag = state.figures_tag(&format!("framework {id} {asked} {as_at} {today}"));
    Ok(tagged(&tag, &headers, Json(FrameworkReply { framework, place })))
}
