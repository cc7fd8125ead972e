//! Outcome audit: the laws that its types hold.

use jiff::{Timestamp, ToSpan};
use measure::{
    audit::{
        Audit, Bearing, Broken, Content, Document, Evidence, Exact, FindingDraft, Frozen, FrozenFigure, Goal, GoalKind,
        Goals, OnGoal, OutcomeFigure, Plan, Refusal, Role, Stage, TradeOff, canonical,
    },
    round::Kind,
};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use terms::{AreaCode, Date, FigureKey, IndicatorId, Period, Source, Status};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(minutes: i64) -> Timestamp {
    "2026-03-03T12:00:00Z".parse::<Timestamp>().unwrap() + minutes.minutes()
}

const TODAY: Date = Date::constant(2026, 3, 3);

fn goal(precedence: u8, kind: GoalKind) -> Goal {
    Goal {
        precedence,
        kind,
        statement: format!("What would be so if goal {precedence} were met"),
        owner: "Audit committee".to_owned(),
        review_on: day("2027-03-31"),
    }
}

fn plan() -> Plan {
    Plan {
        title: "Absence from school".to_owned(),
        question: "Do fewer children miss school?".to_owned(),
        area: AreaCode::parse("E06000065").unwrap(),
        area_name: "North Yorkshire".to_owned(),
        body: "North Yorkshire Council".to_owned(),
        outcomes: [IndicatorId::parse("persistent-absence").unwrap()].into(),
        from: day("2020-09-01"),
        to: day("2025-08-31"),
        goals: Goals::declare(vec![goal(1, GoalKind::Effectiveness), goal(2, GoalKind::Economy)]).unwrap(),
    }
}

fn figure(indicator: &str, kind: Kind, period: &str, value: f64) -> FrozenFigure {
    FrozenFigure {
        figure: FigureKey {
            area: AreaCode::parse("E06000065").unwrap(),
            indicator: IndicatorId::parse(indicator).unwrap(),
            period: Period::parse(period).unwrap(),
            dimensions: BTreeMap::new(),
        },
        kind,
        title: "Pupils missing a tenth of school".to_owned(),
        area_name: "North Yorkshire".to_owned(),
        period_label: "2023-24".to_owned(),
        value: Exact::new(value),
        lower: None,
        upper: None,
        status: Status::Present,
        written: format!("{value}%"),
        interval: None,
        expectation: None,
        submission: "absence/3".parse().unwrap(),
        source: Source { sheet: 0, row: 17, column: 8 },
        received_sha256: "0f".repeat(32),
        recipe_version: 1,
        contract_version: 1,
        publisher: "Department for Education".to_owned(),
        must_not_be_used_for: "Ranking places".to_owned(),
    }
}

fn outcome(value: f64) -> Content {
    let figure = figure("persistent-absence", Kind::Outcome, "2023-09-01/P1Y", value);
    Content::Outcome { figure: OutcomeFigure::new(figure).unwrap() }
}

fn planned() -> Audit {
    Audit::planned(plan(), TODAY, at(0), "An auditor").unwrap()
}

/// An audit with one outcome (1) and one output (2) as evidence.
fn with_evidence() -> Audit {
    let (audit, _) = planned().cite(outcome(17.6), "The outcome", at(1), "An auditor").unwrap();
    let output = Content::Context { figure: figure("plans-in-time", Kind::Output, "2023-01-01/P1Y", 60.0) };
    audit.cite(output, "What was done", at(2), "An auditor").unwrap().0
}

fn on(goal: u8, bearing: Bearing) -> OnGoal {
    OnGoal { goal, bearing, because: "The figure says so".to_owned() }
}

fn draft(goals: Vec<OnGoal>) -> FindingDraft {
    FindingDraft {
        title: "More children miss school than before".to_owned(),
        words: String::new(),
        goals,
        rests_on: [1].into(),
        context: [2].into(),
        trade_off: None,
    }
}

fn trade_off() -> TradeOff {
    TradeOff {
        what: "Money for visits".to_owned(),
        decided_by: "Cabinet".to_owned(),
        decision: String::new(),
        decided_on: None,
    }
}

