//! What must hold of every row.

use crate::files::{Row, SERVICES, town};
use std::collections::{HashMap, HashSet};
use synthetic::Day;

/// From when until when somebody was alive and in the place.
fn lives() -> HashMap<i64, (Day, Option<Day>)> {
    let of = |row: Row<'_>| {
        let from = row.day("arrived").or(row.day("born")).unwrap();
        (row.whole("person_id").unwrap(), (from, row.day("died").or(row.day("left_place"))))
    };
    town().rows("truth/people").map(of).collect()
}

/// Whose record a record is, by service and number.
fn owners() -> HashMap<(&'static str, &'static str), i64> {
    let of = |row: Row<'static>| {
        ((row.text("service").unwrap(), row.text("record_id").unwrap()), row.whole("person_id").unwrap())
    };
    town().rows("truth/records").map(of).collect()
}

#[test]
fn every_record_has_one_truth_and_every_truth_a_record() {
    let (lives, owners) = (lives(), owners());
    assert_eq!(owners.len(), town().rows("truth/records").count(), "no record has two owners");
    let mut found = 0;
    for service in SERVICES {
        let mut numbers = HashSet::new();
        for row in town().rows(&format!("services/{service}")) {
            let record = row.text("record_id").unwrap();
            assert!(numbers.insert(record), "{service}: {record} comes twice");
            let person = owners.get(&(service, record)).unwrap_or_else(|| panic!("{service}: whose is {record}?"));
            assert!(lives.contains_key(person));
            found += 1;
        }
    }
    assert_eq!(found, owners.len(), "every true record is in a file of its service");
    for row in town().rows("services/school_attendance") {
        assert!(owners.contains_key(&("schools", row.text("record_id").unwrap())));
        let (possible, missed) = (row.whole("sessions_possible").unwrap(), row.whole("sessions_missed").unwrap());
        assert!(0 <= missed && missed <= possible && possible <= 380);
    }
}

#[test]
fn every_event_lies_within_the_life_of_its_person() {
    let (lives, owners) = (lives(), owners());
    let mut numbers = HashSet::new();
    let (first, last) = (Day::of(2016, 1, 1), Day::of(2025, 12, 31));
    for row in town().rows("events") {
        assert!(numbers.insert(row.whole("event_id").unwrap()), "event numbers are unique");
        let key = (row.text("service").unwrap(), row.text("record_id").unwrap());
        let (from, gone) = lives[&owners[&key]];
        let on = row.day("started_on").unwrap();
        assert!(first <= on && on <= last, "{on} lies in the years of the place");
        assert!(from <= on && gone.is_none_or(|gone| on <= gone), "{key:?}: {on} is outside {from}, {gone:?}");
        if let Some(until) = row.day("ended_on") {
            assert!(on <= until, "{key:?} ends before it begins");
            assert!(gone.is_none_or(|gone| until <= gone), "{key:?}: {until} is after {gone:?}");
        }
        if row.text("event") != Some("service") && row.day("ended_on").is_none() {
            panic!("only services go on: {key:?} {:?}", row.text("event"));
        }
        assert!(row.whole("cost_pounds").unwrap() >= 0);
    }
    for row in town().rows("truth/life_events") {
        let (from, gone) = lives[&row.whole("person_id").unwrap()];
        let on = row.day("on").unwrap();
        assert!(from <= on && gone.is_none_or(|gone| on <= gone), "{:?} on {on}", row.text("event"));
    }
}

#[test]
fn nobody_lives_in_two_places_and_no_home_holds_two_households() {
    let lives = lives();
    let mut spells: HashMap<i64, Vec<(Day, Option<Day>)>> = HashMap::new();
    let mut homes: HashMap<i64, Vec<(Day, Option<Day>, i64)>> = HashMap::new();
    for row in town().rows("truth/residences") {
        let (from, until) = (row.day("from").unwrap(), row.day("until"));
        assert!(until.is_none_or(|until| from < until), "a time somewhere has a length");
        spells.entry(row.whole("person_id").unwrap()).or_default().push((from, until));
        let kind = row.text("kind").unwrap();
        let communal = matches!(kind, "care_home" | "refuge" | "hostel");
        assert_eq!(row.absent("household_id"), communal, "{kind}");
        if let Some(household) = row.whole("household_id") {
            homes.entry(row.whole("uprn").unwrap()).or_default().push((from, until, household));
        }
    }
    for (person, spells) in &mut spells {
        spells.sort_unstable();
        let (from, gone) = lives[person];
        assert!(spells[0].0 >= from, "nobody lives somewhere before birth or coming");
        for pair in spells.windows(2) {
            assert!(pair[0].1.is_some_and(|until| until <= pair[1].0), "person {person} lives in two places: {pair:?}");
        }
        let last = spells[spells.len() - 1];
        match gone {
            Some(gone) => assert!(last.1.is_some_and(|until| until <= gone), "{person}: {last:?} {gone:?}"),
            None => assert!(last.1.is_none(), "{person} lives nowhere at the end"),
        }
    }
    for (home, mut stays) in homes {
        stays.sort_unstable();
        for (index, one) in stays.iter().enumerate() {
            let mut others = stays[index + 1..].iter().take_while(|other| one.1.is_none_or(|until| other.0 < until));
            assert!(others.all(|other| other.2 == one.2), "home {home} holds two households: {one:?}");
        }
    }
}

