//! How outcomes are set against circumstances, and how good that is, measured on the figures in use.

use crate::{Frame, Page, components::Table};
use askama::Template;

/// The page of the method.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/site/in-the-round.html")]
pub struct InTheRoundMethodPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Each circumstance, and why nobody here can change it soon.
    pub circumstances: Table,
    /// Each outcome, and how much circumstances tell of it.
    pub skill: Table,
    /// Outcomes that could not be judged, each with the reason.
    pub not_judged: Vec<String>,
}

impl Page for InTheRoundMethodPage {}
