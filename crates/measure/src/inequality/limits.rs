//! Limits of the slope and relative index: simulated from a seed, and in closed form.

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};
use serde::Serialize;

use super::{Group, Line, Scale, ratio};
use crate::{
    distribution::{Tail, normal_quantile},
    estimate::{Confidence, Interval},
    refusal::{Refusal, finite, not_negative},
};

/// The fewest draws from which a tail can be read.
const LEAST_DRAWS: usize = 1000;

/// The limits of both indices.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct IndexLimits {
    /// Limits of the slope index, in its unit.
    pub slope: Interval,
    /// Limits of the relative index; none where the line may reach zero.
    pub relative: Option<Interval>,
}

/// Limits by simulation: every group's value is drawn anew from its uncertainty, the line fitted again, and the limits
/// are the `draws · tail`-th and `draws · (1 − tail)`-th of the ordered results.
///
/// On a transformed scale the slope is simulated there, and its limits pivot about the middle of the line before both
/// ends are turned back: `g⁻¹(h + b/2) − g⁻¹(h − b/2)`, `h` the fitted value at one half. That is OHID's way.
///
/// The stream is xoshiro256++ from `seed`: the same seed gives the same limits on every machine. All `levels` are read
/// from the same draws, so that they nest.
///
/// # Errors
/// As [`inequality_index`](super::inequality_index); a standard error that is missing or negative; fewer than 1,000
/// draws.
pub fn simulated_limits(
    groups: &[Group],
    scale: Scale,
    sign_and_unit: f64,
    levels: &[Confidence],
    draws: usize,
    seed: u64,
) -> Result<Vec<IndexLimits>, Refusal> {
    if draws < LEAST_DRAWS {
        return Err(Refusal::TooFew { what: "draws", needed: LEAST_DRAWS, found: draws });
    }
    let line = checked_line(groups, scale, sign_and_unit)?;
    let centres: Vec<f64> = groups.iter().map(|group| scale.to_error(group.value)).collect();
    let middle = middle_of(&line, &centres);
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut values = vec![0.0; groups.len()];
    let mut slopes = Vec::with_capacity(draws);
    let mut ratios = Vec::with_capacity(draws);
    for _ in 0..draws {
        for ((value, centre), group) in values.iter_mut().zip(&centres).zip(groups) {
            *value = scale.error_to_line(centre + group.standard_error * normal_deviate(&mut random));
        }
        let (start, rise) = line.fit(&values);
        if scale.is_transformed() {
            slopes.push(rise);
        } else {
            slopes.push(rise * sign_and_unit);
            ratios.push(ratio(start, start + rise, sign_and_unit).unwrap_or(f64::NAN));
        }
    }
    slopes.sort_unstable_by(f64::total_cmp);
    ratios.sort_unstable_by(f64::total_cmp);
    let has_ratio = ratios.last().is_some_and(|ratio| ratio.is_finite());
    levels
        .iter()
        .map(|level| {
            let slope = ordered_pair(&slopes, *level);
            if scale.is_transformed() {
                return pivot(scale, middle, slope, sign_and_unit);
            }
            Ok(IndexLimits {
                slope: Interval { lower: finite("a limit", slope.0)?, upper: finite("a limit", slope.1)? },
                relative: has_ratio.then(|| {
                    let (lower, upper) = ordered_pair(&ratios, *level);
                    Interval { lower, upper }
                }),
            })
        })
        .collect()
}

