//! What a check knows while it goes through its tables.

use super::{
    Report, Sink, TableSeen,
    areas::Areas,
    findings::Findings,
    indicators::Indicators,
    layout::plan,
    pass::Pass,
    periods::Periods,
    seen::Seen,
    source::{RowView, Rows},
    totals::Totals,
};
use crate::{
    contract::Contract,
    error::Error,
    header::HeaderTexts,
    limits::Limits,
    opening::decode,
    recipe::{Encoding, Recipe, TableRecipe},
    records::RecordError,
    reference::Reference,
    rules,
    workbook::Merged,
};
use std::collections::BTreeMap;
use terms::{ObservationRow, Status, Vocabulary};

/// Rows handed over at a time: few enough to stay in the processor's cache.
const BATCH: usize = 8_192;

/// A table as the file holds it.
pub(super) struct Table<'t> {
    pub(super) recipe: &'t TableRecipe,
    pub(super) sheet: u16,
    pub(super) name: Option<String>,
    pub(super) header: &'t HeaderTexts,
    pub(super) header_row: u32,
    pub(super) merged: &'t [Merged],
    pub(super) cell: &'t dyn Fn(u32, u32) -> String,
}

pub(super) struct Checker<'c> {
    pub(super) recipe: &'c Recipe,
    pub(super) contract: Option<&'c Contract>,
    pub(super) reference: &'c dyn Reference,
    pub(super) limits: &'c Limits,
    sink: &'c mut dyn Sink,
    pub(super) findings: Findings,
    pub(super) vocabulary: Vocabulary,
    pub(super) areas: Areas,
    pub(super) periods: Periods,
    pub(super) indicators: Indicators,
    pub(super) seen: Seen,
    pub(super) totals: Totals,
    pub(super) simple_places: bool,
    batch: Vec<ObservationRow>,
    pub(super) statuses: [u64; Status::ALL.len()],
    pub(super) rows: u64,
    pub(super) left_out: BTreeMap<String, u64>,
    pub(super) tables: Vec<TableSeen>,
    pub(super) saw_utf8: bool,
    pub(super) not_utf8: Vec<(u16, u32, u32, Vec<u8>)>,
    pub(super) not_utf8_count: u64,
    pub(super) sink_error: Option<Error>,
}

impl<'c> Checker<'c> {
    pub(super) fn new(
        name: &str,
        recipe: &'c Recipe,
        contract: Option<&'c Contract>,
        reference: &'c dyn Reference,
        limits: &'c Limits,
        sink: &'c mut dyn Sink,
    ) -> Self {
        let mut findings = Findings::new(name, limits.listed_cells);
        findings.encoding = recipe.file.encoding;
        Self {
            recipe,
            contract,
            reference,
            limits,
            sink,
            findings,
            vocabulary: Vocabulary::default(),
            areas: Areas::default(),
            periods: Periods::default(),
            indicators: Indicators::default(),
            seen: Seen::default(),
            totals: Totals::new(contract),
            simple_places: false,
            batch: Vec::with_capacity(BATCH),
            statuses: [0; Status::ALL.len()],
            rows: 0,
            left_out: BTreeMap::new(),
            tables: Vec::new(),
            saw_utf8: false,
            not_utf8: Vec::new(),
            not_utf8_count: 0,
            sink_error: None,
        }
    }

