//! Agreement by chance: u from pairs taken at random, and from how often values occur.
//!
//! Two random records hardly ever share an NHS number, so random pairs alone say nothing about how often that happens.
//! For each equality that a level asks for, the pairs that meet it are counted exactly from the frequencies of values,
//! and their other outcomes are read from a sample among them alone. Each pair counts as far as it is of two people.
//! The rules of the model are sampled in the same way: most matches are among their pairs, so that what is learnt of all
//! possible pairs rests on many of them.

use super::maximise::{Agreement, Chances};
use super::mixture::Counted;
use super::session::Session;
use crate::block::{BlockIndex, Grouped};
use crate::compare::{At, Test};
use crate::model::Between;
use crate::progress::tell;
use crate::random::Random;
use crate::score::{Batch, Linkage};
use crate::{LinkError, Progress, Stage, parallel};
use hashbrown::HashMap;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What two records hold equal.
#[derive(Clone)]
pub(super) enum Equal<'a> {
    /// What stands in these slots.
    Slots(Vec<usize>),
    /// What this rule of the blocks asks for.
    Rule(&'a BlockIndex, usize),
}

/// Pairs that hold certain values equal.
#[derive(Debug, Clone)]
struct Stratum {
    /// The comparison that asks for the equality; none where a rule asks for it.
    comparison: Option<usize>,
    /// The share of all possible pairs.
    share: f64,
    /// Patterns of sampled pairs, with the equalities that hold, counted.
    patterns: Vec<(Agreement, u64, f64)>,
    sampled: f64,
}

/// Patterns of agreement by chance.
#[derive(Debug, Clone)]
pub(super) struct ChanceSample {
    /// Patterns of pairs taken at random, with a bit for each stratum whose equality holds.
    random: Vec<(Agreement, u64, f64)>,
    taken: f64,
    strata: Vec<Stratum>,
}

/// All possible pairs as counted patterns: each pair that was sampled stands for many.
#[derive(Debug, Clone)]
pub(super) struct AllPairs {
    pub patterns: Counted,
    /// For each pattern the variance of how many pairs show it: the sum of the squares of how many each sampled pair stands
    /// for, a pair that was taken several times counting once.
    pub squares: Vec<f64>,
    /// What is added to the share of each level of each comparison among strangers.
    pub least_u: Vec<Vec<f64>>,
    /// Fewer matches than this there are not.
    pub least_prior: f64,
}

/// So many pairs are sampled where values are equal,
const PAIRS_IN_STRATUM: u64 = 20_000;
/// and of millions of records one for each so many: the more records, the more namesakes hide what matches look like.
const RECORDS_FOR_A_PAIR: u64 = 50;
/// More equalities than these are left to the random pairs.
const MOST_STRATA: usize = 64;
const PIECES: u64 = 64;

/// The slots that a test asks to be equal in both records, if that is all that it asks.
fn equal_slots(test: &Test) -> Option<Vec<usize>> {
    match test {
        Test::Equal(At { right: false, slot }, At { right: true, slot: other })
        | Test::Equal(At { right: true, slot }, At { right: false, slot: other })
            if slot == other =>
        {
            Some(vec![*slot])
        }
        Test::All(parts) => parts.iter().map(equal_slots).collect::<Option<Vec<_>>>().map(|slots| slots.concat()),
        _ => None,
    }
}

impl Stratum {
    fn new(comparison: Option<usize>) -> Self {
        Self { comparison, share: 0.0, patterns: Vec::new(), sampled: 0.0 }
    }
}

/// What levels ask to be equal, each with its comparison; and what the rules to learn from and the blocking rules ask, where
/// matches are many among few pairs.
fn equalities<'a>(linkage: &'a Linkage, sessions: &'a [Session]) -> Vec<(Option<usize>, Equal<'a>)> {
    let of_levels = linkage.comparisons.iter().enumerate().flat_map(|(comparison, compiled)| {
        let slots = compiled.levels.iter().filter_map(|level| equal_slots(&level.test));
        slots.map(move |slots| (Some(comparison), Equal::Slots(slots)))
    });
    let learn = sessions.iter().filter_map(|session| Some((session.blocks.as_ref()?, 0)));
    let blocking = (0..linkage.rules.len()).map(|rule| (&linkage.blocks, rule));
    let plain = learn.chain(blocking).filter(|(blocks, rule)| blocks.plain_groups(*rule).is_some());
    let of_rules = plain.map(|(blocks, rule)| (None, Equal::Rule(blocks, rule)));
    of_levels.chain(of_rules).take(MOST_STRATA).collect()
}

