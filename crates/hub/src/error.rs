//! What stopped a use case. What is wrong with data is never here: that is a finding.

use crate::{Denied, PortError};

/// What stopped a use case, as a situation that a door can explain.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not do it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The thing asked for does not exist here.
    #[error("there is no {what}")]
    NotFound {
        /// What was asked for, in words: “dataset absence”.
        what: String,
    },
    /// The request itself cannot be carried out, and its sender can mend it.
    #[error("{what}")]
    Refused {
        /// What is wrong, in words.
        what: String,
        /// What to do about it.
        mend: String,
    },
    /// A file could not be read at all.
    #[error("the file could not be read")]
    Unreadable(#[source] intake::Error),
    /// A contract or recipe is not written as it should be.
    #[error("the {document} of {dataset} cannot be used:\n{problems}")]
    Document {
        /// `contract` or `recipe`.
        document: &'static str,
        /// Whose.
        dataset: String,
        /// Every problem, with its line and how to mend it.
        problems: String,
    },
    /// An engine failed.
    #[error(transparent)]
    Port(#[from] PortError),
    /// Work that was handed to another thread did not come back.
    #[error("work stopped before it was done")]
    Stopped(#[from] tokio::task::JoinError),
}

impl Error {
    /// Says that something does not exist here.
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::NotFound { what: what.into() }
    }

    /// Refuses, with what is wrong and what to do about it.
    pub fn refused(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::Refused { what: what.into(), mend: mend.into() }
    }
}
