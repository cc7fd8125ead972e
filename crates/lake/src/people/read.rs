//! Files of records to the engine's records: only the columns that are needed, each distinct value once.

use super::{
    Form, Input, PeopleError,
    columns::{self, Texts},
    delimited, words_of_bytes,
};
use datafusion::arrow::{
    array::{Array, ArrayRef, AsArray},
    compute::cast,
    datatypes::{DataType, Int32Type, Int64Type},
};
use link::{LinkError, Records, RecordsBuilder, records::MISSING};
use std::{ops::ControlFlow, path::Path, sync::Arc};

/// Columns that usually name a record, looked for in this order when nobody says which it is.
const USUAL_NAMES: [&str; 4] = ["record_id", "unique_id", "rec_id", "id"];

/// What to read.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The files; each is a source unless `source_column` says otherwise.
    pub inputs: &'a [Input],
    /// The column that names a record; a usual name when it is not said.
    pub id: Option<&'a str>,
    /// The column that names the source of a record.
    pub source_column: Option<&'a str>,
    /// The columns whose values are wanted.
    pub columns: &'a [String],
    /// How many bytes the records may take.
    pub limit: Option<u64>,
}

/// What was read.
#[derive(Debug)]
pub struct Reading {
    /// The records, in the order of their source and name.
    pub records: Records,
    /// How many came from each file.
    pub rows: Vec<u64>,
    /// The column that names a record.
    pub id: String,
}

/// Reads files of records. `watch` is told the bytes read and the bytes there are, and says whether to go on.
///
/// # Errors
/// When a file cannot be read, lacks a column that is needed, has a record without a name or names one twice, or the
/// records do not fit the limit.
pub fn read(request: Request<'_>, watch: &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Result<Reading, PeopleError> {
    if request.source_column.is_none() {
        Input::check(request.inputs)?;
    }
    let id = id_column(request.inputs, request.id)?;
    let mut wanted = vec![id.clone()];
    wanted.extend(request.source_column.map(str::to_owned));
    let first_value = wanted.len();
    wanted.extend(request.columns.iter().cloned());
    let size = |input: &Input| {
        std::fs::metadata(&input.path).map(|file| file.len()).map_err(PeopleError::file("read", &input.path))
    };
    let sizes: Vec<u64> = request.inputs.iter().map(size).collect::<Result<_, _>>()?;
    let whole: u64 = sizes.iter().sum();
    let mut reader = Reader {
        builder: Records::builder(request.columns),
        source_column: request.source_column.is_some(),
        first_value,
        wanted: &wanted,
        known: request.columns.iter().map(|_| Known::default()).collect(),
        row: 0,
    };
    let (mut before, mut rows) = (0, Vec::new());
    for (input, &bytes) in request.inputs.iter().zip(&sizes) {
        reader.builder.source(&input.source)?;
        let already = reader.builder.len();
        reader.row = 0;
        let mut step = |reader: &Reader<'_>, read: u64| -> Result<(), PeopleError> {
            let done = before + read.min(bytes);
            if watch(done, whole).is_break() {
                return Err(LinkError::Cancelled.into());
            }
            within(reader.builder.memory_bytes(), request.limit, done as f64 / whole.max(1) as f64)
        };
        match Form::of(&input.path)? {
            Form::Parquet => columns::each_batch(&input.path, &wanted, &mut |arrays, share| {
                reader.batch(&input.path, arrays)?;
                step(&reader, (share * bytes as f64) as u64)
            })?,
            form => delimited::each_row(&input.path, form, &wanted, &mut |read, values| {
                reader.values(&input.path, values)?;
                if reader.row % (1 << 14) == 0 { step(&reader, read) } else { Ok(()) }
            })?,
        }
        step(&reader, bytes)?;
        rows.push((reader.builder.len() - already) as u64);
        before += bytes;
    }
    let records = reader.builder.finish()?;
    refuse_twins(&records)?;
    if records.is_empty() {
        let files: Vec<String> = request.inputs.iter().map(|input| input.path.display().to_string()).collect();
        return Err(PeopleError::refused(
            format!("there are no records in {}", files.join(", ")),
            "Check that the right file was given, and that it was written to its end.",
        ));
    }
    Ok(Reading { records, rows, id })
}

/// The column that names a record in every file.
pub(super) fn id_column(inputs: &[Input], said: Option<&str>) -> Result<String, PeopleError> {
    if let Some(id) = said {
        return Ok(id.to_owned());
    }
    let mut present: Option<Vec<String>> = None;
    for input in inputs {
        let names = super::column_names(&input.path)?;
        present = Some(match present {
            None => names,
            Some(before) => before.into_iter().filter(|name| names.contains(name)).collect(),
        });
    }
    let present = present.unwrap_or_default();
    let usual = USUAL_NAMES.iter().find(|usual| present.iter().any(|name| name == *usual));
    usual.map(|name| (*name).to_owned()).ok_or_else(|| {
        PeopleError::refused(
            format!("it is not said which column names a record; the columns are: {}", present.join(", ")),
            "Name it with --id COLUMN.",
        )
    })
}

/// Refuses to read on when the records take more than they may.
fn within(taken: u64, limit: Option<u64>, share: f64) -> Result<(), PeopleError> {
    let Some(limit) = limit.filter(|&limit| taken > limit) else { return Ok(()) };
    let whole = (taken as f64 / share.clamp(0.001, 1.0)) as u64;
    Err(PeopleError::refused(
        format!(
            "the records do not fit the memory limit: {:.0}% of them take {} and there is room for {}; all would take about {}",
            share * 100.0,
            words_of_bytes(taken),
            words_of_bytes(limit),
            words_of_bytes(whole)
        ),
        format!("Allow more, such as --memory-limit {}, or link fewer records at a time.", allowance(whole)),
    ))
}

