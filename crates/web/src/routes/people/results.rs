//! What a review says so far.

use super::{
    frame, number,
    review::{follower, lead},
    review_href,
    session::Visit,
    stopped,
    words::{band, counted, percent, with_interval},
};
use crate::{
    charts::people::{IntervalRow, interval_rows, signed},
    components::{Column, Link, Table, TableCell},
    pages::people::ReviewResultsPage,
    render,
    state::State,
    words::share_in_words,
};
use axum::{
    extract::{Path, State as Shared},
    response::Response,
};
use hub::people::reviews::{BandResult, Estimate, ReviewOverview, ReviewResults, ReviewerAgreement, ThresholdResult};
use terms::unit::grouped;

pub(super) async fn one(Shared(state): Shared<State>, Path(review): Path<String>, visit: Visit) -> Response {
    let found = async { state.hub.review_results(&follower(&visit), number(&review, "review")?).await };
    match found.await {
        Ok((overview, results)) => render(&page(&overview, &results, &visit)),
        Err(error) => stopped(error, &visit, &[]),
    }
}

fn page(overview: &ReviewOverview, results: &ReviewResults, visit: &Visit) -> ReviewResultsPage {
    let ReviewOverview { task, standing, .. } = overview;
    let href = review_href(task.number);
    let estimate = |estimate: Estimate| Some((estimate.share, estimate.lower, estimate.upper));
    let of_thresholds = |of: fn(&ThresholdResult) -> Estimate| -> Vec<IntervalRow> {
        let label = |threshold: &ThresholdResult| {
            let own = if threshold.is_of_the_run { " (this linkage)" } else { "" };
            format!("from {} on{own}", signed(threshold.weight))
        };
        let rows = results.thresholds.iter();
        rows.map(|threshold| IntervalRow { label: label(threshold), share: estimate(of(threshold)) }).collect()
    };
    let band_rows: Vec<IntervalRow> = results
        .bands
        .iter()
        .map(|result| IntervalRow {
            label: format!("weight {}", band(result.from, result.to)),
            share: result.share.and_then(estimate),
        })
        .collect();
    let unexpected =
        "The share of pairs of one person in each band of weights, with its interval, lightest band first.";
    ReviewResultsPage {
        frame: frame(&format!("What the review says: {}", task.title), &[(&task.title, href.clone())], "Results"),
        reviewer: visit.view(None),
        who_href: visit.who_href(),
        lead: lead(standing.pairs.len(), standing.settled(), standing.disputed().len()),
        own_threshold: own_threshold(&results.thresholds),
        agreement: results.agreements.iter().map(agreement).collect(),
        agreement_table: (!results.agreements.is_empty()).then(|| agreement_table(&results.agreements)),
        bands_chart: interval_rows(
            "bands-chart",
            "How many pairs are of one person, by weight",
            unexpected,
            &band_rows,
        ),
        bands: bands_table(&results.bands),
        precision_chart: interval_rows(
            "precision-chart",
            "Precision by threshold",
            "The share of one person among the pairs taken at each threshold, with its interval.",
            &of_thresholds(|threshold| threshold.precision),
        ),
        recall_chart: interval_rows(
            "recall-chart",
            "Recall by threshold",
            "The share taken at each threshold among sampled pairs of one person, with its interval.",
            &of_thresholds(|threshold| threshold.recall),
        ),
        thresholds: (!results.thresholds.is_empty()).then(|| thresholds_table(&results.thresholds)),
        labels: match results.labels {
            0 => "There is no label yet: a pair becomes one when it is settled as of one person or of two.".to_owned(),
            count => format!(
                "{} settled as of one person or of two. Labels teach a model and measure it.",
                if count == 1 { "One pair is".to_owned() } else { format!("{count} pairs are") }
            ),
        },
        labels_href: (results.labels > 0).then(|| format!("{href}/labels.csv")),
        review: Link::new(&task.title, &href),
    }
}

/// The run's own threshold in sentences.
fn own_threshold(thresholds: &[ThresholdResult]) -> Vec<String> {
    let Some(own) = thresholds.iter().find(|threshold| threshold.is_of_the_run) else { return Vec::new() };
    let range = |estimate: Estimate| {
        let words = share_in_words(estimate.share * 100.0).unwrap_or_default();
        format!(
            "{words} ({} by this review, and with 95% confidence {} to {})",
            percent(estimate.share),
            percent(estimate.lower),
            percent(estimate.upper)
        )
    };
    vec![
        format!("Of the pairs that the linkage takes for one person, {} are of one person.", range(own.precision)),
        format!("Of the sampled pairs that are of one person, it takes {}.", range(own.recall)),
    ]
}

