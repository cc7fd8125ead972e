//! How early warning works: rules, detectors, and how often they speak where nothing happens.

use crate::{Frame, Page, components::Table};
use askama::Template;

/// The page of the method.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/signals/method.html")]
pub struct EarlyWarningMethodPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// How many stable series were made of each sort.
    pub series_each: String,
    /// False alarms of each detector.
    pub detectors: Table,
    /// False alarms of leaving the expected range, in a sentence.
    pub range: String,
    /// False alarms of the rule that combines, and steps that it sees.
    pub combinations: Table,
    /// What people may record, by theme, with its weight and how long it counts.
    pub evidence: Table,
}

impl Page for EarlyWarningMethodPage {}
