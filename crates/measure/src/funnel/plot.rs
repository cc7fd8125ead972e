//! A funnel to be looked at: every area's value over its denominator, with limits for any size, of chance alone and with
//! the spread that all areas have beyond chance.

use serde::Serialize;

use super::{
    Significance,
    overdispersion::{self, Indicator, Limits, overdispersion},
};
use crate::{
    distribution::{Tail, normal_quantile},
    estimate::Interval,
    funnel::{INNER_TAIL, OUTER_TAIL},
    mean::exact_sum,
    refusal::{Refusal, positive},
};

/// The share at each end that is pulled in before the spread is measured, as the NHS does for its mortality funnel.
pub const TRIMMED: f64 = 0.1;

/// What a funnel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlotKind {
    /// Some of so many: the numerator is part of the denominator.
    Proportion,
    /// Events among so many people or homes.
    Rate,
}

/// The limits at one size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PlotLimits {
    /// Of chance alone.
    pub chance: Limits,
    /// Widened by the spread that all areas have beyond chance.
    pub widened: Limits,
}

/// A funnel plot. Values and limits are shares of one, or events for each person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plot {
    /// What it shows.
    pub kind: PlotKind,
    /// The average of all areas together, `Σx/Σn`.
    pub average: f64,
    /// How far areas differ beyond chance: the mean square of the trimmed distances, 1 where only chance is at work.
    pub phi: f64,
    /// The variance between areas on the scale of the funnel: `asin √p`, or the root of observed over expected.
    pub tau_squared: f64,
    /// The value of each area, in the order given.
    pub values: Vec<f64>,
}

impl Plot {
    /// The funnel of areas.
    ///
    /// A proportion is taken on the scale `asin √(x/n)` with standard error `1/(2√n)`. A rate is taken as observed over
    /// expected events, `E = n·Σx/Σn`, on the square root, with standard error `1/(2√E)`. The overdispersion `φ` and
    /// `τ²` are those of [`overdispersion`] with a tenth pulled in at each end.
    ///
    /// Domain: two areas or more; `0 ≤ x`, `n > 0`, `x ≤ n` for proportions; some events in all.
    ///
    /// # Errors
    /// As [`overdispersion`]; no event at all.
    pub fn of(numerators: &[f64], denominators: &[f64], kind: PlotKind) -> Result<Self, Refusal> {
        let found = match kind {
            PlotKind::Proportion => overdispersion(numerators, denominators, Indicator::Proportion, TRIMMED)?,
            PlotKind::Rate => {
                // The checks of the columns come first: an average of nonsense is none.
                crate::refusal::same_length("denominators", numerators.len(), denominators.len())?;
                for denominator in denominators {
                    positive("denominator", *denominator)?;
                }
                let average = average(numerators, denominators);
                positive("the events of all areas", average)?;
                let expected: Vec<f64> = denominators.iter().map(|n| n * average).collect();
                overdispersion(numerators, &expected, Indicator::StandardisedSquareRoot, TRIMMED)?
            }
        };
        Ok(Self {
            kind,
            average: average(numerators, denominators),
            phi: found.phi,
            tau_squared: found.tau_squared,
            values: numerators.iter().zip(denominators).map(|(x, n)| x / n).collect(),
        })
    }

    /// The limits among so many people or homes, 95% and 99.8%.
    ///
    /// # Errors
    /// A size that is not above zero.
    pub fn limits(&self, size: f64) -> Result<PlotLimits, Refusal> {
        let size = positive("size", size)?;
        Ok(PlotLimits { chance: self.limits_with(size, 0.0), widened: self.limits_with(size, self.tau_squared) })
    }

    fn limits_with(&self, size: f64, tau_squared: f64) -> Limits {
        match self.kind {
            PlotKind::Proportion => overdispersion::normal_limits(
                self.average.sqrt().min(1.0).asin(),
                size,
                tau_squared,
                Indicator::Proportion,
            ),
            PlotKind::Rate => {
                let error = (0.25 / (size * self.average) + tau_squared).sqrt();
                let back = |root: f64| root.max(0.0).powi(2) * self.average;
                let pair = |tail: f64| {
                    let z = normal_quantile(Tail::Upper(tail));
                    Interval { lower: back(1.0 - z * error), upper: back(1.0 + z * error) }
                };
                Limits { p95: pair(INNER_TAIL), p99_8: pair(OUTER_TAIL) }
            }
        }
    }

    /// Where a value among so many lies in the widened funnel.
    ///
    /// # Errors
    /// A size that is not above zero.
    pub fn place(&self, value: f64, size: f64) -> Result<Significance, Refusal> {
        let Limits { p95, p99_8 } = self.limits(size)?.widened;
        Ok(if value < p99_8.lower {
            Significance::LowOuter
        } else if value > p99_8.upper {
            Significance::HighOuter
        } else if value < p95.lower {
            Significance::LowInner
        } else if value > p95.upper {
            Significance::HighInner
        } else {
            Significance::Within
        })
    }
}

