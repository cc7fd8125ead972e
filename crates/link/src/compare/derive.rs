//! What an expression over one record gives, from the texts of its columns.

use super::layout::Kind;
use super::metric::LIST_SEPARATOR;
use crate::LinkError;
use crate::expression::{Arithmetic, Expression, Function, Reach, Relation};
use crate::standardise::{address, date, identifier, name, phonetic, postcode};
use regex::Regex;
use std::borrow::Cow;
use std::collections::HashMap;

/// A value on its way through an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Missing,
    Text(Cow<'a, str>),
    Number(f64),
    Truth(bool),
}

impl<'a> Value<'a> {
    fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Missing => None,
            Self::Text(text) => Some(text),
            Self::Number(number) => Some(Cow::Owned(number.to_string())),
            Self::Truth(truth) => Some(Cow::Borrowed(if truth { "true" } else { "false" })),
        }
    }

    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Missing => None,
            Self::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            Self::Number(number) => Some(*number).filter(|number| number.is_finite()),
            Self::Truth(truth) => Some(f64::from(u8::from(*truth))),
        }
    }

    fn truth(&self) -> Option<bool> {
        match self {
            Self::Truth(truth) => Some(*truth),
            other => other.number().map(|number| number != 0.0),
        }
    }

    fn of_text(text: Option<String>) -> Self {
        text.map_or(Self::Missing, |text| Self::Text(Cow::Owned(text)))
    }

    fn of_number(number: Option<f64>) -> Self {
        number.map_or(Self::Missing, Self::Number)
    }

    fn of_truth(truth: Option<bool>) -> Self {
        truth.map_or(Self::Missing, Self::Truth)
    }
}

/// What kind of value an expression gives.
pub(super) fn kind(expression: &Expression) -> Kind {
    match expression {
        Expression::Number(_)
        | Expression::Arithmetic(..)
        | Expression::Boolean(_)
        | Expression::Compare(..)
        | Expression::And(_)
        | Expression::Or(_)
        | Expression::Not(_)
        | Expression::IsNull(_) => Kind::Number,
        Expression::Null | Expression::Text(_) | Expression::Column { .. } => Kind::Text,
        Expression::Case { branches, .. } => branches.first().map_or(Kind::Text, |(_, value)| kind(value)),
        Expression::Call { function, arguments } => match function {
            Function::Length
            | Function::ParseTime
            | Function::Epoch
            | Function::Absolute
            | Function::Least
            | Function::Greatest
            | Function::Radians
            | Function::Sine
            | Function::Cosine
            | Function::ArcCosine
            | Function::AsNumber
            | Function::ArrayLength
            | Function::Year
            | Function::Month
            | Function::Day => Kind::Number,
            Function::NullIf | Function::Coalesce => arguments.first().map_or(Kind::Text, kind),
            other if other.reach() == Reach::Pair => Kind::Number,
            _ => Kind::Text,
        },
    }
}

/// An expression over one record, ready to be asked of many.
pub(super) struct Deriver<'e> {
    expression: &'e Expression,
    patterns: HashMap<&'e str, Regex>,
}

/// A compiled pattern may take this much memory: enough for any honest one.
const LARGEST_PATTERN_BYTES: usize = 1 << 20;

impl<'e> Deriver<'e> {
    pub(super) fn new(expression: &'e Expression) -> Result<Self, LinkError> {
        let mut patterns = HashMap::new();
        let mut wrong = None;
        expression.visit(&mut |part| {
            let Expression::Call { function, arguments } = part else { return };
            if function.reach() == Reach::Pair {
                wrong = Some(format!("`{}` compares two records; it cannot make a value of one", function.name()));
            }
            if matches!(function, Function::RegexpExtract | Function::RegexpReplace) {
                let Some(Expression::Text(pattern)) = arguments.get(1) else {
                    wrong = Some("the pattern of a regular expression must be a text in quotes".to_owned());
                    return;
                };
                match regex::RegexBuilder::new(pattern).size_limit(LARGEST_PATTERN_BYTES).build() {
                    Ok(compiled) => {
                        patterns.insert(pattern.as_str(), compiled);
                    }
                    Err(error) => wrong = Some(error.to_string()),
                }
            }
        });
        match wrong {
            Some(reason) => Err(LinkError::Expression { expression: expression.to_string(), reason }),
            None => Ok(Self { expression, patterns }),
        }
    }

