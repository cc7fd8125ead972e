//! Something that cannot be done with a review: what, and what to do.

use crate::{Frame, Page, components::Link};
use askama::Template;
use axum::http::StatusCode;

/// The page that says so.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/people/stopped.html")]
pub struct ReviewStoppedPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The status of the reply.
    pub status: StatusCode,
    /// What cannot be done, as a heading.
    pub heading: String,
    /// What is the matter, a paragraph for each line.
    pub what: Vec<String>,
    /// What to do.
    pub mend: String,
    /// Where to go on.
    pub links: Vec<Link>,
}

impl Page for ReviewStoppedPage {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}
