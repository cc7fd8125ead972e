//! What an attacker learns who knows how usual names are: `wholeplace-link-bench attack ENCODING.toml DATA --id COLUMN --by
//! EXPRESSION`. One half of the records is what the attacker counts names in, the other half is attacked, column by column:
//! patterns as they are, and patterns put together that are alike. Prints one JSON object.

use crate::arguments::Arguments;
use crate::{Failure, read};
use link::LinkError;
use link::expression::Expression;
use link::private::attack::{align_by_frequency, group_alike};
use link::private::{Encoder, Encoding};
use serde_json::{Map, Value, json};

/// So many of the most frequent names are sought.
const RANKS: usize = 100;

/// A name is nearly found when it is at most so many ranks away.
const NEAR: usize = 5;

/// Putting patterns together compares each with every group, so no more records than this are attacked.
const MOST_RECORDS: usize = 10_000;

/// Patterns with so large a share of tokens in common are put together: less than one letter apart in a usual name.
const ALIKE: f64 = 0.88;

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let encoding = Encoding::from_toml(&std::fs::read_to_string(&arguments.model)?)?;
    let by = arguments.by.as_deref().ok_or("--by is needed: the value that is attacked")?;
    let mut columns = encoding.columns_needed()?;
    let attacked_columns: Vec<String> = Expression::parse(by)?.columns().into_iter().map(str::to_owned).collect();
    columns.extend(attacked_columns.iter().filter(|column| !columns.contains(column)).cloned().collect::<Vec<_>>());
    let mut records = read::records(&arguments.data, &arguments.id, &columns, None)?.records;
    let values = records.derive(by)?;
    let mut encoder = Encoder::new(encoding, crate::encode::KEY)?;
    let mut encoded: Vec<Vec<Option<String>>> = vec![Vec::new(); encoder.encoding().columns().len()];
    encoder.encode_records::<LinkError>(&mut records, &mut |_, _, row| {
        for (column, value) in encoded.iter_mut().zip(row) {
            column.push(value.clone());
        }
        Ok(())
    })?;
    let half = |record: &usize| is_known(*record);
    let known: Vec<&str> = (0..values.len()).filter(half).filter_map(|record| values[record].as_deref()).collect();
    let mut told = Map::new();
    let of_filters = encoding_parts(encoder.encoding());
    for (at, (name, parts)) in of_filters.into_iter().enumerate() {
        // Only what is made of the value's columns can give it away by rank.
        if !parts.iter().any(|part| looks_at(part, &attacked_columns)) {
            continue;
        }
        let attacked: Vec<(&str, &str)> = (0..values.len())
            .filter(|record| !half(record))
            .filter_map(|record| values[record].as_deref().zip(encoded[at][record].as_deref()))
            .take(MOST_RECORDS)
            .collect();
        let patterns: Vec<&str> = attacked.iter().map(|(_, pattern)| *pattern).collect();
        let align = |least: f64| -> Value {
            let groups = group_alike(&patterns, least);
            let distinct = groups.iter().max().map_or(0, |most| most + 1);
            let pairs: Vec<(&str, u32)> = attacked.iter().map(|(value, _)| *value).zip(groups).collect();
            let found = align_by_frequency(known.iter().copied(), &pairs, RANKS, NEAR);
            json!({"patterns": distinct, "names_right_of_100": found.values_right,
                "names_near_of_100": found.values_near,
                "records_right": found.records_right as f64 / found.records.max(1) as f64})
        };
        told.insert(name.to_owned(), json!({"records": attacked.len(), "as_they_are": align(2.0)}));
        if let Some(filter) = encoder.encoding().filters.iter().find(|filter| filter.name == name) {
            // Records of one value flip apart, so the same value is expected to be no more alike than this.
            let same = filter.expected_likeness(encoder.encoding(), 1.0);
            let least = filter.expected_likeness(encoder.encoding(), ALIKE).min(same - 1e-9);
            told[name]["put_together"] = align(least);
        }
    }
    println!("{}", serde_json::to_string_pretty(&told)?);
    Ok(())
}

/// The columns that are written, in their order, with the expressions that each is made of.
fn encoding_parts(encoding: &Encoding) -> Vec<(&str, Vec<&str>)> {
    let filters = encoding.filters.iter().map(|each| {
        let parts: Vec<&str> = each.of.iter().map(|field| field.value.as_str()).collect();
        (each.name.as_str(), parts)
    });
    let words = encoding.words.iter().map(|each| (each.name.as_str(), each.of.iter().map(String::as_str).collect()));
    filters.chain(words).collect()
}

fn looks_at(expression: &str, columns: &[String]) -> bool {
    Expression::parse(expression)
        .is_ok_and(|parsed| parsed.columns().iter().any(|name| columns.iter().any(|each| each == name)))
}

/// Whether a record belongs to the half that the attacker knows: by its number, spread so that neighbours part.
fn is_known(record: usize) -> bool {
    (record as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 63 == 1
}
