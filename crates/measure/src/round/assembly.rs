//! Circumstances and outcomes, put together from published figures as the packs say.

use super::{
    circumstances::{AreaRow, Circumstance, Circumstances},
    figures::{Figures, Reading},
    pack::{
        CircumstancePack, CircumstanceRule, Formula, OutcomeRule, PackError, PrecisionRule, Series, Tier, ValueRule,
    },
    refusal::{LeftOut, Reason, Refusal},
    sample::{Measurement, Sample},
    scale::{Precision, Scale},
};
use std::collections::BTreeSet;
use terms::{AreaCode, Date, Period};

/// What this room asks of the dated map.
pub trait Geography {
    /// The councils of a tier on a day.
    fn councils(&self, tier: Tier, on: Date) -> Vec<AreaCode>;

    /// The districts and unitary councils that make up a council's area on a day: itself, unless it is a county.
    fn districts(&self, area: AreaCode, on: Date) -> Vec<AreaCode>;

    /// The areas of a day that together were a district: itself, the districts that it was made of, or the same land
    /// under another code. Nothing where it cannot be put together.
    fn parts(&self, district: AreaCode, on: Date) -> Vec<AreaCode>;

    /// The codes of the same land, by changes of code alone: its own first.
    fn same_land(&self, area: AreaCode) -> Vec<AreaCode>;

    /// Every code under which figures of a district, or of a part of it, may have been published.
    fn lineage(&self, district: AreaCode) -> Vec<AreaCode>;

    /// The region of an area.
    fn region(&self, area: AreaCode) -> Option<AreaCode>;
}

/// What stops an assembly.
#[derive(Debug, thiserror::Error)]
pub enum AssemblyError {
    /// The pack names what it does not hold.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The circumstances or the outcome are refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Puts circumstances and outcomes together.
#[derive(Clone, Copy)]
pub struct Assembly<'a> {
    /// Which indicators are circumstances.
    pub pack: &'a CircumstancePack,
    /// The published figures.
    pub figures: &'a Figures,
    /// The dated map.
    pub geography: &'a dyn Geography,
}

/// Which of an outcome's two periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The period that is judged.
    Judged,
    /// The earlier one, for what stays.
    Earlier,
}

