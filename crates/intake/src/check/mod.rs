//! Checks a file: rows for whoever stores them, and findings for whoever sent it.

mod areas;
mod dimensions;
mod ending;
mod findings;
mod indicators;
mod layout;
mod pass;
mod periods;
mod rows;
mod seen;
pub(crate) mod source;
mod totals;
mod values;

use crate::{
    contract::Contract,
    error::Error,
    header::{HeaderTexts, folded, single_spaced},
    limits::Limits,
    opening::{self, Content, Note, Stopped, decode},
    recipe::{Encoding, Format, Header, Recipe, SheetChoice, TableRecipe},
    records::{Broken, RecordError},
    reference::Reference,
    rules::{self, Rule},
    workbook::{ReadSeek, Sheet, SheetError, Workbook},
};
use findings::Findings;
use rows::{Checker, Table};
use source::Rows;
use std::{collections::BTreeMap, io::Read};
use terms::{AreaCode, Finding, IndicatorId, ObservationRow, Period, Severity, Status, Vocabulary};

/// Takes the rows of a check, some thousands at a time.
pub trait Sink {
    /// Takes rows. The vocabulary grows from call to call; indexes once given stay.
    ///
    /// # Errors
    /// Whatever stops the taker; the check then stops with [`Error::Sink`].
    fn rows(
        &mut self,
        vocabulary: &Vocabulary,
        rows: &[ObservationRow],
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>>;
}

/// Takes no rows: for a check alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nowhere;

impl Sink for Nowhere {
    fn rows(&mut self, _: &Vocabulary, _: &[ObservationRow]) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Ok(())
    }
}

/// A table as it was found in the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TableSeen {
    /// The sheet, where the file has sheets.
    pub sheet: Option<String>,
    /// The last row of the header; 0 for none.
    pub header_row: u32,
    /// Rows of data read, those left out included.
    pub rows: u64,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Report {
    /// The file, by the name under which it was sent.
    pub file: String,
    /// Its format, as its bytes tell it: `csv`, `csv.gz`, `xlsx`, `xls` or `ods`.
    pub format: Option<&'static str>,
    /// The encoding of a CSV file, as its bytes tell it.
    pub encoding: Option<&'static str>,
    /// The tables.
    pub tables: Vec<TableSeen>,
    /// Everything found, the graver first.
    pub findings: Vec<Finding>,
    /// Cells counted but not listed, because there are more than the limit.
    pub unlisted_cells: u64,
    /// Rows of data read, those left out included.
    pub rows: u64,
    /// Observations made.
    pub observations: u64,
    /// Observations by status.
    pub by_status: BTreeMap<Status, u64>,
    /// Rows left out, by reason.
    pub left_out: BTreeMap<String, u64>,
    /// Observations by indicator.
    pub indicators: BTreeMap<IndicatorId, u64>,
    /// Observations by period.
    pub periods: BTreeMap<Period, u64>,
    /// Observations by area.
    pub areas: BTreeMap<AreaCode, u64>,
}

