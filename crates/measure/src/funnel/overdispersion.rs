//! Funnels of areas that all vary more than chance: how much more, and limits that allow for it.
//!
//! Each area's distance from the target is put in standard errors on a scale where they are nearly normal. The
//! outermost are pulled in (or dropped), so that a few real outliers do not widen the limits that should show them. What
//! spread is left beyond 1 is the overdispersion `φ`; added to every area's variance as `τ²`, it widens the limits of
//! large areas most.
//!
//! Source: D. Spiegelhalter (2005), *Handling over-dispersion of performance indicators*; NHS Digital's summary
//! hospital-level mortality indicator, methodology. The choices of scale, trimming and rounding are those of the
//! `FunnelPlotR` package, so that results can be laid side by side.

use serde::Serialize;

use crate::{
    distribution::{Tail, gamma_quantile},
    estimate::Interval,
    mean::exact_sum,
    refusal::{Refusal, chance, finite, not_negative, positive, same_length},
};

/// Two-sided normal deviates of the limits as the peer writes them, to six decimals.
const Z_95: f64 = 1.959_964;
const Z_99_8: f64 = 3.090_232;

/// What kind of indicator the funnel shows, and so on which scale its spread is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Indicator {
    /// A proportion: `y = asin √(x/n)`, `s = 1/(2√n)`.
    Proportion,
    /// A ratio of two counts: `y = ln((x+½)/(n+½))`, `s = √(x/(x+½)² + n/(n+½)²)`; limits use `1/(2√n)`.
    RatioOfCounts,
    /// Observed over expected on the square root: `y = √(x/E)`, `s = 1/(2√E)`, outermost pulled in.
    StandardisedSquareRoot,
    /// Observed over expected on the logarithm: `y = ln(x/E)`, `s = 1/√E`, outermost dropped, `E` to two decimals.
    StandardisedLog,
}

/// One area on the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Unit {
    /// Numerator over denominator.
    pub ratio: f64,
    /// Distance from the target in its own standard error.
    pub z: f64,
    /// The same after trimming; none where it was dropped.
    pub z_trimmed: Option<f64>,
    /// Distance in the standard error that allows for overdispersion, `(y − θ)/√(s² + τ²)`.
    pub z_adjusted: f64,
    /// Limits of chance alone, 95% and 99.8%.
    pub chance: Limits,
    /// Limits that allow for overdispersion, 95% and 99.8%.
    pub overdispersed: Limits,
}

/// The two pairs of limits of an area.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Limits {
    /// 95%.
    pub p95: Interval,
    /// 99.8%.
    pub p99_8: Interval,
}

/// A funnel with its overdispersion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overdispersed {
    /// The target: the average of all, or 1 for standardised ratios.
    pub target: f64,
    /// Mean square of the trimmed `z`: 1 where only chance is at work.
    pub phi: f64,
    /// Variance between areas on the scale of the indicator; 0 where `φ` is not above 1 by more than chance.
    pub tau_squared: f64,
    /// The areas, in the order given.
    pub units: Vec<Unit>,
}

