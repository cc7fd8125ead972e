//! A figure: one observation as it is read back, with all that leads to its source.

use crate::{AreaCode, Dimensions, IndicatorId, Period, Source, Status, SubmissionId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Which figure: one area, indicator, period and breakdown, whichever edition fills it with a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FigureKey {
    /// The area (or the body, under its area's code), as published.
    pub area: AreaCode,
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period.
    pub period: Period,
    /// The further breakdown; empty for none.
    #[serde(default)]
    pub dimensions: Dimensions,
}

/// One observation, read back from the lake.
/// Not `Serialize` on purpose: each door writes its own form, and keeps its own promise.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The indicator.
    pub indicator: Arc<IndicatorId>,
    /// The area (or the body, under its area's code), as published.
    pub area: AreaCode,
    /// The period.
    pub period: Period,
    /// The further breakdown.
    pub dimensions: Arc<Dimensions>,
    /// The value in the indicator's unit; absent unless the status has one.
    pub value: Option<f64>,
    /// The count above the line, where published.
    pub numerator: Option<f64>,
    /// The count below the line, where published.
    pub denominator: Option<f64>,
    /// The lower 95% limit, where published.
    pub lower: Option<f64>,
    /// The upper 95% limit, where published.
    pub upper: Option<f64>,
    /// What the value is worth.
    pub status: Status,
    /// The mark that stood in place of a number.
    pub mark: Option<Arc<str>>,
    /// The submission that brought it.
    pub submission: Arc<SubmissionId>,
    /// Where it stood in the file.
    pub source: Source,
}

impl Figure {
    /// Which figure it is, whatever its value.
    #[must_use]
    pub fn key(&self) -> FigureKey {
        FigureKey {
            area: self.area,
            indicator: (*self.indicator).clone(),
            period: self.period,
            dimensions: (*self.dimensions).clone(),
        }
    }
}