impl Report {
    /// How many findings of a severity there are.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Whether the submission cannot be used until it is mended.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

/// Reads a file by its recipe, hands its rows to `sink`, and reports everything that is wrong with it.
///
/// Rows are handed over as they are read, also from a file with errors: whoever stores them must wait for the
/// report. Memory stays bounded: rows are never held, only the keys that were seen.
///
/// # Errors
/// [`Error`] when the bytes cannot be read from where they are kept, or the sink refuses rows. What is wrong with
/// the file itself, down to a PDF in place of a table, is a finding.
pub fn check(
    file: &mut dyn ReadSeek,
    name: &str,
    recipe: &Recipe,
    contract: Option<&Contract>,
    reference: &dyn Reference,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<Report, Error> {
    let content = opening::recognise(file, limits)?;
    let mut checker = Checker::new(name, recipe, contract, reference, limits, sink);
    let Some(format) = usable(&content, name, recipe, &mut checker.findings) else {
        return Ok(checker.finish(None));
    };
    let mut shown = format.name();
    if format == Format::Csv {
        if matches!(content, Content::Table { gzipped: true, .. }) {
            shown = "csv.gz";
        }
        check_text(file, &content, recipe, limits, &mut checker)?;
    } else {
        check_workbook(file, format, recipe, limits, &mut checker)?;
    }
    Ok(checker.finish(Some(shown)))
}

/// The format, if the file is a table that can be read; else a finding says what it is.
fn usable(content: &Content, name: &str, recipe: &Recipe, findings: &mut Findings) -> Option<Format> {
    let mut refuse = |rule: &'static Rule, what: String| {
        let finding = findings.about(rule, 0, "", || what);
        findings.cell(finding, None, None, Some(name.as_bytes()));
    };
    let ending = name.trim_end_matches(".gz").rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    let format = match content {
        Content::Table { format, .. } => *format,
        Content::Utf16 => Format::Csv,
        Content::Other(what) => {
            let called = ending.map(|ending| format!("it is called .{ending}, but ")).unwrap_or_default();
            refuse(&rules::NOT_WHAT_IT_SAYS, format!("{called}the file is {what}"));
            return None;
        }
        Content::Swells => {
            refuse(&rules::SWELLS, "the file unpacks to far more than a real table would".to_owned());
            return None;
        }
        Content::Broken(why) => {
            refuse(&rules::UNREADABLE, format!("the file cannot be opened: {why}"));
            return None;
        }
        Content::TooLarge => {
            refuse(&rules::FILE_TOO_LARGE, "the file is larger than the limit".to_owned());
            return None;
        }
    };
    if let Some(wanted) = recipe.file.format.filter(|wanted| *wanted != format) {
        refuse(
            &rules::NOT_WHAT_IT_SAYS,
            format!("the recipe is for {}, but the file is {}", wanted.name(), format.name()),
        );
        return None;
    }
    let spreadsheet = ["xlsx", "xlsm", "xls", "ods"];
    if let Some(ending) = ending
        && (spreadsheet.contains(&ending.as_str()) || ending == "csv")
        && ending != format.name()
        && !(ending == "xlsm" && format == Format::Xlsx)
    {
        refuse(&rules::MISNAMED, format!("the file is called .{ending}, but it is {}", format.name()));
    }
    Some(format)
}

fn check_text(
    file: &mut dyn ReadSeek,
    content: &Content,
    recipe: &Recipe,
    limits: &Limits,
    checker: &mut Checker<'_>,
) -> Result<(), Error> {
    let delimiter = if let Some(delimiter) = recipe.file.delimiter {
        delimiter
    } else {
        let mut head = Vec::new();
        opening::text(file, content, limits)?.0.take(1 << 16).read_to_end(&mut head)?;
        opening::delimiter(&head)
    };
    for table in &recipe.tables {
        let (text, note) = opening::text(file, content, limits)?;
        let rows = Rows::of_text(text, delimiter, limits.record_bytes);
        check_table(rows, None, 0, table, recipe, checker)?;
        if stopped(&note, checker) {
            break;
        }
    }
    Ok(())
}

/// Whether the text ended early; if so a finding says why.
fn stopped(note: &Note, checker: &mut Checker<'_>) -> bool {
    let (rule, what) = match note.take() {
        None => return false,
        Some(Stopped::Swells) => (&rules::SWELLS, "the file unpacks to far more than a real table would".to_owned()),
        Some(Stopped::Broken(why)) => (&rules::UNREADABLE, format!("the packed file is damaged: {why}")),
    };
    let finding = checker.findings.about(rule, 0, "", || what);
    checker.findings.cell(finding, None, None, None);
    true
}

fn check_workbook(
    file: &mut dyn ReadSeek,
    format: Format,
    recipe: &Recipe,
    limits: &Limits,
    checker: &mut Checker<'_>,
) -> Result<(), Error> {
    let refuse = |checker: &mut Checker<'_>, error: SheetError, sheet: u16| {
        let what = match error {
            SheetError::Broken(why) => format!("the spreadsheet cannot be read: {why}"),
            SheetError::TooManyCells => "the spreadsheet holds more cells than the limit".to_owned(),
        };
        let finding = checker.findings.about(&rules::UNREADABLE, sheet, &what.clone(), || what);
        checker.findings.cell(finding, None, None, None);
    };
    let mut book = match Workbook::open(file, format, limits) {
        Ok(book) => book,
        Err(error) => {
            refuse(checker, error, 0);
            return Ok(());
        }
    };
    let mut number: u16 = 0;
    for table in &recipe.tables {
        let chosen = choose(&mut book, &table.sheet, limits);
        if chosen.is_empty() {
            let names: Vec<&str> = book.names().iter().map(|(name, _)| name.as_str()).take(30).collect();
            let wanted = match &table.sheet {
                SheetChoice::First => "that is filled".to_owned(),
                SheetChoice::Index(place) => format!("number {place}"),
                SheetChoice::Name(name) => format!("called “{name}”"),
                SheetChoice::Matching(pattern) => format!("whose name matches {pattern}"),
            };
            let what = || format!("there is no sheet {wanted}. The sheets are: {}", names.join(", "));
            let finding = checker.findings.about(&rules::SHEET_MISSING, number, &wanted, what);
            checker.findings.cell(finding, None, None, None);
        }
        for index in chosen {
            let name = book.names().get(index).map(|(name, _)| name.clone());
            checker.findings.name_sheet(number, name.clone());
            match book.sheet(index, limits) {
                Ok(sheet) => {
                    let rows = Rows::of_sheet(&sheet);
                    check_table(rows, Some(&sheet), number, table, recipe, checker)?;
                }
                Err(error) => refuse(checker, error, number),
            }
            number = number.saturating_add(1);
        }
    }
    Ok(())
}

