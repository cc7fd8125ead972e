//! A table written to Parquet or CSV, by the ending of its name, whole or not at all.

use super::{AtomicFile, Form, PeopleError};
use datafusion::{
    arrow::{
        array::{
            ArrayRef, DictionaryArray, Float64Builder, Int32Builder, Int64Builder, StringArray, StringBuilder,
            StringDictionaryBuilder,
        },
        datatypes::{DataType, Field, Int32Type, Schema, SchemaRef},
        record_batch::RecordBatch,
    },
    parquet::{
        arrow::ArrowWriter,
        basic::{Compression, ZstdLevel},
        file::properties::{EnabledStatistics, WriterProperties},
        schema::types::ColumnPath,
    },
};
use flate2::{Compression as GzLevel, write::GzEncoder};
use std::{
    io::{BufWriter, Write},
    path::Path,
    sync::Arc,
};

/// Rows that are encoded together.
const BATCH_ROWS: usize = 1 << 16;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Texts, most of them once.
    Text,
    /// Texts, few different ones.
    Word,
    /// One of these texts.
    OneOf(Vec<String>),
    /// Whole numbers.
    Whole,
    /// Numbers.
    Number,
}

/// A value of a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Missing,
    Text(&'a str),
    /// Which of the texts of a column of [`Kind::OneOf`], and the text.
    OneOf(i32, &'a str),
    Whole(i64),
    Number(f64),
}

enum Builder {
    Text(StringBuilder),
    Word(StringDictionaryBuilder<Int32Type>),
    OneOf(Int32Builder, ArrayRef),
    Whole(Int64Builder),
    Number(Float64Builder),
}

impl Builder {
    fn new(kind: &Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Word => Self::Word(StringDictionaryBuilder::new()),
            Kind::OneOf(words) => {
                Self::OneOf(Int32Builder::new(), Arc::new(words.iter().map(Some).collect::<StringArray>()))
            }
            Kind::Whole => Self::Whole(Int64Builder::new()),
            Kind::Number => Self::Number(Float64Builder::new()),
        }
    }

    fn append(&mut self, value: Value<'_>) -> Result<(), PeopleError> {
        match (self, value) {
            (Self::Text(builder), Value::Text(text)) => builder.append_value(text),
            (Self::Text(builder), Value::Whole(number)) => builder.append_value(number.to_string()),
            (Self::Text(builder), _) => builder.append_null(),
            (Self::Word(builder), Value::Text(text)) => {
                builder.append(text)?;
            }
            (Self::Word(builder), _) => builder.append_null(),
            (Self::OneOf(builder, _), Value::OneOf(which, _)) => builder.append_value(which),
            (Self::OneOf(builder, _), _) => builder.append_null(),
            (Self::Whole(builder), Value::Whole(number)) => builder.append_value(number),
            (Self::Whole(builder), _) => builder.append_null(),
            (Self::Number(builder), Value::Number(number)) => builder.append_value(number),
            (Self::Number(builder), _) => builder.append_null(),
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<ArrayRef, PeopleError> {
        Ok(match self {
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Word(builder) => Arc::new(builder.finish()),
            Self::OneOf(builder, words) => Arc::new(DictionaryArray::try_new(builder.finish(), Arc::clone(words))?),
            Self::Whole(builder) => Arc::new(builder.finish()),
            Self::Number(builder) => Arc::new(builder.finish()),
        })
    }
}

struct ParquetTable {
    writer: ArrowWriter<BufWriter<AtomicFile>>,
    schema: SchemaRef,
    builders: Vec<Builder>,
    rows: usize,
}

impl ParquetTable {
    fn flush(&mut self, path: &Path) -> Result<(), PeopleError> {
        let columns = self.builders.iter_mut().map(Builder::finish).collect::<Result<_, _>>()?;
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)?;
        self.rows = 0;
        self.writer.write(&batch).map_err(PeopleError::parquet("write", path))
    }
}

enum Sheet {
    Parquet(Box<ParquetTable>),
    Csv(Box<csv::Writer<BufWriter<AtomicFile>>>),
    CsvGz(Box<csv::Writer<GzEncoder<BufWriter<AtomicFile>>>>),
}

/// Writes a table, row by row. It is in its place after [`TableWriter::finish`]; dropped before that, nothing is left.
pub struct TableWriter {
    path: std::path::PathBuf,
    sheet: Sheet,
    line: Vec<String>,
}

impl std::fmt::Debug for TableWriter {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("TableWriter").field("path", &self.path).finish_non_exhaustive()
    }
}

