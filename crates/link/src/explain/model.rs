//! What a model believes, and how its weights spread.

use crate::LinkError;
use crate::model::Model;
use crate::score::{Linkage, PairSink, ScoredPair};

/// One row of the chart of m and u.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelRow {
    /// What is compared.
    pub comparison: String,
    /// The outcome.
    pub outcome: String,
    /// Its chance among matches.
    pub m: Option<f64>,
    /// Its chance among pairs of two people.
    pub u: Option<f64>,
    /// Its weight.
    pub weight: Option<f64>,
}

impl Model {
    /// The rows of the chart of m and u; outcomes that say nothing are left out.
    #[must_use]
    pub fn level_rows(&self) -> Vec<LevelRow> {
        let mut rows = Vec::new();
        for comparison in &self.comparisons {
            for level in comparison.levels.iter().filter(|level| !level.missing) {
                rows.push(LevelRow {
                    comparison: comparison.name.clone(),
                    outcome: level.label.clone(),
                    m: level.m,
                    u: level.u,
                    weight: level.weight(),
                });
            }
        }
        rows
    }
}

/// How many pairs have which weight, in steps of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WeightHistogram {
    /// The pairs from each whole weight up to the next.
    pub steps: std::collections::BTreeMap<i32, u64>,
}

impl PairSink for WeightHistogram {
    fn take(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkError> {
        for pair in pairs {
            *self.steps.entry(pair.weight.floor().clamp(-2000.0, 2000.0) as i32).or_default() += 1;
        }
        Ok(())
    }
}

impl Linkage {
    /// How many records could not reach a weight even if they met a copy of themselves: for each whole weight, the
    /// records whose own weight lies from it up to the next. Records below the threshold hold too little to be linked.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained.
    pub fn own_weights(&self) -> Result<WeightHistogram, LinkError> {
        let weights = crate::score::Weights::of(&self.model)?;
        let mut scratch = crate::compare::Scratch::new(&self.measures);
        let mut histogram = WeightHistogram::default();
        for record in 0..self.records.len() as u32 {
            let (weight, _) = self.weigh(&self.pair(record, record), &weights, &mut scratch);
            *histogram.steps.entry(weight.floor().clamp(-2000.0, 2000.0) as i32).or_default() += 1;
        }
        Ok(histogram)
    }
}
