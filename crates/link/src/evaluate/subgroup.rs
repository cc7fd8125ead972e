//! Errors by group of people: a linkage that is right on the whole may fail some.

use super::agreement::{BCubed, Score};
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// How right the linkage is for the records of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct SubgroupScore {
    /// How many records are of the group.
    pub records: u64,
    /// Pairs in which at least one record is of the group.
    pub pairs: Score,
    /// Over the records of the group.
    pub b_cubed: BCubed,
    /// The share of the group's records put together with a record of somebody else.
    pub records_with_false_match: f64,
    /// The share of the group's records parted from a record of their own person.
    pub records_with_missed_match: f64,
}

/// Scores groups of records by what `subgroup_of` says of each (sex, age band, deprivation, naming community…).
#[must_use]
pub fn score_by_subgroup<'a>(
    group_of: &[u32],
    person_of: &[u32],
    subgroup_of: impl Fn(u32) -> Option<&'a str>,
) -> BTreeMap<String, SubgroupScore> {
    let mut groups: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut people: HashMap<u32, Vec<u32>> = HashMap::new();
    for (record, (&group, &person)) in (0..).zip(group_of.iter().zip(person_of)) {
        groups.entry(group).or_default().push(record);
        people.entry(person).or_default().push(record);
    }
    let mut found: BTreeMap<String, SubgroupScore> = BTreeMap::new();
    let mut sums: BTreeMap<String, (f64, f64, u64, u64)> = BTreeMap::new();
    for (record, (&group, &person)) in (0_u32..).zip(group_of.iter().zip(person_of)) {
        let name = subgroup_of(record).unwrap_or("not known");
        let score = found.entry(name.to_owned()).or_insert_with(|| SubgroupScore {
            records: 0,
            pairs: Score::default(),
            b_cubed: BCubed { precision: 0.0, recall: 0.0 },
            records_with_false_match: 0.0,
            records_with_missed_match: 0.0,
        });
        let (fellows, own) = (&groups[&group], &people[&person]);
        let together = fellows.iter().filter(|&&other| person_of[other as usize] == person).count();
        // A pair with both records in the group is met twice; it is counted at its first record.
        let counts =
            |other: u32| other != record && (other > record || subgroup_of(other).unwrap_or("not known") != name);
        for &other in fellows.iter().filter(|&&other| counts(other)) {
            if person_of[other as usize] == person {
                score.pairs.true_positives += 1;
            } else {
                score.pairs.false_positives += 1;
            }
        }
        let missed = own.iter().filter(|&&other| counts(other) && group_of[other as usize] != group).count();
        score.pairs.false_negatives += missed as u64;
        score.records += 1;
        let sum = sums.entry(name.to_owned()).or_default();
        sum.0 += together as f64 / fellows.len() as f64;
        sum.1 += together as f64 / own.len() as f64;
        sum.2 += u64::from(together < fellows.len());
        sum.3 += u64::from(together < own.len());
    }
    for (name, score) in &mut found {
        let (precision, recall, false_match, missed_match) = sums[name];
        let count = score.records as f64;
        score.b_cubed = BCubed { precision: precision / count, recall: recall / count };
        score.records_with_false_match = false_match as f64 / count;
        score.records_with_missed_match = missed_match as f64 / count;
    }
    found
}
