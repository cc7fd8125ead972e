//! What each threshold costs, without keeping the pairs.

use super::agreement::Score;
use crate::LinkError;
use crate::model::{probability_of_weight, weight_of_probability};
use crate::score::{PairSink, ScoredPair};

/// Precision and recall at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The least weight that is taken.
    pub weight: f64,
    /// The same as a probability.
    pub probability: f64,
    /// What is right and wrong there.
    pub score: Score,
}

/// Counts right and wrong pairs by weight, in steps of a hundredth.
#[derive(Debug, Clone)]
pub struct ThresholdCurve<'t> {
    person_of: &'t [u32],
    belong: u64,
    /// Pairs and right pairs of each step.
    steps: Vec<(u64, u64)>,
}

/// Weights beyond this fall in the outermost steps.
const FARTHEST: f64 = 200.0;
const STEPS_IN_ONE: f64 = 100.0;

impl<'t> ThresholdCurve<'t> {
    /// A curve against a truth that gives each record a number that its fellows share. `belong` is how many pairs belong
    /// together, those that blocking misses among them.
    #[must_use]
    pub fn new(person_of: &'t [u32], belong: u64) -> Self {
        let steps = vec![(0, 0); (2.0 * FARTHEST * STEPS_IN_ONE) as usize + 2];
        Self { person_of, belong, steps }
    }

    fn step(weight: f64) -> usize {
        ((weight.clamp(-FARTHEST, FARTHEST) + FARTHEST) * STEPS_IN_ONE).floor() as usize
    }

    /// Precision and recall at a threshold of probability (to a hundredth of a weight).
    #[must_use]
    pub fn at(&self, probability: f64) -> CurvePoint {
        self.above(Self::step(weight_of_probability(probability)))
    }

    fn above(&self, step: usize) -> CurvePoint {
        let (pairs, right) = self.steps[step..].iter().fold((0, 0), |sum, each| (sum.0 + each.0, sum.1 + each.1));
        self.point(step, pairs, right)
    }

    fn point(&self, step: usize, pairs: u64, right: u64) -> CurvePoint {
        let weight = step as f64 / STEPS_IN_ONE - FARTHEST;
        let score = Score {
            true_positives: right,
            false_positives: pairs - right,
            false_negatives: self.belong.saturating_sub(right),
        };
        CurvePoint { weight, probability: probability_of_weight(weight), score }
    }

    /// Every step where the counts change, from the highest weight down.
    #[must_use]
    pub fn points(&self) -> Vec<CurvePoint> {
        let (mut pairs, mut right) = (0, 0);
        let mut points = Vec::new();
        for (step, each) in self.steps.iter().enumerate().rev().filter(|(_, each)| each.0 > 0) {
            pairs += each.0;
            right += each.1;
            points.push(self.point(step, pairs, right));
        }
        points
    }

    /// The threshold with the highest F1; of several, the highest.
    #[must_use]
    pub fn highest_f1(&self) -> Option<CurvePoint> {
        let mut points = self.points().into_iter();
        let first = points.next()?;
        Some(points.fold(first, |known, each| if each.score.f1() > known.score.f1() { each } else { known }))
    }
}

impl PairSink for ThresholdCurve<'_> {
    fn take(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkError> {
        for pair in pairs {
            let right = self.person_of[pair.left as usize] == self.person_of[pair.right as usize];
            let step = &mut self.steps[Self::step(pair.weight)];
            step.0 += 1;
            step.1 += u64::from(right);
        }
        Ok(())
    }
}
