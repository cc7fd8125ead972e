//! The finder: for a place and an outcome, those in like circumstances that have done better than expected again and again.

use super::EvidenceGrade;
use crate::{
    Action, Actor, Error, Hub,
    outcomes::round::{Study, unit_of},
    ports::RecordedPractice,
};
use jiff::Timestamp;
use measure::round::{
    pack::Tier,
    peers::{Peer, PeerMethod, peers},
    practice::{Persistent, RegressionToTheMean, STEADY},
};
use place::Tier as CouncilTier;
use protect::Protected;
use serde::Serialize;
use std::sync::Arc;
use terms::{AreaCode, Date, IndicatorId, Period};

/// One in so many places is like enough: those in the most similar circumstances.
const ALIKE_ONE_IN: usize = 3;

/// An outcome for which practice may be looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PracticeOutcome {
    /// The indicator.
    pub indicator: IndicatorId,
    /// Its title.
    pub title: String,
    /// Whether it is about districts and unitary councils, rather than counties and unitary councils.
    pub of_districts: bool,
    /// Why nothing can be said of it, where nothing can.
    pub refusal: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PracticeFound {
    /// The place that asks.
    pub area: AreaCode,
    /// Its name.
    pub area_name: String,
    /// The outcome.
    pub indicator: IndicatorId,
    /// Its title.
    pub title: String,
    /// The unit of the values below.
    pub unit: String,
    /// Why nothing can be said, where nothing can.
    pub refusal: Option<String>,
    /// The periods that were looked at, newest first.
    pub periods: Vec<String>,
    /// How many of the places in the most similar circumstances were looked at.
    pub alike: usize,
    /// How many places in other circumstances were better than expected as long.
    pub less_alike: usize,
    /// The warning that belongs to every such list.
    pub warning: Option<RegressionTold>,
    /// Those that did better than expected again and again, the most alike in circumstances first.
    pub places: Vec<PlaceOfPractice>,
    /// What others documented for this outcome that do not stand out so, by name of place.
    pub others: Vec<PracticeTold>,
}

/// What became of those that stood out once.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RegressionTold {
    /// Places with a figure in both periods.
    pub areas: usize,
    /// Those better than expected in the earlier period.
    pub better_once: usize,
    /// Those of them that were so again in the later one.
    pub better_twice: usize,
    /// How far from expectation the first lay on average, in units of the spread.
    pub distance_earlier: f64,
    /// How far the same places lay a period later.
    pub distance_later: f64,
}

/// A place that did better than expected again and again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceOfPractice {
    /// The place.
    pub area: AreaCode,
    /// Its name.
    pub area_name: String,
    /// For how many periods running, to the newest.
    pub periods_running: usize,
    /// Whether these are enough to be more than a prompt to ask.
    pub steady: bool,
    /// The circumstance in which it is most unlike the place that asks, and whether it has more of it.
    pub most_unlike_in: Option<String>,
    /// What it had and what was expected, newest period first.
    pub periods: Vec<PracticePeriod>,
    /// What it documented.
    pub practices: Vec<PracticeTold>,
}

/// One period of a place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PracticePeriod {
    /// The period, in words.
    pub period: String,
    /// What it had.
    pub value: f64,
    /// What was expected in its circumstances.
    pub expected: f64,
}

/// A practice as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PracticeTold {
    /// Its number.
    pub number: u32,
    /// The place.
    pub area: AreaCode,
    /// Its name.
    pub area_name: String,
    /// The outcome that it is meant to better.
    pub indicator: IndicatorId,
    /// What it is called.
    pub title: String,
    /// What was done.
    pub what: String,
    /// The year in which it began.
    pub since: Option<i16>,
    /// How sure it is that it helped, from 1 to 5.
    pub grade: EvidenceGrade,
    /// The same in words.
    pub grade_words: String,
    /// What shows that it helped.
    pub evidence: String,
    /// Whom to ask.
    pub contact: String,
    /// When it was documented.
    pub recorded_at: Timestamp,
    /// By which person.
    pub recorded_by: String,
    /// Who took it up, oldest first.
    pub reuses: Vec<ReuseTold>,
}

/// That a place took up a practice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReuseTold {
    /// The place.
    pub area: AreaCode,
    /// Its name.
    pub area_name: String,
    /// The year in which it did.
    pub since: Option<i16>,
    /// What it changed to make it fit.
    pub adaptation: String,
    /// What came of it; nothing where that is not known.
    pub result: Option<String>,
}

