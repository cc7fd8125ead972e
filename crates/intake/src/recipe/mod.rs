//! Recipes: how a published file becomes rows. The guide is `docs/guides/recipes.md`, the reference
//! `docs/reference/recipe.md`.

mod marks;
mod read;
#[cfg(test)]
mod tests;

pub use marks::{MARK_SETS, MarkSet, Marks};

use crate::{document::Problems, notation::PeriodReader};
use regex::Regex;
use std::collections::BTreeMap;
use terms::{AreaCode, Date, IndicatorId, Period, Status};

/// How one file becomes rows: its format, its marks, and the tables in it.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// What the recipe is for, in one line.
    pub title: String,
    /// The file as a whole.
    pub file: FileShape,
    /// The marks that stand in place of a number.
    pub marks: Marks,
    /// How numbers are written.
    pub numbers: NumberStyle,
    /// The tables, in the order of the recipe. Never empty.
    pub tables: Vec<TableRecipe>,
}

impl Recipe {
    /// Reads a recipe.
    ///
    /// # Errors
    /// [`Problems`]: every problem, with its line, its key and how to mend it.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        read::recipe(text)
    }
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Text with one record a line, cells parted by a comma, a tab or another character. May be gzipped.
    Csv,
    /// Office Open XML, as Excel has saved since 2007.
    Xlsx,
    /// The binary format of Excel before 2007.
    Xls,
    /// Open Document Format, as most departments publish.
    Ods,
}

impl Format {
    /// The name in recipes and messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
        }
    }
}

/// How the characters of a CSV file are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Encoding {
    /// UTF-8 where it is UTF-8, else Windows-1252: told from the bytes.
    #[default]
    Auto,
    /// UTF-8. Anything else is a finding.
    Utf8,
    /// Windows-1252, which old spreadsheets write.
    Windows1252,
}

/// The file as a whole.
#[derive(Debug, Clone, Default)]
pub struct FileShape {
    /// The format; told from the bytes when absent.
    pub format: Option<Format>,
    /// The encoding of a CSV file.
    pub encoding: Encoding,
    /// What parts the cells of a CSV file; told from the header when absent.
    pub delimiter: Option<u8>,
}

/// How numbers are written, beyond plain digits with a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberStyle {
    /// Commas between thousands are dropped (`1,234`). On unless turned off.
    pub thousands: bool,
    /// `(123)` is −123. Off unless turned on.
    pub bracketed_negatives: bool,
}

impl Default for NumberStyle {
    fn default() -> Self {
        Self { thousands: true, bracketed_negatives: false }
    }
}

/// Which sheets a table stands in.
#[derive(Debug, Clone, Default)]
pub enum SheetChoice {
    /// The only sheet, or the first one that holds anything. CSV files have one.
    #[default]
    First,
    /// The sheet at a place, from 1.
    Index(u32),
    /// The sheet of a name: letter case and extra white space do not matter.
    Name(String),
    /// Every sheet whose name matches: each is read by the same table recipe.
    Matching(Regex),
}

/// One table of a file.
#[derive(Debug, Clone)]
pub struct TableRecipe {
    /// Where it stands.
    pub sheet: SheetChoice,
    /// Its header.
    pub header: Header,
    /// The first row of data, from 1; the row after the header when absent.
    pub first_row: Option<u32>,
    /// The last row of data, from 1.
    pub last_row: Option<u32>,
    /// Whether an empty row ends the table; otherwise it is passed over.
    pub stop_at_blank_row: bool,
    /// The first row that meets one of these ends the table.
    pub stop: Vec<Condition>,
    /// Rows that meet one of these are left out.
    pub skip: Vec<Condition>,
    /// Where there are any, only rows that meet all of these are read.
    pub keep: Vec<Condition>,
    /// Where the area stands.
    pub area: AreaRecipe,
    /// Where the period stands.
    pub period: PeriodRecipe,
    /// Where the indicator stands, for columns of values that do not name one.
    pub indicator: Option<IndicatorRecipe>,
    /// The columns of values. Never empty.
    pub values: Vec<ValueRecipe>,
    /// The dimensions, by name.
    pub dimensions: BTreeMap<String, DimensionRecipe>,
}

/// The header of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Header {
    /// These rows, from 1; several are joined from above to below with “ - ”.
    Rows(Vec<u32>),
    /// The first row that holds all of these texts.
    With(Vec<String>),
    /// There is none: columns are named by letter.
    None,
}

/// A column: by the text of its header, or by its letter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Column {
    /// The header's text. Letter case, white space and footnote marks are forgiven.
    Header(String),
    /// The column's letter, written `=C`; counted from 1.
    Letter(u32),
}

/// A condition on a row.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The column that is looked at.
    pub column: Column,
    /// What must hold.
    pub test: Test,
    /// Why, for the count of rows left out.
    pub reason: Option<String>,
}

/// What must hold of a cell.
#[derive(Debug, Clone)]
pub enum Test {
    /// The cell is one of these texts (white space at the ends is dropped).
    OneOf(Vec<String>),
    /// The cell is empty, or is not.
    Empty(bool),
    /// The cell matches.
    Matches(Regex),
}

