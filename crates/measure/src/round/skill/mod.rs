//! How much an expectation is worth: measured out of sample, and published with every range.

mod compare;
mod decision;
mod folds;
mod held_out;
mod table;

pub use compare::MethodSkill;
pub use decision::{Caution, Decision, Obstacle};
pub use table::{evidence_table, methods_table};

use super::{
    circumstances::correlation,
    expectation::{AreaExpectation, Expectations, Method, OUTSIDE, Side, expect},
    model::Model,
    phrase::Kind,
    refusal::Refusal,
    sample::{Sample, mean},
};
use crate::signals::seeded::Seeded;
use serde::Serialize;
use terms::{AreaCode, IndicatorId};

/// How skill is measured. The draws are seeded: the same figures every time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// What the draws begin from.
    pub seed: u64,
    /// Parts into which the areas are cut.
    pub folds: usize,
    /// How often they are cut anew.
    pub repeats: usize,
    /// Resamples of areas for the interval of R².
    pub resamples: usize,
}

impl Default for Settings {
    /// Ten folds, five times; a thousand resamples.
    fn default() -> Self {
        Self { seed: 2026, folds: 10, repeats: 5, resamples: 1000 }
    }
}

/// What skill is asked of.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The indicator.
    pub indicator: &'a IndicatorId,
    /// What sort of indicator it is.
    pub kind: Kind,
    /// Whether it measures demand.
    pub demand: bool,
    /// The outcome in its period.
    pub sample: &'a Sample,
    /// The same outcome in an earlier period that shares no day with the first, for what stays.
    pub earlier_period: Option<&'a Sample>,
}

/// London: without it, some outcomes have nothing left that circumstances explain.
///
/// # Panics
/// Never: the code is right.
fn london() -> AreaCode {
    AreaCode::from_bytes(b"E12000007").expect("the code is well formed")
}

/// How much of the held-out values the 80% and the 95% range cover.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Coverage {
    /// Share within the 80% range.
    pub within_80: f64,
    /// Share within the 95% range.
    pub within_95: f64,
}

/// What became of an earlier period's distances from expectation in the period that is judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NextPeriod {
    /// Areas in both.
    pub areas: usize,
    /// Correlation of `z`.
    pub correlation: f64,
    /// Areas outside the 80% range in the earlier.
    pub outside: usize,
    /// Of these, those outside on the same side in the judged one.
    pub stayed: usize,
    /// Of these, those on the opposite side in the other.
    pub crossed: usize,
}

/// The skill of an expectation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Skill {
    /// The method.
    pub method: Method,
    /// Areas.
    pub areas: usize,
    /// Out-of-sample `1 − Σ(t − expected)²/Σ(t − mean of the others)²`, over all repeats.
    pub r_squared: f64,
    /// Its 90% interval, from resampling areas.
    pub r_squared_interval: (f64, f64),
    /// The same where each region is left out in turn.
    pub r_squared_left_out_region: f64,
    /// The same for the mean of 15 peers.
    pub r_squared_peers: f64,
    /// The same fitted and judged without London; absent where too few areas are left.
    pub r_squared_without_london: Option<f64>,
    /// Held-out coverage.
    pub coverage: Coverage,
    /// Held-out coverage in thirds by size, small to large: by sampling variance where known, else by population.
    pub coverage_by_size: [Coverage; 3],
    /// Mean over regions of the coverage of a region that was left out, with the spread of the fit.
    pub coverage_left_out_region: Coverage,
    /// The same with a range for strangers: its spread is that of regions left out in turn among those of the fit.
    pub coverage_stranger: Coverage,
    /// Mean width of the 80% range as a share of one that knows no circumstances.
    pub width: f64,
    /// The share of the variance that is not chance: no model can pass it. Absent where chance is unknown.
    pub ceiling: Option<f64>,
    /// Gain in the continuous ranked probability score over knowing no circumstances (1 is certainty).
    pub crps_gain: f64,
    /// What became of an earlier period's distances from expectation.
    pub next_period: Option<NextPeriod>,
    /// The share of areas of which nothing can be told because of chance.
    pub cannot_tell: f64,
    /// Whether to adjust.
    pub decision: Decision,
}

