//! Early warning: evidence, steps and views.

use crate::{place::Place, samples::second};
use hub::{
    Actor, PortError, Role,
    ports::{RecordedStep, RecordedView, SignalRecords as _, Withdrawal},
    signals::{Audience, EvidenceKind, EvidenceRecord, Provenance, Step},
};
use terms::{AreaCode, Date};

fn area(code: &str) -> AreaCode {
    AreaCode::parse(code).unwrap()
}

fn auditor() -> Actor {
    Actor {
        person: "A. Auditor".to_owned(),
        body: "External auditor".to_owned(),
        purpose: "Recording what was published".to_owned(),
        role: Role::Contributor,
    }
}

fn note(code: &str, words: &str) -> EvidenceRecord {
    EvidenceRecord {
        area: area(code),
        kind: EvidenceKind::LateAccounts,
        known_from: Date::constant(2026, 10, 1),
        provenance: Provenance::OfficialBody,
        source: "Audit committee, 1 October 2026, page 4".to_owned(),
        note: words.to_owned(),
    }
}

fn step(line: &str, number: u32, position: u32, step: Step) -> RecordedStep {
    RecordedStep {
        area: area("E06000034"),
        line: line.to_owned(),
        number,
        position,
        at: second(i64::from(position)),
        on: Date::constant(2026, 11, 22),
        by: auditor(),
        step,
    }
}

pub async fn evidence_is_numbered_and_comes_back_oldest_first(place: Place) {
    let register = place.open().await;
    // Any character that JSON escapes comes back, U+0000 among them.
    let notes =
        [note("E06000034", "Accounts late"), note("E06000034", "“Late” again\n\u{0}"), note("E06000045", "Late")];
    for (number, note) in (1..).zip(&notes) {
        assert_eq!(register.record_evidence(note, &auditor(), second(number.into())).await.unwrap(), number);
    }
    let kept = register.evidence(area("E06000034")).await.unwrap();
    assert_eq!(
        kept.iter().map(|one| (one.number, &one.evidence)).collect::<Vec<_>>(),
        [(1, &notes[0]), (2, &notes[1])]
    );
    assert_eq!((kept[1].recorded_at, &kept[1].recorded_by), (second(2), &auditor()));
    let third = register.evidence_by_number(3).await.unwrap().unwrap();
    assert_eq!(third.evidence, notes[2]);
    assert_eq!(register.evidence_by_number(4).await.unwrap(), None);
    assert_eq!(register.evidence(area("E06000001")).await.unwrap(), []);
}

pub async fn evidence_is_withdrawn_once_and_stays(place: Place) {
    let register = place.open().await;
    register.record_evidence(&note("E06000034", "Late"), &auditor(), second(1)).await.unwrap();
    let withdrawal = |reason: &str| Withdrawal { at: second(2), by: auditor(), reason: reason.to_owned() };
    register.withdraw_evidence(1, &withdrawal("It was another council")).await.unwrap();
    for number in [1, 2] {
        let again = register.withdraw_evidence(number, &withdrawal("Once more")).await;
        assert!(matches!(again, Err(PortError::Conflict { .. })), "{number}: {again:?}");
    }
    let kept = register.evidence(area("E06000034")).await.unwrap();
    assert_eq!(kept[0].withdrawn, Some(withdrawal("It was another council")));
}

pub async fn evidence_at_once_gets_numbers_of_its_own(place: Place) {
    let register = place.open().await;
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let register = register.clone();
            tokio::spawn(async move {
                register.record_evidence(&note("E06000034", "Late"), &auditor(), second(1)).await.unwrap()
            })
        })
        .collect();
    let mut numbers = Vec::new();
    for task in tasks {
        numbers.push(task.await.unwrap());
    }
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(1..=20), "from 1 without a gap");
}

pub async fn steps_come_back_in_their_order(place: Place) {
    let register = place.open().await;
    let answered = || Step::Answered { words: "We know, and this is why.".to_owned() };
    let shared = || Step::Shared { with: Audience::ImprovementPartner, reason: "No answer".to_owned() };
    let steps = [
        step("debt", 1, 1, Step::Opened { grave: false }),
        step("debt", 1, 2, answered()),
        step("debt", 2, 1, Step::Opened { grave: true }),
        step("workforce", 1, 1, Step::Opened { grave: false }),
        step("workforce", 1, 2, shared()),
    ];
    register.add_steps(&steps[3..]).await.unwrap();
    register.add_steps(&steps[..2]).await.unwrap();
    register.add_steps(&steps[2..3]).await.unwrap();
    assert_eq!(register.steps(area("E06000034")).await.unwrap(), steps);
    assert_eq!(register.steps(area("E06000045")).await.unwrap(), []);
}

pub async fn a_step_whose_place_is_taken_adds_nothing(place: Place) {
    let register = place.open().await;
    let first = step("debt", 1, 1, Step::Opened { grave: false });
    register.add_steps(std::slice::from_ref(&first)).await.unwrap();
    let both = [step("budget", 1, 1, Step::Opened { grave: false }), step("debt", 1, 1, Step::Opened { grave: true })];
    let refused = register.add_steps(&both).await;
    assert!(matches!(refused, Err(PortError::Conflict { .. })), "{refused:?}");
    assert_eq!(register.steps(area("E06000034")).await.unwrap(), [first], "all or none");
}

pub async fn who_saw_what_is_kept_newest_first(place: Place) {
    let register = place.open().await;
    let view = |seconds: i64| RecordedView {
        area: area("E06000034"),
        at: second(seconds),
        by: auditor(),
        lines: vec!["debt".to_owned(), "governance".to_owned()],
    };
    for seconds in [1, 2, 2, 3] {
        register.record_view(&view(seconds)).await.unwrap();
    }
    assert_eq!(register.views(area("E06000034"), 3).await.unwrap(), [view(3), view(2), view(2)]);
    assert_eq!(register.views(area("E06000045"), 3).await.unwrap(), []);
}

pub async fn nothing_of_it_is_changed_or_removed(place: Place) {
    let register = place.open().await;
    register.record_evidence(&note("E06000034", "Late"), &auditor(), second(1)).await.unwrap();
    let withdrawal = Withdrawal { at: second(2), by: auditor(), reason: "Wrong".to_owned() };
    register.withdraw_evidence(1, &withdrawal).await.unwrap();
    register.add_steps(&[step("debt", 1, 1, Step::Opened { grave: false })]).await.unwrap();
    let view = RecordedView { area: area("E06000034"), at: second(3), by: auditor(), lines: Vec::new() };
    register.record_view(&view).await.unwrap();
    for (table, column) in [
        ("evidence", "evidence"),
        ("evidence_withdrawals", "withdrawal"),
        ("conversation_steps", "step"),
        ("conversation_views", "seen_by"),
    ] {
        for attempt in [format!("UPDATE {table} SET {column} = '{{}}'"), format!("DELETE FROM {table}")] {
            let refused = place.raw(&attempt).await.unwrap_err().to_string();
            assert!(refused.contains("never"), "{attempt}: {refused}");
        }
    }
    assert_eq!(register.evidence(area("E06000034")).await.unwrap().len(), 1);
    assert_eq!(register.views(area("E06000034"), 10).await.unwrap(), [view]);
}
