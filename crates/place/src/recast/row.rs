//! The rows that go in and out of a recast, and what is said about them.

use serde::Serialize;
use terms::{AreaCode, Period, Status};

/// One figure of a series. `K` is whatever tells one breakdown from another (sex, age, service); figures are only
/// ever put together within one breakdown and one period.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesRow<K> {
    /// The area's code, as published.
    pub area: AreaCode,
    /// The period.
    pub period: Period,
    /// The breakdown.
    pub dimensions: K,
    /// The value in the indicator's unit. Absent unless [`Status::has_value`].
    pub value: Option<f64>,
    /// The count above the line, where published.
    pub numerator: Option<f64>,
    /// The count below the line, where published; for a mean, its weight.
    pub denominator: Option<f64>,
    /// What the value is worth.
    pub status: Status,
}

/// How an indicator's figures may be put together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Aggregation {
    /// Counts and amounts: the whole is the sum of its parts.
    Sum,
    /// Rates: numerator ÷ denominator × multiplier, recomputed from the summed numerators and denominators.
    Ratio {
        /// 100 for percent, 10,000 for a rate for each 10,000 …
        multiplier: f64,
    },
    /// Means: each weighted by its row's denominator (hours, people, jobs).
    WeightedMean,
    /// Nothing can be put together.
    NotAdditive {
        /// Why, to end a sentence: “a median of a merged area cannot be made from its parts’ medians”.
        reason: String,
    },
}

impl Aggregation {
    /// Medians and other percentiles.
    #[must_use]
    pub fn median() -> Self {
        Self::NotAdditive { reason: "a median of a merged area cannot be made from its parts’ medians".to_owned() }
    }
}

/// How a figure on the chosen areas came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Made {
    /// It was published for this area.
    Published,
    /// It was published for the same land under another code.
    Recoded,
    /// Counts of the parts, added.
    Summed,
    /// A rate or mean, computed anew from the summed parts.
    Recomputed,
    /// A share of a larger figure by stated weights.
    Estimated,
    /// There is no figure; the reason is among the refusals, or stands in the row's status.
    Unavailable,
}

/// One figure on the areas of the chosen day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecastRow<K> {
    /// The area's code on the chosen day.
    pub area: AreaCode,
    /// The period.
    pub period: Period,
    /// The breakdown.
    pub dimensions: K,
    /// The value in the indicator's unit.
    pub value: Option<f64>,
    /// The count above the line, where it could be made.
    pub numerator: Option<f64>,
    /// The count below the line, where it could be made.
    pub denominator: Option<f64>,
    /// What the value is worth.
    pub status: Status,
    /// How it came to be.
    pub made: Made,
    /// The codes whose figures went in.
    pub sources: Vec<AreaCode>,
    /// By what weights a share was taken, for an estimate.
    pub basis: Option<String>,
}

impl<K: Clone> RecastRow<K> {
    /// The row as part of a series, to be recast again.
    #[must_use]
    pub fn to_series(&self) -> SeriesRow<K> {
        SeriesRow {
            area: self.area,
            period: self.period,
            dimensions: self.dimensions.clone(),
            value: self.value,
            numerator: self.numerator,
            denominator: self.denominator,
            status: self.status,
        }
    }
}

