//! From services to outcomes: how much is spent where nobody measures what came of it.

use super::{CatalogueEntry, FrameworkError, MeasureKind};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use terms::IndicatorId;

/// Which outcomes each service is for. A map of purpose, not of cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceMap {
    /// Its title.
    pub title: String,
    /// Its edition.
    pub version: String,
    /// The indicator of spending: net, in a year.
    pub indicator: IndicatorId,
    /// The dimension of spending whose values are the services.
    pub dimension: String,
    /// The services.
    #[serde(rename = "service")]
    pub services: Vec<Service>,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its name in the dimension.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The indicators of the outcomes that it is for; none where nothing measures them.
    pub outcomes: Vec<IndicatorId>,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// What was spent on a service.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceSpending {
    /// The service, by its name in the dimension.
    pub service: String,
    /// Net spending in the year, in any one unit of money; absent where it is not known.
    pub amount: Option<f64>,
}

/// How much of the spending has a measure of its outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpendingCoverage {
    /// Spending with an outcome measure, in the unit given.
    pub measured: f64,
    /// Spending without any.
    pub unmeasured: f64,
    /// The share without any, from 0 to 1; absent where nothing was spent.
    pub share_unmeasured: Option<f64>,
    /// The services without any outcome measure, by title, that money went to.
    pub services_unmeasured: Vec<String>,
    /// Services of the map whose spending is not known: they are in neither sum.
    pub unknown: Vec<String>,
    /// Services that brought in more than they cost: they are in neither sum.
    pub below_zero: Vec<String>,
    /// Services of the spending that the map does not know: they are in neither sum.
    pub unmapped: Vec<String>,
}

impl ServiceMap {
    /// Reads a map.
    ///
    /// # Errors
    /// [`FrameworkError`] when the file is not of this form, or a service stands twice.
    pub fn parse(text: &str) -> Result<Self, FrameworkError> {
        let map: Self = toml::from_str(text).map_err(Box::new)?;
        let mut seen = BTreeSet::new();
        let twice = map.services.iter().filter(|service| !seen.insert(&service.id));
        let problems: Vec<String> = twice.map(|service| format!("service {} stands twice", service.id)).collect();
        if problems.is_empty() { Ok(map) } else { Err(FrameworkError::Contradictions(problems)) }
    }

    /// The services that each outcome belongs to, by title.
    #[must_use]
    pub fn by_outcome(&self) -> BTreeMap<&IndicatorId, Vec<&str>> {
        let mut outcomes: BTreeMap<&IndicatorId, Vec<&str>> = BTreeMap::new();
        for service in &self.services {
            for outcome in &service.outcomes {
                outcomes.entry(outcome).or_default().push(&service.title);
            }
        }
        outcomes
    }

    /// The share of spending with no outcome measure. A service is measured when the catalogue has one of its outcomes,
    /// and calls it an outcome. Missing is not zero: what is not known is in no sum, and is told. A service told more
    /// than once is added up.
    #[must_use]
    pub fn spending(&self, spending: &[ServiceSpending], catalogue: &[CatalogueEntry]) -> SpendingCoverage {
        let outcomes: BTreeSet<&IndicatorId> =
            catalogue.iter().filter(|entry| entry.kind == Some(MeasureKind::Outcome)).map(|entry| &entry.id).collect();
        let mut sums: BTreeMap<&str, Option<f64>> = BTreeMap::new();
        for line in spending {
            let sum = sums.entry(&line.service).or_insert(Some(0.0));
            *sum = sum.zip(line.amount.filter(|amount| amount.is_finite())).map(|(sum, amount)| sum + amount);
        }
        let mut found = SpendingCoverage {
            measured: 0.0,
            unmeasured: 0.0,
            share_unmeasured: None,
            services_unmeasured: Vec::new(),
            unknown: Vec::new(),
            below_zero: Vec::new(),
            unmapped: Vec::new(),
        };
        for service in &self.services {
            let measured = service.outcomes.iter().any(|outcome| outcomes.contains(outcome));
            match sums.remove(service.id.as_str()) {
                None | Some(None) => found.unknown.push(service.title.clone()),
                Some(Some(amount)) if amount < 0.0 => found.below_zero.push(service.title.clone()),
                Some(Some(amount)) if measured => found.measured += amount,
                Some(Some(amount)) => {
                    found.unmeasured += amount;
                    if amount > 0.0 {
                        found.services_unmeasured.push(service.title.clone());
                    }
                }
            }
        }
        found.unmapped = sums.into_keys().map(str::to_owned).collect();
        let total = found.measured + found.unmeasured;
        found.share_unmeasured = (total > 0.0 && total.is_finite()).then(|| found.unmeasured / total);
        found
    }
}
