//! A person as the run made them: records, and what holds them together.

use super::ReviewerView;
use crate::{
    Frame, Page,
    charts::Svg,
    components::{Link, Table},
};
use askama::Template;

/// The page of a cluster.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/people/cluster.html")]
pub struct ClusterPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Who reviews.
    pub reviewer: ReviewerView,
    /// Such as `Cluster 3: 4 records of 2 sources`.
    pub heading: String,
    /// How well it hangs together, in a sentence.
    pub lead: String,
    /// The graph.
    pub graph: Option<Svg>,
    /// Which shape is of which source.
    pub shapes: Vec<(String, String)>,
    /// What the records say.
    pub records: Table,
    /// The lines, by the numbers of their records.
    pub lines: Table,
    /// Whether there are so many that they are folded away at first.
    pub many_lines: bool,
    /// The review.
    pub review: Link,
    /// The clusters before and after.
    pub neighbours: Vec<Link>,
}

impl Page for ClusterPage {
    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}