/// Limits in closed form: the slope is a weighted sum of independent normal values, so `b ± z √Σcᵢ²sᵢ²`; the ratio by
/// Fieller's theorem; on a transformed scale pivoted as in [`simulated_limits`], which it then equals but for chance.
///
/// For [`Scale::LogError`] and [`Scale::LogitError`] the standard error on the value's scale is that of the delta
/// method, a little symmetric for values with wide intervals: simulate where that matters.
///
/// # Errors
/// As [`simulated_limits`], without the draws.
pub fn analytic_limits(
    groups: &[Group],
    scale: Scale,
    sign_and_unit: f64,
    level: Confidence,
) -> Result<IndexLimits, Refusal> {
    let line = checked_line(groups, scale, sign_and_unit)?;
    let centres: Vec<f64> = groups.iter().map(|group| scale.to_error(group.value)).collect();
    let values: Vec<f64> = centres.iter().map(|centre| scale.error_to_line(*centre)).collect();
    let errors: Vec<f64> = groups
        .iter()
        .map(|group| match scale {
            Scale::LogError => group.standard_error * group.value,
            Scale::LogitError => group.standard_error * group.value * (1.0 - group.value),
            Scale::Value | Scale::Log | Scale::Logit => group.standard_error,
        })
        .collect();
    let (start, rise) = line.fit(&values);
    let z = level.z();
    let half = z * line.rise.iter().zip(&errors).map(|(weight, error)| (weight * error).powi(2)).sum::<f64>().sqrt();
    if scale.is_transformed() {
        return pivot(scale, middle_of(&line, &centres), (rise - half, rise + half), sign_and_unit);
    }
    let ends = ((rise - half) * sign_and_unit, (rise + half) * sign_and_unit);
    Ok(IndexLimits {
        slope: Interval {
            lower: finite("a limit", ends.0.min(ends.1))?,
            upper: finite("a limit", ends.0.max(ends.1))?,
        },
        relative: fieller(&line, &errors, start, start + rise, z).map(|limits| {
            if sign_and_unit < 0.0 { Interval { lower: 1.0 / limits.upper, upper: 1.0 / limits.lower } } else { limits }
        }),
    })
}

/// Fieller's limits of `at_one / at_zero`, where they are finite and above zero.
fn fieller(line: &Line, errors: &[f64], at_zero: f64, at_one: f64, z: f64) -> Option<Interval> {
    let mut variance = (0.0, 0.0, 0.0);
    for ((start, rise), error) in line.start.iter().zip(&line.rise).zip(errors) {
        let end = start + rise;
        let square = error * error;
        variance.0 += start * start * square;
        variance.1 += start * end * square;
        variance.2 += end * end * square;
    }
    let square = z * z;
    let a = at_zero * at_zero - square * variance.0;
    let b = at_zero * at_one - square * variance.1;
    let c = at_one * at_one - square * variance.2;
    let root = (b * b - a * c).sqrt();
    if at_zero <= 0.0 || at_one <= 0.0 || a <= 0.0 || root.is_nan() {
        return None;
    }
    let limits = Interval { lower: (b - root) / a, upper: (b + root) / a };
    (limits.lower > 0.0 && limits.upper.is_finite()).then_some(limits)
}

fn checked_line(groups: &[Group], scale: Scale, sign_and_unit: f64) -> Result<Line, Refusal> {
    let line = Line::through(groups, scale, sign_and_unit)?;
    for group in groups {
        not_negative("the standard error of a group", group.standard_error)?;
    }
    Ok(line)
}

/// The fitted value half way, on the scale of the line.
fn middle_of(line: &Line, centres: &[f64]) -> f64 {
    let (start, rise) = line.fit(centres);
    start + rise / 2.0
}

/// Turns limits of the slope on a transformed scale back into limits of the indices.
fn pivot(scale: Scale, middle: f64, slope: (f64, f64), sign_and_unit: f64) -> Result<IndexLimits, Refusal> {
    let ends = |slope: f64| {
        let at_zero = scale.line_to_value(middle - slope / 2.0);
        let at_one = scale.line_to_value(middle + slope / 2.0);
        ((at_one - at_zero) * sign_and_unit, ratio(at_zero, at_one, sign_and_unit))
    };
    let (first, second) = (ends(slope.0), ends(slope.1));
    let in_order = |a: f64, b: f64| Interval { lower: a.min(b), upper: a.max(b) };
    Ok(IndexLimits {
        slope: in_order(finite("a limit", first.0)?, finite("a limit", second.0)?),
        relative: first.1.zip(second.1).map(|(a, b)| in_order(a, b)),
    })
}

/// The two ordered results that cut off the tails.
fn ordered_pair(ordered: &[f64], level: Confidence) -> (f64, f64) {
    let count = ordered.len() as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the number of draws")]
    let at = |share: f64| ordered[((count * share).round() as usize).clamp(1, ordered.len()) - 1];
    (at(level.tail()), at(1.0 - level.tail()))
}

/// A standard normal deviate by inversion: one 53-bit uniform, moved off both ends, for each.
fn normal_deviate(random: &mut Xoshiro256PlusPlus) -> f64 {
    let uniform = ((random.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    normal_quantile(Tail::Lower(uniform))
}
