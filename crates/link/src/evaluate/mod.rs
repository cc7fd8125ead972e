//! How right a linkage is, against truth or labels.

mod agreement;
mod calibration;
mod curve;
mod subgroup;

pub use agreement::{BCubed, ClusterScore, Score, score_clusters};
pub use calibration::{Calibration, CalibrationBand};
pub use curve::{CurvePoint, ThresholdCurve};
pub use subgroup::{SubgroupScore, score_by_subgroup};
