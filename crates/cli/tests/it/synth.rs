//! `wholeplace synth`: the files of an invented place, whole or not there.

use super::{stderr, stdout, wholeplace};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Every file of a folder with its bytes.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for inner in ["", "services", "truth"] {
        for entry in fs::read_dir(folder.join(inner)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                files.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    files
}

#[test]
fn the_same_words_give_the_same_files_whatever_the_threads() {
    let folder = tempfile::tempdir().unwrap();
    let made = |name: &str, threads: &str, format: &str| {
        let out = folder.path().join(name);
        let output = wholeplace(
            folder.path(),
            &[
                "synth",
                "--people",
                "4500",
                "--seed",
                "11",
                "--years",
                "2019..2021",
                "--threads",
                threads,
                "--format",
                format,
                "--out",
                out.to_str().unwrap(),
            ],
        );
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(stderr(&output).contains("Nobody in it is real"), "{}", stderr(&output));
        (contents(&out), stdout(&output))
    };
    for format in ["parquet", "csv"] {
        let (one, listed) = made(&format!("{format}-one"), "1", format);
        let (three, _) = made(&format!("{format}-three"), "3", format);
        assert!(one == three, "the files in {format} differ with the number of threads");
        assert_eq!(one.len(), 22, "21 tables and a README: {:?}", one.keys());
        assert!(one.keys().all(|name| listed.contains(name.to_str().unwrap()) || name.ends_with("README.md")));
        let readme = String::from_utf8_lossy(&one[Path::new("README.md")]).into_owned();
        assert!(readme.contains("**Nobody in these files is real.**"));
        assert!(readme.contains("--people 4500 --seed 11 --years 2019..2021"));
    }
    // The rows that were announced are the lines that are there.
    let (files, listed) = made("csv-again", "2", "csv");
    for line in listed.lines().skip(1) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let bytes = &files[Path::new(words[0])];
        assert_eq!(
            bytes.iter().filter(|&&byte| byte == b'\n').count(),
            words[1].parse::<usize>().unwrap() + 1,
            "{line}"
        );
        assert_eq!(bytes.len(), words[2].parse::<usize>().unwrap(), "{line}");
    }
    // Nothing half made lies about.
    assert!(
        fs::read_dir(folder.path()).unwrap().all(|entry| !entry
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains("making"))
    );
}

#[test]
fn what_cannot_be_made_is_refused_with_how_to_mend_it() {
    let folder = tempfile::tempdir().unwrap();
    let full = folder.path().join("full");
    fs::create_dir(&full).unwrap();
    fs::write(full.join("mine.txt"), "do not touch").unwrap();
    let full_name = full.to_str().unwrap().to_owned();
    let fresh = folder.path().join("fresh").to_str().unwrap().to_owned();
    for (arguments, says) in [
        (vec!["--people", "100", "--out", &full_name], "is there already and is not empty"),
        (vec!["--people", "0", "--out", &fresh], "between 1 and 20000000 people"),
        (vec!["--years", "2025..2016", "--out", &fresh], "is after the last"),
        (vec!["--years", "1700..1720", "--out", &fresh], "between 1990 and 2100"),
        (vec!["--years", "2000..2099", "--out", &fresh], "at most 30 years"),
        (vec!["--years", "lately", "--out", &fresh], "is not a year"),
        (vec!["--threads", "0", "--out", &fresh], "number of threads"),
    ] {
        let output = wholeplace(folder.path(), &[&["synth"][..], &arguments[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(says), "{arguments:?}: {}", stderr(&output));
        assert!(stdout(&output).is_empty());
    }
    assert_eq!(fs::read_to_string(full.join("mine.txt")).unwrap(), "do not touch");
    assert!(!Path::new(&fresh).exists());
}
