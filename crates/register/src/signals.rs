//! Early warning: evidence that people record, the steps of conversations, and who saw them. Only ever added.

use crate::{
    database::{Database, Row, Statement, Transaction, dialects, shared},
    engine::SqlRegister,
    error::Error,
    exact::{count_out, json_in, json_out, moment_in, moment_out, text_in},
};
use async_trait::async_trait;
use hub::{
    Actor, PortError,
    ports::{RecordedEvidence, RecordedStep, RecordedView, SignalRecords, Withdrawal},
    signals::EvidenceRecord,
};
use jiff::Timestamp;
use terms::{AreaCode, Date};

const TAKE_TURN_EVIDENCE: Statement = dialects!("record evidence", "signals/take_turn_evidence.sql");
const NEXT_EVIDENCE: Statement = shared!("record evidence", "signals/next_evidence.sql");
const ADD_EVIDENCE: Statement = shared!("record evidence", "signals/add_evidence.sql");
const EVIDENCE_OF_AREA: Statement = shared!("read evidence", "signals/evidence_of_area.sql");
const EVIDENCE_BY_NUMBER: Statement = shared!("read evidence", "signals/evidence_by_number.sql");
const ADD_WITHDRAWAL: Statement = shared!("withdraw evidence", "signals/add_withdrawal.sql");
const ADD_STEP: Statement = shared!("record a step", "signals/add_step.sql");
const STEPS_OF_AREA: Statement = shared!("read steps", "signals/steps_of_area.sql");
const TAKE_TURN_VIEWS: Statement = dialects!("record a view", "signals/take_turn_views.sql");
const NEXT_VIEW: Statement = shared!("record a view", "signals/next_view.sql");
const ADD_VIEW: Statement = shared!("record a view", "signals/add_view.sql");
const VIEWS_OF_AREA: Statement = shared!("read views", "signals/views_of_area.sql");

/// The next number of a table, once the transaction alone may add to it.
pub(crate) async fn next_number(
    transaction: &mut Transaction,
    take_turn: Statement,
    next: Statement,
) -> Result<i64, Error> {
    transaction.execute(take_turn, vec![]).await?;
    transaction.row(next, vec![]).await?.map_or(Ok(1), |row| row.get("number"))
}

async fn record_evidence(
    database: &Database,
    evidence: &EvidenceRecord,
    by: &Actor,
    at: Timestamp,
) -> Result<u32, Error> {
    let (document, recorded_by) = (json_in(evidence, "evidence")?, json_in(by, "an actor")?);
    let at = moment_in(at, "the moment of recording")?;
    let mut transaction = database.write().await?;
    let number = next_number(&mut transaction, TAKE_TURN_EVIDENCE, NEXT_EVIDENCE).await?;
    let area = evidence.area.to_string();
    let values = vec![number.into(), area.into(), document.into(), at.into(), recorded_by.into()];
    transaction.execute(ADD_EVIDENCE, values).await?;
    transaction.commit().await?;
    count_out(number, "the number of evidence")
}

fn evidence(row: &Row) -> Result<RecordedEvidence, Error> {
    let withdrawn: Option<String> = row.get("withdrawal")?;
    Ok(RecordedEvidence {
        number: count_out(row.get("number")?, "the number of evidence")?,
        evidence: json_out(&row.get::<String>("evidence")?, "evidence")?,
        recorded_at: moment_out(row.get("recorded_at_unix_ns")?, "the moment of recording")?,
        recorded_by: json_out(&row.get::<String>("recorded_by")?, "an actor")?,
        withdrawn: withdrawn.map(|text| json_out(&text, "a withdrawal")).transpose()?,
    })
}

async fn withdraw(database: &Database, number: u32, withdrawal: &Withdrawal) -> Result<(), Error> {
    let document = json_in(withdrawal, "a withdrawal")?;
    let mut transaction = database.write().await?;
    if transaction.execute(ADD_WITHDRAWAL, vec![number.into(), document.into()]).await? != 1 {
        return Err(Error::Conflict { what: format!("evidence {number}") });
    }
    transaction.commit().await
}

