//! A process that is killed at any moment: what it acknowledged is all there, what it did not is not half there.

use crate::sample::{Told, figures, stage, submission, told};
use hub::{
    Lake as _,
    ports::{ObservationQuery, Scope},
};
use lake::Lake;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

const FOLDER: &str = "WHOLEPLACE_LAKE_FAULT_FOLDER";
const ROWS: usize = 500;
const DATASETS: u32 = 3;

/// Submission `number` brings one period of its own, so that all of them stay in use side by side.
fn observations(number: u32) -> Vec<Told> {
    let period = format!("{}-{:02}-01/P1M", 1900 + number / 12, number % 12 + 1);
    let row = |row: usize| told("absence", &format!("E07{row:06}"), &period, f64::from(number));
    (0..ROWS).map(row).collect()
}

fn dataset(number: u32) -> String {
    format!("dataset-{}", number % DATASETS)
}

/// Not a test of its own: the process that is killed. It contributes and writes down what was acknowledged.
#[tokio::test]
async fn contributes_until_it_is_killed() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    let lake = Lake::open(&folder.join("lake")).await.unwrap();
    let mut acknowledged = fs::OpenOptions::new().append(true).create(true).open(folder.join("acknowledged")).unwrap();
    let bytes = folder.join("acknowledged");
    let begin = fs::read_to_string(&bytes).unwrap().lines().count();
    for number in u32::try_from(begin).unwrap() + 1.. {
        lake.keep(&bytes).await.unwrap();
        let staged = stage(&lake, &submission(&dataset(number), number), &observations(number));
        let done = lake.commit(&staged, Scope::Periods).await.unwrap();
        // One call: a line is there or it is not.
        acknowledged.write_all(format!("{number} {}\n", done.version).as_bytes()).unwrap();
    }
}

/// The submissions whose commits were acknowledged.
fn acknowledged(folder: &Path) -> BTreeSet<u32> {
    let text = fs::read_to_string(folder.join("acknowledged")).unwrap_or_default();
    text.lines().filter_map(|line| line.split_once(' ')?.0.parse().ok()).collect()
}

/// What is in use: the rows of every submission.
async fn in_use(lake: &Lake) -> BTreeMap<u32, usize> {
    let mut rows = BTreeMap::new();
    for figure in figures(lake, None, ObservationQuery::default()).await {
        assert_eq!(figure.value, Some(f64::from(figure.submission.number)));
        *rows.entry(figure.submission.number).or_insert(0) += 1;
    }
    rows
}

#[test]
fn what_was_acknowledged_outlives_a_kill_at_any_moment() {
    let kills: u32 = env::var("WHOLEPLACE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut last = 0;
    for kill in 0..kills {
        let before = acknowledged(folder.path()).len();
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "faults::contributes_until_it_is_killed", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Every fourth one at the beginning, in the making or opening of the lake; the others once the child has come
        // to contribute, however slow the machine is, and then anywhere in a contribution.
        if kill % 4 > 0 {
            for _ in 0..30_000 {
                if acknowledged(folder.path()).len() > before {
                    break;
                }
                thread::sleep(Duration::from_millis(2));
            }
        }
        thread::sleep(Duration::from_millis(u64::from(kill * 37 % 67)));
        child.kill().unwrap();
        child.wait().unwrap();

        let acknowledged = acknowledged(folder.path());
        runtime.block_on(async {
            let lake = Lake::open(&folder.path().join("lake")).await.unwrap();
            let held = in_use(&lake).await;
            for number in &acknowledged {
                assert_eq!(held.get(number), Some(&ROWS), "submission {number} was acknowledged before kill {kill}");
            }
            assert!(held.values().all(|&rows| rows == ROWS), "nothing is half visible: {held:?}");
            let newest = u32::try_from(acknowledged.len()).unwrap();
            assert!(held.len() <= acknowledged.len() + 1, "one more may have been written and not acknowledged");
            lake.sweep(&[]).await.unwrap();
            lake.settle().await.unwrap();
            assert_eq!(in_use(&lake).await, held, "a sweep takes away nothing that is in use");
            // Finishing what the killed process began.
            if held.len() > acknowledged.len() {
                let number = newest + 1;
                let staged = stage(&lake, &submission(&dataset(number), number), &observations(number));
                let version = lake.commit(&staged, Scope::Periods).await.unwrap().version;
                assert_eq!(version, lake.snapshot(None).await.unwrap().version);
                let mut file = fs::OpenOptions::new().append(true).open(folder.path().join("acknowledged")).unwrap();
                file.write_all(format!("{number} {version}\n").as_bytes()).unwrap();
                assert_eq!(in_use(&lake).await, held);
            }
            last = held.len();
        });
    }
    assert!(last > 0, "the killed processes never came to commit anything: the test has tested nothing");
}
