//! One framework, read from its file.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use terms::{Date, IndicatorId};

/// What stopped a file from being read.
#[derive(Debug, thiserror::Error)]
pub enum FrameworkError {
    /// It is not TOML of the right form.
    #[error("the file cannot be read: {0}")]
    Form(#[from] Box<toml::de::Error>),
    /// It contradicts itself: every contradiction found.
    #[error("the file contradicts itself: {}", .0.join("; "))]
    Contradictions(Vec<String>),
}

/// What is counted: an output is never an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// Money, staff, buildings.
    Input,
    /// What was done.
    Output,
    /// What came of it for people.
    Outcome,
    /// The circumstances.
    Context,
}

/// Whose framework it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// For the whole country.
    National,
    /// For one place.
    Place,
}

/// How sure we are of a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalEvidence {
    /// Read in a published source.
    Verified,
    /// From memory, in part at least.
    Recalled,
}

/// Where a framework is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The name of the publication.
    pub name: String,
    /// Its address.
    pub url: String,
}

/// A framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
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
    /// The first day on which it no longer holds; none while it does.
    #[serde(default)]
    pub until: Option<Date>,
    /// What a reader should know.
    pub note: String,
    /// Its goals.
    #[serde(rename = "goal")]
    pub goals: Vec<Goal>,
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// Its lasting name, within the framework.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What is wanted, in short words of our own.
    pub statement: String,
    /// How sure we are of it.
    pub evidence: GoalEvidence,
    /// Its measures.
    #[serde(default, rename = "measure")]
    pub measures: Vec<Measure>,
}

impl Goal {
    /// The indicators of its measures, each once, in alphabetical order.
    pub fn indicators(&self) -> impl Iterator<Item = &IndicatorId> {
        self.measures.iter().flat_map(|measure| &measure.indicators).collect::<BTreeSet<_>>().into_iter()
    }
}

/// A measure of a goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// What it measures.
    pub title: String,
    /// What sort of thing that is.
    pub kind: MeasureKind,
    /// Whether the framework puts it first.
    #[serde(default)]
    pub headline: bool,
    /// Whether the framework only holds a place for it.
    #[serde(default)]
    pub placeholder: bool,
    /// Whether the measure is our own reading of the goal, and not named by the framework.
    #[serde(default)]
    pub ours: bool,
    /// Our indicators for it; none where nothing here measures it.
    pub indicators: Vec<IndicatorId>,
}

impl Framework {
    /// Reads a framework.
    ///
    /// # Errors
    /// [`FrameworkError`] when the file is not of this form, or with everything in it that does not fit together.
    pub fn parse(text: &str) -> Result<Self, FrameworkError> {
        let framework: Self = toml::from_str(text).map_err(Box::new)?;
        let mut problems = Vec::new();
        if framework.goals.is_empty() {
            problems.push("there is no goal".to_owned());
        }
        if framework.until.is_some_and(|until| until <= framework.from) {
            problems.push("it ends before it begins".to_owned());
        }
        let mut seen = BTreeSet::new();
        for goal in &framework.goals {
            if !seen.insert(&goal.id) {
                problems.push(format!("goal {} stands twice", goal.id));
            }
            for measure in &goal.measures {
                let each: BTreeSet<&IndicatorId> = measure.indicators.iter().collect();
                if each.len() < measure.indicators.len() {
                    problems.push(format!("goal {}: a measure names an indicator twice", goal.id));
                }
            }
        }
        if problems.is_empty() { Ok(framework) } else { Err(FrameworkError::Contradictions(problems)) }
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}
