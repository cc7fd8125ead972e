//! XLSX and XLS, through calamine. Its readers are not proof against every broken file, so a panic in them is
//! caught here and told as a broken file.

use super::{ReadSeek, Sheet, SheetError, SheetNames, SheetRow, Value, compound};
use crate::{limits::Limits, recipe::Format};
use calamine::{CellErrorType, Data, DataRef, ExcelDateTime, Reader, SheetVisible, Xls, Xlsx};
use std::{
    fmt::Write,
    panic::{AssertUnwindSafe, catch_unwind},
};

type File<'f> = std::io::BufReader<&'f mut dyn ReadSeek>;

pub(super) enum Excel<'f> {
    Xlsx(Xlsx<File<'f>>),
    Xls(Xls<File<'f>>),
}

fn guarded<T>(read: impl FnOnce() -> Result<T, SheetError>) -> Result<T, SheetError> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(SheetError::Broken("its parts contradict one another".to_owned())))
}

fn broken(error: &impl ToString) -> SheetError {
    SheetError::Broken(error.to_string())
}

pub(super) fn open(file: &mut dyn ReadSeek, format: Format) -> Result<(SheetNames, Excel<'_>), SheetError> {
    guarded(|| {
        if format == Format::Xls {
            compound::look_over(file)?;
        }
        let file: File<'_> = std::io::BufReader::new(file);
        let (sheets, excel) = if format == Format::Xls {
            let book = Xls::new(file).map_err(|error| broken(&error))?;
            (book.sheets_metadata().to_vec(), Excel::Xls(book))
        } else {
            let book = Xlsx::new(file).map_err(|error| broken(&error))?;
            (book.sheets_metadata().to_vec(), Excel::Xlsx(book))
        };
        let names = sheets.into_iter().map(|sheet| (sheet.name, sheet.visible == SheetVisible::Visible)).collect();
        Ok((names, excel))
    })
}

impl Excel<'_> {
    pub(super) fn sheet(&mut self, name: &str, limits: &Limits) -> Result<Sheet, SheetError> {
        guarded(|| match self {
            Self::Xlsx(book) => xlsx_sheet(book, name, limits),
            Self::Xls(book) => xls_sheet(book, name, limits),
        })
    }
}

fn merged(regions: impl IntoIterator<Item = calamine::Dimensions>) -> Vec<super::Merged> {
    let one = |region: calamine::Dimensions| {
        let ((top, left), (bottom, right)) = (region.start, region.end);
        (top.saturating_add(1), left.saturating_add(1), bottom.saturating_add(1), right.saturating_add(1))
    };
    regions.into_iter().map(one).collect()
}

fn xlsx_sheet(book: &mut Xlsx<File<'_>>, name: &str, limits: &Limits) -> Result<Sheet, SheetError> {
    let regions = book.merge_cells_by_sheet_name(name).unwrap_or_default();
    let mut sheet = Sheet { name: name.to_owned(), rows: Vec::new(), merged: merged(regions) };
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A sheet of charts has no cells.
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(sheet),
        Err(error) => return Err(broken(&error)),
    };
    let mut count = 0;
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(|error| broken(&error))? {
        let value = match record.value {
            DataRef::Empty if record.formula.is_some() => Value::UncountedFormula,
            DataRef::Empty => continue,
            DataRef::Int(number) => Value::Number(number as f64),
            DataRef::Float(number) => Value::Number(number),
            DataRef::String(text) if text.is_empty() && record.formula.is_some() => continue,
            DataRef::String(text) | DataRef::DurationIso(text) => Value::Text(text.into()),
            DataRef::SharedString(text) => Value::Text(text.into()),
            DataRef::Bool(value) => Value::Boolean(value),
            DataRef::DateTime(date) => date_value(&date),
            DataRef::DateTimeIso(text) => Value::Date(text.into()),
            DataRef::Error(error) => Value::Error(error_text(&error).into()),
        };
        let (row, column) = record.pos;
        push(&mut sheet, row, column, value);
        count += 1;
        if count > limits.cells {
            return Err(SheetError::TooManyCells);
        }
    }
    Ok(sheet)
}

fn xls_sheet(book: &mut Xls<File<'_>>, name: &str, limits: &Limits) -> Result<Sheet, SheetError> {
    let regions = book.merge_cells_by_sheet_name(name).unwrap_or_default();
    let mut sheet = Sheet { name: name.to_owned(), rows: Vec::new(), merged: merged(regions) };
    let range = book.worksheet_range(name).map_err(|error| broken(&error))?;
    let (top, left) = range.start().unwrap_or_default();
    let mut count = 0;
    for (row, column, value) in range.used_cells() {
        let value = match value {
            Data::Empty => continue,
            Data::Int(number) => Value::Number(*number as f64),
            Data::Float(number) => Value::Number(*number),
            Data::String(text) | Data::DurationIso(text) => Value::Text(text.as_str().into()),
            Data::Bool(value) => Value::Boolean(*value),
            Data::DateTime(date) => date_value(date),
            Data::DateTimeIso(text) => Value::Date(text.as_str().into()),
            Data::Error(error) => Value::Error(error_text(error).into()),
        };
        let place = |offset: u32, index: usize| offset.saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
        push(&mut sheet, place(top, row), place(left, column), value);
        count += 1;
        if count > limits.cells {
            return Err(SheetError::TooManyCells);
        }
    }
    Ok(sheet)
}

fn push(sheet: &mut Sheet, row: u32, column: u32, value: Value) {
    let (number, column) = (row.saturating_add(1), column.saturating_add(1));
    match sheet.rows.last_mut() {
        Some(last) if last.number == number => last.cells.push((column, value)),
        _ => sheet.rows.push(SheetRow { number, cells: vec![(column, value)] }),
    }
}

fn date_value(date: &ExcelDateTime) -> Value {
    if date.is_duration() {
        return Value::Number(date.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let mut text = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) != (0, 0, 0) {
        // Writing to a string cannot fail.
        let _ = write!(text, "T{hour:02}:{minute:02}:{second:02}");
    }
    Value::Date(text.into())
}

fn error_text(error: &CellErrorType) -> String {
    error.to_string()
}
