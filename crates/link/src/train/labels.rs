//! Learning from pairs that people have judged.

use super::maximise::Chances;
use crate::LinkError;
use crate::compare::Scratch;
use crate::score::Linkage;

/// A judged pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    /// One record.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// How sure it is that they are of one person, 0 to 1.
    pub match_probability: f64,
}

impl Linkage {
    /// Learns m from judged pairs, and u too if `and_chance` (only right where the pairs judged apart were taken at
    /// random). The prior is left.
    ///
    /// # Errors
    /// [`LinkError::Labels`] when no pair is judged a match, or a judgement is not a probability.
    pub fn train_from_labels(&mut self, labels: &[Label], and_chance: bool) -> Result<(), LinkError> {
        let mut chances = Chances::from_model(&self.model);
        let mut together: Vec<Vec<f64>> = chances.m.iter().map(|levels| vec![0.5; levels.len()]).collect();
        let mut apart = together.clone();
        let mut scratch = Scratch::new(&self.measures);
        let mut matches = 0.0;
        for label in labels {
            if !(0.0..=1.0).contains(&label.match_probability) {
                return Err(LinkError::Labels(format!("{} is no probability", label.match_probability)));
            }
            let count = self.records.len() as u32;
            if label.left >= count || label.right >= count || label.left == label.right {
                return Err(LinkError::Labels(
                    "a label is of a record that is not there, or of one record twice".to_owned(),
                ));
            }
            matches += label.match_probability;
            let pair = self.pair(label.left.min(label.right), label.left.max(label.right));
            let pattern = self.pattern(&pair, &mut scratch);
            for (comparison, level) in self.agreement(pattern).into_iter().enumerate() {
                if let Some(level) = level {
                    together[comparison][level as usize] += label.match_probability;
                    apart[comparison][level as usize] += 1.0 - label.match_probability;
                }
            }
        }
        if matches == 0.0 {
            return Err(LinkError::Labels("no pair is judged to be of one person".to_owned()));
        }
        for comparison in 0..together.len() {
            chances.set_m(comparison, &together[comparison]);
            if and_chance {
                chances.set_u(comparison, &apart[comparison]);
            }
        }
        chances.write(&mut self.model);
        Ok(())
    }
}
