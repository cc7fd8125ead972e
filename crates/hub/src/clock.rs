//! Time is a parameter: the door passes a clock in, tests pass a fixed one.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The moment.
    fn now(&self) -> Timestamp;

    /// The day in England.
    fn today(&self) -> Date {
        let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        self.now().to_zoned(zone).date()
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
