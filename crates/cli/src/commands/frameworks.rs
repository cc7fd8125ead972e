//! `wholeplace frameworks`: what is wanted, what measures it, and what nobody measures.

use super::{actor, area_named, today};
use crate::{
    arguments::{Arguments, Words},
    failure::Failure,
    wiring,
};
use clap::Args;
use hub::frameworks::{FrameworkInPlace, FrameworkTold, FrameworksTold, GoalGap, SpendingTold};
use serde::Serialize;
use std::{
    io::{Write, stdout},
    process::ExitCode,
};
use terms::Date;

/// Frameworks.
#[derive(Debug, Args)]
pub struct Frameworks {
    /// The framework, such as levelling-up-missions; all of them if you say nothing
    pub id: Option<String>,
    /// A place in which to see it: a code or a name
    #[arg(long = "in", value_name = "PLACE", requires = "id")]
    pub area: Option<String>,
    /// The day on whose map; today if you say nothing
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_at: Option<Date>,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

/// A framework, and what is known of it in a place.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    framework: FrameworkTold,
    place: Option<FrameworkInPlace>,
}

pub async fn run(arguments: &Arguments, frameworks: &Frameworks) -> Result<ExitCode, Failure> {
    let actor = actor("Reading frameworks");
    let hub = wiring::open(arguments).await?;
    let mut out = stdout().lock();
    let Some(id) = &frameworks.id else {
        let told = hub.frameworks(&actor)?;
        match frameworks.format {
            Words::Json => json(&mut out, &told)?,
            Words::Text => list(&mut out, &told)?,
        }
        return Ok(ExitCode::SUCCESS);
    };
    let framework = hub.framework(&actor, id)?;
    let place = match &frameworks.area {
        None => None,
        Some(text) => {
            let as_at = frameworks.as_at.unwrap_or_else(today);
            let area = area_named(text, as_at)?;
            let studies = hub.studies(&actor).await?;
            Some(hub.framework_in(&actor, id, area, as_at, Some(studies.as_slice())).await?.into_inner())
        }
    };
    match frameworks.format {
        Words::Json => json(&mut out, &Told { framework, place })?,
        Words::Text => one(&mut out, &framework, place.as_ref())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn json(out: &mut impl Write, told: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, told)?;
    writeln!(out)?;
    Ok(())
}

fn list(out: &mut impl Write, told: &FrameworksTold) -> std::io::Result<()> {
    for framework in &told.frameworks {
        let holds = if framework.holds { "" } else { " (does not hold today)" };
        writeln!(out, "{}: {}{holds}", framework.id, framework.title)?;
        writeln!(
            out,
            "    {} goals; {} measured by no outcome, {} by nothing at all",
            framework.goals, framework.goals_without_outcome, framework.goals_not_measured
        )?;
    }
    writeln!(out, "\nIndicators that several frameworks ask for:")?;
    for shared in &told.shared {
        let goals: Vec<String> = shared.goals.iter().map(|goal| format!("{}/{}", goal.framework, goal.goal)).collect();
        writeln!(out, "    {}: {}", shared.indicator.id, goals.join(", "))?;
    }
    writeln!(out, "\nServices without any outcome measure:")?;
    for service in told.services.iter().filter(|service| service.outcomes.is_empty()) {
        writeln!(out, "    {}", service.title)?;
    }
    writeln!(out, "\nIndicators that no framework covers: {}", told.uncovered.len())?;
    for indicator in &told.uncovered {
        writeln!(out, "    {}: {}", indicator.id, indicator.title)?;
    }
    Ok(())
}

fn one(out: &mut impl Write, framework: &FrameworkTold, place: Option<&FrameworkInPlace>) -> std::io::Result<()> {
    let of = place.map_or_else(String::new, |place| format!(" in {}", place.area_name));
    writeln!(out, "{}{of}", framework.title)?;
    writeln!(out, "{}", framework.note)?;
    for goal in &framework.goals {
        let gap = match goal.gap {
            Some(GoalGap::NotMeasured) => " [nothing measures it]",
            Some(GoalGap::NoOutcome) => " [no outcome measures it]",
            None => "",
        };
        writeln!(out, "\n{}{gap}\n    {}", goal.title, goal.statement)?;
        if let Some(here) = place.and_then(|place| place.goals.iter().find(|here| here.goal == goal.id)) {
            for indicator in &here.indicators {
                let written = indicator.written.as_deref().unwrap_or("no figure");
                let period = indicator.period.map_or_else(String::new, |period| format!(" in {}", period.label()));
                let says: Vec<&str> = [indicator.against_expectation.as_deref(), indicator.trend_words.as_deref()]
                    .into_iter()
                    .flatten()
                    .collect();
                let told_of = if indicator.subject == place.map_or(indicator.subject, |place| place.area) {
                    String::new()
                } else {
                    format!(" (of {})", indicator.subject_name)
                };
                writeln!(out, "    {}{told_of}: {written}{period}; {}", indicator.title, says.join("; "))?;
            }
        } else {
            for measure in &goal.measures {
                let ids: Vec<&str> = measure.indicators.iter().map(|indicator| indicator.id.as_str()).collect();
                let ids = if ids.is_empty() { "nothing here measures it".to_owned() } else { ids.join(", ") };
                writeln!(out, "    {}: {ids}", measure.title)?;
            }
        }
    }
    if let Some(spending) = place.and_then(|place| place.spending.as_ref()) {
        told_spending(out, spending)?;
    }
    Ok(())
}

fn told_spending(out: &mut impl Write, told: &SpendingTold) -> std::io::Result<()> {
    writeln!(out, "\nSpending of {} in {} with no outcome measure", told.area_name, told.period.label())?;
    match told.share_unmeasured {
        Some(share) => writeln!(
            out,
            "    {:.1}%: {:.0} of {:.0} {}",
            share * 100.0,
            told.unmeasured,
            told.measured + told.unmeasured,
            told.unit
        )?,
        None => writeln!(out, "    not known")?,
    }
    for (words, services) in [
        ("without a measure", &told.services_unmeasured),
        ("not known, in neither sum", &told.unknown),
        ("brought in more than they cost, in neither sum", &told.below_zero),
        ("not on the map of services, in neither sum", &told.unmapped),
    ] {
        if !services.is_empty() {
            writeln!(out, "    {words}: {}", services.join("; "))?;
        }
    }
    Ok(())
}
