//! What could be expected of each place from all the others, with its range.

use super::{
    model::{Explanation, Model},
    refusal::Refusal,
    sample::Sample,
    spread::{Spread, SpreadRule},
};
use crate::distribution::{Tail, student_quantile};
use serde::{Deserialize, Serialize};
use terms::AreaCode;

/// How an expectation is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Method {
    /// How expected values are made.
    pub model: Model,
    /// How the spread about them is made up.
    pub spread: SpreadRule,
}

impl Default for Method {
    /// Ridge regression with an added spread: each circumstance's part can be shown.
    fn default() -> Self {
        Self { model: Model::Ridge, spread: SpreadRule::Added }
    }
}

/// A range, in the unit of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Range {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// On which side of what was expected a value lies. A side is not a judgement: see [`crate::round::phrase`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Above the 80% range.
    Above,
    /// Within the 80% range.
    Within,
    /// Below the 80% range.
    Below,
    /// Chance is more than half of the spread: the value says too little about the place.
    CannotTell,
}

/// What was expected of one place, and what it has.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaExpectation {
    /// The area.
    pub area: AreaCode,
    /// The published value, always shown beside what was expected.
    pub value: f64,
    /// The value expected of it from all the other places.
    pub expected: f64,
    /// Four of five places in such circumstances lie in this range.
    pub range_80: Range,
    /// Nineteen of twenty do.
    pub range_95: Range,
    /// `r/√(τ² + s²)` on the model's scale; above 0 is higher than expected, whether that is good or not.
    pub z: f64,
    /// The part of the spread that is the place's own: `τ²/(τ² + s²)`. Absent where the sampling variance is not
    /// known: *cannot tell* can then not be said because of chance, and a page must say so.
    pub own_share: Option<f64>,
    /// `expected + w·r`: the value with chance taken out as far as may be. The published value where chance is unknown.
    pub estimate: f64,
    /// The side.
    pub side: Side,
}

/// Expectations for all areas of a sample, in order of code.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Expectations {
    /// How they were made.
    pub method: Method,
    /// The circumstances, in the order of the coefficients.
    pub circumstances: Vec<String>,
    /// What the model can tell of itself.
    pub explanation: Explanation,
    /// The spread about what is expected.
    pub spread: Spread,
    /// `n − trace H`: degrees of freedom of the ranges.
    pub freedom: f64,
    /// One for each area.
    pub areas: Vec<AreaExpectation>,
}

/// A `z` beyond this, either way, is outside the 80% range of a normal.
pub(crate) const OUTSIDE: f64 = 1.28;
/// Below this share of the spread, a place cannot be told from chance.
const TELLABLE: f64 = 0.5;

/// Computes what is expected of each area of a sample.
///
/// Residual `rᵢ = eᵢ/(1−hᵢ)`, expected `tᵢ − rᵢ`: an area never predicts itself. Ranges are
/// `expected ± t(.9 or .975; n − trace H)·√(τ² + s²)`, brought back from the model's scale.
///
/// # Errors
/// [`Refusal::TooLarge`] where the numbers cannot be computed with.
pub fn expect(sample: &Sample, method: Method) -> Result<Expectations, Refusal> {
    let refuse = || Refusal::TooLarge("the circumstances".to_owned());
    let fitted = method.model.fit(&sample.x, &sample.t, &sample.regions).ok_or_else(refuse)?;
    let sampling = sample.sampling();
    let spread = Spread::of(method.spread, &fitted.residuals, &sampling, &sample.populations);
    let freedom = (sample.len() as f64 - fitted.parameters).max(1.0);
    if !(spread.tau.is_finite() && freedom.is_finite()) {
        return Err(refuse());
    }
    let (reach_80, reach_95) =
        (student_quantile(freedom, Tail::Upper(0.1)), student_quantile(freedom, Tail::Upper(0.025)));
    let areas = (0..sample.len())
        .map(|position| {
            let (t, residual) = (sample.t[position], fitted.residuals[position]);
            let error = spread.variance(sampling[position], sample.populations[position]).sqrt();
            let middle = t - residual;
            let range = |reach: f64| Range {
                lower: sample.scale.restore(middle - reach * error),
                upper: sample.scale.restore(middle + reach * error),
            };
            let z = if error > 0.0 { residual / error } else { 0.0 };
            let own_share = sample.variances[position].map(|variance| spread.own_share(variance));
            let side = match own_share {
                Some(share) if share < TELLABLE => Side::CannotTell,
                _ if z > OUTSIDE => Side::Above,
                _ if z < -OUTSIDE => Side::Below,
                _ => Side::Within,
            };
            let estimate = match own_share {
                Some(share) => sample.scale.restore(middle + share * residual),
                None => sample.values[position],
            };
            AreaExpectation {
                area: sample.areas[position],
                value: sample.values[position],
                expected: sample.scale.restore(middle),
                range_80: range(reach_80),
                range_95: range(reach_95),
                z,
                own_share,
                estimate,
                side,
            }
        })
        .collect();
    Ok(Expectations {
        method,
        circumstances: sample.circumstances.clone(),
        explanation: fitted.explanation,
        spread,
        freedom,
        areas,
    })
}

impl Expectations {
    /// The expectation of one area.
    #[must_use]
    pub fn of(&self, area: AreaCode) -> Option<&AreaExpectation> {
        self.areas
            .binary_search_by_key(&area, |expectation| expectation.area)
            .ok()
            .map(|position| &self.areas[position])
    }
}
