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
    /// What it is about, where several detectors may speak about the same: the measure and its period.
    pub about: Option<String>,
    /// In how many other councils the same was found, where they were asked.
    pub elsewhere: Option<Elsewhere>,
    pub leads_to: LeadsTo,
}

impl Found {
    /// What was found, without what it is about.
    pub fn says(&self) -> &str {
        let about = self.about.as_deref().and_then(|about| self.concern.what.strip_prefix(about));
        about.map_or(self.concern.what.as_str(), |says| says.trim_start_matches(": "))
    }
}

/// In how many councils the same was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Elsewhere {
    /// Councils in which the same detector says the same of the same period.
    pub councils: usize,
    /// Councils whose series it looked at.
    pub of: usize,
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

/// Something that changed and counts today. Whatever was found about one source is one change.
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
    /// How often something was found about the same in the last 24 months, this time among them.
    pub times: usize,
    /// In how many councils the same was found, where they were asked.
    pub elsewhere: Option<Elsewhere>,
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
    let mut groups: BTreeMap<(ConcernSource, Option<u32>), Vec<&Found>> = BTreeMap::new();
    for one in found.iter().filter(|one| one.concern.line == line && one.concern.known_from <= day) {
        let number = match one.leads_to {
            LeadsTo::Evidence(number) => Some(number),
            _ if evidence_only => continue,
            _ => None,
        };
        groups.entry((one.concern.source.clone(), number)).or_default().push(one);
    }
    let mut changes: Vec<Change> = groups.into_values().filter_map(|group| change(&group, day)).collect();
    changes.sort_by(|one, other| other.known_from.cmp(&one.known_from).then_with(|| one.what.cmp(&other.what)));
    changes
}

/// The newest of what was found about one source, if it counts: what weighs most is told first.
fn change(group: &[&Found], day: Date) -> Option<Change> {
    let newest = group.iter().map(|one| one.concern.known_from).max()?;
    let mut newest: Vec<&Found> = group.iter().copied().filter(|one| one.concern.known_from == newest).collect();
    newest.retain(|one| one.concern.counts(day));
    newest.sort_by(|one, other| {
        let heavier = other.concern.severity.cmp(&one.concern.severity);
        heavier.then_with(|| one.concern.what.cmp(&other.concern.what))
    });
    let first = *newest.first()?;
    let days: BTreeSet<Date> = group.iter().map(|one| one.concern.known_from).collect();
    let mut change = Change {
        what: first.concern.what.clone(),
        severity: first.concern.severity,
        period: first.period,
        known_from: first.concern.known_from,
        counts_until: first.concern.counts_until,
        times: days.len(),
        elsewhere: first.elsewhere,
        indicators: Vec::new(),
        in_the_round: false,
        dataset: None,
        evidence: None,
    };
    if let Some(about) = &first.about {
        let says: Vec<&str> = newest.iter().map(|one| one.says().trim_end_matches('.')).collect();
        change.what = format!("{about}: {}.", says.join("; "));
    }
    for one in newest {
        match &one.leads_to {
            LeadsTo::Figures(indicators) => change.indicators.extend(indicators.iter().cloned()),
            LeadsTo::InTheRound(indicator) => {
                change.indicators.push(indicator.clone());
                change.in_the_round = true;
            }
            LeadsTo::Dataset(dataset) => change.dataset = Some(dataset.clone()),
            LeadsTo::Evidence(number) => change.evidence = Some(*number),
        }
    }
    change.indicators.sort();
    change.indicators.dedup();
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
            about: None,
            elsewhere: None,
            leads_to: LeadsTo::Figures(vec![indicator]),
        }
    }

    #[test]
    fn the_same_found_again_is_one_change_that_says_how_often() {
        let day = "2026-06-30".parse().unwrap();
        let all = [
            found("2025-02-01", DetectionKind::RunOnBadSide),
            found("2026-02-01", DetectionKind::RunOnBadSide),
            found("2026-08-01", DetectionKind::NearLimit),
        ];
        let changes = changes(&all, "workforce", day, false);
        assert_eq!(changes.len(), 1, "one is not yet known: {changes:?}");
        assert_eq!((changes[0].what.as_str(), changes[0].times), ("Known on 2026-02-01.", 2));
        let old = [found("2025-01-01", DetectionKind::BeyondLimit)];
        assert!(super::changes(&old, "workforce", day, false).is_empty(), "what is too old does not count");
        assert!(super::changes(&all, "workforce", day, true).is_empty(), "figures open no line of evidence alone");
        assert!(super::changes(&all, "debt", day, false).is_empty());
    }

    #[test]
    fn several_findings_about_one_series_are_one_sentence_what_weighs_most_first() {
        let day = "2026-06-30".parse().unwrap();
        let about = "Cases, 2025";
        let says = |says: &str, severity, detector| {
            let mut one = found("2026-02-01", detector);
            one.concern.what = format!("{about}: {says}");
            one.concern.severity = severity;
            one.about = Some(about.to_owned());
            one
        };
        let all = [
            says("seven get worse.", Severity::Mild, DetectionKind::GettingWorse),
            says("the newest lies beyond the limit.", Severity::Marked, DetectionKind::BeyondLimit),
        ];
        let changes = changes(&all, "workforce", day, false);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].what, "Cases, 2025: the newest lies beyond the limit; seven get worse.");
        assert_eq!((changes[0].severity, changes[0].times), (Severity::Marked, 1));
        assert_eq!(changes[0].indicators.len(), 1, "each figure once");
    }
}
