//! Laws that hold whatever the numbers are.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![expect(clippy::float_cmp, reason = "numbers that are whole or must be the same")]

use measure::{
    Confidence, Estimate, Multiplier, Refusal,
    chart::{self, Charts, Flags, Rules, limits},
    detect::{bernoulli, ears, ewma, farrington, tabular},
    funnel::{self, Funnel, RateKind, overdispersion::Indicator},
    inequality::{Group, Scale, analytic_limits, inequality_index, simulated_limits},
    life_expectancy::{AgeBand, LifeTableRules, USUAL_AGES, life_expectancy},
    mean, proportion,
    quantile::{FirstGroup, quantile_groups},
    rate,
    standardised::{AgeGroup, IndirectGroup, directly_standardised_rate, indirectly_standardised_ratio},
};
use proptest::prelude::*;

/// Any double at all: ordinary counts, large ones, and everything that breaks arithmetic.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 0.0..1000.0_f64,
        2 => (0_u32..2_000_000_000).prop_map(f64::from),
        2 => any::<f64>(),
        1 => prop::sample::select(vec![
            0.0, -0.0, 1.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE, 5e-324, f64::MAX,
            f64::MIN, f64::EPSILON, 1e9, 1e15, 9.0, 10.0,
        ]),
    ]
}

fn any_level() -> impl Strategy<Value = Confidence> {
    (0.5..0.9999_f64).prop_map(|share| Confidence::new(share).unwrap())
}

/// A stated result: finite, and the interval holds the value.
fn is_sound(result: &Result<Estimate, Refusal>) -> bool {
    match result {
        Ok(estimate) => {
            estimate.value.is_finite()
                && estimate.interval.lower.is_finite()
                && estimate.interval.upper.is_finite()
                && estimate.interval.contains(estimate.value)
        }
        Err(_) => true,
    }
}

