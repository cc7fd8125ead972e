//! One submission: where it stands, the faults in the sheet's own coordinates, what changed, and the decision.

use crate::{
    Frame, Page,
    components::{Choices, ErrorSummary, Link, SummaryList, Table, Tag, TextArea},
};
use askama::Template;

/// The page of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/contributions/submission.html")]
pub struct SubmissionPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What was wrong with the last decision sent.
    pub errors: Option<ErrorSummary>,
    /// What was found, as a heading.
    pub heading: String,
    /// What was read, in a sentence or two.
    pub lead: String,
    /// File, sheet, sender, date.
    pub facts: SummaryList,
    /// From received to in use.
    pub steps: Vec<Step>,
    /// While the file is being checked: how far it is.
    pub checking: Option<CheckingView>,
    /// Parts of the sheets in which something was found.
    pub sheets: Vec<SheetView>,
    /// What was found.
    pub findings: Vec<FindingView>,
    /// What changed against the figures in use before.
    pub changes: Option<ChangesView>,
    /// The decision to be made, if there is one and the reader may make it.
    pub decision: Option<DecisionForm>,
    /// The decision that was made.
    pub decided: Option<SummaryList>,
    /// The file as it came, the findings as a table.
    pub downloads: Vec<Link>,
    /// Where to send a mended file.
    pub send_again_href: Option<String>,
}

/// A check that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckingView {
    /// What to know first, in a sentence.
    pub heading: String,
    /// What follows from it.
    pub text: String,
    /// How much of the file was read, 0 to 100, when that is known.
    pub percent: Option<u64>,
    /// What to do.
    pub next: CheckingNext,
}

/// What a reader can do about a check that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckingNext {
    /// See how far it is now, at this address.
    LookAgain(String),
    /// Begin the check again, by a form to this address.
    BeginAgain(String),
}

/// One step on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// What happened, in a few words.
    pub text: String,
    /// How far it is.
    pub state: StepState,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Behind us.
    Done,
    /// Here it stands.
    Now,
    /// It goes no further.
    Stopped,
    /// Still to come.
    ToCome,
}

impl Step {
    fn class(&self) -> &'static str {
        match self.state {
            StepState::Done => "done",
            StepState::Now => "now",
            StepState::Stopped => "stopped",
            StepState::ToCome => "to-come",
        }
    }

    fn spoken(&self) -> &'static str {
        match self.state {
            StepState::Done => "done",
            StepState::Now => "now here",
            StepState::Stopped => "stopped here",
            StepState::ToCome => "still to come",
        }
    }
}

/// Part of a sheet as a spreadsheet shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetView {
    /// The sheet's name, or the file's when it has no sheets.
    pub name: String,
    /// The letters of the columns shown.
    pub letters: Vec<String>,
    /// The rows shown.
    pub rows: Vec<SheetRow>,
}

/// A row of a sheet, or rows folded away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetRow {
    /// A row of column headings.
    Headings {
        /// The row's number.
        number: u32,
        /// Its cells.
        cells: Vec<SheetCell>,
    },
    /// A row of figures.
    Cells {
        /// The row's number.
        number: u32,
        /// Its cells.
        cells: Vec<SheetCell>,
    },
    /// Rows without a finding.
    Folded {
        /// How many rows.
        count: u32,
    },
    /// Rows left out although findings stand in some of them: the sheet would be too long.
    Left {
        /// How many rows.
        count: u32,
        /// In how many of them findings stand.
        faulty: u32,
    },
}

/// A cell of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetCell {
    /// What it holds, as it stands.
    pub text: String,
    /// Whether it holds a number.
    pub numeric: bool,
    /// The number of the finding that it belongs to.
    pub finding: Option<u32>,
    /// Whether the finding's number is written on it: on the first cell of a run.
    pub badge: bool,
}

impl SheetCell {
    /// A cell without a finding.
    pub fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        let numeric = text.chars().next().is_some_and(|first| first.is_ascii_digit() || first == '-')
            && text.chars().all(|letter| letter.is_ascii_digit() || ".,-%".contains(letter));
        Self { text, numeric, finding: None, badge: false }
    }

    /// A cell with a finding.
    pub fn faulty(text: impl Into<String>, finding: u32, badge: bool) -> Self {
        Self { finding: Some(finding), badge, ..Self::plain(text) }
    }
}

/// A finding, told to the person who can mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingView {
    /// Its number on the page, as on the badges.
    pub number: u32,
    /// What was found, in a few words.
    pub heading: String,
    /// Where: `Rows 9, 11 and 28; columns G to N`.
    pub place: String,
    /// What is asked: mend, answer, or nothing.
    pub tag: Tag,
    /// What was found.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// How to mend it.
    pub mend: String,
    /// The rule's lasting name.
    pub rule: String,
    /// All cells, when there are more than the heading names.
    pub cells: Vec<String>,
}

/// What changed since the last submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesView {
    /// Against what.
    pub against: String,
    /// The changes.
    pub facts: SummaryList,
    /// Where all of them are.
    pub link: Option<Link>,
    /// The figures that were revised, before and now, by place. Absent where none was.
    pub revised: Option<Table>,
}

/// The form on which somebody decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionForm {
    /// The address that it is sent to.
    pub action: String,
    /// What follows if it is approved.
    pub text: String,
    /// What must be accepted one by one.
    pub accept: Option<Choices>,
    /// The reason, which is kept.
    pub note: TextArea,
    /// Under whose name the decision is kept.
    pub actor: String,
}

impl Page for SubmissionPage {
    fn cache_control(&self) -> &'static str {
        "no-store"
    }
}
