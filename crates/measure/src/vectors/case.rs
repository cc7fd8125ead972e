//! Reading cases: JSON arrays and CSV tables to one shape.

use serde_json::{Map, Value};

use crate::estimate::Confidence;

/// A case that lacks something, or holds something that cannot be what its name says.
#[derive(Debug)]
pub(super) struct Malformed(pub(super) String);

/// A column of numbers, with none for what is not there.
pub(super) type Column = Vec<Option<f64>>;

/// One case of a file.
pub(super) struct Case {
    id: String,
    fields: Map<String, Value>,
}

/// Reads a file: a JSON array if the first character says so, else CSV with a header, whose rows become cases with
/// their columns as fields.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Case>, String> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'[') {
        let cases: Vec<Map<String, Value>> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        return Ok(cases
            .into_iter()
            .enumerate()
            .map(|(at, fields)| {
                let id =
                    fields.get("id").and_then(Value::as_str).map_or_else(|| format!("case {}", at + 1), str::to_owned);
                Case { id, fields }
            })
            .collect());
    }
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let mut cases = Vec::new();
    for (at, row) in reader.records().enumerate() {
        let row = row.map_err(|error| error.to_string())?;
        let fields = header.iter().map(str::to_owned).zip(row.iter().map(cell)).collect();
        cases.push(Case { id: format!("row {}", at + 2), fields });
    }
    Ok(cases)
}

/// A cell of a CSV table: a number read to its nearest double, else text.
fn cell(text: &str) -> Value {
    text.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map_or_else(|| Value::from(text), Value::Number)
}

impl Case {
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Whether the peer refuses the input.
    pub(super) fn is_refused(&self) -> bool {
        self.fields.get("expected_error").and_then(Value::as_bool).unwrap_or(false)
    }

    pub(super) fn parameters(&self) -> Part<'_> {
        self.part("params")
    }

    pub(super) fn input(&self) -> Part<'_> {
        self.part("input")
    }

    pub(super) fn expected(&self) -> Part<'_> {
        self.part("expected")
    }

    /// A named object of the case; empty where the case has none.
    pub(super) fn part(&self, name: &'static str) -> Part<'_> {
        Part { name, fields: self.fields.get(name).and_then(Value::as_object) }
    }

    /// The case itself as one object: for rows of a table.
    pub(super) fn row(&self) -> Part<'_> {
        Part { name: "row", fields: Some(&self.fields) }
    }
}

/// An object within a case.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    name: &'static str,
    fields: Option<&'a Map<String, Value>>,
}

impl<'a> Part<'a> {
    pub(super) fn is_empty(self) -> bool {
        self.fields.is_none_or(Map::is_empty)
    }

