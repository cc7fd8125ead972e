//! Which published figures a number is made of.

use crate::round::figures::Reading;
use serde::Deserialize;
use std::collections::BTreeMap;
use terms::{Date, Dimensions, IndicatorId, Period};

/// Published figures of one indicator, summed over the periods and the breakdowns that are named.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The periods; those of the outcome where none is named.
    #[serde(default)]
    pub periods: Vec<Period>,
    /// Which breakdowns; without a word about a dimension, all its values are summed.
    #[serde(default, rename = "where")]
    pub which: BTreeMap<String, Which>,
    /// The day whose areas the figures stand on. Without it, figures under any code that the land has had count.
    #[serde(default)]
    pub areas_on: Option<Date>,
    /// Whether the publisher leaves zeros out: then, and only then, an absent figure counts as 0.
    #[serde(default)]
    pub absent_is_zero: bool,
}

/// Which values of a dimension.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Which {
    /// These.
    OneOf(Vec<String>),
    /// Those that start with these words.
    Starts {
        /// The words.
        starts: String,
    },
    /// Whole numbers from one to another, such as ages; `90+` counts as 90.
    Between {
        /// The first.
        from: u32,
        /// The last; without it, all that follow.
        to: Option<u32>,
    },
}

impl Which {
    pub(crate) fn takes(&self, value: &str) -> bool {
        match self {
            Self::OneOf(values) => values.iter().any(|other| other == value),
            Self::Starts { starts } => value.starts_with(starts.as_str()),
            Self::Between { from, to } => {
                let digits = value.strip_suffix('+').unwrap_or(value);
                digits.parse::<u32>().is_ok_and(|number| *from <= number && to.is_none_or(|to| number <= to))
            }
        }
    }
}

impl Series {
    /// Whether a breakdown is one of those that are summed.
    pub(crate) fn takes(&self, dimensions: &Dimensions) -> bool {
        self.which.iter().all(|(name, which)| dimensions.get(name).is_some_and(|value| which.takes(value)))
    }

    /// The sum over the readings that are named; nothing where there are none, or one of them has no value.
    pub(crate) fn sum(&self, readings: &[Reading]) -> Option<f64> {
        let mut named = readings.iter().filter(|reading| self.takes(&reading.dimensions)).peekable();
        named.peek()?;
        named.map(|reading| reading.value).sum()
    }
}
