//! The mean of the places with the most alike circumstances: nothing is fitted.

use super::{Explanation, Fitted, Predictor, Standard, squared_distance, standardised, standardised_rows};
use crate::round::{circumstances::standards, linear::Matrix, sample::mean};

pub(super) struct Neighbours {
    standards: Vec<Standard>,
    rows: Matrix,
    t: Vec<f64>,
    count: usize,
}

impl Neighbours {
    pub fn predict(&self, row: &[f64]) -> f64 {
        mean_of_nearest(&standardised(row, &self.standards), &self.rows, &self.t, self.count, None)
    }
}

/// The mean outcome of the nearest rows, leaving one out. Two as near as each other come in the order of their codes.
fn mean_of_nearest(row: &[f64], rows: &Matrix, t: &[f64], count: usize, without: Option<usize>) -> f64 {
    let mut near: Vec<(f64, f64)> = rows
        .each_row()
        .zip(t)
        .enumerate()
        .filter(|(position, _)| Some(*position) != without)
        .map(|(_, (other, &value))| (squared_distance(row, other), value))
        .collect();
    near.sort_by(|one, other| one.0.total_cmp(&other.0));
    let nearest: Vec<f64> = near.iter().take(count.max(1)).map(|(_, value)| *value).collect();
    mean(&nearest)
}

pub(super) fn fit(count: usize, x: &Matrix, t: &[f64]) -> Fitted {
    let by = standards(x);
    let rows = standardised_rows(x, &by);
    let residuals =
        (0..rows.rows()).map(|area| t[area] - mean_of_nearest(rows.row(area), &rows, t, count, Some(area))).collect();
    let predictor = Predictor::Neighbours(Neighbours { standards: by, rows, t: t.to_vec(), count });
    // A mean of `count` others uses up one part in `count` of each area.
    let parameters = x.rows() as f64 / count.max(1) as f64;
    Fitted { residuals, parameters, explanation: Explanation::Mean, predictor }
}
