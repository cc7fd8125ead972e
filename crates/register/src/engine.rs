//! The engine: fills the hub's port on whichever database it was opened on.

use crate::{
    catalogue, contributions, database::Database, error::Error, events, findings, location::Location, migrations,
    postgres, sqlite,
};
use async_trait::async_trait;
use hub::{
    PortError, Register, Submission, SubmissionId, SubmissionState,
    ports::{CatalogueEntry, Event, NewSubmission, SubmissionUpdate},
    submission::Release,
};
use jiff::Timestamp;
use terms::{DatasetId, Finding};

/// A register in a SQLite file or a PostgreSQL database. Cheap to clone: clones share their connections.
#[derive(Debug, Clone)]
pub struct SqlRegister {
    pub(crate) database: Database,
}

/// Opens a register, makes it if it is not there, and brings it to this release's schema.
///
/// `place` is a SQLite file's path, or an address that begins with `postgres://` (see [`Location::parse`]).
///
/// # Errors
/// When the place cannot be read, reached or made; [`Error::Newer`] when a newer release wrote it;
/// [`Error::NotDurable`] when the PostgreSQL server acknowledges writes before they are safe.
pub async fn open(place: &str) -> Result<SqlRegister, Error> {
    let location = Location::parse(place)?;
    let database = connect(&location, true).await?;
    if let Err(error) = migrations::run(&database, &location).await {
        database.close().await;
        return Err(error);
    }
    Ok(SqlRegister { database })
}

/// Connects without looking at the schema.
pub(crate) async fn connect(location: &Location, make: bool) -> Result<Database, Error> {
    match location {
        Location::Sqlite(path) => sqlite::connect(path, make).await,
        Location::Postgres(options) => postgres::connect(options, location).await,
    }
}

impl SqlRegister {
    /// Closes every connection and waits until that is done. What was acknowledged is safe without it; a SQLite file
    /// is left as one file, without the two that stand beside it while it is open.
    pub async fn close(&self) {
        self.database.close().await;
    }
}

#[async_trait]
impl Register for SqlRegister {
    async fn record_dataset(
        &self,
        dataset: &DatasetId,
        contract: &str,
        recipe: &str,
        at: Timestamp,
    ) -> Result<CatalogueEntry, PortError> {
        Ok(catalogue::record(&self.database, dataset, contract, recipe, at).await?)
    }

    async fn datasets(&self) -> Result<Vec<CatalogueEntry>, PortError> {
        Ok(catalogue::entries(&self.database).await?)
    }

    async fn contract(&self, dataset: &DatasetId, version: u32) -> Result<Option<String>, PortError> {
        Ok(catalogue::CONTRACT.text(&self.database, dataset, version).await?)
    }

    async fn recipe(&self, dataset: &DatasetId, version: u32) -> Result<Option<String>, PortError> {
        Ok(catalogue::RECIPE.text(&self.database, dataset, version).await?)
    }

    async fn record_submission(&self, submission: NewSubmission) -> Result<Submission, PortError> {
        Ok(contributions::record(&self.database, submission).await?)
    }

    async fn update_submission(
        &self,
        update: SubmissionUpdate,
        findings: Option<&[Finding]>,
    ) -> Result<Submission, PortError> {
        Ok(contributions::update(&self.database, update, findings).await?)
    }

    async fn submission(&self, id: &SubmissionId) -> Result<Option<Submission>, PortError> {
        Ok(contributions::one(&self.database, id).await?)
    }

    async fn submissions(&self, dataset: Option<&DatasetId>, limit: u32) -> Result<Vec<Submission>, PortError> {
        Ok(contributions::newest(&self.database, dataset, limit).await?)
    }

    async fn submissions_in(&self, state: SubmissionState) -> Result<Vec<Submission>, PortError> {
        Ok(contributions::in_state(&self.database, state).await?)
    }

    async fn findings(&self, id: &SubmissionId) -> Result<Vec<Finding>, PortError> {
        Ok(findings::of_submission(&self.database, id).await?)
    }

    async fn release_at(&self, at: Option<Timestamp>) -> Result<Option<Release>, PortError> {
        Ok(contributions::release_at(&self.database, at).await?)
    }

    async fn record_event(&self, event: Event) -> Result<(), PortError> {
        Ok(events::record(&self.database, &event).await?)
    }

    async fn events(&self, subject: Option<&str>, limit: u32) -> Result<Vec<Event>, PortError> {
        Ok(events::newest(&self.database, subject, limit).await?)
    }

    async fn verify_events(&self) -> Result<Option<u64>, PortError> {
        Ok(events::verify(&self.database).await?)
    }
}
