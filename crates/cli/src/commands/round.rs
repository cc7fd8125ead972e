//! `wholeplace round`: a place's outcomes in the round of its circumstances.

use super::{actor, area_named, today};
use crate::{
    arguments::{Arguments, Round, Words},
    failure::Failure,
    wiring,
};
use hub::outcomes::round::{OutcomeTold, PlaceTold};
use std::{
    io::{Write, stdout},
    process::ExitCode,
};

pub async fn run(arguments: &Arguments, round: &Round) -> Result<ExitCode, Failure> {
    let as_at = round.as_at.unwrap_or_else(today);
    let area = area_named(&round.area, as_at)?;
    let hub = wiring::open(arguments).await?;
    let place = hub.in_the_round(&actor("Reading outcomes in the round"), area, as_at).await?;
    let place = hub.told(&place).into_inner();
    let mut out = stdout().lock();
    match round.format {
        Words::Json => {
            serde_json::to_writer_pretty(&mut out, &place)?;
            writeln!(out)?;
        }
        Words::Text => text(&mut out, &place)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn text(out: &mut impl Write, place: &PlaceTold) -> std::io::Result<()> {
    writeln!(out, "{} in the round", place.area_name)?;
    for outcome in &place.outcomes {
        writeln!(out, "\n{}: {}", outcome.title, outcome.phrase)?;
        for line in lines(outcome, place) {
            writeln!(out, "    {line}")?;
        }
    }
    Ok(())
}

fn lines(outcome: &OutcomeTold, place: &PlaceTold) -> Vec<String> {
    let mut lines = Vec::new();
    if outcome.subject != place.area {
        lines.push(format!("told of {}, which serves this place", outcome.subject_name));
    }
    if let (Some(value), Some(expected), Some(range)) = (outcome.value, outcome.expected, outcome.range_80) {
        lines.push(format!(
            "{value:.2} ({}); expected {expected:.2}; four of five in such circumstances: {:.2} to {:.2}",
            outcome.unit, range.lower, range.upper
        ));
    }
    lines.push(format!("taken in its circumstances: {}", outcome.adjusted));
    if let Some(agreement) = outcome.agreement {
        lines.push(format!("{} of {} methods put it on the same side", agreement.agree, agreement.of));
    }
    if let Some(before) = &outcome.before {
        lines.push(format!("the period before: {before}"));
    }
    if let Some(trend) = &outcome.trend_words {
        lines.push(format!("its own trend: {trend}"));
    }
    lines
}
