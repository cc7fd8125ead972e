//! Observations as they were published: filtered, streamed, never cut short.

use crate::{
    Action, Actor, Catalogue, Error, Hub,
    ports::{ByteStream, FigureStream, Holding, ObservationQuery, SqlTable},
};
use jiff::Timestamp;
use std::{collections::BTreeSet, sync::Arc};
use terms::DatasetId;

impl Hub {
    /// The figures that answer a query, as they stand or as they stood at a moment.
    ///
    /// # Errors
    /// When the actor may not read what is published, when the query names something that is not here, or an engine fails.
    pub async fn observations(
        &self,
        actor: &Actor,
        query: ObservationQuery,
        at: Option<Timestamp>,
    ) -> Result<FigureStream, Error> {
        actor.may(&Action::ReadPublished)?;
        let query = self.narrowed(query)?;
        let snapshot = self.snapshot_at(at).await?;
        Ok(self.lake.figures(&snapshot, query).await?)
    }

    /// What a dataset holds now, by indicator: how many figures, which areas, which periods.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such dataset, or an engine fails.
    pub async fn holdings(&self, actor: &Actor, dataset: &DatasetId) -> Result<Vec<Holding>, Error> {
        actor.may(&Action::ReadPublished)?;
        if self.current_catalogue().dataset(dataset).is_none() {
            return Err(Error::not_found(format!("dataset {dataset}")));
        }
        Ok(self.lake.holdings(&self.current_snapshot(), dataset).await?)
    }

    /// The same as one Parquet file.
    ///
    /// # Errors
    /// As [`Hub::observations`].
    pub async fn observations_as_parquet(
        &self,
        actor: &Actor,
        query: ObservationQuery,
        at: Option<Timestamp>,
    ) -> Result<ByteStream, Error> {
        actor.may(&Action::ReadPublished)?;
        let query = self.narrowed(query)?;
        let snapshot = self.snapshot_at(at).await?;
        Ok(self.lake.parquet(&snapshot, query, self.along_with_figures(actor)?).await?)
    }

    /// The answer to a question in SQL on the table `observations`.
    ///
    /// # Errors
    /// When the actor may not ask, when the question is at fault, or an engine fails.
    pub async fn query(&self, actor: &Actor, question: &str, at: Option<Timestamp>) -> Result<SqlTable, Error> {
        actor.may(&Action::Query)?;
        let snapshot = self.snapshot_at(at).await?;
        let table = self.lake.sql(&snapshot, question).await?;
        self.record(actor, "query", "observations", question).await?;
        Ok(table)
    }

    /// Names the datasets that can hold the answer, so that no other file is opened. A name that is not in the
    /// catalogue is said to be so: an empty answer to a misspelt question would look like a fact.
    pub(crate) fn narrowed(&self, mut query: ObservationQuery) -> Result<ObservationQuery, Error> {
        let catalogue = self.current_catalogue();
        for dataset in &query.datasets {
            if catalogue.dataset(dataset).is_none() {
                return Err(Error::not_found(format!("dataset {dataset}")));
            }
        }
        let mut homes: BTreeSet<DatasetId> = BTreeSet::new();
        for indicator in &query.indicators {
            let known =
                catalogue.indicator(indicator).ok_or_else(|| Error::not_found(format!("indicator {indicator}")))?;
            homes.insert(known.dataset().id.clone());
        }
        for area in &query.areas {
            if self.map.area(*area).is_none() && area.is_english() {
                return Err(Error::not_found(format!("area {area}")));
            }
        }
        if query.datasets.is_empty() {
            query.datasets = homes.into_iter().collect();
        }
        Ok(query)
    }
}

/// What a stranger must know of the datasets that a query can touch: publishers, licences, attributions and what the
/// figures must not be used for; each once, in the order of datasets.
#[must_use]
pub fn describe(catalogue: &Catalogue, query: &ObservationQuery) -> Vec<Arc<crate::Dataset>> {
    let touched = |dataset: &crate::Dataset| {
        (query.datasets.is_empty() || query.datasets.contains(&dataset.id))
            && (query.indicators.is_empty()
                || dataset.contract.indicators.iter().any(|indicator| query.indicators.contains(&indicator.id)))
    };
    catalogue.datasets().filter(|dataset| touched(dataset)).cloned().collect()
}
