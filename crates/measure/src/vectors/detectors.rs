//! Cumulative sums, moving averages, and the detectors of disease surveillance.

use super::{
    case::{Case, Malformed, Part, whole},
    check::{Check, Tolerance},
};
use crate::{
    detect::{
        bernoulli::{BernoulliCusum, Case as Outcome, CusumPoint, bernoulli_cusum, logistic_chance},
        ears::{Ears, EarsMethod, EarsPoint, ears as ears_of},
        ewma::{Ewma, ewma},
        farrington::{Farrington, FarringtonPoint, PredictionError, Threshold, farrington as farrington_of},
        run_length::{CaseMix, average_run_length},
        tabular::{TabularCusum, tabular_cusum},
    },
    refusal::Refusal,
};

const CLOSED: Tolerance = Tolerance::Absolute(1e-12);

/// Compares a column with what is made of each point.
fn column<T>(
    check: &mut Check,
    expected: Part<'_>,
    name: &str,
    points: &[T],
    within: Tolerance,
    part: impl Fn(&T) -> f64,
) -> Result<(), Malformed> {
    let expected = expected.column(name)?;
    check.same("rows", points.len(), expected.len());
    for (row, (point, expected)) in points.iter().zip(expected).enumerate() {
        check.maybe(&format!("{name}[{row}]"), Some(part(point)), expected, within);
    }
    Ok(())
}

fn flag(value: bool) -> f64 {
    f64::from(u8::from(value))
}

/// What came of a chart, or a failure noted.
fn answered<T>(check: &mut Check, case: &Case, got: Result<T, Refusal>) -> Option<T> {
    match got {
        Ok(got) => {
            if case.is_refused() {
                check.refused("input", &Ok(()));
            }
            Some(got).filter(|_| !case.is_refused())
        }
        Err(refusal) => {
            if case.is_refused() {
                check.refused("input", &Err::<(), _>(refusal));
            } else {
                check.fail(format!("refused: {refusal}"));
            }
            None
        }
    }
}

pub(super) fn bernoulli(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let chance = case.parameters().number("failure_probability")?;
    let happened = case.input().numbers("y")?;
    let chances = vec![chance; happened.len()];
    one_sided(case, check, &chances, &happened)
}

pub(super) fn risk_adjusted(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let input = case.input();
    one_sided(case, check, &input.numbers("p")?, &input.numbers("y")?)
}

/// The peer draws a chart for fewer events downwards: its sums and its limit are negative there.
fn one_sided(case: &Case, check: &mut Check, chances: &[f64], happened: &[f64]) -> Result<(), Malformed> {
    let parameters = case.parameters();
    let odds_multiplier = parameters.number("odds_multiplier")?;
    let chart =
        BernoulliCusum { odds_multiplier, limit: parameters.number("limit")?.abs(), reset: parameters.flag("reset")? };
    let Some(points) = answered(check, case, bernoulli_cusum(&outcomes(chances, happened)?, &chart)) else {
        return Ok(());
    };
    let expected = case.expected();
    let sign = if odds_multiplier < 1.0 { -1.0 } else { 1.0 };
    // A sum that is reset the peer shows as zero at the signal itself.
    let shown = |point: &CusumPoint| if chart.reset && point.signal { 0.0 } else { sign * point.sum };
    column(check, expected, "weight", &points, CLOSED, |point| point.weight)?;
    column(check, expected, "cusum", &points, CLOSED, shown)?;
    column(check, expected, "signal", &points, CLOSED, |point| flag(point.signal))
}

fn outcomes(chances: &[f64], happened: &[f64]) -> Result<Vec<Outcome>, Malformed> {
    if chances.len() != happened.len() {
        return Err(Malformed("columns differ in length".to_owned()));
    }
    chances
        .iter()
        .zip(happened)
        .map(|(chance, y)| match whole(*y) {
            Some(0) => Ok(Outcome { chance: *chance, happened: false }),
            Some(1) => Ok(Outcome { chance: *chance, happened: true }),
            _ => Err(Malformed(format!("an outcome of {y}"))),
        })
        .collect()
}

