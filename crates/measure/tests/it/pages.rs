//! The worked examples of the method pages: every line of a block marked `worked` is worked out here.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![expect(clippy::float_cmp, reason = "numbers that are whole or must be the same")]

use std::{fs, path::PathBuf};

use measure::{
    Confidence, Estimate, Interval, Multiplier,
    chart::{self, Flags, Rules},
    detect::{
        bernoulli::{BernoulliCusum, Case, bernoulli_cusum},
        ears::{Ears, EarsMethod, ears},
        ewma::{Ewma, ewma},
        farrington::{Farrington, farrington},
        run_length::{CaseMix, average_run_length},
        tabular::{TabularCusum, tabular_cusum},
    },
    funnel::{self, overdispersion::Indicator},
    inequality::{Group, Scale, analytic_limits, inequality_index},
    life_expectancy::{AgeBand, LifeTableRules, USUAL_AGES, life_expectancy},
    mean, proportion,
    quantile::{FirstGroup, quantile_groups},
    rate,
    standardised::{AgeGroup, IndirectGroup, directly_standardised_rate, indirectly_standardised_ratio},
};

const PAGES: [&str; 8] = [
    "control-charts.md",
    "detectors.md",
    "funnels.md",
    "inequality.md",
    "life-expectancy.md",
    "proportions-rates-means.md",
    "quantiles.md",
    "standardised-rates.md",
];

