//! What the place's own series say: special causes, changes of level, values that did not come, returns that came worse,
//! and outcomes that left the range that circumstances let expect.

use super::{
    PACK, RETURNS,
    found::{Found, LeadsTo},
};
use crate::outcomes::{
    Series,
    round::{PlaceInTheRound, PlaceOutcome},
};
use intake::contract::{Kind, Polarity};
use measure::{
    Direction,
    round::{AreaExpectation, Polarity as Better, Side},
    signals::{
        conversation::{Concern, FIGURES_COUNT_MONTHS, LASTING_WITHIN_MONTHS},
        detect::{
            Detection, DetectionKind, Expected, QualityDimension, QualityProfile, Reading, Silence, change_of_level,
            left_expected_range, missing_value, quality_fell, special_cause,
        },
    },
};
use place::recast::Made;
use std::collections::{BTreeMap, BTreeSet};
use terms::{AreaCode, DatasetId, Date, Period, Status};

/// Cells that a return must have before its completeness is watched: in fewer, one cell is too much.
const ENOUGH_CELLS: usize = 5;

/// What was found in a place's series, and how many of them the detectors looked at.
#[derive(Debug, Default)]
pub(super) struct Look {
    pub found: Vec<Found>,
    /// Series that the detectors looked at, by line.
    pub watched: BTreeMap<String, usize>,
    /// Series that they looked at.
    pub series: usize,
    /// Series with too few values, or too few since they were broken.
    pub too_short: usize,
    /// Series whose newest figure is too old to say anything.
    pub too_old: usize,
    /// Series of which neither way is bad.
    pub no_bad_way: usize,
    /// Series of years that overlap, where one bad year would be seen several times.
    pub overlapping: usize,
    /// Outcomes that were held against an expected range.
    pub in_the_round: usize,
    /// Datasets to which the place has series.
    pub datasets: BTreeSet<DatasetId>,
}

/// What the detectors of values found in a series, in the newest period and in those before it that may make it lasting.
#[derive(Default)]
pub(super) struct Detected {
    /// What was found, with the day from which it was known.
    pub found: Vec<(Detection, Date)>,
    /// Whether a detector could look at the newest period.
    pub looked: bool,
    /// Whether none could for want of values.
    pub too_short: bool,
}

/// Runs the detectors of values over a series whose figures are known so many days after their period.
pub(super) fn detect(readings: &[Reading], lag_days: u32, direction: Direction, day: Date) -> Detected {
    let mut detected = Detected::default();
    for until in (1..=readings.len()).rev() {
        let then = &readings[..until];
        let known = days_after(then[until - 1].period.end(), lag_days);
        if months_after(known, LASTING_WITHIN_MONTHS) <= day {
            break;
        }
        let causes = special_cause(then, direction);
        let level = change_of_level(then, direction);
        if until == readings.len() {
            detected.looked = causes.is_ok() || level.is_ok();
            let short = |silence: &Silence| matches!(silence, Silence::TooShort { .. } | Silence::Broken { .. });
            detected.too_short = !detected.looked && level.as_ref().is_err_and(short);
        }
        let found = causes.unwrap_or_default().into_iter().chain(level.ok().flatten());
        detected.found.extend(found.map(|found| (found, known)));
    }
    detected
}

fn lag_days(series: &Series) -> u32 {
    series.indicator.dataset().contract.dataset.lag_days.unwrap_or(0)
}

/// The first day on which a figure of a period could be known: so many days after its end as its contract allows.
fn known_from(series: &Series, period: &Period) -> Date {
    days_after(period.end(), lag_days(series))
}

/// Days after a day; the end of the calendar where it has no such day.
pub(super) fn days_after(day: Date, days: u32) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX)
}

fn months_after(day: Date, months: u16) -> Date {
    day.checked_add(jiff::Span::new().months(months)).unwrap_or(Date::MAX)
}

/// Which way is better.
pub(super) fn direction(polarity: Option<Polarity>) -> Direction {
    match polarity {
        Some(Polarity::HigherIsBetter) => Direction::Increase,
        Some(Polarity::LowerIsBetter) => Direction::Decrease,
        Some(Polarity::Neutral) | None => Direction::Neutral,
    }
}

/// Whether a point was published for this land, and not put together from others'.
fn is_own(made: Made) -> bool {
    matches!(made, Made::Published | Made::Recoded)
}

