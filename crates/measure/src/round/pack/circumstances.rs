//! `data/circumstances.toml`: which indicators are circumstances, how each is made, and why.

use super::{PackError, Series, only_format_1};
use crate::round::circumstances::Subject;
use serde::Deserialize;
use std::collections::BTreeSet;
use terms::{AreaCode, Date};

/// The pack of circumstances.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircumstancePack {
    format: u32,
    /// The day whose councils are compared.
    pub areas_on: Date,
    /// The people by whom districts are weighed into counties, and by whom areas are small or large.
    pub population: Series,
    /// Areas that are never compared, with the reason.
    #[serde(default)]
    pub left_out: Vec<LeftOutRule>,
    /// Sets of circumstances that are used together.
    #[serde(rename = "set")]
    pub sets: Vec<CircumstanceSet>,
    /// The circumstances.
    #[serde(rename = "circumstance")]
    pub circumstances: Vec<CircumstanceRule>,
}

/// An area that is never compared.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOutRule {
    /// The area.
    pub area: AreaCode,
    /// Why.
    pub reason: String,
}

/// Circumstances that are used together.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircumstanceSet {
    /// Its name.
    pub id: String,
    /// When it is the right one.
    pub title: String,
    /// The circumstances, in order.
    pub circumstances: Vec<String>,
}

/// How one circumstance is made.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircumstanceRule {
    /// A lasting name.
    pub id: String,
    /// What people read.
    pub title: String,
    /// The unit after transformation.
    pub unit: String,
    /// Where the figures come from.
    pub provenance: String,
    /// Why it is a circumstance.
    pub why: String,
    /// Who cannot change it, and why not in time.
    pub beyond_control: String,
    /// The group that is left out together.
    pub group: String,
    /// What it contains.
    pub contains: BTreeSet<Subject>,
    /// What it overlaps in part.
    #[serde(default)]
    pub touches: BTreeSet<Subject>,
    /// How it is made.
    pub formula: Formula,
    /// What is done to the result.
    #[serde(default)]
    pub transformation: Transformation,
}

/// How a circumstance is made of figures.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Formula {
    /// A part divided by a whole, each summed over the area first.
    Ratio {
        /// Above the line.
        part: Box<Series>,
        /// Below the line.
        whole: Box<Series>,
    },
    /// A mean of districts' values weighted by people. Where the people of a part are not known, its district's parts
    /// count alike.
    Mean {
        /// The values.
        of: Box<Series>,
        /// The weights.
        weighted_by: Box<Series>,
        /// What the published unit is multiplied by, such as 0.01 for percent.
        #[serde(default = "one")]
        times: f64,
    },
}

fn one() -> f64 {
    1.0
}

/// What is done to a circumstance so that a step means as much at one end as at the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transformation {
    /// Nothing.
    #[default]
    None,
    /// The natural logarithm.
    Logarithm,
    /// The square root: for shares that are small in most places.
    SquareRoot,
}

impl Transformation {
    pub(crate) fn of(self, number: f64) -> f64 {
        match self {
            Self::None => number,
            Self::Logarithm => number.ln(),
            Self::SquareRoot => number.sqrt(),
        }
    }
}

impl Formula {
    /// The series it is made of.
    #[must_use]
    pub fn series(&self) -> [&Series; 2] {
        match self {
            Self::Ratio { part, whole } => [part, whole],
            Self::Mean { of, weighted_by, .. } => [of, weighted_by],
        }
    }
}

impl CircumstancePack {
    /// Reads a pack.
    ///
    /// # Errors
    /// [`PackError`].
    pub fn parse(text: &str) -> Result<Self, PackError> {
        let pack: Self = toml::from_str(text)?;
        only_format_1(pack.format)?;
        let mut names = BTreeSet::new();
        let ids = pack.circumstances.iter().map(|rule| &rule.id).chain(pack.sets.iter().map(|set| &set.id));
        for id in ids {
            if !names.insert(id.clone()) {
                return Err(PackError::Twice(id.clone()));
            }
        }
        for rule in &pack.circumstances {
            if rule.formula.series().iter().any(|series| series.periods.is_empty()) {
                return Err(PackError::Contradiction {
                    entry: rule.id.clone(),
                    what: "each of its series names its period",
                });
            }
        }
        for set in &pack.sets {
            if let Some(name) = set.circumstances.iter().find(|name| pack.rule(name).is_none()) {
                return Err(PackError::Unknown { name: name.clone(), by: set.id.clone() });
            }
        }
        Ok(pack)
    }

    /// A circumstance by its name.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&CircumstanceRule> {
        self.circumstances.iter().find(|rule| rule.id == id)
    }

    /// A set by its name.
    #[must_use]
    pub fn set(&self, id: &str) -> Option<&CircumstanceSet> {
        self.sets.iter().find(|set| set.id == id)
    }

    /// Why an area is never compared, if it is not.
    #[must_use]
    pub fn left_out(&self, area: AreaCode) -> Option<&LeftOutRule> {
        self.left_out.iter().find(|rule| rule.area == area)
    }

    /// Every series that the pack reads, the population first.
    pub fn series(&self) -> impl Iterator<Item = &Series> {
        std::iter::once(&self.population).chain(self.circumstances.iter().flat_map(|rule| rule.formula.series()))
    }
}