fn agreement(agreement: &ReviewerAgreement) -> String {
    let kappa = match (agreement.kappa, agreement.kappa_interval) {
        (Some(kappa), Some((lower, upper))) => {
            format!("Beyond chance that is a kappa of {} (95% interval {} to {}).", two(kappa), two(lower), two(upper))
        }
        (Some(kappa), None) => {
            format!("Kappa is {}; it has no interval while the two have never differed.", two(kappa))
        }
        (None, _) => "Both said one and the same word of every pair, so kappa says nothing.".to_owned(),
    };
    format!(
        "{} and {} say the same of {} of {}: {} (95% interval {} to {}). {kappa}",
        agreement.one,
        agreement.other,
        agreement.same,
        counted(usize::try_from(agreement.pairs).unwrap_or(usize::MAX), "pair", "pairs"),
        percent(agreement.share.share),
        percent(agreement.share.lower),
        percent(agreement.share.upper),
    )
}

/// A number with two decimals and a true minus.
fn two(number: f64) -> String {
    grouped(number, 2)
}

fn agreement_table(agreements: &[ReviewerAgreement]) -> Table {
    let row = |agreement: &ReviewerAgreement| {
        let interval = agreement.kappa_interval.map(|(lower, upper)| format!("{} to {}", two(lower), two(upper)));
        vec![
            TableCell::new(format!("{} and {}", agreement.one, agreement.other)),
            TableCell::new(agreement.pairs.to_string()),
            TableCell::new(agreement.same.to_string()),
            TableCell::new(with_interval(agreement.share)),
            TableCell::new(agreement.kappa.map_or_else(|| "–".to_owned(), two)),
            TableCell::new(interval.unwrap_or_else(|| "–".to_owned())),
        ]
    };
    Table {
        caption: "Agreement of every two reviewers".to_owned(),
        caption_hidden: true,
        columns: vec![
            Column::words("Reviewers"),
            Column::numbers("Pairs both judged"),
            Column::numbers("Said the same"),
            Column::numbers("Share"),
            Column::numbers("Kappa"),
            Column::numbers("Its interval"),
        ],
        rows: agreements.iter().map(row).collect(),
    }
}

fn bands_table(bands: &[BandResult]) -> Table {
    let row = |result: &BandResult| {
        vec![
            TableCell::new(band(result.from, result.to)),
            TableCell::new(grouped(result.pairs as f64, 0)),
            TableCell::new(result.sampled.to_string()),
            TableCell::new(result.same_person.to_string()),
            TableCell::new(result.different_people.to_string()),
            TableCell::new(result.cannot_tell.to_string()),
            TableCell::new(result.share.map_or_else(|| "not known yet".to_owned(), with_interval)),
        ]
    };
    Table {
        caption: "What was found in each band of weights".to_owned(),
        caption_hidden: true,
        columns: vec![
            Column::words("Weight"),
            Column::numbers("Pairs"),
            Column::numbers("Sampled"),
            Column::numbers("Same person"),
            Column::numbers("Different"),
            Column::numbers("Cannot tell"),
            Column::numbers("Share of one person"),
        ],
        rows: bands.iter().map(row).collect(),
    }
}

fn thresholds_table(thresholds: &[ThresholdResult]) -> Table {
    let row = |threshold: &ThresholdResult| {
        let own = if threshold.is_of_the_run { " (this linkage)" } else { "" };
        vec![
            TableCell::new(format!("{}{own}", signed(threshold.weight))),
            TableCell::new(with_interval(threshold.precision)),
            TableCell::new(with_interval(threshold.recall)),
            TableCell::new(with_interval(threshold.f1)),
        ]
    };
    Table {
        caption: "Precision, recall and F1 by threshold, with 95% intervals".to_owned(),
        caption_hidden: true,
        columns: vec![
            Column::words("Pairs taken from"),
            Column::numbers("Precision"),
            Column::numbers("Recall"),
            Column::numbers("F1"),
        ],
        rows: thresholds.iter().map(row).collect(),
    }
}
