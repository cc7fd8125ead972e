//! The place as a whole looks like one that could be.

use crate::files::{Row, SERVICES, county};
use std::collections::{HashMap, HashSet};
use synthetic::{Community, Day, PEOPLE_BY_AGE, PROFILES};

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn present(row: Row<'_>, day: Day) -> bool {
    let from = row.day("arrived").or(row.day("born")).unwrap();
    from <= day && row.day("died").or(row.day("left_place")).is_none_or(|gone| gone > day)
}

#[test]
fn ages_are_those_of_english_districts() {
    let first = Day::of(2016, 1, 1);
    let mut found = [0_usize; 10];
    let mut all = 0;
    let there = |row: &Row<'_>| row.absent("arrived") && row.day("born").unwrap() < first;
    for row in county().rows("truth/people").filter(there) {
        found[(first.age_of(row.day("born").unwrap()) / 10).min(9) as usize] += 1;
        all += 1;
    }
    assert_eq!(all, 240_000, "as many as were asked for");
    let whole: u32 = PEOPLE_BY_AGE.iter().sum();
    for (decade, &found) in found.iter().enumerate() {
        let ages = PEOPLE_BY_AGE.iter().skip(decade * 10).take(if decade == 9 { 99 } else { 10 });
        let wanted = f64::from(ages.sum::<u32>()) / f64::from(whole);
        assert!((share(found, all) - wanted).abs() < 0.004, "from {}: {} for {wanted}", decade * 10, share(found, all));
    }
    let last = Day::of(2025, 12, 31);
    let left: Vec<Row<'_>> = county().rows("truth/people").filter(|&row| present(row, last)).collect();
    assert!((0.97..1.16).contains(&share(left.len(), all)), "{} people at the end", left.len());
    let old = left.iter().filter(|row| last.age_of(row.day("born").unwrap()) >= 65).count();
    assert!((0.17..0.27).contains(&share(old, left.len())), "{}", share(old, left.len()));
}

#[test]
fn births_deaths_moves_and_twins_are_as_many_as_in_life() {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for row in county().rows("truth/life_events") {
        *counts.entry(row.text("event").unwrap()).or_default() += 1;
    }
    // A year for each 1,000 people.
    let rate = |event: &str| share(counts[event], 240_000) * 100.0;
    for (event, range) in [
        ("birth", 7.0..13.0),
        ("death", 8.0..15.0),
        ("left_place", 25.0..60.0),
        ("arrived", 25.0..60.0),
        ("moved_within", 35.0..120.0),
        ("marriage", 2.0..7.0),
        ("separation", 2.0..7.0),
    ] {
        assert!(range.contains(&rate(event)), "{event}: {} in 1,000 people a year", rate(event));
    }
    let born: Vec<Row<'_>> = county()
        .rows("truth/people")
        .filter(|row| row.day("born") >= Some(Day::of(2016, 1, 1)) && row.absent("arrived"))
        .collect();
    let twins = share(born.iter().filter(|row| row.flag("twin")).count(), born.len());
    assert!((0.022..0.038).contains(&twins), "{twins}");
    let girls = share(born.iter().filter(|row| row.text("sex") == Some("F")).count(), born.len());
    assert!((0.475..0.50).contains(&girls), "{girls}");
}

#[test]
fn households_are_of_a_likely_size() {
    let first = Day::of(2016, 1, 1);
    let mut sizes: HashMap<i64, usize> = HashMap::new();
    for row in county().rows("truth/residences") {
        if row.day("from").unwrap() <= first && row.day("until").is_none_or(|until| until > first) {
            if let Some(household) = row.whole("household_id") {
                *sizes.entry(household).or_default() += 1;
            }
        }
    }
    let people: usize = sizes.values().sum();
    let mean = share(people, sizes.len());
    // Census 2021, the same districts: 2.36 people to a household.
    assert!((2.15..2.55).contains(&mean), "{mean}");
    let of = |size: usize| share(sizes.values().filter(|&&found| found == size).count(), sizes.len());
    assert!((0.24..0.38).contains(&of(1)) && (0.28..0.42).contains(&of(2)), "{} {}", of(1), of(2));
}

