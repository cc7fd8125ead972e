//! Frameworks as pages, replies and commands tell them.

use crate::Catalogue;
use measure::frameworks::{
    Framework, GoalEvidence, GoalGap, GoalReference, MeasureKind, Scope, ServiceMap, Source, coverage, cross_walk,
};
use serde::Serialize;
use terms::{Date, IndicatorId};

/// An indicator that a framework asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndicatorTold {
    /// The indicator.
    pub id: IndicatorId,
    /// Its title; its identifier where the catalogue does not have it.
    pub title: String,
    /// What its contract says that it counts.
    pub kind: Option<MeasureKind>,
    /// Whether a contract of the catalogue promises it.
    pub promised: bool,
}

/// A measure of a goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeasureTold {
    /// What it measures.
    pub title: String,
    /// What sort of thing the framework says that it is.
    pub kind: MeasureKind,
    /// Whether the framework puts it first.
    pub headline: bool,
    /// Whether the framework only holds a place for it.
    pub placeholder: bool,
    /// Whether the measure is this project's own reading of the goal.
    pub ours: bool,
    /// The indicators for it; none where nothing here measures it.
    pub indicators: Vec<IndicatorTold>,
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GoalTold {
    /// Its lasting name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What is wanted.
    pub statement: String,
    /// How sure the words are.
    pub evidence: GoalEvidence,
    /// What is missing; nothing where an outcome measures it.
    pub gap: Option<GoalGap>,
    /// Its measures.
    pub measures: Vec<MeasureTold>,
}

/// A framework with its goals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameworkTold {
    /// Its lasting name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who answers for it.
    pub owner: String,
    /// Whose it is.
    pub scope: Scope,
    /// Its edition.
    pub version: String,
    /// Where it is published.
    pub source: Source,
    /// The licence of its words.
    pub licence: String,
    /// The first day on which it holds.
    pub from: Date,
    /// The first day on which it no longer holds.
    pub until: Option<Date>,
    /// Whether it holds today.
    pub holds: bool,
    /// What a reader should know.
    pub note: String,
    /// Its goals, in its own order.
    pub goals: Vec<GoalTold>,
}

/// A framework in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameworkListed {
    /// Its lasting name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who answers for it.
    pub owner: String,
    /// Whose it is.
    pub scope: Scope,
    /// Its edition.
    pub version: String,
    /// The first day on which it holds.
    pub from: Date,
    /// The first day on which it no longer holds.
    pub until: Option<Date>,
    /// Whether it holds today.
    pub holds: bool,
    /// How many goals it has.
    pub goals: usize,
    /// How many of them no indicator measures.
    pub goals_not_measured: usize,
    /// How many of them are measured, but by no outcome.
    pub goals_without_outcome: usize,
}

/// A goal by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GoalNamed {
    /// The framework.
    pub framework: String,
    /// Its title.
    pub framework_title: String,
    /// The goal in it.
    pub goal: String,
    /// Its title.
    pub goal_title: String,
}

/// An indicator that several frameworks ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedTold {
    /// The indicator.
    pub indicator: IndicatorTold,
    /// The goals that ask for it.
    pub goals: Vec<GoalNamed>,
}

/// A service and the outcomes that it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceTold {
    /// Its name in the spending data.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The outcomes that it is for; none where nothing measures them.
    pub outcomes: Vec<IndicatorTold>,
    /// What a reader should know.
    pub note: String,
}

/// All frameworks together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameworksTold {
    /// The frameworks: those for the whole country first, by title.
    pub frameworks: Vec<FrameworkListed>,
    /// Indicators of the catalogue that no framework covers, by title.
    pub uncovered: Vec<IndicatorTold>,
    /// Indicators that two frameworks or more ask for, by title.
    pub shared: Vec<SharedTold>,
    /// The services of the spending data and what they are for, in the order of the map.
    pub services: Vec<ServiceTold>,
}

