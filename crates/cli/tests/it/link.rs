//! Linkage as an analyst uses it: files in, pairs, people and a report out; and all that can be wrong with files.

use super::{project, stderr, stdout, wholeplace};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

pub(super) const MODEL: &str = "crates/link/bench/models/fake_1000.toml";
pub(super) const RECORDS: &str = "data/linkage/fake_1000.csv";

pub(super) fn link(folder: &Path, arguments: &[&str]) -> Output {
    let all: Vec<&str> = std::iter::once("link").chain(arguments.iter().copied()).collect();
    wholeplace(&folder.join("hub"), &all)
}

pub(super) fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

pub(super) fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(|line| names.iter().map(ToString::to_string).zip(line.split(',').map(str::to_owned)).collect()).collect()
}

/// The groups of records of a file of people.
pub(super) fn groups(path: &Path) -> BTreeSet<BTreeSet<String>> {
    let mut of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in table(path) {
        of.entry(row["cluster_id"].clone()).or_default().insert(row["record_id"].clone());
    }
    of.into_values().collect()
}

pub(super) fn json(output: &Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", stderr(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A trained model of the made-up records.
pub(super) fn trained(folder: &Path) -> String {
    let model = path(folder, "trained.toml");
    let output = link(folder, &["train", "--model", MODEL, RECORDS, "--output", &model]);
    assert!(output.status.success(), "{}", stderr(&output));
    model
}

#[test]
fn a_run_gives_pairs_people_and_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (pairs, clusters, report) = (path(at, "pairs.csv"), path(at, "clusters.csv"), path(at, "report.html"));
    let run = ["run", "--model", MODEL, RECORDS, "--pairs", &pairs, "--clusters", &clusters, "--report", &report];
    let told = json(&link(at, &[&run[..], &["--format", "json"]].concat()));
    assert_eq!((told["records"].as_u64(), told["candidates"].as_u64()), (Some(1000), Some(4010)));
    let header = std::fs::read_to_string(&pairs).unwrap().lines().next().unwrap().to_owned();
    assert_eq!(
        header,
        "record_id_l,record_id_r,match_weight,match_probability,level_first_name,level_surname,level_date_of_birth,level_city,level_email"
    );
    assert_eq!(table(Path::new(&pairs)).len() as u64, told["pairs_written"].as_u64().unwrap());
    assert_eq!(table(Path::new(&clusters)).len(), 1000, "every record has its person");
    assert!(!at.join("pairs.csv.work").exists(), "the parts went when all was in place");
    let page = std::fs::read_to_string(&report).unwrap();
    for absent in ["<script", "http://127", "src=\"", "@import"] {
        assert!(!page.contains(absent), "the report stands alone: {absent}");
    }
    for present in ["What each threshold would cost", "role=\"img\"", "<desc", "What went in", "Some pairs, explained"]
    {
        assert!(page.contains(present), "{present}");
    }
    let evaluate =
        ["evaluate", RECORDS, "--truth", "cluster", "--pairs", &pairs, "--clusters", &clusters, "--format", "json"];
    let score = json(&link(at, &evaluate));
    assert!(score["people"]["pairwise"]["f1"]["value"].as_f64().unwrap() > 0.9, "{score}");
    assert!(score["people"]["b_cubed"]["f1"].as_f64().unwrap() > 0.92, "{score}");
    let labels = "data/linkage/fake_1000_labels.csv";
    let judge =
        ["evaluate", RECORDS, "--labels", labels, "--pairs", &pairs, "--clusters", &clusters, "--format", "json"];
    let judged = json(&link(at, &judge));
    assert_eq!(judged["judged_pairs"], 3176);
    assert!(judged["people_by_labels"]["precision"]["value"].as_f64().unwrap() > 0.95, "{judged}");
    let by_sex = link(at, &["evaluate", RECORDS, "--truth", "cluster", "--clusters", &clusters, "--by", "surname"]);
    assert!(stdout(&by_sex).contains("By surname"), "{}", stderr(&by_sex));
}

