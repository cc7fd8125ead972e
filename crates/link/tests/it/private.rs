use link::compare::metric::bit_likeness;
use link::private::attack::{align_by_frequency, group_alike};
use link::private::{Encoder, Encoding, Hardening, PrivacyError};
use link::score::Linkage;
use link::{LinkError, Records, Silent};
use proptest::prelude::*;
use std::fmt::Write;

const KEY: &[u8] = b"a key that is only for tests, 32+";
const OTHER: &[u8] = b"another key that is long enough...";

/// One filter of three fields, and one word.
fn encoding(hardening: &str, of_filter: &str) -> Encoding {
    let text = format!(
        r#"
        version = 1
        name = "for tests"
        [hardening]
        {hardening}
        [[filter]]
        name = "record"
        bits = 1024
        {of_filter}
        of = [{{ value = "first" }}, {{ value = "last" }}, {{ value = "born", tokens = "date" }}]
        [[word]]
        name = "key1"
        of = ["last", "born"]
        "#
    );
    Encoding::from_toml(&text).expect("the encoding is right")
}

/// The filter of a record under an encoding.
fn encoded(encoding: &Encoding, key: &[u8], values: [&str; 3]) -> String {
    let [first, last, born] = values.map(Some);
    let mut all = vec![first, last, born];
    if encoding.filters[0].salt.is_some() {
        all.push(born.map(|born| &born[..4]));
    }
    all.extend([last, born]);
    Encoder::new(encoding.clone(), key).expect("right").encode(&all)[0].clone().expect("not empty")
}

fn likeness(one: &str, other: &str) -> f64 {
    bit_likeness(one.as_bytes(), other.as_bytes())
}

fn ones(encoding: &str) -> u32 {
    encoding.chars().filter_map(|digit| digit.to_digit(16)).map(u32::count_ones).sum()
}

fn bits_apart(one: &str, other: &str) -> u32 {
    let bits = |digit: char| digit.to_digit(16).expect("a hexadecimal digit");
    one.chars().zip(other.chars()).map(|(one, other)| (bits(one) ^ bits(other)).count_ones()).sum()
}

/// A name of letters that look random and follow from a number.
fn made_up(number: u64) -> String {
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x1234_5678;
    let mut letters = String::new();
    for _ in 0..7 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        letters.push(char::from(b'A' + (state >> 40) as u8 % 26));
    }
    letters
}

const HARDENINGS: [&str; 7] = [
    "",
    "fold = true",
    "rule_90 = true",
    "diffuse = 4",
    "flip = 0.05",
    "balance = true",
    "fold = true\nflip = 0.02\nbalance = true",
];

proptest! {
    #[test]
    fn like_records_have_like_encodings(first in "[A-Z]{3,9}", last in "[A-Z]{3,9}", other in "[A-Z]{3,9}") {
        let encoding = encoding("", "");
        let one = encoded(&encoding, KEY, [&first, &last, "1971-06-24"]);
        let slip = encoded(&encoding, KEY, [&first, &format!("{last}E"), "1971-06-24"]);
        let stranger = encoded(&encoding, KEY, [&other, &format!("{other}Q"), "1850-01-03"]);
        prop_assert!(likeness(&one, &slip) > 0.85);
        prop_assert!(likeness(&one, &slip) > likeness(&one, &stranger));
    }

    #[test]
    fn the_same_record_under_the_same_key_has_the_same_encoding_however_hardened(
        first in "[A-Z]{1,12}", last in "[A-Z]{1,12}", at in 0..HARDENINGS.len(), salted in any::<bool>()
    ) {
        let encoding = encoding(HARDENINGS[at], if salted { "salt = \"year(born)\"" } else { "" });
        let one = encoded(&encoding, KEY, [&first, &last, "1971-06-24"]);
        prop_assert_eq!(&one, &encoded(&encoding, KEY, [&first, &last, "1971-06-24"]));
        prop_assert_eq!(one.len() * 4, encoding.hardening.bits(1024));
        prop_assert_ne!(one, encoded(&encoding, OTHER, [&first, &last, "1971-06-24"]));
    }
}

