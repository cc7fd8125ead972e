//! What a value looks like, whatever its column is called.

use crate::standardise::{date, identifier, nickname, postcode};
use regex::Regex;
use std::sync::OnceLock;

/// What can be seen in one value. Several may hold of the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A date that is read as it stands, day before month.
    Date,
    /// A date only when the month comes first, or either way.
    MonthFirst,
    /// A date with a time of day after it.
    Moment,
    /// A whole number from 1500 to 2100.
    Year,
    /// A postcode of the United Kingdom, in any writing.
    Postcode,
    /// Ten digits that pass the check of an NHS number.
    NhsNumber,
    /// Ten digits that pass the check of a Unique Learner Number.
    Uln,
    /// Thirteen characters that pass the check of a Unique Pupil Number.
    Upn,
    /// The form of a National Insurance number.
    Nino,
    /// An electronic address.
    Email,
    /// A telephone number that begins with 0 or +.
    Phone,
    /// An address on the web.
    Web,
    /// A number as it stands.
    Plain,
    /// A number, perhaps with a sign of money or commas.
    Number,
    /// Nothing but digits.
    Digits,
    /// Letters and what stands between names, without a digit.
    Letters,
    /// At least one digit.
    HasDigit,
    /// A number first, then words, as in `12 High Street`.
    NumberThenWords,
    /// A given name that the list of names knows.
    KnownName,
    /// Entries parted by `;`, `|` or the separator of lists.
    Semicolons,
    /// Entries parted by commas.
    Commas,
    /// One letter.
    OneLetter,
    /// A word for a sex.
    Sex,
    /// A telling of 36 characters that only computers write.
    Uuid,
}

/// How many looks there are.
pub(super) const LOOKS: usize = Look::Uuid as usize + 1;

/// Whether a look is in a set made by [`looks`].
pub(super) fn has(set: u32, look: Look) -> bool {
    set & (1 << look as u32) != 0
}

/// The looks of a value, one bit each.
pub(super) fn looks(text: &str) -> u32 {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let all_digits = digits == text.len();
    let whole = || text.parse::<u32>().is_ok_and(|year| text.len() == 4 && (1500..=2100).contains(&year));
    let day_first = date::read(text).filter(|date| (1500..=2100).contains(&date.year()));
    let checks = [
        (Look::Date, day_first.is_some()),
        (Look::MonthFirst, digits >= 6 && month_first(text)),
        (Look::Moment, day_first.is_some() && text.contains(':')),
        (Look::Year, all_digits && whole()),
        (Look::Postcode, postcode::postcode(text).is_some()),
        (Look::NhsNumber, digits == 10 && identifier::nhs_number(text).is_some()),
        (Look::Uln, digits == 10 && identifier::uln(text).is_some()),
        (Look::Upn, digits >= 11 && identifier::upn(text).is_some()),
        (Look::Nino, digits == 6 && identifier::nino(text).is_some()),
        (Look::Email, is_email(text)),
        (Look::Phone, is_phone(text, digits)),
        (Look::Web, ["http://", "https://", "www."].iter().any(|start| text.to_ascii_lowercase().starts_with(start))),
        (Look::Plain, text.parse::<f64>().is_ok_and(f64::is_finite)),
        (Look::Number, number(text).is_some()),
        (Look::Digits, all_digits),
        (Look::Letters, digits == 0 && text.chars().all(is_of_a_name)),
        (Look::HasDigit, digits > 0),
        (Look::NumberThenWords, number_then_words(text)),
        (Look::KnownName, text.split([' ', '-']).any(nickname::is_known)),
        (Look::Semicolons, text.contains([';', '|', '\u{1f}'])),
        (Look::Commas, text.contains(", ") || text.contains(" and ")),
        (Look::OneLetter, text.chars().filter(|each| each.is_alphabetic()).count() == 1 && text.len() <= 2),
        (Look::Sex, is_sex(text)),
        (Look::Uuid, text.len() == 36 && text.bytes().filter(|&byte| byte == b'-').count() == 4),
    ];
    checks.iter().filter(|(_, holds)| *holds).map(|(look, _)| 1 << *look as u32).sum()
}

/// The number that a text is, without signs of money and without commas between thousands.
pub(super) fn number(text: &str) -> Option<f64> {
    let bare = text.trim().trim_start_matches(['$', '£', '€']).trim();
    let bare = ["gbp", "usd", "eur"].iter().find_map(|unit| bare.strip_suffix(unit)).unwrap_or(bare).trim();
    let digits_first = bare.starts_with(|first: char| first.is_ascii_digit() || first == '-' || first == '.');
    if !digits_first {
        return None;
    }
    bare.replace(',', "").parse().ok().filter(|number: &f64| number.is_finite())
}

