//! What a threshold would cost, by the model's own lights.

use crate::LinkError;
use crate::model::probability_of_weight;
use crate::score::{PairSink, ScoredPair};
use std::collections::BTreeMap;

/// What a threshold would cost, if the model's probabilities are right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThresholdCost {
    /// The least weight that is taken.
    pub weight: f64,
    /// Pairs that are taken.
    pub taken: u64,
    /// How many of them are expected to be of two people.
    pub false_matches: f64,
    /// How many of those not taken are expected to be of one person. Pairs that no blocking rule brings are not seen.
    pub missed_matches: f64,
}

/// Adds up expected errors by weight, in steps of a quarter.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExpectedCost {
    steps: BTreeMap<i32, (u64, f64)>,
}

impl PairSink for ExpectedCost {
    fn take(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkError> {
        for pair in pairs {
            let step = (pair.weight * 4.0).floor().clamp(-8000.0, 8000.0) as i32;
            let entry = self.steps.entry(step).or_default();
            entry.0 += 1;
            entry.1 += probability_of_weight(pair.weight);
        }
        Ok(())
    }
}

impl ExpectedCost {
    /// The cost of each threshold, from the highest down.
    #[must_use]
    pub fn thresholds(&self) -> Vec<ThresholdCost> {
        let all: f64 = self.steps.values().map(|(_, matches)| matches).sum();
        let (mut taken, mut matches) = (0, 0.0);
        let mut costs = Vec::new();
        for (&step, &(count, expected)) in self.steps.iter().rev() {
            taken += count;
            matches += expected;
            costs.push(ThresholdCost {
                weight: f64::from(step) / 4.0,
                taken,
                false_matches: taken as f64 - matches,
                missed_matches: (all - matches).max(0.0),
            });
        }
        costs
    }
}
