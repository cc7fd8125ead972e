//! Every statement that stands, by name of place.

use super::Said;
use crate::{Frame, Page, components::Link};
use askama::Template;

/// The page of all statements.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/statements/list.html")]
pub struct StatementsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The places by name, each with what it says of what.
    pub places: Vec<(Link, Vec<(Link, Said)>)>,
}

impl Page for StatementsPage {}
