//! Submissions: their numbers, the states where they stand, and releases.

use crate::{
    place::Place,
    samples::{arrival, dataset, finding, one_submission, record_dataset, second, staged},
};
use hub::{
    Actor, PortError, Register as _, SubmissionState,
    ports::SubmissionUpdate,
    submission::{Changes, Decision, FindingCounts, Release},
};
use std::collections::BTreeSet;
use terms::{Severity, SubmissionId};

pub async fn numbers_run_from_one_without_a_gap(place: Place) {
    let register = place.open().await;
    record_dataset(&register, "absence").await;
    record_dataset(&register, "attendance").await;
    for number in 1..=3 {
        for name in ["absence", "attendance"] {
            let submission = register.record_submission(arrival(name, 1)).await.unwrap();
            assert_eq!(submission.id, SubmissionId { dataset: dataset(name), number });
            assert_eq!(submission.state, SubmissionState::Received);
            assert_eq!(register.submission(&submission.id).await.unwrap(), Some(submission));
        }
    }
    let missing = SubmissionId { dataset: dataset("absence"), number: 4 };
    assert_eq!(register.submission(&missing).await.unwrap(), None);
}

pub async fn submissions_at_once_get_numbers_of_their_own(place: Place) {
    let register = place.open().await;
    record_dataset(&register, "absence").await;
    let tasks: Vec<_> = (0..50)
        .map(|task| {
            let register = register.clone();
            tokio::spawn(async move { register.record_submission(arrival("absence", task)).await.unwrap().id.number })
        })
        .collect();
    let mut numbers = BTreeSet::new();
    for task in tasks {
        assert!(numbers.insert(task.await.unwrap()));
    }
    assert!(numbers.into_iter().eq(1..=50));
}

pub async fn a_refused_submission_takes_no_number(place: Place) {
    let register = place.open().await;
    let refused = register.record_submission(arrival("absence", 1)).await.unwrap_err();
    assert!(matches!(refused, PortError::Inconsistent { .. }), "{refused:?}");
    record_dataset(&register, "absence").await;
    let mut unknown_recipe = arrival("absence", 1);
    unknown_recipe.recipe_version = 2;
    let refused = register.record_submission(unknown_recipe).await.unwrap_err();
    assert!(matches!(refused, PortError::Inconsistent { .. }), "{refused:?}");
    assert_eq!(register.record_submission(arrival("absence", 1)).await.unwrap().id.number, 1);
}

pub async fn a_change_needs_the_state_that_the_caller_believes(place: Place) {
    let register = place.open().await;
    let submission = one_submission(&register).await;
    let checked = (FindingCounts { errors: 0, warnings: 2, information: 1 }, 310, 302);
    let waiting = register
        .update_submission(
            SubmissionUpdate {
                checked: Some(checked),
                staged: Some(Some(staged(&submission.id))),
                changes: Some(Changes { added: 302, ..Changes::default() }),
                ..SubmissionUpdate::of(&submission.id, SubmissionState::Received, SubmissionState::AwaitingApproval)
            },
            Some(&[finding(Severity::Warning, "a jump", vec![])]),
        )
        .await
        .unwrap();
    assert_eq!(waiting.state, SubmissionState::AwaitingApproval);
    assert_eq!((waiting.findings, waiting.rows_read, waiting.observations), checked);

    let decision = Decision { by: Actor::local_administrator("approval"), at: second(5), note: "Seen.".to_owned() };
    let approve = SubmissionUpdate {
        decision: Some(decision.clone()),
        ..SubmissionUpdate::of(&submission.id, SubmissionState::AwaitingApproval, SubmissionState::Committing)
    };
    let committing = register.update_submission(approve.clone(), None).await.unwrap();
    assert_eq!(committing.decision, Some(decision));
    assert_eq!((committing.staged, committing.changes), (waiting.staged, waiting.changes), "untouched");

    let again = register.update_submission(approve, None).await.unwrap_err();
    assert!(matches!(&again, PortError::Conflict { what } if what.contains("absence/1")), "{again:?}");
    let missing = SubmissionId { number: 2, ..submission.id };
    let nothing = SubmissionUpdate::of(&missing, SubmissionState::Received, SubmissionState::Refused);
    assert!(matches!(register.update_submission(nothing, None).await, Err(PortError::Conflict { .. })));
}

pub async fn only_one_of_many_changes_at_once_is_made(place: Place) {
    let register = place.open().await;
    let submission = one_submission(&register).await;
    let tasks: Vec<_> = (0..20)
        .map(|task| {
            let (register, id) = (register.clone(), submission.id.clone());
            tokio::spawn(async move {
                let to = if task % 2 == 0 { SubmissionState::Refused } else { SubmissionState::Committing };
                register.update_submission(SubmissionUpdate::of(&id, SubmissionState::Received, to), None).await
            })
        })
        .collect();
    let mut made = Vec::new();
    for task in tasks {
        match task.await.unwrap() {
            Ok(submission) => made.push(submission),
            Err(error) => assert!(matches!(error, PortError::Conflict { .. }), "{error:?}"),
        }
    }
    assert_eq!(made.len(), 1);
    assert_eq!(register.submission(&submission.id).await.unwrap(), made.pop());
}