/// A limit under which records of this size can be linked: they are laid out a second time for comparing.
fn allowance(records: u64) -> String {
    format!("{}MiB", (records * 5 / 2).div_ceil(1 << 20).div_ceil(64) * 64 + 128)
}

/// Refuses records of the same source and name: pairs and people are told by names.
pub(super) fn refuse_twins(records: &Records) -> Result<(), PeopleError> {
    let count = u32::try_from(records.len()).unwrap_or(u32::MAX);
    let same = |record: &u32| {
        records.source(record - 1) == records.source(*record) && records.id(record - 1) == records.id(*record)
    };
    let twins: Vec<u32> = (1..count).filter(same).collect();
    if twins.is_empty() {
        return Ok(());
    }
    let mut named: Vec<String> = twins
        .iter()
        .map(|&record| {
            let source = &records.source_names()[usize::from(records.source(record))];
            format!("`{}` in {source}", records.id(record))
        })
        .collect();
    named.dedup();
    let more = named.len().saturating_sub(5);
    named.truncate(5);
    let rest = if more > 0 { format!(" and {more} further names") } else { String::new() };
    Err(PeopleError::refused(
        format!("records have the same name: {}{rest}", named.join(", ")),
        "Pairs and people are told by the names of records. Give each record of a source a name of its own, or name \
         another column with --id.",
    ))
}

/// Values of a column that were met in the last dictionary, by their place in it.
#[derive(Default)]
struct Known {
    values: Option<ArrayRef>,
    codes: Vec<u32>,
}

struct Reader<'a> {
    builder: RecordsBuilder,
    source_column: bool,
    first_value: usize,
    wanted: &'a [String],
    known: Vec<Known>,
    row: u64,
}

impl Reader<'_> {
    fn values(&mut self, path: &Path, values: &[Option<&str>]) -> Result<(), PeopleError> {
        self.row += 1;
        if self.source_column {
            self.builder.source(values[1].unwrap_or("not known").trim())?;
        }
        let id = values[0].map(str::trim).filter(|id| !id.is_empty()).ok_or_else(|| self.nameless(path))?;
        self.builder.id(id);
        for (column, value) in values[self.first_value..].iter().enumerate() {
            self.builder.value(column, *value)?;
        }
        Ok(())
    }

    fn nameless(&self, path: &Path) -> PeopleError {
        PeopleError::refused(
            format!("{}: record {} has no name (`{}` is empty)", path.display(), self.row, self.wanted[0]),
            "Give each record a name, or name another column with --id.",
        )
    }

    fn batch(&mut self, path: &Path, arrays: &[ArrayRef]) -> Result<(), PeopleError> {
        let sources = if self.source_column { Some(columns::texts(&arrays[1], path, &self.wanted[1])?) } else { None };
        self.ids(path, &arrays[0], sources.as_ref())?;
        for (column, array) in arrays[self.first_value..].iter().enumerate() {
            match columns::texts(array, path, &self.wanted[self.first_value + column])? {
                Texts::Dictionary(array) => self.dictionary(column, &array)?,
                Texts::Plain(texts) => {
                    for text in &texts {
                        self.builder.value(column, text)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn ids(&mut self, path: &Path, ids: &ArrayRef, sources: Option<&Texts>) -> Result<(), PeopleError> {
        let whole = ids.data_type().is_integer() && *ids.data_type() != DataType::UInt64;
        let numbers = if whole { Some(cast(ids, &DataType::Int64)?) } else { None };
        let texts = if whole { None } else { Some(columns::texts(ids, path, &self.wanted[0])?) };
        for row in 0..ids.len() {
            self.row += 1;
            if let Some(sources) = sources {
                self.builder.source(sources.get(row).unwrap_or("not known").trim())?;
            }
            let number = numbers.as_ref().filter(|numbers| !numbers.is_null(row));
            if let Some(numbers) = number {
                self.builder.id_number(numbers.as_primitive::<Int64Type>().value(row));
                continue;
            }
            let text = texts.as_ref().and_then(|texts| texts.get(row)).map(str::trim).filter(|text| !text.is_empty());
            let text = text.ok_or_else(|| self.nameless(path))?;
            self.builder.id(text);
        }
        Ok(())
    }

    fn dictionary(&mut self, column: usize, array: &ArrayRef) -> Result<(), PeopleError> {
        let dictionary = array.as_dictionary::<Int32Type>();
        let values = dictionary.values();
        let known = &mut self.known[column];
        // Batches of one row group share their dictionary. It is held here, so its address is not given to another.
        if !known.values.as_ref().is_some_and(|before| same_array(before, values)) {
            known.codes.clear();
            for text in values.as_string::<i32>() {
                known.codes.push(text.map_or(Ok(MISSING), |text| self.builder.intern(text))?);
            }
            known.values = Some(Arc::clone(values));
        }
        for key in dictionary.keys() {
            let code = key.and_then(|key| known.codes.get(usize::try_from(key).ok()?)).copied();
            self.builder.code(column, code.unwrap_or(MISSING));
        }
        Ok(())
    }
}

fn same_array(one: &ArrayRef, other: &ArrayRef) -> bool {
    one.len() == other.len() && one.to_data().ptr_eq(&other.to_data())
}
