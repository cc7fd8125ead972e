//! Agreement by chance: u from pairs taken at random, and from how often values occur.
//!
//! Two random records hardly ever share an NHS number, so random pairs alone say nothing about how often that happens.
//! For each equality that a level asks for, the pairs that meet it are counted exactly from the frequencies of values,
//! and their other outcomes are read from a sample among them alone. Each pair counts as far as it is of two people.

use super::maximise::{Agreement, Chances};
use super::mixture::Counted;
use crate::block::Grouped;
use crate::compare::{At, Scratch, Test};
use crate::model::Between;
use crate::progress::tell;
use crate::random::Random;
use crate::score::Linkage;
use crate::{LinkError, Progress, Stage, parallel};
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// Pairs that hold certain values equal.
#[derive(Debug, Clone)]
struct Stratum {
    /// The comparison that asks for the equality.
    comparison: usize,
    /// The slots that both records hold equal.
    slots: Vec<usize>,
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
    /// For each pattern the sum of the squares of how many pairs each sampled pair stands for.
    pub squares: Vec<f64>,
    /// What is added to the share of each level of each comparison among strangers.
    pub least_u: Vec<Vec<f64>>,
    /// Fewer matches than this there are not.
    pub least_prior: f64,
}

/// So many pairs are sampled where values are equal.
const PAIRS_IN_STRATUM: u64 = 20_000;
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

impl ChanceSample {
    pub(super) fn take(linkage: &Linkage, progress: &dyn Progress) -> Result<Self, LinkError> {
        let mut strata = Vec::new();
        for (comparison, compiled) in linkage.comparisons.iter().enumerate() {
            for slots in compiled.levels.iter().filter_map(|level| equal_slots(&level.test)) {
                if strata.len() < MOST_STRATA {
                    strata.push(Stratum { comparison, slots, share: 0.0, patterns: Vec::new(), sampled: 0.0 });
                }
            }
        }
        let masks: Vec<Vec<usize>> = strata.iter().map(|stratum| stratum.slots.clone()).collect();
        let total = strata.len() as u64 + 1;
        let wanted = linkage.model.training.chance_pairs;
        let count = linkage.records.len() as u64;
        let random =
            linkage.tally(&masks, wanted, 0, |random| (random.below(count) as u32, random.below(count) as u32))?;
        let taken = random.iter().map(|(_, _, count)| count).sum();
        tell(progress, Stage::Chance, 1, total)?;
        for (index, stratum) in strata.iter_mut().enumerate() {
            let grouped = linkage.grouped(&stratum.slots);
            stratum.share = grouped.pairs() / linkage.possible_pairs();
            if stratum.share > 0.0 {
                let wanted = PAIRS_IN_STRATUM.min(wanted);
                stratum.patterns = linkage.tally(&masks, wanted, index as u64 + 1, |random| grouped.pick(random))?;
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
            let own = self.strata.iter().enumerate().filter(|(_, stratum)| stratum.comparison == comparison);
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
            for (agreement, mask, count) in &stratum.patterns {
                // A pair that meets several equalities of a comparison belongs to the first.
                let first = (mask & masks[stratum.comparison]).trailing_zeros() as usize == index;
                if let (true, Some(level)) = (first, agreement[stratum.comparison]) {
                    let weight = stratum.share * count * apart(agreement) / stratum.sampled;
                    shares[stratum.comparison][level as usize] += weight;
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
            sums.1 += count * stands_for * stands_for;
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
        masks: &[Vec<usize>],
        wanted: u64,
        stream: u64,
        pick: impl Fn(&mut Random) -> (u32, u32) + Sync,
    ) -> Result<Vec<(Agreement, u64, f64)>, LinkError> {
        let seed = self.model.training.seed.wrapping_mul(0x9E37_79B9).wrapping_add(stream);
        let mut counted: HashMap<(u64, u64), u64> = HashMap::new();
        parallel::in_order(
            self.threads,
            PIECES as usize,
            || Scratch::new(&self.measures),
            |scratch, piece| {
                let mut random = Random::new(crate::random::mix(seed) ^ ((piece as u64) << 40));
                let mut counts: HashMap<(u64, u64), u64> = HashMap::new();
                for _ in 0..wanted.div_ceil(PIECES) {
                    let (one, other) = pick(&mut random);
                    if one == other || !self.may_match(one, other) {
                        continue;
                    }
                    let pair = self.pair(one.min(other), one.max(other));
                    let equal = |slots: &Vec<usize>| {
                        slots.iter().all(|&slot| {
                            pair.left[slot] == pair.right[slot] && pair.left[slot] != crate::records::MISSING
                        })
                    };
                    let mask =
                        masks.iter().enumerate().filter(|(_, slots)| equal(slots)).map(|(at, _)| 1_u64 << at).sum();
                    *counts.entry((self.pattern(&pair, scratch), mask)).or_default() += 1;
                }
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

    /// Records by what they hold in these slots.
    pub(super) fn grouped(&self, slots: &[usize]) -> Grouped {
        let columns: Vec<Vec<u32>> = slots
            .iter()
            .map(|&slot| (0..self.records.len() as u32).map(|record| self.layout.row(record)[slot]).collect())
            .collect();
        let source =
            |record: u32| if self.model.between == Between::All { None } else { Some(self.records.source(record)) };
        Grouped::new(&columns, &source)
    }
}
