//! Statements: numbers, versions, and that nothing that was said is lost.

use crate::{place::Place, samples::second};
use hub::{
    Actor, PortError,
    ports::StatementRecords as _,
    statements::{Statement, Subject, Withdrawn},
};
use terms::{AreaCode, IndicatorId};

/// A statement as it is made in a second.
pub fn statement(words: &str, seconds: i64) -> Statement {
    Statement {
        number: 0,
        version: 1,
        subject: Subject::Outcome {
            area: AreaCode::parse("E06000065").unwrap(),
            indicator: IndicatorId::parse("persistent-absence").unwrap(),
        },
        body: "North Yorkshire Council".to_owned(),
        speaker: "Jane Smith, Director of Children’s Services".to_owned(),
        words: words.to_owned(),
        recorded_by: Actor::local_administrator("Replying for a body"),
        recorded_at: second(seconds),
        answered: None,
        withdrawn: None,
    }
}

pub async fn every_version_of_a_statement_is_kept(place: Place) {
    let register = place.open().await;
    assert_eq!(register.statements().await.unwrap(), []);
    let first = register.add_statement(statement("We changed\n\nhow we count: “ß” 🌍 \u{0}", 1)).await.unwrap();
    let other = register.add_statement(statement("Another", 2)).await.unwrap();
    assert_eq!([(first.number, first.version), (other.number, other.version)], [(1, 1), (2, 1)]);
    let amended = Statement { version: 2, words: "In other words".to_owned(), ..first.clone() };
    register.add_statement_version(&amended).await.unwrap();
    let withdrawn =
        Statement { version: 3, withdrawn: Some(Withdrawn { reason: "It was wrong".to_owned() }), ..amended.clone() };
    register.add_statement_version(&withdrawn).await.unwrap();
    assert_eq!(register.statement_versions(1).await.unwrap(), [first, amended, withdrawn.clone()]);
    assert_eq!(register.statements().await.unwrap(), [withdrawn, other], "the newest of each, by number");
    assert_eq!(register.statement_versions(9).await.unwrap(), []);
}

pub async fn a_version_follows_the_newest_or_is_refused(place: Place) {
    let register = place.open().await;
    let first = register.add_statement(statement("One", 1)).await.unwrap();
    for (number, version) in [(1, 1), (1, 3), (2, 2), (0, 1)] {
        let wrong = Statement { number, version, ..first.clone() };
        let refused = register.add_statement_version(&wrong).await.unwrap_err();
        assert!(matches!(refused, PortError::Conflict { .. }), "{number}, {version}: {refused:?}");
    }
    assert_eq!(register.statements().await.unwrap(), [first]);
}

pub async fn statements_at_once_get_numbers_of_their_own(place: Place) {
    let register = place.open().await;
    let made = futures::future::join_all((0..12).map(|seconds| {
        let register = register.clone();
        async move { register.add_statement(statement("At once", seconds)).await.unwrap().number }
    }));
    let mut numbers = made.await;
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=12).collect::<Vec<_>>());
}

pub async fn what_was_said_is_neither_changed_nor_removed(place: Place) {
    let register = place.open().await;
    let first = register.add_statement(statement("One", 1)).await.unwrap();
    for change in ["UPDATE statements SET document = '{}'", "DELETE FROM statements"] {
        assert!(place.raw(change).await.is_err(), "{change}");
    }
    assert_eq!(register.statements().await.unwrap(), [first]);
}
