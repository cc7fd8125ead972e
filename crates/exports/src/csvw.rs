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

/// What a file says of one dataset that it holds figures of.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    /// The dataset's title.
    pub title: &'a str,
    /// Who publishes it.
    pub publisher: &'a str,
    /// Its licence.
    pub licence: &'a str,
    /// The attribution that a re-user must repeat.
    pub attribution: &'a str,
    /// What its figures must not be used for.
    pub must_not_be_used_for: &'a str,
}

impl FileDescription {
    /// Describes a file by the datasets that it holds figures of; what several say alike is said once.
    pub fn of_datasets<'a>(
        url: String,
        datasets: impl Iterator<Item = Described<'a>>,
        as_it_stood: Option<String>,
    ) -> Self {
        let mut file = Self { url, as_it_stood, ..Self::default() };
        let mut titles: Vec<String> = Vec::new();
        let mut licences: Vec<String> = Vec::new();
        let add = |list: &mut Vec<String>, text: &str| {
            if !text.trim().is_empty() && !list.iter().any(|known| known == text) {
                list.push(text.to_owned());
            }
        };
        for dataset in datasets {
            add(&mut titles, dataset.title);
            add(&mut licences, dataset.licence);
            add(&mut file.publishers, dataset.publisher);
            add(&mut file.attributions, dataset.attribution);
            add(&mut file.must_not_be_used_for, dataset.must_not_be_used_for);
        }
        file.title = if titles.len() == 1 { titles.remove(0) } else { "Figures from this hub".to_owned() };
        "Published figures as this hub holds them, each with the cell of the file that it came from."
            .clone_into(&mut file.description);
        file.licence = licences.join("; ");
        file
    }
}
