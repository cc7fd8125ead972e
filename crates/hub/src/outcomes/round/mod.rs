//! Outcomes in the round: what could be expected of each place in its circumstances, from the figures in use.
//!
//! A [`Study`] is one outcome for every council of a tier: what was expected, with its skill. Studies are kept until
//! the files change that they were made of, so that a new submission costs only what rests on it. [`PlaceInTheRound`]
//! is one place's part of all studies, with its own trend beside each.

mod geography;
mod persistence;
mod told;

pub(crate) use persistence::Persistences;
pub(crate) use told::unit_of;
pub use told::{OutcomeTold, PlaceTold, RangeTold};

use super::series::{Choice, Series};
use crate::{Action, Actor, Error, Hub, ports::ObservationQuery, statements::StatementTold};
use futures::TryStreamExt;
use geography::England;
use jiff::Timestamp;
pub use measure::round::{AgainstExpectation, DemandPhrase, Phrase, Range, peers::Peers, skill::Skill, trend::Trend};
use measure::round::{
    AreaExpectation, Circumstances, Demand, Expectations, Figures, Kind, LeftOut, Measurement, Method, Model, Outcome,
    Sample, SpreadRule,
    agreement::{Agreement, agreement},
    assembly::{Assembly, When},
    pack::{CircumstancePack, OutcomePack, OutcomeRule, Tier},
    peers::{PeerMethod, peers},
    skill::{self, Case, Settings},
};
use place::{Relation, Tier as CouncilTier};
use protect::Protected;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, LazyLock},
};
use terms::{AreaCode, Date, IndicatorId};

/// Which indicators are circumstances, and what they are made of.
static CIRCUMSTANCES: LazyLock<CircumstancePack> = LazyLock::new(|| {
    CircumstancePack::parse(include_str!("../../../../../data/circumstances.toml")).expect("a test reads the pack")
});

/// Which outcomes are judged, and how.
static OUTCOMES: LazyLock<OutcomePack> = LazyLock::new(|| {
    let text = include_str!("../../../../../data/outcomes-in-the-round.toml");
    OutcomePack::parse(text, &CIRCUMSTANCES).expect("a test reads the pack")
});

/// The pack of circumstances, for pages that tell of the method.
#[must_use]
pub fn circumstance_pack() -> &'static CircumstancePack {
    &CIRCUMSTANCES
}

/// One outcome in the round, for every council of its tier.
#[derive(Debug)]
pub struct Study {
    /// How it is read and judged.
    pub rule: &'static OutcomeRule,
    /// What came of it; a sentence where it could not be made, such as for want of figures.
    pub result: Result<Judged, String>,
}

impl Study {
    /// Whether the outcome is the work of a council of a tier. What another council does is told as that council's own.
    #[must_use]
    pub fn is_work_of(&self, tier: Option<CouncilTier>) -> bool {
        match (tier, self.rule.tier) {
            (None, _) | (Some(CouncilTier::Lower), Tier::Upper) | (Some(CouncilTier::Upper), Tier::Lower) => false,
            (Some(_), _) => true,
        }
    }
}

/// What was expected of each council, and how far that may be believed.
#[derive(Debug)]
pub struct Judged {
    /// The circumstances of the councils.
    pub circumstances: Arc<Circumstances>,
    /// What was expected, in the newest period.
    pub expectations: Expectations,
    /// The same for the period before that shares no day with it.
    pub before: Option<Expectations>,
    /// The same by other methods, for how many agree.
    pub variants: Vec<Expectations>,
    /// How good the expectation is, and whether it is used at all.
    pub skill: Skill,
    /// Councils that are left out, and why.
    pub left_out: Vec<LeftOut>,
    /// The values that were judged, in order of code.
    pub measurements: Vec<Measurement>,
}

/// A place and all that is judged of it.
#[derive(Debug)]
pub struct PlaceInTheRound {
    /// The place.
    pub area: AreaCode,
    /// The outcomes, in the order of the pack.
    pub outcomes: Vec<PlaceOutcome>,
}

