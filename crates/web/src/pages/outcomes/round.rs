//! A place in the round: what is unexpected, what is changing, what nobody can tell. No score, and no other place
//! above or below it.

use crate::{Frame, Page, charts::Svg, components::Link, pages::statements::Said};
use askama::Template;

/// The page of a place in the round.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/outcomes/round.html")]
pub struct RoundPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The place's name.
    pub name: String,
    /// What stands out, in a sentence or two.
    pub lead: String,
    /// The outcomes, by what may be said of them. Empty where nothing is judged of such a place.
    pub groups: Vec<RoundGroup>,
    /// Places in the most similar circumstances, nearest first.
    pub peers: Vec<PeerRow>,
    /// Where the same can be fetched by programs.
    pub download: String,
    /// The place's own page.
    pub place: Link,
}

/// Outcomes of which the same may be said.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundGroup {
    /// A word that is unique in the page.
    pub id: String,
    /// What may be said of them.
    pub heading: String,
    /// What it means, in a sentence.
    pub text: String,
    /// The outcomes.
    pub rows: Vec<RoundRow>,
}

/// One outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundRow {
    /// Its name, with its page for this place.
    pub name: Link,
    /// Whose figures they are, where not the place's own, and the period.
    pub body: String,
    /// What may be said.
    pub phrase: String,
    /// Whether a reader should look here first.
    pub look_here: bool,
    /// The value beside what was expected, in a sentence.
    pub sentence: String,
    /// The same, drawn. Absent where there is nothing to draw.
    pub picture: Option<Svg>,
    /// What the council says of it.
    pub says: Vec<Said>,
    /// The place's own trend.
    pub trend: String,
    /// How sure it is: methods that agree, the period before, how much circumstances tell.
    pub certainty: Vec<String>,
}

/// A place in similar circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerRow {
    /// The place.
    pub place: Link,
    /// In what it is most unlike, in a few words.
    pub differs: String,
}

impl Page for RoundPage {}
