//! What is refused, and in which words.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use insta::assert_snapshot;
use measure::{
    Confidence, Multiplier, Refusal,
    chart::{self, Assurance, Options, Variation},
    detect::{bernoulli, ears, farrington, run_length},
    funnel,
    inequality::{Group, Scale, inequality_index},
    life_expectancy::{AgeBand, LifeTableRules, life_expectancy},
    mean, proportion, rate,
    standardised::{AgeGroup, IndirectGroup, directly_standardised_rate, indirectly_standardised_ratio},
};
use terms::Date;

fn why<T: std::fmt::Debug>(result: Result<T, Refusal>) -> String {
    result.unwrap_err().to_string()
}

fn dated(values: &[Option<f64>]) -> Vec<(Date, Option<f64>)> {
    values
        .iter()
        .enumerate()
        .map(|(at, value)| (format!("20{:02}-{:02}-01", 10 + at / 12, at % 12 + 1).parse().unwrap(), *value))
        .collect()
}

#[test]
fn counts_that_cannot_be() {
    let (level, per) = (Confidence::P95, Multiplier::PER_100);
    assert_snapshot!(why(proportion(3.0, 0.0, level, per)), @"denominator is zero: there is nothing to divide by");
    assert_snapshot!(why(proportion(0.0, 0.0, level, per)), @"denominator is zero: there is nothing to divide by");
    assert_snapshot!(why(proportion(11.0, 10.0, level, per)), @"11 out of 10: a part cannot be more than its whole");
    assert_snapshot!(why(proportion(-1.0, 10.0, level, per)), @"numerator is -1: it must be zero or more");
    assert_snapshot!(why(rate(f64::NAN, 10.0, level, per)), @"events is not a finite number");
    assert_snapshot!(why(rate(1.0, f64::INFINITY, level, per)), @"person-years is not a finite number");
    assert_snapshot!(why(rate(1e300, 1e-300, level, per)), @"the result is not a finite number");
    assert_snapshot!(why(mean(&[4.0], level)), @"1 values: at least 2 are needed");
    assert_snapshot!(why(mean(&[4.0, f64::NAN], level)), @"a value is not a finite number");
    assert_snapshot!(why(Confidence::new(95.0)), @"confidence is 95: it must be strictly between 0 and 1");
    assert_snapshot!(why(Multiplier::new(0.0)), @"multiplier is zero: there is nothing to divide by");
}

#[test]
fn equal_values_and_large_counts_are_answered() {
    let equal = mean(&[7.0; 5], Confidence::P95).unwrap();
    assert_eq!((equal.estimate.value, equal.estimate.interval.width()), (7.0, 0.0));
    let half = proportion(1e9, 2e9, Confidence::P95, Multiplier::ONE).unwrap();
    assert!((half.interval.width() - 2.0 * 1.959_964 * (0.25 / 2e9_f64).sqrt()).abs() < 1e-10);
    let one = proportion(1.0, 1e9, Confidence::P95, Multiplier::ONE).unwrap();
    assert!(one.interval.lower > 1e-10 && one.interval.lower < 1e-9 && one.interval.upper < 1e-8, "{one:?}");
    let many = rate(1e9, 1e9, Confidence::P95, Multiplier::ONE).unwrap();
    assert!((many.interval.width() - 2.0 * 1.959_964 / 1e9_f64.sqrt()).abs() < 1e-8, "{many:?}");
    assert!(proportion(5e-324, 1.0, Confidence::P95, Multiplier::ONE).is_ok());
}

#[test]
fn standardised_rates_that_cannot_be() {
    let group = |events, population| AgeGroup { events, population, standard: 1.0 };
    let direct = |groups: &[AgeGroup]| directly_standardised_rate(groups, Confidence::P95, Multiplier::PER_100_000);
    assert_snapshot!(why(direct(&[])), @"0 age groups: at least 1 are needed");
    assert_snapshot!(why(direct(&[group(12.0, 0.0)])), @"population of an age group is zero: there is nothing to divide by");
    assert_snapshot!(why(direct(&[group(4.0, 100.0), group(5.0, 100.0)])), @"9 events: fewer than 10, too few for this measure");
    assert_snapshot!(
        why(direct(&[AgeGroup { events: 40.0, population: 100.0, standard: 0.0 }])),
        @"the standard population is zero: there is nothing to divide by"
    );
    let none = IndirectGroup { population: 50.0, reference_events: 0.0, reference_population: 100.0 };
    assert_snapshot!(
        why(indirectly_standardised_ratio(3.0, &[none], Confidence::P95, Multiplier::ONE)),
        @"the expected count is zero: there is nothing to divide by"
    );
    let bands = [
        AgeBand { from: 0.0, deaths: 3.0, population: 6000.0 },
        AgeBand { from: 65.0, deaths: 0.0, population: 900.0 },
    ];
    let table = |bands: &[AgeBand]| life_expectancy(bands, &LifeTableRules::default(), Confidence::P95);
    assert_snapshot!(why(table(&bands)), @"deaths in the open age band is zero: there is nothing to divide by");
    assert_snapshot!(why(table(&bands[..1])), @"1 age bands: at least 2 are needed");
    let small = bands.map(|band| AgeBand { population: band.population / 10.0, ..band });
    assert_snapshot!(why(table(&small)), @"a population of 690 is not more than 5000: too small for this measure");
    let four = [Group { population: 1.0, value: 1.0, standard_error: 0.1 }; 4];
    assert_snapshot!(why(inequality_index(&four, Scale::Value, 1.0)), @"4 groups: at least 5 are needed");
}

