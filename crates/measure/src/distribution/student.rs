//! Student's t distribution.

use std::f64::consts::PI;

use super::{
    Tail,
    normal::normal_quantile,
    special::{incomplete_beta, increasing_root},
};

/// The area to the right of `t ≥ 0`: `½ I_{ν/(ν+t²)}(ν/2, ½)`. By symmetry the left tail of `−t` is the same.
///
/// Domain: `degrees > 0`, `t ≥ 0`; NaN outside.
#[must_use]
pub fn student_upper_tail(degrees: f64, t: f64) -> f64 {
    if !(degrees > 0.0 && t >= 0.0) {
        return f64::NAN;
    }
    let square = t * t;
    let (lower, _) = incomplete_beta(0.5 * degrees, 0.5, degrees / (degrees + square), square / (degrees + square));
    0.5 * lower
}

/// The point that leaves the given area on the given side of Student's t with these degrees of freedom.
///
/// Domain: `degrees > 0`, a probability strictly between 0 and 1; NaN outside.
#[must_use]
pub fn student_quantile(degrees: f64, tail: Tail) -> f64 {
    if !(degrees > 0.0 && degrees.is_finite() && tail.is_proper()) {
        return f64::NAN;
    }
    let (upper, sign) = match tail {
        Tail::Upper(p) if p <= 0.5 => (p, 1.0),
        Tail::Upper(p) => (1.0 - p, -1.0),
        Tail::Lower(p) if p <= 0.5 => (p, -1.0),
        Tail::Lower(p) => (1.0 - p, 1.0),
    };
    if upper >= 0.5 {
        return 0.0;
    }
    // Newton's steps in ln t: the tail is a power of t, so its logarithm is nearly straight there.
    let ln_density_factor =
        libm::lgamma(0.5 * (degrees + 1.0)) - libm::lgamma(0.5 * degrees) - 0.5 * (degrees * PI).ln();
    let density = |t: f64| (ln_density_factor - 0.5 * (degrees + 1.0) * (t * t / degrees).ln_1p()).exp();
    let start = normal_quantile(Tail::Upper(upper)).max(1e-8).ln();
    let ln_t = increasing_root(-60.0, 690.0, start, |ln_t| {
        let t = ln_t.exp();
        let area = student_upper_tail(degrees, t);
        ((upper / area).ln(), t * density(t) / area)
    });
    sign * ln_t.exp()
}
