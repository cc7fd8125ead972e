//! How much agreement on a value says by how many records hold it.
//!
//! Agreement on a rare value weighs more than on a usual one. How much more cannot be read from counts alone. Where people
//! have many records, those that hold a rare name are nearly all of one person, and the name is far rarer than it seems;
//! two of one household share a surname whether it is rare or not; two born in one village are fewer than two born in one
//! city. So for values held by 2 or 3 records, by 4 to 7, by 8 to 15 and so on, pairs that share one are taken at random,
//! and the shares of matches, of strangers and of each kind of people who have something in common are those under which
//! all other outcomes are likeliest.

use super::chance::Equal;
use super::in_common::Background;
use super::maximise::{Agreement, Chances};
use super::mixture::Counted;
use crate::LinkError;
use crate::records::MISSING;
use crate::score::Linkage;
use std::collections::BTreeMap;

/// So many pairs are looked at for each step of counts.
const PAIRS_IN_STEP: u64 = 2_000;
const MOST_STEPS: usize = 100;
/// When no share changes by more than this, the estimate is at rest.
const AT_REST: f64 = 1e-4;

/// For each kind of people who have something in common and each expression, by how much (log2) agreement on a value is
/// likelier between them, against strangers, than agreement at large is; by how many records hold the value.
pub(super) type KindsByCount = Vec<BTreeMap<String, Vec<f64>>>;

impl Linkage {
    /// Learns what agreement says by how many records hold the value, for every expression whose frequency counts, writes
    /// what it adds to the weight into the model, and answers what it is for each kind.
    pub(super) fn learn_shared_values(
        &mut self,
        background: &Background,
        chances: &Chances,
    ) -> Result<KindsByCount, LinkError> {
        let mut of_kinds: KindsByCount = vec![BTreeMap::new(); background.kinds.len()];
        for comparison in 0..self.comparisons.len() {
            let mut known: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
            for level in 0..self.comparisons[comparison].levels.len() {
                let Some(frequency) = self.comparisons[comparison].levels[level].frequency else { continue };
                let adjustment = self.model.comparisons[comparison].levels[level].frequency.as_ref();
                let of = adjustment.map(|each| each.of.clone()).unwrap_or_default();
                if !known.contains_key(&frequency.slot) {
                    let steps = self.shares_by_count(comparison, frequency.slot, background, chances)?;
                    let sum = |class: usize| steps.iter().map(|(pairs, shares)| pairs * shares[class]).sum::<f64>();
                    // How much likelier agreement is in this class than between strangers, here against at large.
                    let beyond = |class: usize| -> Vec<f64> {
                        let at_large = sum(class) / sum(1);
                        steps.iter().map(|(_, shares)| (shares[class] / shares[1] / at_large).log2()).collect()
                    };
                    for (at, kind) in of_kinds.iter_mut().enumerate() {
                        kind.insert(of.clone(), beyond(at + 2));
                    }
                    known.insert(frequency.slot, beyond(0));
                }
                let counted = self.values_counted(frequency.slot);
                if let Some(adjustment) = &mut self.model.comparisons[comparison].levels[level].frequency {
                    adjustment.by_count.clone_from(&known[&frequency.slot]);
                    adjustment.counted = counted;
                }
            }
        }
        self.count_values();
        Ok(of_kinds)
    }

    /// How many records have a value.
    fn values_counted(&self, slot: usize) -> u64 {
        self.layout.column(slot, &self.records).iter().filter(|&&code| code != MISSING).count() as u64
    }

    /// For each step of counts how many pairs share a value held by so many, and of those the shares of matches, of
    /// strangers and of each kind.
    fn shares_by_count(
        &self,
        comparison: usize,
        slot: usize,
        background: &Background,
        chances: &Chances,
    ) -> Result<Vec<(f64, Vec<f64>)>, LinkError> {
        let grouped = self.grouped(&Equal::Slots(vec![slot]));
        let mut steps: Vec<(f64, Option<Vec<f64>>)> = Vec::new();
        let mut from = 2;
        while from <= grouped.largest() {
            let part = grouped.of_sizes(from..2 * from);
            from *= 2;
            let Some(part) = part else {
                steps.push((0.0, None));
                continue;
            };
            let wanted = PAIRS_IN_STEP.min((4.0 * part.pairs()).ceil() as u64);
            // A stream of its own, far from those of the equalities.
            let stream = (1 << 32) + ((comparison as u64) << 16) + ((slot as u64) << 8) + steps.len() as u64;
            let sampled = self.tally(&[], wanted, stream, |random| part.pick(random))?;
            let without_own = |(mut agreement, _, count): (Agreement, u64, f64)| {
                agreement[comparison] = None;
                (agreement, count)
            };
            let patterns: Vec<(Agreement, f64)> = sampled.into_iter().map(without_own).collect();
            let patterns = Counted::new(&patterns, &self.level_counts());
            let shares = (patterns.total() > 0.0).then(|| likeliest_shares(&patterns, background, chances));
            steps.push((part.pairs(), shares));
        }
        // Where no value is held by so many, the shares are those of the step before.
        let mut filled: Vec<(f64, Vec<f64>)> = Vec::new();
        for (pairs, shares) in steps {
            let before = filled.last().map(|(_, shares)| shares.clone());
            filled.extend(shares.or(before).map(|shares| (pairs, shares)));
        }
        Ok(filled)
    }
}

/// The shares of the classes under which the patterns are likeliest; half a pair is added to each.
fn likeliest_shares(patterns: &Counted, background: &Background, chances: &Chances) -> Vec<f64> {
    let rows = background.rows(patterns, chances);
    let whole = patterns.total() + 0.5 * rows.len() as f64;
    let mut shares = vec![1.0 / rows.len() as f64; rows.len()];
    for _ in 0..MOST_STEPS {
        let expected = patterns.expect(&shares, &rows);
        let mut change: f64 = 0.0;
        for (share, pairs) in shares.iter_mut().zip(&expected.pairs) {
            let now = (pairs + 0.5) / whole;
            change = change.max((now - *share).abs());
            *share = now;
        }
        if change < AT_REST {
            break;
        }
    }
    shares
}