/// The year of a date, whichever of day and month comes first.
pub(super) fn year(text: &str) -> Option<i16> {
    date::read(text).map(jiff::civil::Date::year).or_else(|| {
        let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
        month_first(text).then(|| parts.last()?.parse().ok()).flatten()
    })
}

/// `12/25/1970`, with any of the usual separators; `01/02/1970` too, which may be either.
fn month_first(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [month, day, year] = parts.as_slice() else { return false };
    let number = |text: &str| text.parse::<i16>().ok();
    match (number(year).filter(|_| year.len() == 4), number(month), number(day)) {
        (Some(year), Some(month), Some(day)) => {
            let (month, day) = (i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0));
            (1500..=2100).contains(&year) && jiff::civil::Date::new(year, month, day).is_ok()
        }
        _ => false,
    }
}

fn is_of_a_name(each: char) -> bool {
    each.is_alphabetic() || matches!(each, ' ' | '-' | '\'' | '’' | '.' | ',' | '`' | '\u{300}'..='\u{36f}')
}

fn is_email(text: &str) -> bool {
    static FORM: OnceLock<Option<Regex>> = OnceLock::new();
    let form = FORM.get_or_init(|| Regex::new(r"^[^@\s]+@[^@\s]+\.[^@\s.]+$").ok());
    form.as_ref().is_some_and(|form| form.is_match(text))
}

fn is_phone(text: &str, digits: usize) -> bool {
    let begins = text.starts_with(['0', '+', '(']);
    begins
        && (9..=15).contains(&digits)
        && text.chars().all(|each| each.is_ascii_digit() || matches!(each, ' ' | '-' | '+' | '(' | ')' | '/' | '.'))
}

fn number_then_words(text: &str) -> bool {
    let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
    let number = words.next().is_some_and(|word| word.starts_with(|first: char| first.is_ascii_digit()));
    number && words.any(|word| word.chars().filter(|each| each.is_alphabetic()).count() > 2)
}

fn is_sex(text: &str) -> bool {
    const WORDS: [&str; 12] =
        ["m", "f", "male", "female", "man", "woman", "boy", "girl", "x", "u", "other", "indeterminate"];
    WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// Whether a value stands for one that is not known: a word for it, or a date that systems fill in.
pub(super) fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 23] = [
        "unknown",
        "not known",
        "notknown",
        "not stated",
        "not specified",
        "not available",
        "not applicable",
        "unspecified",
        "n/a",
        "nk",
        "none",
        "null",
        "nan",
        "tbc",
        "tba",
        "missing",
        "-",
        "--",
        "?",
        "xxx",
        "no name",
        "no fixed abode",
        "zz99 3vz",
    ];
    const DATES: [&str; 9] = [
        "1900-01-01",
        "01/01/1900",
        "19000101",
        "9999-12-31",
        "31/12/9999",
        "99991231",
        "0001-01-01",
        "01/01/0001",
        "1899-12-30",
    ];
    let lower = text.to_lowercase();
    let repeated = text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit() && byte == text.as_bytes()[0]);
    WORDS.contains(&lower.as_str()) || DATES.contains(&text) || repeated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_they_look_like() {
        for (text, look) in [
            ("1971-06-24", Look::Date),
            ("12/25/1970", Look::MonthFirst),
            ("ls1 4ap", Look::Postcode),
            ("943 476 5919", Look::NhsNumber),
            ("rob@smith.net", Look::Email),
            ("020 7946 0000", Look::Phone),
            ("£1,200.50", Look::Number),
            ("12b High Street", Look::NumberThenWords),
            ("O'Brien-Smith", Look::Letters),
            ("Female", Look::Sex),
            ("1998", Look::Year),
        ] {
            assert!(has(looks(text), look), "{text} should look like {look:?}");
        }
        for (text, look) in [
            ("25/12/1970", Look::MonthFirst),
            ("9434765918", Look::NhsNumber),
            ("rob at smith", Look::Email),
            ("1234", Look::Phone),
            ("High Street 12", Look::NumberThenWords),
            ("", Look::Letters),
        ] {
            assert!(text.is_empty() || !has(looks(text), look), "{text} should not look like {look:?}");
        }
        assert_eq!(number("$ 1,299.00"), Some(1299.0));
        assert_eq!((year("12/25/1970"), year("1971-06-24")), (Some(1970), Some(1971)));
        assert!(is_placeholder("UNKNOWN") && is_placeholder("9999999999") && !is_placeholder("Norman"));
    }
}
