//! Groups joined from the strongest down by the mean weight of all pairs between them.

use super::CutReason;
use crate::records::MISSING;

/// What may not be joined, and what must be.
#[derive(Debug, Clone, Default)]
pub(super) struct Constraints {
    /// Of each member the source, if that source promised one record for each person.
    pub source: Vec<Option<u16>>,
    /// Of each member the values of which a person has one.
    pub single: Vec<Vec<u32>>,
    pub together: Vec<(usize, usize)>,
    pub apart: Vec<(usize, usize)>,
}

impl Constraints {
    /// Why the two groups may not be joined.
    fn conflict(&self, one: &[usize], other: &[usize]) -> Option<CutReason> {
        let between = |&(first, second): &(usize, usize)| {
            (one.contains(&first) && other.contains(&second)) || (one.contains(&second) && other.contains(&first))
        };
        if self.apart.iter().any(between) {
            return Some(CutReason::Decided);
        }
        for &first in one {
            for &second in other {
                if self.source[first].is_some() && self.source[first] == self.source[second] {
                    return Some(CutReason::OneEach);
                }
                let differ = |(first, second): (&u32, &u32)| *first != MISSING && *second != MISSING && first != second;
                if self.single[first].iter().zip(&self.single[second]).any(differ) {
                    return Some(CutReason::NeverTwo);
                }
            }
        }
        None
    }

    /// Why the two groups were not joined in the end.
    pub(super) fn reason(&self, one: &[usize], other: &[usize]) -> CutReason {
        self.conflict(one, other).unwrap_or(CutReason::WeakBridge)
    }
}

/// Which group each member came to.
#[derive(Debug, Clone)]
pub(super) struct Labels {
    /// The first member of each member's group.
    pub group: Vec<usize>,
}

impl Labels {
    pub(super) fn members(&self, group: usize) -> Vec<usize> {
        (0..self.group.len()).filter(|&at| self.group[at] == group).collect()
    }
}

/// Joins members by a matrix of weights (symmetric, `count` × `count`, its diagonal not looked at). Of equal means the
/// pair of groups that comes first is joined first.
pub(super) fn agglomerate(count: usize, mut sums: Vec<f64>, constraints: &Constraints) -> Labels {
    let mut members: Vec<Vec<usize>> = (0..count).map(|at| vec![at]).collect();
    let mut group: Vec<usize> = (0..count).collect();
    for &(one, other) in &constraints.together {
        let (one, other) = (group[one].min(group[other]), group[one].max(group[other]));
        if one != other {
            join(one, other, count, &mut sums, &mut members, &mut group);
        }
    }
    let unbound = constraints.source.iter().all(Option::is_none)
        && constraints.apart.is_empty()
        && constraints.single.iter().flatten().all(|&value| value == MISSING);
    let allowed = |one: &[usize], other: &[usize]| unbound || constraints.conflict(one, other).is_none();
    let best_of = |at: usize, sums: &[f64], members: &[Vec<usize>]| -> Option<(f64, usize)> {
        let mut best: Option<(f64, usize)> = None;
        for other in at + 1..count {
            if members[other].is_empty() {
                continue;
            }
            let mean = sums[at * count + other] / (members[at].len() * members[other].len()) as f64;
            if mean >= 0.0 && best.is_none_or(|(known, _)| mean > known) && allowed(&members[at], &members[other]) {
                best = Some((mean, other));
            }
        }
        best
    };
    // For each group the best of those that come after it.
    let mut best: Vec<Option<(f64, usize)>> =
        (0..count).map(|at| if members[at].is_empty() { None } else { best_of(at, &sums, &members) }).collect();
    loop {
        let mut chosen: Option<(f64, usize, usize)> = None;
        for (at, candidate) in best.iter().enumerate() {
            if let Some((mean, other)) = candidate
                && chosen.is_none_or(|(known, _, _)| *mean > known)
            {
                chosen = Some((*mean, at, *other));
            }
        }
        let Some((_, one, other)) = chosen else { return Labels { group } };
        join(one, other, count, &mut sums, &mut members, &mut group);
        best[other] = None;
        for at in 0..count {
            if members[at].is_empty() {
                continue;
            }
            let looked_at_them = best[at].is_some_and(|(_, partner)| partner == one || partner == other);
            if at == one || looked_at_them {
                best[at] = best_of(at, &sums, &members);
            } else if at < one {
                // The joined group may have become better than what was best before.
                let mean = sums[at * count + one] / (members[at].len() * members[one].len()) as f64;
                let better = best[at].is_none_or(|(known, partner)| mean > known || (mean >= known && one < partner));
                if mean >= 0.0 && better && allowed(&members[at], &members[one]) {
                    best[at] = Some((mean, one));
                }
            }
        }
    }
}

fn join(one: usize, other: usize, count: usize, sums: &mut [f64], members: &mut [Vec<usize>], group: &mut [usize]) {
    let moved = std::mem::take(&mut members[other]);
    for &member in &moved {
        group[member] = one;
    }
    members[one].extend(moved);
    members[one].sort_unstable();
    for at in 0..count {
        if at != one && at != other {
            let sum = sums[one * count + at] + sums[other * count + at];
            sums[one * count + at] = sum;
            sums[at * count + one] = sum;
        }
    }
}
