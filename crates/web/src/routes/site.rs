//! Pages about the hub itself: its data and their licences, and how everybody can use it.

use super::{Failed, data::licence};
use crate::{
    Frame, Section,
    components::{Column, Link, SummaryList, SummaryRow, Table, TableCell},
    pages::site::{AboutPage, AccessibilityPage},
    render,
    state::{State, reader},
};
use axum::{Router, extract::State as Shared, response::Response, routing::get};
use hub::SubmissionState;
use std::collections::BTreeSet;

/// The routes of the site's own pages.
pub fn router() -> Router<State> {
    Router::new().route("/about", get(about)).route("/accessibility", get(accessibility))
}

async fn about(Shared(state): Shared<State>) -> Result<Response, Failed> {
    let catalogue = state.hub.catalogue(&reader())?;
    let submissions = state.hub.submissions(&reader(), None, u32::MAX).await?;
    let in_use = submissions.iter().filter(|submission| submission.state == SubmissionState::InUse).count();
    let mut sources = BTreeSet::new();
    let mut attributions = BTreeSet::new();
    for dataset in catalogue.datasets() {
        let contract = &dataset.contract.dataset;
        sources.insert((&contract.source.name, &contract.publisher, &contract.licence, &contract.source.url));
        attributions.insert(contract.attribution.trim().to_owned());
    }
    let rows = sources.into_iter().map(|(source, publisher, code, url)| {
        let source = url.as_ref().map_or_else(|| TableCell::new(source), |url| TableCell::linked(source, url));
        vec![source, TableCell::new(publisher), TableCell::new(licence(code).0)]
    });
    let page = AboutPage {
        frame: Frame::new(
            Section::About,
            "About this hub and its data",
            "What this hub is, where its data comes from, and under what licence.",
        ),
        facts: SummaryList {
            rows: vec![
                SummaryRow::linked("Measures", catalogue.indicators().count().to_string(), "/outcomes"),
                SummaryRow::linked("Datasets", catalogue.datasets().count().to_string(), "/data"),
                SummaryRow::new("Files that came", submissions.len().to_string()),
                SummaryRow::new("Files that were accepted", in_use.to_string()),
            ],
        },
        sources: Table {
            caption: "Sources, publishers and licences".to_owned(),
            caption_hidden: true,
            columns: ["Source", "Publisher", "Licence"].map(Column::words).into(),
            rows: rows.collect(),
        },
        attributions: attributions.into_iter().collect(),
        links: vec![
            Link::new("Early warning: what it is, and what it has been worth", "/signals"),
            Link::new("Good practice: who does better than expected, and how", "/practice"),
            Link::new("How programs ask (OpenAPI)", "/api/openapi.json"),
            Link::new("All areas (JSON)", "/api/v1/areas"),
            Link::new("All measures (JSON)", "/api/v1/indicators"),
        ],
    };
    Ok(render(&page))
}

async fn accessibility() -> Response {
    render(&AccessibilityPage {
        frame: Frame::new(Section::Nowhere, "Accessibility statement", "How this hub can be used by everybody."),
        reviewed: "22 November 2026".to_owned(),
        known_faults: vec![
            "The sheet on a submission’s page moves sideways on a small screen. The findings below it say the same in words."
                .to_owned(),
        ],
        contact: None,
    })
}
