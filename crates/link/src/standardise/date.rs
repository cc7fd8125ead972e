//! Dates as people and systems write them.

use jiff::civil::Date;

/// Reads a date in one of the plain writings: `1971-06-24`, `1971/06/24`, `24/06/1971`, `24-06-1971`, `24.06.1971`,
/// `19710624`, `24 Jun 1971`, `24 June 1971`; a time after it is left out. Day before month, as in Britain. Two-digit
/// years are not guessed.
#[must_use]
pub fn read(text: &str) -> Option<Date> {
    let text = text.trim();
    // A time may follow after `T` (`1971-06-24T00:00:00Z`); `24th` and `Oct` are part of the date.
    let text = match text.split_once('T') {
        Some((date, time)) if date.len() >= 8 && time.starts_with(|first: char| first.is_ascii_digit()) => date,
        _ => text,
    };
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return civil(&text[..4], &text[4..6], &text[6..]);
    }
    let mut parts = text.split(['-', '/', '.', ' ', ',']).filter(|part| !part.is_empty());
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some_and(|rest| !rest.contains(':')) {
        return None;
    }
    if first.len() == 4 && first.bytes().all(|byte| byte.is_ascii_digit()) {
        civil(first, second, third)
    } else {
        civil(third, second, first)
    }
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    if year.len() != 4 {
        return None;
    }
    let month = match month.parse() {
        Ok(number) => number,
        Err(_) => month_number(month)?,
    };
    let day = day.trim_end_matches(|each: char| each.is_ascii_alphabetic());
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

fn month_number(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = name.to_ascii_lowercase();
    let fits = |month: &str| name.len() >= 3 && month.starts_with(name.as_str());
    MONTHS.iter().position(|month| fits(month)).and_then(|index| i8::try_from(index + 1).ok())
}

/// A date or time written in a given form (`%Y-%m-%d`), as seconds from 1 January 1970. `None` when it is no such date.
#[must_use]
pub fn seconds(text: &str, form: &str) -> Option<f64> {
    // The two usual forms by hand: the general reader is several times slower, and is asked of every distinct value.
    let date = match form {
        "%Y-%m-%d" => {
            let mut parts = text.splitn(3, '-');
            digits_only(parts.next()?, parts.next()?, parts.next()?)
        }
        "%Y%m%d" if text.len() == 8 && text.is_ascii() => digits_only(&text[..4], &text[4..6], &text[6..]),
        _ => {
            let time = jiff::fmt::strtime::parse(form, text).ok()?;
            let date_time = time.to_datetime().or_else(|_| time.to_date().map(|date| date.at(0, 0, 0, 0))).ok()?;
            let seconds = days(date_time.date()) * 86_400.0;
            let clock = date_time.time();
            return Some(
                seconds
                    + f64::from(clock.hour()) * 3600.0
                    + f64::from(clock.minute()) * 60.0
                    + f64::from(clock.second()),
            );
        }
    };
    date.map(|date| days(date) * 86_400.0)
}

fn digits_only(year: &str, month: &str, day: &str) -> Option<Date> {
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(plain(year) && plain(month) && plain(day)) || month.len() > 2 || day.len() > 2 || year.len() > 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Days from 1 January 1970.
#[must_use]
pub fn days(date: Date) -> f64 {
    // The algorithm of days from civil in the proleptic Gregorian calendar, in whole numbers.
    let (year, month, day) = (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era - 719_468) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_writings_are_read() {
        let day = Date::new(1971, 6, 24).ok();
        for text in [
            "1971-06-24",
            "1971/6/24",
            "24/06/1971",
            "24.6.1971",
            "19710624",
            "24 Jun 1971",
            "24th June 1971",
            "1971-06-24T00:00:00Z",
            "24/06/1971 00:00",
        ] {
            assert_eq!(read(text), day, "{text}");
        }
        for text in ["24/06/71", "1971-13-01", "31/02/1971", "", "soon", "1971-06"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn seconds_count_from_1970() {
        assert_eq!(seconds("1970-01-02", "%Y-%m-%d"), Some(86_400.0));
        assert_eq!(seconds("19691231", "%Y%m%d"), Some(-86_400.0));
        assert_eq!(seconds("02/01/1970", "%d/%m/%Y"), Some(86_400.0));
        assert_eq!(seconds("1970-01-01 01:00:00", "%Y-%m-%d %H:%M:%S"), Some(3600.0));
        assert_eq!(seconds("1970-02-30", "%Y-%m-%d"), None);
        assert_eq!(seconds("2000-03-01", "%Y-%m-%d"), Some(11_017.0 * 86_400.0));
    }
}
