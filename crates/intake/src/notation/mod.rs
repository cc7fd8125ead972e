//! How publishers write periods, and how each way is read. A notation is named in a recipe; several are tried in
//! order. Each distinct text is read once a file, so this need not be fast.

use jiff::{ToSpan, civil::Date};
use std::collections::BTreeMap;
use terms::{Period, Status, period::month_name};

/// One way of writing periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Notation {
    /// `2018-01-01/P1Y`, `2018-01-01T00:00:00/P3Y`, or the two ends `2018-01-01/2018-12-31`.
    Iso,
    /// `2018`: January to December.
    CalendarYear,
    /// `2016-17`, `2016/17`, `2016/2017`, `201617`, or the first year alone, `2016`: April to March.
    FinancialYear,
    /// As `financial-year`, but September to August: `202425`, `2024/25`.
    AcademicYear,
    /// `2003 Q1`, `Q1 2003`, `2003Q1`: quarters from January.
    Quarter,
    /// `2022/23 Q3`, `Q3 2022-23`: quarters from April.
    FinancialQuarter,
    /// `March 2026`, `Mar-26`, `2018-04`, `201804`.
    Month,
    /// `Oct-Dec 2022`, `Jan 2004 to Dec 2004`, `2022-10/2022-12`: whole months, both named.
    MonthRange,
    /// `Dec 1995`, `year ending March 2023`: the twelve months up to the end of that month.
    YearEnding,
    /// `2023-03-31`, `31/03/2023`, `31 March 2023`: one day.
    Day,
    /// `2014-16`, `2001 to 2003`, `2001 - 03`: calendar years taken together.
    PooledYears,
    /// `2014/15 - 2016/17`, `2014-15 to 2016-17`: financial years taken together.
    PooledFinancialYears,
}

impl Notation {
    /// Every notation with its name in recipes.
    pub const ALL: [(&'static str, Self); 12] = [
        ("iso", Self::Iso),
        ("calendar-year", Self::CalendarYear),
        ("financial-year", Self::FinancialYear),
        ("academic-year", Self::AcademicYear),
        ("quarter", Self::Quarter),
        ("financial-quarter", Self::FinancialQuarter),
        ("month", Self::Month),
        ("month-range", Self::MonthRange),
        ("year-ending", Self::YearEnding),
        ("day", Self::Day),
        ("pooled-years", Self::PooledYears),
        ("pooled-financial-years", Self::PooledFinancialYears),
    ];

    /// The order in which `auto` tries them: what can be read in one way only comes first.
    pub const AUTO: [Self; 10] = [
        Self::Iso,
        Self::FinancialQuarter,
        Self::Quarter,
        Self::PooledFinancialYears,
        Self::FinancialYear,
        Self::PooledYears,
        Self::MonthRange,
        Self::Day,
        Self::Month,
        Self::CalendarYear,
    ];

    /// The name in recipes.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, notation)| *notation == self).map_or("", |(name, _)| name)
    }

