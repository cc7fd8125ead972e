//! Splink's JSON to a model.

use crate::LinkError;
use crate::model::{Between, BlockingRule, Comparison, FrequencyAdjustment, Level, Model, People, Training, VERSION};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Settings {
    link_type: String,
    comparisons: Vec<SplinkComparison>,
    #[serde(default)]
    blocking_rules_to_generate_predictions: Vec<SplinkRule>,
    probability_two_random_records_match: Option<f64>,
    unique_id_column_name: Option<String>,
}

#[derive(Deserialize)]
struct SplinkComparison {
    output_column_name: Option<String>,
    comparison_levels: Vec<SplinkLevel>,
}

#[derive(Deserialize)]
struct SplinkLevel {
    sql_condition: String,
    label_for_charts: Option<String>,
    #[serde(default)]
    is_null_level: bool,
    /// A number, or a text where the level was never seen in training.
    m_probability: Option<serde_json::Value>,
    u_probability: Option<serde_json::Value>,
    #[serde(default)]
    fix_m_probability: bool,
    #[serde(default)]
    fix_u_probability: bool,
    tf_adjustment_column: Option<String>,
    tf_adjustment_weight: Option<f64>,
    tf_minimum_u_value: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum SplinkRule {
    Text(String),
    Rule { blocking_rule: String },
}

/// The name of records in Splink's settings where nothing is said: one of the usual names.
const ID_AT_FIRST: &str = "unique_id";
/// The prior of Splink's settings where nothing is said.
const PRIOR_AT_FIRST: f64 = 0.0001;

pub(super) fn read(json: &str) -> Result<Model, LinkError> {
    let settings: Settings = serde_json::from_str(json).map_err(|error| LinkError::Model(error.to_string()))?;
    let between = match settings.link_type.as_str() {
        "dedupe_only" | "link_and_dedupe" => Between::All,
        "link_only" => Between::Sources,
        other => return Err(LinkError::Model(format!("`{other}` is no link type that we know"))),
    };
    let rule = |rule: SplinkRule| {
        let (SplinkRule::Text(when) | SplinkRule::Rule { blocking_rule: when }) = rule;
        BlockingRule { when: Some(when), ..BlockingRule::default() }
    };
    let known = |level: &SplinkLevel| chance(level.m_probability.as_ref()).is_some();
    let trained = settings.comparisons.iter().flat_map(|each| &each.comparison_levels).any(known);
    let levels = |levels: Vec<SplinkLevel>| {
        let count = levels.iter().filter(|each| !each.is_null_level).count();
        let mut next = 0;
        let place = |each: &SplinkLevel| {
            let place = next;
            next += usize::from(!each.is_null_level);
            trained.then_some((place, count))
        };
        let places: Vec<Option<(usize, usize)>> = levels.iter().map(place).collect();
        levels.into_iter().zip(places).map(|(each, place)| level(each, place)).collect()
    };
    let comparison = |(index, comparison): (usize, SplinkComparison)| Comparison {
        name: comparison.output_column_name.unwrap_or_else(|| format!("comparison {}", index + 1)),
        levels: levels(comparison.comparison_levels),
    };
    let model = Model {
        version: VERSION,
        name: "from Splink".to_owned(),
        id: settings.unique_id_column_name.filter(|name| name != ID_AT_FIRST),
        between,
        // Settings that nobody trained hold the prior that Splink begins with, which nobody meant.
        prior: settings.probability_two_random_records_match.filter(|prior| trained || *prior != PRIOR_AT_FIRST),
        columns: BTreeMap::new(),
        blocking: settings.blocking_rules_to_generate_predictions.into_iter().map(rule).collect(),
        comparisons: settings.comparisons.into_iter().enumerate().map(comparison).collect(),
        in_common: Vec::new(),
        training: Training::default(),
        // Splink never bounds a block. The probabilities that it learnt take all pairs of two people for strangers and are
        // too sure, so more is asked of a link than that one person is likelier than two.
        people: if trained {
            People { threshold: 0.95, clerical: 0.5, largest_block: u32::MAX, ..People::default() }
        } else {
            People { largest_block: u32::MAX, ..People::default() }
        },
    };
    model.check()?;
    Ok(model)
}

fn chance(value: Option<&serde_json::Value>) -> Option<f64> {
    value.and_then(serde_json::Value::as_f64)
}

/// The chances that Splink takes for a level of which it has learnt none: m is 0.95 for the first level and the rest in
/// equal parts; the weight is 10 for the first and falls evenly from 3 to -5 over the others.
fn defaults(place: usize, count: usize) -> (f64, f64) {
    let m = if place == 0 { 0.95 } else { 0.05 / (count.max(2) - 1) as f64 };
    let weight = match place {
        0 => 10.0,
        _ if count <= 2 => -5.0,
        _ => -5.0 + 8.0 * (count - 1 - place) as f64 / (count - 2) as f64,
    };
    (m, m / f64::exp2(weight))
}

/// `place` is the level's among those of its comparison that say something, and how many those are; `None` for a model
/// that has not been trained.
fn level(level: SplinkLevel, place: Option<(usize, usize)>) -> Level {
    let weight = level.tf_adjustment_weight.unwrap_or(1.0);
    let (mut m, mut u) = (chance(level.m_probability.as_ref()), chance(level.u_probability.as_ref()));
    if let Some((place, count)) = place.filter(|_| !level.is_null_level) {
        let (default_m, default_u) = defaults(place, count);
        (m, u) = (m.or(Some(default_m)), u.or(Some(default_u)));
    }
    Level {
        label: level.label_for_charts.unwrap_or_else(|| level.sql_condition.clone()),
        when: level.sql_condition,
        missing: level.is_null_level,
        m,
        u,
        fixed_m: level.fix_m_probability,
        fixed_u: level.fix_u_probability,
        frequency: level.tf_adjustment_column.map(|column| FrequencyAdjustment {
            of: format!("\"{}\"", column.trim_matches('"').replace('"', "\"\"")),
            weight,
            least: level.tf_minimum_u_value.unwrap_or(0.0),
            by_count: Vec::new(),
            counted: 0,
        }),
    }
}
