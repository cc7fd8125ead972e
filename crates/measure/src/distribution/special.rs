//! Incomplete gamma and beta functions.
#![expect(clippy::many_single_char_names, reason = "the letters of the published formulae")]
#![expect(clippy::float_cmp, reason = "a sum or bracket that no longer changes is done")]

use std::f64::consts::PI;

const LN_SQRT_TWO_PI: f64 = 0.918_938_533_204_672_741_780_329_736_405_617_64;
/// Enough for every shape up to [`VERY_LARGE`], where series take some √a terms.
const MOST_TERMS: usize = 4_000_000;
/// From here on Temme's expansion is right to the digits that matter, and series would be long.
pub(super) const VERY_LARGE: f64 = 1e9;
/// Keeps a denominator of a continued fraction from being zero (Lentz).
const TINY: f64 = 1e-300;

/// `ln Γ(n+1)` less its Stirling approximation `(n+½) ln n − n + ln √2π`.
fn stirling_error(n: f64) -> f64 {
    if n <= 15.0 {
        return libm::lgamma(n + 1.0) - (n + 0.5) * n.ln() + n - LN_SQRT_TWO_PI;
    }
    let square = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square) / square)
        / n
}

/// Half the deviance `x ln(x/m) + m − x`, without cancellation where `x` is near `m`.
fn half_deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() < 0.1 * (x + m) {
        let v = (x - m) / (x + m);
        let mut sum = (x - m) * v;
        let mut term = 2.0 * x * v;
        let square = v * v;
        for odd in (3..2000).step_by(2) {
            term *= square;
            let next = sum + term / f64::from(odd);
            if next == sum {
                break;
            }
            sum = next;
        }
        return sum;
    }
    x * (x / m).ln() + m - x
}

/// `mˣ e⁻ᵐ / Γ(x+1)`, the Poisson probability carried to real `x`.
pub(super) fn poisson_mass(x: f64, m: f64) -> f64 {
    if m == 0.0 {
        return if x == 0.0 { 1.0 } else { 0.0 };
    }
    if x == 0.0 {
        return (-m).exp();
    }
    (-stirling_error(x) - half_deviance(x, m)).exp() / (2.0 * PI * x).sqrt()
}

/// `pᵃ qᵇ Γ(a+b+1) / (Γ(a+1) Γ(b+1))`, the binomial probability of `a` in `a+b` carried to real numbers.
pub(super) fn binomial_mass(a: f64, b: f64, p: f64, q: f64) -> f64 {
    let n = a + b;
    if a == 0.0 {
        return if b == 0.0 { 1.0 } else { (b * if q > 0.9 { (-p).ln_1p() } else { q.ln() }).exp() };
    }
    if b == 0.0 {
        return (a * if p > 0.9 { (-q).ln_1p() } else { p.ln() }).exp();
    }
    if p <= 0.0 || q <= 0.0 {
        return 0.0;
    }
    let exponent =
        stirling_error(n) - stirling_error(a) - stirling_error(b) - half_deviance(a, n * p) - half_deviance(b, n * q);
    exponent.exp() * (n / (2.0 * PI * a) / b).sqrt()
}

