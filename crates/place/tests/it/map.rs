//! The dated map against known facts.

use place::{AreaKind, AreaSet, Filter, Map};
use terms::{AreaCode, Date, Period};

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
