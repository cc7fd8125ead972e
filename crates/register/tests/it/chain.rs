//! The chain of events: whole, read, and tampered with.

use crate::{place::Place, samples::event};
use hub::{Register as _, ports::Event};
use register::SqlRegister;

async fn record(register: &SqlRegister, count: i64) {
    for number in 1..=count {
        register.record_event(event(number)).await.unwrap();
    }
}

/// Lets somebody change events, as only the owner of the database can.
async fn drop_triggers(place: &Place) {
    for (trigger, table) in [("events_are_not_changed", "events"), ("events_are_not_removed", "events")] {
        let of = if place.is_sqlite() { String::new() } else { format!(" ON {table}") };
        place.raw(&format!("DROP TRIGGER {trigger}{of}")).await.unwrap();
    }
}

pub async fn events_are_read_newest_first(place: Place) {
    let register = place.open().await;
    record(&register, 4).await;
    let again = Event { subject: "absence/2".to_owned(), ..event(5) };
    register.record_event(again.clone()).await.unwrap();
    assert_eq!(register.events(None, 3).await.unwrap(), [again.clone(), event(4), event(3)]);
    assert_eq!(register.events(None, u32::MAX).await.unwrap().len(), 5);
    assert_eq!(register.events(Some("absence/2"), 10).await.unwrap(), [again.clone(), event(2)]);
    assert_eq!(register.events(Some("absence/2"), 1).await.unwrap(), [again]);
    assert_eq!(register.events(Some("absence/9"), 10).await.unwrap(), []);
}

pub async fn a_whole_chain_agrees(place: Place) {
    let register = place.open().await;
    assert_eq!(register.verify_events().await.unwrap(), None);
    record(&register, 5).await;
    assert_eq!(register.verify_events().await.unwrap(), None);
}