fn nests(inner: &Estimate, outer: &Estimate) -> bool {
    let slack = 1e-12 * inner.interval.upper.abs().max(inner.interval.lower.abs());
    outer.interval.lower <= inner.interval.lower + slack && inner.interval.upper <= outer.interval.upper + slack
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_the_numbers_an_answer_is_sound_or_refused(
        x in any_number(), n in any_number(), level in any_level(),
    ) {
        let per = Multiplier::PER_100_000;
        prop_assert!(is_sound(&proportion(x, n, level, per)));
        prop_assert!(is_sound(&rate(x, n, level, per)));
        let group = IndirectGroup { population: n, reference_events: x, reference_population: n };
        let ratio = indirectly_standardised_ratio(x, &[group], level, per);
        prop_assert!(is_sound(&ratio.map(|ratio| ratio.estimate)));
        let direct = directly_standardised_rate(&[AgeGroup { events: x, population: n, standard: n }], level, per);
        prop_assert!(is_sound(&direct.map(|rate| rate.estimate)));
    }

    #[test]
    fn whatever_the_values_a_mean_is_sound_or_refused(values in prop::collection::vec(any_number(), 0..12), level in any_level()) {
        prop_assert!(is_sound(&mean(&values, level).map(|mean| mean.estimate)));
    }

    #[test]
    fn intervals_nest_with_confidence(
        x in 0_u32..1_000_000_000, more in 0_u32..1_000_000_000, a in any_level(), b in any_level(),
    ) {
        let (narrow, wide) = if a < b { (a, b) } else { (b, a) };
        let (x, n) = (f64::from(x), f64::from(x) + f64::from(more) + 1.0);
        let per = Multiplier::ONE;
        prop_assert!(nests(&proportion(x, n, narrow, per).unwrap(), &proportion(x, n, wide, per).unwrap()));
        prop_assert!(nests(&rate(x, n, narrow, per).unwrap(), &rate(x, n, wide, per).unwrap()));
        let values = [x, n, x + 1.0, n / 2.0];
        prop_assert!(nests(&mean(&values, narrow).unwrap().estimate, &mean(&values, wide).unwrap().estimate));
    }

    #[test]
    fn intervals_narrow_as_counts_grow(x in 1_u32..100_000, n in 1_u32..100_000, level in any_level()) {
        let (x, n) = (f64::from(x.min(n)), f64::from(n));
        let small = proportion(x, n, level, Multiplier::ONE).unwrap().interval.width();
        let large = proportion(4.0 * x, 4.0 * n, level, Multiplier::ONE).unwrap().interval.width();
        prop_assert!(large < small, "{large} {small}");
        if x >= 10.0 {
            let small = rate(x, n, level, Multiplier::ONE).unwrap().interval.width();
            let large = rate(4.0 * x, 4.0 * n, level, Multiplier::ONE).unwrap().interval.width();
            prop_assert!(large < small, "{large} {small}");
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(
        rows in prop::collection::vec((0_u32..500, 500_u32..90_000, 1_u32..10_000), 3..20), turn in 0_usize..20,
    ) {
        let groups: Vec<AgeGroup> = rows.iter().map(|(x, n, w)| AgeGroup {
            events: f64::from(*x) + 4.0, population: f64::from(*n), standard: f64::from(*w),
        }).collect();
        let mut turned = groups.clone();
        turned.rotate_left(turn % groups.len());
        turned.reverse();
        let one = directly_standardised_rate(&groups, Confidence::P95, Multiplier::PER_100_000).unwrap();
        let other = directly_standardised_rate(&turned, Confidence::P95, Multiplier::PER_100_000).unwrap();
        prop_assert!((one.estimate.value - other.estimate.value).abs() <= 1e-13 * one.estimate.value);
        prop_assert!((one.estimate.interval.upper - other.estimate.interval.upper).abs() <= 1e-12 * one.estimate.value);

        let values: Vec<f64> = groups.iter().map(|group| group.events / group.population).collect();
        let backwards: Vec<f64> = values.iter().rev().copied().collect();
        let (one, other) = (mean(&values, Confidence::P95).unwrap(), mean(&backwards, Confidence::P95).unwrap());
        prop_assert_eq!(one.estimate.value.to_bits(), other.estimate.value.to_bits());

        let x: Vec<f64> = groups.iter().map(|group| group.events).collect();
        let n: Vec<f64> = groups.iter().map(|group| group.population).collect();
        let (mut x_back, mut n_back) = (x.clone(), n.clone());
        x_back.reverse();
        n_back.reverse();
        let mut places = funnel::proportion_significance(&x, &n).unwrap();
        places.reverse();
        prop_assert_eq!(places, funnel::proportion_significance(&x_back, &n_back).unwrap());
    }

    #[test]
    fn funnel_limits_draw_in_with_size(average in 0.001..0.999_f64, n in 1_u32..1_000_000, more in 1_u32..1_000_000) {
        for tail in [funnel::INNER_TAIL, funnel::OUTER_TAIL] {
            let near = funnel::score_limits(average, f64::from(n), tail).unwrap();
            let far = funnel::score_limits(average, f64::from(n) + f64::from(more), tail).unwrap();
            prop_assert!(near.lower < far.lower && far.lower < average && average < far.upper && far.upper < near.upper);
        }
    }

    #[test]
    fn exact_funnel_limits_move_with_their_probability(
        target in 0.01..0.99_f64, n in 5_u32..5_000, a in 0.001..0.999_f64, b in 0.001..0.999_f64,
    ) {
        prop_assume!((a - b).abs() > 1e-6);
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let limit = |p| funnel::exact_binomial_limit(target, f64::from(n), p).unwrap();
        prop_assert!(limit(low) <= limit(high) + 1e-12);
        let limit = |p| funnel::exact_poisson_limit(target, f64::from(n), p).unwrap();
        prop_assert!(limit(low) <= limit(high) + 1e-12);
    }

    #[test]
    fn the_columns_of_a_funnel_agree_with_the_single_functions(
        rows in prop::collection::vec((0_u32..400, 400_u32..9_000), 2..30),
    ) {
        let x: Vec<f64> = rows.iter().map(|(x, _)| f64::from(*x)).collect();
        let n: Vec<f64> = rows.iter().map(|(_, n)| f64::from(*n)).collect();
        let mut places = vec![None; x.len()];
        Funnel::new().proportions(&x, &n, &mut places).unwrap();
        let single: Vec<_> = funnel::proportion_significance(&x, &n).unwrap().into_iter().map(Some).collect();
        prop_assert_eq!(&places, &single);
        prop_assume!(x.iter().sum::<f64>() > 0.0);
        Funnel::new().rates(&x, &n, &mut places).unwrap();
        let rates: Vec<f64> = x.iter().zip(&n).map(|(x, n)| x / n).collect();
        let single: Vec<_> = funnel::rate_significance(&x, &n, &rates, RateKind::Crude, Multiplier::ONE)
            .unwrap().into_iter().map(Some).collect();
        // A limit that meets the average to the last digit may fall on either side: the two paths divide differently.
        let differ = places.iter().zip(&single).filter(|(a, b)| a != b).count();
        prop_assert_eq!(differ, 0);
    }

    #[test]
    fn any_series_is_charted_or_refused(values in prop::collection::vec(prop_oneof![3 => any_number().prop_map(Some), 1 => Just(None)], 0..40)) {
        let series: Vec<(terms::Date, Option<f64>)> = values.iter().enumerate().map(|(at, value)| (day(at), *value)).collect();
        if let Ok(chart) = chart::chart(&series, &chart::Options::default()) {
            for phase in &chart.phases {
                if let Some(limits) = phase.limits {
                    prop_assert!(limits.mean.is_finite() && limits.lower.is_finite() && limits.upper.is_finite());
                    prop_assert!(limits.lower <= limits.mean && limits.mean <= limits.upper);
                }
            }
            for point in &chart.points {
                prop_assert!(point.value.is_some() || point.flags == Flags::NONE);
            }
        }
    }

    #[test]
    fn a_chart_moves_with_its_series(values in prop::collection::vec(-50_i32..50, 3..40), shift in -1000_i32..1000) {
        // Whole numbers, so that adding and turning loses nothing.
        let plain: Vec<f64> = values.iter().map(|value| f64::from(*value) * 64.0).collect();
        let turned: Vec<f64> = plain.iter().map(|value| -value).collect();
        let (one, other) = (limits(&plain, true).unwrap(), limits(&turned, true).unwrap());
        prop_assert_eq!(one.mean, -other.mean);
        let moved: Vec<f64> = plain.iter().map(|value| value + f64::from(shift)).collect();
        let moved = limits(&moved, true).unwrap();
        prop_assert!((moved.upper - moved.lower - (one.upper - one.lower)).abs() <= 1e-9 * (one.upper - one.lower).max(1.0));
        let mut marks = vec![Flags::NONE; plain.len()];
        let mut turned_marks = marks.clone();
        chart::mark(&plain, &one, &Rules::default(), &mut marks);
        chart::mark(&turned, &other, &Rules::default(), &mut turned_marks);
        for (a, b) in marks.iter().zip(&turned_marks) {
            prop_assert_eq!(a.has(Flags::SHIFT), b.has(Flags::SHIFT));
            prop_assert_eq!(a.has(Flags::RISING), b.has(Flags::FALLING));
        }
    }

    #[test]
    fn the_columns_of_charts_agree_with_single_charts(
        values in prop::collection::vec(prop_oneof![8 => -100.0..100.0_f64, 1 => Just(f64::NAN)], 26..260), threads in 1_usize..4,
    ) {
        let points = 13;
        let count = values.len() / points;
        let values = &values[..count * points];
        let charts = Charts { points: points.try_into().unwrap(), screen: true, rules: Rules::default() };
        let mut found = vec![None; count];
        let mut flags = vec![Flags::NONE; values.len()];
        charts.run(values, &mut found, &mut flags, threads.try_into().unwrap()).unwrap();
        for (at, series) in values.chunks(points).enumerate() {
            let dated: Vec<_> = series.iter().enumerate().map(|(at, value)| (day(at), Some(*value).filter(|v| !v.is_nan()))).collect();
            let single = chart::chart(&dated, &chart::Options { screen: true, ..chart::Options::default() });
            if let Ok(chart) = single {
                prop_assert_eq!(chart.phases[0].limits, found[at]);
                let single: Vec<Flags> = chart.points.iter().map(|point| point.flags).collect();
                prop_assert_eq!(&single[..], &flags[at * points..(at + 1) * points]);
            } else {
                prop_assert_eq!(found[at], None);
            }
        }
    }

    #[test]
    fn quantile_groups_are_even_and_follow_the_values(values in prop::collection::vec(-1000_i32..1000, 5..80)) {
        let values: Vec<Option<f64>> = values.into_iter().map(|value| Some(f64::from(value))).collect();
        let low = quantile_groups(&values, 5, FirstGroup::Lowest).unwrap();
        for (a, value_a) in low.iter().zip(&values) {
            for (b, value_b) in low.iter().zip(&values) {
                prop_assert!(value_a > value_b || a <= b, "{:?} {:?} {:?} {:?}", value_a, a, value_b, b);
                prop_assert!(value_a != value_b || a == b);
            }
        }
    }

    #[test]
    fn any_life_table_is_sound_or_refused(rows in prop::collection::vec((any_number(), any_number()), 20)) {
        let bands: Vec<AgeBand> = USUAL_AGES.iter().zip(&rows)
            .map(|(from, (deaths, population))| AgeBand { from: *from, deaths: *deaths, population: *population }).collect();
        if let Ok(table) = life_expectancy(&bands, &LifeTableRules::default(), Confidence::P95) {
            for row in table {
                prop_assert!(is_sound(&row.years));
            }
        }
    }

    #[test]
    fn any_detector_answers_or_refuses(values in prop::collection::vec(any_number(), 0..40), at in any_number(), spread in any_number()) {
        let series: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        if let Ok(points) = tabular::tabular_cusum(&series, &tabular::TabularCusum { target: at, sigma: spread, slack: 0.5, limit: 4.0 }) {
            prop_assert!(points.iter().all(|point| point.high.is_finite() && point.low.is_finite()));
        }
        if let Ok(points) = ewma::ewma(&series, &ewma::Ewma { target: at, sigma: spread, lambda: 0.2, width: 2.7 }) {
            prop_assert!(points.iter().all(|point| point.average.is_finite()));
        }
        for method in [ears::EarsMethod::C1, ears::EarsMethod::C2, ears::EarsMethod::C3] {
            if let Ok(points) = ears::ears(&values, &ears::Ears { method, baseline: 7, alpha: 0.001 }) {
                prop_assert!(points.iter().all(|point| point.upper.is_finite()));
            }
        }
        let settings = farrington::Farrington { frequency: 8, years: 3, half_window: 1, seasons: 3, skip_latest: 2, ..farrington::Farrington::default() };
        if let Some(latest) = series.len().checked_sub(1)
            && let Ok(point) = farrington::farrington(&series, latest, &settings)
        {
            prop_assert!(point.expected.is_finite() && point.upper.is_finite() && point.score.is_finite());
        }
        let cases: Vec<bernoulli::Case> = values.iter().map(|value| bernoulli::Case { chance: *value, happened: *value > 0.5 }).collect();
        if let Ok(points) = bernoulli::bernoulli_cusum(&cases, &bernoulli::BernoulliCusum { odds_multiplier: at, limit: spread, reset: true }) {
            prop_assert!(points.iter().all(|point| point.sum.is_finite() && point.sum >= 0.0));
        }
    }

    #[test]
    fn any_funnel_answers_or_refuses(rows in prop::collection::vec((any_number(), any_number()), 0..12)) {
        let (x, n): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
        for indicator in [Indicator::Proportion, Indicator::RatioOfCounts, Indicator::StandardisedLog, Indicator::StandardisedSquareRoot] {
            if let Ok(funnel) = funnel::overdispersion::overdispersion(&x, &n, indicator, 0.1) {
                prop_assert!(funnel.phi.is_finite() && funnel.tau_squared.is_finite() && funnel.tau_squared >= 0.0);
                prop_assert!(funnel.units.iter().all(|unit| unit.z.is_finite()));
            }
        }
        let _ = funnel::proportion_significance(&x, &n);
        let _ = funnel::ratio_significance(&x, &n);
        let _ = funnel::table::proportion_table(&x, &n, Multiplier::PER_100);
        let mut places = vec![None; x.len()];
        let _ = Funnel::new().proportions(&x, &n, &mut places);
        let _ = Funnel::new().rates(&x, &n, &mut places);
    }

    #[test]
    fn any_groups_have_indices_or_are_refused(rows in prop::collection::vec((any_number(), any_number(), any_number()), 5..8)) {
        let groups: Vec<Group> = rows.into_iter().map(|(population, value, standard_error)| Group { population, value, standard_error }).collect();
        for scale in [Scale::Value, Scale::LogError, Scale::Log, Scale::LogitError, Scale::Logit] {
            if let Ok(index) = inequality_index(&groups, scale, 100.0) {
                prop_assert!(index.slope.is_finite() && index.intercept.is_finite());
                prop_assert!(index.relative.is_none_or(f64::is_finite));
            }
            if let Ok(limits) = analytic_limits(&groups, scale, 100.0, Confidence::P95) {
                prop_assert!(limits.slope.lower <= limits.slope.upper);
            }
        }
    }
}

/// The `at`-th day of a series.
fn day(at: usize) -> terms::Date {
    let (year, month, day) = (2000 + at / 336, at / 28 % 12 + 1, at % 28 + 1);
    format!("{year:04}-{month:02}-{day:02}").parse().unwrap()
}

#[test]
fn simulated_limits_agree_with_the_closed_form_and_with_themselves() {
    let groups: Vec<Group> = [
        (9_959.0, 71.131, 1.1786),
        (12_426.0, 72.02, 1.1466),
        (9_190.0, 72.719, 1.1251),
        (13_353.0, 73.753, 1.3306),
        (9_074.0, 74.463, 0.7474),
        (15_106.0, 79.764, 1.0553),
    ]
    .map(|(population, value, standard_error)| Group { population, value, standard_error })
    .into();
    let levels = [Confidence::P95, Confidence::P99_8];
    let once = simulated_limits(&groups, Scale::Value, 1.0, &levels, 100_000, 7).unwrap();
    assert_eq!(once, simulated_limits(&groups, Scale::Value, 1.0, &levels, 100_000, 7).unwrap());
    assert_ne!(once, simulated_limits(&groups, Scale::Value, 1.0, &levels, 100_000, 8).unwrap());
    let closed = analytic_limits(&groups, Scale::Value, 1.0, Confidence::P95).unwrap();
    assert!((once[0].slope.lower - closed.slope.lower).abs() < 0.05, "{once:?} {closed:?}");
    assert!((once[0].slope.upper - closed.slope.upper).abs() < 0.05, "{once:?} {closed:?}");
    let (simulated, fieller) = (once[0].relative.unwrap(), closed.relative.unwrap());
    assert!((simulated.lower - fieller.lower).abs() < 0.001, "{simulated:?} {fieller:?}");
    assert!((simulated.upper - fieller.upper).abs() < 0.001, "{simulated:?} {fieller:?}");
    assert!(once[1].slope.lower < once[0].slope.lower && once[0].slope.upper < once[1].slope.upper);
}
