//! How much an attacker who knows how usual values are learns from encodings: what hardening is for.
//!
//! The attacker has the encodings and, from elsewhere (a list of names, another town), how often each value occurs. The most
//! frequent pattern is taken for the most frequent value, the second for the second, and so on. Where records of one value
//! were given different patterns, the attacker first puts patterns together that are alike.
//!
//! This is the simplest attack that there is, not the best: pattern mining (Christen et al. 2018) and graph matching (Vidanage
//! et al. 2020) do better. An encoding that withstands it may yet be broken; one that does not is.

use crate::compare::metric::bit_likeness;
use std::collections::HashMap;

/// What rank alone gave away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Alignment {
    /// How many ranks were tried.
    pub ranks: usize,
    /// For how many of them the pattern stands mostly for the value of the same rank.
    pub values_right: usize,
    /// For how many of them it stands mostly for a value of that rank or of one near it.
    pub values_near: usize,
    /// How many attacked records there are.
    pub records: usize,
    /// Of how many of them the attacker says the right value.
    pub records_right: usize,
}

/// Aligns the most frequent patterns with the most frequent values, by rank alone.
///
/// `known` are the values that the attacker counts; `attacked` are the value and the pattern of each attacked record, of
/// which the attacker sees the pattern; `ranks` is how many ranks are tried. Values that are about as usual change places
/// from one town to the next, so it is also told how often the value is one of at most `near` ranks before or after.
#[must_use]
pub fn align_by_frequency<'a>(
    known: impl IntoIterator<Item = &'a str>,
    attacked: &[(&'a str, u32)],
    ranks: usize,
    near: usize,
) -> Alignment {
    let values = by_frequency(known);
    let patterns = by_frequency(attacked.iter().map(|(_, pattern)| *pattern));
    let mut values_of: HashMap<u32, HashMap<&str, usize>> = HashMap::new();
    for (value, pattern) in attacked {
        *values_of.entry(*pattern).or_default().entry(value).or_default() += 1;
    }
    let mut alignment = Alignment { records: attacked.len(), ..Alignment::default() };
    for (rank, (value, pattern)) in values.iter().zip(&patterns).take(ranks).enumerate() {
        let held = &values_of[pattern];
        let records = held.values().sum::<usize>();
        let of = |value: &&str| held.get(*value).copied().unwrap_or(0);
        let mostly = |value: &&str| 2 * of(value) > records;
        let nearest = &values[rank.saturating_sub(near)..(rank + near + 1).min(values.len())];
        alignment.ranks += 1;
        alignment.values_right += usize::from(mostly(value));
        alignment.values_near += usize::from(nearest.iter().any(mostly));
        alignment.records_right += of(value);
    }
    alignment
}

/// Distinct entries, the most frequent first; of equally frequent ones in their own order.
fn by_frequency<T: Copy + Ord + std::hash::Hash>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut counts: HashMap<T, usize> = HashMap::new();
    for each in all {
        *counts.entry(each).or_default() += 1;
    }
    let mut sorted: Vec<(T, usize)> = counts.into_iter().collect();
    sorted.sort_unstable_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    sorted.into_iter().map(|(each, _)| each).collect()
}

/// Gives each encoding the number of its group: that of the first encoding before it that is alike by at least `least`
/// (`bit_likeness`), or one of its own. With `least` above 1, only equal encodings share a group.
#[must_use]
pub fn group_alike(encodings: &[&str], least: f64) -> Vec<u32> {
    let mut leaders: Vec<&str> = Vec::new();
    let mut known: HashMap<&str, u32> = HashMap::new();
    let mut groups = Vec::with_capacity(encodings.len());
    for encoding in encodings {
        let group = *known.entry(encoding).or_insert_with(|| {
            let alike = |leader: &&str| least <= 1.0 && bit_likeness(leader.as_bytes(), encoding.as_bytes()) >= least;
            leaders.iter().position(alike).unwrap_or_else(|| {
                leaders.push(encoding);
                leaders.len() - 1
            }) as u32
        });
        groups.push(group);
    }
    groups
}
