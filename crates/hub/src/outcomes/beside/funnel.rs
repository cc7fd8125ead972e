//! The funnel of an outcome: every council of a tier by its size, with one of them picked out.

use super::super::{Point, Series, round::Study};
use crate::Catalogue;
use intake::contract::Aggregation;
use measure::{
    funnel::{Plot, PlotKind, PlotLimits, Significance},
    round::{
        Measurement, Precision, Scale,
        pack::{OutcomeRule, PrecisionRule, ValueRule},
    },
};
use std::collections::BTreeMap;
use terms::{AreaCode, Period, Unit};

/// The fewest councils of which a funnel is made.
const FEWEST_AREAS: usize = 20;

/// What the counts of a funnel are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FunnelSource {
    /// As published with the figures.
    Published,
    /// Put together for the outcome in the round, from counts.
    PutTogether,
    /// The publisher gives no number of people: others stand in, as the note tells.
    StandsIn {
        /// What stands in.
        note: String,
    },
}

/// A funnel of councils.
#[derive(Debug, Clone)]
pub struct Funnel {
    /// Limits, average and spread. Values are shares of one.
    pub plot: Plot,
    /// The councils, in the order of their codes.
    pub areas: Vec<AreaCode>,
    /// The number below the line of each.
    pub sizes: Vec<f64>,
    /// The position of the council that is picked out; absent where it has no counts.
    pub this: Option<usize>,
    /// What is counted, as a title.
    pub title: String,
    /// A share times this is in the unit below.
    pub factor: f64,
    /// The unit of the values.
    pub unit: String,
    /// The periods of the counts.
    pub periods: Vec<Period>,
    /// What the size counts, such as `households`.
    pub of: String,
    /// Where the counts are from.
    pub source: FunnelSource,
    /// Councils without both counts: they are not drawn.
    pub left_out: usize,
}

impl Funnel {
    /// The limits among so many, in the unit of the indicator's share (times [`Funnel::factor`] for its own).
    #[must_use]
    pub fn limits(&self, size: f64) -> Option<PlotLimits> {
        self.plot.limits(size).ok()
    }

    /// Where the council lies that is picked out.
    #[must_use]
    pub fn place(&self) -> Option<Significance> {
        let this = self.this?;
        self.plot.place(self.plot.values[this], self.sizes[this]).ok()
    }

    /// From the counts that are published with the figures.
    pub(super) fn published(
        series: &Series,
        rows: &BTreeMap<AreaCode, Point>,
        same_tier: impl Fn(AreaCode) -> bool,
        codes: &[AreaCode],
    ) -> Option<Self> {
        let contract = series.indicator.contract();
        let Aggregation::Ratio { multiplier } = &contract.aggregation else { return None };
        // Only what counts people or things among others has the chance of a count: a mean or a ratio has not.
        let kind = match contract.unit {
            Unit::Percent => PlotKind::Proportion,
            Unit::Rate { .. } => PlotKind::Rate,
            _ => return None,
        };
        let all: Vec<&AreaCode> = rows.keys().filter(|area| same_tier(**area)).collect();
        let counts: Vec<(AreaCode, f64, f64)> = all
            .iter()
            .filter_map(|area| {
                let point = &rows[*area];
                Some((**area, point.numerator?, point.denominator?))
            })
            .collect();
        let left_out = all.len() - counts.len();
        let of = contract.denominator.clone().unwrap_or_else(|| "those counted".to_owned());
        let period = series.latest()?.period;
        Self::of(kind, counts, codes, *multiplier, left_out).map(|funnel| Self {
            of,
            title: contract.title.clone(),
            unit: contract.unit.name(),
            periods: vec![period],
            source: FunnelSource::Published,
            ..funnel
        })
    }

