//! One row at a time, from a CSV file or a sheet, in the same shape.

use crate::{
    records::{RecordError, RecordReader},
    workbook::{Sheet, Value},
};
use std::io::Read;

/// What kind of cell a spreadsheet says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellKind {
    Empty,
    Number,
    Text,
    Date,
    Boolean,
    Error,
    UncountedFormula,
}

/// A row with its cells as bytes.
#[derive(Clone, Copy)]
pub(crate) struct RowView<'a> {
    /// The row as a spreadsheet shows it.
    pub(crate) number: u32,
    bytes: &'a [u8],
    ranges: &'a [(u32, u32)],
    kinds: &'a [CellKind],
    surely_ascii: bool,
}

impl<'a> RowView<'a> {
    /// A cell without the white space around it; empty where the row has no such cell.
    #[inline]
    pub(crate) fn cell(&self, column: usize) -> &'a [u8] {
        let Some(&(from, to)) = self.ranges.get(column) else { return b"" };
        let bytes = &self.bytes[from as usize..to as usize];
        match bytes {
            [first, .., last] if *first > b' ' && *last > b' ' && *first < 0x80 && *last < 0x80 => bytes,
            _ => trimmed(bytes),
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.ranges.len()
    }

    /// What the spreadsheet says the cell is; nothing for CSV.
    #[inline]
    pub(crate) fn kind(&self, column: usize) -> Option<CellKind> {
        if self.kinds.is_empty() { None } else { Some(self.kinds.get(column).copied().unwrap_or(CellKind::Empty)) }
    }

    #[inline]
    pub(crate) fn is_blank(&self) -> bool {
        (0..self.width())
            .all(|column| self.cell(column).is_empty() && self.kind(column) != Some(CellKind::UncountedFormula))
    }

    pub(crate) fn is_ascii(&self) -> bool {
        self.surely_ascii || (0..self.width()).all(|column| self.cell(column).is_ascii())
    }
}

/// Drops white space, and the no-break spaces of UTF-8 and Windows-1252, from both ends.
fn trimmed(mut bytes: &[u8]) -> &[u8] {
    loop {
        bytes = bytes.trim_ascii();
        let shorter = match bytes {
            [0xc2, 0xa0, rest @ ..] | [rest @ .., 0xc2, 0xa0] | [0xa0, rest @ ..] => rest,
            // 0xa0 at the end may belong to a character of UTF-8, such as “à”.
            [rest @ .., before, 0xa0] if before.is_ascii() => {
                let _ = rest;
                &bytes[..bytes.len() - 1]
            }
            _ => return bytes,
        };
        bytes = shorter;
    }
}

/// Rows of a file or a sheet, one after another.
pub(crate) enum Rows<'a> {
    Csv { reader: RecordReader<Box<dyn Read + 'a>>, ranges: Vec<(u32, u32)> },
    Sheet { sheet: &'a Sheet, next: usize, bytes: Vec<u8>, ranges: Vec<(u32, u32)>, kinds: Vec<CellKind> },
}

impl<'a> Rows<'a> {
    pub(crate) fn of_text(reader: Box<dyn Read + 'a>, delimiter: u8, record_bytes: usize) -> Self {
        Self::Csv { reader: RecordReader::new(reader, delimiter, record_bytes), ranges: Vec::new() }
    }

    pub(crate) fn of_sheet(sheet: &'a Sheet) -> Self {
        Self::Sheet { sheet, next: 0, bytes: Vec::new(), ranges: Vec::new(), kinds: Vec::new() }
    }

    /// The next row. Rows without any cell of a sheet are passed over; their numbers are not.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<RowView<'_>>, RecordError> {
        match self {
            Self::Csv { reader, ranges } => {
                if !reader.next(ranges)? {
                    return Ok(None);
                }
                Ok(Some(RowView {
                    number: reader.row(),
                    bytes: reader.bytes(),
                    ranges,
                    kinds: &[],
                    surely_ascii: reader.surely_ascii(),
                }))
            }
            Self::Sheet { sheet, next, bytes, ranges, kinds } => {
                let Some(row) = sheet.rows.get(*next) else { return Ok(None) };
                *next += 1;
                bytes.clear();
                ranges.clear();
                kinds.clear();
                for (column, value) in &row.cells {
                    let place = (*column as usize).saturating_sub(1);
                    let here = end(bytes);
                    ranges.resize(place, (here, here));
                    kinds.resize(place, CellKind::Empty);
                    let kind = write_value(value, bytes);
                    ranges.push((here, end(bytes)));
                    kinds.push(kind);
                }
                Ok(Some(RowView { number: row.number, bytes, ranges, kinds, surely_ascii: false }))
            }
        }
    }
}

fn end(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

fn write_value(value: &Value, bytes: &mut Vec<u8>) -> CellKind {
    use std::io::Write as _;
    match value {
        Value::Number(number) => {
            // Writing to a vector cannot fail.
            let _ = write!(bytes, "{number}");
            CellKind::Number
        }
        Value::Text(text) => {
            bytes.extend_from_slice(text.as_bytes());
            CellKind::Text
        }
        Value::Date(text) => {
            bytes.extend_from_slice(text.as_bytes());
            CellKind::Date
        }
        Value::Boolean(_) => {
            bytes.extend_from_slice(value.text().as_bytes());
            CellKind::Boolean
        }
        Value::Error(text) => {
            bytes.extend_from_slice(text.as_bytes());
            CellKind::Error
        }
        Value::UncountedFormula => CellKind::UncountedFormula,
    }
}