    /// An example, for messages.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::Iso => "2018-01-01/P1Y",
            Self::CalendarYear => "2018",
            Self::FinancialYear => "2016-17",
            Self::AcademicYear => "202425",
            Self::Quarter => "2003 Q1",
            Self::FinancialQuarter => "2022/23 Q3",
            Self::Month => "March 2026",
            Self::MonthRange => "Oct-Dec 2022",
            Self::YearEnding => "Dec 1995",
            Self::Day => "2023-03-31",
            Self::PooledYears => "2014-16",
            Self::PooledFinancialYears => "2014/15 - 2016/17",
        }
    }

    /// Reads a text in this notation.
    #[must_use]
    pub fn read(self, text: &str) -> Option<Period> {
        let text = text.trim();
        if text.len() > 80 {
            return None;
        }
        match self {
            Self::Iso => iso(text),
            _ => self.read_tokens(&tokens(text)),
        }
    }

    fn read_tokens(self, tokens: &[Token]) -> Option<Period> {
        use Token::{Number, Word};
        match self {
            Self::Iso => None,
            Self::CalendarYear => match tokens {
                [Number(year, 4)] => Period::calendar_year(*year),
                _ => None,
            },
            Self::FinancialYear => {
                let tokens = match tokens {
                    [Word(word), rest @ ..] if word == "fy" => rest,
                    all => all,
                };
                match tokens {
                    [Number(year, 4)] => Period::financial_year(*year),
                    _ => Period::financial_year(next_year_pair(tokens)?),
                }
            }
            Self::AcademicYear => match tokens {
                [Number(year, 4)] => Period::academic_year(*year),
                _ => Period::academic_year(next_year_pair(tokens)?),
            },
            Self::Quarter => {
                let (quarter, rest) = take_quarter(tokens)?;
                match rest.as_slice() {
                    [Number(year, 4)] => Period::quarter(*year, quarter),
                    _ => None,
                }
            }
            Self::FinancialQuarter => {
                let (quarter, rest) = take_quarter(tokens)?;
                let year = next_year_pair(&rest)?;
                let month = (quarter - 1) * 3 + 4;
                if month > 12 { Period::quarter(year + 1, 1) } else { Period::quarter(year, quarter + 1) }
            }
            Self::Month => {
                let (year, month) = month_of(tokens).or(match tokens {
                    [Number(year, 4), Token::Mark('-'), Number(month, _), Token::Mark('-'), Number(1, _)] => {
                        Some((*year, *month))
                    }
                    _ => None,
                })?;
                Period::month(year, i8::try_from(month).ok()?)
            }
            Self::MonthRange => month_range(tokens),
            Self::YearEnding => {
                let tokens = without_words(tokens, &["year", "ending", "ended", "to", "end", "the", "12", "months"]);
                let (year, month) = month_of(&tokens).or_else(|| match day_of(&tokens) {
                    Some(day) if day.last_of_month() == day => Some((day.year(), i16::from(day.month()))),
                    _ => None,
                })?;
                let last = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
                Period::months(last.checked_sub(11.months()).ok()?, 12)
            }
            Self::Day => Period::day(day_of(&without_words(tokens, &["as", "at", "on"]))?),
            Self::PooledYears => match tokens {
                [Number(first, 4), Token::Mark(_), Number(last, digits)] => {
                    let last = full_year(*first, *last, *digits)?;
                    let years = u16::try_from(last - first + 1).ok().filter(|years| (2..=20).contains(years))?;
                    Period::months(Date::new(*first, 1, 1).ok()?, years * 12)
                }
                _ => None,
            },
            Self::PooledFinancialYears => {
                let middle = tokens.len().checked_sub(1)? / 2;
                let (one, other) = (tokens.get(..middle)?, tokens.get(middle + 1..)?);
                if !matches!(tokens.get(middle), Some(Token::Mark(_))) {
                    return None;
                }
                let (first, last) = (next_year_pair(one)?, next_year_pair_after(one, other)?);
                let years = u16::try_from(last - first + 1).ok().filter(|years| (2..=20).contains(years))?;
                Period::months(Date::new(first, 4, 1).ok()?, years * 12)
            }
        }
    }

    /// Writes a period in this notation, where it can be so written: what is written reads to the same period.
    #[must_use]
    pub fn write(self, period: &Period) -> Option<String> {
        let (start, last) = (period.start(), period.last_day());
        let year = start.year();
        let pair = |year: i16| format!("{year}-{:02}", (year + 1) % 100);
        let text = match self {
            Self::Iso => period.to_string(),
            Self::CalendarYear => year.to_string(),
            Self::FinancialYear => pair(year),
            Self::AcademicYear => format!("{year}{:02}", (year + 1) % 100),
            Self::Quarter => format!("{year} Q{}", (start.month() - 1) / 3 + 1),
            Self::FinancialQuarter if start.month() < 4 => format!("{} Q4", pair(year - 1)),
            Self::FinancialQuarter => format!("{} Q{}", pair(year), (start.month() - 4) / 3 + 1),
            Self::Month => format!("{} {year}", month_name(start.month())),
            Self::MonthRange => {
                format!("{} {year} to {} {}", month_name(start.month()), month_name(last.month()), last.year())
            }
            Self::YearEnding => format!("year ending {} {}", month_name(last.month()), last.year()),
            Self::Day => start.to_string(),
            Self::PooledYears => format!("{year} to {}", last.year()),
            Self::PooledFinancialYears => format!("{} to {}", pair(year), pair(last.year() - 1)),
        };
        (self.read(&text)? == *period).then_some(text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A number and how many digits it was written with.
    Number(i16, usize),
    Word(String),
    /// A stroke or a dash; “to” counts as a dash.
    Mark(char),
}

/// Numbers, words and strokes; white space, full stops and commas only part them. Six digits are a year and two more.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |test: fn(char) -> bool| rest.find(|character| !test(character)).unwrap_or(rest.len());
        if first.is_ascii_digit() {
            let end = run(|character| character.is_ascii_digit());
            let digits = &rest[..end];
            if end == 6 {
                tokens.push(Token::Number(digits[..4].parse().unwrap_or(0), 4));
                tokens.push(Token::Mark('6'));
                tokens.push(Token::Number(digits[4..].parse().unwrap_or(0), 2));
            } else {
                tokens.push(digits.parse().map_or_else(|_| Token::Word(digits.to_owned()), |n| Token::Number(n, end)));
            }
            rest = &rest[end..];
        } else if first.is_alphabetic() {
            let end = run(char::is_alphabetic);
            let word = rest[..end].to_lowercase();
            tokens.push(if word == "to" { Token::Mark('-') } else { Token::Word(word) });
            rest = &rest[end..];
        } else {
            match first {
                '/' => tokens.push(Token::Mark('/')),
                '-' | '–' | '—' | '‑' | '−' => tokens.push(Token::Mark('-')),
                ' ' | '.' | ',' | '\u{a0}' | '\t' | '\n' | '\r' => {}
                other => tokens.push(Token::Word(other.to_string())),
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    tokens
}

fn without_words(tokens: &[Token], words: &[&str]) -> Vec<Token> {
    let begins = tokens.iter().take_while(|token| match token {
        Token::Word(word) => words.contains(&word.as_str()),
        Token::Number(12, 2) => words.contains(&"12"),
        Token::Mark('-') => true,
        _ => false,
    });
    tokens[begins.count()..].to_vec()
}

/// The whole year that two or four digits mean after a first year.
fn full_year(first: i16, last: i16, digits: usize) -> Option<i16> {
    match digits {
        4 => Some(last),
        2 => {
            let year = first - first % 100 + last;
            Some(if year < first { year + 100 } else { year })
        }
        _ => None,
    }
}

/// `2016-17`, `2016/2017` or `201617`: the first year, when the second is the next one.
fn next_year_pair(tokens: &[Token]) -> Option<i16> {
    match tokens {
        [Token::Number(first, 4), Token::Mark(_), Token::Number(last, digits)] => {
            (full_year(*first, *last, *digits)? == first + 1).then_some(*first)
        }
        _ => None,
    }
}

/// As [`next_year_pair`], but the first year may be cut to two digits: `16/17`.
fn next_year_pair_after(earlier: &[Token], tokens: &[Token]) -> Option<i16> {
    match (earlier, tokens) {
        ([Token::Number(before, 4), ..], [Token::Number(first, 2), Token::Mark(_), Token::Number(last, 2)]) => {
            let first = full_year(*before, *first, 2)?;
            ((first + 1) % 100 == *last).then_some(first)
        }
        _ => next_year_pair(tokens),
    }
}

fn take_quarter(tokens: &[Token]) -> Option<(i8, Vec<Token>)> {
    let at = tokens.iter().position(|token| matches!(token, Token::Word(word) if word == "q" || word == "quarter"))?;
    let Some(Token::Number(quarter @ 1..=4, 1)) = tokens.get(at + 1) else { return None };
    let mut rest = tokens.to_vec();
    rest.drain(at..at + 2);
    while matches!(rest.first(), Some(Token::Mark(_))) {
        rest.remove(0);
    }
    while matches!(rest.last(), Some(Token::Mark(_))) {
        rest.pop();
    }
    Some((i8::try_from(*quarter).ok()?, rest))
}

/// The number of a month from its name or the first three letters of it.
fn month_number(word: &str) -> Option<i16> {
    let number = (1..=12_i8).find(|&month| {
        let name = month_name(month).to_lowercase();
        word == name || (word.len() == 3 && name.starts_with(word)) || (word == "sept" && month == 9)
    })?;
    Some(i16::from(number))
}

fn year_of(year: i16, digits: usize) -> Option<i16> {
    match digits {
        4 => Some(year),
        // A spreadsheet's short years: 30 to 99 belong to the last century.
        2 => Some(if year < 30 { 2000 + year } else { 1900 + year }),
        _ => None,
    }
}

fn month_of(tokens: &[Token]) -> Option<(i16, i16)> {
    use Token::{Mark, Number, Word};
    match tokens {
        [Word(word), Number(year, digits)] | [Word(word), Mark(_), Number(year, digits)] => {
            Some((year_of(*year, *digits)?, month_number(word)?))
        }
        [Number(year, 4), Word(word)] | [Number(year, 4), Mark(_), Word(word)] => Some((*year, month_number(word)?)),
        [Number(year, 4), Mark(_), Number(month @ 1..=12, 1 | 2)]
        | [Number(month @ 1..=12, 1 | 2), Mark('/'), Number(year, 4)] => Some((*year, *month)),
        _ => None,
    }
}

fn month_range(tokens: &[Token]) -> Option<Period> {
    use Token::{Mark, Number, Word};
    let ((first_year, first), (last_year, last)) = match tokens {
        [Word(first), Mark(_), Word(last), Number(year, digits)] => {
            let year = year_of(*year, *digits)?;
            let (first, last) = (month_number(first)?, month_number(last)?);
            ((if first > last { year - 1 } else { year }, first), (year, last))
        }
        _ => (2..tokens.len()).find_map(|at| match &tokens[at] {
            Mark(_) => Some((month_of(&tokens[..at])?, month_of(&tokens[at + 1..])?)),
            _ => None,
        })?,
    };
    let months = i32::from(last_year - first_year) * 12 + i32::from(last - first) + 1;
    let months = u16::try_from(months).ok().filter(|months| (1..=240).contains(months))?;
    Period::months(Date::new(first_year, i8::try_from(first).ok()?, 1).ok()?, months)
}

fn day_of(tokens: &[Token]) -> Option<Date> {
    use Token::{Mark, Number, Word};
    let (year, month, day) = match tokens {
        [Number(year, 4), Mark(_), Number(month, _), Mark(_), Number(day, _), time @ ..] => {
            // `T00:00:00` or `00:00:00` after the day says nothing more.
            let blank = |token: &Token| match token {
                Number(number, _) => *number == 0,
                Word(word) => word == "t" || word == ":" || word == "z",
                Mark(_) => false,
            };
            if !time.iter().all(blank) {
                return None;
            }
            (*year, *month, *day)
        }
        [Number(day, 1 | 2), Mark(_), Number(month, 1 | 2), Mark(_), Number(year, digits)] => {
            (year_of(*year, *digits)?, *month, *day)
        }
        [Number(day, 1 | 2), Word(month), Number(year, 4)]
        | [Number(day, 1 | 2), Mark(_), Word(month), Mark(_), Number(year, 4)] => (*year, month_number(month)?, *day),
        [Number(day, 1 | 2), Mark(_), Word(month), Mark(_), Number(year, 2)] => {
            (year_of(*year, 2)?, month_number(month)?, *day)
        }
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn iso(text: &str) -> Option<Period> {
    let (start, length) = text.split_once('/')?;
    let date = |text: &str| -> Option<Date> {
        let (date, time) = text.split_at_checked(10)?;
        let midnight = time.is_empty() || time == "T00:00:00" || time == "T00:00:00Z";
        if midnight { date.parse().ok() } else { None }
    };
    let start = date(start)?;
    if let Some(last) = date(length) {
        // Two ends: the last day counts, as publishers mean it.
        let end = last.tomorrow().ok()?;
        let months = i32::from(end.year() - start.year()) * 12 + i32::from(end.month() - start.month());
        if start.day() == end.day() {
            return Period::months(start, u16::try_from(months).ok()?);
        }
        let days = start.until(end).ok()?.get_days();
        return Period::days(start, u16::try_from(days).ok()?);
    }
    Period::parse(&format!("{start}/{length}")).ok()
}

/// What a suffix of a period, such as `(prov)`, says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suffix {
    /// Nothing that matters here.
    Drop,
    /// The status of the values of that period.
    Status(Status),
}

/// Suffixes that are understood without being named in a recipe.
pub const SUFFIXES: &[(&str, Suffix)] = &[
    ("(prov)", Suffix::Status(Status::Provisional)),
    ("(provisional)", Suffix::Status(Status::Provisional)),
    ("(p)", Suffix::Status(Status::Provisional)),
    ("[p]", Suffix::Status(Status::Provisional)),
    ("(rev)", Suffix::Status(Status::Revised)),
    ("(revised)", Suffix::Status(Status::Revised)),
    ("(r)", Suffix::Status(Status::Revised)),
    ("[r]", Suffix::Status(Status::Revised)),
    ("(final)", Suffix::Drop),
];

/// Which end of a period a published date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Anchor {
    /// The first day, month or year.
    #[default]
    Start,
    /// The last one.
    End,
}

/// How a year is meant that is written as a number alone or as a pair of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearMeaning {
    /// The month and the day, from 1, on which the year starts, or the day of a snapshot.
    pub month: i8,
    /// The day of the month.
    pub day: i8,
    /// Whether the number names the year in which it starts or ends.
    pub named: Anchor,
    /// Whether it is one day in the year, not the year.
    pub snapshot: bool,
}

/// Reads the periods of a table.
#[derive(Debug, Clone, Default)]
pub struct PeriodReader {
    /// The notations, tried in order.
    pub notations: Vec<Notation>,
    /// Further suffixes, in lower case.
    pub suffixes: Vec<(String, Suffix)>,
    /// Texts that no notation reads, and what they mean.
    pub names: BTreeMap<String, Period>,
    /// What a bare year means, where it is none of the notations.
    pub year: Option<YearMeaning>,
    /// The length in months of every period, where the published date names only one end of it.
    pub months: Option<u16>,
    /// Which end that is.
    pub anchor: Anchor,
}

/// A period as read, with what its suffix said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadPeriod {
    /// The period.
    pub period: Period,
    /// The status of its values, if the text said so.
    pub status: Option<Status>,
}

