//! Records to test with.

use flate2::read::GzDecoder;
use link::model::Model;
use link::records::Records;
use std::collections::HashMap;
use std::io::Read;
use std::path::PathBuf;

pub fn file(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/linkage").join(name);
    let bytes = std::fs::read(&path).expect("the file comes with the project");
    if name.ends_with(".gz") {
        let mut text = String::new();
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).expect("it is gzipped text");
        text
    } else {
        String::from_utf8(bytes).expect("it is text")
    }
}

/// The records of a CSV file, and the truth as the test reads it from one of its columns.
pub fn records(name: &str, id: &str, columns: &[String], truth: &str) -> (Records, Vec<u32>) {
    let text = file(name);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().expect("it has headers").clone();
    let place = |name: &str| headers.iter().position(|each| each == name).expect("the column is there");
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("it is CSV")).collect();
    let mut builder = Records::builder(columns);
    for row in &rows {
        let values: Vec<Option<&str>> =
            columns.iter().map(|name| row.get(place(name)).filter(|value| !value.is_empty())).collect();
        builder.row(&row[place(id)], &values).expect("the row fits");
    }
    let records = builder.finish().expect("the records fit");
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut person_of = vec![u32::MAX; records.len()];
    for row in &rows {
        let person = row[place(truth)]
            .strip_prefix("rec-")
            .map_or(&row[place(truth)], |rest| rest.split('-').next().unwrap_or(rest));
        let next = u32::try_from(numbers.len()).expect("few");
        let number = *numbers.entry(person.to_owned()).or_insert(next);
        person_of[records.find(0, &row[place(id)]).expect("it was added") as usize] = number;
    }
    (records, person_of)
}

pub fn fake_1000_model() -> Model {
    Model::from_toml(include_str!("../../bench/models/fake_1000.toml")).expect("the model is right")
}

/// A small model over made-up columns, with chances given.
pub fn small_model() -> Model {
    Model::from_toml(
        r#"
version = 1
name = "small"
prior = 0.01
blocking = [{ same = ["first", "last"] }, { same = ["last", "born"] }, { same = ["first", "born"] }, { same = ["number"] }]

[[comparison]]
name = "first"
level = [
    { label = "missing", when = "missing(first)", missing = true },
    { label = "same", when = "same(first)", m = 0.8, u = 0.05, frequency = { of = "first" } },
    { label = "alike", when = "jaro_winkler(first) >= 0.85", m = 0.15, u = 0.05 },
    { label = "different", when = "else", m = 0.05, u = 0.9 },
]

[[comparison]]
name = "last"
level = [
    { label = "missing", when = "missing(last)", missing = true },
    { label = "same", when = "same(last)", m = 0.9, u = 0.05 },
    { label = "different", when = "else", m = 0.1, u = 0.95 },
]

[[comparison]]
name = "born"
level = [
    { label = "missing", when = "missing(born)", missing = true },
    { label = "same", when = "same(born)", m = 0.9, u = 0.01 },
    { label = "one slip", when = "damerau_levenshtein(born) <= 1", m = 0.08, u = 0.04 },
    { label = "different", when = "else", m = 0.02, u = 0.95 },
]

[[comparison]]
name = "number"
level = [
    { label = "missing", when = "missing(number)", missing = true },
    { label = "same", when = "same(number)", m = 0.95, u = 0.0001 },
    { label = "different", when = "else", m = 0.05, u = 0.9999 },
]

[people]
threshold = 0.9
clerical = 0.5
"#,
    )
    .expect("the model is right")
}

pub const SMALL_COLUMNS: [&str; 4] = ["first", "last", "born", "number"];

/// A row of the small model.
pub type Row = [Option<String>; 4];

pub fn small_records(rows: &[(String, Row)]) -> Records {
    let mut builder = Records::builder(SMALL_COLUMNS);
    for (id, row) in rows {
        let values: Vec<Option<&str>> = row.iter().map(Option::as_deref).collect();
        builder.row(id, &values).expect("the row fits");
    }
    builder.finish().expect("the records fit")
}

/// Rows drawn from few values, so that people, namesakes and chains all come up.
pub fn small_row() -> impl proptest::strategy::Strategy<Value = Row> {
    use proptest::prelude::*;
    let one_of = |values: &'static [&'static str]| prop_oneof![1 => Just(None), 8 => proptest::sample::select(values).prop_map(|value| Some(value.to_owned()))];
    (
        one_of(&["ANN", "ANNE", "BOB", "ROB", "CLARA"]),
        one_of(&["SMITH", "JONES", "SMYTHE"]),
        one_of(&["1971-06-24", "1971-06-42", "1980-01-01", "1999-12-31"]),
        one_of(&["1", "2", "3", "4"]),
    )
        .prop_map(|(first, last, born, number)| [first, last, born, number])
}
