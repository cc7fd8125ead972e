//! Outcome audits: their plans, evidence, findings and steps.

use super::{Problem, question::Question};
use crate::state::{State, administrator, reader};
use axum::{
    Json,
    extract::{Path, State as Shared},
    http::StatusCode,
};
use hub::{
    Actor,
    audits::{AuditTold, Document, FindingDraft, Goal, Goals, NewPlan, Role, SummaryTold},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use terms::{AreaCode, Date, FigureKey, IndicatorId};

/// Audits.
#[derive(Serialize)]
pub struct AuditsReply {
    /// The audits, by number.
    audits: Vec<SummaryTold>,
}

/// A plan.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanRequest {
    title: String,
    question: String,
    area: AreaCode,
    outcomes: BTreeSet<IndicatorId>,
    from: Date,
    to: Date,
    goals: Vec<Goal>,
}

/// Evidence to be frozen: one of figure, document and statement.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", tag = "evidence", deny_unknown_fields)]
pub enum EvidenceRequest {
    /// A published figure, as `outcome` or as `context`.
    Figure {
        /// Which.
        figure: FigureKey,
        /// As what.
        role: Role,
        /// Why it matters.
        why: String,
    },
    /// A document.
    Document {
        /// The document.
        document: Document,
        /// Why it matters.
        why: String,
    },
    /// A statement of the body.
    Statement {
        /// Its number.
        statement: u32,
        /// Why it matters.
        why: String,
    },
}

/// A finding, new or written anew.
#[derive(Deserialize)]
pub struct FindingRequest {
    /// The number of the finding that is written anew; absent for a new one.
    #[serde(default)]
    number: Option<u32>,
    #[serde(flatten)]
    draft: FindingDraft,
}

/// A step of an audit.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", tag = "step", deny_unknown_fields)]
pub enum StepRequest {
    /// Send the draft to the body.
    Send {
        /// The last day on which it may reply.
        reply_by: Date,
    },
    /// Take the draft back.
    TakeBack {
        /// Why.
        reason: String,
    },
    /// Publish.
    Publish {},
}

fn actor() -> Actor {
    administrator("Working on an audit through the API")
}

async fn told(state: &State, number: u32) -> Result<Json<AuditTold>, Problem> {
    Ok(Json(state.hub.audit(&actor(), number).await?.into_inner()))
}

/// Every audit, by number.
pub async fn list(Shared(state): Shared<State>, question: Question) -> Result<Json<AuditsReply>, Problem> {
    question.only(&[])?;
    Ok(Json(AuditsReply { audits: state.hub.audits(&reader()).await? }))
}

/// One audit, its evidence verified, with what has become of each figure since.
pub async fn one(Shared(state): Shared<State>, Path(number): Path<u32>) -> Result<Json<AuditTold>, Problem> {
    told(&state, number).await
}

/// Plan an audit: its goals are declared first.
pub async fn plan(
    Shared(state): Shared<State>,
    Json(request): Json<PlanRequest>,
) -> Result<(StatusCode, Json<AuditTold>), Problem> {
    let goals = Goals::declare(request.goals).map_err(hub::Error::from)?;
    let new = NewPlan {
        title: request.title,
        question: request.question,
        area: request.area,
        outcomes: request.outcomes,
        from: request.from,
        to: request.to,
        goals,
    };
    let record = state.hub.plan_audit(&actor(), new).await?;
    Ok((StatusCode::CREATED, told(&state, record.audit.number()).await?))
}

/// Freeze evidence.
pub async fn freeze(
    Shared(state): Shared<State>,
    Path(number): Path<u32>,
    Json(request): Json<EvidenceRequest>,
) -> Result<Json<AuditTold>, Problem> {
    match request {
        EvidenceRequest::Figure { figure, role, why } => {
            state.hub.freeze_figure(&actor(), number, &figure, role, &why).await?
        }
        EvidenceRequest::Document { document, why } => {
            state.hub.freeze_document(&actor(), number, document, &why).await?
        }
        EvidenceRequest::Statement { statement, why } => {
            state.hub.freeze_statement(&actor(), number, statement, &why).await?
        }
    };
    told(&state, number).await
}

/// Write a finding, or write one anew.
pub async fn write(
    Shared(state): Shared<State>,
    Path(number): Path<u32>,
    Json(request): Json<FindingRequest>,
) -> Result<Json<AuditTold>, Problem> {
    state.hub.write_finding(&actor(), number, request.number, request.draft).await?;
    told(&state, number).await
}

/// Take a step: send, take_back or publish.
pub async fn step(
    Shared(state): Shared<State>,
    Path(number): Path<u32>,
    Json(request): Json<StepRequest>,
) -> Result<Json<AuditTold>, Problem> {
    match request {
        StepRequest::Send { reply_by } => state.hub.send_draft(&actor(), number, reply_by).await?,
        StepRequest::TakeBack { reason } => state.hub.take_draft_back(&actor(), number, &reason).await?,
        StepRequest::Publish {} => state.hub.publish_audit(&actor(), number).await?,
    };
    told(&state, number).await
}
