//! Figures as one tidy table in CSV (RFC 4180, UTF-8): one row a figure, never cut short, written as they stream.

use protect::Protected;
use std::sync::Arc;
use terms::Figure;

/// What stopped a file from being written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A row could not be written.
    #[error("the table could not be written")]
    Table(#[from] csv::Error),
    /// The rows could not be handed on.
    #[error("the rows could not be handed on")]
    Hand(#[from] std::io::Error),
}

/// One column of the table: its name and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name in the header.
    pub name: &'static str,
    /// Its datatype in CSVW.
    pub datatype: &'static str,
    /// What it holds.
    pub description: &'static str,
}

const fn column(name: &'static str, datatype: &'static str, description: &'static str) -> Column {
    Column { name, datatype, description }
}

/// What goes out beside a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// The name of its area in its period.
    pub area_name: String,
    /// What its place says of it; absent where it says nothing.
    pub statement: Option<String>,
    /// What it must not be used for.
    pub must_not_be_used_for: Arc<str>,
}

/// The columns, in their order. Units are the indicator's own: see its entry in the catalogue.
pub const COLUMNS: [Column; 21] = [
    column("dataset", "string", "The dataset that brought the figure"),
    column("indicator", "string", "The indicator"),
    column("area_code", "string", "The GSS code of the area, as published"),
    column("area_name", "string", "The name of the area in that period"),
    column("period", "string", "The first day and the length of the period (ISO 8601), such as 2023-04-01/P1Y"),
    column("period_label", "string", "The period in words, such as 2023-24"),
    column("period_start", "date", "The first day of the period"),
    column("period_end", "date", "The last day of the period"),
    column("dimensions", "string", "The further breakdown, as name=value pairs parted by semicolons; blank for none"),
    column("value", "number", "The value in the indicator’s unit; blank when there is none, and the status says why"),
    column("lower_95", "number", "The lower 95% limit, where published"),
    column("upper_95", "number", "The upper 95% limit, where published"),
    column("numerator", "number", "The count above the line, where published"),
    column("denominator", "number", "The count below the line, where published"),
    column("status", "string", "What the value is worth: present, suppressed, not_available, provisional and so on"),
    column("mark", "string", "The mark that the publisher wrote in place of a number"),
    column("submission", "integer", "The number of the submission that brought the figure"),
    column("source_row", "integer", "The row of the figure in the file that came"),
    column("source_column", "integer", "The column of the figure in the file that came, counted from 1"),
    column(
        "statement",
        "string",
        "What the place itself says of the figure, with its body and the day; blank for nothing",
    ),
    column("must_not_be_used_for", "string", "What the figure must not be used for"),
];

/// Further breakdowns in one line: `age=16 to 24; sex=female`.
#[must_use]
pub fn line(dimensions: &terms::Dimensions) -> String {
    dimensions.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

fn number(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map(|value| value.to_string()).unwrap_or_default()
}

/// Text of others in a file that a spreadsheet will open: what it would take for a formula begins with an apostrophe.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// Writes figures as CSV, a batch at a time.
pub struct TableWriter<N> {
    beside: N,
    header_due: bool,
    rows: u64,
}

impl<N: Fn(&Figure) -> Beside> TableWriter<N> {
    /// A writer that asks `beside` what goes out with a figure.
    pub fn new(beside: N) -> Self {
        Self { beside, header_due: true, rows: 0 }
    }

    /// How many figures were written.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The bytes of the next batch; the first call begins with the header, also when the batch is empty.
    ///
    /// # Errors
    /// [`ExportError`] when a row cannot be written.
    pub fn write(&mut self, batch: &Protected<Vec<Figure>>) -> Result<Vec<u8>, ExportError> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        if std::mem::take(&mut self.header_due) {
            writer.write_record(COLUMNS.iter().map(|column| column.name))?;
        }
        for figure in batch.iter() {
            let beside = (self.beside)(figure);
            writer.write_record([
                figure.submission.dataset.as_str(),
                figure.indicator.as_str(),
                figure.area.as_str(),
                &beside.area_name,
                &figure.period.to_string(),
                &figure.period.label(),
                &figure.period.start().to_string(),
                &figure.period.last_day().to_string(),
                &line(&figure.dimensions),
                &number(figure.value),
                &number(figure.lower),
                &number(figure.upper),
                &number(figure.numerator),
                &number(figure.denominator),
                figure.status.name(),
                figure.mark.as_deref().unwrap_or_default(),
                &figure.submission.number.to_string(),
                &figure.source.row.to_string(),
                &figure.source.column.to_string(),
                &harmless(beside.statement.as_deref().unwrap_or_default()),
                &harmless(&beside.must_not_be_used_for),
            ])?;
            self.rows += 1;
        }
        writer.into_inner().map_err(|error| ExportError::Hand(error.into_error()))
    }
}
