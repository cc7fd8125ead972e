//! `wholeplace link update`: records come, change and go.

use super::{
    told::{self, Cost},
    watch::Watch,
};
use crate::{arguments::Words, failure::Failure};
use clap::Args;
use lake::people::{self, Input, KeptFolder, Request, each_row};
use link::{
    identity::{Change, Event, EventKind, Population},
    records::Records,
};
use serde::Serialize;
use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

/// Update.
#[derive(Debug, Clone, Args)]
pub struct Update {
    /// The folder where people are kept, as `link run --keep FOLDER` made it
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Files of records that are new or changed; NAME=FILE says which source they are of
    #[arg(long, value_name = "INPUT")]
    pub put: Vec<String>,
    /// Files that name records that are withdrawn, by the same column of names
    #[arg(long, value_name = "INPUT", required_unless_present = "put")]
    pub remove: Vec<String>,
    /// The column that names a record; the one of the first run if you say nothing
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// Write the people after the update to this file: .parquet, .csv, .csv.gz or .tsv
    #[arg(long, value_name = "CLUSTERS")]
    pub clusters: Option<PathBuf>,
    /// Say what would happen, and keep nothing
    #[arg(long)]
    pub dry_run: bool,
    /// How many threads prepare the records; as many as the machine has if you say nothing
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// How it is told
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

#[derive(Serialize)]
struct Reply<'a> {
    update: u64,
    added: u64,
    changed: u64,
    removed: u64,
    unchanged: u64,
    not_known: &'a [String],
    pairs_compared: u64,
    records_looked_at_again: u64,
    people: u64,
    events: BTreeMap<&'static str, u64>,
    history: &'a [Event],
    cost: &'a Cost,
}

fn kind_words(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::Created => "new people",
        EventKind::Gained(_) => "people who gained records",
        EventKind::Lost(_) => "people who lost records",
        EventKind::MergedInto(_) => "people who merged into another",
        EventKind::Ended => "people none of whose records are left",
        EventKind::SplitFrom(_) => "people split from another",
        EventKind::Restored => "people who came back",
    }
}

fn event_words(event: &Event) -> String {
    let person = event.person.0;
    match &event.kind {
        EventKind::Created => format!("person {person} is new"),
        EventKind::Gained(count) => format!("person {person} gained {count} records"),
        EventKind::Lost(count) => format!("person {person} lost {count} records"),
        EventKind::MergedInto(other) => format!("person {person} merged into person {}", other.0),
        EventKind::Ended => format!("person {person} ended: none of the records is left"),
        EventKind::SplitFrom(other) => format!("person {person} was split from person {}", other.0),
        EventKind::Restored => format!("person {person} is back with the same records"),
    }
}

/// The records of a file as changes. A record that holds what it held before is none.
fn puts(records: &Records, population: &Population) -> Vec<Change> {
    let columns = 0..records.column_names().len();
    let known = population.linkage().records();
    let is_new = |record: &u32| {
        let source = &records.source_names()[usize::from(records.source(*record))];
        let before = population.find(source, &records.id(*record).to_string());
        before.is_none_or(|before| {
            columns.clone().any(|column| records.value(*record, column) != known.value(before, column))
        })
    };
    (0..u32::try_from(records.len()).unwrap_or(u32::MAX))
        .filter(is_new)
        .map(|record| Change::Put {
            source: records.source_names()[usize::from(records.source(record))].clone(),
            id: records.id(record).to_string(),
            row: columns.clone().map(|column| records.value(record, column).map(str::to_owned)).collect(),
        })
        .collect()
}

/// The source that a file's records are of. Where the people are of a single source, a file without a name is of it.
fn source_of(text: &str, population: &Population) -> Result<Input, Failure> {
    let input = Input::parse(text);
    let known = population.linkage().records().source_names();
    if known.contains(&input.source) {
        return Ok(input);
    }
    match known {
        [only] if !text.contains('=') => Ok(Input { source: only.clone(), ..input }),
        _ if text.contains('=') => Ok(input),
        _ => Err(Failure::usage(
            format!("it is not said which source {} is of; there are: {}", input.path.display(), known.join(", ")),
            format!("Name it, such as: {}={}", known.first().map_or("gp", String::as_str), input.path.display()),
        )),
    }
}

