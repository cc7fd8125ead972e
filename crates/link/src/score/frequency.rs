//! How usual each value is.

use crate::model::FrequencyAdjustment;
use crate::records::{MISSING, Values};
use std::collections::BTreeMap;

/// How often each value of an expression occurs, as counted when the model was trained. Kept with a model, it gives a
/// pair the same weight whatever other records come and go.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frequencies {
    /// For each expression, the count of each value.
    pub counts: BTreeMap<String, BTreeMap<String, u32>>,
}

/// The counts of one expression's values, by code.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    by_code: Vec<u32>,
    total: u64,
    /// For each value the logarithm to base 2 of its share; or, where that was learnt, what agreement on it adds to a
    /// weight.
    known: Vec<f64>,
    /// That of a value that was never counted.
    new: f64,
    /// Whether what agreement adds was learnt.
    pub learnt: bool,
    /// What counts are multiplied by to be on the scale of when that was learnt.
    scale: f64,
}

impl Counts {
    pub(crate) fn of(codes: impl Iterator<Item = u32>, distinct: usize, learnt: Option<&FrequencyAdjustment>) -> Self {
        let mut by_code = vec![0; distinct];
        for code in codes.filter(|&code| code != MISSING) {
            by_code[code as usize] += 1;
        }
        let total = by_code.iter().map(|&count| u64::from(count)).sum();
        Self::new(by_code, total, learnt)
    }

    pub(crate) fn from_table(
        table: &BTreeMap<String, u32>,
        values: &Values,
        learnt: Option<&FrequencyAdjustment>,
    ) -> Self {
        let mut by_code = vec![0; values.len()];
        for (value, &count) in table {
            if let Some(code) = values.find(value) {
                by_code[code as usize] = count;
            }
        }
        Self::new(by_code, table.values().map(|&count| u64::from(count)).sum(), learnt)
    }

    /// Counts of some of the values, where the total is known of all.
    pub(crate) fn with_total(by_code: Vec<u32>, total: u64, learnt: Option<&FrequencyAdjustment>) -> Self {
        Self::new(by_code, total, learnt)
    }

    /// How many records have a value, whatever it is.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// How many records hold this value.
    pub(crate) fn records_with(&self, code: u32) -> u32 {
        self.by_code.get(code as usize).copied().unwrap_or(0)
    }

    fn new(mut by_code: Vec<u32>, total: u64, learnt: Option<&FrequencyAdjustment>) -> Self {
        let whole = total.max(1) as f64;
        let learnt = learnt.filter(|adjustment| !adjustment.by_count.is_empty());
        let scale = learnt.filter(|adjustment| adjustment.counted > 0).map_or(1.0, |each| each.counted as f64 / whole);
        let of_count = |count: u32| match learnt {
            Some(adjustment) => at_count(&adjustment.by_count, f64::from(count) * scale),
            // A value that was never counted is as rare as one that was counted once.
            None => (f64::from(count.max(1)) / whole).log2(),
        };
        by_code.truncate(by_code.iter().rposition(|&count| count > 0).map_or(0, |last| last + 1));
        // Few counts are had by most values.
        let usual: Vec<f64> = (0..64).map(of_count).collect();
        let of_value = |&count: &u32| usual.get(count as usize).copied().unwrap_or_else(|| of_count(count));
        let known = by_code.iter().map(of_value).collect();
        Self { known, new: of_count(0), learnt: learnt.is_some(), scale, total, by_code }
    }

    pub(crate) fn table(&self, values: &Values) -> BTreeMap<String, u32> {
        let known = (0..).zip(&self.by_code).filter(|(_, count)| **count > 0);
        known.filter_map(|(code, &count)| Some((values.text(code)?.to_owned(), count))).collect()
    }

    /// How many records hold a value, on the scale of when what agreement adds was learnt.
    pub(crate) fn count(&self, code: u32) -> f64 {
        f64::from(self.records_with(code)) * self.scale
    }

    /// The least that there is.
    pub(crate) fn least(&self) -> f64 {
        self.known.iter().copied().fold(self.new, f64::min)
    }

    /// The most that there is.
    pub(crate) fn most(&self) -> f64 {
        self.known.iter().copied().fold(self.new, f64::max)
    }

    /// The logarithm to base 2 of the share of a value among all that are not missing; or, where that was learnt, what
    /// agreement on it adds to a weight. A value that was never counted is as rare as one that was counted once.
    /// Nothing is known where no value was counted at all.
    #[inline]
    pub(crate) fn get(&self, code: u32) -> Option<f64> {
        if code == MISSING || self.total == 0 {
            return None;
        }
        Some(self.known.get(code as usize).copied().unwrap_or(self.new))
    }
}

/// Reads off what was learnt for values held by 2 or 3 records, by 4 to 7 and so on, between the middles of two steps on a
/// straight line over the logarithm of the count.
pub(crate) fn at_count(steps: &[f64], count: f64) -> f64 {
    let Some(last) = steps.len().checked_sub(1) else { return 0.0 };
    let place = (count.max(1.0).log2() - 1.5).clamp(0.0, last as f64);
    let (step, part) = (place.floor() as usize, place.fract());
    steps[step] + part * (steps[(step + 1).min(last)] - steps[step])
}
