//! Reviews of linkages. What records of people say is given only to whoever states a name and a purpose in headers, is
//! recorded, and is kept by no cache.

use super::{Problem, question::Question};
use crate::state::{State, administrator};
use axum::{
    Json,
    body::Body,
    extract::{Path, State as Shared, rejection::JsonRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use hub::{
    Actor,
    people::reviews::{
        Estimate, LARGEST_FILE_BYTES, ReviewJudgement, ReviewOverview, ReviewResults, SeenPair, Verdict,
    },
};
use link::review::file::{FileRecord, FileStep};
use serde::{Deserialize, Serialize};

/// The headers in which a program says for whom it asks, and what for.
pub const PERSON: &str = "wholeplace-person";
/// See [`PERSON`].
pub const PURPOSE: &str = "wholeplace-purpose";

/// A review and how far it is.
#[derive(Serialize)]
struct Review<'r> {
    number: u32,
    title: &'r str,
    made_at: String,
    made_by: &'r Actor,
    pairs: usize,
    settled: usize,
    disputed: usize,
    reviewers: Vec<Reviewer<'r>>,
}

#[derive(Serialize)]
struct Reviewer<'r> {
    name: &'r str,
    judged: usize,
}

#[derive(Serialize)]
struct Share {
    share: f64,
    lower_95: f64,
    upper_95: f64,
}

#[derive(Serialize)]
struct Band {
    from: Option<f64>,
    to: Option<f64>,
    pairs: u64,
    sampled: u64,
    same_person: u64,
    different_people: u64,
    cannot_tell: u64,
    share: Option<Share>,
}

#[derive(Serialize)]
struct Threshold {
    weight: f64,
    is_of_the_run: bool,
    precision: Share,
    recall: Share,
    f1: Share,
}

#[derive(Serialize)]
struct Agreement<'r> {
    one: &'r str,
    other: &'r str,
    pairs: u64,
    same: u64,
    share: Share,
    kappa: Option<f64>,
    kappa_lower_95: Option<f64>,
    kappa_upper_95: Option<f64>,
}

/// What a review says of its linkage.
#[derive(Serialize)]
pub(super) struct Evaluation<'r> {
    bands: Vec<Band>,
    thresholds: Vec<Threshold>,
    agreements: Vec<Agreement<'r>>,
    labels: usize,
}

#[derive(Serialize)]
struct ReviewDetail<'r> {
    #[serde(flatten)]
    review: Review<'r>,
    #[serde(flatten)]
    evaluation: Evaluation<'r>,
}

#[derive(Serialize)]
struct Judgement<'r> {
    number: u32,
    pair: u32,
    reviewer: &'r str,
    verdict: &'static str,
    basis: &'static str,
    at: String,
}

#[derive(Serialize)]
struct Record<'r> {
    source: &'r str,
    id: &'r str,
    values: &'r [Option<String>],
}

#[derive(Serialize)]
struct Weight<'r> {
    weight: f64,
    probability: f64,
    prior: f64,
    rule: Option<&'r str>,
    steps: &'r [FileStep],
}

#[derive(Serialize)]
struct Pair<'r> {
    review: u32,
    pair: u32,
    columns: &'r [String],
    left: Record<'r>,
    right: Record<'r>,
    judgement: Option<Judgement<'r>>,
    weight: Option<Weight<'r>>,
    next: Option<u32>,
}

/// A judgement to record.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgementRequest {
    /// What is said.
    verdict: Verdict,
    /// What is written beside it.
    #[serde(default)]
    note: String,
}

fn share(estimate: Estimate) -> Share {
    Share { share: estimate.share, lower_95: estimate.lower, upper_95: estimate.upper }
}

fn review(overview: &ReviewOverview) -> Review<'_> {
    let (task, standing) = (&overview.task, &overview.standing);
    Review {
        number: task.number,
        title: &task.title,
        made_at: task.made_at.to_string(),
        made_by: &task.made_by,
        pairs: standing.pairs.len(),
        settled: standing.settled(),
        disputed: standing.disputed().len(),
        reviewers: standing.reviewers.iter().map(|(name, judged)| Reviewer { name, judged: *judged }).collect(),
    }
}

fn judgement(judgement: &ReviewJudgement) -> Judgement<'_> {
    Judgement {
        number: judgement.number,
        pair: judgement.pair,
        reviewer: &judgement.by.person,
        verdict: judgement.verdict.name(),
        basis: judgement.basis.name(),
        at: judgement.at.to_string(),
    }
}

fn record(record: &FileRecord) -> Record<'_> {
    Record { source: &record.source, id: &record.id, values: &record.values }
}

fn pair(seen: &SeenPair) -> Pair<'_> {
    Pair {
        review: seen.task.number,
        pair: seen.pair,
        columns: &seen.columns,
        left: record(&seen.left),
        right: record(&seen.right),
        judgement: seen.own.as_ref().map(judgement),
        weight: seen.weight.as_ref().map(|weight| Weight {
            weight: weight.weight,
            probability: weight.probability,
            prior: weight.prior,
            rule: weight.rule.as_deref(),
            steps: &weight.steps,
        }),
        next: seen.next,
    }
}

/// A reply that nobody may keep.
pub(super) fn private(status: StatusCode, reply: impl Serialize) -> Response {
    let mut reply = (status, Json(reply)).into_response();
    reply.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    reply
}

fn stated<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok()).unwrap_or_default().trim()
}

