//! Periods: when a value holds. A period is half-open, `[start, end)`: the end is the first day not covered.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{cmp::Ordering, fmt, str::FromStr};

/// Why a period was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a period: write its first day and its length, such as 2023-04-01/P1Y, P3M, P1D or P3Y")]
pub struct PeriodError(String);

/// What sort of period it is: told from its first day and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// One day: a snapshot, such as 31 March.
    Day,
    /// Several days, such as a week.
    Days,
    /// One calendar month.
    Month,
    /// Three months from January, April, July or October.
    Quarter,
    /// 1 January to 31 December.
    CalendarYear,
    /// 1 April to 31 March.
    FinancialYear,
    /// A school year, from 1 August or 1 September.
    AcademicYear,
    /// Any other twelve months.
    Year,
    /// Two years or more taken together, such as a three-year average.
    PooledYears,
    /// Any other run of months.
    Months,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Length {
    Days(u16),
    Months(u16),
}

/// A half-open run of days with a first day and a length in months or days.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    start: Date,
    length: Length,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The English name of a month, from 1.
#[must_use]
pub fn month_name(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or("")
}

/// A date in words: `31 March 2023`.
#[must_use]
pub fn date_in_words(date: Date) -> String {
    format!("{} {} {}", date.day(), month_name(date.month()), date.year())
}

impl Period {
    /// The earliest and latest first days that are believed: outside them a label was misread.
    pub const BELIEVABLE_YEARS: std::ops::RangeInclusive<i16> = 1801..=2200;

    fn checked(start: Date, length: Length) -> Option<Self> {
        let period = Self { start, length };
        let enough = !matches!(length, Length::Days(0) | Length::Months(0 | 1201..));
        (enough && Self::BELIEVABLE_YEARS.contains(&start.year()) && period.end_checked().is_some()).then_some(period)
    }

    /// A period of whole months. Nothing when the length is 0 or over a hundred years, or the year is not believable.
    #[must_use]
    pub fn months(start: Date, months: u16) -> Option<Self> {
        Self::checked(start, Length::Months(months))
    }

    /// A period of whole days.
    #[must_use]
    pub fn days(start: Date, days: u16) -> Option<Self> {
        Self::checked(start, Length::Days(days))
    }

    /// One day.
    #[must_use]
    pub fn day(date: Date) -> Option<Self> {
        Self::days(date, 1)
    }

    /// The calendar year.
    #[must_use]
    pub fn calendar_year(year: i16) -> Option<Self> {
        Self::months(Date::new(year, 1, 1).ok()?, 12)
    }

    /// The financial year that begins on 1 April of a year.
    #[must_use]
    pub fn financial_year(year: i16) -> Option<Self> {
        Self::months(Date::new(year, 4, 1).ok()?, 12)
    }

    /// The school year that begins on 1 September of a year.
    #[must_use]
    pub fn academic_year(year: i16) -> Option<Self> {
        Self::months(Date::new(year, 9, 1).ok()?, 12)
    }

    /// The calendar month, from 1.
    #[must_use]
    pub fn month(year: i16, month: i8) -> Option<Self> {
        Self::months(Date::new(year, month, 1).ok()?, 1)
    }

    /// The calendar quarter, from 1.
    #[must_use]
    pub fn quarter(year: i16, quarter: i8) -> Option<Self> {
        if !(1..=4).contains(&quarter) {
            return None;
        }
        Self::months(Date::new(year, quarter * 3 - 2, 1).ok()?, 3)
    }

