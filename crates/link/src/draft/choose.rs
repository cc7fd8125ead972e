//! Which rules are used: for blocking those that find most likely matches for their pairs, for training those that show
//! matches most clearly.

use super::search::{Candidate, Field, SWAPPED};
use hashbrown::HashMap;

/// A rule that adds less than this share of all likely matches is not worth its line.
const LEAST_ADDED: f64 = 0.0005;
/// At most so many blocking rules: more are not read.
const MOST_RULES: usize = 16;
/// A rule is certain when so great a share of its pairs seem to be matches.
const CERTAIN: f64 = 0.95;
/// Matches can be told from others under a rule when they are at least so great a share of its pairs.
const LEARNT_FROM: f64 = 0.05;
const MOST_CERTAIN: usize = 3;
const MOST_LEARN: usize = 4;
/// Two rules are set against each other for the recall when they have so many matches in common.
const LEAST_SHARED: f64 = 10.0;

/// Likely matches by which keys agree, with the sum of their probabilities.
pub(super) struct Likely {
    of_masks: Vec<(u64, f64)>,
    pub total: f64,
}

/// A rule for blocking.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chosen {
    pub keys: u64,
    pub pairs: f64,
    /// The share of likely matches that it finds.
    pub finds: f64,
    /// The share that no rule before it finds.
    pub adds: f64,
}

/// A rule for training.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Teacher {
    pub keys: u64,
    /// The share of its pairs that seem to be matches.
    pub matches_share: f64,
}

impl Likely {
    pub(super) fn of(field: &Field<'_>, pairs: &[(u32, u32, f64)]) -> Self {
        let mut counts: HashMap<u64, f64> = HashMap::new();
        for &(left, right, probability) in pairs {
            *counts.entry(field.agreement(left, right)).or_default() += probability;
        }
        let mut of_masks: Vec<(u64, f64)> = counts.into_iter().collect();
        of_masks.sort_unstable_by_key(|each| each.0);
        Self { total: of_masks.iter().map(|each| each.1).sum(), of_masks }
    }

    /// How many likely matches meet a rule.
    pub(super) fn found_by(&self, keys: u64) -> f64 {
        self.of_masks.iter().filter(|(mask, _)| mask & keys == keys).map(|each| each.1).sum()
    }

    /// How many meet at least one of the rules.
    pub(super) fn found_by_any(&self, rules: &[u64]) -> f64 {
        let met = |mask: u64| rules.iter().any(|&keys| keys & !mask == 0);
        self.of_masks.iter().filter(|(mask, _)| met(*mask)).map(|each| each.1).sum()
    }

    /// The rules that find most for their pairs, until the pairs are spent or little is gained; then, for each column
    /// that all of them look at, one that does not.
    pub(super) fn blocking(&self, field: &Field<'_>, candidates: &[Candidate], most_pairs: f64) -> Vec<Chosen> {
        if self.total < 1.0 {
            return Vec::new();
        }
        let mut left: Vec<(u64, f64)> = self.of_masks.clone();
        let (mut chosen, mut spent): (Vec<Candidate>, f64) = (Vec::new(), 0.0);
        while chosen.len() < MOST_RULES {
            let mut best: Option<(f64, &Candidate)> = None;
            for candidate in candidates.iter().filter(|each| spent + each.pairs <= most_pairs) {
                let gain = sum_of(&left, candidate.keys);
                if gain <= 0.0 || gain < LEAST_ADDED * self.total {
                    continue;
                }
                // A pair for each record is what every rule costs in any case: to be read, grouped and told.
                let worth = gain / (candidate.pairs + 0.05 * field.of_records as f64);
                if best.is_none_or(|(known, _)| worth > known) {
                    best = Some((worth, candidate));
                }
            }
            let Some((_, candidate)) = best else { break };
            spent += candidate.pairs;
            left.retain(|(mask, _)| mask & candidate.keys != candidate.keys);
            chosen.push(candidate.clone());
        }
        self.prune(&mut chosen);
        self.without_each_column(field, candidates, most_pairs, &mut chosen);
        self.told(&chosen)
    }

    /// Takes away rules that the others have made needless.
    fn prune(&self, chosen: &mut Vec<Candidate>) {
        loop {
            let all: Vec<u64> = chosen.iter().map(|each| each.keys).collect();
            let found = self.found_by_any(&all);
            let needless = (0..chosen.len()).find(|&at| {
                let others: Vec<u64> =
                    all.iter().enumerate().filter(|(other, _)| *other != at).map(|each| *each.1).collect();
                !others.is_empty() && found - self.found_by_any(&others) < LEAST_ADDED / 2.0 * self.total
            });
            match needless {
                Some(at) => chosen.remove(at),
                None => return,
            };
        }
    }

