//! A snapshot is a pinned list: what is missing stops the read.

use crate::sample::{contribute, figures, files_under, line, stage, submission, told, try_figures, try_sql};
use hub::{
    Lake as _, PortError,
    ports::{ObservationQuery, Scope},
};
use lake::Lake;
use terms::{AreaCode, Dimensions};

fn sample() -> Vec<crate::sample::Told> {
    let mut hidden = told("absence", "E06000001", "2024-04-01/P1Y", 0.0);
    hidden.value = None;
    hidden.mark = Some("c".to_owned());
    let mut girls = told("absence", "E06000002", "2023-09-01/P1Y", 7.5);
    girls.dimensions =
        Dimensions::from([("sex".to_owned(), "fem\"ale".to_owned()), ("age".to_owned(), "5".to_owned())]);
    vec![
        told("spending", "E06000002", "2023-04-01/P1Y", -3.25),
        hidden,
        girls,
        told("absence", "E06000001", "2023-04-01/P1Y", 29.6),
    ]
}

#[tokio::test]
async fn what_goes_in_comes_out_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    let version = contribute(&lake, &submission("schools", 1), &sample(), Scope::Dataset).await;
    assert_eq!(version, 1);
    let lines: Vec<String> = figures(&lake, None, ObservationQuery::default()).await.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "schools|absence|E06000001|2023-04-01/P1Y||29.6|59.2||28.6|30.6|present||1|1|2|7",
            "schools|absence|E06000001|2024-04-01/P1Y|||||||suppressed|c|1|1|2|7",
            "schools|absence|E06000002|2023-09-01/P1Y|{\"age\":\"5\",\"sex\":\"fem\\\"ale\"}|7.5|15||6.5|8.5|present||1|1|2|7",
            "schools|spending|E06000002|2023-04-01/P1Y||-3.25|-6.5||-4.25|-2.25|present||1|1|2|7",
        ]
    );
}

#[tokio::test]
async fn a_missing_or_changed_file_stops_every_way_of_reading() {
    for damage in ["removed", "shortened", "swapped"] {
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::open(folder.path()).await.unwrap();
        contribute(&lake, &submission("schools", 1), &sample(), Scope::Dataset).await;
        contribute(&lake, &submission("others", 1), &sample()[..1], Scope::Dataset).await;
        let file = files_under(&folder.path().join("observations/dataset=schools")).pop().unwrap();
        match damage {
            "removed" => std::fs::remove_file(&file).unwrap(),
            "shortened" => {
                let bytes = std::fs::read(&file).unwrap();
                std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
            }
            _ => {
                let other = files_under(&folder.path().join("observations/dataset=others")).pop().unwrap();
                std::fs::copy(other, &file).unwrap();
            }
        }
        // With what this process remembers, and afresh.
        for lake in [lake, Lake::open(folder.path()).await.unwrap()] {
            let snapshot = lake.snapshot(None).await.unwrap();
            assert_eq!(snapshot.rows, 5);
            let error = try_figures(&lake, &snapshot, ObservationQuery::default()).await.unwrap_err();
            assert!(matches!(error, PortError::Inconsistent { .. }), "{damage}: {error}");
            let area = AreaCode::parse("E06000001").unwrap();
            let query = ObservationQuery { areas: vec![area], ..ObservationQuery::default() };
            assert!(try_figures(&lake, &snapshot, query).await.is_err(), "{damage}");
            for question in ["SELECT count(*) FROM observations", "SELECT * FROM observations WHERE area = 'x'"] {
                let error = try_sql(&lake, &snapshot, question).await.unwrap_err();
                assert!(matches!(error, PortError::Inconsistent { .. }), "{damage}: {error}");
            }
        }
    }
}

#[tokio::test]
async fn a_table_with_deletion_vectors_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(Lake::open(folder.path()).await.unwrap());
    let protocol = r#"{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}}"#;
    std::fs::write(folder.path().join("observations/_delta_log/00000000000000000001.json"), protocol).unwrap();
    let error = Lake::open(folder.path()).await.unwrap_err();
    assert!(error.to_string().contains("deletion vectors"), "{error}");
}

#[tokio::test]
async fn what_is_staged_is_in_no_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap();
    let before = lake.snapshot(None).await.unwrap();
    let staged = stage(&lake, &submission("schools", 1), &sample());
    assert_eq!(staged.rows, 4);
    assert_eq!(staged.periods.len(), 3);
    assert_eq!(lake.snapshot(None).await.unwrap(), before);
    assert!(figures(&lake, None, ObservationQuery::default()).await.is_empty());
    let mut abandoned = lake.stage(&submission("schools", 2)).unwrap();
    let (vocabulary, rows) = crate::sample::rows(&sample());
    abandoned.sink().rows(&vocabulary, &rows).unwrap();
    abandoned.discard();
    assert_eq!(files_under(&folder.path().join("observations/dataset=schools")).len(), 1, "only the first is left");
}

#[tokio::test]
async fn one_process_writes_and_others_read() {
    let folder = tempfile::tempdir().unwrap();
    let writer = Lake::open(folder.path()).await.unwrap();
    writer.claim().unwrap();
    let reader = Lake::open(folder.path()).await.unwrap();
    let error = reader.claim().unwrap_err();
    assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
    assert!(reader.stage(&submission("schools", 1)).is_err());
    contribute(&writer, &submission("schools", 1), &sample(), Scope::Dataset).await;
    assert_eq!(figures(&reader, None, ObservationQuery::default()).await.len(), 4, "a reader sees the new version");
    drop(writer);
    reader.claim().unwrap();
}