/// Overdispersion and limits of a funnel.
///
/// `φ = Σz²/k` over the trimmed `z`; if `kφ < k − 1` then `τ² = 0`, else
/// `τ² = max(0, (kφ − (k−1)) / (Σw − Σw²/Σw))`, `w = 1/s²`. Trimming takes the share `trim` at each end.
///
/// Unit: `ratio`, `target` and limits as a share of one. Domain: two areas or more; `0 ≤ x`, `n > 0`, `x ≤ n` for
/// proportions, `x > 0` for the logarithm.
///
/// # Errors
/// Columns of unequal length, fewer than two areas, counts out of the domain, areas that are all dropped.
pub fn overdispersion(
    numerators: &[f64],
    denominators: &[f64],
    indicator: Indicator,
    trim: f64,
) -> Result<Overdispersed, Refusal> {
    check(numerators, denominators, indicator)?;
    chance("the share to trim", 2.0 * trim)?;
    let (target, centre) = target(numerators, denominators, indicator);
    let scaled: Vec<(f64, f64)> =
        numerators.iter().zip(denominators).map(|(x, n)| on_scale(*x, *n, indicator)).collect();
    let z: Vec<f64> = scaled.iter().map(|(y, s)| (y - centre) / s).collect();
    for value in &z {
        finite("a distance from the target", *value)?;
    }
    let trimmed = match indicator {
        Indicator::StandardisedLog => dropped(&z, trim),
        _ => pulled_in(&z, trim),
    };
    let (phi, tau_squared) = spread(&trimmed, &scaled)?;
    let units = numerators
        .iter()
        .zip(denominators)
        .zip(&scaled)
        .zip(z.iter().zip(&trimmed))
        .map(|(((x, n), (y, s)), (z, trimmed))| Unit {
            ratio: x / n,
            z: *z,
            z_trimmed: *trimmed,
            z_adjusted: (y - centre) / (s * s + tau_squared).sqrt(),
            chance: match indicator {
                Indicator::Proportion | Indicator::RatioOfCounts => normal_limits(centre, *n, 0.0, indicator),
                _ => poisson_limits(*n),
            },
            overdispersed: normal_limits(centre, *n, tau_squared, indicator),
        })
        .collect();
    Ok(Overdispersed { target, phi, tau_squared, units })
}

fn check(numerators: &[f64], denominators: &[f64], indicator: Indicator) -> Result<(), Refusal> {
    same_length("denominators", numerators.len(), denominators.len())?;
    if numerators.len() < 2 {
        return Err(Refusal::TooFew { what: "areas", needed: 2, found: numerators.len() });
    }
    for (x, n) in numerators.iter().zip(denominators) {
        not_negative("numerator", *x)?;
        positive("denominator", *n)?;
        if indicator == Indicator::Proportion && x > n {
            return Err(Refusal::NumeratorAboveDenominator { part: *x, whole: *n });
        }
        if indicator == Indicator::StandardisedLog {
            positive("numerator", *x)?;
            positive("denominator to two decimals", to_two_decimals(*n))?;
        }
    }
    if indicator == Indicator::RatioOfCounts {
        positive("the sum of the numerators", numerators.iter().sum())?;
    }
    Ok(())
}

/// The target as a ratio, and on the scale of the indicator.
fn target(numerators: &[f64], denominators: &[f64], indicator: Indicator) -> (f64, f64) {
    let average = exact_sum(numerators.iter().copied()) / exact_sum(denominators.iter().copied());
    match indicator {
        Indicator::Proportion => (average, average.sqrt().min(1.0).asin()),
        Indicator::RatioOfCounts => (average, average.ln()),
        Indicator::StandardisedSquareRoot => (1.0, 1.0),
        Indicator::StandardisedLog => (1.0, 0.0),
    }
}

/// The value and its standard error on the scale of the indicator.
fn on_scale(x: f64, n: f64, indicator: Indicator) -> (f64, f64) {
    match indicator {
        Indicator::Proportion => ((x / n).sqrt().min(1.0).asin(), 0.5 / n.sqrt()),
        Indicator::RatioOfCounts => {
            let (above, below) = (x + 0.5, n + 0.5);
            ((above / below).ln(), (x / (above * above) + n / (below * below)).sqrt())
        }
        Indicator::StandardisedSquareRoot => ((x / n).sqrt(), 0.5 / n.sqrt()),
        Indicator::StandardisedLog => {
            let n = to_two_decimals(n);
            ((x / n).ln(), 1.0 / n.sqrt())
        }
    }
}

fn to_two_decimals(value: f64) -> f64 {
    (value * 100.0).round_ties_even() / 100.0
}

