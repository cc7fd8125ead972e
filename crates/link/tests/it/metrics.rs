use link::compare::metric;
use proptest::prelude::*;

/// The distance by its definition, without any shortcut.
fn edits_by_definition(one: &[u8], other: &[u8]) -> usize {
    match (one, other) {
        ([], rest) | (rest, []) => rest.len(),
        ([a, one @ ..], [b, other @ ..]) if a == b => edits_by_definition(one, other),
        ([_, one_rest @ ..], [_, other_rest @ ..]) => {
            1 + edits_by_definition(one_rest, other)
                .min(edits_by_definition(one, other_rest))
                .min(edits_by_definition(one_rest, other_rest))
        }
    }
}

proptest! {
    #[test]
    fn measures_are_symmetric_and_bounded(one in "[A-E ]{0,70}", other in "[A-E ]{0,70}") {
        let (one, other) = (one.as_bytes(), other.as_bytes());
        for likeness in [metric::jaro, metric::jaro_winkler, metric::jaccard, metric::bigrams] {
            let value = likeness(one, other);
            prop_assert!((0.0..=1.0).contains(&value), "{value}");
            prop_assert_eq!(value.to_bits(), likeness(other, one).to_bits());
        }
        for distance in [metric::levenshtein, metric::damerau_levenshtein] {
            prop_assert_eq!(distance(one, other), distance(other, one));
        }
        prop_assert!(metric::damerau_levenshtein(one, other) <= metric::levenshtein(one, other));
        prop_assert_eq!(metric::levenshtein(one, other) == 0, one == other);
        prop_assert!(metric::jaro_winkler(one, one) == 1.0);
    }

    #[test]
    fn distances_agree_with_their_definition(one in "[AB]{0,6}", other in "[AB]{0,6}") {
        let (one, other) = (one.as_bytes(), other.as_bytes());
        prop_assert_eq!(metric::levenshtein(one, other), edits_by_definition(one, other));
    }

    #[test]
    fn the_quick_questions_agree_with_the_distances(one in "[0-3]{0,8}", other in "[0-3]{0,8}", most in 0_usize..4) {
        let (one, other) = (one.as_bytes(), other.as_bytes());
        prop_assert_eq!(metric::levenshtein_at_most(one, other, most), metric::levenshtein(one, other) <= most);
        prop_assert_eq!(
            metric::damerau_levenshtein_at_most(one, other, most),
            metric::damerau_levenshtein(one, other) <= most
        );
    }

    #[test]
    fn the_triangle_holds(one in "[ABC]{0,8}", two in "[ABC]{0,8}", three in "[ABC]{0,8}") {
        let (one, two, three) = (one.as_bytes(), two.as_bytes(), three.as_bytes());
        for distance in [metric::levenshtein, metric::damerau_levenshtein] {
            prop_assert!(distance(one, three) <= distance(one, two) + distance(two, three));
        }
    }
}
