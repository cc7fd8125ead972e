//! One practice, as its council documented it.

use crate::{
    Frame, Page,
    components::{Link, SummaryList},
};
use askama::Template;

/// The page of a practice.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/practice/one.html")]
pub struct PracticePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What it is called.
    pub title: String,
    /// Where and what for, in a sentence.
    pub lead: String,
    /// What was done, in paragraphs.
    pub what: Vec<String>,
    /// What shows that it helped, in paragraphs.
    pub evidence: Vec<String>,
    /// How sure that is.
    pub grade: String,
    /// Facts: contact, since when, who documented it.
    pub facts: SummaryList,
    /// Who took it up.
    pub reuses: Vec<Reuse>,
    /// Where a reuse is recorded.
    pub reuse_href: String,
}

/// That a place took it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reuse {
    /// The place.
    pub place: Link,
    /// Since when.
    pub since: String,
    /// What it changed to make it fit.
    pub adaptation: String,
    /// What came of it.
    pub result: String,
}

impl Page for PracticePage {}
