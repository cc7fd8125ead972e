//! Weighed pairs as a table: written for people and programs, read back to form people.

use super::{
    PeopleError, Predicted, column_names, each_row, first_present,
    table::{Kind, TableWriter, Value},
};
use link::{
    LinkError, RecordId, Records,
    cluster::Link,
    model::{Comparison, probability_of_weight, weight_of_probability},
    score::Linkage,
};
use std::{collections::HashMap, ops::ControlFlow, path::Path};

/// The outcomes of so many patterns are remembered.
const MOST_PATTERNS: usize = 1 << 14;

/// Writes the pairs of at least `least` (log2 odds): the names of the two records, the weight, the probability, the
/// sources when there are several, and the outcome of each comparison. Gives their number.
///
/// # Errors
/// When the disk refuses or `watch` says to stop; nothing is left then.
pub fn write_pairs(
    path: &Path,
    linkage: &Linkage,
    predicted: &Predicted,
    least: f64,
    watch: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<u64, PeopleError> {
    let records = linkage.records();
    let several = records.source_names().len() > 1;
    let id = kind_of_ids(records);
    let mut columns = vec![
        ("record_id_l".to_owned(), id.clone()),
        ("record_id_r".to_owned(), id),
        ("match_weight".to_owned(), Kind::Number),
        ("match_probability".to_owned(), Kind::Number),
    ];
    if several {
        columns.push(("source_l".to_owned(), Kind::Word));
        columns.push(("source_r".to_owned(), Kind::Word));
    }
    let comparisons = &linkage.model().comparisons;
    columns.extend(comparisons.iter().map(|each| {
        (level_column(&each.name), Kind::OneOf(each.levels.iter().map(|level| level.label.clone()).collect()))
    }));
    let mut table = TableWriter::create(path, &columns)?;
    // Many pairs have the same outcomes.
    let mut outcomes: HashMap<u64, Vec<Value<'_>>> = HashMap::new();
    let (mut done, mut written) = (0, 0);
    let mut row: Vec<Value<'_>> = Vec::with_capacity(columns.len());
    let mut names: Vec<[Value<'_>; 2]> = Vec::new();
    predicted.each(&mut |pairs| {
        // Names lie far apart in memory: fetched for many pairs together, none waits for another.
        names.clear();
        names.extend(pairs.iter().map(|pair| [id_value(records, pair.left), id_value(records, pair.right)]));
        for (pair, names) in pairs.iter().zip(&names).filter(|(pair, _)| pair.weight >= least) {
            row.clear();
            row.extend_from_slice(names);
            row.push(Value::Number(pair.weight));
            row.push(Value::Number(probability_of_weight(pair.weight)));
            if several {
                row.push(Value::Text(source_of(records, pair.left)));
                row.push(Value::Text(source_of(records, pair.right)));
            }
            if outcomes.len() == MOST_PATTERNS {
                outcomes.clear();
            }
            let of_pattern = || comparisons.iter().zip(linkage.levels_of(pair.pattern)).map(outcome).collect();
            row.extend_from_slice(outcomes.entry(pair.pattern).or_insert_with(of_pattern));
            table.row(&row)?;
            written += 1;
        }
        done += pairs.len() as u64;
        if watch(done, predicted.summary.kept).is_break() { Err(LinkError::Cancelled.into()) } else { Ok(()) }
    })?;
    table.finish()?;
    Ok(written)
}

/// The outcome of a comparison; missing when no level holds.
fn outcome((comparison, level): (&Comparison, usize)) -> Value<'_> {
    let label = comparison.levels.get(level).map(|level| level.label.as_str());
    i32::try_from(level).ok().zip(label).map_or(Value::Missing, |(level, label)| Value::OneOf(level, label))
}

/// The name of the column that holds the outcome of a comparison.
fn level_column(comparison: &str) -> String {
    let name: String =
        comparison.to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
    format!("level_{name}")
}

/// Names are written as numbers where all of them are numbers, so that they join to the files that they came from.
pub(super) fn kind_of_ids(records: &Records) -> Kind {
    let number = !records.is_empty() && matches!(records.id(0), RecordId::Number(_));
    if number { Kind::Whole } else { Kind::Text }
}

pub(super) fn id_value(records: &Records, record: u32) -> Value<'_> {
    match records.id(record) {
        RecordId::Number(number) => Value::Whole(number),
        RecordId::Text(text) => Value::Text(text),
    }
}

