//! What a method gives back: a value and the interval about it, and how sure the interval is.

use serde::Serialize;

use crate::{
    distribution::{Tail, normal_quantile},
    refusal::{Refusal, chance, positive, representable},
};

/// How often an interval made this way holds the truth: a share strictly between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
pub struct Confidence(f64);

impl Confidence {
    /// 95%: the usual interval, 2.5% on each side.
    pub const P95: Self = Self(0.95);
    /// 99.8%: the outer limit of funnels and control charts, 0.1% on each side.
    pub const P99_8: Self = Self(0.998);

    /// A confidence level as a share.
    ///
    /// # Errors
    /// Anything not strictly between 0 and 1; 95 for 95% is refused and not guessed.
    pub fn new(share: f64) -> Result<Self, Refusal> {
        chance("confidence", share).map(Self)
    }

    /// The level as a share.
    #[must_use]
    pub fn share(self) -> f64 {
        self.0
    }

    /// The probability left outside on each side, `(1 − level) / 2`.
    #[must_use]
    pub fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }

    /// The normal deviate that leaves [`tail`](Self::tail) on each side.
    #[must_use]
    pub fn z(self) -> f64 {
        normal_quantile(Tail::Upper(self.tail()))
    }
}

/// The number that a rate or proportion is told per: per 1, per 100 (percent), per 100,000.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
pub struct Multiplier(f64);

impl Multiplier {
    /// As a share of one.
    pub const ONE: Self = Self(1.0);
    /// Percent.
    pub const PER_100: Self = Self(100.0);
    /// Per thousand.
    pub const PER_1_000: Self = Self(1e3);
    /// Per hundred thousand.
    pub const PER_100_000: Self = Self(1e5);

    /// Any other multiplier.
    ///
    /// # Errors
    /// Zero, negative or not finite.
    pub fn new(per: f64) -> Result<Self, Refusal> {
        positive("multiplier", per).map(Self)
    }

    /// The number itself.
    #[must_use]
    pub fn per(self) -> f64 {
        self.0
    }
}

/// From `lower` to `upper`, both finite, in order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

impl Interval {
    /// Whether a number lies inside or on a limit.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }

    /// Upper less lower.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.upper - self.lower
    }

    pub(crate) fn scaled(self, factor: f64) -> Result<Self, Refusal> {
        Ok(Self { lower: representable(self.lower * factor)?, upper: representable(self.upper * factor)? })
    }
}

/// How an interval was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalMethod {
    /// Wilson's score interval of a proportion.
    Wilson,
    /// The exact Poisson interval from gamma (chi-square) quantiles.
    ExactPoisson,
    /// Byar's approximation to the exact Poisson interval.
    Byar,
    /// Student's t about a mean.
    Student,
    /// Dobson's interval of a weighted sum, on Byar's limits of the total count.
    Dobson,
    /// Dobson's interval where one person may have several events.
    DobsonDependent,
    /// Chiang's life table, Silcocks' variance, normal limits.
    ChiangSilcocks,
}

/// A value, the interval about it, and how the interval was found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The value, in the unit that the method states.
    pub value: f64,
    /// The interval, in the same unit.
    pub interval: Interval,
    /// How the interval was found.
    pub method: IntervalMethod,
}

impl Estimate {
    /// Puts the parts together; refuses what overflowed and widens an interval that rounding left short of its value.
    pub(crate) fn new(value: f64, interval: Interval, method: IntervalMethod) -> Result<Self, Refusal> {
        let value = representable(value)?;
        let lower = representable(interval.lower)?.min(value);
        let upper = representable(interval.upper)?.max(value);
        Ok(Self { value, interval: Interval { lower, upper }, method })
    }

    /// The same estimate told per another number.
    ///
    /// # Errors
    /// Where the product leaves the range of floating-point numbers.
    pub fn per(self, multiplier: Multiplier) -> Result<Self, Refusal> {
        let factor = multiplier.per();
        Self::new(self.value * factor, self.interval.scaled(factor)?, self.method)
    }
}
