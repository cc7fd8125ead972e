//! The back-test: what every signal would have said, and what came of it.

use crate::{Frame, Page, components::Table};
use askama::Template;

/// The page of the back-test.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/signals/backtest.html")]
pub struct BacktestPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Up to when it is known what became of councils.
    pub events_to: String,
    /// How many of each hundred are flagged.
    pub flagged_percent: String,
    /// The trials.
    pub trials: Vec<Trial>,
}

/// One trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// A word that is unique in the page.
    pub id: String,
    /// What it asks.
    pub title: String,
    /// What counts as trouble, and how many councils had it.
    pub sentence: String,
    /// Each signal, in counts.
    pub signals: Table,
    /// New signals beside the ones that they must beat. Absent where there are none.
    pub compared: Option<Table>,
    /// Councils that a signal did not see, by name.
    pub missed: Vec<String>,
}

impl Page for BacktestPage {}
