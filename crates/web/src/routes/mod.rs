//! From an address to a page: each file asks the hub and fills the page's struct.

mod asked;
mod audits;
mod coverage;
mod data;
mod fields;
mod figures;
mod frameworks;
mod home;
mod maps;
mod methods;
mod outcomes;
pub(crate) mod people;
mod place;
mod place_outcome;
mod places;
mod practice;
mod readings;
mod round;
mod signals;
mod site;
mod statements;
mod submissions;
mod trends;
mod who;

use crate::{
    kept::{self, Kept},
    pages::site::ProblemPage,
    render,
    state::State,
};
use axum::{Router, response::Response};

/// The routes of the pages.
pub fn router(state: &State) -> Router<State> {
    let kept = axum::middleware::from_fn_with_state((state.clone(), Kept::default()), kept::keep);
    let counted = axum::Extension(coverage::Coverage::default());
    Router::new()
        .merge(outcomes::router())
        .merge(places::router())
        .merge(methods::router())
        .merge(frameworks::router())
        .merge(who::router())
        // Those above rest on the map, the contracts and the figures in use, and on nothing else.
        .layer(kept)
        .merge(home::router())
        .merge(data::router())
        .layer(counted)
        .merge(submissions::router())
        .merge(people::router())
        .merge(figures::router())
        .merge(signals::router())
        .merge(practice::router())
        .merge(statements::router())
        .merge(audits::router())
        .merge(site::router())
        .fallback(no_such_page)
}

async fn no_such_page() -> Response {
    render(&ProblemPage::not_found())
}

/// What a reader sees when a page cannot be made.
pub(crate) struct Failed(hub::Error);

impl<E: Into<hub::Error>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl axum::response::IntoResponse for Failed {
    fn into_response(self) -> Response {
        match &self.0 {
            hub::Error::NotFound { .. } => render(&ProblemPage::not_found()),
            hub::Error::Denied(_) => render(&ProblemPage::not_permitted()),
            error => {
                tracing::error!(error = error as &dyn std::error::Error, "a page could not be made");
                render(&ProblemPage::broken("not recorded"))
            }
        }
    }
}
