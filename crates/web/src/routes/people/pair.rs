//! A pair: shown, judged, taken back.

use super::{
    frame, number, review_href,
    session::Visit,
    stopped,
    words::{band, chance, counted, odds},
};
use crate::{
    charts::people::{Waterfall, WaterfallStep, signed, waterfall},
    components::{Column, ErrorSummary, FieldError, Link, Table, TableCell, TextArea},
    pages::people::{
        PairPage,
        difference::compare,
        pair::{OtherWord, PairRow, Question, Said, WeightView},
    },
    render,
    routes::asked::Asked,
    state::State,
};
use axum::{
    Form,
    extract::{Path, State as Shared, rejection::FormRejection},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use hub::people::reviews::{PairWeight, ReviewJudgement, ReviewTask, SeenPair, Verdict, next_pair};
use link::review::file::{FileRecord, FileStep};
use serde::Deserialize;
use terms::unit::grouped;

/// A step that adds less than this says next to nothing.
const NOTHING: f64 = 0.05;

fn pair_href(review: u32, pair: u32) -> String {
    format!("{}/pairs/{pair}", review_href(review))
}

fn back(review: u32, pair: Option<u32>) -> Vec<Link> {
    let mut links = vec![Link::new("Go on with the next pair", format!("{}/next", review_href(review)))];
    links.extend(pair.map(|pair| Link::new(format!("See pair {pair}"), pair_href(review, pair))));
    links.push(Link::new("The review", review_href(review)));
    links
}

/// Leads to the pair that waits for this reviewer next, after the one that an address names.
pub(super) async fn next(
    Shared(state): Shared<State>,
    Path(review): Path<String>,
    visit: Visit,
    asked: Asked,
) -> Response {
    let found = async {
        let review = number(&review, "review")?;
        let actor = visit.actor();
        actor.may(&hub::Action::JudgePairs { review })?;
        let overview = state.hub.review(&actor, review).await?;
        let after = asked.text("after").parse().unwrap_or(0);
        let next = next_pair(&overview.standing, &overview.judgements, &actor.person, after);
        Ok(next.map_or_else(|| review_href(review), |pair| format!("{}#records", pair_href(review, pair))))
    };
    match found.await {
        Ok(href) => Redirect::to(&href).into_response(),
        Err(error) => stopped(error, &visit, &[]),
    }
}

pub(super) async fn one(
    Shared(state): Shared<State>,
    Path((review, pair)): Path<(String, String)>,
    visit: Visit,
    asked: Asked,
) -> Response {
    match shown(&state, &visit, &review, &pair, &asked).await {
        Ok(page) => render(&page),
        Err(error) => {
            let review = number(&review, "review").unwrap_or_default();
            stopped(error, &visit, &back(review, None))
        }
    }
}

async fn shown(state: &State, visit: &Visit, review: &str, pair: &str, asked: &Asked) -> Result<PairPage, hub::Error> {
    let (review, pair) = (number(review, "review")?, number(pair, "pair")?);
    let actor = visit.actor();
    let seen = state.hub.review_pair(&actor, review, pair).await?;
    let mut page = page(&seen, visit);
    if let Ok(judged) = asked.text("judged").parse::<u32>() {
        let overview = state.hub.review(&actor, review).await?;
        let said = |said: &&ReviewJudgement| said.number == judged && said.stands() && said.is_by(&actor.person);
        page.said = overview.judgements.iter().find(said).map(|said| Said {
            text: format!("Recorded: pair {} is {}.", said.pair, said.verdict.words().to_lowercase()),
            link: Some(Link::new("See why the computer weighed it as it did", pair_href(review, said.pair))),
            undo_action: Some(undo_action(review, said.number)),
        });
    } else if !asked.text("undone").is_empty() && seen.own.is_none() {
        let text = format!("Taken back. Pair {pair} waits for your judgement again.");
        page.said = Some(Said { text, link: None, undo_action: None });
    }
    Ok(page)
}

fn undo_action(review: u32, judgement: u32) -> String {
    format!("{}/judgements/{judgement}/undo", review_href(review))
}

/// What somebody says of a pair, as a form sends it.
#[derive(Deserialize)]
pub(super) struct JudgementForm {
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    note: String,
}

pub(super) async fn judge(
    Shared(state): Shared<State>,
    Path((review, pair)): Path<(String, String)>,
    visit: Visit,
    form: Result<Form<JudgementForm>, FormRejection>,
) -> Response {
    let (Ok(review_number), Ok(pair_number)) = (number(&review, "review"), number(&pair, "pair")) else {
        return stopped(hub::Error::not_found("review"), &visit, &[]);
    };
    let Some((verdict, note)) =
        form.ok().and_then(|Form(form)| Some((Verdict::from_name(&form.verdict)?, form.note.replace("\r\n", "\n"))))
    else {
        return not_judged(&state, &visit, &review, &pair).await;
    };
    let actor = visit.actor();
    match state.hub.judge_pair(&actor, review_number, pair_number, verdict, &note).await {
        Ok(judged) => match state.hub.review(&actor, review_number).await {
            Ok(overview) => {
                let next = next_pair(&overview.standing, &overview.judgements, &actor.person, pair_number);
                let said = judged.judgement().number;
                Redirect::to(&match next {
                    Some(next) => format!("{}?judged={said}#records", pair_href(review_number, next)),
                    None => format!("{}?judged={said}", review_href(review_number)),
                })
                .into_response()
            }
            Err(error) => stopped(error, &visit, &back(review_number, Some(pair_number))),
        },
        Err(error) => stopped(error, &visit, &back(review_number, Some(pair_number))),
    }
}

/// The pair's page with what is wrong with the form.
async fn not_judged(state: &State, visit: &Visit, review: &str, pair: &str) -> Response {
    match shown(state, visit, review, pair, &Asked::default()).await {
        Ok(mut page) => {
            let text = "Press one of the three buttons: same person, different people or cannot tell".to_owned();
            page.status = StatusCode::UNPROCESSABLE_ENTITY;
            page.frame.title = format!("Error: {}", page.frame.title);
            page.errors = Some(ErrorSummary { errors: vec![FieldError { text, field_id: "records".to_owned() }] });
            render(&page)
        }
        Err(error) => stopped(error, visit, &back(number(review, "review").unwrap_or_default(), None)),
    }
}

pub(super) async fn take_back(
    Shared(state): Shared<State>,
    Path((review, judgement)): Path<(String, String)>,
    visit: Visit,
) -> Response {
    let done = async {
        let (review, judgement) = (number(&review, "review")?, number(&judgement, "judgement")?);
        let taken = state.hub.take_back(&visit.actor(), review, judgement).await?;
        Ok(format!("{}?undone={}#records", pair_href(review, taken.pair), taken.number))
    };
    match done.await {
        Ok(href) => Redirect::to(&href).into_response(),
        Err(error) => {
            let review = number(&review, "review").unwrap_or_default();
            stopped(error, &visit, &back(review, None))
        }
    }
}

fn page(seen: &SeenPair, visit: &Visit) -> PairPage {
    let SeenPair { task, pair, columns, left, right, own, others, weight, next, judged } = seen;
    let (href, count) = (review_href(task.number), task.design.count());
    let heading = format!("Pair {pair} of {count}");
    let rows = columns.iter().enumerate().map(|(at, label)| {
        let value = |record: &FileRecord| record.values.get(at).cloned().flatten();
        PairRow { label: label.clone(), comparison: compare(value(left).as_deref(), value(right).as_deref()) }
    });
    let recorded = if own.is_some() {
        "That you saw these two records and their weight has been recorded."
    } else {
        "That you saw these two records has been recorded."
    };
    PairPage {
        frame: frame(&format!("{heading}: {}", task.title), &[(&task.title, href.clone())], &format!("Pair {pair}")),
        status: StatusCode::OK,
        errors: None,
        reviewer: visit.stated(Some(recorded)),
        review: Link::new(&task.title, &href),
        heading,
        progress: match judged {
            0 => String::new(),
            count => format!("You have judged {}.", counted(*count, "pair", "pairs")),
        },
        said: None,
        left: whose(left),
        right: whose(right),
        rows: rows.collect(),
        others: others
            .iter()
            .map(|said| OtherWord { verdict: said.verdict.words().to_owned(), note: said.note.clone() })
            .collect(),
        question: own.is_none().then(|| Question {
            action: pair_href(task.number, *pair),
            verdicts: [(Verdict::SamePerson, 's'), (Verdict::DifferentPeople, 'd'), (Verdict::CannotTell, 'c')]
                .map(|(verdict, key)| (verdict.name().to_owned(), verdict.words().to_owned(), key))
                .into(),
            note: TextArea {
                id: "note".to_owned(),
                name: "note".to_owned(),
                label: "A note, if you like".to_owned(),
                hint: Some("What decided it. Do not write names or numbers of people here.".to_owned()),
                value: String::new(),
                error: None,
            },
            skip_href: format!("{href}/next?after={pair}"),
        }),
        weight: own.as_ref().zip(weight.as_ref()).map(|(own, weight)| weight_view(task, *pair, own, weight, *next)),
    }
}

/// Whose record it is: its source, and what the source calls it.
fn whose(record: &FileRecord) -> String {
    if record.source.is_empty() {
        format!("record {}", record.id)
    } else {
        format!("{}, record {}", record.source, record.id)
    }
}

fn weight_view(
    task: &ReviewTask,
    pair: u32,
    own: &ReviewJudgement,
    weight: &PairWeight,
    next: Option<u32>,
) -> WeightView {
    let href = review_href(task.number);
    let sentence = format!(
        "Its match weight is {}: {}, a probability of {}.",
        signed(weight.weight),
        odds(weight.weight),
        chance(weight.probability)
    );
    let sum = |step: &FileStep| step.weight + step.frequency;
    let label = |step: &FileStep| format!("{}: {}", step.comparison, step.outcome);
    let strongest = |sign: f64| {
        let steps = weight.steps.iter().filter(|step| sign * sum(step) > NOTHING);
        steps.max_by(|one, other| (sign * sum(one)).total_cmp(&(sign * sum(other)))).map(label)
    };
    let signs = match (strongest(1.0), strongest(-1.0)) {
        (Some(one), Some(two)) => {
            format!("The strongest sign for one person is {one}. The strongest against is {two}.")
        }
        (Some(one), None) => format!("The strongest sign for one person is {one}. Nothing speaks against it."),
        (None, Some(two)) => format!("Nothing speaks for one person. The strongest sign against is {two}."),
        (None, None) => "Nothing that was compared says much either way.".to_owned(),
    };
    let chart = waterfall(&Waterfall {
        id: "waterfall".to_owned(),
        title: format!("Why pair {pair} weighs {}", signed(weight.weight)),
        description: format!("{sentence} {signs}"),
        prior: weight.prior,
        steps: weight.steps.iter().map(|step| WaterfallStep { label: label(step), change: sum(step) }).collect(),
        threshold: task.design.threshold,
    });
    let mut total = weight.prior;
    let mut rows = vec![vec![
        TableCell::new("Before anything is compared"),
        TableCell::new("Of all pairs that could be made, so few are of one person"),
        TableCell::new(signed(total)),
        TableCell::new(signed(total)),
    ]];
    for step in &weight.steps {
        total += sum(step);
        // The words begin with what is compared, which has a column of its own.
        let words = step.words.strip_prefix(&format!("{}: ", step.comparison)).unwrap_or(&step.words);
        rows.push(vec![
            TableCell::new(&step.comparison),
            TableCell::new(crate::routes::data::capital(words)),
            TableCell::new(signed(sum(step))),
            TableCell::new(signed(total)),
        ]);
    }
    let mut facts = Vec::new();
    if let Some(rule) = &weight.rule {
        facts.push(format!("What brought the two together: {rule}."));
    }
    if let Some((pair, of)) = usize::try_from(pair - 1).ok().and_then(|at| {
        let pair = task.design.pairs.get(at)?;
        Some((pair, task.design.bands.get(pair.band as usize)?))
    }) {
        facts.push(format!(
            "It was taken from the band of weights {}, and stands for {} pairs of the linkage.",
            band(of.from, of.to),
            grouped(pair.stands_for, usize::from(pair.stands_for.fract().abs() > 0.05))
        ));
    }
    if let Some(threshold) = task.design.threshold {
        let side = if weight.weight >= threshold {
            "took the two for one person"
        } else {
            "did not take the two for one person"
        };
        facts.push(format!(
            "The linkage takes pairs from a weight of {} on, so it {side} by this pair alone.",
            signed(threshold)
        ));
    }
    WeightView {
        verdict: own.verdict.words().to_lowercase(),
        note: own.note.clone(),
        undo_action: undo_action(task.number, own.number),
        sentence,
        signs,
        chart,
        table: Table {
            caption: "Step by step".to_owned(),
            caption_hidden: true,
            columns: vec![
                Column::words("Compared"),
                Column::words("Outcome"),
                Column::numbers("Adds"),
                Column::numbers("Sum"),
            ],
            rows,
        },
        facts,
        clusters: weight
            .clusters
            .iter()
            .map(|cluster| {
                let text = format!("The person that the linkage made of them (cluster {cluster})");
                Link::new(text, format!("/people/clusters/{}-{cluster}", task.number))
            })
            .collect(),
        next: match next {
            Some(next) => Link::new("Next pair", format!("{}#records", pair_href(task.number, next))),
            None => Link::new("Back to the review", href),
        },
    }
}
