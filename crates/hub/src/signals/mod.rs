//! Early warning: from published figures and recorded evidence to a conversation that the council sees first.
//!
//! [`Hub::conversations`] is a council's page: for each line (debt, workforce, budget, governance, outcomes, returns) what
//! changed, why it might have, who could help, what next, and what open data cannot see. Each look at it is recorded
//! before anything is shown. The council may answer; others are told by a stated rule and by a person, never by the
//! passing of time. The rule is `measure::signals`; who may see what is [`crate::Actor::may`].

mod backtest;
mod conversation;
mod everywhere;
mod evidence;
mod flags;
mod found;
mod returns;
mod series;
mod steps;

pub use conversation::{CaseOfLine, LineOfPlace, PlaceConversations, StepTold, ViewTold, Watched};
pub use evidence::{EvidenceTold, NewEvidence};
pub use found::{Change, Elsewhere};
pub use measure::signals::{
    OpenedBy, Pack,
    backtest::{Report, SignalReport, TrialReport},
    conversation::{Level, Rule},
    detect::Severity,
    escalation::{Audience, Escalation, State, Step},
    evidence::{EvidenceKind, EvidenceRecord, Provenance, Theme},
    false_alarms::FalseAlarms,
};

use crate::{Error, Hub, actor::Circle};
use measure::signals::{Council, EventTable, Tier, read_events};
use place::{Area, Map};
use std::{collections::BTreeMap, sync::LazyLock};
use terms::{AreaCode, Date};

/// The signals, what they are made of, and when that is known.
static PACK: LazyLock<Pack> =
    LazyLock::new(|| Pack::parse(include_str!("../../../../data/signals.toml")).expect("a test reads the pack"));

/// What became of councils: notices, exceptional support, interventions.
static EVENTS: LazyLock<EventTable> = LazyLock::new(|| {
    let table = include_bytes!("../../../../data/events/council_distress_events.csv");
    read_events(table).expect("a test reads the table")
});

/// How often the detectors speak where nothing happens.
static FALSE_ALARMS: LazyLock<FalseAlarms> = LazyLock::new(|| {
    FalseAlarms::parse(include_str!("../../../../data/signal-false-alarms.toml")).expect("a test reads the table")
});

/// The line on which returns that did not come, or came worse, are told.
const RETURNS: &str = "returns";

/// The pack of signals, for pages that tell of the method.
#[must_use]
pub fn pack() -> &'static Pack {
    &PACK
}

/// How often the detectors speak where nothing happens, for pages that tell of the method.
#[must_use]
pub fn false_alarms() -> &'static FalseAlarms {
    &FALSE_ALARMS
}

/// What was worked out of the figures in use and holds until other figures come.
#[derive(Default)]
pub(crate) struct Kept {
    report: tokio::sync::Mutex<Option<backtest::Made>>,
    flags: tokio::sync::Mutex<Option<flags::Made>>,
    returns: tokio::sync::Mutex<returns::Made>,
    spoken: tokio::sync::Mutex<everywhere::Made>,
}

impl Hub {
    /// The council of an area, under the code of a day.
    fn council_of(&self, area: AreaCode, day: Date) -> Result<&'static Area, Error> {
        let known = self.map.area(area).ok_or_else(|| Error::not_found(format!("area {area}")))?;
        let now = self.map.canonical(area, day);
        let known = self.map.area(now).unwrap_or(known);
        if known.kind.has_council() {
            return Ok(known);
        }
        Err(Error::refused(
            format!("{} has no council, and early warning is about councils.", known.name),
            "Choose a district, a unitary council or a county.",
        ))
    }

    /// The names and codes under which people act for a council.
    pub(crate) fn council_names(&self, area: &Area) -> Vec<String> {
        let mut names = vec![area.official_name().to_owned(), area.name.clone()];
        names.extend(self.map.codes_of(area.code).iter().map(ToString::to_string));
        names
    }

    /// Whom a conversation about a council concerns, when these were told of it.
    fn circle(&self, area: &Area, told: impl IntoIterator<Item = Audience>) -> Circle {
        let body = |audience| match audience {
            Audience::Council => None,
            Audience::ImprovementPartner => Some(PACK.escalation.improvement_partner.clone()),
            Audience::Department => Some(PACK.escalation.department.clone()),
        };
        Circle { council: self.council_names(area), told: told.into_iter().filter_map(body).collect() }
    }
}

/// The councils of the map, each through all its codes.
fn councils(map: &Map) -> Vec<Council> {
    let mut councils: BTreeMap<Vec<AreaCode>, Council> = BTreeMap::new();
    for body in map.bodies().iter().filter(|body| body.body_type.is_council()) {
        let Some((area, tier)) = body.area.and_then(|area| Some((area, Tier::of(area)?))) else { continue };
        let mut areas = map.codes_of(area);
        areas.sort_unstable();
        let (from, until) = (body.span.from, body.span.to);
        let name = map.area(area).map_or_else(|| area.to_string(), |area| area.name.clone());
        councils
            .entry(areas.clone())
            .and_modify(|council| {
                council.from = council.from.zip(from).map(|(one, other)| one.min(other));
                council.until = council.until.zip(until).map(|(one, other)| one.max(other));
            })
            .or_insert(Council { areas, name, tier, from, until });
    }
    councils.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pack_and_the_tables_that_come_with_the_project_are_read() {
        assert!(PACK.signals().len() > 10);
        assert!(EVENTS.events.len() > 50);
        assert!(EVENTS.findings.is_empty());
        assert!(FALSE_ALARMS.detectors.len() > 5);
        assert!(PACK.conversations().iter().any(|line| line.id == RETURNS));
        assert!(councils(Map::england()).len() > 350);
    }
}
