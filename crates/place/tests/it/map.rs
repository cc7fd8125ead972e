//! The dated map against known facts.

use place::{
    AreaKind, AreaSet, BodyType, CodeCell, CodeState, Filter, Map, NameMatch, Relation, Scheme, code_from_slug,
    double_meaning,
};
use proptest::prelude::*;
use terms::{AreaCode, BodyCode, Date, Period};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn code(text: &str) -> AreaCode {
    AreaCode::parse(text).unwrap()
}

#[test]
fn councils_are_counted_on_each_first_of_april() {
    let map = Map::england();
    for (year, count) in [
        (2009, 353),
        (2010, 353),
        (2011, 353),
        (2012, 353),
        (2013, 353),
        (2014, 353),
        (2015, 353),
        (2016, 353),
        (2017, 353),
        (2018, 353),
        (2019, 343),
        (2020, 339),
        (2021, 333),
        (2022, 333),
        (2023, 317),
        (2024, 317),
        (2025, 317),
        (2026, 317),
        (2027, 307),
    ] {
        assert_eq!(map.areas(day(&format!("{year}-04-01")), Filter::Councils).count(), count, "{year}");
    }
    let as_at = day("2023-04-01");
    for (kind, count) in [
        (AreaKind::County, 21),
        (AreaKind::District, 164),
        (AreaKind::Unitary, 63),
        (AreaKind::MetropolitanDistrict, 36),
        (AreaKind::LondonBorough, 33),
    ] {
        assert_eq!(map.areas(as_at, Filter::Kind(kind)).count(), count, "{kind}");
    }
    let year = Period::financial_year(2023).unwrap();
    assert_eq!(map.expected(AreaSet::LowerTierAndUnitary, &year).len(), 296);
    assert_eq!(map.expected(AreaSet::UpperTierAndUnitary, &year).len(), 153);
    assert_eq!(map.expected(AreaSet::PoliceForceAreas, &year).len(), 39);
}

#[test]
fn each_council_has_one_body_on_each_day() {
    let map = Map::england();
    for year in 2009..=2027 {
        let date = day(&format!("{year}-04-01"));
        for area in map.areas(date, Filter::Councils) {
            let councils: Vec<_> =
                map.bodies_covering(area.code, date).into_iter().filter(|body| body.body_type.is_council()).collect();
            assert_eq!(councils.len(), 1, "{year} {} {}: {councils:?}", area.code, area.name);
        }
    }
}

#[test]
fn every_district_has_a_county_and_every_council_a_region() {
    let map = Map::england();
    for year in 2009..=2027 {
        let date = day(&format!("{year}-04-01"));
        for area in map.areas(date, Filter::Councils) {
            assert!(map.parent(area.code, Relation::Region, date).is_some(), "{year} {}", area.name);
            assert_eq!(
                map.parent(area.code, Relation::County, date).is_some(),
                area.kind == AreaKind::District,
                "{year} {}",
                area.name
            );
        }
        for region in map.areas(date, Filter::Kind(AreaKind::Region)) {
            assert!(map.children(region.code, date).count() > 5);
        }
    }
}

#[test]
fn every_area_that_ends_says_what_follows() {
    let map = Map::england();
    for area in
        map.all_areas().iter().filter(|area| area.kind.has_council() || area.kind == AreaKind::CombinedAuthority)
    {
        let shares: f64 = map.successors(area.code).iter().map(|(_, share)| share).sum();
        match area.span.to {
            // A county's districts and the county itself may both flow on; along each route the shares make a whole.
            Some(_) => assert!(
                (shares - 1.0).abs() < 1e-9 || (shares - 2.0).abs() < 1e-9,
                "{} {} {shares}",
                area.code,
                area.name
            ),
            None => assert_eq!(shares, 0.0, "{} {}", area.code, area.name),
        }
    }
}

