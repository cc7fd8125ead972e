//! Making a review of a file.

use crate::{
    Frame, Page,
    components::{ErrorSummary, FileField, TextField},
};
use askama::Template;
use axum::http::StatusCode;

/// The page on which a review file is given in.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/people/import.html")]
pub struct ReviewImportPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The status of the reply.
    pub status: StatusCode,
    /// What is wrong with what was sent.
    pub errors: Option<ErrorSummary>,
    /// Everything that is wrong with the file, a place each.
    pub faults: Vec<String>,
    /// Where the form goes.
    pub action: String,
    /// The file.
    pub file: FileField,
    /// What the review is for.
    pub purpose: TextField,
}

impl Page for ReviewImportPage {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}