fn weighted(text: &str) -> u32 {
    text.bytes().take(9).zip((2..=10).rev()).map(|(digit, weight): (u8, u32)| u32::from(digit - b'0') * weight).sum()
}

#[test]
fn identifiers_lie_in_ranges_that_are_never_issued() {
    let nhs_is_right = |number: &str| (weighted(number) + u32::from(number.as_bytes()[9] - b'0')) % 11 == 0;
    let (mut right, mut wrong) = (0, 0);
    for service in ["primary_care", "adult_social_care"] {
        for row in town().rows(&format!("services/{service}")) {
            let Some(number) = row.text("nhs_number") else { continue };
            assert_eq!(number.len(), 10);
            if nhs_is_right(number) {
                right += 1;
                assert!(number.starts_with('9'), "{number} could be somebody’s");
            } else {
                wrong += 1;
            }
        }
    }
    assert!(wrong > 0 && wrong * 100 < right, "{wrong} of {right} mistyped");
    for row in town().rows("services/schools") {
        if let Some(number) = row.text("upn") {
            let authority: u32 = number[1..4].parse().unwrap();
            let sum: usize =
                number.bytes().skip(1).enumerate().map(|(index, digit)| (index + 2) * usize::from(digit - b'0')).sum();
            let right = number.as_bytes()[0] == b"ABCDEFGHJKLMNPQRTUVWXYZ"[sum % 23];
            assert!(!right || (1..=99).contains(&authority), "{number} could be somebody’s");
        }
        if let Some(number) = row.text("uln") {
            assert_eq!(10 - weighted(number) % 11, u32::from(number.as_bytes()[9] - b'0'));
        }
    }
    for service in ["housing", "benefits"] {
        for row in town().rows(&format!("services/{service}")) {
            if let Some(number) = row.text("national_insurance_number") {
                assert!(number.bytes().take(2).all(|letter| b"DFIQUV".contains(&letter)), "{number}");
            }
        }
    }
    for table in ["gazetteer", "services/primary_care", "services/housing", "services/council_tax"] {
        for row in town().rows(table) {
            if let Some(number) = row.whole("uprn") {
                assert!((999_000_000_000..1_000_000_000_000).contains(&number));
            }
        }
    }
    // Postcodes of areas that do not exist; a slip may make anything of one of them.
    for row in town().rows("gazetteer") {
        assert!(row.text("postcode").unwrap().starts_with('X'));
    }
}

#[test]
fn protected_addresses_appear_nowhere_outside_the_truth() {
    let mut refuges = HashSet::new();
    let mut stays: HashMap<i64, Vec<(Day, Option<Day>)>> = HashMap::new();
    for row in town().rows("truth/residences").filter(|row| row.text("kind") == Some("refuge")) {
        refuges.insert(row.whole("uprn").unwrap());
        stays.entry(row.whole("person_id").unwrap()).or_default().push((row.day("from").unwrap(), row.day("until")));
    }
    assert!(refuges.len() > 3 && stays.len() > 10, "{} refuges, {} people", refuges.len(), stays.len());
    for table in
        ["gazetteer", "services/primary_care", "services/adult_social_care", "services/housing", "services/council_tax"]
    {
        for row in town().rows(table) {
            assert!(row.whole("uprn").is_none_or(|number| !refuges.contains(&number)), "{table} gives a refuge away");
        }
    }
    let owners = owners();
    let mut withheld = 0;
    for service in ["adult_social_care", "childrens_services", "housing", "benefits", "police"] {
        for row in town().rows(&format!("services/{service}")) {
            let on = row.day("recorded_on").unwrap();
            let inside = stays
                .get(&owners[&(service, row.text("record_id").unwrap())])
                .is_some_and(|stays| stays.iter().any(|stay| stay.0 <= on && stay.1.is_none_or(|until| on < until)));
            assert!(!inside || row.flag("address_withheld"), "{service}: a record taken in a refuge shows an address");
            if row.flag("address_withheld") {
                withheld += 1;
                let columns: &[&str] = match service {
                    "police" => &["address"],
                    "adult_social_care" | "housing" => &["address_line", "town", "postcode", "uprn"],
                    _ => &["address_line", "postcode"],
                };
                assert!(columns.iter().all(|column| row.absent(column)), "{service}");
            }
        }
    }
    assert!(withheld > 0, "some address is withheld");
    // Nobody in a refuge is at a school of the county meanwhile: the school would tell where it is.
    for row in town().rows("services/schools") {
        let Some(stays) = stays.get(&owners[&("schools", row.text("record_id").unwrap())]) else { continue };
        let (from, until) = (row.day("entered_on").unwrap(), row.day("left_on").unwrap_or(Day(i32::MAX)));
        let apart = |stay: &(Day, Option<Day>)| until <= stay.0 || stay.1.is_some_and(|end| end <= from);
        assert!(stays.iter().all(apart), "a pupil is at school from a refuge");
    }
}

