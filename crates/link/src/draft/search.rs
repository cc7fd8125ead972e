//! All rules that keys alone, in twos and in threes make, with what each costs and how far it can be believed before
//! anything was learnt.

use super::column::ColumnDraft;
use super::keys::{Key, agreement_by_chance};
use super::kind::Kind;
use super::levels::partner_of;
use super::shape::number;
use crate::block::Grouped;
use crate::model::{Between, BlockingRule};
use crate::random::{Random, mix};
use crate::records::{MISSING, Records};
use crate::{LinkError, parallel};
use hashbrown::{HashMap, HashSet};

/// Rules are counted on so many records: there are thousands of rules, and all that is asked is how they compare.
const COUNTED_ON: usize = 30_000;
/// So many pairs of a rule are looked at to say how far it can be believed.
const PAIRS_OF_A_RULE: usize = 200;
/// At most so many rules of three keys are counted.
const MOST_THREES: usize = 2_500;
/// A rule that brings fewer pairs than this for each record gains nothing from one more condition.
const CHEAP_PAIRS_PER_RECORD: f64 = 0.5;
/// So many pairs taken at random say how often columns are alike by chance.
const PAIRS_BY_CHANCE: u64 = 2_000;
/// Agreement by chance above this says too little to bear witness.
const WITNESS_BY_CHANCE: f64 = 0.2;
/// So many pairs must hold both values for a column to bear witness.
const LEAST_WITNESSED: usize = 20;

/// A rule that might be used.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// The keys that must agree, one bit each; [`SWAPPED`] for the rule of swapped names.
    pub keys: u64,
    /// How many pairs it brings together among all records.
    pub pairs: f64,
    /// The share of these that seem to be matches by how often other columns agree, 0 to 1.
    pub sure: f64,
}

/// The bit of the rule that given name and surname are swapped.
pub(super) const SWAPPED: u64 = 1 << 63;

/// Records as the search sees them.
pub(super) struct Field<'a> {
    pub keys: &'a [Key],
    /// The codes of each key for every record.
    pub codes: &'a [Vec<u32>],
    pub records: &'a Records,
    pub between: Between,
    /// How many records there are where these are a sample of them.
    pub of_records: u64,
    pub threads: usize,
    /// The keys of given name and surname, where there are both.
    pub names: Option<(usize, usize)>,
    /// For each column the witness that it is part of: the columns of an address are one.
    pub witnesses: Vec<usize>,
    pub columns: &'a [ColumnDraft],
}