#[test]
fn goals_are_in_a_total_order_that_their_owners_declare() {
    let three = |numbers: [u8; 3]| {
        let kinds = [GoalKind::Growth, GoalKind::Safety, GoalKind::Equity];
        Goals::declare(numbers.into_iter().zip(kinds).map(|(number, kind)| goal(number, kind)).collect())
    };
    let goals = three([3, 1, 2]).unwrap();
    assert_eq!(
        goals.iter().map(|goal| goal.kind).collect::<Vec<_>>(),
        [GoalKind::Safety, GoalKind::Equity, GoalKind::Growth]
    );
    assert_eq!(goals.first_of([3, 2]).unwrap().kind, GoalKind::Equity, "every two of them are in an order");
    for wrong in [[1, 1, 2], [1, 2, 4], [0, 1, 2], [2, 3, 4]] {
        assert!(matches!(three(wrong), Err(Refusal::Precedence { .. })), "{wrong:?}");
    }
    assert_eq!(Goals::declare(Vec::new()), Err(Refusal::NoGoal));
    let same = Goal { statement: "What would be so if goal 1 were met".to_owned(), ..goal(2, GoalKind::Growth) };
    assert!(matches!(
        Goals::declare(vec![goal(1, GoalKind::Growth), same]),
        Err(Refusal::GoalTwice { one: 1, other: 2 })
    ));
    let unsaid = Goal { owner: " ".to_owned(), ..goal(1, GoalKind::Growth) };
    assert!(matches!(Goals::declare(vec![unsaid]), Err(Refusal::GoalUnsaid { precedence: 1, .. })));
    let read: Result<Goals, _> = serde_json::from_value(serde_json::json!([]));
    assert!(read.is_err(), "goals that are read back are held to the same");
}

#[test]
fn a_plan_says_what_it_must() {
    let refused = |plan: Plan| plan.checked(TODAY).unwrap_err();
    assert!(plan().checked(TODAY).is_ok());
    assert_eq!(refused(Plan { outcomes: BTreeSet::new(), ..plan() }), Refusal::NoOutcome);
    assert!(matches!(refused(Plan { question: " ".to_owned(), ..plan() }), Refusal::PlanUnsaid { .. }));
    let backwards = Plan { from: day("2025-09-01"), ..plan() };
    assert!(matches!(refused(backwards), Refusal::EndsBeforeItBegins { .. }));
    let passed = Goals::declare(vec![Goal { review_on: TODAY, ..goal(1, GoalKind::Growth) }]).unwrap();
    assert!(matches!(refused(Plan { goals: passed, ..plan() }), Refusal::ReviewHasPassed { .. }));
}

#[test]
fn an_output_is_no_outcome() {
    for kind in [Kind::Input, Kind::Output, Kind::Context] {
        let refused = OutcomeFigure::new(figure("plans-in-time", kind, "2023-01-01/P1Y", 60.0)).unwrap_err();
        assert!(matches!(refused, Refusal::NotAnOutcome { .. }), "{kind:?}");
        assert!(refused.to_string().contains("cannot be cited as an outcome"), "{refused}");
        // Nor does one become an outcome by being read back.
        let text = serde_json::to_string(&figure("plans-in-time", kind, "2023-01-01/P1Y", 60.0)).unwrap();
        assert!(serde_json::from_str::<OutcomeFigure>(&text).is_err(), "{kind:?}");
    }
    // An outcome that was not planned is not judged either.
    let other = OutcomeFigure::new(figure("pay", Kind::Outcome, "2023-01-01/P1Y", 500.0)).unwrap();
    let refused = planned().cite(Content::Outcome { figure: other }, "Pay", at(1), "An auditor").unwrap_err();
    assert!(matches!(refused, Refusal::OutcomeNotPlanned(_)));
    let old = OutcomeFigure::new(figure("persistent-absence", Kind::Outcome, "2012-09-01/P1Y", 9.0)).unwrap();
    let refused = planned().cite(Content::Outcome { figure: old }, "Long ago", at(1), "An auditor").unwrap_err();
    assert!(matches!(refused, Refusal::OutsideTheTime { .. }));
}

