//! A weighed pair, who receives it, and how it is weighed.

use crate::LinkError;
use crate::model::{InCommon, Model, probability_of_weight};

/// A pair of records and how much it weighs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredPair {
    /// The record that comes first.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// Which blocking rule brought them together, from 0.
    pub rule: u16,
    /// The match weight: the logarithm to base 2 of the odds that the two are of one person.
    pub weight: f64,
    /// The outcomes of all comparisons in one number; [`crate::score::Linkage::levels_of`] reads it.
    pub pattern: u64,
}

impl ScoredPair {
    /// The probability that the two records are of one person.
    #[must_use]
    pub fn probability(&self) -> f64 {
        probability_of_weight(self.weight)
    }
}

/// Takes pairs as they come, in batches, always in the same order.
pub trait PairSink: Send {
    /// Takes a batch.
    ///
    /// # Errors
    /// [`LinkError::Sink`] when it cannot; the run stops.
    fn take(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkError>;
}

/// Keeps all pairs in memory.
#[derive(Debug, Clone, Default)]
pub struct Collect {
    /// The pairs so far.
    pub pairs: Vec<ScoredPair>,
}

impl PairSink for Collect {
    fn take(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkError> {
        self.pairs.extend_from_slice(pairs);
        Ok(())
    }
}

/// What one outcome adds to the weight of a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelWeight {
    /// Which level of the comparison.
    pub level: usize,
    /// The weight of the outcome.
    pub weight: f64,
    /// What the frequency of the value adds.
    pub frequency: f64,
}

/// The weights of all outcomes.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    /// The weight of the prior.
    pub prior: f64,
    /// For each comparison the weight of each level; one more at the end for pairs that fit none.
    pub levels: Vec<Vec<f64>>,
    /// For each comparison and level, the logarithm to base 2 of the u that a frequency is set against.
    pub exact_u: Vec<Vec<f64>>,
    /// For each comparison, the most that those after it can still add.
    pub most_to_come: Vec<f64>,
    /// The kinds of two people who have something in common.
    pub in_common: Vec<KindWeights>,
    /// The comparisons for which it matters to any kind how many records hold the value.
    pub counted: Vec<usize>,
}

/// How much likelier outcomes are between two people of a kind than between strangers.
#[derive(Debug, Clone)]
pub(crate) struct KindWeights {
    /// The logarithm to base 2 of how many such pairs there are for one of strangers.
    pub share: f64,
    /// For each comparison and level; one more at the end for pairs that fit none.
    pub levels: Vec<Vec<KindLevel>>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct KindLevel {
    /// The logarithm to base 2 of the chance between two such people over that between strangers.
    pub weight: f64,
    /// What is added to that by how many records hold the value; empty where it does not matter.
    pub by_count: Vec<f64>,
}

impl KindWeights {
    fn of(model: &Model, kind: &InCommon) -> Self {
        let of_comparison = |comparison: &crate::model::Comparison| {
            let chances = kind.chances.get(&comparison.name).into_iter().flatten();
            let level = |(level, chance): (&crate::model::Level, &f64)| match level.u {
                Some(u) if !level.missing && u > 0.0 => {
                    let steps = level.frequency.as_ref().and_then(|frequency| kind.by_count.get(&frequency.of));
                    KindLevel {
                        weight: (chance / u).log2().clamp(-1000.0, 1000.0),
                        by_count: steps.cloned().unwrap_or_default(),
                    }
                }
                _ => KindLevel::default(),
            };
            let mut levels: Vec<KindLevel> = comparison.levels.iter().zip(chances).map(level).collect();
            levels.resize(comparison.levels.len() + 1, KindLevel::default());
            levels
        };
        Self {
            share: (kind.share / strangers(model)).log2(),
            levels: model.comparisons.iter().map(of_comparison).collect(),
        }
    }
}

impl Weights {
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained: a chance is not known.
    pub(crate) fn of(model: &Model) -> Result<Self, LinkError> {
        let prior = model.prior.ok_or_else(|| LinkError::Model("it has no prior: train it first".to_owned()))?;
        let mut weights = Self {
            prior: (prior / strangers(model)).log2(),
            levels: Vec::new(),
            exact_u: Vec::new(),
            most_to_come: vec![f64::INFINITY; model.comparisons.len()],
            in_common: model.in_common.iter().map(|kind| KindWeights::of(model, kind)).collect(),
            counted: Vec::new(),
        };
        let by_count =
            |kind: &KindWeights, index: usize| kind.levels[index].iter().any(|each| !each.by_count.is_empty());
        let counted = |&index: &usize| weights.in_common.iter().any(|kind| by_count(kind, index));
        weights.counted = (0..model.comparisons.len()).filter(counted).collect();
        for comparison in &model.comparisons {
            let mut of_levels = Vec::with_capacity(comparison.levels.len() + 1);
            for level in &comparison.levels {
                let weight = level.weight().ok_or_else(|| {
                    LinkError::Model(format!(
                        "comparison `{}` knows no m or u for `{}`: train it first",
                        comparison.name, level.label
                    ))
                })?;
                // A chance of exactly 0 would decide alone, whatever else is known.
                of_levels.push(if weight.is_nan() { 0.0 } else { weight.clamp(-1000.0, 1000.0) });
            }
            of_levels.push(0.0);
            weights.levels.push(of_levels);
            let mut exact = Vec::with_capacity(comparison.levels.len());
            for level in &comparison.levels {
                exact.push(match &level.frequency {
                    None => 0.0,
                    Some(adjustment) => exact_u(model, comparison, &adjustment.of, level.u)?.log2(),
                });
            }
            weights.exact_u.push(exact);
        }
        Ok(weights)
    }
}

/// The share of pairs that are of strangers.
fn strangers(model: &Model) -> f64 {
    let in_common: f64 = model.in_common.iter().map(|kind| kind.share).sum();
    (1.0 - model.prior.unwrap_or(0.0) - in_common).max(1e-9)
}

/// The u of the level where both records have the same value of an expression; the level's own where there is none.
fn exact_u(model: &Model, comparison: &crate::model::Comparison, of: &str, own: Option<f64>) -> Result<f64, LinkError> {
    let wanted = model.expression(of)?;
    for level in &comparison.levels {
        if !level.is_else()
            && let Some(compared) = crate::train::exact_on(&model.expression(&level.when)?)
            && compared == wanted
            && let Some(u) = level.u
        {
            return Ok(u);
        }
    }
    own.ok_or_else(|| LinkError::Model(format!("comparison `{}` knows no u for equal `{of}`", comparison.name)))
}
