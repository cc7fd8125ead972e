//! What a person reads when a command stops: `error:` says what happened, `hint:` says what to do.

use std::{error::Error, io, process::ExitCode};

/// What stopped a command.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The hub stopped it.
    #[error(transparent)]
    Hub(#[from] hub::Error),
    /// The lake stopped it.
    #[error(transparent)]
    Lake(#[from] lake::LakeError),
    /// The register stopped it.
    #[error(transparent)]
    Register(#[from] register::Error),
    /// A linkage stopped.
    #[error(transparent)]
    People(#[from] lake::people::PeopleError),
    /// A file could not be read or written.
    #[error("{what}")]
    File {
        /// What was being done, with the file's name.
        what: String,
        /// Why it failed.
        #[source]
        cause: io::Error,
    },
    /// The words of the command cannot be carried out.
    #[error("{what}")]
    Usage {
        /// What is wrong.
        what: String,
        /// What to do.
        hint: String,
    },
    /// Output could not be written.
    #[error("the output could not be written")]
    Output(#[from] io::Error),
    /// A table could not be written.
    #[error("the table could not be written")]
    Table(#[from] csv::Error),
    /// A table could not be made.
    #[error(transparent)]
    Export(#[from] exports::ExportError),
    /// JSON could not be written.
    #[error("the reply could not be written as JSON")]
    Json(#[from] serde_json::Error),
}

impl From<link::LinkError> for Failure {
    fn from(error: link::LinkError) -> Self {
        Self::People(error.into())
    }
}

impl Failure {
    /// Names the file that could not be read or written.
    pub fn file(what: impl Into<String>, cause: io::Error) -> Self {
        Self::File { what: what.into(), cause }
    }

    /// Refuses the words of a command.
    pub fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { what: what.into(), hint: hint.into() }
    }

    /// Whether whoever read our output has gone.
    pub fn is_closed_pipe(&self) -> bool {
        match self {
            Self::Output(cause) => cause.kind() == io::ErrorKind::BrokenPipe,
            Self::Table(cause) => {
                matches!(cause.kind(), csv::ErrorKind::Io(cause) if cause.kind() == io::ErrorKind::BrokenPipe)
            }
            Self::Json(cause) => cause.io_error_kind() == Some(io::ErrorKind::BrokenPipe),
            _ => false,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Usage { hint, .. } => Some(hint.clone()),
            Self::People(error) => error.mend(),
            Self::Hub(hub::Error::Refused { mend, .. }) => Some(mend.clone()),
            Self::Hub(hub::Error::NotFound { .. }) => {
                Some("Look for its name with: wholeplace datasets, wholeplace areas".to_owned())
            }
            Self::Lake(lake::LakeError::Locked { .. }) => Some(
                "Reading works beside it. To send a file now, use the pages of the hub that is being served; or stop \
                 that process first."
                    .to_owned(),
            ),
            Self::File { cause, .. } if cause.kind() == io::ErrorKind::NotFound => {
                Some("Check the name and the folder.".to_owned())
            }
            _ => None,
        }
    }

    /// Prints the failure for a person and gives the exit code.
    pub fn report(&self) -> ExitCode {
        if matches!(self, Self::People(error) if error.is_cancelled()) {
            eprintln!("Stopped, as you asked. Nothing that looks whole was left.");
            return ExitCode::from(130);
        }
        eprintln!("error: {self}");
        let mut cause = self.source();
        while let Some(reason) = cause {
            let text = reason.to_string();
            if !text.is_empty() && text != self.to_string() {
                eprintln!("  because: {text}");
            }
            cause = reason.source();
        }
        if let Some(hint) = self.hint() {
            eprintln!("hint: {hint}");
        }
        ExitCode::from(2)
    }
}
