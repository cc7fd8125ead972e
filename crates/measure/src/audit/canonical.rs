//! One spelling for one document, so that one document has one hash.

use serde_json::Value;
use std::fmt::Write as _;

/// JSON in one spelling: names of an object in the order of their letters (Unicode code points), nothing between
/// tokens, text in UTF-8 with only `"`, `\` and control characters escaped. This is the scheme of RFC 8785 for documents
/// without fractions: numbers that have one are written as text, so that reading them back gives the same bits.
#[must_use]
pub fn canonical(document: &Value) -> String {
    let mut text = String::new();
    write(document, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            // A map may hold its names in the order in which they came.
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (position, (name, inner)) in fields.into_iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                write(&Value::String(name.clone()), text);
                text.push(':');
                write(inner, text);
            }
            text.push('}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            // Writing to a text does not fail.
            let _ = write!(text, "{value}");
        }
    }
}