#[test]
fn series_that_cannot_be_charted_and_those_that_can() {
    let plain = Options::default();
    assert_snapshot!(why(chart::chart(&[], &plain)), @"0 values: at least 1 are needed");
    assert_snapshot!(why(chart::chart(&dated(&[None, None]), &plain)), @"0 values: at least 1 are needed");
    assert_snapshot!(why(chart::chart(&dated(&[Some(f64::INFINITY)]), &plain)), @"a value is not a finite number");
    let twice = [dated(&[Some(1.0)]), dated(&[Some(2.0)])].concat();
    assert_snapshot!(why(chart::chart(&twice, &plain)), @"two values claim the same period (positions 0 and 1)");
    assert_snapshot!(
        why(chart::chart(&dated(&[Some(f64::MAX), Some(-f64::MAX)]), &plain)),
        @"the result is not a finite number"
    );
    for values in [vec![Some(5.0)], vec![Some(5.0); 14], vec![Some(5.0), None, None, Some(5.0)]] {
        let flat =
            chart::chart(&dated(&values), &Options { screen: true, target: Some(4.0), ..Options::default() }).unwrap();
        assert_eq!(flat.variation, Variation::None);
        assert_eq!(flat.assurance, Assurance::NotStated);
        let limits = flat.phases[0].limits.unwrap();
        assert_eq!((limits.lower, limits.mean, limits.upper, limits.varies), (5.0, 5.0, 5.0, false));
        assert!(flat.points.iter().all(|point| point.pattern().is_none()));
    }
    // A run of suppressed months: the mean is of what is there, and no run reaches over the gap.
    let mut values: Vec<Option<f64>> = (0..24).map(|month| Some(f64::from(10 + month % 3))).collect();
    values[8..14].fill(None);
    let gapped = chart::chart(&dated(&values), &plain).unwrap();
    assert_eq!(gapped.points.len(), 24);
    assert!(gapped.points[8..14].iter().all(|point| point.kind == chart::Kind::Gap));
}

#[test]
fn detectors_and_funnels_that_cannot_answer() {
    let settings = ears::Ears { method: ears::EarsMethod::C1, baseline: 7, alpha: 0.001 };
    assert_snapshot!(why(ears::ears(&[1.0; 7], &settings)), @"7 values: at least 8 are needed");
    let weeks = vec![Some(0.0); 300];
    let flexible = farrington::Farrington::default();
    assert_snapshot!(why(farrington::farrington(&weeks, 299, &flexible)), @"the past of the series does not vary: there is no spread to measure by");
    assert_snapshot!(why(farrington::farrington(&weeks, 200, &flexible)), @"200 values up to the one judged: at least 264 are needed");
    let certain = bernoulli::Case { chance: 1.0, happened: true };
    assert_snapshot!(why(bernoulli::score(certain, 2.0)), @"the chance of an event is 1: it must be strictly between 0 and 1");
    let mix = run_length::CaseMix { weight: vec![1.0], chance: vec![0.1] };
    assert_snapshot!(
        why(run_length::average_run_length(&mix, 2.0, 1.0, 100.0, 600.0)),
        @"limit times scaling is 60000: it must be from 1 to 20,000"
    );
    assert_snapshot!(
        why(run_length::average_run_length(&mix, 1.0, 1.0, 1.0, 600.0)),
        @"the sum: no case can raise it, so the chart does not vary: there is no spread to measure by"
    );
    assert_snapshot!(why(funnel::proportion_significance(&[3.0], &[2.0])), @"3 out of 2: a part cannot be more than its whole");
    assert_snapshot!(why(funnel::ratio_significance(&[3.0], &[0.0])), @"denominator is zero: there is nothing to divide by");
    assert_snapshot!(why(funnel::ratio_significance(&[3.0], &[])), @"denominators: 0 values beside 1");
}
