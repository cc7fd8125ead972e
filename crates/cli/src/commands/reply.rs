//! `wholeplace reply`: what a place itself says of a figure, an outcome or a finding.

use super::{actor, area_named, today};
use crate::{
    arguments::{Arguments, Words},
    failure::Failure,
    wiring,
};
use clap::{Args, Subcommand};
use hub::{
    Hub,
    statements::{NewStatement, Statement, StatementTold, Subject},
};
use std::{
    io::{Read, Write, stdin, stdout},
    path::PathBuf,
    process::ExitCode,
};
use terms::{AreaCode, Dimensions, FigureKey, IndicatorId, Period};

/// Reply.
#[derive(Debug, Args)]
pub struct Reply {
    /// What to do
    #[command(subcommand)]
    pub what: What,
    /// How it is written
    #[arg(long, global = true, value_enum, default_value = "text")]
    pub format: Words,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Reply to one figure, or say something of an outcome as a whole
    ///
    /// Example: wholeplace reply say --in "North Yorkshire" --indicator persistent-absence --period 2022-09-01/P1Y
    /// --speaker "Jane Smith, Director of Children’s Services" --words "We changed how we count in September 2022."
    Say {
        /// The place: a code or a name
        #[arg(long = "in", value_name = "AREA")]
        area: String,
        /// The indicator
        #[arg(long)]
        indicator: IndicatorId,
        /// The period of the figure, such as 2022-09-01/P1Y; the outcome as a whole if you say nothing
        #[arg(long)]
        period: Option<Period>,
        /// The breakdown of the figure, such as sex=female; may be given several times
        #[arg(long = "by", value_name = "NAME=VALUE", requires = "period")]
        breakdown: Vec<String>,
        #[command(flatten)]
        said: Said,
    },
    /// Reply to a finding of an audit, for the body that it is about
    Finding {
        /// The audit’s number
        audit: u32,
        /// The finding’s number in it
        finding: u32,
        #[command(flatten)]
        said: Said,
    },
    /// Say it in other words; what was said before is kept
    Amend {
        /// The statement’s number
        number: u32,
        #[command(flatten)]
        said: Said,
    },
    /// Withdraw a statement; it stays in its history
    Withdraw {
        /// The statement’s number
        number: u32,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// List what places say
    List {
        /// Only this place: a code or a name
        #[arg(long = "in", value_name = "AREA")]
        area: Option<String>,
    },
    /// Show a statement with every version of it
    Show {
        /// The statement’s number
        number: u32,
    },
}

/// Who speaks, and the words.
#[derive(Debug, Args)]
pub struct Said {
    /// Who speaks for the body: a name and what they are there
    #[arg(long)]
    pub speaker: String,
    /// The words
    #[arg(long, required_unless_present = "words_from")]
    pub words: Option<String>,
    /// A file with the words, in plain paragraphs; - for what is typed
    #[arg(long, value_name = "FILE", conflicts_with = "words")]
    pub words_from: Option<PathBuf>,
}

impl Said {
    fn words(&self) -> Result<String, Failure> {
        match (&self.words, &self.words_from) {
            (Some(words), _) => Ok(words.clone()),
            (None, Some(path)) if path.as_os_str() == "-" => {
                let mut text = String::new();
                stdin().read_to_string(&mut text)?;
                Ok(text)
            }
            (None, Some(path)) => std::fs::read_to_string(path)
                .map_err(|cause| Failure::file(format!("{} could not be read", path.display()), cause)),
            (None, None) => Ok(String::new()),
        }
    }
}

/// Reads `name=value` pairs.
pub fn breakdown(pairs: &[String]) -> Result<Dimensions, Failure> {
    pairs
        .iter()
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => Ok((name.trim().to_owned(), value.trim().to_owned())),
            None => Err(Failure::usage(format!("“{pair}” is not a breakdown"), "Write name=value, such as sex=female")),
        })
        .collect()
}

pub async fn run(arguments: &Arguments, reply: &Reply) -> Result<ExitCode, Failure> {
    let hub = wiring::open(arguments).await?;
    let speaking = actor("Replying for a body");
    let statement = match &reply.what {
        What::Say { area, indicator, period, breakdown: pairs, said } => {
            let area = area_named(area, today())?;
            let subject = match period {
                Some(period) => Subject::Figure { figure: figure(area, indicator, *period, pairs)? },
                None => Subject::Outcome { area, indicator: indicator.clone() },
            };
            let new = NewStatement { subject, speaker: said.speaker.clone(), words: said.words()? };
            hub.make_statement(&speaking, new).await?
        }
        What::Finding { audit, finding, said } => {
            hub.reply_to_finding(&speaking, *audit, *finding, said.speaker.clone(), said.words()?).await?
        }
        What::Amend { number, said } => hub.amend_statement(&speaking, *number, &said.speaker, &said.words()?).await?,
        What::Withdraw { number, reason } => hub.withdraw_statement(&speaking, *number, reason).await?,
        What::List { area } => return list(&hub, area.as_deref(), reply.format),
        What::Show { number } => {
            let versions = hub.statement_history(&actor("Reading a statement"), *number).await?;
            let told: Vec<StatementTold> = versions.iter().map(StatementTold::of).collect();
            return write_all(&told, reply.format);
        }
    };
    written(&statement, reply.format)
}

fn figure(area: AreaCode, indicator: &IndicatorId, period: Period, pairs: &[String]) -> Result<FigureKey, Failure> {
    Ok(FigureKey { area, indicator: indicator.clone(), period, dimensions: breakdown(pairs)? })
}

fn written(statement: &Statement, format: Words) -> Result<ExitCode, Failure> {
    write_all(&[StatementTold::of(statement)], format)
}

fn list(hub: &Hub, area: Option<&str>, format: Words) -> Result<ExitCode, Failure> {
    let area = area.map(|area| area_named(area, today())).transpose()?;
    let codes = area.map(|area| hub.map().codes_of(area));
    let statements = hub.statements(&actor("Reading what places say"))?;
    let told: Vec<StatementTold> = statements
        .standing()
        .map(StatementTold::of)
        .filter(|told| match (&codes, told.area) {
            (Some(codes), Some(area)) => codes.contains(&area),
            (Some(_), None) => false,
            (None, _) => true,
        })
        .collect();
    write_all(&told, format)
}

fn write_all(told: &[StatementTold], format: Words) -> Result<ExitCode, Failure> {
    let mut out = stdout().lock();
    if format == Words::Json {
        serde_json::to_writer_pretty(&mut out, told)?;
        writeln!(out)?;
        return Ok(ExitCode::SUCCESS);
    }
    for one in told {
        let about = match (&one.indicator, one.period, one.finding.zip(one.audit)) {
            (Some(indicator), Some(period), _) => format!("{indicator}, {}", period.label()),
            (Some(indicator), None, _) => indicator.to_string(),
            (None, _, Some((finding, audit))) => format!("finding {finding} of audit {audit}"),
            _ => String::new(),
        };
        writeln!(out, "{}. {} on {about}, {} (version {})", one.number, one.body, one.said_on, one.version)?;
        if let (Some(answered), Some(submission)) = (&one.answered, &one.answered_submission) {
            writeln!(out, "   It answers {answered}, from submission {submission}.")?;
        }
        for line in one.words.lines() {
            writeln!(out, "   {line}")?;
        }
        writeln!(out, "   {}", one.speaker)?;
        if let Some(reason) = &one.withdrawn {
            writeln!(out, "   Withdrawn: {reason}")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