/// One outcome of one place.
#[derive(Debug)]
pub struct PlaceOutcome {
    /// The study that it is part of.
    pub study: Arc<Study>,
    /// The council that the figures are about: the place itself, or the county that serves it.
    pub subject: AreaCode,
    /// What may be said.
    pub phrase: Phrase,
    /// The value with what was expected; absent where there is no figure. Shown also where the phrase is withheld.
    pub expectation: Option<AreaExpectation>,
    /// The same for the period before.
    pub before: Option<AreaExpectation>,
    /// How many of the methods say the same.
    pub agreement: Option<Agreement>,
    /// The place's own trend; absent where there is no series.
    pub trend: Option<Trend>,
    /// What the council says of it.
    pub statements: Vec<StatementTold>,
}

/// Studies that were made, each with the files that it was made of.
#[derive(Default)]
pub(crate) struct Studies(tokio::sync::Mutex<BTreeMap<IndicatorId, Made>>);

/// The files that a study was made of, and the study.
type Made = (Vec<String>, Arc<Study>);

impl Hub {
    /// Every outcome of the pack in the round. Made anew where the figures changed that it rests on.
    ///
    /// # Errors
    /// When the actor may not read what is published, or an engine fails.
    pub async fn studies(&self, actor: &Actor) -> Result<Protected<Vec<Arc<Study>>>, Error> {
        actor.may(&Action::ReadPublished)?;
        // One reader at a time makes them; the others wait and find them made.
        let mut known = self.studies.0.lock().await;
        let missing: Vec<(&'static OutcomeRule, BTreeSet<IndicatorId>, Vec<String>)> = OUTCOMES
            .outcomes
            .iter()
            .map(|rule| {
                let reads = reads(rule);
                let files = self.files_of(&reads);
                (rule, reads, files)
            })
            .filter(|(rule, _, files)| known.get(&rule.indicator).is_none_or(|(made_of, _)| made_of != files))
            .collect();
        // The figures of one are read while another is worked out.
        let abreast = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let mut underway: VecDeque<(&OutcomeRule, Vec<String>, tokio::task::JoinHandle<Arc<Study>>)> = VecDeque::new();
        for (rule, reads, files) in missing {
            if underway.len() >= abreast
                && let Some((rule, files, study)) = underway.pop_front()
            {
                known.insert(rule.indicator.clone(), (files, study.await?));
            }
            let figures = self.readings(reads).await?;
            let map = self.map;
            let study =
                tokio::task::spawn_blocking(move || Arc::new(Study { rule, result: judge(rule, &figures, map) }));
            underway.push_back((rule, files, study));
        }
        while let Some((rule, files, study)) = underway.pop_front() {
            known.insert(rule.indicator.clone(), (files, study.await?));
        }
        let studies: Vec<Arc<Study>> = OUTCOMES
            .outcomes
            .iter()
            .filter_map(|rule| known.get(&rule.indicator))
            .map(|(_, study)| Arc::clone(study))
            .collect();
        Ok(protect::open_data(studies))
    }

    /// The studies where they are made already of the figures in use; nothing while they have still to be made. For
    /// pages that would sooner show what there is than wait.
    ///
    /// # Errors
    /// When the actor may not read what is published.
    pub fn studies_if_made(&self, actor: &Actor) -> Result<Option<Protected<Vec<Arc<Study>>>>, Error> {
        actor.may(&Action::ReadPublished)?;
        let Ok(known) = self.studies.0.try_lock() else { return Ok(None) };
        let made = OUTCOMES.outcomes.iter().map(|rule| {
            let (made_of, study) = known.get(&rule.indicator)?;
            (*made_of == self.files_of(&reads(rule))).then(|| Arc::clone(study))
        });
        Ok(made.collect::<Option<Vec<_>>>().map(protect::open_data))
    }

    /// A place in the round, on the map of a day: outcomes of its own council, and those of the county that serves it,
    /// which are told as the county's.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such area, or an engine fails.
    pub async fn in_the_round(
        &self,
        actor: &Actor,
        area: AreaCode,
        as_at: Date,
    ) -> Result<Protected<PlaceInTheRound>, Error> {
        let studies = self.studies(actor).await?;
        let ids = studies.iter().map(|study| study.rule.indicator.clone()).collect();
        let series = self.place_series(actor, area, as_at, &Choice::These(ids), None::<Timestamp>).await?;
        self.joined(actor, &studies, &series, area, as_at).await
    }

    /// The same from studies and series that are at hand: some of [`Hub::studies`] and of [`Hub::place_series`] for the
    /// same place and day.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such area, or an engine fails.
    pub async fn joined(
        &self,
        actor: &Actor,
        studies: &[Arc<Study>],
        series: &[Series],
        area: AreaCode,
        as_at: Date,
    ) -> Result<Protected<PlaceInTheRound>, Error> {
        let place = self.map.area(area).ok_or_else(|| Error::not_found(format!("area {area}")))?;
        let area = self.map.canonical(area, as_at);
        let county = self.map.parent(area, Relation::County, as_at).map(|county| county.code);
        let mut outcomes = Vec::new();
        for study in studies.iter().map(Arc::clone) {
            if place.tier().is_none() {
                continue;
            }
            let own = study.is_work_of(place.tier());
            let subject = if own { area } else { county.unwrap_or(area) };
            let codes = self.map.codes_of(subject);
            let of = |expectations: &Expectations| codes.iter().find_map(|code| expectations.of(*code)).cloned();
            let judged = study.result.as_ref().ok();
            let expectation = judged.and_then(|judged| of(&judged.expectations));
            let before = judged.and_then(|judged| of(judged.before.as_ref()?));
            let agreement = judged.and_then(|judged| {
                let methods: Vec<&Expectations> = [&judged.expectations].into_iter().chain(&judged.variants).collect();
                codes.iter().find_map(|code| agreement(*code, &methods))
            });
            let own_series = series
                .iter()
                .find(|series| series.indicator.contract().id == study.rule.indicator && series.area == subject);
            let trend = own_series.and_then(Series::own_trend).map(|own| own.trend);
            let phrase = if own { phrase(&study, expectation.as_ref()) } else { Phrase::NotThisBodysJob };
            let statements = self.statements_beside(actor, subject, &study.rule.indicator).await?;
            outcomes.push(PlaceOutcome { study, subject, phrase, expectation, before, agreement, trend, statements });
        }
        Ok(protect::open_data(PlaceInTheRound { area, outcomes }))
    }

    /// Places in circumstances like those of a place, nearest first, by the circumstances of the newest set. Nothing
    /// where its circumstances are not known.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such area, or an engine fails.
    pub async fn peers(&self, actor: &Actor, area: AreaCode, as_at: Date) -> Result<Option<Protected<Peers>>, Error> {
        let studies = self.studies(actor).await?.into_inner();
        let place = self.map.area(area).ok_or_else(|| Error::not_found(format!("area {area}")))?;
        let area = self.map.canonical(area, as_at);
        let tier = if place.tier() == Some(CouncilTier::Upper) { Tier::Upper } else { Tier::Lower };
        let circumstances = studies.iter().filter(|study| study.rule.tier == tier).find_map(|study| {
            let judged = study.result.as_ref().ok()?;
            Some(Arc::clone(&judged.circumstances))
        });
        let Some(circumstances) = circumstances else { return Ok(None) };
        let codes = self.map.codes_of(area);
        let known = codes.into_iter().find(|code| circumstances.of(*code).is_some()).unwrap_or(area);
        let found = peers(&circumstances, known, &PeerMethod::default());
        let found = found.map_err(|refusal| Error::refused(refusal.to_string(), "Ask for another place."))?;
        Ok(found.map(protect::open_data))
    }

    /// The files in use that hold some indicators.
    pub(crate) fn files_of(&self, indicators: &BTreeSet<IndicatorId>) -> Vec<String> {
        let catalogue = self.current_catalogue();
        let datasets: BTreeSet<_> = indicators
            .iter()
            .filter_map(|indicator| Some(catalogue.indicator(indicator)?.dataset().id.clone()))
            .collect();
        let snapshot = self.current_snapshot();
        let files = snapshot.files.iter().filter(|file| datasets.contains(&file.dataset));
        files.map(|file| file.path.clone()).collect()
    }

    /// The figures of some indicators, as the pure room takes them.
    async fn readings(&self, mut indicators: BTreeSet<IndicatorId>) -> Result<Figures, Error> {
        let catalogue = self.current_catalogue();
        // What the hub does not hold is found missing by the study itself, which says so.
        indicators.retain(|indicator| catalogue.indicator(indicator).is_some());
        let mut figures = Figures::default();
        if indicators.is_empty() {
            return Ok(figures);
        }
        let query = ObservationQuery { indicators: indicators.into_iter().collect(), ..ObservationQuery::default() };
        let mut batches = self.lake.figures(&self.current_snapshot(), self.narrowed(query)?).await?;
        while let Some(batch) = batches.try_next().await? {
            figures.extend(batch.into_inner());
        }
        Ok(figures)
    }
}

/// Every indicator that a study reads.
fn reads(rule: &OutcomeRule) -> BTreeSet<IndicatorId> {
    let circumstances = CIRCUMSTANCES.set(&rule.circumstances).into_iter().flat_map(|set| &set.circumstances);
    let series = circumstances.filter_map(|id| CIRCUMSTANCES.rule(id)).flat_map(|rule| rule.formula.series());
    series
        .chain([&CIRCUMSTANCES.population])
        .chain(rule.series())
        .map(|series| series.indicator.clone())
        .chain([rule.indicator.clone()])
        .collect()
}

/// What may be said of a council.
fn phrase(study: &Study, expectation: Option<&AreaExpectation>) -> Phrase {
    let (Ok(judged), Some(expectation)) = (&study.result, expectation) else { return Phrase::NoFigure };
    if !judged.skill.decision.adjusts() {
        return Phrase::NotAdjusted;
    }
    let rule = study.rule;
    if rule.demand {
        let demand = Demand::new(rule.indicator.clone(), rule.kind);
        return demand.map_or(Phrase::NotAdjusted, |demand| Phrase::Demand { phrase: demand.phrase(expectation) });
    }
    let outcome = Outcome::new(rule.indicator.clone(), rule.kind, rule.polarity);
    outcome.map_or(Phrase::NotAdjusted, |outcome| Phrase::Outcome { phrase: outcome.phrase(expectation) })
}

fn judge(rule: &'static OutcomeRule, figures: &Figures, map: &'static place::Map) -> Result<Judged, String> {
    let told = |error: &dyn std::error::Error| error.to_string();
    let england = England(map);
    let assembly = Assembly { pack: &CIRCUMSTANCES, figures, geography: &england };
    let (circumstances, _) = assembly.circumstances(&rule.circumstances, rule.tier).map_err(|error| told(&error))?;
    let (sample, left_out) = assembly.sample(rule, &circumstances, When::Judged).map_err(|error| told(&error))?;
    let other: Option<Sample> = if rule.earlier_periods.is_empty() {
        None
    } else {
        // A period of which too little was published is no reason to refuse the other.
        assembly.sample(rule, &circumstances, When::Earlier).ok().map(|(sample, _)| sample)
    };
    let expect = |sample: &Sample, method| measure::round::expect(sample, method).map_err(|error| told(&error));
    let method = Method::default();
    let case = Case {
        indicator: &rule.indicator,
        kind: rule.kind,
        demand: rule.demand,
        sample: &sample,
        earlier_period: other.as_ref(),
    };
    let mut variants = Vec::new();
    for model in [Model::LeastSquares, Model::Peers { count: 15 }, Model::Likeness] {
        variants.push(expect(&sample, Method { model, spread: SpreadRule::Added })?);
    }
    if rule.kind == Kind::Outcome
        && let Ok(plainer) = circumstances.without_group("ethnic-group")
        && let Ok((sample, _)) = assembly.sample(rule, &plainer, When::Judged)
    {
        variants.push(expect(&sample, method)?);
    }
    Ok(Judged {
        expectations: expect(&sample, method)?,
        before: other.as_ref().map(|other| expect(other, method)).transpose()?,
        variants,
        skill: skill::assess(case, method, Settings::default()).map_err(|error| told(&error))?,
        left_out,
        measurements: assembly.measurements(rule, When::Judged),
        circumstances: Arc::new(circumstances),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packs_that_come_with_the_project_are_read() {
        assert!(OUTCOMES.outcomes.len() >= 18);
        for rule in &OUTCOMES.outcomes {
            assert!(reads(rule).len() > 5, "{}", rule.title);
        }
    }
}
