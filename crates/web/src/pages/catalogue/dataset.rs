//! One dataset: what it promises, who owes it, what came.

use crate::{
    Frame, Page,
    components::{Link, SummaryList, Table, Tag},
};
use askama::Template;

/// The page of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/catalogue/dataset.html")]
pub struct DatasetPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The dataset's name.
    pub name: String,
    /// Who it helps to decide what.
    pub purpose: String,
    /// What it must not be used for.
    pub must_not: Vec<String>,
    /// What it promises: owner, frequency, licence, expected bodies.
    pub promise: SummaryList,
    /// Its indicators.
    pub indicators: Vec<Link>,
    /// Who owes it and what did not come, in a few sentences.
    pub owed: String,
    /// Whose figures did not come, by name.
    pub missing: Vec<Link>,
    /// What came, newest first.
    pub submissions: Vec<SubmissionRow>,
    /// Where to send a file.
    pub send_href: String,
    /// The rules its file is checked by.
    pub rules: Option<Table>,
    /// Recipe and contract, in all their versions.
    pub documents: Vec<Document>,
}

/// A document of the dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it is, such as `Recipe`.
    pub name: String,
    /// Its versions, newest first.
    pub versions: Vec<Link>,
}

/// One submission of the dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionRow {
    /// The submission, with its page.
    pub submission: Link,
    /// When it came and who sent it.
    pub came: String,
    /// What was found.
    pub found: String,
    /// Where it stands.
    pub state: Tag,
}

impl Page for DatasetPage {}