#[test]
fn a_model_is_drafted_and_a_run_without_a_model_drafts_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (model, clusters) = (path(at, "model.toml"), path(at, "people.csv"));
    let told = json(&link(at, &["draft", RECORDS, "--output", &model, "--format", "json"]));
    let column = |name: &str| {
        let columns = told["columns"].as_array().unwrap();
        columns.iter().find(|column| column["name"] == name).unwrap()["kind"].clone()
    };
    assert_eq!((column("surname"), column("cluster")), ("surname".into(), serde_json::Value::Null), "{told}");
    assert!(told["rules"].as_array().unwrap().len() > 3, "{told}");
    let text = std::fs::read_to_string(&model).unwrap();
    let lines_joined = text.replace("\n#       ", " ");
    assert!(text.contains("# What was seen in the columns:"), "{text}");
    assert!(lines_joined.contains("a model must not see the answer"), "{text}");
    let run = link(at, &["run", RECORDS, "--clusters", &clusters]);
    assert!(run.status.success(), "{}", stderr(&run));
    assert!(stderr(&run).contains("one was drafted from the records"), "{}", stderr(&run));
    let beside = at.join("people.model.toml");
    assert_eq!(std::fs::read_to_string(&beside).unwrap(), text, "both drafts are the same");
    let truth = ["evaluate", RECORDS, "--truth", "cluster", "--clusters", &clusters, "--format", "json"];
    let score = json(&link(at, &truth));
    assert!(score["people"]["pairwise"]["f1"]["value"].as_f64().unwrap() > 0.95, "{score}");
    let given = path(at, "given.csv");
    assert!(link(at, &["run", "--model", &model, RECORDS, "--clusters", &given]).status.success());
    assert_eq!(groups(Path::new(&given)), groups(Path::new(&clusters)));
    // A draft that somebody has mended is not written over.
    std::fs::write(&beside, text.clone() + "# mended\n").unwrap();
    let again = link(at, &["run", RECORDS, "--clusters", &clusters]);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("is there already") && stderr(&again).contains("--model"), "{}", stderr(&again));
    let elsewhere = path(at, "other.toml");
    let run = link(at, &["run", RECORDS, "--clusters", &clusters, "--drafted", &elsewhere, "--leave-out", "city"]);
    assert!(run.status.success(), "{}", stderr(&run));
    assert!(!std::fs::read_to_string(&elsewhere).unwrap().contains("same(city)"));
}

#[test]
fn what_cannot_be_drafted_is_said_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let one = file(at, "one.csv", "id,surname\n1,Smith\n2,Smith\n3,Jones\n");
    let cases: [(&str, &str, &[&str], &str); 9] = [
        ("empty.csv", "", &[], "is empty: it has not even a line"),
        ("header.csv", "id,surname\n", &[], "there are no records"),
        ("single.csv", "id,surname\n1,Smith\n", &[], "it takes two to link"),
        ("nothing.csv", "id,surname\n1,\n2,\n", &[], "it has no value in any record"),
        ("constant.csv", "id,surname\n1,Smith\n2,Smith\n", &[], "hold the same one"),
        ("truth.csv", "id,cluster\n1,1\n2,1\n3,2\n", &[], "a model must not see the answer"),
        ("twice.csv", "id,surname,surname\n1,Smith,Smith\n2,Smith,Smith\n", &[], "two columns called `surname`"),
        ("names.csv", "id,surname\n1,Smith\n1,Smith\n", &[], "records have the same name: `1`"),
        (
            "unknown.csv",
            "id,surname\n1,Smith\n2,Smith\n",
            &["--leave-out", "city"],
            "the column `city` is to be left out",
        ),
    ];
    for (name, text, more, reason) in cases {
        let records = file(at, name, text);
        let model = path(at, "model.toml");
        let output = link(at, &[&["draft", records.as_str(), "--output", model.as_str()][..], more].concat());
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(reason) && said.contains("hint:"), "{name}: {said}");
        assert!(!at.join("model.toml").exists(), "{name} leaves nothing");
    }
    let sources = link(at, &["draft", &one, "--output", &path(at, "model.toml"), "--between", "sources"]);
    assert!(stderr(&sources).contains("there is only one"), "{}", stderr(&sources));
    let other = file(at, "other.csv", "id,title\n1,Emma\n");
    let apart = link(at, &["draft", &one, &other, "--output", &path(at, "model.toml")]);
    assert!(stderr(&apart).contains("no column in common"), "{}", stderr(&apart));
    let given = ["run", "--model", MODEL, RECORDS, "--clusters", &path(at, "out.csv"), "--leave-out", "city"];
    let given = link(at, &given);
    assert!(stderr(&given).contains("speak of a model that is drafted"), "{}", stderr(&given));
    let nowhere = link(at, &["draft", &one, "--output", &path(at, "none/model.toml")]);
    assert!(stderr(&nowhere).contains("there is no folder"), "{}", stderr(&nowhere));
}

