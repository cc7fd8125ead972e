//! A council's conversations. Private: only those see it whom the rule lets see it, and every look is written down.

use crate::{
    Frame, Page,
    components::{ErrorSummary, Link, Table, Tag, TextArea, TextField},
};
use askama::Template;
use axum::http::StatusCode;

/// The page of a council's conversations.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/signals/place.html")]
pub struct PlaceSignalsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What was wrong with the last try.
    pub errors: Option<ErrorSummary>,
    /// The place's name.
    pub name: String,
    /// The council.
    pub council: String,
    /// What there is to talk about, in a sentence or two.
    pub lead: String,
    /// Whether it shows what was known on a day of the past: then nothing can be done on it.
    pub past: bool,
    /// The day, as the form for another day shows it.
    pub day: TextField,
    /// This page's own address.
    pub address: String,
    /// The lines on which there is something, those to talk about first.
    pub lines: Vec<Line>,
    /// The lines on which there is nothing, each in a sentence.
    pub quiet: Vec<String>,
    /// Where evidence is recorded.
    pub evidence_href: String,
    /// The evidence that people recorded, newest first.
    pub evidence: Vec<EvidenceRow>,
    /// What open data cannot see here, in sentences.
    pub cannot_see: Vec<String>,
    /// Datasets that are overdue for everybody.
    pub overdue: Vec<String>,
    /// Who saw the page when.
    pub views: Table,
    /// Pages that lead on.
    pub links: Vec<Link>,
    /// Where the same can be fetched by programs.
    pub download: String,
}

/// One line of conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its word, unique in the page.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// How much there is to talk about.
    pub tag: Tag,
    /// The rule that decided, in words.
    pub rule: String,
    /// What changed, newest first.
    pub changes: Vec<ChangeRow>,
    /// Why it might have.
    pub might_be: Vec<String>,
    /// Who could help.
    pub who_could_help: Vec<String>,
    /// What to do next.
    pub what_next: Vec<String>,
    /// What its signals did when tried.
    pub record: Vec<String>,
    /// What its signals cannot see.
    pub cannot_see: Vec<String>,
    /// Where the newest conversation stands. Absent where none was opened.
    pub state: Option<String>,
    /// The council's answer.
    pub answer: Option<String>,
    /// What was done, oldest first.
    pub steps: Vec<StepRow>,
    /// What can be done now.
    pub open: Option<OpenForms>,
    /// Whether a conversation can be opened.
    pub may_open: bool,
}

/// The forms of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenForms {
    /// The council's answer.
    pub answer: TextArea,
    /// Whom to tell next and why; only where the rule allows it by now.
    pub tell: Option<(String, TextArea)>,
    /// Why it is closed; only where it is open.
    pub close: Option<TextArea>,
}

/// Something that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// What changed.
    pub what: String,
    /// Since when it is known, how much it weighs, how often it was found.
    pub about: String,
    /// Where to check it.
    pub links: Vec<Link>,
}

/// A step that somebody took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRow {
    /// When.
    pub at: String,
    /// Who did what.
    pub did: String,
    /// What was said with it.
    pub words: Option<String>,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRow {
    /// Its number.
    pub number: u32,
    /// What was noted.
    pub kind: String,
    /// What happened.
    pub note: String,
    /// Where it is told, with its address where it is one.
    pub source: String,
    /// The same as an address.
    pub source_href: Option<String>,
    /// Theme, days, weight, who recorded it.
    pub about: Vec<String>,
    /// Why it was withdrawn.
    pub withdrawn: Option<String>,
    /// The reason, where it can be withdrawn.
    pub withdraw: Option<TextField>,
}

impl Page for PlaceSignalsPage {
    fn status(&self) -> StatusCode {
        if self.errors.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}
