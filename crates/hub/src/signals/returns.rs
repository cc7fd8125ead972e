//! Returns that were promised and have not come. The absence of data is itself a signal; but a publisher who is late for
//! everybody says nothing about one place.

use super::{
    RETURNS,
    found::{Found, LeadsTo},
    series::days_after,
};
use crate::{Dataset, Error, Hub, places::MapReference, ports::ObservationQuery};
use futures::TryStreamExt;
use intake::{
    Reference,
    contract::{Frequency, Replaces},
};
use measure::signals::{
    conversation::Concern,
    detect::{Promise, late_return},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use terms::{AreaCode, DatasetId, Date, Period};

/// What is held of the newest period of each dataset, with the files that it was counted from.
pub(super) type Made = BTreeMap<DatasetId, (Vec<String>, Arc<Option<Newest>>)>;

/// The newest period of a dataset.
pub(super) struct Newest {
    period: Period,
    /// The areas with a value of any indicator in it.
    areas: BTreeSet<AreaCode>,
}

/// Days of grace after the day on which a return is due.
const GRACE_DAYS: u16 = 28;

/// What is known of the returns of a place.
#[derive(Default)]
pub(super) struct Returns {
    pub found: Vec<Found>,
    /// Datasets to which the place owes figures.
    pub owed: BTreeSet<DatasetId>,
    /// Titles of datasets of which the next edition is overdue for everybody.
    pub overdue_for_everybody: Vec<String>,
}

impl Hub {
    /// The returns that a place owes, as at a day.
    pub(super) async fn returns_of(&self, area: AreaCode, day: Date) -> Result<Returns, Error> {
        let codes: BTreeSet<AreaCode> = self.map.codes_of(area).into_iter().collect();
        let reference = MapReference::new(self.map);
        let mut returns = Returns::default();
        let catalogue = self.current_catalogue();
        for dataset in catalogue.datasets() {
            let newest = self.newest_of(dataset).await?;
            let Some(newest) = newest.as_ref() else { continue };
            let contract = &dataset.contract.dataset;
            let expected = reference.expected(&contract.expected, &newest.period);
            if !expected.iter().any(|code| codes.contains(code)) {
                continue;
            }
            returns.owed.insert(dataset.id.clone());
            let promise = promise(dataset);
            let came = |code: &AreaCode| self.map.codes_of(*code).iter().any(|code| newest.areas.contains(code));
            let have = expected.iter().filter(|code| came(code)).count();
            let mut received = Vec::new();
            if codes.iter().any(|code| newest.areas.contains(code))
                || self.came_without_a_value(&dataset.id, &codes, newest.period).await?
            {
                received.push(newest.period);
            }
            let next = next(&newest.period, contract.frequency);
            let next_is_late = next.and_then(|next| promise.last_day(&next)).is_some_and(|last_day| last_day < day);
            // Where each council sends its own return, there is nobody who could be late for all.
            let each_sends_its_own = contract.replaces == Replaces::PeriodsAndAreas;
            let mut due = Vec::new();
            if each_sends_its_own || 2 * have >= expected.len() {
                due.push(newest.period);
            }
            match next.filter(|_| next_is_late) {
                Some(next) if each_sends_its_own => due.push(next),
                Some(_) => returns.overdue_for_everybody.push(contract.title.clone()),
                None => {}
            }
            let Some(found) = late_return(&due, &received, promise, day) else { continue };
            let known = promise.last_day(&found.period).map_or(day, |last_day| days_after(last_day, 1));
            let others = if each_sends_its_own {
                String::new()
            } else {
                format!(" {have} of {} councils have one.", expected.len())
            };
            let what = format!("{}: no figure of this council. {}{others}", contract.title, found.what);
            returns.found.push(Found {
                concern: Concern { what, ..Concern::of_return(RETURNS, dataset.id.clone(), &found, known) },
                detector: Some(found.kind),
                period: Some(found.period),
                about: None,
                elsewhere: None,
                leads_to: LeadsTo::Dataset(dataset.id.clone()),
            });
        }
        Ok(returns)
    }

    /// Whether a place has a row in a period, though without a value: what is hidden to protect people has come.
    async fn came_without_a_value(
        &self,
        dataset: &DatasetId,
        codes: &BTreeSet<AreaCode>,
        period: Period,
    ) -> Result<bool, Error> {
        let query = ObservationQuery {
            datasets: vec![dataset.clone()],
            areas: codes.iter().copied().collect(),
            periods: vec![period],
            limit: Some(1),
            ..ObservationQuery::default()
        };
        let mut rows = self.lake.figures(&self.current_snapshot(), query).await?;
        while let Some(batch) = rows.try_next().await? {
            if !batch.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What is held of the newest period of a dataset. Nothing while there is no figure.
    async fn newest_of(&self, dataset: &Dataset) -> Result<Arc<Option<Newest>>, Error> {
        let snapshot = self.current_snapshot();
        let files = snapshot.files.iter().filter(|file| file.dataset == dataset.id);
        let files: Vec<String> = files.map(|file| file.path.clone()).collect();
        let mut known = self.warnings.returns.lock().await;
        if let Some((_, newest)) = known.get(&dataset.id).filter(|(counted, _)| *counted == files) {
            return Ok(Arc::clone(newest));
        }
        let mut newest: Option<Newest> = None;
        if !files.is_empty() {
            for holding in self.lake.holdings(&snapshot, &dataset.id).await? {
                match &mut newest {
                    Some(known) if known.period.end() > holding.newest.end() => {}
                    Some(known) if known.period == holding.newest => known.areas.extend(holding.newest_areas),
                    _ => newest = Some(Newest { period: holding.newest, areas: holding.newest_areas }),
                }
            }
        }
        let newest = Arc::new(newest);
        known.insert(dataset.id.clone(), (files, Arc::clone(&newest)));
        Ok(newest)
    }
}

fn promise(dataset: &Dataset) -> Promise {
    let lag_days = dataset.contract.dataset.lag_days.unwrap_or(0);
    Promise { lag_days: u16::try_from(lag_days).unwrap_or(u16::MAX), grace_days: GRACE_DAYS }
}

/// The period after a period, where a dataset comes again and again.
fn next(period: &Period, frequency: Frequency) -> Option<Period> {
    let months: u16 = match frequency {
        Frequency::Monthly => 1,
        Frequency::Quarterly => 3,
        Frequency::Annual => 12,
        Frequency::Decennial => 120,
        Frequency::Daily => return Period::day(period.end()),
        Frequency::Irregular | Frequency::Once => return None,
    };
    let start = period.start().checked_add(jiff::Span::new().months(months)).ok()?;
    match period.month_count() {
        Some(length) => Period::months(start, length),
        None => Period::days(start, u16::try_from((period.end() - period.start()).get_days()).ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_period_follows_the_frequency() {
        let after =
            |period: &str, frequency| next(&Period::parse(period).unwrap(), frequency).map(|next| next.to_string());
        assert_eq!(after("2023-04-01/P1Y", Frequency::Annual).as_deref(), Some("2024-04-01/P1Y"));
        assert_eq!(after("2023-03-31/P1D", Frequency::Annual).as_deref(), Some("2024-03-31/P1D"));
        assert_eq!(after("2022-10-01/P3M", Frequency::Quarterly).as_deref(), Some("2023-01-01/P3M"));
        // A three-year mean that comes each year moves on by one.
        assert_eq!(after("2020-01-01/P3Y", Frequency::Annual).as_deref(), Some("2021-01-01/P3Y"));
        assert_eq!(after("2023-04-01/P1Y", Frequency::Once), None);
    }
}