#[test]
fn a_finding_needs_a_goal_and_evidence_and_does_not_rest_on_context() {
    let write = |draft: FindingDraft| with_evidence().write(None, draft, at(3), "An auditor");
    assert!(write(draft(vec![on(1, Bearing::WorksAgainst)])).is_ok());
    assert_eq!(write(draft(Vec::new())).unwrap_err(), Refusal::FindingWithoutGoal);
    assert!(matches!(write(draft(vec![on(3, Bearing::Serves)])).unwrap_err(), Refusal::NoSuchGoal { .. }));
    let twice = draft(vec![on(1, Bearing::Serves), on(1, Bearing::WorksAgainst)]);
    assert!(matches!(write(twice).unwrap_err(), Refusal::GoalNamedTwice { precedence: 1 }));
    let unfounded = FindingDraft { rests_on: BTreeSet::new(), ..draft(vec![on(1, Bearing::Serves)]) };
    assert_eq!(write(unfounded).unwrap_err(), Refusal::FindingWithoutEvidence);
    let on_output = FindingDraft { rests_on: [1, 2].into(), ..draft(vec![on(1, Bearing::Serves)]) };
    assert_eq!(write(on_output).unwrap_err(), Refusal::RestsOnContext { number: 2 });
    let on_nothing = FindingDraft { rests_on: [7].into(), ..draft(vec![on(1, Bearing::Serves)]) };
    assert_eq!(write(on_nothing).unwrap_err(), Refusal::NoSuchEvidence { number: 7 });
    let early = planned().write(None, draft(vec![on(1, Bearing::Serves)]), at(1), "An auditor");
    assert!(matches!(early.unwrap_err(), Refusal::NotNow { stage: Stage::Planned, .. }));
}

fn bearings() -> impl Strategy<Value = [Option<Bearing>; 2]> {
    let bearing = proptest::option::of(proptest::sample::select(Bearing::ALL.to_vec()));
    [bearing.clone(), bearing]
}

proptest! {
    /// Whatever the bearings: goals that pull apart are told with who decides, and nothing else is.
    #[test]
    fn goals_that_pull_apart_are_never_passed_over(bearings in bearings(), told in any::<bool>()) {
        let goals: Vec<OnGoal> = (1_u8..).zip(bearings).filter_map(|(goal, bearing)| Some(on(goal, bearing?))).collect();
        let apart = bearings.contains(&Some(Bearing::Serves)) && bearings.contains(&Some(Bearing::WorksAgainst));
        let none = goals.is_empty();
        let draft = FindingDraft { trade_off: told.then(trade_off), ..draft(goals) };
        prop_assert_eq!(draft.pulls_apart(), apart);
        let written = with_evidence().write(None, draft, at(3), "An auditor");
        match (none, apart, told) {
            (true, ..) => prop_assert_eq!(written.unwrap_err(), Refusal::FindingWithoutGoal),
            (_, true, false) => prop_assert_eq!(written.unwrap_err(), Refusal::TradeOffUnsaid),
            (_, false, true) => prop_assert_eq!(written.unwrap_err(), Refusal::NothingToTrade),
            _ => prop_assert!(written.is_ok()),
        }
    }
}

fn evidence() -> Evidence {
    Evidence {
        number: 1,
        content: outcome(17.6),
        why: "The outcome".to_owned(),
        frozen_at: at(1),
        frozen_by: "An auditor".to_owned(),
    }
}

/// Every document that differs from this one in one place.
fn changed(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, inner)| {
                let mut all: Vec<Value> = changed(inner)
                    .into_iter()
                    .map(|inner| {
                        let mut fields = fields.clone();
                        fields.insert(name.clone(), inner);
                        Value::Object(fields)
                    })
                    .collect();
                let mut without = fields.clone();
                without.remove(name);
                all.push(Value::Object(without));
                all
            })
            .collect(),
        Value::Array(items) => {
            let mut more = items.clone();
            more.push(Value::Null);
            vec![Value::Array(more)]
        }
        Value::String(text) => vec![Value::String(format!("{text} ")), Value::Null],
        Value::Number(number) => vec![Value::from(number.as_u64().unwrap_or(0) + 1)],
        Value::Bool(truth) => vec![Value::Bool(!truth)],
        Value::Null => vec![Value::from("something")],
    }
}

