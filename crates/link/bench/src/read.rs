//! Parquet and CSV (also gzipped) to records.

use crate::Failure;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use link::{Records, RecordsBuilder};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fmt::Write;
use std::fs::File;
use std::io::Read;

pub fn records(files: &[String], id: &str, columns: &[String]) -> Result<Records, Failure> {
    let mut builder = Records::builder(columns);
    for (number, file) in files.iter().enumerate() {
        if files.len() > 1 {
            builder.source(&format!("{number:03} {file}"))?;
        }
        each_batch(file, id, columns, &mut |ids, values| append(&mut builder, ids, values))?;
    }
    Ok(builder.finish()?)
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
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(file)?)?;
    let wanted = |name: &str| name == id || columns.iter().any(|each| each == name);
    let roots = builder.parquet_schema().root_schema().get_fields().iter().enumerate();
    let mask = ProjectionMask::roots(
        builder.parquet_schema(),
        roots.filter(|(_, field)| wanted(field.name())).map(|(at, _)| at),
    );
    for batch in builder.with_projection(mask).with_batch_size(16_384).build()? {
        let batch: RecordBatch = batch?;
        let column = |name: &str| batch.column_by_name(name).cloned().ok_or_else(|| format!("{file} has no column {name}"));
        let values: Vec<ArrayRef> = columns.iter().map(|name| column(name)).collect::<Result<_, _>>()?;
        take(&column(id)?, &values)?;
    }
    Ok(())
}

fn each_csv(
    file: &str,
    id: &str,
    columns: &[String],
    take: &mut dyn FnMut(&ArrayRef, &[ArrayRef]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let raw = File::open(file)?;
    let plain: Box<dyn Read> = if file.ends_with(".gz") { Box::new(flate2::read::GzDecoder::new(raw)) } else { Box::new(raw) };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(plain);
    let headers = reader.headers()?.clone();
    let place = |name: &str| headers.iter().position(|each| each == name).ok_or_else(|| format!("{file} has no column {name}"));
    let places: Vec<usize> = columns.iter().map(|name| place(name)).collect::<Result<_, _>>()?;
    let id = place(id)?;
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>()?;
    let column = |at: usize| -> ArrayRef {
        let values = rows.iter().map(|row| row.get(at).filter(|value| !value.is_empty()));
        std::sync::Arc::new(values.collect::<arrow_array::StringArray>())
    };
    take(&column(id), &places.into_iter().map(column).collect::<Vec<_>>())
}

fn append(builder: &mut RecordsBuilder, ids: &ArrayRef, columns: &[ArrayRef]) -> Result<(), Failure> {
    if ids.data_type() == &DataType::Int64 {
        for id in ids.as_primitive::<arrow_array::types::Int64Type>().values() {
            builder.id_number(*id);
        }
    } else {
        let text = arrow_cast::cast(ids, &DataType::Utf8)?;
        for id in text.as_string::<i32>() {
            builder.id(id.unwrap_or_default());
        }
    }
    for (at, column) in columns.iter().enumerate() {
        if column.data_type() == &DataType::Int64 {
            let mut buffer = String::new();
            for value in column.as_primitive::<arrow_array::types::Int64Type>() {
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
