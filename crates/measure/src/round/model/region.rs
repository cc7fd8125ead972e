//! The mean of the region: a comparison for the others, never an adjustment, since it excuses a whole region.

use super::{Explanation, Fitted, Predictor};
use crate::round::sample::mean;
use std::collections::BTreeMap;
use terms::AreaCode;

pub(super) struct RegionMeans {
    sums: BTreeMap<AreaCode, (f64, f64)>,
    overall: f64,
}

impl RegionMeans {
    pub fn predict(&self, region: AreaCode) -> f64 {
        self.sums.get(&region).map_or(self.overall, |(sum, count)| sum / count)
    }
}

pub(super) fn fit(t: &[f64], regions: &[AreaCode]) -> Fitted {
    let mut sums: BTreeMap<AreaCode, (f64, f64)> = BTreeMap::new();
    for (value, region) in t.iter().zip(regions) {
        let entry = sums.entry(*region).or_default();
        entry.0 += value;
        entry.1 += 1.0;
    }
    let (overall, count) = (mean(t), t.len() as f64);
    let residuals = t
        .iter()
        .zip(regions)
        .map(|(value, region)| match sums[region] {
            // Alone in its region: the mean of all others.
            (_, 1.0) => value - (overall * count - value) / (count - 1.0),
            (sum, members) => value - (sum - value) / (members - 1.0),
        })
        .collect();
    let parameters = sums.len() as f64;
    Fitted {
        residuals,
        parameters,
        explanation: Explanation::Mean,
        predictor: Predictor::Region(RegionMeans { sums, overall }),
    }
}