impl Field<'_> {
    /// By what a count of pairs among so many records is multiplied to speak of all.
    pub(super) fn scale(&self, records: usize) -> f64 {
        let (all, some) = (self.of_records as f64, records as f64);
        (all * (all - 1.0) / (some * (some - 1.0)).max(1.0)).max(1.0)
    }

    /// The records that rules are counted on: all, or so many by a number made of their place in the order of records.
    /// Not at equal distances: records of one person often follow each other.
    fn counted_on(&self) -> Vec<u32> {
        let share = COUNTED_ON as f64 / self.records.len().max(1) as f64;
        let limit = if share >= 1.0 { u64::MAX } else { (share * u64::MAX as f64) as u64 };
        (0..self.records.len() as u32).filter(|&record| mix(u64::from(record) + 1) <= limit).collect()
    }

    fn grouped(&self, choice: &[usize], on: &[u32]) -> Grouped<'static> {
        let columns: Vec<Vec<u32>> =
            choice.iter().map(|&key| on.iter().map(|&record| self.codes[key][record as usize]).collect()).collect();
        let source = |at: u32| match self.between {
            Between::All => None,
            Between::Sources => Some(self.records.source(on[at as usize])),
        };
        Grouped::new(&columns, &source)
    }

    /// How many pairs a rule brings together among these records alone.
    pub(super) fn pairs_here(&self, keys: u64) -> f64 {
        if keys == SWAPPED {
            return self.swapped_pairs();
        }
        let all: Vec<u32> = (0..self.records.len() as u32).collect();
        self.grouped(&keys_of(keys), &all).pairs()
    }

    /// How many pairs have given name and surname swapped.
    fn swapped_pairs(&self) -> f64 {
        let Some((given, surname)) = self.names else { return 0.0 };
        let mut counts: HashMap<(u32, u32), u64> = HashMap::new();
        let both = || self.codes[given].iter().zip(&self.codes[surname]);
        for (&given, &surname) in both().filter(|(given, surname)| **given != MISSING && **surname != MISSING) {
            *counts.entry((given, surname)).or_default() += 1;
        }
        let met: u64 = both().filter_map(|(&given, &surname)| counts.get(&(surname, given))).sum();
        met as f64 / 2.0
    }

    /// All rules of one, two or three keys of different columns that may be worth their pairs.
    pub(super) fn candidates(&self, most_pairs: f64) -> Result<Vec<Candidate>, LinkError> {
        let on = self.counted_on();
        let scale = self.scale(on.len());
        let chance: Vec<f64> = self.codes.iter().map(|codes| agreement_by_chance(codes)).collect();
        let alike = self.alike_by_chance();
        let cheap = CHEAP_PAIRS_PER_RECORD * self.of_records as f64;
        // A rule so dear is of no use, nor is one that adds a condition which nearly all pairs meet.
        let count = |choices: Vec<Vec<usize>>| -> Result<Vec<Candidate>, LinkError> {
            let mut counted = Vec::with_capacity(choices.len());
            parallel::in_order(
                self.threads,
                choices.len(),
                || (),
                |(), at| {
                    let grouped = self.grouped(&choices[at], &on);
                    let pairs = grouped.pairs() * scale;
                    let keys = choices[at].iter().map(|key| 1 << key).sum();
                    let sure = if pairs > 0.0 && pairs <= 20.0 * most_pairs {
                        self.sure(&grouped, keys, &on, &chance, &alike)
                    } else {
                        0.0
                    };
                    Ok(Candidate { keys, pairs, sure })
                },
                |_, candidate| {
                    counted.push(candidate);
                    Ok(())
                },
            )?;
            Ok(counted)
        };
        let count_of =
            |known: &[Candidate], keys: u64| known.iter().find(|each| each.keys == keys).map_or(0.0, |each| each.pairs);
        let single = count((0..self.keys.len()).map(|key| vec![key]).collect())?;
        let open: Vec<usize> = (0..self.keys.len()).filter(|&key| single[key].pairs > cheap).collect();
        let differ = |one: usize, other: usize| self.keys[one].column != self.keys[other].column;
        let mut twos = Vec::new();
        for (at, &one) in open.iter().enumerate() {
            twos.extend(open[at + 1..].iter().filter(|&&other| differ(one, other)).map(|&other| vec![one, other]));
        }
        let double = count(twos)?;
        let pairs_of: HashMap<u64, f64> = double.iter().map(|each| (each.keys, each.pairs)).collect();
        let dear = |one: usize, other: usize| {
            pairs_of.get(&(1 << one | 1 << other)).is_some_and(|&pairs| pairs > cheap && pairs <= 1000.0 * most_pairs)
        };
        let mut threes: Vec<Vec<usize>> = Vec::new();
        for (at, &one) in open.iter().enumerate() {
            for (beyond, &two) in open.iter().enumerate().skip(at + 1).filter(|&(_, &two)| dear(one, two)) {
                let third = open[beyond + 1..].iter().filter(|&&three| dear(one, three) && dear(two, three));
                threes.extend(third.map(|&three| vec![one, two, three]));
            }
        }
        // Files of many columns make tens of thousands of threes: those of the rarest agreements are counted.
        let rarity = |choice: &[usize]| choice.iter().map(|&key| chance[key]).product::<f64>();
        threes.sort_by(|one, other| rarity(one).total_cmp(&rarity(other)).then_with(|| one.cmp(other)));
        threes.truncate(MOST_THREES);
        let triple = count(threes)?;
        let mut all: Vec<Candidate> =
            single.into_iter().chain(double).chain(triple).filter(|each| each.pairs > 0.0).collect();
        if self.names.is_some() && self.between == Between::All {
            let pairs = self.swapped_pairs() * self.scale(self.records.len());
            all.extend((pairs > 0.0).then_some(Candidate { keys: SWAPPED, pairs, sure: 0.0 }));
        }
        // A condition that leaves nearly all pairs of a rule with fewer conditions only makes the rule longer.
        let singles: Vec<Candidate> = all.iter().filter(|each| each.keys.is_power_of_two()).cloned().collect();
        let shorter = |candidate: &Candidate| {
            keys_of(candidate.keys).into_iter().any(|key| {
                let rest = candidate.keys & !(1 << key);
                let before = pairs_of.get(&rest).copied().unwrap_or_else(|| count_of(&singles, rest));
                rest != 0 && before > 0.0 && before <= 1.1 * candidate.pairs
            })
        };
        all.retain(|candidate| candidate.keys == SWAPPED || candidate.pairs <= most_pairs && !shorter(candidate));
        all.sort_by(|one, other| one.pairs.total_cmp(&other.pairs).then(one.keys.cmp(&other.keys)));
        Ok(all)
    }

    /// The share of a rule's pairs that seem to be matches: each other column bears witness by how much more often it
    /// agrees than by chance, and the middle one is believed. Two of one household agree on where they live and on a
    /// surname, but not on most.
    fn sure(&self, grouped: &Grouped, keys: u64, on: &[u32], chance: &[f64], alike: &[Option<f64>]) -> f64 {
        let mut random = Random::new(keys);
        let pairs: Vec<(u32, u32)> = (0..PAIRS_OF_A_RULE)
            .map(|_| grouped.pick(&mut random))
            .filter(|(one, other)| one != other)
            .map(|(one, other)| (on[one as usize], on[other as usize]))
            .filter(|&(one, other)| {
                self.between == Between::All || self.records.source(one) != self.records.source(other)
            })
            .collect();
        let own: Vec<usize> = keys_of(keys).into_iter().map(|key| self.witnesses[self.keys[key].column]).collect();
        let mut of_columns: HashMap<usize, f64> = HashMap::new();
        let mut hear = |witness: usize, by_chance: f64, answers: &dyn Fn(u32, u32) -> Option<bool>| {
            if own.contains(&witness) || by_chance > WITNESS_BY_CHANCE {
                return;
            }
            let said: Vec<bool> = pairs.iter().filter_map(|&(one, other)| answers(one, other)).collect();
            if said.len() >= LEAST_WITNESSED.min(pairs.len().div_ceil(3)).max(1) {
                let rate = said.iter().filter(|agree| **agree).count() as f64 / said.len() as f64;
                let beyond = ((rate - by_chance) / (1.0 - by_chance)).max(0.0);
                let known = of_columns.entry(witness).or_default();
                *known = known.max(beyond);
            }
        };
        for (at, key) in self.keys.iter().enumerate() {
            hear(self.witnesses[key.column], chance[at], &|one, other| {
                let (one, other) = (self.codes[at][one as usize], self.codes[at][other as usize]);
                (one != MISSING && other != MISSING).then_some(one == other)
            });
        }
        for (column, by_chance) in alike.iter().enumerate().filter_map(|(at, alike)| Some((at, (*alike)?))) {
            hear(self.witnesses[column], by_chance, &|one, other| self.are_alike(column, one, other));
        }
        let mut witnesses: Vec<f64> = of_columns.into_values().collect();
        witnesses.sort_by(f64::total_cmp);
        match witnesses.as_slice() {
            // Nobody bears witness: two conditions are taken for better than one.
            [] => 0.1 * f64::from(keys.count_ones().min(2)),
            some => some[some.len() / 2],
        }
    }

    /// For columns that hardly ever agree to the letter, how often two records at random are alike in them.
    fn alike_by_chance(&self) -> Vec<Option<f64>> {
        let count = self.records.len() as u64;
        let of = |column: usize| {
            let wanted = matches!(self.columns[column].kind?, Kind::Text | Kind::List | Kind::Label | Kind::Number);
            let mut random = Random::new(column as u64 + 1);
            let mut pick = || random.below(count) as u32;
            let answers = (0..if wanted { PAIRS_BY_CHANCE } else { 0 }).filter_map(|_| {
                let (one, other) = (pick(), pick());
                if one == other { None } else { self.are_alike(column, one, other) }
            });
            let answers: Vec<bool> = answers.collect();
            let alike = answers.iter().filter(|alike| **alike).count();
            (!answers.is_empty()).then(|| alike as f64 / answers.len() as f64)
        };
        (0..self.columns.len()).map(of).collect()
    }

    /// Whether two records are alike in a column: quantities within a tenth, texts with half of their words in common.
    fn are_alike(&self, column: usize, one: u32, other: u32) -> Option<bool> {
        let (one, other) = (self.records.value(one, column)?, self.records.value(other, column)?);
        if self.columns[column].kind == Some(Kind::Number) {
            let (one, other) = (number(one)?, number(other)?);
            return Some((one - other).abs() <= 0.1 * one.abs().max(other.abs()));
        }
        let words = |text: &str| -> HashSet<String> {
            let parts = text.split(|each: char| !each.is_alphanumeric()).filter(|word| word.chars().count() > 1);
            parts.map(str::to_lowercase).collect()
        };
        let (one, other) = (words(one), words(other));
        let least = one.len().min(other.len());
        (least > 0).then(|| 2 * one.intersection(&other).count() >= least)
    }

    /// Which keys agree between two records, one bit each.
    pub(super) fn agreement(&self, left: u32, right: u32) -> u64 {
        let mut mask = 0;
        for (at, codes) in self.codes.iter().enumerate() {
            let (one, other) = (codes[left as usize], codes[right as usize]);
            mask |= u64::from(one == other && one != MISSING) << at;
        }
        if let Some((given, surname)) = self.names {
            let crossed = |one: usize, other: usize| {
                let (one, other) = (self.codes[one][left as usize], self.codes[other][right as usize]);
                one == other && one != MISSING
            };
            if crossed(given, surname) && crossed(surname, given) {
                mask |= SWAPPED;
            }
        }
        mask
    }

    /// The columns that a rule looks at, one bit each.
    pub(super) fn columns_of(&self, keys: u64) -> u64 {
        let names = self.names.filter(|_| keys & SWAPPED != 0);
        let swapped = names.map_or(0, |(one, other)| self.column_bit(one) | self.column_bit(other));
        keys_of(keys & !SWAPPED).into_iter().fold(swapped, |bits, key| bits | self.column_bit(key))
    }

    fn column_bit(&self, key: usize) -> u64 {
        1 << self.keys[key].column.min(63)
    }

    /// Whether a rule looks at nothing but what two of one household often have in common: it brings families together as
    /// well as the records of one person, and teaches to take the one for the other.
    pub(super) fn is_of_household(&self, keys: u64) -> bool {
        let of_household = |key: usize| self.columns[self.keys[key].column].kind.is_some_and(Kind::is_of_household);
        keys & SWAPPED == 0 && keys_of(keys).into_iter().all(of_household)
    }

    /// The rule as a model has it.
    pub(super) fn rule(&self, keys: u64) -> BlockingRule {
        if let (SWAPPED, Some((given, surname))) = (keys, self.names) {
            let (given, surname) = (&self.keys[given].expression, &self.keys[surname].expression);
            let when = format!("l.{given} = r.{surname} and l.{surname} = r.{given}");
            return BlockingRule { when: Some(when), ..BlockingRule::default() };
        }
        let same = keys_of(keys).into_iter().map(|key| self.keys[key].expression.clone()).collect();
        BlockingRule { same, ..BlockingRule::default() }
    }
}

/// The keys of the whole given name and the whole surname of one person, where there are both.
pub(super) fn names(keys: &[Key], columns: &[ColumnDraft]) -> Option<(usize, usize)> {
    let given = columns.iter().position(|each| each.kind == Some(Kind::GivenName))?;
    let surname = partner_of(columns, &columns[given], Kind::Surname)?;
    let key = |column: usize| keys.iter().position(|key| key.whole && key.column == column);
    key(given).zip(key(surname))
}

/// For each column the witness that it is part of.
pub(super) fn witnesses(columns: &[ColumnDraft]) -> Vec<usize> {
    let of = |at: usize| {
        let home = columns[at].home();
        let first = columns.iter().position(|each| home.is_some() && each.home() == home);
        first.unwrap_or(at)
    };
    (0..columns.len()).map(of).collect()
}

/// The keys whose bits are set.
pub(super) fn keys_of(keys: u64) -> Vec<usize> {
    (0..63).filter(|&key| keys >> key & 1 == 1).collect()
}
