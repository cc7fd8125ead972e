//! What a submission's page says, in each of its states.

use super::changes::changes_view;
use crate::{
    Frame, Section,
    components::{Link, SummaryList, SummaryRow, Tag, TagKind, TextArea},
    pages::contributions::{
        SubmissionPage,
        submission::{CheckingNext, CheckingView, DecisionForm, FindingView, SheetView, Step, StepState},
    },
    routes::data::{capital, day, submission_href},
    words::list_in_words,
};
use hub::{Catalogue, Submission, SubmissionState, contributions::CheckState};
use place::Map;
use terms::{Finding, Severity};

/// How many cells a finding names in its heading.
const NAMED_CELLS: usize = 6;
/// How many runs of cells a finding lists.
const LISTED_RUNS: usize = 2_000;

/// What a page is made of.
pub(super) struct Parts<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) map: &'a Map,
    pub(super) submission: &'a Submission,
    pub(super) findings: &'a [Finding],
    pub(super) sheets: Vec<SheetView>,
    /// How far its check is, while one goes on.
    pub(super) check: Option<CheckState>,
    /// Under whose name a decision would be kept.
    pub(super) decider: &'a str,
}

pub(super) fn page(parts: Parts<'_>) -> SubmissionPage {
    let Parts { catalogue, map, submission, findings, sheets, check, decider } = parts;
    let id = &submission.id;
    let href = submission_href(id);
    let dataset = format!("/data/{}", id.dataset);
    let title =
        catalogue.dataset(&id.dataset).map_or(id.dataset.to_string(), |known| known.contract.dataset.title.clone());
    let heading = heading(submission, findings);
    let waits = submission.state == SubmissionState::AwaitingApproval;
    let mends = matches!(
        submission.state,
        SubmissionState::Refused | SubmissionState::SentBack | SubmissionState::AwaitingApproval
    );
    let frame =
        Frame::new(Section::Data, format!("{heading}: {title}"), "A submission to this hub, and what was found in it.")
            .under([("Data", "/data"), (&title, dataset.as_str())], format!("Submission {}", id.number));
    SubmissionPage {
        frame,
        errors: None,
        lead: lead(submission),
        facts: facts(submission, &title),
        steps: steps(submission, findings),
        checking: matches!(submission.state, SubmissionState::Received | SubmissionState::Committing)
            .then(|| checking(&href, check)),
        sheets,
        findings: (1..)
            .zip(findings)
            .map(|(number, finding)| finding_view(number, finding, submission.state))
            .collect(),
        changes: submission.changes.as_ref().map(|changes| changes_view(submission, changes, catalogue, map)),
        decision: waits.then(|| decision(&href, decider)),
        decided: submission.decision.as_ref().map(|decision| SummaryList {
            rows: vec![
                SummaryRow::new(
                    "Decision",
                    if submission.state == SubmissionState::SentBack { "Sent back" } else { "Approved" },
                ),
                SummaryRow::new("By", format!("{}, {}", decision.by.person, decision.by.body)),
                SummaryRow::new("On", day(decision.at)),
                SummaryRow::new("Reason", if decision.note.is_empty() { "None was given" } else { &decision.note }),
            ],
        }),
        downloads: vec![
            Link::new("The file as it came", format!("{href}/file")),
            Link::new("Findings as CSV", format!("{href}/findings.csv")),
        ],
        send_again_href: mends.then(|| format!("{dataset}/send")),
        heading,
    }
}

fn checking(href: &str, check: Option<CheckState>) -> CheckingView {
    let (text, percent, again) = match check {
        Some(CheckState::InTurn) => ("Another file is being checked first.", None, false),
        Some(CheckState::Reading { read_bytes, size_bytes }) => (
            "You may leave this page and come back to it.",
            (read_bytes * 100).checked_div(size_bytes).map(|percent| percent.min(100)),
            false,
        ),
        Some(CheckState::Stopped) => (
            "The hub could not finish the check, perhaps because its disk is full. Nothing is lost. Whoever looks after \
             the hub finds the reason in its log.",
            None,
            true,
        ),
        None => ("It was not checked to the end: the hub stopped meanwhile.", None, true),
    };
    let (heading, next) = if again {
        ("The file is safe with us, and its check stopped.", CheckingNext::BeginAgain(format!("{href}/check")))
    } else {
        ("The file is safe with us and is being checked.", CheckingNext::LookAgain(href.to_owned()))
    };
    CheckingView { heading: heading.to_owned(), text: text.to_owned(), percent, next }
}