pub(super) fn indicator(catalogue: &Catalogue, id: &IndicatorId) -> IndicatorTold {
    let held = catalogue.indicator(id);
    IndicatorTold {
        id: id.clone(),
        title: held.map_or_else(|| id.to_string(), |held| held.contract().title.clone()),
        kind: held.and_then(super::kind),
        promised: held.is_some(),
    }
}

pub(super) fn one(framework: &Framework, catalogue: &Catalogue, today: Date) -> FrameworkTold {
    let found = coverage(std::slice::from_ref(framework), &super::entries(catalogue));
    let goals = framework.goals.iter().map(|goal| {
        let reference = GoalReference { framework: framework.id.clone(), goal: goal.id.clone() };
        let measures = goal.measures.iter().map(|measure| MeasureTold {
            title: measure.title.clone(),
            kind: measure.kind,
            headline: measure.headline,
            placeholder: measure.placeholder,
            ours: measure.ours,
            indicators: measure.indicators.iter().map(|id| indicator(catalogue, id)).collect(),
        });
        GoalTold {
            id: goal.id.clone(),
            title: goal.title.clone(),
            statement: goal.statement.clone(),
            evidence: goal.evidence,
            gap: found.gaps.get(&reference).copied(),
            measures: measures.collect(),
        }
    });
    FrameworkTold {
        id: framework.id.clone(),
        title: framework.title.clone(),
        owner: framework.owner.clone(),
        scope: framework.scope,
        version: framework.version.clone(),
        source: framework.source.clone(),
        licence: framework.licence.clone(),
        from: framework.from,
        until: framework.until,
        holds: framework.holds(today),
        note: framework.note.clone(),
        goals: goals.collect(),
    }
}

pub(super) fn all(
    frameworks: &[Framework],
    services: &ServiceMap,
    catalogue: &Catalogue,
    today: Date,
) -> FrameworksTold {
    let entries = super::entries(catalogue);
    let found = coverage(frameworks, &entries);
    let gaps = |framework: &Framework, wanted: GoalGap| {
        found.gaps.iter().filter(|(goal, gap)| goal.framework == framework.id && **gap == wanted).count()
    };
    let listed = frameworks.iter().map(|framework| FrameworkListed {
        id: framework.id.clone(),
        title: framework.title.clone(),
        owner: framework.owner.clone(),
        scope: framework.scope,
        version: framework.version.clone(),
        from: framework.from,
        until: framework.until,
        holds: framework.holds(today),
        goals: framework.goals.len(),
        goals_not_measured: gaps(framework, GoalGap::NotMeasured),
        goals_without_outcome: gaps(framework, GoalGap::NoOutcome),
    });
    let goal_named = |reference: &GoalReference| {
        let framework = frameworks.iter().find(|framework| framework.id == reference.framework)?;
        let goal = framework.goals.iter().find(|goal| goal.id == reference.goal)?;
        Some(GoalNamed {
            framework: framework.id.clone(),
            framework_title: framework.title.clone(),
            goal: goal.id.clone(),
            goal_title: goal.title.clone(),
        })
    };
    let mut shared: Vec<SharedTold> = cross_walk(frameworks)
        .into_iter()
        .map(|shared| SharedTold {
            indicator: indicator(catalogue, &shared.indicator),
            goals: shared.goals.iter().filter_map(goal_named).collect(),
        })
        .collect();
    shared.sort_by(|one, other| one.indicator.title.cmp(&other.indicator.title));
    let mut uncovered: Vec<IndicatorTold> = found.uncovered.iter().map(|id| indicator(catalogue, id)).collect();
    uncovered.sort_by(|one, other| one.title.cmp(&other.title));
    let services = services.services.iter().map(|service| ServiceTold {
        id: service.id.clone(),
        title: service.title.clone(),
        outcomes: service.outcomes.iter().map(|id| indicator(catalogue, id)).collect(),
        note: service.note.clone(),
    });
    FrameworksTold { frameworks: listed.collect(), uncovered, shared, services: services.collect() }
}