#[test]
fn names_are_found_as_people_write_them() {
    let map = Map::england();
    let now = day("2024-04-01");
    for (name, code) in [
        ("North Yorkshire", "E06000065"),
        ("north yorkshire council", "E06000065"),
        ("Bath & North East Somerset", "E06000022"),
        ("Bath and North East Somerset UA", "E06000022"),
        ("Bristol, City of", "E06000023"),
        ("City of Bristol", "E06000023"),
        ("Bristol City Council", "E06000023"),
        ("Kingston upon Hull, City of", "E06000010"),
        ("Kingston-upon-Hull", "E06000010"),
        ("Hull City Council", "E06000010"),
        ("Herefordshire, County of", "E06000019"),
        ("St. Helens", "E08000013"),
        ("St Helens", "E08000013"),
        ("Saint Helens MBC", "E08000013"),
        ("St Albans City and District Council", "E07000240"),
        ("London Borough of Camden", "E09000007"),
        ("LB Camden", "E09000007"),
        ("City of London", "E09000001"),
        ("City of London Corporation", "E09000001"),
        ("Westminster", "E09000033"),
        ("City of Westminster", "E09000033"),
        ("Royal Borough of Windsor and Maidenhead", "E06000040"),
        ("Windsor & Maidenhead", "E06000040"),
        ("Telford & Wrekin", "E06000020"),
        ("Southend-on-Sea", "E06000033"),
        ("Stoke on Trent", "E06000021"),
        ("County Durham", "E06000047"),
        ("Durham", "E06000047"),
        ("Kent CC", "E10000016"),
        ("Lincoln", "E07000138"),
        ("City of Lincoln", "E07000138"),
        ("Bournemouth, Christchurch and Poole", "E06000058"),
        ("King's Lynn & West Norfolk", "E07000146"),
        ("Folkestone and Hythe", "E07000112"),
        ("Isles of Scilly", "E06000053"),
        ("Dorset", "E06000059"),
        ("Gateshead", "E08000037"),
        ("Greater Manchester Combined Authority", "E47000001"),
        ("London", "E12000007"),
        ("England", "E92000001"),
    ] {
        let found = map.by_name(name, now);
        assert_eq!(found.one().map(|area| area.code), Some(self::code(code)), "{name}: {found:?}");
    }
    assert_eq!(map.by_name("Somerset", day("2022-04-01")).one().unwrap().code, code("E10000027"));
    assert_eq!(map.by_name("Somerset", day("2024-04-01")).one().unwrap().code, code("E06000066"));
    assert_eq!(map.by_name("Shepway", day("2017-04-01")).one().unwrap().code, code("E07000112"));
    assert_eq!(map.by_name("West Surrey", day("2027-04-01")).one().unwrap().code, code("X06000002"));
    assert_eq!(map.find("X-WEST-SURREY", day("2027-04-01")).one().unwrap().code, code("X06000002"));
    assert_eq!(map.find("E06000065-north-yorkshire", now).one().unwrap().code, code("E06000065"));
    let NameMatch::None { suggestions } = map.by_name("Harrogate", now) else { panic!() };
    assert_eq!(suggestions[0].code, code("E07000165"));
    let NameMatch::None { suggestions } = map.by_name("Canterbery", now) else { panic!() };
    assert_eq!(suggestions[0].name, "Canterbury");
    assert!(matches!(map.by_name("North East", now), NameMatch::Several(_)));
}

#[test]
fn every_official_name_of_a_council_leads_to_it() {
    let map = Map::england();
    for year in [2009, 2015, 2019, 2021, 2024, 2027] {
        let date = day(&format!("{year}-04-01"));
        for area in map.areas(date, Filter::Councils) {
            for name in [area.official_name(), area.name_at(date)] {
                let found = map.by_name(name, date);
                assert_eq!(found.one().map(|found| found.code), Some(area.code), "{year} {name}: {found:?}");
            }
        }
    }
}