/// Under another key, encodings of one record are no more alike than those of two strangers: the share of bits that differ
/// is what the shares of ones make it by chance, within five standard errors.
#[test]
fn under_another_key_nothing_is_alike_but_by_chance() {
    for hardening in HARDENINGS {
        let encoding = encoding(hardening, "");
        let (mut apart, mut expected, mut bits) = (0.0, 0.0, 0.0);
        for number in 0..200 {
            let values = [made_up(number), made_up(number + 1_000)];
            let values = [values[0].as_str(), values[1].as_str(), "1971-06-24"];
            let (one, other) = (encoded(&encoding, KEY, values), encoded(&encoding, OTHER, values));
            let count = one.len() as f64 * 4.0;
            let (mine, theirs) = (f64::from(ones(&one)) / count, f64::from(ones(&other)) / count);
            apart += f64::from(bits_apart(&one, &other));
            expected += count * (mine + theirs - 2.0 * mine * theirs);
            bits += count;
        }
        // Bits of one token go together, which a wide margin allows for.
        assert!((apart - expected).abs() < 5.0 * bits.sqrt() * 0.5, "{hardening}: {apart} apart, {expected} expected");
    }
}

#[test]
fn bits_are_flipped_as_often_as_was_asked() {
    let (plain, flipped) = (encoding("", ""), encoding("flip = 0.05", ""));
    let (mut changed, mut bits) = (0.0, 0.0);
    for number in 0..300 {
        let (first, last) = (made_up(number), made_up(number + 5_000));
        let values = [first.as_str(), last.as_str(), "1962-02-11"];
        changed += f64::from(bits_apart(&encoded(&plain, KEY, values), &encoded(&flipped, KEY, values)));
        bits += 1_024.0;
    }
    let standard_error = (bits * 0.05 * 0.95_f64).sqrt();
    assert!((changed - bits * 0.05).abs() < 4.0 * standard_error, "{changed} of {bits}");
}

#[test]
fn records_of_one_name_have_different_patterns_where_bits_are_flipped() {
    let name_only = r#"
        version = 1
        name = "for tests"
        hardening = { flip = 0.05 }
        filter = [{ name = "first", bits = 256, of = [{ value = "first" }] }]
        word = [{ name = "key1", of = ["born"] }]
    "#;
    let mut encoder = Encoder::new(Encoding::from_toml(name_only).expect("right"), KEY).expect("right");
    let mut of = |born| encoder.encode(&[Some("ANN"), Some(born)])[0].clone().expect("not empty");
    let (one, other) = (of("1971-06-24"), of("1962-02-11"));
    assert_ne!(one, other);
    assert_eq!(one, of("1971-06-24"));
}

#[test]
fn balance_gives_as_many_ones_as_noughts_and_its_likeness_is_the_share_of_bits_that_agree() {
    let (plain, balanced) = (encoding("", ""), encoding("balance = true", ""));
    let values = [["ANN", "SMITH", "1971-06-24"], ["BARTHOLOMEW", "FEATHERSTONE", "1850-01-03"]];
    let [one, other] = values.map(|values| encoded(&balanced, KEY, values));
    assert_eq!((ones(&one), ones(&other), one.len() * 4), (1_024, 1_024, 2_048));
    let [plain_one, plain_other] = values.map(|values| encoded(&plain, KEY, values));
    let agree = 1.0 - f64::from(bits_apart(&plain_one, &plain_other)) / 1_024.0;
    assert!((likeness(&one, &other) - agree).abs() < 1e-12);
}

/// Exclusive or is linear: the folded difference of two filters is the difference of the folded ones. So a bit differs after
/// folding exactly where one of the two that it is made of did, and not both.
#[test]
fn folding_and_rule_90_are_exclusive_or() {
    let bits = |text: &str| -> Vec<bool> {
        let digits = text.chars().filter_map(|digit| digit.to_digit(16));
        digits.flat_map(|digit| (0..4).map(move |at| digit >> (3 - at) & 1 == 1)).collect()
    };
    let values = ["ANN", "SMITH", "1971-06-24"];
    let plain = bits(&encoded(&encoding("", ""), KEY, values));
    let folded = bits(&encoded(&encoding("fold = true", ""), KEY, values));
    assert_eq!(folded, (0..512).map(|at| plain[at] ^ plain[at + 512]).collect::<Vec<_>>());
    let ruled = bits(&encoded(&encoding("rule_90 = true", ""), KEY, values));
    assert_eq!(ruled, (0..1_024).map(|at| plain[(at + 1_023) % 1_024] ^ plain[(at + 1) % 1_024]).collect::<Vec<_>>());
}

