//! What a dataset holds, counted from four columns of its files: no figure is read whole, and none is kept.

use crate::{error::LakeError, footer::Primary, schema::column};
use datafusion::arrow::{
    array::{Array, AsArray, RecordBatch},
    datatypes::Int32Type,
};
use hub::ports::Holding;
use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
    sync::Arc,
};
use terms::{AreaCode, IndicatorId, Period};

/// Counts what files of one dataset hold, by indicator.
pub(crate) fn holdings(primaries: &[Arc<Primary>]) -> Result<Vec<Holding>, LakeError> {
    // A period's number is its place in time, so that the newest is the largest.
    let mut periods: Vec<Period> = primaries
        .iter()
        .flat_map(|primary| &primary.facts.periods)
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    periods.sort_by_key(|period| (period.end(), *period));
    let number: HashMap<Period, usize> = periods.iter().copied().zip(0..).collect();
    let mut count = Count { number, areas: Places::default(), indicators: Places::default(), tallies: Vec::new() };
    for primary in primaries {
        for batch in primary.read(&[column::INDICATOR, column::AREA, column::PERIOD, column::VALUE])? {
            count.add(&batch?)?;
        }
    }
    let Count { areas, indicators, tallies, .. } = count;
    let named =
        |marks: &[bool]| areas.things.iter().zip(marks).filter(|(_, marked)| **marked).map(|(area, _)| *area).collect();
    let holding = |(indicator, tally): (&IndicatorId, &Tally)| Holding {
        indicator: indicator.clone(),
        figures: tally.figures,
        areas: named(&tally.areas),
        periods: periods.iter().zip(&tally.periods).filter(|(_, held)| **held).map(|(period, _)| *period).collect(),
        newest: periods[tally.newest],
        newest_areas: named(&tally.newest_areas),
    };
    let mut holdings: Vec<Holding> = indicators.things.iter().zip(&tallies).map(holding).collect();
    holdings.sort_by(|one, other| one.indicator.cmp(&other.indicator));
    Ok(holdings)
}

/// What was counted so far.
struct Count {
    number: HashMap<Period, usize>,
    areas: Places<AreaCode>,
    indicators: Places<IndicatorId>,
    /// In the order of the indicators.
    tallies: Vec<Tally>,
}

/// Things, each once, with the place of each.
struct Places<T> {
    things: Vec<T>,
    known: HashMap<T, usize>,
}

impl<T> Default for Places<T> {
    fn default() -> Self {
        Self { things: Vec::new(), known: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Places<T> {
    fn of(&mut self, thing: &T) -> usize {
        if let Some(&place) = self.known.get(thing) {
            return place;
        }
        let place = self.things.len();
        self.things.push(thing.clone());
        self.known.insert(thing.clone(), place);
        place
    }
}

/// What was counted of one indicator.
#[derive(Default)]
struct Tally {
    figures: u64,
    areas: Vec<bool>,
    periods: Vec<bool>,
    newest: usize,
    newest_areas: Vec<bool>,
}

impl Tally {
    fn add(&mut self, area: usize, period: usize, has_value: bool) {
        if period > self.newest || self.figures == 0 {
            self.newest = period;
            self.newest_areas.clear();
        }
        self.figures += 1;
        if has_value {
            mark(&mut self.areas, area);
            mark(&mut self.periods, period);
            if period == self.newest {
                mark(&mut self.newest_areas, area);
            }
        }
    }
}

fn mark(marks: &mut Vec<bool>, place: usize) {
    if marks.len() <= place {
        marks.resize(place + 1, false);
    }
    marks[place] = true;
}

impl Count {
    fn add(&mut self, rows: &RecordBatch) -> Result<(), LakeError> {
        let indicators = meanings(rows, 0, |text| IndicatorId::parse(text).ok())?;
        let areas = meanings(rows, 1, |text| AreaCode::parse(text).ok())?;
        let areas: Vec<usize> = areas.iter().map(|area| self.areas.of(area)).collect();
        // A word of the dictionary may have no row in this batch: only words with rows become things.
        let mut tallies: Vec<Option<usize>> = vec![None; indicators.len()];
        let periods = meanings(rows, 2, |text| self.number.get(&Period::parse(text).ok()?).copied())?;
        let values = rows.column(3);
        let keys = |column: usize| rows.column(column).as_dictionary::<Int32Type>().keys().values().iter();
        for (row, ((indicator, area), period)) in keys(0).zip(keys(1)).zip(keys(2)).enumerate() {
            let at = |key: &i32| usize::try_from(*key).unwrap_or(usize::MAX);
            let indicator = at(indicator);
            let tally = *tallies[indicator].get_or_insert_with(|| self.indicators.of(&indicators[indicator]));
            if tally == self.tallies.len() {
                self.tallies.push(Tally::default());
            }
            self.tallies[tally].add(areas[at(area)], periods[at(period)], values.is_valid(row));
        }
        Ok(())
    }
}

/// What the words of a column mean, by their keys.
fn meanings<T>(rows: &RecordBatch, column: usize, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, LakeError> {
    let words = rows.column(column).as_dictionary::<Int32Type>();
    let texts = words.values().as_string::<i32>();
    let meaning = |text: Option<&str>| {
        text.and_then(&read).ok_or_else(|| LakeError::Inconsistent(format!("“{}” means nothing", text.unwrap_or(""))))
    };
    texts.iter().map(meaning).collect()
}
