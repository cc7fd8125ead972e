//! `wholeplace who`: who is responsible for something in an area on a day.

use super::{area_named, today};
use crate::{
    arguments::{Who, Words},
    failure::Failure,
};
use place::Responsibilities;
use std::{
    io::{Write, stdout},
    process::ExitCode,
};

pub fn run(who: &Who) -> Result<ExitCode, Failure> {
    let responsibilities = Responsibilities::england();
    if who.list {
        return list(responsibilities, who.format);
    }
    let on = who.on.unwrap_or_else(today);
    let words = who.function.as_deref().unwrap_or_default();
    let function = match responsibilities.function(words) {
        Some(function) => function,
        None => match responsibilities.function_by_words(words).as_slice() {
            [] => {
                return Err(Failure::usage(
                    format!("no function of councils and their partners is like “{words}”"),
                    "See them all with: wholeplace who --list",
                ));
            }
            [one] => *one,
            [likeliest, others @ ..] => {
                let others: Vec<String> =
                    others.iter().take(5).map(|other| format!("{} ({})", other.id, other.name)).collect();
                eprintln!(
                    "“{words}” was read as {} ({}). It could also mean: {}",
                    likeliest.id,
                    likeliest.name,
                    others.join("; ")
                );
                *likeliest
            }
        },
    };
    let text = who.area.as_deref().unwrap_or_default();
    let area = area_or_body(text, on)?;
    let answer = responsibilities
        .who(place::Map::england(), &function.id, area, on)
        .map_err(|error| Failure::usage(error.to_string(), "See areas with: wholeplace areas --kind council"))?;
    let mut out = stdout().lock();
    match who.format {
        Words::Json => {
            serde_json::to_writer_pretty(&mut out, &answer)?;
            writeln!(out)?;
        }
        Words::Text => {
            writeln!(out, "{} in {} on {}", answer.function.name, answer.area.name, terms::period::date_in_words(on))?;
            writeln!(out, "{}\n", answer.situation)?;
            if answer.bodies.is_empty() && answer.unnamed.is_empty() {
                writeln!(out, "No body has this by law here on that day.")?;
            }
            for body in &answer.bodies {
                writeln!(out, "{} ({}): {}", body.name, body.code, body.role.words())?;
                writeln!(out, "  {}", body.reason)?;
                if !body.legal_basis.is_empty() {
                    writeln!(out, "  Law: {}", body.legal_basis)?;
                }
            }
            for unnamed in &answer.unnamed {
                writeln!(out, "{}: {}", unnamed.who, unnamed.role.words())?;
            }
            for involved in &answer.also_involved {
                writeln!(out, "Also involved: {}: {}", involved.name, involved.how)?;
            }
            for note in &answer.notes {
                writeln!(out, "Note: {note}")?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// National parks and development corporations are asked with their own code, which need not be an area's.
fn area_or_body(text: &str, on: terms::Date) -> Result<terms::AreaCode, Failure> {
    let map = place::Map::england();
    if terms::AreaCode::parse(text).is_err()
        && let Some(area) = map.by_scheme(place::Scheme::Body, text).iter().find_map(terms::BodyCode::area)
    {
        return Ok(area);
    }
    area_named(text, on)
}

fn list(responsibilities: &Responsibilities, format: Words) -> Result<ExitCode, Failure> {
    let mut out = stdout().lock();
    match format {
        Words::Json => {
            serde_json::to_writer_pretty(&mut out, responsibilities.functions())?;
            writeln!(out)?;
        }
        Words::Text => {
            let mut group = "";
            for function in responsibilities.functions() {
                if function.group != group {
                    group = &function.group;
                    writeln!(out, "\n{group}")?;
                }
                writeln!(out, "  {:32} {}", function.id, function.name)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
