//! What a place says, beside what it speaks of.

use askama::{Template, filters::HtmlSafe};

/// A statement beside a figure, an outcome or a finding.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/said.html")]
pub struct Said {
    /// The body that speaks.
    pub body: String,
    /// What it speaks of, such as `on the figure for 2022-23`.
    pub about: String,
    /// Its words, a paragraph each.
    pub paragraphs: Vec<String>,
    /// What a reader must know: that the figure was revised since.
    pub caution: Option<String>,
    /// Who speaks for the body.
    pub speaker: String,
    /// When, in words.
    pub said_on: String,
    /// Where every version is.
    pub href: String,
}

impl HtmlSafe for Said {}