#[test]
fn steps_apart_give_what_a_run_gives_in_parquet_too() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let model = trained(at);
    let (pairs, clusters, run) = (path(at, "pairs.parquet"), path(at, "clusters.csv"), path(at, "run.csv"));
    assert!(link(at, &["predict", "--model", &model, RECORDS, "--pairs", &pairs]).status.success());
    let cluster = ["cluster", "--model", &model, RECORDS, "--pairs", &pairs, "--clusters", &clusters];
    let output = link(at, &cluster);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(link(at, &["run", "--model", MODEL, RECORDS, "--clusters", &run]).status.success());
    assert_eq!(groups(Path::new(&clusters)), groups(Path::new(&run)));
}

#[test]
fn a_model_of_splink_is_taken_and_weighs_as_splink_does() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let pairs = path(at, "pairs.csv");
    let model = "data/linkage/splink/fake_1000_model.json";
    let output = link(at, &["predict", "--model", model, RECORDS, "--pairs", &pairs, "--least", "0"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let ours: BTreeMap<(String, String), f64> = table(Path::new(&pairs))
        .into_iter()
        .map(|row| ((row["record_id_l"].clone(), row["record_id_r"].clone()), row["match_weight"].parse().unwrap()))
        .collect();
    // As `data/linkage/splink/fake_1000_weights.csv.gz` has them.
    assert!((ours[&("0".into(), "1".into())] - 15.476_422_972_612_64).abs() < 1e-6);
    assert!((ours[&("0".into(), "2".into())] - 15.221_951_852_704_152).abs() < 1e-6);
}

/// Some of the made-up records in a file of their own.
fn some(folder: &Path, name: &str, wanted: impl Fn(usize) -> bool) -> String {
    let text = std::fs::read_to_string(project().join(RECORDS)).unwrap();
    let mut lines = text.lines();
    let mut out = format!("{}\n", lines.next().unwrap());
    for (_, line) in lines.enumerate().filter(|(at, _)| wanted(*at)) {
        writeln!(out, "{line}").unwrap();
    }
    std::fs::write(folder.join(name), out).unwrap();
    path(folder, name)
}

#[test]
fn people_are_kept_up_to_date_and_keep_their_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let first = some(at, "records.csv", |at| at < 900);
    let later = some(at, "later.csv", |at| at >= 900);
    let (kept, before, after) = (path(at, "kept"), path(at, "before.csv"), path(at, "after.csv"));
    let run = ["run", "--model", MODEL, &first, "--clusters", &before, "--keep", &kept];
    assert!(link(at, &run).status.success());
    let dry = json(&link(at, &["update", &kept, "--put", &later, "--dry-run", "--format", "json"]));
    assert_eq!((dry["update"].as_u64(), dry["added"].as_u64()), (Some(1), Some(100)));
    let told = json(&link(at, &["update", &kept, "--put", &later, "--clusters", &after, "--format", "json"]));
    assert_eq!(told["added"], 100, "a dry run kept nothing");
    let number = |rows: Vec<BTreeMap<String, String>>| -> BTreeMap<String, String> {
        rows.into_iter().map(|row| (row["record_id"].clone(), row["cluster_id"].clone())).collect()
    };
    let (old, new) = (number(table(Path::new(&before))), number(table(Path::new(&after))));
    assert_eq!((old.len(), new.len()), (900, 1000));
    let moved: BTreeSet<&String> = old.keys().filter(|record| old[*record] != new[*record]).collect();
    assert!(moved.len() < 40, "few records change their person: {moved:?}");
    // The records go again: everybody is as before, under the numbers of before.
    let undone = path(at, "undone.csv");
    let told = json(&link(at, &["update", &kept, "--remove", &later, "--clusters", &undone, "--format", "json"]));
    assert_eq!((told["update"].as_u64(), told["removed"].as_u64()), (Some(2), Some(100)));
    assert_eq!(number(table(Path::new(&undone))), old);
    // What is kept is checked before it is used.
    let manifest = std::fs::read_to_string(at.join("kept/manifest.json")).unwrap();
    let links = manifest.split('"').find(|part| part.ends_with("links.parquet")).unwrap();
    std::fs::write(at.join("kept").join(links), "broken").unwrap();
    let refused = link(at, &["update", &kept, "--remove", &later]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("is not the file that was kept"), "{}", stderr(&refused));
}

