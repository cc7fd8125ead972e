//! A scheduler and executors as processes of their own: the same answers, a clean end, and no short answer when one dies.

use crate::{documents, stderr, stdout, wholeplace};
use std::{
    fmt::Write as _,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// A process that ends with its test.
struct Process(Child);

impl Process {
    fn start(arguments: &[&str]) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_wholeplace"))
            .args(arguments)
            .env("WHOLEPLACE_LOG", "off")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        Self(child)
    }

    /// Asks it to end, and waits until it has.
    fn stop(mut self) -> ExitStatus {
        let asked = Command::new("kill").arg("-TERM").arg(self.0.id().to_string()).status().expect("kill is there");
        assert!(asked.success());
        let end = Instant::now() + Duration::from_secs(30);
        while Instant::now() < end {
            if let Some(status) = self.0.try_wait().expect("it is our child") {
                return status;
            }
            sleep(Duration::from_millis(50));
        }
        panic!("it does not end");
    }

    /// Ends it as the machine would that it runs on.
    fn kill(&mut self) {
        self.0.kill().expect("it is our child");
        self.0.wait().expect("it is our child");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A scheduler and its address.
fn scheduler() -> (Process, String) {
    let mut process = Process::start(&["scheduler", "--address", "127.0.0.1:0", "--lost-after", "10"]);
    let mut told = BufReader::new(process.0.stderr.take().expect("it is piped"));
    let mut line = String::new();
    told.read_line(&mut line).expect("it says where it is");
    let address = line.trim().rsplit(' ').next().unwrap_or_default().to_owned();
    assert!(address.starts_with("df://127.0.0.1:"), "{line}");
    // What it says later goes nowhere, and must not stop it.
    std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
    (process, address)
}

fn executor(address: &str, work_folder: &Path) -> Process {
    let folder = work_folder.display().to_string();
    let mut process = Process::start(&[
        "executor",
        "--scheduler",
        address,
        "--threads",
        "2",
        "--memory-limit",
        "512MiB",
        "--work-dir",
        &folder,
    ]);
    let mut told = process.0.stderr.take().expect("it is piped");
    std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
    process
}

const MODEL: &str = r#"
version = 1
name = "trained"
prior = 0.001
blocking = [{ same = ["last", "left(born, 6)"] }, { same = ["first", "born"] }]

[[comparison]]
name = "first"
level = [
    { label = "same", when = "same(first)", m = 0.8, u = 0.02, frequency = { of = "first" } },
    { label = "alike", when = "jaro_winkler(first) >= 0.85", m = 0.15, u = 0.05 },
    { label = "different", when = "else", m = 0.05, u = 0.93 },
]

[[comparison]]
name = "last"
level = [
    { label = "same", when = "same(last)", m = 0.9, u = 0.02 },
    { label = "alike", when = "jaro_winkler(last) >= 0.85", m = 0.05, u = 0.05 },
    { label = "different", when = "else", m = 0.05, u = 0.93 },
]

[[comparison]]
name = "born"
level = [
    { label = "same", when = "same(born)", m = 0.9, u = 0.001 },
    { label = "one slip", when = "damerau_levenshtein(born) <= 1", m = 0.08, u = 0.02 },
    { label = "different", when = "else", m = 0.02, u = 0.979 },
]

[people]
threshold = 0.9
clerical = 0.5
"#;

/// A trained model and made-up people, the same for the same number.
fn people(folder: &Path, count: u32) -> (String, String) {
    let syllables = ["an", "be", "cor", "da", "el", "fi", "gra", "ho", "is", "jo", "ka", "lu"];
    let mut state = 7_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut text = "id,first,last,born\n".to_owned();
    for id in 0..count {
        let mut name = |parts: u64| (0..parts).map(|_| syllables[next(12) as usize]).collect::<String>();
        let (first, last) = (name(2), name(2));
        let (year, month, day) = (1950 + next(40), 1 + next(12), 1 + next(28));
        writeln!(text, "{id},{first},{last},{year}-{month:02}-{day:02}").expect("a text takes text");
    }
    let (model, file) = (folder.join("model.toml"), folder.join("people.csv"));
    std::fs::write(&model, MODEL).expect("it is our folder");
    std::fs::write(&file, text).expect("it is our folder");
    (model.display().to_string(), file.display().to_string())
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn a_cluster_of_processes_answers_as_one_process_does_and_ends_when_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let (scheduler, address) = scheduler();
    let executors = [1, 2].map(|number| executor(&address, &folder.path().join(format!("work {number}"))));
    let data = folder.path().join("hub");
    let (recipe, file) =
        documents(folder.path(), "code,period,count\nE06000001,2022-01-01/P1Y,12\nE06000002,2022-01-01/P1Y,13\n");
    assert!(wholeplace(&data, &["import", "--recipe", &recipe, &file]).status.success());
    let question = "select area, period, value from observations order by area";
    let here = wholeplace(&data, &["query", question]);
    let there = wholeplace(&data, &["query", "--cluster", &address, question]);
    assert!(there.status.success(), "{}", stderr(&there));
    assert_eq!(stdout(&there), stdout(&here));
    let recast = ["recast", "test-count", "--to", "2023-04-01"];
    let here = wholeplace(&data, &recast);
    let there = wholeplace(&data, &[&["--cluster", &address][..], &recast[..]].concat());
    assert_eq!(stdout(&there), stdout(&here), "{} {}", stderr(&here), stderr(&there));

    let (model, file) = people(folder.path(), 3_000);
    let out = |name: &str| folder.path().join(name);
    let run = |name: &str, cluster: &[&str]| {
        let (pairs, clusters) = (out(&format!("{name}-pairs.csv")), out(&format!("{name}-people.csv")));
        let arguments =
            ["link", "run", "--model", &model, &file, "--pairs", &text(&pairs), "--clusters", &text(&clusters)];
        let output = wholeplace(&data, &[cluster, &arguments].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        let read = |path: PathBuf| std::fs::read_to_string(path).expect("it was written");
        (read(pairs), read(clusters))
    };
    let here = run("here", &[]);
    let there = run("there", &["--cluster", &address]);
    assert!(here.0.lines().count() > 5, "{}", here.0);
    assert_eq!(there, here);

    let refused =
        wholeplace(&data, &["--cluster", &address, "link", "train", "--model", &model, &file, "--output", "x"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("link predict"), "{}", stderr(&refused));
    for executor in executors {
        assert!(executor.stop().success());
    }
    assert!(scheduler.stop().success());
    for number in [1, 2] {
        let left = std::fs::read_dir(folder.path().join(format!("work {number}"))).expect("it is there").count();
        assert_eq!(left, 0, "what passed between stages is removed");
    }
}

#[test]
fn an_executor_that_dies_makes_no_answer_shorter() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("hub");
    let (model, file) = people(folder.path(), 20_000);
    // Enough pairs for a few seconds of work.
    let heavy =
        MODEL.replace("blocking = [{ same = [\"last\", \"left(born, 6)\"] },", "blocking = [{ same = [\"last\"] },");
    std::fs::write(&model, heavy).expect("it is our folder");
    let (here, there) = (folder.path().join("here.csv"), folder.path().join("there.csv"));
    let predict = |pairs: &Path| {
        let words = ["link", "predict", "--model", &model, &file, "--least", "0.01", "--pairs", &text(pairs)];
        words.map(str::to_owned)
    };
    let (_scheduler, address) = scheduler();
    let work = folder.path().join("work");
    let _survivor = executor(&address, &work.join("survivor"));
    let mut victim = executor(&address, &work.join("victim"));
    let mut asking = Command::new(env!("CARGO_BIN_EXE_wholeplace"))
        .args(["--cluster", &address])
        .args(predict(&there))
        .env("WHOLEPLACE_LOG", "off")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // As soon as the victim has something that others need.
    let end = Instant::now() + Duration::from_secs(60);
    let has_work = || std::fs::read_dir(work.join("victim")).is_ok_and(|mut entries| entries.next().is_some());
    while !has_work() {
        assert!(Instant::now() < end, "the victim got no work");
        assert!(asking.try_wait().expect("it is our child").is_none(), "it ended before anything died");
        sleep(Duration::from_millis(5));
    }
    victim.kill();
    let output = asking.wait_with_output().expect("it ends");
    eprintln!("An executor died, and the run ended with {}.", output.status);
    if output.status.success() {
        let words = predict(&here);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let expected = wholeplace(&data, &words);
        assert!(expected.status.success(), "{}", stderr(&expected));
        let read = |path: &Path| std::fs::read_to_string(path).expect("it was written");
        assert!(read(&here).lines().count() > 1_000);
        assert!(read(&there) == read(&here), "the pairs are the same");
    } else {
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains("error:"), "{}", stderr(&output));
        assert!(!there.exists(), "nothing is left that looks whole");
    }
}

/// An executor that keeps what it shuffles in a folder of its own, in this temporary folder.
fn executor_in(address: &str, temporary: &Path) -> Process {
    let child = Command::new(env!("CARGO_BIN_EXE_wholeplace"))
        .args(["executor", "--scheduler", address, "--threads", "1", "--memory-limit", "256MiB"])
        .env("WHOLEPLACE_LOG", "off")
        .env("TMPDIR", temporary)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    Process(child)
}

#[test]
fn what_a_killed_executor_leaves_is_removed_by_the_next_and_nothing_else_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let temporary = folder.path().join("temporary");
    std::fs::create_dir(&temporary).expect("it is our folder");
    let folders = || -> Vec<PathBuf> {
        let entries =
            std::fs::read_dir(&temporary).expect("it is there").map(|entry| entry.expect("it is there").path());
        entries.filter(|path| path.join("work").is_dir()).collect()
    };
    let until = |wanted: &dyn Fn(&[PathBuf]) -> bool| {
        let end = Instant::now() + Duration::from_secs(60);
        while !wanted(&folders()) {
            assert!(Instant::now() < end, "{:?}", folders());
            sleep(Duration::from_millis(20));
        }
        folders()
    };
    let (_scheduler, address) = scheduler();
    let _living = executor_in(&address, &temporary);
    let first = until(&|folders| folders.len() == 1)[0].clone();
    let mut victim = executor_in(&address, &temporary);
    let left = until(&|folders| folders.len() == 2).into_iter().find(|path| *path != first).expect("there are two");
    std::fs::write(left.join("work").join("piece.arrow"), "what somebody holds").expect("it is our folder");
    victim.kill();
    assert!(left.join("work/piece.arrow").exists(), "killed, it tidied nothing up");
    let next = executor_in(&address, &temporary);
    let now = until(&|folders| folders.len() == 2 && !folders.contains(&left));
    assert!(now.contains(&first), "the folder of one that lives is left alone");
    assert!(next.stop().success());
    assert_eq!(folders(), [first], "one that is asked to stop removes its own");
}

#[test]
fn a_cluster_keeps_to_this_machine() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [
        &["scheduler", "--address", "0.0.0.0:0"][..],
        &["executor", "--scheduler", "df://10.0.0.7:50050"],
        &["query", "--cluster", "df://10.0.0.7:50050", "select 1"],
    ] {
        let output = wholeplace(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains("other machines"), "{}", stderr(&output));
    }
    let output = wholeplace(folder.path(), &["serve", "--cluster", "df://127.0.0.1:1", "--address", "127.0.0.1:0"]);
    assert!(stderr(&output).contains("read here"), "{}", stderr(&output));
    let output = wholeplace(folder.path(), &["executor", "--memory-limit", "much"]);
    assert!(stderr(&output).contains("512MiB"), "{}", stderr(&output));
}
