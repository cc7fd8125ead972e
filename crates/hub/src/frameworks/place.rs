//! A framework in a place: what is known of each goal there, and how much is spent with no measure of what came of it.

use super::{FRAMEWORKS, SERVICES, entries, named, told};
use crate::{
    Action, Actor, Error, Hub,
    outcomes::{
        Choice, Series,
        round::{PlaceInTheRound, PlaceOutcome, Study},
    },
    ports::ObservationQuery,
};
use futures::TryStreamExt;
use measure::{
    frameworks::{GoalGap, ServiceSpending},
    round::{Phrase, trend::Trend},
};
use protect::Protected;
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};
use terms::{AreaCode, Date, Figure, IndicatorId, Period, Unit};

/// An indicator of a goal in a place. There is no score, and nothing by which places could be put in an order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndicatorInPlace {
    /// The indicator.
    pub indicator: IndicatorId,
    /// Its title.
    pub title: String,
    /// The council that the figures are about: the place itself, or the county that serves it.
    pub subject: AreaCode,
    /// Its name.
    pub subject_name: String,
    /// The newest period that has a figure.
    pub period: Option<Period>,
    /// Its value; absent where none is known, never 0.
    pub value: Option<f64>,
    /// The unit of the value.
    pub unit: String,
    /// The value with its unit, as a reader sees it.
    pub written: Option<String>,
    /// The place's own trend.
    pub trend: Option<Trend>,
    /// The same for readers.
    pub trend_words: Option<String>,
    /// What may be said beside what was expected in such circumstances; absent where that is not judged.
    pub against_expectation: Option<String>,
}

/// A goal in a place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GoalInPlace {
    /// The goal.
    pub goal: String,
    /// Its title.
    pub title: String,
    /// What is missing of it everywhere; nothing where an outcome measures it.
    pub gap: Option<GoalGap>,
    /// What is known of it here, in the order of the framework. Empty where nothing is.
    pub indicators: Vec<IndicatorInPlace>,
}

/// How much of a council's spending has a measure of what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpendingTold {
    /// The council.
    pub area: AreaCode,
    /// Its name.
    pub area_name: String,
    /// The year.
    pub period: Period,
    /// The unit of the amounts.
    pub unit: String,
    /// The same, for who writes them.
    #[serde(skip)]
    pub money: Unit,
    /// Spending with an outcome measure.
    pub measured: f64,
    /// Spending without any.
    pub unmeasured: f64,
    /// The share without any, from 0 to 1; absent where nothing was spent.
    pub share_unmeasured: Option<f64>,
    /// The services without any outcome measure that money went to, by title.
    pub services_unmeasured: Vec<String>,
    /// Services whose spending is not known: they are in neither sum.
    pub unknown: Vec<String>,
    /// Services that brought in more than they cost: they are in neither sum.
    pub below_zero: Vec<String>,
    /// Services that the map of services does not know: they are in neither sum.
    pub unmapped: Vec<String>,
}

/// A framework in a place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrameworkInPlace {
    /// The framework.
    pub framework: String,
    /// Its title.
    pub title: String,
    /// The place.
    pub area: AreaCode,
    /// Its name.
    pub area_name: String,
    /// Its goals, in the framework's own order.
    pub goals: Vec<GoalInPlace>,
    /// How much its council spends without a measure of what came of it; absent where its spending is not known.
    pub spending: Option<SpendingTold>,
}

impl Hub {
    /// A framework in a place, on the map of a day. `studies` are those of [`Hub::studies`]; without them nothing is said
    /// beside what was expected.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such framework or area, or an engine fails.
    pub async fn framework_in(
        &self,
        actor: &Actor,
        id: &str,
        area: AreaCode,
        as_at: Date,
        studies: Option<&[Arc<Study>]>,
    ) -> Result<Protected<FrameworkInPlace>, Error> {
        actor.may(&Action::ReadPublished)?;
        let framework = named(id)?;
        let area = self.map.canonical(area, as_at);
        let ids: Vec<IndicatorId> =
            framework.goals.iter().flat_map(measure::frameworks::Goal::indicators).cloned().collect();
        let series = self.place_series(actor, area, as_at, &Choice::These(ids), None).await?;
        let place = match studies {
            Some(studies) => Some(self.joined(actor, studies, &series, area, as_at).await?),
            None => None,
        };
        let told = told::one(framework, &self.current_catalogue(), self.clock.today());
        let goals = framework.goals.iter().zip(&told.goals).map(|(goal, told)| GoalInPlace {
            goal: goal.id.clone(),
            title: goal.title.clone(),
            gap: told.gap,
            indicators: goal
                .indicators()
                .filter_map(|id| series.iter().find(|series| series.indicator.contract().id == *id))
                .map(|series| self.indicator_in_place(series, place.as_deref()))
                .collect(),
        });
        Ok(protect::open_data(FrameworkInPlace {
            framework: framework.id.clone(),
            title: framework.title.clone(),
            area,
            area_name: self.area_name(area, as_at),
            goals: goals.collect(),
            spending: self.spending_without_outcome(actor, area, as_at).await?.map(Protected::into_inner),
        }))
    }

