//! The linkage behind a review: what its model believes, what it compared, what a threshold would cost, how often it is
//! right. Counts and chances alone, no record of a person; who asks and what for is stated in headers and recorded.

use super::{
    Problem,
    people::{Evaluation, evaluation, numbered, private, reviewer},
    question::Question,
};
use crate::state::State;
use axum::{
    extract::{Path, State as Shared},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use link::{
    model::probability_of_weight,
    review::file::{FileCount, FileModel},
};
use serde::Serialize;

/// A weight and what it means.
#[derive(Serialize)]
struct Weight {
    weight: f64,
    probability: f64,
}

#[derive(Serialize)]
struct Model<'m> {
    review: u32,
    name: &'m str,
    records: u64,
    threshold: Weight,
    clerical: Weight,
    comparisons: Vec<Comparison<'m>>,
    weights: &'m [FileCount],
    own_weights: &'m [FileCount],
}

#[derive(Serialize)]
struct Comparison<'m> {
    comparison: &'m str,
    outcomes: Vec<Outcome<'m>>,
}

#[derive(Serialize)]
struct Outcome<'m> {
    outcome: &'m str,
    m: Option<f64>,
    u: Option<f64>,
    weight: Option<f64>,
}

#[derive(Serialize)]
struct Thresholds {
    review: u32,
    of_the_run: Weight,
    thresholds: Vec<Cost>,
}

#[derive(Serialize)]
struct Cost {
    weight: f64,
    probability: f64,
    taken: u64,
    false_matches: f64,
    missed_matches: f64,
    precision: Option<f64>,
    recall: Option<f64>,
}

#[derive(Serialize)]
struct Blocking<'m> {
    review: u32,
    records: u64,
    possible_pairs: f64,
    compared_pairs: u64,
    left_out_pairs: u64,
    rules: Vec<Rule<'m>>,
}

#[derive(Serialize)]
struct Rule<'m> {
    rule: &'m str,
    first_pairs: u64,
    records: u64,
    records_share: Option<f64>,
    largest_block: u64,
    left_out_pairs: u64,
}

#[derive(Serialize)]
struct Told<'r> {
    review: u32,
    pairs: usize,
    settled: usize,
    disputed: usize,
    #[serde(flatten)]
    evaluation: Evaluation<'r>,
}

fn weight(weight: f64) -> Weight {
    Weight { weight, probability: probability_of_weight(weight) }
}

/// A share of a whole; nothing where there is no whole.
fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| (part / whole).clamp(0.0, 1.0))
}

fn comparisons(model: &FileModel) -> Vec<Comparison<'_>> {
    let mut told: Vec<Comparison<'_>> = Vec::new();
    for each in &model.outcomes {
        let outcome = Outcome { outcome: &each.outcome, m: each.m, u: each.u, weight: each.weight };
        match told.iter_mut().find(|comparison| comparison.comparison == each.comparison) {
            Some(comparison) => comparison.outcomes.push(outcome),
            None => told.push(Comparison { comparison: &each.comparison, outcomes: vec![outcome] }),
        }
    }
    told
}

/// What the model believes: the chances of each outcome among records of one person (m) and of two (u).
pub async fn model(
    Shared(state): Shared<State>,
    Path(review): Path<String>,
    headers: HeaderMap,
    question: Question,
) -> Result<Response, Problem> {
    question.only(&[])?;
    let review = numbered("review", &review)?;
    let model = state.hub.read_linkage_model(&reviewer(&headers)?, review, "what the model believes").await?;
    let told = Model {
        review,
        name: &model.name,
        records: model.records,
        threshold: weight(model.threshold),
        clerical: weight(model.clerical),
        comparisons: comparisons(&model),
        weights: &model.weights,
        own_weights: &model.own_weights,
    };
    Ok(private(StatusCode::OK, told))
}

/// What each threshold would cost, if the model's probabilities are right.
pub async fn thresholds(
    Shared(state): Shared<State>,
    Path(review): Path<String>,
    headers: HeaderMap,
    question: Question,
) -> Result<Response, Problem> {
    question.only(&[])?;
    let review = numbered("review", &review)?;
    let model = state.hub.read_linkage_model(&reviewer(&headers)?, review, "what thresholds cost").await?;
    let cost = |cost: &link::review::file::FileThreshold| {
        let right = cost.taken as f64 - cost.false_matches;
        Cost {
            weight: cost.weight,
            probability: probability_of_weight(cost.weight),
            taken: cost.taken,
            false_matches: cost.false_matches,
            missed_matches: cost.missed_matches,
            precision: share(right, cost.taken as f64),
            recall: share(right, right + cost.missed_matches),
        }
    };
    let thresholds = model.thresholds.iter().map(cost).collect();
    Ok(private(StatusCode::OK, Thresholds { review, of_the_run: weight(model.threshold), thresholds }))
}

/// What was compared at all. Two records of one person that meet no rule are in no figure.
pub async fn blocking(
    Shared(state): Shared<State>,
    Path(review): Path<String>,
    headers: HeaderMap,
    question: Question,
) -> Result<Response, Problem> {
    question.only(&[])?;
    let review = numbered("review", &review)?;
    let model = state.hub.read_linkage_model(&reviewer(&headers)?, review, "what was compared").await?;
    let records = model.records as f64;
    let rule = |rule: &'_ link::review::file::FileRule| (rule.pairs, rule.left_out);
    let (compared_pairs, left_out_pairs) =
        model.blocking.iter().map(rule).fold((0, 0), |sum, (pairs, left_out)| (sum.0 + pairs, sum.1 + left_out));
    let rules = model.blocking.iter().map(|rule| Rule {
        rule: &rule.rule,
        first_pairs: rule.pairs,
        records: rule.records,
        records_share: share(rule.records as f64, records),
        largest_block: rule.largest,
        left_out_pairs: rule.left_out,
    });
    let told = Blocking {
        review,
        records: model.records,
        possible_pairs: records * (records - 1.0).max(0.0) / 2.0,
        compared_pairs,
        left_out_pairs,
        rules: rules.collect(),
    };
    Ok(private(StatusCode::OK, told))
}

/// How often the linkage is right, as people have judged so far.
pub async fn evaluated(
    Shared(state): Shared<State>,
    Path(review): Path<String>,
    headers: HeaderMap,
    question: Question,
) -> Result<Response, Problem> {
    question.only(&[])?;
    let review = numbered("review", &review)?;
    let (overview, results) = state.hub.read_linkage_evaluation(&reviewer(&headers)?, review).await?;
    let standing = &overview.standing;
    let told = Told {
        review,
        pairs: standing.pairs.len(),
        settled: standing.settled(),
        disputed: standing.disputed().len(),
        evaluation: evaluation(&results),
    };
    Ok(private(StatusCode::OK, told))
}
