//! Laws that hold whatever the numbers.

use measure::round::{
    AreaRow, Circumstance, Circumstances, Expectations, Measurement, Method, Model, Precision, Sample, Scale,
    SpreadRule, expect,
};
use proptest::prelude::*;
use std::collections::BTreeSet;
use terms::AreaCode;

const MODELS: [Model; 6] = [
    Model::RegionMean,
    Model::Peers { count: 15 },
    Model::LeastSquares,
    Model::Ridge,
    Model::RidgeAndSquare { column: 0 },
    Model::Likeness,
];

fn code(letter: &str, number: usize) -> AreaCode {
    AreaCode::parse(&format!("{letter}{number:06}")).unwrap()
}

/// Forty areas in three regions with three circumstances and an outcome.
#[derive(Debug, Clone)]
struct Drawn {
    x: Vec<[f64; 3]>,
    y: Vec<f64>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let area = (prop::array::uniform3(-2.0..2.0f64), -1.0..1.0f64);
    prop::collection::vec(area, 40).prop_map(|areas| Drawn {
        y: areas.iter().map(|(x, noise)| 50.0 + 3.0 * x[0] - x[1] + 2.0 * noise).collect(),
        x: areas.into_iter().map(|(x, _)| x).collect(),
    })
}

impl Drawn {
    fn sample(&self, order: &[usize], scale: [f64; 3]) -> Sample {
        let columns = ["one", "two", "three"].map(|id| Circumstance {
            id: id.to_owned(),
            title: id.to_owned(),
            unit: String::new(),
            provenance: String::new(),
            why: String::new(),
            group: id.to_owned(),
            made_of: BTreeSet::new(),
            contains: BTreeSet::new(),
            touches: BTreeSet::new(),
        });
        let rows = order.iter().map(|&number| AreaRow {
            area: code("E06", number),
            region: code("E12", number % 3),
            population: 1000.0 * (number + 1) as f64,
            values: self.x[number].iter().zip(scale).map(|(value, by)| Some(value * by + by)).collect(),
        });
        let (circumstances, _) = Circumstances::gather(columns.into(), rows).unwrap();
        let measurements = order.iter().rev().map(|&number| Measurement {
            area: code("E06", number),
            value: self.y[number],
            precision: Precision::Limits { lower: self.y[number] - 0.4, upper: self.y[number] + 0.4 },
        });
        Sample::join(&circumstances, Scale::Mean, measurements).unwrap().0
    }
}

fn all(sample: &Sample) -> Vec<Expectations> {
    MODELS
        .iter()
        .flat_map(|&model| {
            [SpreadRule::Added, SpreadRule::AddedWithSize]
                .map(|spread| expect(sample, Method { model, spread }).unwrap())
        })
        .collect()
}

fn in_order() -> Vec<usize> {
    (0..40).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_areas_changes_nothing(drawn in drawn(), order in Just(in_order()).prop_shuffle()) {
        prop_assert_eq!(all(&drawn.sample(&order, [1.0; 3])), all(&drawn.sample(&in_order(), [1.0; 3])));
    }

    #[test]
    fn the_unit_of_a_circumstance_changes_nothing(drawn in drawn(), by in prop::array::uniform3(0.001..1000.0f64)) {
        for (one, other) in all(&drawn.sample(&in_order(), [1.0; 3])).iter().zip(all(&drawn.sample(&in_order(), by))) {
            for (here, there) in one.areas.iter().zip(&other.areas) {
                prop_assert!((here.expected - there.expected).abs() < 1e-6, "{:?}", one.method);
                prop_assert!((here.z - there.z).abs() < 1e-5, "{:?}", one.method);
            }
        }
    }

    #[test]
    fn an_area_never_predicts_itself(drawn in drawn(), area in 0..40usize, change in -5.0..5.0f64) {
        let mut changed = drawn.clone();
        changed.y[area] += change;
        let pairs = all(&drawn.sample(&in_order(), [1.0; 3]))
            .into_iter()
            .zip(all(&changed.sample(&in_order(), [1.0; 3])));
        for (before, after) in pairs {
            // The penalty is chosen on all areas: where it is the same, the area's own value has no part.
            let chosen = |expectations: &Expectations| match expectations.explanation {
                measure::round::Explanation::Linear { penalty, .. } => (penalty, 0.0),
                measure::round::Explanation::Likeness { reach, noise } => (reach, noise),
                measure::round::Explanation::Mean => (0.0, 0.0),
            };
            if chosen(&before) == chosen(&after) {
                let (before, after) = (&before.areas[area], &after.areas[area]);
                prop_assert!((before.expected - after.expected).abs() < 1e-7, "{} {}", before.expected, after.expected);
            }
        }
    }

    #[test]
    fn ranges_hold_what_was_expected_and_nest(drawn in drawn()) {
        for expectations in all(&drawn.sample(&in_order(), [1.0; 3])) {
            for area in &expectations.areas {
                prop_assert!(area.range_80.lower <= area.expected && area.expected <= area.range_80.upper);
                prop_assert!(area.range_95.lower <= area.range_80.lower && area.range_80.upper <= area.range_95.upper);
                let between = (area.estimate - area.value) * (area.estimate - area.expected);
                prop_assert!(between <= 1e-9, "the estimate lies between the two");
                prop_assert!(area.own_share.is_some_and(|share| (0.0..=1.0).contains(&share)));
            }
        }
    }
}

#[test]
fn leaving_an_area_out_by_the_formula_is_leaving_it_out() {
    let x: Vec<[f64; 3]> =
        (0..40).map(|n: i32| [f64::from(n * 7 % 19), f64::from(n * n % 23), f64::from(n * 5 % 13)]).collect();
    let y: Vec<f64> = x.iter().enumerate().map(|(n, x)| x[0] - 0.5 * x[1] + (n * 11 % 7) as f64).collect();
    let whole = Drawn { x, y };
    let method = Method { model: Model::LeastSquares, spread: SpreadRule::Added };
    let formula = expect(&whole.sample(&in_order(), [1.0; 3]), method).unwrap();
    for left_out in [0, 17, 39] {
        // With a value so far off that it would show in any fit it took part in.
        let mut moved = whole.clone();
        moved.y[left_out] = 1e4;
        let expectations = expect(&moved.sample(&in_order(), [1.0; 3]), method).unwrap();
        assert!((expectations.areas[left_out].expected - formula.areas[left_out].expected).abs() < 1e-6);
    }
}
