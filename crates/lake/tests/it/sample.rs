//! Small submissions, and the figures that should come back from them.

use futures::StreamExt;
use hub::{
    Lake as _, PortError, SubmissionId,
    ports::{ObservationQuery, Scope, Snapshot, Staged},
};
use lake::Lake;
use terms::{AreaCode, DatasetId, Dimensions, Figure, IndicatorId, ObservationRow, Period, Source, Status, Vocabulary};

/// One observation in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub indicator: String,
    pub area: String,
    pub period: String,
    pub dimensions: Dimensions,
    pub value: Option<f64>,
    pub mark: Option<String>,
    pub row: u32,
}

/// An observation without dimensions.
pub fn told(indicator: &str, area: &str, period: &str, value: f64) -> Told {
    Told {
        indicator: indicator.to_owned(),
        area: area.to_owned(),
        period: period.to_owned(),
        dimensions: Dimensions::new(),
        value: Some(value),
        mark: None,
        row: 2,
    }
}

pub fn submission(dataset: &str, number: u32) -> SubmissionId {
    SubmissionId { dataset: DatasetId::parse(dataset).unwrap(), number }
}

/// The observations as rows, with the words that they point at.
pub fn rows(observations: &[Told]) -> (Vocabulary, Vec<ObservationRow>) {
    let mut vocabulary = Vocabulary::default();
    let rows = observations
        .iter()
        .map(|told| ObservationRow {
            indicator: vocabulary.indicator(&IndicatorId::parse(&told.indicator).unwrap()),
            area: AreaCode::parse(&told.area).unwrap(),
            period: Period::parse(&told.period).unwrap(),
            dimensions: vocabulary.dimension(&told.dimensions),
            value: told.value,
            numerator: told.value.map(|value| value * 2.0),
            denominator: None,
            lower: told.value.map(|value| value - 1.0),
            upper: told.value.map(|value| value + 1.0),
            status: if told.value.is_some() { Status::Present } else { Status::Suppressed },
            token: told.mark.as_deref().map_or(0, |mark| vocabulary.token(mark)),
            source: Source { sheet: 1, row: told.row, column: 7 },
        })
        .collect();
    (vocabulary, rows)
}

pub fn stage(lake: &Lake, id: &SubmissionId, observations: &[Told]) -> Staged {
    let (vocabulary, rows) = rows(observations);
    let mut staging = lake.stage(id).unwrap();
    for piece in rows.chunks(7) {
        staging.sink().rows(&vocabulary, piece).unwrap();
    }
    staging.finish().unwrap()
}

/// Stages and commits; the version in which it came into use.
pub async fn contribute(lake: &Lake, id: &SubmissionId, observations: &[Told], scope: Scope) -> i64 {
    let staged = stage(lake, id, observations);
    lake.commit(&staged, scope).await.unwrap().version
}

pub async fn try_figures(lake: &Lake, snapshot: &Snapshot, query: ObservationQuery) -> Result<Vec<Figure>, PortError> {
    let mut stream = lake.figures(snapshot, query).await?;
    let mut figures = Vec::new();
    while let Some(batch) = stream.next().await {
        figures.extend(batch?.into_inner());
    }
    Ok(figures)
}

pub async fn figures(lake: &Lake, version: Option<i64>, query: ObservationQuery) -> Vec<Figure> {
    let snapshot = lake.snapshot(version).await.unwrap();
    try_figures(lake, &snapshot, query).await.unwrap()
}

/// A figure in words, all of it.
pub fn line(figure: &Figure) -> String {
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let dimensions =
        if figure.dimensions.is_empty() { String::new() } else { serde_json::to_string(&*figure.dimensions).unwrap() };
    [
        figure.submission.dataset.to_string(),
        figure.indicator.to_string(),
        figure.area.to_string(),
        figure.period.to_string(),
        dimensions,
        number(figure.value),
        number(figure.numerator),
        number(figure.denominator),
        number(figure.lower),
        number(figure.upper),
        figure.status.to_string(),
        figure.mark.as_deref().unwrap_or_default().to_owned(),
        figure.submission.number.to_string(),
        figure.source.sheet.to_string(),
        figure.source.row.to_string(),
        figure.source.column.to_string(),
    ]
    .join("|")
}

pub async fn try_sql(lake: &Lake, snapshot: &Snapshot, question: &str) -> Result<Vec<Vec<Option<String>>>, PortError> {
    let mut stream = lake.sql(snapshot, question).await?.rows;
    let mut rows = Vec::new();
    while let Some(batch) = stream.next().await {
        rows.extend(batch?);
    }
    Ok(rows)
}

/// The files of a folder and all below it.
pub fn files_under(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_under(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}
