//! Drafts: each parses, and its check says something sensible.

use crate::{reference::repository, support::AREAS};
use intake::{Limits, Nowhere, Recipe, check, draft};
use std::{fs::File, io::Cursor, path::PathBuf};

fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in ["data/raw", "data/demonstration"] {
        let mut waiting = vec![repository(folder)];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.to_string_lossy().into_owned();
                if path.is_dir() {
                    waiting.push(path);
                } else if [".csv", ".csv.gz", ".ods", ".xlsx"].iter().any(|ending| name.ends_with(ending)) {
                    files.push(path);
                }
            }
        }
    }
    files.sort();
    files
}

#[test]
fn every_published_file_gets_a_draft_that_reads_it() {
    let limits = Limits::default();
    let all = files();
    assert!(all.len() > 20, "{}", all.len());
    let mut poor = Vec::new();
    for path in &all {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut file = File::open(path).unwrap();
        let drafted = draft(&mut file, &name, &*AREAS, &limits).unwrap();
        let recipe =
            Recipe::parse(&drafted.toml).unwrap_or_else(|problems| panic!("{name}: {problems}\n{}", drafted.toml));
        let report = check(&mut file, &name, &recipe, None, &*AREAS, &limits, &mut Nowhere).unwrap();
        if report.observations * 10 < report.rows * 5 || report.observations == 0 {
            poor.push(format!("{name}: {} observations of {} rows", report.observations, report.rows));
        }
    }
    // A draft is a beginning; nine files in ten must be read for the most part.
    assert!(poor.len() * 10 <= all.len(), "{poor:#?}");
}

#[test]
fn unlikely_files_get_a_beginning() {
    for bytes in [b"".as_slice(), b"%PDF-1.4", b"a,b\n1,2\n", b"\x00\x01\x02", b"x\n"] {
        let drafted = draft(&mut Cursor::new(bytes), "odd \"name\"\n.csv", &*AREAS, &Limits::default()).unwrap();
        Recipe::parse(&drafted.toml).unwrap_or_else(|problems| panic!("{problems}\n{}", drafted.toml));
    }
}

#[test]
fn years_as_columns_are_seen() {
    let file = "Table 5: Dwellings\n\nCode,Area,2019-20,2020-21 [p]\nE06000001,Hartlepool,\"1,200\",..\nE06000002,Middlesbrough,900,910\n";
    let drafted = draft(&mut Cursor::new(file), "t5.csv", &*AREAS, &Limits::default()).unwrap();
    insta::assert_snapshot!(drafted.toml, @r#"
    # A draft for t5.csv. Lines marked LOOK were guessed: look at them.
    title = "t5.csv"

    [file]
    format = "csv"

    [marks]
    sets = ["gss", "legacy"]

    [[table]]
    header = 3
    area = { column = "Code" }
    period = { header = true, notation = "financial-year" }

    [[table.values]]
    matching = "^(\\d{4}\\-\\d{2}|\\d{4}\\-\\d{2} \\[[A-Za-z]+\\])$"
    indicator = "value"  # LOOK: what do these columns hold?
    "#);
    let recipe = Recipe::parse(&drafted.toml).unwrap();
    let report =
        check(&mut Cursor::new(file), "t5.csv", &recipe, None, &*AREAS, &Limits::default(), &mut Nowhere).unwrap();
    assert_eq!((report.observations, report.has_errors()), (4, false));
}