    /// Reads the canonical form: the first day, a stroke, and a length in years, months, weeks or days.
    ///
    /// # Errors
    /// [`PeriodError`] unless the text has that form and names believable years.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        Self::read(text.trim()).ok_or_else(|| PeriodError(text.to_owned()))
    }

    fn read(text: &str) -> Option<Self> {
        let (start, length) = text.split_once('/')?;
        if start.len() != 10 {
            return None;
        }
        let start: Date = start.parse().ok()?;
        let body = length.strip_prefix('P')?;
        let number = body.get(..body.len().checked_sub(1)?)?;
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number: u16 = number.parse().ok()?;
        match body.as_bytes().last()? {
            b'Y' => Self::months(start, number.checked_mul(12)?),
            b'M' => Self::months(start, number),
            b'W' => Self::days(start, number.checked_mul(7)?),
            b'D' => Self::days(start, number),
            _ => None,
        }
    }

    fn end_checked(self) -> Option<Date> {
        match self.length {
            Length::Days(days) => self.start.checked_add(i32::from(days).days()).ok(),
            Length::Months(months) => self.start.checked_add(i32::from(months).months()).ok(),
        }
    }

    /// The first day.
    #[must_use]
    pub fn start(&self) -> Date {
        self.start
    }

    /// The first day that is not covered.
    #[must_use]
    pub fn end(&self) -> Date {
        self.end_checked().unwrap_or(Date::MAX)
    }

    /// The last day that is covered.
    #[must_use]
    pub fn last_day(&self) -> Date {
        self.end().yesterday().unwrap_or(self.start)
    }

    /// The length in months, where it is counted in months.
    #[must_use]
    pub fn month_count(&self) -> Option<u16> {
        match self.length {
            Length::Months(months) => Some(months),
            Length::Days(_) => None,
        }
    }

    /// Whether a day falls in the period.
    #[must_use]
    pub fn contains(&self, date: Date) -> bool {
        self.start <= date && date < self.end()
    }

    /// Whether two periods share a day.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end() && other.start < self.end()
    }

    /// The sort of period it is.
    #[must_use]
    pub fn kind(&self) -> PeriodKind {
        let first = self.start.day() == 1;
        match self.length {
            Length::Days(1) => PeriodKind::Day,
            Length::Days(_) => PeriodKind::Days,
            Length::Months(1) if first => PeriodKind::Month,
            Length::Months(3) if first && self.start.month() % 3 == 1 => PeriodKind::Quarter,
            Length::Months(12) => match (self.start.month(), first) {
                (1, true) => PeriodKind::CalendarYear,
                (4, true) => PeriodKind::FinancialYear,
                (8 | 9, true) => PeriodKind::AcademicYear,
                _ => PeriodKind::Year,
            },
            Length::Months(months) if months > 12 && months % 12 == 0 => PeriodKind::PooledYears,
            Length::Months(_) => PeriodKind::Months,
        }
    }

    /// The period as a reader sees it: `2023-24`, `2022`, `April to June 2023`, `31 March 2023`, `2020 to 2022`.
    #[must_use]
    pub fn label(&self) -> String {
        let last = self.last_day();
        let month_year = |date: Date| format!("{} {}", month_name(date.month()), date.year());
        let split_year = |date: Date| format!("{}-{:02}", date.year(), (date.year() + 1).rem_euclid(100));
        let first = self.start.day() == 1;
        match self.kind() {
            PeriodKind::Day => date_in_words(self.start),
            PeriodKind::Days => format!("{} to {}", date_in_words(self.start), date_in_words(last)),
            PeriodKind::Month => month_year(self.start),
            PeriodKind::CalendarYear => self.start.year().to_string(),
            PeriodKind::FinancialYear => split_year(self.start),
            PeriodKind::AcademicYear => format!("{} school year", split_year(self.start)),
            PeriodKind::Year if first => format!("year to {}", month_year(last)),
            PeriodKind::PooledYears if first && self.start.month() == 1 => {
                format!("{} to {}", self.start.year(), last.year())
            }
            PeriodKind::PooledYears if first && self.start.month() == 4 => {
                let last_start = Date::new(last.year() - 1, 4, 1).unwrap_or(self.start);
                format!("{} to {}", split_year(self.start), split_year(last_start))
            }
            _ if !first => format!("{} to {}", date_in_words(self.start), date_in_words(last)),
            _ if self.start.year() == last.year() => {
                format!("{} to {} {}", month_name(self.start.month()), month_name(last.month()), last.year())
            }
            _ => format!("{} to {}", month_year(self.start), month_year(last)),
        }
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Periods come by first day, then by length: a year before the three years that begin with it.
impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        self.start
            .cmp(&other.start)
            .then_with(|| self.end().cmp(&other.end()))
            .then_with(|| self.length.cmp(&other.length))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = match self.length {
            Length::Days(days) => format!("P{days}D"),
            Length::Months(months) if months % 12 == 0 => format!("P{}Y", months / 12),
            Length::Months(months) => format!("P{months}M"),
        };
        formatter.pad(&format!("{}/{length}", self.start))
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Period {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        Self::parse(text)
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn periods_are_labelled_for_readers() {
        for (text, label, kind) in [
            ("2023-04-01/P1Y", "2023-24", PeriodKind::FinancialYear),
            ("1999-04-01/P1Y", "1999-00", PeriodKind::FinancialYear),
            ("2022-01-01/P1Y", "2022", PeriodKind::CalendarYear),
            ("2024-09-01/P1Y", "2024-25 school year", PeriodKind::AcademicYear),
            ("2023-10-01/P1Y", "year to September 2024", PeriodKind::Year),
            ("2014-01-01/P3Y", "2014 to 2016", PeriodKind::PooledYears),
            ("2014-04-01/P3Y", "2014-15 to 2016-17", PeriodKind::PooledYears),
            ("2023-04-01/P3M", "April to June 2023", PeriodKind::Quarter),
            ("2026-03-01/P1M", "March 2026", PeriodKind::Month),
            ("2023-03-31/P1D", "31 March 2023", PeriodKind::Day),
        ] {
            let period = Period::parse(text).unwrap();
            assert_eq!(period.label(), label);
            assert_eq!(period.kind(), kind);
            assert_eq!(period.to_string(), text);
        }
    }

    #[test]
    fn the_end_is_the_first_day_not_covered() {
        let period = Period::financial_year(2023).unwrap();
        assert_eq!(period.end(), date(2024, 4, 1));
        assert!(period.contains(date(2024, 3, 31)) && !period.contains(date(2024, 4, 1)));
        assert!(!period.overlaps(&Period::financial_year(2024).unwrap()));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "2023", "2023-04-01", "2023-04-01/1Y", "2023-13-01/P1Y", "2023-04-01/P0Y", "0001-01-01/P1Y"] {
            assert!(Period::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_parses_to_itself(year in 1801_i16..2200, month in 1_i8..=12, length in 1_u16..1000, days: bool) {
            let start = Date::new(year, month, 1).unwrap();
            let period = if days { Period::days(start, length) } else { Period::months(start, length) };
            if let Some(period) = period {
                prop_assert_eq!(Period::parse(&period.to_string()).unwrap(), period);
                prop_assert!(period.start() < period.end());
            }
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Period::parse(&text);
        }
    }
}
