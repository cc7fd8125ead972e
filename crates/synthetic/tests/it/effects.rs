//! What was planted can be found in the data, by somebody who has the services' files and knows which records are of one
//! person. Tolerances are four standard errors: wide enough not to fail by chance, narrow enough to tell from no effect
//! where there is one.

use crate::files::{Row, county};
use std::collections::HashMap;
use synthetic::{Day, EFFECTS};

fn planted(name: &str) -> f64 {
    EFFECTS.iter().find(|effect| effect.name == name).unwrap().size
}

/// Events of one service by case.
fn cases(service: &str) -> HashMap<i64, Vec<Row<'static>>> {
    let mut cases: HashMap<i64, Vec<Row<'static>>> = HashMap::new();
    for row in county().rows("events").filter(|row| row.text("service") == Some(service)) {
        cases.entry(row.whole("case_id").unwrap()).or_default().push(row);
    }
    cases
}

/// Counts with and without an outcome.
#[derive(Debug, Default, Clone, Copy)]
struct Arm {
    with: f64,
    all: f64,
}

impl Arm {
    fn add(&mut self, with: bool) {
        self.with += f64::from(u8::from(with));
        self.all += 1.0;
    }
}

/// The logarithm of a risk ratio with its standard error (delta method).
fn log_risk_ratio(one: Arm, other: Arm) -> (f64, f64) {
    let ratio = (one.with / one.all) / (other.with / other.all);
    let part = |arm: Arm| 1.0 / arm.with - 1.0 / arm.all;
    (ratio.ln(), (part(one) + part(other)).sqrt())
}

fn assert_found(name: &str, (log_ratio, error): (f64, f64)) {
    let size = planted(name);
    let told = format!("{name}: planted {size}, found {:.2} (error of its logarithm {error:.2})", log_ratio.exp());
    assert!((log_ratio - size.ln()).abs() < 4.0 * error, "{told}");
    assert!(error < 0.25, "{told}: there is too little to see");
}

#[test]
fn money_advice_lowers_applications() {
    let mut arms = [Arm::default(); 2];
    for events in cases("housing").values() {
        let offer =
            events.iter().find(|row| row.text("detail") == Some("money_advice") && row.text("event") == Some("offer"));
        // Applications come within nine months.
        let Some(offer) = offer.filter(|row| row.day("started_on") < Some(Day::of(2025, 4, 1))) else { continue };
        let applied = events.iter().any(|row| row.text("detail") == Some("homelessness_application"));
        arms[usize::from(offer.text("outcome") == Some("drawn"))].add(applied);
    }
    let found = log_risk_ratio(arms[1], arms[0]);
    assert_found("money_advice", found);
    assert!(found.0 + 2.0 * found.1 < 0.0, "the effect is told from none: {arms:?}");
}

#[test]
fn early_help_works_within_a_level_and_seems_to_harm_without() {
    let mut arms: HashMap<&str, [Arm; 2]> = HashMap::new();
    let mut naive = [Arm::default(); 2];
    for events in cases("childrens_services").values() {
        let of = |event: &str, detail: &str| {
            events.iter().find(|row| row.text("event") == Some(event) && row.text("detail") == Some(detail))
        };
        let Some(assessment) = of("assessment", "early_help") else { continue };
        if assessment.day("started_on") > Some(Day::of(2025, 1, 1)) {
            continue;
        }
        let helped = of("service", "early_help").is_some();
        let plan = of("service", "child_in_need_plan").or(of("service", "child_protection_plan")).is_some();
        let Some(level) = assessment.text("outcome") else { continue };
        if !level.starts_with("level_") {
            continue;
        }
        arms.entry(level).or_default()[usize::from(helped)].add(plan);
        naive[usize::from(helped)].add(plan);
    }
    let (plain, _) = log_risk_ratio(naive[1], naive[0]);
    assert!(plain > 0.0, "helped families seem to do worse: {naive:?}");
    // The mean over levels, each as heavy as it is sure.
    let (mut sum, mut weights) = (0.0, 0.0);
    for arms in arms.values() {
        let (log_ratio, error) = log_risk_ratio(arms[1], arms[0]);
        sum += log_ratio / (error * error);
        weights += 1.0 / (error * error);
    }
    assert_eq!(arms.len(), 3);
    assert_found("early_help", (sum / weights, weights.sqrt().recip()));
}