#[test]
fn reviewers_fill_sheets_and_what_they_say_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let model = trained(at);
    let sheets = path(at, "review");
    let sample = [
        "review",
        "sample",
        "--model",
        &model,
        RECORDS,
        "--output",
        &sheets,
        "--reviewers",
        "ann,ben",
        "--per-band",
        "8",
    ];
    assert!(link(at, &sample).status.success());
    let key = table(&at.join("review/key.csv"));
    assert!(key.len() > 20, "{}", key.len());
    let ann = std::fs::read_to_string(at.join("review/ann.csv")).unwrap();
    assert!(!ann.contains("match_weight") && ann.starts_with("pair,"), "a sheet says nothing of weights");
    // Ann goes by the weight, Ben too but for the first pair, which Ann calls a match.
    for (reviewer, contrary) in [("ann", false), ("ben", true)] {
        let text = std::fs::read_to_string(at.join(format!("review/{reviewer}.csv"))).unwrap();
        let mut lines = text.lines();
        let mut filled = format!("{}\n", lines.next().unwrap());
        for (number, (line, row)) in lines.zip(&key).enumerate() {
            let weight: f64 = row["match_weight"].parse().unwrap();
            let says = if number == 0 { !contrary } else { weight > 0.0 };
            let body = line.strip_suffix(",,").expect("verdict and note are blank");
            writeln!(filled, "{body},{},", if says { "match" } else { "apart" }).unwrap();
        }
        std::fs::write(at.join(format!("review/{reviewer}.csv")), filled).unwrap();
    }
    let labels = path(at, "labels.csv");
    let told = json(&link(at, &["review", "read", &sheets, "--labels", &labels, "--format", "json"]));
    assert_eq!(told["disputed"], serde_json::json!([1]));
    assert_eq!(told["labels"].as_u64().unwrap(), key.len() as u64 - 1);
    assert!(told["agreement"][0]["kappa"].as_f64().unwrap() > 0.8, "{told}");
    assert!(told["estimate"]["precision"].as_f64().unwrap() > 0.9, "{told}");
    let again = path(at, "again.toml");
    let train = ["train", "--model", MODEL, RECORDS, "--labels", &labels, "--output", &again];
    let output = link(at, &train);
    assert!(output.status.success(), "{}", stderr(&output));
    std::fs::write(at.join("review/ben.csv"), "pair,verdict\n1,perhaps\n").unwrap();
    let refused = link(at, &["review", "read", &sheets]);
    assert!(stderr(&refused).contains("“perhaps” is no verdict"), "{}", stderr(&refused));
}