pub async fn events_at_once_make_one_chain(place: Place) {
    let register = place.open().await;
    let tasks: Vec<_> = (1..=50)
        .map(|number| {
            let register = register.clone();
            tokio::spawn(async move { register.record_event(event(number)).await.unwrap() })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(register.events(None, 100).await.unwrap().len(), 50);
    assert_eq!(register.verify_events().await.unwrap(), None);
}

pub async fn an_event_is_neither_changed_nor_removed(place: Place) {
    let register = place.open().await;
    record(&register, 3).await;
    let mut attempts = vec![
        "UPDATE events SET document = '{}' WHERE sequence = 2",
        "UPDATE events SET subject = subject",
        "DELETE FROM events WHERE sequence = 3",
        "DELETE FROM events",
        "DELETE FROM event_chain",
    ];
    if !place.is_sqlite() {
        attempts.extend(["TRUNCATE events", "TRUNCATE event_chain"]);
    }
    for attempt in attempts {
        let refused = place.raw(attempt).await.unwrap_err().to_string();
        assert!(refused.contains("never"), "{attempt}: {refused}");
    }
    assert_eq!(register.events(None, 10).await.unwrap(), [event(3), event(2), event(1)]);
    assert_eq!(register.verify_events().await.unwrap(), None);
}

pub async fn tampering_shows_where_it_begins(place: Place) {
    let register = place.open().await;
    record(&register, 5).await;
    drop_triggers(&place).await;
    place.raw("CREATE TABLE kept AS SELECT * FROM events").await.unwrap();
    place.raw("CREATE TABLE kept_chain AS SELECT * FROM event_chain").await.unwrap();
    // Rewritten with a hash of its own that fits: the next event still holds the old one.
    let rewritten = {
        let document = serde_json::to_string(&event(2)).unwrap().replace("Looked", "Peeked");
        let first = place.raw_texts("SELECT hash FROM events WHERE sequence = 1").await.remove(0);
        let hash = sha256(&format!("{first}{document}"));
        format!("UPDATE events SET document = '{document}', hash = '{hash}' WHERE sequence = 2")
    };
    for (change, fails_at) in [
        ("UPDATE events SET subject = 'absence/9' WHERE sequence = 2", 2),
        ("UPDATE events SET document = replace(document, 'Looked', 'looked') WHERE sequence = 3", 3),
        ("UPDATE events SET document = document || ' ' WHERE sequence = 3", 3),
        ("UPDATE events SET document = '' WHERE sequence = 1", 1),
        ("UPDATE events SET hash = 'g' || substr(hash, 2) WHERE sequence = 4", 4),
        ("UPDATE events SET previous_hash = 'g' || substr(previous_hash, 2) WHERE sequence = 4", 4),
        ("UPDATE events SET sequence = 9 WHERE sequence = 4", 4),
        ("DELETE FROM events WHERE sequence = 1", 1),
        ("DELETE FROM events WHERE sequence = 3", 3),
        ("DELETE FROM events WHERE sequence > 3", 4),
        ("DELETE FROM events", 1),
        ("UPDATE event_chain SET sequence = 4", 6),
        ("UPDATE event_chain SET hash = 'g' || substr(hash, 2)", 6),
        (&rewritten, 3),
    ] {
        assert_eq!(register.verify_events().await.unwrap(), None, "before {change}");
        place.raw(change).await.unwrap();
        assert_eq!(register.verify_events().await.unwrap(), Some(fails_at), "{change}");
        place.raw("DELETE FROM events").await.unwrap();
        place.raw("INSERT INTO events SELECT * FROM kept").await.unwrap();
        place
            .raw("UPDATE event_chain SET sequence = (SELECT sequence FROM kept_chain), hash = (SELECT hash FROM kept_chain)")
            .await
            .unwrap();
    }
}

pub async fn every_character_of_an_event_counts(place: Place) {
    let register = place.open().await;
    record(&register, 3).await;
    drop_triggers(&place).await;
    let document = serde_json::to_string(&event(2)).unwrap();
    let kept = place.raw_texts("SELECT document FROM events WHERE sequence = 2").await;
    assert_eq!(kept, [document.as_str()]);
    for (position, character) in document.char_indices() {
        let other = if character == 'x' { 'y' } else { 'x' };
        let end = position + character.len_utf8();
        let changed = format!("{}{other}{}", &document[..position], &document[end..]);
        place.raw(&format!("UPDATE events SET document = '{changed}' WHERE sequence = 2")).await.unwrap();
        assert_eq!(register.verify_events().await.unwrap(), Some(2), "{changed}");
    }
    place.raw(&format!("UPDATE events SET document = '{document}' WHERE sequence = 2")).await.unwrap();
    assert_eq!(register.verify_events().await.unwrap(), None);
}

pub async fn a_chain_longer_than_a_page_is_walked_to_its_end(place: Place) {
    let register = place.open().await;
    // Written past the register, since that synchronises the disk for each.
    let mut previous = "0".repeat(64);
    let mut rows = Vec::new();
    for number in 1..=20_001 {
        let event = event(number);
        let document = serde_json::to_string(&event).unwrap();
        let hash = sha256(&format!("{previous}{document}"));
        rows.push(format!("({number}, '{}', '{document}', '{previous}', '{hash}')", event.subject));
        previous = hash;
    }
    for batch in rows.chunks(5_000) {
        place.raw(&format!("INSERT INTO events VALUES {}", batch.join(","))).await.unwrap();
    }
    place.raw(&format!("UPDATE event_chain SET sequence = 20001, hash = '{previous}'")).await.unwrap();
    assert_eq!(register.verify_events().await.unwrap(), None);
    register.record_event(event(20_002)).await.unwrap();
    assert_eq!(register.verify_events().await.unwrap(), None);
    drop_triggers(&place).await;
    place.raw("UPDATE events SET subject = 'absence/1' WHERE sequence = 20000").await.unwrap();
    assert_eq!(register.verify_events().await.unwrap(), Some(20_000));
}

fn sha256(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text).iter().fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"))
}
