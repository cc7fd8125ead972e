//! Good practice for programs.

use super::{Problem, areas::code, question::Question};
use crate::state::{State, reader};
use axum::{
    Json,
    extract::{Path, State as Shared},
};
use hub::practice::{PracticeFound, PracticeOutcome, PracticeTold};
use serde::Serialize;
use terms::IndicatorId;

/// The outcomes for which practice may be looked for.
#[derive(Serialize)]
pub struct OutcomesReply {
    /// The outcomes, in the order of the pack.
    outcomes: Vec<PracticeOutcome>,
}

/// The outcomes for which practice may be looked for, each with the reason where nothing can be said.
pub async fn outcomes(Shared(state): Shared<State>, question: Question) -> Result<Json<OutcomesReply>, Problem> {
    question.only(&[])?;
    Ok(Json(OutcomesReply { outcomes: state.hub.practice_outcomes(&reader()).await? }))
}

/// Places in circumstances like those of an area that have done better than expected again and again.
pub async fn find(Shared(state): Shared<State>, question: Question) -> Result<Json<PracticeFound>, Problem> {
    question.only(&["area", "indicator", "as_at"])?;
    let missing = |word: &str| Problem::bad_request(format!("“{word}” is missing."), "Add it to the address.");
    let area = code(question.text("area")?.ok_or_else(|| missing("area"))?)?;
    let indicator: IndicatorId = question.value("indicator")?.ok_or_else(|| missing("indicator"))?;
    let as_at = question.value("as_at")?.unwrap_or_else(|| state.hub.clock().today());
    Ok(Json(state.hub.find_practice(&reader(), area, &indicator, as_at).await?.into_inner()))
}

/// One practice, with who took it up.
pub async fn one(Shared(state): Shared<State>, Path(number): Path<u32>) -> Result<Json<PracticeTold>, Problem> {
    Ok(Json(state.hub.practice(&reader(), number).await?))
}
