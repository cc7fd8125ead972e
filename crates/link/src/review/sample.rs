//! Pairs for people to look at, some from every band of weights.

use crate::LinkError;
use crate::random::mix;
use crate::score::{PairSink, ScoredPair};
use std::collections::BTreeMap;

/// A band of weights, from and up to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The least weight.
    pub from: f64,
    /// Weights below this.
    pub to: f64,
}

/// A pair to look at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReviewPair {
    /// The pair.
    pub pair: ScoredPair,
    /// Which band it was taken from.
    pub band: usize,
    /// For how many pairs of the run it stands.
    pub stands_for: f64,
}

/// Takes the same number of pairs from each band, each pair of a band as likely as any other. Which pairs are taken
/// follows from the seed and the pairs, not from their order or the number of threads.
#[derive(Debug, Clone)]
pub struct ReviewSampler {
    bands: Vec<Band>,
    per_band: usize,
    seed: u64,
    taken: Vec<BTreeMap<(u64, u32, u32), ScoredPair>>,
    seen: Vec<u64>,
}

impl ReviewSampler {
    /// A sampler of `per_band` pairs from each band.
    #[must_use]
    pub fn new(bands: Vec<Band>, per_band: usize, seed: u64) -> Self {
        let (taken, seen) = (vec![BTreeMap::new(); bands.len()], vec![0; bands.len()]);
        Self { bands, per_band, seed, taken, seen }
    }

    /// The bands, each with how many pairs of the run were seen in it.
    pub fn bands(&self) -> impl Iterator<Item = (Band, u64)> + '_ {
        self.bands.iter().copied().zip(self.seen.iter().copied())
    }

    /// The pairs to look at, mixed over the bands so that their order gives nothing away.
    #[must_use]
    pub fn pairs(&self) -> Vec<ReviewPair> {
        let mut keyed = Vec::new();
        for (band, taken) in self.taken.iter().enumerate() {
            let stands_for = self.seen[band] as f64 / taken.len().max(1) as f64;
            for (key, &pair) in taken {
                keyed.push((mix(key.0 ^ self.seed.rotate_left(17)), ReviewPair { pair, band, stands_for }));
            }
        }
        keyed.sort_by_key(|(key, each)| (*key, each.pair.left, each.pair.right));
        keyed.into_iter().map(|(_, pair)| pair).collect()
    }
}

impl PairSink for ReviewSampler {
    fn take(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkError> {
        for pair in pairs {
            let inside = |band: &Band| pair.weight >= band.from && pair.weight < band.to;
            let Some(band) = self.bands.iter().position(inside) else { continue };
            self.seen[band] += 1;
            let key = mix(mix(self.seed) ^ ((u64::from(pair.left) << 32) | u64::from(pair.right)));
            let taken = &mut self.taken[band];
            taken.insert((key, pair.left, pair.right), *pair);
            if taken.len() > self.per_band {
                taken.pop_last();
            }
        }
        Ok(())
    }
}
