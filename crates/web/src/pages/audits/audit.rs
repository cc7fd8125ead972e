//! An audit on one page: what it is for, what was found, what it rests on, what the body says.

use crate::{
    Frame, Page,
    components::{ErrorSummary, Link, SummaryList, Tag, TextField},
    pages::statements::Said,
};
use askama::Template;
use axum::http::StatusCode;

/// The page of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/audits/audit.html")]
pub struct AuditPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Its title.
    pub title: String,
    /// The place, with its page.
    pub place: Link,
    /// Where it stands.
    pub stage: Tag,
    /// What it asks.
    pub question: String,
    /// The answer in short: how many findings, what is open.
    pub lead: String,
    /// What is wrong with the step that was asked for.
    pub errors: Option<ErrorSummary>,
    /// Its goals, in order of precedence.
    pub goals: Vec<GoalRow>,
    /// Facts: body, outcomes, time, dates.
    pub facts: SummaryList,
    /// What is held back from this reader, in a sentence.
    pub held_back: Option<String>,
    /// Its findings.
    pub findings: Vec<FindingRow>,
    /// Its evidence.
    pub evidence: Vec<EvidenceRow>,
    /// The steps that were taken, a line each.
    pub steps: Vec<String>,
    /// What can be done next.
    pub next: Next,
    /// Where the same can be fetched by programs.
    pub download: String,
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalRow {
    /// Its precedence.
    pub precedence: u8,
    /// Its kind.
    pub kind: String,
    /// What it says.
    pub statement: String,
    /// Who owns it and when it is looked at again.
    pub owner: String,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRow {
    /// Its number.
    pub number: u32,
    /// What was found.
    pub title: String,
    /// More about it, a paragraph each.
    pub paragraphs: Vec<String>,
    /// How it bears on goals: the goal, the word, why.
    pub bears: Vec<(String, String, String)>,
    /// Where goals pull apart.
    pub trade_off: Option<TradeOffRow>,
    /// What it rests on.
    pub rests_on: Vec<Cited>,
    /// What is read beside it.
    pub context: Vec<Cited>,
    /// What the body says of it.
    pub replies: Vec<Said>,
    /// What is to be said where it has not replied.
    pub no_reply: Option<String>,
    /// Where the body can reply. Absent where it cannot now.
    pub reply: Option<String>,
    /// Where the finding can be written anew. Absent where it cannot.
    pub rewrite: Option<String>,
}

/// Where goals pull apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TradeOffRow {
    /// The goals and how they pull.
    pub pull: String,
    /// What is given up for what.
    pub what: String,
    /// Who decides, and what was decided.
    pub decides: String,
}

/// Evidence as a finding cites it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// Its number.
    pub number: u32,
    /// What it is and what it said when frozen.
    pub text: String,
    /// What it is now, where another.
    pub now: Option<String>,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRow {
    /// Its number.
    pub number: u32,
    /// What it is, with where it is followed to its source.
    pub what: Link,
    /// What it may be used as.
    pub role: String,
    /// Why it matters here.
    pub why: String,
    /// What it said when frozen.
    pub frozen: String,
    /// What was expected of the place then.
    pub expected: Option<String>,
    /// What has become of it since: the words and where they lead.
    pub now: Option<Link>,
    /// Why it is not what was frozen any more.
    pub broken: Option<String>,
    /// What it must not be used for.
    pub must_not: Option<String>,
    /// Facts: when frozen, by whom, hashes, submission.
    pub facts: SummaryList,
}

/// What can be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Nothing: it is published.
    Nothing,
    /// Evidence and findings.
    Gather {
        /// Where evidence is frozen.
        evidence: String,
        /// Where a finding is written. Absent before there is evidence.
        finding: Option<String>,
        /// The form that sends the draft: where it goes, and the day. Absent before there is a finding.
        send: Option<(String, TextField)>,
    },
    /// The body has it.
    Answer {
        /// Where it is published.
        publish: String,
        /// What publishing waits for.
        waits: String,
        /// Where the draft is taken back.
        take_back: String,
        /// Why.
        reason: TextField,
    },
}

impl Page for AuditPage {
    fn status(&self) -> StatusCode {
        if self.errors.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}
