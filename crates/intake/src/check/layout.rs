//! Turns a table recipe and the header that was found into columns by number.

use super::{findings::Findings, periods::Periods};
use crate::{
    header::{Found, HeaderTexts, single_spaced, without_footnotes},
    recipe::{Blank, Column, Condition, PeriodRecipe, TableRecipe, ValueColumns, ValueRecipe},
    rules,
};
use std::collections::BTreeMap;
use terms::{IndicatorId, Status};

/// A condition with its column found.
pub(super) struct PlannedCondition<'r> {
    pub(super) column: usize,
    pub(super) condition: &'r Condition,
}

/// A column of values with all that belongs to it.
pub(super) struct PlannedValue {
    pub(super) column: usize,
    pub(super) header: String,
    pub(super) indicator: Option<PlannedIndicator>,
    /// The period, where the column has its own: its place in [`Periods`].
    pub(super) period: Option<u32>,
    pub(super) numerator: Option<usize>,
    pub(super) denominator: Option<usize>,
    pub(super) lower: Option<usize>,
    pub(super) upper: Option<usize>,
    pub(super) status: Option<usize>,
    pub(super) fixed_status: Option<Status>,
    pub(super) scale: f64,
    pub(super) blank: Blank,
    pub(super) dimensions: BTreeMap<String, String>,
}

/// The indicator of a column of values.
pub(super) enum PlannedIndicator {
    Known(IndicatorId),
    /// What the header calls it.
    Published(String),
}

/// The columns of a table.
pub(super) struct Layout<'r> {
    pub(super) width: usize,
    pub(super) area: Vec<usize>,
    pub(super) area_name: Option<usize>,
    pub(super) period: Vec<usize>,
    pub(super) indicator: Vec<usize>,
    pub(super) dimensions: Vec<(&'r str, usize)>,
    pub(super) values: Vec<PlannedValue>,
    pub(super) stop: Vec<PlannedCondition<'r>>,
    pub(super) skip: Vec<PlannedCondition<'r>>,
    pub(super) keep: Vec<PlannedCondition<'r>>,
}

struct Finder<'a> {
    header: &'a HeaderTexts,
    row: u32,
    sheet: u16,
    findings: &'a mut Findings,
    missing: bool,
}

impl Finder<'_> {
    fn column(&mut self, column: &Column) -> Option<usize> {
        let name = match column {
            Column::Header(text) => text.clone(),
            Column::Letter(letter) => return Some(*letter as usize - 1),
        };
        let row = Some(self.row).filter(|row| *row > 0);
        match self.header.find(column) {
            Found::One(at) => Some(at),
            Found::Several(first, count) => {
                let what = || format!("{count} columns are headed “{name}”; the first was taken");
                let finding = self.findings.about(&rules::COLUMN_TWICE, self.sheet, &name, what);
                let shown = u32::try_from(first + 1).ok();
                self.findings.cell(finding, row, shown, Some(name.as_bytes()));
                Some(first)
            }
            Found::None(near) => {
                self.missing = true;
                let what = || {
                    let near = near.as_ref().map(|near| format!("; the nearest is “{near}”")).unwrap_or_default();
                    format!("no column is headed “{}”{near}", single_spaced(&name))
                };
                let finding = self.findings.about(&rules::COLUMN_MISSING, self.sheet, &name, what);
                self.findings.cell(finding, row, None, None);
                None
            }
        }
    }

    fn optional(&mut self, column: Option<&Column>) -> Option<usize> {
        column.and_then(|column| self.column(column))
    }

    fn conditions<'r>(&mut self, conditions: &'r [Condition]) -> Vec<PlannedCondition<'r>> {
        conditions
            .iter()
            .filter_map(|condition| Some(PlannedCondition { column: self.column(&condition.column)?, condition }))
            .collect()
    }
}

/// Plans a table. Nothing when a column that the recipe names is missing: reading on would only make noise.
pub(super) fn plan<'r>(
    recipe: &'r TableRecipe,
    header: &HeaderTexts,
    row: u32,
    sheet: u16,
    periods: &mut Periods,
    findings: &mut Findings,
) -> Option<Layout<'r>> {
    let mut finder = Finder { header, row, sheet, findings, missing: false };
    let area: Vec<usize> = recipe.area.columns.iter().filter_map(|column| finder.column(column)).collect();
    let area_name = finder.optional(recipe.area.name.as_ref());
    let period = match &recipe.period {
        PeriodRecipe::Columns(columns, _) => columns.iter().filter_map(|column| finder.column(column)).collect(),
        _ => Vec::new(),
    };
    let indicator = recipe.indicator.iter().flat_map(|indicator| &indicator.columns);
    let indicator: Vec<usize> = indicator.filter_map(|column| finder.column(column)).collect();
    let mut dimensions = Vec::new();
    for (name, dimension) in &recipe.dimensions {
        if let crate::recipe::DimensionSource::Column(column) = &dimension.from
            && let Some(at) = finder.column(column)
        {
            dimensions.push((name.as_str(), at));
        }
    }
    let stop = finder.conditions(&recipe.stop);
    let skip = finder.conditions(&recipe.skip);
    let keep = finder.conditions(&recipe.keep);
    let mut values = Vec::new();
    for value in &recipe.values {
        plan_values(value, recipe, &mut finder, periods, &mut values);
    }
    if finder.missing || values.is_empty() {
        return None;
    }
    Some(Layout { width: header.texts.len(), area, area_name, period, indicator, dimensions, values, stop, skip, keep })
}

