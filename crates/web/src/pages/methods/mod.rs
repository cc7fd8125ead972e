//! How numbers are made: the list of methods, and one method with examples that are worked out and drawn when the page
//! is made.

use crate::{
    Frame, Page,
    charts::Svg,
    components::{Link, Table},
};
use askama::Template;

/// All methods.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/methods/list.html")]
pub struct MethodsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Each method with the question that it answers.
    pub methods: Vec<(Link, String)>,
}

/// One method.
#[derive(Debug, Clone, PartialEq, Template)]
#[template(path = "pages/methods/one.html")]
pub struct MethodPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The question that it answers.
    pub heading: String,
    /// The answer in two sentences.
    pub lead: String,
    /// Its parts.
    pub sections: Vec<MethodSection>,
    /// What it cannot do, a sentence each.
    pub limits: Vec<String>,
    /// Where it comes from.
    pub sources: String,
}

/// A part of a method's page.
#[derive(Debug, Clone, PartialEq)]
pub struct MethodSection {
    /// A word that is unique in the page.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// What it says, a paragraph each.
    pub paragraphs: Vec<String>,
    /// A list after them.
    pub list: Vec<String>,
    /// An example, for a wide screen and for a phone.
    pub pictures: Option<(Svg, Svg)>,
    /// What the example is.
    pub caption: String,
    /// The example in figures.
    pub table: Option<Table>,
}

impl Page for MethodsPage {}

impl Page for MethodPage {}