/// The regularised incomplete gamma function as (lower, upper), `P(a, x)` and `Q(a, x)`.
///
/// Domain: `a > 0`, `x ≥ 0`; NaN outside.
pub(super) fn incomplete_gamma(a: f64, x: f64) -> (f64, f64) {
    if a.is_nan() || x.is_nan() || a <= 0.0 || x < 0.0 || a.is_infinite() {
        return (f64::NAN, f64::NAN);
    }
    if x == 0.0 {
        return (0.0, 1.0);
    }
    if x.is_infinite() {
        return (1.0, 0.0);
    }
    if a > VERY_LARGE {
        return very_large_shape(a, x);
    }
    let lead = poisson_mass(a, x);
    if x < a + 1.0 {
        let mut sum = 1.0;
        let mut term = 1.0;
        let mut step = a;
        for _ in 0..MOST_TERMS {
            step += 1.0;
            term *= x / step;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        let lower = (lead * sum).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let mut b = x + 1.0 - a;
        let mut c = 1.0 / TINY;
        let mut d = 1.0 / b;
        let mut fraction = d;
        for i in 1..MOST_TERMS {
            #[expect(clippy::cast_precision_loss, reason = "at most four million")]
            let i = i as f64;
            let numerator = -i * (i - a);
            b += 2.0;
            d = keep_off_zero(numerator * d + b);
            c = keep_off_zero(b + numerator / c);
            d = 1.0 / d;
            let change = d * c;
            fraction *= change;
            if (change - 1.0).abs() < 1e-16 {
                break;
            }
        }
        let upper = (lead * a * fraction).clamp(0.0, 1.0);
        (1.0 - upper, upper)
    }
}

/// Temme's uniform expansion with its first correction: relative error of the order of `1/a`.
fn very_large_shape(a: f64, x: f64) -> (f64, f64) {
    let offset = (x - a) / a;
    // a η²/2 is the half deviance; η has the sign of the offset.
    let half_square = half_deviance(a, x);
    let eta = (2.0 * half_square / a).sqrt().copysign(offset);
    let tails = |sign: f64| 0.5 * libm::erfc(sign * half_square.sqrt().copysign(offset));
    let correction = if offset.abs() < 1e-7 { -1.0 / 3.0 } else { 1.0 / offset - 1.0 / eta };
    let remainder = (-half_square).exp() / (2.0 * PI * a).sqrt() * correction;
    ((tails(-1.0) - remainder).clamp(0.0, 1.0), (tails(1.0) + remainder).clamp(0.0, 1.0))
}

/// The regularised incomplete beta function as (lower, upper), `I_x(a, b)` and `I_y(b, a)`, with `y = 1 − x` given by
/// the caller so that neither end loses precision.
///
/// Domain: `a > 0`, `b > 0`, `0 ≤ x ≤ 1`; NaN outside.
pub(super) fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if !(a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite() && x >= 0.0 && y >= 0.0) {
        return (f64::NAN, f64::NAN);
    }
    if x == 0.0 {
        return (0.0, 1.0);
    }
    if y == 0.0 {
        return (1.0, 0.0);
    }
    let mass = binomial_mass(a, b, x, y);
    if x <= (a + 1.0) / (a + b + 2.0) {
        let lower = (mass * b / (a + b) * beta_fraction(a, b, x)).clamp(0.0, 1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (mass * a / (a + b) * beta_fraction(b, a, y)).clamp(0.0, 1.0);
        (1.0 - upper, upper)
    }
}

/// The continued fraction of the incomplete beta function, by Lentz's method.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / keep_off_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..MOST_TERMS {
        #[expect(clippy::cast_precision_loss, reason = "at most four million")]
        let m = m as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / keep_off_zero(1.0 + even * d);
        c = keep_off_zero(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / keep_off_zero(1.0 + odd * d);
        c = keep_off_zero(1.0 + odd / c);
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

fn keep_off_zero(value: f64) -> f64 {
    if value.abs() < TINY { TINY } else { value }
}

/// The root of an increasing function by Newton steps that never leave `(low, high)`; halves the bracket where a step
/// would. `excess` gives (value, slope) at a point.
pub(super) fn increasing_root(mut low: f64, mut high: f64, start: f64, excess: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut x = if start > low && start < high { start } else { f64::midpoint(low, high) };
    for _ in 0..400 {
        let (value, slope) = excess(x);
        if value == 0.0 || value.is_nan() {
            return x;
        }
        if value > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let step = value / slope;
        let mut next = x - step;
        if !(next > low && next < high) {
            next = f64::midpoint(low, high);
        }
        if (next - x).abs() <= f64::EPSILON * x.abs() || next == low && next == high {
            return next;
        }
        x = next;
    }
    x
}