impl Hub {
    /// The outcomes for which practice may be looked for, in the order of the pack, each with the reason where nothing can
    /// be said.
    ///
    /// # Errors
    /// When the actor may not read what is published, or an engine fails.
    pub async fn practice_outcomes(&self, actor: &Actor) -> Result<Vec<PracticeOutcome>, Error> {
        let studies = self.studies(actor).await?;
        let outcome = |study: &Arc<Study>| PracticeOutcome {
            indicator: study.rule.indicator.clone(),
            title: study.rule.title.clone(),
            of_districts: study.rule.tier == Tier::Lower,
            refusal: refusal(study),
        };
        Ok(studies.iter().map(outcome).collect())
    }

    /// Places in circumstances like those of a place that have done better than expected again and again, the most alike
    /// first, with what they documented.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such area or outcome, or an engine fails.
    pub async fn find_practice(
        &self,
        actor: &Actor,
        area: AreaCode,
        indicator: &IndicatorId,
        as_at: Date,
    ) -> Result<Protected<PracticeFound>, Error> {
        actor.may(&Action::ReadPublished)?;
        let place = self.map.area(area).ok_or_else(|| Error::not_found(format!("area {area}")))?;
        let area = self.map.canonical(area, as_at);
        let studies = self.studies(actor).await?.into_inner();
        let study = studies.into_iter().find(|study| study.rule.indicator == *indicator);
        let study =
            study.ok_or_else(|| Error::not_found(format!("outcome {indicator} that is set against circumstances")))?;
        let (factor, unit) = unit_of(study.rule, &self.current_catalogue());
        let mut found = PracticeFound {
            area,
            area_name: self.name(area),
            indicator: indicator.clone(),
            title: study.rule.title.clone(),
            unit,
            refusal: refusal(&study),
            periods: Vec::new(),
            alike: 0,
            less_alike: 0,
            warning: None,
            places: Vec::new(),
            others: Vec::new(),
        };
        let practices = self.register.practices().await?;
        let documented: Vec<&RecordedPractice> =
            practices.iter().filter(|recorded| recorded.practice.outcome == *indicator).collect();
        if found.refusal.is_none() {
            found.refusal = not_of_its_tier(place.tier(), study.rule.tier, &found.area_name);
        }
        if found.refusal.is_none() {
            self.fill(&mut found, &study, factor, &documented).await?;
        }
        let shown: Vec<u32> =
            found.places.iter().flat_map(|place| &place.practices).map(|practice| practice.number).collect();
        let others = documented.iter().filter(|recorded| !shown.contains(&recorded.number));
        found.others = others.map(|recorded| self.practice_told(recorded)).collect();
        found.others.sort_by(|one, other| (&one.area_name, one.number).cmp(&(&other.area_name, other.number)));
        Ok(protect::open_data(found))
    }

    /// Fills in the places, by likeness.
    async fn fill(
        &self,
        found: &mut PracticeFound,
        study: &Arc<Study>,
        factor: f64,
        documented: &[&RecordedPractice],
    ) -> Result<(), Error> {
        let Ok(judged) = &study.result else { return Ok(()) };
        let persisting = self.persisting(study).await?;
        let Some(persisting) = persisting.as_ref() else {
            found.refusal =
                Some("Only one period of this outcome can be judged, and standing out once says little.".into());
            return Ok(());
        };
        let codes = self.map.codes_of(found.area);
        let known = codes.iter().copied().find(|code| judged.circumstances.of(*code).is_some()).unwrap_or(found.area);
        let count = judged.expectations.areas.len().div_ceil(ALIKE_ONE_IN);
        let method = PeerMethod { count, ..PeerMethod::default() };
        let alike = peers(&judged.circumstances, known, &method)
            .map_err(|refusal| Error::refused(refusal.to_string(), "Ask for another place."))?;
        let Some(alike) = alike else {
            found.refusal = Some(format!("The circumstances of {} are not known here.", found.area_name));
            return Ok(());
        };
        found.periods = persisting.periods.iter().map(|periods| in_words(periods)).collect();
        found.alike = alike.peers.len();
        found.warning = Some(warning(persisting.persistence.warning));
        for peer in &alike.peers {
            let Some(persistent) = persisting.persistence.places.iter().find(|place| place.area == peer.area) else {
                continue;
            };
            found.places.push(self.place_of_practice(peer, persistent, &found.periods, factor, documented));
        }
        let itself = |area: AreaCode| codes.contains(&area);
        let others = persisting.persistence.places.iter().filter(|place| !itself(place.area)).count();
        found.less_alike = others.saturating_sub(found.places.len());
        Ok(())
    }

