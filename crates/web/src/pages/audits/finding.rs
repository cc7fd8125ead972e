//! Writing a finding: what was found, how it bears on each goal, what it rests on.

use crate::{
    Frame, Page,
    components::{Choices, ErrorSummary, Link, TextArea, TextField},
};
use askama::Template;
use axum::http::StatusCode;

/// The form of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/audits/finding.html")]
pub struct FindingPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The audit.
    pub audit: Link,
    /// The heading.
    pub heading: String,
    /// Where the form goes.
    pub action: String,
    /// What is wrong with what was sent.
    pub errors: Option<ErrorSummary>,
    /// What was found.
    pub title: TextField,
    /// More about it.
    pub words: TextArea,
    /// Each goal, in order of precedence.
    pub goals: Vec<GoalForm>,
    /// What it rests on.
    pub rests_on: Choices,
    /// What is read beside it.
    pub context: Option<Choices>,
    /// What is given up for what.
    pub trade_off: TextArea,
    /// Who decides.
    pub decided_by: TextField,
    /// What was decided.
    pub decision: TextField,
    /// When.
    pub decided_on: TextField,
}

/// How the finding bears on one goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalForm {
    /// How.
    pub bearing: Choices,
    /// Why.
    pub because: TextField,
}

impl Page for FindingPage {
    fn status(&self) -> StatusCode {
        if self.errors.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}