#[test]
fn every_worked_example_is_right() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/methods");
    let mut wrong = Vec::new();
    for page in PAGES {
        let text = fs::read_to_string(folder.join(page)).unwrap();
        let lines = worked(&text);
        assert!(!lines.is_empty(), "{page} has no worked example");
        for line in lines {
            if let Some(difference) = differs(line) {
                wrong.push(format!("{page}: {line}\n    {difference}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_wrong_example_is_seen() {
    assert_eq!(differs("proportion(45; 63; 0.95; 1000) = 714.286 592.973 810.968"), None);
    assert!(differs("proportion(45; 63; 0.95; 1000) = 714.286 592.973 810.967").is_some());
    assert!(differs("proportion(45; 63; 0.95; 1000) = 714.286 592.973").is_some());
}

/// The lines of the blocks marked `worked`.
fn worked(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line.trim() {
            "```worked" => inside = true,
            "```" => inside = false,
            "" => {}
            line if inside => lines.push(line),
            _ => {}
        }
    }
    lines
}

/// How a line `method(input; input; …) = result result …` differs from what the method gives, to the digits written.
fn differs(line: &str) -> Option<String> {
    let (call, results) = line.rsplit_once(" = ").unwrap_or_else(|| panic!("no result: {line}"));
    let (name, inputs) = call.trim_end_matches(')').split_once('(').unwrap_or_else(|| panic!("no inputs: {line}"));
    let inputs: Vec<Vec<f64>> = inputs
        .split(';')
        .map(|list| {
            list.split_whitespace().map(|word| word.parse().unwrap_or_else(|_| panic!("{word:?}: {line}"))).collect()
        })
        .collect();
    let got = work_out(name.trim(), &inputs);
    let words: Vec<&str> = results.split_whitespace().collect();
    let equal = words.len() == got.len()
        && words.iter().zip(&got).all(|(word, got)| {
            let digits = word.split_once('.').map_or(0, |(_, digits)| digits.len());
            format!("{got:.digits$}") == *word
        });
    (!equal).then(|| format!("{got:?}"))
}

fn level(share: f64) -> Confidence {
    Confidence::new(share).unwrap()
}

fn per(number: f64) -> Multiplier {
    Multiplier::new(number).unwrap()
}

fn three(estimate: Estimate) -> Vec<f64> {
    vec![estimate.value, estimate.interval.lower, estimate.interval.upper]
}

fn two(interval: Interval) -> Vec<f64> {
    vec![interval.lower, interval.upper]
}

fn day(at: usize) -> terms::Date {
    format!("{:04}-{:02}-01", 2020 + at / 12, at % 12 + 1).parse().unwrap()
}

fn some(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small whole numbers of a page")]
fn work_out(name: &str, input: &[Vec<f64>]) -> Vec<f64> {
    let one = |at: usize| input[at][0];
    match name {
        "proportion" => three(proportion(one(0), one(1), level(one(2)), per(one(3))).unwrap()),
        "rate" => three(rate(one(0), one(1), level(one(2)), per(one(3))).unwrap()),
        "mean" => three(mean(&input[0], level(one(1))).unwrap().estimate),
        "direct" => {
            let groups: Vec<AgeGroup> = (0..input[0].len())
                .map(|at| AgeGroup { events: input[0][at], population: input[1][at], standard: input[2][at] })
                .collect();
            three(directly_standardised_rate(&groups, level(one(3)), per(one(4))).unwrap().estimate)
        }
        "indirect ratio" => {
            let groups: Vec<IndirectGroup> = (0..input[1].len())
                .map(|at| IndirectGroup {
                    population: input[1][at],
                    reference_events: input[2][at],
                    reference_population: input[3][at],
                })
                .collect();
            three(indirectly_standardised_ratio(one(0), &groups, level(one(4)), per(one(5))).unwrap().estimate)
        }
        "quantile groups" => {
            let groups = quantile_groups(&some(&input[0]), one(1) as usize, FirstGroup::Highest).unwrap();
            groups.into_iter().map(|group| group.unwrap() as f64).collect()
        }
        "life expectancy" => {
            let bands: Vec<AgeBand> = (0..20)
                .map(|at| AgeBand { from: USUAL_AGES[at], deaths: input[0][at], population: input[1][at] })
                .collect();
            let table = life_expectancy(&bands, &LifeTableRules::default(), level(one(2))).unwrap();
            three(table.into_iter().find(|row| row.age == one(3)).unwrap().years.unwrap())
        }
        "inequality" => {
            let groups: Vec<Group> = (0..input[0].len())
                .map(|at| Group { population: input[0][at], value: input[1][at], standard_error: input[2][at] })
                .collect();
            let index = inequality_index(&groups, Scale::Value, 1.0).unwrap();
            let limits = analytic_limits(&groups, Scale::Value, 1.0, level(one(3))).unwrap();
            [vec![index.slope], two(limits.slope), vec![index.relative.unwrap()], two(limits.relative.unwrap())]
                .concat()
        }
        "score limits" => two(funnel::score_limits(one(0), one(1), one(2)).unwrap()),
        "exact binomial limit" => vec![funnel::exact_binomial_limit(one(0), one(1), one(2)).unwrap()],
        "exact poisson limit" => vec![funnel::exact_poisson_limit(one(0), one(1), one(2)).unwrap()],
        "overdispersion" => {
            let funnel =
                funnel::overdispersion::overdispersion(&input[0], &input[1], Indicator::Proportion, one(2)).unwrap();
            vec![funnel.target, funnel.phi, funnel.tau_squared]
        }
        "xmr limits" => {
            let series: Vec<_> = input[0].iter().enumerate().map(|(at, value)| (day(at), Some(*value))).collect();
            let chart = chart::chart(&series, &chart::Options::default()).unwrap();
            let limits = chart.phases[0].limits.unwrap();
            vec![limits.mean, limits.lower, limits.upper]
        }
        "xmr shift" | "xmr trend" | "xmr two of three" => {
            let limits = chart::Limits { mean: one(1), lower: input[1][1], upper: input[1][2], varies: true };
            let mut marks = vec![Flags::NONE; input[0].len()];
            chart::mark(&input[0], &limits, &Rules::default(), &mut marks);
            let flag = match name {
                "xmr shift" => Flags::SHIFT,
                "xmr trend" => Flags::RISING | Flags::FALLING,
                _ => Flags::TWO_OF_THREE,
            };
            marks.into_iter().map(|marks| f64::from(u8::from(marks.has(flag)))).collect()
        }
        "cusum" => {
            let cases: Vec<Case> = input[0]
                .iter()
                .zip(&input[1])
                .map(|(chance, y)| Case { chance: *chance, happened: *y == 1.0 })
                .collect();
            let chart = BernoulliCusum { odds_multiplier: one(2), limit: one(3), reset: false };
            bernoulli_cusum(&cases, &chart).unwrap().into_iter().map(|point| point.sum).collect()
        }
        "run length" => {
            let mix = CaseMix { weight: input[0].clone(), chance: input[1].clone() };
            vec![average_run_length(&mix, one(2), one(3), one(4), one(5)).unwrap()]
        }
        "tabular cusum" => {
            let chart = TabularCusum { target: one(1), sigma: one(2), slack: one(3), limit: one(4) };
            tabular_cusum(&some(&input[0]), &chart)
                .unwrap()
                .into_iter()
                .flat_map(|point| [point.high, point.low])
                .collect()
        }
        "ewma" => {
            let chart = Ewma { target: one(1), sigma: one(2), lambda: one(3), width: one(4) };
            ewma(&some(&input[0]), &chart).unwrap().into_iter().map(|point| point.average).collect()
        }
        "ears c1" => {
            let settings = Ears { method: EarsMethod::C1, baseline: 7, alpha: one(1) };
            ears(&input[0], &settings).unwrap().into_iter().map(|point| point.upper).collect()
        }
        "farrington" => {
            // The first list repeats until there are as many weeks as the second number says; the third is the last.
            let mut weeks: Vec<Option<f64>> =
                input[0].iter().copied().cycle().take(one(1) as usize).map(Some).collect();
            *weeks.last_mut().unwrap() = Some(one(2));
            let point = farrington(&weeks, weeks.len() - 1, &Farrington::default()).unwrap();
            vec![point.expected, point.upper, f64::from(u8::from(point.alarm))]
        }
        other => panic!("there is no method {other:?}"),
    }
}
