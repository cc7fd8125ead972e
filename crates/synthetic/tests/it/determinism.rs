//! The same seed gives the same bytes: on every machine, with any number of threads.

use sha2::{Digest, Sha256};
use synthetic::{Place, Setting, SyntheticError, catalogue::TABLES, csv};

const SETTING: Setting = Setting { people: 5_000, seed: 42, first_year: 2018, last_year: 2021 };

/// The hash of every table as CSV, over all blocks.
fn hash(setting: Setting, threads: usize) -> String {
    let place = Place::new(setting).unwrap();
    let mut hashes: Vec<Sha256> = TABLES.iter().map(|_| Sha256::new()).collect();
    place
        .generate(threads, |block| {
            for (hash, batch) in hashes.iter_mut().zip(&block.batches) {
                let mut text = Vec::new();
                csv::lines(batch, &mut text);
                hash.update(&text);
            }
            Ok::<(), SyntheticError>(())
        })
        .unwrap();
    let mut whole = Sha256::new();
    for hash in hashes {
        whole.update(hash.finalize());
    }
    whole.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_bytes_are_the_same_everywhere() {
    // A change of this hash is a change of every place: say so where people read of it.
    assert_eq!(hash(SETTING, 2), "0dfe17c76e5af525105bf3518d7aa2a260a96a06bf6589f248c979b43b77d985");
}

#[test]
fn threads_change_nothing_and_seeds_change_all() {
    let one = hash(SETTING, 1);
    assert_eq!(one, hash(SETTING, 3));
    assert_ne!(one, hash(Setting { seed: 43, ..SETTING }, 1));
}

#[test]
fn a_block_can_be_made_by_itself() {
    let place = Place::new(SETTING).unwrap();
    let alone = place.block(2).unwrap();
    let mut third = None;
    let mut number = 0;
    place
        .generate(2, |block| {
            if number == 2 {
                third = Some(block);
            }
            number += 1;
            Ok::<(), SyntheticError>(())
        })
        .unwrap();
    assert_eq!(number, place.blocks());
    assert!(third == Some(alone));
}

#[test]
fn places_of_any_size_can_be_made() {
    for people in [1, 2, 7, 50, 2_001] {
        let place = Place::new(Setting { people, seed: 1, first_year: 2020, last_year: 2020 }).unwrap();
        let people_column = TABLES.iter().position(|table| table.name == "truth/people").unwrap();
        let mut found = 0;
        place
            .generate(2, |block| {
                found += block.batches[people_column].rows();
                Ok::<(), SyntheticError>(())
            })
            .unwrap();
        assert!(found >= people, "{found} of {people}");
    }
}

#[test]
fn what_cannot_be_made_is_refused() {
    for (setting, why) in [
        (Setting { people: 0, ..SETTING }, "people"),
        (Setting { people: 30_000_000, ..SETTING }, "people"),
        (Setting { first_year: 2022, ..SETTING }, "after"),
        (Setting { first_year: 1066, ..SETTING }, "between"),
        (Setting { last_year: 2060, ..SETTING }, "at most 30 years"),
    ] {
        let refused = Place::new(setting).unwrap_err().to_string();
        assert!(refused.contains(why), "{setting:?}: {refused}");
    }
}
