//! The pack: what it promises, and what it refuses.

use super::demonstration::{DEMONSTRATION, text};
use measure::signals::{Pack, SignalError, Standing};

#[test]
fn every_signal_that_is_used_says_what_it_cannot_see_and_what_it_did() {
    for signal in DEMONSTRATION.pack.signals().iter().filter(|signal| signal.standing == Standing::Used) {
        assert!(signal.cannot_see.len() > 20 && signal.record.is_some(), "{}", signal.id);
    }
    let lines: Vec<&str> = DEMONSTRATION.pack.conversations().iter().map(|line| line.id.as_str()).collect();
    assert_eq!(lines, ["debt", "workforce", "budget", "governance", "outcomes", "returns"]);
}

#[test]
fn a_series_speaks_to_one_line_by_its_name_or_its_theme() {
    let line = |indicator: &str, theme: &str| {
        let indicator = terms::IndicatorId::parse(indicator).unwrap();
        DEMONSTRATION.pack.line_of(&indicator, theme).map(|line| line.id.clone())
    };
    assert_eq!(line("social-worker-caseload", "Children and learning").as_deref(), Some("workforce"));
    assert_eq!(line("attainment-8", "children and learning ").as_deref(), Some("outcomes"));
    assert_eq!(line("net-revenue-expenditure", "Public money").as_deref(), Some("budget"));
    assert_eq!(line("gossip", "Gossip"), None);
}

#[test]
fn a_dated_flag_says_how_old_its_figures_are() {
    use measure::signals::{dated_flags, flagged_on};
    let pack = &DEMONSTRATION.pack;
    let day = |text: &str| text.parse::<terms::Date>().unwrap();
    let days = [day("2020-12-01"), day("2026-11-01")];
    let dated = dated_flags(pack, &DEMONSTRATION.councils, DEMONSTRATION.observations.clone(), &days);
    let then = flagged_on(pack, &DEMONSTRATION.councils, DEMONSTRATION.observations.clone(), days[0]);
    assert!(then.iter().all(|flag| dated.iter().any(|one| one.flag == *flag && one.known_from <= days[0])));
    assert!(dated.iter().all(|one| one.known_from <= days[1]));
    let thurrock = DEMONSTRATION.councils.iter().position(|council| council.name == "Thurrock").unwrap();
    let debt: Vec<_> = dated.iter().filter(|one| one.flag.council == thurrock && one.flag.signal == "debt").collect();
    // Borrowing was last published for 2019-20: six years on, the same flag says that it is of 2020.
    assert_eq!(debt.len(), 1, "{debt:?}");
    assert!(debt[0].known_from < day("2020-12-01") && debt[0].known_from > day("2020-03-31"), "{debt:?}");
}

#[test]
fn the_pack_says_who_may_be_told_and_when() {
    let escalation = &DEMONSTRATION.pack.escalation;
    assert_eq!(escalation.days, measure::signals::escalation::EscalationRule::default(), "as the method page says");
    assert!(!escalation.improvement_partner.is_empty() && !escalation.department.is_empty());
}

#[test]
fn the_pack_speaks_plainly() {
    let pack = text("data/signals.toml").to_lowercase();
    for word in ["worst", "best ", "top ", "bottom", "ranked", "ranking", "league", "score"] {
        assert!(!pack.contains(word), "{word}");
    }
}

fn refused(change: impl Fn(String) -> String) -> Vec<String> {
    match Pack::parse(&change(text("data/signals.toml"))) {
        Err(SignalError::Contradictions(problems)) => problems,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_contradiction_is_told() {
    let problems = refused(|pack| {
        pack.replacen("flagged_share = 0.1", "flagged_share = 1.5", 1)
            .replacen("id = \"spending_power\"", "id = \"borrowing\"", 1)
            .replacen("prompts = \"debt\"", "prompts = \"gossip\"", 1)
            .replacen("against = \"debt\"", "against = \"rumour\"", 1)
            .replacen("mean_of = [\"debt\", \"low-reserves\"]", "mean_of = [\"debt\", \"later\"]", 1)
            .replacen("months = 63", "months = 0", 1)
            .replacen("caught = 7, flagged = 31, false_alarms = 24", "caught = 7, flagged = 31, false_alarms = 32", 1)
            .replacen("trial = \"fresh-reserves\"", "trial = \"dreams\"", 1)
    });
    assert_eq!(
        problems,
        [
            "input borrowing stands twice",
            "flagged_share is 1.5, not between 0 and 1",
            "signal debt: there is no input spending_power",
            "signal debt: there is no conversation gossip",
            "signal debt-and-reserves: there is no signal later before it",
            "trial severe-failure: there is no signal rumour",
            "trial severe-failure: it has no day or no window",
            "signal debt: its record counts a part larger than its whole",
            "signal low-reserves: there is no trial dreams",
        ]
    );
}

#[test]
fn a_key_that_nobody_knows_is_refused() {
    assert!(matches!(
        Pack::parse(&text("data/signals.toml").replacen("flagged_share", "flagged_shares", 1)),
        Err(SignalError::Pack(_))
    ));
    assert!(matches!(Pack::parse("title = 3"), Err(SignalError::Pack(_))));
}
