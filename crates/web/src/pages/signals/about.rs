//! What early warning is, what it has been worth, and whose page to open.

use crate::{
    Frame, Page,
    components::{ErrorSummary, Link, Table, TextField},
};
use askama::Template;
use axum::http::StatusCode;

/// The first page of early warning.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/signals/about.html")]
pub struct SignalsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What was wrong with the last try.
    pub errors: Option<ErrorSummary>,
    /// The council.
    pub place: TextField,
    /// Councils that the words may have meant.
    pub perhaps: Vec<Link>,
    /// What each signal did when tried, in plain words.
    pub sentences: Vec<String>,
    /// The same in counts. Absent where the hub does not hold the figures.
    pub record: Option<Table>,
    /// Who sees it when.
    pub escalation: Table,
}

impl Page for SignalsPage {
    fn status(&self) -> StatusCode {
        if self.errors.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}
