//! What places say of figures, outcomes and findings.

use super::{Problem, question::Question};
use crate::state::{State, administrator, reader};
use axum::{
    Json,
    extract::{Path, State as Shared},
    http::StatusCode,
};
use hub::statements::{NewStatement, StatementTold, Subject};
use serde::{Deserialize, Serialize};
use terms::{AreaCode, IndicatorId};

/// Statements.
#[derive(Serialize)]
pub struct StatementsReply {
    /// The statements, by number; or the versions of one, oldest first.
    statements: Vec<StatementTold>,
}

/// A statement that somebody makes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementRequest {
    /// What it speaks of.
    subject: Subject,
    /// Who speaks for the body.
    speaker: String,
    /// The words.
    words: String,
}

/// A statement in other words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendmentRequest {
    speaker: String,
    words: String,
}

/// Why a statement is withdrawn.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalRequest {
    reason: String,
}

/// Statements on figures and outcomes that stand.
pub async fn list(Shared(state): Shared<State>, question: Question) -> Result<Json<StatementsReply>, Problem> {
    question.only(&["area", "indicator"])?;
    let areas: Vec<AreaCode> = question.values("area")?;
    let indicators: Vec<IndicatorId> = question.values("indicator")?;
    let codes: Vec<AreaCode> = areas.iter().flat_map(|area| state.hub.map().codes_of(*area)).collect();
    let statements = state.hub.statements(&reader())?;
    let told = statements.standing().map(StatementTold::of).filter(|told| {
        (areas.is_empty() || told.area.is_some_and(|area| codes.contains(&area)))
            && (indicators.is_empty() || told.indicator.as_ref().is_some_and(|id| indicators.contains(id)))
    });
    Ok(Json(StatementsReply { statements: told.collect() }))
}

/// Every version of a statement, oldest first.
pub async fn one(Shared(state): Shared<State>, Path(number): Path<u32>) -> Result<Json<StatementsReply>, Problem> {
    let actor = administrator("Reading a statement through the API");
    let versions = state.hub.statement_history(&actor, number).await?;
    Ok(Json(StatementsReply { statements: versions.iter().map(StatementTold::of).collect() }))
}

/// Make a statement.
pub async fn make(
    Shared(state): Shared<State>,
    Json(request): Json<StatementRequest>,
) -> Result<(StatusCode, Json<StatementTold>), Problem> {
    let actor = administrator("Replying for a body through the API");
    let new = NewStatement { subject: request.subject, speaker: request.speaker, words: request.words };
    let statement = state.hub.make_statement(&actor, new).await?;
    Ok((StatusCode::CREATED, Json(StatementTold::of(&statement))))
}

/// Say it in other words.
pub async fn amend(
    Shared(state): Shared<State>,
    Path(number): Path<u32>,
    Json(request): Json<AmendmentRequest>,
) -> Result<Json<StatementTold>, Problem> {
    let actor = administrator("Changing what a body says through the API");
    let statement = state.hub.amend_statement(&actor, number, &request.speaker, &request.words).await?;
    Ok(Json(StatementTold::of(&statement)))
}

/// Withdraw a statement. It stays in its history.
pub async fn withdraw(
    Shared(state): Shared<State>,
    Path(number): Path<u32>,
    Json(request): Json<WithdrawalRequest>,
) -> Result<Json<StatementTold>, Problem> {
    let actor = administrator("Withdrawing what a body says through the API");
    let statement = state.hub.withdraw_statement(&actor, number, &request.reason).await?;
    Ok(Json(StatementTold::of(&statement)))
}
