//! What was known when: published values by council and period, with the day from which each could be read.

use super::{Council, Input, Pack};
use std::collections::{BTreeMap, HashMap};
use terms::{AreaCode, Date, Dimensions, IndicatorId, Period};

/// One published value, as it comes from the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The indicator.
    pub indicator: IndicatorId,
    /// Its breakdown; empty for none.
    pub dimensions: Dimensions,
    /// The area of the body that it is about.
    pub area: AreaCode,
    /// The period that it covers.
    pub period: Period,
    /// The value; absent where none was published.
    pub value: Option<f64>,
    /// The day on which it was published, where the store knows it. Otherwise the pack’s rule for the input stands in.
    pub published: Option<Date>,
}

/// Values of the inputs of a pack, by council.
#[derive(Debug, Clone)]
pub struct History<'a> {
    pack: &'a Pack,
    councils: &'a [Council],
    /// For each input of the pack, its values by period and council.
    values: Vec<BTreeMap<Period, HashMap<usize, Editions>>>,
}

/// The editions of one value, by the day of publication.
type Editions = BTreeMap<Date, Edition>;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Edition {
    area: AreaCode,
    value: Option<f64>,
    /// Two different values were published as one: neither can be believed.
    contradicted: bool,
}

impl Edition {
    /// Takes in another value of the same day, so that the order of the two makes no difference.
    fn join(&mut self, other: Self) {
        if other.area < self.area {
            *self = other;
        } else if other.area == self.area {
            self.contradicted |= self.value.zip(other.value).is_some_and(|(one, other)| one.total_cmp(&other).is_ne());
            self.value = self.value.or(other.value);
        }
    }

    fn believed(self) -> Option<f64> {
        self.value.filter(|_| !self.contradicted)
    }
}

impl<'a> History<'a> {
    /// Gathers what the pack needs; other observations are passed over, and their order makes no difference. Where a
    /// council stands under two codes in one edition, the code that comes first in the alphabet is read; where one code
    /// has two different values in one edition, there is none.
    pub fn new(pack: &'a Pack, councils: &'a [Council], observations: impl IntoIterator<Item = Observation>) -> Self {
        let mut positions: HashMap<AreaCode, usize> = HashMap::new();
        for (position, council) in councils.iter().enumerate() {
            positions.extend(council.areas.iter().map(|&area| (area, position)));
        }
        let mut wanted: HashMap<&IndicatorId, Vec<(usize, &Input)>> = HashMap::new();
        for (index, input) in pack.inputs().iter().enumerate() {
            wanted.entry(&input.indicator).or_default().push((index, input));
        }
        let mut values: Vec<BTreeMap<Period, HashMap<usize, Editions>>> = vec![BTreeMap::new(); pack.inputs().len()];
        for observation in observations {
            let Some(&council) = positions.get(&observation.area) else { continue };
            for (index, input) in wanted.get(&observation.indicator).into_iter().flatten() {
                if input.dimensions != observation.dimensions {
                    continue;
                }
                let Some(published) = observation.published.or_else(|| input.known.day(&observation.period)) else {
                    continue;
                };
                let value = observation.value.filter(|value| value.is_finite());
                let edition = Edition { area: observation.area, value, contradicted: false };
                let editions = values[*index].entry(observation.period).or_default().entry(council).or_default();
                editions.entry(published).and_modify(|kept| kept.join(edition)).or_insert(edition);
            }
        }
        Self { pack, councils, values }
    }

    /// The councils.
    #[must_use]
    pub fn councils(&self) -> &'a [Council] {
        self.councils
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &'a Pack {
        self.pack
    }

    /// The latest period for which every one of some inputs had been published by a day. All councils are read of the
    /// same period: a late council has no value, not an old one. A period counts once half as many councils as ever
    /// report have it, so that one early return does not make everybody else late.
    #[must_use]
    pub fn latest_period(&self, inputs: &[usize], day: Date) -> Option<Period> {
        let first = self.pack.inputs()[*inputs.first()?].years_earlier;
        let mut periods: Vec<Period> =
            self.values[inputs[0]].keys().filter_map(|&period| later(period, first)).collect();
        periods.sort_unstable();
        periods.into_iter().rev().find(|&period| inputs.iter().all(|&index| self.is_out(index, period, day)))
    }

    fn is_out(&self, index: usize, period: Period, day: Date) -> bool {
        let Some(period) = earlier(period, self.pack.inputs()[index].years_earlier) else { return false };
        let fullest = self.values[index].values().map(HashMap::len).max().unwrap_or(0);
        let known = self.values[index]
            .get(&period)
            .map_or(0, |councils| councils.values().filter(|editions| editions.range(..=day).next().is_some()).count());
        known > 0 && 2 * known >= fullest
    }

    /// A council’s value of an input for a period (or for the year that the input asks for before it), in the newest
    /// edition that had been published by a day.
    #[must_use]
    pub fn value(&self, input: usize, council: usize, period: Period, day: Date) -> Option<f64> {
        let period = earlier(period, self.pack.inputs()[input].years_earlier)?;
        self.values[input].get(&period)?.get(&council)?.range(..=day).next_back()?.1.believed()
    }
}

/// The same period some years before.
pub(super) fn earlier(period: Period, years: u8) -> Option<Period> {
    shifted(period, -i16::from(years))
}

/// The same period some years after.
fn later(period: Period, years: u8) -> Option<Period> {
    shifted(period, i16::from(years))
}

fn shifted(period: Period, years: i16) -> Option<Period> {
    if years == 0 {
        return Some(period);
    }
    let start = period.start().checked_add(jiff::Span::new().years(years)).ok()?;
    match period.month_count() {
        Some(months) => Period::months(start, months),
        None => Period::days(start, u16::try_from((period.end() - period.start()).get_days()).ok()?),
    }
}
