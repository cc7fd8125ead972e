//! A few rows of a sheet as a person sees them: for a page that shows findings where they stand.

use crate::{
    check::{header_rows, sheets_read, source::Rows},
    error::Error,
    grids,
    limits::Limits,
    opening::{self, Content},
    recipe::{Format, Recipe},
    workbook::{ReadSeek, Sheet, Workbook},
};
use std::collections::BTreeSet;

/// Which sheet of a workbook an excerpt is taken from. A file without sheets has one that any of these names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichSheet<'a> {
    /// The sheet of that name.
    Named(&'a str),
    /// The sheet of that number among those that the recipe reads, from 0: as observations number them.
    Numbered(u16),
}

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
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct SheetExcerpt {
    /// The sheet, where the file has sheets.
    pub sheet: Option<String>,
    /// The header and the rows asked for, with those around them, in order.
    pub rows: Vec<ExcerptRow>,
}

/// How long a cell of an excerpt may be.
const CELL: usize = 300;

/// Reads the rows asked for with `around` rows before and after each, and the header. Nothing is found in a sheet that
/// the file does not have.
///
/// # Errors
/// [`Error::Read`] when the bytes cannot be read from where they are kept.
pub fn excerpt(
    file: &mut dyn ReadSeek,
    recipe: &Recipe,
    sheet: WhichSheet<'_>,
    rows: &[u32],
    around: u32,
    limits: &Limits,
) -> Result<SheetExcerpt, Error> {
    let content = opening::recognise(file, limits)?;
    let (found, header) = match content {
        Content::Table { format, .. } if format != Format::Csv => {
            let Some((mut found, header)) = of_workbook(file, format, recipe, sheet, limits) else {
                return Ok(SheetExcerpt::default());
            };
            let wanted = wanted(&header, rows, around);
            found.rows.retain(|row| wanted.contains(&row.number));
            (found, header)
        }
        _ => of_text(file, &content, recipe, rows, around, limits)?,
    };
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

/// The header and the rows asked for, with those around them.
fn wanted(header: &BTreeSet<u32>, rows: &[u32], around: u32) -> BTreeSet<u32> {
    let mut wanted = header.clone();
    for row in rows {
        wanted.extend(row.saturating_sub(around).max(1)..=row.saturating_add(around));
    }
    wanted
}

/// The sheet of a workbook, whole, and the rows of its header. Nothing where there is no such sheet.
fn of_workbook(
    file: &mut dyn ReadSeek,
    format: Format,
    recipe: &Recipe,
    sheet: WhichSheet<'_>,
    limits: &Limits,
) -> Option<(Sheet, BTreeSet<u32>)> {
    let mut book = Workbook::open(file, format, limits).ok()?;
    let read = sheets_read(&mut book, recipe, limits);
    let (table, index) = match sheet {
        WhichSheet::Numbered(number) => read.get(usize::from(number)).map(|(table, index)| (Some(*table), *index))?,
        WhichSheet::Named(wanted) => {
            let index = book.names().iter().position(|(name, _)| name.trim() == wanted.trim())?;
            (read.iter().find(|(_, known)| *known == index).map(|(table, _)| *table), index)
        }
    };
    let name = book.names().get(index).map(|(name, _)| name.clone()).unwrap_or_default();
    let sheet = Sheet { name, ..book.sheet(index, limits).ok()? };
    let header = table.map(|table| header_rows(&mut Rows::of_sheet(&sheet), table, recipe.file.encoding));
    Some((sheet, header.into_iter().flatten().collect()))
}

/// The rows of a file of text, and those of its header.
fn of_text(
    file: &mut dyn ReadSeek,
    content: &Content,
    recipe: &Recipe,
    rows: &[u32],
    around: u32,
    limits: &Limits,
) -> Result<(Sheet, BTreeSet<u32>), Error> {
    let delimiter = grids::read(file, &recipe.file, limits, |_| None, |_, _| false)?.delimiter;
    let mut header = BTreeSet::new();
    if let (Some(table), Content::Table { .. } | Content::Utf16) = (recipe.tables.first(), content) {
        let (text, _) = opening::text(file, content, limits)?;
        let mut rows = Rows::of_text(text, delimiter, limits.record_bytes);
        header.extend(header_rows(&mut rows, table, recipe.file.encoding));
    }
    let wanted = wanted(&header, rows, around);
    let last = wanted.last().copied().unwrap_or(0);
    let take = |row: u32| (row <= last).then(|| wanted.contains(&row));
    let sheets = grids::read(file, &recipe.file, limits, take, |_, _| true)?.sheets;
    Ok((sheets.into_iter().next().unwrap_or_default(), header))
}