/// Measures the skill of a method for an outcome, and decides whether to adjust for circumstances.
///
/// # Errors
/// [`Refusal`] where the model cannot be fitted.
pub fn assess(case: Case<'_>, method: Method, settings: Settings) -> Result<Skill, Refusal> {
    let sample = case.sample;
    let expectations = expect(sample, method)?;
    let held_out = held_out::HeldOut::of(sample, method, settings)?;
    let regions = held_out::LeftOutRegions::of(sample, method)?;
    let peers = held_out::r_squared(sample, Model::Peers { count: 15 }, settings)?;
    let (outside_london, _) = sample.parted(london());
    let r_squared_without_london = (outside_london.len() < sample.len() && outside_london.len() >= 30)
        .then(|| held_out::r_squared(&sample.take(&outside_london), method.model, settings))
        .transpose()?;
    let r_squared = held_out.r_squared();
    let r_squared_interval = held_out.interval(settings);
    let ceiling = ceiling(sample);
    let decision = decision::decide(&decision::Evidence {
        kind: case.kind,
        demand: case.demand,
        r_squared,
        lower_end: r_squared_interval.0,
        left_out_region: regions.r_squared,
        without_london: r_squared_without_london.unwrap_or(r_squared),
        chance_known: ceiling.is_some(),
        cannot_tell: share(&expectations, Side::CannotTell),
    });
    Ok(Skill {
        method,
        areas: sample.len(),
        r_squared,
        r_squared_interval,
        r_squared_left_out_region: regions.r_squared,
        r_squared_peers: peers,
        r_squared_without_london,
        coverage: held_out.coverage(),
        coverage_by_size: held_out.coverage_by_size(sample),
        coverage_left_out_region: regions.coverage,
        coverage_stranger: regions.coverage_stranger,
        width: held_out.width(),
        ceiling,
        crps_gain: held_out.crps_gain(),
        next_period: case.earlier_period.map(|earlier| next_period(&expectations, earlier, method)).transpose()?,
        cannot_tell: share(&expectations, Side::CannotTell),
        decision,
    })
}

fn share(expectations: &Expectations, side: Side) -> f64 {
    let count = expectations.areas.iter().filter(|area| area.side == side).count();
    count as f64 / expectations.areas.len() as f64
}

/// One minus the sampling share of the variance on the model's scale.
fn ceiling(sample: &Sample) -> Option<f64> {
    let known: Vec<f64> = sample.variances.iter().copied().collect::<Option<_>>()?;
    let middle = mean(&sample.t);
    let variance = sample.t.iter().map(|t| (t - middle).powi(2)).sum::<f64>() / (sample.len() - 1) as f64;
    Some((1.0 - mean(&known) / variance).max(0.0))
}

fn next_period(judged: &Expectations, earlier: &Sample, method: Method) -> Result<NextPeriod, Refusal> {
    let (first, second) = (expect(earlier, method)?, judged);
    let pairs: Vec<_> = first.areas.iter().filter_map(|area| Some((area, second.of(area.area)?))).collect();
    // Whether outside the range or not, chance or no chance: what stays is a matter of the figures alone.
    let beyond = |area: &AreaExpectation| if area.z.abs() > OUTSIDE { area.z.signum() } else { 0.0 };
    let signs: Vec<(f64, f64)> = pairs.iter().map(|(one, two)| (beyond(one), beyond(two))).collect();
    let started: Vec<_> = signs.iter().filter(|(one, _)| *one != 0.0).collect();
    Ok(NextPeriod {
        areas: pairs.len(),
        correlation: correlation(&pairs.iter().map(|(one, two)| (one.z, two.z)).collect::<Vec<_>>()),
        outside: started.len(),
        stayed: started.iter().filter(|(one, two)| one * two > 0.0).count(),
        crossed: started.iter().filter(|(one, two)| one * two < 0.0).count(),
    })
}

impl NextPeriod {
    /// The share of areas outside the range that are outside on the same side in the next period.
    #[must_use]
    pub fn stays(&self) -> Option<f64> {
        (self.outside > 0).then(|| self.stayed as f64 / self.outside as f64)
    }
}

/// How often the rule would adjust for outcomes whose values were dealt out among the areas anew: it should never.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Shuffled {
    /// How many times the values were dealt out.
    pub shuffles: usize,
    /// How many of these the rule refused.
    pub refused: usize,
    /// The 95th percentile of R² over the shuffles.
    pub r_squared_95: f64,
}

/// Deals the values of an outcome out among its areas, again and again, and asks the rule each time.
///
/// # Errors
/// [`Refusal`] where the model cannot be fitted.
pub fn shuffled(case: Case<'_>, method: Method, settings: Settings, shuffles: usize) -> Result<Shuffled, Refusal> {
    let mut draws = Seeded::new(settings.seed ^ 0x5_0F1E);
    let mut refused = 0;
    let mut skills = Vec::with_capacity(shuffles);
    for _ in 0..shuffles {
        let mut order: Vec<usize> = (0..case.sample.len()).collect();
        folds::shuffle(&mut draws, &mut order);
        let sample = case.sample.with_outcomes(&order);
        let r_squared = held_out::r_squared(&sample, method.model, settings)?;
        skills.push(r_squared);
        // Only where the first condition is met do the others need to be computed.
        let adjusts = r_squared >= decision::LEAST_R_SQUARED && {
            let case = Case { sample: &sample, earlier_period: None, kind: Kind::Outcome, demand: false, ..case };
            matches!(assess(case, method, settings)?.decision, Decision::Adjust { .. })
        };
        refused += usize::from(!adjusts);
    }
    skills.sort_by(f64::total_cmp);
    let position = (shuffles * 95).div_ceil(100).saturating_sub(1);
    Ok(Shuffled { shuffles, refused, r_squared_95: skills.get(position).copied().unwrap_or(f64::NAN) })
}
