//! Which observations a query asks for: as sets to test rows against, and as bounds to skip what cannot hold any.

use crate::{footer::Facts, schema::dimensions_text};
use hub::{ports::ObservationQuery, submission::CellAddress};
use std::collections::HashSet;
use terms::{AreaCode, DatasetId, Date, IndicatorId, Period};

/// A query, made ready for testing rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    datasets: HashSet<DatasetId>,
    pub(crate) indicators: HashSet<IndicatorId>,
    pub(crate) areas: HashSet<AreaCode>,
    periods: HashSet<Period>,
    from: Option<Date>,
    to: Option<Date>,
    dimensions: Option<String>,
    submission: Option<(DatasetId, u32)>,
    pub(crate) cell: Option<CellAddress>,
}

impl Filter {
    pub(crate) fn new(query: &ObservationQuery) -> Self {
        Self {
            datasets: query.datasets.iter().cloned().collect(),
            indicators: query.indicators.iter().cloned().collect(),
            areas: query.areas.iter().copied().collect(),
            periods: query.periods.iter().copied().collect(),
            from: query.from,
            to: query.to,
            dimensions: query.dimensions.as_ref().map(dimensions_text),
            submission: query.submission.as_ref().map(|id| (id.dataset.clone(), id.number)),
            cell: query.cell,
        }
    }

    /// Whether a dataset can hold what is asked for.
    pub(crate) fn dataset(&self, dataset: &DatasetId) -> bool {
        (self.datasets.is_empty() || self.datasets.contains(dataset))
            && self.submission.as_ref().is_none_or(|(asked, _)| asked == dataset)
    }

    /// Whether a file can hold what is asked for.
    pub(crate) fn file(&self, facts: &Facts) -> bool {
        (self.indicators.is_empty() || facts.indicators.iter().any(|indicator| self.indicators.contains(indicator)))
            && facts.periods.iter().any(|period| self.period(*period))
    }

    /// Whether areas that are asked for can lie between two codes.
    pub(crate) fn areas_between(&self, (low, high): &(String, String)) -> bool {
        let within = |area: &AreaCode| low.as_str() <= area.as_str() && area.as_str() <= high.as_str();
        self.areas.is_empty() || self.areas.iter().any(within)
    }

    /// Whether indicators that are asked for can lie between two names.
    pub(crate) fn indicators_between(&self, (low, high): &(String, String)) -> bool {
        let within =
            |indicator: &IndicatorId| low.as_str() <= indicator.as_str() && indicator.as_str() <= high.as_str();
        self.indicators.is_empty() || self.indicators.iter().any(within)
    }

    pub(crate) fn indicator(&self, indicator: &IndicatorId) -> bool {
        self.indicators.is_empty() || self.indicators.contains(indicator)
    }

    pub(crate) fn area(&self, area: AreaCode) -> bool {
        self.areas.is_empty() || self.areas.contains(&area)
    }

    pub(crate) fn period(&self, period: Period) -> bool {
        (self.periods.is_empty() || self.periods.contains(&period))
            && self.from.is_none_or(|from| period.start() >= from)
            && self.to.is_none_or(|to| period.last_day() <= to)
    }

    pub(crate) fn dimensions(&self, text: &str) -> bool {
        self.dimensions.as_deref().is_none_or(|asked| asked == text)
    }

    pub(crate) fn submission(&self, number: u32) -> bool {
        self.submission.as_ref().is_none_or(|(_, asked)| *asked == number)
    }
}
