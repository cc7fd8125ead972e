//! Weighing pairs that were brought together elsewhere, as one of many machines does it: a batch of pairs comes with
//! the records it speaks of, and with how often their values occur among all records.

use super::frequency::Counts;
use super::linkage::Linkage;
use super::pair::Weights;
use crate::LinkError;
use crate::compare::Scratch;
use crate::model::{BlockingRule, Model};
use crate::records::MISSING;

/// An expression whose values are counted, and how many records have any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The expression, as it stands in the model.
    pub of: String,
    /// How many records have a value.
    pub total: u64,
}

impl Model {
    /// The model without what a pair's weight does not depend on: rules, promises, training. What is left brings no
    /// pairs together by itself.
    #[must_use]
    pub fn only_weights(&self) -> Self {
        let mut only = self.clone();
        only.blocking = vec![BlockingRule { same: vec!["null".to_owned()], ..BlockingRule::default() }];
        only.training = crate::model::Training::default();
        only.people.never_two.clear();
        only.people.one_each.clear();
        only
    }

    /// The model with its blocking rules and without what they do not depend on, and with no block bounded.
    #[must_use]
    pub fn only_rules(&self) -> Self {
        let mut only = self.clone();
        only.training = crate::model::Training::default();
        only.people.never_two.clear();
        only.people.one_each.clear();
        only.people.largest_block = u32::MAX;
        only
    }
}

impl Linkage {
    /// The expressions whose values are counted, in order.
    #[must_use]
    pub fn counted(&self) -> Vec<Counted> {
        self.counts.iter().map(|each| Counted { of: each.of.clone(), total: each.counts.total() }).collect()
    }

    /// How often the value of a record occurs, for the expression at a place of [`Linkage::counted`]; nothing when the
    /// record has none.
    #[must_use]
    pub fn count_of(&self, counted: usize, record: u32) -> Option<u32> {
        let each = self.counts.get(counted)?;
        let code = self.layout.row(record)[each.slot];
        (code != MISSING).then(|| each.counts.records_with(code))
    }

    /// Weighs by how often values occur among more records than these: `of_records` tells it for the value of each of
    /// these records, `total` is how many of all the records have any value.
    pub fn use_counts(&mut self, counted: usize, total: u64, of_records: &[Option<u32>]) {
        let Some(slot) = self.counts.get(counted).map(|each| each.slot) else { return };
        let mut by_code = vec![0; self.records.values.len()];
        for (record, count) in (0..).zip(of_records) {
            let code = self.layout.row(record)[slot];
            if let (Some(of_code), Some(count)) = (by_code.get_mut(code as usize), count) {
                *of_code = *count;
            }
        }
        self.counts[counted].counts = Counts::with_total(by_code, total, self.learnt_of(counted));
    }

    /// Weighs given pairs, the record that comes first on the left: the weight and the outcomes of all comparisons in
    /// one number, or nothing for a pair that weighs less than `threshold` (log2 odds).
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained.
    ///
    /// # Panics
    /// When there is no such record.
    pub fn weigh_given(&self, pairs: &[(u32, u32)], threshold: f64) -> Result<Vec<Option<(f64, u64)>>, LinkError> {
        let weights = self.weights_for_scoring()?;
        let mut scratch = Scratch::new(&self.measures);
        let weigh = |&(left, right): &(u32, u32)| {
            self.weigh_if_at_least(threshold, &self.pair(left, right), &weights, &mut scratch)
        };
        Ok(pairs.iter().map(weigh).collect())
    }

    /// Whether what a blocking rule asks beyond equal keys holds for given pairs, the record that comes first on the
    /// left.
    ///
    /// # Panics
    /// When there is no such rule or record.
    #[must_use]
    pub fn rule_holds_for(&self, rule: usize, pairs: &[(u32, u32)]) -> Vec<bool> {
        let mut scratch = Scratch::new(&self.measures);
        let extra = self.rules[rule].extra.as_ref();
        let mut holds = |&(left, right): &(u32, u32)| {
            scratch.next_pair();
            extra.is_none_or(|extra| extra.is_met(&self.pair(left, right), &mut scratch))
        };
        pairs.iter().map(&mut holds).collect()
    }

    /// The weights of all outcomes, with the most that is still to come after each comparison.
    pub(super) fn weights_for_scoring(&self) -> Result<Weights, LinkError> {
        let mut weights = Weights::of(&self.model)?;
        weights.most_to_come = self.most_to_come(&weights);
        Ok(weights)
    }
}
