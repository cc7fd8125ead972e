//! Finds where a table begins: the first row with an area, and the header above it.

use crate::{
    number::styled,
    recipe::{NumberStyle, Scheme},
    reference::Reference,
    workbook::{Sheet, SheetRow, Value},
};
use std::collections::BTreeSet;
use terms::AreaCode;

/// Whether a cell looks like the key of an area in some scheme.
pub(super) fn scheme_of(text: &str, reference: &dyn Reference) -> Option<Scheme> {
    let text = text.trim();
    if AreaCode::parse(text).is_ok() {
        return Some(Scheme::Gss);
    }
    let finance = text.len() == 5 && text.starts_with('E') && text[1..].bytes().all(|byte| byte.is_ascii_digit());
    if finance && !reference.find(Scheme::ECode, text, None).is_empty() {
        return Some(Scheme::ECode);
    }
    let wordy = text.len() > 3 && text.len() < 60 && text.starts_with(char::is_alphabetic);
    (wordy && !reference.find(Scheme::Name, text, None).is_empty()).then_some(Scheme::Name)
}

fn first_with(sheet: &Sheet, reference: &dyn Reference, wanted: Scheme) -> Option<u32> {
    // Two rows near each other, so that a contents page or a title does not count.
    let mut hits = sheet.rows.iter().filter(|row| {
        let others = row.cells.len() >= 2;
        others && row.cells.iter().any(|(_, value)| scheme_of(&value.text(), reference) == Some(wanted))
    });
    let first = hits.next()?.number;
    let near = hits.next()?.number;
    (near <= first + 5).then_some(first)
}

/// The rows of the header, from above to below.
pub(super) fn find(sheet: &Sheet, reference: &dyn Reference) -> Option<Vec<u32>> {
    let first =
        [Scheme::Gss, Scheme::ECode, Scheme::Name].iter().find_map(|scheme| first_with(sheet, reference, *scheme));
    // A table without areas still has a header: its first row of several cells.
    let Some(first) = first else {
        return sheet.rows.iter().find(|row| row.cells.len() >= 3).map(|row| vec![row.number]);
    };
    let data = sheet.row(first)?;
    let above: Vec<&SheetRow> = sheet.rows.iter().filter(|row| row.number < first && row.number + 12 > first).collect();
    let mut chosen: Vec<u32> = Vec::new();
    for row in above.iter().rev() {
        let texts = |row: &SheetRow| {
            row.cells
                .iter()
                .filter(|(_, value)| matches!(value, Value::Text(_) | Value::Number(_) | Value::Date(_)))
                .count()
        };
        if texts(row) < 2 || chosen.len() == 4 {
            if !chosen.is_empty() {
                break;
            }
            continue;
        }
        let named = |column: u32| chosen.iter().any(|number| sheet.cell(*number, column).is_some());
        let lacking = data.cells.iter().filter(|(column, _)| !named(*column)).count();
        let fills =
            row.cells.iter().any(|(column, _)| !named(*column) && data.cells.iter().any(|(other, _)| other == column));
        if chosen.is_empty() || (fills && lacking > 0) || repeats(sheet, &chosen) {
            chosen.insert(0, row.number);
        } else {
            break;
        }
    }
    // Bodies without a code may fill the first rows of a list: then these are rows of data, and the header is above.
    if chosen.first().and_then(|row| sheet.row(*row)).is_some_and(|row| counts_like(row, data))
        && let Some(titles) = sheet.rows.first().filter(|row| heads(row, data) && row.number < first)
    {
        return Some(vec![titles.number]);
    }
    if chosen.is_empty() { None } else { Some(chosen) }
}

fn is_count(value: &Value) -> bool {
    let style = NumberStyle { bracketed_negatives: true, thousands: true };
    // A bare year may well stand in a header.
    styled(value.text().trim(), style).is_some_and(|number| !(1900.0..=2060.0).contains(&number))
}

/// Whether a row holds a number in some column where the data does.
fn counts_like(row: &SheetRow, data: &SheetRow) -> bool {
    let counts = |row: &SheetRow| -> Vec<u32> {
        row.cells.iter().filter(|(_, value)| is_count(value)).map(|(column, _)| *column).collect()
    };
    let there = counts(data);
    counts(row).iter().any(|column| there.contains(column))
}

/// Whether a row names every column of the data, each by a text of its own.
fn heads(row: &SheetRow, data: &SheetRow) -> bool {
    let texts: BTreeSet<String> =
        row.cells.iter().filter(|(_, value)| !is_count(value)).map(|(_, value)| value.text()).collect();
    texts.len() == row.cells.len()
        && data.cells.iter().all(|(column, _)| row.cells.iter().any(|(other, _)| other == column))
}

/// Whether the header so far gives two columns the same text.
fn repeats(sheet: &Sheet, rows: &[u32]) -> bool {
    let Some(last) = rows.last().and_then(|row| sheet.row(*row)) else { return false };
    let mut texts: Vec<String> = last
        .cells
        .iter()
        .map(|(column, value)| {
            let upper = rows.iter().filter(|row| **row != last.number).filter_map(|row| sheet.cell(*row, *column));
            upper.map(Value::text).chain([value.text()]).collect()
        })
        .collect();
    let count = texts.len();
    texts.sort();
    texts.dedup();
    texts.len() < count
}
