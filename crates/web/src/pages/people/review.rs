//! One review: how far it is, who has judged how many, and where to go on.

use super::ReviewerView;
use crate::{
    Frame, Page,
    components::{Link, SummaryList, Table},
};
use askama::Template;

/// The page of a review.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/people/review.html")]
pub struct ReviewPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Who reviews, if somebody has said so.
    pub reviewer: Option<ReviewerView>,
    /// Where to say who reviews, coming back here.
    pub who_href: String,
    /// What is reviewed.
    pub title: String,
    /// How far it is, in a sentence.
    pub lead: String,
    /// What this reviewer just did.
    pub said: Option<String>,
    /// How many pairs are settled, for a bar.
    pub settled: usize,
    /// How many there are.
    pub pairs: usize,
    /// What this reviewer does next, in words, and where; nothing when nothing waits for them.
    pub next: Option<Link>,
    /// Why nothing waits, when nothing does.
    pub nothing_waits: Option<String>,
    /// The pairs on which people differ, if there are any.
    pub disagreements: Option<Link>,
    /// Who has judged how many; nothing while nobody has.
    pub reviewers: Option<Table>,
    /// The bands that pairs were taken from.
    pub bands: Table,
    /// Who made it, when, and what for.
    pub facts: SummaryList,
    /// Results, model.
    pub links: Vec<Link>,
    /// The people that the run made of sampled pairs.
    pub clusters: Vec<Link>,
}

impl Page for ReviewPage {
    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}
