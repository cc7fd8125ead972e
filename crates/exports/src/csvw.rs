//! The metadata that stands beside a CSV file (CSV on the Web, W3C Recommendation of 17 December 2015).

use crate::table::COLUMNS;
use serde_json::{Value, json};

/// What a reader must know of a file, beyond its columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileDescription {
    /// The file's address or name.
    pub url: String,
    /// Its title.
    pub title: String,
    /// What it holds, in words.
    pub description: String,
    /// Who publishes the figures.
    pub publishers: Vec<String>,
    /// The licence of the figures.
    pub licence: String,
    /// The attribution that a re-user must repeat.
    pub attributions: Vec<String>,
    /// What the figures must not be used for.
    pub must_not_be_used_for: Vec<String>,
    /// When the question was asked, or the day as which the figures stood.
    pub as_it_stood: Option<String>,
}

/// The metadata document of a file of figures.
#[must_use]
pub fn metadata(file: &FileDescription) -> Value {
    let columns: Vec<Value> = COLUMNS
        .iter()
        .map(|column| {
            json!({
                "name": column.name,
                "titles": column.name,
                "datatype": column.datatype,
                "dc:description": column.description,
                "null": [""],
            })
        })
        .collect();
    let mut notes = vec!["Rows are in the order of dataset, indicator, area and period. They are never in the order of a value: the file carries no league table and must not be made into one.".to_owned()];
    notes.extend(file.must_not_be_used_for.iter().map(|use_| format!("Must not be used for: {use_}")));
    notes.extend(file.attributions.iter().map(|attribution| format!("Attribution: {attribution}")));
    json!({
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": file.url,
        "dc:title": file.title,
        "dc:description": file.description,
        "dc:publisher": file.publishers,
        "dc:license": file.licence,
        "dc:date": file.as_it_stood,
        "rdfs:comment": notes,
        "dialect": {"encoding": "utf-8", "header": true, "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": columns,
            "primaryKey": ["dataset", "indicator", "area_code", "period", "dimensions"],
        },
    })
}
