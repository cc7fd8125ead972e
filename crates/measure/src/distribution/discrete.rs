//! Poisson, binomial and negative binomial: how likely at most `k` events are, and the count reached with a probability.

use super::{
    Tail,
    normal::normal_quantile,
    special::{incomplete_beta, incomplete_gamma},
};

/// Events at a constant rate: mean and variance `mean`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poisson {
    /// The expected count, above 0.
    pub mean: f64,
}

/// Successes in `trials` independent trials.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binomial {
    /// The number of trials.
    pub trials: f64,
    /// The chance of success, strictly between 0 and 1.
    pub chance: f64,
}

/// Counts with more spread than Poisson: mean `mean`, variance `dispersion · mean`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NegativeBinomial {
    /// The expected count, above 0.
    pub mean: f64,
    /// Variance over mean, above 1.
    pub dispersion: f64,
}

impl Poisson {
    /// The chance of `count` or fewer: `Q(k+1, m)`.
    #[must_use]
    pub fn at_most(&self, count: f64) -> f64 {
        if count < 0.0 { 0.0 } else { incomplete_gamma(count.floor() + 1.0, self.mean).1 }
    }

    /// The least count that is reached or passed under with probability `p` or more.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        least_count(p, self.mean, self.mean.sqrt(), f64::INFINITY, |count| self.at_most(count))
    }
}

impl Binomial {
    /// The chance of `count` or fewer: `I_{1−p}(n−k, k+1)`.
    #[must_use]
    pub fn at_most(&self, count: f64) -> f64 {
        let count = count.floor();
        if count < 0.0 {
            return 0.0;
        }
        if count >= self.trials {
            return 1.0;
        }
        incomplete_beta(self.trials - count, count + 1.0, 1.0 - self.chance, self.chance).0
    }

    /// The least count that is reached or passed under with probability `p` or more.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        let mean = self.trials * self.chance;
        least_count(p, mean, (mean * (1.0 - self.chance)).sqrt(), self.trials, |count| self.at_most(count))
    }
}

impl NegativeBinomial {
    /// The chance of `count` or fewer: `I_{1/φ}(m/(φ−1), k+1)`.
    #[must_use]
    pub fn at_most(&self, count: f64) -> f64 {
        let count = count.floor();
        if count < 0.0 {
            return 0.0;
        }
        let size = self.mean / (self.dispersion - 1.0);
        incomplete_beta(size, count + 1.0, 1.0 / self.dispersion, 1.0 - 1.0 / self.dispersion).0
    }

    /// The least count that is reached or passed under with probability `p` or more.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        let spread = (self.mean * self.dispersion).sqrt();
        least_count(p, self.mean, spread, f64::INFINITY, |count| self.at_most(count))
    }
}

/// The least whole number at which an increasing step function reaches `p`: a bracket about the normal guess, doubled
/// until it holds the step, then halved.
fn least_count(p: f64, mean: f64, spread: f64, most: f64, at_most: impl Fn(f64) -> f64) -> f64 {
    if !(p > 0.0 && p < 1.0 && mean > 0.0 && mean.is_finite() && spread.is_finite()) {
        return f64::NAN;
    }
    let guess = (mean + normal_quantile(Tail::Lower(p)) * spread).floor().clamp(0.0, most);
    let mut width = (0.1 * spread).ceil().max(1.0);
    let (mut low, mut high) = (guess, guess);
    if at_most(guess) >= p {
        loop {
            low = (high - width).max(-1.0);
            if low < 0.0 || at_most(low) < p {
                break;
            }
            high = low;
            width *= 2.0;
        }
    } else {
        loop {
            high = (low + width).min(most);
            if high >= most || at_most(high) >= p {
                break;
            }
            low = high;
            width *= 2.0;
        }
    }
    // Now at_most(low) < p ≤ at_most(high), with low = −1 where even 0 reaches p.
    while high - low > 1.0 {
        let middle = (f64::midpoint(low, high)).floor();
        if at_most(middle) >= p {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}
