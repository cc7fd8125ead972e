//! Queries: the same answer from a plain walk over what was put in, from SQL, from projections and without them.

use crate::sample::{Told, contribute, figures, line, submission, told, try_sql};
use datafusion::{
    arrow::{
        array::{AsArray, RecordBatch},
        datatypes::Float64Type,
    },
    parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder,
};
use futures::StreamExt;
use hub::{
    Actor, Lake as _,
    ports::{ObservationQuery, Scope},
    statements::{Beside, Statement, Statements, Subject},
};
use lake::Lake;
use proptest::prelude::*;
use std::{collections::BTreeMap, sync::Arc};
use terms::{AreaCode, DatasetId, Dimensions, Figure, IndicatorId, Period, Source};

const DATASETS: [&str; 2] = ["absence", "spending"];
const INDICATORS: [&str; 4] = ["alpha", "beta", "gamma-2", "gamma-10"];
const AREAS: [&str; 5] = ["E06000001", "E06000002", "E08000010", "E10000003", "E92000001"];
const PERIODS: [&str; 4] = ["2022-04-01/P1Y", "2022-04-01/P3Y", "2023-01-01/P1M", "2023-04-01/P1Y"];

fn dimensions(index: usize) -> Dimensions {
    match index {
        0 => Dimensions::new(),
        1 => Dimensions::from([("sex".to_owned(), "female".to_owned())]),
        _ => Dimensions::from([("age".to_owned(), "5 to 9".to_owned()), ("sex".to_owned(), "male".to_owned())]),
    }
}

fn observation() -> impl Strategy<Value = Told> {
    (0..INDICATORS.len(), 0..AREAS.len(), 0..PERIODS.len(), 0..3_usize, proptest::option::of(-5_i32..5), 1_u32..9)
        .prop_map(|(indicator, area, period, breakdown, value, row)| Told {
            dimensions: dimensions(breakdown),
            value: value.map(f64::from),
            mark: value.is_none().then(|| "x".to_owned()),
            row,
            ..told(INDICATORS[indicator], AREAS[area], PERIODS[period], 0.0)
        })
}

fn query() -> impl Strategy<Value = ObservationQuery> {
    let some = |from: &'static [&'static str]| proptest::sample::subsequence(from.to_vec(), 0..from.len().min(3));
    let limit = proptest::option::weighted(0.2, 0_u64..10);
    let narrow = (proptest::option::weighted(0.3, 0..3_usize), proptest::option::weighted(0.2, 1_u32..9), 0..6_usize);
    (some(&DATASETS), some(&INDICATORS), some(&AREAS), some(&PERIODS), narrow, limit).prop_map(
        |(datasets, indicators, areas, periods, (breakdown, row, bounds), limit)| ObservationQuery {
            datasets: datasets.into_iter().map(|text| DatasetId::parse(text).unwrap()).collect(),
            indicators: indicators.into_iter().map(|text| IndicatorId::parse(text).unwrap()).collect(),
            areas: areas.into_iter().map(|text| AreaCode::parse(text).unwrap()).collect(),
            periods: periods.into_iter().map(|text| Period::parse(text).unwrap()).collect(),
            from: (bounds == 1).then(|| terms::Date::constant(2022, 12, 1)),
            to: (bounds == 2).then(|| terms::Date::constant(2024, 3, 31)),
            dimensions: breakdown.map(dimensions),
            submission: (bounds == 3).then(|| submission("absence", 2)),
            cell: row.map(|row| Source { sheet: 1, row, column: 7 }),
            limit,
        },
    )
}