/// Values beyond the `trim` and `1 − trim` quantiles are set to them (winsorised).
fn pulled_in(z: &[f64], trim: f64) -> Vec<Option<f64>> {
    let mut ordered = z.to_vec();
    ordered.sort_by(f64::total_cmp);
    let (low, high) = (linear_quantile(&ordered, trim), linear_quantile(&ordered, 1.0 - trim));
    z.iter().map(|value| Some(value.clamp(low, high))).collect()
}

/// The usual quantile: linear between the ordered values, `1 + (n−1)p` from the first.
fn linear_quantile(ordered: &[f64], p: f64) -> f64 {
    let position = (ordered.len() - 1) as f64 * p;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the last index")]
    let below = position.floor() as usize;
    let above = (below + 1).min(ordered.len() - 1);
    ordered[below] + (position - below as f64) * (ordered[above] - ordered[below])
}

/// Values in the first and last of `1/trim` groups by position are dropped: group `⌊r/trim/(n+1)⌋`.
fn dropped(z: &[f64], trim: f64) -> Vec<Option<f64>> {
    let mut ordered = z.to_vec();
    ordered.sort_by(f64::total_cmp);
    let groups = (1.0 / trim).round();
    let size = z.len() as f64 + 1.0;
    z.iter()
        .map(|value| {
            let below = ordered.partition_point(|other| other < value);
            let ties = ordered.partition_point(|other| other <= value) - below;
            let position = below as f64 + f64::midpoint(ties as f64, 1.0);
            let group = (position * groups / size).floor();
            (group > 0.0 && group < groups - 1.0).then_some(*value)
        })
        .collect()
}

fn spread(trimmed: &[Option<f64>], scaled: &[(f64, f64)]) -> Result<(f64, f64), Refusal> {
    let kept = || trimmed.iter().zip(scaled).filter_map(|(z, (_, s))| z.map(|z| (z, 1.0 / (s * s))));
    let count = kept().count();
    if count < 2 {
        return Err(Refusal::TooFew { what: "areas after trimming", needed: 2, found: count });
    }
    let k = count as f64;
    let phi = exact_sum(kept().map(|(z, _)| z * z)) / k;
    let weights = exact_sum(kept().map(|(_, w)| w));
    let squares = exact_sum(kept().map(|(_, w)| w * w));
    let tau_squared =
        if k * phi < k - 1.0 { 0.0 } else { ((k * phi - (k - 1.0)) / (weights - squares / weights)).max(0.0) };
    Ok((finite("phi", phi)?, finite("tau squared", tau_squared)?))
}

/// Normal limits on the scale of the indicator, turned back.
pub(crate) fn normal_limits(centre: f64, n: f64, tau_squared: f64, indicator: Indicator) -> Limits {
    let s = match indicator {
        Indicator::StandardisedLog => 1.0 / n.sqrt(),
        _ => 0.5 / n.sqrt(),
    };
    let error = (s * s + tau_squared).sqrt();
    let back = |y: f64| match indicator {
        Indicator::Proportion => y.clamp(0.0, std::f64::consts::FRAC_PI_2).sin().powi(2),
        Indicator::RatioOfCounts | Indicator::StandardisedLog => y.exp(),
        // The peer draws these limits straight, without squaring the root.
        Indicator::StandardisedSquareRoot => y,
    };
    let pair = |z: f64| Interval { lower: back(centre - z * error), upper: back(centre + z * error) };
    Limits { p95: pair(Z_95), p99_8: pair(Z_99_8) }
}

/// Poisson limits of a standardised ratio with this expected count: gamma quantiles of `E` and `E + 1`, over `E`.
fn poisson_limits(expected: f64) -> Limits {
    let pair = |tail: f64| Interval {
        lower: gamma_quantile(expected, Tail::Lower(tail)) / expected,
        upper: gamma_quantile(expected + 1.0, Tail::Upper(tail)) / expected,
    };
    Limits { p95: pair(super::INNER_TAIL), p99_8: pair(super::OUTER_TAIL) }
}
