//! What a model believes, and what its run came to.

use crate::{
    Frame, Page,
    charts::Svg,
    components::{Link, Table},
};
use askama::Template;

/// The page of a model.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/people/model.html")]
pub struct ReviewModelPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The model's name.
    pub name: String,
    /// What it came to, in a sentence.
    pub lead: String,
    /// The comparisons.
    pub comparisons: Vec<ComparisonView>,
    /// How the weights spread.
    pub weights: Spread,
    /// How much records hold by themselves.
    pub own_weights: Spread,
    /// What the blocking rules brought.
    pub blocking: Table,
    /// What they left out, in a sentence.
    pub blocking_sentence: String,
    /// What thresholds cost.
    pub thresholds: Spread,
    /// The review.
    pub review: Link,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonView {
    /// What is compared.
    pub name: String,
    /// What tells most, in a sentence.
    pub sentence: String,
    /// The chart of its outcomes.
    pub chart: Option<Svg>,
    /// The same as a table.
    pub table: Table,
}

/// A spread: a sentence, a chart for wide and for narrow pages, a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// What it says.
    pub sentence: String,
    /// The chart for wide pages.
    pub wide: Option<Svg>,
    /// The chart for narrow ones.
    pub narrow: Option<Svg>,
    /// The same as a table.
    pub table: Table,
}

impl Page for ReviewModelPage {
    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}