    /// From the counts of which an outcome in the round is made.
    pub(super) fn studied(study: &Study, catalogue: &Catalogue, codes: &[AreaCode]) -> Option<Self> {
        let judged = study.result.as_ref().ok()?;
        let rule = study.rule;
        let kind = match rule.scale {
            Scale::Proportion => PlotKind::Proportion,
            Scale::Rate => PlotKind::Rate,
            Scale::Mean => return None,
        };
        let (of, source) = match (&rule.precision, &rule.value) {
            (PrecisionRule::Counts, ValueRule::Counts { exposure, .. }) => {
                let title = catalogue.indicator(&exposure.indicator).map(|held| held.contract().title.to_lowercase());
                (title.unwrap_or_else(|| exposure.indicator.to_string()), FunnelSource::PutTogether)
            }
            (PrecisionRule::Counts, _) => {
                let contract = catalogue.indicator(&rule.indicator)?.contract();
                (contract.denominator.clone()?, FunnelSource::PutTogether)
            }
            (PrecisionRule::People(_), _) => {
                ("people that it is about".to_owned(), FunnelSource::StandsIn { note: rule.note.clone() })
            }
            (PrecisionRule::Limits | PrecisionRule::Unknown, _) => return None,
        };
        let counts: Vec<(AreaCode, f64, f64)> =
            judged.measurements.iter().filter_map(|measured| counts(measured, rule)).collect();
        let left_out = judged.measurements.len() - counts.len();
        let (factor, unit) = super::super::round::unit_of(rule, catalogue);
        Self::of(kind, counts, codes, factor, left_out).map(|funnel| Self {
            of,
            title: rule.title.clone(),
            unit,
            periods: rule.periods.clone(),
            source,
            ..funnel
        })
    }

    fn of(
        kind: PlotKind,
        mut counts: Vec<(AreaCode, f64, f64)>,
        codes: &[AreaCode],
        factor: f64,
        left_out: usize,
    ) -> Option<Self> {
        let before = counts.len();
        counts.retain(|(_, numerator, denominator)| {
            let sound = numerator.is_finite() && denominator.is_finite() && *numerator >= 0.0 && *denominator > 0.0;
            sound && (kind == PlotKind::Rate || numerator <= denominator)
        });
        let left_out = left_out + before - counts.len();
        if counts.len() < FEWEST_AREAS {
            return None;
        }
        counts.sort_by_key(|(area, ..)| *area);
        let numerators: Vec<f64> = counts.iter().map(|(_, numerator, _)| *numerator).collect();
        let sizes: Vec<f64> = counts.iter().map(|(.., size)| *size).collect();
        let plot = Plot::of(&numerators, &sizes, kind).ok()?;
        let areas: Vec<AreaCode> = counts.iter().map(|(area, ..)| *area).collect();
        Some(Self {
            plot,
            this: areas.iter().position(|area| codes.contains(area)),
            areas,
            sizes,
            title: String::new(),
            factor,
            unit: String::new(),
            periods: Vec::new(),
            of: String::new(),
            source: FunnelSource::Published,
            left_out,
        })
    }
}

/// The counts of which a value is made, or would be made among those who stand in.
fn counts(measured: &Measurement, rule: &OutcomeRule) -> Option<(AreaCode, f64, f64)> {
    let Measurement { area, value, precision } = *measured;
    match (precision, rule.scale) {
        (Precision::People(people), Scale::Proportion) => Some((area, value * people, people)),
        (Precision::Events(events), Scale::Rate) if value > 0.0 => Some((area, events, events / value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(number: usize) -> AreaCode {
        AreaCode::parse(&format!("E0600{number:04}")).expect("a code")
    }

    fn counts(count: usize) -> Vec<(AreaCode, f64, f64)> {
        (0..count).rev().map(|number| (area(number), 10.0 + number as f64, 1_000.0 + 50.0 * number as f64)).collect()
    }

    #[test]
    fn areas_come_by_code_and_one_is_picked_out() {
        let funnel = Funnel::of(PlotKind::Rate, counts(40), &[area(7)], 1_000.0, 2).unwrap();
        assert!(funnel.areas.is_sorted());
        assert_eq!((funnel.this, funnel.left_out), (Some(7), 2));
        assert!(funnel.place().is_some());
    }

    #[test]
    fn counts_that_cannot_be_are_left_out_and_counted() {
        let mut with_faults = counts(40);
        with_faults[3].2 = 0.0;
        with_faults[4].1 = f64::NAN;
        with_faults[5].1 = 1e9;
        assert_eq!(Funnel::of(PlotKind::Proportion, with_faults, &[], 100.0, 0).unwrap().left_out, 3);
    }

    #[test]
    fn too_few_councils_make_no_funnel() {
        assert!(Funnel::of(PlotKind::Rate, counts(19), &[], 1.0, 0).is_none());
    }
}
