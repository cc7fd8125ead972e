//! Projections: derived, rebuilt, never trusted. And files of more than a million rows.

use crate::sample::{Told, contribute, figures, files_under, line, stage, submission, told, try_figures};
use hub::{
    Lake as _,
    ports::{ObservationQuery, Scope, Staged},
};
use lake::Lake;
use terms::{AreaCode, Dimensions, Figure, IndicatorId, ObservationRow, Period, Source, Status, Vocabulary};

fn sample(value: f64) -> Vec<Told> {
    let areas = ["E06000002", "E06000001"];
    areas.iter().map(|area| told("absence", area, "2023-04-01/P1Y", value)).collect()
}

#[tokio::test]
async fn a_projection_that_disagrees_is_not_used_and_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    contribute(&lake, &submission("absence", 1), &sample(1.0), Scope::Dataset).await;
    contribute(&lake, &submission("other", 1), &sample(2.0), Scope::Dataset).await;
    lake.settle().await.unwrap();
    let right: Vec<String> = figures(&lake, None, ObservationQuery::default()).await.iter().map(line).collect();
    let projections = files_under(&folder.path().join("projections/dataset=absence"));
    assert_eq!(projections.len(), 2);
    for damage in ["another's", "shortened", "empty", "removed"] {
        for projection in &projections {
            match damage {
                "another's" => {
                    let other = projection.to_string_lossy().replace("dataset=absence", "dataset=other");
                    std::fs::copy(other, projection).unwrap();
                }
                "shortened" => {
                    let bytes = std::fs::read(projection).unwrap();
                    std::fs::write(projection, &bytes[..bytes.len() - 9]).unwrap();
                }
                "empty" => std::fs::write(projection, []).unwrap(),
                _ => std::fs::remove_file(projection).unwrap(),
            }
        }
        let afresh = Lake::open(folder.path()).await.unwrap();
        let found: Vec<String> = figures(&afresh, None, ObservationQuery::default()).await.iter().map(line).collect();
        assert_eq!(found, right, "{damage}");
        afresh.settle().await.unwrap();
        assert_eq!(files_under(&folder.path().join("projections/dataset=absence")), projections, "{damage}");
        let found: Vec<String> = figures(&afresh, None, ObservationQuery::default()).await.iter().map(line).collect();
        assert_eq!(found, right, "{damage}, made again");
    }
}

#[tokio::test]
async fn a_projection_that_breaks_while_it_is_read_is_an_error_and_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    contribute(&lake, &submission("absence", 1), &sample(1.0), Scope::Dataset).await;
    assert_eq!(figures(&lake, None, ObservationQuery::default()).await.len(), 2);
    for projection in files_under(&folder.path().join("projections")) {
        let length = std::fs::metadata(&projection).unwrap().len();
        std::fs::write(&projection, vec![0xff; usize::try_from(length).unwrap()]).unwrap();
    }
    // The footers are remembered, the pages behind them are nonsense.
    let snapshot = lake.snapshot(None).await.unwrap();
    assert!(try_figures(&lake, &snapshot, ObservationQuery::default()).await.is_err());
    assert_eq!(figures(&lake, None, ObservationQuery::default()).await.len(), 2, "the next read does without");
}

const INDICATORS: u32 = 30;
const AREAS: u32 = 100;

/// A submission of several files: 1.2 million rows.
fn large(lake: &Lake, periods: u32) -> Staged {
    let mut vocabulary = Vocabulary::default();
    for index in 0..INDICATORS {
        vocabulary.indicator(&IndicatorId::parse(&format!("indicator-{index:02}")).unwrap());
    }
    let female = vocabulary.dimension(&Dimensions::from([("sex".to_owned(), "female".to_owned())]));
    let mut staging = lake.stage(&submission("large", 1)).unwrap();
    let mut row_number = 1;
    for period in 0..periods {
        let month = i8::try_from(period % 12 + 1).unwrap();
        let period = Period::month(1990 + i16::try_from(period / 12).unwrap(), month).unwrap();
        let mut rows = Vec::new();
        for area in 0..AREAS {
            for indicator in 0..INDICATORS {
                row_number += 1;
                rows.push(ObservationRow {
                    indicator,
                    area: AreaCode::parse(&format!("E07{area:06}")).unwrap(),
                    period,
                    dimensions: if row_number % 2 == 0 { female } else { 0 },
                    value: Some(f64::from(row_number)),
                    numerator: None,
                    denominator: None,
                    lower: None,
                    upper: None,
                    status: Status::Present,
                    token: 0,
                    source: Source { sheet: 0, row: row_number, column: 1 },
                });
            }
        }
        staging.sink().rows(&vocabulary, &rows).unwrap();
    }
    staging.finish().unwrap()
}

async fn count_and_check_order(lake: &Lake, query: ObservationQuery) -> usize {
    let found = figures(lake, None, query).await;
    let key =
        |figure: &Figure| (figure.indicator.clone(), figure.area, figure.dimensions.get("sex").cloned(), figure.period);
    assert!(found.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])), "in order, and none twice");
    found.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_of_many_files_is_read_in_one_order() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    let periods = 400;
    let staged = large(&lake, periods);
    assert_eq!(staged.rows, 1_200_000);
    assert_eq!(staged.files.len(), 2);
    lake.commit(&staged, Scope::Dataset).await.unwrap();
    let (periods, indicators, areas) =
        (usize::try_from(periods).unwrap(), usize::try_from(INDICATORS).unwrap(), usize::try_from(AREAS).unwrap());
    let area = ObservationQuery { areas: vec![AreaCode::parse("E07000042").unwrap()], ..ObservationQuery::default() };
    let indicator = ObservationQuery {
        indicators: vec![IndicatorId::parse("indicator-07").unwrap()],
        ..ObservationQuery::default()
    };
    // Perhaps before the projections are made, and surely after.
    for _ in 0..2 {
        assert_eq!(count_and_check_order(&lake, area.clone()).await, periods * indicators);
        assert_eq!(count_and_check_order(&lake, indicator.clone()).await, periods * areas);
        assert_eq!(count_and_check_order(&lake, ObservationQuery::default()).await, periods * indicators * areas);
        lake.settle().await.unwrap();
    }
    let next = stage(&lake, &submission("large", 2), &sample(1.0));
    let changes = lake.compare(&next, Scope::Dataset).await.unwrap();
    assert_eq!((changes.added, changes.removed, changes.areas_removed.len()), (2, 1_200_000, areas));
}
