//! Opens a SQLite file: written ahead, synchronised at every commit, one connection that writes and several that read.

use crate::{
    database::Database,
    error::{Error, without_records},
};
use sqlx::{
    ConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

/// How long a writer waits for another process (an import beside the server) to finish its transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a task waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_mins(1);
/// Connections that read. They never wait for the writer, nor it for them.
const READERS: u32 = 4;

/// Opens the file, and makes it and its folder if `make` says so.
pub(crate) async fn connect(path: &Path, make: bool) -> Result<Database, Error> {
    let place = || path.display().to_string();
    if make && let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|cause| Error::Folder { place: place(), cause })?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging();
    let unreachable = |cause| Error::Unreachable { place: place(), cause: without_records(cause) };
    let writing = options.clone().create_if_missing(make).journal_mode(SqliteJournalMode::Wal);
    let writer = writer(writing).await.map_err(unreachable)?;
    // The writer is open first: only it may make the file and the one for writing ahead.
    let readers = pool(READERS).connect_with(options.read_only(true)).await.map_err(unreachable)?;
    Ok(Database::Sqlite { writer, readers })
}

/// How often opening is tried again while another process turns a new file to writing ahead.
const TRIES: u32 = 200;

/// The one connection that writes. SQLite does not wait its turn when the way of writing is changed, which happens
/// once in a file's life: so whoever comes second here tries again.
async fn writer(options: SqliteConnectOptions) -> sqlx::Result<sqlx::SqlitePool> {
    let mut tries = 0;
    loop {
        match pool(1).connect_with(options.clone()).await {
            Err(sqlx::Error::Database(refusal))
                if tries < TRIES && refusal.code().is_some_and(|code| code == "5" || code == "261") =>
            {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            outcome => return outcome,
        }
    }
}

fn pool(connections: u32) -> sqlx::pool::PoolOptions<sqlx::Sqlite> {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::sqlite::SqlitePool;

    async fn setting(pool: &SqlitePool, sql: &'static str) -> String {
        let row: (String,) = sqlx::query_as(sql).fetch_one(pool).await.unwrap();
        row.0
    }

    #[tokio::test]
    async fn every_connection_is_set_for_safety() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("register.sqlite");
        assert!(matches!(connect(&path, false).await, Err(Error::Unreachable { .. })));
        let Database::Sqlite { writer, readers } = connect(&path, true).await.unwrap() else { panic!("not SQLite") };
        for pool in [&writer, &readers] {
            assert_eq!(setting(pool, "SELECT journal_mode FROM pragma_journal_mode").await, "wal");
            // 2 is FULL: the file for writing ahead is synchronised before a commit returns.
            assert_eq!(setting(pool, "SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous").await, "2");
            assert_eq!(setting(pool, "SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys").await, "1");
            assert_eq!(setting(pool, "SELECT CAST(timeout AS TEXT) FROM pragma_busy_timeout").await, "30000");
        }
        assert_eq!(writer.options().get_max_connections(), 1);
        assert!(sqlx::query("CREATE TABLE forbidden (id INTEGER)").execute(&readers).await.is_err());
    }
}
