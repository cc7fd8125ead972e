//! Odd spreadsheets, made here.

use crate::support::{check_bytes, shown};
use intake::{Limits, Recipe, WhichSheet, excerpt};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::Cursor;

const RECIPE: &str = r#"
[[table]]
sheet = "Data"
header = [4, 5]
area = { column = "=B" }
period = { cell = "B2", pattern = '(\d{4}-\d{2})', notation = "financial-year" }
stop_at_blank_row = true
values = [{ column = "People - Count", indicator = "people" }]
"#;

fn odd() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Cover").unwrap().write(0, 0, "Read me").unwrap();
    let sheet = book.add_worksheet().set_name("Data").unwrap();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write(1, 1, "Figures for 2022-23, revised").unwrap();
    sheet.write(3, 2, "People").unwrap();
    sheet.write(4, 1, "Code").unwrap().write(4, 2, "Count").unwrap();
    for (row, code) in (5_u32..).zip(1..=6) {
        sheet.write(row, 1, format!("E0600000{code}")).unwrap();
    }
    sheet.write(5, 2, 12).unwrap();
    sheet.write(6, 2, "1,300").unwrap();
    sheet.write_with_format(7, 2, ExcelDateTime::from_ymd(2023, 4, 1).unwrap(), &date).unwrap();
    sheet.write(8, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.merge_range(9, 2, 10, 2, "7", &Format::new()).unwrap();
    // Below an empty row stands a hidden total.
    sheet.write(13, 1, "E92000001").unwrap().write(13, 2, 99).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn every_oddity_is_found_in_its_cell() {
    let (report, kept) = check_bytes(&odd(), "odd.xlsx", RECIPE, None);
    insta::assert_snapshot!(shown(&report), @r#"
    error date-not-number: people: dates stand where numbers should [C8 “2023-04-01”]
    error spreadsheet-error: cells hold a spreadsheet's errors [C9 “#DIV/0!”]
    warning merged-cells: cells are merged among the data [C10]
    information number-as-text: numbers are stored as text [C7 “1,300”, C10 “7”]
    "#);
    assert_eq!(kept.rows[0].2, "2022-04-01/P1Y");
    assert_eq!(kept.rows[1].4, Some(1300.0));
    assert!(!kept.rows.iter().any(|row| row.1 == "E92000001"));
}

/// The same sheet as an XLS (BIFF8) file, as another program wrote it.
const XLS: &[u8] = include_bytes!("../fixtures/odd.xls");

#[test]
fn an_xls_is_read_as_its_twin_is() {
    let (report, kept) = check_bytes(XLS, "odd.xls", RECIPE, None);
    insta::assert_snapshot!(shown(&report), @r#"
    error date-not-number: people: dates stand where numbers should [C8 “2023-04-01”]
    warning merged-cells: cells are merged among the data [C10]
    information number-as-text: numbers are stored as text [C7 “1,300”, C10 “7”]
    "#);
    assert_eq!(kept.rows[1].4, Some(1300.0));
    assert!(!kept.rows.iter().any(|row| row.1 == "E92000001"));
}

#[test]
fn an_xls_that_is_damaged_anywhere_is_refused_and_never_stops_the_hub() {
    for place in (0..XLS.len()).step_by(97) {
        let mut bytes = XLS.to_vec();
        bytes[place] ^= 0xff;
        check_bytes(&bytes, "odd.xls", RECIPE, None);
        check_bytes(&XLS[..place], "odd.xls", RECIPE, None);
    }
}

#[test]
fn an_excerpt_has_the_coordinates_of_the_sheet() {
    let recipe = Recipe::parse(RECIPE).unwrap();
    let found =
        excerpt(&mut Cursor::new(odd()), &recipe, WhichSheet::Named("Data"), &[8], 1, &Limits::default()).unwrap();
    let numbers: Vec<(u32, bool)> = found.rows.iter().map(|row| (row.number, row.header)).collect();
    assert_eq!(numbers, [(4, true), (5, true), (7, false), (8, false), (9, false)]);
    assert_eq!(found.rows[3].cells, ["", "E06000003", "2023-04-01"]);
    let numbered = excerpt(&mut Cursor::new(odd()), &recipe, WhichSheet::Numbered(0), &[8], 1, &Limits::default());
    assert_eq!(numbered.unwrap(), found);
    let absent = excerpt(&mut Cursor::new(odd()), &recipe, WhichSheet::Numbered(1), &[8], 1, &Limits::default());
    assert!(absent.unwrap().rows.is_empty());
    let missing = RECIPE.replace("\"Data\"", "\"Daten\"");
    let (report, _) = check_bytes(&odd(), "odd.xlsx", &missing, None);
    assert_eq!(report.findings[0].what, "there is no sheet called “Daten”. The sheets are: Cover, Data");
}

#[test]
fn an_excerpt_is_taken_from_the_sheet_that_observations_number() {
    let mut book = Workbook::new();
    for (name, from, people) in [("Notes", 0, 1), ("2022", 0, 12), ("2023", 3, 34)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        sheet.write(from, 0, "Code").unwrap().write(from, 1, "People").unwrap();
        sheet.write(from + 1, 0, "E06000003").unwrap().write(from + 1, 1, people).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let recipe = Recipe::parse(
        r#"
        [[table]]
        sheet_matches = "^20"
        header_with = ["Code", "People"]
        area = { column = "Code" }
        period = { sheet_name = true, notation = "calendar-year" }
        values = [{ column = "People", indicator = "people" }]
        "#,
    );
    let recipe = recipe.unwrap_or_else(|problems| panic!("{problems}"));
    let second =
        excerpt(&mut Cursor::new(bytes), &recipe, WhichSheet::Numbered(1), &[5], 0, &Limits::default()).unwrap();
    assert_eq!(second.sheet.as_deref(), Some("2023"));
    let rows: Vec<(u32, bool, &str)> = second.rows.iter().map(|row| (row.number, row.header, &*row.cells[1])).collect();
    assert_eq!(rows, [(4, true, "People"), (5, false, "34")]);
}
