//! Pages about the site itself: its data and licences, its accessibility, and what went wrong.

mod methods;

pub use methods::InTheRoundMethodPage;

use crate::{
    Frame, Page, Section,
    components::{Link, SummaryList, Table},
};
use askama::Template;
use axum::http::StatusCode;

/// About the hub, its data and their licences.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/site/about.html")]
pub struct AboutPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The hub in numbers: figures, places, datasets, and since when.
    pub facts: SummaryList,
    /// Every source with its publisher and licence.
    pub sources: Table,
    /// Full attribution lines.
    pub attributions: Vec<String>,
    /// The bulk downloads and the API.
    pub links: Vec<Link>,
}

impl Page for AboutPage {}

/// The accessibility statement.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/site/accessibility.html")]
pub struct AccessibilityPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// When the statement was last looked at, in words.
    pub reviewed: String,
    /// What does not work yet, each with what to do instead.
    pub known_faults: Vec<String>,
    /// Who to tell.
    pub contact: Option<Link>,
}

impl Page for AccessibilityPage {}

/// A page that could not be shown.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/site/problem.html")]
pub struct ProblemPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The status of the reply.
    pub status: StatusCode,
    /// What happened, as a heading.
    pub heading: String,
    /// What it means.
    pub meaning: String,
    /// What to do, a sentence each.
    pub what_to_do: Vec<String>,
    /// The request's number in the log, for errors of ours.
    pub reference: Option<String>,
}

impl Page for ProblemPage {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}

impl ProblemPage {
    fn of(status: StatusCode, heading: &str, meaning: &str, what_to_do: &[&str]) -> Self {
        Self {
            frame: Frame::new(Section::Nowhere, heading, meaning),
            status,
            heading: heading.to_owned(),
            meaning: meaning.to_owned(),
            what_to_do: what_to_do.iter().map(|&line| line.to_owned()).collect(),
            reference: None,
        }
    }

    /// There is no such page.
    #[must_use]
    pub fn not_found() -> Self {
        Self::of(
            StatusCode::NOT_FOUND,
            "There is no page here",
            "The address may be mistyped, or it may name a place, a measure or a submission that this hub does not know.",
            &["If you typed the address, check it.", "If you followed a link, it is our fault or the other site’s."],
        )
    }

    /// The reader may not see or do this.
    #[must_use]
    pub fn not_permitted() -> Self {
        Self::of(
            StatusCode::FORBIDDEN,
            "You cannot do this here",
            "This needs a permission that you do not have, or the request came from another site.",
            &[
                "If you pressed a button on this site, go back, load the page again and try once more.",
                "If you need the permission, ask the body that runs this hub.",
            ],
        )
    }

    /// The file is larger than the hub takes. `limit` is in words, such as `2 gigabytes`.
    #[must_use]
    pub fn too_large(limit: &str) -> Self {
        Self::of(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The file is too large",
            &format!("This hub takes files of up to {limit}. Nothing was kept."),
            &[
                "Compress the file with gzip, or send one period at a time.",
                "If it is a workbook, save the sheet alone as CSV.",
            ],
        )
    }

    /// Something broke. `reference` is the request's number in the log.
    #[must_use]
    pub fn broken(reference: &str) -> Self {
        let mut page = Self::of(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Sorry, something broke",
            "The fault is ours and was written down. Nothing that you sent before was lost.",
            &[
                "Try again in a minute.",
                "If it happens again, tell the body that runs this hub, with the number below.",
            ],
        );
        page.reference = Some(reference.to_owned());
        page
    }
}
