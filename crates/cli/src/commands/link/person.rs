//! `wholeplace link person`: the records that are taken for one person with a record, and why.

use super::{
    cluster::{Decided, reason_words},
    explain::{Form, find, label},
    inputs::{Inputs, ModelFile, write_text},
    told,
    watch::Watch,
};
use crate::failure::Failure;
use clap::Args;
use link::{explain::PersonExplanation, model::probability_of_weight, score::Linkage};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Write, stdout},
    path::PathBuf,
    process::ExitCode,
};
use web::{
    charts::people::{ClusterLine, LineKind},
    pages::people::person::{self, OtherTold, PersonTold, RecordTold},
};

/// Person.
#[derive(Debug, Clone, Args)]
pub struct Person {
    /// A record of the person: its name, or SOURCE:NAME
    #[arg(value_name = "RECORD")]
    pub record: String,
    #[command(flatten)]
    pub model: ModelFile,
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub decided: Decided,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Form,
    /// Write to this file; to stdout if you say nothing
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// A person, ready to be told.
pub fn person_told(linkage: &Linkage, explained: &PersonExplanation, of: &str, heading: &str) -> PersonTold {
    let records = linkage.records();
    let own = &explained.graph.records;
    let place: BTreeMap<u32, usize> = own.iter().copied().zip(0..).collect();
    let sources: Vec<u16> =
        own.iter().map(|&record| records.source(record)).collect::<BTreeSet<_>>().into_iter().collect();
    let bridges: BTreeSet<(u32, u32)> =
        explained.quality.iter().flat_map(|quality| quality.bridges.iter().copied()).collect();
    let record_told = |&record: &u32| RecordTold {
        label: label(records, record),
        source: sources.iter().position(|source| *source == records.source(record)).unwrap_or_default(),
        values: (0..records.column_names().len())
            .map(|column| records.value(record, column).map(str::to_owned))
            .collect(),
    };
    let line = |line: &link::explain::GraphLink| {
        let is_bridge = bridges.contains(&(line.left.min(line.right), line.left.max(line.right)));
        ClusterLine {
            left: place[&line.left],
            right: place[&line.right],
            weight: line.weight,
            kind: LineKind::of(line.is_link, is_bridge, line.weight),
        }
    };
    // Of a pair with a record of another person, one end is here.
    let other = |link: &link::cluster::Link, why: &str| {
        let (own, other) =
            if place.contains_key(&link.left) { (link.left, link.right) } else { (link.right, link.left) };
        let weight = f64::from(link.weight);
        OtherTold {
            record: place.get(&own).copied().unwrap_or_default(),
            other: label(records, other),
            weight,
            probability: probability_of_weight(weight),
            why: why.to_owned(),
        }
    };
    PersonTold {
        heading: heading.to_owned(),
        of: of.to_owned(),
        sources: sources.iter().map(|&source| records.source_names()[usize::from(source)].clone()).collect(),
        columns: records.column_names().to_vec(),
        records: own.iter().map(record_told).collect(),
        lines: explained.graph.links.iter().map(line).collect(),
        mean_weight: explained.quality.as_ref().map(|quality| quality.mean_weight),
        component: explained.component.map(|records| records as u64),
        cut: explained.cut.iter().map(|cut| other(&cut.link, reason_words(cut.reason))).collect(),
        nearest: explained.nearest.iter().map(|link| other(link, "")).collect(),
    }
}

#[derive(Serialize)]
struct Reply<'a> {
    record: &'a str,
    words: String,
    records: Vec<Record<'a>>,
    component_records: Option<u64>,
    quality: Option<Quality>,
    pairs: Vec<Pair>,
    cut: Vec<Other<'a>>,
    nearest: Vec<Other<'a>>,
}

#[derive(Serialize)]
struct Record<'a> {
    number: usize,
    source: &'a str,
    record: &'a str,
    values: BTreeMap<&'a str, Option<&'a str>>,
}

#[derive(Serialize)]
struct Quality {
    mean_weight: f64,
    least_weight: f64,
    linked_share: f64,
    bridges: usize,
}

#[derive(Serialize)]
struct Pair {
    left: usize,
    right: usize,
    match_weight: f64,
    match_probability: f64,
    is_link: bool,
    is_bridge: bool,
}

#[derive(Serialize)]
struct Other<'a> {
    number: usize,
    other: &'a str,
    match_weight: f64,
    match_probability: f64,
    #[serde(skip_serializing_if = "str::is_empty")]
    why: &'a str,
}

fn others(others: &[OtherTold]) -> Vec<Other<'_>> {
    let mut told = Vec::new();
    for OtherTold { record, other, weight, probability, why } in others {
        told.push(Other { number: record + 1, other, match_weight: *weight, match_probability: *probability, why });
    }
    told
}

