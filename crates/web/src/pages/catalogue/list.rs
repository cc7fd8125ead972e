//! Every dataset, and where to send a file.

use crate::{
    Frame, Page,
    components::{Link, Tag},
};
use askama::Template;

/// The list of datasets.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/catalogue/list.html")]
pub struct DatasetsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Submissions that wait for somebody, if any.
    pub waiting: Vec<Link>,
    /// The datasets, by name.
    pub datasets: Vec<DatasetRow>,
}

/// One dataset in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetRow {
    /// The dataset, with its page.
    pub dataset: Link,
    /// Who publishes it.
    pub publisher: String,
    /// How often it comes.
    pub frequency: String,
    /// What came last, in words.
    pub latest: String,
    /// Where that stands.
    pub state: Tag,
    /// Where to send a file for it.
    pub send_href: String,
}

impl Page for DatasetsPage {}
