//! Good practice: what places did, as they document it, and who took it up. Only ever added.

use crate::{
    database::{Database, Row, Statement, dialects, shared},
    engine::SqlRegister,
    error::Error,
    exact::{count_out, json_in, json_out, moment_in, moment_out},
    signals::next_number,
};
use async_trait::async_trait;
use hub::{
    Actor, PortError,
    ports::{PracticeRecords, RecordedPractice, RecordedReuse},
    practice::{PracticeNote, ReuseNote},
};
use jiff::Timestamp;
use std::collections::BTreeMap;

const TAKE_TURN: Statement = dialects!("record a practice", "practice/take_turn.sql");
const NEXT: Statement = shared!("record a practice", "practice/next.sql");
const ADD: Statement = shared!("record a practice", "practice/add.sql");
const ALL: Statement = shared!("read practices", "practice/all.sql");
const ONE: Statement = shared!("read a practice", "practice/one.sql");
const TAKE_TURN_REUSES: Statement = dialects!("record a reuse", "practice/take_turn_reuses.sql");
const NEXT_REUSE: Statement = shared!("record a reuse", "practice/next_reuse.sql");
const ADD_REUSE: Statement = shared!("record a reuse", "practice/add_reuse.sql");
const REUSES: Statement = shared!("read reuses", "practice/reuses.sql");
const REUSES_OF: Statement = shared!("read reuses", "practice/reuses_of.sql");

async fn record(database: &Database, practice: &PracticeNote, by: &Actor, at: Timestamp) -> Result<u32, Error> {
    let (document, recorded_by) = (json_in(practice, "a practice")?, json_in(by, "an actor")?);
    let at = moment_in(at, "the moment of recording")?;
    let mut transaction = database.write().await?;
    let number = next_number(&mut transaction, TAKE_TURN, NEXT).await?;
    transaction.execute(ADD, vec![number.into(), document.into(), at.into(), recorded_by.into()]).await?;
    transaction.commit().await?;
    count_out(number, "the number of a practice")
}

async fn record_reuse(database: &Database, reuse: &ReuseNote, by: &Actor, at: Timestamp) -> Result<(), Error> {
    let (document, recorded_by) = (json_in(reuse, "a reuse")?, json_in(by, "an actor")?);
    let at = moment_in(at, "the moment of recording")?;
    let mut transaction = database.write().await?;
    let sequence = next_number(&mut transaction, TAKE_TURN_REUSES, NEXT_REUSE).await?;
    let values = vec![sequence.into(), reuse.practice.into(), document.into(), at.into(), recorded_by.into()];
    if transaction.execute(ADD_REUSE, values).await? != 1 {
        return Err(Error::Conflict { what: format!("practice {}", reuse.practice) });
    }
    transaction.commit().await
}

fn practice(row: &Row, reuses: Vec<RecordedReuse>) -> Result<RecordedPractice, Error> {
    Ok(RecordedPractice {
        number: count_out(row.get("number")?, "the number of a practice")?,
        practice: json_out(&row.get::<String>("practice")?, "a practice")?,
        recorded_at: moment_out(row.get("recorded_at_unix_ns")?, "the moment of recording")?,
        recorded_by: json_out(&row.get::<String>("recorded_by")?, "an actor")?,
        reuses,
    })
}

fn reuse(row: &Row) -> Result<RecordedReuse, Error> {
    Ok(RecordedReuse {
        reuse: json_out(&row.get::<String>("reuse")?, "a reuse")?,
        recorded_at: moment_out(row.get("recorded_at_unix_ns")?, "the moment of recording")?,
        recorded_by: json_out(&row.get::<String>("recorded_by")?, "an actor")?,
    })
}

async fn all(database: &Database) -> Result<Vec<RecordedPractice>, Error> {
    // One state of the database, so that no reuse is read without its practice.
    let mut transaction = database.read().await?;
    let mut reuses: BTreeMap<i64, Vec<RecordedReuse>> = BTreeMap::new();
    for row in transaction.rows(REUSES, vec![]).await? {
        reuses.entry(row.get("number")?).or_default().push(reuse(&row)?);
    }
    let rows = transaction.rows(ALL, vec![]).await?;
    rows.iter().map(|row| practice(row, reuses.remove(&row.get("number")?).unwrap_or_default())).collect()
}

async fn one(database: &Database, number: u32) -> Result<Option<RecordedPractice>, Error> {
    let mut transaction = database.read().await?;
    let Some(row) = transaction.row(ONE, vec![number.into()]).await? else { return Ok(None) };
    let reuses = transaction.rows(REUSES_OF, vec![number.into()]).await?;
    let reuses = reuses.iter().map(reuse).collect::<Result<_, _>>()?;
    practice(&row, reuses).map(Some)
}

#[async_trait]
impl PracticeRecords for SqlRegister {
    async fn record_practice(&self, practice: &PracticeNote, by: &Actor, at: Timestamp) -> Result<u32, PortError> {
        Ok(record(self.database(), practice, by, at).await?)
    }

    async fn record_reuse(&self, reuse: &ReuseNote, by: &Actor, at: Timestamp) -> Result<(), PortError> {
        Ok(record_reuse(self.database(), reuse, by, at).await?)
    }

    async fn practices(&self) -> Result<Vec<RecordedPractice>, PortError> {
        Ok(all(self.database()).await?)
    }

    async fn practice(&self, number: u32) -> Result<Option<RecordedPractice>, PortError> {
        Ok(one(self.database(), number).await?)
    }
}
