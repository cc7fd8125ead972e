//! What a model believes, and what its run came to.

use super::{
    frame, number,
    review::follower,
    review_href,
    session::Visit,
    stopped,
    words::{band, percent},
};
use crate::{
    charts::people::{
        Histogram, HistogramMark, OutcomeBar, ThresholdPoint, histogram, outcome_bars, signed, threshold_costs,
    },
    components::{Column, Link, Table, TableCell},
    pages::people::{
        ReviewModelPage,
        model::{ComparisonView, Spread},
    },
    render,
    state::State,
};
use axum::{
    extract::{Path, State as Shared},
    response::Response,
};
use hub::people::reviews::ReviewTask;
use link::{
    model::probability_of_weight,
    review::file::{FileCount, FileModel, FileOutcome, FileRule, FileThreshold},
};
use terms::unit::grouped;

pub(super) async fn one(Shared(state): Shared<State>, Path(review): Path<String>, visit: Visit) -> Response {
    let found = async {
        let review = number(&review, "review")?;
        let (task, model) = state.hub.review_model(&follower(&visit), review).await?;
        let model = model.ok_or_else(|| hub::Error::not_found(format!("model of review {review}")))?;
        Ok(page(&task, &model))
    };
    match found.await {
        Ok(page) => render(&page),
        Err(error) => stopped(error, &visit, &[]),
    }
}

fn whole(count: u64) -> String {
    grouped(count as f64, 0)
}

fn page(task: &ReviewTask, model: &FileModel) -> ReviewModelPage {
    let href = review_href(task.number);
    let compared: u64 = model.blocking.iter().map(|rule| rule.pairs).sum();
    let all = model.records as f64 * (model.records as f64 - 1.0).max(0.0) / 2.0;
    ReviewModelPage {
        frame: frame(&format!("The model “{}”", model.name), &[(&task.title, href.clone())], "The model"),
        name: model.name.clone(),
        lead: format!(
            "{} records make {} pairs that could be compared. {} were. A pair is taken for one person from a weight of {} on.",
            whole(model.records),
            grouped(all, 0),
            whole(compared),
            signed(model.threshold)
        ),
        comparisons: comparisons(&model.outcomes),
        weights: weights(model, compared),
        own_weights: own_weights(model),
        blocking: blocking_table(&model.blocking),
        blocking_sentence: blocking_sentence(&model.blocking, compared),
        thresholds: thresholds(model),
        review: Link::new(&task.title, href),
    }
}

fn comparisons(outcomes: &[FileOutcome]) -> Vec<ComparisonView> {
    let mut views: Vec<(String, Vec<&FileOutcome>)> = Vec::new();
    for outcome in outcomes {
        match views.iter_mut().find(|(name, _)| *name == outcome.comparison) {
            Some((_, of)) => of.push(outcome),
            None => views.push((outcome.comparison.clone(), vec![outcome])),
        }
    }
    (1..).zip(views).map(|(number, (name, of)): (usize, _)| comparison(number, name, &of)).collect()
}

fn comparison(number: usize, name: String, outcomes: &[&FileOutcome]) -> ComparisonView {
    let weighed = || outcomes.iter().filter_map(|outcome| Some((outcome, outcome.weight?)));
    let most = weighed().max_by(|one, other| one.1.abs().total_cmp(&other.1.abs()));
    let sentence = match most {
        Some((outcome, weight)) => format!("“{}” tells most: it adds {}.", outcome.outcome, signed(weight)),
        None => "Nothing was learnt of it.".to_owned(),
    };
    let bars: Vec<OutcomeBar> = outcomes
        .iter()
        .map(|outcome| OutcomeBar { label: outcome.outcome.clone(), m: outcome.m, u: outcome.u })
        .collect();
    let id = format!("outcomes-{number}");
    let chance = |share: Option<f64>| share.map_or_else(|| "not learnt".to_owned(), exact);
    let rows = outcomes.iter().map(|outcome| {
        vec![
            TableCell::new(&outcome.outcome),
            TableCell::new(chance(outcome.m)),
            TableCell::new(chance(outcome.u)),
            TableCell::new(outcome.weight.map_or_else(|| "–".to_owned(), signed)),
        ]
    });
    ComparisonView {
        chart: outcome_bars(&id, &format!("Outcomes of {name}"), &sentence, &bars),
        table: Table {
            caption: format!("Outcomes of {name}"),
            caption_hidden: true,
            columns: vec![
                Column::words("Outcome"),
                Column::numbers("One person (m)"),
                Column::numbers("Two people (u)"),
                Column::numbers("Weight"),
            ],
            rows: rows.collect(),
        },
        name,
        sentence,
    }
}

/// A chance as exactly as a table can say it.
fn exact(share: f64) -> String {
    if share > 0.0 && share < 0.001 { format!("{share:.2e}") } else { grouped(share, 4) }
}

fn marks(model: &FileModel) -> Vec<HistogramMark> {
    vec![HistogramMark { weight: model.threshold, label: format!("threshold {}", signed(model.threshold)) }]
}

fn spread(id: &str, title: &str, sentence: String, counts: &[FileCount], model: &FileModel, of: &str) -> Spread {
    let chart = Histogram {
        id: id.to_owned(),
        title: title.to_owned(),
        description: sentence.clone(),
        counts: counts.iter().map(|step| (step.from, step.count)).collect(),
        marks: marks(model),
    };
    let row = |step: &FileCount| {
        let (from, to) = (f64::from(step.from), f64::from(step.from) + 1.0);
        vec![TableCell::new(band(Some(from), Some(to))), TableCell::new(whole(step.count))]
    };
    Spread {
        wide: histogram(&chart, true),
        narrow: histogram(&chart, false),
        table: Table {
            caption: title.to_owned(),
            caption_hidden: true,
            columns: vec![Column::words("Match weight"), Column::numbers(of)],
            rows: counts.iter().map(row).collect(),
        },
        sentence,
    }
}

