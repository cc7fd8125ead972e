//! One way to speak to both databases: a statement with its two dialects, values, rows and transactions.
//!
//! A capability is written once against these; only this file and the two that open a database know which it is.

use crate::error::Error;
use sqlx::{
    ColumnIndex, Database as Dialect, Decode, Encode, Executor, Postgres, Row as _, Sqlite, Type,
    postgres::{PgPool, PgRow},
    query::Query,
    sqlite::{SqlitePool, SqliteRow},
};

/// A statement out of a file under `sql/`, in both dialects.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Statement {
    /// What it does, to stand after “the register could not”.
    pub(crate) doing: &'static str,
    /// For SQLite.
    pub(crate) sqlite: &'static str,
    /// For PostgreSQL.
    pub(crate) postgres: &'static str,
}

/// A statement whose text serves both databases: `sql/shared/…`.
macro_rules! shared {
    ($doing:literal, $path:literal) => {
        $crate::database::Statement {
            doing: $doing,
            sqlite: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/shared/", $path)),
            postgres: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/shared/", $path)),
        }
    };
}

/// A statement that differs between the databases: `sql/sqlite/…` and `sql/postgres/…`.
macro_rules! dialects {
    ($doing:literal, $path:literal) => {
        $crate::database::Statement {
            doing: $doing,
            sqlite: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/", $path)),
            postgres: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/", $path)),
        }
    };
}
pub(crate) use {dialects, shared};

/// A value that is bound to a statement.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// A whole number or nothing.
    Integer(Option<i64>),
    /// A text or nothing.
    Text(Option<String>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(Some(value))
    }
}
impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Integer(Some(i64::from(value)))
    }
}
impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Integer(value)
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}
impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

/// A row of either database.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// The value in a column.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when the column holds something else.
    pub(crate) fn get<T>(&self, column: &'static str) -> Result<T, Error>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
        &'static str: ColumnIndex<SqliteRow> + ColumnIndex<PgRow>,
    {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
        .map_err(Error::unreadable(column))
    }
}

/// The connections to a register's database.
#[derive(Debug, Clone)]
pub(crate) enum Database {
    /// One connection that writes, several that only read.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// Connections that do both.
    Postgres(PgPool),
}

impl Database {
    /// The rows that answer one question.
    pub(crate) async fn rows(&self, statement: Statement, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        match self {
            Self::Sqlite { readers, .. } => {
                bind::<Sqlite>(statement.sqlite, values).fetch_all(readers).await.map(sqlite_rows)
            }
            Self::Postgres(pool) => {
                bind::<Postgres>(statement.postgres, values).fetch_all(pool).await.map(postgres_rows)
            }
        }
        .map_err(Error::database(statement.doing))
    }

    /// The only row that answers a question, if there is one.
    pub(crate) async fn row(&self, statement: Statement, values: Vec<Value>) -> Result<Option<Row>, Error> {
        Ok(self.rows(statement, values).await?.pop())
    }

    /// Begins to write. In SQLite the right to write is taken at once, so that what is read in between stays true.
    pub(crate) async fn write(&self) -> Result<Transaction, Error> {
        match self {
            Self::Sqlite { writer, .. } => writer.begin_with("BEGIN IMMEDIATE").await.map(Transaction::Sqlite),
            Self::Postgres(pool) => pool.begin().await.map(Transaction::Postgres),
        }
        .map_err(Error::database("begin to write"))
    }

    /// Begins to read from one state of the database, whatever is written meanwhile.
    pub(crate) async fn read(&self) -> Result<Transaction, Error> {
        match self {
            Self::Sqlite { readers, .. } => readers.begin().await.map(Transaction::Sqlite),
            Self::Postgres(pool) => {
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map(Transaction::Postgres)
            }
        }
        .map_err(Error::database("begin to read"))
    }

    /// Closes every connection; what was acknowledged is already safe.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// A transaction. Dropped without [`Transaction::commit`], nothing of it was done.
pub(crate) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Transaction {
    /// Does a statement and says how many rows it touched.
    pub(crate) async fn execute(&mut self, statement: Statement, values: Vec<Value>) -> Result<u64, Error> {
        match self {
            Self::Sqlite(transaction) => bind::<Sqlite>(statement.sqlite, values)
                .execute(&mut **transaction)
                .await
                .map(|done| done.rows_affected()),
            Self::Postgres(transaction) => bind::<Postgres>(statement.postgres, values)
                .execute(&mut **transaction)
                .await
                .map(|done| done.rows_affected()),
        }
        .map_err(Error::database(statement.doing))
    }

    /// The rows that answer a question.
    pub(crate) async fn rows(&mut self, statement: Statement, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        match self {
            Self::Sqlite(transaction) => {
                transaction.fetch_all(bind::<Sqlite>(statement.sqlite, values)).await.map(sqlite_rows)
            }
            Self::Postgres(transaction) => {
                transaction.fetch_all(bind::<Postgres>(statement.postgres, values)).await.map(postgres_rows)
            }
        }
        .map_err(Error::database(statement.doing))
    }

    /// The only row that answers a question, if there is one.
    pub(crate) async fn row(&mut self, statement: Statement, values: Vec<Value>) -> Result<Option<Row>, Error> {
        Ok(self.rows(statement, values).await?.pop())
    }

    /// Makes everything of it lasting. Once this returns, a loss of power undoes nothing.
    pub(crate) async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
        .map_err(Error::database("make a change lasting"))
    }
}

fn bind<'q, D: Dialect>(sql: &'static str, values: Vec<Value>) -> Query<'q, D, D::Arguments>
where
    Option<i64>: Encode<'q, D> + Type<D>,
    Option<String>: Encode<'q, D> + Type<D>,
{
    values.into_iter().fold(sqlx::query(sql), |query, value| match value {
        Value::Integer(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
    })
}

fn sqlite_rows(rows: Vec<SqliteRow>) -> Vec<Row> {
    rows.into_iter().map(Row::Sqlite).collect()
}

fn postgres_rows(rows: Vec<PgRow>) -> Vec<Row> {
    rows.into_iter().map(Row::Postgres).collect()
}
