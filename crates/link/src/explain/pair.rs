//! Why a pair weighs what it weighs.

use crate::LinkError;
use crate::model::probability_of_weight;
use crate::score::{Linkage, Weights};

/// One bar of the waterfall.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What is compared.
    pub comparison: String,
    /// The outcome.
    pub outcome: String,
    /// The values that were compared, column by column: name, left, right.
    pub values: Vec<(String, Option<String>, Option<String>)>,
    /// What the outcome adds to the weight (log2).
    pub weight: f64,
    /// What it adds because the value is rarer or more usual than most (log2).
    pub frequency: f64,
    /// The weight after this step.
    pub total: f64,
    /// The step in words.
    pub words: String,
}

/// Why a pair weighs what it weighs, from the prior to the end.
#[derive(Debug, Clone, PartialEq)]
pub struct PairExplanation {
    /// The weight before anything is compared.
    pub prior: f64,
    /// What each comparison adds, in the order of the model.
    pub steps: Vec<Step>,
    /// The weight in the end.
    pub weight: f64,
    /// The same as a probability.
    pub probability: f64,
    /// The first blocking rule that brings the two together; `None` when none does.
    pub rule: Option<String>,
    /// The whole in one sentence.
    pub words: String,
}

impl Linkage {
    /// Why a pair weighs what it weighs.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained, [`LinkError::Expression`] when it cannot be read.
    pub fn explain(&self, one: u32, other: u32) -> Result<PairExplanation, LinkError> {
        let (left, right) = if self.records.order(one, other).is_le() { (one, other) } else { (other, one) };
        let (weight, outcomes) = self.weigh_pair(left, right)?;
        let prior = Weights::of(&self.model)?.prior;
        let mut total = prior;
        let mut steps = Vec::new();
        for (comparison, outcome) in self.model.comparisons.iter().zip(outcomes) {
            total += outcome.weight + outcome.frequency;
            let mut names: Vec<String> = Vec::new();
            for level in comparison.levels.iter().filter(|level| !level.is_else()) {
                for name in self.model.expression(&level.when)?.columns() {
                    if !names.iter().any(|each| each == name) {
                        names.push(name.to_owned());
                    }
                }
            }
            let values = names
                .into_iter()
                .map(|name| {
                    let column = self.records.column_index(&name)?;
                    let value = |record: u32| self.records.value(record, column).map(str::to_owned);
                    Ok((name, value(left), value(right)))
                })
                .collect::<Result<Vec<_>, LinkError>>()?;
            let level = comparison.levels.get(outcome.level);
            let label = level.map_or("none of the outcomes", |level| level.label.as_str()).to_owned();
            let words = words(&comparison.name, &label, outcome.weight, outcome.frequency);
            steps.push(Step {
                comparison: comparison.name.clone(),
                outcome: label,
                values,
                weight: outcome.weight,
                frequency: outcome.frequency,
                total,
                words,
            });
        }
        // Nothing is said of what takes next to nothing away.
        if total - weight > 0.05 {
            steps.push(Step {
                comparison: "in common".to_owned(),
                outcome: "two people may have this in common".to_owned(),
                values: Vec::new(),
                weight: weight - total,
                frequency: 0.0,
                total: weight,
                words: in_common_words(total - weight),
            });
        }
        let probability = probability_of_weight(weight);
        let words = format!(
            "The two records are of one person with a probability of {}. The strongest sign for it: {}. Against it: {}.",
            percent(probability),
            strongest(&steps, 1.0).unwrap_or_else(|| "none".to_owned()),
            strongest(&steps, -1.0).unwrap_or_else(|| "nothing".to_owned()),
        );
        Ok(PairExplanation { prior, steps, weight, probability, rule: self.rule_of(left, right), words })
    }

    /// The first blocking rule that brings two records together.
    fn rule_of(&self, left: u32, right: u32) -> Option<String> {
        let mut scratch = crate::compare::Scratch::new(&self.measures);
        scratch.next_pair();
        let pair = self.pair(left, right);
        let mut meets = |rule: &usize| self.blocks.meets(*rule, left, right, &pair, &mut scratch);
        let rule = (0..self.blocks.reports().len()).find(&mut meets)?;
        Some(self.blocks.reports()[rule].rule.clone())
    }
}

fn strongest(steps: &[Step], sign: f64) -> Option<String> {
    let sum = |step: &Step| sign * (step.weight + step.frequency);
    let step = steps.iter().filter(|step| sum(step) > 0.0).max_by(|one, other| sum(one).total_cmp(&sum(other)))?;
    Some(format!("{} ({})", step.comparison, step.outcome))
}

/// A probability as people read it, never rounded to certainty.
fn percent(probability: f64) -> String {
    let percent = probability * 100.0;
    if percent >= 99.995 {
        "more than 99.99%".to_owned()
    } else if percent < 0.005 {
        "less than 0.01%".to_owned()
    } else {
        format!("{percent:.2}%")
    }
}

fn words(comparison: &str, outcome: &str, weight: f64, frequency: f64) -> String {
    let total = weight + frequency;
    if total.abs() < 0.05 {
        return format!("{comparison}: {outcome}. This says next to nothing either way.");
    }
    let times = times(total.abs().exp2());
    let direction = if total > 0.0 { "more" } else { "less" };
    let rare = match frequency {
        frequency if frequency > 0.5 => " The value is rare, so it counts for more.",
        frequency if frequency < -0.5 => " The value is usual, so it counts for less.",
        _ => "",
    };
    format!("{comparison}: {outcome}. This makes one person {times} times {direction} likely.{rare}")
}

fn in_common_words(weight: f64) -> String {
    format!(
        "Two people who have something in common, such as a home, a family or a place, agree like this more often than \
         strangers. This makes one person {} times less likely.",
        times(weight.exp2())
    )
}

/// A factor with two figures and thousands parted.
fn times(factor: f64) -> String {
    if factor < 10.0 {
        return format!("{factor:.1}");
    }
    if factor >= 1e9 {
        return "more than a billion".to_owned();
    }
    let scale = 10_f64.powf(factor.log10().floor() - 1.0);
    let rounded = ((factor / scale).round() * scale) as u64;
    let digits = rounded.to_string();
    let mut parted = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}