#[test]
fn labels_teach_a_model_that_is_trained_already() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let model = trained(at);
    let taught = path(at, "taught.toml");
    let labels = "data/linkage/fake_1000_labels.csv";
    let run = ["run", "--model", &model, RECORDS, "--labels", labels, "--trained", &taught];
    let output = link(at, &run);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_ne!(std::fs::read_to_string(&model).unwrap(), std::fs::read_to_string(&taught).unwrap());
}

#[test]
fn what_people_decide_goes_before_every_weight() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (clusters, decisions) = (path(at, "out.csv"), path(at, "decisions.csv"));
    let run = ["run", "--model", MODEL, RECORDS, "--clusters", &clusters];
    let together = |groups: &BTreeSet<BTreeSet<String>>, one: &str, other: &str| {
        groups.iter().any(|group| group.contains(one) && group.contains(other))
    };
    assert!(link(at, &run).status.success());
    let before = groups(Path::new(&clusters));
    assert!(together(&before, "0", "1") && !together(&before, "0", "999"));
    std::fs::write(&decisions, "record_id_l,record_id_r,match_probability\n0,1,0\n0,999,1\n").unwrap();
    assert!(link(at, &[&run[..], &["--decisions", &decisions]].concat()).status.success());
    let after = groups(Path::new(&clusters));
    assert!(!together(&after, "0", "1") && together(&after, "0", "999"));
    std::fs::write(&decisions, "record_id_l,record_id_r,match_probability\n0,1,0.5\n").unwrap();
    let refused = link(at, &[&run[..], &["--decisions", &decisions]].concat());
    assert!(stderr(&refused).contains("0.5 is no decision"), "{}", stderr(&refused));
}

/// A file of records as text.
fn file(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> String {
    std::fs::write(folder.join(name), text).unwrap();
    path(folder, name)
}

const HEADER: &str = "unique_id,first_name,surname,dob,city,email\n";

#[test]
fn files_that_cannot_be_used_are_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let row = |id: &str| format!("{id},Ann,Smith,1980-01-01,Leeds,a@b.c\n");
    let rows = row("1") + &row("2");
    let cases: [(&str, Vec<u8>, &str); 9] = [
        (
            "twice.csv",
            format!("{HEADER}{}{}{}", row("7"), row("8"), row("7")).into(),
            "records have the same name: `7` in twice",
        ),
        ("empty.csv", Vec::new(), "is empty: it has not even a line"),
        ("header.csv", HEADER.into(), "there are no records in"),
        ("column.csv", format!("{}{rows}", HEADER.replace("dob", "born")).into(), "the column `dob` is needed"),
        ("named.csv", format!("{}{rows}", HEADER.replace("unique_id", "number")).into(), "which column names a record"),
        ("nameless.csv", format!("{HEADER}{},Ann,Smith,,,\n", "").into(), "record 1 has no name"),
        ("ragged.csv", format!("{HEADER}{rows}3,Ann\n").into(), "line 4 has 2 values"),
        ("latin.csv", [HEADER.as_bytes(), b"1,Zo\xeb,Smith,,,\n"].concat(), "is not text in UTF-8: line 2"),
        ("sheet.xlsx", b"PK".to_vec(), "ends in none of"),
    ];
    for (name, bytes, reason) in cases {
        let records = file(at, name, bytes);
        let output = link(at, &["run", "--model", MODEL, &records, "--clusters", &path(at, "out.csv")]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", stdout(&output));
        let said = stderr(&output);
        assert!(said.contains(reason) && said.contains("hint:"), "{name}: {said}");
        assert!(!at.join("out.csv").exists() && !at.join("out.csv.work").exists(), "{name} leaves nothing");
    }
    let column = file(at, "column.csv", format!("{}{rows}", HEADER.replace("dob", "born")));
    let output = link(at, &["run", "--model", MODEL, &column, "--clusters", &path(at, "out.csv")]);
    assert!(stderr(&output).contains("its columns are: unique_id, first_name, surname, born, city, email"));
    let untrained = link(at, &["predict", "--model", MODEL, RECORDS, "--pairs", &path(at, "out.csv")]);
    assert!(stderr(&untrained).contains("has not been trained"), "{}", stderr(&untrained));
    let nowhere = link(at, &["run", "--model", MODEL, RECORDS, "--clusters", &path(at, "none/out.csv")]);
    assert!(stderr(&nowhere).contains("there is no folder"), "{}", stderr(&nowhere));
    let nothing = link(at, &["run", "--model", MODEL, RECORDS]);
    assert!(stderr(&nothing).contains("nothing to write"), "{}", stderr(&nothing));
    let same_names = link(at, &["run", "--model", MODEL, RECORDS, RECORDS, "--clusters", &path(at, "out.csv")]);
    assert!(stderr(&same_names).contains("are both called `fake_1000`"), "{}", stderr(&same_names));
}

#[test]
fn columns_without_values_and_names_of_two_kinds_are_linked_with_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut text = HEADER.to_owned();
    for number in 0..300 {
        let (id, person) = (if number % 2 == 0 { format!("{number}") } else { format!("a{number}") }, number / 3);
        writeln!(text, "{id},Name{person},Family{person},19{:02}-01-02,,", person % 90).unwrap();
    }
    let records = file(at, "records.csv", text);
    let clusters = path(at, "out.csv");
    let output = link(at, &["run", "--model", MODEL, &records, "--clusters", &clusters]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("The column `email` has no value in any record"), "{}", stderr(&output));
    assert_eq!(groups(Path::new(&clusters)).len(), 100, "{}", stdout(&output));
}

