//! Equal groups of areas by value: quintiles, deciles. For context (such as deprivation), never to order the places.

use crate::refusal::{Refusal, finite};

/// Which end of the values is group 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FirstGroup {
    /// Group 1 holds the lowest values.
    Lowest,
    /// Group 1 holds the highest values (as for deprivation scores, where high is most deprived).
    Highest,
}

/// The group of each value, from 1 to `groups`; equal values share a group, missing values have none.
///
/// Formula: with `N` values present and `r` the least position of a value among them, the group is
/// `⌊q + 1 − ⌈(N + 1 − r) · q/N⌉⌋`, not below 1.
///
/// Unit: none. Domain: at least as many values present as groups.
///
/// # Errors
/// A value that is not finite, fewer values than groups, fewer than two groups.
///
/// Source: OHID's method for assigning deprivation quantiles.
pub fn quantile_groups(
    values: &[Option<f64>],
    groups: usize,
    first: FirstGroup,
) -> Result<Vec<Option<usize>>, Refusal> {
    if groups < 2 {
        return Err(Refusal::TooFew { what: "groups", needed: 2, found: groups });
    }
    let mut present = Vec::with_capacity(values.len());
    for value in values.iter().flatten() {
        present.push(finite("a value", *value)?);
    }
    if present.len() < groups {
        return Err(Refusal::TooFew { what: "values", needed: groups, found: present.len() });
    }
    present.sort_by(f64::total_cmp);
    let count = present.len() as f64;
    let wanted = groups as f64;
    let size = count / wanted;
    let group = |value: f64| {
        let below = match first {
            FirstGroup::Lowest => present.partition_point(|other| *other < value),
            FirstGroup::Highest => present.len() - present.partition_point(|other| *other <= value),
        };
        let from_end = ((count - below as f64) / size).ceil();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 1 to groups")]
        let group = (wanted + 1.0 - from_end).max(1.0) as usize;
        group
    };
    Ok(values.iter().map(|value| value.map(group)).collect())
}
