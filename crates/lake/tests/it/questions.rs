//! Questions in SQL.

use crate::sample::{Told, contribute, submission, told, try_sql};
use hub::{Lake as _, PortError, ports::Scope};
use lake::Lake;

async fn sample(folder: &std::path::Path) -> Lake {
    let lake = Lake::open(folder).await.unwrap();
    let rows: Vec<Told> = (0..100_u32)
        .map(|row| {
            let area = if row % 2 == 0 { "E06000001" } else { "E06000002" };
            let mut told = told("absence", area, "2023-04-01/P1Y", f64::from(row));
            if row == 99 {
                told.value = None;
                told.mark = Some("c".to_owned());
            }
            told.row = row + 2;
            told
        })
        .collect();
    contribute(&lake, &submission("schools", 1), &rows, Scope::Dataset).await;
    contribute(&lake, &submission("others", 4), &rows[..10], Scope::Dataset).await;
    lake
}

#[tokio::test]
async fn a_question_is_answered_with_names_and_text() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample(folder.path()).await;
    let snapshot = lake.snapshot(None).await.unwrap();
    let question = "SELECT dataset, area, count(*) AS rows, sum(value) AS total, min(period_start) AS first_day
                    FROM observations WHERE status = 'present' GROUP BY dataset, area ORDER BY dataset, area";
    assert_eq!(lake.sql(&snapshot, question).await.unwrap().columns, ["dataset", "area", "rows", "total", "first_day"]);
    let rows = try_sql(&lake, &snapshot, question).await.unwrap();
    let text: Vec<String> = rows
        .iter()
        .map(|row| row.iter().map(|cell| cell.as_deref().unwrap_or("-")).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        text,
        [
            "others E06000001 5 20.0 2023-04-01",
            "others E06000002 5 25.0 2023-04-01",
            "schools E06000001 50 2450.0 2023-04-01",
            "schools E06000002 49 2401.0 2023-04-01",
        ]
    );
    let marks = try_sql(&lake, &snapshot, "SELECT mark, value FROM observations WHERE mark IS NOT NULL").await.unwrap();
    assert_eq!(marks, [[Some("c".to_owned()), None]]);
    let count = try_sql(&lake, &snapshot, "SELECT count(*) FROM observations").await.unwrap();
    assert_eq!(count, [[Some("110".to_owned())]]);
    let some = try_sql(&lake, &snapshot, "SELECT * FROM observations WHERE dataset = 'others' LIMIT 3").await.unwrap();
    assert_eq!(some.len(), 3);
    let joined = "SELECT count(*) FROM observations a JOIN observations b USING (dataset, area, source_row)";
    assert_eq!(try_sql(&lake, &snapshot, joined).await.unwrap(), [[Some("110".to_owned())]]);
}

#[tokio::test]
async fn a_question_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample(folder.path()).await;
    let snapshot = lake.snapshot(None).await.unwrap();
    let outside = folder.path().join("outside.csv");
    for question in [
        "INSERT INTO observations SELECT * FROM observations".to_owned(),
        "DELETE FROM observations".to_owned(),
        "UPDATE observations SET value = 1".to_owned(),
        "TRUNCATE TABLE observations".to_owned(),
        "DROP TABLE observations".to_owned(),
        "CREATE TABLE mine AS SELECT * FROM observations".to_owned(),
        "CREATE VIEW mine AS SELECT * FROM observations".to_owned(),
        format!("CREATE EXTERNAL TABLE mine STORED AS CSV LOCATION '{}'", outside.display()),
        format!("COPY observations TO '{}'", outside.display()),
        format!("EXPLAIN ANALYZE COPY observations TO '{}'", outside.display()),
        "SET datafusion.execution.batch_size = 1".to_owned(),
        "SELECT 1; SELECT 2".to_owned(),
        "SELECT 1; DROP TABLE observations".to_owned(),
        "BEGIN".to_owned(),
        "PREPARE mine AS SELECT 1".to_owned(),
        format!("SELECT * FROM '{}'", outside.display()),
        String::new(),
    ] {
        let error = try_sql(&lake, &snapshot, &question).await.unwrap_err();
        assert!(matches!(error, PortError::Question { .. }), "{question}: {error:?}");
        assert!(!outside.exists(), "{question}");
    }
    assert_eq!(lake.snapshot(None).await.unwrap(), snapshot);
}

#[tokio::test]
async fn what_is_wrong_with_a_question_is_said_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let lake = sample(folder.path()).await;
    let snapshot = lake.snapshot(None).await.unwrap();
    for (question, words) in [
        ("SELEC 1", "Expected"),
        ("SELECT height FROM observations", "height"),
        ("SELECT * FROM secrets", "secrets"),
        ("SELECT 1 / 0", "zero"),
    ] {
        let error = try_sql(&lake, &snapshot, question).await.unwrap_err();
        assert!(matches!(error, PortError::Question { .. }), "{question}: {error:?}");
        assert!(error.to_string().contains(words), "{question}: {error}");
    }
}
