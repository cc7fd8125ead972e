//! Falling quality of the data, dimension by dimension. Never one blended score.

use super::{Detection, DetectionKind, Severity, Silence};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use terms::Period;

/// A dimension of data quality (Government Data Quality Framework, 2020).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityDimension {
    /// What should be there is there.
    Completeness,
    /// Nothing is there twice.
    Uniqueness,
    /// Parts agree with wholes.
    Consistency,
    /// It came when it was due.
    Timeliness,
    /// It obeys its rules.
    Validity,
    /// It agrees with what it describes.
    Accuracy,
}

impl QualityDimension {
    fn words(self) -> &'static str {
        match self {
            Self::Completeness => "completeness",
            Self::Uniqueness => "uniqueness",
            Self::Consistency => "consistency",
            Self::Timeliness => "timeliness",
            Self::Validity => "validity",
            Self::Accuracy => "accuracy",
        }
    }
}

/// The quality of one submission: shares from 0 to 1 of its checks that passed, for the dimensions that were checked.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityProfile {
    /// The period that the submission tells of.
    pub period: Period,
    /// The share of checks that passed, by dimension.
    pub passed: BTreeMap<QualityDimension, f64>,
}

/// Submissions before the newest that are looked at.
const BEFORE: usize = 3;

/// A fall of this much, as a share from 0 to 1, counts.
pub const FALL: f64 = 0.1;

/// A fall from which it weighs more.
const LARGE_FALL: f64 = 0.25;

/// Shares are quotients of counts: 0.9 less 0.8 is a fall of 0.1, whatever binary fractions make of it.
const ROUNDING: f64 = 1e-9;

/// The dimensions of the newest submission that lie at least 0.1 below the lowest of the three before it.
///
/// # Errors
/// [`Silence`] when there are fewer than three submissions before, or a share is not between 0 and 1.
pub fn quality_fell(profiles: &[QualityProfile]) -> Result<Vec<Detection>, Silence> {
    let mut sorted: Vec<&QualityProfile> = profiles.iter().collect();
    sorted.sort_by_key(|profile| profile.period);
    let Some(newest) = sorted.pop() else { return Err(Silence::TooShort { found: 0, needed: BEFORE }) };
    if sorted.len() < BEFORE {
        return Err(Silence::TooShort { found: sorted.len(), needed: BEFORE });
    }
    if profiles.iter().flat_map(|profile| profile.passed.values()).any(|share| !(0.0..=1.0).contains(share)) {
        return Err(Silence::NotFinite);
    }
    let before = &sorted[sorted.len() - BEFORE..];
    Ok(newest
        .passed
        .iter()
        .filter_map(|(dimension, share)| {
            let lowest = before
                .iter()
                .map(|profile| profile.passed.get(dimension).copied())
                .collect::<Option<Vec<f64>>>()?
                .into_iter()
                .fold(f64::INFINITY, f64::min);
            let fall = lowest - share;
            (fall >= FALL - ROUNDING).then(|| Detection {
                kind: DetectionKind::QualityFell,
                period: newest.period,
                severity: if fall >= LARGE_FALL - ROUNDING { Severity::Marked } else { Severity::Mild },
                what: format!(
                    "The {} of the data fell: {:.0}% of checks passed, at least {:.0}% in each of the three before.",
                    dimension.words(),
                    share * 100.0,
                    lowest * 100.0
                ),
            })
        })
        .collect())
}