    /// How much of a council's own spending, in the newest year that is known, has no measure of its outcome.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such area, or an engine fails.
    pub async fn spending_without_outcome(
        &self,
        actor: &Actor,
        area: AreaCode,
        as_at: Date,
    ) -> Result<Option<Protected<SpendingTold>>, Error> {
        actor.may(&Action::ReadPublished)?;
        self.map.area(area).ok_or_else(|| Error::not_found(format!("area {area}")))?;
        let area = self.map.canonical(area, as_at);
        let catalogue = self.current_catalogue();
        let Some(indicator) = catalogue.indicator(&SERVICES.indicator) else { return Ok(None) };
        let query = ObservationQuery {
            indicators: vec![SERVICES.indicator.clone()],
            areas: self.map.codes_of(area),
            ..ObservationQuery::default()
        };
        let mut figures: Vec<Figure> = Vec::new();
        let mut batches = self.lake.figures(&self.current_snapshot(), self.narrowed(query)?).await?;
        while let Some(batch) = batches.try_next().await? {
            figures.extend(batch.into_inner());
        }
        let Some(period) = figures.iter().map(|figure| figure.period).max() else { return Ok(None) };
        let mut services: BTreeMap<&String, Option<f64>> = BTreeMap::new();
        for figure in figures.iter().filter(|figure| figure.period == period) {
            if let Some(service) = figure.dimensions.get(&SERVICES.dimension) {
                // One figure under each service: the same land under two codes is still one council.
                services.entry(service).or_insert(figure.value);
            }
        }
        let spending: Vec<ServiceSpending> = services
            .into_iter()
            .map(|(service, amount)| ServiceSpending { service: service.clone(), amount })
            .collect();
        let found = SERVICES.spending(&spending, &entries(&catalogue));
        Ok(Some(protect::open_data(SpendingTold {
            area,
            area_name: self.area_name(area, as_at),
            period,
            unit: indicator.contract().unit.name(),
            money: indicator.contract().unit.clone(),
            measured: found.measured,
            unmeasured: found.unmeasured,
            share_unmeasured: found.share_unmeasured,
            services_unmeasured: found.services_unmeasured,
            unknown: found.unknown,
            below_zero: found.below_zero,
            unmapped: found.unmapped,
        })))
    }

    /// The frameworks that ask for an indicator, with the goals that do.
    ///
    /// # Errors
    /// When the actor may not read what is published.
    pub fn goals_of(&self, actor: &Actor, indicator: &IndicatorId) -> Result<Vec<super::GoalNamed>, Error> {
        actor.may(&Action::ReadPublished)?;
        let goals = FRAMEWORKS.iter().flat_map(|framework| framework.goals.iter().map(move |goal| (framework, goal)));
        let asking = goals.filter(|(_, goal)| goal.indicators().any(|id| id == indicator));
        let named = asking.map(|(framework, goal)| super::GoalNamed {
            framework: framework.id.clone(),
            framework_title: framework.title.clone(),
            goal: goal.id.clone(),
            goal_title: goal.title.clone(),
        });
        Ok(named.collect())
    }

    fn area_name(&self, area: AreaCode, as_at: Date) -> String {
        self.map.area(area).map_or_else(|| area.to_string(), |area| area.name_at(as_at).to_owned())
    }

    fn indicator_in_place(&self, series: &Series, place: Option<&PlaceInTheRound>) -> IndicatorInPlace {
        let contract = series.indicator.contract();
        let own = series.own_trend();
        let judged = place.and_then(|place| place.outcomes.iter().find(|outcome| judges(outcome, series)));
        let decimals = usize::try_from(contract.decimals).unwrap_or(0);
        let latest = series.latest();
        IndicatorInPlace {
            indicator: contract.id.clone(),
            title: contract.title.clone(),
            subject: series.area,
            subject_name: self.map.area(series.area).map_or_else(String::new, |area| area.name.clone()),
            period: latest.map(|point| point.period),
            value: latest.and_then(|point| point.value),
            unit: contract.unit.name(),
            written: latest.and_then(|point| point.value).map(|value| contract.unit.write(value, decimals)),
            trend: own.as_ref().map(|own| own.trend),
            trend_words: own.map(|own| own.trend.to_string()),
            against_expectation: judged.map(|outcome| outcome.phrase.to_string()),
        }
    }
}

/// Whether an outcome in the round says anything of a series: its own council's work, and not refused.
fn judges(outcome: &PlaceOutcome, series: &Series) -> bool {
    outcome.study.rule.indicator == series.indicator.contract().id
        && outcome.subject == series.area
        && matches!(outcome.phrase, Phrase::Outcome { .. } | Phrase::Demand { .. })
}
