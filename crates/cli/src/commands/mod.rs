//! One file a command.

mod areas;
pub mod audit;
mod check;
mod datasets;
pub(crate) mod executor;
mod export;
pub mod frameworks;
mod import;
pub mod link;
mod methods;
pub mod outcome;
pub mod people;
pub mod practice;
mod query;
mod recast;
mod recipe;
pub mod reply;
mod round;
pub(crate) mod scheduler;
mod serve;
pub mod signals;
pub(crate) mod synth;
mod who;
mod whole_hub;

use crate::{
    arguments::{Arguments, Command},
    failure::Failure,
    wiring,
};
use hub::Actor;
use jiff::Timestamp;
use std::process::ExitCode;
use terms::{AreaCode, Date};

/// Carries out what was asked.
pub async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Init => {
            wiring::open(&arguments).await?;
            eprintln!("The hub in {} is ready.", arguments.data.display());
            Ok(ExitCode::SUCCESS)
        }
        Command::Serve(serve) => serve::run(&arguments, serve).await,
        Command::Check(check) => check::run(check),
        Command::Import(import) => import::run(&arguments, import).await,
        Command::Areas(areas) => areas::run(areas),
        Command::Who(who) => who::run(who),
        Command::Recast(recast) => recast::run(&arguments, recast).await,
        Command::Query(query) => query::run(&arguments, query).await,
        Command::Export(export) => export::run(&arguments, export).await,
        Command::Datasets(datasets) => datasets::run(&arguments, datasets).await,
        Command::Frameworks(frameworks) => frameworks::run(&arguments, frameworks).await,
        Command::Outcome(outcome) => outcome::run(&arguments, outcome).await,
        Command::Round(round) => round::run(&arguments, round).await,
        Command::Methods(methods) => methods::run(&arguments, methods).await,
        Command::Practice(practice) => practice::run(&arguments, practice).await,
        Command::Signals(signals) => signals::run(&arguments, signals).await,
        Command::Link(command) => link::run(&arguments, command).await,
        Command::People(people) => people::run(&arguments, people).await,
        Command::Synth(synth) => synth::run(synth).await,
        Command::Reply(reply) => reply::run(&arguments, reply).await,
        Command::Audit(audit) => audit::run(&arguments, audit).await,
        Command::Recipe(recipe) => recipe::run(recipe),
        Command::Scheduler(scheduler) => scheduler::run(scheduler).await,
        Command::Executor(executor) => executor::run(executor).await,
    }
}

/// Whoever types a command is the person at the machine.
fn actor(purpose: &str) -> Actor {
    Actor::local_administrator(purpose)
}

fn today() -> Date {
    hub::Clock::today(&hub::SystemClock)
}

/// The moment “as it stood” on a day, if one was given.
fn end_of(day: Option<Date>) -> Result<Option<Timestamp>, Failure> {
    let refuse = |day| Failure::usage(format!("{day} is not a day of our calendar"), "Choose another day.");
    day.map(|day| hub::clock::end_of_day(day).ok_or_else(|| refuse(day))).transpose()
}

/// The area that a person means by a code or a name, on a day.
fn area_named(text: &str, as_at: Date) -> Result<AreaCode, Failure> {
    let map = place::Map::england();
    if let Ok(code) = AreaCode::parse(text) {
        return map.area(code).map(|area| area.code).ok_or_else(|| {
            Failure::usage(
                format!("there is no area {code}"),
                "Look for its code with: wholeplace areas --kind council",
            )
        });
    }
    match map.find(text, as_at) {
        place::NameMatch::One(area) => Ok(area.code),
        place::NameMatch::Several(areas) => Err(Failure::usage(
            format!("“{text}” could be any of several areas on {as_at}"),
            format!("Give the code of the one you mean: {}", listed(&areas)),
        )),
        place::NameMatch::None { suggestions } if suggestions.is_empty() => Err(Failure::usage(
            format!("there was no area called “{text}” on {as_at}"),
            "Towns and villages are not on the map: give the name of the council there. List them with: wholeplace areas \
             --kind council",
        )),
        place::NameMatch::None { suggestions } => Err(Failure::usage(
            format!("there was no area called “{text}” on {as_at}"),
            format!("Did you mean: {}", listed(&suggestions)),
        )),
    }
}

fn listed(areas: &[&place::Area]) -> String {
    let some = areas.iter().take(8).map(|area| format!("{} ({}, {})", area.code, area.name, area.kind.words()));
    some.collect::<Vec<_>>().join("; ")
}
