//! Goes through the rows of a table: the part that must be fast. Every word (area, period, indicator, dimension) is
//! looked up once and then known by a number; the last of each is remembered, since neighbours are mostly alike.

mod prepare;

use super::{
    areas::Meaning,
    dimensions::TableDimensions,
    indicators::{Beside, Named},
    layout::{Layout, PlannedCondition},
    rows::{Checker, Table},
    seen::Before,
    source::{CellKind, RowView, Rows},
    totals::Counted,
    values::{Reading, ValueReader},
};
use crate::{
    error::Error,
    number::plain,
    opening::decode,
    recipe::{Blank, PeriodRecipe, TableRecipe, Test},
    records::RecordError,
    rules,
};
use terms::{ObservationRow, Source, Status};

/// One pass over the rows of a table.
pub(super) struct Pass<'t, 'c> {
    recipe: &'t TableRecipe,
    pub(super) layout: Layout<'t>,
    sheet: u16,
    is_sheet: bool,
    header_row: u32,
    pub(super) first_row: u32,
    pub(super) last_data_row: u32,
    /// The period of the whole table, where there is one.
    period: Option<(u32, Option<Status>)>,
    dimensions: TableDimensions<'t>,
    columns: Vec<ColumnState>,
    values: ValueReader<'c>,
    pub(super) observations: u64,
    /// Whether some row was refused, with a finding that says why.
    pub(super) refused: bool,
    joined: Vec<u8>,
}

/// What is known of a column of values.
struct ColumnState {
    indicator: Option<Named>,
    /// Its dimensions, by the number of the row's combination; `u32::MAX` where not yet made.
    dimensions: Vec<u32>,
    filled: bool,
}

/// A row's area, period and the rest, once known.
struct RowFacts {
    area_key: u32,
    area_column: usize,
    period: Option<(u32, Option<Status>)>,
    indicator: Option<u32>,
    combination: u32,
}

impl<'t, 'c> Pass<'t, 'c> {
    pub(super) fn new(table: &Table<'t>, layout: Layout<'t>, checker: &mut Checker<'c>) -> Self {
        let recipe = table.recipe;
        let whole = checker.recipe;
        let mut pass = Self {
            recipe,
            sheet: table.sheet,
            is_sheet: table.name.is_some(),
            header_row: table.header_row,
            first_row: recipe.first_row.unwrap_or(table.header_row + 1),
            last_data_row: 0,
            period: None,
            dimensions: TableDimensions::new(table, &layout),
            columns: Vec::new(),
            values: ValueReader::new(&whole.marks, whole.numbers, whole.file.encoding),
            observations: 0,
            refused: false,
            joined: Vec::new(),
            layout,
        };
        pass.fix_period(table, checker);
        pass.name_columns(checker);
        pass
    }

