//! An expression as text that reads back as the same expression.

use super::{Arithmetic, Expression, Relation, Side};
use std::fmt::{Formatter, Result};

/// Words that the reader takes for its own, so that a column of that name must be quoted.
const WORDS: [&str; 17] = [
    "and", "as", "between", "case", "cast", "else", "end", "false", "in", "is", "not", "null", "or", "then", "true",
    "try_cast", "when",
];

pub(super) fn write(expression: &Expression, to: &mut Formatter<'_>) -> Result {
    match expression {
        Expression::Null => to.write_str("null"),
        Expression::Boolean(value) => write!(to, "{value}"),
        Expression::Number(number) => write!(to, "{number}"),
        Expression::Text(text) => write!(to, "'{}'", text.replace('\'', "''")),
        Expression::Column { name, side } => {
            let plain = name.chars().all(|each| each.is_alphanumeric() || each == '_')
                && !name.starts_with(|each: char| each.is_ascii_digit())
                && !WORDS.iter().any(|word| name.eq_ignore_ascii_case(word));
            match side {
                Side::Left => to.write_str("l.")?,
                Side::Right => to.write_str("r.")?,
                Side::Own => {}
            }
            if plain { to.write_str(name) } else { write!(to, "\"{}\"", name.replace('"', "\"\"")) }
        }
        Expression::Call { function, arguments } => {
            write!(to, "{}(", function.name())?;
            list(arguments, ", ", to)?;
            to.write_str(")")
        }
        Expression::Arithmetic(operator, one, other) => {
            let sign = match operator {
                Arithmetic::Add => "+",
                Arithmetic::Subtract => "-",
                Arithmetic::Multiply => "*",
                Arithmetic::Divide => "/",
            };
            write!(to, "({one} {sign} {other})")
        }
        Expression::Compare(relation, one, other) => {
            let sign = match relation {
                Relation::Equal => "=",
                Relation::NotEqual => "<>",
                Relation::Less => "<",
                Relation::AtMost => "<=",
                Relation::Greater => ">",
                Relation::AtLeast => ">=",
            };
            write!(to, "{one} {sign} {other}")
        }
        Expression::And(parts) => within(parts, " and ", to),
        Expression::Or(parts) => within(parts, " or ", to),
        Expression::Not(inner) => write!(to, "not ({inner})"),
        Expression::IsNull(inner) => write!(to, "{inner} is null"),
        Expression::Case { branches, otherwise } => {
            to.write_str("case")?;
            for (condition, value) in branches {
                write!(to, " when {condition} then {value}")?;
            }
            if let Some(value) = otherwise {
                write!(to, " else {value}")?;
            }
            to.write_str(" end")
        }
    }
}

fn list(parts: &[Expression], between: &str, to: &mut Formatter<'_>) -> Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            to.write_str(between)?;
        }
        write!(to, "{part}")?;
    }
    Ok(())
}

fn within(parts: &[Expression], between: &str, to: &mut Formatter<'_>) -> Result {
    to.write_str("(")?;
    list(parts, between, to)?;
    to.write_str(")")
}