#[test]
fn a_code_says_what_it_means_in_a_period() {
    let map = Map::england();
    let year = |year| Period::financial_year(year).unwrap();
    assert_eq!(map.state(code("E06000065"), &year(2023)), CodeState::Valid);
    let CodeState::Ended { on, successors } = map.state(code("E07000026"), &year(2023)) else { panic!() };
    assert_eq!((on, successors[0].name.as_str()), (day("2023-04-01"), "Cumberland"));
    let CodeState::Ended { successors, .. } = map.state(code("E10000006"), &year(2024)) else { panic!() };
    assert_eq!(successors.len(), 2);
    assert!((successors[0].share + successors[1].share - 1.0).abs() < 1e-12);
    let CodeState::NotYet { from, predecessors } = map.state(code("E06000063"), &year(2020)) else { panic!() };
    assert_eq!((from, predecessors.len()), (day("2023-04-01"), 4));
    assert_eq!(
        map.state(code("E08000016"), &year(2025)),
        CodeState::Recoded { on: day("2025-04-01"), to: code("E08000038") }
    );
    assert_eq!(
        map.state(code("E08000038"), &year(2020)),
        CodeState::RecodedLater { on: day("2025-04-01"), then: code("E08000016") }
    );
    assert!(matches!(
        map.state(code("E07000026"), &Period::calendar_year(2023).unwrap()),
        CodeState::PartOfPeriod { to: Some(_), .. }
    ));
    assert_eq!(map.state(code("W06000015"), &year(2023)), CodeState::OutsideEngland { country: "Wales" });
    assert_eq!(map.state(code("E05015239"), &year(2023)), CodeState::NotCarried { what: "wards" });
    assert_eq!(map.state(code("E06999999"), &year(2023)), CodeState::Unknown);
    assert!(matches!(map.state(code("E07000001"), &year(2010)), CodeState::Ended { .. }));
    assert_eq!(map.state(code("E07000001"), &year(2008)), CodeState::Valid);
    assert_eq!(map.canonical(code("E08000020"), day("2024-01-01")), code("E08000037"));
    assert_eq!(map.canonical(code("E08000037"), day("2010-01-01")), code("E08000020"));
    // A county that became a unitary on the same land is another area.
    assert_eq!(map.canonical(code("E10000023"), day("2024-01-01")), code("E10000023"));
}

#[test]
fn the_traps_in_published_files_can_be_named() {
    let map = Map::england();
    assert_eq!(
        map.read_cell("E06000061 / E06000062"),
        CodeCell::Several { codes: vec![code("E06000061"), code("E06000062")] }
    );
    assert_eq!(map.read_cell(" e06000065 "), CodeCell::One { code: code("E06000065") });
    assert_eq!(map.read_cell(""), CodeCell::Empty);
    assert_eq!(map.read_cell("E0600065"), CodeCell::Malformed { perhaps: Some(code("E06000065")) });
    assert_eq!(map.read_cell("EO6000065"), CodeCell::Malformed { perhaps: Some(code("E06000065")) });
    assert_eq!(map.read_cell("North Yorkshire"), CodeCell::Malformed { perhaps: None });
    let series = ["E08000016", "E08000017", "E08000038", "E08000019", "E06000048", "E06000057"].map(code);
    let pairs = [("E06000048", "E06000057"), ("E08000016", "E08000038")].map(|(one, other)| (code(one), code(other)));
    assert_eq!(map.doubled(series), pairs);
    assert_eq!(double_meaning(code("E12000007")).unwrap().other, code("E61000001"));
    assert_eq!(double_meaning(code("E12000008")), None);
}

#[test]
fn other_schemes_lead_to_areas_as_at_a_day() {
    let map = Map::england();
    let found = |scheme, text, date| map.by_scheme_at(scheme, text, day(date)).map(|area| area.code.to_string());
    assert_eq!(found(Scheme::Dfe, "815", "2022-04-01").as_deref(), Some("E10000023"));
    assert_eq!(found(Scheme::Dfe, "815", "2024-04-01").as_deref(), Some("E06000065"));
    assert_eq!(found(Scheme::Register, "nye", "2024-04-01").as_deref(), Some("E06000065"));
    assert_eq!(found(Scheme::Finance, "E4401", "2024-04-01").as_deref(), Some("E08000016"));
    assert_eq!(found(Scheme::Finance, "E4401", "2025-04-01").as_deref(), Some("E08000038"));
    assert_eq!(found(Scheme::Finance, "E5100", "2024-04-01").as_deref(), Some("E61000001"));
    assert_eq!(map.by_scheme(Scheme::Waste, "E50000001"), [BodyCode::parse("X-WDA-EL").unwrap()]);
}

