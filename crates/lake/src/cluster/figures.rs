//! Figures that answer a query, read by a cluster, in the same order as they are read here.

use super::{
    client::{Answer, Cluster},
    table::PinnedTable,
};
use crate::{
    LakeError,
    decode::{Decoder, Sorted},
    filter::Filter,
    schema::{COLUMNS, DATASET, STORED, dimensions_text},
};
use datafusion::arrow::{
    array::{Array, AsArray, RecordBatch},
    compute::cast,
};
use futures::StreamExt;
use hub::{
    PortError,
    ports::{FigureStream, ObservationQuery, Snapshot},
};
use protect::Protected;
use std::{fmt::Display, path::Path, sync::Arc};
use terms::{DatasetId, Figure};
use tokio::sync::mpsc::{self, Sender};
use tokio_stream::wrappers::ReceiverStream;

const QUESTION: &str = include_str!("figures.sql");

/// Batches that may wait for a slow reader.
const BATCHES_WAITING: usize = 2;

type Delivery = Result<Protected<Vec<Figure>>, PortError>;

/// The figures of a snapshot of the lake in a folder that answer a query.
pub(crate) async fn figures(
    cluster: &Cluster,
    root: &Path,
    snapshot: &Snapshot,
    query: ObservationQuery,
) -> Result<FigureStream, LakeError> {
    let table = PinnedTable::of_snapshot(root, snapshot)?;
    let answer = cluster.ask(vec![("observations", table)], &[], &question(&query)).await?;
    let (sender, receiver) = mpsc::channel::<Delivery>(BATCHES_WAITING);
    tokio::spawn(async move {
        if let Err(error) = deliver(answer, &query, &sender).await {
            // A reader that went away needs no error.
            let _ = sender.send(Err(error.into())).await;
        }
    });
    Ok(ReceiverStream::new(receiver).boxed())
}

/// The question that finds all figures of a query, and perhaps more: the last word is the filter's, as it is here.
fn question(query: &ObservationQuery) -> String {
    let columns = COLUMNS.iter().map(|(name, _, _)| *name).chain([DATASET]).collect::<Vec<_>>().join(", ");
    let mut conditions = vec!["true".to_owned()];
    let mut one_of = |column: &str, values: Vec<String>| {
        if !values.is_empty() {
            conditions.push(format!("{column} IN ({})", values.join(", ")));
        }
    };
    one_of("dataset", query.datasets.iter().map(quoted).collect());
    one_of("indicator", query.indicators.iter().map(quoted).collect());
    one_of("area", query.areas.iter().map(quoted).collect());
    let day = |date: &dyn Display| format!("DATE {}", quoted(date));
    one_of("period_start", query.periods.iter().map(|period| day(&period.start())).collect());
    if let Some(from) = query.from {
        conditions.push(format!("period_start >= {}", day(&from)));
    }
    if let Some(to) = query.to {
        conditions.push(format!("period_start <= {}", day(&to)));
    }
    if let Some(dimensions) = &query.dimensions {
        conditions.push(format!("dimensions = {}", quoted(dimensions_text(dimensions))));
    }
    if let Some(submission) = &query.submission {
        conditions.push(format!("dataset = {} AND submission = {}", quoted(&submission.dataset), submission.number));
    }
    QUESTION.replace("{columns}", &columns).replace("{conditions}", &conditions.join(" AND "))
}

/// A text as SQL writes it.
fn quoted(text: impl Display) -> String {
    format!("'{}'", text.to_string().replace('\'', "''"))
}

/// Hands over figures as they come. The cluster orders by dataset, indicator and area; the rest is ordered here.
async fn deliver(mut answer: Answer, query: &ObservationQuery, sender: &Sender<Delivery>) -> Result<(), LakeError> {
    let filter = Filter::new(query);
    let mut left = query.limit.unwrap_or(u64::MAX);
    let mut run: Option<(DatasetId, Decoder)> = None;
    let mut waiting: Vec<Sorted> = Vec::new();
    while let Some(batch) = answer.batches.next().await {
        let batch = batch?;
        for (dataset, rows) in by_dataset(&batch)? {
            if run.as_ref().is_none_or(|(open, _)| *open != dataset) {
                if !send(std::mem::take(&mut waiting), &mut left, sender).await {
                    return Ok(());
                }
                let decoder = Decoder::new(&dataset);
                run = Some((dataset, decoder));
            }
            if let Some((_, decoder)) = &mut run {
                decoder.decode(&rows, &filter, &mut waiting)?;
            }
        }
        // The figures of the last area may go on in the next batch.
        let same = |one: &Sorted, last: &Sorted| {
            one.figure.area == last.figure.area && one.figure.indicator == last.figure.indicator
        };
        let keep = waiting.last().map_or(0, |last| waiting.iter().rev().take_while(|each| same(each, last)).count());
        let ready = waiting.drain(..waiting.len() - keep).collect();
        if !send(ready, &mut left, sender).await {
            return Ok(());
        }
    }
    send(waiting, &mut left, sender).await;
    Ok(())
}

/// Sends figures of one dataset in order, as many as are still wanted. Says whether the reader is still there. Where no
/// more are wanted the answer is read to its end all the same: only then does its account add up.
async fn send(mut figures: Vec<Sorted>, left: &mut u64, sender: &Sender<Delivery>) -> bool {
    figures.sort_by(Sorted::order);
    figures.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
    *left -= figures.len() as u64;
    if figures.is_empty() {
        return !sender.is_closed();
    }
    let figures = figures.into_iter().map(|sorted| sorted.figure).collect();
    // Everything in the table of observations is open data for now.
    sender.send(Ok(protect::open_data(figures))).await.is_ok()
}

/// The rows of each dataset in a batch, in the columns in which they are stored.
fn by_dataset(batch: &RecordBatch) -> Result<Vec<(DatasetId, RecordBatch)>, LakeError> {
    let mut columns = Vec::with_capacity(STORED.fields().len());
    for (field, column) in STORED.fields().iter().zip(batch.columns()) {
        columns.push(cast(column, field.data_type())?);
    }
    let stored = RecordBatch::try_new(Arc::clone(&STORED), columns)?;
    let names = batch.column(STORED.fields().len());
    let names = names
        .as_string_opt::<i32>()
        .ok_or_else(|| LakeError::Inconsistent("the cluster gave the names of datasets in another form".to_owned()))?;
    let mut parts = Vec::new();
    let mut from = 0;
    while from < names.len() {
        let name = names.value(from);
        let to = (from..names.len()).find(|&row| names.value(row) != name).unwrap_or(names.len());
        let dataset = DatasetId::parse(name)
            .map_err(|_| LakeError::Inconsistent(format!("the cluster gave “{name}” as a dataset")))?;
        parts.push((dataset, stored.slice(from, to - from)));
        from = to;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::IndicatorId;

    #[test]
    fn a_query_becomes_a_question() {
        let query = ObservationQuery {
            datasets: vec![DatasetId::parse("schools").unwrap()],
            indicators: vec![IndicatorId::parse("absence").unwrap()],
            from: Some(terms::Date::constant(2023, 4, 1)),
            limit: Some(3),
            ..ObservationQuery::default()
        };
        let question = question(&query);
        for part in ["dataset IN ('schools')", "indicator IN ('absence')", "period_start >= DATE '2023-04-01'"] {
            assert!(question.contains(part), "{question}");
        }
        assert!(!question.contains("LIMIT"), "a limit holds for what the filter lets through");
        assert_eq!(quoted("it's"), "'it''s'");
    }
}
