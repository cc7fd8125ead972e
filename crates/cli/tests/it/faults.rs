//! The process is killed in the middle of an import, again and again: what was acknowledged is all there, and what
//! was not is finished or invisible, without a hand.

use super::{project, stderr, stdout, wholeplace};
use std::{
    process::{Command, Stdio},
    time::Duration,
};

#[test]
fn an_import_that_is_killed_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    assert!(wholeplace(&whole, &["import", "--demonstration"]).status.success());
    let broken = folder.path().join("broken");
    // Points spread over the run, by a rule that looks like none.
    for turn in 0_u64..8 {
        let mut import = Command::new(env!("CARGO_BIN_EXE_wholeplace"))
            .current_dir(project())
            .arg("--data")
            .arg(&broken)
            .args(["import", "--demonstration"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(150 + turn * 7919 % 1400));
        import.kill().unwrap();
        import.wait().unwrap();
        let listed = wholeplace(&broken, &["datasets", "--format", "csv"]);
        assert!(listed.status.success(), "after kill {turn}: {}", stderr(&listed));
    }
    let last = wholeplace(&broken, &["import", "--demonstration"]);
    assert!(last.status.success(), "{}", stderr(&last));
    let question =
        "select dataset, count(*) as figures, sum(value) as total from observations group by dataset order by dataset";
    let (one, other) = (wholeplace(&whole, &["query", question]), wholeplace(&broken, &["query", question]));
    assert_eq!(stdout(&one), stdout(&other));
    assert!(stdout(&one).lines().count() > 60);
}
