//! What a submission changes: its staged figures beside those in use, both in the same order, walked once.

use crate::{
    coverage::{self, Coverage},
    decode::Sorted,
    error::LakeError,
    figures::Figures,
    footer::Primary,
};
use hub::submission::{Changes, Revision};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    vec,
};
use terms::{AreaCode, Figure, Period};

/// Revisions that are told one by one.
const LARGEST: usize = 50;

/// One side of the comparison, one figure at a time.
struct Side {
    figures: Figures,
    waiting: vec::IntoIter<Sorted>,
    next: Option<Sorted>,
    areas: BTreeSet<AreaCode>,
    periods: BTreeSet<Period>,
    coverage: Coverage,
}

impl Side {
    fn new(figures: Figures, coverage: Coverage) -> Result<Self, LakeError> {
        let waiting = Vec::new().into_iter();
        let mut side =
            Self { figures, waiting, next: None, areas: BTreeSet::new(), periods: BTreeSet::new(), coverage };
        side.advance()?;
        Ok(side)
    }

    fn advance(&mut self) -> Result<Option<Sorted>, LakeError> {
        let next = loop {
            if let Some(next) = self.waiting.next() {
                if self.coverage.covers(next.figure.area, next.figure.period) {
                    break Some(next);
                }
                continue;
            }
            let batch = self.figures.next_sorted()?;
            if batch.is_empty() {
                break None;
            }
            self.waiting = batch.into_iter();
        };
        if let Some(sorted) = &next {
            self.areas.insert(sorted.figure.area);
            self.periods.insert(sorted.figure.period);
        }
        Ok(std::mem::replace(&mut self.next, next))
    }
}

/// What changed when nothing in use is replaced: all of it came, and nothing has to be walked.
pub(crate) fn all_new(
    staged: &[Arc<Primary>],
    periods: &BTreeSet<Period>,
    against: Option<u32>,
) -> Result<Changes, LakeError> {
    let mut areas = BTreeSet::new();
    for primary in staged {
        coverage::read_areas(primary, &mut areas)?;
    }
    Ok(Changes {
        against,
        added: staged.iter().map(|primary| primary.footer.rows).sum(),
        areas_added: areas.into_iter().collect(),
        periods_added: periods.iter().copied().collect(),
        ..Changes::default()
    })
}

/// Walks what is in use, as far as it is covered, and what is staged, and says what changed.
pub(crate) fn compare(
    before: Figures,
    coverage: Coverage,
    now: Figures,
    against: Option<u32>,
) -> Result<Changes, LakeError> {
    let (mut before, mut now) = (Side::new(before, coverage)?, Side::new(now, Coverage::Dataset)?);
    let mut changes = Changes { against, ..Changes::default() };
    let mut largest = Largest::default();
    loop {
        let order = match (&before.next, &now.next) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.key_order(new),
        };
        let old = if order.is_le() { before.advance()? } else { None };
        let new = if order.is_ge() { now.advance()? } else { None };
        match (old, new) {
            (Some(old), Some(new)) if same(&old.figure, &new.figure) => changes.unchanged += 1,
            (Some(old), Some(new)) => {
                changes.revised += 1;
                largest.offer(&old.figure, &new.figure);
            }
            (Some(_), None) => changes.removed += 1,
            (None, Some(_)) => changes.added += 1,
            (None, None) => {}
        }
    }
    changes.largest = largest.into_revisions();
    changes.areas_added = now.areas.difference(&before.areas).copied().collect();
    changes.areas_removed = before.areas.difference(&now.areas).copied().collect();
    changes.periods_added = now.periods.difference(&before.periods).copied().collect();
    Ok(changes)
}

/// Whether a figure says the same: value and status.
fn same(old: &Figure, new: &Figure) -> bool {
    old.status == new.status && old.value.map(f64::to_bits) == new.value.map(f64::to_bits)
}

/// The largest revisions so far, by relative size. One that gains or loses its value counts as the whole of it.
#[derive(Default)]
struct Largest {
    /// By size (as ordered bits) and then by when they came, so that the order is the same every time.
    kept: BTreeMap<(u64, std::cmp::Reverse<u64>), Revision>,
    offered: u64,
}

impl Largest {
    fn offer(&mut self, old: &Figure, new: &Figure) {
        let size = relative_size(old.value, new.value);
        self.offered += 1;
        // Sizes are never negative, so that their bits stand in the order of their values.
        let key = (size.to_bits(), std::cmp::Reverse(self.offered));
        if self.kept.len() == LARGEST && self.kept.first_key_value().is_some_and(|(least, _)| *least >= key) {
            return;
        }
        let revision = Revision {
            indicator: (*new.indicator).clone(),
            area: new.area,
            period: new.period,
            dimensions: (*new.dimensions).clone(),
            before: old.value,
            now: new.value,
            source: new.source,
        };
        self.kept.insert(key, revision);
        if self.kept.len() > LARGEST {
            self.kept.pop_first();
        }
    }

    fn into_revisions(self) -> Vec<Revision> {
        self.kept.into_values().rev().collect()
    }
}

fn relative_size(old: Option<f64>, new: Option<f64>) -> f64 {
    match (old, new) {
        (Some(old), Some(new)) => {
            let scale = old.abs().max(new.abs());
            if scale > 0.0 { ((new - old) / scale).abs() } else { 0.0 }
        }
        (None, None) => 0.0,
        _ => 1.0,
    }
}
