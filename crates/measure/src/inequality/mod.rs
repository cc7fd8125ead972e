//! How unequal an outcome is across groups ordered by a circumstance, such as deprivation: the slope and the relative
//! index of inequality.
//!
//! Groups are laid along a line from 0 to 1 by the size of their populations, the most deprived first. A line is fitted
//! by least squares weighted with population; its rise from 0 to 1 is the slope index (SII), the value at 1 over the
//! value at 0 the relative index (RII). Both follow the whole gradient, not only the two ends.
//!
//! Limits come in two ways. [`simulated_limits`] draws every group's value again and again from its own uncertainty,
//! with a seed that the caller gives; it is what OHID publishes. [`analytic_limits`] is the same in closed form where
//! there is one, and moves nothing when run twice.
//!
//! Source: J. Mackenbach and A. Kunst (1997); OHID's public health technical guide on the SII.

mod limits;

pub use limits::{IndexLimits, analytic_limits, simulated_limits};

use serde::Serialize;

use crate::refusal::{Refusal, finite, positive};

/// Fewest and most groups along the line.
const GROUPS: std::ops::RangeInclusive<usize> = 5..=100;

/// One group: its people, its value and how uncertain the value is on the scale of [`Scale`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// People in the group.
    pub population: f64,
    /// The group's value, in its own unit.
    pub value: f64,
    /// Standard error of the value: in its own unit for [`Scale::Value`], of its logarithm for the log scales, of its
    /// logit for the logit scales. [`standard_error_of_limits`] makes it from a 95% interval.
    pub standard_error: f64,
}

/// On which scale the uncertainty is normal, and on which the line is straight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Both on the value itself: means, life expectancy.
    Value,
    /// Uncertainty on the logarithm, line on the value: rates.
    LogError,
    /// Both on the logarithm: rates whose gradient is steep.
    Log,
    /// Uncertainty on the logit, line on the value: proportions.
    LogitError,
    /// Both on the logit: proportions near 0 or 1.
    Logit,
}

impl Scale {
    /// From the value to the scale of its uncertainty.
    pub(crate) fn to_error(self, value: f64) -> f64 {
        match self {
            Self::Value => value,
            Self::LogError | Self::Log => value.ln(),
            Self::LogitError | Self::Logit => (value / (1.0 - value)).ln(),
        }
    }

    /// From the scale of the uncertainty to that of the line.
    pub(crate) fn error_to_line(self, drawn: f64) -> f64 {
        match self {
            Self::Value | Self::Log | Self::Logit => drawn,
            Self::LogError => drawn.exp(),
            Self::LogitError => 1.0 / (1.0 + (-drawn).exp()),
        }
    }

    /// From the scale of the line back to the value.
    pub(crate) fn line_to_value(self, fitted: f64) -> f64 {
        match self {
            Self::Value | Self::LogError | Self::LogitError => fitted,
            Self::Log => fitted.exp(),
            Self::Logit => 1.0 / (1.0 + (-fitted).exp()),
        }
    }

    /// Whether the line is straight on another scale than the value's.
    pub(crate) fn is_transformed(self) -> bool {
        matches!(self, Self::Log | Self::Logit)
    }

    fn check(self, value: f64) -> Result<(), Refusal> {
        finite("the value of a group", value)?;
        match self {
            Self::Value => Ok(()),
            Self::LogError | Self::Log if value > 0.0 => Ok(()),
            Self::LogError | Self::Log => {
                Err(Refusal::OutOfRange { what: "the value of a group", value, must_be: "above zero for a rate" })
            }
            Self::LogitError | Self::Logit if value > 0.0 && value < 1.0 => Ok(()),
            Self::LogitError | Self::Logit => Err(Refusal::OutOfRange {
                what: "the value of a group",
                value,
                must_be: "strictly between 0 and 1 for a proportion",
            }),
        }
    }
}

/// The standard error that a published 95% interval stands for, on the scale of the uncertainty:
/// `(g(upper) − g(lower)) / (2 · 1.96)`.
///
/// # Errors
/// Limits out of order or out of the range of the scale.
pub fn standard_error_of_limits(scale: Scale, lower: f64, upper: f64) -> Result<f64, Refusal> {
    scale.check(lower)?;
    scale.check(upper)?;
    let width = scale.to_error(upper) - scale.to_error(lower);
    if width < 0.0 {
        return Err(Refusal::OutOfRange { what: "the lower limit", value: lower, must_be: "at or below the upper" });
    }
    Ok(width / (2.0 * crate::Confidence::P95.z()))
}