    /// The value for a record whose columns hold what `column` says.
    pub(super) fn derive<'a>(&'a self, column: &impl Fn(&str) -> Option<&'a str>) -> Value<'a> {
        self.value(self.expression, column)
    }

    fn value<'a>(&'a self, expression: &'a Expression, column: &impl Fn(&str) -> Option<&'a str>) -> Value<'a> {
        match expression {
            Expression::Null => Value::Missing,
            Expression::Boolean(truth) => Value::Truth(*truth),
            Expression::Number(number) => Value::Number(*number),
            Expression::Text(text) => Value::Text(Cow::Borrowed(text)),
            Expression::Column { name, .. } => {
                column(name).map_or(Value::Missing, |text| Value::Text(Cow::Borrowed(text)))
            }
            Expression::Arithmetic(operator, one, other) => {
                let (one, other) = (self.value(one, column).number(), self.value(other, column).number());
                Value::of_number(one.zip(other).and_then(|(one, other)| calculate(*operator, one, other)))
            }
            Expression::Compare(relation, one, other) => {
                let (one, other) = (self.value(one, column), self.value(other, column));
                Value::of_truth(match (&one, &other) {
                    (Value::Missing, _) | (_, Value::Missing) => None,
                    (Value::Text(one), Value::Text(other)) => Some(holds(*relation, one.cmp(other))),
                    _ => one.number().zip(other.number()).map(|(one, other)| holds(*relation, one.total_cmp(&other))),
                })
            }
            Expression::And(parts) => Value::of_truth(all(parts.iter().map(|part| self.value(part, column).truth()))),
            Expression::Or(parts) => Value::of_truth(any(parts.iter().map(|part| self.value(part, column).truth()))),
            Expression::Not(part) => Value::of_truth(self.value(part, column).truth().map(|truth| !truth)),
            Expression::IsNull(part) => Value::Truth(self.value(part, column) == Value::Missing),
            Expression::Case { branches, otherwise } => {
                let branch = branches.iter().find(|(condition, _)| self.value(condition, column).truth() == Some(true));
                match (branch, otherwise) {
                    (Some((_, value)), _) => self.value(value, column),
                    (None, Some(value)) => self.value(value, column),
                    (None, None) => Value::Missing,
                }
            }
            Expression::Call { function, arguments } => self.call(*function, arguments, column),
        }
    }

    fn call<'a>(
        &'a self,
        function: Function,
        arguments: &'a [Expression],
        column: &impl Fn(&str) -> Option<&'a str>,
    ) -> Value<'a> {
        let argument = |index: usize| arguments.get(index).map_or(Value::Missing, |each| self.value(each, column));
        let text = |index: usize| argument(index).text();
        let number = |index: usize| argument(index).number();
        let change = |change: fn(&str) -> Option<String>| Value::of_text(text(0).and_then(|text| change(&text)));
        let reckon = |reckon: fn(f64) -> f64| Value::of_number(number(0).map(reckon));
        let part =
            |part: fn(jiff::civil::Date) -> f64| Value::of_number(text(0).and_then(|text| date::read(&text)).map(part));
        match function {
            Function::Lower => change(|text| Some(text.to_lowercase())),
            Function::Upper => change(|text| Some(text.to_uppercase())),
            Function::Trim => change(|text| Some(text.trim().to_owned())),
            Function::AsText | Function::Epoch => argument(0),
            Function::Length => Value::of_number(text(0).map(|text| text.chars().count() as f64)),
            Function::Substring => {
                let length = if arguments.len() > 2 { number(2) } else { Some(f64::INFINITY) };
                Value::of_text(
                    text(0).zip(number(1)).zip(length).map(|((text, from), length)| substring(&text, from, length)),
                )
            }
            Function::LeftPart => {
                Value::of_text(text(0).zip(number(1)).map(|(text, length)| substring(&text, 1.0, length)))
            }
            Function::RightPart => Value::of_text(text(0).zip(number(1)).map(|(text, length)| {
                let from = (text.chars().count() as f64 - length).max(0.0) + 1.0;
                substring(&text, from, f64::INFINITY)
            })),
            Function::Concatenate => {
                let parts: Option<Vec<Cow<str>>> = (0..arguments.len()).map(text).collect();
                Value::of_text(parts.map(|parts| parts.concat()))
            }
            Function::Replace => Value::of_text(
                text(0).zip(text(1)).zip(text(2)).map(|((text, from), to)| text.replace(from.as_ref(), to.as_ref())),
            ),
            Function::RegexpExtract => {
                let group = number(2).unwrap_or(0.0).max(0.0) as usize;
                Value::of_text(text(0).zip(self.pattern(arguments)).map(|(text, pattern)| {
                    let found = pattern.captures(&text).and_then(|found| found.get(group));
                    found.map_or(String::new(), |found| found.as_str().to_owned())
                }))
            }
            Function::RegexpReplace => Value::of_text(
                text(0)
                    .zip(self.pattern(arguments))
                    .zip(text(2))
                    .map(|((text, pattern), to)| pattern.replace_all(&text, to.as_ref()).into_owned()),
            ),
            Function::NullIf => {
                let (one, other) = (argument(0), argument(1));
                if one == other { Value::Missing } else { one }
            }
            Function::Coalesce => {
                (0..arguments.len()).map(argument).find(|value| *value != Value::Missing).unwrap_or(Value::Missing)
            }
            Function::ParseTime => {
                Value::of_number(text(0).zip(text(1)).and_then(|(text, form)| date::seconds(&text, &form)))
            }
            Function::Absolute => reckon(f64::abs),
            Function::Radians => reckon(f64::to_radians),
            Function::Sine => reckon(f64::sin),
            Function::Cosine => reckon(f64::cos),
            Function::ArcCosine => reckon(|cosine| cosine.clamp(-1.0, 1.0).acos()),
            Function::AsNumber => Value::of_number(number(0)),
            Function::Least => Value::of_number((0..arguments.len()).filter_map(number).reduce(f64::min)),
            Function::Greatest => Value::of_number((0..arguments.len()).filter_map(number).reduce(f64::max)),
            Function::ArrayLength => Value::of_number(
                text(0).map(|list| list.bytes().filter(|&byte| byte == LIST_SEPARATOR).count() as f64 + 1.0),
            ),
            Function::Words => change(|text| Some(text.split_whitespace().collect::<Vec<_>>().join("\u{1f}"))),
            Function::Split => {
                Value::of_text(text(0).zip(text(1)).map(|(text, at)| text.replace(at.as_ref(), "\u{1f}")))
            }
            Function::SplitPart => Value::of_text(
                text(0).zip(text(1)).zip(number(2)).and_then(|((text, at), place)| split_part(&text, &at, place)),
            ),
            Function::LongestWord => {
                Value::of_text(text(0).zip(number(1)).and_then(|(text, place)| longest_word(&text, place)))
            }
            Function::Name => change(name::name),
            Function::Initial => change(name::initial),
            Function::Date => {
                let read = if arguments.len() > 1 {
                    text(0).zip(text(1)).and_then(|(text, form)| date::seconds(&text, &form)).and_then(civil)
                } else {
                    text(0).and_then(|text| date::read(&text))
                };
                Value::of_text(read.map(|date| date.to_string()))
            }
            Function::Year => part(|date| f64::from(date.year())),
            Function::Month => part(|date| f64::from(date.month())),
            Function::Day => part(|date| f64::from(date.day())),
            Function::Postcode => change(postcode::postcode),
            Function::PostcodeSector => change(postcode::sector),
            Function::PostcodeDistrict => change(postcode::district),
            Function::PostcodeArea => change(postcode::area),
            Function::Address => change(address::address),
            Function::AddressNumbers => change(address::numbers),
            Function::NhsNumber => change(identifier::nhs_number),
            Function::Uprn => change(identifier::uprn),
            Function::Nino => change(identifier::nino),
            Function::Uln => change(identifier::uln),
            Function::Upn => change(identifier::upn),
            Function::Digits => change(|text| {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                (!digits.is_empty()).then_some(digits)
            }),
            Function::Soundex => change(phonetic::soundex),
            Function::Nysiis => change(phonetic::nysiis),
            // Refused when the deriver was made.
            _ => Value::Missing,
        }
    }

    fn pattern(&self, arguments: &[Expression]) -> Option<&Regex> {
        match arguments.get(1) {
            Some(Expression::Text(pattern)) => self.patterns.get(pattern.as_str()),
            _ => None,
        }
    }
}

