//! Ridge regression with a free intercept; least squares is the penalty 0.
//!
//! Minimises `Σ(t − b₀ − z·b)² + nλ|b|²` over standardised columns `z` (Hoerl and Kennard 1970). The penalty is that
//! of the list with the least `Σ(eᵢ/(1−hᵢ))²`, where `eᵢ` are residuals and `hᵢ` the diagonal of the hat matrix: the
//! squared errors of predicting each area from all the others (Allen 1974).

use super::{Explanation, Fitted, Predictor, Standard, standardised, standardised_rows, sum_of_squares};
use crate::round::{
    circumstances::standards,
    linear::{Cholesky, Matrix, dot},
    sample::mean,
};

/// The penalties that are tried.
pub(super) const PENALTIES: [f64; 12] = [0.0, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0];

pub(super) struct Ridge {
    standards: Vec<Standard>,
    square: Option<Square>,
    intercept: f64,
    coefficients: Vec<f64>,
}

/// The square of a standardised column, itself standardised.
#[derive(Clone, Copy)]
struct Square {
    column: usize,
    standard: Standard,
}

impl Square {
    fn of(self, standardised: &[f64]) -> f64 {
        let square = standardised[self.column].powi(2) - self.standard.mean;
        if self.standard.deviation > 0.0 { square / self.standard.deviation } else { 0.0 }
    }
}

impl Ridge {
    pub fn predict(&self, row: &[f64]) -> f64 {
        let mut features = standardised(row, &self.standards);
        if let Some(square) = self.square {
            features.push(square.of(&features));
        }
        self.intercept + dot(&features, &self.coefficients)
    }
}

struct Solution {
    error: f64,
    penalty: f64,
    coefficients: Vec<f64>,
    residuals: Vec<f64>,
    parameters: f64,
}

pub(super) fn fit(penalties: &[f64], squared: Option<usize>, x: &Matrix, t: &[f64]) -> Option<Fitted> {
    let by = standards(x);
    let mut z = standardised_rows(x, &by);
    let square = squared.map(|column| {
        let of_column = Matrix::from_rows(1, z.each_row().map(|row| row[column].powi(2)).collect::<Vec<_>>().chunks(1));
        Square { column, standard: standards(&of_column)[0] }
    });
    if let Some(square) = square {
        let rows: Vec<Vec<f64>> = z.each_row().map(|row| [row, &[square.of(row)]].concat()).collect();
        z = Matrix::from_rows(x.columns() + 1, rows.iter().map(Vec::as_slice));
    }
    let count = x.rows() as f64;
    let intercept = mean(t);
    let centred: Vec<f64> = t.iter().map(|value| value - intercept).collect();
    let gram = z.gram();
    let products = z.transposed_times(&centred);
    let mut found: Option<Solution> = None;
    for &penalty in penalties {
        let mut penalised = gram.clone();
        for column in 0..z.columns() {
            penalised[(column, column)] += count * penalty;
        }
        let Some(factor) = Cholesky::of(penalised) else { continue };
        let coefficients = factor.solve(&products);
        let mut parameters = 0.0;
        let residuals: Vec<f64> = z
            .each_row()
            .zip(&centred)
            .map(|(row, value)| {
                let leverage = 1.0 / count + factor.quadratic(row);
                parameters += leverage;
                (value - dot(row, &coefficients)) / (1.0 - leverage)
            })
            .collect();
        let error = sum_of_squares(&residuals);
        if error.is_finite() && found.as_ref().is_none_or(|known| error < known.error) {
            found = Some(Solution { error, penalty, coefficients, residuals, parameters });
        }
    }
    let Solution { penalty, coefficients, residuals, parameters, .. } = found?;
    let explanation = Explanation::Linear { penalty, intercept, coefficients: coefficients.clone() };
    let predictor = Predictor::Ridge(Ridge { standards: by, square, intercept, coefficients });
    Some(Fitted { residuals, parameters, explanation, predictor })
}
