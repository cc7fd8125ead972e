//! Reviews and judgements.

use crate::{place::Place, samples::second};
use hub::{
    Actor, PortError,
    people::reviews::{Basis, DesignBand, DesignPair, ReviewDesign, ReviewJudgement, Verdict},
    ports::{NewJudgement, NewReview, ReviewRecords as _},
    submission::Received,
};
use register::SqlRegister;
use std::collections::BTreeSet;

fn review(number: u8) -> NewReview {
    NewReview {
        title: format!("Review “{number}” of three services"),
        design: ReviewDesign {
            bands: vec![
                DesignBand { from: None, to: Some(0.1), pairs: u64::from(u32::MAX) * 9 },
                DesignBand { from: Some(0.1), to: None, pairs: 7 },
            ],
            pairs: vec![
                DesignPair { band: 1, stands_for: 3.5, weight: 0.1 + 0.2 },
                DesignPair { band: 0, stands_for: 1.0, weight: -1e-300 },
            ],
            threshold: Some(4.247_927_513_443_585),
            clusters: 3,
            has_model: true,
        },
        file: Received { sha256: format!("{number:02x}").repeat(32), size_bytes: 12_345 },
        made_at: second(i64::from(number)),
        made_by: Actor::local_administrator("how often the linkage is right"),
    }
}

fn judgement(pair: u32, person: &str, verdict: Verdict) -> NewJudgement {
    NewJudgement {
        review: 1,
        pair,
        by: Actor::reviewer(person, "how often the linkage is right"),
        verdict,
        note: "The day and the month are “swapped”.".to_owned(),
        basis: Basis::Blind,
        at: second(60),
    }
}

async fn one_review(place: &Place) -> SqlRegister {
    let register = place.open().await;
    register.record_review(review(1)).await.unwrap();
    register
}

pub async fn a_review_comes_back_as_it_went_in(place: Place) {
    let register = place.open().await;
    assert_eq!(register.review(1).await.unwrap(), None);
    let made = register.record_review(review(1)).await.unwrap();
    assert_eq!((made.number, made.design.clone()), (1, review(1).design));
    register.close().await;
    assert_eq!(place.open().await.review(1).await.unwrap(), Some(made), "to the last bit, after a restart");
}

pub async fn reviews_are_listed_newest_first(place: Place) {
    let register = place.open().await;
    let tasks: Vec<_> = (1..=12)
        .map(|number| {
            let register = register.clone();
            tokio::spawn(async move { register.record_review(review(number)).await.unwrap().number })
        })
        .collect();
    let mut numbers = BTreeSet::new();
    for task in tasks {
        assert!(numbers.insert(task.await.unwrap()), "each has a number of its own");
    }
    let listed: Vec<u32> = register.reviews().await.unwrap().into_iter().map(|task| task.number).collect();
    assert!(listed.into_iter().eq((1..=12).rev()));
}

pub async fn one_file_is_one_review(place: Place) {
    let register = one_review(&place).await;
    let again = register.record_review(review(1)).await.unwrap_err();
    assert!(matches!(again, PortError::Engine { .. }), "{again:?}");
    assert_eq!(register.reviews().await.unwrap().len(), 1);
}

pub async fn one_judgement_of_a_person_on_a_pair_stands(place: Place) {
    let register = one_review(&place).await;
    let first = register.record_judgement(judgement(1, "Ada Lovelace", Verdict::SamePerson)).await.unwrap();
    assert_eq!((first.number, first.pair, first.verdict), (1, 1, Verdict::SamePerson));
    for name in ["Ada Lovelace", "ada  lovelace"] {
        let again = register.record_judgement(judgement(1, name, Verdict::DifferentPeople)).await.unwrap_err();
        assert!(matches!(again, PortError::Conflict { .. }), "{again:?}");
    }
    let second = register.record_judgement(judgement(2, "Ada Lovelace", Verdict::CannotTell)).await.unwrap();
    let third = register.record_judgement(judgement(1, "Bea", Verdict::DifferentPeople)).await.unwrap();
    assert_eq!((second.number, third.number), (2, 3), "what was refused takes no number");
    assert_eq!(register.judgements(1).await.unwrap(), [first, second, third]);
    assert!(register.judgements(2).await.unwrap().is_empty());
    let mut of_no_review = judgement(1, "Ada", Verdict::SamePerson);
    of_no_review.review = 2;
    assert!(register.record_judgement(of_no_review).await.is_err());
}