/// The date of so many seconds from 1970.
fn civil(seconds: f64) -> Option<jiff::civil::Date> {
    let days = jiff::Span::new().try_days((seconds / 86_400.0).floor() as i64).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(days).ok()
}

fn substring(text: &str, from: f64, length: f64) -> String {
    // Positions count from 1; what stands before the text takes from the length.
    let end = from + length;
    let start = from.max(1.0);
    let count = if end.is_finite() { (end - start).max(0.0) as usize } else { usize::MAX };
    text.chars().skip(start as usize - 1).take(count).collect()
}

/// One part of a text; `None` when there is none or it is empty.
fn split_part(text: &str, at: &str, place: f64) -> Option<String> {
    let parts: Vec<&str> = if at.is_empty() { vec![text] } else { text.split(at).collect() };
    let from_one = if place < 0.0 { parts.len() as f64 + 1.0 + place } else { place };
    let part = parts.get((from_one >= 1.0).then(|| from_one as usize - 1)?)?;
    (!part.is_empty()).then(|| (*part).to_owned())
}

/// The word that is longest, second longest and so on; `None` when there are fewer words.
fn longest_word(text: &str, place: f64) -> Option<String> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    words.sort_unstable_by(|one, other| other.chars().count().cmp(&one.chars().count()).then_with(|| one.cmp(other)));
    words.dedup();
    words.get((place >= 1.0).then(|| place as usize - 1)?).map(|word| (*word).to_owned())
}

pub(super) fn calculate(operator: Arithmetic, one: f64, other: f64) -> Option<f64> {
    let result = match operator {
        Arithmetic::Add => one + other,
        Arithmetic::Subtract => one - other,
        Arithmetic::Multiply => one * other,
        Arithmetic::Divide => one / other,
    };
    Some(result).filter(|result| result.is_finite())
}

pub(super) fn holds(relation: Relation, order: std::cmp::Ordering) -> bool {
    match relation {
        Relation::Equal => order.is_eq(),
        Relation::NotEqual => order.is_ne(),
        Relation::Less => order.is_lt(),
        Relation::AtMost => order.is_le(),
        Relation::Greater => order.is_gt(),
        Relation::AtLeast => order.is_ge(),
    }
}

/// Whether all hold; not known when none fails but one is not known.
pub(super) fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for part in parts {
        match part {
            Some(false) => return Some(false),
            None => result = None,
            Some(true) => {}
        }
    }
    result
}

/// Whether any holds; not known when none holds but one is not known.
pub(super) fn any(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all(parts.map(|part| part.map(|truth| !truth))).map(|truth| !truth)
}
