//! What every request shares, and who acts.

use hub::{Actor, Hub};
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};
use terms::Date;

/// What every request shares.
#[derive(Clone)]
pub struct State {
    /// The hub.
    pub hub: Arc<Hub>,
}

/// Whoever reads what is published.
#[must_use]
pub fn reader() -> Actor {
    Actor::reader()
}

/// Until people can sign in, the server binds to this machine alone, and whoever reaches it is the person at the machine.
#[must_use]
pub fn administrator(purpose: &str) -> Actor {
    Actor::local_administrator(purpose)
}

fn tag(parts: impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    // The version of the program is part of the tag: a newer one may write the same answer otherwise.
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The tag of an answer that rests on the map alone, as at a day.
#[must_use]
pub fn map_tag(as_at: Date) -> String {
    tag(("map", as_at.to_string()))
}

impl State {
    /// The tag of an answer that rests on the catalogue.
    #[must_use]
    pub fn catalogue_tag(&self) -> String {
        let versions: Vec<_> = self.hub.catalogue(&reader()).map_or_else(
            |_| Vec::new(),
            |catalogue| {
                catalogue
                    .datasets()
                    .map(|dataset| (dataset.id.to_string(), dataset.contract_version, dataset.recipe_version))
                    .collect()
            },
        );
        tag(("catalogue", versions))
    }

    /// The tag of an answer that rests on the figures in use.
    #[must_use]
    pub fn figures_tag(&self, question: &str) -> String {
        let said = self.hub.statements(&reader()).map_or(0, |statements| statements.revision());
        tag(("figures", self.hub.current_snapshot().version, self.catalogue_tag(), said, question))
    }
}
