//! Pairs on which people differ, for a third to decide.

use super::ReviewerView;
use crate::{Frame, Page, components::Link};
use askama::Template;

/// The page of disagreements.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/people/disagreements.html")]
pub struct DisagreementsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Who reviews.
    pub reviewer: ReviewerView,
    /// How many there are, in a sentence.
    pub lead: String,
    /// The pairs.
    pub rows: Vec<DisagreementRow>,
    /// The review.
    pub review: Link,
}

/// One pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisagreementRow {
    /// Such as `Pair 3`.
    pub pair: String,
    /// What each said, with what they wrote; nothing when the reader is one of them.
    pub said: Vec<String>,
    /// Where to decide; nothing when the reader is one of those who differ.
    pub decide_href: Option<String>,
}

impl Page for DisagreementsPage {
    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}