impl Assembly<'_> {
    /// The circumstances of a set for the councils of a tier, and the areas that are left out, with reasons.
    ///
    /// # Errors
    /// [`AssemblyError`].
    pub fn circumstances(&self, set: &str, tier: Tier) -> Result<(Circumstances, Vec<LeftOut>), AssemblyError> {
        let unknown = |name: &str| PackError::Unknown { name: name.to_owned(), by: "an assembly".to_owned() };
        let names = &self.pack.set(set).ok_or_else(|| unknown(set))?.circumstances;
        self.columns(names, tier)
    }

    /// Any circumstances of the pack by name, for variants.
    ///
    /// # Errors
    /// [`AssemblyError`].
    pub fn columns(&self, names: &[String], tier: Tier) -> Result<(Circumstances, Vec<LeftOut>), AssemblyError> {
        let unknown = |name: &str| PackError::Unknown { name: name.to_owned(), by: "an assembly".to_owned() };
        let rules: Vec<&CircumstanceRule> =
            names.iter().map(|name| self.pack.rule(name).ok_or_else(|| unknown(name))).collect::<Result<_, _>>()?;
        let mut left_out = Vec::new();
        let mut rows = Vec::new();
        for area in self.geography.councils(tier, self.pack.areas_on) {
            if let Some(rule) = self.pack.left_out(area) {
                left_out.push(LeftOut { area, reason: Reason::LeftOut { reason: rule.reason.clone() } });
                continue;
            }
            let population = self.sum(&self.pack.population, &[], area);
            let (Some(region), Some(population)) = (self.geography.region(area), population) else {
                left_out.push(LeftOut { area, reason: Reason::NoCircumstances });
                continue;
            };
            let values = rules.iter().map(|rule| self.circumstance(rule, area)).collect();
            rows.push(AreaRow { area, region, population, values });
        }
        let (circumstances, incomplete) = Circumstances::gather(rules.into_iter().map(column).collect(), rows)?;
        left_out.extend(incomplete);
        Ok((circumstances, left_out))
    }

    /// The outcome's values for every council of its tier that has one.
    #[must_use]
    pub fn measurements(&self, rule: &OutcomeRule, when: When) -> Vec<Measurement> {
        let periods = match when {
            When::Judged => &rule.periods,
            When::Earlier => &rule.earlier_periods,
        };
        self.geography
            .councils(rule.tier, self.pack.areas_on)
            .into_iter()
            .filter(|&area| self.pack.left_out(area).is_none())
            .filter_map(|area| self.measurement(rule, periods, area))
            .collect()
    }

    /// An outcome joined with its circumstances; refused where a circumstance contains what it measures.
    ///
    /// # Errors
    /// [`AssemblyError`].
    pub fn sample(
        &self,
        rule: &OutcomeRule,
        circumstances: &Circumstances,
        when: When,
    ) -> Result<(Sample, Vec<LeftOut>), AssemblyError> {
        circumstances.may_explain(&rule.indicator, &rule.subjects)?;
        Ok(Sample::join(circumstances, rule.scale, self.measurements(rule, when))?)
    }

    fn circumstance(&self, rule: &CircumstanceRule, area: AreaCode) -> Option<f64> {
        let plain = match &rule.formula {
            Formula::Ratio { part, whole } => {
                let whole = self.sum(whole, &[], area).filter(|whole| *whole > 0.0)?;
                self.sum(part, &[], area)? / whole
            }
            Formula::Mean { of, weighted_by, times } => times * self.weighted_mean(of, weighted_by, area)?,
        };
        Some(rule.transformation.of(plain))
    }

    /// A series summed over an area: nothing where one of its parts has no figure, unless the publisher leaves zeros
    /// out.
    fn sum(&self, series: &Series, periods: &[Period], area: AreaCode) -> Option<f64> {
        let districts = self.geography.districts(area, self.pack.areas_on);
        if districts.is_empty() {
            return None;
        }
        districts.into_iter().map(|district| self.sum_of_district(series, periods, district)).sum()
    }

    fn sum_of_district(&self, series: &Series, periods: &[Period], district: AreaCode) -> Option<f64> {
        let (codes, all_needed) = match series.areas_on {
            Some(day) => (self.geography.parts(district, day), true),
            None => (self.geography.lineage(district), false),
        };
        let periods = if series.periods.is_empty() { periods } else { &series.periods };
        let mut sum = None;
        for &period in periods {
            let mut of_period = None;
            for &code in &codes {
                match series.sum(self.figures.of(&series.indicator, period, code)) {
                    Some(value) => *of_period.get_or_insert(0.0) += value,
                    None if all_needed && !series.absent_is_zero => return None,
                    None => {}
                }
            }
            let value = of_period.or(series.absent_is_zero.then_some(0.0))?;
            *sum.get_or_insert(0.0) += value;
        }
        sum
    }

    /// The mean over districts weighted by people; within a district over its parts, alike where people are not known.
    fn weighted_mean(&self, of: &Series, weighted_by: &Series, area: AreaCode) -> Option<f64> {
        let (mut sum, mut weights) = (0.0, 0.0);
        for district in self.geography.districts(area, self.pack.areas_on) {
            let codes = match of.areas_on {
                Some(day) => self.geography.parts(district, day),
                None => self.geography.lineage(district),
            };
            let parts: Vec<(f64, Option<f64>)> = codes
                .iter()
                .map(|&code| {
                    let read = |series: &Series| {
                        series
                            .periods
                            .iter()
                            .map(|&period| series.sum(self.figures.of(&series.indicator, period, code)))
                            .sum()
                    };
                    Some((read(of)?, read(weighted_by)))
                })
                .collect::<Option<_>>()?;
            let known = parts.iter().all(|(_, weight)| weight.is_some());
            let weight = |weight: Option<f64>| if known { weight.unwrap_or(0.0) } else { 1.0 };
            let whole: f64 = parts.iter().map(|part| weight(part.1)).sum();
            let value = parts.iter().map(|part| part.0 * weight(part.1)).sum::<f64>() / whole;
            let people = self.sum_of_district(weighted_by, &[], district)?;
            sum += value * people;
            weights += people;
        }
        (weights > 0.0).then(|| sum / weights)
    }

    fn measurement(&self, rule: &OutcomeRule, periods: &[Period], area: AreaCode) -> Option<Measurement> {
        let (value, counts, limits) = match &rule.value {
            ValueRule::Published { per, which, areas_on } => {
                let reading = self.published(rule, periods, *areas_on, area, |reading| {
                    which
                        .iter()
                        .all(|(name, which)| reading.dimensions.get(name).is_some_and(|value| which.takes(value)))
                })?;
                (
                    reading.value? / per,
                    None,
                    reading.lower.zip(reading.upper).map(|(lower, upper)| (lower / per, upper / per)),
                )
            }
            ValueRule::Parts { areas_on } => {
                let reading = self.published(rule, periods, *areas_on, area, |_| true)?;
                let (numerator, denominator) = reading.numerator.zip(reading.denominator)?;
                (numerator / denominator, Some((numerator, denominator)), None)
            }
            ValueRule::Counts { events, exposure } => {
                let (events, exposure) = (self.sum(events, periods, area)?, self.sum(exposure, periods, area)?);
                (events / exposure, Some((events, exposure)), None)
            }
        };
        let precision = match (&rule.precision, rule.scale) {
            (PrecisionRule::Unknown, _) => Precision::Unknown,
            (PrecisionRule::Limits, _) => {
                limits.map_or(Precision::Unknown, |(lower, upper)| Precision::Limits { lower, upper })
            }
            (PrecisionRule::Counts, Scale::Rate) => Precision::Events(counts?.0),
            (PrecisionRule::Counts, _) => Precision::People(counts?.1),
            (PrecisionRule::People(people), Scale::Rate) => Precision::Events(value * self.sum(people, periods, area)?),
            (PrecisionRule::People(people), _) => Precision::People(self.sum(people, periods, area)?),
        };
        Some(Measurement { area, value, precision })
    }

    /// The one published reading for an area in one period.
    fn published(
        &self,
        rule: &OutcomeRule,
        periods: &[Period],
        areas_on: Option<Date>,
        area: AreaCode,
        takes: impl Fn(&Reading) -> bool,
    ) -> Option<&Reading> {
        let codes = match areas_on {
            Some(day) => self.geography.parts(area, day),
            None => self.geography.same_land(area),
        };
        // A value that cannot be added is only that of an area published whole.
        let one_of_many = areas_on.is_some() && codes.len() > 1;
        let period = periods.first()?;
        let of = |code: AreaCode| {
            let mut named = self.figures.of(&rule.indicator, *period, code).iter().filter(|reading| takes(reading));
            named.next().filter(|reading| reading.value.is_some() && named.next().is_none())
        };
        if one_of_many { None } else { codes.into_iter().find_map(of) }
    }
}

fn column(rule: &CircumstanceRule) -> Circumstance {
    Circumstance {
        id: rule.id.clone(),
        title: rule.title.clone(),
        unit: rule.unit.clone(),
        provenance: rule.provenance.clone(),
        why: rule.why.clone(),
        group: rule.group.clone(),
        made_of: rule.formula.series().iter().map(|series| series.indicator.clone()).collect::<BTreeSet<_>>(),
        contains: rule.contains.clone(),
        touches: rule.touches.clone(),
    }
}
