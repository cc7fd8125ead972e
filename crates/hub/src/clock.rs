//! Time is a parameter: the door passes a clock in, tests pass a fixed one.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The last moment of a day in England: figures “as they stood on” a day are those in use when it ended. Nothing for a
/// day at the end of the calendar.
#[must_use]
pub fn end_of_day(day: Date) -> Option<Timestamp> {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let next = day.tomorrow().ok()?.to_zoned(zone).ok()?;
    Some(next.timestamp() - jiff::SignedDuration::from_nanos(1))
}

/// The day in England on which a moment falls.
#[must_use]
pub fn day_in_england(at: Timestamp) -> Date {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).date()
}

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The moment.
    fn now(&self) -> Timestamp;

    /// The day in England.
    fn today(&self) -> Date {
        day_in_england(self.now())
    }
}

/// The machine's own clock: used by the door, never in a test.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one clock that the door passes in")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_ends_by_the_clocks_of_england() {
        let end = |day| end_of_day(day).unwrap().to_string();
        assert_eq!(end(date(2026, 1, 15)), "2026-01-15T23:59:59.999999999Z");
        assert_eq!(end(date(2026, 7, 15)), "2026-07-15T22:59:59.999999999Z");
        assert_eq!(end_of_day(Date::MAX), None);
    }
}
