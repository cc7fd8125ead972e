//! The part of a sheet around the first findings, in the sheet's own coordinates.

use crate::pages::contributions::submission::{SheetCell, SheetRow, SheetView};
use intake::SheetExcerpt;
use std::collections::{BTreeSet, HashMap};
use terms::{Finding, finding::column_letters};

/// How many rows with findings are shown; with the rows around them about three times as many.
const FAULTY_ROWS: usize = 12;
/// How many columns are shown.
const COLUMNS: usize = 14;

/// The sheets in which findings stand, in the order of the findings.
pub(super) fn sheets_of(findings: &[Finding]) -> Vec<Option<String>> {
    let mut sheets = Vec::new();
    for finding in findings.iter().filter(|finding| finding.cells.iter().any(|cell| cell.row.is_some())) {
        if !sheets.contains(&finding.sheet) {
            sheets.push(finding.sheet.clone());
        }
    }
    sheets
}

/// The rows of a sheet to show: the first of each finding, then the second of each, and so on.
pub(super) fn rows_to_show(findings: &[Finding], sheet: Option<&str>) -> Vec<u32> {
    let mut rows = BTreeSet::new();
    for depth in 0..FAULTY_ROWS {
        for finding in findings.iter().filter(|finding| finding.sheet.as_deref() == sheet) {
            if rows.len() < FAULTY_ROWS {
                rows.extend(finding.cells.get(depth).and_then(|cell| cell.row));
            }
        }
    }
    rows.into_iter().collect()
}

/// The excerpt with its faulty cells marked by the numbers of their findings. Nothing when no row could be read.
pub(super) fn view(
    excerpt: &SheetExcerpt,
    findings: &[Finding],
    sheet: Option<&str>,
    file_name: &str,
) -> Option<SheetView> {
    let shown: BTreeSet<u32> = excerpt.rows.iter().map(|row| row.number).collect();
    let mut marks: HashMap<(u32, Option<u32>), u32> = HashMap::new();
    let mut faulty_rows: BTreeSet<u32> = BTreeSet::new();
    let mut faulty_columns: BTreeSet<u32> = BTreeSet::new();
    for (number, finding) in (1_u32..).zip(findings) {
        for cell in finding.cells.iter().filter(|_| finding.sheet.as_deref() == sheet) {
            let Some(row) = cell.row else { continue };
            faulty_rows.insert(row);
            if shown.contains(&row) {
                marks.entry((row, cell.column)).or_insert(number);
                faulty_columns.extend(cell.column);
            }
        }
    }
    let width = excerpt.rows.iter().map(|row| row.cells.len()).max().and_then(|width| u32::try_from(width).ok())?;
    let columns = columns_to_show(width, &faulty_columns);
    let mut rows = Vec::new();
    let mut before: Option<u32> = None;
    for row in &excerpt.rows {
        if let Some(before) = before.filter(|before| row.number > before + 1) {
            let faulty = faulty_rows.range(before + 1..row.number).count();
            let count = row.number - before - 1;
            rows.push(match u32::try_from(faulty) {
                Ok(0) => SheetRow::Folded { count },
                faulty => SheetRow::Left { count, faulty: faulty.unwrap_or(u32::MAX) },
            });
        }
        before = Some(row.number);
        let mut last = None;
        let cells = columns.iter().enumerate().map(|(place, &column)| {
            let text = row.cells.get(column as usize - 1).cloned().unwrap_or_default();
            // A finding about a whole row is written on its first cell.
            let whole_row = || marks.get(&(row.number, None)).filter(|_| place == 0);
            let mark = marks.get(&(row.number, Some(column))).or_else(whole_row).copied();
            let badge = mark.is_some() && mark != last;
            last = mark;
            match mark {
                Some(finding) => SheetCell::faulty(text, finding, badge),
                None => SheetCell::plain(text),
            }
        });
        let cells = cells.collect();
        rows.push(if row.header {
            SheetRow::Headings { number: row.number, cells }
        } else {
            SheetRow::Cells { number: row.number, cells }
        });
    }
    Some(SheetView {
        name: excerpt.sheet.clone().unwrap_or_else(|| file_name.to_owned()),
        letters: columns.iter().map(|&column| column_letters(column)).collect(),
        rows,
    })
    .filter(|view| !view.rows.is_empty() && !view.letters.is_empty())
}

/// The first columns, which mostly name the row, the faulty ones with their neighbours, then others from the left.
fn columns_to_show(width: u32, faulty: &BTreeSet<u32>) -> Vec<u32> {
    let near = faulty.iter().flat_map(|&column| [column, column.saturating_sub(1), column + 1]);
    let mut columns = BTreeSet::new();
    for column in (1..=3).chain(near).chain(1..=width) {
        if columns.len() < COLUMNS && (1..=width).contains(&column) {
            columns.insert(column);
        }
    }
    columns.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use intake::ExcerptRow;
    use terms::{Cell, Severity};

    fn finding(cells: &[(u32, Option<u32>)]) -> Finding {
        Finding {
            rule: "not-a-number".into(),
            severity: Severity::Error,
            file: "a.csv".into(),
            sheet: None,
            what: String::new(),
            why: String::new(),
            mend: String::new(),
            cells: cells.iter().map(|&(row, column)| Cell { row: Some(row), column, value: None }).collect(),
        }
    }

    fn row(number: u32) -> ExcerptRow {
        ExcerptRow { number, header: number == 1, cells: vec!["a".into(), "b".into()] }
    }

    #[test]
    fn a_run_of_faulty_cells_has_one_badge_and_folded_rows_are_told_apart() {
        let findings = [finding(&[(3, Some(1)), (3, Some(2)), (6, Some(2))])];
        let excerpt = SheetExcerpt { sheet: None, rows: [1, 3, 5, 9].map(row).into() };
        let view = view(&excerpt, &findings, None, "a.csv").unwrap();
        let SheetRow::Cells { cells, .. } = &view.rows[2] else { panic!("{:?}", view.rows) };
        assert_eq!(
            cells.iter().map(|cell| (cell.finding, cell.badge)).collect::<Vec<_>>(),
            [(Some(1), true), (Some(1), false)]
        );
        assert_eq!(view.rows[1], SheetRow::Folded { count: 1 });
        assert_eq!(view.rows[5], SheetRow::Left { count: 3, faulty: 1 });
    }

    #[test]
    fn the_first_row_of_every_finding_comes_before_the_second_of_any() {
        let many: Vec<_> = (10..100).map(|row| (row, Some(1))).collect();
        let rows = rows_to_show(&[finding(&many), finding(&[(500, Some(2))])], None);
        assert_eq!(rows.len(), FAULTY_ROWS);
        assert!(rows.contains(&500));
    }

    #[test]
    fn faulty_columns_are_shown_however_far_to_the_right() {
        let columns = columns_to_show(200, &BTreeSet::from([150]));
        assert_eq!(columns.len(), COLUMNS);
        assert!(columns.ends_with(&[149, 150, 151]));
    }
}
