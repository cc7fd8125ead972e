use link::LinkError;
use link::expression::Expression;
use proptest::prelude::*;

#[test]
fn what_is_written_reads_back_as_the_same() {
    for text in [
        "\"first_name_l\" = \"first_name_r\"",
        "jaro_winkler_similarity(\"a_l\", \"a_r\") >= 0.92 AND NOT (b_l IS NULL OR b_r IS NULL)",
        "ABS(EPOCH(try_strptime(\"dob_l\", '%Y-%m-%d')) - EPOCH(try_strptime(\"dob_r\", '%Y-%m-%d'))) <= 31557600.0",
        "l.first_name = r.surname and substr(l.dob, 1, 4) = substr(r.dob, 1, 4)",
        "NULLIF(regexp_extract(\"pc_l\", '^[A-Z]{1,2}', 0), '') = NULLIF(regexp_extract(\"pc_r\", '^[A-Z]{1,2}', 0), '')",
        "case when a_l > b_r then 'it''s' else null end = 'x'",
        "cast(x_l as double) / 2 - -3 * 4 < 1e3",
        "city_l in ('Leeds', 'York') and x_l not between 1 and 2",
        "swapped(first, last) or missing(\"odd \"\"name\")",
        "surname || ', ' || first_name",
    ] {
        let read = Expression::parse(text).expect(text);
        assert_eq!(Expression::parse(&read.to_string()).expect("it reads back"), read, "{text} was written {read}");
    }
}

#[test]
fn short_forms_speak_of_both_records() {
    let read = |text| Expression::parse(text).expect(text);
    assert_eq!(read("same(a)"), read("a_l = a_r"));
    assert_eq!(read("missing(a)"), read("a_l is null or a_r is null"));
    assert_eq!(read("jaro_winkler(name(a)) > 0.9"), read("jaro_winkler(name(a_l), name(a_r)) > 0.9"));
    assert_eq!(read("swapped(a, b)"), read("l.a = r.b and l.b = r.a"));
}

#[test]
fn what_cannot_be_read_is_said_clearly() {
    let reason = |text: &str| match Expression::parse(text) {
        Err(LinkError::Expression { reason, .. }) => reason,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(reason("a = "), "it ends where a value should follow");
    assert_eq!(reason("a = 'x"), "the quote at character 5 has no end");
    assert_eq!(reason("frobnicate(a)"), "there is no function `frobnicate`");
    assert_eq!(reason("levenshtein(a, b, c) < 2"), "`levenshtein` takes 1 to 2 arguments, not 3");
    assert_eq!(reason("a in ()"), "`in` needs at least one value to choose from");
    assert_eq!(reason("a = b c"), "`c` at character 7 where the end should stand");
    assert_eq!(reason("a ; drop table b"), "unexpected `;` at character 3");
    assert!(reason(&"(".repeat(10_000)).contains("nested more than 64 deep"));
}

#[test]
fn a_column_that_is_called_like_a_word_of_the_language_is_quoted() {
    let read = Expression::parse("concat(\"not\", \"End\", \"sex\")").expect("it is right");
    assert_eq!(read.to_string(), "concat(\"not\", \"End\", sex)");
    assert_eq!(Expression::parse(&read.to_string()).expect("it reads back"), read);
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_fall(text in "\\PC{0,60}") {
        let _ = Expression::parse(&text);
    }

    #[test]
    fn no_likely_text_makes_the_reader_fall(words in proptest::collection::vec(
        proptest::sample::select(vec!["a_l", "(", ")", "and", "or", "not", "is", "null", "=", "<=", "'x'", "1.5", "case",
            "when", "then", "end", "substr", ",", "||", "-", "::", "int", "in", "between", "l", "."]), 0..20)) {
        let text = words.join(" ");
        if let Ok(read) = Expression::parse(&text) {
            prop_assert_eq!(Expression::parse(&read.to_string()).expect("it reads back"), read);
        }
    }
}
