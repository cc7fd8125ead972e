//! Records of one key together.

use crate::random::Random;
use crate::records::MISSING;
use hashbrown::HashMap;
use std::borrow::Cow;

/// Records that share a key, group by group; records that are alone are in none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Groups {
    /// Where each group begins in `members`; one more at the end.
    pub starts: Vec<u32>,
    pub members: Vec<u32>,
}

impl Groups {
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    pub(crate) fn members(&self, group: usize) -> &[u32] {
        &self.members[self.starts[group] as usize..self.starts[group + 1] as usize]
    }

    pub(crate) fn size(&self, group: usize) -> u64 {
        u64::from(self.starts[group + 1] - self.starts[group])
    }
}

/// One key of several codes: equal exactly when all the codes are. Missing when any is.
pub(crate) fn combine(columns: &[Vec<u32>]) -> Vec<u64> {
    let missing = |code: u32| if code == MISSING { u64::MAX } else { u64::from(code) };
    match columns {
        [] => Vec::new(),
        [only] => only.iter().map(|&code| missing(code)).collect(),
        [first, rest @ ..] => {
            let mut keys: Vec<u64> = first.iter().map(|&code| missing(code)).collect();
            for (index, column) in rest.iter().enumerate() {
                if index > 0 {
                    renumber(&mut keys);
                }
                for (key, &code) in keys.iter_mut().zip(column) {
                    *key = if *key == u64::MAX || code == MISSING { u64::MAX } else { (*key << 32) | u64::from(code) };
                }
            }
            keys
        }
    }
}

/// Small numbers for keys, so that another code can be joined to them.
fn renumber(keys: &mut [u64]) {
    let mut numbers: HashMap<u64, u64> = HashMap::new();
    for key in keys.iter_mut().filter(|key| **key != u64::MAX) {
        let next = numbers.len() as u64;
        *key = *numbers.entry(*key).or_insert(next);
    }
}

/// Records in the order of their keys, those of one key in their own order; records without a key are left out.
fn sorted_by_key(keys: &[u64]) -> Vec<(u64, u32)> {
    let with_keys = || keys.iter().zip(0_u32..).filter(|(key, _)| **key != u64::MAX);
    if with_keys().all(|(&key, _)| key <= u64::from(u32::MAX)) {
        // Key and record fit in one number together: half as much to move.
        let packed: Vec<u64> = with_keys().map(|(&key, at)| key << 32 | u64::from(at)).collect();
        let sorted = sorted_by_digits(packed, u32::BITS, |packed| packed);
        return sorted.into_iter().map(|packed| (packed >> 32, packed as u32)).collect();
    }
    sorted_by_digits(with_keys().map(|(&key, at)| (key, at)).collect(), 0, |(key, _)| key)
}

