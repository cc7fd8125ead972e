//! Evidence and the rule that makes a conversation of concerns.

use super::demonstration::DEMONSTRATION;
use measure::signals::conversation::{
    Concern, ConcernSource, Conversation, Level, Rule, broad_from, converse, lasting_from,
};
use measure::signals::detect::Severity;
use measure::signals::evidence::{EvidenceKind, EvidenceRecord, Provenance, Theme};
use proptest::prelude::*;
use std::collections::BTreeMap;
use terms::{AreaCode, Date, IndicatorId};

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

const TODAY: &str = "2025-06-30";

fn series(indicator: &str, severity: Severity, known: &str) -> Concern {
    let known_from = day(known);
    Concern {
        line: "budget".into(),
        source: ConcernSource::Series(IndicatorId::parse(indicator).expect("an identifier")),
        severity,
        known_from,
        counts_until: Date::new(known_from.year() + 1, known_from.month(), known_from.day()).expect("a date"),
        what: format!("{indicator} got worse."),
    }
}

fn all_lines(concerns: &[Concern]) -> Vec<Conversation> {
    converse(&DEMONSTRATION.pack, concerns, &BTreeMap::from([("budget".to_owned(), 5)]), day(TODAY))
}

fn budget(concerns: &[Concern]) -> Conversation {
    let mut all = all_lines(concerns);
    all.retain(|conversation| conversation.line == "budget");
    all.pop().expect("there is a line for the budget")
}

#[test]
fn each_rule_decides_in_its_turn() {
    use Severity::{Grave, Marked, Mild};
    let now = |ids: &[&str], severity| ids.iter().map(|id| series(id, severity, "2025-06-01")).collect::<Vec<_>>();
    let before = |ids: &[&str]| ids.iter().map(|id| series(id, Mild, "2024-01-01")).collect::<Vec<_>>();
    // Five series are watched: broad from three of them, lasting when two came back.
    let cases: [(&str, Vec<Concern>, Option<Rule>); 8] = [
        ("nothing", vec![], None),
        ("grave", now(&["a"], Grave), Some(Rule::A)),
        ("marked and broad", [now(&["a"], Marked), now(&["b", "c"], Mild)].concat(), Some(Rule::B)),
        ("marked and lasting", [now(&["a", "b"], Marked), before(&["a", "b"])].concat(), Some(Rule::B)),
        ("marked, but no more than chance", [now(&["a", "b"], Marked), before(&["a"])].concat(), Some(Rule::D)),
        ("mild, broad and lasting", [now(&["a", "b", "c"], Mild), before(&["a", "b"])].concat(), Some(Rule::C)),
        ("mild and broad", now(&["a", "b", "c"], Mild), Some(Rule::D)),
        ("again too soon", [now(&["a", "b"], Marked), vec![series("a", Mild, "2025-04-01")]].concat(), Some(Rule::D)),
    ];
    for (name, concerns, rule) in cases {
        assert_eq!(budget(&concerns).rule, rule, "{name}");
    }
}

#[test]
fn whoever_watches_more_series_needs_more_of_them() {
    let counts: Vec<(usize, usize)> = [0, 1, 5, 10, 20].map(|n| (broad_from(n), lasting_from(n))).to_vec();
    assert_eq!(counts, [(2, 1), (2, 1), (3, 2), (4, 3), (6, 4)]);
}

#[test]
fn what_is_over_or_still_to_come_does_not_count() {
    assert_eq!(budget(&[series("a", Severity::Grave, "2024-06-30")]).level, Level::Quiet);
    assert_eq!(budget(&[series("a", Severity::Grave, "2025-07-01")]).level, Level::Quiet);
    assert_eq!(budget(&[series("a", Severity::Grave, "2024-07-01")]).level, Level::Talk);
}

#[test]
fn figures_open_no_line_of_governance() {
    let mut concern = series("a", Severity::Grave, "2025-06-01");
    concern.line = "governance".into();
    let level = |concern: Concern| {
        let all = all_lines(&[concern]);
        all.iter().find(|conversation| conversation.line == "governance").expect("the line").level
    };
    assert_eq!(level(concern.clone()), Level::Quiet);
    concern.source = ConcernSource::Evidence(Theme::Governance);
    assert_eq!(level(concern), Level::Talk);
}

fn note(kind: EvidenceKind, known: &str, provenance: Provenance) -> EvidenceRecord {
    EvidenceRecord {
        area: AreaCode::parse("E06000001").expect("a code"),
        kind,
        known_from: day(known),
        provenance,
        source: "Audit committee, 3 June 2025, item 4".into(),
        note: "The accounts for 2023-24 are not yet published.".into(),
    }
}