fn weights(model: &FileModel, compared: u64) -> Spread {
    let from = |weight: f64| -> u64 {
        model.weights.iter().filter(|step| f64::from(step.from) >= weight.floor()).map(|step| step.count).sum()
    };
    let seen: u64 = model.weights.iter().map(|step| step.count).sum();
    // A run may leave pairs that weigh too little to matter.
    let unseen = match (compared.checked_sub(seen).filter(|&left| left > 0), model.weights.first()) {
        (Some(left), Some(first)) => {
            format!(" (of which {} weigh less than {} and are not drawn)", whole(left), signed(f64::from(first.from)))
        }
        _ => String::new(),
    };
    let sentence = format!(
        "Of {} compared pairs{}, {} weigh {} or more. A good model parts pairs of one person from the others, with few between.",
        whole(compared),
        unseen,
        whole(from(model.threshold)),
        signed(model.threshold.floor()),
    );
    spread("weights-chart", "How the weights of compared pairs spread", sentence, &model.weights, model, "Pairs")
}

fn own_weights(model: &FileModel) -> Spread {
    // A step that reaches over the threshold is not counted: its records may be on either side.
    let below = model.own_weights.iter().filter(|step| f64::from(step.from) + 1.0 <= model.threshold);
    let below: u64 = below.map(|step| step.count).sum();
    let share = if model.records == 0 { 0.0 } else { below as f64 / model.records as f64 };
    let sentence = match below {
        0 => "Every record holds enough to be linked to a copy of itself.".to_owned(),
        1 => format!("One record of {} holds too little to be linked even to a copy of itself.", whole(model.records)),
        below => format!(
            "{} records of {} ({}) hold too little to be linked even to a copy of themselves.",
            whole(below),
            whole(model.records),
            percent(share)
        ),
    };
    spread("own-chart", "What records hold by themselves", sentence, &model.own_weights, model, "Records")
}

fn blocking_sentence(rules: &[FileRule], compared: u64) -> String {
    let left_out: u64 = rules.iter().map(|rule| rule.left_out).sum();
    let first = format!(
        "{} rules brought {} pairs together; a pair counts for the first rule that brings it.",
        rules.len(),
        whole(compared)
    );
    if left_out == 0 {
        format!("{first} No block was too large to be compared whole.")
    } else {
        format!("{first} {} pairs of blocks that were too large were not compared.", whole(left_out))
    }
}

fn blocking_table(rules: &[FileRule]) -> Table {
    let row = |rule: &FileRule| {
        vec![
            TableCell::new(&rule.rule),
            TableCell::new(whole(rule.pairs)),
            TableCell::new(whole(rule.records)),
            TableCell::new(whole(rule.largest)),
            TableCell::new(whole(rule.left_out)),
        ]
    };
    Table {
        caption: "Blocking rules".to_owned(),
        caption_hidden: true,
        columns: vec![
            Column::words("Rule"),
            Column::numbers("Pairs it brought first"),
            Column::numbers("Records in its blocks"),
            Column::numbers("Largest block"),
            Column::numbers("Pairs left out"),
        ],
        rows: rules.iter().map(row).collect(),
    }
}

fn thresholds(model: &FileModel) -> Spread {
    let nearest = model
        .thresholds
        .iter()
        .min_by(|one, other| (one.weight - model.threshold).abs().total_cmp(&(other.weight - model.threshold).abs()));
    let sentence = match nearest {
        Some(cost) => format!(
            "Near this linkage’s threshold (from {} on) {} pairs are taken. By the model’s own probabilities about {} of them are of two people, and about {} pairs of one person are missed.",
            signed(cost.weight),
            whole(cost.taken),
            grouped(cost.false_matches, 1),
            grouped(cost.missed_matches, 1)
        ),
        None => "The file does not say what thresholds cost.".to_owned(),
    };
    let points: Vec<ThresholdPoint> = model
        .thresholds
        .iter()
        .map(|cost| ThresholdPoint {
            weight: cost.weight,
            false_matches: cost.false_matches,
            missed_matches: cost.missed_matches,
        })
        .collect();
    let draw =
        |wide| threshold_costs("costs-chart", "What a threshold costs", &sentence, &points, model.threshold, wide);
    let row = |cost: &FileThreshold| {
        vec![
            TableCell::new(signed(cost.weight)),
            TableCell::new(super::words::chance(probability_of_weight(cost.weight))),
            TableCell::new(whole(cost.taken)),
            TableCell::new(grouped(cost.false_matches, 1)),
            TableCell::new(grouped(cost.missed_matches, 1)),
        ]
    };
    Spread {
        wide: draw(true),
        narrow: draw(false),
        table: Table {
            caption: "What thresholds cost, by the model’s own probabilities".to_owned(),
            caption_hidden: true,
            columns: vec![
                Column::words("From weight"),
                Column::numbers("Probability"),
                Column::numbers("Pairs taken"),
                Column::numbers("Of two people"),
                Column::numbers("Of one, missed"),
            ],
            rows: model.thresholds.iter().map(row).collect(),
        },
        sentence,
    }
}
