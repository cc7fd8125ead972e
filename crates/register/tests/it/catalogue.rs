//! Datasets with their contracts and recipes.

use crate::{
    place::Place,
    samples::{arrival, dataset, record_dataset, second},
};
use hub::{PortError, Register as _};

pub async fn a_version_grows_only_when_the_text_changes(place: Place) {
    let register = place.open().await;
    let absence = dataset("absence");
    let steps = [
        ("contract a", "recipe a", (1, 1), 1),
        ("contract a", "recipe a", (1, 1), 1),
        ("contract a", "recipe b", (1, 2), 3),
        ("contract b", "recipe b", (2, 2), 4),
        ("contract a", "recipe b", (3, 2), 5),
        ("contract a", "recipe b", (3, 2), 5),
    ];
    for (seconds, (contract, recipe, versions, recorded)) in (1..).zip(steps) {
        let entry = register.record_dataset(&absence, contract, recipe, second(seconds)).await.unwrap();
        assert_eq!((entry.contract_version, entry.recipe_version), versions);
        assert_eq!((entry.contract.as_str(), entry.recipe.as_str()), (contract, recipe));
        assert_eq!(entry.recorded_at, second(recorded));
        assert_eq!(register.datasets().await.unwrap(), [entry]);
    }
}

pub async fn every_version_is_kept(place: Place) {
    let register = place.open().await;
    let absence = dataset("absence");
    register.record_dataset(&absence, "contract a", "recipe a", second(1)).await.unwrap();
    register.record_dataset(&absence, "contract b", "recipe b\n# “ß” 🌍\n", second(2)).await.unwrap();
    assert_eq!(register.contract(&absence, 1).await.unwrap().as_deref(), Some("contract a"));
    assert_eq!(register.contract(&absence, 2).await.unwrap().as_deref(), Some("contract b"));
    assert_eq!(register.contract(&absence, 3).await.unwrap(), None);
    assert_eq!(register.recipe(&absence, 1).await.unwrap().as_deref(), Some("recipe a"));
    assert_eq!(register.recipe(&absence, 2).await.unwrap().as_deref(), Some("recipe b\n# “ß” 🌍\n"));
    assert_eq!(register.recipe(&dataset("attendance"), 1).await.unwrap(), None);
}

pub async fn datasets_stand_in_the_order_of_their_identifiers(place: Place) {
    let register = place.open().await;
    // A language's own order would overlook the hyphens.
    let names = ["a-z", "a1", "aa", "ab", "ab-c", "abc", "b"];
    for name in names.iter().rev() {
        record_dataset(&register, name).await;
    }
    let listed: Vec<String> =
        register.datasets().await.unwrap().into_iter().map(|entry| entry.dataset.to_string()).collect();
    assert_eq!(listed, names);
    assert!(names.is_sorted());
}

pub async fn one_dataset_recorded_many_times_at_once_keeps_its_versions_in_order(place: Place) {
    let register = place.open().await;
    let absence = dataset("absence");
    let writers = (1..=30).map(|writer| {
        let (register, absence) = (register.clone(), absence.clone());
        tokio::spawn(async move {
            register.record_dataset(&absence, &format!("contract {writer}"), "recipe", second(writer)).await.unwrap()
        })
    });
    let mut versions = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        let entry = writer.await.unwrap();
        assert_eq!(register.contract(&absence, entry.contract_version).await.unwrap(), Some(entry.contract));
        assert_eq!(entry.recipe_version, 1);
        versions.push(entry.contract_version);
    }
    versions.sort_unstable();
    assert!(versions.into_iter().eq(1..=30));
}

pub async fn what_cannot_be_kept_is_refused_alike(place: Place) {
    let register = place.open().await;
    let absence = dataset("absence");
    let refused = register.record_dataset(&absence, "a\0b", "recipe", second(1)).await.unwrap_err();
    assert!(matches!(refused, PortError::Question { .. }), "{refused:?}");
    let refused = register.record_dataset(&absence, "contract", "recipe", jiff::Timestamp::MAX).await.unwrap_err();
    assert!(matches!(refused, PortError::Question { .. }), "{refused:?}");
    assert_eq!(register.datasets().await.unwrap(), []);

    record_dataset(&register, "absence").await;
    let mut new = arrival("absence", 1);
    new.received.size_bytes = u64::MAX;
    let refused = register.record_submission(new).await.unwrap_err();
    assert!(matches!(refused, PortError::Question { .. }), "{refused:?}");
    let mut new = arrival("absence", 1);
    new.file_name.push_str("Jo Bloggs\0");
    let refused = register.record_submission(new).await.unwrap_err();
    assert!(matches!(refused, PortError::Question { .. }), "{refused:?}");
    assert!(!format!("{refused} {refused:?}").contains("Bloggs"), "nothing that a person wrote");
}
