//! The laws of recast, and its rules drawn as small examples.

use crate::map::{code, day};
use place::recast::{Aggregation, FoldKind, Made, Reason, Recast, SeriesRow, Target, recast};
use place::{AreaSet, Filter, Map};
use proptest::prelude::*;
use terms::{Date, Period, Status};

fn row(area: &str, value: Option<f64>) -> SeriesRow<u8> {
    let status = if value.is_some() { Status::Present } else { Status::Suppressed };
    let period = Period::financial_year(2022).unwrap();
    SeriesRow { area: code(area), period, dimensions: 0, value, numerator: None, denominator: None, status }
}

fn rate(area: &str, above: f64, below: f64) -> SeriesRow<u8> {
    SeriesRow { numerator: Some(above), denominator: Some(below), ..row(area, Some(above / below * 100.0)) }
}

fn onto(date: Date, aggregation: Aggregation, rows: &[SeriesRow<u8>]) -> Recast<u8> {
    recast(Map::england(), rows, &Target { as_at: date, aggregation, vintage: None })
}

fn summed(date: &str, rows: &[SeriesRow<u8>]) -> Recast<u8> {
    onto(day(date), Aggregation::Sum, rows)
}

fn value(done: &Recast<u8>, area: &str) -> Option<f64> {
    done.rows.iter().find(|row| row.area == code(area)).and_then(|row| row.value)
}

#[test]
fn a_merge_sums_counts() {
    let done = summed(
        "2023-04-01",
        &[row("E07000026", Some(10.0)), row("E07000028", Some(20.0)), row("E07000029", Some(5.0))],
    );
    assert_eq!(value(&done, "E06000063"), Some(35.0));
    assert_eq!(done.rows[0].made, Made::Summed);
    assert_eq!(done.rows[0].sources, [code("E07000026"), code("E07000028"), code("E07000029")]);
}

#[test]
fn a_merge_of_rates_recomputes_and_never_averages() {
    let parts = [rate("E07000026", 1.0, 10.0), rate("E07000028", 90.0, 100.0), rate("E07000029", 0.0, 90.0)];
    let done = onto(day("2023-04-01"), Aggregation::Ratio { multiplier: 100.0 }, &parts);
    assert_eq!(value(&done, "E06000063"), Some(91.0 / 200.0 * 100.0));
    assert_eq!(done.rows[0].made, Made::Recomputed);
    let without: Vec<_> = parts.into_iter().map(|row| SeriesRow { numerator: None, ..row }).collect();
    let done = onto(day("2023-04-01"), Aggregation::Ratio { multiplier: 100.0 }, &without);
    assert!(matches!(done.refusals[0].reason, Reason::NoCounts { .. }));
}

#[test]
fn a_part_of_a_sum_is_not_the_sum() {
    let done = summed("2023-04-01", &[row("E07000026", Some(10.0)), row("E07000028", None)]);
    assert_eq!(value(&done, "E06000063"), None);
    insta::assert_snapshot!(done.refusals[0].reason, @"a part of a sum is not the sum: no row for E07000029, E07000028 is hidden to protect people");
    assert_eq!(done.reconciliations[0].withheld, 10.0);
    assert_eq!(done.reconciliations[0].residual, 0.0);
}

#[test]
fn a_median_is_refused_at_a_merge_and_kept_at_a_recode() {
    let rows = [
        row("E07000026", Some(10.0)),
        row("E07000028", Some(11.0)),
        row("E07000029", Some(12.0)),
        row("E10000023", Some(13.0)),
    ];
    let done = onto(day("2023-04-01"), Aggregation::median(), &rows);
    assert_eq!(value(&done, "E06000063"), None);
    insta::assert_snapshot!(done.refusals[0].reason, @"not available on these areas: a median of a merged area cannot be made from its parts’ medians");
    assert_eq!(value(&done, "E06000065"), Some(13.0));
}

#[test]
fn a_split_is_an_estimate_by_residents_and_sums_to_the_whole() {
    let done = summed("2023-04-01", &[row("E10000006", Some(1001.0))]);
    let (one, other) = (value(&done, "E06000063").unwrap(), value(&done, "E06000064").unwrap());
    assert_eq!((one, other), (550.0, 451.0));
    assert!(done.rows.iter().all(|row| row.made == Made::Estimated && row.status == Status::Estimated));
    assert!(done.rows[0].basis.as_ref().unwrap().contains("mid-2020"));
}

#[test]
fn two_codes_of_one_place_count_once() {
    let done =
        summed("2025-04-01", &[row("E08000016", Some(7.0)), row("E08000038", Some(7.0)), row("E08000017", Some(5.0))]);
    assert_eq!(value(&done, "E08000038"), Some(7.0));
    assert_eq!(done.rows.len(), 2);
    assert_eq!(done.folds[0].kind, FoldKind::SamePlace);
    assert_eq!((done.reconciliations[0].before, done.reconciliations[0].after), (19.0, 12.0));
    assert_eq!(done.reconciliations[0].residual, 0.0);
    let done = summed("2025-04-01", &[row("E08000016", Some(7.0)), row("E08000038", Some(8.0))]);
    assert_eq!(value(&done, "E08000038"), None);
    insta::assert_snapshot!(done.refusals[0].reason, @"two figures for one place differ: 7 and 8");
}

