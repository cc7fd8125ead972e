//! `wholeplace practice`: places in like circumstances that do better than expected again and again.

use super::{actor, area_named, today};
use crate::{
    arguments::{Arguments, Words},
    failure::Failure,
    wiring,
};
use hub::practice::PracticeFound;
use std::{
    io::{Write, stdout},
    process::ExitCode,
};
use terms::IndicatorId;

/// Good practice.
#[derive(Debug, clap::Args)]
pub struct Practice {
    /// The place whose circumstances are meant: a code or a name
    #[arg(long, value_name = "AREA", required_unless_present = "list")]
    pub like: Option<String>,
    /// The outcome, such as lait-persistent-absence
    #[arg(long, value_name = "INDICATOR", required_unless_present = "list")]
    pub outcome: Option<IndicatorId>,
    /// List the outcomes for which practice may be looked for
    #[arg(long, conflicts_with_all = ["like", "outcome"])]
    pub list: bool,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

pub async fn run(arguments: &Arguments, practice: &Practice) -> Result<ExitCode, Failure> {
    let hub = wiring::open(arguments).await?;
    let actor = actor("Looking for good practice");
    let (Some(like), Some(outcome)) = (&practice.like, &practice.outcome) else {
        let outcomes = hub.practice_outcomes(&actor).await?;
        let mut out = stdout().lock();
        match practice.format {
            Words::Json => {
                serde_json::to_writer_pretty(&mut out, &outcomes)?;
                writeln!(out)?;
            }
            Words::Text => {
                for outcome in outcomes {
                    let note = outcome
                        .refusal
                        .map_or_else(String::new, |refusal| format!(" (nothing can be said: {refusal})"));
                    writeln!(out, "{:36} {}{note}", outcome.indicator.as_str(), outcome.title)?;
                }
            }
        }
        return Ok(ExitCode::SUCCESS);
    };
    let area = area_named(like, today())?;
    let found = hub.find_practice(&actor, area, outcome, today()).await?.into_inner();
    let mut out = stdout().lock();
    match practice.format {
        Words::Json => {
            serde_json::to_writer_pretty(&mut out, &found)?;
            writeln!(out)?;
        }
        Words::Text => text(&mut out, &found)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn text(out: &mut impl Write, found: &PracticeFound) -> std::io::Result<()> {
    writeln!(out, "{}: places in circumstances like those of {}", found.title, found.area_name)?;
    if let Some(refusal) = &found.refusal {
        writeln!(out, "Nothing can be said. {refusal}")?;
    } else {
        writeln!(
            out,
            "Of the {} most alike, these were better than expected in two periods running or more, to {}. By likeness, the most alike first.",
            found.alike,
            found.periods.first().map_or("the newest", String::as_str)
        )?;
    }
    for place in &found.places {
        writeln!(out, "\n{}: {} periods running", place.area_name, place.periods_running)?;
        for period in &place.periods {
            writeln!(
                out,
                "    {}: {:.2}, expected {:.2} ({})",
                period.period, period.value, period.expected, found.unit
            )?;
        }
        if let Some(unlike) = &place.most_unlike_in {
            writeln!(out, "    most unlike in: {unlike}")?;
        }
        for practice in &place.practices {
            writeln!(
                out,
                "    practice {}: {} (evidence {} of 5)",
                practice.number,
                practice.title,
                practice.grade.number()
            )?;
        }
    }
    for practice in &found.others {
        writeln!(
            out,
            "\nDocumented by {}: practice {}, {} (evidence {} of 5)",
            practice.area_name,
            practice.number,
            practice.title,
            practice.grade.number()
        )?;
    }
    if let Some(warning) = found.warning.filter(|warning| warning.better_once > 0) {
        writeln!(
            out,
            "\nBefore you copy: of {} places that were better than expected once, {} were so again a period later.",
            warning.better_once, warning.better_twice
        )?;
    }
    Ok(())
}
