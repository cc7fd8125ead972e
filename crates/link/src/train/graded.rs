//! Chance agreement beyond what is met at random, where one likeness is all that is compared.
//!
//! With three comparisons or more, matches among pairs taken at random are told by how outcomes go together. With one there
//! is nothing to go together: a high likeness at random may be two alike strangers or one person. But strangers grow rarer by
//! about the same factor from each step of likeness to the next, while matches stand at the top. So the logarithm of how many
//! pairs are at least so much alike is followed as a straight line from the steps where strangers are nearly alone to the
//! steps above; what is met beyond the line are matches, and their share is the prior.

use super::chance::ChanceSample;
use super::maximise::Chances;
use crate::LinkError;
use crate::expression::{Expression, Function, Relation};
use crate::score::Linkage;

/// The line is drawn through so many of the lowest steps.
const STEPS_OF_STRANGERS: usize = 3;

/// With fewer pairs than this above the highest of those steps, a line through them would be drawn through noise.
const LEAST_PAIRS: f64 = 200.0;

/// How often the line and the prior are worked out in turn, each from what the other became.
const ROUNDS: usize = 10;

impl Linkage {
    /// Sets u of the only comparison, if its levels are steps of one likeness, and answers the prior; `None` where it has too
    /// few steps, or too few pairs were met.
    pub(super) fn follow_grades(&self, sample: &ChanceSample, chances: &mut Chances) -> Result<Option<f64>, LinkError> {
        let [comparison] = self.model.comparisons.as_slice() else { return Ok(None) };
        // The place of each step among the levels, and the likeness from which it holds; from the most alike down.
        let mut steps: Vec<(usize, f64)> = Vec::new();
        for (at, level) in comparison.levels.iter().enumerate().filter(|(_, level)| !level.is_else()) {
            if let Some(least) = likeness_from(&self.model.expression(&level.when)?) {
                steps.push((at, least));
            }
        }
        let falls = steps.windows(2).all(|pair| pair[0].1 > pair[1].1);
        if steps.len() <= STEPS_OF_STRANGERS || !falls {
            return Ok(None);
        }
        let mut met = chances.clone();
        sample.estimate_u(self, None, &mut met);
        // What stands before the first step is as much alike as can be: the same.
        let above = |shares: &[f64], at: usize| shares[..=at].iter().sum::<f64>();
        let reached: Vec<f64> = steps.iter().map(|&(at, _)| above(&met.u[0], at)).collect();
        let matched: Vec<f64> = steps.iter().map(|&(at, _)| above(&chances.m[0], at)).collect();
        let first_of_line = steps.len() - STEPS_OF_STRANGERS;
        if reached[first_of_line] * sample.taken() < LEAST_PAIRS {
            return Ok(None);
        }
        let mut prior = 0.0;
        let mut strangers = reached.clone();
        for _ in 0..ROUNDS {
            let alone = |at: usize| (reached[at] - prior * matched[at]).max(reached[at] * 0.1);
            let points: Vec<(f64, f64)> =
                (first_of_line..steps.len()).map(|at| (steps[at].1, alone(at).ln())).collect();
            let slope = slope(&points);
            if slope >= 0.0 {
                return Ok(None);
            }
            let (from, height) = points[0];
            for at in 0..first_of_line {
                strangers[at] = (height + slope * (steps[at].1 - from)).exp().min(reached[at]);
            }
            for (share, at) in strangers[first_of_line..].iter_mut().zip(first_of_line..) {
                *share = alone(at);
            }
            // Matches below the steps of the line are not seen: the share of matches above it says how many there are.
            let top = first_of_line - 1;
            prior = ((reached[top] - strangers[top]) / matched[top].max(0.1)).max(ChanceSample::least_prior(self));
        }
        let mut shares = met.u[0].clone();
        let mut before = 0.0;
        for (&(at, _), &share) in steps.iter().zip(&strangers) {
            shares[at] = (share - before).max(f64::MIN_POSITIVE);
            before = share;
        }
        // The same is the end of the line: a tenth of the highest step.
        for share in shares.iter_mut().take(steps[0].0) {
            *share = share.min(strangers[0] * 0.1);
        }
        chances.set_u(0, &shares);
        Ok(Some(prior))
    }
}

/// The likeness from which a condition such as `bit_likeness(record) >= 0.9` holds.
fn likeness_from(condition: &Expression) -> Option<f64> {
    match condition {
        Expression::Compare(Relation::AtLeast, one, other) => match (one.as_ref(), other.as_ref()) {
            (Expression::Call { function: Function::BitLikeness, .. }, Expression::Number(least)) => Some(*least),
            _ => None,
        },
        _ => None,
    }
}

/// The slope of the straight line that is nearest to the points (least squares).
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0 / count, sum.1 + point.1 / count));
    let (over, under) = points
        .iter()
        .fold((0.0, 0.0), |sum, point| (sum.0 + (point.0 - x) * (point.1 - y), sum.1 + (point.0 - x).powi(2)));
    over / under
}
