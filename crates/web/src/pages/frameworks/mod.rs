//! Frameworks: what is wanted, what measures it, and what nobody measures; for all of England and in one place.

use crate::{
    Frame, Page,
    components::{Link, SummaryList, Table, TextField},
};
use askama::Template;

/// All frameworks.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/frameworks/list.html")]
pub struct FrameworksPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What they cover together, in a sentence or two.
    pub lead: String,
    /// The frameworks.
    pub frameworks: Vec<FrameworkCard>,
    /// Indicators that two frameworks or more ask for.
    pub shared: Table,
    /// How many indicators no framework covers.
    pub uncovered_heading: String,
    /// They, by theme.
    pub uncovered: Vec<(String, Vec<Link>)>,
    /// The services and what they are for.
    pub services: Table,
}

/// A framework in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameworkCard {
    /// Its title, with its page.
    pub link: Link,
    /// Who answers for it, and whether it holds.
    pub owner: String,
    /// How many of its goals are measured, in a sentence.
    pub says: String,
    /// Goals that an outcome measures, goals that only other things do, goals that nothing does.
    pub counts: (usize, usize, usize),
}

/// One framework, for all of England or in one place.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/frameworks/one.html")]
pub struct FrameworkPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Its title, or its title and the place.
    pub heading: String,
    /// What it says here, in a sentence or two.
    pub lead: String,
    /// Owner, edition, source.
    pub facts: SummaryList,
    /// What a reader should know.
    pub note: String,
    /// The search for a place to see it in.
    pub search: TextField,
    /// The address that the search is sent to.
    pub action: String,
    /// What was wrong with the place that was asked for.
    pub not_found: Option<String>,
    /// Its goals.
    pub goals: Vec<GoalShown>,
    /// The share of spending with no outcome measure. Absent without a place, or where its spending is not known.
    pub spending: Option<SpendingShown>,
    /// The same for programs.
    pub download: Link,
    /// All frameworks, or this one for all of England.
    pub more: Link,
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalShown {
    /// Its anchor.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What is wanted.
    pub statement: String,
    /// What is missing, in a sentence; nothing where an outcome measures it.
    pub gap: Option<String>,
    /// Whether the words of the goal were checked in a published source.
    pub checked: bool,
    /// Its measures.
    pub measures: Vec<MeasureShown>,
}

/// A measure of a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureShown {
    /// What it measures.
    pub title: String,
    /// What sort of thing that is, and what else there is to say of it.
    pub kind: String,
    /// What is known; empty where nothing measures it.
    pub indicators: Vec<IndicatorShown>,
}

/// An indicator of a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorShown {
    /// The indicator, with its page.
    pub link: Link,
    /// In a place: its newest figure with its period. Empty for all of England.
    pub figure: String,
    /// In a place: what may be said of it. Empty for all of England.
    pub says: String,
}

/// How much is spent with no measure of what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpendingShown {
    /// The answer, as a heading.
    pub heading: String,
    /// The same with both amounts, in a sentence.
    pub says: String,
    /// The services without a measure.
    pub services: Vec<String>,
    /// What is in neither sum, a sentence each.
    pub left_out: Vec<String>,
}

impl Page for FrameworksPage {}

impl Page for FrameworkPage {}
