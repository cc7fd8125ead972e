//! Early warning: the signals of the pack, held against what became of councils, on the figures in use.

use crate::{Action, Actor, Error, Hub, ports::ObservationQuery};
use futures::TryStreamExt;
use measure::signals::{
    Council, EventTable, Observation, Pack, Tier,
    backtest::{Bootstrap, Report, backtest},
    read_events,
};
use place::Map;
use protect::Protected;
use std::{collections::BTreeMap, sync::LazyLock};
use terms::AreaCode;

/// The signals, what they are made of, and when that is known.
static PACK: LazyLock<Pack> =
    LazyLock::new(|| Pack::parse(include_str!("../../../../data/signals.toml")).expect("a test reads the pack"));

/// What became of councils: notices, exceptional support, interventions.
static EVENTS: LazyLock<EventTable> = LazyLock::new(|| {
    let table = include_bytes!("../../../../data/events/council_distress_events.csv");
    read_events(table).expect("a test reads the table")
});

impl Hub {
    /// Holds the signals against history: what each would have said from what was known then, and what came of it.
    ///
    /// # Errors
    /// When the actor may not read what is published, when the hub holds none of the figures, or an engine fails.
    pub async fn backtest(&self, actor: &Actor) -> Result<Protected<Report>, Error> {
        actor.may(&Action::ReadPublished)?;
        let catalogue = self.current_catalogue();
        let reads = PACK.reads();
        let indicators: Vec<_> =
            reads.keys().copied().filter(|indicator| catalogue.indicator(indicator).is_some()).cloned().collect();
        if indicators.is_empty() {
            return Err(Error::refused(
                "The hub holds none of the figures that signals are made of.",
                "Import the demonstration data first.",
            ));
        }
        let query = self.narrowed(ObservationQuery { indicators, ..ObservationQuery::default() })?;
        let mut observations = Vec::new();
        let mut batches = self.lake.figures(&self.current_snapshot(), query).await?;
        while let Some(batch) = batches.try_next().await? {
            let read = batch.into_inner().into_iter().filter(|figure| {
                reads.get(&*figure.indicator).is_some_and(|breakdowns| breakdowns.contains(&*figure.dimensions))
            });
            observations.extend(read.map(|figure| Observation {
                indicator: (*figure.indicator).clone(),
                dimensions: (*figure.dimensions).clone(),
                area: figure.area,
                period: figure.period,
                value: figure.value,
                published: None,
            }));
        }
        let councils = councils(self.map);
        let report = move || backtest(&PACK, &councils, &EVENTS.events, observations, Bootstrap::default());
        let report = tokio::task::spawn_blocking(report).await?;
        Ok(protect::open_data(report))
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
    fn the_pack_and_the_table_that_come_with_the_project_are_read() {
        assert!(PACK.signals().len() > 10);
        assert!(EVENTS.events.len() > 50);
        assert!(EVENTS.findings.is_empty());
        assert!(councils(Map::england()).len() > 350);
    }
}
