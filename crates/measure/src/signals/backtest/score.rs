//! How much each signal worries about each row: higher worries more.

use super::super::{Bodies, History, Recipe, Signal, Tier, WorryingEnd};
use super::Row;
use std::collections::BTreeMap;
use terms::Date;

/// For each signal of the pack, its worry about each row; nothing where it has no value.
pub(in crate::signals) fn worries(history: &History<'_>, rows: &[Row]) -> Vec<Vec<Option<f64>>> {
    let mut all: Vec<Vec<Option<f64>>> = Vec::new();
    for signal in history.pack().signals() {
        let worry = match &signal.recipe {
            Recipe::Formula { formula, inputs } => {
                let mut periods: BTreeMap<Date, Option<terms::Period>> = BTreeMap::new();
                let names = formula.inputs();
                rows.iter()
                    .map(|row| {
                        let period =
                            (*periods.entry(row.day).or_insert_with(|| history.latest_period(inputs, row.day)))?;
                        let value = formula.value(&mut |name| {
                            let position = names.binary_search(&name).ok()?;
                            history.value(inputs[position], row.council, period, row.day)
                        })?;
                        let worry = match signal.direction {
                            WorryingEnd::High => value,
                            WorryingEnd::Low => -value,
                        };
                        // Zero and minus zero are one value.
                        concerns(signal, row).then_some(worry + 0.0)
                    })
                    .collect()
            }
            Recipe::MeanOf(parts) => {
                let parts: Vec<&Vec<Option<f64>>> = parts.iter().map(|&part| &all[part]).collect();
                mean_of_shares(rows, &parts, signal)
            }
        };
        all.push(worry);
    }
    all
}

fn concerns(signal: &Signal, row: &Row) -> bool {
    signal.bodies == Bodies::All || row.tier == Tier::Other
}

/// For each row that has every part: the mean over parts of the share of rows of the same day and tier that worry less,
/// ties counting half. Only rows that have every part are counted, so that all parts are shares of the same councils.
fn mean_of_shares(rows: &[Row], parts: &[&Vec<Option<f64>>], signal: &Signal) -> Vec<Option<f64>> {
    let mut groups: BTreeMap<(Date, Tier), Vec<usize>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        if concerns(signal, row) && parts.iter().all(|part| part[index].is_some()) {
            groups.entry((row.day, row.tier)).or_default().push(index);
        }
    }
    let mut means = vec![None; rows.len()];
    for members in groups.values() {
        for part in parts {
            let mut sorted: Vec<f64> = members.iter().filter_map(|&index| part[index]).collect();
            sorted.sort_by(f64::total_cmp);
            for &index in members {
                let Some(value) = part[index] else { continue };
                let below = sorted.partition_point(|other| *other < value);
                let tied = sorted.partition_point(|other| *other <= value) - below;
                let share = (below as f64 + f64::midpoint(tied as f64, 1.0)) / sorted.len() as f64;
                *means[index].get_or_insert(0.0) += share / parts.len() as f64;
            }
        }
    }
    means
}