/// The sheets that a table of a recipe is read from, by their places in the workbook.
fn choose(book: &mut Workbook<'_>, choice: &SheetChoice, limits: &Limits) -> Vec<usize> {
    let names = book.names();
    let mut chosen: Vec<usize> = match choice {
        SheetChoice::First => {
            // The first shown sheet that holds anything.
            let shown: Vec<usize> = (0..names.len()).filter(|&index| names[index].1).collect();
            let filled = |index: &usize| book.sheet(*index, limits).is_ok_and(|sheet: Sheet| !sheet.rows.is_empty());
            shown.into_iter().find(filled).into_iter().collect()
        }
        SheetChoice::Index(place) => {
            Some(*place as usize - 1).filter(|index| *index < names.len()).into_iter().collect()
        }
        SheetChoice::Name(wanted) => {
            names.iter().position(|(name, _)| folded(name) == folded(wanted)).into_iter().collect()
        }
        SheetChoice::Matching(pattern) => (0..names.len()).filter(|&index| pattern.is_match(&names[index].0)).collect(),
    };
    chosen.truncate(limits.sheets);
    chosen
}

/// Every sheet that a recipe reads, in the order in which observations number them: the table that reads it and the
/// sheet's place in the workbook.
pub(crate) fn sheets_read<'r>(
    book: &mut Workbook<'_>,
    recipe: &'r Recipe,
    limits: &Limits,
) -> Vec<(&'r TableRecipe, usize)> {
    let of_table =
        |table: &'r TableRecipe| choose(book, &table.sheet, limits).into_iter().map(move |index| (table, index));
    recipe.tables.iter().flat_map(of_table).collect()
}

/// The rows of a table's header, as far as they can be found.
pub(crate) fn header_rows(rows: &mut Rows<'_>, table: &TableRecipe, encoding: Encoding) -> Vec<u32> {
    match &table.header {
        Header::None => Vec::new(),
        Header::Rows(rows) => rows.clone(),
        Header::With(_) => match read_header(rows, table, encoding) {
            Ok(Some(found)) => vec![found.row],
            Ok(None) | Err(_) => Vec::new(),
        },
    }
}

/// The header of a table, the row where it ends, and what stands above it.
struct HeaderFound {
    header: HeaderTexts,
    row: u32,
    above: Vec<(u32, Vec<String>)>,
}

/// How many rows are searched for a header.
const HEADER_ROWS: usize = 500;

