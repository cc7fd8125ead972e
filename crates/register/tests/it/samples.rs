//! Records with which the tests work.

use hub::{
    Actor, Register as _, Submission,
    ports::{Event, NewSubmission, Staged, StagedFile},
    submission::Received,
};
use jiff::Timestamp;
use register::SqlRegister;
use terms::{Cell, DatasetId, Finding, Period, Severity, SubmissionId};

/// A moment, so many seconds into 22 November 2026.
pub fn second(seconds: i64) -> Timestamp {
    let midnight: Timestamp = "2026-11-22T00:00:00Z".parse().unwrap();
    midnight + jiff::SignedDuration::from_secs(seconds)
}

pub fn dataset(name: &str) -> DatasetId {
    DatasetId::parse(name).unwrap()
}

/// A submission to a dataset, as it arrives in a second.
pub fn arrival(name: &str, seconds: i64) -> NewSubmission {
    NewSubmission {
        dataset: dataset(name),
        file_name: "absence 2023-24.csv".to_owned(),
        received: Received { sha256: "0f".repeat(32), size_bytes: 1_234 },
        received_at: second(seconds),
        sent_by: Actor::local_administrator("the yearly return"),
        note: String::new(),
        recipe_version: 1,
        contract_version: 1,
    }
}

/// A dataset in the catalogue.
pub async fn record_dataset(register: &SqlRegister, name: &str) {
    register.record_dataset(&dataset(name), "contract", "recipe", second(0)).await.unwrap();
}

/// A dataset with one submission.
pub async fn one_submission(register: &SqlRegister) -> Submission {
    record_dataset(register, "absence").await;
    register.record_submission(arrival("absence", 1)).await.unwrap()
}

pub fn staged(submission: &SubmissionId) -> Staged {
    Staged {
        submission: submission.clone(),
        files: vec![StagedFile {
            path: "observations/absence-1.parquet".to_owned(),
            size_bytes: 4_096,
            rows: 302,
            statistics: r#"{"numRecords":302}"#.to_owned(),
        }],
        rows: 302,
        periods: [Period::academic_year(2023).unwrap()].into(),
    }
}

pub fn finding(severity: Severity, what: &str, cells: Vec<Cell>) -> Finding {
    Finding {
        rule: "area-code-ended".to_owned(),
        severity,
        file: "absence 2023-24.csv".to_owned(),
        sheet: None,
        what: what.to_owned(),
        why: "The area was not there in that period.".to_owned(),
        mend: "Use the code of the area that followed it.".to_owned(),
        cells,
    }
}

pub fn event(number: i64) -> Event {
    Event {
        at: second(number),
        actor: Actor::local_administrator("the yearly return"),
        action: "submission-approved".to_owned(),
        subject: format!("absence/{number}"),
        detail: format!("Looked at with the “service”, {number} of them."),
    }
}