impl Look {
    /// Looks at a place's own series, as they could be known on a day.
    pub fn at(series: &[Series], area: AreaCode, day: Date) -> Self {
        let mut look = Self::default();
        let own: Vec<&Series> = series.iter().filter(|series| series.area == area).collect();
        for series in &own {
            look.changes(series, day);
            if series.is_about_a_body() {
                look.datasets.insert(series.indicator.dataset().id.clone());
            }
        }
        look.missing_values(&own, day);
        look.completeness(&own, day);
        look
    }

    /// Special causes and changes of level, of the newest period and of those before it that may make it lasting.
    fn changes(&mut self, series: &Series, day: Date) {
        let contract = series.indicator.contract();
        let direction = direction(contract.polarity);
        let line = PACK.line_of(&contract.id, &contract.theme);
        let (Some(line), false) = (line, series.indicator.kind() == Some(Kind::Context)) else { return };
        if direction == Direction::Neutral {
            self.no_bad_way += 1;
            return;
        }
        let readings = readings(series, day);
        let Some(newest) = readings.last() else { return };
        if months_after(known_from(series, &newest.period), FIGURES_COUNT_MONTHS) <= day {
            self.too_old += 1;
            return;
        }
        if readings.windows(2).any(|pair| pair[0].period.overlaps(&pair[1].period)) {
            self.overlapping += 1;
            return;
        }
        let detected = detect(&readings, lag_days(series), direction, day);
        self.too_short += usize::from(detected.too_short);
        for (found, known) in detected.found {
            self.found.push(of_series(&line.id, series, &found, known));
        }
        if detected.looked {
            self.series += 1;
            *self.watched.entry(line.id.clone()).or_default() += 1;
        }
    }

    /// Values that did not come though the return did, told once for each dataset and period.
    fn missing_values(&mut self, own: &[&Series], day: Date) {
        let mut missing: BTreeMap<(DatasetId, Period), Vec<(&Series, Detection)>> = BTreeMap::new();
        for series in own {
            let newest_is_own = series.points.iter().rev().find(|point| known_from(series, &point.period) <= day);
            if newest_is_own.is_none_or(|point| !is_own(point.made)) {
                continue;
            }
            if let Some(found) = missing_value(&readings(series, day)) {
                let dataset = series.indicator.dataset().id.clone();
                missing.entry((dataset, found.period)).or_default().push((series, found));
            }
        }
        for ((dataset, period), all) in missing {
            let Some((first, found)) = all.first() else { continue };
            let titles: Vec<&str> = all.iter().map(|(series, _)| series.indicator.contract().title.as_str()).collect();
            let title = &first.indicator.dataset().contract.dataset.title;
            let what = if let [only] = titles.as_slice() {
                format!(
                    "{title}, {}: “{only}” came without a value, though most periods before had one.",
                    period.label()
                )
            } else {
                format!(
                    "{title}, {}: {} measures came without a value, though most periods before had one: {}.",
                    period.label(),
                    titles.len(),
                    some(&titles)
                )
            };
            let concern =
                Concern { what, ..Concern::of_return(RETURNS, dataset.clone(), found, known_from(first, &period)) };
            self.found.push(Found {
                concern,
                detector: Some(found.kind),
                period: Some(period),
                about: None,
                elsewhere: None,
                leads_to: LeadsTo::Dataset(dataset),
            });
        }
    }

    /// Returns of which a smaller share of cells has a value than of those before.
    fn completeness(&mut self, own: &[&Series], day: Date) {
        // Counted apart for each length of period: a year and a day of one dataset are different returns.
        let mut cells: BTreeMap<(DatasetId, Option<u16>), BTreeMap<Period, (usize, usize)>> = BTreeMap::new();
        let mut titles = BTreeMap::new();
        for series in own.iter().filter(|series| series.is_about_a_body()) {
            let dataset = series.indicator.dataset();
            titles.insert(dataset.id.clone(), series);
            for point in series.points.iter().filter(|point| known_from(series, &point.period) <= day) {
                let of = (dataset.id.clone(), point.period.month_count());
                let (there, asked) = cells.entry(of).or_default().entry(point.period).or_default();
                // What is hidden, or is not this body's job, was not asked of it in vain.
                let counts = point.value.is_some() || point.status == Status::NotAvailable && is_own(point.made);
                *there += usize::from(point.value.is_some());
                *asked += usize::from(counts);
            }
        }
        for ((dataset, _), periods) in cells {
            let profiles: Vec<QualityProfile> = periods
                .into_iter()
                .filter(|(_, (_, asked))| *asked >= ENOUGH_CELLS)
                .map(|(period, (there, asked))| QualityProfile {
                    period,
                    passed: BTreeMap::from([(QualityDimension::Completeness, there as f64 / asked as f64)]),
                })
                .collect();
            for found in quality_fell(&profiles).unwrap_or_default() {
                let Some(series) = titles.get(&dataset) else { continue };
                let title = &series.indicator.dataset().contract.dataset.title;
                let known = known_from(series, &found.period);
                let what = format!("{title}, {}: {}", found.period.label(), uncapped(&found.what));
                self.found.push(Found {
                    concern: Concern { what, ..Concern::of_return(RETURNS, dataset.clone(), &found, known) },
                    detector: Some(found.kind),
                    period: Some(found.period),
                    about: None,
                    elsewhere: None,
                    leads_to: LeadsTo::Dataset(dataset.clone()),
                });
            }
        }
    }

