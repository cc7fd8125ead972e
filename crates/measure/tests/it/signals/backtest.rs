//! The baselines measured before, each within 0.02; what is known when; what makes no difference.

use super::demonstration::{DEMONSTRATION, Demonstration, text};
use measure::signals::backtest::{Bootstrap, Report, SignalReport, TrialReport, Verdict, backtest};
use measure::signals::{Observation, Standing, flagged_on};
use std::sync::LazyLock;

const NO_DRAWS: Bootstrap = Bootstrap { draws: 0, seed: 0 };

static REPORT: LazyLock<Report> = LazyLock::new(|| run(&DEMONSTRATION, Bootstrap::default()));

fn run(given: &Demonstration, bootstrap: Bootstrap) -> Report {
    with(given, given.observations.iter().cloned(), bootstrap)
}

fn with(given: &Demonstration, observations: impl Iterator<Item = Observation>, bootstrap: Bootstrap) -> Report {
    backtest(&given.pack, &given.councils, &given.events, observations, bootstrap)
}

fn trial<'a>(report: &'a Report, id: &str) -> &'a TrialReport {
    report.trials.iter().find(|trial| trial.id == id).expect("the trial is in the pack")
}

fn signal<'a>(report: &'a Report, in_trial: &str, id: &str) -> &'a SignalReport {
    trial(report, in_trial).signals.iter().find(|signal| signal.id == id).expect("the signal is in the trial")
}

#[test]
fn every_baseline_is_met_within_two_hundredths() {
    let mut met = 0;
    for trial in &REPORT.trials {
        for signal in &trial.signals {
            let Some(expected) = signal.expected_tier_auc else { continue };
            let measured = signal.tier_auc.expect("there are pairs").value;
            assert!((measured - expected).abs() <= 0.02, "{} {}: {measured} for {expected}", trial.id, signal.id);
            met += 1;
        }
    }
    assert_eq!(met, 10);
}

#[test]
fn the_counts_of_the_baselines_are_met() {
    // Trial, signal, council-years, councils with the event, flagged, caught, false alarms, months of warning.
    let expected = [
        ("severe-failure", "debt", 298, 9, 31, 7, 24, 30),
        ("severe-failure", "low-reserves", 297, 8, 30, 2, 28, 14),
        ("first-support", "agency-social-workers", 386, 32, 41, 13, 24, 14),
        ("first-support", "debt-and-reserves", 856, 32, 87, 5, 79, 14),
        ("first-support", "debt", 859, 32, 87, 5, 80, 14),
        ("first-support", "low-reserves", 856, 32, 87, 5, 79, 14),
        ("fresh-reserves", "low-reserves", 984, 12, 101, 3, 96, 28),
    ];
    for (in_trial, id, rows, events, flagged, caught, false_alarms, months) in expected {
        let signal = signal(&REPORT, in_trial, id);
        let record = &signal.record;
        assert_eq!(
            (signal.rows, record.events, record.flagged, record.caught, record.false_alarms),
            (rows, events, flagged, caught, false_alarms),
            "{in_trial} {id}"
        );
        let lead = signal.median_lead_months.expect("some were caught");
        assert!((lead - f64::from(months)).abs() <= 0.5, "{in_trial} {id}: {lead}");
    }
    assert_eq!(signal(&REPORT, "severe-failure", "debt").missed, ["Liverpool", "Sandwell"]);
    assert_eq!(
        signal(&REPORT, "severe-failure", "debt").record.words(),
        "7 of 9 caught; 24 of 31 flags had no such event"
    );
    assert_eq!(signal(&REPORT, "early-agency", "agency-social-workers").record.events, 15);
}

#[test]
fn intervals_are_those_of_the_baselines() {
    let expected = [
        ("severe-failure", "debt", 0.79, 0.99),
        ("severe-failure", "low-reserves", 0.24, 0.81),
        ("first-support", "agency-social-workers", 0.63, 0.81),
        ("first-support", "debt-and-reserves", 0.55, 0.74),
        ("first-support", "debt", 0.53, 0.72),
        ("first-support", "low-reserves", 0.48, 0.71),
        ("early-agency", "agency-social-workers", 0.51, 0.80),
        ("fresh-reserves", "low-reserves", 0.55, 0.88),
        ("fresh-reserves", "interest", 0.60, 0.87),
        ("latest-round", "debt-and-reserves", 0.56, 0.78),
    ];
    for (in_trial, id, lower, upper) in expected {
        let estimate = signal(&REPORT, in_trial, id).tier_auc.expect("there are pairs");
        let (low, high) = (estimate.lower.expect("drawn"), estimate.upper.expect("drawn"));
        // Two sets of a thousand draws of nine events do not agree to the second place.
        assert!((low - lower).abs() <= 0.05 && (high - upper).abs() <= 0.05, "{in_trial} {id}: {low} to {high}");
    }
}

