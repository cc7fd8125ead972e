//! Frameworks: what is wanted, which indicators of the catalogue measure it, and what nobody measures.
//!
//! The files are in `data/frameworks`. What is told here is told the same by pages, replies and commands.

mod place;
mod told;

pub use place::{FrameworkInPlace, GoalInPlace, IndicatorInPlace, SpendingTold};
pub use told::{
    FrameworkListed, FrameworkTold, FrameworksTold, GoalNamed, GoalTold, IndicatorTold, MeasureTold, ServiceTold,
    SharedTold,
};

use crate::{Action, Actor, Catalogue, Error, Hub, Indicator};
use intake::contract::Kind;
use measure::frameworks::{CatalogueEntry, Framework, ServiceMap};
pub use measure::frameworks::{GoalEvidence, GoalGap, MeasureKind, Scope};
use std::sync::LazyLock;

/// The frameworks that come with the project, in the order in which they are told: those for the whole country first,
/// by title.
static FRAMEWORKS: LazyLock<Vec<Framework>> = LazyLock::new(|| {
    let mut frameworks: Vec<Framework> = [
        include_str!("../../../../data/frameworks/levelling-up-missions.toml"),
        include_str!("../../../../data/frameworks/local-outcomes-framework.toml"),
        include_str!("../../../../data/frameworks/example-place-plan.toml"),
    ]
    .iter()
    .map(|text| Framework::parse(text).expect("a test reads the pack"))
    .collect();
    frameworks.sort_by(|one, other| {
        let national = |framework: &Framework| framework.scope != Scope::National;
        national(one).cmp(&national(other)).then_with(|| one.title.cmp(&other.title))
    });
    frameworks
});

/// Which outcomes each service is for.
static SERVICES: LazyLock<ServiceMap> = LazyLock::new(|| {
    ServiceMap::parse(include_str!("../../../../data/frameworks/services.toml")).expect("a test reads the map")
});

/// What an indicator counts, in the words of the frameworks.
fn kind(indicator: &Indicator) -> Option<MeasureKind> {
    indicator.kind().map(|kind| match kind {
        Kind::Input => MeasureKind::Input,
        Kind::Output => MeasureKind::Output,
        Kind::Outcome => MeasureKind::Outcome,
        Kind::Context => MeasureKind::Context,
    })
}

/// The catalogue as the methods read it.
fn entries(catalogue: &Catalogue) -> Vec<CatalogueEntry> {
    let entry = |indicator: &Indicator| CatalogueEntry { id: indicator.contract().id.clone(), kind: kind(indicator) };
    catalogue.indicators().map(entry).collect()
}

fn named(id: &str) -> Result<&'static Framework, Error> {
    FRAMEWORKS.iter().find(|framework| framework.id == id).ok_or_else(|| Error::not_found(format!("framework {id}")))
}

impl Hub {
    /// All frameworks: what each measures, what no framework covers, where they meet, and what services are for.
    ///
    /// # Errors
    /// When the actor may not read what is published.
    pub fn frameworks(&self, actor: &Actor) -> Result<FrameworksTold, Error> {
        actor.may(&Action::ReadPublished)?;
        Ok(told::all(&FRAMEWORKS, &SERVICES, &self.current_catalogue(), self.clock.today()))
    }

    /// One framework, with the indicators of its goals and the goals that have none.
    ///
    /// # Errors
    /// When the actor may not read what is published, or there is no such framework.
    pub fn framework(&self, actor: &Actor, id: &str) -> Result<FrameworkTold, Error> {
        actor.may(&Action::ReadPublished)?;
        Ok(told::one(named(id)?, &self.current_catalogue(), self.clock.today()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packs_that_come_with_the_project_are_read() {
        let ids: Vec<&str> = FRAMEWORKS.iter().map(|framework| framework.id.as_str()).collect();
        assert_eq!(ids, ["levelling-up-missions", "local-outcomes-framework", "example-place-plan"]);
        assert_eq!(SERVICES.dimension, "service");
        assert!(matches!(named("no-such-framework"), Err(Error::NotFound { .. })));
    }

    #[test]
    fn without_a_catalogue_no_goal_is_measured() {
        let catalogue = Catalogue::default();
        let today = terms::Date::constant(2026, 11, 28);
        let all = told::all(&FRAMEWORKS, &SERVICES, &catalogue, today);
        assert!(all.frameworks.iter().all(|framework| framework.goals_not_measured == framework.goals));
        assert!(all.uncovered.is_empty() && all.shared.iter().all(|shared| !shared.indicator.promised));
        let missions = told::one(named("levelling-up-missions").unwrap(), &catalogue, today);
        assert!(!missions.holds, "it ended in July 2024");
        assert!(missions.goals.iter().all(|goal| goal.gap == Some(GoalGap::NotMeasured)));
    }
}