#[test]
fn a_published_successor_stands_and_its_parts_are_compared_with_it() {
    let done = summed(
        "2023-04-01",
        &[
            row("E07000026", Some(10.0)),
            row("E07000028", Some(20.0)),
            row("E07000029", Some(5.0)),
            row("E06000063", Some(36.0)),
        ],
    );
    assert_eq!(value(&done, "E06000063"), Some(36.0));
    assert_eq!(done.folds.len(), 3);
    assert!(done.folds.iter().all(|fold| fold.kind == FoldKind::AlreadyPublished && fold.difference == Some(1.0)));
}

#[test]
fn counties_go_back_together_and_merged_areas_do_not_come_apart() {
    let done =
        summed("2022-04-01", &[row("E06000063", Some(3.0)), row("E06000064", Some(4.0)), row("E07000244", Some(9.0))]);
    assert_eq!(value(&done, "E10000006"), Some(7.0));
    assert_eq!(value(&done, "E07000244"), Some(9.0));
    let done = summed("2018-04-01", &[row("E07000244", Some(9.0))]);
    assert!(done.rows.is_empty());
    assert_eq!(done.refusals[0].reason, Reason::NoWeights);
}

/// Whole counts for the districts and single-tier areas of a day, or for counties and single-tier areas.
fn series(set: AreaSet, date: Date) -> impl Strategy<Value = Vec<SeriesRow<u8>>> {
    let areas: Vec<_> = Map::england().areas(date, Filter::Set(set)).map(|area| area.code).collect();
    let period = Period::day(date).unwrap();
    let figures = proptest::collection::vec(proptest::option::weighted(0.98, 0_u32..2_000_000), areas.len());
    figures.prop_map(move |figures| {
        let rows = areas.iter().zip(figures).map(|(&area, figure)| SeriesRow {
            area,
            period,
            dimensions: 0,
            value: figure.map(f64::from),
            numerator: None,
            denominator: None,
            status: if figure.is_some() { Status::Present } else { Status::NotAvailable },
        });
        rows.collect()
    })
}

fn any_series() -> impl Strategy<Value = Vec<SeriesRow<u8>>> {
    (prop_oneof![Just(AreaSet::LowerTierAndUnitary), Just(AreaSet::UpperTierAndUnitary)], 2008_i16..2027)
        .prop_flat_map(|(set, year)| series(set, Date::new(year, 6, 1).unwrap()))
}

fn again(done: &Recast<u8>) -> Vec<SeriesRow<u8>> {
    done.rows.iter().map(place::recast::RecastRow::to_series).collect()
}

fn figures(done: &Recast<u8>) -> Vec<(terms::AreaCode, Option<u64>, Status)> {
    done.rows.iter().map(|row| (row.area, row.value.map(f64::to_bits), row.status)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn totals_of_counts_are_conserved_to_the_last_bit(rows in any_series(), year in 2008_i16..2028) {
        let done = onto(Date::new(year, 6, 1).unwrap(), Aggregation::Sum, &rows);
        for total in &done.reconciliations {
            prop_assert_eq!(total.residual.to_bits(), 0.0_f64.to_bits(), "{:?}", total);
            prop_assert_eq!(total.before, total.after + total.folded + total.withheld);
        }
        let named: f64 = rows.iter().filter_map(|row| row.value).sum();
        prop_assert_eq!(done.reconciliations.iter().map(|total| total.before).fold(0.0, f64::max), named);
    }

    #[test]
    fn the_order_of_rows_changes_nothing(rows in any_series().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())), year in 2008_i16..2028) {
        let date = Date::new(year, 6, 1).unwrap();
        prop_assert_eq!(onto(date, Aggregation::Sum, &rows.0), onto(date, Aggregation::Sum, &rows.1));
    }

    #[test]
    fn twice_is_once(rows in any_series(), year in 2008_i16..2028) {
        let date = Date::new(year, 6, 1).unwrap();
        let once = onto(date, Aggregation::Sum, &rows);
        prop_assert_eq!(figures(&onto(date, Aggregation::Sum, &again(&once))), figures(&once));
    }

    #[test]
    fn by_way_of_an_earlier_day_is_direct(rows in any_series(), years in (2009_i16..2028, 2009_i16..2028)) {
        let first = rows[0].period.start();
        let (middle, last) = (Date::new(years.0.min(years.1), 6, 1).unwrap(), Date::new(years.0.max(years.1), 6, 1).unwrap());
        prop_assume!(first <= middle);
        let by_way = onto(last, Aggregation::Sum, &again(&onto(middle, Aggregation::Sum, &rows)));
        prop_assert_eq!(figures(&by_way), figures(&onto(last, Aggregation::Sum, &rows)));
    }

    #[test]
    fn every_area_of_the_day_is_there(rows in series(AreaSet::LowerTierAndUnitary, Date::constant(2009, 6, 1)), year in 2009_i16..2028) {
        let date = Date::new(year, 6, 1).unwrap();
        let done = onto(date, Aggregation::Sum, &rows);
        let wanted: Vec<_> = Map::england().areas(date, Filter::Set(AreaSet::LowerTierAndUnitary)).map(|area| area.code).collect();
        prop_assert_eq!(done.rows.iter().map(|row| row.area).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn an_exact_sum_does_not_depend_on_the_order(numbers in proptest::collection::vec(-1e15_f64..1e15, 0..40).prop_flat_map(|numbers| (Just(numbers.clone()), Just(numbers).prop_shuffle()))) {
        let sum = place::recast::exact_sum(numbers.0.iter().copied());
        prop_assert_eq!(sum.to_bits(), place::recast::exact_sum(numbers.1.iter().copied()).to_bits());
    }
}
