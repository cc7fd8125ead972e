//! `wholeplace audit`: outcome audits, from their goals to their publication.

use super::{actor, area_named, reply::breakdown, today};
use crate::{
    arguments::{Arguments, Words},
    failure::Failure,
    wiring,
};
use clap::{Args, Subcommand, ValueEnum};
use hub::{
    Actor, Hub,
    audits::{AuditTold, Document, EvidenceTold, FindingDraft, Goal, Goals, NewPlan, Now, Role},
};
use serde::{Deserialize, de::DeserializeOwned};
use std::{
    collections::BTreeSet,
    io::{Write, stdout},
    path::{Path, PathBuf},
    process::ExitCode,
};
use terms::{Date, FigureKey, IndicatorId, Period};

/// Audit.
#[derive(Debug, Args)]
pub struct Audit {
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
    /// List every audit
    List,
    /// Show an audit: its goals, findings, evidence, and what has become of each figure since
    Show {
        /// The audit’s number
        number: u32,
    },
    /// Plan an audit: its goals are declared before anything is looked at
    ///
    /// The file is TOML; docs/guides/audits.md shows one. What it declares cannot be changed later.
    Plan {
        /// The plan
        #[arg(value_name = "PLAN.toml")]
        file: PathBuf,
    },
    /// Freeze evidence: a published figure, a document, or a statement of the body
    ///
    /// Example: wholeplace audit evidence 1 --indicator persistent-absence --period 2022-09-01/P1Y --why "The outcome asked about"
    Evidence {
        /// The audit’s number
        number: u32,
        /// The indicator of a figure
        #[arg(long, requires = "period", required_unless_present_any = ["document", "statement"])]
        indicator: Option<IndicatorId>,
        /// The period of a figure, such as 2022-09-01/P1Y
        #[arg(long)]
        period: Option<Period>,
        /// The breakdown of a figure, such as sex=female; may be given several times
        #[arg(long = "by", value_name = "NAME=VALUE")]
        breakdown: Vec<String>,
        /// Another area than the audited one: a code or a name
        #[arg(long = "in", value_name = "AREA")]
        area: Option<String>,
        /// As what a figure is cited
        #[arg(long = "as", value_enum, default_value = "outcome")]
        role: As,
        /// A file (TOML) that says where a document is found, with the words of it that matter
        #[arg(long, value_name = "DOCUMENT.toml", conflicts_with_all = ["indicator", "statement"])]
        document: Option<PathBuf>,
        /// The number of a statement of the body
        #[arg(long, value_name = "NUMBER", conflicts_with = "indicator")]
        statement: Option<u32>,
        /// Why it matters here, in a sentence
        #[arg(long)]
        why: String,
    },
    /// Write a finding, or write one anew
    ///
    /// A finding without a goal is refused, and one that rests on outputs. docs/guides/audits.md shows a file.
    Finding {
        /// The audit’s number
        number: u32,
        /// The finding
        #[arg(value_name = "FINDING.toml")]
        file: PathBuf,
        /// Write this finding anew
        #[arg(long, value_name = "FINDING")]
        anew: Option<u32>,
    },
    /// Send the draft to the body, for its reply
    Send {
        /// The audit’s number
        number: u32,
        /// The last day on which the body may reply
        #[arg(long, value_name = "YYYY-MM-DD")]
        reply_by: Date,
    },
    /// Take the draft back, to mend it
    TakeBack {
        /// The audit’s number
        number: u32,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Publish an audit, once the body has answered or its time has passed
    Publish {
        /// The audit’s number
        number: u32,
    },
    /// Make a demonstration audit on the demonstration data: planned, with evidence and findings, not sent to anybody
    Demonstration {
        /// Where its files lie
        #[arg(long, value_name = "FOLDER", default_value = "data/audits/demonstration")]
        folder: PathBuf,
    },
}

/// As what a figure is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum As {
    /// An outcome: a finding may rest on it
    Outcome,
    /// Context: to be read beside
    Context,
}

