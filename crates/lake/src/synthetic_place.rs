//! A synthetic place as a folder of files: written block by block as it is made, in Parquet or CSV. The folder appears
//! under its name when everything in it is whole and durable; until then it has a hidden name beside it.

use crate::{durable, error::LakeError};
use datafusion::{
    arrow::{
        array::{ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray},
        buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer},
        datatypes::{DataType, Field, Schema, SchemaRef},
    },
    parquet::{
        arrow::{ArrowWriter, arrow_writer::ArrowWriterOptions},
        basic::{Compression, Encoding, ZstdLevel},
        file::properties::{EnabledStatistics, WriterProperties},
        schema::types::ColumnPath,
    },
};
use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};
use synthetic::{
    Place, csv,
    readme::readme,
    table::{Batch, Kind, Table, Values},
};

/// Rows in a row group.
const ROW_GROUP_ROWS: usize = 1 << 17;

/// How the files of a synthetic place are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntheticFormat {
    /// Columns, compressed.
    Parquet,
    /// Lines of text.
    Csv,
}

impl SyntheticFormat {
    fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }
}

/// A file of a synthetic place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntheticFile {
    /// Its name in the folder.
    pub name: String,
    /// Its rows.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
}

/// Makes a place and writes it into a folder, which must not be there yet, or be empty. `progress` hears how many people
/// of the first day are done, and says whether to go on. The files do not depend on the number of threads.
///
/// # Errors
/// [`LakeError::Exists`] if the folder has something in it; [`LakeError::Stopped`] if `progress` says so;
/// [`LakeError::Synthetic`] if the place cannot be made; otherwise what the disk said. Nothing is left behind.
pub fn write_synthetic_place(
    place: &Place,
    folder: &Path,
    format: SyntheticFormat,
    threads: usize,
    mut progress: impl FnMut(u64) -> ControlFlow<()> + Send,
) -> Result<Vec<SyntheticFile>, LakeError> {
    let target = Target::begin(folder)?;
    let mut sinks: Vec<Sink> = synthetic::catalogue::TABLES
        .iter()
        .map(|table| Sink::begin(table, &target.hidden, format))
        .collect::<Result<_, _>>()?;
    let mut done = 0;
    place.generate(threads, |block| {
        done += block.people as u64;
        for (sink, batch) in sinks.iter_mut().zip(block.batches) {
            sink.write(batch)?;
        }
        if progress(done).is_break() { Err(LakeError::Stopped) } else { Ok(()) }
    })?;
    for (table, batch) in place.whole_tables() {
        let mut sink = Sink::begin(table, &target.hidden, format)?;
        sink.write(batch)?;
        sinks.push(sink);
    }
    let mut files = sinks.into_iter().map(Sink::finish).collect::<Result<Vec<_>, _>>()?;
    files.sort_by(|one, other| one.name.cmp(&other.name));
    let path = target.hidden.join("README.md");
    let mut file = File::create(&path).map_err(LakeError::file("write", &path))?;
    file.write_all(readme(&place.setting(), format.ending()).as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(LakeError::file("write", &path))?;
    target.appear()?;
    Ok(files)
}

/// The folder while it is made.
struct Target {
    hidden: PathBuf,
    folder: PathBuf,
    appeared: bool,
}

impl Target {
    fn begin(folder: &Path) -> Result<Self, LakeError> {
        let exists = || LakeError::Exists(folder.display().to_string());
        let name = folder.file_name().ok_or_else(exists)?.to_string_lossy().into_owned();
        match fs::read_dir(folder) {
            Ok(mut entries) => {
                if entries.next().is_some() {
                    return Err(exists());
                }
            }
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {}
            Err(cause) if cause.kind() == std::io::ErrorKind::NotADirectory => return Err(exists()),
            Err(cause) => return Err(LakeError::file("look at", folder)(cause)),
        }
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        durable::create_folder(parent)?;
        let hidden = parent.join(format!(".{name}.{}.making", std::process::id()));
        fs::create_dir(&hidden).map_err(LakeError::file("make the folder", &hidden))?;
        let target = Self { hidden, folder: folder.to_owned(), appeared: false };
        for inner in ["services", "truth"] {
            durable::create_folder(&target.hidden.join(inner))?;
        }
        Ok(target)
    }

    fn appear(mut self) -> Result<(), LakeError> {
        for inner in ["services", "truth", ""] {
            durable::sync_folder(&self.hidden.join(inner))?;
        }
        durable::rename(&self.hidden, &self.folder)?;
        self.appeared = true;
        Ok(())
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if !self.appeared {
            // What is left of a failure is of no use; if it cannot be removed, its hidden name says what it is.
            let _ = fs::remove_dir_all(&self.hidden);
        }
    }
}

enum Lines {
    Parquet(Box<ArrowWriter<File>>, SchemaRef),
    Csv(BufWriter<File>, Vec<u8>),
}

/// A file that takes batches.
struct Sink {
    name: String,
    path: PathBuf,
    rows: u64,
    lines: Lines,
}

impl Sink {
    fn begin(table: &Table, folder: &Path, format: SyntheticFormat) -> Result<Self, LakeError> {
        let name = format!("{}.{}", table.name, format.ending());
        let path = folder.join(&name);
        let file = File::create_new(&path).map_err(LakeError::file("write", &path))?;
        let lines = match format {
            SyntheticFormat::Parquet => {
                let schema = schema(table);
                let properties = properties(table).map_err(LakeError::parquet("begin", &path))?;
                let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
                let writer = ArrowWriter::try_new_with_options(file, Arc::clone(&schema), options)
                    .map_err(LakeError::parquet("begin", &path))?;
                Lines::Parquet(Box::new(writer), schema)
            }
            SyntheticFormat::Csv => {
                let mut heading = Vec::new();
                csv::heading(table, &mut heading);
                Lines::Csv(BufWriter::with_capacity(1 << 18, file), heading)
            }
        };
        Ok(Self { name, path, rows: 0, lines })
    }

    fn write(&mut self, batch: Batch) -> Result<(), LakeError> {
        self.rows += batch.rows() as u64;
        match &mut self.lines {
            Lines::Parquet(writer, schema) => {
                let batch = record_batch(schema, batch)?;
                writer.write(&batch).map_err(LakeError::parquet("write", &self.path))
            }
            Lines::Csv(file, text) => {
                csv::lines(&batch, text);
                file.write_all(text).map_err(LakeError::file("write", &self.path))?;
                text.clear();
                Ok(())
            }
        }
    }

    fn finish(self) -> Result<SyntheticFile, LakeError> {
        let failed = LakeError::file("write", &self.path);
        let file = match self.lines {
            Lines::Parquet(writer, _) => writer.into_inner().map_err(LakeError::parquet("close", &self.path))?,
            Lines::Csv(mut file, text) => {
                // A table without rows still has its headings.
                match file
                    .write_all(&text)
                    .and_then(|()| file.into_inner().map_err(std::io::IntoInnerError::into_error))
                {
                    Ok(file) => file,
                    Err(cause) => return Err(failed(cause)),
                }
            }
        };
        file.sync_all().map_err(LakeError::file("make durable", &self.path))?;
        let bytes = file.metadata().map_err(LakeError::file("look at", &self.path))?.len();
        Ok(SyntheticFile { name: self.name, rows: self.rows, bytes })
    }
}

fn schema(table: &Table) -> SchemaRef {
    let fields = table.columns.iter().map(|column| {
        let kind = match column.kind {
            Kind::Text => DataType::Utf8,
            Kind::Whole => DataType::Int64,
            Kind::Day => DataType::Date32,
            Kind::Flag => DataType::Boolean,
        };
        Field::new(column.name, kind, true)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// Columns in which hardly a value comes twice: a dictionary of them would cost more than it saves.
const NEARLY_UNIQUE: [&str; 14] = [
    "record_id",
    "event_id",
    "case_id",
    "person_id",
    "household_id",
    "mother_id",
    "father_id",
    "other_person_id",
    "pathway_id",
    "nhs_number",
    "upn",
    "uln",
    "national_insurance_number",
    "email",
];

fn properties(table: &Table) -> Result<WriterProperties, datafusion::parquet::errors::ParquetError> {
    let mut builder = WriterProperties::builder()
        .set_created_by("wholeplace".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS));
    for column in table.columns.iter().filter(|column| NEARLY_UNIQUE.contains(&column.name)) {
        let path = ColumnPath::from(column.name);
        builder = builder.set_column_dictionary_enabled(path.clone(), false);
        if column.kind == Kind::Text {
            builder = builder.set_column_encoding(path, Encoding::DELTA_LENGTH_BYTE_ARRAY);
        }
    }
    Ok(builder.build())
}

fn record_batch(schema: &SchemaRef, batch: Batch) -> Result<RecordBatch, LakeError> {
    let columns = batch.into_cells().into_iter().map(|cells| -> Result<ArrayRef, LakeError> {
        let absent = cells.present.iter().any(|present| !present);
        let present = absent.then(|| NullBuffer::from(cells.present));
        Ok(match cells.values {
            Values::Text(texts) => {
                let ends = OffsetBuffer::new(ScalarBuffer::from(texts.ends));
                Arc::new(StringArray::try_new(ends, Buffer::from_vec(texts.bytes), present)?)
            }
            Values::Whole(numbers) => Arc::new(Int64Array::try_new(numbers.into(), present)?),
            Values::Day(days) => Arc::new(Date32Array::try_new(days.into(), present)?),
            Values::Flag(flags) => Arc::new(BooleanArray::new(BooleanBuffer::from(flags), present)),
        })
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
}