fn read_header(
    rows: &mut Rows<'_>,
    table: &TableRecipe,
    encoding: Encoding,
) -> Result<Option<HeaderFound>, RecordError> {
    let mut above: Vec<(u32, Vec<String>)> = Vec::new();
    let (wanted, end) = match &table.header {
        Header::None => return Ok(Some(HeaderFound { header: HeaderTexts::default(), row: 0, above })),
        Header::Rows(rows) => (Vec::new(), rows.iter().copied().max().unwrap_or(1)),
        Header::With(texts) => (texts.iter().map(|text| folded(text)).collect(), u32::MAX),
    };
    while let Some(row) = rows.next()? {
        let texts: Vec<String> =
            (0..row.width()).map(|column| decode(row.cell(column), encoding).into_owned()).collect();
        let number = row.number;
        if number > end || above.len() > HEADER_ROWS {
            break;
        }
        let here = match &table.header {
            Header::With(_) => {
                let texts: Vec<String> = texts.iter().map(|text| folded(text)).collect();
                let holds = |wanted: &String| {
                    let bare = crate::header::without_footnotes(wanted);
                    texts.iter().any(|text| text == wanted || crate::header::without_footnotes(text) == bare)
                };
                wanted.iter().all(holds)
            }
            _ => number == end,
        };
        above.push((number, texts));
        if here {
            let header = match &table.header {
                Header::Rows(numbers) => {
                    let rows: Vec<Vec<String>> = numbers
                        .iter()
                        .map(|row| above.iter().find(|(number, _)| number == row).map(|(_, texts)| texts.clone()))
                        .map(Option::unwrap_or_default)
                        .collect();
                    HeaderTexts::joined(&rows)
                }
                _ => HeaderTexts::new(above.last().map(|(_, texts)| texts.clone()).unwrap_or_default()),
            };
            return Ok(Some(HeaderFound { header, row: number, above }));
        }
    }
    Ok(None)
}

fn check_table(
    mut rows: Rows<'_>,
    sheet: Option<&Sheet>,
    number: u16,
    table: &TableRecipe,
    recipe: &Recipe,
    checker: &mut Checker<'_>,
) -> Result<(), Error> {
    let found = match read_header(&mut rows, table, recipe.file.encoding) {
        Ok(found) => found,
        Err(error) => return broken_record(error, number, 1, checker),
    };
    let Some(found) = found else {
        let what = || match &table.header {
            Header::With(texts) => format!("no row holds all of: {}", texts.join(", ")),
            Header::Rows(rows) => format!("row {} of the header is not there", rows.iter().max().unwrap_or(&1)),
            Header::None => String::new(),
        };
        let finding = checker.findings.about(&rules::HEADER_MISSING, number, "", what);
        checker.findings.cell(finding, None, None, None);
        return Ok(());
    };
    let cell = |row: u32, column: u32| -> String {
        if let Some(sheet) = sheet {
            sheet.cell(row, column).map(crate::workbook::Value::text).unwrap_or_default()
        } else {
            let above = found.above.iter().find(|(number, _)| *number == row).map(|(_, texts)| texts);
            above.and_then(|texts| texts.get(column as usize - 1)).cloned().unwrap_or_default()
        }
    };
    let table = Table {
        recipe: table,
        sheet: number,
        name: sheet.map(|sheet| single_spaced(&sheet.name)),
        header: &found.header,
        header_row: found.row,
        merged: sheet.map(|sheet| sheet.merged.as_slice()).unwrap_or_default(),
        cell: &cell,
    };
    match checker.table(&mut rows, &table)? {
        Some((error, row)) => broken_record(error, number, row, checker),
        None => Ok(()),
    }
}

fn broken_record(error: RecordError, sheet: u16, row: u32, checker: &mut Checker<'_>) -> Result<(), Error> {
    let (rule, what) = match error {
        RecordError::Io(error) => return Err(Error::Read(error)),
        RecordError::Broken(Broken::TooLong) => (&rules::RECORD_TOO_LONG, "a line is longer than the limit"),
        RecordError::Broken(Broken::OpenQuote) => {
            (&rules::QUOTE_NOT_CLOSED, "a quotation mark is opened and never closed")
        }
    };
    let finding = checker.findings.about(rule, sheet, "", || format!("{what}; nothing behind it was read"));
    checker.findings.cell(finding, Some(row), None, None);
    Ok(())
}
