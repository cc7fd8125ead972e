//! Every audit, by number.

use crate::{
    Frame, Page,
    components::{Link, Tag},
};
use askama::Template;

/// The list of audits.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/audits/list.html")]
pub struct AuditsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The audits, by number.
    pub audits: Vec<AuditRow>,
}

/// An audit in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// The audit, with its page.
    pub audit: Link,
    /// The place, with its page.
    pub place: Link,
    /// Where it stands.
    pub stage: Tag,
    /// When its goals were declared, in words.
    pub declared: String,
}

impl Page for AuditsPage {}