#[test]
fn services_belong_to_the_right_tier() {
    for service in SERVICES {
        let prefix = match service {
            "primary_care" => continue,
            "housing" | "council_tax" | "benefits" => "X07",
            "police" => "X23",
            _ => "X10",
        };
        for row in town().rows(&format!("services/{service}")) {
            assert!(row.text("body_code").unwrap().starts_with(prefix), "{service}");
        }
    }
    for row in town().rows("events") {
        let prefix = match row.text("service").unwrap() {
            "primary_care" => "X54",
            "housing" | "council_tax" | "benefits" => "X07",
            "police" => "X23",
            _ => "X10",
        };
        assert!(row.text("body_code").unwrap().starts_with(prefix));
    }
}

#[test]
fn truth_is_in_truth_alone() {
    for table in synthetic::catalogue::TABLES.iter().filter(|table| !table.name.starts_with("truth/")) {
        for column in ["person_id", "household_id", "mother_id"] {
            assert!(table.column(column).is_none(), "{} holds {column}", table.name);
        }
    }
}

#[test]
fn twins_share_birthday_and_mother_and_wives_change_names_when_they_marry() {
    let people: Vec<Row<'_>> = town().rows("truth/people").collect();
    let twins = people.iter().filter(|row| row.flag("twin") && !row.absent("mother_id"));
    let mut pairs: HashMap<(Option<i64>, Option<Day>), usize> = HashMap::new();
    for row in twins {
        *pairs.entry((row.whole("mother_id"), row.day("born"))).or_default() += 1;
    }
    assert!(pairs.len() > 20 && pairs.values().all(|&count| count == 2), "{pairs:?}");
    let weddings: HashSet<(i64, Day)> = town()
        .rows("truth/life_events")
        .filter(|row| row.text("event") == Some("marriage"))
        .map(|row| (row.whole("person_id").unwrap(), row.day("on").unwrap()))
        .collect();
    let changes: HashSet<(i64, Day)> =
        town().rows("truth/surnames").map(|row| (row.whole("person_id").unwrap(), row.day("from").unwrap())).collect();
    let changed = weddings.intersection(&changes).count();
    assert!(changed * 10 > weddings.len() * 5 && changed < weddings.len(), "{changed} of {}", weddings.len());
    // Fathers and sons of one name.
    let by_id: HashMap<i64, &Row<'_>> = people.iter().map(|row| (row.whole("person_id").unwrap(), row)).collect();
    let same = people.iter().filter(|row| {
        let father = row.whole("father_id").and_then(|father| by_id.get(&father));
        row.text("sex") == Some("M")
            && father.is_some_and(|father| {
                father.text("forename") == row.text("forename") && father.text("surname") == row.text("surname")
            })
    });
    assert!(same.count() > 20);
}

#[test]
fn stages_of_pathways_are_in_order_and_known_events_exist() {
    let events: HashMap<i64, (Day, &str)> = town()
        .rows("events")
        .map(|row| (row.whole("event_id").unwrap(), (row.day("started_on").unwrap(), row.text("detail").unwrap())))
        .collect();
    let mut names: HashSet<&str> = HashSet::new();
    let mut before: HashMap<i64, Vec<(Day, &str)>> = HashMap::new();
    for row in town().rows("truth/pathways") {
        names.insert(row.text("pathway").unwrap());
        if let Some(event) = row.whole("event_id") {
            assert_eq!(events[&event].0, row.day("on").unwrap(), "{:?}", row.text("stage"));
        }
        let stages = before.entry(row.whole("pathway_id").unwrap()).or_default();
        stages.push((row.day("on").unwrap(), row.text("stage").unwrap()));
    }
    assert_eq!(names.len(), 5, "{names:?}");
    for stages in before.values() {
        let on = |name: &str| stages.iter().find(|stage| stage.1 == name).map(|stage| stage.0);
        for (cause, effect) in [
            ("debt", "rent_arrears"),
            ("rent_arrears", "homelessness_application"),
            ("homelessness_application", "temporary_accommodation"),
            ("temporary_accommodation", "rehoused"),
            ("first_fall", "hospital"),
            ("hospital", "reablement"),
            ("abuse_begins", "first_police_incident"),
            ("first_contact", "early_help_assessment"),
        ] {
            if let (Some(cause_on), Some(effect_on)) = (on(cause), on(effect)) {
                assert!(cause_on <= effect_on, "{cause} on {cause_on}, {effect} on {effect_on}");
            }
        }
    }
}