pub async fn reviewers_at_once_are_each_recorded(place: Place) {
    let register = one_review(&place).await;
    // Each of ten people sends each of three judgements twice at the same time.
    let tasks: Vec<_> = (0..60)
        .map(|task| {
            let register = register.clone();
            let (person, pair) = (format!("Reviewer {}", task % 10), task % 3 + 1);
            tokio::spawn(async move { register.record_judgement(judgement(pair, &person, Verdict::SamePerson)).await })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => made += 1,
            Err(error) => assert!(matches!(error, PortError::Conflict { .. }), "{error:?}"),
        }
    }
    assert_eq!(made, 30);
    let judgements = register.judgements(1).await.unwrap();
    assert!(judgements.iter().map(|judgement| judgement.number).eq(1..=30));
    let each: BTreeSet<(u32, &str)> =
        judgements.iter().map(|judgement| (judgement.pair, judgement.by.person.as_str())).collect();
    assert_eq!(each.len(), 30);
}

pub async fn a_judgement_is_taken_back_once(place: Place) {
    let register = one_review(&place).await;
    register.record_judgement(judgement(1, "Ada", Verdict::SamePerson)).await.unwrap();
    register.withdraw_judgement(1, 1, second(90)).await.unwrap();
    for judgement in [1, 2] {
        let refused = register.withdraw_judgement(1, judgement, second(91)).await.unwrap_err();
        assert!(matches!(refused, PortError::Conflict { .. }), "{refused:?}");
    }
    let again = register.record_judgement(judgement(1, "Ada", Verdict::DifferentPeople)).await.unwrap();
    assert_eq!(again.number, 2);
    let kept = register.judgements(1).await.unwrap();
    assert_eq!(kept[0].withdrawn_at, Some(second(90)), "what was taken back stays");
    assert_eq!(kept.iter().filter(|judgement| judgement.stands()).count(), 1);
}

pub async fn when_a_weight_was_first_seen_is_kept(place: Place) {
    let register = one_review(&place).await;
    register.record_judgement(judgement(1, "Ada", Verdict::SamePerson)).await.unwrap();
    for seconds in [70, 80] {
        register.record_weight_seen(1, 1, second(seconds)).await.unwrap();
    }
    let kept: Vec<ReviewJudgement> = register.judgements(1).await.unwrap();
    assert_eq!(kept[0].weight_seen_at, Some(second(70)));
    assert!(register.record_weight_seen(1, 2, second(80)).await.is_err());
}

pub async fn what_cannot_be_kept_of_a_review_is_refused(place: Place) {
    let register = one_review(&place).await;
    let mut infinite = review(2);
    infinite.design.pairs[0].weight = f64::INFINITY;
    let mut nul = review(2);
    nul.title = "a\0b".to_owned();
    for refused in [infinite, nul] {
        assert!(matches!(register.record_review(refused).await, Err(PortError::Question { .. })));
    }
    let mut note = judgement(1, "Ada", Verdict::SamePerson);
    note.note = "a\0b".to_owned();
    assert!(matches!(register.record_judgement(note).await, Err(PortError::Question { .. })));
    for change in [
        "UPDATE linkage_reviews SET size_bytes = -1",
        "UPDATE linkage_reviews SET sha256 = 'short'",
        "INSERT INTO linkage_review_judgements (review, judgement, pair, reviewer, judged_by, verdict, note, basis,
            judged_at_unix_ns) VALUES (1, 1, 1, 'ada', '{}', 'maybe', '', 'blind', 1)",
        "INSERT INTO linkage_review_judgements (review, judgement, pair, reviewer, judged_by, verdict, note, basis,
            judged_at_unix_ns) VALUES (1, 1, 1, 'ada', '{}', 'same_person', '', 'guessed', 1)",
    ] {
        assert!(place.raw(change).await.is_err(), "{change}");
    }
    assert_eq!((register.reviews().await.unwrap().len(), register.judgements(1).await.unwrap().len()), (1, 0));
}

/// The tables have no column in which a value of a record could stand: they hold the file's hash and its design alone.
pub async fn no_value_of_a_record_is_in_the_register(place: Place) {
    place.open().await.close().await;
    let columns = if place.is_sqlite() {
        "SELECT name FROM pragma_table_info('linkage_reviews')"
    } else {
        "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'linkage_reviews'"
    };
    let columns: BTreeSet<String> = place.raw_texts(columns).await.into_iter().collect();
    let known = ["design", "made_at_unix_ns", "made_by", "review", "sha256", "size_bytes", "title"];
    assert!(columns.iter().map(String::as_str).eq(known), "{columns:?}");
    let design = serde_json::to_value(review(1).design).unwrap();
    let parts: BTreeSet<&str> = design.as_object().unwrap().keys().map(String::as_str).collect();
    assert!(parts.into_iter().eq(["bands", "clusters", "has_model", "pairs", "threshold"]));
    let parts: BTreeSet<&str> = design["pairs"][0].as_object().unwrap().keys().map(String::as_str).collect();
    assert!(parts.into_iter().eq(["band", "stands_for", "weight"]));
}