async fn add_steps(database: &Database, steps: &[RecordedStep]) -> Result<(), Error> {
    let mut transaction = database.write().await?;
    for step in steps {
        let values = vec![
            step.area.to_string().into(),
            text_in(&step.line, "a line")?.into(),
            step.number.into(),
            step.position.into(),
            moment_in(step.at, "the moment of a step")?.into(),
            step.on.to_string().into(),
            json_in(&step.by, "an actor")?.into(),
            json_in(&step.step, "a step")?.into(),
        ];
        if transaction.execute(ADD_STEP, values).await? != 1 {
            return Err(Error::Conflict { what: format!("the conversation {} of {}", step.line, step.area) });
        }
    }
    transaction.commit().await
}

fn step(row: &Row, area: AreaCode) -> Result<RecordedStep, Error> {
    let day: String = row.get("on_day")?;
    Ok(RecordedStep {
        area,
        line: row.get("line")?,
        number: count_out(row.get("number")?, "the number of a conversation")?,
        position: count_out(row.get("position")?, "the position of a step")?,
        at: moment_out(row.get("at_unix_ns")?, "the moment of a step")?,
        on: day.parse::<Date>().map_err(Error::unreadable("the day of a step"))?,
        by: json_out(&row.get::<String>("taken_by")?, "an actor")?,
        step: json_out(&row.get::<String>("step")?, "a step")?,
    })
}

async fn record_view(database: &Database, view: &RecordedView) -> Result<(), Error> {
    let (by, lines) = (json_in(&view.by, "an actor")?, json_in(&view.lines, "lines")?);
    let at = moment_in(view.at, "the moment of a view")?;
    let mut transaction = database.write().await?;
    let number = next_number(&mut transaction, TAKE_TURN_VIEWS, NEXT_VIEW).await?;
    let values = vec![number.into(), view.area.to_string().into(), at.into(), by.into(), lines.into()];
    transaction.execute(ADD_VIEW, values).await?;
    transaction.commit().await
}

fn view(row: &Row, area: AreaCode) -> Result<RecordedView, Error> {
    Ok(RecordedView {
        area,
        at: moment_out(row.get("at_unix_ns")?, "the moment of a view")?,
        by: json_out(&row.get::<String>("seen_by")?, "an actor")?,
        lines: json_out(&row.get::<String>("lines")?, "lines")?,
    })
}

#[async_trait]
impl SignalRecords for SqlRegister {
    async fn record_evidence(&self, evidence: &EvidenceRecord, by: &Actor, at: Timestamp) -> Result<u32, PortError> {
        Ok(record_evidence(self.database(), evidence, by, at).await?)
    }

    async fn evidence(&self, area: AreaCode) -> Result<Vec<RecordedEvidence>, PortError> {
        let rows = self.database().rows(EVIDENCE_OF_AREA, vec![area.to_string().into()]).await?;
        Ok(rows.iter().map(evidence).collect::<Result<_, _>>()?)
    }

    async fn evidence_by_number(&self, number: u32) -> Result<Option<RecordedEvidence>, PortError> {
        let row = self.database().row(EVIDENCE_BY_NUMBER, vec![number.into()]).await?;
        Ok(row.as_ref().map(evidence).transpose()?)
    }

    async fn withdraw_evidence(&self, number: u32, withdrawal: &Withdrawal) -> Result<(), PortError> {
        Ok(withdraw(self.database(), number, withdrawal).await?)
    }

    async fn add_steps(&self, steps: &[RecordedStep]) -> Result<(), PortError> {
        Ok(add_steps(self.database(), steps).await?)
    }

    async fn steps(&self, area: AreaCode) -> Result<Vec<RecordedStep>, PortError> {
        let rows = self.database().rows(STEPS_OF_AREA, vec![area.to_string().into()]).await?;
        Ok(rows.iter().map(|row| step(row, area)).collect::<Result<_, _>>()?)
    }

    async fn record_view(&self, view: &RecordedView) -> Result<(), PortError> {
        Ok(record_view(self.database(), view).await?)
    }

    async fn views(&self, area: AreaCode, limit: u32) -> Result<Vec<RecordedView>, PortError> {
        let rows = self.database().rows(VIEWS_OF_AREA, vec![area.to_string().into(), limit.into()]).await?;
        Ok(rows.iter().map(|row| view(row, area)).collect::<Result<_, _>>()?)
    }
}
