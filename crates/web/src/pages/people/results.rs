//! What a review says so far.

use super::ReviewerView;
use crate::{
    Frame, Page,
    charts::Svg,
    components::{Link, Table},
};
use askama::Template;

/// The page of results.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/people/results.html")]
pub struct ReviewResultsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Who reviews, if somebody has said so.
    pub reviewer: Option<ReviewerView>,
    /// Where to say who reviews, coming back here.
    pub who_href: String,
    /// How far it is, in a sentence.
    pub lead: String,
    /// The run's own threshold in sentences: how often it is right, how much it finds.
    pub own_threshold: Vec<String>,
    /// How far reviewers agree, a sentence for each two.
    pub agreement: Vec<String>,
    /// The same as a table.
    pub agreement_table: Option<Table>,
    /// The share of one person by band.
    pub bands_chart: Option<Svg>,
    /// The same as a table.
    pub bands: Table,
    /// Precision and recall by threshold.
    pub precision_chart: Option<Svg>,
    /// Recall by threshold.
    pub recall_chart: Option<Svg>,
    /// The same as a table; nothing before anything is settled.
    pub thresholds: Option<Table>,
    /// How many labels there are, in words.
    pub labels: String,
    /// Where they can be fetched, once there are any.
    pub labels_href: Option<String>,
    /// The review.
    pub review: Link,
}

impl Page for ReviewResultsPage {
    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}
