//! A model to Splink's JSON, in the dialect of DuckDB.

use crate::LinkError;
use crate::expression::{Arithmetic, Expression, Function, Relation, Side};
use crate::model::{Between, BlockingRule, InCommon, Level, Model};
use serde_json::{Map, Value, json};

pub(super) fn write(model: &Model) -> Result<String, LinkError> {
    let mut comparisons = Vec::new();
    for comparison in &model.comparisons {
        let levels: Vec<Value> = (comparison.levels.iter().enumerate())
            .map(|(at, each)| level(model, each, chance_of_two_people(model, &comparison.name, at, each)))
            .collect::<Result<_, _>>()?;
        comparisons.push(json!({ "output_column_name": comparison.name, "comparison_levels": levels }));
    }
    let rules: Vec<Value> = model.blocking.iter().map(|rule| blocking(model, rule)).collect::<Result<_, _>>()?;
    let mut settings = json!({
        "link_type": match model.between { Between::All => "dedupe_only", Between::Sources => "link_only" },
        "sql_dialect": "duckdb",
        "blocking_rules_to_generate_predictions": rules,
        "comparisons": comparisons,
    });
    if let Some(id) = &model.id {
        settings["unique_id_column_name"] = json!(id);
    }
    if let Some(prior) = model.prior {
        settings["probability_two_random_records_match"] = json!(prior);
    }
    serde_json::to_string_pretty(&settings).map_err(|error| LinkError::Model(error.to_string()))
}

/// The chance of an outcome between any two people. Splink knows nothing of what people have in common, so strangers and
/// all others are taken together.
fn chance_of_two_people(model: &Model, comparison: &str, at: usize, level: &Level) -> Option<f64> {
    let strangers = level.u?;
    let beyond = |kind: &InCommon| {
        let of_kind = kind.chances.get(comparison).and_then(|levels| levels.get(at));
        of_kind.map_or(0.0, |of_kind| kind.share * (of_kind - strangers))
    };
    Some(strangers + model.in_common.iter().map(beyond).sum::<f64>())
}

fn level(model: &Model, level: &Level, u: Option<f64>) -> Result<Value, LinkError> {
    let condition =
        if level.is_else() { "ELSE".to_owned() } else { sql(&model.expression(&level.when)?, Dots::Suffix)? };
    let mut written = Map::new();
    written.insert("sql_condition".to_owned(), json!(condition));
    written.insert("label_for_charts".to_owned(), json!(level.label));
    if level.missing {
        written.insert("is_null_level".to_owned(), json!(true));
    }
    for (name, chance) in [("m_probability", level.m), ("u_probability", u)] {
        if let Some(chance) = chance.filter(|_| !level.missing) {
            written.insert(name.to_owned(), json!(chance));
        }
    }
    for (name, fixed) in [("fix_m_probability", level.fixed_m), ("fix_u_probability", level.fixed_u)] {
        if fixed {
            written.insert(name.to_owned(), json!(true));
        }
    }
    if let Some(adjustment) = &level.frequency {
        let Expression::Column { name, .. } = model.expression(&adjustment.of)? else {
            return Err(LinkError::Model(format!(
                "Splink counts the values of columns only, and `{}` is derived: derive it before and name the column",
                adjustment.of
            )));
        };
        written.insert("tf_adjustment_column".to_owned(), json!(name));
        written.insert("tf_adjustment_weight".to_owned(), json!(adjustment.weight));
        if adjustment.least > 0.0 {
            written.insert("tf_minimum_u_value".to_owned(), json!(adjustment.least));
        }
    }
    Ok(Value::Object(written))
}

fn blocking(model: &Model, rule: &BlockingRule) -> Result<Value, LinkError> {
    let mut parts = Vec::new();
    for same in &rule.same {
        let own = model.expression(same)?;
        let one = own.clone().with_side(Side::Own, Side::Left);
        let other = own.with_side(Side::Own, Side::Right);
        parts.push(Expression::Compare(Relation::Equal, Box::new(one), Box::new(other)));
    }
    if let Some(when) = &rule.when {
        parts.push(model.expression(when)?);
    }
    Ok(json!({ "blocking_rule": sql(&Expression::And(parts), Dots::Prefix)?, "sql_dialect": "duckdb" }))
}

/// Splink names the record of a column by `l.` in blocking rules and by `_l` in comparisons.
#[derive(Clone, Copy)]
enum Dots {
    Prefix,
    Suffix,
}

