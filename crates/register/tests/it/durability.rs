//! What was acknowledged is kept: after closing, after a killed process, after a caller who gave up.

use crate::{
    place::Place,
    samples::{arrival, dataset, event, finding, one_submission, second, staged},
};
use hub::{
    Register as _, SubmissionState,
    ports::{Event, SubmissionUpdate},
    submission::Release,
};
use std::{
    io::{BufRead, BufReader, Write as _},
    process::{Command, Stdio},
};
use terms::Severity;

pub async fn a_register_that_is_opened_again_has_the_same_records(place: Place) {
    let register = place.open().await;
    let id = one_submission(&register).await.id;
    let update = SubmissionUpdate {
        staged: Some(Some(staged(&id))),
        release: Some(Release { version: 7, at: second(7) }),
        ..SubmissionUpdate::of(&id, SubmissionState::Received, SubmissionState::InUse)
    };
    let findings = [finding(Severity::Warning, "a jump", vec![])];
    let submission = register.update_submission(update, Some(&findings)).await.unwrap();
    register.record_event(event(1)).await.unwrap();
    let datasets = register.datasets().await.unwrap();
    register.close().await;
    if place.is_sqlite() {
        assert!(!std::path::Path::new(&format!("{}-wal", place.address)).exists(), "one file when it is closed");
    }

    let register = place.open().await;
    assert_eq!(register.datasets().await.unwrap(), datasets);
    assert_eq!(register.submission(&id).await.unwrap(), Some(submission));
    assert_eq!(register.findings(&id).await.unwrap(), findings);
    assert_eq!(register.release_at(None).await.unwrap(), Some(Release { version: 7, at: second(7) }));
    assert_eq!(register.events(None, 10).await.unwrap(), [event(1)]);
    assert_eq!(register.verify_events().await.unwrap(), None);
}

/// Names the register to which [`a_process_that_is_killed`] writes.
const WRITER: &str = "WHOLEPLACE_TEST_REGISTER_TO_WRITE_TO";
/// What that process says when a submission was acknowledged.
const ACKNOWLEDGED: &str = "acknowledged ";

pub async fn a_killed_process_loses_nothing_that_it_acknowledged(place: Place) {
    one_submission(&place.open().await).await;
    let mut acknowledged = vec![1];
    for round in 1..=6 {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "durability::a_process_that_is_killed", "--nocapture"])
            .env(WRITER, &place.address)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        let mut heard = 0;
        for line in lines {
            // The test runner may have begun the line.
            let Some((_, number)) = line.as_ref().unwrap().split_once(ACKNOWLEDGED) else { continue };
            acknowledged.push(number.parse::<u32>().unwrap());
            heard += 1;
            if heard == round * 7 {
                // SIGKILL: the process does nothing more. What it said before it died is read to the end.
                writer.kill().unwrap();
            }
        }
        writer.wait().unwrap();
        assert!(heard >= round * 7, "the writer ended by itself after {heard}");

        let register = place.open().await;
        let kept = register.submissions(Some(&dataset("absence")), u32::MAX).await.unwrap();
        let numbers: Vec<u32> = kept.iter().rev().map(|submission| submission.id.number).collect();
        let last = *numbers.last().unwrap();
        assert!(numbers.iter().copied().eq(1..=last), "without a gap");
        assert!(acknowledged.iter().all(|number| numbers.contains(number)));
        assert_eq!(register.verify_events().await.unwrap(), None);
        let events = register.events(None, u32::MAX).await.unwrap();
        for submission in kept.iter().filter(|submission| submission.id.number > 1) {
            // Each record is whole or not there at all, in the order in which they were made.
            let findings = register.findings(&submission.id).await.unwrap();
            assert_eq!(findings.len(), usize::from(submission.state == SubmissionState::Refused));
            if acknowledged.contains(&submission.id.number) {
                assert_eq!(submission.state, SubmissionState::Refused);
                assert!(events.iter().any(|event| event.subject == submission.id.to_string()));
            }
        }
        register.close().await;
    }
}

/// Not a test by itself: the process that the test above starts and kills.
#[tokio::test]
async fn a_process_that_is_killed() {
    let Ok(address) = std::env::var(WRITER) else { return };
    let register = register::open(&address).await.unwrap();
    loop {
        let id = register.record_submission(arrival("absence", 2)).await.unwrap().id;
        let refuse = SubmissionUpdate::of(&id, SubmissionState::Received, SubmissionState::Refused);
        let findings = [finding(Severity::Error, "an error", vec![])];
        register.update_submission(refuse, Some(&findings)).await.unwrap();
        let event = Event { subject: id.to_string(), ..event(2) };
        register.record_event(event).await.unwrap();
        writeln!(std::io::stdout(), "{ACKNOWLEDGED}{}", id.number).unwrap();
    }
}

pub async fn a_change_given_up_halfway_is_not_made(place: Place) {
    let register = place.open().await;
    one_submission(&register).await;
    for attempt in 0..40 {
        let register = register.clone();
        let task = tokio::spawn(async move {
            register.record_event(event(attempt)).await?;
            register.record_submission(arrival("absence", attempt)).await
        });
        tokio::time::sleep(std::time::Duration::from_micros(u64::try_from(attempt).unwrap() * 100)).await;
        task.abort();
        let _ = task.await;
    }
    let last = register.record_submission(arrival("absence", 9)).await.unwrap().id.number;
    let kept = register.submissions(None, u32::MAX).await.unwrap();
    assert_eq!(kept.len(), usize::try_from(last).unwrap(), "no number is lost with a submission that was not made");
    register.record_event(event(41)).await.unwrap();
    assert_eq!(register.verify_events().await.unwrap(), None);
}
