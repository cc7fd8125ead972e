//! Recording evidence about a council.

use crate::{
    Frame, Page,
    components::{Choices, ErrorSummary, SelectField, TextArea, TextField},
};
use askama::Template;
use axum::http::StatusCode;

/// The form for evidence.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/signals/evidence.html")]
pub struct EvidencePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What was wrong with the last try.
    pub errors: Option<ErrorSummary>,
    /// The council.
    pub council: String,
    /// The address that the form is sent to.
    pub action: String,
    /// What was noted.
    pub kind: SelectField,
    /// The day from which it was known.
    pub known_from: TextField,
    /// What happened.
    pub note: TextArea,
    /// Where it is told.
    pub source: TextField,
    /// Who says so.
    pub provenance: Choices,
}

impl Page for EvidencePage {
    fn status(&self) -> StatusCode {
        if self.errors.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}