/// For whom a program asks. Whoever states no name or no purpose is nobody, whom [`Actor::may`] refuses.
pub(super) fn reviewer(headers: &HeaderMap) -> Result<Actor, Problem> {
    let (person, purpose) = (stated(headers, PERSON), stated(headers, PURPOSE));
    if crate::routes::people::stated_too_long(person, purpose) {
        return Err(Problem::bad_request(
            "The name or the purpose in the headers is too long.",
            "Use at most 80 letters for the name and 200 for the purpose.",
        ));
    }
    Ok(Actor::reviewer(person, purpose))
}

/// The number of a review or a pair in an address.
pub(super) fn numbered(what: &str, text: &str) -> Result<u32, Problem> {
    text.parse().map_err(|_| Problem::not_found(format!("There is no {what} “{text}” here: each has a whole number.")))
}

/// Every review and how far it is, newest first.
pub async fn list(Shared(state): Shared<State>, question: Question) -> Result<Response, Problem> {
    question.only(&[])?;
    let reviews = state.hub.reviews(&administrator("Following reviews through the API")).await?;
    let reviews: Vec<Review<'_>> = reviews.iter().map(review).collect();
    Ok(private(StatusCode::OK, serde_json::json!({ "reviews": reviews })))
}

/// Makes a review: the body is the review file.
pub async fn make(Shared(state): Shared<State>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let mut bytes = Vec::new();
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let stopped = |_| Problem::bad_request("The file stopped coming half-way.", "Send it again.");
        bytes.extend_from_slice(&piece.map_err(stopped)?);
        if bytes.len() as u64 > LARGEST_FILE_BYTES {
            return Err(Problem::too_large("The review file is larger than 64 MiB.", "Take a smaller sample."));
        }
    }
    let mut actor = administrator(stated(&headers, PURPOSE));
    if !stated(&headers, PERSON).is_empty() {
        actor.person = format!("{} (as stated)", Actor::reviewer(stated(&headers, PERSON), "").person);
    }
    let task = state.hub.import_review(&actor, bytes).await?;
    let overview = state.hub.review(&administrator("Following reviews through the API"), task.number).await?;
    Ok(private(StatusCode::CREATED, review(&overview)))
}

/// One review with what it says so far.
pub async fn one(Shared(state): Shared<State>, Path(number): Path<String>) -> Result<Response, Problem> {
    let number = numbered("review", &number)?;
    let actor = administrator("Reading the results of a review through the API");
    let (overview, results) = state.hub.review_results(&actor, number).await?;
    let detail = ReviewDetail { review: review(&overview), evaluation: evaluation(&results) };
    Ok(private(StatusCode::OK, detail))
}

/// What a review says, as it is told.
pub(super) fn evaluation(results: &ReviewResults) -> Evaluation<'_> {
    let ReviewResults { agreements, bands, thresholds, labels } = results;
    let bands = bands.iter().map(|band| Band {
        from: band.from,
        to: band.to,
        pairs: band.pairs,
        sampled: band.sampled,
        same_person: band.same_person,
        different_people: band.different_people,
        cannot_tell: band.cannot_tell,
        share: band.share.map(share),
    });
    let thresholds = thresholds.iter().map(|threshold| Threshold {
        weight: threshold.weight,
        is_of_the_run: threshold.is_of_the_run,
        precision: share(threshold.precision),
        recall: share(threshold.recall),
        f1: share(threshold.f1),
    });
    let agreements = agreements.iter().map(|agreement| Agreement {
        one: &agreement.one,
        other: &agreement.other,
        pairs: agreement.pairs,
        same: agreement.same,
        share: share(agreement.share),
        kappa: agreement.kappa,
        kappa_lower_95: agreement.kappa_interval.map(|interval| interval.0),
        kappa_upper_95: agreement.kappa_interval.map(|interval| interval.1),
    });
    Evaluation {
        bands: bands.collect(),
        thresholds: thresholds.collect(),
        agreements: agreements.collect(),
        labels: *labels,
    }
}

/// The judgements of a review on pairs that are settled: others would tell reviewers what to say.
pub async fn judgements(Shared(state): Shared<State>, Path(number): Path<String>) -> Result<Response, Problem> {
    let number = numbered("review", &number)?;
    let overview = state.hub.review(&administrator("Reading judgements through the API"), number).await?;
    let judgements: Vec<Judgement<'_>> = overview.told().map(judgement).collect();
    Ok(private(StatusCode::OK, serde_json::json!({ "review": number, "judgements": judgements })))
}

/// The two records of a pair. The look is recorded under the name and the purpose in the headers.
pub async fn pair_records(
    Shared(state): Shared<State>,
    Path((number, pair_number)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (number, pair_number) = (numbered("review", &number)?, numbered("pair", &pair_number)?);
    let seen = state.hub.review_pair(&reviewer(&headers)?, number, pair_number).await?;
    Ok(private(StatusCode::OK, pair(&seen)))
}

/// Records what somebody says of a pair.
pub async fn judge(
    Shared(state): Shared<State>,
    Path((number, pair)): Path<(String, String)>,
    headers: HeaderMap,
    request: Result<Json<JudgementRequest>, JsonRejection>,
) -> Result<Response, Problem> {
    let (number, pair) = (numbered("review", &number)?, numbered("pair", &pair)?);
    let Json(request) = request.map_err(|_| {
        Problem::bad_request(
            "The judgement could not be read.",
            "Send {\"verdict\": \"same_person\", \"different_people\" or \"cannot_tell\", \"note\": …}.",
        )
    })?;
    let judged = state.hub.judge_pair(&reviewer(&headers)?, number, pair, request.verdict, &request.note).await?;
    Ok(private(StatusCode::OK, judgement(judged.judgement())))
}