/// Under a salt, one name has another pattern for every value of the salt, and the same for the same one.
#[test]
fn a_salt_parts_names_by_another_field() {
    let salted = encoding("", "salt = \"year(born)\"");
    let of = |born| encoded(&salted, KEY, ["ANN", "SMITH", born]);
    let in_one_year = likeness(&of("1971-06-24"), &of("1971-06-25"));
    let in_two_years = likeness(&of("1971-06-24"), &of("1972-06-24"));
    assert!(in_one_year > 0.8 && in_two_years < 0.4, "{in_one_year} {in_two_years}");
    let without =
        Encoder::new(salted, KEY).expect("right").encode(&[Some("ANN"), Some("SMITH"), None, None, None, None]);
    assert_eq!(without, vec![None, None], "without the salt the filter is missing");
}

/// What likeness to expect after a hardening is what records show in the mean.
#[test]
fn likeness_after_hardening_is_as_expected() {
    for hardening in HARDENINGS {
        for holds in ["", "holds = true"] {
            let encoding = encoding(hardening, holds);
            let filter = &encoding.filters[0];
            // Seven letters, seven letters and a date: 8 + 8 + 13 tokens. The same date and one name: 21 of 29 in common.
            for (share, same) in [(1.0, [true, true]), (21.0 / 29.0, [true, false]), (13.0 / 29.0, [false, false])] {
                // Equal records flip alike: two that only look alike do not, and those are what is expected.
                if same == [true, true] && !encoding.hardening.keeps_equality() {
                    continue;
                }
                let mut sum = 0.0;
                for number in 0..300 {
                    let names = [made_up(number), made_up(number + 10_000)];
                    let others = [0, 1].map(|at| {
                        if same[at] { names[at].clone() } else { made_up(number + 20_000 + 777 * at as u64) }
                    });
                    let one = encoded(&encoding, KEY, [&names[0], &names[1], "1971-06-24"]);
                    let other = encoded(&encoding, KEY, [&others[0], &others[1], "1971-06-24"]);
                    sum += likeness(&one, &other);
                }
                let (mean, expected) = (sum / 300.0, filter.expected_likeness(&encoding, share));
                assert!(
                    (mean - expected).abs() < 0.04,
                    "{hardening} {holds} {share:.2}: {mean:.3}, expected {expected:.3}"
                );
            }
        }
    }
}

/// A field that one of two records lacks does not make them less alike where they say what they hold.
#[test]
fn records_are_judged_by_what_both_hold() {
    let mean = |holds: &str| {
        let encoding = encoding("", holds);
        let mut encoder = Encoder::new(encoding, KEY).expect("right");
        let mut sum = 0.0;
        for number in 0..200 {
            let (first, last) = (made_up(number), made_up(number + 400));
            let mut of = |born| {
                encoder.encode(&[Some(&first), Some(&last), born, Some(&last), born])[0].clone().expect("not empty")
            };
            sum += likeness(&of(Some("1971-06-24")), &of(None));
        }
        sum / 200.0
    };
    let (silent, saying) = (mean(""), mean("holds = true"));
    assert!(silent < 0.8, "{silent}");
    assert!(saying > 0.93, "{saying}");
}

#[test]
fn nothing_held_in_common_is_no_likeness() {
    let mut encoder = Encoder::new(encoding("", "holds = true"), KEY).expect("right");
    let mut of = |first, last| encoder.encode(&[first, last, None, last, None])[0].clone().expect("not empty");
    assert!(likeness(&of(Some("ANN"), None), &of(None, Some("SMITH"))).is_nan());
}

#[test]
fn words_are_equal_only_for_equal_parts() {
    let text = r#"
        version = 1
        name = "for tests"
        filter = [{ name = "first", bits = 256, of = [{ value = "first" }] }]
        word = [
            { name = "key1", of = ["first", "last"] },
            { name = "key2", of = ["first", "last"], any_order = true },
        ]
    "#;
    let mut encoder = Encoder::new(Encoding::from_toml(text).expect("right"), KEY).expect("right");
    let mut words = |first, last| encoder.encode(&[first, first, last, first, last])[1..].to_vec();
    let (one, other) = (words(Some("S530"), Some("1971")), words(Some("S530"), Some("1971")));
    assert_eq!(one, other);
    assert_ne!(one[0], one[1], "words of two names are hashed apart");
    let moved = words(Some("S5301"), Some("971"));
    assert!(moved[0] != one[0] && moved[1] != one[1]);
    let swapped = words(Some("1971"), Some("S530"));
    assert!(swapped[0] != one[0] && swapped[1] == one[1]);
    assert_eq!(words(Some("S530"), None), vec![None, None]);
    assert_eq!(words(None, Some("")), vec![None, None]);
}