/// The changes that files bring, and how many of their records hold what they held before.
fn changes(arguments: &Update, population: &Population, id: &str) -> Result<(Vec<Change>, u64), Failure> {
    let (mut changes, mut unchanged) = (Vec::new(), 0);
    let columns = population.linkage().records().column_names().to_vec();
    for text in &arguments.remove {
        let input = source_of(text, population)?;
        each_row(&input.path, &[id.to_owned()], &mut |row| {
            if let Some(id) = row[0].map(str::trim).filter(|id| !id.is_empty()) {
                changes.push(Change::Remove { source: input.source.clone(), id: id.to_owned() });
            }
            Ok(())
        })?;
    }
    for text in &arguments.put {
        let input = source_of(text, population)?;
        let request = Request { inputs: &[input], id: Some(id), source_column: None, columns: &columns, limit: None };
        let reading = people::read(request, &mut |_, _| std::ops::ControlFlow::Continue(()))?;
        let records = puts(&reading.records, population);
        unchanged += reading.records.len() as u64 - records.len() as u64;
        changes.extend(records);
    }
    Ok((changes, unchanged))
}

pub fn run(arguments: &Update, watch: &Watch) -> Result<ExitCode, Failure> {
    let folder = KeptFolder::at(&arguments.folder);
    let threads = arguments
        .threads
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get))
        .max(1);
    let mut kept = watch.phase("load", || folder.take_up(threads, &mut watch.steps("Reading what is kept"), watch))?;
    let id = arguments.id.clone().unwrap_or_else(|| kept.id.clone());
    let (changes, unchanged) = watch.phase("read changes", || changes(arguments, &kept.population, &id))?;
    let before = kept.population.history().len();
    let report = watch.phase("update", || kept.population.update(&changes, watch))?;
    if !arguments.dry_run {
        watch.phase("keep", || folder.keep(&kept.population, &kept.frequencies, &kept.id))?;
    }
    let population = &kept.population;
    if let Some(file) = &arguments.clusters {
        let person = |record: u32| population.person(record).map(|person| person.0);
        watch.phase("write people", || {
            people::write_clusters(file, population.linkage().records(), &person, &mut watch.steps("Writing people"))
        })?;
    }
    let history = &population.history()[before..];
    let mut events: BTreeMap<&'static str, u64> = BTreeMap::new();
    for event in history {
        *events.entry(kind_words(&event.kind)).or_default() += 1;
    }
    let cost = Cost::so_far(watch);
    let reply = Reply {
        update: report.update,
        added: report.added,
        changed: report.changed,
        removed: report.removed,
        unchanged,
        not_known: &report.not_known,
        pairs_compared: report.compared,
        records_looked_at_again: report.looked_at_again,
        people: population.people().count() as u64,
        events,
        history,
        cost: &cost,
    };
    told::tell(arguments.format, &reply, |out| {
        writeln!(
            out,
            "Update {}: {} records new, {} changed, {} withdrawn, {} as they were; {} pairs compared",
            reply.update,
            told::whole(reply.added),
            told::whole(reply.changed),
            told::whole(reply.removed),
            told::whole(reply.unchanged),
            told::whole(reply.pairs_compared)
        )?;
        for (what, count) in &reply.events {
            writeln!(out, "  {} {what}", told::whole(*count))?;
        }
        writeln!(out, "There are {} people now.", told::whole(reply.people))?;
        let telling = |event: &&Event| !matches!(event.kind, EventKind::Created | EventKind::Gained(_));
        for event in history.iter().filter(telling).take(20) {
            writeln!(out, "  {}", event_words(event))?;
        }
        if !reply.not_known.is_empty() {
            let some: Vec<&str> = reply.not_known.iter().take(5).map(String::as_str).collect();
            writeln!(
                out,
                "{} names to be withdrawn are not known, such as {}",
                told::whole(reply.not_known.len() as u64),
                some.join(", ")
            )?;
        }
        if arguments.dry_run {
            writeln!(out, "Nothing was kept (--dry-run).")?;
        }
        writeln!(out, "{}", cost.line())
    })?;
    Ok(ExitCode::SUCCESS)
}
