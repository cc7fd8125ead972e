//! What stopped the register, each in its situation. No message holds a password or anything that a person wrote.

use hub::PortError;
use sqlx::migrate::MigrateError;

/// A cause that is kept for the log.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What stopped the register.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text that says where the register is kept cannot be read.
    #[error(
        "“{scheme}:” is not a place for a register: give a file's path, or an address that begins with postgres://"
    )]
    UnknownScheme {
        /// What stands before the colon.
        scheme: String,
    },
    /// The address of the PostgreSQL database cannot be read. The address itself may hold a password and is not shown.
    #[error("the address of the PostgreSQL database cannot be read")]
    Address {
        /// Why.
        #[source]
        cause: Cause,
    },
    /// The folder for the file cannot be made.
    #[error("the folder for {place} cannot be made")]
    Folder {
        /// The register's place.
        place: String,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// The database cannot be reached or opened.
    #[error("the register at {place} cannot be opened")]
    Unreachable {
        /// The register's place.
        place: String,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// The register was written by a newer release.
    #[error(
        "the register at {place} was written by a newer release of Wholeplace (schema {kept}; this one knows {known}): \
         run that release or a later one"
    )]
    Newer {
        /// The register's place.
        place: String,
        /// The schema that is kept there.
        kept: i64,
        /// The newest schema that this release knows.
        known: i64,
    },
    /// The register could not be brought to this release's schema. Nothing was changed by the migration that failed.
    #[error("the register at {place} cannot be brought to this release's schema")]
    Migration {
        /// The register's place.
        place: String,
        /// Why.
        #[source]
        cause: MigrateError,
    },
    /// The PostgreSQL server acknowledges writes that a loss of power would undo.
    #[error(
        "PostgreSQL at {place} acknowledges writes before they are safe: {setting} is off; turn it on and start again"
    )]
    NotDurable {
        /// The register's place.
        place: String,
        /// The server's setting.
        setting: &'static str,
    },
    /// The database failed or refused.
    #[error("the register could not {doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// A record does not have the form in which it was written.
    #[error("{what} cannot be read as it was written")]
    Unreadable {
        /// The record or its part.
        what: &'static str,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// A number is outside of what can be kept.
    #[error("{what} is outside of what the register can keep")]
    OutOfRange {
        /// Which number.
        what: &'static str,
    },
    /// A text holds the character U+0000, which PostgreSQL cannot keep. Refused on both databases alike.
    #[error("{what} holds the character U+0000, which cannot be kept")]
    NulCharacter {
        /// Which text.
        what: &'static str,
    },
    /// A record names another that is not there.
    #[error("{what} is not in the catalogue")]
    NotInCatalogue {
        /// What is missing.
        what: String,
    },
    /// A record does not stand where the caller believed.
    #[error("{what}: somebody else changed it first")]
    Conflict {
        /// The record.
        what: String,
    },
}

impl Error {
    /// The database's failure while something was being done.
    pub(crate) fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |cause| Self::Database { doing, cause: without_records(cause) }
    }

    /// A record's part that cannot be read back.
    pub(crate) fn unreadable<C: Into<Cause>>(what: &'static str) -> impl FnOnce(C) -> Self {
        move |cause| Self::Unreadable { what, cause: cause.into() }
    }
}

impl From<Error> for PortError {
    fn from(error: Error) -> Self {
        match error {
            Error::Conflict { what } => Self::Conflict { what },
            Error::Unreadable { what, cause } => {
                Self::Inconsistent { what: format!("{what} cannot be read as it was written: {cause}") }
            }
            Error::NotInCatalogue { .. } => Self::Inconsistent { what: error.to_string() },
            Error::OutOfRange { .. } | Error::NulCharacter { .. } => Self::Question { what: error.to_string() },
            other => Self::engine(other.to_string(), other),
        }
    }
}

/// A refusal by the database, without the details in which PostgreSQL repeats the record that it refused.
#[derive(Debug, thiserror::Error)]
#[error("the database refused with code {code}{}", constraint.as_ref().map(|name| format!(" ({name})")).unwrap_or_default())]
struct Refusal {
    code: String,
    constraint: Option<String>,
}

/// The cause, fit for a log: nothing in it repeats what was to be recorded.
pub(crate) fn without_records(error: sqlx::Error) -> Cause {
    match error {
        sqlx::Error::Database(refused) => Box::new(Refusal {
            code: refused.code().map_or_else(|| "unknown".to_owned(), std::borrow::Cow::into_owned),
            constraint: refused.constraint().map(ToOwned::to_owned),
        }),
        other => Box::new(other),
    }
}
