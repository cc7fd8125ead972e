//! The register's schema and its versions. Migrations go forward only and have the same numbers in both databases.

use crate::{
    database::{Database, Statement, dialects, shared},
    engine,
    error::Error,
    location::Location,
};
use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

/// A step from one version of the schema to the next.
struct Step {
    number: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! step {
    ($number:literal, $name:literal, $file:literal) => {
        Step {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite/", $file)),
            postgres: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/postgres/", $file)),
        }
    };
}

/// Every step, in order. One that has shipped is never edited.
const STEPS: &[Step] = &[
    step!(1, "begin", "0001_begin.sql"),
    step!(2, "note of sender", "0002_note_of_sender.sql"),
    step!(3, "signals", "0003_signals.sql"),
    step!(4, "practice", "0004_practice.sql"),
    step!(5, "linkage reviews", "0005_linkage_reviews.sql"),
    step!(6, "statements and audits", "0006_statements_and_audits.sql"),
];

/// The version of the schema that this release knows: the number of its last migration.
pub const HEAD: i64 = STEPS[STEPS.len() - 1].number;

const IS_BEGUN: Statement = dialects!("read its schema's version", "migrations/is_begun.sql");
const NEWEST: Statement = shared!("read its schema's version", "migrations/newest.sql");

/// Which schema a register has, and which this release knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaVersion {
    /// The version that is kept: 0 when nothing is.
    pub kept: i64,
    /// The version that this release knows ([`HEAD`]).
    pub known: i64,
}

impl SchemaVersion {
    /// Whether the register can be used without a migration.
    #[must_use]
    pub fn is_current(self) -> bool {
        self.kept == self.known
    }
}

/// Reads which schema a register has, without changing or making anything.
///
/// # Errors
/// When the place cannot be read or reached. A SQLite file that is not there has version 0.
pub async fn schema_version(place: &str) -> Result<SchemaVersion, Error> {
    let location = Location::parse(place)?;
    if let Location::Sqlite(path) = &location
        && !path.exists()
    {
        return Ok(SchemaVersion { kept: 0, known: HEAD });
    }
    let database = engine::connect(&location, false).await?;
    let kept = kept(&database).await;
    database.close().await;
    Ok(SchemaVersion { kept: kept?, known: HEAD })
}

/// The version of the schema that a database has.
pub(crate) async fn kept(database: &Database) -> Result<i64, Error> {
    let begun: i64 = match database.row(IS_BEGUN, vec![]).await? {
        Some(row) => row.get("begun")?,
        None => 0,
    };
    if begun == 0 {
        return Ok(0);
    }
    database.row(NEWEST, vec![]).await?.map_or(Ok(0), |row| row.get("version"))
}

/// Brings a database to [`HEAD`], all steps or none of the one that fails.
///
/// # Errors
/// [`Error::Newer`] when it has a version that this release does not know; [`Error::Migration`] when a step fails.
pub(crate) async fn run(database: &Database, place: &Location) -> Result<(), Error> {
    let before = kept(database).await?;
    if before > HEAD {
        return Err(Error::Newer { place: place.to_string(), kept: before, known: HEAD });
    }
    let failed = |cause| Error::Migration { place: place.to_string(), cause };
    match database {
        Database::Sqlite { writer, .. } => {
            // Two processes may open a new file at once: the second waits here, then finds every step made.
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await.map_err(|cause| failed(cause.into()))?;
            migrator(|step| step.sqlite).run_direct(None, &mut *transaction, false).await.map_err(failed)?;
            transaction.commit().await.map_err(|cause| failed(cause.into()))?;
        }
        Database::Postgres(pool) => migrator(|step| step.postgres).run(pool).await.map_err(failed)?,
    }
    if before != HEAD {
        tracing::info!(
            register.schema.before = before,
            register.schema.now = HEAD,
            "the register's schema was brought up to date"
        );
    }
    Ok(())
}

fn migrator(dialect: impl Fn(&Step) -> &'static str) -> Migrator {
    Migrator::with_migrations(
        STEPS
            .iter()
            .map(|step| {
                let sql = dialect(step).into_sql_str();
                Migration::new(step.number, step.name.into(), MigrationType::Simple, sql, false)
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs, path::Path};

    #[test]
    fn every_migration_file_is_a_step_and_head_names_the_last() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let steps: BTreeSet<String> =
            STEPS.iter().map(|step| format!("{:04}_{}.sql", step.number, step.name.replace(' ', "_"))).collect();
        for dialect in ["sqlite", "postgres"] {
            let files: BTreeSet<String> = fs::read_dir(folder.join(dialect))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            assert_eq!(files, steps, "{dialect}");
        }
        let head = fs::read_to_string(folder.join("HEAD")).unwrap();
        assert_eq!(Some(head.trim_end()), steps.last().map(String::as_str));
        assert!(STEPS.iter().map(|step| step.number).eq(1..=HEAD), "numbers run from 1 without a gap");
    }
}
