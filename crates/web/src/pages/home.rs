//! The front page: find a place, what the hub holds, what came lately, what nobody knows.

use crate::{
    Frame, Page,
    charts::Svg,
    components::{Link, Table, TextField},
};
use askama::Template;

/// The front page.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/home.html")]
pub struct HomePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The search for a place.
    pub search: TextField,
    /// Places to try.
    pub examples: Vec<Link>,
    /// Kinds of council, each with how many there are.
    pub kinds: Vec<(Link, usize)>,
    /// The map, each council a link, shaded by kind of council only.
    pub map: Svg,
    /// What stands beside the key's white box, such as `21 counties, 164 districts`.
    pub shared_tiers: String,
    /// What stands beside the key's grey box.
    pub single_tiers: String,
    /// What the hub holds.
    pub holdings: Holdings,
    /// What nobody knows. Absent when nothing owed is missing.
    pub unknown: Option<Unknown>,
    /// The latest submissions. Absent while the hub is empty.
    pub latest: Option<Table>,
}

/// What the hub holds, by theme and year.
#[derive(Debug, Clone, PartialEq)]
pub struct Holdings {
    /// In one sentence.
    pub sentence: String,
    /// The years above the bars.
    pub years: Svg,
    /// The themes, by name.
    pub themes: Vec<Holding>,
}

/// What the hub holds on one theme.
#[derive(Debug, Clone, PartialEq)]
pub struct Holding {
    /// The theme, with its page.
    pub theme: Link,
    /// How many measures.
    pub measures: usize,
    /// The years that they cover, in words, for listeners.
    pub years: String,
    /// A bar for each year.
    pub bars: Svg,
}

/// What nobody knows, on the front page.
#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    /// What is missing, in a few words.
    pub headline: String,
    /// More, one sentence.
    pub text: String,
    /// Whose figures are missing, by name.
    pub places: Vec<Link>,
    /// What follows from it.
    pub consequence: String,
    /// Where to see all that is missing.
    pub link: Link,
    /// The source, in one line.
    pub source: String,
}

impl Page for HomePage {}
