//! Observations: published figures, filtered, streamed, never cut short. A reply that fails on its way is broken off
//! so that its reader notices; it never ends as if it were whole.

use super::{Problem, question::Question, tagged};
use crate::state::{State, reader};
use axum::{
    Json,
    body::{Body, Bytes},
    extract::State as Shared,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use exports::{Described, FileDescription, TableWriter};
use futures::{Stream, StreamExt, stream};
use hub::{
    PortError, outcomes,
    ports::{FigureStream, ObservationQuery},
    statements::Beside,
};
use std::sync::Arc;
use terms::{Figure, Period};

const WORDS: [&str; 8] = ["indicator", "dataset", "area", "period", "from", "to", "as_it_stood", "format"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Csv,
    Parquet,
}

fn format(question: &Question, headers: &HeaderMap) -> Result<Format, Problem> {
    if let Some(format) = question.text("format")? {
        return match format {
            "json" => Ok(Format::Json),
            "csv" => Ok(Format::Csv),
            "parquet" => Ok(Format::Parquet),
            other => Err(Problem::bad_request(
                format!("“{other}” is not a format of this API."),
                "Use json, csv or parquet.",
            )),
        };
    }
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok(if accept.contains("text/csv") {
        Format::Csv
    } else if accept.contains("application/vnd.apache.parquet") {
        Format::Parquet
    } else {
        Format::Json
    })
}

fn query(question: &Question) -> Result<ObservationQuery, Problem> {
    Ok(ObservationQuery {
        datasets: question.values("dataset")?,
        indicators: question.values("indicator")?,
        areas: question.values("area")?,
        periods: question.values::<Period>("period")?,
        from: question.value("from")?,
        to: question.value("to")?,
        ..ObservationQuery::default()
    })
}

/// Published figures.
///
/// Give at least an indicator, a dataset or an area, or ask for everything and wait. Rows come by dataset, indicator,
/// area and period, never by value. The reply names its CSVW metadata in the header `Link`.
pub async fn list(
    Shared(state): Shared<State>,
    question: Question,
    axum::extract::OriginalUri(uri): axum::extract::OriginalUri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    question.only(&WORDS)?;
    let query = query(&question)?;
    let at = question.as_it_stood()?;
    let format = format(&question, &headers)?;
    let actor = reader();
    let beside = state.hub.along_with_figures(&actor)?;
    let body = match format {
        Format::Json => Body::from_stream(json(state.hub.observations(&actor, query, at).await?, beside)),
        Format::Csv => Body::from_stream(csv(state.hub.observations(&actor, query, at).await?, beside)),
        Format::Parquet => Body::from_stream(state.hub.observations_as_parquet(&actor, query, at).await?),
    };
    let (content_type, disposition) = match format {
        Format::Json => ("application/json", None),
        Format::Csv => ("text/csv; charset=utf-8; header=present", Some("attachment; filename=\"observations.csv\"")),
        Format::Parquet => ("application/vnd.apache.parquet", Some("attachment; filename=\"observations.parquet\"")),
    };
    let words = uri.query().unwrap_or_default();
    let mut reply = ([(header::CONTENT_TYPE, HeaderValue::from_static(content_type))], body).into_response();
    if let Some(disposition) = disposition {
        reply.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    }
    let link =
        format!("</api/v1/observations/csv-metadata?{words}>; rel=\"describedby\"; type=\"application/csvm+json\"");
    if let Ok(link) = HeaderValue::from_str(&link) {
        reply.headers_mut().insert(header::LINK, link);
    }
    let tag = state.figures_tag(&format!("{content_type}?{words}"));
    Ok(tagged(&tag, &headers, reply))
}

/// The CSVW metadata of the same question: columns, publishers, licences, and what the figures must not be used for.
pub async fn metadata(
    Shared(state): Shared<State>,
    question: Question,
    axum::extract::OriginalUri(uri): axum::extract::OriginalUri,
) -> Result<Response, Problem> {
    question.only(&WORDS)?;
    let query = query(&question)?;
    let catalogue = state.hub.catalogue(&reader())?;
    let datasets = outcomes::describe(&catalogue, &query);
    let file = FileDescription::of_datasets(
        format!("/api/v1/observations?{}", uri.query().unwrap_or_default()),
        datasets.iter().map(|dataset| Described {
            title: &dataset.contract.dataset.title,
            publisher: &dataset.contract.dataset.publisher,
            licence: &dataset.contract.dataset.licence,
            attribution: &dataset.contract.dataset.attribution,
            must_not_be_used_for: &dataset.contract.dataset.purpose.must_not_be_used_for,
        }),
        question.text("as_it_stood")?.map(str::to_owned),
    );
    let mut reply = Json(exports::metadata(&file)).into_response();
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/csvm+json"));
    Ok(reply)
}

type Piece = Result<Bytes, PortError>;

/// What goes out with a figure.
fn going_out(beside: &Beside, figure: &Figure) -> exports::Beside {
    exports::Beside {
        area_name: beside.area_name(figure),
        statement: beside.statement(figure),
        must_not_be_used_for: beside.must_not_be_used_for(figure),
    }
}

fn json(figures: FigureStream, beside: Arc<Beside>) -> impl Stream<Item = Piece> {
    let mut first = true;
    let batches = figures.map(move |batch| {
        let batch = batch.inspect_err(broken_off)?;
        let mut text = Vec::with_capacity(batch.len() * 480);
        for object in exports::objects(&batch, |figure| going_out(&beside, figure)) {
            text.extend_from_slice(if std::mem::take(&mut first) { b"\n" } else { b",\n" });
            serde_json::to_writer(&mut text, &object)
                .map_err(|error| PortError::engine("writing figures as JSON", error))?;
        }
        Ok(Bytes::from(text))
    });
    let ends = |text: &'static str| stream::once(async move { Ok(Bytes::from_static(text.as_bytes())) });
    ends("{\"observations\":[").chain(batches).chain(ends("\n]}\n"))
}

fn csv(figures: FigureStream, beside: Arc<Beside>) -> impl Stream<Item = Piece> {
    let mut writer = TableWriter::new(move |figure: &Figure| going_out(&beside, figure));
    let empty = stream::once(async { Ok(protect::open_data(Vec::new())) });
    empty.chain(figures).map(move |batch| {
        let batch = batch.inspect_err(broken_off)?;
        writer.write(&batch).map(Bytes::from).map_err(|error| PortError::engine("writing figures as CSV", error))
    })
}

fn broken_off(error: &PortError) {
    tracing::error!(error = error as &dyn std::error::Error, "a reply was broken off");
}
