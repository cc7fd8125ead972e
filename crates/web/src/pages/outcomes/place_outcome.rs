//! One indicator in one place: the answer, how it went, places like it, how we know.

use crate::{
    Frame, Page,
    charts::Svg,
    components::{Link, SummaryList, Table},
    pages::statements::Said,
};
use askama::Template;

/// The page of an outcome in a place.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/outcomes/place-outcome.html")]
pub struct PlaceOutcomePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The place and the theme, above the heading.
    pub over: Vec<Link>,
    /// The question that the indicator answers here.
    pub question: String,
    /// The answer, or why there is none.
    pub answer: Answer,
    /// What the reader needs beside it: quality, which way is wanted.
    pub facts: Vec<(String, String)>,
    /// What the trend shows, as a heading.
    pub trend_heading: String,
    /// What is drawn, in a sentence.
    pub trend_note: String,
    /// The trend on a wide screen.
    pub trend_wide: Svg,
    /// The trend on a phone.
    pub trend_narrow: Svg,
    /// The same figures as a table.
    pub figures: Table,
    /// What the place says of the outcome and of its figures.
    pub says: Vec<Said>,
    /// Where it can speak: of the newest figure, of the outcome as a whole.
    pub reply: Vec<Link>,
    /// Places like this one. Absent where likeness is not known.
    pub peers: Option<Peers>,
    /// How we know: source, counted, divided by, reorganisations.
    pub how_we_know: SummaryList,
    /// Download, cite, earlier versions.
    pub links: Vec<Link>,
    /// What is not known.
    pub not_known: Vec<String>,
}

/// The answer to the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A figure and what it says.
    Figure {
        /// The number, such as `1.4`.
        number: String,
        /// The figure's own page.
        href: String,
        /// What the number is, such as `in each 1,000 households in 2022: 172 claims`.
        words: String,
        /// The interval in words, such as `likely between 1.2 and 1.6`.
        interval: Option<String>,
        /// The beginning of the answer, which stands out.
        says: String,
        /// The rest of the answer.
        rest: String,
    },
    /// No figure, and why.
    None {
        /// What is not known, as a sentence.
        says: String,
        /// Why, and what would tell.
        rest: String,
    },
}

/// Places set beside this one, in the order of likeness.
#[derive(Debug, Clone, PartialEq)]
pub struct Peers {
    /// The heading.
    pub heading: String,
    /// How they were chosen.
    pub note: String,
    /// This place first, then the others in the order given.
    pub rows: Vec<PeerRow>,
    /// The numbers under the strips.
    pub scale: Svg,
    /// What is drawn, and what is left out.
    pub caption: String,
}

/// One place beside others.
#[derive(Debug, Clone, PartialEq)]
pub struct PeerRow {
    /// The place, with its page.
    pub place: Link,
    /// Whether it is the place that the page is about.
    pub this_place: bool,
    /// Its dot and interval.
    pub strip: Svg,
    /// Its value, or why there is none.
    pub value: String,
    /// Its interval.
    pub interval: Option<String>,
}

impl Page for PlaceOutcomePage {}
