//! Parquet and CSV (also gzipped) to records.

use crate::Failure;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, FieldRef, Fields, Schema};
use link::identity::Change;
use link::records::MISSING;
use link::{Records, RecordsBuilder};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::sync::Arc;

/// Records, and of every so many the last, held back to come later.
pub struct Split {
    pub records: Records,
    pub later: Vec<Change>,
}

/// `every` is of how many records one is held back; `None` for none.
pub fn records(files: &[String], id: &str, columns: &[String], every: Option<usize>) -> Result<Split, Failure> {
    let mut builder = Records::builder(columns);
    let (mut later, mut seen) = (Vec::new(), 0);
    for (number, file) in files.iter().enumerate() {
        let source = if files.len() > 1 { format!("{number:03} {file}") } else { "records".to_owned() };
        builder.source(&source)?;
        let mut known: Vec<Dictionary> = columns.iter().map(|_| Dictionary::default()).collect();
        each_batch(file, id, columns, &mut |ids, values| {
            let Some(every) = every else { return append(&mut builder, &mut known, ids, values) };
            let is_later = |row: usize| (seen + row) % every == every - 1;
            let now: arrow_array::BooleanArray = (0..ids.len()).map(|row| Some(!is_later(row))).collect();
            hold_back(&source, ids, values, &is_later, &mut later)?;
            seen += ids.len();
            let kept = |column: &ArrayRef| arrow_select::filter::filter(column, &now);
            append(&mut builder, &mut known, &kept(ids)?, &values.iter().map(kept).collect::<Result<Vec<_>, _>>()?)
        })?;
    }
    Ok(Split { records: builder.finish()?, later })
}

fn hold_back(
    source: &str,
    ids: &ArrayRef,
    columns: &[ArrayRef],
    is_later: &dyn Fn(usize) -> bool,
    later: &mut Vec<Change>,
) -> Result<(), Failure> {
    let text = |column: &ArrayRef| arrow_cast::cast(column, &DataType::Utf8);
    let (ids, columns) = (text(ids)?, columns.iter().map(text).collect::<Result<Vec<_>, _>>()?);
    for row in (0..ids.len()).filter(|&row| is_later(row)) {
        let value = |column: &ArrayRef| {
            let column = column.as_string::<i32>();
            column.is_valid(row).then(|| column.value(row).to_owned())
        };
        let id = value(&ids).unwrap_or_default();
        later.push(Change::Put { source: source.to_owned(), id, row: columns.iter().map(value).collect() });
    }
    Ok(())
}

/// Calls `take` with the names and the wanted columns of each batch, all as text.
pub fn each_batch(
    file: &str,
    id: &str,
    columns: &[String],
    take: &mut dyn FnMut(&ArrayRef, &[ArrayRef]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if !file.ends_with(".parquet") {
        return each_csv(file, id, columns, take);
    }
    let builder = with_dictionaries(File::open(file)?)?;
    let wanted = |name: &str| name == id || columns.iter().any(|each| each == name);
    let roots = builder.parquet_schema().root_schema().get_fields().iter().enumerate();
    let mask = ProjectionMask::roots(
        builder.parquet_schema(),
        roots.filter(|(_, field)| wanted(field.name())).map(|(at, _)| at),
    );
    for batch in builder.with_projection(mask).with_batch_size(16_384).build()? {
        let batch: RecordBatch = batch?;
        let column =
            |name: &str| batch.column_by_name(name).cloned().ok_or_else(|| format!("{file} has no column {name}"));
        let values: Vec<ArrayRef> = columns.iter().map(|name| column(name)).collect::<Result<_, _>>()?;
        take(&column(id)?, &values)?;
    }
    Ok(())
}

/// The columns that all files have, besides the one that names a record.
pub fn columns(files: &[String], id: &str) -> Result<Vec<String>, Failure> {
    let mut common: Option<Vec<String>> = None;
    for file in files {
        let names: Vec<String> = if file.ends_with(".parquet") {
            let schema = ParquetRecordBatchReaderBuilder::try_new(File::open(file)?)?;
            schema.schema().fields().iter().map(|field| field.name().clone()).collect()
        } else {
            let raw = File::open(file)?;
            let plain: Box<dyn Read> =
                if file.ends_with(".gz") { Box::new(flate2::read::GzDecoder::new(raw)) } else { Box::new(raw) };
            let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(plain);
            reader.headers()?.iter().map(str::to_owned).collect()
        };
        common = Some(match common {
            None => names,
            Some(before) => before.into_iter().filter(|name| names.contains(name)).collect(),
        });
    }
    Ok(common.unwrap_or_default().into_iter().filter(|name| name != id).collect())
}

/// A reader that leaves texts as the file keeps them: each distinct one once, and a number for each row.
fn with_dictionaries(file: File) -> Result<ParquetRecordBatchReaderBuilder<File>, Failure> {
    let plain = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
    let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let field = |field: &FieldRef| match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            Arc::new(field.as_ref().clone().with_data_type(dictionary.clone()))
        }
        _ => Arc::clone(field),
    };
    let schema = Schema::new(plain.schema().fields().iter().map(field).collect::<Fields>());
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
    Ok(ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)?)
}

