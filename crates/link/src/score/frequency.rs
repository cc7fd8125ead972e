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
    /// The logarithm to base 2 of each value's share.
    log_shares: Vec<f64>,
}

impl Counts {
    pub(crate) fn of(codes: impl Iterator<Item = u32>, distinct: usize) -> Self {
        let mut by_code = vec![0; distinct];
        let mut total = 0;
        for code in codes.filter(|&code| code != MISSING) {
            by_code[code as usize] += 1;
            total += 1;
        }
        Self::new(by_code, total)
    }

    pub(crate) fn from_table(table: &BTreeMap<String, u32>, values: &Values) -> Self {
        let mut by_code = vec![0; values.len()];
        for (value, &count) in table {
            if let Some(code) = values.find(value) {
                by_code[code as usize] = count;
            }
        }
        Self::new(by_code, table.values().map(|&count| u64::from(count)).sum())
    }

    /// Counts of some of the values, where the total is known of all.
    pub(crate) fn with_total(by_code: Vec<u32>, total: u64) -> Self {
        Self::new(by_code, total)
    }

    /// How many have a value, whatever it is.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// How many have this value.
    pub(crate) fn count(&self, code: u32) -> u32 {
        self.by_code.get(code as usize).copied().unwrap_or(0)
    }

    fn new(by_code: Vec<u32>, total: u64) -> Self {
        let whole = total.max(1) as f64;
        let known = by_code.iter().rposition(|&count| count > 0).map_or(0, |last| last + 1);
        let log_share = |&count: &u32| (f64::from(count.max(1)) / whole).log2();
        let log_shares = by_code[..known].iter().map(log_share).collect();
        Self { by_code, total, log_shares }
    }

    pub(crate) fn table(&self, values: &Values) -> BTreeMap<String, u32> {
        let known = (0..).zip(&self.by_code).filter(|(_, count)| **count > 0);
        known.filter_map(|(code, &count)| Some((values.text(code)?.to_owned(), count))).collect()
    }

    /// The logarithm of the share of the rarest value that there can be.
    pub(crate) fn least_log_share(&self) -> f64 {
        -(self.total.max(1) as f64).log2()
    }

    /// The logarithm to base 2 of the share of a value among all that are not missing. A value that was never counted
    /// is as rare as one that was counted once.
    #[inline]
    pub(crate) fn log_share(&self, code: u32) -> Option<f64> {
        if code == MISSING || self.total == 0 {
            return None;
        }
        Some(self.log_shares.get(code as usize).copied().unwrap_or_else(|| self.least_log_share()))
    }
}
