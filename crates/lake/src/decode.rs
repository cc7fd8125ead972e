//! Columns to figures.

use crate::{error::LakeError, filter::Filter, schema::column};
use datafusion::arrow::{
    array::{Array, AsArray, Float64Array, Int64Array, RecordBatch},
    datatypes::{Float64Type, Int32Type, Int64Type},
};
use std::{collections::HashMap, sync::Arc};
use terms::{AreaCode, DatasetId, Dimensions, Figure, IndicatorId, Period, Source, Status, SubmissionId};

/// A figure with its dimensions as stored, by which it is ordered.
#[derive(Debug, Clone)]
pub(crate) struct Sorted {
    pub(crate) figure: Figure,
    dimensions_text: Arc<str>,
}

impl Sorted {
    /// The order within a dataset: indicator, area, dimensions as stored, period. Figures that agree in all of these
    /// come by where they stood in their files.
    pub(crate) fn order(&self, other: &Self) -> std::cmp::Ordering {
        let (left, right) = (&self.figure, &other.figure);
        self.key_order(other)
            .then_with(|| left.submission.number.cmp(&right.submission.number))
            .then_with(|| left.source.cmp(&right.source))
    }

    /// As [`Sorted::order`], by what makes a figure the same figure in another edition.
    pub(crate) fn key_order(&self, other: &Self) -> std::cmp::Ordering {
        let (left, right) = (&self.figure, &other.figure);
        let indicators = if Arc::ptr_eq(&left.indicator, &right.indicator) {
            std::cmp::Ordering::Equal
        } else {
            left.indicator.cmp(&right.indicator)
        };
        indicators
            .then_with(|| left.area.cmp(&right.area))
            .then_with(|| self.dimensions_text.cmp(&other.dimensions_text))
            .then_with(|| left.period.cmp(&right.period))
    }
}

/// Dimensions, and as they are stored.
type Breakdown = (Arc<Dimensions>, Arc<str>);

/// Makes figures of batches, sharing the words between them.
#[derive(Debug)]
pub(crate) struct Decoder {
    dataset: DatasetId,
    indicators: HashMap<String, Option<Arc<IndicatorId>>>,
    dimensions: HashMap<String, Option<Breakdown>>,
    marks: HashMap<String, Arc<str>>,
    /// That of the row before: files hold few, in long runs.
    submission: Option<Arc<SubmissionId>>,
    periods: HashMap<String, Option<Period>>,
}

/// A column of words: the key of each row and, by key, the thing that the word means if it passes the filter.
struct Meanings<'a, T> {
    keys: &'a [i32],
    things: Vec<Option<T>>,
}

impl<T> Meanings<'_, T> {
    fn at(&self, row: usize) -> Option<&T> {
        self.things.get(usize::try_from(*self.keys.get(row)?).ok()?)?.as_ref()
    }
}

fn meanings<T>(
    batch: &RecordBatch,
    column: usize,
    mut read: impl FnMut(&str) -> Result<Option<T>, LakeError>,
) -> Result<Meanings<'_, T>, LakeError> {
    let words = batch.column(column).as_dictionary::<Int32Type>();
    let texts = words.values().as_string::<i32>();
    let things = texts.iter().map(|text| text.map_or(Ok(None), &mut read)).collect::<Result<_, _>>()?;
    Ok(Meanings { keys: words.keys().values(), things })
}

fn unreadable(text: &str, what: &str) -> LakeError {
    LakeError::Inconsistent(format!("a file of observations holds “{text}” as {what}"))
}

impl Decoder {
    pub(crate) fn new(dataset: &DatasetId) -> Self {
        Self {
            dataset: dataset.clone(),
            indicators: HashMap::new(),
            dimensions: HashMap::new(),
            marks: HashMap::new(),
            submission: None,
            periods: HashMap::new(),
        }
    }

