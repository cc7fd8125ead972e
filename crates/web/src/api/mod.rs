//! The public API under `/api/v1`: its own contract, made for programs. Every route is described in `description`, and
//! a test holds the two together. Errors are `application/problem+json`; replies carry an `ETag`.

mod areas;
mod audits;
mod datasets;
mod description;
mod frameworks;
mod indicators;
mod linkage;
mod observations;
mod people;
mod practice;
mod problem;
pub(crate) mod question;
mod responsibilities;
mod schemas;
mod signals;
mod statements;
mod submissions;

pub use problem::Problem;

use crate::state::State;
use axum::{
    Json, Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};

/// The routes of the API. Each is described in [`description::PATHS`]; a test holds the two together.
pub fn router() -> Router<State> {
    Router::new()
        .route("/api/v1/areas", get(areas::list))
        .route("/api/v1/areas/{code}", get(areas::one))
        .route("/api/v1/areas/{code}/parents", get(areas::parents))
        .route("/api/v1/areas/{code}/children", get(areas::children))
        .route("/api/v1/areas/{code}/siblings", get(areas::siblings))
        .route("/api/v1/areas/{code}/in-the-round", get(areas::in_the_round))
        .route("/api/v1/areas/{code}/outcomes/{indicator}", get(areas::outcome))
        .route("/api/v1/indicators", get(indicators::list))
        .route("/api/v1/indicators/{id}", get(indicators::one))
        .route("/api/v1/observations", get(observations::list))
        .route("/api/v1/observations/csv-metadata", get(observations::metadata))
        .route("/api/v1/datasets", get(datasets::list))
        .route("/api/v1/datasets/{id}", get(datasets::one))
        .route("/api/v1/submissions", get(submissions::list).post(submissions::send))
        .route("/api/v1/submissions/{dataset}/{number}", get(submissions::one))
        .route("/api/v1/submissions/{dataset}/{number}/findings", get(submissions::findings))
        .route("/api/v1/submissions/{dataset}/{number}/decision", post(submissions::decide))
        .route("/api/v1/frameworks", get(frameworks::list))
        .route("/api/v1/frameworks/{id}", get(frameworks::one))
        .route("/api/v1/people/reviews", get(people::list).post(people::make))
        .route("/api/v1/people/reviews/{number}", get(people::one))
        .route("/api/v1/people/reviews/{number}/blocking", get(linkage::blocking))
        .route("/api/v1/people/reviews/{number}/evaluation", get(linkage::evaluated))
        .route("/api/v1/people/reviews/{number}/judgements", get(people::judgements))
        .route("/api/v1/people/reviews/{number}/model", get(linkage::model))
        .route("/api/v1/people/reviews/{number}/pairs/{pair}", get(people::pair_records))
        .route("/api/v1/people/reviews/{number}/pairs/{pair}/judgement", post(people::judge))
        .route("/api/v1/people/reviews/{number}/thresholds", get(linkage::thresholds))
        .route("/api/v1/responsibilities", get(responsibilities::who))
        .route("/api/v1/responsibilities/functions", get(responsibilities::functions))
        .route("/api/v1/practice", get(practice::find))
        .route("/api/v1/practice/outcomes", get(practice::outcomes))
        .route("/api/v1/practice/{number}", get(practice::one))
        .route("/api/v1/statements", get(statements::list).post(statements::make))
        .route("/api/v1/statements/{number}", get(statements::one))
        .route("/api/v1/statements/{number}/amendment", post(statements::amend))
        .route("/api/v1/statements/{number}/withdrawal", post(statements::withdraw))
        .route("/api/v1/audits", get(audits::list).post(audits::plan))
        .route("/api/v1/audits/{number}", get(audits::one))
        .route("/api/v1/audits/{number}/evidence", post(audits::freeze))
        .route("/api/v1/audits/{number}/findings", post(audits::write))
        .route("/api/v1/audits/{number}/step", post(audits::step))
        .route("/api/openapi.json", get(|| async { Json(description::document()) }))
        .route("/api/{*rest}", axum::routing::any(no_such_path))
        .layer(middleware::from_fn(open_to_programs))
        // Not open data: no other site’s page may read it.
        .route("/api/v1/areas/{code}/signals", get(signals::of_area))
}

async fn no_such_path(request: Request) -> Problem {
    Problem::not_found(format!("There is no {} in this API.", request.uri().path()))
}

/// Open data needs no key: any site's programs may read it. Writing stays with this site, and so does all about people,
/// which no cache keeps: what is refused or not there neither.
async fn open_to_programs(request: Request, next: Next) -> Response {
    let about_people = request.uri().path().starts_with("/api/v1/people");
    let reads = matches!(*request.method(), axum::http::Method::GET | axum::http::Method::HEAD);
    let mut reply = next.run(request).await;
    let headers = reply.headers_mut();
    if about_people {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else if reads {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    if about_people || reads {
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    }
    reply
}

/// A reply that a program may keep until what it rests on changes.
fn tagged(tag: &str, request: &axum::http::HeaderMap, reply: impl IntoResponse) -> Response {
    let tag = format!("\"{tag}\"");
    let known = request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|value| value.trim().trim_start_matches("W/") == tag || value.trim() == "*");
    let mut reply = if known { StatusCode::NOT_MODIFIED.into_response() } else { reply.into_response() };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        reply.headers_mut().insert(header::ETAG, tag);
        reply.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
    reply
}