    /// A value may be wrong or missing in all records of a person: no column may be one that every rule needs.
    fn without_each_column(
        &self,
        field: &Field<'_>,
        candidates: &[Candidate],
        most_pairs: f64,
        chosen: &mut Vec<Candidate>,
    ) {
        loop {
            let needed = chosen.iter().fold(u64::MAX, |bits, each| bits & field.columns_of(each.keys));
            let spent: f64 = chosen.iter().map(|each| each.pairs).sum();
            if chosen.is_empty() || needed == 0 {
                return;
            }
            let other = candidates
                .iter()
                .filter(|each| field.columns_of(each.keys) & needed != needed && spent + each.pairs <= most_pairs)
                .map(|each| (self.found_by(each.keys), each))
                .filter(|(found, _)| *found > 0.0)
                .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.keys.cmp(&one.1.keys)));
            match other {
                Some((_, candidate)) => chosen.push(candidate.clone()),
                None => return,
            }
        }
    }

    fn told(&self, chosen: &[Candidate]) -> Vec<Chosen> {
        let total = self.total.max(f64::MIN_POSITIVE);
        let mut before: Vec<u64> = Vec::new();
        let mut known = 0.0;
        let mut told = Vec::new();
        for each in chosen {
            before.push(each.keys);
            let found = self.found_by_any(&before);
            let finds = self.found_by(each.keys) / total;
            told.push(Chosen { keys: each.keys, pairs: each.pairs, finds, adds: (found - known) / total });
            known = found;
        }
        told
    }

    /// About how many matches there are in all, by capture and recapture: of the matches that a rule finds, another one
    /// that looks at other columns finds some share, and so it finds that share of all. Each two such rules make an
    /// estimate, and the middle one is taken. Records that are wrong in one column are oftener wrong in another, so there
    /// are rather more.
    pub(super) fn in_all(&self, field: &Field<'_>, candidates: &[Candidate]) -> f64 {
        let mut strong: Vec<(f64, u64)> = candidates
            .iter()
            .map(|each| (self.found_by(each.keys), each.keys))
            .filter(|(found, _)| *found >= 0.02 * self.total)
            .collect();
        strong.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        strong.truncate(60);
        let mut estimates = Vec::new();
        for (at, (found, keys)) in strong.iter().enumerate() {
            for (others, other) in &strong[at + 1..] {
                let shared = self.found_by(keys | other);
                if field.columns_of(*keys) & field.columns_of(*other) == 0 && shared >= LEAST_SHARED {
                    estimates.push(found * others / shared);
                }
            }
        }
        estimates.sort_by(f64::total_cmp);
        estimates.get(estimates.len() / 2).copied().unwrap_or(self.total).max(self.total)
    }
}

fn sum_of(masks: &[(u64, f64)], keys: u64) -> f64 {
    masks.iter().filter(|(mask, _)| mask & keys == keys).map(|each| each.1).sum()
}

/// What is known of a rule as a teacher.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub keys: u64,
    /// How many matches it seems to find.
    pub matches: f64,
    /// The share of its pairs that seem to be matches, 0 to 1.
    pub share: f64,
}

/// The certain rules: those whose pairs are matches nearly alone, each for what it adds.
pub(super) fn certain(known: &[Known], found: &dyn Fn(&[u64]) -> f64) -> Vec<Teacher> {
    let best = known.iter().map(|each| each.share).fold(0.0, f64::max);
    let least = CERTAIN.min(best * 0.98);
    let mut chosen: Vec<Teacher> = Vec::new();
    while chosen.len() < MOST_CERTAIN {
        let before: Vec<u64> = chosen.iter().map(|each| each.keys).collect();
        let so_far = if before.is_empty() { 0.0 } else { found(&before) };
        let gain = |each: &Known| found(&[&before[..], &[each.keys]].concat()) - so_far;
        let next = known
            .iter()
            .filter(|each| each.share >= least && each.keys != SWAPPED && !before.contains(&each.keys))
            .map(|each| (gain(each), each))
            .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.keys.cmp(&one.1.keys)));
        match next {
            Some((gain, each)) if gain > 0.05 * so_far && gain > 0.0 => {
                chosen.push(Teacher { keys: each.keys, matches_share: each.share });
            }
            _ => break,
        }
    }
    chosen
}

/// The learning rules, so that every comparison is taught: `touches` says which comparisons a rule cannot teach, one bit
/// each, of so many. Rules that find many matches come first, as the more a rule finds the less it favours the clean ones.
pub(super) fn learn(known: &[Known], touches: &dyn Fn(u64) -> u64, comparisons: usize) -> Vec<Teacher> {
    let mut taught = vec![0_u32; comparisons];
    let mut chosen: Vec<Teacher> = Vec::new();
    for least in [LEARNT_FROM, LEARNT_FROM / 5.0, 0.0] {
        while chosen.len() < MOST_LEARN {
            let need = |keys: u64| -> f64 {
                let open = (0..comparisons).filter(|&at| touches(keys) >> at & 1 == 0);
                open.map(|at| match taught[at] {
                    0 => 1.0,
                    1 => 0.2,
                    _ => 0.02,
                })
                .sum()
            };
            let next = known
                .iter()
                .filter(|each| each.share >= least && each.matches >= 1.0 && each.keys != SWAPPED)
                .filter(|each| chosen.iter().all(|teacher| teacher.keys != each.keys))
                .map(|each| (need(each.keys) * each.matches * each.share, each))
                .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.keys.cmp(&one.1.keys)));
            let all_taught = taught.iter().all(|&times| times > 0);
            match next {
                Some((worth, each)) if worth > 0.0 && !(all_taught && chosen.len() >= 2) => {
                    for (at, times) in taught.iter_mut().enumerate() {
                        *times += u32::from(touches(each.keys) >> at & 1 == 0);
                    }
                    chosen.push(Teacher { keys: each.keys, matches_share: each.share });
                }
                _ => break,
            }
        }
        if taught.iter().all(|&times| times > 0) {
            break;
        }
    }
    chosen
}
