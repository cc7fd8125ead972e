//! The council first; nobody is told by the passing of time alone.

use measure::signals::escalation::{Audience, Case, EscalationRule, LogEntry, State, Step, StepError};
use proptest::prelude::*;
use terms::Date;

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn open(grave: bool) -> Case {
    Case::open(EscalationRule::default(), day("2025-01-01"), "analyst", grave)
}

fn entry(on: &str, step: Step) -> LogEntry {
    LogEntry { on: day(on), who: "somebody".into(), step }
}

fn share(with: Audience) -> Step {
    Step::Shared { with, reason: "No answer came.".into() }
}

fn answer() -> Step {
    Step::Answered { words: "We have a plan.".into() }
}

#[test]
fn the_council_sees_it_first_and_has_its_days() {
    let mut case = open(false);
    assert_eq!(case.audience(), [Audience::Council]);
    assert_eq!(case.state(day("2024-12-31")), None);
    assert_eq!(case.state(day("2025-01-29")), Some(State::WithCouncil { answer_by: day("2025-01-29") }));
    let early = case.take(entry("2025-01-29", share(Audience::ImprovementPartner)));
    assert_eq!(
        early.expect_err("too early").to_string(),
        "the improvement partner may not be told: the council may answer until 29 January 2025"
    );
    let may = State::MayBeShared { with: Audience::ImprovementPartner, since: day("2025-01-30") };
    assert_eq!(case.state(day("2025-01-30")), Some(may));
    assert_eq!(case.audience(), [Audience::Council], "time tells nobody");
    case.take(entry("2025-01-30", share(Audience::ImprovementPartner))).expect("its turn");
    assert_eq!(case.audience(), [Audience::Council, Audience::ImprovementPartner]);
}

#[test]
fn a_grave_concern_gives_fewer_days() {
    assert_eq!(open(true).state(day("2025-01-01")), Some(State::WithCouncil { answer_by: day("2025-01-11") }));
}

#[test]
fn an_answer_gives_time_to_mend_once_and_stands_beside_the_case() {
    let mut case = open(false);
    case.take(entry("2025-01-10", answer())).expect("it may answer");
    let mending = State::Answered { mend_by: day("2025-04-10") };
    assert_eq!(case.state(day("2025-04-10")), Some(mending));
    case.take(entry("2025-03-01", Step::Answered { words: "More.".into() })).expect("it may add");
    assert_eq!(case.state(day("2025-04-10")), Some(mending), "a second answer gives no more time");
    assert_eq!(case.answer(), Some("More."));
    assert!(matches!(case.state(day("2025-04-11")), Some(State::MayBeShared { .. })));
}

#[test]
fn the_department_comes_after_the_partner_and_nobody_after_it() {
    let mut case = open(false);
    let skipped = case.take(entry("2025-02-01", share(Audience::Department)));
    assert!(matches!(skipped, Err(StepError::NotYet { with: Audience::Department, .. })));
    case.take(entry("2025-02-01", share(Audience::ImprovementPartner))).expect("its turn");
    assert!(case.take(entry("2025-05-02", share(Audience::Department))).is_err());
    case.take(entry("2025-05-03", share(Audience::Department))).expect("its turn");
    assert_eq!(case.state(day("2026-01-01")), Some(State::Shared { with: Audience::Department, until: None }));
    assert!(case.take(entry("2026-01-01", share(Audience::Department))).is_err());
}

#[test]
fn who_was_not_told_may_not_look() {
    let mut case = open(false);
    let stranger = case.take(entry("2025-01-02", Step::Seen { by: Audience::Department }));
    assert_eq!(stranger, Err(StepError::NotForThem(Audience::Department)));
    case.take(entry("2025-01-02", Step::Seen { by: Audience::Council })).expect("its own case");
    assert_eq!(case.log().len(), 2);
}

#[test]
fn words_are_needed_and_a_closed_case_rests() {
    let mut case = open(false);
    for step in [
        Step::Answered { words: " ".into() },
        Step::Closed { reason: String::new() },
        Step::Shared { with: Audience::ImprovementPartner, reason: String::new() },
    ] {
        assert!(matches!(case.take(entry("2025-02-01", step)), Err(StepError::NoWords(_))));
    }
    case.take(entry("2025-02-01", Step::Closed { reason: "It was a mistake in the return.".into() })).expect("closed");
    assert_eq!(case.take(entry("2025-02-02", answer())), Err(StepError::Closed(day("2025-02-01"))));
    assert_eq!(case.take(entry("2025-02-02", share(Audience::Council))), Err(StepError::Closed(day("2025-02-01"))));
    assert_eq!(case.take(entry("2025-01-02", answer())), Err(StepError::BackInTime(day("2025-02-01"))));
    assert_eq!(case.take(entry("2025-03-01", Step::Opened { grave: false })), Err(StepError::Opening));
}

#[test]
fn a_log_that_cannot_have_come_about_is_refused() {
    let opened = entry("2025-01-01", Step::Opened { grave: false });
    let too_soon = vec![opened.clone(), entry("2025-01-02", share(Audience::ImprovementPartner))];
    let refused = Case::from_log(EscalationRule::default(), too_soon).expect_err("too soon");
    assert!(refused.to_string().starts_with("step 2 of the log: "), "{refused}");
    assert!(Case::from_log(EscalationRule::default(), vec![]).is_err());
    assert!(Case::from_log(EscalationRule::default(), vec![opened]).is_ok());
}

fn step() -> impl Strategy<Value = Step> {
    let audience = || prop::sample::select(vec![Audience::Council, Audience::ImprovementPartner, Audience::Department]);
    prop_oneof![
        Just(answer()),
        audience().prop_map(|by| Step::Seen { by }),
        audience().prop_map(share),
        Just(Step::Closed { reason: "Done.".into() }),
        Just(Step::Opened { grave: false }),
    ]
}

proptest! {
    #[test]
    fn whatever_is_tried_the_council_has_its_days_and_the_log_replays(
        tries in prop::collection::vec((0i64..60, step()), 0..25),
        grave: bool,
    ) {
        let mut case = open(grave);
        let rule = EscalationRule::default();
        let opened = day("2025-01-01");
        let mut on = opened;
        for (days, step) in tries {
            on = on.saturating_add(jiff::Span::new().days(days));
            let before = case.clone();
            if case.take(LogEntry { on, who: "x".into(), step }).is_err() {
                prop_assert_eq!(&case, &before);
            }
        }
        let least = if grave { rule.days_to_answer_when_grave } else { rule.days_to_answer };
        for entry in case.log() {
            if matches!(entry.step, Step::Shared { .. }) {
                prop_assert!((entry.on - opened).get_days() > i32::from(least));
            }
        }
        prop_assert_eq!(Case::from_log(rule, case.log().to_vec()), Ok(case));
    }
}
