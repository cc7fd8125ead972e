//! Two partners and whoever links, as docs/guides/partners.md tells them: encodings out, no name out, people found.

use super::{project, stderr, stdout, wholeplace};
use std::{collections::BTreeMap, fs, path::Path, process::Output};

const KEY: &str = "4f1c0a9be2d87735c6f0138ae94b52d7103fce6689ab24d5f7e01c3b58a69d42";

fn link(folder: &Path, arguments: &[&str]) -> Output {
    let all: Vec<&str> = std::iter::once("link").chain(arguments.iter().copied()).collect();
    wholeplace(&folder.join("hub"), &all)
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

/// The encoding that the guide tells people to save.
fn encoding_of_the_guide() -> String {
    let guide = fs::read_to_string(project().join("docs/guides/partners.md")).unwrap();
    guide.split("```toml\n").nth(1).unwrap().split("```").next().unwrap().to_owned()
}

/// The example records parted into two files, an encoding and a key.
fn partners(at: &Path) {
    let records = fs::read_to_string(project().join("data/linkage/fake_1000.csv")).unwrap();
    let (header, rows) = records.split_once('\n').unwrap();
    let part = |of: usize| {
        let rows: Vec<&str> = rows.lines().enumerate().filter(|(row, _)| row % 2 == of).map(|(_, line)| line).collect();
        format!("{header}\n{}\n", rows.join("\n"))
    };
    fs::write(at.join("gp.csv"), part(0)).unwrap();
    fs::write(at.join("school.csv"), part(1)).unwrap();
    fs::write(at.join("encoding.toml"), encoding_of_the_guide()).unwrap();
    write_key(at, "partners.key", KEY);
}

fn write_key(at: &Path, name: &str, key: &str) {
    fs::write(at.join(name), key).unwrap();
    #[cfg(unix)]
    fs::set_permissions(at.join(name), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
}

fn encode(at: &Path, who: &str, key: &str, more: &[&str]) -> Output {
    let (input, output) = (path(at, &format!("{who}.csv")), path(at, &format!("{who}-encoded.csv")));
    let (encoding, key) = (path(at, "encoding.toml"), path(at, key));
    let words = ["encode", &input, "--encoding", &encoding, "--key-file", &key, "--output", &output];
    link(at, &[&words[..], more].concat())
}

fn json(output: &Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", stderr(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn partners_link_without_sharing_names() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    partners(at);
    let model = path(at, "model.toml");
    let gp = json(&encode(at, "gp", "partners.key", &["--model", &model, "--format", "json"]));
    // The same key, written by an editor that ends the line.
    write_key(at, "copied.key", &format!("{KEY}\r\n"));
    let school = json(&encode(at, "school", "copied.key", &["--format", "json"]));
    assert_eq!((gp["records"].as_u64(), school["records"].as_u64()), (Some(500), Some(500)));
    assert_eq!((&gp["key_check"], &gp["encoding_check"]), (&school["key_check"], &school["encoding_check"]));
    let encoded = fs::read_to_string(at.join("gp-encoded.csv")).unwrap();
    assert!(encoded.starts_with("record_id,names,born,email,city,key1,"), "{}", &encoded[..80]);
    for row in encoded.lines().skip(1) {
        for value in row.split(',').skip(1) {
            assert!(value.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '.'), "{value}");
        }
    }
    let (pairs, people) = (path(at, "pairs.csv"), path(at, "people.csv"));
    let inputs = [format!("gp={}", path(at, "gp-encoded.csv")), format!("school={}", path(at, "school-encoded.csv"))];
    let run = ["run", "--model", &model, &inputs[0], &inputs[1], "--pairs", &pairs, "--clusters", &people];
    let output = link(at, &run);
    assert!(output.status.success(), "{}", stderr(&output));
    // Who is who, which the linker does not know.
    let truth: BTreeMap<String, String> = fs::read_to_string(project().join("data/linkage/fake_1000.csv"))
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| (line.split(',').next().unwrap().to_owned(), line.rsplit(',').next().unwrap().to_owned()))
        .collect();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in fs::read_to_string(&people).unwrap().lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        found.entry(cells[1].to_owned()).or_default().push(truth[cells[0]].clone());
    }
    let (mut right, mut wrong) = (0, 0);
    for together in found.values() {
        for (at, one) in together.iter().enumerate() {
            for other in &together[..at] {
                if one == other { right += 1 } else { wrong += 1 }
            }
        }
    }
    // 2,031 pairs belong together; clear text finds about nine in ten.
    assert!(right > 1_600 && wrong < 60, "{right} right, {wrong} wrong");
}

#[test]
fn the_key_is_kept_and_what_cannot_work_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    partners(at);
    let told = encode(at, "gp", "partners.key", &[]);
    assert!(told.status.success(), "{}", stderr(&told));
    let everything = [stdout(&told), stderr(&told), fs::read_to_string(at.join("gp-encoded.csv")).unwrap()].concat();
    assert!(!everything.contains(&KEY[..8]), "the key is not told");
    assert!(stdout(&told).contains("Key check"), "{}", stdout(&told));
    let refused = |output: &Output, what: &str| {
        assert_eq!(output.status.code(), Some(2), "{}", stdout(output));
        assert!(stderr(output).contains(what) && stderr(output).contains("hint:"), "{}", stderr(output));
    };
    fs::remove_file(at.join("gp-encoded.csv")).unwrap();
    write_key(at, "short.key", "abc");
    refused(&encode(at, "gp", "short.key", &[]), "at least 32");
    write_key(at, "poor.key", &"ab".repeat(32));
    refused(&encode(at, "gp", "poor.key", &[]), "different bytes");
    refused(&encode(at, "gp", "absent.key", &[]), "could not be read");
    refused(&encode(at, "gp", "partners.key", &["--id", "email"]), "openly");
    refused(&encode(at, "gp", "partners.key", &[&path(at, "school.csv")]), "one file");
    let good = encoding_of_the_guide();
    fs::write(at.join("encoding.toml"), good.replace("bits = 512", "bits = 500")).unwrap();
    refused(&encode(at, "gp", "partners.key", &[]), "500 bits");
    fs::write(at.join("encoding.toml"), good.replace("lower(email)", "lower(mail)")).unwrap();
    refused(&encode(at, "gp", "partners.key", &[]), "`mail`");
    assert!(!at.join("gp-encoded.csv").exists(), "nothing that looks whole was left");
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    partners(at);
    assert!(!stderr(&encode(at, "gp", "partners.key", &[])).contains("warning: others"));
    fs::set_permissions(at.join("partners.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let told = encode(at, "gp", "partners.key", &[]);
    assert!(told.status.success() && stderr(&told).contains("chmod 600"), "{}", stderr(&told));
}
