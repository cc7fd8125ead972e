//! A new, empty place for a register: a file in a temporary folder, or a copy of a migrated PostgreSQL database.

use register::SqlRegister;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::{str::FromStr, sync::LazyLock, thread};
use tempfile::TempDir;
use testkit::PostgresServer;

/// A place for one register, gone with this value.
pub struct Place {
    /// What [`register::open`] takes.
    pub address: String,
    folder: Option<TempDir>,
}

impl Place {
    /// A file that is not there yet.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = folder.path().join("register.sqlite").to_str().unwrap().to_owned();
        Self { address, folder: Some(folder) }
    }

    /// A database made from a migrated template, or nothing where PostgreSQL is not installed.
    pub fn postgres() -> Option<Self> {
        static TEMPLATE: LazyLock<&str> = LazyLock::new(|| {
            let address = server().unwrap().create_database("register").unwrap();
            // On a thread of its own: the runtime of the test that comes first must not be waited for inside itself.
            thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(async { register::open(&address).await.unwrap().close().await });
            })
            .join()
            .unwrap();
            "register"
        });
        let server = server()?;
        Some(Self { address: server.copy_of(&TEMPLATE).unwrap(), folder: None })
    }

    /// Whether this is a SQLite file.
    pub fn is_sqlite(&self) -> bool {
        self.folder.is_some()
    }

    /// The register, opened.
    pub async fn open(&self) -> SqlRegister {
        register::open(&self.address).await.unwrap()
    }

    /// Does statements past the register, as somebody would who reaches the database itself.
    pub async fn raw(&self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.is_sqlite() {
            let mut connection = self.sqlite_connection().await;
            sqlx::raw_sql(sql).execute(&mut connection).await?;
            connection.close().await
        } else {
            let mut connection = PgConnection::connect(&self.address).await?;
            sqlx::raw_sql(sql).execute(&mut connection).await?;
            connection.close().await
        }
    }

    /// The first column of every row, read past the register.
    pub async fn raw_texts(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.is_sqlite() {
            sqlx::query_scalar(sql).fetch_all(&mut self.sqlite_connection().await).await.unwrap()
        } else {
            let mut connection = PgConnection::connect(&self.address).await.unwrap();
            sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
        }
    }

    async fn sqlite_connection(&self) -> SqliteConnection {
        use sqlx::ConnectOptions as _;
        let options = sqlx::sqlite::SqliteConnectOptions::from_str(&format!("sqlite:{}", self.address)).unwrap();
        options.foreign_keys(true).create_if_missing(true).connect().await.unwrap()
    }
}

fn server() -> Option<&'static PostgresServer> {
    PostgresServer::shared_or_skip("the register's suite")
}
