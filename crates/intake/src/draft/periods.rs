//! Guesses how periods are written, and finds them in titles.

use crate::notation::Notation;
use regex::Regex;
use std::fmt::Write;
use terms::Period;

/// The notation that reads nearly all of some texts, and why one should look again.
pub(super) fn notation_of(texts: &[&str], header: &str, hint: &str) -> Option<(Notation, &'static str)> {
    if texts.is_empty() {
        return None;
    }
    let header = header.to_lowercase();
    let hint = hint.to_lowercase();
    let reads = |notation: Notation| {
        let read = texts.iter().filter(|text| {
            crate::notation::PeriodReader::of(notation)
                .read(text)
                .is_some_and(|read| (1900..=2060).contains(&read.period.start().year()))
        });
        read.count() * 100 >= texts.len() * 97
    };
    let six = texts.iter().all(|text| text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()));
    let timely = ["period", "year", "time", "quarter", "month", "date", "week", "ending"];
    let says_time = timely.iter().any(|word| header.contains(word));
    if hint.contains("academic") && reads(Notation::AcademicYear) {
        return Some((Notation::AcademicYear, ""));
    }
    if hint.contains("financial") && reads(Notation::FinancialYear) {
        return Some((Notation::FinancialYear, ""));
    }
    if six && says_time && reads(Notation::AcademicYear) {
        return Some((Notation::AcademicYear, "six digits could also be financial years"));
    }
    if header.contains("ending") && reads(Notation::YearEnding) {
        return Some((Notation::YearEnding, ""));
    }
    for notation in Notation::AUTO {
        let doubtful = matches!(notation, Notation::CalendarYear | Notation::FinancialYear);
        let bare = texts.iter().all(|text| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()));
        if notation == Notation::FinancialYear && bare {
            continue;
        }
        if !reads(notation) || (doubtful && bare && !says_time) {
            continue;
        }
        let note = match notation {
            Notation::CalendarYear => {
                "a bare year could also be a financial or school year, or one day in it: see year_starts and snapshot"
            }
            Notation::FinancialYear => "these could also be school years: then academic-year",
            Notation::Day => "if the date is only one end of a longer period, add months and date_is",
            _ => "",
        };
        return Some((notation, note));
    }
    None
}

/// A period named somewhere in a title.
pub(super) fn in_title(text: &str) -> Option<Period> {
    const MONTH: &str = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*";
    const DAY: &str = r"(\d{1,2} [A-Za-z]{3,9} \d{4})";
    if let Ok(range) = Regex::new(&format!(r"{DAY}\s*(?:to|and|until|-|–)\s*{DAY}"))
        && let Some(found) = range.captures(text)
    {
        let day = |group: usize| Notation::Day.read(found.get(group)?.as_str()).map(|day| day.start());
        let whole = day(1).zip(day(2)).and_then(|(first, last)| Notation::Iso.read(&format!("{first}/{last}")));
        if whole.is_some() {
            return whole;
        }
    }
    let shapes = [
        (format!(r"(?i)\b{MONTH}\s*(?:\d{{4}}\s*)?(?:to|-|–)\s*{MONTH}\s+\d{{4}}\b"), Notation::MonthRange),
        (r"(?i)\b\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|december) \d{4}\b".to_owned(), Notation::Day),
        (r"\b(?:19|20)\d\d[-/–](?:\d{4}|\d{2})\b".to_owned(), Notation::FinancialYear),
        (format!(r"(?i)\b{MONTH}\s+\d{{4}}\b"), Notation::Month),
        (r"(?:^|[^0-9])((?:19|20)\d\d)(?:[^0-9]|$)".to_owned(), Notation::CalendarYear),
    ];
    shapes.iter().find_map(|(shape, notation)| {
        let shape = Regex::new(shape).ok()?;
        shape.captures_iter(text).find_map(|found| {
            let part = found.get(1).or_else(|| found.get(0))?;
            notation.read(part.as_str())
        })
    })
}

/// A pattern that fits texts of these shapes: every digit may be any digit.
pub(super) fn shape(text: &str) -> String {
    let mut pattern = String::new();
    let mut digits = 0;
    for character in text.chars().chain(['\0']) {
        if character.is_ascii_digit() {
            digits += 1;
            continue;
        }
        if digits > 0 {
            // Writing to a string cannot fail.
            let _ = write!(pattern, "\\d{{{digits}}}");
            digits = 0;
        }
        if character.is_alphabetic() {
            if !pattern.ends_with("[A-Za-z]+") {
                pattern.push_str("[A-Za-z]+");
            }
        } else if character != '\0' {
            pattern.push_str(&regex::escape(&character.to_string()));
        }
    }
    pattern
}
