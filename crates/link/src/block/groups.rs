//! Records of one key together.

use crate::random::{Random, mix};
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

/// One key of several codes: equal exactly when all the codes are. Missing when any is; of three codes and more also when
/// no other record has the same but for the last, for such a record is alone.
pub(crate) fn combine<C: AsRef<[u32]>>(columns: &[C]) -> Vec<u64> {
    let Some((first, rest)) = columns.split_first() else { return Vec::new() };
    let mut keys: Vec<u64> = first.as_ref().iter().map(|&code| key_of(code)).collect();
    for (at, column) in rest.iter().enumerate() {
        if at > 0 {
            // Small numbers again, so that another code can be joined to them.
            keys = group(&keys).1.into_iter().map(key_of).collect();
        }
        for (key, &code) in keys.iter_mut().zip(column.as_ref()) {
            *key = if *key == u64::MAX || code == MISSING { u64::MAX } else { (*key << 32) | u64::from(code) };
        }
    }
    keys
}

fn key_of(code: u32) -> u64 {
    if code == MISSING { u64::MAX } else { u64::from(code) }
}

/// Groups records by key, the groups in the order of their first record (keys are made of codes, which follow the order
/// of the file; records do not). Answers each record's group too, [`MISSING`] where it is in none.
pub(crate) fn group(keys: &[u64]) -> (Groups, Vec<u32>) {
    let largest = keys.iter().copied().filter(|&key| key != u64::MAX).max().unwrap_or(0);
    // A table of all keys is quickest while they are hardly more than the records.
    let first = if largest < 4 * keys.len() as u64 { first_by_table(keys, largest) } else { first_by_sorting(keys) };
    numbered(first)
}

/// For each record the first record of the same key, itself perhaps; [`MISSING`] for records without a key.
fn first_by_table(keys: &[u64], largest: u64) -> Vec<u32> {
    let mut first_of_key = vec![MISSING; largest as usize + 1];
    let first = |(record, &key): (u32, &u64)| {
        if key == u64::MAX {
            return MISSING;
        }
        let first = &mut first_of_key[key as usize];
        *first = record.min(*first);
        *first
    };
    (0_u32..).zip(keys).map(first).collect()
}

/// The same for keys of any size: sorted by 32 bits that are made of the whole key, equal keys stand side by side.
fn first_by_sorting(keys: &[u64]) -> Vec<u32> {
    let with_keys = (0_u32..).zip(keys).filter(|(_, key)| **key != u64::MAX);
    // Bits and record fit in one number together.
    let packed = with_keys.map(|(record, &key)| (mix(key) & !u64::from(u32::MAX)) | u64::from(record)).collect();
    let sorted = sorted_by_upper_bits(packed);
    let mut first = vec![MISSING; keys.len()];
    let mut records: Vec<u32> = Vec::new();
    for same_bits in sorted.chunk_by(|one, other| one >> 32 == other >> 32) {
        records.clear();
        records.extend(same_bits.iter().map(|&packed| packed as u32));
        let key = |record: u32| keys[record as usize];
        if records.iter().any(|&record| key(record) != key(records[0])) {
            // Different keys of the same bits are rare.
            records.sort_by_key(|&record| key(record));
        }
        for same_key in records.chunk_by(|&one, &other| key(one) == key(other)) {
            for &record in same_key {
                first[record as usize] = same_key[0];
            }
        }
    }
    first
}

/// Groups of records that have the same first record.
fn numbered(first: Vec<u32>) -> (Groups, Vec<u32>) {
    let mut size = vec![0_u32; first.len()];
    for &first in first.iter().filter(|&&first| first != MISSING) {
        size[first as usize] += 1;
    }
    let mut starts = vec![0_u32];
    let mut group_of = first;
    for record in 0..group_of.len() {
        let first = group_of[record] as usize;
        group_of[record] = match size.get(first) {
            None | Some(0 | 1) => MISSING,
            Some(size) if first == record => {
                starts.push(starts[starts.len() - 1] + size);
                starts.len() as u32 - 2
            }
            // The first record comes before and has its number.
            Some(_) => group_of[first],
        };
    }
    drop(size);
    let mut next = starts.clone();
    let mut members = vec![0; starts[starts.len() - 1] as usize];
    for (record, &group) in (0..).zip(&group_of).filter(|(_, group)| **group != MISSING) {
        let place = &mut next[group as usize];
        members[*place as usize] = record;
        *place += 1;
    }
    starts.shrink_to_fit();
    (Groups { starts, members }, group_of)
}

