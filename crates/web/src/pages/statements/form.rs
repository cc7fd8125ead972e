//! The form in which a body says something of a figure, an outcome or a finding.

use crate::{
    Frame, Page,
    components::{ErrorSummary, SummaryList, TextArea, TextField},
};
use askama::Template;
use axum::http::StatusCode;

/// The form.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/statements/form.html")]
pub struct StatementFormPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is spoken of, above the heading.
    pub over: String,
    /// The heading.
    pub heading: String,
    /// Where the form goes.
    pub action: String,
    /// What is wrong with what was sent.
    pub errors: Option<ErrorSummary>,
    /// What is spoken of: the figure as it stands, the body that may speak.
    pub about: SummaryList,
    /// Who speaks.
    pub speaker: TextField,
    /// The words.
    pub words: TextArea,
    /// Where it will be seen, a sentence each.
    pub appears: Vec<String>,
}

impl Page for StatementFormPage {
    fn status(&self) -> StatusCode {
        if self.errors.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}
