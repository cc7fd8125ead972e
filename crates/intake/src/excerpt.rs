//! A few rows of a sheet as a person sees them: for a page that shows findings where they stand.

use crate::{
    error::Error,
    grids,
    limits::Limits,
    recipe::{Header, Recipe, SheetChoice},
    workbook::ReadSeek,
};
use std::collections::BTreeSet;

/// A row of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ExcerptRow {
    /// The row as a spreadsheet shows it, from 1.
    pub number: u32,
    /// Whether it belongs to the header.
    pub header: bool,
    /// Its cells from column A on; empty text for an empty cell.
    pub cells: Vec<String>,
}

/// Some rows of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SheetExcerpt {
    /// The sheet, where the file has sheets.
    pub sheet: Option<String>,
    /// The header and the rows asked for, with those around them, in order.
    pub rows: Vec<ExcerptRow>,
}

/// How long a cell of an excerpt may be.
const CELL: usize = 300;

/// Reads the rows asked for with `context` rows before and after each, and the header. `sheet` names the sheet;
/// without it, the first that the recipe reads.
///
/// # Errors
/// [`Error::Read`] when the bytes cannot be read from where they are kept.
pub fn excerpt(
    file: &mut dyn ReadSeek,
    recipe: &Recipe,
    sheet: Option<&str>,
    rows: &[u32],
    context: u32,
    limits: &Limits,
) -> Result<SheetExcerpt, Error> {
    let chosen = |index: usize, name: &str| match sheet {
        Some(wanted) => name.trim() == wanted.trim(),
        None => recipe.tables.first().is_some_and(|table| match &table.sheet {
            SheetChoice::First => true,
            SheetChoice::Index(place) => *place as usize == index + 1,
            SheetChoice::Name(wanted) => crate::header::folded(name) == crate::header::folded(wanted),
            SheetChoice::Matching(pattern) => pattern.is_match(name),
        }),
    };
    let header: BTreeSet<u32> = recipe
        .tables
        .iter()
        .filter_map(|table| if let Header::Rows(rows) = &table.header { Some(rows.clone()) } else { None })
        .take(1)
        .flatten()
        .collect();
    let mut wanted: BTreeSet<u32> = header.clone();
    for row in rows {
        wanted.extend(row.saturating_sub(context).max(1)..=row.saturating_add(context));
    }
    let last = wanted.last().copied().unwrap_or(0);
    let take = |row: u32| if row > last { None } else { Some(wanted.contains(&row)) };
    let grids = grids::read(file, &recipe.file, limits, take, chosen)?;
    let found = grids.sheets.into_iter().find(|sheet| !sheet.rows.is_empty()).unwrap_or_default();
    let rows = found.rows.into_iter().map(|row| {
        let width = row.cells.last().map_or(0, |(column, _)| *column as usize).min(limits.columns as usize);
        let mut cells = vec![String::new(); width];
        for (column, value) in &row.cells {
            if let Some(cell) = cells.get_mut(*column as usize - 1) {
                *cell = value.text().chars().take(CELL).collect();
            }
        }
        ExcerptRow { number: row.number, header: header.contains(&row.number), cells }
    });
    let name = Some(found.name).filter(|name| !name.is_empty());
    Ok(SheetExcerpt { sheet: name, rows: rows.collect() })
}