pub(super) fn steiner(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let (parameters, input) = (case.parameters(), case.input());
    let (intercept, slope) = (parameters.number("intercept")?, parameters.number("slope")?);
    let chances: Result<Vec<f64>, Refusal> =
        input.numbers("s")?.into_iter().map(|score| logistic_chance(intercept, slope, score)).collect();
    let chances = chances.map_err(|refusal| Malformed(refusal.to_string()))?;
    let outcomes = outcomes(&chances, &input.numbers("y")?)?;
    let side = |odds_multiplier: f64| {
        let (limit, reset) = (parameters.number("h")?, parameters.flag("reset")?);
        Ok::<_, Malformed>(bernoulli_cusum(&outcomes, &BernoulliCusum { odds_multiplier, limit, reset }))
    };
    let (up, down) = (side(parameters.number("RA_up")?)?, side(parameters.number("RA_down")?)?);
    let (Some(up), Some(down)) = (answered(check, case, up), answered(check, case, down)) else {
        return Ok(());
    };
    let expected = case.expected();
    let weight = |point: &CusumPoint| point.weight;
    let sum = |point: &CusumPoint| point.sum;
    column(check, expected, "score_up", &up, CLOSED, weight)?;
    column(check, expected, "score_down", &down, CLOSED, weight)?;
    column(check, expected, "s1", &up, CLOSED, sum)?;
    column(check, expected, "s1l", &down, CLOSED, sum)
}

pub(super) fn run_length(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let (parameters, input) = (case.parameters(), case.input());
    let mix = CaseMix { weight: input.numbers("weight")?, chance: input.numbers("risk")? };
    let (limit, odds) = (parameters.number("h")?, parameters.number("RA")?);
    let expected = case.expected();
    for name in expected.names() {
        let truth = if name.starts_with("arl0_") {
            1.0
        } else if name.starts_with("arl_at_RA_") {
            odds
        } else {
            return Err(Malformed(format!("there is no run length {name:?}")));
        };
        let scaling = name
            .rsplit_once("scaling")
            .and_then(|(_, digits)| digits.parse().ok())
            .ok_or_else(|| Malformed(format!("{name:?} has no scaling")))?;
        let got = average_run_length(&mix, odds, truth, limit, scaling);
        check.maybe(name, got.ok(), expected.number_or_none(name)?, Tolerance::Relative(1e-6));
    }
    Ok(())
}

pub(super) fn textbook(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let parameters = case.parameters();
    let values = case.input().column("x")?;
    let (target, sigma) = (parameters.number("target")?, parameters.number("sigma")?);
    let tabular = tabular_cusum(
        &values,
        &TabularCusum { target, sigma, slack: parameters.number("k")?, limit: parameters.number("h")? },
    );
    let average =
        ewma(&values, &Ewma { target, sigma, lambda: parameters.number("lambda")?, width: parameters.number("L")? });
    let (Some(tabular), Some(average)) = (answered(check, case, tabular), answered(check, case, average)) else {
        return Ok(());
    };
    let expected = case.expected();
    let within = Tolerance::Absolute(1e-10);
    column(check, expected, "cusum_plus", &tabular, within, |point| point.high)?;
    column(check, expected, "cusum_minus", &tabular, within, |point| point.low)?;
    column(check, expected, "cusum_signal", &tabular, within, |point| flag(point.signal))?;
    column(check, expected, "ewma", &average, within, |point| point.average)?;
    column(check, expected, "ewma_lcl", &average, within, |point| point.limits.lower)?;
    column(check, expected, "ewma_ucl", &average, within, |point| point.limits.upper)?;
    column(check, expected, "ewma_signal", &average, within, |point| flag(point.signal))
}