impl ChanceSample {
    /// Takes pairs at random, and more where values are equal. `sessions` are those of the rules to learn from.
    pub(super) fn take(linkage: &Linkage, sessions: &[Session], progress: &dyn Progress) -> Result<Self, LinkError> {
        let (comparisons, equals): (Vec<_>, Vec<_>) = equalities(linkage, sessions).into_iter().unzip();
        let mut strata: Vec<Stratum> = comparisons.into_iter().map(Stratum::new).collect();
        let total = strata.len() as u64 + 1;
        let wanted = linkage.model.training.chance_pairs;
        let count = linkage.records.len() as u64;
        let random =
            linkage.tally(&equals, wanted, 0, |random| (random.below(count) as u32, random.below(count) as u32))?;
        let taken = random.iter().map(|(_, _, count)| count).sum();
        tell(progress, Stage::Chance, 1, total)?;
        for (index, stratum) in strata.iter_mut().enumerate() {
            let grouped = linkage.grouped(&equals[index]);
            stratum.share = grouped.pairs() / linkage.possible_pairs();
            if stratum.share > 0.0 {
                let wanted = PAIRS_IN_STRATUM.max(count / RECORDS_FOR_A_PAIR).min(wanted);
                stratum.patterns = linkage.tally(&equals, wanted, index as u64 + 1, |random| grouped.pick(random))?;
                stratum.sampled = stratum.patterns.iter().map(|(_, _, count)| count).sum();
            }
            tell(progress, Stage::Chance, index as u64 + 2, total)?;
        }
        Ok(Self { random, taken, strata })
    }

    /// How many pairs were taken at random.
    pub(super) fn taken(&self) -> f64 {
        self.taken
    }

    /// Half a pair of all that there are.
    pub(super) fn least_prior(linkage: &Linkage) -> f64 {
        0.5 / linkage.possible_pairs().max(1.0)
    }

    /// Estimates u. With a prior, each pair counts by its chance of being of two people under the chances so far.
    pub(super) fn estimate_u(&self, linkage: &Linkage, prior: Option<f64>, chances: &mut Chances) {
        let apart = |agreement: &Agreement| match prior {
            None => 1.0,
            Some(prior) => 1.0 / (1.0 + ((prior / (1.0 - prior)).ln() + chances.log_ratio(agreement)).exp()),
        };
        let mut shares: Vec<Vec<f64>> = chances.u.iter().map(|levels| vec![0.0; levels.len()]).collect();
        let of_comparison = |comparison: usize| -> u64 {
            let own = self.strata.iter().enumerate().filter(|(_, stratum)| stratum.comparison == Some(comparison));
            own.filter(|(_, stratum)| stratum.sampled > 0.0).map(|(index, _)| 1_u64 << index).sum()
        };
        let masks: Vec<u64> = (0..shares.len()).map(of_comparison).collect();
        for (agreement, mask, count) in &self.random {
            let weight = count * apart(agreement) / self.taken.max(1.0);
            for (comparison, level) in agreement.iter().enumerate() {
                // Pairs of equal values are counted below, exactly.
                if let Some(level) = level
                    && mask & masks[comparison] == 0
                {
                    shares[comparison][*level as usize] += weight;
                }
            }
        }
        for (index, stratum) in self.strata.iter().enumerate().filter(|(_, stratum)| stratum.sampled > 0.0) {
            let Some(comparison) = stratum.comparison else { continue };
            for (agreement, mask, count) in &stratum.patterns {
                // A pair that meets several equalities of a comparison belongs to the first.
                let first = (mask & masks[comparison]).trailing_zeros() as usize == index;
                if let (true, Some(level)) = (first, agreement[comparison]) {
                    let weight = stratum.share * count * apart(agreement) / stratum.sampled;
                    shares[comparison][level as usize] += weight;
                }
            }
        }
        let least = self.least_u(linkage);
        for (comparison, of_levels) in shares.iter().enumerate() {
            if of_levels.iter().sum::<f64>() > 0.0 {
                let padded: Vec<f64> =
                    of_levels.iter().zip(&least[comparison]).map(|(share, least)| share + least).collect();
                chances.set_u(comparison, &padded);
            }
        }
    }

    /// Half a pair is added to every level: one that was never seen is rare, not impossible. What was counted exactly
    /// needs far less: half a pair of all that there are.
    fn least_u(&self, linkage: &Linkage) -> Vec<Vec<f64>> {
        let (added, least) = (0.5 / self.taken.max(1.0), 0.5 / linkage.possible_pairs().max(1.0));
        let of_level = |(level, model): (&crate::score::CompiledLevel, &crate::model::Level)| match () {
            () if model.missing => 0.0,
            () if equal_slots(&level.test).is_some() => least,
            () => added,
        };
        let of_comparison = |(compiled, model): (&crate::score::CompiledComparison, &crate::model::Comparison)| {
            compiled.levels.iter().zip(&model.levels).map(of_level).collect()
        };
        linkage.comparisons.iter().zip(&linkage.model.comparisons).map(of_comparison).collect()
    }