fn sql(expression: &Expression, dots: Dots) -> Result<String, LinkError> {
    let each = |part: &Expression| sql(part, dots);
    let joined = |parts: &[Expression], between: &str| -> Result<String, LinkError> {
        let parts: Vec<String> =
            parts.iter().map(|part| Ok(format!("({})", each(part)?))).collect::<Result<_, LinkError>>()?;
        Ok(parts.join(between))
    };
    Ok(match expression {
        Expression::Column { name, side } => {
            let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
            match (side, dots) {
                (Side::Own, _) => quoted(name),
                (Side::Left, Dots::Prefix) => format!("l.{}", quoted(name)),
                (Side::Right, Dots::Prefix) => format!("r.{}", quoted(name)),
                (Side::Left, Dots::Suffix) => quoted(&format!("{name}_l")),
                (Side::Right, Dots::Suffix) => quoted(&format!("{name}_r")),
            }
        }
        Expression::And(parts) => joined(parts, " AND ")?,
        Expression::Or(parts) => joined(parts, " OR ")?,
        Expression::Not(part) => format!("NOT ({})", each(part)?),
        Expression::IsNull(part) => format!("{} IS NULL", each(part)?),
        Expression::Compare(relation, one, other) => {
            let sign = match relation {
                Relation::Equal => "=",
                Relation::NotEqual => "<>",
                Relation::Less => "<",
                Relation::AtMost => "<=",
                Relation::Greater => ">",
                Relation::AtLeast => ">=",
            };
            format!("{} {sign} {}", each(one)?, each(other)?)
        }
        Expression::Arithmetic(operator, one, other) => {
            let sign = match operator {
                Arithmetic::Add => "+",
                Arithmetic::Subtract => "-",
                Arithmetic::Multiply => "*",
                Arithmetic::Divide => "/",
            };
            format!("({} {sign} {})", each(one)?, each(other)?)
        }
        Expression::Case { branches, otherwise } => {
            let mut text = "CASE".to_owned();
            for (condition, value) in branches {
                text = format!("{text} WHEN {} THEN {}", each(condition)?, each(value)?);
            }
            if let Some(value) = otherwise {
                text = format!("{text} ELSE {}", each(value)?);
            }
            format!("{text} END")
        }
        Expression::Call { function, arguments } => call(*function, arguments, &each)?,
        simple => simple.to_string(),
    })
}

fn call(
    function: Function,
    arguments: &[Expression],
    each: &dyn Fn(&Expression) -> Result<String, LinkError>,
) -> Result<String, LinkError> {
    let written: Vec<String> = arguments.iter().map(each).collect::<Result<_, _>>()?;
    let list = written.join(", ");
    Ok(match function {
        Function::JaroWinkler => format!("jaro_winkler_similarity({list})"),
        Function::Jaro => format!("jaro_similarity({list})"),
        Function::Shared => format!("array_length(list_intersect({list}))"),
        Function::AsNumber => format!("TRY_CAST({list} AS DOUBLE)"),
        Function::AsText => format!("CAST({list} AS VARCHAR)"),
        Function::ParseTime => format!("EPOCH(try_strptime({list}))"),
        Function::ArrayLength if matches!(arguments, [Expression::Call { function: Function::Shared, .. }]) => list,
        Function::DaysApart => {
            let seconds = |text: &str| format!("EPOCH(try_strptime({text}, '%Y-%m-%d'))");
            format!("(ABS({} - {}) / 86400)", seconds(&written[0]), seconds(&written[1]))
        }
        Function::Lower
        | Function::Upper
        | Function::Trim
        | Function::Length
        | Function::Substring
        | Function::LeftPart
        | Function::RightPart
        | Function::Concatenate
        | Function::Replace
        | Function::RegexpExtract
        | Function::NullIf
        | Function::Coalesce
        | Function::Absolute
        | Function::Least
        | Function::Greatest
        | Function::Radians
        | Function::Sine
        | Function::Cosine
        | Function::ArcCosine
        | Function::ArrayLength
        | Function::Levenshtein
        | Function::DamerauLevenshtein
        | Function::Jaccard => format!("{}({list})", function.name()),
        other => {
            return Err(LinkError::Model(format!(
                "Splink has nothing like `{}`: derive the column before, or leave the level out",
                other.name()
            )));
        }
    })
}
