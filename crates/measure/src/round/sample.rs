//! An outcome joined with circumstances: what an expectation is computed from.

use super::{
    circumstances::Circumstances,
    linear::Matrix,
    refusal::{LeftOut, Reason, Refusal},
    scale::{OnScale, Precision, Scale},
};
use serde::Serialize;
use std::collections::BTreeMap;
use terms::AreaCode;

/// One published value of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measurement {
    /// The area.
    pub area: AreaCode,
    /// A share from 0 to 1, events for each person, or a mean: as its [`Scale`] says.
    pub value: f64,
    /// How surely it is known.
    pub precision: Precision,
}

/// One outcome in one period for the areas that have every figure, in order of code.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub(crate) scale: Scale,
    pub(crate) areas: Vec<AreaCode>,
    pub(crate) regions: Vec<AreaCode>,
    pub(crate) populations: Vec<f64>,
    pub(crate) x: Matrix,
    pub(crate) values: Vec<f64>,
    pub(crate) t: Vec<f64>,
    /// The sampling variance of `t`, where known.
    pub(crate) variances: Vec<Option<f64>>,
    pub(crate) circumstances: Vec<String>,
}

impl Sample {
    /// Joins an outcome with circumstances. Areas without a usable value are left out, each with its reason; a
    /// missing figure is never zero.
    ///
    /// # Errors
    /// [`Refusal`] when an area comes twice, too few areas are left, the outcome is the same everywhere, too large
    /// to compute with, or a copy of a circumstance.
    pub fn join(
        circumstances: &Circumstances,
        scale: Scale,
        measurements: impl IntoIterator<Item = Measurement>,
    ) -> Result<(Self, Vec<LeftOut>), Refusal> {
        let mut by_code = BTreeMap::new();
        for measurement in measurements {
            if by_code.insert(measurement.area, measurement).is_some() {
                return Err(Refusal::AreaTwice(measurement.area));
            }
        }
        let mut left_out = Vec::new();
        let mut kept: Vec<(AreaCode, f64, OnScale)> = Vec::new();
        for &area in circumstances.areas() {
            match by_code.remove(&area) {
                None => left_out.push(LeftOut { area, reason: Reason::NoFigure }),
                Some(Measurement { value, precision, .. }) => match scale.transform(value, precision) {
                    Ok(on) => kept.push((area, value, on)),
                    Err(what) => left_out.push(LeftOut { area, reason: Reason::OffScale { what } }),
                },
            }
        }
        left_out.extend(by_code.into_keys().map(|area| LeftOut { area, reason: Reason::NoCircumstances }));
        circumstances.enough(kept.len())?;
        let t: Vec<f64> = kept.iter().map(|(_, _, on)| on.t).collect();
        let mean = mean(&t);
        let variance = t.iter().map(|t| (t - mean).powi(2)).sum::<f64>();
        if !variance.is_finite() {
            return Err(Refusal::TooLarge("the outcome".to_owned()));
        }
        if variance.sqrt() <= mean.abs() * 1e-12 {
            return Err(Refusal::OutcomeAllEqual);
        }
        circumstances.no_copy(&kept.iter().map(|(area, _, on)| (*area, on.t)).collect::<Vec<_>>())?;
        let sample = Self {
            scale,
            areas: kept.iter().map(|(area, ..)| *area).collect(),
            regions: kept.iter().filter_map(|(area, ..)| circumstances.region(*area)).collect(),
            populations: kept.iter().filter_map(|(area, ..)| circumstances.population(*area)).collect(),
            x: Matrix::from_rows(
                circumstances.columns().len(),
                kept.iter().filter_map(|(area, ..)| circumstances.of(*area)),
            ),
            values: kept.iter().map(|(_, value, _)| *value).collect(),
            variances: kept.iter().map(|(_, _, on)| on.variance).collect(),
            t,
            circumstances: circumstances.columns().iter().map(|column| column.id.clone()).collect(),
        };
        // A column that tells areas apart over all of them may be the same in all that have this outcome.
        for (column, standard) in circumstances.columns().iter().zip(super::circumstances::standards(&sample.x)) {
            if standard.deviation <= standard.mean.abs() * 1e-12 {
                return Err(Refusal::CircumstanceAllEqual(column.id.clone()));
            }
        }
        Ok((sample, left_out))
    }

    /// The areas, in order of code.
    #[must_use]
    pub fn areas(&self) -> &[AreaCode] {
        &self.areas
    }

    /// How many areas.
    #[must_use]
    pub fn len(&self) -> usize {
        self.areas.len()
    }

    /// Never: a sample has 30 areas at least.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// The scale.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// Sampling variances, 0 where unknown.
    pub(crate) fn sampling(&self) -> Vec<f64> {
        self.variances.iter().map(|variance| variance.unwrap_or(0.0)).collect()
    }

    /// The areas at these positions.
    pub(crate) fn take(&self, positions: &[usize]) -> Self {
        fn pick<T: Clone>(all: &[T], positions: &[usize]) -> Vec<T> {
            positions.iter().map(|&position| all[position].clone()).collect()
        }
        Self {
            scale: self.scale,
            areas: pick(&self.areas, positions),
            regions: pick(&self.regions, positions),
            populations: pick(&self.populations, positions),
            x: self.x.take(positions),
            values: pick(&self.values, positions),
            t: pick(&self.t, positions),
            variances: pick(&self.variances, positions),
            circumstances: self.circumstances.clone(),
        }
    }

    /// The areas outside a region, and those in it: positions.
    pub(crate) fn parted(&self, region: AreaCode) -> (Vec<usize>, Vec<usize>) {
        (0..self.len()).partition(|&position| self.regions[position] != region)
    }

    /// The same areas and circumstances with other outcomes on the model's scale: for shuffles.
    pub(crate) fn with_outcomes(&self, order: &[usize]) -> Self {
        let mut shuffled = self.clone();
        for (to, &from) in order.iter().enumerate() {
            shuffled.t[to] = self.t[from];
            shuffled.values[to] = self.values[from];
            shuffled.variances[to] = self.variances[from];
        }
        shuffled
    }
}

/// The mean of some numbers.
pub(crate) fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}
