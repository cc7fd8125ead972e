//! The process is killed in the middle of an import, again and again: what was acknowledged is all there, and what
//! was not is finished or invisible, without a hand.

use super::{project, stderr, stdout, wholeplace};
use std::{
    collections::BTreeSet,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

/// How often the import is killed: 8 times, or as often as `WHOLEPLACE_KILLS` says.
fn kills() -> u64 {
    std::env::var("WHOLEPLACE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(8)
}

/// The figures of each dataset that are in use, a line for each.
fn in_use(hub: &Path) -> BTreeSet<String> {
    const QUESTION: &str =
        "select dataset, count(*) as figures, sum(value) as total from observations group by dataset order by dataset";
    let answer = wholeplace(hub, &["query", QUESTION]);
    assert!(answer.status.success(), "{}", stderr(&answer));
    stdout(&answer).lines().map(str::to_owned).collect()
}

#[test]
fn an_import_that_is_killed_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    assert!(wholeplace(&whole, &["import", "--demonstration"]).status.success());
    let whole = in_use(&whole);
    assert!(whole.len() > 60);
    let (mut round, mut before) = (0, BTreeSet::new());
    let mut broken = folder.path().join("broken-0");
    for turn in 0..kills() {
        let mut import = Command::new(env!("CARGO_BIN_EXE_wholeplace"))
            .current_dir(project())
            .arg("--data")
            .arg(&broken)
            .args(["import", "--demonstration"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Points spread over the run, by a rule that looks like none.
        std::thread::sleep(Duration::from_millis(30 + turn * 7919 % 1499));
        let ended = import.try_wait().unwrap();
        import.kill().unwrap();
        import.wait().unwrap();
        let there = in_use(&broken);
        assert!(there.is_subset(&whole), "after kill {turn} a dataset is half there: {there:?}");
        assert!(before.is_subset(&there), "after kill {turn} something is lost that was there: {before:?}");
        before = there;
        if ended.is_some_and(|status| status.success()) {
            assert_eq!(before, whole, "the import ended, and not all is there");
            (round, before) = (round + 1, BTreeSet::new());
            broken = folder.path().join(format!("broken-{round}"));
        }
    }
    let last = wholeplace(&broken, &["import", "--demonstration"]);
    assert!(last.status.success(), "{}", stderr(&last));
    assert_eq!(in_use(&broken), whole);
}
