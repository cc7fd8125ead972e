//! Two runs at once, and one that was killed.

use super::{
    link::{MODEL, crowded, json, link, path},
    project, stderr,
};
use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A process that ends with its test, also when it is held.
struct Running(Child);

impl Running {
    fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([name, &self.0.id().to_string()]).status().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn wait_until(mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(120);
    while !is_so() {
        assert!(Instant::now() < end, "it never came to that");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn parts(work: &Path) -> usize {
    let is_part = |path: &Path| path.extension().is_some_and(|ending| ending == "pairs");
    std::fs::read_dir(work).map_or(0, |entries| entries.flatten().filter(|entry| is_part(&entry.path())).count())
}

fn words<'a>(model: &'a str, records: &'a str, pairs: &'a str) -> [&'a str; 8] {
    ["predict", "--model", model, records, "--pairs", pairs, "--threads", "1"]
}

#[test]
fn of_two_runs_on_one_output_the_second_is_told_who_is_at_work_and_a_killed_one_holds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let records = crowded(at, 150, 150);
    let (model, pairs, whole) = (path(at, "trained.toml"), path(at, "pairs.csv"), path(at, "whole.csv"));
    assert!(link(at, &["train", "--model", MODEL, &records, "--output", &model]).status.success());
    let work = at.join("pairs.csv.work");
    let child = Command::new(env!("CARGO_BIN_EXE_wholeplace"))
        .current_dir(project())
        .args(["--data", &path(at, "hub"), "link"])
        .args(words(&model, &records, &pairs))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut first = Running(child);
    wait_until(|| parts(&work) > 0 || first.0.try_wait().unwrap().is_some());
    // Held in the middle of its work, it cannot end before the other has asked.
    first.signal("-STOP");
    assert!(first.0.try_wait().unwrap().is_none(), "it was at work");
    let before = parts(&work);
    for more in [&[][..], &["--resume"]] {
        let second = link(at, &[&words(&model, &records, &pairs)[..], more].concat());
        assert_eq!(second.status.code(), Some(2), "{}", stderr(&second));
        let said = stderr(&second);
        assert!(said.contains(&format!("process {} (", first.0.id())) && said.contains("--work"), "{said}");
    }
    assert_eq!(parts(&work), before, "the second left the work of the first alone");
    let elsewhere = path(at, "elsewhere");
    let beside =
        json(&link(at, &[&words(&model, &records, &whole)[..], &["--work", &elsewhere, "--format", "json"]].concat()));
    assert!(beside["pairs"].as_u64().unwrap() > 0, "another output is no matter");
    // Killed as by the system: nothing of it can tidy up.
    first.signal("-KILL");
    first.0.wait().unwrap();
    assert!(work.join("lock").exists() && !Path::new(&pairs).exists());
    let resumed = link(at, &[&words(&model, &records, &pairs)[..], &["--resume"]].concat());
    assert!(resumed.status.success(), "{}", stderr(&resumed));
    assert!(stderr(&resumed).contains("finished parts of the earlier run"), "{}", stderr(&resumed));
    assert_eq!(std::fs::read(&pairs).unwrap(), std::fs::read(&whole).unwrap());
    assert!(!work.exists() && !Path::new(&elsewhere).exists());
}
