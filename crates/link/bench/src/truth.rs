//! Who is who, read apart from what the engine sees.

use crate::{Failure, read};
use arrow_array::cast::AsArray;
use arrow_schema::DataType;
use link::Records;
use link::model::{Between, Model};
use std::collections::HashMap;

/// For each record the number of its person. A truth written `rec-12-dup-0` (Febrl) is the person 12.
pub fn of_records(records: &Records, files: &[String], id: &str, column: &str) -> Result<Vec<u32>, Failure> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut person_of = vec![u32::MAX; records.len()];
    for (source, file) in files.iter().enumerate() {
        read::each_batch(file, id, &[column.to_owned()], &mut |ids, values| {
            let ids = arrow_cast::cast(ids, &DataType::Utf8)?;
            let truth = arrow_cast::cast(&values[0], &DataType::Utf8)?;
            for (id, person) in ids.as_string::<i32>().iter().zip(truth.as_string::<i32>()) {
                let person = person.unwrap_or_default();
                let person = match person.strip_prefix("rec-") {
                    Some(rest) => rest.split('-').next().unwrap_or(rest),
                    None => person,
                };
                let next = numbers.len() as u32;
                let number = *numbers.entry(person.to_owned()).or_insert(next);
                // A record that is held back to come later is not there.
                if let Some(record) = records.find(source as u16, id.unwrap_or_default()) {
                    person_of[record as usize] = number;
                }
            }
            Ok(())
        })?;
    }
    Ok(person_of)
}

/// How many pairs belong together among those where matches are sought.
pub fn pairs(person_of: &[u32], records: &Records, model: &Model) -> u64 {
    let mut all: HashMap<u32, u64> = HashMap::new();
    let mut within: HashMap<(u32, u16), u64> = HashMap::new();
    for (record, &person) in person_of.iter().enumerate() {
        *all.entry(person).or_default() += 1;
        if model.between == Between::Sources {
            *within.entry((person, records.source(record as u32))).or_default() += 1;
        }
    }
    let pairs = |count: &u64| count * (count - 1) / 2;
    all.values().map(pairs).sum::<u64>() - within.values().map(pairs).sum::<u64>()
}
