//! The first rows of any file as sheets: for drafts and excerpts, which look at few rows.

use crate::{
    check::source::Rows,
    error::Error,
    limits::Limits,
    opening::{self, Content, decode},
    recipe::{FileShape, Format},
    records::RecordError,
    workbook::{ReadSeek, Sheet, SheetRow, Value, Workbook},
};
use std::io::Read;

/// A file as sheets, with what was told from its bytes.
pub(crate) struct Grids {
    pub(crate) format: Option<Format>,
    pub(crate) delimiter: u8,
    pub(crate) sheets: Vec<Sheet>,
    /// Why nothing could be read.
    pub(crate) refused: Option<String>,
}

/// Reads the rows that `wanted` asks for; it is told the row's number, and ends the reading with nothing.
pub(crate) fn read(
    file: &mut dyn ReadSeek,
    shape: &FileShape,
    limits: &Limits,
    mut wanted: impl FnMut(u32) -> Option<bool>,
    wanted_sheet: impl Fn(usize, &str) -> bool,
) -> Result<Grids, Error> {
    let mut grids = Grids { format: None, delimiter: b',', sheets: Vec::new(), refused: None };
    let content = opening::recognise(file, limits)?;
    let format = match &content {
        Content::Table { format, .. } => *format,
        Content::Utf16 => Format::Csv,
        Content::Other(what) => {
            grids.refused = Some(format!("the file is {what}"));
            return Ok(grids);
        }
        Content::Swells | Content::TooLarge | Content::Broken(_) => {
            grids.refused = Some("the file is damaged or too large".to_owned());
            return Ok(grids);
        }
    };
    grids.format = Some(format);
    if format == Format::Csv {
        let mut head = Vec::new();
        opening::text(file, &content, limits)?.0.take(1 << 16).read_to_end(&mut head)?;
        grids.delimiter = shape.delimiter.unwrap_or_else(|| opening::delimiter(&head));
        let (text, _) = opening::text(file, &content, limits)?;
        let mut rows = Rows::of_text(text, grids.delimiter, limits.record_bytes);
        let mut sheet = Sheet::default();
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) | Err(RecordError::Broken(_)) => break,
                Err(RecordError::Io(error)) => return Err(error.into()),
            };
            match wanted(row.number) {
                None => break,
                Some(false) => continue,
                Some(true) => {}
            }
            let cells = (0..row.width()).zip(1_u32..).filter_map(|(index, column)| {
                let bytes = row.cell(index);
                (!bytes.is_empty()).then(|| (column, Value::Text(decode(bytes, shape.encoding).into())))
            });
            sheet.rows.push(SheetRow { number: row.number, cells: cells.collect() });
        }
        grids.sheets.push(sheet);
        return Ok(grids);
    }
    match Workbook::open(file, format, limits) {
        Ok(mut book) => {
            let names = book.names().clone();
            for (index, (name, shown)) in names.iter().enumerate() {
                if *shown && wanted_sheet(index, name) {
                    let mut sheet = book.sheet(index, limits).unwrap_or_default();
                    sheet.name.clone_from(name);
                    sheet.rows.retain(|row| wanted(row.number) == Some(true));
                    grids.sheets.push(sheet);
                }
            }
        }
        Err(_) => grids.refused = Some("the spreadsheet is damaged or locked".to_owned()),
    }
    Ok(grids)
}