/// The query as a condition in SQL.
fn condition(query: &ObservationQuery) -> String {
    fn within<T: std::fmt::Display>(column: &str, things: &[T]) -> Option<String> {
        let list: Vec<String> = things.iter().map(|thing| format!("'{thing}'")).collect();
        (!list.is_empty()).then(|| format!("{column} IN ({})", list.join(", ")))
    }
    let mut parts: Vec<String> = [
        within("dataset", &query.datasets),
        within("indicator", &query.indicators),
        within("area", &query.areas),
        within("period", &query.periods),
        query.from.map(|day| format!("period_start >= DATE '{day}'")),
        query.to.map(|day| format!("period_end <= DATE '{}'", day.tomorrow().unwrap())),
        query.dimensions.as_ref().map(|dimensions| {
            let text = if dimensions.is_empty() { String::new() } else { serde_json::to_string(dimensions).unwrap() };
            format!("dimensions = '{text}'")
        }),
        query.submission.as_ref().map(|id| format!("dataset = '{}' AND submission = {}", id.dataset, id.number)),
        query.cell.map(|cell| {
            format!("source_sheet = {} AND source_row = {} AND source_column = {}", cell.sheet, cell.row, cell.column)
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    parts.push("true".to_owned());
    parts.join(" AND ")
}

async fn by_sql(lake: &Lake, query: &ObservationQuery) -> Vec<String> {
    let question = format!(
        "SELECT dataset, indicator, area, period, dimensions, value, numerator, denominator, lower, upper, status, mark,
                submission, source_sheet, source_row, source_column
         FROM observations WHERE {}",
        condition(query)
    );
    let snapshot = lake.snapshot(None).await.unwrap();
    let rows = try_sql(lake, &snapshot, &question).await.unwrap();
    let cell = |cell: &Option<String>| {
        let text = cell.as_deref().unwrap_or_default();
        text.strip_suffix(".0").unwrap_or(text).to_owned()
    };
    let mut lines: Vec<String> = rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("|")).collect();
    lines.sort();
    lines
}

fn lines(figures: &[Figure]) -> Vec<String> {
    let mut lines: Vec<String> = figures.iter().map(line).collect();
    lines.sort();
    lines
}

fn is_in_order(figures: &[Figure]) -> bool {
    let key = |figure: &Figure| {
        let text = if figure.dimensions.is_empty() {
            String::new()
        } else {
            serde_json::to_string(&*figure.dimensions).unwrap()
        };
        (figure.submission.dataset.clone(), figure.indicator.clone(), figure.area, text, figure.period)
    };
    figures.windows(2).all(|pair| key(&pair[0]) <= key(&pair[1]))
}

fn remove_projections(folder: &std::path::Path) {
    std::fs::remove_dir_all(folder.join("projections")).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn figures_are_what_sql_says_with_and_without_projections(
        submissions in proptest::collection::vec(proptest::collection::vec(observation(), 1..60), 3),
        queries in proptest::collection::vec(query(), 12),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let lake = Lake::open(folder.path()).await.unwrap();
            contribute(&lake, &submission("absence", 1), &submissions[0], Scope::Dataset).await;
            contribute(&lake, &submission("absence", 2), &submissions[1], Scope::Periods).await;
            contribute(&lake, &submission("spending", 1), &submissions[2], Scope::Dataset).await;
            let mut answers = BTreeMap::new();
            for (index, query) in queries.iter().enumerate() {
                let whole = ObservationQuery { limit: None, ..query.clone() };
                let answer = figures(&lake, None, whole.clone()).await;
                prop_assert!(is_in_order(&answer));
                prop_assert_eq!(lines(&answer), by_sql(&lake, &whole).await);
                let limited = figures(&lake, None, query.clone()).await;
                let limit = query.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap());
                prop_assert_eq!(&limited[..], &answer[..answer.len().min(limit)]);
                answers.insert(index, answer);
            }
            // A process that remembers nothing, and finds no projection.
            for (index, query) in queries.iter().enumerate().step_by(4) {
                remove_projections(folder.path());
                let afresh = Lake::open(folder.path()).await.unwrap();
                let answer = figures(&afresh, None, ObservationQuery { limit: None, ..query.clone() }).await;
                prop_assert_eq!(lines(&answer), lines(&answers[&index]));
                prop_assert!(is_in_order(&answer));
                afresh.settle().await.unwrap();
                std::fs::create_dir_all(folder.path().join("projections")).unwrap();
            }
            Ok(())
        })?;
    }
}

/// What the first area says of one of its indicators.
fn statement() -> Statement {
    Statement {
        number: 1,
        version: 1,
        subject: Subject::Outcome {
            area: AreaCode::parse(AREAS[0]).unwrap(),
            indicator: IndicatorId::parse(INDICATORS[0]).unwrap(),
        },
        body: "Hartlepool Borough Council".to_owned(),
        speaker: "Jane Smith, Director".to_owned(),
        words: "We changed how we count.".to_owned(),
        recorded_by: Actor::local_administrator("test"),
        recorded_at: "2026-03-03T12:00:00Z".parse().unwrap(),
        answered: None,
        withdrawn: None,
    }
}

#[tokio::test]
async fn an_export_is_one_parquet_file_with_every_figure() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    let mut rows = Vec::new();
    for area in AREAS {
        for indicator in INDICATORS {
            rows.push(told(indicator, area, PERIODS[0], 1.5));
        }
    }
    rows[3].value = None;
    contribute(&lake, &submission("absence", 1), &rows, Scope::Dataset).await;
    let snapshot = lake.snapshot(None).await.unwrap();
    let areas = vec![AreaCode::parse(AREAS[0]).unwrap()];
    let map = place::Map::england();
    let statements = Statements::of(vec![statement()], map);
    let beside = Arc::new(Beside::of(Arc::new(statements), &hub::Catalogue::default(), map));
    for (query, expected) in [
        (ObservationQuery::default(), rows.len()),
        (ObservationQuery { areas, ..ObservationQuery::default() }, INDICATORS.len()),
        (ObservationQuery { datasets: vec![DatasetId::parse("none").unwrap()], ..ObservationQuery::default() }, 0),
    ] {
        let mut stream = lake.parquet(&snapshot, query, Arc::clone(&beside)).await.unwrap();
        let mut bytes = Vec::new();
        while let Some(part) = stream.next().await {
            bytes.extend_from_slice(&part.unwrap());
        }
        let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).unwrap();
        assert_eq!(reader.schema().field(0).name(), "dataset");
        let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
        assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), expected);
        for batch in &batches {
            let values = batch.column_by_name("value").unwrap().as_primitive::<Float64Type>();
            assert!(values.iter().flatten().all(|value| value.to_bits() == 1.5_f64.to_bits()));
            let areas = batch.column_by_name("area").unwrap().as_string::<i32>();
            assert!(areas.iter().all(|area| area.unwrap().len() == 9));
            let indicators = batch.column_by_name("indicator").unwrap().as_string::<i32>();
            let said = batch.column_by_name("statement").unwrap().as_string::<i32>();
            for ((area, indicator), said) in areas.iter().zip(indicators).zip(said) {
                let spoken_of = (area.unwrap(), indicator.unwrap()) == (AREAS[0], INDICATORS[0]);
                let words = "Hartlepool Borough Council, 3 March 2026: We changed how we count.";
                assert_eq!(said, spoken_of.then_some(words), "what the place says goes out with its figure");
            }
            assert!(batch.column_by_name("must_not_be_used_for").is_some());
        }
    }
}
