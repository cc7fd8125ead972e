//! Formulas: what they mean, and what they refuse.

use measure::signals::Formula;
use proptest::prelude::*;

fn value(text: &str) -> Option<f64> {
    let known = |name: &str| match name {
        "a" => Some(6.0),
        "b_2" => Some(4.0),
        "zero" => Some(0.0),
        "huge" => Some(f64::MAX),
        _ => None,
    };
    Formula::parse(text).expect("it can be read").value(&mut { known })
}

#[test]
fn formulas_reckon_as_at_school() {
    for (text, expected) in [
        ("a + b_2 * 2", 14.0),
        ("(a + b_2) * 2", 20.0),
        ("a - b_2 - 1", 1.0),
        ("a / b_2 / 3", 0.5),
        ("-a + 10", 4.0),
        ("-(a - b_2)", -2.0),
        ("1000000 * 0.5", 500_000.0),
    ] {
        assert_eq!(value(text), Some(expected), "{text}");
    }
    assert_eq!(Formula::parse("(b + a) / a").expect("read").inputs(), ["a", "b"]);
}

#[test]
fn missing_is_not_zero_and_a_ratio_to_nothing_says_nothing() {
    for text in ["a + unknown", "a / zero", "a / (zero - b_2)", "huge * huge", "unknown * 0"] {
        assert_eq!(value(text), None, "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    for (text, place) in [("", 1), ("a +", 4), ("(a", 3), ("a b", 3), ("a + Ö", 5), ("1.2.3", 1), ("a)", 2)] {
        let message = Formula::parse(text).expect_err("it cannot be read").to_string();
        assert!(message.contains(&format!("at character {place}:")), "{text}: {message}");
    }
    assert!(Formula::parse(&"(".repeat(100_000)).is_err());
    assert!(Formula::parse(&"-".repeat(100_000)).is_err());
}

proptest! {
    #[test]
    fn no_text_stops_the_reader(text in "[-+*/() a-c0-9._é]{0,40}") {
        if let Ok(formula) = Formula::parse(&text) {
            let value = formula.value(&mut |_| Some(2.0));
            prop_assert!(value.is_none_or(f64::is_finite));
        }
    }
}