#[test]
fn a_signal_that_is_used_is_a_baseline_or_ahead_in_every_trial() {
    let baselines = ["debt", "low-reserves", "agency-social-workers", "debt-and-reserves", "interest"];
    for described in DEMONSTRATION.pack.signals() {
        if described.standing == Standing::Tried || baselines.contains(&described.id.as_str()) {
            continue;
        }
        let compared: Vec<Verdict> = REPORT
            .trials
            .iter()
            .flat_map(|trial| &trial.signals)
            .filter(|signal| signal.id == described.id)
            .filter_map(|signal| Some(signal.against.as_ref()?.verdict))
            .collect();
        assert!(!compared.is_empty() && !compared.contains(&Verdict::NotAhead), "{}: {compared:?}", described.id);
    }
}

#[test]
fn the_records_in_the_pack_are_those_measured() {
    for described in DEMONSTRATION.pack.signals() {
        match (&described.record, described.standing) {
            (Some(record), _) => assert_eq!(*record, signal(&REPORT, &record.trial, &described.id).record),
            (None, standing) => assert_eq!(standing, Standing::Tried, "{} is used without a record", described.id),
        }
    }
}

#[test]
fn what_is_published_later_changes_nothing() {
    let given = &*DEMONSTRATION;
    let before = run(given, NO_DRAWS);
    let last_day = trial(&before, "first-support").assessed.iter().max().copied().expect("there are days");
    // Every figure is published again, ten times as high, the day after the last assessment of all trials.
    let later = last_day.tomorrow().expect("a day");
    let revised = given.observations.iter().cloned().map(|mut observation| {
        observation.published = Some(later);
        observation.value = observation.value.map(|value| value * 10.0 + 1.0);
        observation
    });
    assert_eq!(with(given, given.observations.iter().cloned().chain(revised), NO_DRAWS), before);
}

#[test]
fn what_was_published_in_time_changes_the_answer() {
    let given = &*DEMONSTRATION;
    let early: terms::Date = "2016-01-01".parse().expect("a date");
    let known = given.observations.iter().cloned().map(|mut observation| {
        observation.published = Some(early);
        observation
    });
    assert_ne!(with(given, known, NO_DRAWS), run(given, NO_DRAWS));
}

#[test]
fn order_makes_no_difference() {
    let given = &*DEMONSTRATION;
    let (mut councils, mut events) = (given.councils.clone(), given.events.clone());
    councils.reverse();
    events.reverse();
    let bootstrap = Bootstrap { draws: 20, seed: 5 };
    let turned = backtest(&given.pack, &councils, &events, given.observations.iter().rev().cloned(), bootstrap);
    assert_eq!(turned, run(given, bootstrap));
}

#[test]
fn the_flags_of_a_day_are_those_of_the_trial_on_that_day() {
    let given = &*DEMONSTRATION;
    let day = trial(&REPORT, "severe-failure").assessed[0];
    let flagged = flagged_on(&given.pack, &given.councils, given.observations.iter().cloned(), day);
    let debt = flagged.iter().filter(|flag| flag.signal == "debt").count();
    // The trial leaves out councils that had failed before or were abolished since: a day knows nothing of that.
    assert!((31..=34).contains(&debt), "{debt}");
    let names: Vec<&str> = flagged.iter().map(|flag| given.councils[flag.council].name.as_str()).collect();
    assert!(names.contains(&"Thurrock") && names.contains(&"Woking"));
    assert!(flagged.iter().all(|flag| given.councils[flag.council].existed(day)));
    let tried: Vec<&str> = flagged.iter().map(|flag| flag.signal.as_str()).filter(|id| *id == "vacant-posts").collect();
    assert!(tried.is_empty(), "a signal that is not used flags nobody");
}

#[test]
fn what_is_published_twice_counts_once_and_what_contradicts_itself_not_at_all() {
    let given = &*DEMONSTRATION;
    let doubled = given.observations.iter().cloned().chain(given.observations.iter().rev().cloned());
    assert_eq!(with(given, doubled, NO_DRAWS), run(given, NO_DRAWS));
    let other = given.observations.iter().cloned().map(|mut observation| {
        observation.value = observation.value.map(|value| value + 1.0);
        observation
    });
    let contradicted = with(given, given.observations.iter().cloned().chain(other), NO_DRAWS);
    assert!(contradicted.trials.iter().flat_map(|trial| &trial.signals).all(|signal| signal.rows == 0));
}

#[test]
fn without_figures_every_signal_is_silent() {
    let report = with(&DEMONSTRATION, std::iter::empty(), NO_DRAWS);
    for signal in report.trials.iter().flat_map(|trial| &trial.signals) {
        assert_eq!((signal.rows, signal.record.flagged, signal.tier_auc), (0, 0, None));
    }
}

#[test]
fn the_report_reads_as_a_person_expects() {
    let report = REPORT.to_markdown();
    let begin = report.find("## Severe failure").expect("the first trial");
    let end = report.find("## First support").expect("the second trial");
    insta::assert_snapshot!(report[begin..end].trim_end());
}

#[test]
fn the_page_tells_what_is_measured() {
    let page = text("docs/reference/methods/early-warning.md");
    for line in REPORT.to_markdown().lines().filter(|line| line.starts_with('|')) {
        assert!(page.contains(line), "the page lacks: {line}");
    }
}

#[test]
#[ignore = "prints the report of the documentation: cargo test … the_whole_report -- --ignored --nocapture"]
fn the_whole_report() {
    use std::io::Write;
    writeln!(std::io::stdout(), "{}", REPORT.to_markdown()).expect("standard output takes it");
}
