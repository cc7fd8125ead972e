//! `wholeplace signals`: early warning, what is recorded for it, and how well it would have done.

use super::{actor, area_named, today};
use crate::{
    arguments::{Arguments, Words},
    failure::Failure,
    wiring,
};
use clap::Subcommand;
use hub::signals::{
    CaseOfLine, EvidenceKind, EvidenceTold, Level, LineOfPlace, NewEvidence, PlaceConversations, Provenance,
};
use std::{
    io::{Write, stdout},
    process::ExitCode,
};
use terms::{Date, period::date_in_words};

/// Signals.
#[derive(Debug, Subcommand)]
pub enum Signals {
    /// Hold every signal against history, from what was known then: what it caught, its false alarms, how early it was
    Backtest {
        /// How the report is written
        #[arg(long, value_enum, default_value = "text")]
        format: Words,
    },
    /// Show the conversations about a council; that you looked is written down
    Show {
        /// The council: a code or a name
        #[arg(long = "in", value_name = "AREA")]
        area: String,
        /// What could be known on this day; today if you say nothing
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_at: Option<Date>,
        /// How it is written
        #[arg(long, value_enum, default_value = "text")]
        format: Words,
    },
    /// Record dated evidence about a council
    ///
    /// Example: wholeplace signals record --in Pendle --kind late-accounts --known-from 2026-06-30
    /// --source "Audit committee, 30 June 2026, page 4" --note "The accounts of 2024-25 are late." --by official-body
    Record {
        /// The council: a code or a name
        #[arg(long = "in", value_name = "AREA", required_unless_present = "kinds")]
        area: Option<String>,
        /// What was noted: a word of the list that --kinds prints
        #[arg(long, value_name = "WORD", value_parser = word::<EvidenceKind>, required_unless_present = "kinds")]
        kind: Option<EvidenceKind>,
        /// The day from which it was known
        #[arg(long, value_name = "YYYY-MM-DD", required_unless_present = "kinds")]
        known_from: Option<Date>,
        /// Where it is told: an address, or a paper and page
        #[arg(long, required_unless_present = "kinds")]
        source: Option<String>,
        /// What happened, in a sentence
        #[arg(long, required_unless_present = "kinds")]
        note: Option<String>,
        /// Who says so: official-body, council-papers or reported
        #[arg(long, value_name = "WHO", value_parser = provenance, required_unless_present = "kinds")]
        by: Option<Provenance>,
        /// Print what may be recorded
        #[arg(long)]
        kinds: bool,
    },
    /// Withdraw evidence that was wrong; it stays in the record
    Withdraw {
        /// Its number
        number: u32,
        /// What was wrong with it
        #[arg(long)]
        reason: String,
    },
    /// Open a conversation: from now on the time runs in which the council may answer
    Open {
        /// The council: a code or a name
        #[arg(long = "in", value_name = "AREA")]
        area: String,
        /// The line: debt, workforce, budget, governance, outcomes or returns
        #[arg(long)]
        line: String,
    },
    /// Answer for a council; the answer stands beside the conversation wherever that is shown
    Answer {
        /// The council: a code or a name
        #[arg(long = "in", value_name = "AREA")]
        area: String,
        /// The line: debt, workforce, budget, governance, outcomes or returns
        #[arg(long)]
        line: String,
        /// The council's words
        #[arg(long)]
        words: String,
    },
    /// Tell the next body of a conversation, where the rule allows it by now
    Tell {
        /// The council: a code or a name
        #[arg(long = "in", value_name = "AREA")]
        area: String,
        /// The line
        #[arg(long)]
        line: String,
        /// Why it cannot rest with those who know
        #[arg(long)]
        reason: String,
    },
    /// Close a conversation
    Close {
        /// The council: a code or a name
        #[arg(long = "in", value_name = "AREA")]
        area: String,
        /// The line
        #[arg(long)]
        line: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
}

/// A lasting word of the project.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_| "there is no such word; print them with: wholeplace signals record --kinds".to_owned())
}

fn provenance(text: &str) -> Result<Provenance, String> {
    word::<Provenance>(&text.replace('-', "_")).map_err(|_| "use official-body, council-papers or reported".to_owned())
}

