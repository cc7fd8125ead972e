//! Who does what, where and when, with the reason and the law.

use crate::{
    Frame, Page,
    components::{ErrorSummary, Link, SelectField, Table, TextField},
};
use askama::Template;

/// The page that answers who does what.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/responsibilities/who.html")]
pub struct WhoPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What was wrong with the question.
    pub errors: Option<ErrorSummary>,
    /// What is asked about.
    pub function: SelectField,
    /// Where.
    pub place: TextField,
    /// On which day.
    pub date: TextField,
    /// The answer to the question, once one was asked.
    pub answer: Option<WhoAnswer>,
    /// Everything that is done in the place, by group.
    pub everything: Vec<(String, Table)>,
    /// Of which place and day that list is.
    pub everything_heading: String,
}

/// Who is responsible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhoAnswer {
    /// The answer in one sentence.
    pub sentence: String,
    /// Why.
    pub reason: String,
    /// The bodies, each with its part. Empty when the law gives the job to nobody.
    pub bodies: Vec<ResponsibleBody>,
    /// What else one should know.
    pub notes: Vec<String>,
}

/// A body with a part in the job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponsibleBody {
    /// The body, with its page.
    pub body: Link,
    /// Its part, such as `responsible`.
    pub role: String,
    /// Why it has it.
    pub reason: String,
    /// The law.
    pub law: String,
    /// Whether a source was read for it, in words.
    pub confidence: String,
}

impl Page for WhoPage {}
