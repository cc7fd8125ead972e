//! One figure and where it comes from: cell, bytes, recipe, approver, licence.

use crate::{
    Frame, Page,
    components::{Link, SummaryList},
    pages::statements::Said,
};
use askama::Template;

/// The page of a figure.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/outcomes/figure.html")]
pub struct FigurePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The figure with its unit, such as `53.0%`.
    pub figure: String,
    /// What it is, in a sentence: indicator, place, period.
    pub statement: String,
    /// Facts: interval, status, the text in the cell as it stood.
    pub facts: SummaryList,
    /// What the place says of it.
    pub says: Vec<Said>,
    /// Where the place can reply to it.
    pub reply: String,
    /// The way from the figure back to the bytes, a step each.
    pub chain: Vec<ChainStep>,
    /// Other editions of the same figure, newest first: when, value, submission.
    pub editions: Vec<Edition>,
    /// How to cite it.
    pub citation: String,
}

/// One step back towards the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainStep {
    /// The step, as a heading.
    pub heading: String,
    /// What happened there.
    pub text: String,
    /// Facts.
    pub facts: Option<SummaryList>,
    /// Where to see or fetch more.
    pub links: Vec<Link>,
}

/// A figure as it stood in another submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// When it was in use, in words.
    pub when: String,
    /// The value then.
    pub value: String,
    /// The submission that brought it.
    pub submission: Link,
}

impl Page for FigurePage {}
