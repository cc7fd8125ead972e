//! Submissions: what came, what was found, what became of it. Sending one needs no form: the bytes are the body.

use super::{Problem, question::Question};
use crate::state::{State, administrator};
use axum::{
    Json,
    body::Body,
    extract::{Path, State as Shared},
    http::StatusCode,
};
use hub::{Contribution, Progress, Submission, SubmissionId};
use serde::{Deserialize, Serialize};
use terms::{DatasetId, Finding};

/// Submissions.
#[derive(Serialize)]
pub struct SubmissionsReply {
    /// The submissions, newest first.
    submissions: Vec<Submission>,
}

/// What was found in a submission.
#[derive(Serialize)]
pub struct FindingsReply {
    /// The findings, errors first, each with every cell where it stands.
    findings: Vec<Finding>,
}

/// A decision on a submission that waits.
#[derive(Deserialize)]
pub struct DecisionRequest {
    /// `approve` or `send_back`.
    decision: DecisionWord,
    /// Why, in words.
    note: String,
}

/// What was decided.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionWord {
    /// Bring the figures into use.
    Approve,
    /// Send the submission back.
    SendBack,
}

fn id(dataset: &str, number: u32) -> Result<SubmissionId, Problem> {
    format!("{dataset}/{number}")
        .parse()
        .map_err(|error: terms::SubmissionIdError| Problem::not_found(error.to_string()))
}

/// Submissions, newest first.
pub async fn list(Shared(state): Shared<State>, question: Question) -> Result<Json<SubmissionsReply>, Problem> {
    question.only(&["dataset", "limit"])?;
    let dataset: Option<DatasetId> = question.value("dataset")?;
    let limit = question.value("limit")?.unwrap_or(100);
    let actor = administrator("Reading submissions through the API");
    Ok(Json(SubmissionsReply { submissions: state.hub.submissions(&actor, dataset.as_ref(), limit).await? }))
}

/// Send a file to a dataset: the body is the file.
///
/// The reply says what became of it. Findings are at the submission’s own address.
pub async fn send(
    Shared(state): Shared<State>,
    question: Question,
    body: Body,
) -> Result<(StatusCode, Json<Submission>), Problem> {
    question.only(&["dataset", "file_name", "note"])?;
    let missing = |word: &str| Problem::bad_request(format!("“{word}” is missing."), "Add it to the address.");
    let dataset: DatasetId = question.value("dataset")?.ok_or_else(|| missing("dataset"))?;
    let file_name = question.text("file_name")?.ok_or_else(|| missing("file_name"))?.to_owned();
    let held = crate::arrivals::hold(body.into_data_stream()).await?;
    let actor = administrator("Sending a file through the API");
    let contribution = Contribution {
        dataset: &dataset,
        file_name: &file_name,
        file: held.path(),
        note: question.text("note")?.unwrap_or_default(),
        progress: Progress::default(),
    };
    let submission = state.hub.contribute(&actor, contribution).await?;
    Ok((StatusCode::CREATED, Json(submission)))
}

/// One submission.
pub async fn one(
    Shared(state): Shared<State>,
    Path((dataset, number)): Path<(String, u32)>,
) -> Result<Json<Submission>, Problem> {
    let id = id(&dataset, number)?;
    let found = state.hub.submission(&administrator("Reading a submission through the API"), &id).await?;
    found.map(Json).ok_or_else(|| Problem::not_found(format!("There is no submission {id} here.")))
}

/// What was found in a submission.
pub async fn findings(
    Shared(state): Shared<State>,
    Path((dataset, number)): Path<(String, u32)>,
) -> Result<Json<FindingsReply>, Problem> {
    let id = id(&dataset, number)?;
    let actor = administrator("Reading findings through the API");
    if state.hub.submission(&actor, &id).await?.is_none() {
        return Err(Problem::not_found(format!("There is no submission {id} here.")));
    }
    Ok(Json(FindingsReply { findings: state.hub.findings(&actor, &id).await? }))
}

/// Decide on a submission that waits.
pub async fn decide(
    Shared(state): Shared<State>,
    Path((dataset, number)): Path<(String, u32)>,
    Json(request): Json<DecisionRequest>,
) -> Result<Json<Submission>, Problem> {
    let id = id(&dataset, number)?;
    let actor = administrator("Deciding on a submission through the API");
    let submission = match request.decision {
        DecisionWord::Approve => state.hub.approve(&actor, &id, &request.note).await?,
        DecisionWord::SendBack => state.hub.send_back(&actor, &id, &request.note).await?,
    };
    Ok(Json(submission))
}
