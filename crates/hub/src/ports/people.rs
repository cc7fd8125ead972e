//! The port of tables of people's records: the hub knows their names, columns and counts, and never a record.

use super::PortError;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    path::{Path, PathBuf},
};

/// The name of a table of people's records: small letters, digits and underscores, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PeopleTableName(String);

impl PeopleTableName {
    /// The longest name.
    pub const LONGEST: usize = 60;

    /// Reads a name.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        let begins = text.starts_with(|letter: char| letter.is_ascii_lowercase());
        if begins && text.len() <= Self::LONGEST && text.chars().all(plain) {
            return Ok(Self(text.to_owned()));
        }
        Err(format!(
            "“{text}” cannot be the name of a table of records: use at most {} small letters, digits and underscores, beginning with a letter",
            Self::LONGEST
        ))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PeopleTableName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::str::FromStr for PeopleTableName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for PeopleTableName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<PeopleTableName> for String {
    fn from(name: PeopleTableName) -> Self {
        name.0
    }
}

/// A reference to a table of people's records as it stands: where it lies and what pins it. Whoever holds it may read
/// the records, so only a use case hands it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleTable {
    /// Its name.
    pub name: PeopleTableName,
    /// Its version, from 1; it grows with every import.
    pub version: u32,
    /// How many records it has.
    pub records: u64,
    /// The column that names a record.
    pub id: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// The file.
    pub file: PathBuf,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// The engine that keeps tables of people's records.
#[async_trait]
pub trait PeopleTables: Send + Sync {
    /// Takes a file in place of what the table held; whole or not at all. `id` is the column that names a record, a usual
    /// name when it is not said.
    async fn import_people(
        &self,
        name: &PeopleTableName,
        file: &Path,
        id: Option<&str>,
    ) -> Result<PeopleTable, PortError>;

    /// A table as it stands; its file is checked against what pins it.
    async fn people_table(&self, name: &PeopleTableName) -> Result<Option<PeopleTable>, PortError>;

    /// All tables, by name. Their files are not looked at.
    async fn people_tables(&self) -> Result<Vec<PeopleTable>, PortError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain() {
        assert_eq!(PeopleTableName::parse("records_gp2").map(|name| name.to_string()), Ok("records_gp2".to_owned()));
        for wrong in ["", "GP", "2gp", "../gp", "gp records", "_gp", &"a".repeat(61)] {
            assert!(PeopleTableName::parse(wrong).is_err(), "{wrong}");
        }
    }
}
