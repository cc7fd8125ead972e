//! What was found about a place, with where to check it.

use measure::signals::{
    conversation::{Concern, ConcernSource},
    detect::{DetectionKind, Severity},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use terms::{DatasetId, Date, IndicatorId, Period};

/// A concern, and where who reads it can check it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub concern: Concern,
    /// What found it; nothing for signals of the pack and for evidence.
    pub detector: Option<DetectionKind>,
    /// The period that it is about, where it is about one.
    pub period: Option<Period>,
    pub leads_to: LeadsTo,
}

/// Where a concern leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LeadsTo {
    /// The outcome pages of these indicators for the place.
    Figures(Vec<IndicatorId>),
    /// The place in the round.
    InTheRound(IndicatorId),
    /// A dataset.
    Dataset(DatasetId),
    /// A piece of evidence.
    Evidence(u32),
}

/// Something that changed and counts today. Several findings of one detector about one source are one change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// What changed, in a sentence.
    pub what: String,
    /// How much it weighs, by a stated rule.
    pub severity: Severity,
    /// The period that it is about, where it is about one.
    pub period: Option<Period>,
    /// The day from which it was known.
    pub known_from: Date,
    /// The first day on which it no longer counts.
    pub counts_until: Date,
    /// How often the same was found in the last 24 months, this time among them.
    pub times: usize,
    /// The figures that it rests on, each with a page of its own.
    pub indicators: Vec<IndicatorId>,
    /// Whether it is told in the round of the place's circumstances.
    pub in_the_round: bool,
    /// The dataset that it is about, where it is about one.
    pub dataset: Option<DatasetId>,
    /// The number of the evidence, where it is evidence.
    pub evidence: Option<u32>,
}

/// The changes of a line that count on a day, newest first.
pub(super) fn changes(found: &[Found], line: &str, day: Date, evidence_only: bool) -> Vec<Change> {
    let mut groups: BTreeMap<(ConcernSource, Option<u8>, Option<u32>), Vec<&Found>> = BTreeMap::new();
    for one in found.iter().filter(|one| one.concern.line == line && one.concern.known_from <= day) {
        let number = match one.leads_to {
            LeadsTo::Evidence(number) => Some(number),
            _ if evidence_only => continue,
            _ => None,
        };
        let detector = one.detector.map(|kind| kind as u8);
        groups.entry((one.concern.source.clone(), detector, number)).or_default().push(one);
    }
    let mut changes: Vec<Change> = groups.into_values().filter_map(|group| change(&group, day)).collect();
    changes.sort_by(|one, other| other.known_from.cmp(&one.known_from).then_with(|| one.what.cmp(&other.what)));
    changes
}

/// The newest of some findings, if it counts.
fn change(group: &[&Found], day: Date) -> Option<Change> {
    let newest = group.iter().max_by_key(|one| one.concern.known_from)?;
    if !newest.concern.counts(day) {
        return None;
    }
    let days: BTreeSet<Date> = group.iter().map(|one| one.concern.known_from).collect();
    let mut change = Change {
        what: newest.concern.what.clone(),
        severity: newest.concern.severity,
        period: newest.period,
        known_from: newest.concern.known_from,
        counts_until: newest.concern.counts_until,
        times: days.len(),
        indicators: Vec::new(),
        in_the_round: false,
        dataset: None,
        evidence: None,
    };
    match &newest.leads_to {
        LeadsTo::Figures(indicators) => change.indicators.clone_from(indicators),
        LeadsTo::InTheRound(indicator) => {
            change.indicators = vec![indicator.clone()];
            change.in_the_round = true;
        }
        LeadsTo::Dataset(dataset) => change.dataset = Some(dataset.clone()),
        LeadsTo::Evidence(number) => change.evidence = Some(*number),
    }
    Some(change)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(known_from: &str, detector: DetectionKind) -> Found {
        let (known_from, indicator): (Date, _) = (known_from.parse().unwrap(), IndicatorId::parse("caseload").unwrap());
        Found {
            concern: Concern {
                line: "workforce".to_owned(),
                source: ConcernSource::Series(indicator.clone()),
                severity: Severity::Mild,
                known_from,
                counts_until: known_from.checked_add(jiff::Span::new().months(12)).unwrap(),
                what: format!("Known on {known_from}."),
            },
            detector: Some(detector),
            period: None,
            leads_to: LeadsTo::Figures(vec![indicator]),
        }
    }

    #[test]
    fn the_same_found_again_is_one_change_that_says_how_often() {
        let day = "2026-06-30".parse().unwrap();
        let all = [
            found("2025-02-01", DetectionKind::RunOnBadSide),
            found("2026-02-01", DetectionKind::RunOnBadSide),
            found("2025-01-01", DetectionKind::BeyondLimit),
            found("2026-08-01", DetectionKind::NearLimit),
        ];
        let changes = changes(&all, "workforce", day, false);
        assert_eq!(changes.len(), 1, "one is too old, one not yet known: {changes:?}");
        assert_eq!((changes[0].what.as_str(), changes[0].times), ("Known on 2026-02-01.", 2));
        assert!(super::changes(&all, "workforce", day, true).is_empty(), "figures open no line of evidence alone");
        assert!(super::changes(&all, "debt", day, false).is_empty());
    }
}
