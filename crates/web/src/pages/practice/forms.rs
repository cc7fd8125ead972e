//! Documenting a practice, and recording that it was taken up.

use crate::{
    Frame, Page,
    components::{Choices, ErrorSummary, SelectField, TextArea, TextField},
};
use askama::Template;
use axum::http::StatusCode;

/// The form for a practice.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/practice/document.html")]
pub struct DocumentPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What was wrong with the last try.
    pub errors: Option<ErrorSummary>,
    /// The place.
    pub place: TextField,
    /// The outcome.
    pub outcome: SelectField,
    /// What it is called.
    pub title: TextField,
    /// What was done.
    pub what: TextArea,
    /// The year in which it began.
    pub since: TextField,
    /// What shows that it helped.
    pub evidence: TextArea,
    /// How sure that is.
    pub grade: Choices,
    /// Whom to ask.
    pub contact: TextField,
}

/// The form for a reuse.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/practice/reuse.html")]
pub struct ReusePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What was wrong with the last try.
    pub errors: Option<ErrorSummary>,
    /// The practice.
    pub practice: String,
    /// The address that the form is sent to.
    pub action: String,
    /// The place that took it up.
    pub place: TextField,
    /// The year in which it did.
    pub since: TextField,
    /// What it changed.
    pub adaptation: TextArea,
    /// What came of it.
    pub result: TextArea,
}

fn status(errors: Option<&ErrorSummary>) -> StatusCode {
    if errors.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

impl Page for DocumentPage {
    fn status(&self) -> StatusCode {
        status(self.errors.as_ref())
    }
}

impl Page for ReusePage {
    fn status(&self) -> StatusCode {
        status(self.errors.as_ref())
    }
}
