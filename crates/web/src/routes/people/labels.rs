//! The labels of a review as a table.

use super::{number, session::Visit, stopped};
use crate::state::State;
use axum::{
    extract::{Path, State as Shared},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use exports::LabelRow;
use hub::{PortError, people::reviews::ReviewLabel};

pub(super) async fn download(Shared(state): Shared<State>, Path(review): Path<String>, visit: Visit) -> Response {
    let found = async {
        let review = number(&review, "review")?;
        let labels = state.hub.review_labels(&visit.actor(), review).await?;
        let table = exports::label_table(labels.iter().map(row))
            .map_err(|cause| PortError::engine("writing the labels as a table", cause))?;
        Ok((review, table))
    };
    let (review, table) = match found.await {
        Ok(found) => found,
        Err(error) => return stopped(error, &visit, &[]),
    };
    let mut reply = table.into_response();
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"review-{review}-labels.csv\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    reply
}

fn row(label: &ReviewLabel) -> LabelRow<'_> {
    LabelRow {
        left: (&label.left.0, &label.left.1),
        right: (&label.right.0, &label.right.1),
        match_probability: label.match_probability,
    }
}
