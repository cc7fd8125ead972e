//! Tables of people's records: who may keep and use them, and what for. The hub passes references and counts; no record
//! passes through it. Every import and every use stands in the chain of events with its purpose.

pub mod reviews;

use crate::{
    Action, Actor, Error, Hub, PortError,
    ports::people::{PeopleTable, PeopleTableName},
};
use std::path::Path;

impl Hub {
    /// Takes a file of records as a table, in place of what the table held.
    ///
    /// # Errors
    /// When the actor may not keep records of people or says no purpose, when the file cannot be used, or an engine fails.
    pub async fn import_people(
        &self,
        actor: &Actor,
        name: &PeopleTableName,
        file: &Path,
        id: Option<&str>,
    ) -> Result<PeopleTable, Error> {
        actor.may(&Action::KeepPeople { table: name.clone() })?;
        let table = self.lake.import_people(name, file, id).await.map_err(refusal)?;
        let detail = format!("version {}, {} records, SHA-256 {}", table.version, table.records, table.sha256);
        self.record(actor, "people-imported", &subject(name), &detail).await?;
        Ok(table)
    }

    /// A table of records, to be read for the actor's purpose. The use is recorded before the reference is handed out.
    ///
    /// # Errors
    /// When the actor may not use records of people or says no purpose, when there is no such table or its file is not
    /// the one that was imported, or an engine fails.
    pub async fn use_people(
        &self,
        actor: &Actor,
        name: &PeopleTableName,
        what_for: &str,
    ) -> Result<PeopleTable, Error> {
        actor.may(&Action::UsePeople { table: name.clone() })?;
        let found = self.lake.people_table(name).await?;
        let table = found.ok_or_else(|| Error::not_found(format!("table of records {name}")))?;
        let detail = format!("{what_for}; version {}, {} records", table.version, table.records);
        self.record(actor, "people-used", &subject(name), &detail).await?;
        Ok(table)
    }

    /// The tables of records that there are: names, columns and counts.
    ///
    /// # Errors
    /// When the actor may not keep records of people, or an engine fails.
    pub async fn people_tables(&self, actor: &Actor) -> Result<Vec<PeopleTable>, Error> {
        let tables = self.lake.people_tables().await?;
        for table in &tables {
            actor.may(&Action::KeepPeople { table: table.name.clone() })?;
        }
        Ok(tables)
    }
}

fn subject(name: &PeopleTableName) -> String {
    format!("people/{name}")
}

/// What is wrong with a file is for its sender to mend.
fn refusal(error: PortError) -> Error {
    match error {
        PortError::Question { what } => Error::refused(what, "Mend the file, or name another column with --id."),
        other => other.into(),
    }
}