pub async fn what_is_staged_is_set_kept_and_cleared(place: Place) {
    let register = place.open().await;
    let id = one_submission(&register).await.id;
    let expected = staged(&id);
    let step = |from, to, staged| SubmissionUpdate { staged, ..SubmissionUpdate::of(&id, from, to) };
    let set = step(SubmissionState::Received, SubmissionState::Committing, Some(Some(expected.clone())));
    assert_eq!(register.update_submission(set, None).await.unwrap().staged, Some(expected.clone()));
    let keep = step(SubmissionState::Committing, SubmissionState::Committing, None);
    assert_eq!(register.update_submission(keep, None).await.unwrap().staged, Some(expected));
    let clear = step(SubmissionState::Committing, SubmissionState::InUse, Some(None));
    assert_eq!(register.update_submission(clear, None).await.unwrap().staged, None);
    assert_eq!(register.submission(&id).await.unwrap().unwrap().staged, None);
}

pub async fn a_conflict_changes_nothing(place: Place) {
    let register = place.open().await;
    let before = one_submission(&register).await;
    let refused = SubmissionUpdate::of(&before.id, SubmissionState::Received, SubmissionState::Refused);
    let kept = [finding(Severity::Error, "kept", vec![])];
    let before = register.update_submission(refused.clone(), Some(&kept)).await.unwrap();
    let late = SubmissionUpdate { release: Some(Release { version: 9, at: second(9) }), ..refused };
    let other = [finding(Severity::Error, "late", vec![])];
    assert!(matches!(register.update_submission(late, Some(&other)).await, Err(PortError::Conflict { .. })));
    assert_eq!(register.submission(&before.id).await.unwrap(), Some(before.clone()));
    assert_eq!(register.findings(&before.id).await.unwrap(), kept);
    assert_eq!(register.release_at(None).await.unwrap(), None);
}

pub async fn submissions_are_listed_newest_first(place: Place) {
    let register = place.open().await;
    record_dataset(&register, "absence").await;
    record_dataset(&register, "attendance").await;
    for (name, seconds) in [("absence", 10), ("attendance", 20), ("absence", 30), ("attendance", 40)] {
        register.record_submission(arrival(name, seconds)).await.unwrap();
    }
    let names = async |name: Option<&str>, limit| -> Vec<String> {
        let of = name.map(dataset);
        let listed = register.submissions(of.as_ref(), limit).await.unwrap();
        listed.into_iter().map(|submission| submission.id.to_string()).collect()
    };
    assert_eq!(names(None, 10).await, ["attendance/2", "absence/2", "attendance/1", "absence/1"]);
    assert_eq!(names(None, 3).await, ["attendance/2", "absence/2", "attendance/1"]);
    assert_eq!(names(Some("absence"), u32::MAX).await, ["absence/2", "absence/1"]);
    assert_eq!(names(Some("absence"), 1).await, ["absence/2"]);
    assert!(names(Some("absence"), 0).await.is_empty());
    assert!(names(Some("nothing"), 10).await.is_empty());
}

pub async fn submissions_in_a_state_are_listed_oldest_first(place: Place) {
    let register = place.open().await;
    record_dataset(&register, "absence").await;
    for seconds in 1..=4 {
        register.record_submission(arrival("absence", seconds)).await.unwrap();
    }
    let third = SubmissionId { dataset: dataset("absence"), number: 3 };
    let refuse = SubmissionUpdate::of(&third, SubmissionState::Received, SubmissionState::Refused);
    register.update_submission(refuse, None).await.unwrap();
    let numbers = async |state| -> Vec<u32> {
        let listed = register.submissions_in(state).await.unwrap();
        listed.into_iter().map(|submission| submission.id.number).collect()
    };
    assert_eq!(numbers(SubmissionState::Received).await, [1, 2, 4]);
    assert_eq!(numbers(SubmissionState::Refused).await, [3]);
    assert!(numbers(SubmissionState::InUse).await.is_empty());
}

pub async fn the_release_at_a_moment_is_the_newest_until_then(place: Place) {
    let register = place.open().await;
    record_dataset(&register, "absence").await;
    assert_eq!(register.release_at(None).await.unwrap(), None);
    let releases: Vec<Release> =
        [(1, 100), (2, 200), (3, 300)].map(|(version, at)| Release { version, at: second(at) }).into();
    for &release in &releases {
        let id = register.record_submission(arrival("absence", 1)).await.unwrap().id;
        let update = SubmissionUpdate {
            release: Some(release),
            ..SubmissionUpdate::of(&id, SubmissionState::Received, SubmissionState::InUse)
        };
        assert_eq!(register.update_submission(update, None).await.unwrap().release, Some(release));
    }
    let nanosecond = jiff::SignedDuration::from_nanos(1);
    for (at, expected) in [
        (None, Some(releases[2])),
        (Some(second(300)), Some(releases[2])),
        (Some(second(300) - nanosecond), Some(releases[1])),
        (Some(second(100)), Some(releases[0])),
        (Some(second(100) - nanosecond), None),
        (Some(jiff::Timestamp::MAX), Some(releases[2])),
        (Some(jiff::Timestamp::MIN), None),
    ] {
        assert_eq!(register.release_at(at).await.unwrap(), expected, "{at:?}");
    }
}

pub async fn a_release_is_never_rewritten(place: Place) {
    let register = place.open().await;
    let id = one_submission(&register).await.id;
    let first = Release { version: 1, at: second(1) };
    let release = |from, release| SubmissionUpdate {
        release: Some(release),
        ..SubmissionUpdate::of(&id, from, SubmissionState::InUse)
    };
    register.update_submission(release(SubmissionState::Received, first), None).await.unwrap();
    let second = Release { version: 2, at: second(2) };
    let again = register.update_submission(release(SubmissionState::InUse, second), None).await;
    assert!(matches!(again, Err(PortError::Conflict { .. })));
    assert_eq!(register.release_at(None).await.unwrap(), Some(first));
}
