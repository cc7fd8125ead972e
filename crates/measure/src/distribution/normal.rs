//! The standard normal distribution.

use std::f64::consts::{PI, SQRT_2};

use super::Tail;

/// The area to the left of `z` under the standard normal curve, `½ erfc(−z/√2)`.
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// The point that leaves the given area on the given side.
///
/// Acklam's rational approximation, then one Halley step on [`normal_cdf`]. NaN unless the probability lies strictly
/// between 0 and 1.
#[must_use]
pub fn normal_quantile(tail: Tail) -> f64 {
    if !tail.is_proper() {
        return f64::NAN;
    }
    match tail {
        Tail::Upper(p) if p <= 0.5 => -lower_quantile(p),
        Tail::Upper(p) => lower_quantile(1.0 - p),
        Tail::Lower(p) if p <= 0.5 => lower_quantile(p),
        Tail::Lower(p) => -lower_quantile(1.0 - p),
    }
}

fn lower_quantile(p: f64) -> f64 {
    let z = approximate(p);
    let error = normal_cdf(z) - p;
    let step = error * (2.0 * PI).sqrt() * (z * z / 2.0).exp();
    z - step / (1.0 + z * step / 2.0)
}

/// P. Acklam (2003): relative error below 1.15e-9.
fn approximate(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 6] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 5] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416, 1.0];
    let horner = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    if p < 0.024_25 {
        let q = (-2.0 * p.ln()).sqrt();
        horner(&C, q) / horner(&D, q)
    } else {
        let q = p - 0.5;
        horner(&A, q * q) * q / horner(&B, q * q)
    }
}
