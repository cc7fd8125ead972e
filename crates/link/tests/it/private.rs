use link::private::{Encoder, Field, Hardening, PrivacyError};
use proptest::prelude::*;

const KEY: &[u8] = b"a key that is only for tests, 32+";

fn fields() -> Vec<Field> {
    let field = |name: &str, with_place| Field { name: name.to_owned(), bits_each: 10, with_place };
    vec![field("first", false), field("last", false), field("born", true)]
}

fn likeness(one: &str, other: &str) -> f64 {
    link::compare::metric::bit_likeness(one.as_bytes(), other.as_bytes())
}

proptest! {
    #[test]
    fn like_records_have_like_encodings(first in "[A-Z]{3,9}", last in "[A-Z]{3,9}", other in "[A-Z]{3,9}") {
        let encoder = Encoder::new(KEY, fields(), 1024, Hardening::default()).expect("the settings are right");
        let encode = |first: &str, last: &str| encoder.encode(&[Some(first), Some(last), Some("1971-06-24")]).expect("not empty");
        let one = encode(&first, &last);
        prop_assert_eq!(&one, &encode(&first, &last));
        let slip = encode(&first, &format!("{last}E"));
        let stranger = encoder.encode(&[Some(&other), Some(&format!("{other}Q")), Some("1850-01-03")]).expect("not empty");
        prop_assert!(likeness(&one, &slip) > 0.85);
        prop_assert!(likeness(&one, &slip) > likeness(&one, &stranger));
    }
}

#[test]
fn another_key_gives_another_encoding() {
    let values = [Some("ANN"), Some("SMITH"), None];
    let encode = |key: &[u8]| {
        Encoder::new(key, fields(), 512, Hardening::default()).expect("right").encode(&values).expect("not empty")
    };
    assert!(likeness(&encode(KEY), &encode(b"another key that is long enough...")) < 0.4);
}

#[test]
fn hardening_does_what_it_says() {
    let with = |hardening| Encoder::new(KEY, fields(), 1024, hardening).expect("right");
    let values = [Some("ANN"), Some("SMITH"), Some("1971-06-24")];
    let balanced = with(Hardening { balance: true, ..Hardening::default() });
    for values in [values, [Some("BARTHOLOMEW"), None, None]] {
        let encoding = balanced.encode(&values).expect("not empty");
        let ones: u32 = encoding.chars().filter_map(|digit| digit.to_digit(16)).map(u32::count_ones).sum();
        assert_eq!((encoding.len() * 4, ones), (2048, 1024), "every encoding has as many ones as noughts");
    }
    let folded = with(Hardening { fold: true, ..Hardening::default() }).encode(&values).expect("not empty");
    assert_eq!(folded.len() * 4, 512);
    let flipped = with(Hardening { flip: 0.05, ..Hardening::default() });
    let (one, plain) =
        (flipped.encode(&values).expect("not empty"), with(Hardening::default()).encode(&values).expect("not empty"));
    assert_eq!(one, flipped.encode(&values).expect("not empty"), "a record has one encoding");
    assert!(one != plain && likeness(&one, &plain) > 0.7);
}

#[test]
fn blocking_keys_are_equal_only_for_equal_parts() {
    let encoder = Encoder::new(KEY, fields(), 1024, Hardening::default()).expect("right");
    let key = |parts: &[Option<&str>]| encoder.blocking_key("name and year", parts);
    assert_eq!(key(&[Some("S530"), Some("1971")]), key(&[Some("S530"), Some("1971")]));
    assert_ne!(key(&[Some("S530"), Some("1971")]), key(&[Some("S5301"), Some("971")]));
    assert_eq!(key(&[Some("S530"), None]), None);
    assert_eq!(encoder.encode(&[None, Some(""), None]), None);
}

#[test]
fn poor_settings_are_refused() {
    let refused =
        |key: &[u8], bits, flip| Encoder::new(key, fields(), bits, Hardening { flip, ..Hardening::default() }).err();
    assert_eq!(refused(b"short", 1024, 0.0), Some(PrivacyError::ShortKey(5)));
    assert!(
        refused(KEY, 100, 0.0).is_some() && refused(KEY, 1024, 0.5).is_some() && refused(KEY, 1024, f64::NAN).is_some()
    );
    assert!(Encoder::new(KEY, Vec::new(), 1024, Hardening::default()).is_err());
}
