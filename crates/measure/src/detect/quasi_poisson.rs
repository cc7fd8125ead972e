//! The regression behind Farrington's method: counts with a logarithmic link and more spread than Poisson.

use crate::refusal::Refusal;

/// Rounds of reweighting, and the relative change of deviance at which they stop: R's `glm`, whose results the
/// reference values are.
const MOST_ROUNDS: usize = 25;
const SETTLED: f64 = 1e-8;

/// A fitted model.
pub(super) struct Fit {
    /// Coefficients, one for each column.
    pub(super) coefficients: Vec<f64>,
    /// Fitted means, one for each row.
    pub(super) means: Vec<f64>,
    /// Working weights of the last round, `ωμ`.
    pub(super) working_weights: Vec<f64>,
    /// Dispersion: working weights times squared working residuals, over the rows less the columns; Pearson's where the
    /// fit has settled.
    pub(super) dispersion: f64,
    factor: Cholesky,
    /// Working residuals at the fitted means, `(y − μ)/μ`.
    pub(super) working_residuals: Vec<f64>,
}

impl Fit {
    /// Fits `counts` on the rows of `design` (`columns` entries each) with prior weights.
    ///
    /// # Errors
    /// A design that is not of full rank, too few rows, or no convergence.
    pub(super) fn new(design: &[f64], columns: usize, counts: &[f64], prior: &[f64]) -> Result<Self, Refusal> {
        let rows = counts.len();
        if rows <= columns {
            return Err(Refusal::TooFew { what: "past values", needed: columns + 1, found: rows });
        }
        let mut means: Vec<f64> = counts.iter().map(|count| count + 0.1).collect();
        let mut linear: Vec<f64> = means.iter().map(|mean| mean.ln()).collect();
        let mut deviance_before = deviance(counts, &means, prior);
        for _ in 0..MOST_ROUNDS {
            let working: Vec<f64> =
                linear.iter().zip(counts.iter().zip(&means)).map(|(eta, (y, mu))| eta + (y - mu) / mu).collect();
            let weights: Vec<f64> = prior.iter().zip(&means).map(|(prior, mean)| prior * mean).collect();
            let factor = Cholesky::of_squares(design, columns, &weights)
                .ok_or(Refusal::NoVariation { what: "the past of the series" })?;
            let mut right = vec![0.0; columns];
            for ((row, weight), value) in design.chunks_exact(columns).zip(&weights).zip(&working) {
                for (sum, entry) in right.iter_mut().zip(row) {
                    *sum += weight * value * entry;
                }
            }
            let coefficients = factor.solve(right);
            for (eta, row) in linear.iter_mut().zip(design.chunks_exact(columns)) {
                *eta = dot(row, &coefficients);
            }
            for (mean, eta) in means.iter_mut().zip(&linear) {
                *mean = eta.exp();
            }
            let deviance_now = deviance(counts, &means, prior);
            if !deviance_now.is_finite() {
                return Err(Refusal::NotFinite { what: "the deviance of the model" });
            }
            if (deviance_now - deviance_before).abs() / (deviance_now.abs() + 0.1) < SETTLED {
                let working_residuals: Vec<f64> = counts.iter().zip(&means).map(|(y, mu)| (y - mu) / mu).collect();
                let squares: f64 =
                    weights.iter().zip(&working_residuals).map(|(weight, residual)| weight * residual.powi(2)).sum();
                let dispersion = squares / (rows - columns) as f64;
                return Ok(Self {
                    coefficients,
                    means,
                    working_weights: weights,
                    dispersion,
                    factor,
                    working_residuals,
                });
            }
            deviance_before = deviance_now;
        }
        Err(Refusal::NotSettled { rounds: MOST_ROUNDS })
    }

    /// `xᵀ(XᵀWX)⁻¹x`, the variance of a linear predictor over the dispersion.
    pub(super) fn leverage(&self, row: &[f64]) -> f64 {
        dot(row, &self.factor.solve(row.to_vec()))
    }
}

/// Twice the distance from the saturated model.
fn deviance(counts: &[f64], means: &[f64], prior: &[f64]) -> f64 {
    let term = |y: f64, mu: f64| if y > 0.0 { y * (y / mu).ln() - (y - mu) } else { mu };
    2.0 * counts.iter().zip(means).zip(prior).map(|((y, mu), prior)| prior * term(*y, *mu)).sum::<f64>()
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The lower triangle of a positive definite matrix's root.
struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors `XᵀWX`; none where the columns are not independent.
    fn of_squares(design: &[f64], size: usize, weights: &[f64]) -> Option<Self> {
        let mut lower = vec![0.0; size * size];
        for (row, weight) in design.chunks_exact(size).zip(weights) {
            for i in 0..size {
                for j in 0..=i {
                    lower[i * size + j] += weight * row[i] * row[j];
                }
            }
        }
        let diagonal: Vec<f64> = (0..size).map(|i| lower[i * size + i]).collect();
        for i in 0..size {
            for j in 0..=i {
                let known: f64 = (0..j).map(|k| lower[i * size + k] * lower[j * size + k]).sum();
                let rest = lower[i * size + j] - known;
                if i == j {
                    if rest.is_nan() || rest <= 1e-12 * diagonal[i] {
                        return None;
                    }
                    lower[i * size + i] = rest.sqrt();
                } else {
                    lower[i * size + j] = rest / lower[j * size + j];
                }
            }
        }
        Some(Self { size, lower })
    }

    fn solve(&self, mut right: Vec<f64>) -> Vec<f64> {
        let size = self.size;
        for i in 0..size {
            let known: f64 = (0..i).map(|k| self.lower[i * size + k] * right[k]).sum();
            right[i] = (right[i] - known) / self.lower[i * size + i];
        }
        for i in (0..size).rev() {
            let known: f64 = (i + 1..size).map(|k| self.lower[k * size + i] * right[k]).sum();
            right[i] = (right[i] - known) / self.lower[i * size + i];
        }
        right
    }
}