/// Why there is no figure for an area.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// The figures are of a kind that cannot be put together.
    NotAdditive {
        /// Why.
        because: String,
    },
    /// Some of the parts have no figure: a part of a sum is not the sum.
    PartsMissing {
        /// The parts without a row.
        absent: Vec<AreaCode>,
        /// The parts whose row has no value, with its status.
        without_value: Vec<(AreaCode, Status)>,
    },
    /// A rate or mean cannot be recomputed, for the counts behind it were not published.
    NoCounts {
        /// The parts without a numerator, denominator or weight.
        parts: Vec<AreaCode>,
    },
    /// The counts below the line sum to nothing.
    NothingBelowTheLine,
    /// Two figures for one place differ.
    TwoFigures {
        /// The figures.
        values: Vec<Option<f64>>,
    },
    /// The figure is of a later area and cannot be parted among the earlier ones.
    NoWeights,
    /// The code is not on the map.
    UnknownCode,
    /// The area did not exist on the day on which the series is said to stand.
    NotOnVintage,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |codes: &[AreaCode]| codes.iter().map(AreaCode::to_string).collect::<Vec<_>>().join(", ");
        match self {
            Self::NotAdditive { because } => write!(formatter, "not available on these areas: {because}"),
            Self::PartsMissing { absent, without_value } => {
                formatter.write_str("a part of a sum is not the sum:")?;
                if !absent.is_empty() {
                    write!(formatter, " no row for {}", list(absent))?;
                }
                for (position, (code, status)) in without_value.iter().enumerate() {
                    let comma = if absent.is_empty() && position == 0 { "" } else { "," };
                    write!(formatter, "{comma} {code} is {}", status.words())?;
                }
                Ok(())
            }
            Self::NoCounts { parts } => {
                write!(formatter, "cannot be computed anew: the counts behind {} were not published", list(parts))
            }
            Self::NothingBelowTheLine => formatter.write_str("the counts below the line sum to nothing"),
            Self::TwoFigures { values } => {
                let values: Vec<String> = values
                    .iter()
                    .map(|value| value.map_or_else(|| "none".to_owned(), |value| value.to_string()))
                    .collect();
                write!(formatter, "two figures for one place differ: {}", values.join(" and "))
            }
            Self::NoWeights => {
                formatter.write_str("the figure of a later area cannot be parted among the areas before it")
            }
            Self::UnknownCode => formatter.write_str("the code is not on the map"),
            Self::NotOnVintage => formatter.write_str("the area did not exist on the day on which the series stands"),
        }
    }
}

/// A figure that could not be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refusal<K> {
    /// The area that has no figure.
    pub area: AreaCode,
    /// The period.
    pub period: Period,
    /// The breakdown.
    pub dimensions: K,
    /// The codes whose rows stay unused for it.
    pub sources: Vec<AreaCode>,
    /// Why.
    pub reason: Reason,
}

/// Why a row did not go into a sum although it has a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FoldKind {
    /// The same figure stands under another code of the same place: it counts once.
    SamePlace,
    /// A second row for the same code with the same figure.
    SameRow,
    /// The figure of the new area is published beside those of its parts.
    AlreadyPublished,
    /// The other tier of the same place was used: counties and districts are never added.
    OtherTier,
}

/// A row that was not counted, because its figure is in another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fold<K> {
    /// The code of the row that was not counted.
    pub area: AreaCode,
    /// The code whose figure stands for it.
    pub into: AreaCode,
    /// The period.
    pub period: Period,
    /// The breakdown.
    pub dimensions: K,
    /// Why.
    pub kind: FoldKind,
    /// The value that was not counted.
    pub value: Option<f64>,
    /// For a published figure beside its parts: the published figure less the sum of its parts, where both are known.
    pub difference: Option<f64>,
}

/// A series on the areas of a chosen day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recast<K> {
    /// The figures, by period, breakdown and area.
    pub rows: Vec<RecastRow<K>>,
    /// What could not be made, and why.
    pub refusals: Vec<Refusal<K>>,
    /// What was not counted, and why.
    pub folds: Vec<Fold<K>>,
    /// Totals before and after.
    pub reconciliations: Vec<super::Reconciliation<K>>,
}

impl<K> Default for Recast<K> {
    fn default() -> Self {
        Self { rows: Vec::new(), refusals: Vec::new(), folds: Vec::new(), reconciliations: Vec::new() }
    }
}

impl Refusal<()> {
    pub(super) fn with<K>(self, period: Period, dimensions: K) -> Refusal<K> {
        Refusal { area: self.area, period, dimensions, sources: self.sources, reason: self.reason }
    }
}

impl Fold<()> {
    pub(super) fn with<K>(self, period: Period, dimensions: K) -> Fold<K> {
        let Self { area, into, kind, value, difference, .. } = self;
        Fold { area, into, period, dimensions, kind, value, difference }
    }
}
