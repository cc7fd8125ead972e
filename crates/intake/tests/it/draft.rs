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

/// Drafts a recipe for a file and checks the file by it.
fn drafted_and_checked(file: &str) -> (String, intake::Report) {
    let toml = draft(&mut Cursor::new(file), "file.csv", &*AREAS, &Limits::default()).unwrap().toml;
    let recipe = Recipe::parse(&toml).unwrap_or_else(|problems| panic!("{problems}\n{toml}"));
    let report =
        check(&mut Cursor::new(file), "file.csv", &recipe, None, &*AREAS, &Limits::default(), &mut Nowhere).unwrap();
    (toml, report)
}

#[test]
fn what_tells_rows_apart_becomes_the_indicator_or_a_dimension() {
    let mut file = String::from("area_code,measure_code,route,year,value\n");
    for area in ["E06000001", "E06000002", "E06000003", "E06000004"] {
        for measure in ["ExcessYr6", "AVG_Att8"] {
            for (route, value) in [("R1", 10), ("R2", 20), ("R3", 30)] {
                file.push_str(&format!("{area},{measure},{route},2021-22,{value}\n"));
            }
        }
    }
    let (toml, report) = drafted_and_checked(&file);
    assert!(toml.contains("[table.indicator]\ncolumn = \"measure_code\""), "{toml}");
    assert!(toml.contains("[table.dimensions.route]"), "{toml}");
    assert_eq!((report.observations, report.has_errors()), (24, false), "{toml}");
}

#[test]
fn periods_in_several_notations_are_read_and_doubted() {
    let file = "area_code,period,value\nE06000001,2021,1\nE06000001,2019-21,2\nE06000001,2022/23,3\nE06000002,2021,4\n";
    let (toml, report) = drafted_and_checked(file);
    assert!(toml.contains("notation = \"auto\" }  # LOOK"), "{toml}");
    assert_eq!((report.observations, report.has_errors()), (4, false), "{toml}");
}

#[test]
fn rows_of_bodies_without_a_code_are_not_taken_for_the_header() {
    let mut file = String::from("area_code,authority_name,financial_year,value\n");
    for year in 2010..2030 {
        file.push_str(&format!(",Bedfordshire Police Authority,{year}-{:02},93{}\n", year - 1999, year - 2000));
    }
    file.push_str("E06000001,Hartlepool,2010-11,77\nE06000002,Middlesbrough,2010-11,78\n");
    let (toml, report) = drafted_and_checked(&file);
    assert!(!toml.contains("header ="), "{toml}");
    assert_eq!((report.observations, report.has_errors()), (2, false), "{toml}");
}
