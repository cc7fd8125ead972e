//! Methods side by side, as means over outcomes.

use super::Skill;
use crate::round::expectation::Method;
use serde::Serialize;

/// The mean skill of a method over several outcomes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MethodSkill {
    /// The method.
    pub method: Method,
    /// How many outcomes.
    pub outcomes: usize,
    /// Mean R² out of sample.
    pub r_squared: f64,
    /// Mean R² in left-out regions.
    pub r_squared_left_out_region: f64,
    /// Mean held-out coverage of the 80% range.
    pub within_80: f64,
    /// Mean held-out coverage of the 95% range.
    pub within_95: f64,
    /// Mean coverage of the 80% range in the third of small areas, and in the third of large ones.
    pub small_and_large: (f64, f64),
    /// Mean coverage of the 80% range in left-out regions, with the spread of the fit.
    pub left_out_region: f64,
    /// The same with the range for strangers.
    pub stranger: f64,
    /// Mean gain in the continuous ranked probability score.
    pub crps_gain: f64,
}

impl MethodSkill {
    /// How far apart the coverage of small and of large areas is.
    #[must_use]
    pub fn size_gap(&self) -> f64 {
        (self.small_and_large.0 - self.small_and_large.1).abs()
    }
}

impl MethodSkill {
    /// The mean over outcomes that were assessed by one method. Nothing where there is none, or they differ in method.
    #[must_use]
    pub fn mean(skills: &[&Skill]) -> Option<Self> {
        let method = skills.first()?.method;
        if skills.iter().any(|skill| skill.method != method) {
            return None;
        }
        let mean = |of: &dyn Fn(&Skill) -> f64| skills.iter().map(|skill| of(skill)).sum::<f64>() / skills.len() as f64;
        Some(Self {
            method,
            outcomes: skills.len(),
            r_squared: mean(&|skill| skill.r_squared),
            r_squared_left_out_region: mean(&|skill| skill.r_squared_left_out_region),
            within_80: mean(&|skill| skill.coverage.within_80),
            within_95: mean(&|skill| skill.coverage.within_95),
            small_and_large: (
                mean(&|skill| skill.coverage_by_size[0].within_80),
                mean(&|skill| skill.coverage_by_size[2].within_80),
            ),
            left_out_region: mean(&|skill| skill.coverage_left_out_region.within_80),
            stranger: mean(&|skill| skill.coverage_stranger.within_80),
            crps_gain: mean(&|skill| skill.crps_gain),
        })
    }
}
