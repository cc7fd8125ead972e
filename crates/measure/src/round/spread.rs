//! How far places lie from what is expected of them, beyond chance.

use serde::{Deserialize, Serialize};

/// How the spread is made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpreadRule {
    /// `τ² + s²`: places differ by as much, large or small, and chance is added.
    #[default]
    Added,
    /// `τ² + φu`, where `u` is `s²` with `φ ≥ 1`, or, where no `s²` is known, one over the population with `φ ≥ 0`:
    /// for outcomes where small places differ by more than chance explains. `φ` is chosen by likelihood.
    AddedWithSize,
}

/// The spread of places about what is expected.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spread {
    /// `τ`, the standard deviation of places beyond chance, on the model's scale.
    pub tau: f64,
    /// The multiple of the part that depends on size; 1 under [`SpreadRule::Added`].
    pub phi: f64,
    /// What one unit of `1/population` counts for, where no sampling variance is known; else 0.
    #[serde(skip)]
    size_unit: f64,
}

/// The steps by which `φ` is tried: 12% each, up to about 800.
const STEPS: i32 = 60;
const STEP: f64 = 1.12;

impl Spread {
    /// The spread of residuals with these sampling variances.
    pub(crate) fn of(rule: SpreadRule, residuals: &[f64], sampling: &[f64], populations: &[f64]) -> Self {
        match rule {
            SpreadRule::Added => Self { tau: paule_mandel(residuals, sampling).sqrt(), phi: 1.0, size_unit: 0.0 },
            SpreadRule::AddedWithSize => Self::with_size(residuals, sampling, populations),
        }
    }

    fn with_size(residuals: &[f64], sampling: &[f64], populations: &[f64]) -> Self {
        let known = sampling.iter().any(|&variance| variance > 0.0);
        let squares = residuals.iter().map(|residual| residual * residual).sum::<f64>() / residuals.len() as f64;
        let inverse = populations.iter().map(|population| 1.0 / population).sum::<f64>() / populations.len() as f64;
        let size_unit = if known || !inverse.is_finite() { 0.0 } else { squares / inverse };
        let unit: Vec<f64> = if size_unit > 0.0 {
            populations.iter().map(|population| size_unit / population).collect()
        } else {
            sampling.to_vec()
        };
        let tried = (0..=STEPS).map(|step| if known { STEP.powi(step) } else { f64::from(step) / f64::from(STEPS) });
        let mut found = (f64::INFINITY, 0.0, 1.0);
        for phi in tried {
            let scaled: Vec<f64> = unit.iter().map(|part| phi * part).collect();
            let tau_squared = paule_mandel(residuals, &scaled);
            let deviance: f64 = residuals
                .iter()
                .zip(&scaled)
                .map(|(residual, part)| {
                    let variance = (tau_squared + part).max(f64::MIN_POSITIVE);
                    variance.ln() + residual * residual / variance
                })
                .sum();
            if deviance < found.0 {
                found = (deviance, tau_squared, phi);
            }
            // With nothing left for `τ`, a larger `φ` only widens.
            if tau_squared == 0.0 {
                break;
            }
        }
        Self { tau: found.1.sqrt(), phi: found.2, size_unit }
    }

    /// The variance of a place about what is expected of it.
    pub(crate) fn variance(&self, sampling: f64, population: f64) -> f64 {
        let size = if self.size_unit > 0.0 { self.size_unit / population } else { sampling };
        self.tau * self.tau + self.phi * size
    }

    /// The part of that variance that is the place's own rather than chance: `τ²/(τ² + φs²)`.
    pub(crate) fn own_share(&self, sampling: f64) -> f64 {
        let own = self.tau * self.tau;
        let whole = own + self.phi * sampling;
        if whole > 0.0 { own / whole } else { 0.0 }
    }
}

/// The `τ²` with `Σ rᵢ²/(τ² + sᵢ²) = k`, 0 where there is none (Paule and Mandel 1982).
pub(crate) fn paule_mandel(residuals: &[f64], sampling: &[f64]) -> f64 {
    let count = residuals.len() as f64;
    let excess = |tau_squared: f64| {
        residuals
            .iter()
            .zip(sampling)
            .map(|(residual, variance)| {
                let whole = tau_squared + variance;
                if *residual == 0.0 { 0.0 } else { residual * residual / whole }
            })
            .sum::<f64>()
            - count
    };
    if excess(0.0) <= 0.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, residuals.iter().map(|residual| residual * residual).sum::<f64>() / count);
    // At the mean of the squares the sum is at most k; the sum falls as τ² grows.
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if excess(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn without_chance_the_spread_is_the_mean_square() {
        assert!((paule_mandel(&[1.0, -2.0, 2.0], &[0.0; 3]) - 3.0).abs() < 1e-12);
    }

    #[test]
    fn where_chance_explains_all_nothing_is_left() {
        assert!(paule_mandel(&[0.1, -0.1], &[1.0, 1.0]).abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn the_equation_holds(
            residuals in prop::collection::vec(-3.0..3.0f64, 5..40),
            sampling in prop::collection::vec(0.001..1.0f64, 40),
        ) {
            let tau_squared = paule_mandel(&residuals, &sampling);
            let sum: f64 = residuals.iter().zip(&sampling).map(|(r, s)| r * r / (tau_squared + s)).sum();
            if tau_squared > 0.0 {
                prop_assert!((sum - residuals.len() as f64).abs() < 1e-6);
            } else {
                prop_assert!(sum <= residuals.len() as f64);
            }
        }
    }
}
