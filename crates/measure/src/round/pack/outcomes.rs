//! `data/outcomes-in-the-round.toml`: which outcomes may be set against circumstances, and how each is read.

use super::{CircumstancePack, PackError, Series, Which, only_format_1};
use crate::round::{
    circumstances::Subject,
    phrase::{Kind, Polarity},
    scale::Scale,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Date, IndicatorId, Period};

/// The pack of outcomes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomePack {
    format: u32,
    /// The outcomes.
    #[serde(rename = "outcome")]
    pub outcomes: Vec<OutcomeRule>,
}

/// Which councils are compared with each other. Counties and districts never are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Districts and unitary councils.
    Lower,
    /// Counties and unitary councils.
    Upper,
}

/// How one outcome is read and judged.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeRule {
    /// The indicator.
    pub indicator: IndicatorId,
    /// What people read.
    pub title: String,
    /// What sort of indicator it is.
    pub kind: Kind,
    /// Which direction is better.
    pub polarity: Polarity,
    /// Whether it measures demand: then it is higher or lower than expected, never better.
    #[serde(default)]
    pub demand: bool,
    /// The scale.
    pub scale: Scale,
    /// Which councils.
    pub tier: Tier,
    /// The set of circumstances.
    pub circumstances: String,
    /// What it is about: a circumstance that contains it is refused.
    pub subjects: BTreeSet<Subject>,
    /// The periods, whose counts are summed.
    pub periods: Vec<Period>,
    /// An earlier period, which shares no day with the first; none where only one was published.
    #[serde(default)]
    pub earlier_periods: Vec<Period>,
    /// How its value is made.
    pub value: ValueRule,
    /// How surely it is known.
    #[serde(default)]
    pub precision: PrecisionRule,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// How the value of an outcome is made.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ValueRule {
    /// As published, for the area itself.
    Published {
        /// The published unit is so many times the model's: 100 for percent.
        #[serde(default = "one")]
        per: f64,
        /// Which breakdown.
        #[serde(default, rename = "where")]
        which: BTreeMap<String, Which>,
        /// The day whose areas the figures stand on; any code that the land has had without it.
        #[serde(default)]
        areas_on: Option<Date>,
    },
    /// The published count above the line divided by that below, since the published rate is rounded.
    Parts {
        /// The day whose areas the figures stand on.
        #[serde(default)]
        areas_on: Option<Date>,
    },
    /// Events divided by the people or homes they might have happened to, both summed over the area.
    Counts {
        /// The events.
        events: Box<Series>,
        /// The people or homes.
        exposure: Box<Series>,
    },
}

fn one() -> f64 {
    1.0
}

/// How surely a value is known.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum PrecisionRule {
    /// From the published 95% limits.
    Limits,
    /// From so many people (or, for a rate, that rate of so many people).
    People(Box<Series>),
    /// From the counts of which it is made.
    Counts,
    /// Not known.
    #[default]
    Unknown,
}

impl OutcomePack {
    /// Reads a pack, and holds it against the pack of circumstances.
    ///
    /// # Errors
    /// [`PackError`].
    pub fn parse(text: &str, circumstances: &CircumstancePack) -> Result<Self, PackError> {
        let pack: Self = toml::from_str(text)?;
        only_format_1(pack.format)?;
        let mut names = BTreeSet::new();
        for rule in &pack.outcomes {
            if !names.insert(&rule.indicator) {
                return Err(PackError::Twice(rule.indicator.to_string()));
            }
            if circumstances.set(&rule.circumstances).is_none() {
                return Err(PackError::Unknown { name: rule.circumstances.clone(), by: rule.indicator.to_string() });
            }
            if let Some(what) = rule.contradiction() {
                return Err(PackError::Contradiction { entry: rule.indicator.to_string(), what });
            }
        }
        Ok(pack)
    }

    /// An outcome by its indicator.
    #[must_use]
    pub fn rule(&self, indicator: &str) -> Option<&OutcomeRule> {
        self.outcomes.iter().find(|rule| rule.indicator.as_str() == indicator)
    }
}

impl OutcomeRule {
    /// The other figures that it reads beside its indicator.
    pub fn series(&self) -> impl Iterator<Item = &Series> {
        let counts = match &self.value {
            ValueRule::Counts { events, exposure } => vec![events.as_ref(), exposure.as_ref()],
            _ => Vec::new(),
        };
        let people = match &self.precision {
            PrecisionRule::People(people) => Some(people.as_ref()),
            _ => None,
        };
        counts.into_iter().chain(people)
    }

    fn contradiction(&self) -> Option<&'static str> {
        let shared = self.periods.iter().any(|one| self.earlier_periods.iter().any(|other| one.overlaps(other)));
        let counted = matches!(self.value, ValueRule::Counts { .. } | ValueRule::Parts { .. });
        if self.periods.is_empty() {
            Some("it names no period")
        } else if shared {
            Some("the two periods share days, and so figures: what stays would be no news")
        } else if counted != matches!(self.precision, PrecisionRule::Counts) {
            Some("a value made of counts is as sure as its counts, and only such a value is")
        } else if self.demand && self.kind != Kind::Outcome {
            Some("only an outcome can be a measure of demand")
        } else {
            None
        }
    }
}
