//! Records to keyed encodings, as each partner would make them: `wholeplace-link-bench encode ENCODING.toml DATA... --id
//! COLUMN --truth COLUMN --out FILE.csv`. The key is of no use but for measuring.

use crate::arguments::Arguments;
use crate::{Failure, read};
use link::expression::Expression;
use link::private::{Encoder, Field, Hardening};
use serde::Deserialize;

const KEY: &[u8] = b"only for measuring, never for real records";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Encoding {
    bits: usize,
    #[serde(default)]
    fold: bool,
    #[serde(default)]
    flip: f64,
    #[serde(default)]
    balance: bool,
    field: Vec<EncodedField>,
    key: Vec<EncodedKey>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EncodedField {
    of: String,
    bits_each: u32,
    #[serde(default)]
    with_place: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EncodedKey {
    name: String,
    of: Vec<String>,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let encoding: Encoding = toml::from_str(&std::fs::read_to_string(&arguments.model)?)?;
    let expressions: Vec<String> = (encoding.field.iter().map(|field| field.of.clone()))
        .chain(encoding.key.iter().flat_map(|key| key.of.iter().cloned()))
        .collect();
    let mut columns: Vec<String> = Vec::new();
    for expression in &expressions {
        for column in Expression::parse(expression)?.columns() {
            if !columns.iter().any(|each| each == column) {
                columns.push(column.to_owned());
            }
        }
    }
    let truth_column = arguments.truth.as_deref().ok_or("--truth is needed")?;
    if !columns.iter().any(|each| each == truth_column) {
        columns.push(truth_column.to_owned());
    }
    let mut records = read::records(&arguments.data, &arguments.id, &columns, None)?.records;
    let derived: Vec<Vec<Option<String>>> =
        expressions.iter().map(|expression| records.derive(expression)).collect::<Result<_, _>>()?;
    let field = |field: &EncodedField| Field {
        name: field.of.clone(),
        bits_each: field.bits_each,
        with_place: field.with_place,
    };
    let hardening = Hardening { fold: encoding.fold, flip: encoding.flip, balance: encoding.balance };
    let encoder = Encoder::new(KEY, encoding.field.iter().map(field).collect(), encoding.bits, hardening)?;
    let person_of = records.derive(truth_column)?;
    let mut writer = csv::Writer::from_path(arguments.out.as_deref().ok_or("--out is needed")?)?;
    let names = ["record_id", "person", "encoding"].into_iter().chain(encoding.key.iter().map(|key| key.name.as_str()));
    writer.write_record(names)?;
    for record in 0..records.len() {
        let value = |at: usize| derived[at][record].as_deref();
        let fields: Vec<Option<&str>> = (0..encoding.field.len()).map(value).collect();
        let mut row = vec![
            records.id(record as u32).to_string(),
            person_of[record].clone().unwrap_or_default(),
            encoder.encode(&fields).unwrap_or_default(),
        ];
        let mut next = encoding.field.len();
        for key in &encoding.key {
            let parts: Vec<Option<&str>> = (next..next + key.of.len()).map(value).collect();
            next += key.of.len();
            row.push(encoder.blocking_key(&key.name, &parts).unwrap_or_default());
        }
        writer.write_record(&row)?;
    }
    Ok(writer.flush()?)
}
