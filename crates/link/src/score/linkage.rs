//! Records and a model, made ready for each other.

use super::batch::Batch;
use super::frequency::{Counts, Frequencies, at_count};
use super::pair::{LevelWeight, PairSink, ScoredPair, Weights};
use crate::block::{BlockIndex, CompiledRule, RuleReport};
use crate::compare::{Compiler, Layout, Measure, Pair, Scratch, Test};
use crate::model::{Between, FrequencyAdjustment, Model};
use crate::progress::tell;
use crate::{LinkError, Progress, Records, Stage, parallel};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug, Clone)]
pub(crate) struct CompiledLevel {
    pub test: Test,
    pub frequency: Option<CompiledFrequency>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct CompiledFrequency {
    /// The slot whose value is counted.
    pub slot: usize,
    /// Where its counts are.
    place: usize,
    /// How far to go.
    weight: f64,
    /// The logarithm of the least share.
    least: f64,
}

/// How often the values of a slot occur.
#[derive(Debug, Clone)]
pub(super) struct CountedSlot {
    /// The expression as the model has it.
    pub(super) of: String,
    pub(super) slot: usize,
    /// The comparison and level that it was first counted for.
    first_for: (usize, usize),
    pub(super) counts: Counts,
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
    pub(super) counts: Vec<CountedSlot>,
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
        let mut counted: Vec<CountedSlot> = Vec::new();
        let mut radix: u64 = 1;
        for (comparison_at, comparison) in model.comparisons.iter().enumerate() {
            let mut levels = Vec::new();
            for (level_at, level) in comparison.levels.iter().enumerate() {
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
                        // What was learnt of a slot's values may differ between comparisons.
                        let same = |each: &CountedSlot| each.slot == slot && each.first_for.0 == comparison_at;
                        let place = counted.iter().position(same).unwrap_or_else(|| {
                            counted.push(CountedSlot {
                                of: adjustment.of.clone(),
                                slot,
                                first_for: (comparison_at, level_at),
                                counts: Counts::default(),
                            });
                            counted.len() - 1
                        });
                        let (weight, least) = (adjustment.weight, adjustment.least.log2());
                        Ok::<_, LinkError>(CompiledFrequency { slot, place, weight, least })
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
            counts: counted,
            threads: threads.max(1),
            rules,
            certain,
            learn,
            never_two,
        };
        linkage.count_values();
        tell(progress, Stage::Prepare, 3, 3)?;
        Ok(linkage)
    }

    /// Counts the values whose frequency matters.
    pub(crate) fn count_values(&mut self) {
        for at in 0..self.counts.len() {
            let codes = self.layout.column(self.counts[at].slot, &self.records);
            let counts = Counts::of(codes.iter().copied(), self.records.values.len(), self.learnt_of(at));
            self.counts[at].counts = counts;
        }
    }

    /// What was learnt of agreement by counts, for the counts at this place.
    pub(super) fn learnt_of(&self, place: usize) -> Option<&FrequencyAdjustment> {
        let (comparison, level) = self.counts[place].first_for;
        self.model.comparisons[comparison].levels[level].frequency.as_ref()
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
        let table = |each: &CountedSlot| (each.of.clone(), each.counts.table(&self.records.values));
        Frequencies { counts: self.counts.iter().map(table).collect() }
    }

    /// Weighs by frequencies that were counted before instead of those of these records.
    pub fn use_frequencies(&mut self, frequencies: &Frequencies) {
        for at in 0..self.counts.len() {
            if let Some(table) = frequencies.counts.get(&self.counts[at].of) {
                self.counts[at].counts = Counts::from_table(table, &self.records.values, self.learnt_of(at));
            }
        }
    }

    #[inline]
    pub(crate) fn pair(&self, left: u32, right: u32) -> Pair<'_> {
        let (left, right) = (self.layout.row(left), self.layout.row(right));
        Pair { left, right, values: &self.records.values, numbers: self.layout.numbers(), measures: &self.measures }
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
    pub(super) fn frequency_weight(&self, comparison: usize, level: usize, pair: &Pair<'_>, weights: &Weights) -> f64 {
        let Some(compiled) = self.comparisons[comparison].levels.get(level) else { return 0.0 };
        let Some(CompiledFrequency { slot, place, weight, least }) = compiled.frequency else { return 0.0 };
        let counts = &self.counts[place].counts;
        let (left, right) = (counts.get(pair.left[slot]), counts.get(pair.right[slot]));
        let both = |choose: fn(f64, f64) -> f64| match (left, right) {
            (Some(left), Some(right)) => Some(choose(left, right)),
            (only, None) | (None, only) => only,
        };
        // Of two values the more usual one counts.
        let added = if counts.learnt {
            both(f64::min)
        } else {
            both(f64::max).map(|share| weights.exact_u[comparison][level] - share.max(least))
        };
        weight * added.unwrap_or(0.0)
    }

