//! Recast: putting a series on the areas of a chosen day.
//!
//! A row stands on the areas of its period, or on those of the day when its code lived. From there it is carried
//! through every event up to the chosen day: recodes keep the figure; merges sum counts and recompute rates; splits
//! use the stated weights and are marked as estimates; what cannot be merged is refused with the reason. Nothing is
//! dropped silently: each row that came in is in a row that goes out, in a fold or in a refusal, and the totals are
//! set side by side.

mod combine;
mod reconcile;
mod row;
mod walk;

pub use reconcile::{Measure, Reconciliation, exact_sum};
pub use row::{Aggregation, Fold, FoldKind, Made, Reason, Recast, RecastRow, Refusal, SeriesRow};

use crate::Map;
use std::collections::BTreeMap;
use terms::{Date, Period};

/// What to recast onto, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The day whose areas are wanted.
    pub as_at: Date,
    /// How the indicator's figures may be put together.
    pub aggregation: Aggregation,
    /// The day on whose areas the whole series stands, where the publisher says so; else each row stands on those of
    /// its own period.
    pub vintage: Option<Date>,
}

/// Puts a series on the areas of a chosen day. The order of the rows changes nothing.
#[must_use]
pub fn recast<K: Ord + Clone>(map: &Map, rows: &[SeriesRow<K>], target: &Target) -> Recast<K> {
    let mut groups: BTreeMap<(Period, K), Vec<&SeriesRow<K>>> = BTreeMap::new();
    for row in rows {
        groups.entry((row.period, row.dimensions.clone())).or_default().push(row);
    }
    let mut done = Recast::default();
    for ((period, dimensions), rows) in groups {
        let walked = walk::Walk::over(map, target, &rows, period).done();
        reconcile::reconcile(map, target, &rows, &walked, |reconciliation| {
            done.reconciliations.push(reconciliation.with(period, dimensions.clone()));
        });
        done.rows
            .extend(walked.rows.into_iter().map(|(area, figure)| figure.into_row(area, period, dimensions.clone())));
        done.folds.extend(walked.folds.into_iter().map(|fold| fold.with(period, dimensions.clone())));
        done.refusals.extend(walked.refusals.into_iter().map(|refusal| refusal.with(period, dimensions.clone())));
    }
    done
}
