//! The footers of stored files: how many rows, which indicators and periods. Files never change, so footers are
//! kept in memory, the latest used ones first.

use crate::{durable, error::LakeError, schema::STORED};
use datafusion::parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{
            ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
        },
    },
    file::metadata::{KeyValue, PageIndexPolicy, ParquetMetaData, ParquetStatisticsPolicy, RowGroupMetaData},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    collections::{BTreeSet, HashMap},
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use terms::{DatasetId, IndicatorId, Period};

/// Rows that are read at once.
const READ_ROWS: usize = 8_192;

/// What a file of observations says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// The form of the file, to be raised when it changes.
    pub(crate) layout: u32,
    /// Its dataset.
    pub(crate) dataset: DatasetId,
    /// The number of the submission that wrote it.
    pub(crate) submission: u32,
    /// Its indicators.
    pub(crate) indicators: BTreeSet<IndicatorId>,
    /// Its periods.
    pub(crate) periods: BTreeSet<Period>,
}

impl Facts {
    /// The form that this code writes.
    pub(crate) const LAYOUT: u32 = 1;
    /// The name of the footer's entry.
    pub(crate) const KEY: &str = "wholeplace.observations";
}

/// Writes an entry for a footer.
pub(crate) fn entry(key: &str, value: &impl Serialize) -> Result<KeyValue, LakeError> {
    let text = serde_json::to_string(value)
        .map_err(|cause| LakeError::Inconsistent(format!("cannot describe a file in its footer: {cause}")))?;
    Ok(KeyValue::new(key.to_owned(), text))
}

/// A footer as it was read.
#[derive(Debug)]
pub(crate) struct Footer {
    /// For readers.
    pub(crate) metadata: ArrowReaderMetadata,
    /// The file's rows.
    pub(crate) rows: u64,
}

impl Footer {
    /// Reads a footer.
    pub(crate) fn read(path: &Path) -> Result<Self, LakeError> {
        let file = File::open(path).map_err(LakeError::file("open", path))?;
        let options = ArrowReaderOptions::new()
            .with_schema(Arc::clone(&STORED))
            .with_page_index_policy(PageIndexPolicy::Skip)
            .with_encoding_stats_policy(ParquetStatisticsPolicy::SkipAll)
            .with_size_stats_policy(ParquetStatisticsPolicy::SkipAll);
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(LakeError::parquet("read", path))?;
        let rows = metadata.metadata().row_groups().iter().map(RowGroupMetaData::num_rows).sum::<i64>();
        Ok(Self { rows: u64::try_from(rows).unwrap_or_default(), metadata })
    }

    /// The Parquet metadata.
    pub(crate) fn parquet(&self) -> &ParquetMetaData {
        self.metadata.metadata()
    }

    /// An entry of the footer.
    pub(crate) fn entry<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let entries = self.parquet().file_metadata().key_value_metadata()?;
        let text = entries.iter().find(|entry| entry.key == key)?.value.as_deref()?;
        serde_json::from_str(text).ok()
    }
}

/// A primary file of observations, checked against what the table's log says of it.
#[derive(Debug)]
pub(crate) struct Primary {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its path in the lake.
    pub(crate) name: String,
    /// Its size.
    pub(crate) size_bytes: u64,
    /// Its footer.
    pub(crate) footer: Footer,
    /// What it says about itself.
    pub(crate) facts: Facts,
}

impl Primary {
    /// Reads some of its columns; they come in the order of the stored schema.
    pub(crate) fn read(&self, columns: &[usize]) -> Result<ParquetRecordBatchReader, LakeError> {
        let path = &self.path;
        let file = File::open(path).map_err(LakeError::file("open", path))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.footer.metadata.clone());
        let columns = ProjectionMask::leaves(builder.parquet_schema(), columns.iter().copied());
        builder.with_projection(columns).with_batch_size(READ_ROWS).build().map_err(LakeError::parquet("read", path))
    }
}

/// Footers that were read, the latest used at most so many.
#[derive(Debug)]
pub(crate) struct Recent<T> {
    capacity: usize,
    state: Mutex<RecentState<T>>,
}

/// A count of uses, and what is kept with the count at its last use.
type RecentState<T> = (u64, HashMap<PathBuf, (u64, Arc<T>)>);

impl<T> Recent<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, state: Mutex::default() }
    }

    pub(crate) fn get(&self, path: &Path) -> Option<Arc<T>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 += 1;
        let now = state.0;
        let (used, thing) = state.1.get_mut(path)?;
        *used = now;
        Some(Arc::clone(thing))
    }

    pub(crate) fn put(&self, path: PathBuf, thing: Arc<T>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 += 1;
        let now = state.0;
        state.1.insert(path, (now, thing));
        if state.1.len() > self.capacity {
            let oldest = state.1.iter().min_by_key(|(_, (used, _))| *used).map(|(path, _)| path.clone());
            if let Some(oldest) = oldest {
                state.1.remove(&oldest);
            }
        }
    }

    pub(crate) fn forget(&self, path: &Path) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).1.remove(path);
    }
}

/// Opens primary files, and refuses those that are not what the log says.
#[derive(Debug)]
pub(crate) struct Primaries {
    root: PathBuf,
    recent: Recent<Primary>,
}

impl Primaries {
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), recent: Recent::new(1024) }
    }

    /// A file with its footer. Its size is compared every time, its rows when its footer is read.
    pub(crate) fn open(&self, name: &str, size_bytes: u64, rows: u64) -> Result<Arc<Primary>, LakeError> {
        let path = self.root.join(name);
        match durable::size_of(&path)? {
            None => return Err(LakeError::Inconsistent(format!("the file {name} is missing"))),
            Some(found) if found != size_bytes => {
                return Err(LakeError::Inconsistent(format!(
                    "the file {name} should be {size_bytes} bytes long and is {found}"
                )));
            }
            Some(_) => {}
        }
        let primary = match self.recent.get(&path) {
            Some(primary) if primary.size_bytes == size_bytes => primary,
            _ => {
                let footer = Footer::read(&path).map_err(|error| {
                    LakeError::Inconsistent(format!("the file {name} cannot be read as observations: {error}"))
                })?;
                let facts: Facts = footer
                    .entry(Facts::KEY)
                    .ok_or_else(|| LakeError::Inconsistent(format!("the file {name} does not say what it holds")))?;
                if facts.layout != Facts::LAYOUT {
                    return Err(LakeError::Inconsistent(format!(
                        "the file {name} has the layout {}, and this program reads {}",
                        facts.layout,
                        Facts::LAYOUT
                    )));
                }
                let primary =
                    Arc::new(Primary { path: path.clone(), name: name.to_owned(), size_bytes, footer, facts });
                self.recent.put(path, Arc::clone(&primary));
                primary
            }
        };
        if primary.footer.rows == rows {
            Ok(primary)
        } else {
            Err(LakeError::Inconsistent(format!(
                "the file {name} should hold {rows} rows and holds {}",
                primary.footer.rows
            )))
        }
    }

    /// Forgets a file that was removed.
    pub(crate) fn forget(&self, name: &str) {
        self.recent.forget(&self.root.join(name));
    }
}
