//! What the frameworks cover, what they leave out, and where they meet.

use super::{Framework, Goal, MeasureKind};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use terms::IndicatorId;

/// An indicator of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CatalogueEntry {
    /// The indicator.
    pub id: IndicatorId,
    /// What it counts, as its contract says; none where the contract does not say.
    pub kind: Option<MeasureKind>,
}

/// A goal of a framework.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct GoalReference {
    /// The framework.
    pub framework: String,
    /// The goal in it.
    pub goal: String,
}

/// How much of a goal can be followed by outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalGap {
    /// No indicator of the catalogue measures it at all.
    NotMeasured,
    /// Indicators exist, but none of them counts an outcome.
    NoOutcome,
}

/// A cross-walk that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stray {
    /// The catalogue has no such indicator.
    Unknown {
        /// Where it is named.
        goal: GoalReference,
        /// The indicator.
        indicator: IndicatorId,
    },
    /// The framework calls it an outcome, but the contract says that it is not.
    NotAnOutcome {
        /// Where it is named.
        goal: GoalReference,
        /// The indicator.
        indicator: IndicatorId,
        /// What the contract calls it.
        kind: MeasureKind,
    },
}

/// What a set of frameworks covers of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Indicators that no framework covers, in alphabetical order.
    pub uncovered: Vec<IndicatorId>,
    /// Goals that no indicator, or no outcome, measures.
    pub gaps: BTreeMap<GoalReference, GoalGap>,
    /// Measures that a framework only holds a place for, by goal.
    pub placeholders: Vec<(GoalReference, String)>,
    /// Cross-walks that do not hold.
    pub strays: Vec<Stray>,
}

/// What frameworks cover of a catalogue. A measure counts for its goal only with an indicator that the catalogue has; a
/// place that is held for a measure counts for nothing. The order of frameworks and of the catalogue makes no difference.
#[must_use]
pub fn coverage(frameworks: &[Framework], catalogue: &[CatalogueEntry]) -> Coverage {
    let kinds: BTreeMap<&IndicatorId, Option<MeasureKind>> =
        catalogue.iter().map(|entry| (&entry.id, entry.kind)).collect();
    let mut covered = BTreeSet::new();
    let (mut gaps, mut placeholders, mut strays) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
    for (framework, goal) in goals(frameworks) {
        let reference = GoalReference { framework: framework.id.clone(), goal: goal.id.clone() };
        let (mut measured, mut by_outcome) = (false, false);
        for measure in &goal.measures {
            if measure.placeholder {
                placeholders.push((reference.clone(), measure.title.clone()));
            }
            for indicator in &measure.indicators {
                let Some(kind) = kinds.get(indicator) else {
                    strays.insert(Stray::Unknown { goal: reference.clone(), indicator: indicator.clone() });
                    continue;
                };
                covered.insert(indicator);
                measured |= !measure.placeholder;
                by_outcome |= !measure.placeholder && *kind == Some(MeasureKind::Outcome);
                if let (MeasureKind::Outcome, Some(kind)) = (measure.kind, *kind)
                    && kind != MeasureKind::Outcome
                {
                    strays.insert(Stray::NotAnOutcome { goal: reference.clone(), indicator: indicator.clone(), kind });
                }
            }
        }
        match (measured, by_outcome) {
            (false, _) => drop(gaps.insert(reference, GoalGap::NotMeasured)),
            (true, false) => drop(gaps.insert(reference, GoalGap::NoOutcome)),
            (true, true) => {}
        }
    }
    placeholders.sort();
    let uncovered = kinds.keys().filter(|id| !covered.contains(*id)).map(|id| (*id).clone()).collect();
    Coverage { uncovered, gaps, placeholders, strays: strays.into_iter().collect() }
}

/// An indicator that several frameworks ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedIndicator {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The goals that ask for it, of two frameworks or more.
    pub goals: Vec<GoalReference>,
}

/// Where frameworks meet: the indicators that two or more of them ask for, in alphabetical order.
#[must_use]
pub fn cross_walk(frameworks: &[Framework]) -> Vec<SharedIndicator> {
    let mut asked: BTreeMap<&IndicatorId, BTreeSet<GoalReference>> = BTreeMap::new();
    for (framework, goal) in goals(frameworks) {
        for indicator in goal.indicators() {
            let reference = GoalReference { framework: framework.id.clone(), goal: goal.id.clone() };
            asked.entry(indicator).or_default().insert(reference);
        }
    }
    asked
        .into_iter()
        .filter(|(_, goals)| goals.iter().map(|goal| &goal.framework).collect::<BTreeSet<_>>().len() > 1)
        .map(|(indicator, goals)| SharedIndicator { indicator: indicator.clone(), goals: goals.into_iter().collect() })
        .collect()
}

fn goals(frameworks: &[Framework]) -> impl Iterator<Item = (&Framework, &Goal)> {
    frameworks.iter().flat_map(|framework| framework.goals.iter().map(move |goal| (framework, goal)))
}
