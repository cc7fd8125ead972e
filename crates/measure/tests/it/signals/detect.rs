//! Detectors of single series: what they see, and when they say nothing.

use measure::Direction;
use measure::signals::detect::{
    DetectionKind, Expected, Promise, QualityDimension, QualityProfile, Reading, Severity, Silence, change_of_level,
    late_return, left_expected_range, missing_value, quality_fell, special_cause,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use terms::{Date, Period, Status};

const CALM: [f64; 14] = [10.0, 11.0, 9.5, 10.5, 10.0, 9.0, 10.8, 10.2, 9.7, 10.4, 9.9, 10.6, 9.4, 10.1];

fn month(index: usize) -> Period {
    let index = i16::try_from(index).expect("few");
    Period::month(2010 + index / 12, i8::try_from(index % 12 + 1).expect("a month")).expect("a period")
}

fn series(values: &[f64]) -> Vec<Reading> {
    let reading =
        |(index, &value): (usize, &f64)| Reading { period: month(index), value: Some(value), status: Status::Present };
    values.iter().enumerate().map(reading).collect()
}

fn then(values: &[f64], more: &[f64]) -> Vec<Reading> {
    series(&[values, more].concat())
}

fn kinds(series: &[Reading], direction: Direction) -> Vec<DetectionKind> {
    special_cause(series, direction).expect("long enough").into_iter().map(|found| found.kind).collect()
}

#[test]
fn a_jump_the_wrong_way_is_seen_and_one_the_right_way_is_not() {
    let jump = then(&CALM, &[16.0]);
    assert_eq!(kinds(&jump, Direction::Decrease), [DetectionKind::BeyondLimit]);
    assert_eq!(kinds(&jump, Direction::Increase), []);
    assert_eq!(special_cause(&jump, Direction::Neutral), Err(Silence::NoBadWay));
    assert_eq!(kinds(&series(&CALM), Direction::Decrease), []);
}

#[test]
fn runs_on_the_bad_side_and_values_that_keep_getting_worse_are_seen() {
    let shift = then(&CALM, &[10.9, 10.7, 10.9, 10.6, 10.9, 10.7, 10.9]);
    assert!(kinds(&shift, Direction::Decrease).contains(&DetectionKind::RunOnBadSide));
    let trend = then(&CALM, &[9.2, 9.4, 9.6, 9.8, 10.0, 10.2, 10.4]);
    assert!(kinds(&trend, Direction::Decrease).contains(&DetectionKind::GettingWorse));
    assert_eq!(kinds(&trend, Direction::Increase), []);
}

#[test]
fn a_step_is_seen_by_the_level_of_the_latest_values() {
    let found = change_of_level(&then(&CALM[..10], &[13.0, 12.6, 13.2]), Direction::Decrease).expect("long enough");
    let found = found.expect("a step");
    assert_eq!((found.kind, found.severity), (DetectionKind::ChangeOfLevel, Severity::Marked));
    assert_eq!(change_of_level(&series(&CALM), Direction::Decrease), Ok(None));
    let short = change_of_level(&series(&CALM[..10]), Direction::Decrease);
    assert_eq!(short, Err(Silence::TooShort { found: 9, needed: 10 }));
}

#[test]
fn equal_values_are_calm_until_one_differs() {
    let equal = [5.0; 14];
    assert_eq!(kinds(&series(&equal), Direction::Decrease), []);
    assert_eq!(change_of_level(&series(&equal), Direction::Decrease), Ok(None));
    assert!(kinds(&then(&equal, &[5.5]), Direction::Decrease).contains(&DetectionKind::BeyondLimit));
}

#[test]
fn nothing_is_compared_across_a_break() {
    let mut broken = then(&CALM, &[16.0]);
    broken[8].status = Status::SeriesBreak;
    assert_eq!(special_cause(&broken, Direction::Decrease), Err(Silence::Broken { found: 6, needed: 12 }));
    let mut last = then(&CALM, &[16.0]);
    last[14].status = Status::SeriesBreak;
    assert_eq!(special_cause(&last, Direction::Decrease), Err(Silence::Broken { found: 0, needed: 12 }));
}

#[test]
fn a_missing_newest_value_is_told_and_not_guessed() {
    let mut gap = series(&CALM);
    gap[13] = Reading { value: None, status: Status::NotAvailable, ..gap[13] };
    assert_eq!(special_cause(&gap, Direction::Decrease), Err(Silence::NoNewestValue));
    let found = missing_value(&gap).expect("it is missing");
    assert_eq!(found.what, "February 2011 has no value; 13 of the 13 periods before had one.");
    for status in [Status::Suppressed, Status::NotResponsible, Status::NotApplicable] {
        gap[13].status = status;
        assert_eq!(missing_value(&gap), None);
    }
    assert_eq!(missing_value(&[]), None);
}

fn expected(index: usize, value: f64) -> Expected {
    Expected { period: month(index), value: Some(value), range_80: Some((8.0, 12.0)), range_95: Some((6.0, 14.0)) }
}

#[test]
fn leaving_the_expected_range_weighs_more_when_it_lasts_or_is_far() {
    let severity = |values: &[f64], direction| {
        let points: Vec<Expected> = values.iter().enumerate().map(|(index, &value)| expected(index, value)).collect();
        left_expected_range(&points, direction).expect("there is a range").map(|found| found.severity)
    };
    assert_eq!(severity(&[10.0, 12.5], Direction::Decrease), Some(Severity::Mild));
    assert_eq!(severity(&[12.5, 12.5], Direction::Decrease), Some(Severity::Marked));
    assert_eq!(severity(&[10.0, 15.0], Direction::Decrease), Some(Severity::Marked));
    assert_eq!(severity(&[10.0, 7.0], Direction::Decrease), None, "the good side");
    assert_eq!(severity(&[10.0, 7.0], Direction::Increase), Some(Severity::Mild));
    assert_eq!(severity(&[12.5, 10.0], Direction::Decrease), None, "back again");
    let unknown = Expected { range_80: None, ..expected(0, 15.0) };
    assert_eq!(left_expected_range(&[unknown], Direction::Decrease), Err(Silence::NoNewestValue));
}

#[test]
fn a_return_is_late_once_grace_has_passed() {
    let promise = Promise { lag_days: 30, grace_days: 10 };
    let expected = [month(0), month(1), month(2)];
    let on = |text: &str| late_return(&expected, &[month(0)], promise, text.parse::<Date>().expect("a date"));
    assert_eq!(on("2010-04-10"), None, "the last day of grace for February");
    let late = on("2010-04-11").expect("late");
    assert_eq!(late.what, "The return for February 2010 was due by 10 April 2010 and had not come 1 day later.");
    assert_eq!(late.severity, Severity::Mild);
    assert_eq!(on("2010-07-09").expect("late").severity, Severity::Marked);
    assert_eq!(late_return(&expected, &expected, promise, "2012-01-01".parse().expect("a date")), None);
}

#[test]
fn quality_falls_dimension_by_dimension() {
    let profile = |index, complete, timely| QualityProfile {
        period: month(index),
        passed: BTreeMap::from([(QualityDimension::Completeness, complete), (QualityDimension::Timeliness, timely)]),
    };
    let before = [profile(0, 0.99, 0.9), profile(1, 0.98, 1.0), profile(2, 1.0, 0.95)];
    let found = quality_fell(&[&before[..], &[profile(3, 0.6, 0.8)]].concat()).expect("enough");
    let told: Vec<(Severity, &str)> = found.iter().map(|found| (found.severity, found.what.as_str())).collect();
    assert_eq!(
        told,
        [
            (
                Severity::Marked,
                "The completeness of the data fell: 60% of checks passed, at least 98% in each of the three before."
            ),
            (
                Severity::Mild,
                "The timeliness of the data fell: 80% of checks passed, at least 90% in each of the three before."
            ),
        ]
    );
    assert_eq!(quality_fell(&before), Err(Silence::TooShort { found: 2, needed: 3 }));
    assert_eq!(quality_fell(&[&before[..], &[profile(3, 1.2, 0.8)]].concat()), Err(Silence::NotFinite));
}

fn wild() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -1e3f64..1e3,
        1 => prop::sample::select(vec![f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 0.0, -0.0, f64::NAN, f64::INFINITY, 1e9]),
    ]
}

proptest! {
    #[test]
    fn no_series_stops_a_detector_and_its_order_changes_nothing(
        values in prop::collection::vec(wild(), 0..40),
        gaps in prop::collection::vec(0usize..40, 0..6),
    ) {
        let mut readings = series(&values);
        for gap in gaps {
            if let Some(reading) = readings.get_mut(gap) {
                *reading = Reading { value: None, status: Status::Suppressed, ..*reading };
            }
        }
        let mut turned = readings.clone();
        turned.reverse();
        for direction in [Direction::Increase, Direction::Decrease] {
            prop_assert_eq!(special_cause(&readings, direction), special_cause(&turned, direction));
            prop_assert_eq!(change_of_level(&readings, direction), change_of_level(&turned, direction));
        }
    }

    #[test]
    fn units_make_no_difference(values in prop::collection::vec(0i32..1000, 14..30), power in -8i32..9) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let scaled: Vec<f64> = values.iter().map(|value| value * 2f64.powi(power)).collect();
        prop_assert_eq!(
            special_cause(&series(&values), Direction::Decrease),
            special_cause(&series(&scaled), Direction::Decrease)
        );
    }
}