#[test]
fn evidence_weighs_by_its_stated_rule() {
    use EvidenceKind::{AuditorPublicReport, LateAccounts};
    let today = day(TODAY);
    let once = note(LateAccounts, "2025-05-01", Provenance::CouncilPapers);
    let again = note(LateAccounts, "2025-06-01", Provenance::CouncilPapers);
    let heard = note(LateAccounts, "2025-06-01", Provenance::Reported);
    let grave = note(AuditorPublicReport, "2025-06-01", Provenance::OfficialBody);
    let rumour = note(AuditorPublicReport, "2025-06-01", Provenance::Reported);
    assert_eq!(once.weight(std::slice::from_ref(&once), today), Severity::Mild);
    assert_eq!(once.weight(&[once.clone(), again.clone()], today), Severity::Marked);
    assert_eq!(once.weight(&[once.clone(), heard], today), Severity::Mild, "a rumour makes nothing heavier");
    assert_eq!(grave.weight(std::slice::from_ref(&grave), today), Severity::Grave);
    assert_eq!(rumour.weight(&[rumour.clone(), grave], today), Severity::Mild);
    let old = note(LateAccounts, "2024-06-30", Provenance::CouncilPapers);
    assert!(!old.counts(today));
    assert_eq!(once.weight(&[once.clone(), old], today), Severity::Mild, "what no longer counts adds nothing");
}

#[test]
fn a_note_without_source_words_or_a_day_that_has_come_is_faulty() {
    let mut bad = note(EvidenceKind::LateAccounts, "2025-07-01", Provenance::Reported);
    bad.source = " ".into();
    bad.note = String::new();
    assert_eq!(bad.faults(day(TODAY)).len(), 3);
    assert!(note(EvidenceKind::LateAccounts, "2025-06-30", Provenance::Reported).faults(day(TODAY)).is_empty());
}

#[test]
fn every_theme_has_evidence_and_every_kind_a_line() {
    for theme in Theme::ALL {
        assert!(EvidenceKind::ALL.iter().any(|kind| kind.theme() == theme), "{theme:?}");
    }
    for kind in EvidenceKind::ALL {
        let lines = DEMONSTRATION.pack.conversations();
        assert!(lines.iter().any(|line| line.id == kind.line()), "{kind:?}");
    }
}

#[test]
fn a_flag_weighs_by_its_record_and_a_signal_that_is_not_used_raises_nothing() {
    let of =
        |signal: &str| Concern::of_flag(&DEMONSTRATION.pack, signal, day("2025-06-01")).map(|found| found.severity);
    assert_eq!(of("debt"), Some(Severity::Marked));
    assert_eq!(of("agency-social-workers"), Some(Severity::Marked));
    assert_eq!(of("low-reserves"), Some(Severity::Mild));
    assert_eq!(of("social-worker-turnover"), None);
    assert_eq!(of("no-such-signal"), None);
}

#[test]
fn a_conversation_reads_as_a_prompt_with_its_record() {
    let concerns = [
        Concern::of_flag(&DEMONSTRATION.pack, "debt", day("2025-05-01")).expect("it is used"),
        Concern::of_flag(&DEMONSTRATION.pack, "interest", day("2025-05-01")).expect("it is used"),
    ];
    let all = all_lines(&concerns);
    let debt = all.iter().find(|conversation| conversation.line == "debt").expect("the line");
    assert_eq!((debt.level, debt.rule), (Level::Talk, Some(Rule::B)));
    insta::assert_snapshot!(
        [&debt.what_changed[..], &debt.might_be, &debt.who_could_help, &debt.what_next, &debt.record, &debt.cannot_see]
            .concat()
            .join("\n")
    );
}

proptest! {
    #[test]
    fn the_order_of_concerns_changes_nothing_and_more_is_never_quieter(
        drawn in prop::collection::vec((0usize..4, 0u8..3, 1i8..13), 0..8),
        extra in (0usize..4, 0u8..3, 1i8..13),
    ) {
        let concern = |(source, severity, month): (usize, u8, i8)| {
            let severity = [Severity::Mild, Severity::Marked, Severity::Grave][usize::from(severity)];
            let year = if month > 6 { 2024 } else { 2025 };
            series(["a", "b", "c", "d"][source], severity, &format!("{year}-{month:02}-15"))
        };
        let concerns: Vec<Concern> = drawn.into_iter().map(concern).collect();
        let mut turned = concerns.clone();
        turned.reverse();
        prop_assert_eq!(budget(&concerns), budget(&turned));
        let mut more = concerns.clone();
        more.push(concern(extra));
        prop_assert!(budget(&more).level >= budget(&concerns).level);
    }
}
