//! Questions, figures and linkage on a cluster: the same answers as here, or an error.

use crate::sample::{Told, contribute, figures, files_under, line, submission, told, try_figures, try_sql};
use hub::{
    Lake as _, PortError,
    ports::{ObservationQuery, Scope},
};
use lake::{
    Lake,
    cluster::{Cluster, ExecutorOptions, SchedulerOptions, run_executor, serve_scheduler},
};
use std::{
    path::Path,
    sync::{LazyLock, mpsc},
    time::Duration,
};
use terms::{AreaCode, DatasetId, Dimensions, IndicatorId};

/// A scheduler and two executors that serve all tests of this process, on threads of their own.
static ADDRESS: LazyLock<String> = LazyLock::new(|| {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = format!("df://{}", listener.local_addr().unwrap());
            for number in 1..=2 {
                // The process ends without ending its executors: what they leave, the next run removes.
                let work_folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("executor-{number}"));
                let _ = std::fs::remove_dir_all(&work_folder);
                let options = ExecutorOptions {
                    scheduler: address.clone(),
                    port: None,
                    work_folder: Some(work_folder),
                    threads: 2,
                    memory_bytes: Some(512 << 20),
                };
                tokio::spawn(async move { run_executor(options).await.unwrap() });
            }
            sender.send(address).unwrap();
            serve_scheduler(listener, SchedulerOptions::default(), std::future::pending()).await.unwrap();
        });
    });
    receiver.recv_timeout(Duration::from_secs(60)).unwrap()
});

/// The cluster of these tests.
pub fn cluster() -> Cluster {
    Cluster::at(&ADDRESS).unwrap()
}

/// Two datasets in several files, one of them revised, with every sort of value.
async fn sample(folder: &Path) -> Lake {
    let lake = Lake::open(folder).await.unwrap();
    for number in 1..=4_u32 {
        let rows: Vec<Told> = (0..250_u32)
            .map(|row| {
                let area = ["E06000001", "E06000002", "E06000004"][row as usize % 3];
                let indicator = ["absence", "it-s-odd"][row as usize % 2];
                let mut told = told(indicator, area, &format!("{}-04-01/P1Y", 2015 + number), f64::from(row) / 4.0);
                told.row = row + 2;
                if row % 10 == 0 {
                    told.value = None;
                    told.mark = Some("c".to_owned());
                }
                if row % 5 == 1 {
                    told.dimensions = Dimensions::from([("sex".to_owned(), "F".to_owned())]);
                }
                told
            })
            .collect();
        contribute(&lake, &submission("schools", number), &rows, Scope::Periods).await;
    }
    let others: Vec<Told> = (0..40).map(|row| told("waste", "E06000002", "2019-04-01/P1Y", f64::from(row))).collect();
    contribute(&lake, &submission("others", 5), &others, Scope::Dataset).await;
    lake
}

#[tokio::test]
async fn a_question_has_the_same_answer_on_a_cluster() {
    let folder = tempfile::tempdir().unwrap();
    let here = sample(folder.path()).await;
    let there = here.clone().on_cluster(cluster());
    let snapshot = here.snapshot(None).await.unwrap();
    for question in [
        "SELECT count(*) FROM observations",
        "SELECT count(*), count(value), sum(value), min(area), max(period_start) FROM observations",
        "SELECT dataset, indicator, area, count(*), sum(value) FROM observations GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        "SELECT * FROM observations ORDER BY dataset, submission, indicator, area, dimensions, source_row, value",
        "SELECT area, value FROM observations WHERE dataset = 'others' AND value > 30 ORDER BY value DESC LIMIT 3",
        "SELECT count(*) FROM observations a JOIN observations b USING (dataset, area, source_row)",
        "SELECT count(*) FROM observations WHERE value > (SELECT avg(value) FROM observations)",
        "SELECT DISTINCT mark FROM observations ORDER BY mark NULLS FIRST",
        "SELECT area, value, row_number() OVER (PARTITION BY area ORDER BY submission, indicator, source_row) AS n
         FROM observations WHERE indicator = 'it-s-odd' ORDER BY area, n",
        "SELECT dataset FROM observations UNION SELECT area FROM observations ORDER BY 1",
        "SELECT * FROM observations WHERE false",
        "SELECT count(*) FROM observations WHERE dataset = 'nothing'",
        "SELECT 1 AS one",
    ] {
        let columns = here.sql(&snapshot, question).await.unwrap().columns;
        assert_eq!(there.sql(&snapshot, question).await.unwrap().columns, columns, "{question}");
        let rows = try_sql(&here, &snapshot, question).await.unwrap();
        assert_eq!(try_sql(&there, &snapshot, question).await.unwrap(), rows, "{question}");
    }
    let some = "SELECT * FROM observations LIMIT 7";
    assert_eq!(try_sql(&there, &snapshot, some).await.unwrap().len(), 7);
    let older = here.snapshot(Some(2)).await.unwrap();
    let count = "SELECT count(*) FROM observations";
    assert_eq!(try_sql(&there, &older, count).await.unwrap(), [[Some("500".to_owned())]]);
    let none = here.snapshot(Some(0)).await.unwrap();
    assert_eq!(try_sql(&there, &none, count).await.unwrap(), [[Some("0".to_owned())]]);
}