pub(super) fn ears(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let parameters = case.parameters();
    let baseline = parameters.count("baseline")?;
    let values = case.input().numbers("y")?;
    let alphas = parameters.part("alpha")?;
    for (name, method) in [("C1", EarsMethod::C1), ("C2", EarsMethod::C2), ("C3", EarsMethod::C3)] {
        let got = ears_of(&values, &Ears { method, baseline, alpha: alphas.number(name)? });
        let Some(points) = answered(check, case, got) else { continue };
        let expected = case.expected().part(name)?;
        check.same("range_first", points.first().map(|point| point.at + 1), Some(expected.count("range_first")?));
        // The peer lays the limit of C3 about the value itself, where its formula has the baseline.
        let upper = |point: &EarsPoint| match method {
            EarsMethod::C1 | EarsMethod::C2 => point.upper,
            EarsMethod::C3 => (values[point.at] + point.deviation * point.reach).max(0.0),
        };
        column(check, expected, "upper", &points, Tolerance::Absolute(1e-9), upper)?;
    }
    Ok(())
}

pub(super) fn farrington(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let (parameters, input) = (case.parameters(), case.input());
    let settings = settings(parameters, input.count("frequency")?)?;
    let counts = input.column("y")?;
    let range = parameters.numbers("range")?;
    let (Some(first), Some(last)) = (range.first().copied().and_then(whole), range.last().copied().and_then(whole))
    else {
        return Err(Malformed("the range is not of whole numbers".to_owned()));
    };
    let expected = case.expected();
    let (upper, means, alarms) = (expected.column("upper")?, expected.column("expected")?, expected.column("alarm")?);
    let (scores, trends) = (expected.column("score")?, expected.column("trend")?);
    let within = Tolerance::Absolute(1e-5);
    for (row, week) in (first..=last).enumerate() {
        let at = |column: &[Option<f64>]| column.get(row).copied().flatten();
        let got = farrington_of(&counts, week.saturating_sub(1), &settings);
        let Some(got) = answered(check, case, got) else { continue };
        // Where there were too few recent events the peer gives no limit.
        let told = |value: f64| got.enough_events.then_some(value);
        check.maybe(&format!("upper[{row}]"), told(got.upper), at(&upper), Tolerance::Relative(1e-5));
        check.maybe(&format!("expected[{row}]"), told(got.expected), at(&means), Tolerance::Relative(1e-5));
        check.same(&format!("alarm[{row}]"), Some(flag(got.alarm)), at(&alarms));
        check.same(&format!("trend[{row}]"), Some(flag(got.trend)), at(&trends));
        let count = counts.get(got.at).copied().flatten().unwrap_or(f64::NAN);
        check.maybe(&format!("score[{row}]"), Some(peer_score(&got, count, &settings)), at(&scores), within);
    }
    Ok(())
}

/// With the negative binomial threshold the peer's score mixes the count with the logarithm of what is expected.
fn peer_score(point: &FarringtonPoint, count: f64, settings: &Farrington) -> f64 {
    match settings.threshold {
        Threshold::Delta => point.score,
        Threshold::NegativeBinomial => {
            let expected = point.expected.ln();
            (count - expected) / (point.upper - expected)
        }
    }
}

fn settings(parameters: Part<'_>, frequency: usize) -> Result<Farrington, Malformed> {
    let threshold = match parameters.text("thresholdMethod")? {
        "delta" => Threshold::Delta,
        "nbPlugin" => Threshold::NegativeBinomial,
        other => return Err(Malformed(format!("there is no threshold {other:?}"))),
    };
    let reweight = parameters.flag("reweight")?;
    let trend = parameters.flag("trend")?;
    Ok(Farrington {
        frequency,
        years: parameters.count("b")?,
        half_window: parameters.count("w")?,
        seasons: parameters.count("noPeriods")?,
        skip_latest: parameters.count("pastWeeksNotIncluded")?,
        reweight_above: if reweight { Some(parameters.number("weightsThreshold")?) } else { None },
        trend_below_p: if trend { Some(parameters.number("pThresholdTrend")?) } else { None },
        alpha: parameters.number("alpha")?,
        threshold,
        prediction_error: PredictionError::Surveillance,
        ..Farrington::default()
    })
}
