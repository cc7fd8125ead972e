//! Statements: every version of what places say. A version is only added.

use crate::{
    database::{Database, Row, Statement as Sql, Transaction, dialects, shared},
    engine::SqlRegister,
    error::Error,
    exact::{count_out, json_in, json_out, moment_in},
};
use async_trait::async_trait;
use hub::{PortError, ports::StatementRecords, statements::Statement};

const TAKE_TURN: Sql = dialects!("record a statement", "statements/take_turn.sql");
const NEXT_NUMBER: Sql = shared!("record a statement", "statements/next_number.sql");
const NEWEST_VERSION: Sql = shared!("record a statement", "statements/newest_version.sql");
const ADD: Sql = shared!("record a statement", "statements/add.sql");
const NEWEST: Sql = shared!("read statements", "statements/newest.sql");
const VERSIONS: Sql = shared!("read statements", "statements/versions.sql");

#[async_trait]
impl StatementRecords for SqlRegister {
    async fn add_statement(&self, statement: Statement) -> Result<Statement, PortError> {
        Ok(add(&self.database, statement).await?)
    }

    async fn add_statement_version(&self, statement: &Statement) -> Result<(), PortError> {
        Ok(add_version(&self.database, statement).await?)
    }

    async fn statements(&self) -> Result<Vec<Statement>, PortError> {
        Ok(read(&self.database.rows(NEWEST, vec![]).await?)?)
    }

    async fn statement_versions(&self, number: u32) -> Result<Vec<Statement>, PortError> {
        Ok(read(&self.database.rows(VERSIONS, vec![number.into()]).await?)?)
    }
}

async fn add(database: &Database, statement: Statement) -> Result<Statement, Error> {
    let mut transaction = database.write().await?;
    transaction.execute(TAKE_TURN, vec![]).await?;
    let next = transaction.row(NEXT_NUMBER, vec![]).await?.map_or(Ok(1), |row| row.get::<i64>("number"))?;
    let statement = Statement { number: count_out(next, "a statement's number")?, version: 1, ..statement };
    insert(&mut transaction, &statement).await?;
    transaction.commit().await?;
    Ok(statement)
}

async fn add_version(database: &Database, statement: &Statement) -> Result<(), Error> {
    let mut transaction = database.write().await?;
    transaction.execute(TAKE_TURN, vec![]).await?;
    let newest = transaction.row(NEWEST_VERSION, vec![statement.number.into()]).await?;
    let newest = newest.map_or(Ok(0), |row| row.get::<i64>("version"))?;
    if newest == 0 || newest + 1 != i64::from(statement.version) {
        return Err(Error::Conflict { what: format!("statement {}", statement.number) });
    }
    insert(&mut transaction, statement).await?;
    transaction.commit().await
}

async fn insert(transaction: &mut Transaction, statement: &Statement) -> Result<(), Error> {
    let values = vec![
        statement.number.into(),
        statement.version.into(),
        json_in(statement, "a statement")?.into(),
        moment_in(statement.recorded_at, "the moment of a statement")?.into(),
    ];
    transaction.execute(ADD, values).await.map(|_| ())
}

fn read(rows: &[Row]) -> Result<Vec<Statement>, Error> {
    rows.iter().map(|row| json_out(&row.get::<String>("document")?, "a statement")).collect()
}
