//! Drafts a recipe for a file that nobody has described yet: it looks at the cells, proposes a complete recipe, and
//! notes in comments what it was unsure of.

mod apart;
mod columns;
mod header;
mod periods;
mod write;

use crate::{
    error::Error,
    grids,
    limits::Limits,
    recipe::{FileShape, Scheme},
    reference::Reference,
    workbook::ReadSeek,
};
use columns::Columns;

/// A drafted recipe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The recipe, with comments.
    pub toml: String,
}

/// Which rows are looked at: the first ones, then fewer and fewer, since a long file is often sorted by what a look at
/// its beginning alone would miss. Nothing ends the reading.
fn looked_at(row: u32) -> Option<bool> {
    match row {
        0..=2000 => Some(true),
        2001..=60_000 => Some(row.is_multiple_of(17)),
        60_001..=2_000_000 => Some(row.is_multiple_of(499)),
        _ => None,
    }
}

/// One table that was found in a sheet.
struct FoundTable {
    sheets: Vec<String>,
    header_rows: Vec<u32>,
    columns: Columns,
}

/// Looks at a file and proposes a recipe. What comes back always parses; comments say what to look at.
///
/// # Errors
/// [`Error::Read`] when the bytes cannot be read from where they are kept.
pub fn draft(file: &mut dyn ReadSeek, name: &str, reference: &dyn Reference, limits: &Limits) -> Result<Draft, Error> {
    let shape = FileShape::default();
    let grids = grids::read(file, &shape, limits, looked_at, |index, _| index < 100)?;
    let mut tables: Vec<FoundTable> = Vec::new();
    for sheet in &grids.sheets {
        let Some(header_rows) = header::find(sheet, reference) else { continue };
        let Some(columns) = columns::study(sheet, &header_rows, name, reference) else { continue };
        match tables.iter_mut().find(|table| table.header_rows == header_rows && table.columns.alike(&columns)) {
            Some(table) => table.sheets.push(sheet.name.clone()),
            None => tables.push(FoundTable { sheets: vec![sheet.name.clone()], header_rows, columns }),
        }
    }
    // Cover sheets and pages that show one council at a time are no tables, where real ones stand beside them.
    if tables.iter().any(|table| table.columns.scheme == Scheme::Gss && !table.columns.areas.is_empty()) {
        tables.retain(|table| table.columns.scheme == Scheme::Gss && !table.columns.areas.is_empty());
    }
    Ok(Draft { toml: write::recipe(name, &grids, &tables) })
}