    /// Adds the figures of a batch that pass the filter.
    pub(crate) fn decode(
        &mut self,
        batch: &RecordBatch,
        filter: &Filter,
        into: &mut Vec<Sorted>,
    ) -> Result<(), LakeError> {
        let indicators = meanings(batch, column::INDICATOR, |text| {
            remembered(&mut self.indicators, text, || {
                let indicator = IndicatorId::parse(text).map_err(|_| unreadable(text, "an indicator"))?;
                Ok(filter.indicator(&indicator).then(|| Arc::new(indicator)))
            })
        })?;
        let areas = meanings(batch, column::AREA, |text| {
            let area = AreaCode::from_bytes(text.as_bytes()).ok_or_else(|| unreadable(text, "an area"))?;
            Ok(filter.area(area).then_some(area))
        })?;
        let periods = meanings(batch, column::PERIOD, |text| {
            remembered(&mut self.periods, text, || {
                let period = Period::parse(text).map_err(|_| unreadable(text, "a period"))?;
                Ok(filter.period(period).then_some(period))
            })
        })?;
        let dimensions = meanings(batch, column::DIMENSIONS, |text| {
            remembered(&mut self.dimensions, text, || {
                if !filter.dimensions(text) {
                    return Ok(None);
                }
                let dimensions: Dimensions = if text.is_empty() {
                    Dimensions::new()
                } else {
                    serde_json::from_str(text).map_err(|_| unreadable(text, "dimensions"))?
                };
                Ok(Some((Arc::new(dimensions), Arc::from(text))))
            })
        })?;
        let statuses = meanings(batch, column::STATUS, |text| {
            text.parse::<Status>().map(Some).map_err(|_| unreadable(text, "a status"))
        })?;
        let mark_column = batch.column(column::MARK);
        let marks = meanings(batch, column::MARK, |text| {
            let mark = self.marks.entry(text.to_owned()).or_insert_with(|| Arc::from(text));
            Ok(Some(Arc::clone(mark)))
        })?;
        let number = |index: usize| batch.column(index).as_primitive::<Float64Type>();
        let (value, numerator, denominator) =
            (number(column::VALUE), number(column::NUMERATOR), number(column::DENOMINATOR));
        let (lower, upper) = (number(column::LOWER), number(column::UPPER));
        let count = |index: usize| batch.column(index).as_primitive::<Int64Type>();
        let (submission, sheet) = (count(column::SUBMISSION), count(column::SHEET));
        let (source_row, source_column) = (count(column::ROW), count(column::COLUMN));

        // What passes is counted first, so that memory is taken once and in like sizes.
        let passes = |&row: &usize| {
            indicators.at(row).is_some()
                && areas.at(row).is_some()
                && periods.at(row).is_some()
                && dimensions.at(row).is_some()
        };
        let passing: Vec<usize> = (0..batch.num_rows()).filter(passes).collect();
        into.reserve(passing.len());
        for row in passing {
            let (Some(indicator), Some(area), Some(period), Some((breakdown, dimensions_text))) =
                (indicators.at(row), areas.at(row), periods.at(row), dimensions.at(row))
            else {
                continue;
            };
            let source = Source {
                sheet: whole(sheet, row, "a sheet")?,
                row: whole(source_row, row, "a row")?,
                column: whole(source_column, row, "a column")?,
            };
            if filter.cell.is_some_and(|cell| cell != source) {
                continue;
            }
            let number = whole(submission, row, "a submission")?;
            if self.submission.as_ref().is_none_or(|last| last.number != number) {
                let id = SubmissionId { dataset: self.dataset.clone(), number };
                self.submission = Some(Arc::new(id));
            }
            let Some(submission) = self.submission.as_ref().filter(|_| filter.submission(number)) else { continue };
            let figure = Figure {
                indicator: Arc::clone(indicator),
                area: *area,
                period: *period,
                dimensions: Arc::clone(breakdown),
                value: at(value, row),
                numerator: at(numerator, row),
                denominator: at(denominator, row),
                lower: at(lower, row),
                upper: at(upper, row),
                status: *statuses.at(row).ok_or_else(|| unreadable("nothing", "a status"))?,
                mark: if mark_column.is_null(row) { None } else { marks.at(row).cloned() },
                submission: Arc::clone(submission),
                source,
            };
            into.push(Sorted { figure, dimensions_text: Arc::clone(dimensions_text) });
        }
        Ok(())
    }
}

fn remembered<T: Clone>(
    memory: &mut HashMap<String, Option<T>>,
    text: &str,
    make: impl FnOnce() -> Result<Option<T>, LakeError>,
) -> Result<Option<T>, LakeError> {
    if let Some(known) = memory.get(text) {
        return Ok(known.clone());
    }
    let thing = make()?;
    memory.insert(text.to_owned(), thing.clone());
    Ok(thing)
}

fn at(numbers: &Float64Array, row: usize) -> Option<f64> {
    numbers.is_valid(row).then(|| numbers.value(row))
}

fn whole<T: TryFrom<i64>>(numbers: &Int64Array, row: usize, what: &str) -> Result<T, LakeError> {
    let number = numbers.value(row);
    T::try_from(number).map_err(|_| unreadable(&number.to_string(), what))
}
