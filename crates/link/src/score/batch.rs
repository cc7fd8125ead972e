//! Pairs compared by the batch.

use super::linkage::{CompiledComparison, Linkage};
use super::pair::Weights;
use crate::compare::{Pairs, Scratch};

/// So many pairs are compared together: what they and their records hold stays near the processor.
pub(crate) const PAIRS_IN_BATCH: usize = 512;

/// Pairs of records that are compared together, and what a thread keeps while it compares. It is for one linkage and one
/// set of weights: what it remembers is theirs.
#[derive(Debug)]
pub(crate) struct Batch {
    /// The pairs, each with the record that comes first on the left.
    pub pairs: Vec<(u32, u32)>,
    /// Which of them are still looked at, in order.
    pub open: Vec<u32>,
    /// What each weighs so far.
    pub weights: Vec<f64>,
    /// The outcomes of each so far, in one number.
    pub patterns: Vec<u64>,
    chosen: Vec<u32>,
    rest: Vec<u32>,
    pub scratch: Scratch,
    losses: Losses,
}

/// What pairs lost because two people may have something in common, remembered by what it depends on.
#[derive(Debug)]
struct Losses(Vec<(u64, u64, f64)>);

/// How many losses are remembered (a power of two: 96 KiB).
const REMEMBERED: usize = 1 << 12;

impl Batch {
    pub(crate) fn new(linkage: &Linkage) -> Self {
        Self {
            pairs: Vec::with_capacity(PAIRS_IN_BATCH),
            open: Vec::new(),
            weights: Vec::new(),
            patterns: Vec::new(),
            chosen: Vec::new(),
            rest: Vec::new(),
            scratch: Scratch::new(&linkage.measures),
            losses: Losses(vec![(u64::MAX, 0, 0.0); REMEMBERED]),
        }
    }

    /// Adds a pair, and says whether the batch is full.
    #[inline]
    pub(crate) fn push(&mut self, left: u32, right: u32) -> bool {
        self.pairs.push((left, right));
        self.pairs.len() == PAIRS_IN_BATCH
    }

    /// Looks at all its pairs anew.
    pub(crate) fn begin(&mut self) {
        self.scratch.next_batch(self.pairs.len());
        self.open.clear();
        self.open.extend(0..self.pairs.len() as u32);
    }
}

impl Losses {
    /// The loss of a pair with this pattern whose value that matters is held by so many records.
    #[inline]
    fn get(&mut self, pattern: u64, held_by: f64, reckon: impl FnOnce() -> f64) -> f64 {
        let key = pattern ^ held_by.to_bits().rotate_left(32);
        // Fibonacci hashing: the high bits of the product are well mixed.
        let place = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 52) as usize & (REMEMBERED - 1);
        let remembered = &mut self.0[place];
        if (remembered.0, remembered.1) != (pattern, held_by.to_bits()) {
            *remembered = (pattern, held_by.to_bits(), reckon());
        }
        remembered.2
    }
}

impl Linkage {
    /// Pairs of records as pairs of rows.
    pub(crate) fn pairs<'a>(&'a self, of: &'a [(u32, u32)]) -> Pairs<'a> {
        let (rows, width) = self.layout.rows();
        let (values, numbers, measures) = (&self.records.values, self.layout.numbers(), self.measures.as_slice());
        Pairs { of, rows, width, values, numbers, measures }
    }

    /// Of the open pairs of a batch, those that a rule brings together and no rule before it does stay open.
    pub(crate) fn keep_first(&self, blocks: &crate::block::BlockIndex, rule: usize, batch: &mut Batch) {
        batch.rest.clear();
        let Batch { pairs, open, rest, scratch, .. } = batch;
        blocks.keep_first(rule, &self.pairs(pairs), open, rest, scratch);
    }

    /// Of the open pairs of a batch, which share a rule's key, those that it brings together stay open.
    pub(crate) fn keep_met(&self, blocks: &crate::block::BlockIndex, rule: usize, batch: &mut Batch) {
        batch.rest.clear();
        let Batch { pairs, open, rest, scratch, .. } = batch;
        blocks.keep_met(rule, &self.pairs(pairs), open, rest, scratch);
    }

