//! Records and a model, made ready for each other.

use super::frequency::{Counts, Frequencies};
use super::pair::{LevelWeight, PairSink, ScoredPair, Weights};
use crate::block::{BlockIndex, CompiledRule, RuleReport};
use crate::compare::{Compiler, Layout, Measure, Pair, Scratch, Test};
use crate::model::{Between, Model};
use crate::progress::tell;
use crate::{LinkError, Progress, Records, Stage, parallel};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug, Clone)]
pub(crate) struct CompiledLevel {
    pub test: Test,
    /// The slot whose value is counted, its counts, how far to go and the logarithm of the least share.
    pub frequency: Option<(usize, usize, f64, f64)>,
}

#[derive(Debug, Clone)]
pub(crate) struct CompiledComparison {
    pub levels: Vec<CompiledLevel>,
    /// By what the pattern's number is multiplied to make room for this comparison.
    pub radix: u64,
}

/// Records laid out for a model: blocks found, values derived and counted.
#[derive(Debug, Clone)]
pub struct Linkage {
    pub(crate) model: Model,
    pub(crate) records: Records,
    pub(crate) layout: Layout,
    pub(crate) comparisons: Vec<CompiledComparison>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) blocks: BlockIndex,
    pub(crate) counts: Vec<(String, usize, Counts)>,
    pub(crate) threads: usize,
    pub(crate) rules: Vec<CompiledRule>,
    pub(crate) certain: Vec<CompiledRule>,
    pub(crate) learn: Vec<CompiledRule>,
    /// Slots of which a person has one value.
    pub(crate) never_two: Vec<usize>,
}

/// What a scoring run did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summary {
    /// How many pairs were compared.
    pub candidates: u64,
    /// How many of them were handed over.
    pub kept: u64,
    /// For each blocking rule, how many pairs it brought that no earlier rule did.
    pub by_rule: Vec<u64>,
}

impl Linkage {
    /// Makes records and a model ready for each other.
    ///
    /// # Errors
    /// [`LinkError::MissingColumn`] when the model is not one for these records, [`LinkError::Expression`] and
    /// [`LinkError::Model`] when the model is not usable.
    pub fn prepare(model: Model, records: Records, threads: usize, progress: &dyn Progress) -> Result<Self, LinkError> {
        model.check()?;
        tell(progress, Stage::Prepare, 0, 3)?;
        let mut records = records;
        let mut layout = Layout::default();
        let mut compiler = Compiler::new(&mut layout);
        let mut comparisons = Vec::new();
        let mut counted: Vec<(String, usize)> = Vec::new();
        let mut radix: u64 = 1;
        for comparison in &model.comparisons {
            let mut levels = Vec::new();
            for level in &comparison.levels {
                let test = if level.is_else() {
                    Test::Known(Some(true))
                } else {
                    compiler.test(&model.expression(&level.when)?)?
                };
                let frequency = level
                    .frequency
                    .as_ref()
                    .map(|adjustment| {
                        let slot = compiler.layout.slot(&model.expression(&adjustment.of)?);
                        if compiler.layout.kind(slot) != crate::compare::Kind::Text {
                            return Err(LinkError::Model(format!(
                                "`{}` is a number; only texts are counted",
                                adjustment.of
                            )));
                        }
                        let place = counted.iter().position(|(_, each)| *each == slot).unwrap_or_else(|| {
                            counted.push((adjustment.of.clone(), slot));
                            counted.len() - 1
                        });
                        Ok::<_, LinkError>((slot, place, adjustment.weight, adjustment.least.log2()))
                    })
                    .transpose()?;
                levels.push(CompiledLevel { test, frequency });
            }
            let next = radix.checked_mul(levels.len() as u64 + 1).ok_or_else(|| {
                LinkError::Model("it has so many levels that their combinations cannot be counted".to_owned())
            })?;
            comparisons.push(CompiledComparison { levels, radix });
            radix = next;
        }
        let mut compile = |rules: &[crate::model::BlockingRule]| -> Result<Vec<CompiledRule>, LinkError> {
            rules.iter().map(|rule| CompiledRule::compile(&model, rule, &mut compiler)).collect()
        };
        let rules = compile(&model.blocking)?;
        let (certain, learn) = (compile(&model.training.certain)?, compile(&model.training.learn)?);
        let mut never_two = Vec::new();
        for single in &model.people.never_two {
            never_two.push(compiler.layout.slot(&model.expression(single)?));
        }
        let measures = std::mem::take(&mut compiler.measures);
        layout.fill(&mut records)?;
        tell(progress, Stage::Prepare, 1, 3)?;
        let people = &model.people;
        let blocks = BlockIndex::build(&rules, &mut layout, &mut records, people.largest_block, people.neighbours)?;
        tell(progress, Stage::Prepare, 2, 3)?;
        let mut linkage = Self {
            model,
            records,
            layout,
            comparisons,
            measures,
            blocks,
            counts: Vec::new(),
            threads: threads.max(1),
            rules,
            certain,
            learn,
            never_two,
        };
        linkage.counts = counted.into_iter().map(|(of, slot)| (of, slot, linkage.count(slot))).collect();
        tell(progress, Stage::Prepare, 3, 3)?;
        Ok(linkage)
    }

