//! Pairs on which people differ.

use super::{frame, number, review_href, session::Visit, stopped, words::counted};
use crate::{
    components::Link,
    pages::people::{DisagreementsPage, disagreements::DisagreementRow},
    render,
    state::State,
};
use axum::{
    extract::{Path, State as Shared},
    response::Response,
};
use hub::people::reviews::Dispute;

pub(super) async fn list(Shared(state): Shared<State>, Path(review): Path<String>, visit: Visit) -> Response {
    let found = async { state.hub.review_disputes(&visit.actor(), number(&review, "review")?).await };
    let (overview, disputes) = match found.await {
        Ok(found) => found,
        Err(error) => return stopped(error, &visit, &[]),
    };
    let task = &overview.task;
    let href = review_href(task.number);
    let lead = match disputes.len() {
        0 => "Nobody differs on any pair.".to_owned(),
        count => format!(
            "On {} those who judged differ. Somebody who has not judged the pair decides, and is told what was said.",
            counted(count, "pair", "pairs")
        ),
    };
    render(&DisagreementsPage {
        frame: frame(&format!("Disagreements: {}", task.title), &[(&task.title, href.clone())], "Disagreements"),
        reviewer: visit.stated(Some("That you saw what was said has been recorded.")),
        lead,
        rows: disputes.iter().map(|dispute| row(dispute, &href)).collect(),
        review: Link::new(&task.title, &href),
    })
}

fn row(dispute: &Dispute, href: &str) -> DisagreementRow {
    let said = dispute.said.iter().flatten().map(|said| {
        let note = if said.note.is_empty() { String::new() } else { format!(": “{}”", said.note) };
        format!("{}{note}", said.verdict.words())
    });
    DisagreementRow {
        pair: format!("Pair {}", dispute.pair),
        said: said.collect(),
        decide_href: dispute.said.is_some().then(|| format!("{href}/pairs/{}#records", dispute.pair)),
    }
}
