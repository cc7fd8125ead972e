//! Pairs compared by the batch weigh what each of them weighs alone.

use crate::data;
use link::Silent;
use link::model::Model;
use link::score::{Collect, Linkage};
use proptest::prelude::*;

/// A model that asks every kind of question, with two kinds of people who have something in common.
fn asks_everything() -> Model {
    Model::from_toml(
        r#"
version = 1
name = "asks everything"
prior = 0.05
blocking = [
    { same = ["last"], when = "jaro_winkler(first) > 0.6" },
    { same = ["first"] },
    { same = ["number"] },
    { when = "l.first = r.last" },
    { same = ["left(born, 2)"], when = "levenshtein(last) <= 2" },
]

[[comparison]]
name = "name"
level = [
    { label = "no name", when = "missing(first) and missing(last)", missing = true },
    { label = "same name", when = "same(first || ' ' || last)", m = 0.5, u = 0.01, frequency = { of = "first || ' ' || last" } },
    { label = "swapped", when = "swapped(first, last)", m = 0.1, u = 0.01 },
    { label = "form", when = "nickname(first) and same(last)", m = 0.1, u = 0.02, frequency = { of = "last" } },
    { label = "alike", when = "jaro_winkler(first) >= 0.8 and jaro_winkler(last) >= 0.8", m = 0.1, u = 0.02 },
    { label = "either", when = "jaro_winkler(first) >= 0.9 or levenshtein(last) <= 1", m = 0.1, u = 0.1 },
    { label = "different", when = "else", m = 0.1, u = 0.84 },
]

[[comparison]]
name = "born"
level = [
    { label = "missing", when = "missing(born)", missing = true },
    { label = "same", when = "same(born)", m = 0.6, u = 0.1, frequency = { of = "born" } },
    { label = "one slip", when = "damerau_levenshtein(born) <= 1", m = 0.1, u = 0.1 },
    { label = "swapped", when = "day_month_swapped(born)", m = 0.05, u = 0.05 },
    { label = "two parts", when = "date_parts_same(born) >= 2", m = 0.05, u = 0.1 },
    { label = "near", when = "days_apart(born) <= 3652.5", m = 0.1, u = 0.25 },
    { label = "different", when = "else", m = 0.1, u = 0.4 },
]

[[comparison]]
name = "number"
level = [
    { label = "both have one", when = "not missing(number) and not same(number)", m = 0.1, u = 0.7 },
    { label = "same", when = "same(number)", m = 0.9, u = 0.3 },
]

[[in_common]]
share = 0.02
chances = { name = [0.0, 0.1, 0.05, 0.3, 0.05, 0.2, 0.3], born = [0.0, 0.1, 0.1, 0.1, 0.1, 0.3, 0.3], number = [0.5, 0.5] }
by_count = { last = [1.0, 0.5, 0.25], born = [0.5, 0.1] }

[[in_common]]
share = 0.01
chances = { name = [0.0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.5], born = [0.0, 0.4, 0.1, 0.1, 0.1, 0.1, 0.2], number = [0.1, 0.9] }

[people]
threshold = 0.5
clerical = 0.1
"#,
    )
    .expect("the model is right")
}

/// What scoring hands over, beside what its pairs weigh one by one.
fn check(linkage: &Linkage, threshold: f64) -> usize {
    let mut all = Collect::default();
    linkage.score(f64::NEG_INFINITY, &mut all, &Silent).expect("it is trained");
    let mut found = Collect::default();
    linkage.score(threshold, &mut found, &Silent).expect("it is trained");
    let pairs: Vec<(u32, u32)> = all.pairs.iter().map(|pair| (pair.left, pair.right)).collect();
    let alone = linkage.weigh_given(&pairs, threshold).expect("it is trained");
    let expected: Vec<_> = pairs.iter().zip(alone).filter_map(|(pair, weighed)| Some((*pair, weighed?))).collect();
    let given: Vec<_> = found.pairs.iter().map(|pair| ((pair.left, pair.right), (pair.weight, pair.pattern))).collect();
    assert_eq!(given, expected);
    given.len()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_question_has_the_same_answer(
        rows in proptest::collection::vec(data::small_row(), 0..60),
        threshold in prop_oneof![Just(f64::NEG_INFINITY), -12.0..12.0],
        one_counts in any::<bool>(),
    ) {
        let rows: Vec<_> = rows.into_iter().enumerate().map(|(at, row)| (format!("r{at:03}"), row)).collect();
        let mut model = asks_everything();
        if one_counts {
            // Then what is taken away depends on the pattern and one count, and is remembered.
            model.in_common[0].by_count.remove("born");
        }
        let linkage = Linkage::prepare(model, data::small_records(&rows), 2, &Silent).expect("they fit");
        check(&linkage, threshold);
    }
}

#[test]
fn trained_on_real_forms_of_error_they_weigh_the_same() {
    let model = data::fake_1000_model();
    let columns = model.columns_needed().expect("the model is right");
    let (records, _) = data::records("fake_1000.csv", "unique_id", &columns, "cluster");
    let mut linkage = Linkage::prepare(model, records, 2, &Silent).expect("they fit");
    linkage.train(&Silent).expect("there is enough to learn from");
    assert!(check(&linkage, 0.0) > 1_000);
    assert!(check(&linkage, -10.0) > 1_000);
}
