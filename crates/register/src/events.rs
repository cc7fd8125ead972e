//! The chain of events: each holds the hash of the one before it, so that a change anywhere shows.

use crate::{
    database::{Database, Row, Statement, dialects, shared},
    error::Error,
    exact::{count_out, hexadecimal, json_in, json_out, text_in},
};
use hub::ports::Event;
use sha2::{Digest, Sha256};

const END_FOR_CHANGE: Statement = dialects!("record an event", "events/end_for_change.sql");
const ADD: Statement = shared!("record an event", "events/add.sql");
const MOVE_END: Statement = shared!("record an event", "events/move_end.sql");
const NEWEST: Statement = shared!("read events", "events/newest.sql");
const NEWEST_OF_SUBJECT: Statement = shared!("read events", "events/newest_of_subject.sql");
const END: Statement = shared!("verify events", "events/end.sql");
const AFTER: Statement = shared!("verify events", "events/after.sql");

/// Events that are verified at a time.
const PAGE: u32 = 10_000;

/// What stands before the first event, in place of a hash.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of an event: SHA-256 of the hash before it (in hexadecimal) followed by the event as JSON.
fn hash(previous: &str, document: &str) -> String {
    hexadecimal(&Sha256::new().chain_update(previous).chain_update(document).finalize())
}

/// Records an event at the end of the chain.
pub(crate) async fn record(database: &Database, event: &Event) -> Result<(), Error> {
    let subject = text_in(&event.subject, "an event's subject")?;
    let document = json_in(event, "an event")?;
    let mut transaction = database.write().await?;
    let end = transaction.row(END_FOR_CHANGE, vec![]).await?.ok_or_else(broken_end)?;
    let (end, previous): (i64, String) = (end.get("sequence")?, end.get("hash")?);
    let hash = hash(&previous, &document);
    let values = vec![(end + 1).into(), subject.into(), document.into(), previous.into(), hash.as_str().into()];
    transaction.execute(ADD, values).await?;
    if transaction.execute(MOVE_END, vec![end.into(), (end + 1).into(), hash.into()]).await? != 1 {
        return Err(Error::Conflict { what: "the chain of events".to_owned() });
    }
    transaction.commit().await
}

fn broken_end() -> Error {
    Error::unreadable("the chain of events")("its end is not recorded")
}

/// Events, newest first: of one subject or of all, at most so many.
pub(crate) async fn newest(database: &Database, subject: Option<&str>, limit: u32) -> Result<Vec<Event>, Error> {
    let rows = match subject {
        Some(subject) => {
            let subject = text_in(subject, "an event's subject")?;
            database.rows(NEWEST_OF_SUBJECT, vec![subject.into(), limit.into()]).await?
        }
        None => database.rows(NEWEST, vec![limit.into()]).await?,
    };
    rows.iter().map(|row| json_out(&row.get::<String>("document")?, "an event")).collect()
}

/// Walks the chain from its beginning and says at which event it first fails to agree with itself. Events that are
/// missing at the end count as the first of them.
pub(crate) async fn verify(database: &Database) -> Result<Option<u64>, Error> {
    let mut transaction = database.read().await?;
    let mut expected: i64 = 0;
    let mut previous = BEGINNING.to_owned();
    loop {
        let rows = transaction.rows(AFTER, vec![expected.into(), PAGE.into()]).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            expected += 1;
            // A row that cannot even be read was tampered with as well.
            match agrees(&row, expected, &previous) {
                Ok(Some(hash)) => previous = hash,
                Ok(None) | Err(_) => return count_out(expected, "an event's number").map(Some),
            }
        }
    }
    let end = match transaction.row(END, vec![]).await? {
        Some(row) => (row.get::<i64>("sequence").ok(), row.get::<String>("hash").ok()),
        None => (None, None),
    };
    if end == (Some(expected), Some(previous)) {
        return Ok(None);
    }
    count_out(expected + 1, "an event's number").map(Some)
}

/// The event's hash, if all that is stored of it agrees with the event before it.
fn agrees(row: &Row, expected: i64, previous: &str) -> Result<Option<String>, Error> {
    let document: String = row.get("document")?;
    let kept: String = row.get("hash")?;
    let agrees = row.get::<i64>("sequence")? == expected
        && row.get::<String>("previous_hash")? == previous
        && hash(previous, &document) == kept
        && json_out::<Event>(&document, "an event")?.subject == row.get::<String>("subject")?;
    Ok(agrees.then_some(kept))
}
