//! Revisions, scopes, and the table as it stood.

use crate::sample::{Told, contribute, figures, files_under, stage, submission, told, try_figures};
use hub::{
    Lake as _,
    ports::{ObservationQuery, Scope},
};
use lake::Lake;
use std::collections::BTreeSet;
use terms::Period;

const FIRST: &str = "2022-04-01/P1Y";
const SECOND: &str = "2023-04-01/P1Y";
const THIRD: &str = "2024-04-01/P1Y";

fn years(years: &[&str], value: f64) -> Vec<Told> {
    let areas = ["E06000001", "E06000002", "E06000003"];
    years.iter().flat_map(|year| areas.map(|area| told("absence", area, year, value))).collect()
}

/// The values in a version by year, with the submission that brought them.
async fn held(lake: &Lake, version: Option<i64>) -> BTreeSet<(String, String, u32)> {
    let figures = figures(lake, version, ObservationQuery::default()).await;
    assert_eq!(figures.len() % 3, 0, "whole years: {figures:?}");
    figures
        .iter()
        .map(|figure| (figure.period.to_string(), figure.value.unwrap().to_string(), figure.submission.number))
        .collect()
}

fn expect(years: &[(&str, &str, u32)]) -> BTreeSet<(String, String, u32)> {
    years.iter().map(|&(year, value, number)| (year.to_owned(), value.to_owned(), number)).collect()
}

#[tokio::test]
async fn every_version_stays_readable_whatever_comes_after() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    let one = contribute(&lake, &submission("absence", 1), &years(&[FIRST, SECOND], 1.0), Scope::Dataset).await;
    // Partly overlaps the first: its first year is written again and keeps its submission.
    let two = contribute(&lake, &submission("absence", 2), &years(&[SECOND, THIRD], 2.0), Scope::Periods).await;
    // Replaces one whole file's period and touches nothing else.
    let three = contribute(&lake, &submission("absence", 3), &years(&[FIRST], 3.0), Scope::Periods).await;
    let four = contribute(&lake, &submission("absence", 4), &years(&[THIRD], 4.0), Scope::Dataset).await;
    // Another dataset does not touch it.
    contribute(&lake, &submission("other", 1), &years(&[THIRD], 5.0), Scope::Dataset).await;

    for lake in [lake.clone(), Lake::open(folder.path()).await.unwrap()] {
        assert!(held(&lake, Some(0)).await.is_empty());
        assert_eq!(held(&lake, Some(one)).await, expect(&[(FIRST, "1", 1), (SECOND, "1", 1)]));
        assert_eq!(held(&lake, Some(two)).await, expect(&[(FIRST, "1", 1), (SECOND, "2", 2), (THIRD, "2", 2)]));
        assert_eq!(held(&lake, Some(three)).await, expect(&[(FIRST, "3", 3), (SECOND, "2", 2), (THIRD, "2", 2)]));
        assert_eq!(held(&lake, Some(four)).await, expect(&[(THIRD, "4", 4)]));
        assert_eq!(held(&lake, None).await, expect(&[(THIRD, "4", 4), (THIRD, "5", 1)]));
        assert!(lake.snapshot(Some(99)).await.is_err());
        assert!(lake.snapshot(Some(-1)).await.is_err());
    }
    lake.sweep(&[]).await.unwrap();
    assert_eq!(
        held(&lake, Some(one)).await,
        expect(&[(FIRST, "1", 1), (SECOND, "1", 1)]),
        "a sweep removes no version"
    );
}

#[tokio::test]
async fn one_councils_return_leaves_the_others_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    contribute(&lake, &submission("returns", 1), &years(&[FIRST, SECOND], 1.0), Scope::Dataset).await;
    let second_of =
        |area: &str, value| vec![told("absence", area, SECOND, value), told("referrals", area, SECOND, value)];
    let staged = stage(&lake, &submission("returns", 2), &second_of("E06000002", 2.0));
    let changes = lake.compare(&staged, Scope::PeriodsAndAreas).await.unwrap();
    assert_eq!((changes.added, changes.removed, changes.revised, changes.unchanged), (1, 0, 1, 0));
    lake.commit(&staged, Scope::PeriodsAndAreas).await.unwrap();
    contribute(&lake, &submission("returns", 3), &second_of("E06000009", 3.0), Scope::PeriodsAndAreas).await;
    // A return for two areas, each in a year of its own, replaces nothing where they do not stand together.
    let crossed = [told("absence", "E06000001", FIRST, 4.0), told("absence", "E06000003", SECOND, 4.0)];
    let staged = stage(&lake, &submission("returns", 4), &crossed);
    let changes = lake.compare(&staged, Scope::PeriodsAndAreas).await.unwrap();
    assert_eq!((changes.added, changes.removed, changes.revised, changes.unchanged), (0, 0, 2, 0));
    lake.commit(&staged, Scope::PeriodsAndAreas).await.unwrap();
    let told = |figure: &terms::Figure| {
        format!("{} {} {} {}", figure.indicator, figure.area, figure.period.label(), figure.value.unwrap())
    };
    let held: Vec<String> = figures(&lake, None, ObservationQuery::default()).await.iter().map(told).collect();
    assert_eq!(
        held,
        [
            "absence E06000001 2022-23 4",
            "absence E06000001 2023-24 1",
            "absence E06000002 2022-23 1",
            "absence E06000002 2023-24 2",
            "absence E06000003 2022-23 1",
            "absence E06000003 2023-24 4",
            "absence E06000009 2023-24 3",
            "referrals E06000002 2023-24 2",
            "referrals E06000009 2023-24 3",
        ]
    );
}

