//! ODS, read straight from its XML: calamine tells neither merged cells nor formulas without results, and can be
//! made to wait for ever by a file cut short. All sheets are read in one pass, since they share one XML part.

use super::{Merged, ReadSeek, Sheet, SheetError, SheetNames, SheetRow, Value};
use crate::limits::Limits;
use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event, attributes::Attribute},
};
use std::{collections::HashSet, io::BufReader};

/// The last row and column of any spreadsheet program.
const LAST_ROW: u32 = 1_048_576;
const LAST_COLUMN: u32 = 16_384;

fn broken(error: &impl ToString) -> SheetError {
    SheetError::Broken(error.to_string())
}

#[derive(Default)]
struct CellParts {
    kind: String,
    number: Option<f64>,
    date: Option<String>,
    boolean: Option<bool>,
    string: Option<String>,
    formula: bool,
    error: bool,
    repeated: u32,
    columns_spanned: u32,
    rows_spanned: u32,
    text: String,
    paragraphs: u32,
}

struct OdsReader<'l> {
    limits: &'l Limits,
    names: SheetNames,
    sheets: Vec<Sheet>,
    hidden_styles: HashSet<String>,
    style: String,
    sheet: Option<Sheet>,
    row: u32,
    rows_repeated: u32,
    column: u32,
    cells: Vec<(u32, Value)>,
    cell: Option<CellParts>,
    /// How deep we are in notes and drawings, whose text is not the cell's.
    aside: u32,
    count: usize,
}

pub(super) fn read(file: &mut dyn ReadSeek, limits: &Limits) -> Result<(SheetNames, Vec<Sheet>), SheetError> {
    let mut archive = zip::ZipArchive::new(file).map_err(|error| broken(&error))?;
    let content = archive.by_name("content.xml").map_err(|error| broken(&error))?;
    let mut xml = Reader::from_reader(BufReader::with_capacity(1 << 16, content));
    let config = xml.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    let mut reader = OdsReader {
        limits,
        names: Vec::new(),
        sheets: Vec::new(),
        hidden_styles: HashSet::new(),
        style: String::new(),
        sheet: None,
        row: 1,
        rows_repeated: 1,
        column: 1,
        cells: Vec::new(),
        cell: None,
        aside: 0,
        count: 0,
    };
    let mut buffer = Vec::with_capacity(1 << 12);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|error| broken(&error))? {
            Event::Eof => break,
            Event::Start(start) => reader.start(&start),
            Event::End(end) => reader.end(end.name().as_ref())?,
            Event::Text(text) => reader.text(&text.xml10_content()),
            Event::CData(text) => reader.text(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                if let Ok(Some(character)) = entity.resolve_char_ref() {
                    reader.text(character.encode_utf8(&mut [0; 4]));
                } else if let Some(text) = resolve_predefined_entity(&entity.xml10_content()) {
                    reader.text(text);
                }
            }
            _ => {}
        }
    }
    Ok((reader.names, reader.sheets))
}

fn value_of(attribute: &Attribute<'_>) -> String {
    attribute
        .normalized_value(XmlVersion::Implicit1_0)
        .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned)
}

fn repeat_of(attribute: &Attribute<'_>) -> u32 {
    attribute.value.parse().unwrap_or(1)
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)
        .map(|attribute| value_of(&attribute))
}

