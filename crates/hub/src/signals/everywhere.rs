//! Changes that are the same everywhere: a recession, an epidemic, another way of counting. What more than a quarter of all
//! councils show alike in the same period is no news of one of them, and is told apart.

use super::{
    found::{Elsewhere, Found, LeadsTo},
    series::{detect, direction},
};
use crate::{Actor, Error, Hub, Indicator, outcomes::Series};
use measure::signals::{conversation::ConcernSource, detect::DetectionKind, detect::Reading};
use place::Map;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use terms::{AreaCode, Date, Dimensions, IndicatorId, Period};

/// What was found in all councils, by indicator and day, with the files that it was found in.
pub(super) type Made = BTreeMap<(IndicatorId, Date), (Vec<String>, Arc<Spoken>)>;

/// Answers that are kept at once.
const KEPT: usize = 512;

/// What more than one in so many councils show is no news of one of them. Where nothing happens a detector speaks in one
/// of twenty at most, so that so many have something in common.
const EVERYWHERE_ONE_IN: usize = 4;

/// Councils that must have been looked at before one can speak of everywhere.
const ENOUGH: usize = 10;

/// In how many councils each detector speaks.
pub(super) struct Spoken {
    spoke: BTreeMap<(u8, Period), usize>,
    of: usize,
}

impl Spoken {
    fn elsewhere(&self, kind: DetectionKind, period: Period) -> Elsewhere {
        Elsewhere { councils: self.spoke.get(&(kind as u8, period)).copied().unwrap_or(0), of: self.of }
    }
}

impl Hub {
    /// Puts what was found apart from what is the same everywhere, and says of the first in how many councils it was
    /// found, of the second what it is.
    pub(super) async fn apart(
        &self,
        found: Vec<Found>,
        series: &[Series],
        area: AreaCode,
        day: Date,
    ) -> Result<(Vec<Found>, Vec<String>), Error> {
        let (mut own, mut everywhere) = (Vec::new(), BTreeMap::new());
        for mut one in found {
            let asked = match (&one.concern.source, &one.leads_to, one.detector, one.period) {
                (ConcernSource::Series(indicator), LeadsTo::Figures(_), Some(kind), Some(period)) => {
                    let own = series.iter().find(|own| own.area == area && own.indicator.contract().id == *indicator);
                    own.map(|own| (own, kind, period))
                }
                _ => None,
            };
            if let Some((series, kind, period)) = asked {
                let spoken = self.spoken(&series.indicator, &series.dimensions, day).await?;
                let elsewhere = spoken.elsewhere(kind, period);
                if elsewhere.of >= ENOUGH && EVERYWHERE_ONE_IN * elsewhere.councils > elsewhere.of {
                    if one.concern.counts(day) {
                        let most = everywhere.entry(one.about.clone().unwrap_or_default()).or_insert(elsewhere);
                        *most = if most.councils < elsewhere.councils { elsewhere } else { *most };
                    }
                    continue;
                }
                one.elsewhere = Some(elsewhere);
            }
            own.push(one);
        }
        let told = everywhere.into_iter().map(|(about, elsewhere)| {
            format!("{about}: changed for the worse in {} of {} councils", elsewhere.councils, elsewhere.of)
        });
        Ok((own, told.collect()))
    }

    /// In how many councils each detector speaks about an indicator, from what could be known on a day.
    async fn spoken(&self, indicator: &Indicator, dimensions: &Dimensions, day: Date) -> Result<Arc<Spoken>, Error> {
        let id = indicator.contract().id.clone();
        let files = self.files_of(&BTreeSet::from([id.clone()]));
        let key = (id.clone(), day);
        let mut kept = self.warnings.spoken.lock().await;
        if let Some((_, spoken)) = kept.get(&key).filter(|(found_in, _)| *found_in == files) {
            return Ok(Arc::clone(spoken));
        }
        let rows = self.recast(&Actor::reader(), &id, day).await?.into_inner().rows;
        let lag_days = indicator.dataset().contract.dataset.lag_days.unwrap_or(0);
        let direction = direction(indicator.contract().polarity);
        let (map, dimensions) = (self.map, dimensions.clone());
        let count = move || {
            let mut councils: BTreeMap<AreaCode, Vec<Reading>> = BTreeMap::new();
            for row in rows.into_iter().filter(|row| row.dimensions == dimensions && is_council(map, row.area, day)) {
                if super::series::days_after(row.period.end(), lag_days) <= day {
                    let reading = Reading { period: row.period, value: row.value, status: row.status };
                    councils.entry(row.area).or_default().push(reading);
                }
            }
            let mut spoken = Spoken { spoke: BTreeMap::new(), of: 0 };
            for readings in councils.values_mut() {
                readings.sort_by_key(|reading| reading.period);
                let detected = detect(readings, lag_days, direction, day);
                spoken.of += usize::from(detected.looked);
                for (found, _) in detected.found {
                    *spoken.spoke.entry((found.kind as u8, found.period)).or_default() += 1;
                }
            }
            Arc::new(spoken)
        };
        let spoken = tokio::task::spawn_blocking(count).await?;
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, (files, Arc::clone(&spoken)));
        Ok(spoken)
    }
}

fn is_council(map: &Map, area: AreaCode, day: Date) -> bool {
    map.area_at(area, day).is_some_and(|area| area.kind.has_council())
}
