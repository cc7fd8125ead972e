//! Opens a PostgreSQL database, and refuses one that acknowledges writes before they are safe.

use crate::{
    database::Database,
    error::{Error, without_records},
    location::Location,
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::time::Duration;

/// Connections at most: half of what a small server allows, so that two hubs and a person fit beside each other.
const CONNECTIONS: u32 = 10;
/// How long a task waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_mins(1);

const DURABILITY: &str = include_str!("../sql/postgres/settings/durability.sql");

const END_WHAT_WAS_BEGUN: &str = include_str!("../sql/postgres/settings/end_what_was_begun.sql");

/// Opens the database.
pub(crate) async fn connect(options: &PgConnectOptions, location: &Location) -> Result<Database, Error> {
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // When a caller gives up while a transaction begins, the client does not know of it and the server does: the
        // next to take the connection would stand inside it.
        .after_release(|connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(END_WHAT_WAS_BEGUN).execute(connection).await?;
                Ok(true)
            })
        })
        // Nearly always there is nothing to end, of which the server would warn each time.
        .connect_with(options.clone().options([("client_min_messages", "error")]))
        .await
        .map_err(|cause| Error::Unreachable { place: location.to_string(), cause: without_records(cause) })?;
    let (fsync, synchronous_commit): (String, String) =
        sqlx::query_as(DURABILITY).fetch_one(&pool).await.map_err(Error::database("read the server's settings"))?;
    for (setting, value) in [("fsync", fsync), ("synchronous_commit", synchronous_commit)] {
        if value == "off" {
            pool.close().await;
            return Err(Error::NotDurable { place: location.to_string(), setting });
        }
    }
    Ok(Database::Postgres(pool))
}
