//! All reviews, and one with how far it is.

use super::{
    frame, number, review_href,
    session::Visit,
    stopped,
    words::{band, counted},
};
use crate::{
    components::{Column, Link, SummaryList, SummaryRow, Table, TableCell, Tag, TagKind},
    pages::people::{ReviewPage, ReviewsPage, reviews::ReviewRow},
    render,
    routes::{asked::Asked, data::day},
    state::{State, administrator},
    words::list_in_words,
};
use axum::{
    extract::{Path, State as Shared},
    response::Response,
};
use hub::{
    Actor,
    people::reviews::{ReviewOverview, next_pair},
};
use terms::unit::grouped;

/// Whoever looks at how far reviews are, where no record of a person is shown.
pub(super) fn follower(visit: &Visit) -> Actor {
    if visit.session.is_some() { visit.actor() } else { administrator("Following reviews of linkage") }
}

pub(super) async fn list(Shared(state): Shared<State>, visit: Visit) -> Response {
    let reviews = match state.hub.reviews(&follower(&visit)).await {
        Ok(reviews) => reviews,
        Err(error) => return stopped(error, &visit, &[]),
    };
    render(&ReviewsPage {
        frame: frame("Reviews of linkage", &[], "Reviews of linkage"),
        reviewer: visit.view(None),
        who_href: visit.who_href(),
        reviews: reviews.iter().map(row).collect(),
        import_href: "/people/reviews/new".to_owned(),
    })
}

fn row(review: &ReviewOverview) -> ReviewRow {
    let task = &review.task;
    let (pairs, settled, disputed) =
        (review.standing.pairs.len(), review.standing.settled(), review.standing.disputed().len());
    let state = if disputed > 0 {
        Tag::new(format!("{disputed} to decide"), TagKind::Act)
    } else if settled == pairs {
        Tag::new("Settled", TagKind::Done)
    } else if review.standing.reviewers.is_empty() {
        Tag::new("Not begun", TagKind::Ask)
    } else {
        Tag::new("Under way", TagKind::Wait)
    };
    let reviewers: Vec<String> =
        review.standing.reviewers.iter().map(|(name, count)| format!("{name} {count}")).collect();
    ReviewRow {
        review: Link::new(&task.title, review_href(task.number)),
        made: day(task.made_at),
        progress: format!("{settled} of {} settled", counted(pairs, "pair", "pairs")),
        reviewers: if reviewers.is_empty() { "nobody yet".to_owned() } else { list_in_words(&reviewers) },
        state,
    }
}

pub(super) async fn one(
    Shared(state): Shared<State>,
    Path(review): Path<String>,
    visit: Visit,
    asked: Asked,
) -> Response {
    let found = async {
        let overview = state.hub.review(&follower(&visit), number(&review, "review")?).await?;
        Ok(page(&overview, &visit, asked.text("judged")))
    };
    match found.await {
        Ok(page) => render(&page),
        Err(error) => stopped(error, &visit, &[]),
    }
}

