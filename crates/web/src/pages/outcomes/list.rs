//! The catalogue of indicators, by theme.

use crate::{
    Frame, Page,
    charts::Svg,
    components::{Link, TextField},
};
use askama::Template;

/// The catalogue.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/outcomes/list.html")]
pub struct OutcomesPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The heading.
    pub heading: String,
    /// What the list holds, in a sentence or two.
    pub lead: String,
    /// What is told when it holds nothing.
    pub nothing: String,
    /// The search, with what was typed.
    pub search: TextField,
    /// Indicators by theme. Empty when nothing matches.
    pub themes: Vec<CatalogueTheme>,
    /// The years above the bars.
    pub years: Svg,
}

/// Indicators of one theme.
#[derive(Debug, Clone, PartialEq)]
pub struct CatalogueTheme {
    /// The theme's name.
    pub name: String,
    /// Its anchor on the page.
    pub id: String,
    /// Those that stand first: the headlines, or all that was asked for. By name.
    pub indicators: Vec<CatalogueRow>,
    /// The others, folded away. By name.
    pub more: Vec<CatalogueRow>,
}

/// One indicator in the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct CatalogueRow {
    /// The indicator, with its page.
    pub indicator: Link,
    /// What it measures, in one sentence.
    pub summary: String,
    /// `outcome`, `output`, `input` or `context`.
    pub kind: String,
    /// How many places have figures, in words.
    pub places: String,
    /// The years covered, in words.
    pub years: String,
    /// A bar for each year.
    pub bars: Svg,
}

impl Page for OutcomesPage {}
