//! What stands beside an outcome of a place: places in like circumstances, and the funnel of all places by their size.
//! Like places come in the order of likeness, the places of a funnel in that of their codes; neither tells of a value.

mod funnel;
mod told;

pub use funnel::{Funnel, FunnelSource};
pub use measure::funnel::{PlotKind, PlotLimits, Significance};
pub use told::PlaceOutcomeTold;

use super::{
    Point, Series,
    round::Study,
    series::{points, shown_dimensions},
};
use crate::{Action, Actor, Error, Hub, ports::ObservationQuery};
use jiff::Timestamp;
use measure::round::{
    Circumstances,
    pack::Tier,
    peers::{PeerMethod, peers},
};
use place::Tier as CouncilTier;
use protect::Protected;
use std::{collections::BTreeMap, sync::Arc};
use terms::{AreaCode, Date, Figure, Period};

/// How many places are set beside one.
const SHOWN: usize = 8;

/// A place in like circumstances, with its figure for the same period.
#[derive(Debug, Clone, PartialEq)]
pub struct LikePlace {
    /// The place.
    pub area: AreaCode,
    /// Its figure; absent where there is none.
    pub point: Option<Point>,
    /// The circumstance in which it differs most, by its name in the pack.
    pub differs_in: String,
    /// Whether it has more of it.
    pub more: bool,
}

/// What stands beside an outcome of a place.
#[derive(Debug)]
pub struct Beside {
    /// The period of the figures.
    pub period: Period,
    /// Places in like circumstances, the most alike first. Empty where likeness is not known.
    pub like: Vec<LikePlace>,
    /// The funnel; nothing where the counts above and below the line are not known.
    pub funnel: Option<Funnel>,
}

impl Hub {
    /// What stands beside a series: like places with their figures for its newest period, and the funnel. `studies` are
    /// those of [`Hub::studies`]; without them only published counts make a funnel, and no place is like another.
    ///
    /// # Errors
    /// When the actor may not read what is published, or an engine fails.
    pub async fn beside(
        &self,
        actor: &Actor,
        series: &Series,
        studies: &[Arc<Study>],
        as_at: Date,
        at: Option<Timestamp>,
    ) -> Result<Option<Protected<Beside>>, Error> {
        actor.may(&Action::ReadPublished)?;
        let Some(latest) = series.latest() else { return Ok(None) };
        let period = latest.period;
        let rows = self.of_period(series, period, as_at, at).await?;
        let tier_of = |area: AreaCode| self.map.area(area).and_then(place::Area::tier);
        let study = studies.iter().find(|study| study.rule.indicator == series.indicator.contract().id);
        let any = |tier| rows.keys().any(|area| tier_of(*area) == Some(tier));
        let tier = match (tier_of(series.area), study) {
            (Some(CouncilTier::Upper), _) => Tier::Upper,
            (Some(CouncilTier::Lower), _) => Tier::Lower,
            (_, Some(study)) => study.rule.tier,
            // A council that does both tiers' work stands beside those that have a figure: districts, else counties.
            _ if any(CouncilTier::Upper) && !any(CouncilTier::Lower) => Tier::Upper,
            _ => Tier::Lower,
        };
        let circumstances = studies.iter().filter(|study| study.rule.tier == tier).find_map(|study| {
            let judged = study.result.as_ref().ok()?;
            Some(Arc::clone(&judged.circumstances))
        });
        let like = circumstances.map_or_else(Vec::new, |circumstances| self.like(series.area, &circumstances, &rows));
        let same_tier = |area: AreaCode| match tier_of(area) {
            Some(CouncilTier::Single) => true,
            Some(CouncilTier::Upper) => tier == Tier::Upper,
            Some(CouncilTier::Lower) => tier == Tier::Lower,
            None => false,
        };
        let codes = self.map.codes_of(series.area);
        let published = Funnel::published(series, &rows, same_tier, &codes);
        let funnel = published.or_else(|| {
            // A study is made of the figures in use: it says nothing of an earlier day's.
            let study = study.filter(|_| at.is_none())?;
            Funnel::studied(study, &self.current_catalogue(), &codes)
        });
        Ok(Some(protect::open_data(Beside { period, like, funnel })))
    }

    /// One indicator and period for every area, on the boundaries of a day.
    async fn of_period(
        &self,
        series: &Series,
        period: Period,
        as_at: Date,
        at: Option<Timestamp>,
    ) -> Result<BTreeMap<AreaCode, Point>, Error> {
        let indicator = &series.indicator;
        let query = ObservationQuery {
            indicators: vec![indicator.contract().id.clone()],
            periods: vec![period],
            ..ObservationQuery::default()
        };
        let mut figures: Vec<Figure> = self.collected(query, at).await?.into_inner();
        let there = figures.iter().any(|figure| *figure.dimensions == series.dimensions);
        let dimensions = if there { Some(series.dimensions.clone()) } else { shown_dimensions(indicator, &figures) };
        let Some(dimensions) = dimensions else { return Ok(BTreeMap::new()) };
        figures.retain(|figure| *figure.dimensions == dimensions);
        let recast = self.recast_figures(indicator, &figures, as_at);
        let points = points(&recast, &figures);
        Ok(points.into_iter().filter_map(|(area, points)| Some((area, points.into_iter().next()?))).collect())
    }

    /// Places in like circumstances, the most alike first.
    fn like(&self, area: AreaCode, circumstances: &Circumstances, rows: &BTreeMap<AreaCode, Point>) -> Vec<LikePlace> {
        let codes = self.map.codes_of(area);
        let known = codes.into_iter().find(|code| circumstances.of(*code).is_some()).unwrap_or(area);
        let Ok(Some(found)) = peers(circumstances, known, &PeerMethod { count: SHOWN, ..PeerMethod::default() }) else {
            return Vec::new();
        };
        let like = found.peers.into_iter().filter_map(|peer| {
            let driver = peer.drivers.iter().max_by(|one, other| one.share.total_cmp(&other.share))?;
            let point = self.map.codes_of(peer.area).into_iter().find_map(|code| rows.get(&code)).cloned();
            Some(LikePlace {
                area: peer.area,
                point,
                differs_in: driver.circumstance.clone(),
                more: driver.difference > 0.0,
            })
        });
        like.collect()
    }
}