#[tokio::test]
async fn what_is_wrong_with_a_question_is_told_there_as_here() {
    let folder = tempfile::tempdir().unwrap();
    let here = sample(folder.path()).await;
    let there = here.clone().on_cluster(cluster());
    let snapshot = here.snapshot(None).await.unwrap();
    for (question, words) in [
        ("SELEC 1", "Expected"),
        ("SELECT height FROM observations", "height"),
        ("SELECT * FROM secrets", "secrets"),
        ("SELECT 1 / (submission - submission) FROM observations", "zero"),
        ("DROP TABLE observations", "Only reading"),
        ("COPY observations TO '/tmp/outside.csv'", "Only reading"),
        ("SELECT * FROM '/etc/passwd'", "not found"),
        ("SHOW TABLES", ""),
    ] {
        for lake in [&here, &there] {
            let error = try_sql(lake, &snapshot, question).await.unwrap_err();
            assert!(matches!(error, PortError::Question { .. }), "{question}: {error:?}");
            assert!(error.to_string().contains(words), "{question}: {error}");
        }
    }
}

#[tokio::test]
async fn figures_come_in_the_same_order_from_a_cluster() {
    let folder = tempfile::tempdir().unwrap();
    let here = sample(folder.path()).await;
    let there = here.clone().on_cluster(cluster());
    let all = ObservationQuery::default();
    let schools = DatasetId::parse("schools").unwrap();
    for query in [
        all.clone(),
        ObservationQuery { datasets: vec![schools.clone()], limit: Some(301), ..all.clone() },
        ObservationQuery { areas: vec![AreaCode::parse("E06000002").unwrap()], ..all.clone() },
        ObservationQuery { indicators: vec![IndicatorId::parse("it-s-odd").unwrap()], ..all.clone() },
        ObservationQuery { from: Some(terms::Date::constant(2018, 4, 1)), ..all.clone() },
        ObservationQuery { to: Some(terms::Date::constant(2018, 3, 31)), ..all.clone() },
        ObservationQuery { periods: vec![terms::Period::parse("2017-04-01/P1Y").unwrap()], ..all.clone() },
        ObservationQuery { dimensions: Some(Dimensions::new()), ..all.clone() },
        ObservationQuery { submission: Some(submission("schools", 3)), ..all.clone() },
        ObservationQuery { datasets: vec![DatasetId::parse("nothing").unwrap()], ..all.clone() },
    ] {
        let lines = |figures: Vec<terms::Figure>| figures.iter().map(line).collect::<Vec<_>>();
        let expected = lines(figures(&here, None, query.clone()).await);
        assert_eq!(lines(figures(&there, None, query.clone()).await), expected, "{query:?}");
    }
}

#[tokio::test]
async fn a_file_that_is_gone_or_short_is_an_error_there_as_here() {
    let folder = tempfile::tempdir().unwrap();
    let here = sample(folder.path()).await;
    here.settle().await.unwrap();
    let snapshot = here.snapshot(None).await.unwrap();
    let victim = files_under(&folder.path().join("observations"))
        .into_iter()
        .find(|path| path.extension().is_some_and(|ending| ending == "parquet"))
        .unwrap();
    let bytes = std::fs::read(&victim).unwrap();
    let mut flipped = bytes.clone();
    let middle = flipped.len() / 2;
    flipped.truncate(middle);
    for wrong in [None, Some(flipped)] {
        match wrong {
            None => std::fs::remove_file(&victim).unwrap(),
            Some(short) => std::fs::write(&victim, short).unwrap(),
        }
        // Opened after the change, as a process would be that knows nothing of the file yet.
        let here = Lake::open(folder.path()).await.unwrap();
        let there = here.clone().on_cluster(cluster());
        for question in [
            "SELECT count(*) FROM observations",
            "SELECT sum(value) FROM observations WHERE area = 'E06000001'",
            "SELECT count(*) FROM observations a JOIN observations b USING (dataset, area, source_row)",
        ] {
            for lake in [&here, &there] {
                let error = try_sql(lake, &snapshot, question).await.unwrap_err();
                assert!(!matches!(error, PortError::Question { .. }), "{question}: {error:?}");
            }
            let told = try_sql(&there, &snapshot, question).await.unwrap_err();
            assert!(matches!(&told, PortError::Inconsistent { what } if what.contains("pinned")), "{told:?}");
        }
        assert!(try_figures(&there, &snapshot, ObservationQuery::default()).await.is_err());
    }
    std::fs::write(&victim, bytes).unwrap();
    let there = here.on_cluster(cluster());
    let count = try_sql(&there, &snapshot, "SELECT count(*) FROM observations").await.unwrap();
    assert_eq!(count, [[Some(snapshot.rows.to_string())]]);
}

#[tokio::test]
async fn where_nobody_answers_there_is_an_error_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let lake = Lake::open(folder.path()).await.unwrap().on_cluster(Cluster::at(&format!("df://{free}")).unwrap());
    let snapshot = lake.snapshot(None).await.unwrap();
    let error = try_sql(&lake, &snapshot, "SELECT count(*) FROM observations").await.unwrap_err();
    assert!(error.to_string().contains("wholeplace scheduler"), "{error}");
}