fn each_csv(
    file: &str,
    id: &str,
    columns: &[String],
    take: &mut dyn FnMut(&ArrayRef, &[ArrayRef]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let raw = File::open(file)?;
    let plain: Box<dyn Read> =
        if file.ends_with(".gz") { Box::new(flate2::read::GzDecoder::new(raw)) } else { Box::new(raw) };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(plain);
    let headers = reader.headers()?.clone();
    let place =
        |name: &str| headers.iter().position(|each| each == name).ok_or_else(|| format!("{file} has no column {name}"));
    let places: Vec<usize> = columns.iter().map(|name| place(name)).collect::<Result<_, _>>()?;
    let id = place(id)?;
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>()?;
    let column = |at: usize| -> ArrayRef {
        let values = rows.iter().map(|row| row.get(at).filter(|value| !value.is_empty()));
        std::sync::Arc::new(values.collect::<arrow_array::StringArray>())
    };
    take(&column(id), &places.into_iter().map(column).collect::<Vec<_>>())
}

/// The codes of the texts of a dictionary; it stays the same for many batches.
#[derive(Default)]
struct Dictionary {
    values: Option<ArrayRef>,
    codes: Vec<Option<u32>>,
}

fn append(
    builder: &mut RecordsBuilder,
    dictionaries: &mut [Dictionary],
    ids: &ArrayRef,
    columns: &[ArrayRef],
) -> Result<(), Failure> {
    if ids.data_type() == &DataType::Int64 {
        for id in ids.as_primitive::<Int64Type>().values() {
            builder.id_number(*id);
        }
    } else {
        let text = arrow_cast::cast(ids, &DataType::Utf8)?;
        for id in text.as_string::<i32>() {
            builder.id(id.unwrap_or_default());
        }
    }
    for ((at, column), known) in columns.iter().enumerate().zip(dictionaries) {
        if let Some(dictionary) = column.as_dictionary_opt::<Int32Type>() {
            let values = dictionary.values();
            if !known.values.as_ref().is_some_and(|known| Arc::ptr_eq(known, values)) {
                *known = Dictionary { values: Some(Arc::clone(values)), codes: vec![None; values.len()] };
            }
            let texts = values.as_string::<i32>();
            for key in dictionary.keys() {
                let Some(key) = key.map(|key| key as usize).filter(|&key| texts.is_valid(key)) else {
                    builder.code(at, MISSING);
                    continue;
                };
                let code = match known.codes[key] {
                    Some(code) => code,
                    None => *known.codes[key].insert(builder.intern(texts.value(key))?),
                };
                builder.code(at, code);
            }
            continue;
        }
        if column.data_type() == &DataType::Int64 {
            let mut buffer = String::new();
            for value in column.as_primitive::<Int64Type>() {
                buffer.clear();
                let written = value.map(|value| write!(buffer, "{value}")).transpose()?;
                builder.value(at, written.map(|()| buffer.as_str()))?;
            }
            continue;
        }
        let text = arrow_cast::cast(column, &DataType::Utf8)?;
        for value in text.as_string::<i32>() {
            builder.value(at, value)?;
        }
    }
    Ok(())
}
