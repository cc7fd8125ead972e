//! Audits: every version of each, whole, and the evidence that they froze. Everything is only added.

use crate::{
    database::{Database, Row, Statement, Transaction, dialects, shared},
    engine::SqlRegister,
    error::Error,
    exact::{count_out, json_in, json_out, moment_in, text_in},
};
use async_trait::async_trait;
use hub::{
    PortError,
    audits::Audit,
    ports::{AuditRecord, AuditRecords, audits::Frozen},
};
use jiff::Timestamp;

const TAKE_TURN: Statement = dialects!("record an audit", "audits/take_turn.sql");
const NEXT_NUMBER: Statement = shared!("record an audit", "audits/next_number.sql");
const NEWEST_VERSION: Statement = shared!("record an audit", "audits/newest_version.sql");
const ADD: Statement = shared!("record an audit", "audits/add.sql");
const ADD_EVIDENCE: Statement = shared!("freeze evidence", "audits/add_evidence.sql");
const ONE: Statement = shared!("read an audit", "audits/one.sql");
const NEWEST: Statement = shared!("read audits", "audits/newest.sql");
const EVIDENCE: Statement = shared!("read evidence", "audits/evidence.sql");

#[async_trait]
impl AuditRecords for SqlRegister {
    async fn add_audit(&self, audit: Audit, at: Timestamp) -> Result<AuditRecord, PortError> {
        Ok(add(&self.database, audit, at).await?)
    }

    async fn change_audit(
        &self,
        audit: &Audit,
        version: u32,
        evidence: Option<(u32, Frozen)>,
        at: Timestamp,
    ) -> Result<AuditRecord, PortError> {
        Ok(change(&self.database, audit, version, evidence, at).await?)
    }

    async fn audit(&self, number: u32) -> Result<Option<AuditRecord>, PortError> {
        let row = self.database.row(ONE, vec![number.into()]).await?;
        Ok(row.as_ref().map(record).transpose()?)
    }

    async fn audits(&self) -> Result<Vec<AuditRecord>, PortError> {
        let rows = self.database.rows(NEWEST, vec![]).await?;
        Ok(rows.iter().map(record).collect::<Result<_, _>>()?)
    }

    async fn audit_evidence(&self, number: u32) -> Result<Vec<(u32, Frozen)>, PortError> {
        let rows = self.database.rows(EVIDENCE, vec![number.into()]).await?;
        Ok(rows.iter().map(frozen).collect::<Result<_, _>>()?)
    }
}

async fn add(database: &Database, audit: Audit, at: Timestamp) -> Result<AuditRecord, Error> {
    let mut transaction = database.write().await?;
    transaction.execute(TAKE_TURN, vec![]).await?;
    let next = transaction.row(NEXT_NUMBER, vec![]).await?.map_or(Ok(1), |row| row.get::<i64>("number"))?;
    let record = AuditRecord { audit: audit.numbered(count_out(next, "an audit's number")?), version: 1 };
    insert(&mut transaction, &record, at).await?;
    transaction.commit().await?;
    Ok(record)
}

async fn change(
    database: &Database,
    audit: &Audit,
    version: u32,
    evidence: Option<(u32, Frozen)>,
    at: Timestamp,
) -> Result<AuditRecord, Error> {
    let mut transaction = database.write().await?;
    transaction.execute(TAKE_TURN, vec![]).await?;
    let newest = transaction.row(NEWEST_VERSION, vec![audit.number().into()]).await?;
    let newest = newest.map_or(Ok(0), |row| row.get::<i64>("version"))?;
    if newest == 0 || newest != i64::from(version) {
        return Err(Error::Conflict { what: format!("audit {}", audit.number()) });
    }
    let record = AuditRecord { audit: audit.clone(), version: version + 1 };
    insert(&mut transaction, &record, at).await?;
    if let Some((number, frozen)) = evidence {
        let values = vec![
            audit.number().into(),
            number.into(),
            record.version.into(),
            // JSON escapes whatever a text cannot hold.
            text_in(&frozen.record, "the record of evidence")?.into(),
            text_in(&frozen.sha256, "the hash of evidence")?.into(),
        ];
        transaction.execute(ADD_EVIDENCE, values).await?;
    }
    transaction.commit().await?;
    Ok(record)
}

async fn insert(transaction: &mut Transaction, record: &AuditRecord, at: Timestamp) -> Result<(), Error> {
    let values = vec![
        record.audit.number().into(),
        record.version.into(),
        record.audit.stage().name().into(),
        json_in(&record.audit, "an audit")?.into(),
        moment_in(at, "the moment of a step")?.into(),
    ];
    transaction.execute(ADD, values).await.map(|_| ())
}

fn record(row: &Row) -> Result<AuditRecord, Error> {
    Ok(AuditRecord {
        version: count_out(row.get("version")?, "an audit's version")?,
        audit: json_out(&row.get::<String>("document")?, "an audit")?,
    })
}

fn frozen(row: &Row) -> Result<(u32, Frozen), Error> {
    let number = count_out(row.get("number")?, "the number of evidence")?;
    Ok((number, Frozen { record: row.get("record")?, sha256: row.get("sha256")? }))
}
