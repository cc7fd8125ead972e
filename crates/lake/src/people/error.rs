//! What can stop a linkage of files, with what to do about it.

use crate::{LakeError, cluster::linkage::ClusterLinkageError};
use datafusion::{arrow::error::ArrowError, parquet::errors::ParquetError};
use link::LinkError;
use std::{io, path::Path};

/// What stopped a linkage of files.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// What was asked for cannot be done with these files.
    #[error("{what}")]
    Refused {
        /// What is wrong.
        what: String,
        /// What to do about it.
        mend: String,
    },
    /// A file could not be read or written.
    #[error("cannot {doing} {path}")]
    File {
        /// What was being done, as a verb.
        doing: &'static str,
        /// To which file.
        path: String,
        /// Why it failed.
        #[source]
        cause: io::Error,
    },
    /// A Parquet file could not be read or written.
    #[error("cannot {doing} {path}")]
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
    #[error("cannot arrange records in columns: {0}")]
    Columns(#[from] ArrowError),
    /// The engine stopped.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The cluster stopped.
    #[error(transparent)]
    Cluster(#[from] LakeError),
}

impl PeopleError {
    /// Refuses, with what is wrong and what to do about it.
    pub fn refused(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::Refused { what: what.into(), mend: mend.into() }
    }

    /// Whether somebody asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Link(LinkError::Cancelled))
    }

    /// What to do about it, where it is known.
    #[must_use]
    pub fn mend(&self) -> Option<String> {
        match self {
            Self::Refused { mend, .. } => Some(mend.clone()),
            Self::File { cause, .. } => mend_of(cause.kind()),
            Self::Parquet { cause, .. } => {
                let io = std::error::Error::source(cause).and_then(|cause| cause.downcast_ref::<io::Error>());
                io.and_then(|cause| mend_of(cause.kind()))
            }
            Self::Link(LinkError::MissingColumn { .. }) => {
                Some("Rename the column in the file or in the model: is this the model for these files?".to_owned())
            }
            Self::Link(LinkError::Draft(_)) => Some(
                "Mend what is named, or write the model yourself: docs/reference/linkage-model.md says how.".to_owned(),
            ),
            Self::Link(LinkError::Model(what)) if what.contains("train it first") => Some(
                "Train it with: wholeplace link train --model MODEL.toml INPUT... --output TRAINED.toml".to_owned(),
            ),
            Self::Columns(_) | Self::Link(_) | Self::Cluster(_) => None,
        }
    }

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
}

impl From<ClusterLinkageError> for PeopleError {
    fn from(error: ClusterLinkageError) -> Self {
        match error {
            ClusterLinkageError::Link(error) => Self::Link(error),
            ClusterLinkageError::Lake(error) => Self::Cluster(error),
        }
    }
}

fn mend_of(kind: io::ErrorKind) -> Option<String> {
    match kind {
        io::ErrorKind::NotFound => Some("Check the name and the folder.".to_owned()),
        io::ErrorKind::PermissionDenied => Some("Choose a folder where you may write.".to_owned()),
        io::ErrorKind::StorageFull | io::ErrorKind::FileTooLarge | io::ErrorKind::QuotaExceeded => {
            Some("The disk is full, or a limit on files is reached. Make room or write elsewhere; nothing that looks whole was left.".to_owned())
        }
        _ => None,
    }
}
