//! Places that are better than expected again and again, over as many periods as the figures allow.

use super::{CIRCUMSTANCES, England, Judged, Study, reads};
use crate::{Error, Hub};
use measure::round::{
    Figures, Method, Outcome,
    assembly::{Assembly, When},
    expect,
    pack::OutcomeRule,
    practice::{Persistence, persistence},
};
use std::{collections::BTreeMap, sync::Arc};
use terms::{IndicatorId, Period};

/// How many periods are looked at.
const PERIODS: usize = 5;

/// What persists of one outcome, and the periods that were looked at.
#[derive(Debug)]
pub(crate) struct Persisting {
    pub persistence: Persistence,
    /// The periods, newest first, as far as they could be judged.
    pub periods: Vec<Vec<Period>>,
}

/// What was found, each with the files that it was made of.
#[derive(Default)]
pub(crate) struct Persistences(tokio::sync::Mutex<BTreeMap<IndicatorId, Made>>);

type Made = (Vec<String>, Arc<Option<Persisting>>);

impl Hub {
    /// Places that were better than expected in the newest period and before. Nothing where the outcome is not one that
    /// can be better than expected, or where fewer than two periods can be judged.
    pub(crate) async fn persisting(&self, study: &Arc<Study>) -> Result<Arc<Option<Persisting>>, Error> {
        let reads = reads(study.rule);
        let files = self.files_of(&reads);
        let mut known = self.persistences.0.lock().await;
        if let Some((_, found)) = known.get(&study.rule.indicator).filter(|(made_of, _)| *made_of == files) {
            return Ok(Arc::clone(found));
        }
        let figures = self.readings(reads).await?;
        let (map, judged) = (self.map, Arc::clone(study));
        let find = move || {
            let judged_result = judged.result.as_ref().ok()?;
            find(judged.rule, judged_result, &figures, map)
        };
        let found = Arc::new(tokio::task::spawn_blocking(find).await?);
        known.insert(study.rule.indicator.clone(), (files, Arc::clone(&found)));
        Ok(found)
    }
}

fn find(rule: &OutcomeRule, judged: &Judged, figures: &Figures, map: &'static place::Map) -> Option<Persisting> {
    let outcome = Outcome::new(rule.indicator.clone(), rule.kind, rule.polarity).ok().filter(|_| !rule.demand)?;
    let before = judged.before.as_ref()?;
    let mut expectations = vec![judged.expectations.clone(), before.clone()];
    let mut periods = vec![rule.periods.clone(), rule.earlier_periods.clone()];
    let step = months_between(rule.earlier_periods.first()?, rule.periods.first()?)?;
    let england = England(map);
    let assembly = Assembly { pack: &CIRCUMSTANCES, figures, geography: &england };
    let mut rule = rule.clone();
    while expectations.len() < PERIODS {
        let Some(earlier) = rule.earlier_periods.iter().map(|period| before_by(period, step)).collect::<Option<_>>()
        else {
            break;
        };
        rule.earlier_periods = earlier;
        let Ok((sample, _)) = assembly.sample(&rule, &judged.circumstances, When::Earlier) else { break };
        // Where few places had a figure, “all the others” are others than today's.
        if 2 * sample.len() < judged.expectations.areas.len() {
            break;
        }
        let Ok(expected) = expect(&sample, Method::default()) else { break };
        expectations.push(expected);
        periods.push(rule.earlier_periods.clone());
    }
    let persistence = persistence(&outcome, &judged.skill.decision, &expectations)?;
    Some(Persisting { persistence, periods })
}

/// Whole months from one period's first day to another's.
fn months_between(earlier: &Period, later: &Period) -> Option<u16> {
    let (from, to) = (earlier.start(), later.start());
    let months = (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) - i32::from(from.month());
    u16::try_from(months).ok().filter(|months| *months > 0)
}

/// The same period so many months before.
fn before_by(period: &Period, months: u16) -> Option<Period> {
    let start = period.start().checked_sub(jiff::Span::new().months(months)).ok()?;
    match period.month_count() {
        Some(length) => Period::months(start, length),
        None => Period::days(start, u16::try_from((period.end() - period.start()).get_days()).ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earlier_periods_go_back_by_the_same_step() {
        let period = |text: &str| Period::parse(text).unwrap();
        let step = months_between(&period("2019-01-01/P3Y"), &period("2022-01-01/P3Y"));
        assert_eq!(step, Some(36));
        assert_eq!(before_by(&period("2019-01-01/P3Y"), 36), Some(period("2016-01-01/P3Y")));
        assert_eq!(before_by(&period("2024-03-31/P1D"), 12), Some(period("2023-03-31/P1D")));
        assert_eq!(months_between(&period("2022-01-01/P1Y"), &period("2022-01-01/P1Y")), None);
    }
}