fn reply<'a>(explained: &PersonExplanation, told: &'a PersonTold) -> Reply<'a> {
    let record = |(number, record): (usize, &'a RecordTold)| Record {
        number,
        source: &told.sources[record.source],
        record: &record.label,
        values: told.columns.iter().map(String::as_str).zip(record.values.iter().map(Option::as_deref)).collect(),
    };
    let pair = |line: &ClusterLine| Pair {
        left: line.left + 1,
        right: line.right + 1,
        match_weight: line.weight,
        match_probability: probability_of_weight(line.weight),
        is_link: matches!(line.kind, LineKind::Link | LineKind::Bridge),
        is_bridge: line.kind == LineKind::Bridge,
    };
    Reply {
        record: &told.of,
        words: told.words(),
        records: (1..).zip(&told.records).map(record).collect(),
        component_records: told.component,
        quality: explained.quality.as_ref().map(|quality| Quality {
            mean_weight: quality.mean_weight,
            least_weight: quality.least_weight,
            linked_share: quality.linked_share,
            bridges: quality.bridges.len(),
        }),
        pairs: told.lines.iter().map(pair).collect(),
        cut: others(&told.cut),
        nearest: others(&told.nearest),
    }
}

/// What the records hold, column by column, and which of them hold it: what differs is seen at once.
fn side_by_side(told: &PersonTold, column: usize) -> String {
    let mut held: Vec<(Option<&str>, Vec<String>)> = Vec::new();
    for (number, record) in (1..).zip(&told.records) {
        let value = record.values[column].as_deref();
        let number = format!("{number}");
        match held.iter_mut().find(|(known, _)| *known == value) {
            Some((_, numbers)) => numbers.push(number),
            None => held.push((value, vec![number])),
        }
    }
    if let [(value, _)] = held.as_slice() {
        return format!("{} (all)", value.map_or_else(|| "(missing)".to_owned(), printable));
    }
    let one = |(value, numbers): (Option<&str>, Vec<String>)| {
        format!("{} ({})", value.map_or_else(|| "(missing)".to_owned(), printable), numbers.join(", "))
    };
    held.into_iter().map(one).collect::<Vec<_>>().join(" | ")
}

/// A value for a terminal: a list's entries parted by commas, and nothing that a terminal would obey.
fn printable(value: &str) -> String {
    value.replace('\u{1f}', ", ").chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

fn text(told: &PersonTold) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    // Writing to a text never fails.
    let _ = writeln!(out, "{}: {}\n{}\n", told.of, told.size(), told.words());
    for (number, record) in (1..).zip(&told.records) {
        let _ = writeln!(out, "{number:>4}  {}", record.label);
    }
    let _ = writeln!(out);
    let width = told.columns.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    for (column, name) in told.columns.iter().enumerate() {
        let _ = writeln!(out, "{name:>width$}: {}", side_by_side(told, column));
    }
    let lines = told.lines_told();
    if !lines.is_empty() {
        let of = if lines.len() < told.lines.len() {
            format!(", those that hold alone and the weakest of {}", told::whole(told.lines.len() as u64))
        } else {
            String::new()
        };
        let _ = writeln!(out, "\nPairs{of}");
        for line in lines {
            let pair = format!("{} and {}", line.left + 1, line.right + 1);
            let _ = writeln!(out, "{:>+8.2}  {pair:<12}  {}", line.weight, line.kind.words());
        }
    }
    let mut others = |heading: &str, others: &[OtherTold]| {
        if others.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{heading}");
        for other in others {
            let why = if other.why.is_empty() { String::new() } else { format!(": {}", other.why) };
            let _ = writeln!(out, "{:>+8.2}  {} and {}{why}", other.weight, other.record + 1, other.other);
        }
    };
    others("Links to records of other people that were cut", &told.cut);
    others("Compared, and not near enough to be links", &told.nearest);
    out
}

pub fn run(arguments: &Person, watch: &Watch) -> Result<ExitCode, Failure> {
    let (model, _) = arguments.model.read()?;
    let prepared = arguments.inputs.prepare(model, watch)?;
    let linkage = &prepared.linkage;
    let record = find(linkage.records(), &arguments.record)?;
    let decisions = arguments.decided.read(linkage.records())?;
    let explained = watch.phase("person", || linkage.explain_person(record, &decisions, watch))?;
    let told = person_told(linkage, &explained, &label(linkage.records(), record), "");
    let page = match arguments.format {
        Form::Text => text(&told),
        Form::Json => serde_json::to_string_pretty(&reply(&explained, &told))? + "\n",
        Form::Html => person::html(&told).map_err(std::io::Error::other)?,
        Form::Svg => told.svg(),
    };
    match &arguments.output {
        Some(file) => write_text(file, &page)?,
        None => stdout().lock().write_all(page.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}
