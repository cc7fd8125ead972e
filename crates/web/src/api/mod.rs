//! The public API under `/api/v1`: its own contract, made for programs. One call gives the route and its description,
//! so that the two cannot disagree. Errors are `application/problem+json`; replies carry an `ETag`.

mod areas;
mod datasets;
mod indicators;
mod observations;
mod problem;
mod question;
mod responsibilities;
mod submissions;

pub use problem::Problem;

use crate::state::State;
use axum::{
    Json, Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What the description of the API says of it as a whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Wholeplace",
        description = "The open data hub of a place. Figures are published open data; nothing here carries an ordinal position of a place, and nothing is ordered by value. Dates are ISO 8601; a period is its first day and its length, such as 2023-04-01/P1Y. Areas and codes are asked as at a day (as_at, today if you say nothing); figures as they stood at the end of a day (as_it_stood, now if you say nothing).",
        license(name = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "areas", description = "The dated map: areas, their parents, children and siblings"),
        (name = "indicators", description = "What is counted or measured, with purpose, direction and quality"),
        (name = "observations", description = "Published figures, streamed and never cut short"),
        (name = "datasets", description = "What each dataset promises"),
        (name = "submissions", description = "What came, what was found, what became of it"),
        (name = "responsibilities", description = "Who does what, where and when, with the reason and the law"),
    )
)]
struct Description;

fn described() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(areas::list))
        .routes(routes!(areas::one))
        .routes(routes!(areas::parents))
        .routes(routes!(areas::children))
        .routes(routes!(areas::siblings))
        .routes(routes!(indicators::list))
        .routes(routes!(indicators::one))
        .routes(routes!(observations::list))
        .routes(routes!(observations::metadata))
        .routes(routes!(datasets::list))
        .routes(routes!(datasets::one))
        .routes(routes!(submissions::list, submissions::send))
        .routes(routes!(submissions::one))
        .routes(routes!(submissions::findings))
        .routes(routes!(submissions::decide))
        .routes(routes!(responsibilities::who))
        .routes(routes!(responsibilities::functions))
}

/// The description of the API (OpenAPI 3.1).
///
/// # Panics
/// Never: the description is made of constants.
#[must_use]
pub fn description() -> utoipa::openapi::OpenApi {
    described().split_for_parts().1
}

/// The routes of the API.
pub fn router() -> Router<State> {
    let (router, description) = described().split_for_parts();
    let description = std::sync::Arc::new(description);
    router
        .route(
            "/api/openapi.json",
            axum::routing::get(move || {
                let description = std::sync::Arc::clone(&description);
                async move { Json((*description).clone()) }
            }),
        )
        .route("/api/{*rest}", axum::routing::any(no_such_path))
        .layer(middleware::from_fn(open_to_programs))
}

async fn no_such_path(request: Request) -> Problem {
    Problem::not_found(format!("There is no {} in this API.", request.uri().path()))
}

/// Open data needs no key: any site's programs may read it. Writing stays with this site.
async fn open_to_programs(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), axum::http::Method::GET | axum::http::Method::HEAD);
    let mut reply = next.run(request).await;
    if reads {
        let headers = reply.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
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