    /// Outcomes that left the range that the place's circumstances let expect.
    pub fn ranges(&mut self, round: &PlaceInTheRound, series: &[Series], day: Date) {
        for outcome in round.outcomes.iter().filter(|outcome| outcome.subject == round.area) {
            self.range(outcome, series, day);
        }
    }

    fn range(&mut self, outcome: &PlaceOutcome, series: &[Series], day: Date) {
        let (rule, Ok(judged)) = (outcome.study.rule, outcome.study.result.as_ref()) else { return };
        let direction = match rule.polarity {
            Better::HigherIsBetter => Direction::Increase,
            Better::LowerIsBetter => Direction::Decrease,
            Better::Neutral => return,
        };
        // Demand is higher or lower, never worse; where chance is most of it, a range says nothing of the place.
        let tellable = outcome.expectation.as_ref().is_some_and(|found| found.side != Side::CannotTell);
        if rule.demand || !judged.skill.decision.adjusts() || !tellable {
            return;
        }
        let own =
            series.iter().find(|one| one.indicator.contract().id == rule.indicator && one.area == outcome.subject);
        let (Some(own), Some(period)) = (own, rule.periods.last()) else { return };
        let Some(line) = PACK.line_of(&rule.indicator, &own.indicator.contract().theme) else { return };
        let known = known_from(own, period);
        if known > day || months_after(known, FIGURES_COUNT_MONTHS) <= day {
            return;
        }
        self.in_the_round += 1;
        let point = |period: Option<&Period>, found: Option<&AreaExpectation>| {
            let (period, found) = (*period?, found?);
            Some(Expected {
                period,
                value: Some(found.value),
                range_80: Some((found.range_80.lower, found.range_80.upper)),
                range_95: Some((found.range_95.lower, found.range_95.upper)),
            })
        };
        let points: Vec<Expected> = [
            point(rule.earlier_periods.last(), outcome.before.as_ref()),
            point(Some(period), outcome.expectation.as_ref()),
        ]
        .into_iter()
        .flatten()
        .collect();
        if let Ok(Some(found)) = left_expected_range(&points, direction) {
            let what = format!("{}, {}: {}", rule.title, period.label(), uncapped(&found.what));
            self.found.push(Found {
                concern: Concern { what, ..Concern::of_series(&line.id, rule.indicator.clone(), &found, known) },
                detector: Some(DetectionKind::LeftExpectedRange),
                period: Some(*period),
                about: None,
                elsewhere: None,
                leads_to: LeadsTo::InTheRound(rule.indicator.clone()),
            });
        }
    }
}

/// The readings of a series that could be known on a day, in the order of periods.
fn readings(series: &Series, day: Date) -> Vec<Reading> {
    let known = series.points.iter().filter(|point| known_from(series, &point.period) <= day);
    let mut readings: Vec<Reading> =
        known.map(|point| Reading { period: point.period, value: point.value, status: point.status }).collect();
    readings.sort_by_key(|reading| reading.period);
    readings
}

fn of_series(line: &str, series: &Series, found: &Detection, known: Date) -> Found {
    let contract = series.indicator.contract();
    let about = format!("{}, {}", contract.title, found.period.label());
    let what = format!("{about}: {}", uncapped(&found.what));
    Found {
        concern: Concern { what, ..Concern::of_series(line, contract.id.clone(), found, known) },
        detector: Some(found.kind),
        period: Some(found.period),
        about: Some(about),
        elsewhere: None,
        leads_to: LeadsTo::Figures(vec![contract.id.clone()]),
    }
}

/// The first few of some titles.
fn some(titles: &[&str]) -> String {
    const NAMED: usize = 4;
    let named = titles.iter().take(NAMED).copied().collect::<Vec<_>>().join("; ");
    match titles.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named}; and {more} more"),
    }
}

/// A sentence that goes on after a colon.
fn uncapped(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