    fn count(&self, slot: usize) -> Counts {
        let codes = (0..self.records.len() as u32).map(|record| self.layout.row(record)[slot]);
        Counts::of(codes, self.records.values.len())
    }

    /// The model, with what was learnt.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The records.
    #[must_use]
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// What each blocking rule brings together, and which blocks are too large to be compared whole.
    #[must_use]
    pub fn block_reports(&self) -> &[RuleReport] {
        self.blocks.reports()
    }

    /// How often values occur in these records, to be kept with the model.
    #[must_use]
    pub fn frequencies(&self) -> Frequencies {
        let table = |(of, _, counts): &(String, usize, Counts)| (of.clone(), counts.table(&self.records.values));
        Frequencies { counts: self.counts.iter().map(table).collect() }
    }

    /// Weighs by frequencies that were counted before instead of those of these records.
    pub fn use_frequencies(&mut self, frequencies: &Frequencies) {
        for (of, _, counts) in &mut self.counts {
            if let Some(table) = frequencies.counts.get(of) {
                *counts = Counts::from_table(table, &self.records.values);
            }
        }
    }

    #[inline]
    pub(crate) fn pair(&self, left: u32, right: u32) -> Pair<'_> {
        Pair {
            left: self.layout.row(left),
            right: self.layout.row(right),
            values: &self.records.values,
            numbers: self.layout.numbers(),
            measures: &self.measures,
        }
    }

    /// The pair with the record first whose name comes first, whenever either arrived.
    pub(crate) fn pair_in_order(&self, one: u32, other: u32) -> Pair<'_> {
        if self.records.order(one, other).is_le() { self.pair(one, other) } else { self.pair(other, one) }
    }

    #[inline]
    pub(crate) fn may_match(&self, left: u32, right: u32) -> bool {
        self.model.between == Between::All || self.records.source(left) != self.records.source(right)
    }

    /// The outcome of one comparison: the first level that holds; as many as there are levels when none does.
    #[inline]
    pub(crate) fn level(comparison: &CompiledComparison, pair: &Pair<'_>, scratch: &mut Scratch) -> usize {
        let met = comparison.levels.iter().position(|level| level.test.is_met(pair, scratch));
        met.unwrap_or(comparison.levels.len())
    }

    /// The outcomes of all comparisons in one number.
    #[inline]
    pub(crate) fn pattern(&self, pair: &Pair<'_>, scratch: &mut Scratch) -> u64 {
        scratch.next_pair();
        self.comparisons.iter().map(|each| each.radix * Self::level(each, pair, scratch) as u64).sum()
    }

    #[inline]
    fn frequency_weight(&self, comparison: usize, level: usize, pair: &Pair<'_>, weights: &Weights) -> f64 {
        let Some(compiled) = self.comparisons[comparison].levels.get(level) else { return 0.0 };
        let Some((slot, place, weight, least)) = compiled.frequency else { return 0.0 };
        let counts = &self.counts[place].2;
        let (left, right) = (counts.log_share(pair.left[slot]), counts.log_share(pair.right[slot]));
        let share = match (left, right) {
            (Some(left), Some(right)) => left.max(right),
            (Some(share), None) | (None, Some(share)) => share,
            (None, None) => return 0.0,
        };
        weight * (weights.exact_u[comparison][level] - share.max(least))
    }

    /// The weight of a pair and its pattern.
    #[inline]
    pub(crate) fn weigh(&self, pair: &Pair<'_>, weights: &Weights, scratch: &mut Scratch) -> (f64, u64) {
        self.weigh_if_at_least(f64::NEG_INFINITY, pair, weights, scratch).unwrap_or((f64::NEG_INFINITY, 0))
    }

    /// The same; `None` as soon as it is certain that the pair weighs less than `least`. What costs most to compare is
    /// best compared last: most pairs are settled before.
    #[inline]
    pub(super) fn weigh_if_at_least(
        &self,
        least: f64,
        pair: &Pair<'_>,
        weights: &Weights,
        scratch: &mut Scratch,
    ) -> Option<(f64, u64)> {
        scratch.next_pair();
        let (mut weight, mut pattern) = (weights.prior, 0);
        for (index, comparison) in self.comparisons.iter().enumerate() {
            let level = Self::level(comparison, pair, scratch);
            pattern += comparison.radix * level as u64;
            weight += weights.levels[index][level];
            if comparison.levels.get(level).is_some_and(|level| level.frequency.is_some()) {
                weight += self.frequency_weight(index, level, pair, weights);
            }
            if weight + weights.most_to_come[index] < least {
                return None;
            }
        }
        (weight >= least).then_some((weight, pattern))
    }

    /// The most that the comparisons after each can still add to a weight, with a hair's breadth for rounding.
    pub(super) fn most_to_come(&self, weights: &Weights) -> Vec<f64> {
        let mut most = vec![1e-6; self.comparisons.len()];
        for index in (1..self.comparisons.len()).rev() {
            let level_most = |(at, weight): (usize, &f64)| {
                let frequency = self.comparisons[index].levels.get(at).and_then(|level| level.frequency);
                let rarest = frequency.map_or(0.0, |(_, place, share, least)| {
                    share * (weights.exact_u[index][at] - self.counts[place].2.least_log_share().max(least))
                });
                weight + rarest.max(0.0)
            };
            let best = weights.levels[index].iter().enumerate().map(level_most).fold(0.0, f64::max);
            most[index - 1] = most[index] + best;
        }
        most
    }

    /// The level of each comparison that a pattern stands for.
    #[must_use]
    pub fn levels_of(&self, pattern: u64) -> Vec<usize> {
        let level = |each: &CompiledComparison| ((pattern / each.radix) % (each.levels.len() as u64 + 1)) as usize;
        self.comparisons.iter().map(level).collect()
    }

    /// Weighs any pair, whether a blocking rule brings it together or not: its weight, and what each comparison adds.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained.
    pub fn weigh_pair(&self, one: u32, other: u32) -> Result<(f64, Vec<LevelWeight>), LinkError> {
        let weights = Weights::of(&self.model)?;
        let pair = self.pair_in_order(one, other);
        let mut scratch = Scratch::new(&self.measures);
        scratch.next_pair();
        let mut outcomes = Vec::new();
        for (index, comparison) in self.comparisons.iter().enumerate() {
            let level = Self::level(comparison, &pair, &mut scratch);
            outcomes.push(LevelWeight {
                level,
                weight: weights.levels[index][level],
                frequency: self.frequency_weight(index, level, &pair, &weights),
            });
        }
        let total = outcomes.iter().fold(weights.prior, |sum, each| sum + each.weight + each.frequency);
        Ok((total, outcomes))
    }

    /// Compares all candidates and hands over those that weigh at least `threshold` (log2 odds), in one pass.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained, [`LinkError::Sink`] from the receiver,
    /// [`LinkError::Cancelled`] when `progress` says so.
    pub fn score(
        &self,
        threshold: f64,
        sink: &mut dyn PairSink,
        progress: &dyn Progress,
    ) -> Result<Summary, LinkError> {
        self.score_pieces(0..usize::MAX, threshold, sink, progress)
    }

    /// About how many pairs each piece of the candidates has, in order. The pieces follow from the records and the model
    /// alone, so a run can be done in parts: by several processes, or again from where it was stopped.
    #[must_use]
    pub fn pieces(&self) -> Vec<u64> {
        self.blocks.chunks().iter().map(|chunk| chunk.pairs).collect()
    }

    /// The same as [`Linkage::score`] for some of the pieces. Scoring all pieces in order, in any number of parts, hands
    /// over the same pairs in the same order.
    ///
    /// # Errors
    /// As [`Linkage::score`].
    pub fn score_pieces(
        &self,
        pieces: Range<usize>,
        threshold: f64,
        sink: &mut dyn PairSink,
        progress: &dyn Progress,
    ) -> Result<Summary, LinkError> {
        let weights = self.weights_for_scoring()?;
        let all = self.blocks.chunks();
        let total: u64 = all.iter().map(|chunk| chunk.pairs).sum();
        let (from, to) = (pieces.start.min(all.len()), pieces.end.min(all.len()));
        let before: u64 = all[..from].iter().map(|chunk| chunk.pairs).sum();
        let chunks = &all[from..to.max(from)];
        let done = AtomicU64::new(before);
        let mut summary = Summary { by_rule: vec![0; self.model.blocking.len()], ..Summary::default() };
        parallel::in_order(
            self.threads,
            chunks.len(),
            || Scratch::new(&self.measures),
            |scratch, index| {
                let chunk = &chunks[index];
                let mut kept = Vec::new();
                let mut candidates = 0_u64;
                self.blocks.raw_pairs(chunk, &mut |left, right| {
                    if !self.may_match(left, right) {
                        return;
                    }
                    let pair = self.pair(left, right);
                    if !self.blocks.is_first(chunk.rule, left, right, &pair, scratch) {
                        return;
                    }
                    candidates += 1;
                    if let Some((weight, pattern)) = self.weigh_if_at_least(threshold, &pair, &weights, scratch) {
                        kept.push(ScoredPair { left, right, rule: chunk.rule as u16, weight, pattern });
                    }
                });
                let done = done.fetch_add(chunk.pairs, Ordering::Relaxed) + chunk.pairs;
                tell(progress, Stage::Score, done, total)?;
                Ok((candidates, kept))
            },
            |index, (candidates, kept)| {
                summary.candidates += candidates;
                summary.by_rule[chunks[index].rule] += candidates;
                summary.kept += kept.len() as u64;
                sink.take(&kept)
            },
        )?;
        Ok(summary)
    }
}
