//! Where good practice may be looked for: places better than expected in two periods, with the warning that most of
//! what stands out once is chance and falls back.

use super::{
    circumstances::correlation,
    expectation::{AreaExpectation, Expectations},
    phrase::{AgainstExpectation, Outcome},
    skill::Decision,
};
use serde::Serialize;
use terms::AreaCode;

/// A place that was better than expected in two periods.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersistentlyBetter {
    /// The area.
    pub area: AreaCode,
    /// What was expected of it, and what it had, in the earlier and in the later period.
    pub earlier: AreaExpectation,
    /// The later period.
    pub later: AreaExpectation,
}

/// What became of those that stood out once: the warning that goes with every list of good practice.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RegressionToTheMean {
    /// Areas in both periods.
    pub areas: usize,
    /// Those better than expected in the earlier period.
    pub better_once: usize,
    /// Those of them still better than expected in the later one.
    pub better_twice: usize,
    /// How far from expectation those better once lay on average in the earlier period, in units of the spread.
    pub distance_earlier: f64,
    /// How far the same areas lay in the later one.
    pub distance_later: f64,
    /// Correlation of the distances of all areas.
    pub correlation: f64,
}

/// Places to ask about their practice, in order of code, and the warning.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Practice {
    /// The places.
    pub places: Vec<PersistentlyBetter>,
    /// The warning.
    pub warning: RegressionToTheMean,
}

/// Finds places better than expected in two consecutive periods. Nothing where the rule says not to adjust: without
/// skill, standing out says nothing. Once is a prompt to look; only twice is a reason to ask.
#[must_use]
pub fn practice(
    outcome: &Outcome,
    decision: &Decision,
    earlier: &Expectations,
    later: &Expectations,
) -> Option<Practice> {
    if !decision.adjusts() {
        return None;
    }
    let pairs: Vec<(&AreaExpectation, &AreaExpectation)> =
        earlier.areas.iter().filter_map(|area| Some((area, later.of(area.area)?))).collect();
    let better = |area: &AreaExpectation| outcome.phrase(area) == AgainstExpectation::BetterThanExpected;
    let once: Vec<_> = pairs.iter().filter(|(first, _)| better(first)).collect();
    let twice: Vec<_> = once.iter().filter(|(_, second)| better(second)).collect();
    let mean = |of: &dyn Fn(&(&AreaExpectation, &AreaExpectation)) -> f64| {
        if once.is_empty() { 0.0 } else { once.iter().map(|pair| of(pair)).sum::<f64>() / once.len() as f64 }
    };
    let sign = if outcome.higher_is_better() { 1.0 } else { -1.0 };
    let warning = RegressionToTheMean {
        areas: pairs.len(),
        better_once: once.len(),
        better_twice: twice.len(),
        distance_earlier: mean(&|pair| sign * pair.0.z),
        distance_later: mean(&|pair| sign * pair.1.z),
        correlation: correlation(&pairs.iter().map(|(first, second)| (first.z, second.z)).collect::<Vec<_>>()),
    };
    let places = twice
        .into_iter()
        .map(|(first, second)| PersistentlyBetter {
            area: first.area,
            earlier: (*first).clone(),
            later: (*second).clone(),
        })
        .collect();
    Some(Practice { places, warning })
}
