//! Finds where a table begins: the first row with an area, and the header above it.

use crate::{
    recipe::Scheme,
    reference::Reference,
    workbook::{Sheet, SheetRow, Value},
};
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
    if chosen.is_empty() { None } else { Some(chosen) }
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