fn page(review: &ReviewOverview, visit: &Visit, judged: &str) -> ReviewPage {
    let ReviewOverview { task, standing, judgements } = review;
    let href = review_href(task.number);
    let pairs = standing.pairs.len();
    let (settled, disputed) = (standing.settled(), standing.disputed());
    let person = visit.session.as_ref().map(|session| session.name.as_str());
    let next = person.and_then(|person| next_pair(standing, judgements, person, 0));
    let judged_by = |person: &str| judgements.iter().filter(|one| one.stands() && one.is_by(person)).count();
    let own = person.map_or(0, judged_by);
    let said = person.and_then(|person| {
        let number: u32 = judged.parse().ok()?;
        let said = judgements.iter().find(|said| said.number == number && said.stands() && said.is_by(person))?;
        Some(format!("Recorded: pair {} is {}.", said.pair, said.verdict.words().to_lowercase()))
    });
    let to_decide = disputed.iter().filter(|&&pair| {
        person.is_some_and(|person| {
            !judgements.iter().any(|said| said.stands() && said.pair == pair && said.is_by(person))
        })
    });
    let to_decide = to_decide.count();
    let nothing_waits = (person.is_some() && next.is_none()).then(|| {
        if own > 0 {
            "You have judged every pair that waits for you."
        } else {
            "No pair waits for a first or second judgement."
        }
        .to_owned()
    });
    let mut links = vec![Link::new("What the review says so far", format!("{href}/results"))];
    if task.design.has_model {
        links.push(Link::new("The model behind it", format!("/people/models/{}", task.number)));
    }
    ReviewPage {
        frame: frame(&task.title, &[], &format!("Review {}", task.number)),
        reviewer: visit.view(None),
        who_href: visit.who_href(),
        title: task.title.clone(),
        lead: lead(pairs, settled, disputed.len()),
        said,
        settled,
        pairs,
        next: next.map(|_| {
            let text = if own == 0 { "Judge the first pair" } else { "Judge the next pair" };
            Link::new(text, format!("{href}/next"))
        }),
        nothing_waits,
        disagreements: (!disputed.is_empty()).then(|| {
            let text = match to_decide {
                0 => {
                    format!("{} for somebody else to decide", counted(disputed.len(), "disagreement", "disagreements"))
                }
                count => format!("{} for you to decide", counted(count, "disagreement", "disagreements")),
            };
            Link::new(text, format!("{href}/disagreements"))
        }),
        reviewers: (!standing.reviewers.is_empty()).then(|| Table {
            caption: "Who has judged how many pairs".to_owned(),
            caption_hidden: true,
            columns: vec![Column::words("Name, as stated"), Column::numbers("Pairs judged"), Column::numbers("Of")],
            rows: standing
                .reviewers
                .iter()
                .map(|(name, count)| {
                    vec![TableCell::new(name), TableCell::new(count.to_string()), TableCell::new(pairs.to_string())]
                })
                .collect(),
        }),
        bands: Table {
            caption: "Bands of match weights".to_owned(),
            caption_hidden: true,
            columns: vec![
                Column::words("Match weight"),
                Column::numbers("Pairs of the linkage"),
                Column::numbers("In this sample"),
            ],
            rows: (0..)
                .zip(&task.design.bands)
                .map(|(at, of)| {
                    let taken = task.design.pairs.iter().filter(|pair| pair.band == at).count();
                    vec![
                        TableCell::new(band(of.from, of.to)),
                        TableCell::new(grouped(of.pairs as f64, 0)),
                        TableCell::new(taken.to_string()),
                    ]
                })
                .collect(),
        },
        facts: SummaryList {
            rows: vec![
                SummaryRow::new("Made for", &task.made_by.purpose),
                SummaryRow::new("Made by", format!("{}, {}", task.made_by.person, task.made_by.body)),
                SummaryRow::new("On", day(task.made_at)),
                SummaryRow::new("SHA-256 of the file", &task.file.sha256),
            ],
        },
        links,
        clusters: (1..=task.design.clusters)
            .map(|cluster| {
                Link::new(format!("Cluster {cluster}"), format!("/people/clusters/{}-{cluster}", task.number))
            })
            .collect(),
    }
}

/// How far a review is, in a sentence or two.
pub(super) fn lead(pairs: usize, settled: usize, disputed: usize) -> String {
    let first = match settled {
        0 if pairs == 1 => "Its one pair is not settled yet.".to_owned(),
        0 => format!("None of its {} is settled yet.", counted(pairs, "pair", "pairs")),
        1 if pairs == 1 => "Its one pair is settled.".to_owned(),
        settled if settled == pairs => format!("All of its {} are settled.", counted(pairs, "pair", "pairs")),
        settled => format!("{settled} of its {} are settled.", counted(pairs, "pair", "pairs")),
    };
    let second = match disputed {
        0 => String::new(),
        1 => " On one, people differ, and a third must decide.".to_owned(),
        count => format!(" On {count}, people differ, and a third must decide."),
    };
    format!("{first}{second}")
}