#[test]
fn malicious_values_are_values() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut text = HEADER.to_owned();
    let nasty =
        ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "'; drop table people; --", "\u{202e}gnp", "%s%n", "🎂🎂"];
    for number in 0..240 {
        let (value, person) = (nasty[number / 2 % nasty.len()], number / 2);
        writeln!(
            text,
            "{number},\"{value}{person}\",\"{value}{person}\",1980-01-0{},{},",
            person % 9 + 1,
            "x".repeat(3000)
        )
        .unwrap();
    }
    let records = file(at, "records.csv", text);
    let (report, model, clusters) = (path(at, "report.html"), path(at, "trained.toml"), path(at, "out.csv"));
    let run = ["run", "--model", MODEL, &records, "--report", &report, "--trained", &model, "--clusters", &clusters];
    let output = link(at, &run);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("longer than 1024 bytes and were cut"), "{}", stderr(&output));
    let page = std::fs::read_to_string(&report).unwrap();
    assert!(!page.contains("<script>"), "what records hold is escaped");
    let sheets = path(at, "review");
    assert!(link(at, &["review", "sample", "--model", &model, &records, "--output", &sheets]).status.success());
    let sheet = std::fs::read_to_string(at.join("review/first.csv")).unwrap();
    assert!(!sheet.contains(",=cmd") && !sheet.contains("\"=cmd"), "no value is a formula in a spreadsheet");
}

#[test]
fn identical_records_stay_within_bounds_and_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut text = HEADER.to_owned();
    for number in 0..30_000 {
        writeln!(text, "{number},Ann,Smith,1980-01-01,Leeds,a@b.c").unwrap();
    }
    let records = file(at, "records.csv", text);
    let run = ["run", "--model", MODEL, &records, "--clusters", &path(at, "out.csv"), "--format", "json"];
    let output = link(at, &run);
    let told = json(&output);
    // Each meets 50 neighbours under the first rule and nobody else.
    assert!(told["candidates"].as_u64().unwrap() <= 30_000 * 50, "{told}");
    assert!(stderr(&output).contains("was not compared whole"), "{}", stderr(&output));
}

/// A hundred groups of `size` records of one person each.
pub(super) fn crowded(folder: &Path, people: usize, size: usize) -> String {
    let mut text = HEADER.to_owned();
    for person in 0..people {
        for copy in 0..size {
            let number = person * size + copy;
            writeln!(
                text,
                "{number},Name{person},Family{person},19{:02}-0{}-02,Town{},p{person}@x.org",
                person % 90,
                person % 9 + 1,
                person % 7
            )
            .unwrap();
        }
    }
    file(folder, "crowded.csv", text)
}

