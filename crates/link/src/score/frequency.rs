//! How usual each value is.

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
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    by_code: Vec<u32>,
    total: u64,
}

impl Counts {
    pub(crate) fn of(codes: impl Iterator<Item = u32>, distinct: usize) -> Self {
        let mut counts = Self { by_code: vec![0; distinct], total: 0 };
        for code in codes.filter(|&code| code != MISSING) {
            counts.by_code[code as usize] += 1;
            counts.total += 1;
        }
        counts
    }

    pub(crate) fn from_table(table: &BTreeMap<String, u32>, values: &Values) -> Self {
        let mut counts = Self { by_code: vec![0; values.len()], total: 0 };
        for (value, &count) in table {
            counts.total += u64::from(count);
            if let Some(code) = values.find(value) {
                counts.by_code[code as usize] = count;
            }
        }
        counts
    }

    pub(crate) fn table(&self, values: &Values) -> BTreeMap<String, u32> {
        let known = (0..).zip(&self.by_code).filter(|(_, count)| **count > 0);
        known.filter_map(|(code, &count)| Some((values.text(code)?.to_owned(), count))).collect()
    }

    /// The share of a value among all that are not missing. A value that was never counted is as rare as one that was
    /// counted once.
    #[inline]
    pub(crate) fn share(&self, code: u32) -> Option<f64> {
        if code == MISSING || self.total == 0 {
            return None;
        }
        let count = self.by_code.get(code as usize).copied().unwrap_or(0).max(1);
        Some(f64::from(count) / self.total as f64)
    }
}
