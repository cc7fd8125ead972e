//! Pairs, flags and the bootstrap over councils.

use super::super::{Tier, seeded::Seeded};
use super::{Bootstrap, Estimate, Row};
use std::collections::BTreeMap;
use terms::Date;

/// A council with an event beside one without, and which of them the signal worried about more.
#[derive(Debug, Clone, Copy)]
struct Pair {
    with_event: u32,
    without: u32,
    /// 1 where the signal worried more about the council with the event, ½ where it worried as much, else 0.
    won: f64,
}

/// The councils of a group with their worries: those with an event, and those without.
type Sides = [Vec<(u32, f64)>; 2];

/// Pairs of a row with an event and a row without.
#[derive(Debug, Clone)]
pub struct Pairs {
    pairs: Vec<Pair>,
    /// How many councils the rows have; pairs name them by their place in the order of first appearance.
    councils: usize,
}

impl Pairs {
    /// Pairs of the same day and tier.
    #[must_use]
    pub fn within_tiers(rows: &[(Row, f64)]) -> Self {
        Self::by(rows, |row| Some((row.day, row.tier)))
    }

    /// All pairs, of any day and tier: flatters every signal that tells tiers apart.
    #[must_use]
    pub fn regardless_of_tier(rows: &[(Row, f64)]) -> Self {
        Self::by(rows, |_| None)
    }

    fn by(rows: &[(Row, f64)], group: impl Fn(&Row) -> Option<(Date, Tier)>) -> Self {
        // Councils are numbered in the order of their own positions: the draws do not depend on the order of rows.
        let mut numbers: BTreeMap<usize, u32> = rows.iter().map(|(row, _)| (row.council, 0)).collect();
        for (number, place) in numbers.values_mut().zip(0..) {
            *number = place;
        }
        let mut groups: BTreeMap<Option<(Date, Tier)>, Sides> = BTreeMap::new();
        for (row, worry) in rows {
            let side = usize::from(row.event.is_none());
            groups.entry(group(row)).or_default()[side].push((numbers[&row.council], *worry));
        }
        let mut pairs = Vec::new();
        for [with_event, without] in groups.values() {
            for &(event, worried) in with_event {
                pairs.extend(without.iter().map(|&(other, worry)| Pair {
                    with_event: event,
                    without: other,
                    won: match worried.total_cmp(&worry) {
                        std::cmp::Ordering::Greater => 1.0,
                        std::cmp::Ordering::Equal => 0.5,
                        std::cmp::Ordering::Less => 0.0,
                    },
                }));
            }
        }
        Self { pairs, councils: numbers.len() }
    }

    /// The share of pairs won. Nothing where there is no pair.
    #[must_use]
    pub fn auc(&self) -> Option<f64> {
        let won: f64 = self.pairs.iter().map(|pair| pair.won).sum();
        (!self.pairs.is_empty()).then(|| won / self.pairs.len() as f64)
    }

    /// The share of pairs won where each council counts so many times. Pairs of a council with itself (its year with the
    /// event beside a year without) stay in, as in the plain share.
    fn weighted(&self, times: &[f64]) -> Option<f64> {
        let (mut won, mut all) = (0.0, 0.0);
        for pair in &self.pairs {
            let weight = times[pair.with_event as usize] * times[pair.without as usize];
            won += weight * pair.won;
            all += weight;
        }
        (all > 0.0).then(|| won / all)
    }

    /// The share of pairs won, with a 95% interval: councils are drawn with replacement, with all their rows.
    #[must_use]
    pub fn estimate(&self, bootstrap: Bootstrap) -> Option<Estimate> {
        let value = self.auc()?;
        Some(interval(value, draws(self.councils, bootstrap).filter_map(|times| self.weighted(&times)).collect()))
    }

    /// The share of pairs that this signal won less the share that another won on the same rows, with the 95% interval
    /// of the same draws for both.
    #[must_use]
    pub fn difference(&self, other: &Self, bootstrap: Bootstrap) -> Option<Estimate> {
        let value = self.auc()? - other.auc()?;
        let drawn = draws(self.councils, bootstrap)
            .filter_map(|times| Some(self.weighted(&times)? - other.weighted(&times)?))
            .collect();
        Some(interval(value, drawn))
    }
}

/// How many times each council is drawn, draw after draw.
fn draws(councils: usize, bootstrap: Bootstrap) -> impl Iterator<Item = Vec<f64>> {
    let mut chance = Seeded::new(bootstrap.seed);
    (0..bootstrap.draws).map(move |_| {
        let mut times = vec![0.0; councils];
        for _ in 0..councils {
            times[chance.below(councils)] += 1.0;
        }
        times
    })
}

fn interval(value: f64, mut drawn: Vec<f64>) -> Estimate {
    drawn.sort_by(f64::total_cmp);
    let at = |share: f64| {
        // The place is within the list: the share is below 1.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ share < 1 of a list’s length")]
        let place = (share * drawn.len() as f64) as usize;
        drawn.get(place).copied()
    };
    Estimate { value, lower: at(0.025), upper: at(0.975) }
}

/// The area under the curve within day and tier: see [`Pairs::within_tiers`].
#[must_use]
pub fn tier_auc(rows: &[(Row, f64)]) -> Option<f64> {
    Pairs::within_tiers(rows).auc()
}

/// The rows that are flagged, by their places in the list: of each day and tier the most worrying share, rounded up.
/// Rows that worry as much as the last one flagged are flagged with it; where all worry alike, none is.
#[must_use]
pub fn flags(rows: &[(Row, f64)], share: f64) -> Vec<usize> {
    let mut groups: BTreeMap<(Date, Tier), Vec<usize>> = BTreeMap::new();
    for (index, (row, _)) in rows.iter().enumerate() {
        groups.entry((row.day, row.tier)).or_default().push(index);
    }
    let mut flagged = Vec::new();
    for members in groups.values() {
        let mut worries: Vec<f64> = members.iter().map(|&index| rows[index].1).collect();
        worries.sort_by(|left, right| right.total_cmp(left));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a list’s length")]
        let count = (share * worries.len() as f64).ceil() as usize;
        let (Some(&limit), Some(&least)) = (worries.get(count.saturating_sub(1)), worries.last()) else { continue };
        if limit > least {
            flagged.extend(members.iter().copied().filter(|&index| rows[index].1 >= limit));
        }
    }
    flagged
}
