//! Two records side by side, and the question whether they are of one person.

use super::{ReviewerView, difference::Comparison};
use crate::{
    Frame, Page,
    charts::Svg,
    components::{ErrorSummary, Link, Table, TextArea},
};
use askama::Template;
use axum::http::StatusCode;

/// The page of a pair.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/people/pair.html")]
pub struct PairPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The status of the reply.
    pub status: StatusCode,
    /// What is wrong with what was sent.
    pub errors: Option<ErrorSummary>,
    /// Who reviews.
    pub reviewer: ReviewerView,
    /// The review.
    pub review: Link,
    /// Such as `Pair 3 of 30`.
    pub heading: String,
    /// How many this reviewer has judged, in words.
    pub progress: String,
    /// What this reviewer just did, with a way back.
    pub said: Option<Said>,
    /// Whose record is on the left.
    pub left: String,
    /// Whose is on the right.
    pub right: String,
    /// The columns, in order.
    pub rows: Vec<PairRow>,
    /// What two others said who differ, for a third who decides.
    pub others: Vec<OtherWord>,
    /// The question, while this reviewer has not judged.
    pub question: Option<Question>,
    /// What the computer made of it, once they have.
    pub weight: Option<WeightView>,
}

/// What a reviewer just did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// In words.
    pub text: String,
    /// The pair that it was done with.
    pub link: Option<Link>,
    /// Where the form to take it back goes.
    pub undo_action: Option<String>,
}

/// One column of the two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairRow {
    /// What is compared.
    pub label: String,
    /// How the values compare.
    pub comparison: Comparison,
}

/// What another reviewer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherWord {
    /// What they said.
    pub verdict: String,
    /// What they wrote.
    pub note: String,
}

/// The question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Where the form goes.
    pub action: String,
    /// What may be said: the value that is sent, its words, its access key.
    pub verdicts: Vec<(String, String, char)>,
    /// The note.
    pub note: TextArea,
    /// Where skipping leads.
    pub skip_href: String,
}

/// What the computer made of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightView {
    /// What this reviewer said.
    pub verdict: String,
    /// What they wrote beside it.
    pub note: String,
    /// Where the form to take it back goes.
    pub undo_action: String,
    /// The weight in a sentence.
    pub sentence: String,
    /// The strongest signs, in a sentence.
    pub signs: String,
    /// The waterfall.
    pub chart: Option<Svg>,
    /// Each step in words, with what it adds and the sum so far.
    pub table: Table,
    /// What brought the two together, and from where in the sample they come.
    pub facts: Vec<String>,
    /// The clusters that hold both.
    pub clusters: Vec<Link>,
    /// Where to go on.
    pub next: Link,
}

impl Page for PairPage {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}
