//! The schema: made, brought up to date, refused when it is newer, and the same in both databases.

use crate::{
    place::Place,
    samples::{one_submission, record_dataset},
};
use hub::{PortError, Register as _};
use register::{Error, HEAD, SchemaVersion};

/// Brings a place back to before the first release.
async fn empty(place: &Place) {
    if place.is_sqlite() {
        place.raw("VACUUM").await.unwrap();
    } else {
        place.raw("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
    }
}

pub async fn an_older_register_is_brought_up_to_date(place: Place) {
    if place.is_sqlite() {
        let unmade = register::schema_version(&place.address).await.unwrap();
        assert_eq!(unmade, SchemaVersion { kept: 0, known: HEAD });
        assert!(!std::path::Path::new(&place.address).exists(), "looking makes nothing");
    }
    empty(&place).await;
    let before = register::schema_version(&place.address).await.unwrap();
    assert_eq!(before, SchemaVersion { kept: 0, known: HEAD });
    assert!(!before.is_current());
    let register = place.open().await;
    record_dataset(&register, "absence").await;
    register.close().await;
    assert!(register::schema_version(&place.address).await.unwrap().is_current());
    assert_eq!(place.open().await.datasets().await.unwrap().len(), 1);
}

pub async fn a_newer_register_is_refused(place: Place) {
    place.open().await.close().await;
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (999, 'later', true, '', 0)";
    place.raw(later).await.unwrap();
    let refused = register::open(&place.address).await.unwrap_err();
    assert!(matches!(refused, Error::Newer { kept: 999, known: HEAD, .. }), "{refused:?}");
    assert!(refused.to_string().contains("newer release"));
    assert!(matches!(PortError::from(refused), PortError::Engine { .. }));
    assert_eq!(register::schema_version(&place.address).await.unwrap().kept, 999);
}

pub async fn a_register_opened_twice_at_once_is_made_once(place: Place) {
    empty(&place).await;
    let openings: Vec<_> = (0..4)
        .map(|_| {
            let address = place.address.clone();
            tokio::spawn(async move { register::open(&address).await.unwrap() })
        })
        .collect();
    for opening in openings {
        assert_eq!(opening.await.unwrap().verify_events().await.unwrap(), None);
    }
}

pub async fn a_number_outside_its_range_is_refused_by_the_database(place: Place) {
    let register = place.open().await;
    one_submission(&register).await;
    for change in [
        "UPDATE submissions SET size_bytes = -1",
        "UPDATE submissions SET number = 4294967296",
        "UPDATE submissions SET state = 'lost'",
        "UPDATE submissions SET recipe_version = 2",
        "DELETE FROM recipes",
        "INSERT INTO releases (dataset, number, version, released_at_unix_ns) VALUES ('absence', 2, 1, 1)",
        "INSERT INTO event_chain (id, sequence, hash) SELECT 2, 0, hash FROM event_chain",
    ] {
        assert!(place.raw(change).await.is_err(), "{change}");
    }
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let sqlite = Place::sqlite();
    sqlite.open().await.close().await;
    let Some(postgres) = Place::postgres() else { return };
    let columns = "SELECT t.name || '.' || c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table'";
    let mut in_sqlite = sqlite.raw_texts(columns).await;
    let columns = "SELECT table_name || '.' || column_name FROM information_schema.columns
        WHERE table_schema = 'public'";
    let mut in_postgres = postgres.raw_texts(columns).await;
    in_sqlite.sort();
    in_postgres.sort();
    assert!(in_sqlite.len() > 40);
    assert_eq!(in_sqlite, in_postgres);
}

#[tokio::test]
async fn a_server_that_acknowledges_too_early_is_refused() {
    let Some(place) = Place::postgres() else { return };
    let address = format!("{}&options=-c%20synchronous_commit=off", place.address);
    let refused = register::open(&address).await.unwrap_err();
    assert!(matches!(refused, Error::NotDurable { setting: "synchronous_commit", .. }), "{refused:?}");
}