/// Whole numbers up to nine in words, as in running text.
fn counted(count: usize, one: &str, many: &str) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let number = WORDS.get(count).map_or_else(|| count.to_string(), |&word| word.to_owned());
    format!("{number} {}", if count == 1 { one } else { many })
}

pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn of_severity(findings: &[Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}

fn heading(submission: &Submission, findings: &[Finding]) -> String {
    let all = counted(findings.len(), "finding", "findings");
    match submission.state {
        SubmissionState::Received => "Your file is being checked".to_owned(),
        SubmissionState::Committing => "Your file is being stored".to_owned(),
        SubmissionState::Refused => {
            let errors = of_severity(findings, Severity::Error);
            format!("Refused until {} mended", counted(errors, "fault is", "faults are"))
        }
        SubmissionState::AwaitingApproval => {
            let warnings = of_severity(findings, Severity::Warning);
            format!("{}, {} to settle before it can be used", capital(&all), counted(warnings, "", "").trim_end())
        }
        SubmissionState::InUse if findings.is_empty() => "In use, with nothing found".to_owned(),
        SubmissionState::InUse => format!("In use, with {all}"),
        SubmissionState::SentBack => "Sent back to its sender".to_owned(),
    }
}

fn lead(submission: &Submission) -> String {
    let size = grouped(submission.received.size_bytes);
    match submission.state {
        SubmissionState::Received => format!("We have all of it: {size} bytes."),
        SubmissionState::Refused => format!(
            "The whole file was read: {} rows. None of its figures is used. The file is kept as it came.",
            grouped(submission.rows_read)
        ),
        _ => format!(
            "The whole file was read: {} rows, {} figures.",
            grouped(submission.rows_read),
            grouped(submission.observations)
        ),
    }
}

fn facts(submission: &Submission, title: &str) -> SummaryList {
    let id = &submission.id;
    let note = (!submission.note.is_empty()).then(|| SummaryRow::new("The sender says", &submission.note));
    SummaryList {
        rows: [
            SummaryRow::linked("Dataset", title, format!("/data/{}", id.dataset)),
            SummaryRow::new("File", &submission.file_name),
            SummaryRow::new("Size", format!("{} bytes", grouped(submission.received.size_bytes))),
            SummaryRow::new("Came", day(submission.received_at)),
            SummaryRow::new("Sent by", format!("{}, {}", submission.sent_by.person, submission.sent_by.body)),
            SummaryRow::new("SHA-256", &submission.received.sha256),
        ]
        .into_iter()
        .chain(note)
        .collect(),
    }
}

fn steps(submission: &Submission, findings: &[Finding]) -> Vec<Step> {
    use StepState::{Done, Now, Stopped, ToCome};
    let read = || format!("by recipe, version {}", submission.recipe_version);
    let found = || {
        if findings.is_empty() { "nothing found".to_owned() } else { counted(findings.len(), "finding", "findings") }
    };
    let approved = || match &submission.decision {
        Some(decision) => format!("by {}", decision.by.person),
        None => "not needed: nothing to settle".to_owned(),
    };
    let come = |state| (state, String::new());
    let states: [(StepState, String); 5] = match submission.state {
        SubmissionState::Received => {
            [(Done, "kept as sent".into()), (Now, "under way".into()), come(ToCome), come(ToCome), come(ToCome)]
        }
        SubmissionState::Refused => {
            let errors = counted(of_severity(findings, Severity::Error), "fault to mend", "faults to mend");
            [(Done, "kept as sent".into()), (Done, read()), (Stopped, errors), come(ToCome), come(ToCome)]
        }
        SubmissionState::AwaitingApproval => [
            (Done, "kept as sent".into()),
            (Done, read()),
            (Now, found()),
            (ToCome, "by a named officer".into()),
            come(ToCome),
        ],
        SubmissionState::Committing => [
            (Done, "kept as sent".into()),
            (Done, read()),
            (Done, found()),
            (Done, approved()),
            (Now, "being stored".into()),
        ],
        SubmissionState::InUse => [
            (Done, "kept as sent".into()),
            (Done, read()),
            (Done, found()),
            (Done, approved()),
            (Done, submission.release.map(|release| format!("since {}", day(release.at))).unwrap_or_default()),
        ],
        SubmissionState::SentBack => [
            (Done, "kept as sent".into()),
            (Done, read()),
            (Done, found()),
            (Stopped, format!("sent back {}", approved())),
            come(ToCome),
        ],
    };
    ["Received", "Read", "Checked", "Approved", "In use"]
        .into_iter()
        .zip(states)
        .map(|(name, (state, text))| Step { name: name.to_owned(), text, state })
        .collect()
}

fn finding_view(number: u32, finding: &Finding, state: SubmissionState) -> FindingView {
    let tag = match (finding.severity, state) {
        (Severity::Error, _) => Tag::new("Mend", TagKind::Act),
        (Severity::Warning, SubmissionState::AwaitingApproval) => Tag::new("Mend or accept", TagKind::Act),
        (Severity::Warning, SubmissionState::InUse | SubmissionState::Committing) => {
            Tag::new("Accepted", TagKind::Plain)
        }
        (Severity::Warning, _) => Tag::new("To look at", TagKind::Ask),
        (Severity::Information, _) => Tag::new("For information", TagKind::Plain),
    };
    let cells = if finding.cells.len() > NAMED_CELLS { runs(finding) } else { Vec::new() };
    FindingView {
        number,
        heading: capital(&finding.rule.replace('-', " ")),
        place: place(finding),
        tag,
        what: finding.what.clone(),
        why: finding.why.clone(),
        mend: finding.mend.clone(),
        rule: finding.rule.clone(),
        cells,
    }
}

fn place(finding: &Finding) -> String {
    let mut names: Vec<String> = finding
        .cells
        .iter()
        .take(NAMED_CELLS)
        .map(|cell| {
            let name = match (cell.row, cell.column) {
                (Some(row), None) => format!("row {row}"),
                (None, Some(_)) => format!("column {}", cell.name()),
                (None, None) => "the file as a whole".to_owned(),
                (Some(_), Some(_)) => cell.name(),
            };
            match cell.value.as_deref().filter(|value| !value.is_empty()) {
                Some(value) => format!("{name} (“{}”)", value.chars().take(60).collect::<String>()),
                None => name,
            }
        })
        .collect();
    if names.is_empty() {
        names.push("the file as a whole".to_owned());
    }
    if let Some(more) = finding.cells.len().checked_sub(NAMED_CELLS).filter(|&more| more > 0) {
        names.push(format!("{more} more"));
    }
    let place = capital(&list_in_words(&names));
    finding.sheet.as_ref().map_or(place.clone(), |sheet| format!("{place}; sheet “{sheet}”"))
}

/// The cells, those that stand below each other in one run: `B9:B12`.
fn runs(finding: &Finding) -> Vec<String> {
    let mut cells: Vec<(Option<u32>, Option<u32>)> = finding.cells.iter().map(|cell| (cell.column, cell.row)).collect();
    cells.sort_unstable();
    cells.dedup();
    let name = |(column, row)| terms::Cell { row, column, value: None }.name();
    let mut runs: Vec<String> = Vec::new();
    let mut rest = cells.as_slice();
    while let Some(&first) = rest.first() {
        let follows = |pair: &[(Option<u32>, Option<u32>)]| {
            pair[0].0 == pair[1].0 && pair[0].1.and_then(|row| row.checked_add(1)) == pair[1].1 && pair[0].1.is_some()
        };
        let length = 1 + rest.windows(2).take_while(|pair| follows(pair)).count();
        if runs.len() == LISTED_RUNS {
            runs.push("and more: see the findings as CSV".to_owned());
            break;
        }
        let last = rest[length - 1];
        runs.push(if length == 1 { name(first) } else { format!("{}:{}", name(first), name(last)) });
        rest = &rest[length..];
    }
    runs
}

fn decision(href: &str, decider: &str) -> DecisionForm {
    DecisionForm {
        action: format!("{href}/decision"),
        text: "If you approve, its figures come into use, and all that was found stays written beside them.".to_owned(),
        accept: None,
        note: TextArea {
            id: "note".to_owned(),
            name: "note".to_owned(),
            label: "Your reason".to_owned(),
            hint: Some("It is kept with your name and the time. Needed when you send it back.".to_owned()),
            value: String::new(),
            error: None,
        },
        actor: format!("Kept under: {decider}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::Cell;

    #[test]
    fn cells_below_each_other_are_one_run() {
        let cell = |row, column| Cell { row: Some(row), column: Some(column), value: None };
        let finding = Finding {
            rule: "a".into(),
            severity: Severity::Error,
            file: String::new(),
            sheet: None,
            what: String::new(),
            why: String::new(),
            mend: String::new(),
            cells: vec![cell(9, 2), cell(10, 2), cell(11, 2), cell(20, 2), cell(9, 3)],
        };
        assert_eq!(runs(&finding), ["B9:B11", "B20", "C9"]);
    }

    #[test]
    fn counts_are_read_easily() {
        assert_eq!(counted(1, "finding", "findings"), "one finding");
        assert_eq!(counted(12, "finding", "findings"), "12 findings");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(123), "123");
    }
}
