//! The back-test on the figures in use, kept until other figures come.

use super::{EVENTS, PACK, councils};
use crate::{Action, Actor, Error, Hub, ports::ObservationQuery};
use futures::TryStreamExt;
use measure::signals::{
    Observation,
    backtest::{Bootstrap, Report, backtest},
};
use protect::Protected;
use std::sync::Arc;

/// The files that a report was made of, and the report.
pub(super) type Made = (Vec<String>, Arc<Report>);

impl Hub {
    /// Holds the signals against history: what each would have said from what was known then, and what came of it.
    ///
    /// # Errors
    /// When the actor may not read what is published, when the hub holds none of the figures, or an engine fails.
    pub async fn backtest(&self, actor: &Actor) -> Result<Protected<Arc<Report>>, Error> {
        actor.may(&Action::ReadPublished)?;
        let files = self.files_of_signals();
        // One reader at a time makes it; the others wait and find it made.
        let mut kept = self.warnings.report.lock().await;
        if let Some((_, report)) = kept.as_ref().filter(|(made_of, _)| *made_of == files) {
            return Ok(protect::open_data(Arc::clone(report)));
        }
        let observations = self.observations_of_signals().await?;
        if observations.is_empty() {
            return Err(Error::refused(
                "The hub holds none of the figures that signals are made of.",
                "Import the demonstration data first.",
            ));
        }
        let councils = councils(self.map);
        let report = move || backtest(&PACK, &councils, &EVENTS.events, observations, Bootstrap::default());
        let report = Arc::new(tokio::task::spawn_blocking(report).await?);
        *kept = Some((files, Arc::clone(&report)));
        Ok(protect::open_data(report))
    }

    /// The files in use that hold figures of which signals are made.
    pub(super) fn files_of_signals(&self) -> Vec<String> {
        self.files_of(&PACK.reads().into_keys().cloned().collect())
    }

    /// The figures of which signals are made, those of them that the hub holds.
    pub(super) async fn observations_of_signals(&self) -> Result<Vec<Observation>, Error> {
        let catalogue = self.current_catalogue();
        let reads = PACK.reads();
        let indicators: Vec<_> =
            reads.keys().copied().filter(|indicator| catalogue.indicator(indicator).is_some()).cloned().collect();
        let mut observations = Vec::new();
        if indicators.is_empty() {
            return Ok(observations);
        }
        let query = self.narrowed(ObservationQuery { indicators, ..ObservationQuery::default() })?;
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
        Ok(observations)
    }
}