pub(super) fn source_of(records: &Records, record: u32) -> &str {
    &records.source_names()[usize::from(records.source(record))]
}

/// Reads links of at least `least` (log2 odds) from a table of pairs, ours or one with a `match_weight` or a
/// `match_probability` of another program. Gives them to `take`.
///
/// # Errors
/// When the file cannot be read, or names a record that the records do not have.
pub fn read_links(
    path: &Path,
    records: &Records,
    least: f64,
    take: &mut dyn FnMut(Link) -> Result<(), PeopleError>,
) -> Result<(), PeopleError> {
    let present = column_names(path)?;
    let pick = |names: &[&'static str]| first_present(&present, names);
    let lacks = |what: &str| {
        PeopleError::refused(
            format!("{} has no column {what}; its columns are: {}", path.display(), present.join(", ")),
            "Give the pairs that `wholeplace link predict` or `run` wrote.",
        )
    };
    let left = pick(&["record_id_l", "unique_id_l"]).ok_or_else(|| lacks("`record_id_l`"))?;
    let right = pick(&["record_id_r", "unique_id_r"]).ok_or_else(|| lacks("`record_id_r`"))?;
    let weight =
        pick(&["match_weight", "match_probability"]).ok_or_else(|| lacks("`match_weight` or `match_probability`"))?;
    let sources = pick(&["source_l", "source_dataset_l"]).zip(pick(&["source_r", "source_dataset_r"]));
    let mut wanted = vec![left.to_owned(), right.to_owned(), weight.to_owned()];
    wanted.extend(sources.into_iter().flat_map(|(one, other)| [one.to_owned(), other.to_owned()]));
    let is_probability = weight == "match_probability";
    let mut row_number = 1_u64;
    each_row(path, &wanted, &mut |row| {
        row_number += 1;
        let number: Option<f64> = row[2].and_then(|text| text.trim().parse().ok());
        let weight = number.map(|number| if is_probability { weight_of_probability(number) } else { number });
        let weight = weight.filter(|weight| !weight.is_nan()).ok_or_else(|| {
            PeopleError::refused(
                format!("{}: row {row_number} has no number as its weight", path.display()),
                "Mend the row that is named.",
            )
        })?;
        if weight < least {
            return Ok(());
        }
        let find = |id: Option<&str>, source: Option<&str>| find(records, source, id.unwrap_or_default());
        let one = find(row[0], row.get(3).copied().flatten())?;
        let other = find(row[1], row.get(4).copied().flatten())?;
        take(Link { left: one.min(other), right: one.max(other), weight: weight as f32 })
    })
}

/// The record that a name means, with its source where that is said.
///
/// # Errors
/// When no record has the name, or records of several sources do.
pub fn find_record(records: &Records, source: Option<&str>, id: &str) -> Result<u32, PeopleError> {
    find(records, source, id)
}

pub(super) fn find(records: &Records, source: Option<&str>, id: &str) -> Result<u32, PeopleError> {
    let id = id.trim();
    let names = records.source_names();
    let number = |at: usize| u16::try_from(at).ok();
    let found: Vec<u32> = match source.filter(|_| names.len() > 1) {
        Some(source) => {
            let at = names.iter().position(|name| name == source).and_then(number);
            at.and_then(|at| records.find(at, id)).into_iter().collect()
        }
        None => (0..names.len()).filter_map(|at| records.find(number(at)?, id)).collect(),
    };
    match found[..] {
        [record] => Ok(record),
        [] => Err(PeopleError::refused(
            format!("there is no record `{id}`{}", source.map(|source| format!(" in {source}")).unwrap_or_default()),
            "Give the files and the column of names (--id) that it is of.",
        )),
        _ => Err(PeopleError::refused(
            format!("several sources have a record `{id}`: {}", names.join(", ")),
            "Say which source is meant, such as gp:17, or in a column source_l and source_r.",
        )),
    }
}
