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
    /// What could be expected here. Absent where that is not judged.
    pub expectation: Option<ExpectationPanel>,
    /// Whether the newest figure is unusual for the place, and the place for its size.
    pub panels: Vec<ChartPanel>,
    /// What the place says of the outcome and of its figures.
    pub says: Vec<Said>,
    /// Where it can speak: of the newest figure, of the outcome as a whole.
    pub reply: Vec<Link>,
    /// Places like this one. Absent where likeness is not known.
    pub peers: Option<Peers>,
    /// Why no place is set beside it, where none is.
    pub no_peers: String,
    /// How we know: source, counted, divided by, reorganisations.
    pub how_we_know: SummaryList,
    /// Goals of frameworks that ask for this.
    pub goals: Vec<Link>,
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

/// The figure beside what could be expected in such circumstances.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectationPanel {
    /// The question, such as `Is this what could be expected here?`.
    pub heading: String,
    /// What may be said, such as `Worse than expected`.
    pub phrase: String,
    /// Whether a reader should look here first.
    pub look_here: bool,
    /// The value beside what was expected, in a sentence.
    pub sentence: String,
    /// The same, drawn. Absent where there is nothing to draw.
    pub picture: Option<Svg>,
    /// What is drawn.
    pub caption: String,
    /// How sure it is.
    pub certainty: Vec<String>,
}

/// A question, its answer, and the chart that it is read from.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartPanel {
    /// A word that is unique in the page.
    pub id: String,
    /// The question.
    pub heading: String,
    /// The answer, in a word or a few.
    pub answer: String,
    /// Why, in a sentence or two.
    pub because: String,
    /// The chart for a wide screen and for a phone. Absent where none can be drawn.
    pub pictures: Option<(Svg, Svg)>,
    /// What is drawn.
    pub caption: String,
    /// How to read it, in a line.
    pub how_to_read: String,
    /// Where the method is told.
    pub method: Link,
    /// The same figures as a table.
    pub table: Option<Table>,
    /// Where the rest of the figures are.
    pub more: Option<Link>,
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
