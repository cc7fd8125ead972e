//! What a linkage believes: what to derive, what to bring together, what to compare, and how much each outcome weighs.

mod document;
pub mod splink;

use crate::LinkError;
use crate::expression::Expression;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the model file that this engine writes.
pub const VERSION: u32 = 1;

/// Between which records matches are sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Between {
    /// Among all records, of one source or several.
    #[default]
    All,
    /// Only between records of different sources.
    Sources,
}

/// A linkage model. Its file is described in `docs/reference/linkage-model.md`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The version of the file's form.
    pub version: u32,
    /// What the model is called.
    pub name: String,
    /// The column that names a record in its source. Absent: one of the usual names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Between which records matches are sought.
    #[serde(default)]
    pub between: Between,
    /// The chance that two records taken at random are of one person, 0 to 1. Absent until it is trained or given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prior: Option<f64>,
    /// Columns derived from those of the records, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// Which pairs are compared: those that meet at least one of these rules.
    pub blocking: Vec<BlockingRule>,
    /// What is compared.
    #[serde(rename = "comparison")]
    pub comparisons: Vec<Comparison>,
    /// Kinds of two people who have something in common (a home, a family, a place), and so agree more often than
    /// strangers. Training finds them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_common: Vec<InCommon>,
    /// How the model is trained.
    #[serde(default)]
    pub training: Training,
    /// How pairs become people.
    #[serde(default)]
    pub people: People,
}

/// Brings together the pairs that are worth comparing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockingRule {
    /// Expressions over one record that must give the same value for both.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<String>,
    /// Further conditions on the pair, or equalities between different expressions of the left and the right record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Columns that say the same as the rule's own without being them, such as the filter of a surname beside a keyed word
    /// of that surname: comparisons that look at them are not taught under the rule. Of use in `learn` alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touches: Vec<String>,
}

/// One aspect of a pair, with its possible outcomes in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// What is compared.
    pub name: String,
    /// The outcomes; the first whose condition holds is the pair's.
    #[serde(rename = "level")]
    pub levels: Vec<Level>,
}

/// One outcome of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// What a person reads.
    pub label: String,
    /// The condition; `else` for all pairs that are left.
    pub when: String,
    /// This outcome says nothing: a value is missing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
    /// The chance of this outcome when the two records are of one person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub m: Option<f64>,
    /// The chance of this outcome when they are of two people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub u: Option<f64>,
    /// `m` is given and training leaves it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fixed_m: bool,
    /// `u` is given and training leaves it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fixed_u: bool,
    /// Rare values weigh more than usual ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<FrequencyAdjustment>,
}

/// Rare values weigh more than usual ones: agreement on `Featherstonehaugh` says more than on `Smith`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrequencyAdjustment {
    /// The expression over one record whose value is counted.
    pub of: String,
    /// How far to go: 0 not at all, 1 fully.
    #[serde(default = "one")]
    pub weight: f64,
    /// A value is treated as at least this frequent.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub least: f64,
    /// What agreement on a value held by 2 or 3 records, by 4 to 7, by 8 to 15 and so on adds to the weight (log2), as
    /// training found it; between the middles of two steps it is read off a straight line over the logarithm of the
    /// count. When absent, agreement on a value is as rare as records that hold it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_count: Vec<f64>,
    /// How many values were counted when `by_count` was learnt: among more or fewer, counts are brought to that scale.
    #[serde(default, skip_serializing_if = "is_none_counted")]
    pub counted: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_none_counted(counted: &u64) -> bool {
    *counted == 0
}

fn one() -> f64 {
    1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

/// A kind of two people who have something in common, with chances of its own. Where a model has such kinds, `u` is of
/// strangers alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InCommon {
    /// The chance that two records taken at random are of two people of this kind, 0 to 1.
    pub share: f64,
    /// For each comparison the chance of each of its outcomes, in their order.
    pub chances: BTreeMap<String, Vec<f64>>,
    /// For each expression whose frequency counts, by how much (log2) agreement on a value is likelier between such
    /// people, against strangers, than agreement at large; by how many records hold the value (see
    /// [`FrequencyAdjustment::by_count`]).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_count: BTreeMap<String, Vec<f64>>,
}

/// How a model is trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Training {
    /// Rules that hold for matches nearly alone; the share of all matches that they find is `recall`.
    pub certain: Vec<BlockingRule>,
    /// The share of matches that the certain rules find, 0 to 1.
    pub recall: f64,
    /// Rules under which m is learnt, each for the comparisons that it does not touch.
    pub learn: Vec<BlockingRule>,
    /// How many kinds of two people who have something in common are sought, at most; 0 takes all pairs of two people for
    /// strangers.
    pub in_common: u32,
    /// How many pairs are taken at random to measure chance agreement.
    pub chance_pairs: u64,
    /// How many pairs of each rule are learnt from, at most.
    pub learn_pairs: u64,
    /// The seed of all that is random.
    pub seed: u64,
}

