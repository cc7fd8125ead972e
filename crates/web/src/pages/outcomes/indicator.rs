//! One indicator: what it is, who it helps, what it must not be used for, and every place that has a figure.

use crate::{
    Frame, Page,
    charts::Svg,
    components::{Link, SelectField, SummaryList, Table},
};
use askama::Template;

/// The page of an indicator.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/outcomes/indicator.html")]
pub struct IndicatorPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The indicator's name.
    pub name: String,
    /// What it measures, in a sentence or two.
    pub definition: String,
    /// Who it helps to decide what.
    pub purpose: String,
    /// What it must not be used for.
    pub must_not: Vec<String>,
    /// Facts: unit, kind, which way is wanted, owner, source, how often.
    pub facts: SummaryList,
    /// Where the figures exist: each place shaded by whether the hub holds a figure, never by its size.
    pub coverage_map: Svg,
    /// What the map says, in a sentence.
    pub coverage: String,
    /// The period shown, to be changed.
    pub period: SelectField,
    /// The address that the choice of period is sent to.
    pub action: String,
    /// Every place and its figure, by name. Absent while there is none.
    pub places: Option<Table>,
    /// Where the figures can be downloaded.
    pub downloads: Vec<Link>,
    /// What is known to be wrong or weak.
    pub cautions: Vec<String>,
}

impl Page for IndicatorPage {}
