//! Expectation maximisation over counted patterns of agreement.

use super::mixture::Counted;
use crate::model::Model;

/// The level of each comparison; `None` where it says nothing.
pub(super) type Agreement = Vec<Option<u8>>;

/// m and u of every level of every comparison.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chances {
    pub m: Vec<Vec<f64>>,
    pub u: Vec<Vec<f64>>,
    fixed_m: Vec<Vec<bool>>,
    fixed_u: Vec<Vec<bool>>,
    pub(super) missing: Vec<Vec<bool>>,
}

/// Levels are given at least this chance, so that none decides alone.
const LEAST: f64 = 1e-10;

impl Chances {
    /// What the model knows; what it does not know begins with agreement likely among matches: the first level nine
    /// times in ten, the others in equal parts.
    pub(super) fn from_model(model: &Model) -> Self {
        let mut chances =
            Self { m: Vec::new(), u: Vec::new(), fixed_m: Vec::new(), fixed_u: Vec::new(), missing: Vec::new() };
        for comparison in &model.comparisons {
            let levels = &comparison.levels;
            let count = levels.iter().filter(|level| !level.missing).count();
            let mut first = true;
            let start = levels.iter().map(|level| {
                if level.missing {
                    return 0.0;
                }
                let leading = std::mem::take(&mut first);
                level.m.unwrap_or(if count == 1 {
                    1.0
                } else if leading {
                    0.9
                } else {
                    0.1 / (count - 1) as f64
                })
            });
            chances.m.push(start.collect());
            let even = 1.0 / count.max(1) as f64;
            chances
                .u
                .push(levels.iter().map(|level| if level.missing { 0.0 } else { level.u.unwrap_or(even) }).collect());
            chances.fixed_m.push(levels.iter().map(|level| level.fixed_m && level.m.is_some()).collect());
            chances.fixed_u.push(levels.iter().map(|level| level.fixed_u && level.u.is_some()).collect());
            chances.missing.push(levels.iter().map(|level| level.missing).collect());
        }
        chances
    }

    /// Sets the shares of a comparison's levels among matches, leaving what is fixed.
    pub(super) fn set_m(&mut self, comparison: usize, shares: &[f64]) {
        set(&mut self.m[comparison], shares, &self.fixed_m[comparison], &self.missing[comparison]);
    }

    /// The same among pairs of two people.
    pub(super) fn set_u(&mut self, comparison: usize, shares: &[f64]) {
        set(&mut self.u[comparison], shares, &self.fixed_u[comparison], &self.missing[comparison]);
    }

    pub(super) fn write(&self, model: &mut Model) {
        for (index, comparison) in model.comparisons.iter_mut().enumerate() {
            for (at, level) in comparison.levels.iter_mut().enumerate() {
                if level.missing {
                    continue;
                }
                level.m = Some(self.m[index][at]);
                level.u = Some(self.u[index][at]);
            }
        }
    }

    /// The logarithm (base e) of m over u of an agreement.
    pub(super) fn log_ratio(&self, agreement: &Agreement) -> f64 {
        agreement
            .iter()
            .enumerate()
            .filter_map(|(index, level)| {
                level.map(|level| (self.m[index][level as usize] / self.u[index][level as usize]).ln())
            })
            .sum()
    }
}

/// Shares that add up to what the fixed levels leave.
fn set(chances: &mut [f64], shares: &[f64], fixed: &[bool], missing: &[bool]) {
    let free = |at: usize| !fixed[at] && !missing[at];
    let kept: f64 = (0..chances.len()).filter(|&at| fixed[at] && !missing[at]).map(|at| chances[at]).sum();
    let total: f64 = (0..chances.len()).filter(|&at| free(at)).map(|at| shares[at].max(LEAST)).sum();
    for at in 0..chances.len() {
        if free(at) {
            chances[at] = (shares[at].max(LEAST) / total * (1.0 - kept)).max(LEAST);
        }
    }
}

/// One step of the estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Iteration {
    /// The share of matches after the step.
    pub matches_share: f64,
    /// How likely the patterns are (natural logarithm) before the step.
    pub log_likelihood: f64,
    /// The largest change of any m in the step.
    pub largest_change: f64,
}