fn plan_values(
    value: &ValueRecipe,
    recipe: &TableRecipe,
    finder: &mut Finder<'_>,
    periods: &mut Periods,
    values: &mut Vec<PlannedValue>,
) {
    let numerator = finder.optional(value.numerator.as_ref());
    let denominator = finder.optional(value.denominator.as_ref());
    let lower = finder.optional(value.lower.as_ref());
    let upper = finder.optional(value.upper.as_ref());
    let status = finder.optional(value.status.as_ref());
    let mut columns: Vec<(usize, BTreeMap<String, String>)> = Vec::new();
    match &value.columns {
        ValueColumns::One(column) => columns.extend(finder.column(column).map(|column| (column, BTreeMap::new()))),
        ValueColumns::Between(from, to) => {
            if let Some((from, to)) = finder.column(from).zip(finder.column(to)) {
                columns.extend((from.min(to)..=from.max(to)).map(|column| (column, BTreeMap::new())));
            }
        }
        ValueColumns::Matching(pattern) => {
            for (column, text) in finder.header.texts.iter().enumerate() {
                let spaced = single_spaced(text);
                let found = pattern.captures(&spaced).or_else(|| pattern.captures(without_footnotes(&spaced)));
                let Some(found) = found else { continue };
                let named = pattern.capture_names().flatten();
                let groups =
                    named.filter_map(|name| Some((name.to_owned(), found.name(name)?.as_str().trim().to_owned())));
                columns.push((column, groups.collect()));
            }
            if columns.is_empty() {
                finder.missing = true;
                let what = || format!("no column's header matches the pattern {pattern}");
                let finding = finder.findings.about(&rules::COLUMN_MISSING, finder.sheet, pattern.as_str(), what);
                finder.findings.cell(finding, Some(finder.row).filter(|row| *row > 0), None, None);
            }
        }
    }
    for (column, mut groups) in columns {
        let header = finder.header.texts.get(column).map(|text| single_spaced(text)).unwrap_or_default();
        let mut period = value.period.map(|period| periods.fixed(period));
        if let PeriodRecipe::Header(reader) = &recipe.period
            && period.is_none()
        {
            let group = groups.remove("period");
            let text = group.as_deref().unwrap_or_else(|| without_footnotes_of_period(&header));
            period = periods.read_text(text, reader);
            if period.is_none() {
                let what = || format!("the header “{text}” is not a period as {}", reader.in_words());
                let finding = finder.findings.about(&rules::PERIOD_UNREADABLE, finder.sheet, text, what);
                let shown = u32::try_from(column + 1).ok();
                finder.findings.cell(finding, Some(finder.row).filter(|row| *row > 0), shown, Some(header.as_bytes()));
                continue;
            }
        }
        let named = groups.remove("indicator");
        let indicator = match (&value.indicator, named, &recipe.indicator) {
            (Some(id), ..) => Some(PlannedIndicator::Known(id.clone())),
            (None, Some(text), _) => Some(PlannedIndicator::Published(text)),
            (None, None, Some(table)) if table.columns.is_empty() => Some(PlannedIndicator::Published(header.clone())),
            _ => None,
        };
        let mut dimensions = value.dimensions.clone();
        for (name, value) in groups {
            let value = match recipe.dimensions.get(&name).and_then(|dimension| dimension.rename.get(&value)) {
                Some(renamed) => renamed.clone(),
                None => value,
            };
            dimensions.entry(name).or_insert(value);
        }
        values.push(PlannedValue {
            column,
            header,
            indicator,
            period,
            numerator,
            denominator,
            lower,
            upper,
            status,
            fixed_status: value.fixed_status,
            scale: value.scale,
            blank: value.blank,
            dimensions,
        });
    }
}

/// A period in a header may carry a note in brackets, but its digits are no footnotes.
fn without_footnotes_of_period(header: &str) -> &str {
    header.to_lowercase().find("[note").and_then(|at| header.get(..at)).unwrap_or(header).trim_end()
}
