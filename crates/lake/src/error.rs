//! What can stop the lake, and how it reaches the hub.

use datafusion::{arrow::error::ArrowError, error::DataFusionError, parquet::errors::ParquetError};
use deltalake::DeltaTableError;
use hub::PortError;
use std::{io, path::Path};

/// What stopped the lake.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// A file could not be read or written.
    #[error("cannot {doing} {path}: {cause}")]
    File {
        /// What was being done, as a verb.
        doing: &'static str,
        /// To which file.
        path: String,
        /// Why it failed.
        #[source]
        cause: io::Error,
    },
    /// The table's log could not be read or written.
    #[error("cannot {doing} the table of observations: {cause}")]
    Table {
        /// What was being done, as a verb.
        doing: &'static str,
        /// Why it failed.
        #[source]
        cause: Box<DeltaTableError>,
    },
    /// A Parquet file could not be read or written.
    #[error("cannot {doing} {path}: {cause}")]
    Parquet {
        /// What was being done, as a verb.
        doing: &'static str,
        /// To which file.
        path: String,
        /// Why it failed.
        #[source]
        cause: ParquetError,
    },
    /// Columns could not be arranged.
    #[error("cannot arrange observations in columns: {0}")]
    Columns(#[from] ArrowError),
    /// The query engine failed.
    #[error("the query engine failed: {0}")]
    Query(#[source] Box<DataFusionError>),
    /// What is kept no longer agrees with itself.
    #[error("{0}")]
    Inconsistent(String),
    /// Another process holds the folder for writing.
    #[error("another process holds this folder for writing: {holder}")]
    Locked {
        /// What the other process wrote into the lock file.
        holder: String,
    },
    /// The question in SQL is at fault.
    #[error("{0}")]
    Question(String),
    /// The cluster cannot be used, or did not answer whole.
    #[error("{0}")]
    Cluster(String),
    /// A thread or task of ours ended before its work was done.
    #[error("a worker ended before its work was done: {0}")]
    Worker(String),
    /// A synthetic place could not be made.
    #[error(transparent)]
    Synthetic(#[from] synthetic::SyntheticError),
    /// A folder that was to be made is there, with something in it.
    #[error("{0} is there already and is not empty")]
    Exists(String),
    /// Whoever asked for the work stopped it.
    #[error("stopped on request; nothing is left behind")]
    Stopped,
}

impl LakeError {
    /// An I/O error with what was being done to which file.
    pub(crate) fn file(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.display().to_string();
        move |cause| Self::File { doing, path, cause }
    }

    /// A Parquet error with what was being done to which file.
    pub(crate) fn parquet(doing: &'static str, path: &Path) -> impl FnOnce(ParquetError) -> Self {
        let path = path.display().to_string();
        move |cause| Self::Parquet { doing, path, cause }
    }

    /// An error of the table's log with what was being done.
    pub(crate) fn table(doing: &'static str) -> impl FnOnce(DeltaTableError) -> Self {
        move |cause| Self::Table { doing, cause: Box::new(cause) }
    }
}

impl From<DataFusionError> for LakeError {
    fn from(cause: DataFusionError) -> Self {
        Self::Query(Box::new(cause))
    }
}

impl From<LakeError> for PortError {
    fn from(error: LakeError) -> Self {
        match error {
            LakeError::Inconsistent(what) => Self::Inconsistent { what },
            LakeError::Question(what) => Self::Question { what },
            LakeError::Locked { .. } | LakeError::Cluster(_) => Self::engine(error.to_string(), error),
            LakeError::File { doing, .. } => Self::engine(format!("cannot {doing} a file of the lake"), error),
            LakeError::Table { doing, .. } => Self::engine(format!("cannot {doing} the table of observations"), error),
            LakeError::Parquet { doing, .. } => Self::engine(format!("cannot {doing} a file of observations"), error),
            LakeError::Synthetic(_) | LakeError::Exists(_) | LakeError::Stopped => {
                Self::engine("cannot write a synthetic place", error)
            }
            LakeError::Columns(_) | LakeError::Query(_) | LakeError::Worker(_) => {
                Self::engine("cannot read or write observations", error)
            }
        }
    }
}
