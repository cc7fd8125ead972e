//! Counted patterns of agreement as a mixture of classes of pairs: the step of expectation.

use super::maximise::Agreement;

/// Patterns of agreement and how many pairs show each. An outcome is a place in one row of chances, the levels of all
/// comparisons one after the other; place 0 is an outcome that says nothing.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    places: Vec<u16>,
    pairs: Vec<f64>,
    /// Where the levels of each comparison begin; one more at the end.
    starts: Vec<usize>,
    total: f64,
}

/// What the classes came to under the chances at hand.
#[derive(Debug, Clone)]
pub(super) struct Expected {
    /// How likely all patterns are (natural logarithm).
    pub log_likelihood: f64,
    /// For each class the pairs that are expected to belong to it.
    pub pairs: Vec<f64>,
    /// For each class the expected pairs at each place.
    pub at_place: Vec<Vec<f64>>,
}

impl Counted {
    /// `levels` is how many levels each comparison has.
    pub(super) fn new(patterns: &[(Agreement, f64)], levels: &[usize]) -> Self {
        let mut starts = vec![1];
        for count in levels {
            starts.push(starts[starts.len() - 1] + count);
        }
        let place = |(comparison, level): (usize, &Option<u8>)| {
            level.map_or(0, |level| (starts[comparison] + usize::from(level)) as u16)
        };
        let places = patterns.iter().flat_map(|(agreement, _)| agreement.iter().enumerate().map(place)).collect();
        let pairs: Vec<f64> = patterns.iter().map(|(_, pairs)| *pairs).collect();
        let total = pairs.iter().sum();
        Self { places, pairs, starts, total }
    }

    /// How many pairs there are.
    pub(super) fn total(&self) -> f64 {
        self.total
    }

    /// How many pairs show each pattern.
    pub(super) fn pairs(&self) -> &[f64] {
        &self.pairs
    }

    /// The logarithms of chances in one row.
    pub(super) fn row(&self, chances: &[Vec<f64>]) -> Vec<f64> {
        std::iter::once(0.0).chain(chances.iter().flatten().map(|chance| chance.max(f64::MIN_POSITIVE).ln())).collect()
    }

    /// The part of a row that belongs to a comparison.
    pub(super) fn of<'r>(&self, row: &'r [f64], comparison: usize) -> &'r [f64] {
        &row[self.starts[comparison]..self.starts[comparison + 1]]
    }

    /// How many pairs of each class there are likely to be, and at which outcomes, where `shares` are the shares of the
    /// classes among all pairs and `rows` the logarithms of their chances.
    pub(super) fn expect(&self, shares: &[f64], rows: &[Vec<f64>]) -> Expected {
        let width = self.starts.len() - 1;
        let places = self.starts[width];
        let log_shares: Vec<f64> = shares.iter().map(|share| share.max(f64::MIN_POSITIVE).ln()).collect();
        let mut expected = Expected {
            log_likelihood: 0.0,
            pairs: vec![0.0; rows.len()],
            at_place: vec![vec![0.0; places]; rows.len()],
        };
        let mut weights = vec![0.0; rows.len()];
        for (pattern, &pairs) in self.places.chunks_exact(width).zip(&self.pairs) {
            let mut most = f64::NEG_INFINITY;
            for ((weight, log_share), row) in weights.iter_mut().zip(&log_shares).zip(rows) {
                *weight = pattern.iter().fold(*log_share, |sum, &place| sum + row[usize::from(place)]);
                most = most.max(*weight);
            }
            let mut sum = 0.0;
            for weight in &mut weights {
                *weight = (*weight - most).exp();
                sum += *weight;
            }
            expected.log_likelihood += pairs * (most + sum.ln());
            for ((weight, of_class), at_place) in weights.iter().zip(&mut expected.pairs).zip(&mut expected.at_place) {
                let here = pairs * weight / sum;
                *of_class += here;
                for &place in pattern {
                    at_place[usize::from(place)] += here;
                }
            }
        }
        expected
    }

    /// How far the shares of each comparison's levels among the first class may be off because pairs were sampled: the
    /// variance of each level's share. `squares` is, for each pattern, the sum of the squares of how many pairs each of its
    /// sampled pairs stands for.
    pub(super) fn variances(&self, shares: &[f64], rows: &[Vec<f64>], squares: &[f64]) -> Vec<Vec<f64>> {
        let width = self.starts.len() - 1;
        let all = self.log_likelihoods(shares, rows);
        let mut sums = vec![(0.0, 0.0); self.starts[width]];
        for (((pattern, pairs), square), all) in self.places.chunks_exact(width).zip(&self.pairs).zip(squares).zip(all)
        {
            let weight = pattern
                .iter()
                .fold(shares[0].max(f64::MIN_POSITIVE).ln(), |sum, &place| sum + rows[0][usize::from(place)]);
            let belongs = (weight - all).exp();
            for &place in pattern {
                let (expected, variance) = &mut sums[usize::from(place)];
                *expected += belongs * pairs;
                *variance += belongs * belongs * square;
            }
        }
        let of_comparison = |comparison: usize| -> Vec<f64> {
            let levels = &sums[self.starts[comparison]..self.starts[comparison + 1]];
            let total = levels.iter().map(|(expected, _)| expected).sum::<f64>().max(f64::MIN_POSITIVE);
            let whole: f64 = levels.iter().map(|(_, variance)| variance).sum();
            let of_level = |(expected, variance): &(f64, f64)| {
                let share = expected / total;
                ((1.0 - share).powi(2) * variance + share.powi(2) * (whole - variance)) / total.powi(2)
            };
            levels.iter().map(of_level).collect()
        };
        (0..width).map(of_comparison).collect()
    }

    /// How likely each pattern is (natural logarithm).
    pub(super) fn log_likelihoods(&self, shares: &[f64], rows: &[Vec<f64>]) -> Vec<f64> {
        let width = self.starts.len() - 1;
        let log_shares: Vec<f64> = shares.iter().map(|share| share.max(f64::MIN_POSITIVE).ln()).collect();
        let of_pattern = |pattern: &[u16]| {
            let weight = |(log_share, row): (&f64, &Vec<f64>)| {
                pattern.iter().fold(*log_share, |sum, &place| sum + row[usize::from(place)])
            };
            let weights: Vec<f64> = log_shares.iter().zip(rows).map(weight).collect();
            let most = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            most + weights.iter().map(|weight| (weight - most).exp()).sum::<f64>().ln()
        };
        self.places.chunks_exact(width).map(of_pattern).collect()
    }
}
