//! Writes files of observations: primary files into the table's folder, projections beside them.

use crate::{
    durable,
    error::LakeError,
    footer::{Facts, entry},
    schema::{COLUMNS, Kind, STORED, column},
};
use datafusion::{
    arrow::{
        array::{Array, AsArray, RecordBatch},
        datatypes::Int32Type,
    },
    parquet::{
        arrow::{ArrowWriter, arrow_writer::ArrowWriterOptions},
        basic::{Compression, Encoding},
        file::{
            metadata::{KeyValue, ParquetMetaData},
            properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder},
            statistics::Statistics,
        },
        schema::types::ColumnPath,
    },
};
use hub::ports::StagedFile;
use std::{
    collections::BTreeSet,
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};
use terms::{DatasetId, IndicatorId, Period, SubmissionId};

/// Rows in a primary file before the next one is begun: small enough to be sorted in memory.
pub(crate) const FILE_ROWS: usize = 1 << 20;
const ROW_GROUP_ROWS: usize = 1 << 18;

/// Properties that primary files and projections share.
pub(crate) fn properties() -> WriterPropertiesBuilder {
    let mut builder = WriterProperties::builder()
        .set_created_by("wholeplace".to_owned())
        .set_compression(Compression::LZ4_RAW)
        // Bounds are kept of the columns by which files are read, and of no other: footers stay in memory.
        .set_statistics_enabled(EnabledStatistics::None)
        .set_statistics_truncate_length(None);
    for (name, kind, _) in COLUMNS {
        let path = ColumnPath::from(name);
        match kind {
            Kind::Word | Kind::Date => {}
            // Few numbers come twice: to look each of them up would cost more than it saves.
            Kind::Number => builder = builder.set_column_dictionary_enabled(path, false),
            // The same or one more than the one before.
            Kind::Count => {
                builder = builder
                    .set_column_dictionary_enabled(path.clone(), false)
                    .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED);
            }
        }
    }
    for column in [column::INDICATOR, column::AREA] {
        let path = ColumnPath::from(COLUMNS[column].0);
        builder = builder.set_column_statistics_enabled(path, EnabledStatistics::Chunk);
    }
    builder
}

/// Opens a writer of the stored schema.
pub(crate) fn open(file: File, path: &Path, properties: WriterProperties) -> Result<ArrowWriter<File>, LakeError> {
    // Without Arrow's own schema in the file, every reader sees plain text columns and chooses its own form.
    let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
    ArrowWriter::try_new_with_options(file, Arc::clone(&STORED), options).map_err(LakeError::parquet("begin", path))
}

/// Closes a writer with entries for its footer; the bytes are durable when this returns.
pub(crate) fn close(
    mut writer: ArrowWriter<File>,
    path: &Path,
    entries: Vec<KeyValue>,
) -> Result<(ParquetMetaData, u64), LakeError> {
    for entry in entries {
        writer.append_key_value_metadata(entry);
    }
    let metadata = writer.finish().map_err(LakeError::parquet("close", path))?;
    let file = writer.inner();
    file.sync_all().map_err(LakeError::file("make durable", path))?;
    let size = file.metadata().map_err(LakeError::file("look at", path))?.len();
    Ok((metadata, size))
}

/// Where the primary files of one staging or rewriting go.
#[derive(Debug)]
pub(crate) struct Series {
    root: PathBuf,
    submission: SubmissionId,
    /// Tells one attempt to stage a submission from another, by the first name that is free.
    attempt: Option<u32>,
    parts: u32,
}

impl Series {
    pub(crate) fn new(root: &Path, submission: &SubmissionId) -> Self {
        Self { root: root.to_owned(), submission: submission.clone(), attempt: None, parts: 0 }
    }

    fn name(&self, attempt: u32, part: u32) -> String {
        let SubmissionId { dataset, number } = &self.submission;
        format!("observations/dataset={dataset}/{number:06}-{attempt:04}-{part:04}.parquet")
    }

    /// Makes the next file.
    fn create(&mut self) -> Result<(File, String, PathBuf), LakeError> {
        let part = self.parts;
        self.parts += 1;
        let mut attempt = self.attempt.unwrap_or_default();
        loop {
            let name = self.name(attempt, part);
            let path = self.root.join(&name);
            if let Some(folder) = path.parent() {
                durable::create_folder(folder)?;
            }
            match File::create_new(&path) {
                Ok(file) => {
                    self.attempt = Some(attempt);
                    return Ok((file, name, path));
                }
                Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => attempt += 1,
                Err(cause) => return Err(LakeError::file("write", &path)(cause)),
            }
        }
    }
}

struct Open {
    writer: ArrowWriter<File>,
    name: String,
    path: PathBuf,
    rows: usize,
    indicators: BTreeSet<IndicatorId>,
    periods: BTreeSet<Period>,
}

/// Writes batches of the stored schema as primary files, beginning another when one is full.
pub(crate) struct PrimaryWriter {
    series: Series,
    open: Option<Open>,
    finished: Vec<StagedFile>,
    periods: BTreeSet<Period>,
    began: Box<dyn Fn(&str) + Send>,
}