#[test]
fn the_hash_changes_when_anything_changes() {
    let frozen = Frozen::freeze(&evidence());
    assert_eq!(frozen.open().unwrap(), evidence());
    let document: Value = serde_json::from_str(&frozen.record).unwrap();
    assert_eq!(canonical(&document), frozen.record, "one document has one spelling");
    let others = changed(&document);
    assert!(others.len() > 60, "{}", others.len());
    for other in others {
        let record = canonical(&other);
        let tampered = Frozen { record: record.clone(), sha256: frozen.sha256.clone() };
        assert!(matches!(tampered.open(), Err(Broken::Hash { .. })), "{record}");
    }
    let rehashed = Frozen { sha256: "0".repeat(64), ..frozen };
    assert!(rehashed.open().is_err());
}

#[test]
fn the_spelling_is_that_of_rfc_8785() {
    let document: Value = serde_json::from_str(
        "{\"b\": [1, true, null],\n \"a\": \"\\u20ac \\\"x\\\"\\n\", \"\\u00e9\": {}, \"a-\": \"17.60\"}",
    )
    .unwrap();
    assert_eq!(canonical(&document), "{\"a\":\"€ \\\"x\\\"\\n\",\"a-\":\"17.60\",\"b\":[1,true,null],\"é\":{}}");
    // The hash of a known document, worked out with another program: printf '{"a":1}' | sha256sum
    let frozen = Frozen {
        record: "{\"a\":1}".to_owned(),
        sha256: "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862".to_owned(),
    };
    assert!(matches!(frozen.open(), Err(Broken::Unreadable(_))), "its hash is right, and it is no evidence");
}

proptest! {
    #[test]
    fn numbers_read_back_to_the_same_bits(value in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO) {
        let exact = Exact::new(value).unwrap();
        let read: Exact = serde_json::from_str(&serde_json::to_string(&exact).unwrap()).unwrap();
        prop_assert_eq!(read.get().to_bits(), value.to_bits());
    }

    #[test]
    fn what_is_frozen_opens_as_it_was(value in -1e12_f64..1e12, words in "\\PC{0,40}") {
        let evidence = Evidence { content: outcome(value), why: words, ..evidence() };
        prop_assert_eq!(Frozen::freeze(&evidence).open().unwrap(), evidence);
    }
}

#[test]
fn what_is_not_a_number_is_not_frozen() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(Exact::new(value).is_none());
    }
    for text in ["\"NaN\"", "\"inf\"", "1.5"] {
        assert!(serde_json::from_str::<Exact>(text).is_err(), "{text}");
    }
}

/// An audit with a finding for each goal.
fn with_findings() -> Audit {
    let (audit, number) =
        with_evidence().write(None, draft(vec![on(1, Bearing::WorksAgainst)]), at(3), "An auditor").unwrap();
    assert_eq!(number, 1);
    audit.write(None, draft(vec![on(2, Bearing::NotShown)]), at(4), "An auditor").unwrap().0
}