    /// Reads a table to its end. A record that cannot be read ends it, and is given back with its row.
    pub(super) fn table(
        &mut self,
        rows: &mut Rows<'_>,
        table: &Table<'_>,
    ) -> Result<Option<(RecordError, u32)>, Error> {
        self.areas.forget_keys();
        self.periods.forget_texts();
        self.indicators.forget_texts();
        self.tables.push(TableSeen { sheet: table.name.clone(), header_row: table.header_row, rows: 0 });
        if table.header.texts.len() > self.limits.columns as usize {
            let what = || format!("the header has {} columns", table.header.texts.len());
            let finding = self.findings.about(&rules::TOO_MANY_COLUMNS, table.sheet, "", what);
            self.findings.cell(finding, Some(table.header_row), None, None);
            return Ok(None);
        }
        let Some(layout) =
            plan(table.recipe, table.header, table.header_row, table.sheet, &mut self.periods, &mut self.findings)
        else {
            return Ok(None);
        };
        // With one column of values in one table, the row alone tells the place.
        self.simple_places = self.recipe.tables.len() == 1 && table.name.is_none() && layout.values.len() == 1;
        let mut pass = Pass::new(table, layout, self);
        let before = self.rows;
        let result = pass.run(rows, self);
        self.report_merged(table, &pass);
        if let Some(last) = self.tables.last_mut() {
            last.rows = self.rows - before;
        }
        if pass.observations == 0 && !matches!(result, Ok(Some(_)) | Err(_)) && !pass.refused {
            let finding = self
                .findings
                .about(&rules::NO_ROWS, table.sheet, "", || "the table has no rows that could be read".to_owned());
            self.findings.cell(finding, Some(table.header_row).filter(|row| *row > 0), None, None);
        } else {
            pass.report_empty_columns(self);
        }
        result
    }

    fn report_merged(&mut self, table: &Table<'_>, pass: &Pass<'_, '_>) {
        let columns = pass.layout.values.iter().map(|value| value.column);
        let (Some(first), Some(last)) = (columns.clone().min(), columns.max()) else { return };
        for (top, left, bottom, right) in table.merged {
            let among_data = *top > table.header_row && *top >= pass.first_row && *top <= pass.last_data_row;
            let among_values = (*left as usize) <= last + 1 && (*right as usize) > first;
            if among_data && (among_values || bottom > top) {
                let finding = self
                    .findings
                    .about(&rules::MERGED_CELLS, table.sheet, "", || "cells are merged among the data".to_owned());
                self.findings.cell(finding, Some(*top), Some(*left), None);
            }
        }
    }

    #[inline]
    pub(super) fn push(&mut self, row: ObservationRow) {
        self.statuses[usize::from(row.status.number())] += 1;
        self.batch.push(row);
        if self.batch.len() == BATCH {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if !self.batch.is_empty()
            && self.sink_error.is_none()
            && let Err(error) = self.sink.rows(&self.vocabulary, &self.batch)
        {
            self.sink_error = Some(Error::Sink(error));
        }
        self.batch.clear();
    }

    pub(super) fn leave_out(&mut self, reason: &str) {
        match self.left_out.get_mut(reason) {
            Some(count) => *count += 1,
            None => drop(self.left_out.insert(reason.to_owned(), 1)),
        }
    }

    /// Looks at the characters of a row that is not all ASCII.
    #[cold]
    pub(super) fn look_at_characters(&mut self, row: &RowView<'_>, sheet: u16) {
        for column in 0..row.width() {
            let bytes = row.cell(column);
            if bytes.is_ascii() {
                continue;
            }
            let text = match std::str::from_utf8(bytes) {
                Ok(text) if self.recipe.file.encoding != Encoding::Windows1252 => {
                    self.saw_utf8 = true;
                    std::borrow::Cow::Borrowed(text)
                }
                _ => {
                    self.not_utf8_count += 1;
                    if self.not_utf8.len() < 10_000 {
                        let column = u32::try_from(column + 1).unwrap_or(u32::MAX);
                        self.not_utf8.push((sheet, row.number, column, bytes.to_vec()));
                    }
                    decode(bytes, self.recipe.file.encoding)
                }
            };
            // UTF-8 that was read as Windows-1252 and saved again: “Ã©” for “é”, “Â£” for “£”, “â€“” for “–”.
            let garbled = text.contains('\u{fffd}') || text.contains("Â£") || text.contains("â€") || {
                let mut pairs = text.chars().zip(text.chars().skip(1));
                pairs.any(|(one, other)| one == 'Ã' && ('\u{a0}'..='\u{bf}').contains(&other))
            };
            if garbled {
                let finding = self.findings.about(&rules::LOST_CHARACTERS, sheet, "", || {
                    "characters were lost or garbled before the file was saved".to_owned()
                });
                self.findings.at(finding, row, column);
            }
        }
    }

    pub(super) fn finish(mut self, format: Option<&'static str>) -> Report {
        self.flush();
        super::ending::report(self, format)
    }
}