    pub(super) fn names(self) -> impl Iterator<Item = &'a str> {
        self.fields.into_iter().flat_map(|fields| fields.keys().map(String::as_str))
    }

    pub(super) fn has(self, key: &str) -> bool {
        self.fields.is_some_and(|fields| fields.contains_key(key))
    }

    fn get(self, key: &str) -> Result<&'a Value, Malformed> {
        self.fields.and_then(|fields| fields.get(key)).ok_or_else(|| Malformed(format!("{} has no {key:?}", self.name)))
    }

    fn wrong(self, key: &str, wanted: &str) -> Malformed {
        Malformed(format!("{} {key:?} is not {wanted}", self.name))
    }

    /// An object within the object.
    pub(super) fn part(self, key: &'static str) -> Result<Part<'a>, Malformed> {
        let fields = self.get(key)?.as_object().ok_or_else(|| self.wrong(key, "an object"))?;
        Ok(Part { name: key, fields: Some(fields) })
    }

    /// A number, or none where it is `NA`, `NaN`, infinite or null.
    pub(super) fn number_or_none(self, key: &str) -> Result<Option<f64>, Malformed> {
        number(self.get(key)?).map_err(|NotANumber| self.wrong(key, "a number"))
    }

    pub(super) fn number(self, key: &str) -> Result<f64, Malformed> {
        self.number_or_none(key)?.ok_or_else(|| self.wrong(key, "a number"))
    }

    /// A number, or none where the key is absent, null or `NA`.
    pub(super) fn optional_number(self, key: &str) -> Result<Option<f64>, Malformed> {
        if self.has(key) { self.number_or_none(key) } else { Ok(None) }
    }

    pub(super) fn count(self, key: &str) -> Result<usize, Malformed> {
        whole(self.number(key)?).ok_or_else(|| self.wrong(key, "a count"))
    }

    pub(super) fn flag(self, key: &str) -> Result<bool, Malformed> {
        self.get(key)?.as_bool().ok_or_else(|| self.wrong(key, "true or false"))
    }

    pub(super) fn text(self, key: &str) -> Result<&'a str, Malformed> {
        self.get(key)?.as_str().ok_or_else(|| self.wrong(key, "text"))
    }

    /// A column of numbers; a lone number is a column of one.
    pub(super) fn column(self, key: &str) -> Result<Column, Malformed> {
        self.list(key)?
            .iter()
            .map(|value| number(value).map_err(|NotANumber| self.wrong(key, "a column of numbers")))
            .collect()
    }

    /// A column of numbers, with NaN for what is not there.
    pub(super) fn numbers(self, key: &str) -> Result<Vec<f64>, Malformed> {
        Ok(self.column(key)?.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
    }

    /// A column of text; numbers and flags are written out.
    pub(super) fn texts(self, key: &str) -> Result<Vec<String>, Malformed> {
        Ok(self
            .list(key)?
            .iter()
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .collect())
    }

    fn list(self, key: &str) -> Result<&'a [Value], Malformed> {
        let value = self.get(key)?;
        Ok(value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice))
    }

    /// The confidence levels of the parameters.
    pub(super) fn confidence(self) -> Result<Vec<Confidence>, Malformed> {
        self.numbers("confidence")?
            .into_iter()
            .map(|share| Confidence::new(share).map_err(|refusal| Malformed(refusal.to_string())))
            .collect()
    }

    /// A pair of limits at a level, under the names that peers give them: `lowercl` where there is one level, else with
    /// the level in the name.
    pub(super) fn limit_columns(self, prefix: &str, level: Confidence) -> Result<(Column, Column), Malformed> {
        let percent = format!("{:.1}", level.share() * 100.0).replace('.', "_");
        for ending in [format!("{percent}cl"), percent, "cl".to_owned()] {
            let (lower, upper) = (format!("{prefix}lower{ending}"), format!("{prefix}upper{ending}"));
            if self.has(&lower) {
                return Ok((self.column(&lower)?, self.column(&upper)?));
            }
        }
        Err(Malformed(format!("{} has no limits at {}%", self.name, level.share() * 100.0)))
    }
}

/// A value that is neither a number nor stands for none.
struct NotANumber;

/// A number, or none for what stands for none. Flags count as 0 and 1.
fn number(value: &Value) -> Result<Option<f64>, NotANumber> {
    match value {
        Value::Number(number) => Ok(number.as_f64()),
        Value::Bool(flag) => Ok(Some(f64::from(u8::from(*flag)))),
        Value::Null => Ok(None),
        Value::String(text) if matches!(text.as_str(), "NA" | "NaN" | "Inf" | "-Inf") => Ok(None),
        _ => Err(NotANumber),
    }
}

/// A whole number of zero or more.
pub(super) fn whole(value: f64) -> Option<usize> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, from 0 to a billion")]
    (value.fract() == 0.0 && (0.0..=1e9).contains(&value)).then_some(value as usize)
}

/// The positions of each group of a column, by name.
pub(super) fn positions(names: &[String], name: &str) -> Vec<usize> {
    names.iter().enumerate().filter(|(_, other)| *other == name).map(|(at, _)| at).collect()
}

/// The values at some positions.
pub(super) fn pick<T: Copy>(column: &[T], positions: &[usize]) -> Result<Vec<T>, Malformed> {
    positions
        .iter()
        .map(|at| column.get(*at).copied().ok_or_else(|| Malformed("columns differ in length".to_owned())))
        .collect()
}
