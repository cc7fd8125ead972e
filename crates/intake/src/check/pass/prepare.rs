//! What a pass knows before its first row: the period of the whole table, and the indicator of each column.

use super::{
    super::{
        indicators::Named,
        layout::PlannedIndicator,
        rows::{Checker, Table},
    },
    ColumnState, Pass,
};
use crate::{recipe::PeriodRecipe, rules};

impl<'c> Pass<'_, 'c> {
    /// Reads the period that holds for the whole table.
    pub(super) fn fix_period(&mut self, table: &Table<'_>, checker: &mut Checker<'c>) {
        let (text, reader, at) = match &self.recipe.period {
            PeriodRecipe::Fixed(period) => {
                self.period = Some((checker.periods.fixed(*period), None));
                return;
            }
            PeriodRecipe::Columns(..) | PeriodRecipe::Header(_) => return,
            PeriodRecipe::SheetName(reader) => (table.name.clone().unwrap_or_default(), reader, None),
            PeriodRecipe::Cell { row, column, pattern, reader } => {
                let whole = (table.cell)(*row, *column);
                let part = pattern.as_ref().and_then(|pattern| {
                    let found = pattern.captures(&whole)?;
                    found.get(1).or_else(|| found.get(0)).map(|part| part.as_str().to_owned())
                });
                (if pattern.is_some() { part.unwrap_or_default() } else { whole }, reader, Some((*row, *column)))
            }
        };
        let read = reader.read(&text).map(|read| (checker.periods.fixed(read.period), read.status));
        if read.is_none() {
            self.refused = true;
            let what = || format!("“{text}” is not a period as {}", reader.in_words());
            let finding = checker.findings.about(&rules::PERIOD_UNREADABLE, self.sheet, &text, what);
            let (row, column) = at.unzip();
            checker.findings.cell(finding, row, column, Some(text.as_bytes()));
        }
        self.period = read;
    }

    pub(super) fn name_columns(&mut self, checker: &mut Checker<'c>) {
        for value in &self.layout.values {
            let indicator =
                match &value.indicator {
                    None => None,
                    Some(PlannedIndicator::Known(id)) => {
                        let number = checker.indicators.number(id, &mut checker.vocabulary, checker.contract);
                        Some(Named::Indicator(number))
                    }
                    Some(PlannedIndicator::Published(text)) => self.recipe.indicator.as_ref().map(|recipe| {
                        checker.indicators.look_up(text, recipe, &mut checker.vocabulary, checker.contract)
                    }),
                };
            if indicator == Some(Named::Unnamed)
                && let Some(PlannedIndicator::Published(text)) = &value.indicator
            {
                self.refused = true;
                let finding = checker.unnamed(text, self.sheet);
                let column = u32::try_from(value.column + 1).ok();
                let row = Some(self.header_row).filter(|row| *row > 0);
                checker.findings.cell(finding, row, column, Some(value.header.as_bytes()));
            }
            self.columns.push(ColumnState { indicator, dimensions: Vec::new(), filled: false });
        }
    }
}
