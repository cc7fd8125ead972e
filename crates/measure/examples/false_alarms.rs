//! How often each detector signals on series in which nothing happens:
//! `cargo run -p wholeplace-measure --example false_alarms`.
//!
//! Series are drawn from a seed: normal for charts of measured values, Poisson for the surveillance methods, Bernoulli for
//! the risk-adjusted CUSUM. Prints a Markdown table: the share of points (or weeks, or cases) that signal, and the share
//! of series with any signal, each with the half width of its 95% interval from the number of series.
#![expect(clippy::print_stdout, reason = "a report prints")]

use measure::{
    chart::{Flags, Rules, limits, mark},
    detect::{
        bernoulli::{BernoulliCusum, Case, bernoulli_cusum},
        ears::{Ears, EarsMethod, ears},
        ewma::{Ewma, ewma},
        farrington::{Farrington, PredictionError, Threshold, farrington},
        tabular::{TabularCusum, tabular_cusum},
    },
    distribution::{Poisson, Tail, normal_quantile},
};
use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};

struct Dice(Xoshiro256PlusPlus);

impl Dice {
    fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        normal_quantile(Tail::Lower(self.uniform()))
    }

    fn poisson(&mut self, mean: f64) -> f64 {
        Poisson { mean }.quantile(self.uniform())
    }
}

/// Counts signals over series.
#[derive(Default)]
struct Tally {
    series: f64,
    with_signal: f64,
    points: f64,
    signals: f64,
    share_squares: f64,
}

impl Tally {
    fn add(&mut self, signals: impl IntoIterator<Item = bool>) {
        let (mut points, mut count) = (0.0, 0.0);
        for signal in signals {
            points += 1.0;
            count += f64::from(u8::from(signal));
        }
        self.series += 1.0;
        self.with_signal += f64::from(u8::from(count > 0.0));
        self.points += points;
        self.signals += count;
        self.share_squares += (count / points).powi(2);
    }

    fn row(&self, detector: &str, unit: &str) {
        let share = self.signals / self.points;
        let spread = (self.share_squares / self.series - share * share).max(0.0).sqrt();
        let any = self.with_signal / self.series;
        let half = |spread: f64| 196.0 * spread / self.series.sqrt();
        println!(
            "| {detector} | {unit} | {:.2} ± {:.2} | {:.1} ± {:.1} |",
            100.0 * share,
            half(spread),
            100.0 * any,
            half((any * (1.0 - any)).sqrt())
        );
    }
}

fn main() {
    let mut dice = Dice(Xoshiro256PlusPlus::seed_from_u64(20_261_122));
    println!("| detector | series of | points that signal, % | series with a signal, % |");
    println!("| --- | --- | --- | --- |");
    for points in [24, 60] {
        charts(&mut dice, points);
    }
    sums(&mut dice);
    surveillance(&mut dice);
    cases(&mut dice);
}

fn charts(dice: &mut Dice, points: usize) {
    const RULES: [(&str, Rules, Flags); 7] = [
        ("XmR: outside the limits", Rules::PLOT_THE_DOTS, Flags::OUTSIDE),
        ("XmR: shift of 7", Rules::PLOT_THE_DOTS, Flags::SHIFT),
        ("XmR: shift of 6", Rules::SIX_POINTS, Flags::SHIFT),
        ("XmR: trend of 7", Rules::PLOT_THE_DOTS, Flags::RISING),
        ("XmR: trend of 6", Rules::SIX_POINTS, Flags::RISING),
        ("XmR: 2 of 3, without points outside", Rules::PLOT_THE_DOTS, Flags::TWO_OF_THREE),
        ("XmR: 2 of 3, with points outside", Rules::MAKING_DATA_COUNT, Flags::TWO_OF_THREE),
    ];
    let mut tallies: Vec<Tally> = RULES.iter().map(|_| Tally::default()).collect();
    let mut all = [Tally::default(), Tally::default()];
    let mut screened = Tally::default();
    for _ in 0..20_000 {
        let values: Vec<f64> = (0..points).map(|_| dice.normal()).collect();
        let found = limits(&values, false).expect("values");
        let mut marks = vec![Flags::NONE; points];
        for ((_, rules, flag), tally) in RULES.iter().zip(&mut tallies) {
            mark(&values, &found, rules, &mut marks);
            let flag = if *flag == Flags::RISING { Flags::RISING | Flags::FALLING } else { *flag };
            tally.add(marks.iter().map(|marks| marks.has(flag)));
        }
        for (rules, tally) in [Rules::MAKING_DATA_COUNT, Rules::SIX_POINTS].iter().zip(&mut all) {
            mark(&values, &found, rules, &mut marks);
            tally.add(marks.iter().map(|marks| marks.pattern().is_some()));
        }
        let found = limits(&values, true).expect("values");
        mark(&values, &found, &Rules::MAKING_DATA_COUNT, &mut marks);
        screened.add(marks.iter().map(|marks| marks.pattern().is_some()));
    }
    let unit = format!("{points} normal values");
    for ((name, _, _), tally) in RULES.iter().zip(&tallies) {
        tally.row(name, &unit);
    }
    all[0].row("XmR: any rule, 7 points", &unit);
    screened.row("XmR: any rule, 7 points, large moving ranges screened", &unit);
    all[1].row("XmR: any rule, 6 points", &unit);
}

