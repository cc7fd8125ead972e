//! What the hub holds: which indicators have figures for which years and areas. Counted from the figures in use, and
//! kept for each dataset until other files hold its figures. No value is kept.

use super::places::href;
use crate::{
    components::Link,
    state::{State, reader},
};
use hub::places::MapReference;
use intake::{Reference, contract::Expected};
use place::Map;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use terms::{AreaCode, DatasetId, IndicatorId, Period};
use tokio::sync::Mutex;

/// What is held of one indicator.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    /// The areas with a figure in any period.
    pub areas: BTreeSet<AreaCode>,
    /// The years in which a period with a figure ends.
    pub years: BTreeSet<i16>,
    /// The oldest and the newest period with a figure.
    pub periods: Option<(Period, Period)>,
}

/// What is held of one dataset.
#[derive(Debug, Clone, Default)]
pub(super) struct HeldDataset {
    /// Figures, with those that are missing or hidden.
    pub figures: u64,
    /// By indicator.
    pub indicators: BTreeMap<IndicatorId, Held>,
    /// Of the newest period: the areas that have any figure.
    pub newest: Option<(Period, BTreeSet<AreaCode>)>,
}

type Known = BTreeMap<DatasetId, (Vec<String>, Arc<HeldDataset>)>;

/// What was counted, for every page that needs it.
#[derive(Debug, Clone, Default)]
pub(super) struct Coverage(Arc<Mutex<Known>>);

impl Coverage {
    /// What the hub holds now, by dataset. Only datasets whose files changed are read again.
    ///
    /// # Errors
    /// When an engine fails.
    pub async fn held(&self, state: &State) -> Result<BTreeMap<DatasetId, Arc<HeldDataset>>, hub::Error> {
        let snapshot = state.hub.current_snapshot();
        let mut files: BTreeMap<DatasetId, Vec<String>> = BTreeMap::new();
        for file in &*snapshot.files {
            files.entry(file.dataset.clone()).or_default().push(file.path.clone());
        }
        // One page at a time counts; the others wait for it and find the work done.
        let mut known = self.0.lock().await;
        known.retain(|dataset, _| files.contains_key(dataset));
        for (dataset, paths) in files {
            if known.get(&dataset).is_none_or(|(counted, _)| *counted != paths) {
                let Some(held) = count(state, &dataset).await? else { continue };
                known.insert(dataset, (paths, Arc::new(held)));
            }
        }
        Ok(known.iter().map(|(dataset, (_, held))| (dataset.clone(), Arc::clone(held))).collect())
    }
}

/// Counts a dataset. Nothing when it is not in the catalogue.
async fn count(state: &State, dataset: &DatasetId) -> Result<Option<HeldDataset>, hub::Error> {
    if state.hub.catalogue(&reader())?.dataset(dataset).is_none() {
        return Ok(None);
    }
    let mut held = HeldDataset::default();
    for holding in state.hub.holdings(&reader(), dataset).await? {
        held.figures += holding.figures;
        if held.newest.as_ref().is_none_or(|(period, _)| holding.newest.end() > period.end()) {
            held.newest = Some((holding.newest, BTreeSet::new()));
        }
        if let Some((period, areas)) = &mut held.newest
            && *period == holding.newest
        {
            areas.extend(holding.newest_areas);
        }
        if !holding.areas.is_empty() {
            let periods = holding.periods.first().copied().zip(holding.periods.last().copied());
            let years = holding.periods.iter().map(|period| period.last_day().year()).collect();
            held.indicators.insert(holding.indicator, Held { areas: holding.areas, years, periods });
        }
    }
    Ok(Some(held))
}

/// Who owes a dataset's figures for its newest period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owing {
    /// The newest period that any figure is about.
    pub period: Period,
    /// How many areas owe a figure for it.
    pub expected: usize,
    /// Those of them that have none in use, by code.
    pub missing: Vec<AreaCode>,
}

impl HeldDataset {
    /// Who owes figures for the newest period. Nothing while there is no figure, or where nobody owes any.
    pub fn owing(&self, map: &'static Map, expected: &Expected) -> Option<Owing> {
        let (period, there) = self.newest.as_ref()?;
        let there: BTreeSet<AreaCode> = there.iter().flat_map(|&code| map.codes_of(code)).collect();
        let expected = MapReference::new(map).expected(expected, period);
        (!expected.is_empty()).then(|| Owing {
            period: *period,
            expected: expected.len(),
            missing: expected.into_iter().filter(|code| !there.contains(code)).collect(),
        })
    }
}

/// Links to the pages of areas, by name.
pub(super) fn links_by_name(map: &Map, areas: &[AreaCode]) -> Vec<Link> {
    let mut links: Vec<Link> =
        areas.iter().filter_map(|code| map.area(*code)).map(|area| Link::new(&area.name, href(area))).collect();
    links.sort_by(|one, other| one.text.cmp(&other.text));
    links
}

impl Held {
    /// The years that are covered, in words: `2009-10 to 2024-25`.
    pub fn years_in_words(&self) -> String {
        let label = super::readings::label;
        match &self.periods {
            None => "no figures yet".to_owned(),
            Some((oldest, newest)) if oldest == newest => label(*oldest),
            Some((oldest, newest)) => format!("{} to {}", label(*oldest), label(*newest)),
        }
    }
}