/// A plan as it is written in a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanFile {
    title: String,
    question: String,
    #[serde(rename = "place")]
    area: String,
    outcomes: BTreeSet<IndicatorId>,
    from: Date,
    to: Date,
    #[serde(rename = "goal", default)]
    goals: Vec<Goal>,
}

/// The evidence of a demonstration, as it is written in its file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceFile {
    evidence: Vec<FigureEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FigureEntry {
    indicator: IndicatorId,
    period: Period,
    #[serde(default, rename = "by")]
    dimensions: terms::Dimensions,
    #[serde(rename = "as")]
    role: Role,
    why: String,
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| Failure::file(format!("{} could not be read", path.display()), cause))?;
    toml::from_str(&text).map_err(|error| {
        Failure::usage(
            format!("{} is not written as it should be: {error}", path.display()),
            "docs/guides/audits.md shows how it is written",
        )
    })
}

pub async fn run(arguments: &Arguments, audit: &Audit) -> Result<ExitCode, Failure> {
    let hub = wiring::open(arguments).await?;
    let working = actor("Working on an audit");
    let number = match &audit.what {
        What::List => return list(&hub, &working, audit.format).await,
        What::Show { number } => *number,
        What::Plan { file } => plan(&hub, &working, file).await?,
        What::Evidence { number, indicator, period, breakdown: pairs, area, role, document, statement, why } => {
            if let Some(path) = document {
                hub.freeze_document(&working, *number, read::<Document>(path)?, why).await?;
            } else if let Some(statement) = statement {
                hub.freeze_statement(&working, *number, *statement, why).await?;
            } else if let (Some(indicator), Some(period)) = (indicator, period) {
                let area = match area {
                    Some(area) => area_named(area, today())?,
                    None => hub.audit(&working, *number).await?.area,
                };
                let dimensions = breakdown(pairs)?;
                let key = FigureKey { area, indicator: indicator.clone(), period: *period, dimensions };
                let role = if *role == As::Outcome { Role::Outcome } else { Role::Context };
                hub.freeze_figure(&working, *number, &key, role, why).await?;
            }
            *number
        }
        What::Finding { number, file, anew } => {
            hub.write_finding(&working, *number, *anew, read::<FindingDraft>(file)?).await?;
            *number
        }
        What::Send { number, reply_by } => {
            hub.send_draft(&working, *number, *reply_by).await?;
            *number
        }
        What::TakeBack { number, reason } => {
            hub.take_draft_back(&working, *number, reason).await?;
            *number
        }
        What::Publish { number } => {
            hub.publish_audit(&working, *number).await?;
            *number
        }
        What::Demonstration { folder } => demonstration(&hub, &working, folder).await?,
    };
    let told = hub.audit(&working, number).await?;
    let mut out = stdout().lock();
    match audit.format {
        Words::Json => {
            serde_json::to_writer_pretty(&mut out, &*told)?;
            writeln!(out)?;
        }
        Words::Text => write_text(&mut out, &told)?,
    }
    let broken = told.evidence.iter().any(|evidence| evidence.broken.is_some());
    Ok(if broken { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

async fn plan(hub: &Hub, working: &Actor, file: &Path) -> Result<u32, Failure> {
    let plan: PlanFile = read(file)?;
    let goals = Goals::declare(plan.goals).map_err(hub::Error::from)?;
    let new = NewPlan {
        area: area_named(&plan.area, today())?,
        title: plan.title,
        question: plan.question,
        outcomes: plan.outcomes,
        from: plan.from,
        to: plan.to,
        goals,
    };
    Ok(hub.plan_audit(working, new).await?.audit.number())
}

async fn demonstration(hub: &Hub, working: &Actor, folder: &Path) -> Result<u32, Failure> {
    let number = plan(hub, working, &folder.join("plan.toml")).await?;
    let area = hub.audit(working, number).await?.area;
    for entry in read::<EvidenceFile>(&folder.join("evidence.toml"))?.evidence {
        let key = FigureKey { area, indicator: entry.indicator, period: entry.period, dimensions: entry.dimensions };
        hub.freeze_figure(working, number, &key, entry.role, &entry.why).await?;
    }
    let mut findings: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(|cause| Failure::file(format!("{} could not be read", folder.display()), cause))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("finding-")))
        .collect();
    findings.sort();
    for file in findings {
        hub.write_finding(working, number, None, read(&file)?).await?;
    }
    Ok(number)
}

async fn list(hub: &Hub, working: &Actor, format: Words) -> Result<ExitCode, Failure> {
    let audits = hub.audits(working).await?;
    let mut out = stdout().lock();
    if format == Words::Json {
        serde_json::to_writer_pretty(&mut out, &audits)?;
        writeln!(out)?;
    } else {
        for audit in audits {
            let (number, stage) = (audit.number, audit.stage.words());
            writeln!(out, "{number}. {}, {}; {stage}", audit.title, audit.area_name)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write_text(out: &mut dyn Write, told: &AuditTold) -> std::io::Result<()> {
    writeln!(out, "Audit {}: {}", told.number, told.title)?;
    writeln!(out, "{}", told.question)?;
    writeln!(out, "{} ({}), {} to {}; {}", told.area_name, told.body, told.from, told.to, told.stage_words)?;
    writeln!(out, "\nWhat it is for")?;
    for goal in &told.goals {
        let (owner, review) = (&goal.goal.owner, goal.goal.review_on);
        writeln!(out, "  {}. {}: {}", goal.goal.precedence, goal.kind_words, goal.goal.statement)?;
        writeln!(out, "     {owner}; looked at again on {review}")?;
    }
    for finding in &told.findings {
        let draft = &finding.finding.draft;
        writeln!(out, "\nFinding {}: {}", finding.finding.number, draft.title)?;
        for on in &draft.goals {
            writeln!(out, "  Goal {}: {}: {}", on.goal, on.bearing.words(), on.because)?;
        }
        if let Some(trade_off) = &draft.trade_off {
            let decision = if trade_off.decision.is_empty() { "not decided yet" } else { &trade_off.decision };
            writeln!(out, "  Here goals pull apart: {}", trade_off.what)?;
            writeln!(out, "  Who decides: {}; {decision}", trade_off.decided_by)?;
        }
        let numbers =
            |numbers: &BTreeSet<u32>| numbers.iter().map(|number| format!("E{number}")).collect::<Vec<_>>().join(", ");
        writeln!(out, "  Rests on: {}", numbers(&draft.rests_on))?;
        if !draft.context.is_empty() {
            writeln!(out, "  To be read beside it, not outcomes: {}", numbers(&draft.context))?;
        }
        for reply in &finding.replies {
            writeln!(out, "  {} replied on {}: {}", reply.body, reply.said_on, reply.words.replace('\n', "\n    "))?;
        }
        if finding.replies.is_empty() {
            writeln!(out, "  No reply yet.")?;
        }
    }
    if !told.evidence.is_empty() {
        writeln!(out, "\nEvidence, verified now")?;
    }
    for evidence in &told.evidence {
        writeln!(out, "  E{}. {}", evidence.number, evidence_line(evidence))?;
        writeln!(out, "      SHA-256 {}", evidence.sha256)?;
    }
    Ok(())
}

fn evidence_line(evidence: &EvidenceTold) -> String {
    if let Some(broken) = &evidence.broken {
        return format!("NOT WHAT WAS FROZEN: {broken}");
    }
    let figure = evidence.frozen.as_ref().and_then(|frozen| frozen.content.figure());
    let said = figure.map_or_else(String::new, |figure| {
        let expectation = figure.expectation.as_ref();
        let phrase = expectation.map_or_else(String::new, |expectation| format!(", {}", expectation.phrase));
        format!(": {}{phrase}", figure.written)
    });
    let now = match &evidence.now {
        Now::Same | Now::Fixed => String::new(),
        Now::Gone => "; in use no more".to_owned(),
        Now::Revised { written, since: Some(day), .. } => format!(" when frozen; is {written} since {day}"),
        Now::Revised { written, since: None, .. } => format!(" when frozen; is {written} now"),
    };
    format!("{}{said}{now}", evidence.title)
}