#[test]
fn what_does_not_fit_in_memory_goes_to_disk_and_the_people_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let records = crowded(at, 300, 50);
    let refused =
        link(at, &["run", "--model", MODEL, &records, "--clusters", &path(at, "no.csv"), "--memory-limit", "1MiB"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("do not fit the memory limit"), "{}", stderr(&refused));
    let first =
        link(at, &["run", "--model", MODEL, &records, "--clusters", &path(at, "no.csv"), "--memory-limit", "16MiB"]);
    let said = stderr(&first);
    let enough = said.split("--memory-limit ").nth(1).and_then(|rest| rest.split(',').next()).expect(&said).to_owned();
    let (bounded, whole) = (path(at, "bounded.csv"), path(at, "whole.csv"));
    let run = |clusters: &str, limit: &[&str]| {
        let base = ["run", "--model", MODEL, &records, "--clusters", clusters, "--format", "json"];
        json(&link(at, &[&base[..], limit].concat()))
    };
    let told = run(&bounded, &["--memory-limit", &enough]);
    assert!(told["people"]["rounds"].as_u64().unwrap() > 1, "the links were parted: {told}");
    assert_eq!(run(&whole, &[])["people"]["rounds"], 1);
    assert_eq!(std::fs::read(&bounded).unwrap(), std::fs::read(&whole).unwrap());
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_leaves_nothing_that_looks_whole() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let records = crowded(at, 100, 40);
    let (pairs, clusters) = (path(at, "pairs.parquet"), path(at, "clusters.csv"));
    // No file may grow beyond 256 KiB, and the signal that comes with it is ignored: a write fails, as on a full disk.
    let command = format!(
        "ulimit -f 256; trap '' XFSZ; exec '{}' --data '{}' link run --model {MODEL} '{records}' --pairs '{pairs}' --clusters '{clusters}'",
        env!("CARGO_BIN_EXE_wholeplace"),
        path(at, "hub"),
    );
    let output = Command::new("bash").current_dir(project()).args(["-c", &command]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("The disk is full"), "{}", stderr(&output));
    assert!(!Path::new(&pairs).exists() && !Path::new(&clusters).exists());
    let left: Vec<String> = std::fs::read_dir(at)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains(".tmp"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_goes_on_and_gives_the_same_pairs() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let records = crowded(at, 150, 150);
    let model = path(at, "trained.toml");
    let train = ["train", "--model", MODEL, &records, "--output", &model];
    assert!(link(at, &train).status.success());
    let (whole, parted) = (path(at, "whole.csv"), path(at, "parted.csv"));
    let predict = |pairs: &str, rest: &[&str]| -> Vec<String> {
        let base = [
            "--data",
            &path(at, "hub"),
            "link",
            "predict",
            "--model",
            &model,
            &records,
            "--pairs",
            pairs,
            "--threads",
            "1",
        ];
        base.iter().chain(rest).map(ToString::to_string).collect()
    };
    let run = |arguments: Vec<String>| {
        Command::new(env!("CARGO_BIN_EXE_wholeplace")).current_dir(project()).args(arguments).output().unwrap()
    };
    assert!(run(predict(&whole, &[])).status.success());
    let work = at.join("parted.csv.work");
    let mut child = Command::new(env!("CARGO_BIN_EXE_wholeplace"))
        .current_dir(project())
        .args(predict(&parted, &[]))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let parts = || {
        std::fs::read_dir(&work).map_or(0, |entries| {
            entries
                .filter(|entry| {
                    entry.as_ref().is_ok_and(|each| each.path().extension().is_some_and(|end| end == "pairs"))
                })
                .count()
        })
    };
    while parts() < 2 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "it stopped when asked");
    assert!(!Path::new(&parted).exists(), "nothing that looks whole was left");
    assert!(parts() >= 2);
    let resumed = run(predict(&parted, &["--resume"]));
    assert!(resumed.status.success(), "{}", stderr(&resumed));
    assert!(stderr(&resumed).contains("finished parts of the earlier run"), "{}", stderr(&resumed));
    assert_eq!(std::fs::read(&whole).unwrap(), std::fs::read(&parted).unwrap());
    assert!(!work.exists());
}