/// The two indices and the line's value at 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct InequalityIndex {
    /// Slope index: the rise of the line from 0 to 1, times `sign_and_unit`.
    pub slope: f64,
    /// Relative index: the value at 1 over the value at 0; upside down where `sign_and_unit` is negative; none where the
    /// line reaches zero and a ratio has no meaning.
    pub relative: Option<f64>,
    /// The line's value at 0, the most deprived end, in the unit of the values.
    pub intercept: f64,
}

/// The slope and relative index of inequality.
///
/// Groups go in order from the most deprived. With shares `aᵢ` of the population and mid-points
/// `bᵢ = a₁ + … + aᵢ₋₁ + aᵢ/2`, least squares of `yᵢ` on `bᵢ` weighted with `aᵢ` gives the line; on a transformed scale
/// the line is straight there and both ends are turned back before the difference and the ratio are taken.
///
/// `sign_and_unit` multiplies the slope: 100 turns shares into percent, a negative number turns the index round for
/// outcomes where high is good, and then the relative index is inverted.
///
/// Unit: that of the values times `sign_and_unit`; the relative index has none. Domain: 5 to 100 groups, each with
/// people; rates above 0, proportions strictly between 0 and 1.
///
/// # Errors
/// Too few or too many groups, groups without people, values out of range, a multiplier of zero.
pub fn inequality_index(groups: &[Group], scale: Scale, sign_and_unit: f64) -> Result<InequalityIndex, Refusal> {
    let line = Line::through(groups, scale, sign_and_unit)?;
    let fitted: Vec<f64> = groups.iter().map(|group| scale.error_to_line(scale.to_error(group.value))).collect();
    let (start, rise) = line.fit(&fitted);
    let at_zero = finite("the fitted line", scale.line_to_value(start))?;
    let at_one = finite("the fitted line", scale.line_to_value(start + rise))?;
    Ok(InequalityIndex {
        slope: finite("the slope", (at_one - at_zero) * sign_and_unit)?,
        relative: ratio(at_zero, at_one, sign_and_unit),
        intercept: at_zero,
    })
}

/// The value at 1 over the value at 0, upside down for a negative multiplier; none where either is not above zero.
pub(crate) fn ratio(at_zero: f64, at_one: f64, sign_and_unit: f64) -> Option<f64> {
    if at_zero <= 0.0 || at_one <= 0.0 {
        return None;
    }
    let ratio = if sign_and_unit < 0.0 { at_zero / at_one } else { at_one / at_zero };
    ratio.is_finite().then_some(ratio)
}

/// The weighted least-squares line as two rows of coefficients: start and rise are weighted sums of the values.
pub(crate) struct Line {
    pub(crate) start: Vec<f64>,
    pub(crate) rise: Vec<f64>,
}

impl Line {
    pub(crate) fn through(groups: &[Group], scale: Scale, sign_and_unit: f64) -> Result<Self, Refusal> {
        if !GROUPS.contains(&groups.len()) {
            let found = groups.len();
            return Err(if found < *GROUPS.start() {
                Refusal::TooFew { what: "groups", needed: *GROUPS.start(), found }
            } else {
                Refusal::OutOfRange { what: "the number of groups", value: found as f64, must_be: "100 or fewer" }
            });
        }
        finite("the multiplier", sign_and_unit)?;
        positive("the size of the multiplier", sign_and_unit.abs())?;
        for group in groups {
            positive("the population of a group", group.population)?;
            scale.check(group.value)?;
        }
        let total: f64 = groups.iter().map(|group| group.population).sum();
        let shares: Vec<f64> = groups.iter().map(|group| group.population / total).collect();
        let mut before = 0.0;
        let middles: Vec<f64> = shares
            .iter()
            .map(|share| {
                let middle = before + share / 2.0;
                before += share;
                middle
            })
            .collect();
        let weighted = |values: &[f64]| shares.iter().zip(values).map(|(share, value)| share * value).sum::<f64>();
        let centre = weighted(&middles);
        let spread: f64 = shares.iter().zip(&middles).map(|(share, middle)| share * (middle - centre).powi(2)).sum();
        let rise: Vec<f64> =
            shares.iter().zip(&middles).map(|(share, middle)| share * (middle - centre) / spread).collect();
        let start = shares.iter().zip(&rise).map(|(share, rise)| share - centre * rise).collect();
        Ok(Self { start, rise })
    }

    pub(crate) fn fit(&self, values: &[f64]) -> (f64, f64) {
        let dot = |row: &[f64]| row.iter().zip(values).map(|(weight, value)| weight * value).sum();
        (dot(&self.start), dot(&self.rise))
    }
}
