//! Figures as JSON objects, with the same names as the columns of the table.

use crate::table::Beside;
use protect::Protected;
use serde::{Serialize, Serializer};
use std::sync::Arc;
use terms::{AreaCode, Dimensions, Figure, Period, Status};

/// One figure as it goes out in JSON.
#[derive(Debug, Serialize)]
pub struct FigureObject<'a> {
    dataset: &'a str,
    indicator: &'a str,
    area_code: AreaCode,
    period: Period,
    period_label: String,
    period_start: String,
    period_end: String,
    dimensions: &'a Dimensions,
    value: Option<f64>,
    lower_95: Option<f64>,
    upper_95: Option<f64>,
    numerator: Option<f64>,
    denominator: Option<f64>,
    status: Status,
    mark: Option<&'a str>,
    submission: u32,
    source_row: u32,
    source_column: u32,
    statement: Option<String>,
    #[serde(serialize_with = "shared")]
    must_not_be_used_for: Arc<str>,
}

fn shared<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

/// The figures of a batch as JSON objects, in their order. `beside` says what goes out with each.
pub fn objects<'f>(
    batch: &'f Protected<Vec<Figure>>,
    beside: impl Fn(&Figure) -> Beside,
) -> impl Iterator<Item = FigureObject<'f>> {
    batch.iter().map(move |figure| {
        let Beside { statement, must_not_be_used_for, .. } = beside(figure);
        FigureObject {
            dataset: figure.submission.dataset.as_str(),
            indicator: figure.indicator.as_str(),
            area_code: figure.area,
            period: figure.period,
            period_label: figure.period.label(),
            period_start: figure.period.start().to_string(),
            period_end: figure.period.last_day().to_string(),
            dimensions: &figure.dimensions,
            value: figure.value,
            lower_95: figure.lower,
            upper_95: figure.upper,
            numerator: figure.numerator,
            denominator: figure.denominator,
            status: figure.status,
            mark: figure.mark.as_deref(),
            submission: figure.submission.number,
            source_row: figure.source.row,
            source_column: figure.source.column,
            statement,
            must_not_be_used_for,
        }
    })
}
