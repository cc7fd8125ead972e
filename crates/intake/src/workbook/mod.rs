//! Spreadsheets as sparse sheets in their own coordinates: rows and columns from 1, as a person sees them.

mod compound;
mod excel;
mod ods;
mod packed;

pub(crate) use packed::{Packed, inspect};

use crate::{limits::Limits, recipe::Format};
use std::io::{Read, Seek};

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Number(f64),
    Text(Box<str>),
    /// A date, as ISO text.
    Date(Box<str>),
    Boolean(bool),
    /// A spreadsheet's error, such as `#DIV/0!`.
    Error(Box<str>),
    /// A formula whose result was not saved.
    UncountedFormula,
}

impl Value {
    /// The cell as text.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) | Self::Date(text) | Self::Error(text) => text.to_string(),
            Self::Boolean(true) => "TRUE".to_owned(),
            Self::Boolean(false) => "FALSE".to_owned(),
            Self::UncountedFormula => String::new(),
        }
    }
}

/// A rectangle of merged cells: first row, first column, last row, last column; all counted, from 1.
pub(crate) type Merged = (u32, u32, u32, u32);

/// A row with its filled cells, by column.
#[derive(Debug, Clone, Default)]
pub(crate) struct SheetRow {
    pub(crate) number: u32,
    pub(crate) cells: Vec<(u32, Value)>,
}

/// A sheet with its filled rows, by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) rows: Vec<SheetRow>,
    pub(crate) merged: Vec<Merged>,
}

impl Sheet {
    pub(crate) fn row(&self, number: u32) -> Option<&SheetRow> {
        self.rows.binary_search_by_key(&number, |row| row.number).ok().map(|index| &self.rows[index])
    }

    pub(crate) fn cell(&self, row: u32, column: u32) -> Option<&Value> {
        let cells = &self.row(row)?.cells;
        cells.binary_search_by_key(&column, |(column, _)| *column).ok().map(|index| &cells[index].1)
    }

    /// Puts rows and cells in order, so that they can be searched; a cell said twice keeps the last.
    fn ordered(mut self) -> Self {
        self.rows.sort_by_key(|row| row.number);
        self.rows.dedup_by(|later, earlier| {
            let same = later.number == earlier.number;
            if same {
                earlier.cells.append(&mut later.cells);
            }
            same
        });
        for row in &mut self.rows {
            if !row.cells.is_sorted_by_key(|(column, _)| *column) {
                row.cells.sort_by_key(|(column, _)| *column);
            }
            row.cells.dedup_by_key(|(column, _)| *column);
        }
        self.rows.retain(|row| !row.cells.is_empty());
        self
    }
}

/// Why a spreadsheet cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SheetError {
    /// It is broken: what the reader said.
    Broken(String),
    /// It holds more cells than the limit.
    TooManyCells,
}

/// The names of the sheets, in order, and whether each is shown.
pub(crate) type SheetNames = Vec<(String, bool)>;

/// An open spreadsheet.
pub(crate) struct Workbook<'f> {
    names: SheetNames,
    inner: Inner<'f>,
}

enum Inner<'f> {
    Ods(Vec<Sheet>),
    Excel(Box<excel::Excel<'f>>),
}

/// What a file is read from.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek + ?Sized> ReadSeek for T {}

impl<'f> Workbook<'f> {
    pub(crate) fn open(file: &'f mut dyn ReadSeek, format: Format, limits: &Limits) -> Result<Self, SheetError> {
        if format == Format::Ods {
            let (names, sheets) = ods::read(file, limits)?;
            return Ok(Self { names, inner: Inner::Ods(sheets) });
        }
        let (names, excel) = excel::open(file, format)?;
        Ok(Self { names, inner: Inner::Excel(Box::new(excel)) })
    }

    pub(crate) fn names(&self) -> &SheetNames {
        &self.names
    }

    /// Reads a sheet by its place, from 0.
    pub(crate) fn sheet(&mut self, index: usize, limits: &Limits) -> Result<Sheet, SheetError> {
        match &mut self.inner {
            Inner::Ods(sheets) => Ok(sheets.get(index).cloned().unwrap_or_default()),
            Inner::Excel(excel) => {
                let name = self.names.get(index).map(|(name, _)| name.clone()).unwrap_or_default();
                excel.sheet(&name, limits).map(Sheet::ordered)
            }
        }
    }
}