impl OdsReader<'_> {
    fn start(&mut self, element: &BytesStart<'_>) {
        if self.cell.is_some() {
            match element.name().as_ref() {
                "office:annotation" | "draw:frame" | "draw:custom-shape" | "draw:g" => self.aside += 1,
                "text:p" if self.aside == 0 => {
                    if let Some(cell) = &mut self.cell {
                        cell.paragraphs += 1;
                    }
                    if self.cell.as_ref().is_some_and(|cell| cell.paragraphs > 1) {
                        self.text(" ");
                    }
                }
                // Runs of spaces, tabs and line breaks all come to one space here.
                "text:s" | "text:tab" | "text:line-break" => self.text(" "),
                _ => {}
            }
            return;
        }
        match element.name().as_ref() {
            "style:style" => {
                self.style = attribute(element, "style:name").unwrap_or_default();
            }
            "style:table-properties" if attribute(element, "table:display").as_deref() == Some("false") => {
                self.hidden_styles.insert(std::mem::take(&mut self.style));
            }
            "table:table" => {
                let name = attribute(element, "table:name").unwrap_or_default();
                let style = attribute(element, "table:style-name").unwrap_or_default();
                // Copies of other files, kept for links: nobody sees them.
                if !name.starts_with("'file:") && self.sheets.len() < self.limits.sheets {
                    self.names.push((name.clone(), !self.hidden_styles.contains(&style)));
                    self.sheet = Some(Sheet { name, ..Sheet::default() });
                }
                self.row = 1;
            }
            "table:table-row" if self.sheet.is_some() => {
                self.rows_repeated = 1;
                self.column = 1;
                for attribute in element.attributes().with_checks(false).flatten() {
                    if attribute.key.as_ref() == "table:number-rows-repeated" {
                        self.rows_repeated = repeat_of(&attribute);
                    }
                }
            }
            "table:table-cell" | "table:covered-table-cell" if self.sheet.is_some() => {
                self.cell = Some(cell_parts(element));
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell
            && self.aside == 0
            && cell.paragraphs > 0
            && cell.text.len() < 32_768
        {
            cell.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), SheetError> {
        match name {
            "office:annotation" | "draw:frame" | "draw:custom-shape" | "draw:g" => {
                self.aside = self.aside.saturating_sub(1);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.aside = 0;
                if let Some(cell) = self.cell.take() {
                    self.finish_cell(&cell)?;
                }
            }
            "table:table-row" => self.finish_row()?,
            "table:table" => {
                if let Some(sheet) = self.sheet.take() {
                    self.sheets.push(sheet.ordered());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn finish_cell(&mut self, cell: &CellParts) -> Result<(), SheetError> {
        let repeated = cell.repeated.clamp(1, LAST_COLUMN);
        if cell.columns_spanned > 1 || cell.rows_spanned > 1 {
            let region: Merged = (
                self.row,
                self.column,
                self.row.saturating_add(cell.rows_spanned.max(1) - 1),
                self.column.saturating_add(cell.columns_spanned.max(1) - 1),
            );
            if let Some(sheet) = &mut self.sheet {
                sheet.merged.push(region);
            }
        }
        if let Some(value) = cell.value() {
            for _ in 0..repeated {
                if self.column > LAST_COLUMN {
                    break;
                }
                self.cells.push((self.column, value.clone()));
                self.column += 1;
                self.count += 1;
                if self.count > self.limits.cells {
                    return Err(SheetError::TooManyCells);
                }
            }
        } else {
            self.column = self.column.saturating_add(repeated);
        }
        Ok(())
    }

    fn finish_row(&mut self) -> Result<(), SheetError> {
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        let repeated = self.rows_repeated.clamp(1, LAST_ROW);
        if self.cells.is_empty() {
            self.row = self.row.saturating_add(repeated);
            return Ok(());
        }
        let cells = std::mem::take(&mut self.cells);
        for _ in 0..repeated {
            if self.row > LAST_ROW {
                break;
            }
            sheet.rows.push(SheetRow { number: self.row, cells: cells.clone() });
            self.row += 1;
            self.count += cells.len();
            if self.count > self.limits.cells * 2 {
                return Err(SheetError::TooManyCells);
            }
        }
        Ok(())
    }
}

fn cell_parts(element: &BytesStart<'_>) -> CellParts {
    let mut cell = CellParts { repeated: 1, ..CellParts::default() };
    for attribute in element.attributes().with_checks(false).flatten() {
        match attribute.key.as_ref() {
            "office:value-type" => cell.kind = attribute.value.to_string(),
            "calcext:value-type" => cell.error = attribute.value == "error",
            "office:value" => cell.number = attribute.value.parse().ok().filter(|number: &f64| number.is_finite()),
            "office:date-value" => cell.date = Some(attribute.value.to_string()),
            "office:boolean-value" => cell.boolean = Some(attribute.value == "true"),
            "office:string-value" => cell.string = Some(value_of(&attribute)),
            "table:formula" => cell.formula = true,
            "table:number-columns-repeated" => cell.repeated = repeat_of(&attribute),
            "table:number-columns-spanned" => cell.columns_spanned = repeat_of(&attribute),
            "table:number-rows-spanned" => cell.rows_spanned = repeat_of(&attribute),
            _ => {}
        }
    }
    cell
}

impl CellParts {
    fn value(&self) -> Option<Value> {
        let text = if self.text.is_empty() { self.string.as_deref().unwrap_or_default() } else { &self.text };
        if self.error || (self.formula && text.starts_with('#')) {
            let text = if text.is_empty() { "#N/A" } else { text };
            return Some(Value::Error(text.into()));
        }
        match self.kind.as_str() {
            "float" | "percentage" | "currency" => self.number.map(Value::Number),
            "date" => {
                self.date.as_deref().map(|date| Value::Date(date.strip_suffix("T00:00:00").unwrap_or(date).into()))
            }
            "boolean" => self.boolean.map(Value::Boolean),
            _ if !text.is_empty() => Some(Value::Text(text.into())),
            "" if self.formula => Some(Value::UncountedFormula),
            _ => None,
        }
    }
}
