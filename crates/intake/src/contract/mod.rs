//! Contracts: what a dataset promises, and what must be known of an indicator before it may be published.
//! The reference is `docs/reference/contract.md`.

mod publishable;
mod read;
#[cfg(test)]
mod tests;

pub use publishable::Missing;

use crate::document::Problems;
use std::collections::BTreeMap;
use terms::{DatasetId, IndicatorId, Unit};

/// What a dataset promises.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// The dataset as a whole.
    pub dataset: DatasetContract,
    /// Its indicators, in the order of the contract.
    pub indicators: Vec<IndicatorContract>,
}

impl Contract {
    /// Reads a contract.
    ///
    /// # Errors
    /// [`Problems`]: every problem, with its line, its key and how to mend it.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        read::contract(text)
    }

    /// The indicator of an identifier.
    #[must_use]
    pub fn indicator(&self, id: &IndicatorId) -> Option<&IndicatorContract> {
        self.indicators.iter().find(|indicator| indicator.id == *id)
    }

    /// What is missing before each indicator may be published. Empty when all may be.
    #[must_use]
    pub fn publishable(&self) -> Vec<Missing> {
        publishable::missing(self)
    }

    /// The purpose that holds for an indicator: its own, else its dataset's.
    #[must_use]
    pub fn purpose<'c>(&'c self, indicator: &'c IndicatorContract) -> &'c Purpose {
        indicator.purpose.as_ref().unwrap_or(&self.dataset.purpose)
    }

    /// The quality statement that holds for an indicator: its own, else its dataset's.
    #[must_use]
    pub fn quality_statement<'c>(&'c self, indicator: &'c IndicatorContract) -> &'c str {
        indicator.quality_statement.as_deref().unwrap_or(&self.dataset.quality_statement)
    }
}

/// Whom the figures help to decide what, and what they must not be used for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Purpose {
    /// Whom they help.
    pub helps: String,
    /// What those people decide with them.
    pub to_decide: String,
    /// What the figures can show.
    pub can_show: String,
    /// What they cannot show.
    pub cannot_show: String,
    /// What they must not be used for.
    pub must_not_be_used_for: String,
}

/// How often a dataset comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Frequency {
    /// Every day.
    Daily,
    /// Every month.
    Monthly,
    /// Every three months.
    Quarterly,
    /// Every year.
    Annual,
    /// Once in ten years, as the census.
    Decennial,
    /// Now and then.
    Irregular,
    /// Once.
    Once,
}

/// The areas from which figures are expected.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Expected {
    /// None: nothing is missed.
    #[default]
    Nobody,
    /// Districts and single-tier councils: all but counties.
    LowerTierAndUnitary,
    /// Counties and single-tier councils: all but districts.
    UpperTierAndUnitary,
    /// Every council.
    AllCouncils,
    /// These areas.
    List(Vec<terms::AreaCode>),
}

/// What a submission takes the place of when it comes into use. Every earlier version is kept all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Replaces {
    /// Everything that the dataset held: each file is an edition of the whole series.
    Dataset,
    /// The periods that it covers.
    #[default]
    Periods,
    /// The periods and areas that it covers, taken together: one council's own return.
    PeriodsAndAreas,
}

/// Input, output, outcome or context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Money, staff.
    Input,
    /// Things done.
    Output,
    /// What became of people and places.
    Outcome,
    /// Circumstances that nobody there controls.
    Context,
}

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Polarity {
    /// More is better.
    HigherIsBetter,
    /// Less is better.
    LowerIsBetter,
    /// Neither: it tells of circumstances or of size.
    Neutral,
}

/// How values of several areas become one.
#[derive(Debug, Clone, PartialEq)]
pub enum Aggregation {
    /// They are summed.
    Sum,
    /// Numerators and denominators are summed, and divided, times this.
    Ratio {
        /// 1, 100, 1,000, 10,000 or 100,000.
        multiplier: f64,
    },
    /// A mean weighted by another indicator, such as population.
    WeightedMean {
        /// The indicator of the weights.
        by: IndicatorId,
    },
    /// They cannot be put together, such as medians.
    NotAdditive {
        /// Why.
        reason: String,
    },
}