    fn place_of_practice(
        &self,
        peer: &Peer,
        persistent: &Persistent,
        periods: &[String],
        factor: f64,
        documented: &[&RecordedPractice],
    ) -> PlaceOfPractice {
        let codes = self.map.codes_of(peer.area);
        let driver = peer.drivers.iter().max_by(|one, other| one.share.total_cmp(&other.share));
        let title = |id: &str| {
            let rule = crate::outcomes::round::circumstance_pack().rule(id);
            rule.map_or_else(|| id.to_owned(), |rule| rule.title.clone())
        };
        let own = documented.iter().filter(|recorded| codes.contains(&recorded.practice.area));
        PlaceOfPractice {
            area: peer.area,
            area_name: self.name(peer.area),
            periods_running: persistent.periods.len(),
            steady: persistent.periods.len() >= STEADY,
            most_unlike_in: driver.map(|driver| {
                let more = if driver.difference > 0.0 { "more" } else { "less" };
                format!("{} ({more})", title(&driver.circumstance))
            }),
            periods: persistent
                .periods
                .iter()
                .zip(periods)
                .map(|(period, label)| PracticePeriod {
                    period: label.clone(),
                    value: period.value * factor,
                    expected: period.expected * factor,
                })
                .collect(),
            practices: own.map(|recorded| self.practice_told(recorded)).collect(),
        }
    }

    /// A practice as it is shown.
    pub(super) fn practice_told(&self, recorded: &RecordedPractice) -> PracticeTold {
        let note = &recorded.practice;
        PracticeTold {
            number: recorded.number,
            area: note.area,
            area_name: self.name(note.area),
            indicator: note.outcome.clone(),
            title: note.title.clone(),
            what: note.what.clone(),
            since: note.since,
            grade: note.grade,
            grade_words: note.grade.words().to_owned(),
            evidence: note.evidence.clone(),
            contact: note.contact.clone(),
            recorded_at: recorded.recorded_at,
            recorded_by: recorded.recorded_by.person.clone(),
            reuses: recorded
                .reuses
                .iter()
                .map(|recorded| ReuseTold {
                    area: recorded.reuse.area,
                    area_name: self.name(recorded.reuse.area),
                    since: recorded.reuse.since,
                    adaptation: recorded.reuse.adaptation.clone(),
                    result: Some(recorded.reuse.result.clone()).filter(|result| !result.trim().is_empty()),
                })
                .collect(),
        }
    }
}

/// Why nothing can be said of an outcome.
fn refusal(study: &Study) -> Option<String> {
    let judged = match &study.result {
        Ok(judged) => judged,
        Err(why) => return Some(why.clone()),
    };
    if study.rule.demand {
        return Some("It measures demand, which is higher or lower than expected and never better.".to_owned());
    }
    if !judged.skill.decision.adjusts() {
        return Some(
            "Circumstances tell too little of it, so that nobody can be said to be better than expected.".to_owned(),
        );
    }
    None
}

/// Why an outcome cannot be asked about for a place, where it is not its council's.
fn not_of_its_tier(place: Option<CouncilTier>, outcome: Tier, name: &str) -> Option<String> {
    let other = match (place, outcome) {
        (Some(CouncilTier::Single), _)
        | (Some(CouncilTier::Lower), Tier::Lower)
        | (Some(CouncilTier::Upper), Tier::Upper) => return None,
        (Some(CouncilTier::Lower), Tier::Upper) => "county that serves it",
        (Some(CouncilTier::Upper), Tier::Lower) => "districts in it",
        (None, _) => return Some(format!("{name} has no council.")),
    };
    Some(format!("The council of {name} does not answer for this outcome. Ask for the {other}."))
}

fn warning(found: RegressionToTheMean) -> RegressionTold {
    RegressionTold {
        areas: found.areas,
        better_once: found.better_once,
        better_twice: found.better_twice,
        distance_earlier: found.distance_earlier,
        distance_later: found.distance_later,
    }
}

fn in_words(periods: &[Period]) -> String {
    match periods {
        [] => String::new(),
        [only] => only.label(),
        [first, .., last] => format!("{} to {}", first.label(), last.label()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_that_is_another_councils_is_not_asked_about() {
        let asked = |place, outcome| not_of_its_tier(place, outcome, "Burnley");
        assert_eq!(asked(Some(CouncilTier::Lower), Tier::Lower), None);
        assert_eq!(asked(Some(CouncilTier::Single), Tier::Upper), None);
        assert!(asked(Some(CouncilTier::Lower), Tier::Upper).is_some_and(|why| why.contains("county")));
        assert!(asked(Some(CouncilTier::Upper), Tier::Lower).is_some_and(|why| why.contains("districts")));
        assert!(asked(None, Tier::Lower).is_some());
    }
}
