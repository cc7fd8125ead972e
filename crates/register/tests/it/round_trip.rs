//! Every record that goes in comes back the same.

use crate::{
    place::Place,
    samples::{dataset, record_dataset, second},
    strategies::{self, Outcome},
};
use hub::{
    Register as _, Submission, SubmissionState,
    ports::{Event, NewSubmission, SubmissionUpdate},
    submission::FindingCounts,
};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use register::SqlRegister;
use terms::{Finding, Severity};

pub async fn every_record_comes_back_as_it_went_in(place: Place) {
    let register = place.open().await;
    record_dataset(&register, "absence").await;
    let records = (
        strategies::arrival(),
        strategies::outcome(),
        vec(strategies::finding(), 0..5),
        strategies::event(),
        (strategies::plain_text(), strategies::plain_text()),
    );
    let runtime = tokio::runtime::Handle::current();
    let kept = register.clone();
    tokio::task::spawn_blocking(move || {
        TestRunner::default()
            .run(&records, |(arrival, outcome, findings, event, texts)| {
                runtime.block_on(async {
                    submission_comes_back(&kept, arrival, &outcome, &findings).await?;
                    event_comes_back(&kept, event).await?;
                    texts_come_back(&kept, &texts.0, &texts.1).await
                })
            })
            .unwrap();
    })
    .await
    .unwrap();
    assert_eq!(register.verify_events().await.unwrap(), None);
}

async fn submission_comes_back(
    register: &SqlRegister,
    arrival: NewSubmission,
    outcome: &Outcome,
    findings: &[Finding],
) -> Result<(), TestCaseError> {
    let arrived = register.record_submission(arrival.clone()).await.unwrap();
    let expected = Submission {
        id: arrived.id.clone(),
        file_name: arrival.file_name,
        received: arrival.received,
        received_at: arrival.received_at,
        sent_by: arrival.sent_by,
        note: arrival.note,
        recipe_version: arrival.recipe_version,
        contract_version: arrival.contract_version,
        state: SubmissionState::Received,
        findings: FindingCounts::default(),
        rows_read: 0,
        observations: 0,
        staged: None,
        changes: None,
        decision: None,
        release: None,
    };
    prop_assert_eq!(&arrived, &expected);
    let kept = register.submission(&arrived.id).await.unwrap();
    prop_assert_eq!(kept.as_ref(), Some(&expected));

    let update = SubmissionUpdate {
        checked: outcome.checked,
        staged: outcome.staged(&arrived.id).map(Some),
        changes: outcome.changes.clone(),
        decision: outcome.decision.clone(),
        release: outcome.release,
        ..SubmissionUpdate::of(&arrived.id, SubmissionState::Received, outcome.to)
    };
    let updated = register.update_submission(update, Some(findings)).await.unwrap();
    let (counts, rows_read, observations) = outcome.checked.unwrap_or_default();
    let expected = Submission {
        state: outcome.to,
        findings: counts,
        rows_read,
        observations,
        staged: outcome.staged(&arrived.id),
        changes: outcome.changes.clone(),
        decision: outcome.decision.clone(),
        release: outcome.release,
        ..expected
    };
    prop_assert_eq!(&updated, &expected);
    let kept = register.submission(&arrived.id).await.unwrap();
    prop_assert_eq!(kept.as_ref(), Some(&expected));

    let mut in_order = findings.to_vec();
    in_order.sort_by_key(|finding| match finding.severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Information => 3,
    });
    prop_assert_eq!(register.findings(&arrived.id).await.unwrap(), in_order);
    Ok(())
}

async fn event_comes_back(register: &SqlRegister, event: Event) -> Result<(), TestCaseError> {
    register.record_event(event.clone()).await.unwrap();
    let kept = register.events(Some(&event.subject), 1).await.unwrap();
    prop_assert_eq!(kept, std::slice::from_ref(&event));
    Ok(())
}

async fn texts_come_back(register: &SqlRegister, contract: &str, recipe: &str) -> Result<(), TestCaseError> {
    let texts = dataset("texts");
    let entry = register.record_dataset(&texts, contract, recipe, second(1)).await.unwrap();
    prop_assert_eq!((entry.contract.as_str(), entry.recipe.as_str()), (contract, recipe));
    let kept = register.contract(&texts, entry.contract_version).await.unwrap();
    prop_assert_eq!(kept.as_deref(), Some(contract));
    let kept = register.recipe(&texts, entry.recipe_version).await.unwrap();
    prop_assert_eq!(kept.as_deref(), Some(recipe));
    Ok(())
}
