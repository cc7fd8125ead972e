//! Every kind of record, with every kind of value that it may hold.

use hub::{
    Actor, Role, SubmissionState,
    ports::{Event, NewSubmission, Staged, StagedFile},
    submission::{CellAddress, Changes, Decision, FindingCounts, Received, Release, Revision},
};
use jiff::Timestamp;
use proptest::{collection::vec, option, prelude::*, sample::select};
use terms::{AreaCode, Cell, Dimensions, Finding, IndicatorId, Period, Severity, SubmissionId};

/// Any text whatever.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "(?s).{0,20}", r#"[a-z"'\\%$\x00\n{}]{1,12}"#]
}

/// Any text but the one character that a column of its own cannot hold.
pub fn plain_text() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.replace('\0', ""))
}

fn moment() -> impl Strategy<Value = Timestamp> {
    any::<i64>().prop_map(|nanoseconds| Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap())
}

fn count() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 0..1_000_u64, Just(i64::MAX.unsigned_abs())]
}

fn actor() -> impl Strategy<Value = Actor> {
    let role = select(vec![Role::LocalAdministrator, Role::Contributor, Role::Approver, Role::Auditor, Role::Reader]);
    (text(), text(), text(), role).prop_map(|(person, body, purpose, role)| Actor { person, body, purpose, role })
}

fn period() -> impl Strategy<Value = Period> {
    (1990..2040_i16, 1..=12_i8).prop_map(|(year, month)| Period::month(year, month).unwrap())
}

fn area() -> impl Strategy<Value = AreaCode> {
    "E0[6-9]0000[0-9]{2}".prop_map(|code| AreaCode::parse(&code).unwrap())
}

pub fn arrival() -> impl Strategy<Value = NewSubmission> {
    (plain_text(), "[0-9a-f]{64}", count(), moment(), actor(), plain_text()).prop_map(
        |(file_name, sha256, size_bytes, received_at, sent_by, note)| NewSubmission {
            dataset: crate::samples::dataset("absence"),
            file_name,
            received: Received { sha256, size_bytes },
            received_at,
            sent_by,
            note,
            recipe_version: 1,
            contract_version: 1,
        },
    )
}

/// What becomes of a submission, for the update that records it.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub to: SubmissionState,
    pub checked: Option<(FindingCounts, u64, u64)>,
    pub staged: Option<Vec<StagedFile>>,
    pub periods: Vec<Period>,
    pub changes: Option<Changes>,
    pub decision: Option<Decision>,
    pub release: Option<Release>,
}

impl Outcome {
    pub fn staged(&self, submission: &SubmissionId) -> Option<Staged> {
        self.staged.clone().map(|files| Staged {
            submission: submission.clone(),
            rows: files.iter().fold(0, |rows, file| file.rows.saturating_add(rows)),
            files,
            periods: self.periods.iter().copied().collect(),
        })
    }
}

pub fn outcome() -> impl Strategy<Value = Outcome> {
    let states = vec![
        SubmissionState::Received,
        SubmissionState::Refused,
        SubmissionState::AwaitingApproval,
        SubmissionState::Committing,
        SubmissionState::InUse,
        SubmissionState::SentBack,
    ];
    let counts = (count(), count(), count()).prop_map(|(errors, warnings, information)| FindingCounts {
        errors,
        warnings,
        information,
    });
    let file = (text(), count(), count(), text()).prop_map(|(path, size_bytes, rows, statistics)| StagedFile {
        path,
        size_bytes,
        rows,
        statistics,
    });
    let decision = (actor(), moment(), text()).prop_map(|(by, at, note)| Decision { by, at, note });
    let release = (any::<i64>(), moment()).prop_map(|(version, at)| Release { version, at });
    (
        select(states),
        option::of((counts, count(), count())),
        option::of(vec(file, 0..3)),
        vec(period(), 0..3),
        option::of(changes()),
        option::of(decision),
        option::of(release),
    )
        .prop_map(|(to, checked, staged, periods, changes, decision, release)| Outcome {
            to,
            checked,
            staged,
            periods,
            changes,
            decision,
            release,
        })
}

fn changes() -> impl Strategy<Value = Changes> {
    let number = proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO;
    let dimensions = vec((text(), text()), 0..3).prop_map(|pairs| pairs.into_iter().collect::<Dimensions>());
    let source =
        (any::<u16>(), any::<u32>(), any::<u32>()).prop_map(|(sheet, row, column)| CellAddress { sheet, row, column });
    let revision = ("[a-z]{1,9}", area(), period(), dimensions, option::of(number), option::of(number), source)
        .prop_map(|(indicator, area, period, dimensions, before, now, source)| Revision {
            indicator: IndicatorId::parse(&indicator).unwrap(),
            area,
            period,
            dimensions,
            before,
            now,
            source,
        });
    (
        option::of(any::<u32>()),
        (any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>()),
        vec(revision, 0..3),
        vec(area(), 0..3),
        vec(area(), 0..3),
        vec(period(), 0..3),
    )
        .prop_map(
            |(against, (added, removed, revised, unchanged), largest, areas_added, areas_removed, periods_added)| {
                Changes {
                    against,
                    added,
                    removed,
                    revised,
                    unchanged,
                    largest,
                    areas_added,
                    areas_removed,
                    periods_added,
                }
            },
        )
}

pub fn finding() -> impl Strategy<Value = Finding> {
    let severity = select(vec![Severity::Error, Severity::Warning, Severity::Information]);
    let cell = (option::of(any::<u32>()), option::of(any::<u32>()), option::of(text()))
        .prop_map(|(row, column, value)| Cell { row, column, value });
    ("[a-z-]{1,20}", severity, text(), option::of(text()), text(), text(), text(), vec(cell, 0..6)).prop_map(
        |(rule, severity, file, sheet, what, why, mend, cells)| Finding {
            rule,
            severity,
            file,
            sheet,
            what,
            why,
            mend,
            cells,
        },
    )
}

pub fn event() -> impl Strategy<Value = Event> {
    (moment(), actor(), text(), plain_text(), text()).prop_map(|(at, actor, action, subject, detail)| Event {
        at,
        actor,
        action,
        subject,
        detail,
    })
}