#[test]
fn naming_communities_have_their_shares_and_long_tails() {
    let first = Day::of(2016, 1, 1);
    let people: Vec<Row<'_>> = county().rows("truth/people").filter(|&row| present(row, first)).collect();
    for (community, (wanted, _)) in Community::ALL.into_iter().zip(Community::SHARES) {
        let found = share(
            people.iter().filter(|row| row.text("naming_community") == Some(community.name())).count(),
            people.len(),
        );
        assert!((found - wanted).abs() < 0.02, "{}: {found} for {wanted}", community.name());
    }
    let mut surnames: HashMap<&str, usize> = HashMap::new();
    for row in &people {
        *surnames.entry(row.text("surname").unwrap()).or_default() += 1;
    }
    let most = share(surnames.values().copied().max().unwrap(), people.len());
    assert!((0.004..0.02).contains(&most), "{most}");
    let rare = share(surnames.values().filter(|&&count| count <= 5).count(), surnames.len());
    assert!(surnames.len() > 6_000 && rare > 0.2, "{} surnames, {rare} rare", surnames.len());
}

#[test]
fn services_leave_out_what_they_are_said_to_leave_out() {
    for (service, profile) in SERVICES.into_iter().zip(PROFILES) {
        assert_eq!(service, profile.service);
        let rows: Vec<Row<'_>> = county().rows(&format!("services/{service}")).collect();
        let missing = |column: &str| share(rows.iter().filter(|row| row.absent(column)).count(), rows.len());
        let near = |column: &str, wanted: f64| {
            let found = missing(column);
            let error = (wanted * (1.0 - wanted) / rows.len() as f64).sqrt();
            assert!((found - wanted).abs() < 4.0 * error + 0.004, "{service}.{column}: {found} for {wanted}");
        };
        if profile.no_birth < 1.0 {
            near("date_of_birth", profile.no_birth);
        }
        match service {
            "primary_care" | "adult_social_care" => near("nhs_number", profile.no_identifier),
            "schools" => near("upn", profile.no_identifier),
            "housing" | "benefits" => near("national_insurance_number", profile.no_identifier),
            _ => {}
        }
        if matches!(service, "primary_care" | "schools" | "benefits") {
            near("address_line", profile.no_address);
        }
    }
}

#[test]
fn records_go_wrong_but_seldom() {
    let owners: HashMap<&str, i64> = county()
        .rows("truth/records")
        .filter(|row| row.text("service") == Some("primary_care"))
        .map(|row| (row.text("record_id").unwrap(), row.whole("person_id").unwrap()))
        .collect();
    let people: HashMap<i64, Row<'_>> =
        county().rows("truth/people").map(|row| (row.whole("person_id").unwrap(), row)).collect();
    let (mut all, mut birth, mut given, mut surname) = (0, 0, 0, 0);
    for row in county().rows("services/primary_care") {
        let truth = people[&owners[row.text("record_id").unwrap()]];
        all += 1;
        birth += usize::from(row.day("date_of_birth").is_some_and(|day| Some(day) != truth.day("born")));
        given += usize::from(row.text("forename") != truth.text("forename"));
        surname += usize::from(row.text("surname") != truth.text("surname"));
    }
    assert!((0.004..0.03).contains(&share(birth, all)), "{}", share(birth, all));
    assert!((0.02..0.09).contains(&share(given, all)), "{}", share(given, all));
    assert!((0.01..0.08).contains(&share(surname, all)), "{}", share(surname, all));
}

#[test]
fn some_people_are_known_to_many_services() {
    let mut services: HashMap<i64, HashSet<&str>> = HashMap::new();
    let owners: HashMap<&str, i64> = county()
        .rows("truth/records")
        .map(|row| (row.text("record_id").unwrap(), row.whole("person_id").unwrap()))
        .collect();
    for row in county().rows("events") {
        services.entry(owners[row.text("record_id").unwrap()]).or_default().insert(row.text("service").unwrap());
    }
    let with = |least: usize| services.values().filter(|services| services.len() >= least).count();
    assert!(with(1) > 20_000 && with(3) > 500 && with(4) > 50, "{} {} {}", with(1), with(3), with(4));
    assert!(with(3) * 10 < with(1), "most are known to one or two");
}

#[test]
fn absence_and_homelessness_are_of_a_likely_size() {
    let (mut pupils, mut persistent) = (0, 0);
    for row in county().rows("services/school_attendance") {
        pupils += 1;
        persistent +=
            usize::from(row.whole("sessions_missed").unwrap() * 10 >= row.whole("sessions_possible").unwrap());
    }
    assert!((0.09..0.16).contains(&share(persistent, pupils)), "{}", share(persistent, pupils));
    let applications =
        county().rows("events").filter(|row| row.text("detail") == Some("homelessness_application")).count();
    // A year for each 1,000 households.
    let rate = applications as f64 / (240.0 / 2.36) / 10.0;
    assert!((2.0..9.0).contains(&rate), "{rate}");
}
