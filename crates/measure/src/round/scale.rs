//! The scale on which places are compared: where differences add up and cannot leave what is possible.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What sort of number an outcome is, and so on which scale it is modelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// A share of people, 0 to 1: modelled as `ln(p / (1 − p))`.
    Proportion,
    /// Events for each person (or any other fixed number of people), above 0: modelled as its logarithm.
    Rate,
    /// A mean or a score: modelled as it stands.
    Mean,
}

/// How surely a published value is known, apart from what the place is like.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Of so many people (for a proportion).
    People(f64),
    /// From so many events (for a rate).
    Events(f64),
    /// Published 95% limits, in the unit of the value.
    Limits {
        /// The lower limit.
        lower: f64,
        /// The upper limit.
        upper: f64,
    },
    /// Not published. *Cannot tell* can then never be said because of chance alone.
    Unknown,
}

/// Why one value cannot be put on its scale. Said of one area; the others go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OffScale {
    /// Not a finite number.
    NotFinite,
    /// Outside what the scale allows: a share below 0 or above 1, a rate below 0.
    Impossible,
    /// At the very end of the scale (0 or 1, or a rate of 0), where the logarithm is without bound, and without the
    /// number of people that would say how near the end it may be.
    AtTheEnd,
    /// The limits are the wrong way round, or the number of people or events is not above 0.
    Precision,
}

impl fmt::Display for OffScale {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotFinite => "the value is not a number",
            Self::Impossible => "the value is outside what this measure can be",
            Self::AtTheEnd => "the value is at the very end of its scale, and how many people it is about is not known",
            Self::Precision => "the limits or the number of people beside the value cannot be right",
        })
    }
}

/// A value on the model's scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OnScale {
    /// The value, transformed.
    pub t: f64,
    /// Its sampling variance by the delta method, where known.
    pub variance: Option<f64>,
}

/// Width of a 95% interval in standard errors: 2 × 1.96, as the publishers use.
const WIDTH_95: f64 = 3.92;

impl Scale {
    /// The value on the model's scale with its sampling variance.
    ///
    /// Proportion: `t = ln(p/(1−p))`, `s² = 1/(n p (1−p))`. Rate: `t = ln(rate)`, `s² = 1/events`. Mean: `t` as it
    /// stands. From limits: `s = (upper − lower)/3.92`, divided by `p(1−p)` or by the rate (delta method).
    /// A share of 0 or 1 of `n` people is moved by half a person: `(x + ½)/(n + 1)`.
    pub(crate) fn transform(self, value: f64, precision: Precision) -> Result<OnScale, OffScale> {
        if !value.is_finite() {
            return Err(OffScale::NotFinite);
        }
        let possible = match self {
            Self::Proportion => (0.0..=1.0).contains(&value),
            Self::Rate => value >= 0.0,
            Self::Mean => true,
        };
        if !possible {
            return Err(OffScale::Impossible);
        }
        let standard_error = match precision {
            Precision::People(count) | Precision::Events(count) if !(count.is_finite() && count > 0.0) => {
                return Err(OffScale::Precision);
            }
            Precision::Limits { lower, upper } => {
                let width = upper - lower;
                if !(width.is_finite() && width > 0.0) {
                    return Err(OffScale::Precision);
                }
                Some(width / WIDTH_95)
            }
            Precision::People(_) | Precision::Events(_) | Precision::Unknown => None,
        };
        match self {
            Self::Proportion => {
                let inside = value > 0.0 && value < 1.0;
                let (share, people) = match precision {
                    Precision::People(people) if !inside => ((value * people + 0.5) / (people + 1.0), Some(people)),
                    Precision::People(people) => (value, Some(people)),
                    Precision::Events(_) => return Err(OffScale::Precision),
                    _ if !inside => return Err(OffScale::AtTheEnd),
                    _ => (value, None),
                };
                let spread = share * (1.0 - share);
                let variance = people
                    .map(|people| 1.0 / (people * spread))
                    .or_else(|| standard_error.map(|error| (error / spread).powi(2)));
                Ok(OnScale { t: (share / (1.0 - share)).ln(), variance })
            }
            Self::Rate => {
                if value == 0.0 {
                    return Err(OffScale::AtTheEnd);
                }
                let variance = match precision {
                    Precision::Events(events) => Some(1.0 / events),
                    Precision::People(_) => return Err(OffScale::Precision),
                    _ => standard_error.map(|error| (error / value).powi(2)),
                };
                Ok(OnScale { t: value.ln(), variance })
            }
            Self::Mean => match precision {
                Precision::People(_) | Precision::Events(_) => Err(OffScale::Precision),
                _ => Ok(OnScale { t: value, variance: standard_error.map(|error| error.powi(2)) }),
            },
        }
    }

    /// Back from the model's scale to the unit of the value.
    pub(crate) fn restore(self, t: f64) -> f64 {
        match self {
            Self::Proportion => 1.0 / (1.0 + (-t).exp()),
            Self::Rate => t.exp(),
            Self::Mean => t,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_scale_has_its_variance() {
        let share = Scale::Proportion.transform(0.4, Precision::People(1000.0)).unwrap();
        assert!((share.t - (0.4f64 / 0.6).ln()).abs() < 1e-12);
        assert!((share.variance.unwrap() - 1.0 / 240.0).abs() < 1e-12);
        let rate = Scale::Rate.transform(0.01, Precision::Events(50.0)).unwrap();
        assert_eq!(rate.variance, Some(0.02));
        let mean = Scale::Mean.transform(60.0, Precision::Limits { lower: 58.04, upper: 61.96 }).unwrap();
        assert!((mean.variance.unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_ends_of_a_scale_are_stated() {
        assert_eq!(Scale::Proportion.transform(1.0, Precision::Unknown), Err(OffScale::AtTheEnd));
        assert!(Scale::Proportion.transform(1.0, Precision::People(20.0)).unwrap().t.is_finite());
        assert_eq!(Scale::Rate.transform(0.0, Precision::Events(1.0)), Err(OffScale::AtTheEnd));
        assert_eq!(Scale::Rate.transform(-1.0, Precision::Unknown), Err(OffScale::Impossible));
        assert_eq!(Scale::Mean.transform(f64::INFINITY, Precision::Unknown), Err(OffScale::NotFinite));
        assert_eq!(Scale::Rate.transform(1.0, Precision::Events(0.0)), Err(OffScale::Precision));
        assert_eq!(Scale::Mean.transform(1.0, Precision::Limits { lower: 2.0, upper: 1.0 }), Err(OffScale::Precision));
    }

    proptest! {
        #[test]
        fn what_is_transformed_is_restored(share in 0.001..0.999f64, rate in 1e-9..1e9f64) {
            let there = Scale::Proportion.transform(share, Precision::Unknown).unwrap().t;
            prop_assert!((Scale::Proportion.restore(there) - share).abs() < 1e-12);
            let there = Scale::Rate.transform(rate, Precision::Unknown).unwrap().t;
            prop_assert!((Scale::Rate.restore(there) / rate - 1.0).abs() < 1e-12);
        }

        #[test]
        fn no_number_panics(value in prop::num::f64::ANY, one in prop::num::f64::ANY, other in prop::num::f64::ANY) {
            for scale in [Scale::Proportion, Scale::Rate, Scale::Mean] {
                for precision in [
                    Precision::People(one),
                    Precision::Events(one),
                    Precision::Limits { lower: one, upper: other },
                    Precision::Unknown,
                ] {
                    if let Ok(on) = scale.transform(value, precision) {
                        prop_assert!(on.t.is_finite());
                    }
                }
            }
        }
    }
}
