//! Asks who reviews and what for. Nobody sees a record before both are stated.

use crate::{
    Frame, Page,
    components::{ErrorSummary, TextField},
};
use askama::Template;
use axum::http::StatusCode;

/// The page that asks for a name and a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/people/who.html")]
pub struct WhoReviewsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The status of the reply: refused, where something was asked for that needs a purpose.
    pub status: StatusCode,
    /// What is wrong with what was stated.
    pub errors: Option<ErrorSummary>,
    /// Where the form goes.
    pub action: String,
    /// The name.
    pub name: TextField,
    /// The purpose.
    pub purpose: TextField,
    /// Where the form to stop reviewing goes; nothing while nobody reviews.
    pub stop_action: Option<String>,
}

impl Page for WhoReviewsPage {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}
