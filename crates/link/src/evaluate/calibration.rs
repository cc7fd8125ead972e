//! How far probabilities can be believed.

use super::agreement::{Interval, wilson};
use crate::LinkError;
use crate::score::{PairSink, ScoredPair};

/// Where each band begins; the last ends at 1.
const EDGES: [f64; 13] = [0.0, 0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

/// Pairs of about the same probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationBand {
    /// The least probability of the band, and the one below which it ends (the last band includes 1).
    pub from: f64,
    /// See `from`.
    pub to: f64,
    /// How many pairs there are.
    pub pairs: u64,
    /// Their mean probability, 0 to 1: the share of them that should be of one person.
    pub mean_probability: f64,
    /// The share of them that are of one person, 0 to 1.
    pub right_share: f64,
    /// Wilson's interval of 95% for that share.
    pub right_interval: Interval,
}

/// Sets the probabilities of pairs against the truth, band by band.
#[derive(Debug, Clone)]
pub struct Calibration<'t> {
    person_of: &'t [u32],
    /// For each band its pairs, the sum of their probabilities and those that are right.
    bands: [(u64, f64, u64); EDGES.len()],
}

impl<'t> Calibration<'t> {
    /// Against a truth that gives each record a number that its fellows share.
    #[must_use]
    pub fn new(person_of: &'t [u32]) -> Self {
        Self { person_of, bands: [(0, 0.0, 0); EDGES.len()] }
    }

    /// The bands that have pairs, from the least probable up.
    #[must_use]
    pub fn bands(&self) -> Vec<CalibrationBand> {
        let band = |(at, &(pairs, sum, right)): (usize, &(u64, f64, u64))| CalibrationBand {
            from: EDGES[at],
            to: EDGES.get(at + 1).copied().unwrap_or(1.0),
            pairs,
            mean_probability: sum / pairs as f64,
            right_share: right as f64 / pairs as f64,
            right_interval: wilson(right, pairs),
        };
        self.bands.iter().enumerate().filter(|(_, band)| band.0 > 0).map(band).collect()
    }

    /// The expected calibration error of pairs of at least this probability (an edge of a band): the mean over them of how
    /// far the mean probability of their band lies from the share that is right, 0 to 1.
    #[must_use]
    pub fn error_from(&self, probability: f64) -> f64 {
        let bands: Vec<_> = self.bands().into_iter().filter(|band| band.from >= probability).collect();
        let pairs: u64 = bands.iter().map(|band| band.pairs).sum();
        let apart = |band: &CalibrationBand| (band.mean_probability - band.right_share).abs() * band.pairs as f64;
        bands.iter().map(apart).sum::<f64>() / pairs.max(1) as f64
    }
}

impl PairSink for Calibration<'_> {
    fn take(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkError> {
        for pair in pairs {
            let probability = pair.probability();
            let band = &mut self.bands[EDGES.partition_point(|edge| *edge <= probability) - 1];
            band.0 += 1;
            band.1 += probability;
            band.2 += u64::from(self.person_of[pair.left as usize] == self.person_of[pair.right as usize]);
        }
        Ok(())
    }
}
