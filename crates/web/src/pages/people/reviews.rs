//! All reviews.

use super::ReviewerView;
use crate::{
    Frame, Page,
    components::{Link, Tag},
};
use askama::Template;

/// The page of all reviews.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/people/reviews.html")]
pub struct ReviewsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Who reviews, if somebody has said so.
    pub reviewer: Option<ReviewerView>,
    /// Where to say who reviews.
    pub who_href: String,
    /// The reviews, newest first.
    pub reviews: Vec<ReviewRow>,
    /// Where to make one.
    pub import_href: String,
}

/// One review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRow {
    /// The review.
    pub review: Link,
    /// When it was made.
    pub made: String,
    /// How far it is, such as `12 of 30 pairs settled`.
    pub progress: String,
    /// Who has judged how many.
    pub reviewers: String,
    /// Where it stands.
    pub state: Tag,
}

impl Page for ReviewsPage {
    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}