/// Numbers in the order of their upper 32 bits, eleven at a time, without changing the order of those that have the same:
/// several times quicker than comparing.
fn sorted_by_upper_bits(mut sorted: Vec<u64>) -> Vec<u64> {
    const DIGITS: usize = 1 << 11;
    let shifts = [32, 43, 54];
    let digit = |number: u64, shift: u32| (number >> shift) as usize & (DIGITS - 1);
    let mut starts = vec![[0_u32; DIGITS]; shifts.len()];
    for &each in &sorted {
        for (starts, &shift) in starts.iter_mut().zip(&shifts) {
            starts[digit(each, shift)] += 1;
        }
    }
    let mut other = vec![0; sorted.len()];
    for (mut starts, shift) in starts.into_iter().zip(shifts) {
        let mut before = 0;
        for start in &mut starts {
            before += std::mem::replace(start, before);
        }
        for &each in &sorted {
            let place = &mut starts[digit(each, shift)];
            other[*place as usize] = each;
            *place += 1;
        }
        std::mem::swap(&mut sorted, &mut other);
    }
    sorted
}

/// Left and right records that share a key.
pub(crate) struct TwoSided {
    pub left: Groups,
    pub right: Groups,
    /// For each record its group as a left record.
    pub left_of: Vec<u32>,
    /// For each record its group as a right record.
    pub right_of: Vec<u32>,
}

/// Groups left and right records that share a key, the groups in the order of their first left record. `keys` are those of
/// all records as left ones, then those of all as right ones.
pub(crate) fn group_two(keys: &[u64]) -> TwoSided {
    let count = keys.len() / 2;
    let (groups, _) = group(keys);
    let empty = || Groups { starts: vec![0], members: Vec::new() };
    let none = || vec![MISSING; count];
    let mut two = TwoSided { left: empty(), right: empty(), left_of: none(), right_of: none() };
    for at in 0..groups.len() {
        let members = groups.members(at);
        let (left, right) = members.split_at(members.partition_point(|&each| (each as usize) < count));
        if left.is_empty() || right.is_empty() {
            continue;
        }
        let number = two.left.len() as u32;
        for &record in left {
            two.left.members.push(record);
            two.left_of[record as usize] = number;
        }
        for record in right.iter().map(|&each| each - count as u32) {
            two.right.members.push(record);
            two.right_of[record as usize] = number;
        }
        two.left.starts.push(two.left.members.len() as u32);
        two.right.starts.push(two.right.members.len() as u32);
    }
    two
}

/// Records by what they hold equal, for taking pairs among them at random.
pub(crate) struct Grouped<'g> {
    groups: Cow<'g, Groups>,
    /// The pairs of all groups up to and with each.
    cumulative: Vec<f64>,
}

impl<'g> Grouped<'g> {
    /// Groups by several columns of codes. Where `source` gives one, pairs of one source do not count.
    pub(crate) fn new<C: AsRef<[u32]>>(columns: &[C], source: &dyn Fn(u32) -> Option<u16>) -> Self {
        Self::of(Cow::Owned(group(&combine(columns)).0), source)
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// The plain way: a map of all keys.
    fn plain(keys: &[u64]) -> Vec<Vec<u32>> {
        let mut of_key: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        for (record, &key) in (0..).zip(keys).filter(|(_, key)| **key != u64::MAX) {
            of_key.entry(key).or_default().push(record);
        }
        let mut groups: Vec<Vec<u32>> = of_key.into_values().filter(|members| members.len() > 1).collect();
        groups.sort_unstable();
        groups
    }

    fn check(keys: &[u64], first: Vec<u32>) {
        let (groups, group_of) = numbered(first);
        let found: Vec<Vec<u32>> = (0..groups.len()).map(|at| groups.members(at).to_vec()).collect();
        assert_eq!(found, plain(keys));
        let mut expected = vec![MISSING; keys.len()];
        for (number, members) in (0..).zip(&found) {
            for &record in members {
                expected[record as usize] = number;
            }
        }
        assert_eq!(group_of, expected);
    }

    proptest! {
        #[test]
        fn both_ways_group_as_a_map_does(keys in prop::collection::vec(prop_oneof![0..40_u64, Just(u64::MAX)], 0..200)) {
            check(&keys, first_by_table(&keys, 40));
            check(&keys, first_by_sorting(&keys));
            let wide: Vec<u64> = keys.iter().map(|&key| if key == u64::MAX { key } else { (key << 32) | (key % 3) }).collect();
            check(&wide, first_by_sorting(&wide));
        }
    }

    #[test]
    fn keys_of_the_same_bits_are_told_apart() {
        // Of so many keys about ten pairs have the same 32 bits.
        let mut random = Random::new(7);
        let mut keys: Vec<u64> = (0..300_000).map(|_| random.next() >> 1).collect();
        let bits: std::collections::BTreeSet<u64> = keys.iter().map(|&key| mix(key) >> 32).collect();
        assert!(bits.len() < keys.len(), "some keys have the same bits");
        keys.extend_from_within(..);
        check(&keys, first_by_sorting(&keys));
    }
}
