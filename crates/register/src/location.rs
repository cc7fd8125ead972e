//! Where a register is kept.

use crate::error::Error;
use sqlx::{ConnectOptions, postgres::PgConnectOptions};
use std::{fmt, path::PathBuf, str::FromStr};

/// Where a register is kept: a SQLite file or a PostgreSQL database. Shown without user or password.
#[derive(Debug, Clone)]
pub enum Location {
    /// A SQLite file. It and its folder are made if they are not there.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres(Box<PgConnectOptions>),
}

impl Location {
    /// Reads a place: `postgres://…` or `postgresql://…` is a PostgreSQL database; anything else is a SQLite file's
    /// path, with or without `sqlite:` or `sqlite://` before it.
    ///
    /// # Errors
    /// [`Error::UnknownScheme`] for another kind of address, [`Error::Address`] for one that cannot be read.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let Some((scheme, rest)) = text.split_once(':') else { return Ok(Self::Sqlite(text.into())) };
        match scheme {
            "postgres" | "postgresql" => {
                let options =
                    PgConnectOptions::from_str(text).map_err(|cause| Error::Address { cause: cause.into() })?;
                // Statements are not for the log, and their values never.
                Ok(Self::Postgres(Box::new(options.application_name("wholeplace").disable_statement_logging())))
            }
            "sqlite" => Ok(Self::Sqlite(rest.strip_prefix("//").unwrap_or(rest).into())),
            _ if rest.starts_with("//") => Err(Error::UnknownScheme { scheme: scheme.to_owned() }),
            _ => Ok(Self::Sqlite(text.into())),
        }
    }
}

impl FromStr for Location {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(formatter, "{}", path.display()),
            Self::Postgres(options) => {
                let database = options.get_database().unwrap_or_else(|| options.get_username());
                match options.get_socket() {
                    Some(folder) => write!(formatter, "postgres database {database} in {}", folder.display()),
                    None => {
                        write!(
                            formatter,
                            "postgres database {database} on {}:{}",
                            options.get_host(),
                            options.get_port()
                        )
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn a_place_is_a_path_or_an_address() {
        for text in ["var/register.sqlite", "sqlite:var/register.sqlite", "sqlite://var/register.sqlite"] {
            assert!(
                matches!(Location::parse(text).unwrap(), Location::Sqlite(path) if path.ends_with("register.sqlite"))
            );
        }
        assert!(matches!(Location::parse("C:\\hub\\register.sqlite").unwrap(), Location::Sqlite(_)));
        assert!(
            matches!(Location::parse("mysql://host/hub"), Err(Error::UnknownScheme { scheme }) if scheme == "mysql")
        );
    }

    #[test]
    fn a_place_is_shown_without_its_password() {
        let place = Location::parse("postgres://hub:open-sesame@db.example:5433/records").unwrap();
        assert_eq!(place.to_string(), "postgres database records on db.example:5433");
        let refused = Location::parse("postgres://hub:open-sesame@db.example:a-port/records").unwrap_err();
        let mut said = format!("{refused}");
        let mut cause = std::error::Error::source(&refused);
        while let Some(error) = cause {
            write!(said, "{error}{error:?}").unwrap();
            cause = error.source();
        }
        assert!(!said.contains("open-sesame"), "{said}");
    }
}
