//! A Gaussian process: a straight line in the circumstances and, beyond it, what places in like circumstances have.
//!
//! Kernel over standardised rows of `p` columns: `a·b/p + exp(−|a−b|²/(2ℓ²p))`, plus `ν` on the diagonal, with a free
//! mean. The reach `ℓ` and the noise `ν` are those of a short list with the greatest restricted likelihood
//! (Rasmussen and Williams 2006, chapters 2 and 5; Patterson and Thompson 1971). With `K = LLᵀ`, `u = K⁻¹1` and
//! `P = K⁻¹ − uuᵀ/(1ᵀu)`, what is left over when each area is left out is `(Pt)ᵢ/Pᵢᵢ`, exactly.

use super::{Explanation, Fitted, Predictor, Standard, squared_distance, standardised, standardised_rows};
use crate::round::{
    circumstances::standards,
    linear::{Cholesky, Matrix, dot},
};

/// The reaches that are tried, in standard deviations for each circumstance.
const REACHES: [f64; 3] = [0.8, 1.2, 2.0];
/// The noises that are tried, as multiples of the variance that likeness may explain.
const NOISES: [f64; 6] = [0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

pub(super) struct Likeness {
    standards: Vec<Standard>,
    rows: Matrix,
    reach: f64,
    mean: f64,
    weights: Vec<f64>,
}

fn kernel(one: &[f64], other: &[f64], reach: f64) -> f64 {
    let columns = one.len() as f64;
    dot(one, other) / columns + (-squared_distance(one, other) / (2.0 * reach * reach * columns)).exp()
}

impl Likeness {
    pub fn predict(&self, row: &[f64]) -> f64 {
        let row = standardised(row, &self.standards);
        let sum: f64 = self
            .rows
            .each_row()
            .zip(&self.weights)
            .map(|(known, weight)| weight * kernel(known, &row, self.reach))
            .sum();
        self.mean + sum
    }
}

/// One reach and one noise, with what follows from them.
struct Solution {
    deviance: f64,
    reach: f64,
    noise: f64,
    mean: f64,
    weights: Vec<f64>,
    ones: Vec<f64>,
    factor: Cholesky,
}

pub(super) fn fit(x: &Matrix, t: &[f64]) -> Option<Fitted> {
    let by = standards(x);
    let z = standardised_rows(x, &by);
    let mut found: Option<Solution> = None;
    for reach in REACHES {
        let plain = kernel_matrix(&z, reach);
        let mut least = f64::INFINITY;
        for noise in NOISES {
            let Some(solution) = solve(&plain, reach, noise, t) else { continue };
            // The deviance falls and then rises with the noise.
            if solution.deviance > least {
                break;
            }
            least = solution.deviance;
            if found.as_ref().is_none_or(|known| solution.deviance < known.deviance) {
                found = Some(solution);
            }
        }
    }
    let Solution { reach, noise, mean, weights, ones, factor, .. } = found?;
    let total: f64 = ones.iter().sum();
    // The diagonal of P.
    let diagonal: Vec<f64> =
        factor.inverse_diagonal().iter().zip(&ones).map(|(cell, one)| cell - one * one / total).collect();
    let residuals = weights.iter().zip(&diagonal).map(|(weight, cell)| weight / cell).collect();
    let parameters = t.len() as f64 - noise * diagonal.iter().sum::<f64>();
    let predictor = Predictor::Likeness(Box::new(Likeness { standards: by, rows: z, reach, mean, weights }));
    Some(Fitted { residuals, parameters, explanation: Explanation::Likeness { reach, noise }, predictor })
}

fn kernel_matrix(z: &Matrix, reach: f64) -> Matrix {
    let mut matrix = Matrix::zeros(z.rows(), z.rows());
    for one in 0..z.rows() {
        for other in 0..=one {
            let alike = kernel(z.row(one), z.row(other), reach);
            matrix[(one, other)] = alike;
            matrix[(other, one)] = alike;
        }
    }
    matrix
}

fn solve(plain: &Matrix, reach: f64, noise: f64, t: &[f64]) -> Option<Solution> {
    let count = t.len();
    let mut matrix = plain.clone();
    for index in 0..count {
        matrix[(index, index)] += noise;
    }
    let factor = Cholesky::of(matrix)?;
    let ones = factor.solve(&vec![1.0; count]);
    let total: f64 = ones.iter().sum();
    let mean = dot(&ones, t) / total;
    let centred: Vec<f64> = t.iter().map(|value| value - mean).collect();
    let weights = factor.solve(&centred);
    let freedom = (count - 1) as f64;
    let deviance = factor.log_determinant() + total.ln() + freedom * (dot(&centred, &weights) / freedom).ln();
    deviance.is_finite().then_some(Solution { deviance, reach, noise, mean, weights, ones, factor })
}
