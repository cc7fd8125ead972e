//! `wholeplace query`: a question in SQL.

use super::{actor, end_of};
use crate::{
    arguments::{Arguments, Query},
    failure::Failure,
    output::TableOutput,
    wiring,
};
use futures::StreamExt;
use std::process::ExitCode;

pub async fn run(arguments: &Arguments, query: &Query) -> Result<ExitCode, Failure> {
    let hub = wiring::open(arguments).await?;
    let at = end_of(query.as_it_stood)?;
    let mut answer = hub.query(&actor("Asking a question in SQL"), &query.sql, at).await?;
    let mut table = TableOutput::new(query.format, answer.columns)?;
    while let Some(rows) = answer.rows.next().await {
        for row in rows.map_err(hub::Error::from)? {
            table.row(row)?;
        }
    }
    let rows = table.finish()?;
    eprintln!("{rows} rows");
    Ok(ExitCode::SUCCESS)
}