#[test]
fn the_class_lowers_falls_and_befriending_does_nothing() {
    let owners: HashMap<&str, i64> = county()
        .rows("truth/records")
        .map(|row| (row.text("record_id").unwrap(), row.whole("person_id").unwrap()))
        .collect();
    let gone: HashMap<i64, Option<Day>> = county()
        .rows("truth/people")
        .map(|row| (row.whole("person_id").unwrap(), row.day("died").or(row.day("left_place"))))
        .collect();
    let mut falls: HashMap<i64, Vec<Day>> = HashMap::new();
    let mut offers: HashMap<&str, Vec<(i64, Day, bool)>> = HashMap::new();
    for row in county().rows("events") {
        let (detail, on) = (row.text("detail").unwrap(), row.day("started_on").unwrap());
        let person = owners[row.text("record_id").unwrap()];
        if detail == "fall" {
            falls.entry(person).or_default().push(on);
        } else if row.text("event") == Some("offer") {
            offers.entry(detail).or_default().push((person, on, row.text("outcome") == Some("drawn")));
        }
    }
    for name in ["strength_and_balance_class", "befriending"] {
        let (mut events, mut years) = ([0.0_f64; 2], [0.0_f64; 2]);
        for &(person, on, drawn) in &offers[name] {
            let until = gone[&person].unwrap_or(Day::of(2025, 12, 31));
            let arm = usize::from(drawn);
            years[arm] += f64::from(until.0 - on.0) / 365.25;
            events[arm] += falls[&person].iter().filter(|&&fall| fall > on).count() as f64;
        }
        let log_ratio = ((events[1] / years[1]) / (events[0] / years[0])).ln();
        // Falls of one person come together: the error of a Poisson count is widened by a third.
        let error = 1.33 * (1.0 / events[1] + 1.0 / events[0]).sqrt();
        assert_found(name, (log_ratio, error));
        assert_eq!(log_ratio + 2.0 * error < 0.0, name != "befriending", "{name}: {events:?} in {years:?}");
    }
}

#[test]
fn a_forced_move_of_school_raises_absence() {
    let moves: HashMap<i64, Day> = county()
        .rows("truth/pathways")
        .filter(|row| row.text("stage") == Some("school_move"))
        .map(|row| (row.whole("person_id").unwrap(), row.day("on").unwrap()))
        .collect();
    let owners: HashMap<&str, i64> = county()
        .rows("truth/records")
        .filter(|row| row.text("service") == Some("schools"))
        .map(|row| (row.text("record_id").unwrap(), row.whole("person_id").unwrap()))
        .collect();
    // Sessions missed beyond the base, as a share: of the pupils who moved, in the year of the move and two or more before.
    let (mut after, mut before) = ((0.0, 0.0), (0.0, 0.0));
    for row in county().rows("services/school_attendance") {
        let Some(&on) = moves.get(&owners[row.text("record_id").unwrap()]) else { continue };
        let year: i32 = row.text("academic_year").unwrap()[..4].parse().unwrap();
        let (begun, ended) = (Day::of(year, 9, 1), Day::of(year + 1, 9, 1));
        let possible = row.whole("sessions_possible").unwrap() as f64;
        let missed = row.whole("sessions_missed").unwrap() as f64 / possible - 0.018;
        if on >= begun && on < ended {
            after = (after.0 + missed, after.1 + 1.0);
        } else if ended < on {
            before = (before.0 + missed, before.1 + 1.0);
        }
    }
    let ratio = (after.0 / after.1) / (before.0 / before.1);
    // Waiting times have the error of their own mean.
    let error = (1.0_f64 / after.1 + 1.0 / before.1).sqrt();
    assert_found("absence_after_forced_move", (ratio.ln(), error));
    assert!(ratio.ln() - 2.0 * error > 0.0);
}