#[test]
fn poor_keys_and_encodings_are_refused() {
    let good = encoding("", "");
    assert_eq!(Encoder::new(good.clone(), b"short").err(), Some(PrivacyError::ShortKey(5)));
    assert_eq!(Encoder::new(good.clone(), &[b'x'; 64]).err(), Some(PrivacyError::PoorKey(1)));
    let refused = |change: &dyn Fn(&mut Encoding), what: &str| {
        let mut changed = good.clone();
        change(&mut changed);
        let error = changed.check().expect_err(what).to_string();
        assert!(error.contains(what), "{error}");
    };
    refused(&|encoding| encoding.version = 2, "version");
    refused(&|encoding| encoding.filters[0].bits = 100, "100 bits");
    refused(&|encoding| encoding.filters[0].of[0].bits_each = 0, "bits_each");
    refused(&|encoding| encoding.filters[0].name = "Record".to_owned(), "`Record`");
    refused(&|encoding| encoding.filters[0].name = "key1".to_owned(), "two columns");
    refused(&|encoding| encoding.filters.clear(), "filter");
    refused(&|encoding| encoding.filters[0].same_as = Some("key2".to_owned()), "`key2`");
    refused(&|encoding| encoding.words.clear(), "blocking");
    refused(&|encoding| encoding.words[0].of = vec!["l.last".to_owned()], "two records");
    refused(&|encoding| encoding.hardening.flip = 0.5, "flip");
    refused(&|encoding| encoding.hardening.flip = f64::NAN, "flip");
    refused(&|encoding| encoding.hardening.diffuse = 1, "diffuse");
    let unknown = Encoding::from_toml("version = 1\nname = \"x\"\nfilters = []\n").expect_err("unknown").to_string();
    assert!(unknown.contains("filters"), "{unknown}");
}

#[test]
fn partners_find_out_whether_they_hold_the_same_key() {
    let word = |key: &[u8]| Encoder::new(encoding("", ""), key).expect("right").check_word();
    assert_eq!((word(KEY), word(KEY).len()), (word(KEY), 8));
    assert_ne!(word(KEY), word(OTHER));
}

#[test]
fn a_key_is_never_shown() {
    let encoder = Encoder::new(encoding("", ""), KEY).expect("right");
    let shown = format!("{encoder:?}");
    assert!(!shown.contains("only for tests") && !shown.contains(&format!("{KEY:?}")), "{shown}");
}

/// The same name in every second place: rank finds it in plain filters, and not where each record's bits are flipped,
/// unless patterns that are alike are first put together.
#[test]
fn an_attack_by_rank_finds_plain_patterns_and_flips_stop_it_only_while_patterns_are_not_put_together() {
    let names: Vec<String> = (0..12_u64).flat_map(|name| vec![made_up(name); 4 * (12 - name as usize)]).collect();
    let attacked = |hardening: &str, least: f64| {
        let text = format!(
            "version = 1\nname = \"x\"\nhardening = {{ {hardening} }}\n\
             filter = [{{ name = \"first\", bits = 512, of = [{{ value = \"first\" }}] }}]\n\
             word = [{{ name = \"key1\", of = [\"number\"] }}]"
        );
        let mut encoder = Encoder::new(Encoding::from_toml(&text).expect("right"), KEY).expect("right");
        let of_record = |(number, name): (usize, &String)| {
            encoder.encode(&[Some(name), Some(&number.to_string())])[0].clone().expect("not empty")
        };
        let patterns: Vec<String> = names.iter().enumerate().map(of_record).collect();
        let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
        let groups = group_alike(&patterns, least);
        let attacked: Vec<(&str, u32)> = names.iter().map(String::as_str).zip(groups).collect();
        align_by_frequency(names.iter().map(String::as_str), &attacked, 12, 0)
    };
    let plain = attacked("", 2.0);
    assert_eq!((plain.values_right, plain.records_right), (12, names.len()));
    let flipped = attacked("flip = 0.02", 2.0);
    assert!(flipped.records_right <= 12, "each pattern is that of one record: {flipped:?}");
    assert_eq!(attacked("flip = 0.02", 0.6).values_right, 12);
}

