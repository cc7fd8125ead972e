//! Places in like circumstances that do better than expected again and again.

use crate::{
    Frame, Page,
    components::{ErrorSummary, Link, SelectField, Table, TextField},
};
use askama::Template;
use axum::http::StatusCode;

/// The finder.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/practice/finder.html")]
pub struct FinderPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What was wrong with the question.
    pub errors: Option<ErrorSummary>,
    /// The place that asks.
    pub place: TextField,
    /// The outcome.
    pub outcome: SelectField,
    /// What was found, once both are given.
    pub found: Option<Found>,
    /// Outcomes of which nothing can be said, each with the reason.
    pub refused: Vec<String>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What was asked, as a heading.
    pub heading: String,
    /// What was found, in a sentence or two; or why nothing can be said.
    pub lead: String,
    /// The warning on what falls back, in sentences.
    pub warning: Vec<String>,
    /// The places, the most alike first.
    pub places: Vec<FoundPlace>,
    /// What others documented who do not stand out so, by name of place.
    pub others: Vec<PracticeCard>,
    /// Where a practice for this outcome is documented.
    pub document_href: String,
    /// Where the same can be fetched by programs.
    pub download: String,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPlace {
    /// The place.
    pub place: Link,
    /// For how long it was better than expected.
    pub run: String,
    /// In what it is most unlike the place that asks.
    pub unlike: Option<String>,
    /// What it had and what was expected, newest period first.
    pub periods: Table,
    /// What it documented.
    pub practices: Vec<PracticeCard>,
    /// Where its practice is documented.
    pub document_href: String,
}

/// A practice, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeCard {
    /// The practice.
    pub practice: Link,
    /// Where it was done, and since when.
    pub place: String,
    /// How sure it is that it helped.
    pub grade: String,
    /// Who took it up, in a sentence.
    pub reuse: String,
}

impl Page for FinderPage {
    fn status(&self) -> StatusCode {
        if self.errors.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}
