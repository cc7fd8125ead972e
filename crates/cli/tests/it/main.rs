//! The command line as a stranger uses it: the real binary, real files, real folders.

#[cfg(unix)]
mod at_once;
mod audits;
mod cluster;
mod explained;
mod faults;
mod judged;
mod link;
mod linkage_api;
mod partners;
mod reviews;
mod signals;
mod synth;

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{ChildStderr, Command, Output, Stdio},
};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn wholeplace(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wholeplace"))
        .current_dir(project())
        .arg("--data")
        .arg(data)
        .args(arguments)
        .env_remove("WHOLEPLACE_DATA")
        .output()
        .expect("the binary runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn councils_are_listed_as_at_a_day() {
    let folder = tempfile::tempdir().unwrap();
    for (day, count) in
        [("2009-04-01", 353), ("2019-04-01", 343), ("2020-04-01", 339), ("2021-04-01", 333), ("2023-04-01", 317)]
    {
        let output = wholeplace(folder.path(), &["areas", "--as-at", day, "--kind", "council", "--format", "csv"]);
        assert!(output.status.success());
        assert_eq!(stdout(&output).lines().count(), count + 1, "{day}");
    }
}

#[test]
fn who_does_what_is_answered_in_json() {
    let folder = tempfile::tempdir().unwrap();
    let output = wholeplace(
        folder.path(),
        &["who", "waste_disposal", "--in", "E07000106", "--on", "2025-06-01", "--format", "json"],
    );
    assert!(output.status.success());
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["bodies"][0]["code"], "E10000016");
    assert_eq!(answer["bodies"][0]["name"], "Kent County Council");
}

#[test]
fn a_place_that_does_not_exist_is_answered_with_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let output = wholeplace(folder.path(), &["who", "waste_disposal", "--in", "Cantbury"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("hint:"), "{}", stderr(&output));
    assert!(stdout(&output).is_empty());
}

const RECIPE: &str = include_str!("recipe.toml");
const CONTRACT: &str = include_str!("contract.toml");

/// A folder with a recipe, a contract and a file.
fn documents(folder: &Path, file: &str) -> (String, String) {
    std::fs::write(folder.join("recipe.toml"), RECIPE).unwrap();
    std::fs::write(folder.join("contract.toml"), CONTRACT).unwrap();
    let path = folder.join("figures.csv");
    std::fs::write(&path, file).unwrap();
    (folder.join("recipe.toml").display().to_string(), path.display().to_string())
}

#[test]
fn check_tells_every_fault_and_its_cell() {
    let folder = tempfile::tempdir().unwrap();
    let (recipe, file) = documents(
        folder.path(),
        "code,period,count\nE06000001,2022-01-01/P1Y,12\nE99999999,2022-01-01/P1Y,13\nE06000002,2022-01-01/P1Y,many\n",
    );
    let output = wholeplace(folder.path(), &["check", "--recipe", &recipe, &file, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let at =
        |row: u64| findings.iter().find(|finding| finding["row"] == row && finding["severity"] == "error").unwrap();
    assert_eq!(at(3)["value"], "E99999999");
    assert_eq!(at(4)["value"], "many");
    for finding in findings {
        for key in ["severity", "file", "rule", "what", "why", "mend"] {
            assert!(finding[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {finding}");
        }
    }
}

#[test]
fn a_file_comes_into_use_is_revised_and_stands_as_it_stood() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    let (recipe, file) =
        documents(folder.path(), "code,period,count\nE06000001,2022-01-01/P1Y,12\nE06000002,2022-01-01/P1Y,13\n");
    let first = wholeplace(&data, &["import", "--recipe", &recipe, &file]);
    assert!(first.status.success(), "{}", stderr(&first));
    assert!(stdout(&first).contains("in use"), "{}", stdout(&first));
    std::fs::write(&file, "code,period,count\nE06000001,2022-01-01/P1Y,12\nE06000002,2022-01-01/P1Y,15\n").unwrap();
    let second = wholeplace(&data, &["import", "--dataset", "test-counts", &file]);
    assert!(stdout(&second).contains("1 revised"), "{}", stdout(&second));
    let question = "select sum(value) as total from observations";
    let now = wholeplace(&data, &["query", question]);
    assert_eq!(stdout(&now).lines().nth(1), Some("27.0"), "{}", stdout(&now));
    let refused = wholeplace(&data, &["query", "delete from observations"]);
    assert_eq!(refused.status.code(), Some(2));
    let whole = folder.path().join("whole");
    assert!(wholeplace(&data, &["export", "--hub", &whole.display().to_string()]).status.success());
    let other = folder.path().join("other");
    let read = wholeplace(&other, &["import", "--hub", &whole.display().to_string()]);
    assert!(read.status.success(), "{}", stderr(&read));
    let export = ["export", "--format", "csv"];
    assert_eq!(stdout(&wholeplace(&data, &export)), stdout(&wholeplace(&other, &export)), "the two hubs hold the same");
}

#[test]
fn the_server_keeps_to_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    let output = wholeplace(folder.path(), &["serve", "--address", "0.0.0.0:0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("nobody can sign in yet"));
}

/// A hub that is being served, with what it tells. It is stopped when this goes.
struct Served(
    std::process::Child,
    #[expect(dead_code, reason = "a server that tells nobody stops")] BufReader<ChildStderr>,
);

impl Served {
    fn begin(data: &Path) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_wholeplace"))
            .current_dir(project())
            .arg("--data")
            .arg(data)
            .args(["serve", "--address", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut told = BufReader::new(server.stderr.take().expect("it is piped"));
        let ready = told.by_ref().lines().map_while(Result::ok).any(|line| line.contains("http://127.0.0.1:"));
        assert!(ready, "the server says where it is");
        Self(server, told)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_hub_that_is_served_can_be_read_and_says_who_writes() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    let (recipe, file) = documents(folder.path(), "code,period,count\nE06000001,2022-01-01/P1Y,12\n");
    assert!(wholeplace(&data, &["import", "--recipe", &recipe, &file]).status.success());
    let _served = Served::begin(&data);
    let read = wholeplace(&data, &["query", "select sum(value) as total from observations"]);
    assert!(read.status.success(), "{}", stderr(&read));
    assert_eq!(stdout(&read).lines().nth(1), Some("12.0"));
    assert!(wholeplace(&data, &["datasets"]).status.success());
    assert!(wholeplace(&data, &["export", "--format", "csv"]).status.success());
    let written = wholeplace(&data, &["import", "--dataset", "test-counts", &file]);
    assert_eq!(written.status.code(), Some(2));
    let told = stderr(&written);
    assert!(told.contains("holds this folder for writing: process"), "{told}");
    assert!(told.contains("hint: Reading works beside it."), "{told}");
}

#[test]
fn every_command_has_help_worth_reading() {
    let folder = tempfile::tempdir().unwrap();
    for command in [
        "init", "serve", "check", "import", "areas", "who", "recast", "query", "export", "datasets", "reply", "audit",
        "recipe", "synth",
    ] {
        let output = wholeplace(folder.path(), &[command, "--help"]);
        assert!(output.status.success());
        assert!(stdout(&output).len() > 300, "{command}: {}", stdout(&output));
    }
}