/// Sorted digit by digit from this bit up (eleven bits at a time, digits that are the same in all keys left out), without
/// changing the order of what has the same key: keys are made of small numbers, so this is several times quicker than
/// comparing.
fn sorted_by_digits<T: Copy>(mut sorted: Vec<T>, from_bit: u32, key: impl Fn(T) -> u64) -> Vec<T> {
    const DIGIT_BITS: u32 = 11;
    const DIGITS: usize = 1 << DIGIT_BITS;
    let Some(&first) = sorted.first() else { return sorted };
    let (all, any) = sorted.iter().fold((u64::MAX, 0), |(all, any), &each| (all & key(each), any | key(each)));
    let mut other = vec![first; sorted.len()];
    for shift in (from_bit..u64::BITS).step_by(DIGIT_BITS as usize) {
        let digit = |key: u64| (key >> shift) as usize & (DIGITS - 1);
        if digit(all) == digit(any) {
            continue;
        }
        let mut starts = vec![0_u32; DIGITS + 1];
        for &each in &sorted {
            starts[digit(key(each)) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        for &each in &sorted {
            let place = &mut starts[digit(key(each))];
            other[*place as usize] = each;
            *place += 1;
        }
        std::mem::swap(&mut sorted, &mut other);
    }
    sorted
}

/// Groups records by key. `group_of` is filled with each record's group, or [`MISSING`].
pub(crate) fn group(keys: &[u64], group_of: &mut dyn FnMut(u32, u32)) -> Groups {
    let sorted = sorted_by_key(keys);
    let mut runs: Vec<&[(u64, u32)]> =
        sorted.chunk_by(|one, other| one.0 == other.0).filter(|run| run.len() > 1).collect();
    // Keys are made of codes, which follow the order of the file; records do not.
    runs.sort_unstable_by_key(|run| run[0].1);
    let mut groups = Groups { starts: vec![0], members: Vec::new() };
    for run in runs {
        let number = groups.len() as u32;
        for &(_, record) in run {
            groups.members.push(record);
            group_of(record, number);
        }
        groups.starts.push(groups.members.len() as u32);
    }
    groups.members.shrink_to_fit();
    groups.starts.shrink_to_fit();
    groups
}

/// Groups left and right records that share a key; `group_of` is told the side (`true` for right), record and group.
pub(crate) fn group_two(left: &[u64], right: &[u64], group_of: &mut dyn FnMut(bool, u32, u32)) -> (Groups, Groups) {
    let (left, right) = (sorted_by_key(left), sorted_by_key(right));
    let mut groups = (Groups { starts: vec![0], members: Vec::new() }, Groups { starts: vec![0], members: Vec::new() });
    let mut met = Vec::new();
    let mut at = 0;
    for run in left.chunk_by(|one, other| one.0 == other.0) {
        let key = run[0].0;
        while at < right.len() && right[at].0 < key {
            at += 1;
        }
        let end = at + right[at..].iter().take_while(|(each, _)| *each == key).count();
        if end > at {
            met.push((run, &right[at..end]));
        }
        at = end;
    }
    met.sort_unstable_by_key(|(run, _)| run[0].1);
    for (left, right) in met {
        let number = groups.0.len() as u32;
        for (is_right, side, of_side) in [(false, left, &mut groups.0), (true, right, &mut groups.1)] {
            for &(_, record) in side {
                of_side.members.push(record);
                group_of(is_right, record, number);
            }
            of_side.starts.push(of_side.members.len() as u32);
        }
    }
    groups
}

/// Records by what they hold equal, for taking pairs among them at random.
pub(crate) struct Grouped<'g> {
    groups: Cow<'g, Groups>,
    /// The pairs of all groups up to and with each.
    cumulative: Vec<f64>,
}

impl<'g> Grouped<'g> {
    /// Groups by several columns of codes. Where `source` gives one, pairs of one source do not count.
    pub(crate) fn new(columns: &[Vec<u32>], source: &dyn Fn(u32) -> Option<u16>) -> Self {
        Self::of(Cow::Owned(group(&combine(columns), &mut |_, _| {})), source)
    }

    /// The same of groups that are known.
    pub(crate) fn of(groups: Cow<'g, Groups>, source: &dyn Fn(u32) -> Option<u16>) -> Self {
        let mut cumulative = Vec::with_capacity(groups.len());
        let mut total = 0.0;
        let pairs = |count: f64| count * (count - 1.0) / 2.0;
        for at in 0..groups.len() {
            let members = groups.members(at);
            let mut of_group = pairs(members.len() as f64);
            let mut of_source: HashMap<u16, u32> = HashMap::new();
            for source in members.iter().filter_map(|&record| source(record)) {
                *of_source.entry(source).or_default() += 1;
            }
            of_group -= of_source.values().map(|&count| pairs(f64::from(count))).sum::<f64>();
            total += of_group;
            cumulative.push(total);
        }
        Self { groups, cumulative }
    }

    /// How many pairs hold equal.
    pub(crate) fn pairs(&self) -> f64 {
        self.cumulative.last().copied().unwrap_or(0.0)
    }

    /// How many records the largest group has.
    pub(crate) fn largest(&self) -> u64 {
        (0..self.groups.len()).map(|at| self.groups.size(at)).max().unwrap_or(0)
    }

    /// The groups of these sizes; `None` when they have no pair.
    pub(crate) fn of_sizes(&self, sizes: std::ops::Range<u64>) -> Option<Part<'_>> {
        let mut part = Part { groups: &self.groups, numbers: Vec::new(), cumulative: Vec::new() };
        let mut total = 0.0;
        for at in (0..self.groups.len()).filter(|&at| sizes.contains(&self.groups.size(at))) {
            let pairs = self.cumulative[at] - if at == 0 { 0.0 } else { self.cumulative[at - 1] };
            if pairs > 0.0 {
                total += pairs;
                part.numbers.push(at as u32);
                part.cumulative.push(total);
            }
        }
        (total > 0.0).then_some(part)
    }

    /// A pair of one group; it may be one record twice, or two records of one source.
    pub(crate) fn pick(&self, random: &mut Random) -> (u32, u32) {
        let target = random.share() * self.pairs();
        let at = self.cumulative.partition_point(|&sum| sum <= target).min(self.groups.len() - 1);
        pick_of(self.groups.members(at), random)
    }
}

/// Some of the groups.
pub(crate) struct Part<'g> {
    groups: &'g Groups,
    numbers: Vec<u32>,
    cumulative: Vec<f64>,
}

impl Part<'_> {
    /// How many pairs hold equal.
    pub(crate) fn pairs(&self) -> f64 {
        self.cumulative.last().copied().unwrap_or(0.0)
    }

    /// A pair of one group; it may be two records of one source.
    pub(crate) fn pick(&self, random: &mut Random) -> (u32, u32) {
        let target = random.share() * self.pairs();
        let at = self.cumulative.partition_point(|&sum| sum <= target).min(self.numbers.len() - 1);
        pick_of(self.groups.members(self.numbers[at] as usize), random)
    }
}

/// Two different members.
fn pick_of(members: &[u32], random: &mut Random) -> (u32, u32) {
    let count = members.len() as u64;
    let one = random.below(count);
    // The second is one of the others.
    let other = (one + 1 + random.below(count - 1)) % count;
    (members[one as usize], members[other as usize])
}
