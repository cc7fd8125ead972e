//! Rules that the records themselves suggest.

use super::groups::{combine, group};
use crate::LinkError;
use crate::cluster::Link;
use crate::expression::Expression;
use crate::model::BlockingRule;
use crate::records::MISSING;
use crate::score::Linkage;

/// A rule worth having, with what it costs and what it finds.
#[derive(Debug, Clone, PartialEq)]
pub struct SuggestedRule {
    /// The rule.
    pub rule: BlockingRule,
    /// How many pairs it brings together.
    pub pairs: u64,
    /// The share of the likely matches that it finds.
    pub finds: f64,
    /// The share of them that the rules before it do not find.
    pub adds: f64,
}

impl Linkage {
    /// Suggests rules out of these expressions over one record, alone, in twos and in threes: in each step the one that
    /// finds most likely matches not found so far for each pair that it costs, until `most_pairs` are spent or nothing
    /// is gained. Likely matches are links of a run with rules of another kind, or labelled pairs; a rule can only be
    /// judged by matches that some other rule could find.
    ///
    /// # Errors
    /// [`LinkError::Expression`] and [`LinkError::MissingColumn`] for expressions that do not fit the records.
    pub fn suggest_rules(
        &mut self,
        expressions: &[String],
        likely: &[Link],
        most_pairs: u64,
    ) -> Result<Vec<SuggestedRule>, LinkError> {
        let parsed: Vec<Expression> =
            expressions.iter().map(|text| self.model.expression(text)).collect::<Result<_, _>>()?;
        let columns: Vec<Vec<u32>> =
            parsed.iter().map(|each| self.layout.codes(each, &mut self.records)).collect::<Result<_, _>>()?;
        let agrees = |columns: &[&Vec<u32>], link: &Link| {
            columns.iter().all(|codes| {
                codes[link.left as usize] == codes[link.right as usize] && codes[link.left as usize] != MISSING
            })
        };
        let mut candidates: Vec<(Vec<usize>, u64, Vec<bool>)> = Vec::new();
        for choice in choices(columns.len()) {
            let chosen: Vec<Vec<u32>> = choice.iter().map(|&at| columns[at].clone()).collect();
            let groups = group(&combine(&chosen), &mut |_, _| {});
            let pairs: u64 = (0..groups.len()).map(|at| groups.size(at) * (groups.size(at) - 1) / 2).sum();
            let chosen: Vec<&Vec<u32>> = choice.iter().map(|&at| &columns[at]).collect();
            candidates.push((choice, pairs, likely.iter().map(|link| agrees(&chosen, link)).collect()));
        }
        let mut found = vec![false; likely.len()];
        let mut spent = 0;
        let mut suggested = Vec::new();
        let share = |count: usize| count as f64 / likely.len().max(1) as f64;
        loop {
            let mut best: Option<(f64, usize, usize)> = None;
            for (at, (_, pairs, finds)) in candidates.iter().enumerate() {
                let gain = finds.iter().zip(&found).filter(|(finds, found)| **finds && !**found).count();
                // A thousandth of all is the least that is worth a rule.
                if spent + pairs > most_pairs || share(gain) < 0.001 {
                    continue;
                }
                let worth = gain as f64 / (*pairs).max(1) as f64;
                if best.is_none_or(|(known, _, _)| worth > known) {
                    best = Some((worth, at, gain));
                }
            }
            let Some((_, at, gain)) = best else { return Ok(suggested) };
            let (choice, pairs, finds) = candidates.swap_remove(at);
            spent += pairs;
            suggested.push(SuggestedRule {
                rule: BlockingRule {
                    same: choice.iter().map(|&at| expressions[at].clone()).collect(),
                    ..BlockingRule::default()
                },
                pairs,
                finds: share(finds.iter().filter(|finds| **finds).count()),
                adds: share(gain),
            });
            for (found, finds) in found.iter_mut().zip(finds) {
                *found |= finds;
            }
        }
    }
}

/// All choices of one, two or three of so many.
fn choices(count: usize) -> Vec<Vec<usize>> {
    let mut choices: Vec<Vec<usize>> = Vec::new();
    for one in 0..count {
        choices.push(vec![one]);
        for two in one + 1..count {
            choices.push(vec![one, two]);
            choices.extend((two + 1..count).map(|three| vec![one, two, three]));
        }
    }
    choices
}
