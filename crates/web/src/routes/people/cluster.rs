//! A person as the run made them.

use super::{frame, number, review_href, session::Visit, stopped, words::counted};
use crate::{
    charts::people::{ClusterLine, ClusterNode, LineKind, cluster_graph, shape_of, signed},
    components::{Column, Link, Table, TableCell},
    pages::people::{ClusterPage, person::hangs_together},
    render,
    state::State,
};
use axum::{
    extract::{Path, State as Shared},
    response::Response,
};
use hub::people::reviews::SeenCluster;
use link::review::file::FileRecord;

/// More lines than this are folded away at first.
const LINES_AT_ONCE: usize = 15;

pub(super) async fn one(Shared(state): Shared<State>, Path(cluster): Path<String>, visit: Visit) -> Response {
    let (review, number_in) = cluster.split_once('-').unwrap_or((&cluster, ""));
    let review_number = number(review, "review").unwrap_or_default();
    let found = async {
        let (review, cluster) = (number(review, "review")?, number(number_in, "cluster")?);
        state.hub.review_cluster(&visit.actor(), review, cluster).await
    };
    match found.await {
        Ok(seen) => render(&page(&seen, &visit)),
        Err(error) => {
            let back = [
                Link::new("Go on with the next pair", format!("{}/next", review_href(review_number))),
                Link::new("The review", review_href(review_number)),
            ];
            stopped(error, &visit, &back)
        }
    }
}

fn page(seen: &SeenCluster, visit: &Visit) -> ClusterPage {
    let SeenCluster { task, number, columns, cluster } = seen;
    let href = review_href(task.number);
    let mut sources: Vec<&str> = cluster.records.iter().map(|record| record.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let source_of =
        |record: &FileRecord| sources.iter().position(|source| *source == record.source).unwrap_or_default();
    let named = |source: &str| if source.is_empty() { "the records".to_owned() } else { source.to_owned() };
    let heading = format!(
        "Cluster {number}: {} of {}",
        counted(cluster.records.len(), "record", "records"),
        counted(sources.len(), "source", "sources")
    );
    let nodes: Vec<ClusterNode> =
        (1..).zip(&cluster.records).map(|(number, record)| ClusterNode { number, source: source_of(record) }).collect();
    let lines: Vec<ClusterLine> = cluster
        .links
        .iter()
        .map(|line| ClusterLine {
            left: line.left,
            right: line.right,
            weight: line.weight,
            kind: LineKind::of(line.is_link, line.is_bridge, line.weight),
        })
        .collect();
    let lead = hangs_together(&lines);
    let neighbour = |number: u32, word: &str| {
        (1..=task.design.clusters)
            .contains(&number)
            .then(|| Link::new(format!("{word} cluster"), format!("/people/clusters/{}-{number}", task.number)))
    };
    let mut record_columns = vec![Column::words("Record")];
    record_columns.extend(columns.iter().map(Column::words));
    ClusterPage {
        frame: frame(
            &format!("{heading}: {}", task.title),
            &[(&task.title, href.clone())],
            &format!("Cluster {number}"),
        ),
        reviewer: visit.stated(Some("That you saw these records has been recorded.")),
        graph: cluster_graph("graph", &heading, &lead, &nodes, &lines),
        heading,
        lead,
        shapes: (0..).zip(&sources).map(|(at, source)| (shape_of(at).to_owned(), named(source))).collect(),
        records: Table {
            caption: "What the records say".to_owned(),
            caption_hidden: true,
            columns: record_columns,
            rows: (1..)
                .zip(&cluster.records)
                .map(|(number, record): (usize, _)| {
                    let name = format!("{number} ({}: {})", named(&record.source), record.id);
                    let values = record
                        .values
                        .iter()
                        .map(|value| TableCell::new(value.as_deref().unwrap_or_default().replace('\u{1f}', ", ")));
                    std::iter::once(TableCell::new(name)).chain(values).collect()
                })
                .collect(),
        },
        lines: Table {
            caption: "Every pair of the records, by their numbers".to_owned(),
            caption_hidden: true,
            columns: vec![Column::words("Records"), Column::numbers("Match weight"), Column::words("What it is")],
            rows: lines
                .iter()
                .map(|line| {
                    vec![
                        TableCell::new(format!("{} and {}", line.left + 1, line.right + 1)),
                        TableCell::new(signed(line.weight)),
                        TableCell::new(line.kind.words()),
                    ]
                })
                .collect(),
        },
        many_lines: lines.len() > LINES_AT_ONCE,
        review: Link::new(&task.title, &href),
        neighbours: [neighbour(number.wrapping_sub(1), "Previous"), neighbour(number + 1, "Next")]
            .into_iter()
            .flatten()
            .collect(),
    }
}
