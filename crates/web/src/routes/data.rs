//! Datasets: all of them, and one with what it promises and what came.

use super::{
    Failed,
    coverage::{Coverage, Owing, links_by_name},
    readings::label,
};
use crate::{
    Frame, Section,
    components::{Column, Link, SummaryList, SummaryRow, Table, TableCell, Tag, TagKind},
    pages::catalogue::{
        DatasetPage, DatasetsPage,
        dataset::{Document, SubmissionRow},
        list::DatasetRow,
    },
    render,
    state::{State, reader},
};
use axum::{
    Extension, Router,
    extract::{Path, State as Shared},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use hub::{Dataset, Submission, SubmissionState, submission::FindingCounts};
use intake::contract::{Expected, Frequency, Kind};
use jiff::{Timestamp, tz::TimeZone};
use place::Map;
use std::{collections::HashMap, sync::Arc};
use terms::DatasetId;

/// The routes of datasets.
pub fn router() -> Router<State> {
    Router::new()
        .route("/data", get(list))
        .route("/data/{dataset}", get(one))
        .route("/data/{dataset}/recipe", get(recipe))
        .route("/data/{dataset}/recipe/{version}", get(recipe_version))
        .route("/data/{dataset}/contract", get(contract))
        .route("/data/{dataset}/contract/{version}", get(contract_version))
}

/// The dataset that an address names.
pub(super) fn named(state: &State, text: &str) -> Result<Arc<Dataset>, Failed> {
    let missing = || hub::Error::not_found(format!("dataset {text}"));
    let id = DatasetId::parse(text).map_err(|_| missing())?;
    let dataset = state.hub.catalogue(&reader())?.dataset(&id).cloned().ok_or_else(missing)?;
    Ok(dataset)
}

/// The day of a moment, in words.
pub(super) fn day(at: Timestamp) -> String {
    terms::period::date_in_words(at.to_zoned(TimeZone::UTC).date())
}

/// A clause as a sentence: a capital letter before, a full stop behind.
pub(super) fn sentence(clause: &str) -> String {
    let clause = clause.trim();
    let ended = clause.ends_with(['.', '!', '?']);
    format!("{}{}", capital(clause), if ended || clause.is_empty() { "" } else { "." })
}

/// A clause with a capital letter before.
pub(super) fn capital(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

/// A licence's name, and where it can be read.
pub(super) fn licence(code: &str) -> (String, Option<&'static str>) {
    match code {
        "OGL-UK-3.0" => (
            "Open Government Licence v3.0".to_owned(),
            Some("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
        ),
        other => (other.to_owned(), None),
    }
}

/// The page of a submission.
pub(super) fn submission_href(id: &terms::SubmissionId) -> String {
    format!("/data/{}/submissions/{}", id.dataset, id.number)
}

/// Where a submission stands, as a tag.
pub(super) fn state_tag(state: SubmissionState) -> Tag {
    match state {
        SubmissionState::Received => Tag::new("Being checked", TagKind::Wait),
        SubmissionState::Refused => Tag::new("Refused: to mend", TagKind::Act),
        SubmissionState::AwaitingApproval => Tag::new("Waiting for approval", TagKind::Act),
        SubmissionState::Committing => Tag::new("Being stored", TagKind::Wait),
        SubmissionState::InUse => Tag::new("In use", TagKind::Done),
        SubmissionState::SentBack => Tag::new("Sent back", TagKind::Plain),
    }
}

fn found(submission: &Submission) -> String {
    if submission.state == SubmissionState::Received {
        return "Not known yet".to_owned();
    }
    let FindingCounts { errors, warnings, information } = submission.findings;
    let parts: Vec<String> = [(errors, "to mend"), (warnings, "to look at"), (information, "for information")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    if parts.is_empty() { "Nothing".to_owned() } else { parts.join(", ") }
}

fn comes(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Daily => "each day",
        Frequency::Monthly => "each month",
        Frequency::Quarterly => "each quarter",
        Frequency::Annual => "each year",
        Frequency::Decennial => "once in ten years",
        Frequency::Irregular => "now and then",
        Frequency::Once => "once",
    }
}

fn owed_by(expected: &Expected) -> String {
    match expected {
        Expected::Nobody => "Nobody: no figure is missed if it does not come".to_owned(),
        Expected::LowerTierAndUnitary => "Every district and every single-tier council".to_owned(),
        Expected::UpperTierAndUnitary => "Every county and every single-tier council".to_owned(),
        Expected::AllCouncils => "Every council".to_owned(),
        Expected::List(areas) if areas.len() == 1 => "One named area".to_owned(),
        Expected::List(areas) => format!("{} named areas", areas.len()),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Input => "Input: money and staff",
        Kind::Output => "Output: things done",
        Kind::Outcome => "Outcome: what became of people and places",
        Kind::Context => "Context: what nobody there controls",
    }
}

async fn list(Shared(state): Shared<State>) -> Result<Response, Failed> {
    let catalogue = state.hub.catalogue(&reader())?;
    let submissions = state.hub.submissions(&reader(), None, u32::MAX).await?;
    let title =
        |id: &DatasetId| catalogue.dataset(id).map_or(id.to_string(), |known| known.contract.dataset.title.clone());
    let waiting = submissions
        .iter()
        .filter(|submission| submission.state == SubmissionState::AwaitingApproval)
        .map(|submission| {
            let text = format!(
                "{}, submission {}: {}",
                title(&submission.id.dataset),
                submission.id.number,
                found(submission)
            );
            Link::new(text, submission_href(&submission.id))
        })
        .collect();
    let mut latest: HashMap<&DatasetId, &Submission> = HashMap::new();
    for submission in &submissions {
        latest.entry(&submission.id.dataset).or_insert(submission);
    }
    let mut datasets: Vec<DatasetRow> = catalogue
        .datasets()
        .map(|dataset| {
            let contract = &dataset.contract.dataset;
            let last = latest.get(&dataset.id);
            DatasetRow {
                dataset: Link::new(&contract.title, format!("/data/{}", dataset.id)),
                publisher: contract.publisher.clone(),
                frequency: comes(contract.frequency).to_owned(),
                latest: last.map(|submission| day(submission.received_at)).unwrap_or_default(),
                state: last.map_or_else(
                    || Tag::new("Nothing came yet", TagKind::Ask),
                    |submission| state_tag(submission.state),
                ),
                send_href: format!("/data/{}/send", dataset.id),
            }
        })
        .collect();
    datasets.sort_by_cached_key(|row| row.dataset.text.to_lowercase());
    let frame = Frame::new(Section::Data, "Data", "What this hub is sent, by whom, and what was found in it.");
    Ok(render(&DatasetsPage { frame, waiting, datasets }))
}

async fn one(
    Shared(state): Shared<State>,
    Extension(coverage): Extension<Coverage>,
    Path(dataset): Path<String>,
) -> Result<Response, Failed> {
    let dataset = named(&state, &dataset)?;
    let submissions = state.hub.submissions(&reader(), Some(&dataset.id), u32::MAX).await?;
    let held = coverage.held(&state).await?;
    let map = state.hub.map();
    let owing = held.get(&dataset.id).and_then(|held| held.owing(map, &dataset.contract.dataset.expected));
    Ok(render(&page(map, &dataset, &submissions, owing.as_ref())))
}

fn page(map: &Map, dataset: &Dataset, submissions: &[Submission], owing: Option<&Owing>) -> DatasetPage {
    let contract = &dataset.contract.dataset;
    let purpose = &contract.purpose;
    let rows = submissions.iter().map(|submission| SubmissionRow {
        submission: Link::new(
            format!("{}: {}", submission.id.number, submission.file_name),
            submission_href(&submission.id),
        ),
        came: format!("{}, from {}", day(submission.received_at), submission.sent_by.person),
        found: found(submission),
        state: state_tag(submission.state),
    });
    DatasetPage {
        frame: Frame::new(Section::Data, &contract.title, &contract.description)
            .under([("Data", "/data")], &contract.title),
        name: contract.title.clone(),
        purpose: sentence(&format!(
            "{} It helps {} decide {}",
            sentence(&contract.description),
            purpose.helps,
            purpose.to_decide
        )),
        must_not: vec![
            sentence(&purpose.must_not_be_used_for),
            sentence(&format!("it cannot show {}", purpose.cannot_show)),
        ],
        promise: promise(dataset),
        indicators: dataset
            .contract
            .indicators
            .iter()
            .map(|indicator| Link::new(&indicator.title, format!("/outcomes/{}", indicator.id)))
            .collect(),
        owed: owed(dataset, owing),
        missing: owing.map_or_else(Vec::new, |owing| links_by_name(map, &owing.missing)),
        submissions: rows.collect(),
        send_href: format!("/data/{}/send", dataset.id),
        rules: rules(dataset),
        documents: vec![
            versions(dataset, "Recipe", "recipe", dataset.recipe_version),
            versions(dataset, "Contract", "contract", dataset.contract_version),
        ],
    }
}

/// Who owes the figures, and how many of them gave figures for the newest period.
fn owed(dataset: &Dataset, owing: Option<&Owing>) -> String {
    let contract = &dataset.contract.dataset;
    if contract.expected == Expected::Nobody {
        return "Nobody owes these figures, so none is missed if it does not come.".to_owned();
    }
    let who = format!("{}, {}.", owed_by(&contract.expected), comes(contract.frequency));
    let Some(Owing { period, expected, missing }) = owing else { return format!("{who} No figure is in use yet.") };
    let period = label(*period);
    match missing.len() {
        0 => format!("{who} All {expected} have a figure in use for {period}."),
        count => format!(
            "{who} For {period}, {} of {expected} have a figure in use. {} none. That is not zero: it is not known.",
            expected - count,
            if count == 1 { "One has" } else { "The others have" }
        ),
    }
}

/// A document of the dataset in all its versions, newest first.
fn versions(dataset: &Dataset, name: &str, word: &str, newest: u32) -> Document {
    let link = |version: u32| Link::new(format!("version {version}"), format!("/data/{}/{word}/{version}", dataset.id));
    Document { name: name.to_owned(), versions: (1..=newest).rev().map(link).collect() }
}

fn promise(dataset: &Dataset) -> SummaryList {
    let contract = &dataset.contract.dataset;
    let linked = |key: &str, value: String, href: Option<&str>| match href {
        Some(href) => SummaryRow::linked(key, value, href),
        None => SummaryRow::new(key, value),
    };
    let (licence, licence_href) = licence(&contract.licence);
    let mut rows = vec![
        SummaryRow::new("Publisher", &contract.publisher),
        linked("Source", contract.source.name.clone(), contract.source.url.as_deref()),
        SummaryRow::new("Comes", capital(comes(contract.frequency))),
        SummaryRow::new("Owed by", owed_by(&contract.expected)),
        SummaryRow::new("Answers for it here", &contract.owner),
        SummaryRow::new("Looks after it", &contract.steward),
    ];
    rows.extend(contract.kind.map(|of| SummaryRow::new("Kind", kind(of))));
    rows.push(SummaryRow::new("How good it is", &contract.quality_statement));
    rows.push(linked("Licence", licence, licence_href));
    rows.push(SummaryRow::new("Attribution", &contract.attribution));
    SummaryList { rows }
}

/// The limits that the contract sets to each indicator. Nothing when it sets none.
fn rules(dataset: &Dataset) -> Option<Table> {
    let rows: Vec<Vec<TableCell>> = dataset
        .contract
        .indicators
        .iter()
        .filter(|indicator| {
            indicator.minimum.is_some()
                || indicator.maximum.is_some()
                || indicator.jump.is_some()
                || indicator.whole_numbers
        })
        .map(|indicator| {
            let limit =
                |limit: Option<f64>| TableCell::new(limit.map_or("no limit".to_owned(), |limit| limit.to_string()));
            vec![
                TableCell::new(&indicator.title),
                limit(indicator.minimum),
                limit(indicator.maximum),
                TableCell::new(indicator.jump.map_or("any".to_owned(), |jump| format!("up to {jump} times"))),
                TableCell::new(if indicator.whole_numbers { "yes" } else { "no" }),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: "The limits that the figures are checked against".to_owned(),
        caption_hidden: true,
        columns: vec![
            Column::words("Measure"),
            Column::numbers("Smallest"),
            Column::numbers("Largest"),
            Column::words("Change that is believed"),
            Column::words("Whole numbers only"),
        ],
        rows,
    })
}

async fn recipe(Shared(state): Shared<State>, Path(dataset): Path<String>) -> Result<Response, Failed> {
    Ok(document(named(&state, &dataset)?.entry.recipe.clone()))
}

async fn contract(Shared(state): Shared<State>, Path(dataset): Path<String>) -> Result<Response, Failed> {
    Ok(document(named(&state, &dataset)?.entry.contract.clone()))
}

/// The version of a document that an address names.
fn version(text: &str) -> Result<u32, Failed> {
    Ok(text.parse().map_err(|_| hub::Error::not_found(format!("version {text}")))?)
}

async fn recipe_version(
    Shared(state): Shared<State>,
    Path((dataset, number)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let dataset = named(&state, &dataset)?;
    Ok(document(state.hub.recipe_text(&reader(), &dataset.id, version(&number)?).await?))
}

async fn contract_version(
    Shared(state): Shared<State>,
    Path((dataset, number)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let dataset = named(&state, &dataset)?;
    Ok(document(state.hub.contract_text(&reader(), &dataset.id, version(&number)?).await?))
}

fn document(text: String) -> Response {
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_becomes_a_sentence_once() {
        assert_eq!(sentence("judging change: it was measured once"), "Judging change: it was measured once.");
        assert_eq!(sentence("It is so."), "It is so.");
        assert_eq!(sentence(" "), "");
    }
}
