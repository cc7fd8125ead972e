//! Signals of the pack that stand out for a council.

use super::{
    PACK, councils,
    found::{Found, LeadsTo},
};
use crate::{Error, Hub};
use measure::signals::{Council, DatedFlag, Pack, Recipe, conversation::Concern, dated_flags};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use terms::{AreaCode, Date, IndicatorId};

/// The files that flags were made of, and the flags by the day for which they were made.
pub(super) type Made = (Vec<String>, BTreeMap<Date, Arc<Flags>>);

/// The flags of a day and of the two years before it.
pub(super) struct Flags {
    councils: Vec<Council>,
    flags: Vec<DatedFlag>,
}

/// Days that are kept at once: pages ask for today, and now and then for a day of the past.
const DAYS_KEPT: usize = 16;

/// How far back the same flag is looked for, and in which steps.
const MONTHS_BACK: [u8; 5] = [0, 6, 12, 18, 24];

impl Hub {
    /// The signals that flagged the council of an area, as they could be known on a day.
    pub(super) async fn flags_of(&self, area: AreaCode, day: Date) -> Result<Vec<Found>, Error> {
        let made = self.flags_on(day).await?;
        let codes = self.map.codes_of(area);
        let mine = |council: &Council| codes.iter().any(|code| council.areas.contains(code));
        let Some(position) = made.councils.iter().position(mine) else { return Ok(Vec::new()) };
        let flags = made.flags.iter().filter(|dated| dated.flag.council == position);
        let found = flags.filter_map(|dated| {
            let concern = Concern::of_flag(&PACK, &dated.flag.signal, dated.known_from)?;
            let indicators = PACK.position(&dated.flag.signal).map(|signal| inputs(&PACK, signal)).unwrap_or_default();
            Some(Found {
                concern,
                detector: None,
                period: None,
                about: None,
                elsewhere: None,
                leads_to: LeadsTo::Figures(indicators.into_iter().collect()),
            })
        });
        Ok(found.collect())
    }

    async fn flags_on(&self, day: Date) -> Result<Arc<Flags>, Error> {
        let files = self.files_of_signals();
        let mut kept = self.warnings.flags.lock().await;
        let (made_of, by_day) = kept.get_or_insert_with(Made::default);
        if *made_of != files {
            (*made_of, *by_day) = (files, BTreeMap::new());
        }
        if let Some(flags) = by_day.get(&day) {
            return Ok(Arc::clone(flags));
        }
        let observations = self.observations_of_signals().await?;
        let councils = councils(self.map);
        let days: Vec<Date> = MONTHS_BACK
            .into_iter()
            .filter_map(|months| day.checked_sub(jiff::Span::new().months(months)).ok())
            .collect();
        let make = move || {
            let flags = dated_flags(&PACK, &councils, observations, &days);
            Arc::new(Flags { councils, flags })
        };
        let flags = tokio::task::spawn_blocking(make).await?;
        if by_day.len() >= DAYS_KEPT {
            by_day.pop_first();
        }
        by_day.insert(day, Arc::clone(&flags));
        Ok(flags)
    }
}

/// The indicators that a signal is made of, through its parts.
fn inputs(pack: &Pack, signal: usize) -> BTreeSet<IndicatorId> {
    match &pack.signals()[signal].recipe {
        Recipe::Formula { inputs, .. } => inputs.iter().map(|&input| pack.inputs()[input].indicator.clone()).collect(),
        Recipe::MeanOf(parts) => parts.iter().flat_map(|&part| inputs(pack, part)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_of_parts_leads_to_the_figures_of_each() {
        let of =
            |id: &str| inputs(&PACK, PACK.position(id).unwrap()).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(of("debt"), ["external-borrowing", "revenue-spending-power"]);
        assert!(of("debt-and-reserves").len() > 3);
    }
}