pub async fn run(arguments: &Arguments, signals: &Signals) -> Result<ExitCode, Failure> {
    match signals {
        Signals::Record { kinds: true, .. } => kinds()?,
        Signals::Backtest { format } => backtest(arguments, *format).await?,
        Signals::Show { area, as_at, format } => show(arguments, area, *as_at, *format).await?,
        Signals::Record { area, kind, known_from, source, note, by, .. } => {
            let (Some(area), Some(kind), Some(known_from), Some(source), Some(note), Some(by)) =
                (area, kind, known_from, source, note, by)
            else {
                return Err(Failure::usage("something is missing", "See: wholeplace signals record --help"));
            };
            let new = NewEvidence {
                area: area_named(area, today())?,
                kind: *kind,
                known_from: *known_from,
                provenance: *by,
                source: source.clone(),
                note: note.clone(),
            };
            let hub = wiring::open(arguments).await?;
            let number = hub.record_evidence(&actor("Recording evidence"), &new).await?;
            writeln!(stdout(), "Recorded as evidence {number}.")?;
        }
        Signals::Withdraw { number, reason } => {
            let hub = wiring::open(arguments).await?;
            hub.withdraw_evidence(&actor("Withdrawing evidence"), *number, reason).await?;
            writeln!(stdout(), "Evidence {number} is withdrawn; it stays in the record.")?;
        }
        Signals::Open { area, line } => {
            let code = area_named(area, today())?;
            let hub = wiring::open(arguments).await?;
            hub.open_conversation(&actor("Opening a conversation"), code, line).await?;
            writeln!(stdout(), "The conversation is open. The council’s time to answer runs from today.")?;
        }
        Signals::Answer { area, line, words } => {
            let code = area_named(area, today())?;
            let hub = wiring::open(arguments).await?;
            hub.answer_conversation(&actor("Answering for the council"), code, line, words).await?;
            writeln!(stdout(), "The answer is recorded.")?;
        }
        Signals::Tell { area, line, reason } => {
            let code = area_named(area, today())?;
            let hub = wiring::open(arguments).await?;
            hub.tell_the_next(&actor("Telling others of a conversation"), code, line, reason).await?;
            writeln!(stdout(), "It is recorded who was told, and why.")?;
        }
        Signals::Close { area, line, reason } => {
            let code = area_named(area, today())?;
            let hub = wiring::open(arguments).await?;
            hub.close_conversation(&actor("Closing a conversation"), code, line, reason).await?;
            writeln!(stdout(), "The conversation is closed.")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn kinds() -> Result<(), Failure> {
    let mut out = stdout().lock();
    for kind in EvidenceKind::ALL {
        let word = serde_json::to_value(kind)?;
        let word = word.as_str().unwrap_or_default();
        writeln!(out, "{word:26} {} ({})", kind.words(), kind.theme().words())?;
    }
    Ok(())
}

async fn backtest(arguments: &Arguments, format: Words) -> Result<(), Failure> {
    let hub = wiring::open(arguments).await?;
    let report = hub.backtest(&actor("Holding the signals against history")).await?.into_inner();
    let mut out = stdout().lock();
    match format {
        Words::Json => {
            serde_json::to_writer_pretty(&mut out, &*report)?;
            writeln!(out)?;
        }
        Words::Text => write!(out, "{}", report.to_markdown())?,
    }
    Ok(())
}

async fn show(arguments: &Arguments, area: &str, as_at: Option<Date>, format: Words) -> Result<(), Failure> {
    let day = today();
    if as_at.is_some_and(|as_at| as_at > day) {
        return Err(Failure::usage("that day has not come", "Choose a day of the past, or leave --as-at out."));
    }
    let code = area_named(area, day)?;
    let hub = wiring::open(arguments).await?;
    let found = hub.conversations(&actor("Reading early warning"), code, as_at).await?.into_inner();
    let mut out = stdout().lock();
    match format {
        Words::Json => {
            serde_json::to_writer_pretty(&mut out, &found)?;
            writeln!(out)?;
        }
        Words::Text => text(&mut out, &found)?,
    }
    Ok(())
}

fn text(out: &mut impl Write, found: &PlaceConversations) -> std::io::Result<()> {
    writeln!(out, "{}, {}: what may be worth talking about", found.council, date_in_words(found.day))?;
    for line in &found.lines {
        line_text(out, line)?;
    }
    if !found.evidence.is_empty() {
        writeln!(out, "\nEvidence")?;
        for one in &found.evidence {
            writeln!(out, "    {}", evidence_text(one))?;
        }
    }
    let watched = &found.watched;
    writeln!(
        out,
        "\nLooked at {} series, {} outcomes in the round and {} datasets. Too old: {}; too short: {}; no bad direction: {}; overlapping years: {}; overdue for everybody: {}.",
        watched.series,
        watched.in_the_round,
        watched.datasets,
        watched.too_old,
        watched.too_short,
        watched.no_bad_way,
        watched.overlapping,
        watched.overdue_for_everybody.len()
    )?;
    writeln!(
        out,
        "How the council is run is in no figure. Seen {} times; this time is written down too.",
        found.views.len()
    )
}

fn line_text(out: &mut impl Write, line: &LineOfPlace) -> std::io::Result<()> {
    let level = match line.level {
        Level::Quiet => "quiet",
        Level::Watch => "keep an eye on it",
        Level::Talk => "talk about it",
    };
    writeln!(out, "\n{} ({}): {level}", line.title, line.line)?;
    if let Some(words) = &line.rule_words {
        writeln!(out, "    {words}")?;
    }
    for change in &line.changes {
        writeln!(out, "    - {} (known since {})", change.what, date_in_words(change.known_from))?;
    }
    if line.level != Level::Quiet {
        for (heading, texts) in [
            ("Why it might have", &line.might_be),
            ("Who could help", &line.who_could_help),
            ("What next", &line.what_next),
            ("When tried", &line.record),
        ] {
            if !texts.is_empty() {
                writeln!(out, "    {heading}: {}", texts.join(" "))?;
            }
        }
    }
    for case in &line.cases {
        case_text(out, case)?;
    }
    Ok(())
}

fn case_text(out: &mut impl Write, case: &CaseOfLine) -> std::io::Result<()> {
    writeln!(out, "    Conversation {}: {}", case.number, case.state)?;
    for step in &case.steps {
        let words = step.words.as_ref().map_or_else(String::new, |words| format!(": “{words}”"));
        writeln!(out, "        {} {} ({}) {}{words}", step.at, step.person, step.body, step.did)?;
    }
    Ok(())
}

fn evidence_text(one: &EvidenceTold) -> String {
    let stands = match (&one.withdrawn, one.weight) {
        (Some(reason), _) => format!("withdrawn: {reason}"),
        (None, Some(_)) => format!("counts until {}", date_in_words(one.counts_until)),
        (None, None) => "counts no more".to_owned(),
    };
    format!("{}: {}. {} ({}; {stands})", one.number, one.kind_words, one.note, one.source)
}