impl Default for Training {
    fn default() -> Self {
        Self {
            certain: Vec::new(),
            recall: 0.7,
            learn: Vec::new(),
            in_common: 3,
            chance_pairs: 500_000,
            learn_pairs: 300_000,
            seed: 1,
        }
    }
}

/// How pairs become people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct People {
    /// Pairs of at least this probability are links. By default a half: one person is likelier than two. (Where
    /// probabilities can be believed, F1 is highest at half of the highest F1 that can be reached, which is a little less:
    /// Lipton, Elkan and Naryanaswamy 2014.)
    pub threshold: f64,
    /// Pairs of at least this probability, and less than `threshold`, are for a person to look at.
    pub clerical: f64,
    /// Sources that promise at most one record for each person.
    pub one_each: Vec<String>,
    /// Expressions over one record of which a person has one value: two records of different values are never put
    /// together without a person deciding.
    pub never_two: Vec<String>,
    /// A block of more records than this is not compared whole: each record meets its nearest neighbours in it.
    pub largest_block: u32,
    /// How many neighbours on each side a record of such a block meets.
    pub neighbours: u32,
}

impl Default for People {
    fn default() -> Self {
        Self {
            threshold: 0.5,
            clerical: 0.1,
            one_each: Vec::new(),
            never_two: Vec::new(),
            largest_block: 5_000,
            neighbours: 50,
        }
    }
}

impl Level {
    /// A level with a condition and nothing learnt yet.
    #[must_use]
    pub fn new(label: &str, when: &str) -> Self {
        Self {
            label: label.to_owned(),
            when: when.to_owned(),
            missing: false,
            m: None,
            u: None,
            fixed_m: false,
            fixed_u: false,
            frequency: None,
        }
    }

    /// Whether this level takes all pairs that are left.
    #[must_use]
    pub fn is_else(&self) -> bool {
        self.when.trim().eq_ignore_ascii_case("else")
    }

    /// The weight of this outcome: the logarithm to base 2 of m over u; 0 when it says nothing.
    #[must_use]
    pub fn weight(&self) -> Option<f64> {
        if self.missing {
            return Some(0.0);
        }
        self.m.zip(self.u).map(|(m, u)| (m / u).log2())
    }
}

