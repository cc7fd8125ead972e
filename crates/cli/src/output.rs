//! Writing: tables to stdout, bars to stderr.

use crate::{arguments::Table, failure::Failure};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{Write, stdout};

/// Writes a table with a header. Text is padded for reading; CSV and JSON are for programs.
pub struct TableOutput {
    format: Table,
    columns: Vec<String>,
    held: Vec<Vec<String>>,
    csv: Option<csv::Writer<std::io::Stdout>>,
    rows: u64,
}

impl TableOutput {
    /// Begins a table.
    pub fn new<S: Into<String>>(format: Table, columns: impl IntoIterator<Item = S>) -> Result<Self, Failure> {
        let columns: Vec<String> = columns.into_iter().map(Into::into).collect();
        let csv = if format == Table::Csv {
            let mut writer = csv::Writer::from_writer(stdout());
            writer.write_record(&columns)?;
            Some(writer)
        } else {
            None
        };
        Ok(Self { format, columns, held: Vec::new(), csv, rows: 0 })
    }

    /// Writes a row. In JSON an absent value is null; elsewhere it is blank.
    pub fn row(&mut self, row: Vec<Option<String>>) -> Result<(), Failure> {
        self.rows += 1;
        match self.format {
            Table::Csv => {
                if let Some(writer) = &mut self.csv {
                    writer.write_record(row.iter().map(|value| value.as_deref().unwrap_or_default()))?;
                }
            }
            Table::Json => {
                let object: serde_json::Map<String, serde_json::Value> = self
                    .columns
                    .iter()
                    .cloned()
                    .zip(row.into_iter().map(|value| value.map_or(serde_json::Value::Null, Into::into)))
                    .collect();
                let mut out = stdout().lock();
                out.write_all(if self.rows == 1 { b"[\n" } else { b",\n" })?;
                serde_json::to_writer(&mut out, &object)?;
            }
            Table::Text => self.held.push(row.into_iter().map(Option::unwrap_or_default).collect()),
        }
        Ok(())
    }

    /// Ends the table. Gives the number of rows.
    pub fn finish(mut self) -> Result<u64, Failure> {
        match self.format {
            Table::Csv => {
                if let Some(writer) = &mut self.csv {
                    writer.flush()?;
                }
            }
            Table::Json => {
                let mut out = stdout().lock();
                out.write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" })?;
            }
            Table::Text => {
                let mut widths: Vec<usize> = self.columns.iter().map(|column| column.chars().count()).collect();
                for row in &self.held {
                    for (width, value) in widths.iter_mut().zip(row) {
                        *width = (*width).max(value.chars().count());
                    }
                }
                let mut out = stdout().lock();
                for row in std::iter::once(&self.columns).chain(&self.held) {
                    let line: Vec<String> =
                        row.iter().zip(&widths).map(|(value, width)| format!("{value:width$}")).collect();
                    writeln!(out, "{}", line.join("  ").trim_end())?;
                }
            }
        }
        Ok(self.rows)
    }
}

/// A bar for work whose size is known. Silent when nobody watches.
pub fn bar(length: u64, what: &str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    bar.set_style(
        ProgressStyle::with_template("{msg:32} {bar:32} {percent:>3}%  {elapsed} so far, about {eta} left")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.set_message(what.to_owned());
    bar
}