#[test]
fn a_run_does_not_go_on_with_other_files() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let model = trained(at);
    let records = some(at, "records.csv", |_| true);
    let pairs = path(at, "pairs.csv");
    let work = at.join("pairs.csv.work");
    // A stop is feigned: the folder of a run of these files, as it was begun.
    std::fs::create_dir(&work).unwrap();
    let manifest = serde_json::json!({"version": 1, "program": "0", "inputs": [], "given": "", "settings": ""});
    std::fs::write(work.join("manifest.json"), manifest.to_string()).unwrap();
    let refused = link(at, &["predict", "--model", &model, &records, "--pairs", &pairs, "--resume"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("the files changed since"), "{}", stderr(&refused));
    assert!(work.exists(), "what is refused is left as it is");
    let anew = link(at, &["predict", "--model", &model, &records, "--pairs", &pairs]);
    assert!(anew.status.success(), "{}", stderr(&anew));
}

#[test]
fn every_link_command_has_help_worth_reading() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["run", "train", "predict", "cluster", "update", "explain", "person", "evaluate"] {
        let output = link(folder.path(), &[command, "--help"]);
        assert!(output.status.success() && stdout(&output).len() > 1000, "{command}: {}", stdout(&output));
    }
}

#[test]
fn tables_of_the_hub_are_linked_for_a_purpose_and_every_use_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let hub = at.join("hub");
    let refused = wholeplace(&hub, &["people", "import", RECORDS, "--table", "records_gp", "--purpose", " "]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("No purpose was given"), "{}", stderr(&refused));
    let import =
        ["people", "import", RECORDS, "--table", "records_gp", "--purpose", "Finding children who miss school"];
    let imported = wholeplace(&hub, &import);
    assert!(imported.status.success(), "{}", stderr(&imported));
    let listed = wholeplace(&hub, &["people", "tables", "--format", "csv"]);
    assert!(stdout(&listed).contains("records_gp,1,1000,unique_id"), "{}", stdout(&listed));
    let (table, plain) = (path(at, "table.csv"), path(at, "plain.csv"));
    let run = ["run", "--model", MODEL, "--table", "records_gp", "--clusters", &table];
    let without = link(at, &run);
    assert_eq!(without.status.code(), Some(2), "no purpose, no records");
    let output = link(at, &[&run[..], &["--purpose", "Finding children who miss school"]].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(link(at, &["run", "--model", MODEL, RECORDS, "--clusters", &plain]).status.success());
    assert_eq!(groups(Path::new(&table)), groups(Path::new(&plain)));
    let text = String::from_utf8_lossy(&std::fs::read(hub.join("register.sqlite")).unwrap()).into_owned()
        + &std::fs::read(hub.join("register.sqlite-wal"))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default();
    for recorded in
        ["people-imported", "people-used", "Finding children who miss school", "link run; version 1, 1000 records"]
    {
        assert!(text.contains(recorded), "{recorded}");
    }
    assert!(!text.contains("robert255@smith.net"), "no record passes through the register");
    let kept = hub.join("lake/people/records_gp/000001.parquet");
    std::fs::write(&kept, "changed").unwrap();
    let changed = link(at, &[&run[..], &["--purpose", "Finding children who miss school"]].concat());
    assert!(stderr(&changed).contains("are not those that were imported"), "{}", stderr(&changed));
    let nameless = wholeplace(&hub, &["people", "import", RECORDS, "--table", "../gp", "--purpose", "x"]);
    assert!(stderr(&nameless).contains("cannot be the name of a table"), "{}", stderr(&nameless));
}
