//! `wholeplace signals`: early warning, and how well it would have done.

use super::actor;
use crate::{
    arguments::{Arguments, Signals, Words},
    failure::Failure,
    wiring,
};
use std::{
    io::{Write, stdout},
    process::ExitCode,
};

pub async fn run(arguments: &Arguments, signals: &Signals) -> Result<ExitCode, Failure> {
    let Signals::Backtest { format } = signals;
    let hub = wiring::open(arguments).await?;
    let report = hub.backtest(&actor("Holding the signals against history")).await?.into_inner();
    let mut out = stdout().lock();
    match format {
        Words::Json => {
            serde_json::to_writer_pretty(&mut out, &report)?;
            writeln!(out)?;
        }
        Words::Text => write!(out, "{}", report.to_markdown())?,
    }
    Ok(ExitCode::SUCCESS)
}
