//! The columns of the table of observations: as stored, as read and as asked in SQL.

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use deltalake::kernel::{DataType as DeltaType, PrimitiveType, StructField};
use std::sync::{Arc, LazyLock};
use terms::{Date, Dimensions, PeriodKind};

/// The place of each column in a stored file.
pub(crate) mod column {
    pub(crate) const INDICATOR: usize = 0;
    pub(crate) const AREA: usize = 1;
    pub(crate) const PERIOD: usize = 4;
    pub(crate) const DIMENSIONS: usize = 6;
    pub(crate) const VALUE: usize = 7;
    pub(crate) const NUMERATOR: usize = 8;
    pub(crate) const DENOMINATOR: usize = 9;
    pub(crate) const LOWER: usize = 10;
    pub(crate) const UPPER: usize = 11;
    pub(crate) const STATUS: usize = 12;
    pub(crate) const MARK: usize = 13;
    pub(crate) const SUBMISSION: usize = 14;
    pub(crate) const SHEET: usize = 15;
    pub(crate) const ROW: usize = 16;
    pub(crate) const COLUMN: usize = 17;
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words of which few differ: held once and pointed at.
    Word,
    Date,
    Number,
    Count,
}

/// Every stored column: name, what it holds, whether it may be absent. The partition column `dataset` is not stored.
pub(crate) const COLUMNS: [(&str, Kind, bool); 18] = [
    ("indicator", Kind::Word, false),
    ("area", Kind::Word, false),
    ("period_start", Kind::Date, false),
    ("period_end", Kind::Date, false),
    ("period", Kind::Word, false),
    ("period_kind", Kind::Word, false),
    ("dimensions", Kind::Word, false),
    ("value", Kind::Number, true),
    ("numerator", Kind::Number, true),
    ("denominator", Kind::Number, true),
    ("lower", Kind::Number, true),
    ("upper", Kind::Number, true),
    ("status", Kind::Word, false),
    ("mark", Kind::Word, true),
    ("submission", Kind::Count, false),
    ("source_sheet", Kind::Count, false),
    ("source_row", Kind::Count, false),
    ("source_column", Kind::Count, false),
];

/// The partition column.
pub(crate) const DATASET: &str = "dataset";

/// A dictionary of words with 32-bit keys.
pub(crate) fn words() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

fn schema_with(word: &DataType) -> Vec<Field> {
    COLUMNS
        .iter()
        .map(|&(name, kind, absent)| {
            let data_type = match kind {
                Kind::Word => word.clone(),
                Kind::Date => DataType::Date32,
                Kind::Number => DataType::Float64,
                Kind::Count => DataType::Int64,
            };
            Field::new(name, data_type, absent)
        })
        .collect()
}

/// A stored file as the lake reads and writes it: words as dictionaries.
pub(crate) static STORED: LazyLock<SchemaRef> = LazyLock::new(|| Arc::new(Schema::new(schema_with(&words()))));

/// A stored file as the query engine reads it.
pub(crate) static QUERIED: LazyLock<SchemaRef> =
    LazyLock::new(|| Arc::new(Schema::new(schema_with(&DataType::Utf8View))));

/// A stored file as it is read where batches travel between processes: plain texts, since views make large messages.
pub(crate) static CARRIED: LazyLock<SchemaRef> = LazyLock::new(|| Arc::new(Schema::new(schema_with(&DataType::Utf8))));

/// The table's columns in Delta's words, the partition column first.
pub(crate) fn delta_columns() -> Vec<StructField> {
    let column = |name: &str, primitive, absent| StructField::new(name, DeltaType::Primitive(primitive), absent);
    let stored = COLUMNS.iter().map(|&(name, kind, absent)| {
        let primitive = match kind {
            Kind::Word => PrimitiveType::String,
            Kind::Date => PrimitiveType::Date,
            Kind::Number => PrimitiveType::Double,
            Kind::Count => PrimitiveType::Long,
        };
        column(name, primitive, absent)
    });
    std::iter::once(column(DATASET, PrimitiveType::String, false)).chain(stored).collect()
}

/// Days from 1 January 1970, as Arrow counts dates.
pub(crate) fn days_since_1970(date: Date) -> i32 {
    let hours = date.duration_since(Date::constant(1970, 1, 1)).as_hours();
    i32::try_from(hours / 24).unwrap_or(if hours < 0 { i32::MIN } else { i32::MAX })
}

/// The name under which the sort of a period is stored.
pub(crate) fn period_kind_name(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::Day => "day",
        PeriodKind::Days => "days",
        PeriodKind::Month => "month",
        PeriodKind::Quarter => "quarter",
        PeriodKind::CalendarYear => "calendar_year",
        PeriodKind::FinancialYear => "financial_year",
        PeriodKind::AcademicYear => "academic_year",
        PeriodKind::Year => "year",
        PeriodKind::PooledYears => "pooled_years",
        PeriodKind::Months => "months",
    }
}

/// Dimensions as stored: nothing for none, else one JSON object with its names in order.
pub(crate) fn dimensions_text(dimensions: &Dimensions) -> String {
    if dimensions.is_empty() {
        return String::new();
    }
    let pairs = dimensions.iter().map(|(name, value)| (name.clone(), serde_json::Value::String(value.clone())));
    serde_json::Value::Object(pairs.collect()).to_string()
}