fn average(numerators: &[f64], denominators: &[f64]) -> f64 {
    exact_sum(numerators.iter().copied()) / exact_sum(denominators.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Areas of many sizes whose rates all are one in ten, but for what the index adds.
    fn areas(spread: f64) -> (Vec<f64>, Vec<f64>) {
        (1..=60)
            .map(|index| {
                let size = f64::from(index) * 500.0;
                let share = 0.1 + spread * f64::from(index % 7 - 3);
                ((size * share).round(), size)
            })
            .unzip()
    }

    #[test]
    fn without_spread_beyond_chance_both_limits_are_one() {
        let (numerators, denominators) = areas(0.0);
        for kind in [PlotKind::Proportion, PlotKind::Rate] {
            let plot = Plot::of(&numerators, &denominators, kind).unwrap();
            assert_eq!(plot.tau_squared.to_bits(), 0.0_f64.to_bits());
            let limits = plot.limits(1_000.0).unwrap();
            assert_eq!(limits.chance, limits.widened);
            assert!((plot.average - 0.1).abs() < 1e-3);
        }
    }

    #[test]
    fn spread_beyond_chance_widens_the_limits_and_most_for_large_areas() {
        let (numerators, denominators) = areas(0.01);
        for kind in [PlotKind::Proportion, PlotKind::Rate] {
            let plot = Plot::of(&numerators, &denominators, kind).unwrap();
            assert!(plot.phi > 1.5 && plot.tau_squared > 0.0);
            let wider = |size: f64| {
                let limits = plot.limits(size).unwrap();
                let width = |interval: Interval| interval.upper - interval.lower;
                width(limits.widened.p95) / width(limits.chance.p95)
            };
            assert!(wider(500.0) > 1.0 && wider(50_000.0) > wider(500.0));
        }
    }

    #[test]
    fn the_chance_limits_of_a_rate_are_those_of_its_events() {
        // 100 events expected: the root of a Poisson count has a standard error of one half.
        let plot = Plot { kind: PlotKind::Rate, average: 0.01, phi: 1.0, tau_squared: 0.0, values: vec![] };
        let limits = plot.limits(10_000.0).unwrap().chance.p95;
        assert!((limits.upper * 10_000.0 - (10.0_f64 + 1.959_964 / 2.0).powi(2)).abs() < 1e-3);
        assert!((limits.lower * 10_000.0 - (10.0_f64 - 1.959_964 / 2.0).powi(2)).abs() < 1e-3);
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(Plot::of(&[1.0, 2.0], &[10.0, 0.0], PlotKind::Rate).is_err());
        assert!(Plot::of(&[0.0, 0.0], &[10.0, 10.0], PlotKind::Rate).is_err());
        assert!(Plot::of(&[11.0, 2.0], &[10.0, 10.0], PlotKind::Proportion).is_err());
        assert!(Plot::of(&[1.0], &[10.0, 10.0], PlotKind::Rate).is_err());
    }

    proptest! {
        #[test]
        fn limits_nest_and_hold_the_average(
            counts in proptest::collection::vec((1_u32..500, 500_u32..100_000), 2..40),
            size in 10.0..1e6_f64,
            rate in any::<bool>(),
        ) {
            let (numerators, denominators): (Vec<f64>, Vec<f64>) =
                counts.iter().map(|(x, n)| (f64::from(*x), f64::from(*n))).unzip();
            let kind = if rate { PlotKind::Rate } else { PlotKind::Proportion };
            let plot = Plot::of(&numerators, &denominators, kind).unwrap();
            let PlotLimits { chance, widened } = plot.limits(size).unwrap();
            for limits in [chance, widened] {
                prop_assert!(0.0 <= limits.p99_8.lower && limits.p99_8.lower <= limits.p95.lower);
                prop_assert!(limits.p95.lower <= plot.average + 1e-12 && plot.average <= limits.p95.upper + 1e-12);
                prop_assert!(limits.p95.upper <= limits.p99_8.upper);
            }
            prop_assert!(widened.p95.lower <= chance.p95.lower && chance.p95.upper <= widened.p95.upper);
            prop_assert_eq!(plot.place(plot.average, size).unwrap(), Significance::Within);
        }

        #[test]
        fn the_order_of_areas_changes_nothing(counts in proptest::collection::vec((1_u32..500, 500_u32..100_000), 2..40)) {
            let of = |counts: &[(u32, u32)]| {
                let (x, n): (Vec<f64>, Vec<f64>) = counts.iter().map(|(x, n)| (f64::from(*x), f64::from(*n))).unzip();
                Plot::of(&x, &n, PlotKind::Rate).unwrap()
            };
            let mut turned = counts.clone();
            turned.reverse();
            let (one, other) = (of(&counts), of(&turned));
            prop_assert!((one.tau_squared - other.tau_squared).abs() <= 1e-12 * (1.0 + one.tau_squared));
            prop_assert!((one.average - other.average).abs() <= 1e-15);
        }
    }
}