    /// How many records hold the value whose frequency counts for this outcome.
    pub(super) fn held_by(&self, comparison: usize, level: usize, pair: &Pair<'_>) -> f64 {
        let frequency = self.comparisons[comparison].levels.get(level).and_then(|level| level.frequency);
        frequency.map_or(0.0, |CompiledFrequency { slot, place, .. }| {
            let counts = &self.counts[place].counts;
            counts.count(pair.left[slot]).max(counts.count(pair.right[slot]))
        })
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
        // What two people may have in common only ever takes away, so it can wait until here.
        weight -= self.in_common_weight(pattern, pair, weights);
        (weight >= least).then_some((weight, pattern))
    }

    /// What a pair loses because two people who have something in common would agree like this more often than
    /// strangers: the logarithm to base 2 of how much more often two people of any kind do. Never below 0.
    pub(super) fn in_common_weight(&self, pattern: u64, pair: &Pair<'_>, weights: &Weights) -> f64 {
        if weights.in_common.is_empty() {
            return 0.0;
        }
        let mut likelier: f64 = 0.0;
        for kind in &weights.in_common {
            let mut weight = kind.share;
            for (index, comparison) in self.comparisons.iter().enumerate() {
                let level = comparison.level_of(pattern);
                let level_weight = &kind.levels[index][level];
                weight += level_weight.weight;
                if !level_weight.by_count.is_empty() {
                    weight += at_count(&level_weight.by_count, self.held_by(index, level, pair));
                }
            }
            likelier += weight.exp2();
        }
        likelier.ln_1p() / std::f64::consts::LN_2
    }

    /// The most that the comparisons after each can still add to a weight, with a hair's breadth for rounding.
    pub(super) fn most_to_come(&self, weights: &Weights) -> Vec<f64> {
        let mut most = vec![1e-6; self.comparisons.len()];
        for index in (1..self.comparisons.len()).rev() {
            let level_most = |(at, weight): (usize, &f64)| {
                let frequency = self.comparisons[index].levels.get(at).and_then(|level| level.frequency);
                let rarest = frequency.map_or(0.0, |CompiledFrequency { place, weight: share, least, .. }| {
                    let counts = &self.counts[place].counts;
                    let most = || weights.exact_u[index][at] - counts.least().max(least);
                    share * if counts.learnt { counts.most() } else { most() }
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
        self.comparisons.iter().map(|each| each.level_of(pattern)).collect()
    }

    /// Weighs any pair, whether a blocking rule brings it together or not: its weight, and what each comparison adds.
    /// Where the model knows what two people may have in common, the weight is less than the prior and all these together.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained.
    pub fn weigh_pair(&self, one: u32, other: u32) -> Result<(f64, Vec<LevelWeight>), LinkError> {
        let weights = Weights::of(&self.model)?;
        let pair = self.pair_in_order(one, other);
        let mut scratch = Scratch::new(&self.measures);
        scratch.next_pair();
        let (mut outcomes, mut pattern) = (Vec::new(), 0);
        for (index, comparison) in self.comparisons.iter().enumerate() {
            let level = Self::level(comparison, &pair, &mut scratch);
            pattern += comparison.radix * level as u64;
            outcomes.push(LevelWeight {
                level,
                weight: weights.levels[index][level],
                frequency: self.frequency_weight(index, level, &pair, &weights),
            });
        }
        let total = outcomes.iter().fold(weights.prior, |sum, each| sum + each.weight + each.frequency);
        Ok((total - self.in_common_weight(pattern, &pair, &weights), outcomes))
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
            || Batch::new(self),
            |batch, index| {
                let chunk = &chunks[index];
                let mut kept = Vec::new();
                let mut candidates = 0_u64;
                let mut compare = |batch: &mut Batch| {
                    batch.begin();
                    self.keep_first(&self.blocks, chunk.rule, batch);
                    candidates += batch.open.len() as u64;
                    self.weigh_batch(threshold, &weights, batch);
                    kept.extend(batch.open.iter().map(|&at| {
                        let (left, right) = batch.pairs[at as usize];
                        let (weight, pattern) = (batch.weights[at as usize], batch.patterns[at as usize]);
                        ScoredPair { left, right, rule: chunk.rule as u16, weight, pattern }
                    }));
                    batch.pairs.clear();
                };
                batch.pairs.clear();
                self.blocks.raw_pairs(chunk, &mut |left, right| {
                    if self.may_match(left, right) && batch.push(left, right) {
                        compare(batch);
                    }
                });
                compare(batch);
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
