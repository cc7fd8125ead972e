//! What surrounds every page: title, navigation, the way here, messages and attribution.

use crate::components::{Banner, Breadcrumbs, Link};

/// The part of the site that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The front page, errors: no part is marked.
    Nowhere,
    /// Places.
    Places,
    /// Outcomes.
    Outcomes,
    /// Datasets and submissions.
    Data,
    /// Who does what.
    Who,
    /// About the hub and its data.
    About,
}

impl Section {
    /// The header's links: part, name and address.
    pub const NAVIGATION: &[(Self, &'static str, &'static str)] = &[
        (Self::Places, "Places", "/places"),
        (Self::Outcomes, "Outcomes", "/outcomes"),
        (Self::Data, "Data", "/data"),
        (Self::Who, "Who does what", "/who"),
        (Self::About, "About", "/about"),
    ];
}

/// What surrounds a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The hub's name.
    pub hub_name: String,
    /// The page's title, as in its heading.
    pub title: String,
    /// One sentence on the page, for search engines and previews.
    pub description: String,
    /// The part of the site.
    pub section: Section,
    /// The way here.
    pub breadcrumbs: Option<Breadcrumbs>,
    /// A message above the page.
    pub banner: Option<Banner>,
    /// Who the data is owed to: licence and copyright lines.
    pub attribution: String,
}

impl Frame {
    /// A frame with the project's own name and the attribution of open government data.
    pub fn new(section: Section, title: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            hub_name: "wholeplace".to_owned(),
            title: title.into(),
            description: description.into(),
            section,
            breadcrumbs: None,
            banner: None,
            attribution: "Contains public sector information licensed under the Open Government Licence v3.0. \
                          Contains National Statistics and OS data © Crown copyright and database right."
                .to_owned(),
        }
    }

    /// The frame with the way here: pairs of name and address, then this page's name.
    #[must_use]
    pub fn under<T: Into<String>, U: Into<String>>(
        mut self,
        trail: impl IntoIterator<Item = (T, U)>,
        here: impl Into<String>,
    ) -> Self {
        let trail = trail.into_iter().map(|(text, href)| Link::new(text, href)).collect();
        self.breadcrumbs = Some(Breadcrumbs { trail, here: here.into() });
        self
    }

    /// The frame with a message.
    #[must_use]
    pub fn with_banner(mut self, banner: Banner) -> Self {
        self.banner = Some(banner);
        self
    }
}
