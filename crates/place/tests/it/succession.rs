//! Recasts against published figures for successor areas (`specs/succession`).

use crate::map::{code, day};
use place::recast::{Aggregation, Made, Recast, SeriesRow, Target, recast};
use place::{Map, Tier};
use std::collections::BTreeMap;
use terms::{AreaCode, Period, Status};

fn table(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn count(area: &str, period: Period, dimensions: String, text: &str) -> SeriesRow<String> {
    let value: Option<f64> = text.parse().ok();
    let status = if value.is_some() { Status::Present } else { Status::NotAvailable };
    SeriesRow { area: code(area), period, dimensions, value, numerator: None, denominator: None, status }
}

fn onto(date: &str, rows: &[SeriesRow<String>]) -> Recast<String> {
    let target = Target { as_at: day(date), aggregation: Aggregation::Sum, vintage: None };
    recast(Map::england(), rows, &target)
}

fn by_key(done: &Recast<String>) -> BTreeMap<(AreaCode, Period, String), f64> {
    done.rows.iter().filter_map(|row| Some(((row.area, row.period, row.dimensions.clone()), row.value?))).collect()
}

fn of_tier(rows: &[SeriesRow<String>], tier: Tier) -> Vec<SeriesRow<String>> {
    rows.iter().filter(|row| Map::england().area(row.area).unwrap().tier() == Some(tier)).cloned().collect()
}

#[test]
fn insolvencies_of_districts_make_those_of_the_successors() {
    let rows: Vec<_> = table(include_str!("../../../../specs/succession/individual_insolvencies.csv"))
        .into_iter()
        .map(|row| count(&row[0], Period::calendar_year(row[2].parse().unwrap()).unwrap(), row[1].clone(), &row[3]))
        .collect();
    let lower = by_key(&onto("2024-04-01", &of_tier(&rows, Tier::Lower)));
    let upper = onto("2024-04-01", &of_tier(&rows, Tier::Upper));
    let mut agree = 0;
    for ((area, period, dimensions), value) in by_key(&upper) {
        let part = |area: &str| lower[&(code(area), period, dimensions.clone())];
        match area.as_str() {
            "E06000065" | "E06000066" => {
                assert_eq!(part(area.as_str()).to_bits(), value.to_bits(), "{area} {period} {dimensions}");
                agree += 1;
            }
            "E06000063" => {
                let county = rows
                    .iter()
                    .find(|row| row.area == code("E10000006") && row.period == period && row.dimensions == dimensions);
                assert_eq!(part("E06000063") + part("E06000064"), county.unwrap().value.unwrap());
                // The county's figure parted by residents is whole numbers that sum to it, and is near the districts’.
                let other = by_key(&upper)[&(code("E06000064"), period, dimensions.clone())];
                assert_eq!(value + other, county.unwrap().value.unwrap());
                agree += 1;
            }
            _ => {}
        }
    }
    assert_eq!(agree, 138);
    assert!(
        upper
            .rows
            .iter()
            .filter(|row| row.area == code("E06000064"))
            .all(|row| row.value.is_none() || row.made == Made::Estimated)
    );

    // Both tiers in one series: the districts count, the county does not, and nothing is doubled.
    let both = onto("2024-04-01", &rows);
    assert_eq!(by_key(&both), lower);
    assert!(both.reconciliations.iter().all(|reconciliation| reconciliation.residual == 0.0));
    assert!(both.refusals.iter().all(|refusal| refusal.period.start().year() < 2022), "{:?}", both.refusals);
}

#[test]
fn small_areas_of_2022_districts_make_those_of_2024() {
    let rows = table(include_str!("../../../../specs/succession/small_areas_by_district.csv"));
    let of = |year: i16| -> Vec<_> {
        let period = Period::calendar_year(2021).unwrap();
        let rows = rows.iter().filter(|row| row[1] == year.to_string());
        rows.map(|row| count(&row[0], period, String::new(), &row[2])).collect()
    };
    let done = onto("2024-01-01", &of(2022));
    let published: BTreeMap<_, _> = of(2024).into_iter().map(|row| (row.area, row.value)).collect();
    let made: BTreeMap<_, _> = done.rows.iter().map(|row| (row.area, row.value)).collect();
    assert_eq!(made.len(), 296);
    // One small area on the border of West Northamptonshire and Cherwell is fitted to either side of it.
    let differing: Vec<_> = made
        .iter()
        .filter(|(area, value)| published[area] != **value)
        .map(|(area, value)| (area.as_str(), value.unwrap() - published[area].unwrap()))
        .collect();
    assert_eq!(differing, [("E06000062", 1.0), ("E07000177", -1.0)]);
    assert_eq!(done.reconciliations.len(), 1);
    assert_eq!(done.reconciliations[0].before, 33_755.0);
    assert_eq!(done.reconciliations[0].after, 33_755.0);
}

#[test]
fn residents_differ_by_the_revision_alone() {
    let rows = table(include_str!("../../../../specs/succession/population_mid_2021.csv"));
    let period = Period::calendar_year(2021).unwrap();
    let first: Vec<_> =
        rows.iter().filter(|row| row[1] == "first").map(|row| count(&row[0], period, String::new(), &row[2])).collect();
    let done = onto("2023-04-01", &of_tier(&first, Tier::Lower));
    let counties = onto("2023-04-01", &of_tier(&first, Tier::Upper));
    assert_eq!(done.reconciliations[0].after, counties.reconciliations[0].before);
    let mut differences = Vec::new();
    for row in rows.iter().filter(|row| row[1] == "revised") {
        let made = done.rows.iter().find(|made| made.area == code(&row[0])).unwrap();
        differences.push(made.value.unwrap() - row[2].parse::<f64>().unwrap());
    }
    assert_eq!(differences, [27.0, 65.0, 220.0]);
}

#[test]
fn rounded_businesses_differ_by_the_rounding_alone() {
    let rows: Vec<_> = table(include_str!("../../../../specs/succession/active_businesses.csv"))
        .into_iter()
        .map(|row| count(&row[0], Period::parse(&row[1]).unwrap(), String::new(), &row[2]))
        .collect();
    let lower = onto("2021-04-01", &of_tier(&rows, Tier::Lower));
    let upper = onto("2021-04-01", &of_tier(&rows, Tier::Upper));
    for row in lower.rows.iter().filter(|row| row.area == code("E06000060")) {
        let county = upper.rows.iter().find(|other| other.area == row.area && other.period == row.period).unwrap();
        assert_eq!(county.made, Made::Recoded);
        assert!((row.value.unwrap() - county.value.unwrap()).abs() <= 2.5 * 5.0);
    }
    for period in lower.rows.iter().map(|row| row.period) {
        let total = |done: &Recast<String>| {
            done.rows.iter().filter(|row| row.period == period).filter_map(|row| row.value).sum::<f64>()
        };
        assert!((total(&lower) - total(&upper)).abs() <= 2.5 * 14.0, "{period}");
    }
}
