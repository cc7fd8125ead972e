//! A statement and every version of it.

use super::Said;
use crate::{
    Frame, Page,
    components::{ErrorSummary, Link, TextArea, TextField},
};
use askama::Template;
use axum::http::StatusCode;

/// The page of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/statements/statement.html")]
pub struct StatementPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The heading.
    pub heading: String,
    /// What it speaks of.
    pub subject: Option<Link>,
    /// What is wrong with what was sent.
    pub errors: Option<ErrorSummary>,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<String>,
    /// The versions, newest first: what it is, and the words.
    pub versions: Vec<(String, Said)>,
    /// The form to change it. Absent once it was withdrawn.
    pub change: Option<ChangeForm>,
}

/// The forms to say it in other words, and to withdraw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeForm {
    /// Where the first form goes.
    pub amend: String,
    /// Who speaks.
    pub speaker: TextField,
    /// The words.
    pub words: TextArea,
    /// Where the second form goes.
    pub withdraw: String,
    /// Why it is withdrawn.
    pub reason: TextField,
}

impl Page for StatementPage {
    fn status(&self) -> StatusCode {
        if self.errors.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}