#[tokio::test]
async fn a_second_commit_of_a_submission_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    let staged = stage(&lake, &submission("absence", 1), &years(&[FIRST], 1.0));
    let first = lake.commit(&staged, Scope::Dataset).await.unwrap();
    contribute(&lake, &submission("absence", 2), &years(&[SECOND], 2.0), Scope::Periods).await;
    let newest = lake.snapshot(None).await.unwrap();
    assert_eq!(lake.commit(&staged, Scope::Dataset).await.unwrap(), first);
    drop(lake);
    let lake = Lake::open(folder.path()).await.unwrap();
    assert_eq!(lake.commit(&staged, Scope::Dataset).await.unwrap(), first);
    assert_eq!(lake.snapshot(None).await.unwrap(), newest);
    assert!(lake.discard(&staged).await.is_err(), "what is in use is not discarded");
}

#[tokio::test]
async fn many_versions_are_kept_past_a_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    for number in 1..=105 {
        let value = f64::from(number);
        contribute(&lake, &submission("absence", number), &years(&[FIRST], value), Scope::Dataset).await;
    }
    let checkpoints = files_under(&folder.path().join("observations/_delta_log"));
    assert!(checkpoints.iter().any(|path| path.to_string_lossy().contains("checkpoint")), "{checkpoints:?}");
    drop(lake);
    let lake = Lake::open(folder.path()).await.unwrap();
    for version in [1, 50, 99, 100, 105] {
        let number = u32::try_from(version).unwrap();
        assert_eq!(held(&lake, Some(version)).await, expect(&[(FIRST, &version.to_string(), number)]));
    }
    lake.sweep(&[]).await.unwrap();
    assert_eq!(held(&lake, Some(2)).await, expect(&[(FIRST, "2", 2)]));
}

#[tokio::test]
async fn a_sweep_removes_only_what_nobody_knows() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    contribute(&lake, &submission("absence", 1), &years(&[FIRST], 1.0), Scope::Dataset).await;
    let kept = stage(&lake, &submission("absence", 2), &years(&[SECOND], 2.0));
    let lost = stage(&lake, &submission("absence", 3), &years(&[THIRD], 3.0));
    assert_eq!(lake.sweep(&[]).await.unwrap(), 0, "what this process is staging is guarded");
    drop(lake);
    // As after a restart.
    let lake = Lake::open(folder.path()).await.unwrap();
    assert_eq!(lake.sweep(std::slice::from_ref(&kept)).await.unwrap(), 1);
    assert_eq!(lake.sweep(std::slice::from_ref(&kept)).await.unwrap(), 0);
    assert!(lake.commit(&lost, Scope::Periods).await.is_err(), "its file is gone, so it cannot come into use");
    lake.commit(&kept, Scope::Periods).await.unwrap();
    assert_eq!(held(&lake, None).await, expect(&[(FIRST, "1", 1), (SECOND, "2", 2)]));
}

#[tokio::test]
async fn changes_are_counted_and_the_largest_told() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    let staged = stage(&lake, &submission("absence", 1), &years(&[FIRST, SECOND], 10.0));
    let changes = lake.compare(&staged, Scope::Dataset).await.unwrap();
    assert_eq!((changes.against, changes.added, changes.removed), (None, 6, 0));
    assert_eq!(changes.areas_added.len(), 3);
    lake.commit(&staged, Scope::Dataset).await.unwrap();

    let mut next = years(&[SECOND, THIRD], 10.0);
    next[0].value = Some(11.0);
    next[1].value = Some(20.0);
    next[5].area = "E06000004".to_owned();
    let staged = stage(&lake, &submission("absence", 2), &next);
    let whole = lake.compare(&staged, Scope::Dataset).await.unwrap();
    assert_eq!(whole.against, Some(1));
    assert_eq!((whole.added, whole.removed, whole.revised, whole.unchanged), (3, 3, 2, 1));
    let told: Vec<_> = whole.largest.iter().map(|revision| (revision.before, revision.now)).collect();
    assert_eq!(told, [(Some(10.0), Some(20.0)), (Some(10.0), Some(11.0))]);
    assert_eq!(whole.areas_added, [terms::AreaCode::parse("E06000004").unwrap()]);
    assert_eq!(whole.periods_added, [Period::parse(THIRD).unwrap()]);
    assert!(whole.areas_removed.is_empty());
    let periods = lake.compare(&staged, Scope::Periods).await.unwrap();
    assert_eq!((periods.added, periods.removed, periods.revised, periods.unchanged), (3, 0, 2, 1));
}

#[tokio::test]
async fn a_snapshot_that_was_taken_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    contribute(&lake, &submission("absence", 1), &years(&[FIRST], 1.0), Scope::Dataset).await;
    let taken = lake.snapshot(None).await.unwrap();
    contribute(&lake, &submission("absence", 2), &years(&[FIRST], 2.0), Scope::Dataset).await;
    let figures = try_figures(&lake, &taken, ObservationQuery::default()).await.unwrap();
    assert!(figures.iter().all(|figure| figure.value == Some(1.0)));
}
