//! The gamma distribution with unit scale; chi-square with `k` degrees of freedom is twice the gamma of shape `k/2`.

use super::{
    Tail,
    normal::normal_quantile,
    special::{VERY_LARGE, incomplete_gamma, increasing_root, poisson_mass},
};

/// The areas to the left and to the right of `x` under the gamma distribution of this shape and scale 1.
///
/// Domain: `shape > 0`, `x ≥ 0`; NaN outside.
#[must_use]
pub fn gamma_cdf(shape: f64, x: f64) -> (f64, f64) {
    incomplete_gamma(shape, x)
}

/// The point that leaves the given area on the given side of the gamma distribution of this shape and scale 1.
///
/// Exact Poisson limits are gamma quantiles: the lower one of `x` events is the lower α/2 point of shape `x`, the upper
/// one the upper α/2 point of shape `x + 1`. Domain: `shape > 0`, a probability strictly between 0 and 1; NaN outside.
#[must_use]
pub fn gamma_quantile(shape: f64, tail: Tail) -> f64 {
    if !(shape > 0.0 && shape.is_finite() && tail.is_proper()) {
        return f64::NAN;
    }
    if shape > VERY_LARGE {
        // Cornish and Fisher: the next term is below 1e-15 of the shape.
        let z = normal_quantile(tail);
        let root = shape.sqrt();
        return shape + z * root + (z * z - 1.0) / 3.0 + (z * z * z - 7.0 * z) / (36.0 * root);
    }
    let start = start_value(shape, tail);
    // Everything of weight lies within 60 standard deviations and 800 of the mean, at either end of the shapes.
    let high = shape + 60.0 * shape.sqrt() + 800.0;
    let density = |x: f64| poisson_mass(shape, x) * shape / x;
    increasing_root(0.0, high, start, |x| {
        let (lower, upper) = incomplete_gamma(shape, x);
        let excess = match tail {
            Tail::Lower(p) => lower - p,
            Tail::Upper(p) => p - upper,
        };
        (excess, density(x))
    })
}

/// Wilson and Hilferty's cube; for small shapes in the left tail, the first term of the series.
fn start_value(shape: f64, tail: Tail) -> f64 {
    let z = normal_quantile(tail);
    let ninth = 1.0 / (9.0 * shape);
    let cube = 1.0 - ninth + z * ninth.sqrt();
    if cube > 0.1 {
        return shape * cube * cube * cube;
    }
    let p = match tail {
        Tail::Lower(p) => p,
        Tail::Upper(p) => 1.0 - p,
    };
    ((p.ln() + libm::lgamma(shape + 1.0)) / shape).exp().max(f64::MIN_POSITIVE)
}
