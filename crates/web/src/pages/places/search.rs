//! Finding a place: by words, by code, or by kind of council.

use crate::{
    Frame, Page,
    components::{Link, Pagination, TextField},
};
use askama::Template;

/// The list of places, narrowed by words or by kind.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/places/search.html")]
pub struct PlacesPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The heading, such as `Districts` or `3 places for “cumb”`.
    pub heading: String,
    /// The search, with what was typed.
    pub search: TextField,
    /// Kinds of council, each with how many there are.
    pub kinds: Vec<(Link, usize)>,
    /// What was found, by name.
    pub results: Vec<PlaceResult>,
    /// Names that are close, when nothing was found.
    pub suggestions: Vec<Link>,
    /// The pages before and after.
    pub pagination: Option<Pagination>,
}

/// A place that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceResult {
    /// The place, with its page.
    pub place: Link,
    /// What it is and where: `district in Lancashire`.
    pub kind: String,
    /// Its code.
    pub code: String,
    /// What became of it, if it is no more: `ended on 31 March 2023; now Cumberland`.
    pub note: Option<String>,
}

impl Page for PlacesPage {}
