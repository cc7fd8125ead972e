//! Findings, few and many.

use crate::{
    place::Place,
    samples::{finding, one_submission},
};
use hub::{Register as _, SubmissionState, ports::SubmissionUpdate};
use terms::{Cell, Finding, Severity};

fn cell(row: u32) -> Cell {
    Cell { row: Some(row), column: Some(row % 40 + 1), value: Some(format!("value {row}")) }
}

async fn recorded(place: &Place, findings: &[Finding]) -> Vec<Finding> {
    let register = place.open().await;
    let id = one_submission(&register).await.id;
    let update = SubmissionUpdate::of(&id, SubmissionState::Received, SubmissionState::Refused);
    register.update_submission(update, Some(findings)).await.unwrap();
    register.findings(&id).await.unwrap()
}

pub async fn errors_come_first_then_as_found(place: Place) {
    let found = [
        finding(Severity::Information, "first", vec![]),
        finding(Severity::Error, "second", vec![cell(1), Cell { row: None, column: None, value: None }]),
        finding(Severity::Warning, "third", vec![cell(2)]),
        finding(Severity::Error, "fourth", vec![]),
        finding(Severity::Warning, "fifth", vec![]),
    ];
    let expected = [1, 3, 2, 4, 0].map(|index: usize| found[index].clone());
    assert_eq!(recorded(&place, &found).await, expected);
}

pub async fn findings_given_replace_those_before(place: Place) {
    let register = place.open().await;
    let id = one_submission(&register).await.id;
    let step = || SubmissionUpdate::of(&id, SubmissionState::Received, SubmissionState::Received);
    let first = [finding(Severity::Error, "first", vec![cell(1)]), finding(Severity::Error, "more", vec![])];
    let second = [finding(Severity::Warning, "second", vec![cell(2)])];
    register.update_submission(step(), Some(&first)).await.unwrap();
    register.update_submission(step(), None).await.unwrap();
    assert_eq!(register.findings(&id).await.unwrap(), first, "none given: those before stay");
    register.update_submission(step(), Some(&second)).await.unwrap();
    assert_eq!(register.findings(&id).await.unwrap(), second);
    register.update_submission(step(), Some(&[])).await.unwrap();
    assert_eq!(register.findings(&id).await.unwrap(), []);
}

pub async fn a_hundred_thousand_cells_come_back(place: Place) {
    let found = [finding(Severity::Error, "many", (1..=100_000).map(cell).collect())];
    assert!(recorded(&place, &found).await == found);
}

pub async fn cells_come_back_however_many(place: Place) {
    // On both sides of the size from which cells are compressed.
    let found: Vec<Finding> =
        (0..120).map(|cells| finding(Severity::Error, "some", (0..cells).map(cell).collect())).collect();
    assert_eq!(recorded(&place, &found).await, found);
}

pub async fn ten_thousand_findings_come_back(place: Place) {
    let found: Vec<Finding> =
        (1..=10_000).map(|row| finding(Severity::Error, &format!("finding {row}"), vec![cell(row)])).collect();
    assert!(recorded(&place, &found).await == found);
}