    /// Reads rows to the end of the table. A record that cannot be read ends it, and is given back with its row.
    pub(super) fn run(
        &mut self,
        rows: &mut Rows<'_>,
        checker: &mut Checker<'c>,
    ) -> Result<Option<(RecordError, u32)>, Error> {
        let last_row = self.recipe.last_row.unwrap_or(u32::MAX);
        let mut last_read = self.first_row.saturating_sub(1);
        let mut count = 0_u32;
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(None),
                Err(error) => return Ok(Some((error, last_read + 1))),
            };
            let gap = row.number > last_read + 1 && last_read >= self.first_row;
            last_read = row.number;
            if row.number < self.first_row {
                continue;
            }
            if row.number > last_row || (gap && self.recipe.stop_at_blank_row) {
                return Ok(None);
            }
            count += 1;
            if count > checker.limits.rows {
                let what = || format!("the table has more than {} rows", checker.limits.rows);
                let finding = checker.findings.about(&rules::TOO_MANY_ROWS, self.sheet, "", what);
                checker.findings.cell(finding, Some(row.number), None, None);
                return Ok(None);
            }
            if !self.row(&row, checker) {
                return Ok(None);
            }
            if let Some(error) = checker.sink_error.take() {
                return Err(error);
            }
        }
    }

    /// Takes one row. False when it ends the table.
    #[inline]
    fn row(&mut self, row: &RowView<'_>, checker: &mut Checker<'c>) -> bool {
        if row.is_blank() {
            return !self.recipe.stop_at_blank_row;
        }
        if self.layout.stop.iter().any(|condition| holds(condition, row, checker)) {
            return false;
        }
        checker.rows += 1;
        for condition in &self.layout.skip {
            if holds(condition, row, checker) {
                checker.leave_out(condition.condition.reason.as_deref().unwrap_or("left out by the recipe (skip)"));
                return true;
            }
        }
        for condition in &self.layout.keep {
            if !holds(condition, row, checker) {
                checker.leave_out(condition.condition.reason.as_deref().unwrap_or("left out by the recipe (keep)"));
                return true;
            }
        }
        self.last_data_row = row.number;
        if !row.is_ascii() {
            checker.look_at_characters(row, self.sheet);
        }
        if !self.is_sheet && row.width() != self.layout.width && self.layout.width > 0 && self.ragged(row, checker) {
            return true;
        }
        let Some(facts) = self.facts(row, checker) else { return true };
        for index in 0..self.layout.values.len() {
            self.value(index, row, &facts, checker);
        }
        true
    }

    /// A row of another width than the header: true when it cannot be trusted.
    #[cold]
    fn ragged(&mut self, row: &RowView<'_>, checker: &mut Checker<'c>) -> bool {
        let (width, wanted) = (row.width(), self.layout.width);
        if width > wanted && (wanted..width).all(|column| row.cell(column).is_empty()) {
            return false;
        }
        self.refused = true;
        let what = || format!("rows do not have the {wanted} cells of the header (the first has {width})");
        let finding = checker.findings.about(&rules::RAGGED_ROW, self.sheet, "", what);
        checker.findings.cell(finding, Some(row.number), None, Some(row.cell(0)));
        true
    }

    /// The area's key, period, indicator and dimensions of a row. Nothing when the row cannot be used.
    #[inline]
    fn facts(&mut self, row: &RowView<'_>, checker: &mut Checker<'c>) -> Option<RowFacts> {
        let encoding = checker.recipe.file.encoding;
        let Some(combination) = self.dimensions.of_row(row, encoding) else {
            checker.leave_out("left out by the recipe (a dimension)");
            return None;
        };
        let period = match (&self.recipe.period, self.layout.period.as_slice()) {
            (PeriodRecipe::Columns(_, reader), [column]) => {
                let read = checker.periods.read(row.cell(*column), reader, encoding);
                if read.is_none() {
                    self.unreadable_period(row, *column, checker);
                    return None;
                }
                read
            }
            (PeriodRecipe::Columns(_, reader), columns) => {
                self.joined.clear();
                for column in columns {
                    if !self.joined.is_empty() {
                        self.joined.push(b' ');
                    }
                    self.joined.extend_from_slice(row.cell(*column));
                }
                let read = checker.periods.read(&self.joined, reader, encoding);
                if read.is_none() {
                    self.unreadable_period(row, columns.first().copied().unwrap_or(0), checker);
                    return None;
                }
                read
            }
            _ => self.period,
        };
        let indicator = if self.layout.indicator.is_empty() { None } else { Some(self.indicator(row, checker)?) };
        let area_column = self.layout.area.iter().copied().find(|column| !row.cell(*column).is_empty());
        let area_column = area_column.or(self.layout.area.first().copied()).unwrap_or(0);
        let bytes = if self.layout.area.is_empty() { b"" } else { row.cell(area_column) };
        let area_key = match self.layout.area_name {
            Some(name) if !self.recipe.area.by_name.is_empty() => {
                self.joined.clear();
                self.joined.extend_from_slice(bytes);
                self.joined.push(0x1f);
                self.joined.extend_from_slice(row.cell(name));
                checker.areas.key(&self.joined, encoding)
            }
            _ => checker.areas.key(bytes, encoding),
        };
        Some(RowFacts { area_key, area_column, period, indicator, combination })
    }

    #[cold]
    fn unreadable_period(&mut self, row: &RowView<'_>, column: usize, checker: &mut Checker<'c>) {
        self.refused = true;
        let PeriodRecipe::Columns(_, reader) = &self.recipe.period else { return };
        let what = || format!("periods are not written as {}", reader.in_words());
        let finding = checker.findings.about(&rules::PERIOD_UNREADABLE, self.sheet, "", what);
        checker.findings.at(finding, row, column);
    }

    fn indicator(&mut self, row: &RowView<'_>, checker: &mut Checker<'c>) -> Option<u32> {
        let recipe = self.recipe.indicator.as_ref()?;
        let columns = self.layout.indicator.as_slice();
        let encoding = checker.recipe.file.encoding;
        let mut joined = std::mem::take(&mut self.joined);
        joined.clear();
        let bytes = match columns {
            [column] => row.cell(*column),
            several => {
                for column in several {
                    if !joined.is_empty() {
                        joined.extend_from_slice(b" | ");
                    }
                    joined.extend_from_slice(row.cell(*column));
                }
                &joined
            }
        };
        let text = || decode(bytes, encoding).into_owned();
        let named = checker.indicators.named(bytes, text, recipe, &mut checker.vocabulary, checker.contract);
        let result = match named {
            Named::Indicator(number) => Some(number),
            Named::LeaveOut => {
                checker.leave_out("an indicator that the recipe leaves out");
                None
            }
            Named::Unnamed => {
                self.refused = true;
                let finding = checker.unnamed(&decode(bytes, encoding), self.sheet);
                checker.findings.at(finding, row, columns[0]);
                None
            }
        };
        self.joined = joined;
        result
    }

    /// The area of a row in a period. Nothing when it is left out or refused.
    #[inline]
    fn area(&mut self, row: &RowView<'_>, facts: &RowFacts, period: u32, checker: &mut Checker<'c>) -> Option<u32> {
        let meaning = match checker.areas.meaning(facts.area_key, period) {
            Meaning::Unasked => {
                let name = self.layout.area_name.map(|column| decode(row.cell(column), checker.recipe.file.encoding));
                let at = (self.sheet, row.number, u32::try_from(facts.area_column).unwrap_or(0));
                let asked = checker.periods.list[period as usize];
                checker.areas.resolve(
                    facts.area_key,
                    period,
                    asked,
                    &self.recipe.area,
                    name.as_deref(),
                    at,
                    checker.reference,
                    &mut checker.findings,
                )
            }
            known => known,
        };
        match meaning {
            Meaning::Area(area) => Some(area),
            Meaning::Noted(area, finding) => {
                checker.findings.at(finding, row, facts.area_column);
                Some(area)
            }
            Meaning::LeaveOut => {
                checker.leave_out("an area that the recipe leaves out");
                None
            }
            Meaning::Bad(finding) => {
                self.refused = true;
                checker.findings.at(finding, row, facts.area_column);
                None
            }
            Meaning::Unasked => None,
        }
    }

    /// Takes one column of values of a row.
    #[inline]
    fn value(&mut self, index: usize, row: &RowView<'_>, facts: &RowFacts, checker: &mut Checker<'c>) {
        let column = self.layout.values[index].column;
        let bytes = row.cell(column);
        let ((Some(Named::Indicator(indicator)), _) | (None, Some(indicator))) =
            (self.columns[index].indicator, facts.indicator)
        else {
            return;
        };
        let mut reading = self.values.read(bytes);
        if let Some(kind) = row.kind(column)
            && kind != CellKind::Number
        {
            reading = self.of_kind(kind, reading, row, column, checker);
        }
        let planned = &self.layout.values[index];
        if reading == Reading::Blank && planned.blank == Blank::LeaveOut {
            return;
        }
        let Some((period, period_status)) = planned.period.map(|period| (period, None)).or(facts.period) else {
            return;
        };
        let Some(area) = self.area(row, facts, period, checker) else { return };
        self.columns[index].filled |= reading != Reading::Blank;
        let planned = &self.layout.values[index];
        let mut token = 0;
        let (mut value, mut status) = match reading {
            Reading::Number(number) => (Some(number), Status::Present),
            Reading::Marked(number, status) => (Some(number), status),
            Reading::Mark(status) => {
                token = checker.vocabulary.token(&decode(bytes, checker.recipe.file.encoding));
                // A mark such as “provisional” with no number before it leaves nothing to use.
                (None, if status.has_value() { Status::NotAvailable } else { status })
            }
            Reading::Blank => match planned.blank {
                Blank::Status(status) => (None, status),
                Blank::Error => {
                    self.refused = true;
                    let subject = checker.indicators.list[indicator as usize].id.as_str().to_owned();
                    let what = || format!("{subject}: values are blank");
                    let finding = checker.findings.about(&rules::BLANK_VALUE, self.sheet, &subject, what);
                    checker.findings.at(finding, row, column);
                    return;
                }
                Blank::NotAvailable | Blank::LeaveOut => (None, Status::NotAvailable),
            },
            Reading::Date | Reading::Unknown => {
                self.refused = true;
                checker.not_a_number(row, column, indicator, reading == Reading::Date, self.sheet);
                return;
            }
        };
        if status == Status::Present
            && let Some(from) = period_status.or(planned.fixed_status)
        {
            status = from;
        }
        if let Some(status_column) = planned.status {
            let mark = row.cell(status_column);
            if !mark.is_empty() {
                match self.values.mark(&decode(mark, checker.recipe.file.encoding)) {
                    Some(found) if found.has_value() && value.is_none() => {}
                    Some(found) => {
                        status = found;
                        token = checker.vocabulary.token(&decode(mark, checker.recipe.file.encoding));
                        if !found.has_value() {
                            value = None;
                        }
                    }
                    None => {
                        let text = decode(mark, checker.recipe.file.encoding).into_owned();
                        let what = || format!("the status “{text}” is not named in the recipe");
                        let finding = checker.findings.about(&rules::MARK_NOT_KNOWN, self.sheet, &text, what);
                        checker.findings.at(finding, row, status_column);
                    }
                }
            }
        }
        let planned = &self.layout.values[index];
        let mut beside = |at: Option<usize>| {
            at.and_then(|at| match plain(row.cell(at)) {
                Some(number) => Some(number),
                None => match self.values.read(row.cell(at)) {
                    Reading::Number(number) | Reading::Marked(number, _) => Some(number),
                    _ => None,
                },
            })
        };
        let (numerator, denominator) = (beside(planned.numerator), beside(planned.denominator));
        let (mut lower, mut upper) = (beside(planned.lower), beside(planned.upper));
        #[expect(clippy::float_cmp, reason = "1 is exact, and means no scaling")]
        if planned.scale != 1.0 {
            [&mut value, &mut lower, &mut upper].into_iter().flatten().for_each(|number| *number *= planned.scale);
        }
        let combination = facts.combination as usize;
        let cached = self.columns[index].dimensions.get(combination).copied().filter(|known| *known != u32::MAX);
        let dimensions = cached.unwrap_or_else(|| self.make_dimensions(index, facts.combination, checker));
        let promise = &mut checker.indicators.list[indicator as usize];
        promise.count += 1;
        if let Some(number) = value
            && !(number >= promise.minimum && number <= promise.maximum)
        {
            let promise = promise.clone();
            checker.out_of_range(&promise, row, column, self.sheet);
        }
        let promise = &checker.indicators.list[indicator as usize];
        if !promise.promised || (promise.whole && value.is_some_and(|value| value.fract() != 0.0)) {
            let promise = promise.clone();
            checker.unpromised_or_not_whole(&promise, value, row, column, self.sheet);
        }
        if numerator.is_some() || lower.is_some() || upper.is_some() {
            let planned = &self.layout.values[index];
            let whole = Beside { value, numerator, denominator, lower, upper };
            checker.compare(indicator, &whole, planned.numerator, row, column, self.sheet);
        }
        self.note(index, row, (indicator, area, period, dimensions), value, status, facts, checker);
        checker.areas.list[area as usize].count += 1;
        checker.periods.counts[period as usize] += 1;
        self.observations += 1;
        checker.push(ObservationRow {
            indicator,
            area: checker.areas.list[area as usize].code,
            period: checker.periods.list[period as usize],
            dimensions,
            value,
            numerator,
            denominator,
            lower,
            upper,
            status,
            token,
            source: Source {
                sheet: self.sheet,
                row: row.number,
                column: u32::try_from(column + 1).unwrap_or(u32::MAX),
            },
        });
    }

    /// Notes the key of a value, and reports it if it was there before.
    #[inline]
    #[expect(clippy::too_many_arguments, reason = "all are parts of one observation, in registers")]
    fn note(
        &mut self,
        index: usize,
        row: &RowView<'_>,
        (indicator, area, period, dimensions): (u32, u32, u32, u32),
        value: Option<f64>,
        status: Status,
        facts: &RowFacts,
        checker: &mut Checker<'c>,
    ) {
        let column = u32::try_from(self.layout.values[index].column).unwrap_or(u32::MAX);
        let series = checker.seen.series((indicator, period, dimensions));
        let place = if checker.simple_places { row.number } else { checker.seen.place(self.sheet, row.number, column) };
        if let Some(name) = self.layout.area_name
            && checker.areas.list[area as usize].first_name.is_none()
        {
            checker.areas.list[area as usize].first_name = Some(row.cell(name).to_vec());
        }
        if let Before::Seen { place, same } = checker.seen.insert(series, area, place, value, status.number()) {
            let name = self.layout.area_name.map(|name| row.cell(name));
            let at = if checker.simple_places {
                (self.sheet, place, column)
            } else {
                checker.seen.place_of(place).unwrap_or_default()
            };
            checker.duplicate((indicator, area), at, same, name, row, column as usize, facts.area_column, self.sheet);
        }
        if !checker.totals.is_idle() {
            let at = (self.sheet, row.number, column);
            let counted = Counted { indicator, area, period, dimensions, value, at };
            checker.totals.count(&counted, &mut checker.vocabulary);
        }
    }

    #[cold]
    fn make_dimensions(&mut self, index: usize, combination: u32, checker: &mut Checker<'c>) -> u32 {
        let mut dimensions = self.dimensions.combination(combination).clone();
        dimensions.extend(self.layout.values[index].dimensions.clone());
        let number = checker.vocabulary.dimension(&dimensions);
        let known = &mut self.columns[index].dimensions;
        if known.len() <= combination as usize {
            known.resize(combination as usize + 1, u32::MAX);
        }
        known[combination as usize] = number;
        number
    }

    /// What a cell of a spreadsheet says, when it is not a number for the spreadsheet.
    fn of_kind(
        &mut self,
        kind: CellKind,
        reading: Reading,
        row: &RowView<'_>,
        column: usize,
        checker: &mut Checker<'c>,
    ) -> Reading {
        let (rule, what) = match (kind, reading) {
            (CellKind::UncountedFormula, _) => {
                (&rules::FORMULA_NOT_COUNTED, "cells hold formulas whose results were not saved")
            }
            (CellKind::Error, Reading::Unknown) => (&rules::SPREADSHEET_ERROR, "cells hold a spreadsheet's errors"),
            (CellKind::Date, _) => return Reading::Date,
            (CellKind::Text, Reading::Number(_)) => (&rules::NUMBER_AS_TEXT, "numbers are stored as text"),
            _ => return reading,
        };
        let finding = checker.findings.about(rule, self.sheet, &column.to_string(), || what.to_owned());
        checker.findings.at(finding, row, column);
        if kind == CellKind::Text {
            return reading;
        }
        self.refused = true;
        Reading::Mark(Status::NotAvailable)
    }

    /// Reports columns of values that held nothing in any row.
    pub(super) fn report_empty_columns(&self, checker: &mut Checker<'c>) {
        for (state, planned) in self.columns.iter().zip(&self.layout.values) {
            if !state.filled && matches!(state.indicator, Some(Named::Indicator(_)) | None) {
                let subject = format!("{} {}", planned.column, planned.header);
                let what = || format!("the column “{}” holds nothing", planned.header);
                let finding = checker.findings.about(&rules::COLUMN_EMPTY, self.sheet, &subject, what);
                let row = Some(self.header_row).filter(|row| *row > 0);
                let column = u32::try_from(planned.column + 1).ok();
                checker.findings.cell(finding, row, column, Some(planned.header.as_bytes()));
            }
        }
    }
}

#[inline]
fn holds(planned: &PlannedCondition<'_>, row: &RowView<'_>, checker: &Checker<'_>) -> bool {
    let bytes = row.cell(planned.column);
    match &planned.condition.test {
        Test::Empty(wanted) => bytes.is_empty() == *wanted,
        Test::OneOf(texts) => {
            if bytes.is_ascii() {
                texts.iter().any(|text| text.trim().as_bytes() == bytes)
            } else {
                let text = decode(bytes, checker.recipe.file.encoding);
                texts.iter().any(|wanted| wanted.trim() == text)
            }
        }
        Test::Matches(pattern) => pattern.is_match(&decode(bytes, checker.recipe.file.encoding)),
    }
}