    /// Finds the outcomes of the comparisons that are asked for, for the open pairs of a batch, as patterns.
    pub(crate) fn patterns(&self, batch: &mut Batch, asked: impl Fn(usize) -> bool) {
        let Batch { pairs, open, patterns, chosen, rest, scratch, .. } = batch;
        patterns.clear();
        patterns.resize(pairs.len(), 0);
        let pairs = self.pairs(pairs);
        for (_, comparison) in self.comparisons.iter().enumerate().filter(|(index, _)| asked(*index)) {
            chosen.clone_from(open);
            comparison.outcomes(&pairs, chosen, rest, scratch, |level, met| {
                for &at in met {
                    patterns[at as usize] += comparison.radix * level as u64;
                }
            });
        }
    }

    /// Weighs the open pairs of a batch; those stay open that weigh at least `least`. A pair is left as soon as it is
    /// certain that it weighs less.
    pub(crate) fn weigh_batch(&self, least: f64, weights: &Weights, batch: &mut Batch) {
        let Batch { pairs, open, weights: weight, patterns, chosen, rest, scratch, losses } = batch;
        weight.clear();
        weight.resize(pairs.len(), weights.prior);
        patterns.clear();
        patterns.resize(pairs.len(), 0);
        let pairs = self.pairs(pairs);
        for (index, comparison) in self.comparisons.iter().enumerate() {
            chosen.clone_from(open);
            comparison.outcomes(&pairs, chosen, rest, scratch, |level, met| {
                let (step, added) = (comparison.radix * level as u64, weights.levels[index][level]);
                for &at in met {
                    patterns[at as usize] += step;
                    weight[at as usize] += added;
                }
                if comparison.levels.get(level).is_some_and(|level| level.frequency.is_some()) {
                    for &at in met {
                        weight[at as usize] += self.frequency_weight(index, level, &pairs.get(at), weights);
                    }
                }
            });
            open.retain(|&at| weight[at as usize] + weights.most_to_come[index] >= least);
        }
        if weights.in_common.is_empty() {
            open.retain(|&at| weight[at as usize] >= least);
            return;
        }
        // What two people may have in common only ever takes away, so it can wait until here.
        open.retain(|&at| {
            let (weight, pattern, pair) = (&mut weight[at as usize], patterns[at as usize], pairs.get(at));
            if *weight < least {
                return false;
            }
            *weight -= match weights.counted[..] {
                // It depends on the pattern and on this alone.
                [index] => {
                    let held_by = self.held_by(index, self.comparisons[index].level_of(pattern), &pair);
                    losses.get(pattern, held_by, || self.in_common_weight(pattern, &pair, weights))
                }
                _ => self.in_common_weight(pattern, &pair, weights),
            };
            *weight >= least
        });
    }

    /// Weighs pairs of records, each with the record that comes first on the left, and calls `take` with each weight in
    /// their order.
    pub(crate) fn weigh_all(
        &self,
        pairs: &[(u32, u32)],
        weights: &Weights,
        batch: &mut Batch,
        mut take: impl FnMut(f64),
    ) {
        for pairs in pairs.chunks(PAIRS_IN_BATCH) {
            batch.pairs.clear();
            batch.pairs.extend_from_slice(pairs);
            batch.begin();
            self.weigh_batch(f64::NEG_INFINITY, weights, batch);
            batch.weights.iter().for_each(|&weight| take(weight));
        }
    }
}

impl CompiledComparison {
    /// The outcome that a pattern stands for.
    #[inline]
    pub(crate) fn level_of(&self, pattern: u64) -> usize {
        ((pattern / self.radix) % (self.levels.len() as u64 + 1)) as usize
    }

    /// Calls `told` with each outcome and the chosen pairs that have it: the first level that holds; as many as there are
    /// levels when none does.
    fn outcomes(
        &self,
        pairs: &Pairs<'_>,
        chosen: &mut Vec<u32>,
        rest: &mut Vec<u32>,
        scratch: &mut Scratch,
        mut told: impl FnMut(usize, &[u32]),
    ) {
        for (level, compiled) in self.levels.iter().enumerate() {
            if chosen.is_empty() {
                return;
            }
            rest.clear();
            compiled.test.sift(pairs, chosen, rest, scratch);
            told(level, chosen);
            std::mem::swap(chosen, rest);
        }
        told(self.levels.len(), chosen);
    }
}
