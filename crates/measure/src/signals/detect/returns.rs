//! What was promised and has not come. The absence of data is itself a signal.

use super::{Detection, DetectionKind, Reading, Severity};
use terms::{Date, Period, Status, period::date_in_words};

/// When a return is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// Days after the end of the period in which it is due.
    pub lag_days: u16,
    /// Days of grace before anybody is told.
    pub grace_days: u16,
}

impl Promise {
    /// The last day on which a return for a period is not yet late.
    #[must_use]
    pub fn last_day(&self, period: &Period) -> Option<Date> {
        let days = i64::from(self.lag_days) + i64::from(self.grace_days);
        period.end().checked_add(jiff::Span::new().days(days)).ok()
    }
}

/// Days late from which lateness weighs more.
const LONG: i32 = 90;

/// Whether a return that was expected has not come by a day: the longest overdue of the expected periods that are not
/// among those received. It is no verdict: a publisher may be late for everybody, which the caller should rule out first.
#[must_use]
pub fn late_return(expected: &[Period], received: &[Period], promise: Promise, today: Date) -> Option<Detection> {
    let late = expected
        .iter()
        .filter(|period| !received.contains(period))
        .filter_map(|period| Some((promise.last_day(period)?, *period)))
        .filter(|(last_day, _)| *last_day < today);
    let (last_day, period) = late.min()?;
    let days = (today - last_day).get_days();
    Some(Detection {
        kind: DetectionKind::LateReturn,
        period,
        severity: if days >= LONG { Severity::Marked } else { Severity::Mild },
        what: format!(
            "The return for {} was due by {} and had not come {days} {} later.",
            period.label(),
            date_in_words(last_day),
            if days == 1 { "day" } else { "days" }
        ),
    })
}

/// Whether the newest return came without this value, though most periods before had one. A value that was hidden to
/// protect people, that is not this body’s job or has no meaning here is not missing.
#[must_use]
pub fn missing_value(series: &[Reading]) -> Option<Detection> {
    let mut sorted: Vec<&Reading> = series.iter().collect();
    sorted.sort_by_key(|reading| reading.period);
    let newest = sorted.pop()?;
    let had = sorted.iter().filter(|reading| reading.value.is_some()).count();
    let gone = newest.value.is_none() && newest.status == Status::NotAvailable;
    (gone && had > 0 && 2 * had >= sorted.len()).then(|| Detection {
        kind: DetectionKind::MissingValue,
        period: newest.period,
        severity: Severity::Mild,
        what: format!("{} has no value; {had} of the {} periods before had one.", newest.period.label(), sorted.len()),
    })
}