impl PrimaryWriter {
    /// A writer that says the name of every file as it begins it.
    pub(crate) fn new(series: Series, began: impl Fn(&str) + Send + 'static) -> Self {
        Self { series, open: None, finished: Vec::new(), periods: BTreeSet::new(), began: Box::new(began) }
    }

    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), LakeError> {
        let mut offset = 0;
        while offset < batch.num_rows() {
            let mut open = match self.open.take() {
                Some(open) => open,
                None => self.begin()?,
            };
            let length = (batch.num_rows() - offset).min(FILE_ROWS - open.rows);
            let piece = batch.slice(offset, length);
            note(&piece, column::INDICATOR, &mut open.indicators, |text| IndicatorId::parse(text).ok())?;
            note(&piece, column::PERIOD, &mut open.periods, |text| Period::parse(text).ok())?;
            open.writer.write(&piece).map_err(LakeError::parquet("write", &open.path))?;
            open.rows += length;
            offset += length;
            if open.rows == FILE_ROWS { self.end(open)? } else { self.open = Some(open) }
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<Open, LakeError> {
        let (file, name, path) = self.series.create()?;
        (self.began)(&name);
        let mut properties = properties().set_max_row_group_row_count(Some(ROW_GROUP_ROWS));
        // The query engine skips pages by these.
        for name in ["indicator", "area", "period_start", "period_end", "period"] {
            properties = properties.set_column_statistics_enabled(ColumnPath::from(name), EnabledStatistics::Page);
        }
        let writer = open(file, &path, properties.build())?;
        Ok(Open { writer, name, path, rows: 0, indicators: BTreeSet::new(), periods: BTreeSet::new() })
    }

    fn end(&mut self, open: Open) -> Result<(), LakeError> {
        let facts = Facts {
            layout: Facts::LAYOUT,
            dataset: self.series.submission.dataset.clone(),
            submission: self.series.submission.number,
            indicators: open.indicators,
            periods: open.periods,
        };
        let (metadata, size_bytes) = close(open.writer, &open.path, vec![entry(Facts::KEY, &facts)?])?;
        self.periods.extend(facts.periods);
        self.finished.push(StagedFile {
            path: open.name,
            size_bytes,
            rows: open.rows as u64,
            statistics: statistics(&metadata, open.rows),
        });
        Ok(())
    }

    /// Closes the last file; all are durable when this returns. Their periods come beside them.
    pub(crate) fn finish(mut self) -> Result<(Vec<StagedFile>, BTreeSet<Period>), LakeError> {
        if let Some(open) = self.open.take() {
            self.end(open)?;
        }
        if let Some(folder) = self.finished.first().and_then(|file| Path::new(&file.path).parent()) {
            durable::sync_folder(&self.series.root.join(folder))?;
        }
        Ok((self.finished, self.periods))
    }
}

/// Adds the words of a column that are in use to a set.
fn note<T: Ord>(
    batch: &RecordBatch,
    column: usize,
    set: &mut BTreeSet<T>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<(), LakeError> {
    let words = batch.column(column).as_dictionary::<Int32Type>();
    let mut used = vec![false; words.values().len()];
    for key in words.keys().values() {
        if let Some(used) = usize::try_from(*key).ok().and_then(|key| used.get_mut(key)) {
            *used = true;
        }
    }
    let texts = words.values().as_string::<i32>();
    for (index, _) in used.iter().enumerate().filter(|(_, used)| **used) {
        let text = texts.value(index);
        let thing =
            read(text).ok_or_else(|| LakeError::Inconsistent(format!("“{text}” cannot be a {}", COLUMNS[column].0)))?;
        set.insert(thing);
    }
    Ok(())
}

/// What the table's log says of a file: its rows, and the least and greatest of the columns that it is chosen by.
fn statistics(metadata: &ParquetMetaData, rows: usize) -> String {
    let mut least = serde_json::Map::new();
    let mut greatest = serde_json::Map::new();
    for column in [column::INDICATOR, column::AREA] {
        let name = COLUMNS[column].0;
        let bounds = metadata.row_groups().iter().filter_map(|group| text_bounds(group.column(column).statistics()?));
        let (lows, highs): (Vec<String>, Vec<String>) = bounds.unzip();
        if let (Some(low), Some(high)) = (lows.into_iter().min(), highs.into_iter().max()) {
            least.insert(name.to_owned(), low.into());
            greatest.insert(name.to_owned(), high.into());
        }
    }
    serde_json::json!({"numRecords": rows, "minValues": least, "maxValues": greatest, "nullCount": {}}).to_string()
}

/// The least and greatest text of a column in a row group.
pub(crate) fn text_bounds(statistics: &Statistics) -> Option<(String, String)> {
    let text = |bytes: Option<&[u8]>| bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).map(str::to_owned);
    Some((text(statistics.min_bytes_opt())?, text(statistics.max_bytes_opt())?))
}

/// The folder of a dataset in the table.
pub(crate) fn dataset_of(name: &str) -> Option<DatasetId> {
    let (dataset, _) = name.strip_prefix("observations/dataset=")?.split_once('/')?;
    DatasetId::parse(dataset).ok()
}