#[test]
fn an_audit_goes_its_way_and_no_other() {
    let none = BTreeSet::new();
    let reply_by = day("2026-04-30");
    let half = with_evidence().write(None, draft(vec![on(1, Bearing::Serves)]), at(3), "An auditor").unwrap().0;
    let refused = half.send(reply_by, TODAY, at(5), "An auditor").unwrap_err();
    assert!(matches!(refused, Refusal::GoalUnanswered { precedence: 2, .. }), "no goal is passed over in silence");
    assert_eq!(with_evidence().send(reply_by, TODAY, at(5), "An auditor").unwrap_err(), Refusal::NoFinding);
    assert!(matches!(
        with_findings().send(TODAY, TODAY, at(5), "An auditor").unwrap_err(),
        Refusal::NoTimeToReply { .. }
    ));
    assert!(with_findings().publish(&none, TODAY, at(5), "An auditor").is_err(), "the body is heard first");

    let sent = with_findings().send(reply_by, TODAY, at(5), "An auditor").unwrap();
    assert_eq!((sent.stage(), sent.reply_by()), (Stage::Draft, Some(reply_by)));
    assert!(sent.clone().write(None, draft(vec![on(1, Bearing::Serves)]), at(6), "An auditor").is_err());
    assert!(sent.clone().cite(outcome(18.0), "Later", at(6), "An auditor").is_err());
    let unheard = sent.clone().publish(&[1].into(), reply_by, at(6), "An auditor").unwrap_err();
    assert_eq!(unheard, Refusal::BodyNotHeard { by: reply_by });
    assert!(sent.clone().replied(&[1].into(), at(6), "The body").is_err(), "one finding has no reply");

    // The body does not answer all, and its time passes: that is said.
    let late = sent.clone().publish(&[1].into(), day("2026-05-01"), at(6), "An auditor").unwrap();
    assert_eq!(late.stage(), Stage::Published);
    assert!(late.steps().last().unwrap().note.contains("did not answer every finding"));

    let replied = sent.clone().replied(&[1, 2].into(), at(6), "The body").unwrap();
    let published = replied.publish(&[1, 2].into(), TODAY, at(7), "An auditor").unwrap();
    let stages: Vec<Stage> = published.steps().iter().map(|step| step.stage).collect();
    assert_eq!(stages, Stage::ALL);
    assert!(published.steps().is_sorted_by_key(|step| step.at));
    assert!(published.findings().iter().all(|finding| finding.written_at > published.declared_at()));
    assert!(published.take_back("Too late", at(8), "An auditor").is_err());

    let back = sent.take_back("A figure was misread", at(6), "An auditor").unwrap();
    assert_eq!((back.stage(), back.reply_by()), (Stage::Evidence, None));
    let (mended, number) = back.write(Some(1), draft(vec![on(1, Bearing::NotShown)]), at(7), "An auditor").unwrap();
    assert_eq!((number, mended.findings().len()), (1, 2));
    assert_eq!(mended.findings()[0].draft.goals[0].bearing, Bearing::NotShown);
    assert!(matches!(
        mended.write(Some(9), draft(vec![on(1, Bearing::NotShown)]), at(8), "An auditor").unwrap_err(),
        Refusal::NoSuchFinding { number: 9 }
    ));
}

#[test]
fn nothing_is_dated_before_the_goals() {
    let refused = planned().cite(outcome(17.6), "The outcome", at(-1), "An auditor").unwrap_err();
    assert_eq!(refused, Refusal::BeforeItsTime);
    let refused = with_evidence().write(None, draft(vec![on(1, Bearing::Serves)]), at(-1), "An auditor").unwrap_err();
    assert_eq!(refused, Refusal::BeforeItsTime);
}

#[test]
fn an_audit_reads_back_as_it_was_and_has_no_ordinal() {
    let audit = with_findings().send(day("2026-04-30"), TODAY, at(5), "An auditor").unwrap().numbered(3);
    let text = serde_json::to_string(&audit).unwrap();
    assert_eq!(serde_json::from_str::<Audit>(&text).unwrap(), audit);
    for word in ["score", "rank", "position", "composite", "average", "weight"] {
        assert!(!text.contains(&format!("\"{word}")), "{word}");
    }
}

#[test]
fn every_piece_says_what_it_may_be_used_as() {
    let roles: Vec<Role> = with_evidence().evidence().iter().map(|cited| cited.role).collect();
    assert_eq!(roles, [Role::Outcome, Role::Context]);
    let document = Document {
        title: "Minutes".to_owned(),
        publisher: "The council".to_owned(),
        dated: None,
        found_at: "https://example.org/minutes".to_owned(),
        quotation: String::new(),
    };
    assert_eq!(Content::Document { document }.role(), Role::Document);
    assert!(planned().cite(outcome(1.0), " ", at(1), "An auditor").unwrap_err().mend().contains("sentence"));
}

#[test]
fn every_refusal_says_how_to_mend_it() {
    for refusal in [Refusal::NoGoal, Refusal::FindingWithoutGoal, Refusal::TradeOffUnsaid, Refusal::BeforeItsTime] {
        assert!(refusal.to_string().ends_with('.') && refusal.mend().ends_with('.'), "{refusal}");
    }
}
