//! Reviews of linkages. Pages that show what records say are never kept: they are made anew each time, so that each
//! look goes through the hub and is recorded.

mod cluster;
mod disagreements;
mod import;
mod labels;
mod model;
mod pair;
mod results;
mod review;
mod session;
mod words;

pub(crate) use session::too_long as stated_too_long;

use crate::{
    Frame, Section,
    components::Link,
    pages::{people::ReviewStoppedPage, site::ProblemPage},
    render,
    state::State,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use session::Visit;

/// The largest form without a file, in bytes.
const LARGEST_FORM_BYTES: usize = 64 * 1024;

/// The routes of reviews.
pub fn router() -> Router<State> {
    Router::new()
        .route("/people/reviewer", get(session::ask).post(session::state))
        .route("/people/reviewer/stop", post(session::stop))
        .route("/people/reviews", get(review::list))
        .route("/people/reviews/{review}", get(review::one))
        .route("/people/reviews/{review}/next", get(pair::next))
        .route("/people/reviews/{review}/pairs/{pair}", get(pair::one).post(pair::judge))
        .route("/people/reviews/{review}/judgements/{judgement}/undo", post(pair::take_back))
        .route("/people/reviews/{review}/disagreements", get(disagreements::list))
        .route("/people/reviews/{review}/results", get(results::one))
        .route("/people/reviews/{review}/labels.csv", get(labels::download))
        .route("/people/models/{review}", get(model::one))
        .route("/people/clusters/{cluster}", get(cluster::one))
        .layer(DefaultBodyLimit::max(LARGEST_FORM_BYTES))
        // A review file is held to its own limit while it comes.
        .route("/people/reviews/new", get(import::form).post(import::make))
}

/// The number that an address names.
fn number(text: &str, what: &str) -> Result<u32, hub::Error> {
    text.parse().map_err(|_| hub::Error::not_found(format!("{what} {text}")))
}

/// The address of a review.
fn review_href(review: u32) -> String {
    format!("/people/reviews/{review}")
}

/// A frame for a page of reviews, under the review if there is one.
fn frame(title: &str, trail: &[(&str, String)], here: &str) -> Frame {
    let mut way = vec![("Data", "/data".to_owned())];
    if !trail.is_empty() || here != "Reviews of linkage" {
        way.push(("Reviews of linkage", "/people/reviews".to_owned()));
    }
    way.extend(trail.iter().map(|(text, href)| (*text, href.clone())));
    let mut frame = Frame::new(
        Section::Data,
        title,
        "People look at a sample of linked records and say whether they are of one person.",
    );
    frame = frame.under(way, here);
    frame
}

/// What a reader sees when something about a review cannot be done. `back` is where they can go on.
fn stopped(error: hub::Error, visit: &Visit, back: &[Link]) -> Response {
    match error {
        // Nobody has said who they are and what for: ask.
        hub::Error::Denied(_) if visit.session.is_none() => session::page(visit, StatusCode::FORBIDDEN),
        hub::Error::Denied(_) => render(&ProblemPage::not_permitted()),
        hub::Error::NotFound { .. } => render(&ProblemPage::not_found()),
        hub::Error::Refused { what, mend } => {
            let mut lines = what.lines().map(ToOwned::to_owned);
            let heading = lines.next().unwrap_or_default();
            let page = ReviewStoppedPage {
                frame: frame("This cannot be done now", &[], "Not possible"),
                status: StatusCode::CONFLICT,
                heading: "This cannot be done now".to_owned(),
                what: std::iter::once(heading).chain(lines).collect(),
                mend,
                links: back.to_vec(),
            };
            render(&page)
        }
        other => super::Failed(other).into_response(),
    }
}