/// What the estimate came to.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub share: f64,
    pub m: Vec<Vec<f64>>,
    pub steps: Vec<Iteration>,
    pub converged: bool,
}

/// When no m changes by more than this, the estimate is at rest.
const AT_REST: f64 = 1e-7;
const MOST_STEPS: usize = 2_000;
/// Half a match is added to every level, so that one never seen among matches is unlikely and not impossible.
const ADDED: f64 = 0.5;

/// The m of the comparisons that are free and the share of matches under which the patterns are most likely, with u and
/// the chances of people who have something in common held. The estimate is begun from several places, and the likeliest
/// end is taken: so it does not depend on where m stood before.
pub(super) fn maximise(patterns: &Counted, chances: &Chances, in_common: &[Vec<Vec<f64>>], free: &[bool]) -> Outcome {
    let mut best: Option<(f64, Outcome)> = None;
    for (share, agreement) in [(0.1, 0.9), (0.5, 0.7), (0.001, 0.95)] {
        let outcome = climb(patterns, chances, in_common, free, share, agreement);
        let likelihood = outcome.steps.last().map_or(f64::NEG_INFINITY, |step| step.log_likelihood);
        if best.as_ref().is_none_or(|(known, _)| likelihood > known + 1e-7 * known.abs().max(1.0)) {
            best = Some((likelihood, outcome));
        }
    }
    best.map_or_else(|| climb(patterns, chances, in_common, free, 0.1, 0.9), |(_, outcome)| outcome)
}

/// Of the pairs of two people, so many are first taken to be of people who have something in common.
const IN_COMMON_AT_FIRST: f64 = 0.1;

fn climb(
    patterns: &Counted,
    chances: &Chances,
    in_common: &[Vec<Vec<f64>>],
    free: &[bool],
    share: f64,
    agreement: f64,
) -> Outcome {
    let mut current = chances.clone();
    for (index, _) in free.iter().enumerate().filter(|(_, free)| **free) {
        let missing = &current.missing[index];
        let known = missing.iter().filter(|missing| !**missing).count();
        let first = missing.iter().position(|missing| !missing).unwrap_or(0);
        let rest = (1.0 - agreement) / (known.max(2) - 1) as f64;
        let start: Vec<f64> = (0..missing.len()).map(|at| if at == first { agreement } else { rest }).collect();
        current.set_m(index, &start);
    }
    let total = patterns.total();
    // Matches, strangers, and the kinds of people who have something in common.
    let kinds = in_common.len() as f64;
    let strangers = if in_common.is_empty() { 1.0 } else { 1.0 - IN_COMMON_AT_FIRST };
    let mut shares = vec![share, (1.0 - share) * strangers];
    shares.extend(in_common.iter().map(|_| (1.0 - share) * IN_COMMON_AT_FIRST / kinds));
    let mut rows = vec![patterns.row(&current.m), patterns.row(&current.u)];
    rows.extend(in_common.iter().map(|kind| patterns.row(kind)));
    let mut outcome = Outcome { share, m: current.m.clone(), steps: Vec::new(), converged: total == 0.0 };
    while !outcome.converged && outcome.steps.len() < MOST_STEPS {
        let expected = patterns.expect(&shares, &rows);
        let before = outcome.m.clone();
        for (index, _) in free.iter().enumerate().filter(|(_, free)| **free) {
            let matched = patterns.of(&expected.at_place[0], index);
            if matched.iter().sum::<f64>() > 0.0 {
                let with_added: Vec<f64> = matched.iter().map(|expected| expected + ADDED).collect();
                current.set_m(index, &with_added);
            }
        }
        outcome.m.clone_from(&current.m);
        rows[0] = patterns.row(&current.m);
        let change = before
            .iter()
            .flatten()
            .zip(outcome.m.iter().flatten())
            .map(|(before, after)| (before - after).abs())
            .fold(0.0, f64::max);
        for (share, pairs) in shares.iter_mut().zip(&expected.pairs) {
            *share = (pairs / total).clamp(1e-9, 1.0 - 1e-9);
        }
        let share = shares[0];
        outcome.steps.push(Iteration {
            matches_share: share,
            log_likelihood: expected.log_likelihood,
            largest_change: change,
        });
        outcome.converged = change < AT_REST && (share - outcome.share).abs() < AT_REST;
        outcome.share = share;
    }
    outcome
}