fn sums(dice: &mut Dice) {
    let (mut h4, mut h5, mut average) = (Tally::default(), Tally::default(), Tally::default());
    for _ in 0..20_000 {
        let values: Vec<Option<f64>> = (0..60).map(|_| Some(dice.normal())).collect();
        let sum = |limit| {
            tabular_cusum(&values, &TabularCusum { target: 0.0, sigma: 1.0, slack: 0.5, limit }).expect("values")
        };
        h4.add(sum(4.0).iter().map(|point| point.signal));
        h5.add(sum(5.0).iter().map(|point| point.signal));
        let chart = Ewma { target: 0.0, sigma: 1.0, lambda: 0.2, width: 2.86 };
        average.add(ewma(&values, &chart).expect("values").iter().map(|point| point.signal));
    }
    h4.row("Tabular CUSUM, k = 0.5, h = 4", "60 normal values, level and spread known");
    h5.row("Tabular CUSUM, k = 0.5, h = 5", "60 normal values, level and spread known");
    average.row("EWMA, λ = 0.2, L = 2.86", "60 normal values, level and spread known");
}

fn surveillance(dice: &mut Dice) {
    for mean in [3.0, 20.0] {
        for (method, alpha) in [(EarsMethod::C1, 0.001), (EarsMethod::C2, 0.001), (EarsMethod::C3, 0.025)] {
            let mut tally = Tally::default();
            for _ in 0..2_000 {
                let values: Vec<f64> = (0..90).map(|_| dice.poisson(mean)).collect();
                let points = ears(&values, &Ears { method, baseline: 7, alpha }).expect("counts");
                tally.add(points.iter().map(|point| point.signal));
            }
            tally.row(&format!("EARS {method:?}, α = {alpha}"), &format!("90 Poisson counts of mean {mean}"));
        }
    }
    for mean in [3.0, 20.0] {
        for (name, threshold) in [("2/3 power", Threshold::Delta), ("negative binomial", Threshold::NegativeBinomial)] {
            let settings = Farrington { threshold, prediction_error: PredictionError::Model, ..Farrington::default() };
            let mut tally = Tally::default();
            for _ in 0..150 {
                let counts: Vec<Option<f64>> = (0..284).map(|_| Some(dice.poisson(mean))).collect();
                tally.add((264..284).map(|at| farrington(&counts, at, &settings).is_ok_and(|point| point.alarm)));
            }
            tally.row(
                &format!("Farrington flexible, {name}, α = 0.005"),
                &format!("20 weeks after 5 years, Poisson of mean {mean}"),
            );
        }
    }
}

fn cases(dice: &mut Dice) {
    for limit in [2.0, 3.0] {
        let mut tally = Tally::default();
        for _ in 0..5_000 {
            let cases: Vec<Case> = (0..500)
                .map(|_| {
                    let chance = 0.02 + 0.28 * dice.uniform();
                    Case { chance, happened: dice.uniform() < chance }
                })
                .collect();
            let chart = BernoulliCusum { odds_multiplier: 2.0, limit, reset: true };
            tally.add(bernoulli_cusum(&cases, &chart).expect("cases").iter().map(|point| point.signal));
        }
        tally.row(&format!("Risk-adjusted CUSUM, odds × 2, limit {limit}"), "500 cases of chance 0.02 to 0.30");
    }
}
