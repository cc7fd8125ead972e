//! Models of what is usual in circumstances. Each is a linear smoother: the expected value of a place is a weighted
//! sum of what the others have, so what it would be without the place itself follows without fitting again.

mod likeness;
mod neighbours;
mod region;
mod ridge;

use super::{
    circumstances::Standard,
    linear::{Matrix, dot},
};
use serde::{Deserialize, Serialize};
use std::fmt;
use terms::AreaCode;

/// How an expected value is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// The mean of the places in the same region. For comparison only: it excuses a whole region.
    RegionMean,
    /// The mean of so many places with the most alike circumstances.
    Peers {
        /// How many.
        count: usize,
    },
    /// Least squares on the circumstances.
    LeastSquares,
    /// Ridge regression on the circumstances: the default, since each circumstance’s part can be shown.
    Ridge,
    /// Ridge regression with the square of one circumstance beside it: it may count for more at the hard end.
    RidgeAndSquare {
        /// The position of the circumstance.
        column: usize,
    },
    /// A straight line in the circumstances and, beyond it, what places in like circumstances have (a Gaussian
    /// process with a linear and a squared-exponential kernel).
    Likeness,
}

impl fmt::Display for Model {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RegionMean => formatter.write_str("region mean"),
            Self::Peers { count } => write!(formatter, "{count} peers"),
            Self::LeastSquares => formatter.write_str("least squares"),
            Self::Ridge => formatter.write_str("ridge"),
            Self::RidgeAndSquare { .. } => formatter.write_str("ridge and income squared"),
            Self::Likeness => formatter.write_str("likeness (Gaussian process)"),
        }
    }
}

/// What a fitted model can tell of itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "model")]
pub enum Explanation {
    /// Ridge or least squares. Coefficients are not effects: circumstances go together.
    Linear {
        /// The penalty, chosen by leaving each area out.
        penalty: f64,
        /// The value on the model's scale where every circumstance is at its mean.
        intercept: f64,
        /// For each column, the change on the model's scale with one standard deviation.
        coefficients: Vec<f64>,
    },
    /// Likeness.
    Likeness {
        /// How far circumstances reach, in standard deviations for each circumstance.
        reach: f64,
        /// Variance of what circumstances do not tell, as a multiple of what likeness may tell.
        noise: f64,
    },
    /// Peers or a region: nothing was fitted.
    Mean,
}

/// A fitted model.
pub(crate) struct Fitted {
    /// For each area, its value minus what is expected of it from all the others.
    pub residuals: Vec<f64>,
    /// The trace of the hat matrix, the intercept included.
    pub parameters: f64,
    /// What it can tell of itself.
    pub explanation: Explanation,
    predictor: Predictor,
}

enum Predictor {
    Ridge(ridge::Ridge),
    Likeness(Box<likeness::Likeness>),
    Neighbours(neighbours::Neighbours),
    Region(region::RegionMeans),
}

impl Model {
    /// Fits the model; nothing where the numbers do not allow it (least squares on columns that copy one another).
    pub(crate) fn fit(self, x: &Matrix, t: &[f64], regions: &[AreaCode]) -> Option<Fitted> {
        match self {
            Self::RegionMean => Some(region::fit(t, regions)),
            Self::Peers { count } => Some(neighbours::fit(count, x, t)),
            Self::LeastSquares => ridge::fit(&[0.0], None, x, t),
            Self::Ridge => ridge::fit(&ridge::PENALTIES, None, x, t),
            Self::RidgeAndSquare { column } => ridge::fit(&ridge::PENALTIES, Some(column), x, t),
            Self::Likeness => likeness::fit(x, t),
        }
    }
}

impl Fitted {
    /// The expected value, on the model's scale, of a place that was not in the fit.
    pub fn predict(&self, circumstances: &[f64], region: AreaCode) -> f64 {
        match &self.predictor {
            Predictor::Ridge(ridge) => ridge.predict(circumstances),
            Predictor::Likeness(likeness) => likeness.predict(circumstances),
            Predictor::Neighbours(neighbours) => neighbours.predict(circumstances),
            Predictor::Region(means) => means.predict(region),
        }
    }
}

/// A row in standard deviations from the mean.
fn standardised(row: &[f64], standards: &[Standard]) -> Vec<f64> {
    row.iter()
        .zip(standards)
        // A column that is the same in every area of the fit tells nothing.
        .map(|(cell, by)| if by.deviation > 0.0 { (cell - by.mean) / by.deviation } else { 0.0 })
        .collect()
}

fn standardised_rows(x: &Matrix, standards: &[Standard]) -> Matrix {
    let rows: Vec<Vec<f64>> = x.each_row().map(|row| standardised(row, standards)).collect();
    Matrix::from_rows(x.columns(), rows.iter().map(Vec::as_slice))
}

/// The squared distance of two rows.
fn squared_distance(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(left, right)| (left - right).powi(2)).sum()
}

fn sum_of_squares(numbers: &[f64]) -> f64 {
    dot(numbers, numbers)
}
