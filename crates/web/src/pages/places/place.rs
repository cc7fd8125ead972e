//! The page of a place: who serves it, what changed, outcomes by theme, what nobody knows.

use crate::{Frame, Page, charts::Svg, components::Link};
use askama::Template;

/// The page of a place.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/places/place.html")]
pub struct PlacePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The place's name.
    pub name: String,
    /// What it is, in a sentence or two.
    pub lead: String,
    /// What became of it, when it is no more, with the places that took over.
    pub ended: Option<(String, Vec<Link>)>,
    /// Who serves it, from the widest area inwards.
    pub ladder: Vec<Rung>,
    /// The smaller places that it is made of. Absent where it has none.
    pub within: Option<Within>,
    /// Where to ask who does what here.
    pub who_href: String,
    /// Early warning and good practice for its council. None where it has no council.
    pub further: Vec<Link>,
    /// The small map. Absent where no boundary is held.
    pub map: Option<Svg>,
    /// What the map shows, in a sentence.
    pub map_caption: String,
    /// What a reader should know first. Absent while the hub holds no figure for the place.
    pub overview: Option<Overview>,
    /// Outcomes by theme. Empty while the hub holds none for the place.
    pub themes: Vec<Theme>,
    /// Sources, in a sentence or two.
    pub sources: String,
    /// Where the rows can be downloaded.
    pub downloads: Vec<Link>,
    /// What nobody knows.
    pub unknown: Vec<Gap>,
    /// How the place's councils changed, a sentence each, oldest first.
    pub history: Vec<String>,
}

/// A tier of those who serve a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// The tier, such as `County`.
    pub tier: String,
    /// The bodies of that tier.
    pub bodies: Vec<Link>,
    /// What they do here, in a few words.
    pub does: String,
    /// Whether it is the council that the page is about.
    pub here: bool,
}

/// The smaller places of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// What they are, such as `Its 12 districts`.
    pub heading: String,
    /// The places, by name.
    pub places: Vec<Link>,
}

/// What a reader should know first: what is changing, what is unexpected, what nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// What moved of late beyond chance.
    pub changing: Vec<Glance>,
    /// Of how many series that is told.
    pub changing_note: String,
    /// What lies outside what could be expected here.
    pub unexpected: Vec<Glance>,
    /// Of how many outcomes that is told.
    pub unexpected_note: String,
    /// Where all outcomes stand in the round. Absent where the place has no council.
    pub round: Option<Link>,
    /// What nobody knows.
    pub unknown: Vec<Gap>,
    /// Whether there is more of it below.
    pub unknown_more: bool,
}

/// Something to know at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// What may be said, such as `Worsening since 2019` or `Higher than expected`.
    pub kind: String,
    /// Whether it asks to be looked at.
    pub look_here: bool,
    /// What was measured, with its page.
    pub about: Link,
    /// The figures, in a sentence or two.
    pub text: String,
}

/// Outcomes of one theme.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// The theme's name.
    pub name: String,
    /// Its anchor on the page.
    pub id: String,
    /// How many measures it has and which way they went, told while it is folded.
    pub summary: String,
    /// Its outcomes.
    pub rows: Vec<OutcomeRow>,
}

/// One outcome of the place.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeRow {
    /// The outcome, with its page for this place.
    pub name: Link,
    /// Whose figure it is, such as `Lancashire, the county`.
    pub body: String,
    /// How it went, in a few words.
    pub phrase: String,
    /// More about how it went.
    pub phrase_rest: String,
    /// Whether it asks to be looked at.
    pub look_here: bool,
    /// Whether it lies outside what could be expected here.
    pub unexpected: bool,
    /// The small chart.
    pub picture: Svg,
    /// The latest figure, or why there is none.
    pub latest: Latest,
    /// What the council says of it: the beginning of its words, with where they are whole.
    pub says: Option<Link>,
    /// How sure it is, in a word or two; empty where there is none to say.
    pub quality: String,
    /// Why.
    pub quality_rest: String,
}

/// The latest figure of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Latest {
    /// A figure.
    Figure {
        /// The number, such as `53.0` or `£558`.
        number: String,
        /// Its unit, such as `%` or `for each 100,000`.
        unit: String,
        /// The figure's own page, which leads to its source.
        href: String,
        /// Its period.
        detail: String,
        /// A word on what the value is worth, such as `provisional`.
        status: Option<String>,
        /// What could be expected, such as `Expected 66 to 85%`. Absent where that is not judged.
        expected: Option<String>,
    },
    /// No figure, and why.
    Missing {
        /// The reason, as a phrase.
        reason: String,
    },
}

/// Something that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What is not known.
    pub heading: String,
    /// Why, and what would tell.
    pub text: String,
}

impl Page for PlacePage {}
