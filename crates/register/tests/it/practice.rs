//! Good practice: what was documented, and who took it up.

use crate::{place::Place, samples::second};
use hub::{
    Actor, PortError,
    ports::PracticeRecords as _,
    practice::{EvidenceGrade, PracticeNote, ReuseNote},
};
use terms::{AreaCode, IndicatorId};

fn practice(title: &str) -> PracticeNote {
    PracticeNote {
        area: AreaCode::parse("E07000117").unwrap(),
        outcome: IndicatorId::parse("possession-claims").unwrap(),
        title: title.to_owned(),
        what: "A call to every tenant in the first week of arrears.".to_owned(),
        since: Some(2019),
        grade: EvidenceGrade::BesideLikePlaces,
        evidence: "Housing committee, 4 March 2024, page 9".to_owned(),
        contact: "Housing options team".to_owned(),
    }
}

fn reuse(number: u32, code: &str) -> ReuseNote {
    ReuseNote {
        practice: number,
        area: AreaCode::parse(code).unwrap(),
        since: None,
        adaptation: "Letters too, since many have no telephone.".to_owned(),
        result: String::new(),
    }
}

fn actor() -> Actor {
    Actor::local_administrator("Documenting what was done")
}

pub async fn a_practice_comes_back_with_those_who_took_it_up(place: Place) {
    let register = place.open().await;
    assert_eq!(register.record_practice(&practice("Call first"), &actor(), second(1)).await.unwrap(), 1);
    assert_eq!(register.record_practice(&practice("A fund"), &actor(), second(2)).await.unwrap(), 2);
    for (seconds, code) in [(3, "E07000122"), (4, "E06000008")] {
        register.record_reuse(&reuse(1, code), &actor(), second(seconds)).await.unwrap();
    }
    let all = register.practices().await.unwrap();
    assert_eq!(all.iter().map(|one| (one.number, one.reuses.len())).collect::<Vec<_>>(), [(1, 2), (2, 0)]);
    assert_eq!(all[0].practice, practice("Call first"));
    assert_eq!(all[0].reuses[1].reuse, reuse(1, "E06000008"));
    assert_eq!(all[0].reuses[1].recorded_at, second(4));
    assert_eq!(register.practice(1).await.unwrap().as_ref(), Some(&all[0]));
    assert_eq!(register.practice(3).await.unwrap(), None);
}

pub async fn a_reuse_of_nothing_is_refused(place: Place) {
    let register = place.open().await;
    let refused = register.record_reuse(&reuse(1, "E07000122"), &actor(), second(1)).await;
    assert!(matches!(refused, Err(PortError::Conflict { .. })), "{refused:?}");
    assert_eq!(register.practices().await.unwrap(), []);
}

pub async fn practices_at_once_get_numbers_of_their_own(place: Place) {
    let register = place.open().await;
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let register = register.clone();
            tokio::spawn(async move { register.record_practice(&practice("Call"), &actor(), second(1)).await.unwrap() })
        })
        .collect();
    let mut numbers = Vec::new();
    for task in tasks {
        numbers.push(task.await.unwrap());
    }
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(1..=20));
}