/// The logarithm to base 2 of the odds of a probability.
#[must_use]
pub fn weight_of_probability(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

/// The probability of a match weight (log2 odds).
#[must_use]
pub fn probability_of_weight(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

impl Model {
    /// Reads a model file.
    ///
    /// # Errors
    /// [`LinkError::Model`] when it is not a model of a version we know, or contradicts itself;
    /// [`LinkError::Expression`] when an expression cannot be read.
    pub fn from_toml(text: &str) -> Result<Self, LinkError> {
        document::read(text)
    }

    /// The model as a file.
    ///
    /// # Errors
    /// [`LinkError::Model`] when it cannot be written, which a model that was read never is.
    pub fn to_toml(&self) -> Result<String, LinkError> {
        document::write(self)
    }

    /// Reads an expression of this model: columns that the model derives are replaced by what they are derived from.
    ///
    /// # Errors
    /// [`LinkError::Expression`] when it cannot be read.
    pub fn expression(&self, text: &str) -> Result<Expression, LinkError> {
        self.resolve(Expression::parse(text)?, 0)
    }

    fn resolve(&self, expression: Expression, depth: usize) -> Result<Expression, LinkError> {
        if expression.columns().iter().all(|name| !self.columns.contains_key(*name)) {
            return Ok(expression);
        }
        if depth > self.columns.len() {
            return Err(LinkError::Model(format!("the derived columns of `{expression}` go round in a circle")));
        }
        let mut derived = BTreeMap::new();
        for name in expression.columns() {
            if let Some(text) = self.columns.get(name) {
                let definition = Expression::parse(text)?;
                // A column may refine the one of its own name: `surname = "name(surname)"` means the record's column.
                let own = definition.columns().contains(&name);
                derived.insert(name.to_owned(), if own { definition } else { self.resolve(definition, depth + 1)? });
            }
        }
        Ok(expression.map(&|part| match part {
            Expression::Column { name, side } => match derived.get(&name) {
                Some(definition) => definition.clone().with_side(crate::expression::Side::Own, side),
                None => Expression::Column { name, side },
            },
            other => other,
        }))
    }

    /// The columns that records must have for this model, each once, in order of their names.
    ///
    /// # Errors
    /// [`LinkError::Expression`] when an expression of the model cannot be read.
    pub fn columns_needed(&self) -> Result<Vec<String>, LinkError> {
        let mut texts: Vec<&str> = Vec::new();
        for rule in self.blocking.iter().chain(&self.training.certain).chain(&self.training.learn) {
            texts.extend(rule.same.iter().map(String::as_str));
            texts.extend(rule.when.as_deref());
        }
        for level in self.comparisons.iter().flat_map(|comparison| &comparison.levels) {
            if !level.is_else() {
                texts.push(&level.when);
            }
            texts.extend(level.frequency.as_ref().map(|adjustment| adjustment.of.as_str()));
        }
        texts.extend(self.people.never_two.iter().map(String::as_str));
        let mut needed = std::collections::BTreeSet::new();
        for text in texts {
            needed.extend(self.expression(text)?.columns().into_iter().map(str::to_owned));
        }
        Ok(needed.into_iter().collect())
    }

    /// Checks that the model holds together.
    ///
    /// # Errors
    /// [`LinkError::Model`] with what is wrong, [`LinkError::Expression`] for the first expression that is.
    pub fn check(&self) -> Result<(), LinkError> {
        let wrong = |what: String| Err(LinkError::Model(what));
        if self.version == 0 || self.version > VERSION {
            return wrong(format!("its version is {}; this program reads version {VERSION}", self.version));
        }
        if self.comparisons.is_empty() {
            return wrong("it compares nothing".to_owned());
        }
        if self.blocking.is_empty() {
            return wrong("it has no blocking rule, so every record would meet every other".to_owned());
        }
        let share = |number: f64| (0.0..=1.0).contains(&number);
        if self.prior.is_some_and(|prior| !(prior > 0.0 && prior < 1.0)) {
            return wrong("the prior must lie between 0 and 1".to_owned());
        }
        if !share(self.people.threshold) || !share(self.people.clerical) || !share(self.training.recall) {
            return wrong("thresholds and recall are probabilities: they lie between 0 and 1".to_owned());
        }
        if self.people.clerical > self.people.threshold {
            return wrong("the clerical band begins above the threshold".to_owned());
        }
        if self.people.largest_block < 2 {
            return wrong("`largest_block` must be at least 2".to_owned());
        }
        for comparison in &self.comparisons {
            self.check_comparison(comparison)?;
        }
        self.in_common.iter().try_for_each(|kind| self.check_in_common(kind))
    }

    fn check_in_common(&self, kind: &InCommon) -> Result<(), LinkError> {
        let wrong = |what: String| Err(LinkError::Model(format!("a kind of `in_common` {what}")));
        if !(kind.share > 0.0 && kind.share < 1.0) {
            return wrong(format!("has a share of {}; shares lie between 0 and 1", kind.share));
        }
        for comparison in &self.comparisons {
            let Some(chances) = kind.chances.get(&comparison.name) else {
                return wrong(format!("knows no chances for `{}`", comparison.name));
            };
            if chances.len() != comparison.levels.len() {
                return wrong(format!(
                    "has {} chances for the {} outcomes of `{}`",
                    chances.len(),
                    comparison.levels.len(),
                    comparison.name
                ));
            }
            if kind.by_count.values().flatten().any(|added| !added.is_finite()) {
                return wrong("adds what is not a number to a weight".to_owned());
            }
            if let Some(chance) = chances.iter().find(|chance| !(0.0..=1.0).contains(*chance)) {
                return wrong(format!(
                    "has a chance of {chance} in `{}`; chances lie between 0 and 1",
                    comparison.name
                ));
            }
        }
        Ok(())
    }

    fn check_comparison(&self, comparison: &Comparison) -> Result<(), LinkError> {
        let name = &comparison.name;
        let wrong = |what: String| Err(LinkError::Model(format!("comparison `{name}` {what}")));
        if comparison.levels.is_empty() || comparison.levels.len() > 250 {
            return wrong("needs between 1 and 250 levels".to_owned());
        }
        for (index, level) in comparison.levels.iter().enumerate() {
            if level.is_else() && index + 1 < comparison.levels.len() {
                return wrong(format!("has a level after `else` (`{}`) that no pair can reach", level.label));
            }
            for chance in [level.m, level.u].into_iter().flatten() {
                if !(0.0..=1.0).contains(&chance) {
                    return wrong(format!(
                        "has a chance of {chance} at `{}`; chances lie between 0 and 1",
                        level.label
                    ));
                }
            }
            if !level.is_else() {
                self.expression(&level.when)?;
            }
            if let Some(adjustment) = &level.frequency {
                self.expression(&adjustment.of)?;
                if adjustment.by_count.iter().any(|added| !added.is_finite()) {
                    return wrong("adds what is not a number to a weight".to_owned());
                }
            }
        }
        Ok(())
    }
}
