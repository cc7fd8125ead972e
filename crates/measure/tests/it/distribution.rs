//! The distributions against values worked out with 45 digits, and against themselves where counts are very large.

use measure::distribution::{
    Binomial, NegativeBinomial, Poisson, Tail, gamma_cdf, gamma_quantile, normal_cdf, normal_quantile,
    student_quantile, student_upper_tail,
};

fn near(what: &str, got: f64, expected: f64, relative: f64) {
    let error = (got / expected - 1.0).abs();
    assert!(error <= relative, "{what}: {got:e} where {expected:e} is right (error {error:.1e})");
}

#[test]
fn quantiles_equal_forty_five_digit_arithmetic() {
    for (p, z) in [
        (0.025, -1.959_963_984_540_054_2),
        (0.001, -3.090_232_306_167_813_5),
        (0.0005, -3.290_526_731_491_895),
        (1e-10, -6.361_340_902_404_056),
        (0.3, -0.524_400_512_708_040_8),
    ] {
        near("normal", normal_quantile(Tail::Lower(p)), z, 1e-14);
        near("normal", normal_quantile(Tail::Upper(p)), -z, 1e-14);
        near("normal, back", normal_cdf(normal_quantile(Tail::Lower(p))), p, 1e-13);
    }
    for (shape, p, x) in [
        (0.5, 0.025, 0.000_491_034_558_587_628),
        (1.0, 0.001, 0.001_000_500_333_583_533_5),
        (3.0, 0.025, 0.618_672_122_895_601_3),
        (10.0, 0.001, 2.960_520_372_743_759_6),
        (100.0, 0.025, 81.363_991_250_923_14),
        (10_000.0, 0.025, 9_804.952_467_260_183),
    ] {
        near("gamma", gamma_quantile(shape, Tail::Lower(p)), x, 1e-13);
    }
    for (degrees, p, t) in [
        (1.0, 0.025, 12.706_204_736_174_704),
        (2.0, 0.001, 22.327_124_770_119_875),
        (5.0, 0.025, 2.570_581_835_636_315_5),
        (11.0, 0.001, 4.024_701_037_630_738),
        (59.0, 0.025, 2.000_995_378_088_268),
        (1_000.0, 0.0005, 3.300_282_648_423_913),
    ] {
        near("Student", student_quantile(degrees, Tail::Upper(p)), t, 1e-13);
        near("Student", student_quantile(degrees, Tail::Lower(p)), -t, 1e-13);
        near("Student, back", student_upper_tail(degrees, t), p, 1e-13);
    }
}

#[test]
fn counts_are_as_likely_as_forty_five_digit_arithmetic_says() {
    near("binomial", Binomial { trials: 20.0, chance: 0.3 }.at_most(4.0), 0.237_507_778_877_601_7, 1e-13);
    near("binomial", Binomial { trials: 150.0, chance: 0.02 }.at_most(1.0), 0.196_140_984_233_756_6, 1e-13);
    near("binomial", Binomial { trials: 20_000.0, chance: 0.9 }.at_most(17_950.0), 0.121_884_042_353_866_75, 1e-12);
    near("Poisson", Poisson { mean: 3.5 }.at_most(2.0), 0.320_847_198_862_134_1, 1e-13);
    near("Poisson", Poisson { mean: 100.25 }.at_most(80.0), 0.021_381_769_127_101_696, 1e-13);
    near("Poisson", Poisson { mean: 12_345.5 }.at_most(12_100.0), 0.013_522_589_040_240_917, 1e-12);
}

#[test]
fn a_thousand_million_events_keep_their_digits() {
    for (events, p) in [(1e9, 0.025), (1e9, 0.001), (1.001e9, 0.025), (1e13, 0.975), (1e15, 0.001)] {
        let z = normal_quantile(Tail::Lower(p));
        let x = gamma_quantile(events, Tail::Lower(p));
        // Cornish and Fisher's first three terms; the next is of the order of z³/√n.
        let expansion = events + z * events.sqrt() + (z * z - 1.0) / 3.0;
        assert!((x - expansion).abs() < 1e-3 + 1e-15 * events, "{x} {expansion}");
        let (lower, upper) = gamma_cdf(events, x);
        near("gamma, back", lower, p, 1e-7);
        assert!((lower + upper - 1.0).abs() < 1e-12);
    }
}

#[test]
fn nothing_jumps_where_the_expansion_takes_over() {
    for z in [-5.0, -1.0, -1e-3, 0.0, 0.5, 4.0] {
        let tail = |events: f64| gamma_cdf(events, events + z * events.sqrt());
        let (before, after) = (tail(1e9), tail(1e9 + 1.0));
        near("lower", after.0, before.0, 1e-7);
        near("upper", after.1, before.1, 1e-7);
    }
}

#[test]
fn a_count_quantile_is_the_first_that_reaches_its_probability() {
    for p in [1e-6, 0.005, 0.3, 0.995, 0.999_999] {
        for mean in [0.01, 0.7, 3.0, 45.5, 2_000.0] {
            let poisson = Poisson { mean };
            let least = poisson.quantile(p);
            assert!(poisson.at_most(least) >= p && (least == 0.0 || poisson.at_most(least - 1.0) < p), "{mean} {p}");
            let spread = NegativeBinomial { mean, dispersion: 2.5 };
            let least = spread.quantile(p);
            assert!(spread.at_most(least) >= p && (least == 0.0 || spread.at_most(least - 1.0) < p), "{mean} {p}");
        }
        let binomial = Binomial { trials: 75.0, chance: 0.9 };
        let least = binomial.quantile(p);
        assert!(binomial.at_most(least) >= p && binomial.at_most(least - 1.0) < p, "{p}");
    }
}

#[test]
fn outside_its_domain_a_distribution_gives_no_number() {
    assert!(normal_quantile(Tail::Lower(0.0)).is_nan());
    assert!(normal_quantile(Tail::Upper(1.0)).is_nan());
    assert!(gamma_quantile(0.0, Tail::Lower(0.5)).is_nan());
    assert!(gamma_quantile(f64::INFINITY, Tail::Lower(0.5)).is_nan());
    assert!(student_quantile(-1.0, Tail::Lower(0.5)).is_nan());
    assert!(Poisson { mean: f64::NAN }.quantile(0.5).is_nan());
}