impl TableWriter {
    /// Begins a table of texts with these columns.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn texts(path: &Path, columns: &[&str]) -> Result<Self, PeopleError> {
        Self::create(path, &columns.iter().map(|name| ((*name).to_owned(), Kind::Text)).collect::<Vec<_>>())
    }

    /// Writes a row of texts.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn text_row(&mut self, row: &[Option<&str>]) -> Result<(), PeopleError> {
        let values: Vec<Value<'_>> = row.iter().map(|text| text.map_or(Value::Missing, Value::Text)).collect();
        self.row(&values)
    }

    pub(super) fn create(path: &Path, columns: &[(String, Kind)]) -> Result<Self, PeopleError> {
        let form = Form::of(path)?;
        let file = BufWriter::with_capacity(1 << 16, AtomicFile::create(path)?);
        let sheet = match form {
            Form::Parquet => {
                let field = |(name, kind): &(String, Kind)| {
                    let data_type = match kind {
                        Kind::Text => DataType::Utf8,
                        Kind::Word | Kind::OneOf(_) => {
                            DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
                        }
                        Kind::Whole => DataType::Int64,
                        Kind::Number => DataType::Float64,
                    };
                    Field::new(name, data_type, true)
                };
                let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
                let mut properties = WriterProperties::builder()
                    .set_created_by("wholeplace".to_owned())
                    .set_compression(Compression::ZSTD(ZstdLevel::default()))
                    .set_max_row_group_row_count(Some(BATCH_ROWS * 8));
                for (name, _) in columns.iter().filter(|(_, kind)| matches!(kind, Kind::OneOf(_))) {
                    // The least and the greatest of a few words tell nothing, and are dear to find.
                    let column = ColumnPath::from(name.as_str());
                    properties = properties.set_column_statistics_enabled(column, EnabledStatistics::None);
                }
                let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties.build()))
                    .map_err(PeopleError::parquet("write", path))?;
                let builders = columns.iter().map(|(_, kind)| Builder::new(kind)).collect();
                Sheet::Parquet(Box::new(ParquetTable { writer, schema, builders, rows: 0 }))
            }
            Form::CsvGz => Sheet::CsvGz(Box::new(csv::Writer::from_writer(GzEncoder::new(file, GzLevel::default())))),
            form => {
                let writer = csv::WriterBuilder::new().delimiter(form.delimiter()).from_writer(file);
                Sheet::Csv(Box::new(writer))
            }
        };
        let mut table = Self { path: path.to_owned(), sheet, line: vec![String::new(); columns.len()] };
        if form != Form::Parquet {
            let names: Vec<Value<'_>> = columns.iter().map(|(name, _)| Value::Text(name)).collect();
            table.row(&names)?;
        }
        Ok(table)
    }

    pub(super) fn row(&mut self, values: &[Value<'_>]) -> Result<(), PeopleError> {
        use std::fmt::Write as _;
        if let Sheet::Parquet(table) = &mut self.sheet {
            for (builder, value) in table.builders.iter_mut().zip(values) {
                builder.append(*value)?;
            }
            table.rows += 1;
            return if table.rows == BATCH_ROWS { table.flush(&self.path) } else { Ok(()) };
        }
        for (text, value) in self.line.iter_mut().zip(values) {
            text.clear();
            // Writing to a text never fails.
            let _ = match value {
                Value::Missing => Ok(()),
                Value::Text(value) | Value::OneOf(_, value) => write!(text, "{value}"),
                Value::Whole(value) => write!(text, "{value}"),
                Value::Number(value) => write!(text, "{value}"),
            };
        }
        let written = match &mut self.sheet {
            Sheet::Csv(writer) => writer.write_record(&self.line),
            Sheet::CsvGz(writer) => writer.write_record(&self.line),
            Sheet::Parquet(_) => Ok(()),
        };
        written.map_err(|error| failed(&self.path, error))
    }

    /// Ends the table: it is durable and in its place when this returns.
    ///
    /// # Errors
    /// When the disk refuses; nothing is left then.
    pub fn finish(self) -> Result<(), PeopleError> {
        let Self { path, sheet, .. } = self;
        let path = path.as_path();
        let buffered = match sheet {
            Sheet::Parquet(mut table) => {
                if table.rows > 0 {
                    table.flush(path)?;
                }
                table.writer.into_inner().map_err(PeopleError::parquet("write", path))?
            }
            Sheet::Csv(writer) => writer.into_inner().map_err(|error| lost(path, error.error()))?,
            Sheet::CsvGz(writer) => {
                let gz = writer.into_inner().map_err(|error| lost(path, error.error()))?;
                gz.finish().map_err(PeopleError::file("write", path))?
            }
        };
        let file = buffered.into_inner().map_err(|error| lost(path, error.error()))?;
        file.commit()
    }
}

fn failed(path: &Path, error: csv::Error) -> PeopleError {
    let cause = match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => std::io::Error::other(format!("{other:?}")),
    };
    PeopleError::file("write", path)(cause)
}

fn lost(path: &Path, cause: &std::io::Error) -> PeopleError {
    PeopleError::file("write", path)(std::io::Error::new(cause.kind(), cause.to_string()))
}

/// A text to a file, whole or not at all.
pub(super) fn write_text(path: &Path, text: &str) -> Result<(), PeopleError> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(text.as_bytes()).map_err(PeopleError::file("write", path))?;
    file.commit()
}
