//! Sending a file for a dataset.

use crate::{
    Frame, Page,
    components::{ErrorSummary, FileField, SummaryList, TextArea},
};
use askama::Template;
use axum::http::StatusCode;

/// The form for a file.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/contributions/upload.html")]
pub struct UploadPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The dataset's name.
    pub dataset: String,
    /// The address that the form is sent to.
    pub action: String,
    /// What was wrong with the last try.
    pub errors: Option<ErrorSummary>,
    /// The file.
    pub file: FileField,
    /// A note for those who will read it.
    pub note: TextArea,
    /// What the file should look like: sheet, columns, period.
    pub expects: SummaryList,
    /// The command that checks the file on one's own machine.
    pub check_command: String,
}

impl Page for UploadPage {
    fn status(&self) -> StatusCode {
        if self.errors.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}
