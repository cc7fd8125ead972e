//! The days on which something holds: half-open, so that one day has one answer.

use serde::Serialize;
use terms::{Date, Period};

/// Days from `from` up to but not including `to`. An absent end is not stated: open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Span {
    /// The first day, where stated.
    #[serde(rename = "valid_from")]
    pub from: Option<Date>,
    /// The first day not covered, where stated.
    #[serde(rename = "valid_to")]
    pub to: Option<Date>,
}

impl Span {
    /// All days.
    pub const ALWAYS: Self = Self { from: None, to: None };

    /// Whether a day lies inside.
    #[must_use]
    pub fn contains(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date < to)
    }

    /// Whether any day of a period lies inside.
    #[must_use]
    pub fn meets(&self, period: &Period) -> bool {
        self.from.is_none_or(|from| from < period.end()) && self.to.is_none_or(|to| period.start() < to)
    }

    /// Whether every day of a period lies inside.
    #[must_use]
    pub fn covers(&self, period: &Period) -> bool {
        self.from.is_none_or(|from| from <= period.start()) && self.to.is_none_or(|to| period.end() <= to)
    }

    /// The day inside that is nearest to a date.
    #[must_use]
    pub fn nearest(&self, date: Date) -> Date {
        match (self.from, self.to) {
            (Some(from), _) if date < from => from,
            (_, Some(to)) if to <= date => to.yesterday().unwrap_or(to),
            _ => date,
        }
    }
}