/// Partners' records, linked by their encodings alone.
#[test]
fn the_model_of_an_encoding_links_encoded_records() {
    let text = r#"
        version = 1
        name = "for tests"
        [[filter]]
        name = "first"
        bits = 256
        of = [{ value = "first", alike = "name" }]
        [[filter]]
        name = "last"
        bits = 256
        of = [{ value = "last", alike = "name" }]
        [[filter]]
        name = "born"
        bits = 256
        of = [{ value = "born", tokens = "date" }]
        [[filter]]
        name = "home"
        bits = 256
        of = [{ value = "home" }]
        [[word]]
        name = "names"
        of = ["first", "last"]
        for = ["block", "learn"]
        [[word]]
        name = "birth"
        of = ["born"]
        for = ["block", "learn"]
        [[word]]
        name = "all"
        of = ["first", "last", "born"]
        for = ["certain"]
    "#;
    let encoding = Encoding::from_toml(text).expect("right");
    let mut model = encoding.model().expect("right");
    assert_eq!(model.training.learn[0].touches, ["first", "last"]);
    assert!(model.comparisons[0].levels.iter().any(|level| level.label == "the other's last"));
    model.check().expect("right");
    assert_eq!(link::Model::from_toml(&model.to_toml().expect("written")).expect("read"), model);
    model.training.chance_pairs = 50_000;
    // Two sources; in the second, every third surname has a letter too many and every fifth home is missing.
    let columns = ["first", "last", "born", "home"].map(str::to_owned);
    let source = |second: bool| {
        let mut builder = Records::builder(&columns);
        builder.source(if second { "b" } else { "a" }).expect("a source");
        for person in 0..400_u64 {
            builder.id(&person.to_string());
            let mut last = made_up(person / 2 + 9_000);
            let mut born = String::new();
            write!(born, "{}-{:02}-{:02}", 1940 + person % 60, 1 + person % 12, 1 + person % 28).expect("written");
            if second && person % 3 == 0 {
                last.push('E');
            }
            let home = (!(second && person % 5 == 0)).then(|| made_up(person + 50_000));
            for (at, value) in [Some(made_up(person % 150)), Some(last), Some(born), home].iter().enumerate() {
                builder.value(at, value.as_deref()).expect("a value");
            }
        }
        builder.finish().expect("records")
    };
    let mut all = Records::builder(&encoding.columns().into_iter().map(str::to_owned).collect::<Vec<_>>());
    for (name, second) in [("a", false), ("b", true)] {
        // Each partner has an encoder of its own.
        let mut encoder = Encoder::new(encoding.clone(), KEY).expect("right");
        let mut records = source(second);
        all.source(name).expect("a source");
        let mut take = |records: &Records, record, encoded: &[Option<String>]| {
            all.id(&records.id(record).to_string());
            encoded.iter().enumerate().try_for_each(|(at, value)| all.value(at, value.as_deref()))
        };
        encoder.encode_records::<LinkError>(&mut records, &mut take).expect("encoded");
    }
    let mut linkage = Linkage::prepare(model, all.finish().expect("records"), 1, &Silent).expect("prepared");
    let report = linkage.train(&Silent).expect("trained");
    assert!(report.not_learnt.is_empty(), "{:?}", report.not_learnt);
    let mut links = link::cluster::Links::default();
    linkage.score(0.0, &mut links, &Silent).expect("scored");
    let name = |record| linkage.records().id(record).to_string();
    let right = links.links.iter().filter(|link| name(link.left) == name(link.right)).count();
    assert!(right >= 380, "{right} of 400 found");
    assert!(links.links.len() - right <= 20, "{} wrong", links.links.len() - right);
}

