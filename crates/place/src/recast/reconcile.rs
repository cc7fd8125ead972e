//! Totals before and after a recast, side by side.

use super::row::{Aggregation, FoldKind};
use super::walk::Walked;
use super::{SeriesRow, Target};
use crate::{AreaSet, Map, Tier};
use serde::Serialize;
use std::collections::BTreeSet;
use terms::{AreaCode, Period};

/// What is totalled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The values themselves.
    Value,
    /// The counts above the line.
    Numerator,
    /// The counts below the line, or the weights of means.
    Denominator,
}

/// The totals of one period, one breakdown and one set of areas: `before = after + folded + withheld + residual`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reconciliation<K> {
    /// The period.
    pub period: Period,
    /// The breakdown.
    pub dimensions: K,
    /// The set of areas that is totalled. Counties and districts are never added.
    pub set: AreaSet,
    /// What is totalled.
    pub measure: Measure,
    /// The total of the rows that came in.
    pub before: f64,
    /// The total of the rows that go out.
    pub after: f64,
    /// What came in twice and counts once.
    pub folded: f64,
    /// What came in and is in no row, because an area could not be made; the refusals say why.
    pub withheld: f64,
    /// What is left: nothing for counts, the rounding of decimals, or the difference between the two tiers where one
    /// stands for the other.
    pub residual: f64,
}

/// The sum of numbers, rounded once: the order does not matter and nothing is lost on the way (Shewchuk 1997).
#[must_use]
#[expect(clippy::float_cmp, reason = "the rounding is decided by an exact comparison")]
pub fn exact_sum(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut partials: Vec<f64> = Vec::new();
    for mut number in numbers {
        let mut kept = 0;
        for index in 0..partials.len() {
            let mut other = partials[index];
            if number.abs() < other.abs() {
                std::mem::swap(&mut number, &mut other);
            }
            let high = number + other;
            let low = other - (high - number);
            if low != 0.0 {
                partials[kept] = low;
                kept += 1;
            }
            number = high;
        }
        partials.truncate(kept);
        partials.push(number);
    }
    // From the largest down, rounding once: a half is decided by what lies below it.
    let Some(mut high) = partials.pop() else { return 0.0 };
    while let Some(other) = partials.pop() {
        let sum = high + other;
        let low = other - (sum - high);
        high = sum;
        if low != 0.0 {
            if let Some(&next) = partials.last()
                && (low < 0.0) == (next < 0.0)
            {
                let twice = low * 2.0;
                let further = high + twice;
                if twice == further - high {
                    high = further;
                }
            }
            break;
        }
    }
    high
}

pub(super) fn reconcile<K>(
    map: &Map,
    target: &Target,
    rows: &[&SeriesRow<K>],
    walked: &Walked,
    mut say: impl FnMut(Reconciliation<()>),
) where
    K: Ord,
{
    let tier = |code: AreaCode| map.area(code).and_then(crate::Area::tier);
    let combined = |code: AreaCode| AreaSet::CombinedAuthorities.holds_code(map, code);
    let has = |wanted: Tier| rows.iter().any(|row| tier(row.area) == Some(wanted));
    let mut sets = Vec::new();
    if has(Tier::Lower) || (has(Tier::Single) && !has(Tier::Upper)) {
        sets.push(AreaSet::LowerTierAndUnitary);
    }
    if has(Tier::Upper) {
        sets.push(AreaSet::UpperTierAndUnitary);
    }
    if rows.iter().any(|row| combined(row.area)) {
        sets.push(AreaSet::CombinedAuthorities);
    }
    let measures: &[Measure] = match target.aggregation {
        Aggregation::Sum => &[Measure::Value],
        Aggregation::Ratio { .. } => &[Measure::Numerator, Measure::Denominator],
        Aggregation::WeightedMean => &[Measure::Denominator],
        Aggregation::NotAdditive { .. } => &[],
    };
    for &set in &sets {
        for &measure in measures {
            let pick = |row: &SeriesRow<K>| match measure {
                Measure::Value => row.value.filter(|_| row.status.has_value()),
                Measure::Numerator => row.numerator.filter(|_| row.status.has_value()),
                Measure::Denominator => row.denominator.filter(|_| row.status.has_value()),
            };
            let inside = |code: AreaCode| set.holds_code(map, code);
            let before = exact_sum(rows.iter().filter(|row| inside(row.area)).filter_map(|row| pick(row)));
            // A county put together again from single-tier areas counts with the set from which it was made.
            let counts =
                |code: AreaCode, sources: &BTreeSet<AreaCode>| inside(code) || sources.iter().all(|&code| inside(code));
            let made =
                walked.rows.iter().filter(|(code, figure)| figure.value.is_some() && counts(**code, &figure.sources));
            let after = exact_sum(made.filter_map(|(_, figure)| match measure {
                Measure::Value => figure.value,
                Measure::Numerator => figure.numerator,
                Measure::Denominator => figure.denominator,
            }));
            // One row of each folded code, unless the code's own figure was used after all.
            let folds = walked.folds.iter().filter(|fold| fold.kind != FoldKind::OtherTier && inside(fold.area));
            let folded = exact_sum(folds.filter_map(|fold| {
                if measure == Measure::Value {
                    return fold.value;
                }
                rows.iter().find(|row| row.area == fold.area).and_then(|row| pick(row))
            }));
            let lost = walked.withheld.iter().filter(|lost| lost.sources.iter().all(|&code| inside(code)));
            let withheld = exact_sum(lost.filter_map(|lost| match measure {
                Measure::Value => lost.value,
                Measure::Numerator => lost.numerator,
                Measure::Denominator => lost.denominator,
            }));
            let residual = exact_sum([before, -after, -folded, -withheld].into_iter());
            say(Reconciliation {
                period: rows[0].period,
                dimensions: (),
                set,
                measure,
                before,
                after,
                folded,
                withheld,
                residual,
            });
        }
    }
}

impl Reconciliation<()> {
    pub(super) fn with<K>(self, period: Period, dimensions: K) -> Reconciliation<K> {
        let Self { set, measure, before, after, folded, withheld, residual, .. } = self;
        Reconciliation { period, dimensions, set, measure, before, after, folded, withheld, residual }
    }
}

impl AreaSet {
    /// Whether the area with a code belongs to the set.
    #[must_use]
    pub fn holds_code(self, map: &Map, code: AreaCode) -> bool {
        map.area(code).is_some_and(|area| self.holds(area.kind))
    }
}