#[test]
fn a_district_is_served_by_its_county_and_combined_authority() {
    let map = Map::england();
    let names = |area: &str, date: &str| -> Vec<&str> {
        map.councils_serving(code(area), day(date)).iter().map(|area| area.name.as_str()).collect()
    };
    assert_eq!(
        names("E07000011", "2024-04-01"),
        ["Huntingdonshire", "Cambridgeshire", "Cambridgeshire and Peterborough"]
    );
    assert_eq!(names("E07000011", "2015-04-01"), ["Huntingdonshire", "Cambridgeshire"]);
    assert_eq!(names("E09000007", "2024-04-01"), ["Camden", "Greater London"]);
    assert_eq!(names("E07000201", "2018-04-01"), ["Forest Heath", "Suffolk"]);
    let members =
        map.children(code("E47000013"), day("2025-01-01")).filter(|link| link.relation == Relation::CombinedAuthority);
    assert_eq!(members.count(), 4, "two counties and two cities are the members; districts are not");
    let siblings: Vec<&str> =
        map.siblings(code("E07000026"), day("2022-04-01")).iter().map(|area| area.name.as_str()).collect();
    assert_eq!(siblings, ["Barrow-in-Furness", "Carlisle", "Copeland", "Eden", "South Lakeland"]);
}

#[test]
fn combined_authorities_have_their_dates() {
    let map = Map::england();
    for (date, count) in [
        ("2010-04-01", 0),
        ("2011-04-01", 1),
        ("2014-04-15", 5),
        ("2019-04-01", 10),
        ("2024-05-07", 11),
        ("2025-04-01", 15),
    ] {
        assert_eq!(map.areas(day(date), Filter::Kind(AreaKind::CombinedAuthority)).count(), count, "{date}");
    }
    let story = map.lineage(code("E47000014"));
    assert_eq!(story.before.len(), 2);
    assert!(story.after.is_empty());
    let story = map.lineage(code("E07000191"));
    assert_eq!(story.after.iter().map(|step| step.date.year()).collect::<Vec<_>>(), [2019, 2023]);
}

#[test]
fn bodies_are_not_areas() {
    let map = Map::england();
    let gateshead = map.bodies_covering(code("E08000020"), day("2010-04-01"));
    assert!(
        gateshead
            .iter()
            .any(|body| body.code.as_str() == "E08000037" && body.body_type == BodyType::MetropolitanDistrict)
    );
    assert_eq!(map.body(&BodyCode::parse("E07000026").unwrap()).unwrap().successors[0].as_str(), "E06000063");
}

proptest! {
    #[test]
    fn a_slug_leads_back_to_its_area(index in 0_usize..800) {
        let area = &Map::england().all_areas()[index];
        prop_assert_eq!(code_from_slug(&area.slug()), Some(area.code));
    }

    #[test]
    fn no_text_panics(text in ".{0,60}") {
        let map = Map::england();
        let now = Date::constant(2024, 4, 1);
        let _ = (map.find(&text, now), map.read_cell(&text), code_from_slug(&text));
        let _ = place::Responsibilities::england().function_by_words(&text);
    }

    #[test]
    fn every_code_has_a_state(text in "E(06|07|08|09|10|12|47)0000[0-9]{2}[0-9]", year in 2000_i16..2030) {
        let map = Map::england();
        if let Some(code) = AreaCode::from_bytes(text.as_bytes()) {
            let period = Period::financial_year(year).unwrap();
            let state = map.state(code, &period);
            prop_assert_eq!(matches!(state, CodeState::Unknown), map.area(code).is_none());
        }
    }
}
