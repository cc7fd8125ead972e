use crate::data;
use link::Silent;
use link::model::{BlockingRule, Model};
use link::score::{Collect, Linkage};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn scored(model: Model, rows: &[(String, data::Row)], threads: usize) -> (Linkage, Collect, link::score::Summary) {
    let linkage = Linkage::prepare(model, data::small_records(rows), threads, &Silent).expect("they fit");
    let mut pairs = Collect::default();
    let summary = linkage.score(f64::NEG_INFINITY, &mut pairs, &Silent).expect("it is trained");
    (linkage, pairs, summary)
}

/// The pairs as their records' names, with their weights.
fn named(linkage: &Linkage, pairs: &Collect) -> Vec<(String, String, u64)> {
    let name = |record| linkage.records().id(record).to_string();
    let mut named: Vec<_> =
        pairs.pairs.iter().map(|pair| (name(pair.left), name(pair.right), pair.weight.to_bits())).collect();
    named.sort();
    named
}

fn numbered(rows: Vec<data::Row>) -> Vec<(String, data::Row)> {
    rows.into_iter().enumerate().map(|(at, row)| (format!("r{at:03}"), row)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn each_pair_once_and_exactly_those_that_meet_a_rule(rows in proptest::collection::vec(data::small_row(), 0..40)) {
        let rows = numbered(rows);
        let mut model = data::small_model();
        model.blocking.push(BlockingRule { same: vec!["born".to_owned()], when: Some("jaro_winkler(first) > 0.8".to_owned()), ..BlockingRule::default() });
        model.blocking.push(BlockingRule { when: Some("l.first = r.last".to_owned()), ..BlockingRule::default() });
        let (_, pairs, summary) = scored(model, &rows, 2);
        let found: BTreeSet<(u32, u32)> = pairs.pairs.iter().map(|pair| (pair.left, pair.right)).collect();
        prop_assert_eq!(found.len(), pairs.pairs.len(), "a pair came twice");
        prop_assert_eq!(summary.candidates, pairs.pairs.len() as u64);
        prop_assert_eq!(summary.by_rule.iter().sum::<u64>(), summary.candidates);
        let same = |one: &data::Row, other: &data::Row, columns: &[usize]| {
            columns.iter().all(|&at| one[at].is_some() && one[at] == other[at])
        };
        for (left, (_, one)) in rows.iter().enumerate() {
            for (right, (_, other)) in rows.iter().enumerate().skip(left + 1) {
                let alike = match (&one[0], &other[0]) {
                    (Some(one), Some(other)) => link::compare::metric::jaro_winkler(one.as_bytes(), other.as_bytes()) > 0.8,
                    _ => false,
                };
                let meets = same(one, other, &[0, 1]) || same(one, other, &[1, 2]) || same(one, other, &[0, 2])
                    || same(one, other, &[3]) || (same(one, other, &[2]) && alike)
                    || (one[0].is_some() && one[0] == other[1]);
                prop_assert_eq!(meets, found.contains(&(left as u32, right as u32)), "{:?} {:?}", one, other);
            }
        }
    }

    #[test]
    fn the_order_of_records_and_the_number_of_threads_change_nothing(
        rows in proptest::collection::vec(data::small_row(), 2..40),
        seed in any::<u64>(),
    ) {
        let rows = numbered(rows);
        let mut shuffled = rows.clone();
        let mut state = seed;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        let (one, pairs, _) = scored(data::small_model(), &rows, 1);
        let (other, again, _) = scored(data::small_model(), &shuffled, 3);
        prop_assert_eq!(named(&one, &pairs), named(&other, &again));
        prop_assert_eq!(pairs.pairs, again.pairs, "even the order in which pairs are handed over");
    }
}

#[test]
fn a_large_block_is_bounded_and_reported() {
    let rows: Vec<(String, data::Row)> = (0..400)
        .map(|at| {
            (format!("r{at:03}"), [Some("ANN".to_owned()), Some("SMITH".to_owned()), None, Some(format!("{at}"))])
        })
        .collect();
    let mut model = data::small_model();
    model.people.largest_block = 100;
    model.people.neighbours = 10;
    let (linkage, pairs, _) = scored(model, &rows, 2);
    let report = &linkage.block_reports()[0];
    assert_eq!(report.bounded.len(), 1);
    assert_eq!(report.bounded[0].records, 400);
    assert_eq!(report.bounded[0].pairs_left_out, 400 * 399 / 2 - 4_000);
    // Each record meets its ten neighbours after it, the last ones fewer.
    assert_eq!(pairs.pairs.len(), 390 * 10 + 45);
}

#[test]
fn a_record_in_two_bounded_blocks_of_one_rule_has_a_place_in_each() {
    // As left record each stands in the block of its first name, as right record in that of its last name.
    let names = ["ANN", "BOB"];
    let rows: Vec<(String, data::Row)> = (0..240)
        .map(|at: usize| {
            let (first, last) = (names[at % 2], names[at / 2 % 2]);
            let born = format!("19{:02}-01-01", at * 37 % 100);
            (format!("r{at:03}"), [first, last, &born, &(at * 7 % 80).to_string()].map(|value| Some(value.to_owned())))
        })
        .collect();
    let mut model = data::small_model();
    let swapped = BlockingRule { when: Some("l.first = r.last".to_owned()), ..BlockingRule::default() };
    let number = BlockingRule { same: vec!["number".to_owned()], ..BlockingRule::default() };
    model.blocking = vec![swapped, number];
    model.people.largest_block = 50;
    model.people.neighbours = 5;
    let (linkage, pairs, _) = scored(model, &rows, 2);
    assert_eq!(linkage.block_reports()[0].bounded.len(), 2, "the blocks of ANN and of BOB");
    let found: BTreeSet<(u32, u32)> = pairs.pairs.iter().map(|pair| (pair.left, pair.right)).collect();
    assert_eq!(found.len(), pairs.pairs.len(), "a pair came twice");
    // The second rule is compared whole: what a bounded block leaves out it must bring.
    for (left, (_, one)) in rows.iter().enumerate() {
        for (right, (_, other)) in rows.iter().enumerate().skip(left + 1) {
            assert!(one[3] != other[3] || found.contains(&(left as u32, right as u32)), "{one:?} {other:?}");
        }
    }
    // What the bounded blocks bring is near in the block that the two share.
    for pair in pairs.pairs.iter().filter(|pair| pair.rule == 0) {
        let (left, right) = (linkage.standing(0, pair.left), linkage.standing(0, pair.right));
        assert_eq!(left.left, right.right);
        let places = left.left_place.zip(right.right_place).expect("both stand in a bounded block");
        assert!(places.0.abs_diff(places.1) <= 5);
    }
}

#[test]
fn only_pairs_of_two_sources_where_the_model_says_so() {
    let mut builder = link::Records::builder(data::SMALL_COLUMNS);
    for source in ["b", "a"] {
        builder.source(source).expect("few sources");
        for id in ["1", "2"] {
            builder.row(id, &[Some("ANN"), Some("SMITH"), None, None]).expect("the row fits");
        }
    }
    let mut model = data::small_model();
    model.between = link::model::Between::Sources;
    let linkage = Linkage::prepare(model, builder.finish().expect("they fit"), 1, &Silent).expect("they fit");
    let mut pairs = Collect::default();
    linkage.score(f64::NEG_INFINITY, &mut pairs, &Silent).expect("it is trained");
    assert_eq!(pairs.pairs.len(), 4);
    assert!(pairs.pairs.iter().all(|pair| linkage.records().source(pair.left) < linkage.records().source(pair.right)));
    assert_eq!(linkage.records().source_names(), ["a", "b"]);
}
