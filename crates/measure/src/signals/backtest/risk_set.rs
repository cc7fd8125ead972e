//! Who could have been warned about, and when.

use super::super::{Council, Tier};
use std::collections::BTreeMap;
use terms::{AreaCode, Date};

/// A council on a day of assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The day.
    pub day: Date,
    /// The council, by its position in the list.
    pub council: usize,
    /// Whom it is compared with.
    pub tier: Tier,
    /// The day of its first event, where that lies in the window.
    pub event: Option<Date>,
}

/// The rows at risk: councils that existed on the day and had no such event on it or before. A council with no event in
/// the window is left out when it was abolished within the window; every council is left out of a day whose window
/// passes the end of the table of events, because nobody knows what happened then.
#[must_use]
pub fn risk_set(
    councils: &[Council],
    first_events: &BTreeMap<AreaCode, Date>,
    assessed: &[Date],
    months: u16,
    events_to: Date,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for &day in assessed {
        let Ok(end) = day.checked_add(jiff::Span::new().months(months)) else { continue };
        if end.yesterday().is_ok_and(|last| last > events_to) {
            continue;
        }
        for (position, council) in councils.iter().enumerate().filter(|(_, council)| council.existed(day)) {
            let first = council.areas.iter().filter_map(|area| first_events.get(area)).min().copied();
            if first.is_some_and(|first| first <= day) {
                continue;
            }
            let event = first.filter(|&first| first < end);
            if event.is_none() && council.until.is_some_and(|until| until < end) {
                continue;
            }
            rows.push(Row { day, council: position, tier: council.tier, event });
        }
    }
    rows
}
