//! `wholeplace outcome`: one outcome of a place with all that stands beside it.

use super::{actor, area_named, today};
use crate::{
    arguments::{Arguments, Words},
    failure::Failure,
    wiring,
};
use clap::Args;
use hub::outcomes::{beside::PlaceOutcomeTold, trend::PointKind};
use std::{
    io::{Write, stdout},
    process::ExitCode,
};
use terms::{Date, IndicatorId};

/// One outcome of a place.
#[derive(Debug, Args)]
pub struct OutcomeOfPlace {
    /// The indicator, such as year-6-excess-weight
    pub indicator: IndicatorId,
    /// The place: a code or a name
    #[arg(long = "in", value_name = "AREA")]
    pub area: String,
    /// The day on whose map; today if you say nothing
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_at: Option<Date>,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

pub async fn run(arguments: &Arguments, outcome: &OutcomeOfPlace) -> Result<ExitCode, Failure> {
    let as_at = outcome.as_at.unwrap_or_else(today);
    let area = area_named(&outcome.area, as_at)?;
    let hub = wiring::open(arguments).await?;
    let actor = actor("Reading an outcome of a place");
    let Some(told) = hub.outcome_of(&actor, area, &outcome.indicator, as_at).await? else {
        return Err(Failure::usage(
            format!("this hub holds no figure of {} for {}", outcome.indicator, outcome.area),
            "That is not zero: it is not known here. List the datasets with: wholeplace datasets",
        ));
    };
    let mut out = stdout().lock();
    match outcome.format {
        Words::Json => {
            serde_json::to_writer_pretty(&mut out, &*told)?;
            writeln!(out)?;
        }
        Words::Text => text(&mut out, &told)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn text(out: &mut impl Write, told: &PlaceOutcomeTold) -> std::io::Result<()> {
    writeln!(out, "{} in {} ({})", told.title, told.subject_name, told.unit)?;
    writeln!(out, "{}", told.question)?;
    for point in told.points.iter().rev().take(12).rev() {
        let value = point.value.map_or_else(|| point.status.words().to_owned(), |value| format!("{value}"));
        writeln!(out, "    {}: {value}", point.period.label())?;
    }
    if let Some(words) = &told.trend_words {
        writeln!(out, "Trend: {words}")?;
    }
    if let Some(chart) = &told.control_chart {
        for phase in &chart.phases {
            writeln!(
                out,
                "Control chart from {}: average {:.2}, limits {:.2} to {:.2}",
                phase.from.label(),
                phase.average,
                phase.lower_limit,
                phase.upper_limit
            )?;
        }
        let quiet = [PointKind::CommonCause, PointKind::Gap];
        let special: Vec<String> = chart
            .points
            .iter()
            .filter(|point| !quiet.contains(&point.kind))
            .map(|point| point.period.label())
            .collect();
        if !special.is_empty() {
            writeln!(out, "    beyond chance: {}", special.join(", "))?;
        }
    }
    if let Some(round) = &told.in_the_round {
        writeln!(out, "In the round: {}", round.phrase)?;
        if let (Some(value), Some(expected), Some(range)) = (round.value, round.expected, round.range_80) {
            writeln!(
                out,
                "    {value:.2} ({}); expected {expected:.2}; four of five in such circumstances: {:.2} to {:.2}",
                round.unit, range.lower, range.upper
            )?;
        }
    }
    if let Some(funnel) = &told.funnel {
        writeln!(
            out,
            "Funnel of {} councils: {:.2} ({}) among {:.0} {}; 95 of 100 of its size: {:.2} to {:.2}",
            funnel.councils,
            funnel.value,
            funnel.unit,
            funnel.size,
            funnel.of,
            funnel.range_95.lower,
            funnel.range_95.upper
        )?;
    }
    if !told.like.is_empty() {
        let like: Vec<&str> = told.like.iter().map(|place| place.name.as_str()).collect();
        writeln!(out, "Places in like circumstances, the most alike first: {}", like.join(", "))?;
    }
    writeln!(out, "Must not be used for: {}", told.must_not_be_used_for)
}