/// Whether a figure is about an area or about a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Subject {
    /// An area: all who live there, whoever serves them.
    #[default]
    Area,
    /// A body: what it spends or does.
    Body,
}

/// The dataset as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct DatasetContract {
    /// Its identifier.
    pub id: DatasetId,
    /// Its title.
    pub title: String,
    /// What it holds, in a sentence or two.
    pub description: String,
    /// Who publishes it.
    pub publisher: String,
    /// Who answers for it here.
    pub owner: String,
    /// Who looks after it from day to day.
    pub steward: String,
    /// Where the figures come from.
    pub source: SourceOfData,
    /// The licence, such as `OGL-UK-3.0`.
    pub licence: String,
    /// The words that must stand beside the figures.
    pub attribution: String,
    /// How often it comes.
    pub frequency: Frequency,
    /// The areas from which figures are expected in each period.
    pub expected: Expected,
    /// How many of them may be missing before it is a warning.
    pub expected_tolerance: u32,
    /// Whether counties and districts may stand in one column. They are never added in either case.
    pub mixed_tiers: bool,
    /// What a submission takes the place of when it comes into use.
    pub replaces: Replaces,
    /// How many days after the end of a period the figures are due.
    pub lag_days: Option<u32>,
    /// Whom it helps.
    pub purpose: Purpose,
    /// How good the figures are: who is missing, what changed, how they were counted.
    pub quality_statement: String,
    /// The kind of indicators that do not say otherwise.
    pub kind: Option<Kind>,
}

/// Where the figures come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceOfData {
    /// The publication.
    pub name: String,
    /// Its address.
    pub url: Option<String>,
}

/// A total and the parts that must add to it.
#[derive(Debug, Clone, PartialEq)]
pub struct TotalRule {
    /// The indicators that add to this one; or nothing when the parts are values of a dimension.
    pub parts: Vec<IndicatorId>,
    /// The dimension whose values add to the value without it (or to `total`).
    pub dimension: Option<String>,
    /// The value of the dimension that is the total.
    pub total: Option<String>,
    /// How far the sum may be off, in the indicator's unit.
    pub tolerance: f64,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct IndicatorContract {
    /// Its identifier.
    pub id: IndicatorId,
    /// Its title.
    pub title: String,
    /// The question that it answers, in plain English, as a heading.
    pub question: String,
    /// What is counted, and how.
    pub definition: String,
    /// The unit of its values.
    pub unit: Unit,
    /// How many decimals are shown.
    pub decimals: u32,
    /// The theme under which it is found.
    pub theme: String,
    /// Input, output, outcome or context.
    pub kind: Option<Kind>,
    /// Which way is good.
    pub polarity: Option<Polarity>,
    /// How values of several areas become one.
    pub aggregation: Aggregation,
    /// What the numerator counts.
    pub numerator: Option<String>,
    /// What the denominator counts.
    pub denominator: Option<String>,
    /// The smallest value that can be right.
    pub minimum: Option<f64>,
    /// The largest value that can be right.
    pub maximum: Option<f64>,
    /// Whether values must be whole numbers.
    pub whole_numbers: bool,
    /// The largest change from the period before that is believed, as a ratio: 2 is a doubling or a halving.
    pub jump: Option<f64>,
    /// How far value and numerator ÷ denominator may differ, in the indicator's unit; half of the last decimal when absent.
    pub ratio_tolerance: Option<f64>,
    /// Totals and their parts.
    pub totals: Vec<TotalRule>,
    /// Whether it is about an area or a body.
    pub subject: Subject,
    /// Whether it stands first on a place's page.
    pub headline: bool,
    /// Its own quality statement.
    pub quality_statement: Option<String>,
    /// Its own purpose.
    pub purpose: Option<Purpose>,
    /// The combination of dimensions that is the headline series, such as `sex = all`.
    pub dimensions_default: BTreeMap<String, String>,
}