/// A scheme of area keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scheme {
    /// GSS codes, such as `E06000065`.
    Gss,
    /// Names, such as `North Yorkshire`.
    Name,
    /// The E-codes of local government finance, such as `E2701`.
    ECode,
    /// Three-letter codes of the register, such as `NYE`.
    ThreeLetter,
    /// The three-digit numbers of the Department for Education, such as `815`.
    Dfe,
    /// Codes of NHS organisations.
    Ods,
}

impl Scheme {
    /// The name in recipes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gss => "gss",
            Self::Name => "name",
            Self::ECode => "e-code",
            Self::ThreeLetter => "three-letter",
            Self::Dfe => "dfe",
            Self::Ods => "nhs",
        }
    }
}

/// On which day area keys are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Vintage {
    /// Each in its own period: the area must have existed on some day of it.
    #[default]
    Period,
    /// All on one day: publishers often put a whole series on the areas of one date.
    Fixed(Date),
    /// Any day: the code must only exist.
    Any,
}

/// Where the area stands.
#[derive(Debug, Clone)]
pub struct AreaRecipe {
    /// The column of the key. Several are tried in order: the first that is not empty counts.
    pub columns: Vec<Column>,
    /// One area for the whole table, instead of a column.
    pub fixed: Option<AreaCode>,
    /// The scheme of the key.
    pub scheme: Scheme,
    /// The column of the name, where there is one beside the key: it shows when one code stands for two bodies.
    pub name: Option<Column>,
    /// Odd keys, and the codes that they mean.
    pub aliases: BTreeMap<String, AreaCode>,
    /// Codes to use where the name (not the key) is this one: for one code that stands for two bodies.
    pub by_name: BTreeMap<String, AreaCode>,
    /// Keys of rows that are left out, such as two bodies in one cell.
    pub leave_out: Vec<String>,
    /// On which day keys are looked up.
    pub vintage: Vintage,
}

/// Where the period stands.
#[derive(Debug, Clone)]
pub enum PeriodRecipe {
    /// One period for the whole table.
    Fixed(Period),
    /// In a column; several are joined with a space.
    Columns(Vec<Column>, PeriodReader),
    /// In the header of each column of values.
    Header(PeriodReader),
    /// In one cell of the sheet, such as `B3`; the pattern's first group, or the whole, is read.
    Cell {
        /// The row, from 1.
        row: u32,
        /// The column, from 1.
        column: u32,
        /// Which part of the cell's text is the period.
        pattern: Option<Regex>,
        /// How it is written.
        reader: PeriodReader,
    },
    /// In the name of the sheet.
    SheetName(PeriodReader),
}

/// What to do with a published indicator that the recipe does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unnamed {
    /// Report it.
    #[default]
    Error,
    /// Leave its rows out.
    LeaveOut,
    /// Make an identifier out of its name.
    Slug,
}

/// Where the indicator stands.
#[derive(Debug, Clone)]
pub struct IndicatorRecipe {
    /// The columns that name it; several are joined with “ | ”. Empty when it stands in the header.
    pub columns: Vec<Column>,
    /// Published names, and the indicators that they mean.
    pub names: BTreeMap<String, IndicatorId>,
    /// What to do with other names.
    pub unnamed: Unnamed,
}

/// Which columns hold values.
#[derive(Debug, Clone)]
pub enum ValueColumns {
    /// One column.
    One(Column),
    /// Every column whose header matches. Named groups become the period, the indicator or a dimension.
    Matching(Regex),
    /// From one column to another, both counted.
    Between(Column, Column),
}

/// One column of values, or several of a kind.
#[derive(Debug, Clone)]
pub struct ValueRecipe {
    /// Which columns.
    pub columns: ValueColumns,
    /// The indicator; otherwise the table's `indicator`.
    pub indicator: Option<IndicatorId>,
    /// The columns beside it.
    pub numerator: Option<Column>,
    /// The column of the denominator.
    pub denominator: Option<Column>,
    /// The column of the lower 95% limit.
    pub lower: Option<Column>,
    /// The column of the upper 95% limit.
    pub upper: Option<Column>,
    /// The column of the status.
    pub status: Option<Column>,
    /// The status of every value that is not marked otherwise, such as provisional.
    pub fixed_status: Option<Status>,
    /// The values and their limits are multiplied by this.
    pub scale: f64,
    /// The period of this column, where the columns differ.
    pub period: Option<Period>,
    /// Dimensions that hold for this column.
    pub dimensions: BTreeMap<String, String>,
    /// What a blank cell is.
    pub blank: Blank,
}

/// What a blank cell of values is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Blank {
    /// A value that is not available.
    #[default]
    NotAvailable,
    /// Nothing: no observation is made.
    LeaveOut,
    /// A value of another status.
    Status(Status),
    /// A mistake.
    Error,
}

/// Where a dimension stands.
#[derive(Debug, Clone)]
pub struct DimensionRecipe {
    /// Where its value is read.
    pub from: DimensionSource,
    /// Values that are renamed.
    pub rename: BTreeMap<String, String>,
    /// Rows with these values are left out.
    pub leave_out: Vec<String>,
    /// The value that is written as no dimension at all, such as `All`.
    pub total: Option<String>,
}

/// Where the value of a dimension is read.
#[derive(Debug, Clone)]
pub enum DimensionSource {
    /// In a column.
    Column(Column),
    /// It is the same for the whole table.
    Fixed(String),
    /// In one cell of the sheet: row and column, from 1.
    Cell(u32, u32),
    /// It is the name of the sheet.
    SheetName,
}