/// With all fields in one filter, and no truth used, the share of matches is found and pairs that are believed are right as
/// often as is said, give or take a tenth.
#[test]
fn one_filter_of_all_fields_finds_how_many_matches_there_are() {
    const PEOPLE: u64 = 3_000;
    let text = r#"
        version = 1
        name = "for tests"
        [[filter]]
        name = "record"
        bits = 1024
        holds = true
        of = [
            { value = "first" },
            { value = "last" },
            { value = "born", tokens = "date" },
            { value = "home", tokens = "places" },
        ]
        [[word]]
        name = "key1"
        of = ["first", "last"]
        for = ["block", "learn"]
        [[word]]
        name = "key2"
        of = ["last", "born"]
        for = ["block", "learn"]
        [[word]]
        name = "key3"
        of = ["born", "home"]
        [[word]]
        name = "key4"
        of = ["first", "last", "born"]
        for = ["certain"]
    "#;
    let encoding = Encoding::from_toml(text).expect("right");
    let mut state = 7_u64;
    let mut dice = |sides: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    // Usual values are had by many: the smaller of two dice.
    let mut rows: Vec<(String, [Option<String>; 4])> = Vec::new();
    for person in 0..PEOPLE {
        let first = made_up(dice(25).min(dice(25)));
        let last = made_up(1_000 + dice(80).min(dice(80)));
        let born = format!("{}-{:02}-{:02}", 1960 + dice(30), 1 + dice(12), 1 + dice(28));
        let home = format!("XA{} {}AB", 10 + dice(10), dice(5));
        rows.push((format!("{person}-a"), [&first, &last, &born, &home].map(|value| Some(value.clone()))));
        let mut again = [&first, &last, &born, &home].map(|value| Some(value.clone()));
        for (at, chance) in [(0, 8), (1, 8), (2, 12), (3, 6)] {
            if dice(chance) == 0 {
                again[at] = match (at, dice(3)) {
                    (_, 0) => None,
                    (3, _) => Some(format!("XA{} {}AB", 10 + dice(10), dice(5))),
                    (2, _) => Some(format!("{}-{:02}-{:02}", 1960 + dice(30), 1 + dice(12), 1 + dice(28))),
                    _ => again[at].take().map(|value| format!("{}E", &value[..6])),
                };
            }
        }
        rows.push((format!("{person}-b"), again));
    }
    let mut plain = Records::builder(&["first", "last", "born", "home"].map(str::to_owned));
    plain.source("all").expect("a source");
    for (id, values) in &rows {
        plain.id(id);
        values.iter().enumerate().for_each(|(at, value)| plain.value(at, value.as_deref()).expect("a value"));
    }
    let mut sent = Records::builder(&encoding.columns().into_iter().map(str::to_owned).collect::<Vec<_>>());
    sent.source("all").expect("a source");
    let mut take = |records: &Records, record, row: &[Option<String>]| {
        sent.id(&records.id(record).to_string());
        row.iter().enumerate().try_for_each(|(at, value)| sent.value(at, value.as_deref()))
    };
    let mut encoder = Encoder::new(encoding.clone(), KEY).expect("right");
    encoder.encode_records::<LinkError>(&mut plain.finish().expect("records"), &mut take).expect("encoded");
    let mut model = encoding.model().expect("right");
    // Among these few names, strangers who are alike are met often enough to be followed.
    model.training.chance_pairs = 1_000_000;
    let mut linkage = Linkage::prepare(model, sent.finish().expect("records"), 2, &Silent).expect("prepared");
    let prior = linkage.train(&Silent).expect("trained").prior;
    let right = PEOPLE as f64 / (PEOPLE as f64 * (2.0 * PEOPLE as f64 - 1.0));
    assert!((prior / right - 1.0).abs() < 0.25, "{prior} where {right} is right");
    let person = |record: u32| linkage.records().id(record).to_string().split('-').next().map(str::to_owned);
    let person_of: Vec<u32> = (0..linkage.records().len() as u32)
        .map(|record| person(record).and_then(|number| number.parse().ok()).expect("a number"))
        .collect();
    let mut calibration = link::evaluate::Calibration::new(&person_of);
    linkage.score(f64::NEG_INFINITY, &mut calibration, &Silent).expect("scored");
    let error = calibration.error_from(0.5);
    assert!(error < 0.1, "{error}: {:?}", calibration.bands());
}

#[test]
fn hardening_is_told_by_its_bits() {
    let hardening = Hardening { fold: true, balance: true, ..Hardening::default() };
    assert_eq!((hardening.bits(1_024), hardening.keeps_equality()), (1_024, true));
    assert!(!Hardening { flip: 0.01, ..hardening }.keeps_equality());
}
