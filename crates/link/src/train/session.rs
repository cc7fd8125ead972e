//! The counted patterns of the pairs that one rule brings together.

use super::maximise::{Agreement, Chances, Outcome, maximise};
use super::mixture::Counted;
use crate::block::{BlockIndex, CompiledRule};
use crate::progress::tell;
use crate::random::mix;
use crate::score::{Batch, Linkage};
use crate::{LinkError, Progress, Stage, parallel};
use hashbrown::HashMap;

/// What one rule shows.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub rule: String,
    pub pairs: u64,
    pub looked_at: u64,
    /// For each comparison, whether the rule leaves its columns alone, so that m may be learnt.
    pub teaches: Vec<bool>,
    /// The records by what the rule asks for, unless a blocking rule asks for the same.
    pub blocks: Option<BlockIndex>,
    patterns: Counted,
}

impl Session {
    /// `in_common` are the chances of the kinds of people who have something in common.
    pub(super) fn maximise(&self, chances: &Chances, in_common: &[Vec<Vec<f64>>]) -> Outcome {
        maximise(&self.patterns, chances, in_common, &self.teaches)
    }
}

impl Linkage {
    pub(super) fn sessions(&mut self, progress: &dyn Progress) -> Result<Vec<Session>, LinkError> {
        let rules = self.learn.clone();
        let mut sessions = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            tell(progress, Stage::Learn, index as u64, rules.len() as u64)?;
            sessions.push(self.session(rule)?);
        }
        Ok(sessions)
    }

    pub(super) fn session(&mut self, rule: &CompiledRule) -> Result<Session, LinkError> {
        // A rule that brings candidates together as well has its blocks already.
        let known = self.rules.iter().position(|each| each.text == rule.text);
        let own = if known.is_none() { Some(self.index_of(std::slice::from_ref(rule))?) } else { None };
        let keys = rule.left.iter().chain(&rule.right).flat_map(|each| each.columns()).map(str::to_owned);
        let touched: Vec<String> = keys.chain(rule.touches.iter().cloned()).collect();
        let mut teaches = Vec::new();
        for comparison in &self.model.comparisons {
            let mut leaves_alone = true;
            for level in comparison.levels.iter().filter(|level| !level.is_else()) {
                let condition = self.model.expression(&level.when)?;
                leaves_alone &= condition.columns().iter().all(|name| !touched.iter().any(|each| each == name));
            }
            teaches.push(leaves_alone);
        }
        let (blocks, rule_at) = (own.as_ref().unwrap_or(&self.blocks), known.unwrap_or(0));
        let mut chunks = Vec::new();
        blocks.chunks_of_rule(rule_at, &mut chunks);
        let pairs = blocks.reports()[rule_at].pairs;
        // A pair is looked at or not by a number made of its records, so that the choice is the same on every run.
        let share = (self.model.training.learn_pairs as f64 / pairs.max(1) as f64).min(1.0);
        let limit = if share >= 1.0 { u64::MAX } else { (share * u64::MAX as f64) as u64 };
        let seed = mix(self.model.training.seed);
        let mut counted: HashMap<u64, u64> = HashMap::new();
        parallel::in_order(
            self.threads,
            chunks.len(),
            || Batch::new(self),
            |batch, index| {
                let mut counts: HashMap<u64, u64> = HashMap::new();
                let mut compare = |batch: &mut Batch| {
                    batch.begin();
                    self.keep_met(blocks, rule_at, batch);
                    self.patterns(batch, |comparison| teaches[comparison]);
                    for &at in &batch.open {
                        *counts.entry(batch.patterns[at as usize]).or_default() += 1;
                    }
                    batch.pairs.clear();
                };
                batch.pairs.clear();
                blocks.raw_pairs(&chunks[index], &mut |left, right| {
                    let key = mix(seed ^ ((u64::from(left) << 32) | u64::from(right)));
                    if key <= limit && self.may_match(left, right) && batch.push(left, right) {
                        compare(batch);
                    }
                });
                compare(batch);
                Ok(counts)
            },
            |_, counts| {
                for (pattern, count) in counts {
                    *counted.entry(pattern).or_default() += count;
                }
                Ok(())
            },
        )?;
        let looked_at = counted.values().sum();
        let mut patterns: Vec<(u64, u64)> = counted.into_iter().collect();
        // Sums of fractions depend on the order: a fixed one gives the same model on every run.
        patterns.sort_unstable();
        let mut agreements: Vec<(Agreement, f64)> = Vec::with_capacity(patterns.len());
        for (pattern, count) in patterns {
            let mut agreement = self.agreement(pattern);
            for (level, teaches) in agreement.iter_mut().zip(&teaches) {
                if !teaches {
                    *level = None;
                }
            }
            agreements.push((agreement, count as f64));
        }
        let patterns = Counted::new(&agreements, &self.level_counts());
        Ok(Session { rule: rule.text.clone(), pairs, looked_at, teaches, blocks: own, patterns })
    }

    pub(super) fn index_of(&mut self, rules: &[CompiledRule]) -> Result<BlockIndex, LinkError> {
        let people = &self.model.people;
        let (largest, neighbours) = (people.largest_block, people.neighbours);
        BlockIndex::build(rules, &mut self.layout, &mut self.records, largest, neighbours)
    }
}
