//! Where good practice may be looked for: places better than expected in two periods or more, with the warning that most
//! of what stands out once is chance and falls back.

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

/// A place that has been better than expected again and again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Persistent {
    /// The area.
    pub area: AreaCode,
    /// What was expected of it and what it had, newest period first: the unbroken run of periods in which it was better,
    /// two at least.
    pub periods: Vec<AreaExpectation>,
}

/// Places that have been better than expected again and again, in order of code, and the warning.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Persistence {
    /// The places.
    pub places: Vec<Persistent>,
    /// How many periods could be looked at.
    pub periods: usize,
    /// What became of those that stood out once, from the two newest periods.
    pub warning: RegressionToTheMean,
}

/// The run from which persistence is more than a prompt to ask: three periods.
pub const STEADY: usize = 3;

/// Finds places better than expected in the newest period and in each before it without a gap, for two periods or more.
/// Expectations come newest first, of periods that share no day. Nothing where the rule says not to adjust, or where fewer
/// than two periods could be judged.
///
/// With two periods it finds the places of [`practice`].
#[must_use]
pub fn persistence(outcome: &Outcome, decision: &Decision, newest_first: &[Expectations]) -> Option<Persistence> {
    let (newest, before) = (newest_first.first()?, newest_first.get(1)?);
    let warning = practice(outcome, decision, before, newest)?.warning;
    let better = |area: &AreaExpectation| outcome.phrase(area) == AgainstExpectation::BetterThanExpected;
    let run = |area: AreaCode| -> Vec<AreaExpectation> {
        let each = newest_first.iter().map(|expectations| expectations.of(area).filter(|found| better(found)));
        each.map_while(|found| found.cloned()).collect()
    };
    let places = newest
        .areas
        .iter()
        .map(|area| Persistent { area: area.area, periods: run(area.area) })
        .filter(|place| place.periods.len() >= 2)
        .collect();
    Some(Persistence { places, periods: newest_first.len(), warning })
}