impl PeriodReader {
    /// A reader of one notation.
    #[must_use]
    pub fn of(notation: Notation) -> Self {
        Self { notations: vec![notation], ..Self::default() }
    }

    /// Reads a text as published. Nothing when no notation reads it.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<ReadPeriod> {
        let mut text = text.trim();
        if let Some(period) = self.names.get(text) {
            return Some(ReadPeriod { period: *period, status: None });
        }
        let mut status = None;
        loop {
            let lower = text.to_lowercase();
            let own = self.suffixes.iter().map(|(suffix, meaning)| (suffix.as_str(), *meaning));
            let found = own.chain(SUFFIXES.iter().copied()).find(|(suffix, _)| lower.ends_with(*suffix));
            // Lower case can change the length of a text: then no suffix is cut.
            let Some((suffix, meaning)) = found.filter(|(suffix, _)| !suffix.is_empty() && lower.len() == text.len())
            else {
                break;
            };
            let Some(cut) = text.get(..text.len() - suffix.len()) else { break };
            text = cut.trim_end();
            if let Suffix::Status(found) = meaning {
                status = status.or(Some(found));
            }
        }
        if let Some(period) = self.names.get(text) {
            return Some(ReadPeriod { period: *period, status });
        }
        let period = self.notations.iter().find_map(|notation| notation.read(text)).or_else(|| self.bare_year(text))?;
        Some(ReadPeriod { period: self.lengthened(period)?, status })
    }

    fn bare_year(&self, text: &str) -> Option<Period> {
        let meaning = self.year?;
        let year = match tokens(text).as_slice() {
            [Token::Number(year, 4)] => *year,
            pair => {
                let first = next_year_pair(pair)?;
                if meaning.named == Anchor::End { first + 1 } else { first }
            }
        };
        if meaning.snapshot {
            return Period::day(Date::new(year, meaning.month, meaning.day).ok()?);
        }
        let starts_before = meaning.named == Anchor::End && (meaning.month, meaning.day) != (1, 1);
        let start = if starts_before { year - 1 } else { year };
        Period::months(Date::new(start, meaning.month, meaning.day).ok()?, 12)
    }

    fn lengthened(&self, period: Period) -> Option<Period> {
        let Some(months) = self.months else { return Some(period) };
        match self.anchor {
            Anchor::Start => Period::months(period.start(), months),
            Anchor::End => {
                let end = period.end();
                Period::months(end.checked_sub(i32::from(months).months()).ok()?, months)
            }
        }
    }

    /// The notations in words, for messages: `financial-year (2016-17) or month (March 2026)`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let named = |notation: &Notation| format!("{} ({})", notation.name(), notation.example());
        self.notations.iter().map(named).collect::<Vec<_>>().join(" or ")
    }
}

#[cfg(test)]
mod tests;