    /// All possible pairs. A sampled pair stands for as many as there are for each that was sampled like it: by all the
    /// ways together in which it could have been taken, at random and by each equality that it meets.
    pub(super) fn all_pairs(&self, linkage: &Linkage) -> AllPairs {
        let possible = linkage.possible_pairs();
        let at_random = self.taken / possible;
        let rate = |stratum: &Stratum| {
            if stratum.sampled > 0.0 { stratum.sampled / (stratum.share * possible) } else { 0.0 }
        };
        let rates: Vec<f64> = self.strata.iter().map(rate).collect();
        let mut merged: BTreeMap<&Agreement, (f64, f64)> = BTreeMap::new();
        for (agreement, mask, count) in self.random.iter().chain(self.strata.iter().flat_map(|each| &each.patterns)) {
            let met = rates.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
            let stands_for = 1.0 / met.fold(at_random, |sum, (_, rate)| sum + rate);
            let sums = merged.entry(agreement).or_default();
            sums.0 += count * stands_for;
            // A pair that was taken several times says no more than once: none stands for less than itself here.
            sums.1 += count * stands_for * stands_for.max(1.0);
        }
        let patterns: Vec<(Agreement, f64)> =
            merged.iter().map(|(agreement, (pairs, _))| ((*agreement).clone(), *pairs)).collect();
        AllPairs {
            patterns: Counted::new(&patterns, &linkage.level_counts()),
            squares: merged.values().map(|(_, square)| *square).collect(),
            least_u: self.least_u(linkage),
            least_prior: 0.5 / possible,
        }
    }
}

impl Linkage {
    /// Counts the patterns of `wanted` pairs that `pick` chooses, with a bit for each set of slots that is equal.
    pub(super) fn tally(
        &self,
        equals: &[Equal<'_>],
        wanted: u64,
        stream: u64,
        pick: impl Fn(&mut Random) -> (u32, u32) + Sync,
    ) -> Result<Vec<(Agreement, u64, f64)>, LinkError> {
        let seed = self.model.training.seed.wrapping_mul(0x9E37_79B9).wrapping_add(stream);
        let mut counted: HashMap<(u64, u64), u64> = HashMap::new();
        parallel::in_order(
            self.threads,
            PIECES as usize,
            || Batch::new(self),
            |batch, piece| {
                let mut random = Random::new(crate::random::mix(seed) ^ ((piece as u64) << 40));
                let mut counts: HashMap<(u64, u64), u64> = HashMap::new();
                let mut compare = |batch: &mut Batch| {
                    batch.begin();
                    self.patterns(batch, |_| true);
                    for (&(left, right), &pattern) in batch.pairs.iter().zip(&batch.patterns) {
                        *counts.entry((pattern, self.equal(equals, left, right))).or_default() += 1;
                    }
                    batch.pairs.clear();
                };
                batch.pairs.clear();
                for _ in 0..wanted.div_ceil(PIECES) {
                    let (one, other) = pick(&mut random);
                    if one != other && self.may_match(one, other) && batch.push(one.min(other), one.max(other)) {
                        compare(batch);
                    }
                }
                compare(batch);
                Ok(counts)
            },
            |_, counts| {
                for (key, count) in counts {
                    *counted.entry(key).or_default() += count;
                }
                Ok(())
            },
        )?;
        let mut sorted: Vec<((u64, u64), u64)> = counted.into_iter().collect();
        sorted.sort_unstable();
        Ok(sorted.into_iter().map(|((pattern, mask), count)| (self.agreement(pattern), mask, count as f64)).collect())
    }

    /// A bit for each equality that holds between two records.
    fn equal(&self, equals: &[Equal<'_>], one: u32, other: u32) -> u64 {
        let (left, right) = (self.layout.row(one), self.layout.row(other));
        let equal = |equal: &Equal<'_>| match equal {
            Equal::Slots(slots) => {
                slots.iter().all(|&slot| left[slot] == right[slot] && left[slot] != crate::records::MISSING)
            }
            Equal::Rule(blocks, rule) => blocks.same_group(*rule, one, other),
        };
        equals.iter().enumerate().filter(|(_, each)| equal(each)).map(|(at, _)| 1_u64 << at).sum()
    }

    /// Records by what they hold equal.
    pub(super) fn grouped<'a>(&self, equal: &Equal<'a>) -> Grouped<'a> {
        let source =
            |record: u32| if self.model.between == Between::All { None } else { Some(self.records.source(record)) };
        match equal {
            Equal::Slots(slots) => {
                let columns: Vec<_> = slots.iter().map(|&slot| self.layout.column(slot, &self.records)).collect();
                Grouped::new(&columns, &source)
            }
            Equal::Rule(blocks, rule) => {
                let groups = blocks.plain_groups(*rule).map_or_else(Cow::default, Cow::Borrowed);
                Grouped::of(groups, &source)
            }
        }
    }
}
