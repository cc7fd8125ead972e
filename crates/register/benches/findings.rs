//! How long it takes to save and load many findings, and to record submissions, on both databases:
//! `cargo bench --profile dev -p wholeplace-register`. Prints a line of JSON for each.

extern crate wholeplace_register as register;

use hub::{
    Actor, Register as _, SubmissionState,
    ports::{NewSubmission, SubmissionUpdate},
    submission::Received,
};
use jiff::Timestamp;
use std::{error::Error, io::Write as _, time::Instant};
use terms::{Cell, DatasetId, Finding, Severity};
use testkit::PostgresServer;

/// The median of so many runs is told.
const RUNS: usize = 9;

fn findings(count: u32, cells: u32) -> Vec<Finding> {
    let cell = |row: u32| Cell { row: Some(row), column: Some(row % 40 + 1), value: Some(format!("value {row}")) };
    (0..count)
        .map(|finding| Finding {
            rule: "area-code-ended".to_owned(),
            severity: Severity::Error,
            file: "absence 2023-24.csv".to_owned(),
            sheet: None,
            what: format!("Finding {finding}: the code had ended."),
            why: "The area was not there in that period.".to_owned(),
            mend: "Use the code of the area that followed it.".to_owned(),
            cells: (1..=cells).map(cell).collect(),
        })
        .collect()
}

fn median(mut durations_ms: Vec<f64>) -> f64 {
    durations_ms.sort_by(f64::total_cmp);
    durations_ms[durations_ms.len() / 2]
}

async fn measure(database: &str, address: &str) -> Result<(), Box<dyn Error>> {
    let register = register::open(address).await?;
    let dataset = DatasetId::parse("absence")?;
    register.record_dataset(&dataset, "contract", "recipe", Timestamp::UNIX_EPOCH).await?;
    for (count, cells) in [(1, 100_000), (10_000, 10), (100_000, 1)] {
        let findings = findings(count, cells);
        let (mut receive_ms, mut save_ms, mut load_ms) = (vec![], vec![], vec![]);
        for _ in 0..RUNS {
            let began = Instant::now();
            let submission = register
                .record_submission(NewSubmission {
                    dataset: dataset.clone(),
                    file_name: "absence 2023-24.csv".to_owned(),
                    received: Received { sha256: "0f".repeat(32), size_bytes: 1 },
                    received_at: Timestamp::UNIX_EPOCH,
                    sent_by: Actor::local_administrator("measurement"),
                    note: String::new(),
                    recipe_version: 1,
                    contract_version: 1,
                })
                .await?;
            receive_ms.push(began.elapsed().as_secs_f64() * 1_000.0);
            let began = Instant::now();
            let refuse = SubmissionUpdate::of(&submission.id, SubmissionState::Received, SubmissionState::Refused);
            register.update_submission(refuse, Some(&findings)).await?;
            save_ms.push(began.elapsed().as_secs_f64() * 1_000.0);
            let began = Instant::now();
            assert_eq!(register.findings(&submission.id).await?.len(), findings.len());
            load_ms.push(began.elapsed().as_secs_f64() * 1_000.0);
        }
        let (receive_ms, save_ms, load_ms) = (median(receive_ms), median(save_ms), median(load_ms));
        writeln!(
            std::io::stdout(),
            r#"{{"database":"{database}","findings":{count},"cells_each":{cells},"record_submission_ms":{receive_ms:.1},"save_ms":{save_ms:.1},"load_ms":{load_ms:.1}}}"#,
        )?;
    }
    register.close().await;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    measure("sqlite", &folder.path().join("register.sqlite").display().to_string()).await?;
    if let Some(server) = PostgresServer::shared_or_skip("the register's benchmark") {
        measure("postgres", &server.create_database("benchmark")?).await?;
    }
    Ok(())
}
