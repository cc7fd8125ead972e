//! Totals against their parts, for the indicators whose contract asks for it.

use super::findings::Findings;
use crate::{contract::Contract, rules};
use hashbrown::HashMap;
use terms::{Dimensions, Vocabulary};

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct SumKey {
    rule: u32,
    area: u32,
    period: u32,
    rest: u32,
}

#[derive(Default)]
struct Sum {
    total: Option<(f64, u16, u32, u32)>,
    parts: f64,
    count: u32,
    /// Some part has no number, so the sum says nothing.
    incomplete: bool,
}

struct FlatRule {
    indicator: String,
    parts: Vec<String>,
    dimension: Option<(String, Option<String>)>,
    tolerance: f64,
}

#[derive(Default)]
pub(super) struct Totals {
    rules: Vec<FlatRule>,
    sums: HashMap<SumKey, Sum>,
    /// For each indicator: the rules in which it is the total or a part.
    roles: HashMap<u32, Vec<(u32, bool)>>,
}

/// A value as the totals see it.
pub(super) struct Counted {
    pub(super) indicator: u32,
    pub(super) area: u32,
    pub(super) period: u32,
    pub(super) dimensions: u32,
    pub(super) value: Option<f64>,
    /// Sheet, row, and column from 0.
    pub(super) at: (u16, u32, u32),
}

impl Totals {
    pub(super) fn new(contract: Option<&Contract>) -> Self {
        let indicators = contract.map(|contract| contract.indicators.as_slice()).unwrap_or_default();
        let flat = indicators.iter().flat_map(|indicator| {
            indicator.totals.iter().map(|rule| FlatRule {
                indicator: indicator.id.as_str().to_owned(),
                parts: rule.parts.iter().map(|part| part.as_str().to_owned()).collect(),
                dimension: rule.dimension.clone().map(|dimension| (dimension, rule.total.clone())),
                tolerance: rule.tolerance,
            })
        });
        Self { rules: flat.collect(), ..Self::default() }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.rules.is_empty()
    }

    pub(super) fn count(&mut self, counted: &Counted, vocabulary: &mut Vocabulary) {
        let Self { rules, sums, roles } = self;
        let roles = roles.entry(counted.indicator).or_insert_with(|| {
            let id = vocabulary.indicators()[counted.indicator as usize].as_str();
            let role = |(number, rule): (u32, &FlatRule)| {
                let total = rule.indicator == id;
                (total || rule.parts.iter().any(|part| part == id)).then_some((number, total))
            };
            (0..).zip(rules.iter()).filter_map(role).collect()
        });
        for &(number, mut is_total) in roles.iter() {
            let mut rest = counted.dimensions;
            if let Some((dimension, total)) = &rules[number as usize].dimension {
                let mut without: Dimensions = vocabulary.dimensions()[rest as usize].clone();
                let own = without.remove(dimension);
                is_total = own == *total;
                if own.is_none() && total.is_some() {
                    continue;
                }
                rest = vocabulary.dimension(&without);
            }
            let key = SumKey { rule: number, area: counted.area, period: counted.period, rest };
            let sum = sums.entry(key).or_default();
            let (sheet, row, column) = counted.at;
            match (is_total, counted.value) {
                (true, Some(value)) => sum.total = Some((value, sheet, row, column)),
                (false, Some(value)) => {
                    sum.parts += value;
                    sum.count += 1;
                }
                (_, None) => sum.incomplete = true,
            }
        }
    }

    pub(super) fn report(self, findings: &mut Findings) {
        let mut off: Vec<(u16, u32, u32, u32, f64, f64)> = Vec::new();
        for (key, sum) in &self.sums {
            let rule = &self.rules[key.rule as usize];
            let complete = !sum.incomplete && sum.count >= u32::try_from(rule.parts.len().max(2)).unwrap_or(2);
            if let Some((total, sheet, row, column)) = sum.total
                && complete
                && (total - sum.parts).abs() > rule.tolerance + total.abs() * 1e-12
            {
                off.push((sheet, row, column, key.rule, total, sum.parts));
            }
        }
        off.sort_by_key(|(sheet, row, column, ..)| (*sheet, *row, *column));
        for (sheet, row, column, rule, total, parts) in off {
            let indicator = &self.rules[rule as usize].indicator;
            let subject = format!("{indicator} {rule}");
            let what = || {
                format!(
                    "{indicator}: parts do not add to the total (the first: parts {}, total {})",
                    round(parts),
                    round(total)
                )
            };
            let finding = findings.about(&rules::TOTAL_OFF, sheet, &subject, what);
            findings.cell(finding, Some(row), Some(column + 1), Some(round(total).to_string().as_bytes()));
        }
    }
}

/// Without the last digits that summing leaves.
fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
