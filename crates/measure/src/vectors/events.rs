//! Proportions, rates, means, and the bare intervals behind them.

use super::{
    case::{Case, Malformed, Part, pick, positions},
    check::{Check, Tolerance},
};
use crate::{
    estimate::{Confidence, Estimate, IntervalMethod, Multiplier},
    mean::mean as mean_of,
    proportion::{proportion as proportion_of, wilson},
    rate::{byar, exact_poisson, rate as rate_of},
    refusal::Refusal,
};

const CLOSED_FORM: f64 = 1e-12;
const ITERATED: f64 = 1e-10;

/// The word that the peers use for a way of making intervals.
pub(super) fn peer_method(method: IntervalMethod) -> &'static str {
    match method {
        IntervalMethod::Wilson => "Wilson",
        IntervalMethod::ExactPoisson => "Exact",
        IntervalMethod::Byar => "Byars",
        IntervalMethod::Student => "Student's t-distribution",
        IntervalMethod::Dobson => "Dobson",
        IntervalMethod::DobsonDependent => "Dobson, with confidence adjusted for non-independent events",
        IntervalMethod::ChiangSilcocks => "Chiang, using Silcocks et al for confidence limits",
    }
}

/// How near limits must be: quantiles that are iterated have a wider tolerance than closed forms.
pub(super) fn tolerance(method: Option<IntervalMethod>) -> Tolerance {
    Tolerance::Relative(match method {
        Some(IntervalMethod::ExactPoisson | IntervalMethod::Student) => ITERATED,
        _ => CLOSED_FORM,
    })
}

pub(super) fn multiplier(parameters: Part<'_>, key: &str) -> Result<Multiplier, Malformed> {
    Multiplier::new(parameters.number(key)?).map_err(|refusal| Malformed(refusal.to_string()))
}

/// Compares one row of estimates at every level with the peer's columns.
pub(super) fn estimate_row(
    check: &mut Check,
    expected: Part<'_>,
    row: usize,
    levels: &[Confidence],
    estimate: impl Fn(Confidence) -> Result<Estimate, Refusal>,
) -> Result<(), Malformed> {
    let at = |column: Vec<Option<f64>>| column.get(row).copied().flatten();
    for level in levels {
        let got = estimate(*level);
        let method = got.as_ref().ok().map(|estimate| estimate.method);
        let number = |part: fn(&Estimate) -> f64| got.as_ref().ok().map(part);
        let percent = level.share() * 100.0;
        check.maybe(
            &format!("value[{row}]"),
            number(|estimate| estimate.value),
            at(expected.column("value")?),
            Tolerance::Relative(CLOSED_FORM),
        );
        let (lower, upper) = expected.limit_columns("", *level)?;
        let within = tolerance(method);
        check.maybe(&format!("lower {percent}%[{row}]"), number(|e| e.interval.lower), at(lower), within);
        check.maybe(&format!("upper {percent}%[{row}]"), number(|e| e.interval.upper), at(upper), within);
        if let (Some(method), true) = (method, expected.has("method")) {
            let words = expected.texts("method")?;
            check.same(&format!("method[{row}]"), Some(peer_method(method)), words.get(row).map(String::as_str));
        }
    }
    Ok(())
}

/// Checks the label of the confidence levels and of the statistic, where the peer gives them.
pub(super) fn labels(
    check: &mut Check,
    expected: Part<'_>,
    levels: &[Confidence],
    statistic: &str,
) -> Result<(), Malformed> {
    if expected.has("confidence") {
        let words: Vec<String> = levels.iter().map(|level| format!("{}%", rounded(level.share() * 100.0))).collect();
        for word in expected.texts("confidence")? {
            check.same("confidence", word, words.join(", "));
        }
    }
    if expected.has("statistic") {
        for word in expected.texts("statistic")? {
            if word != "NA" {
                check.same("statistic", word.as_str(), statistic);
            }
        }
    }
    Ok(())
}

/// A percentage without the digits that binary fractions add.
fn rounded(percent: f64) -> f64 {
    (percent * 1e9).round() / 1e9
}

/// Counts and populations by area: as given, or added up where the peer was told to group them.
fn counts(case: &Case) -> Result<(Vec<f64>, Vec<f64>), Malformed> {
    let (x, n) = (case.input().numbers("x")?, case.input().numbers("n")?);
    if !case.parameters().has("group") || case.is_refused() {
        return Ok((x, n));
    }
    let areas = case.input().texts("area")?;
    let mut sums = (Vec::new(), Vec::new());
    for area in case.expected().texts("area")? {
        let rows = positions(&areas, &area);
        sums.0.push(pick(&x, &rows)?.iter().sum());
        sums.1.push(pick(&n, &rows)?.iter().sum());
    }
    Ok(sums)
}

/// Runs a method of one count and one population for each area.
fn by_area(
    case: &Case,
    check: &mut Check,
    statistic: impl Fn(Multiplier) -> String,
    method: impl Fn(f64, f64, Confidence, Multiplier) -> Result<Estimate, Refusal>,
) -> Result<(), Malformed> {
    let parameters = case.parameters();
    let (levels, per) = (parameters.confidence()?, multiplier(parameters, "multiplier")?);
    let (x, n) = counts(case)?;
    if x.len() != n.len() {
        return Err(Malformed("x and n differ in length".to_owned()));
    }
    if case.is_refused() {
        let level = levels.first().copied().unwrap_or(Confidence::P95);
        let all: Result<Vec<_>, _> = x.iter().zip(&n).map(|(x, n)| method(*x, *n, level, per)).collect();
        check.refused("input", &all);
        return Ok(());
    }
    let expected = case.expected();
    check.same("rows", x.len(), expected.column("value")?.len());
    for (row, (x, n)) in x.iter().zip(&n).enumerate() {
        estimate_row(check, expected, row, &levels, |level| method(*x, *n, level, per))?;
    }
    labels(check, expected, &levels, &statistic(per))
}

pub(super) fn proportion(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let statistic = |per: Multiplier| {
        if per == Multiplier::PER_100 { "percentage".to_owned() } else { format!("proportion of {}", per.per()) }
    };
    by_area(case, check, statistic, proportion_of)
}

pub(super) fn rate(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    by_area(case, check, |per| format!("rate per {}", per.per()), rate_of)
}

pub(super) fn mean(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let levels = case.parameters().confidence()?;
    let values = case.input().numbers("x")?;
    if case.is_refused() {
        check.refused("input", &mean_of(&values, Confidence::P95));
        return Ok(());
    }
    let expected = case.expected();
    let rows = expected.column("value")?.len();
    let groups: Vec<Vec<f64>> = if case.input().has("area") && expected.has("area") {
        let areas = case.input().texts("area")?;
        expected.texts("area")?.iter().map(|area| pick(&values, &positions(&areas, area))).collect::<Result<_, _>>()?
    } else {
        vec![values]
    };
    check.same("rows", groups.len(), rows);
    for (row, group) in groups.iter().enumerate() {
        if group.len() < 2 {
            // One value has a mean and no interval: the peer gives the value alone, this crate refuses.
            check.refused(&format!("mean[{row}]"), &mean_of(group, Confidence::P95));
            continue;
        }
        let first = mean_of(group, Confidence::P95).ok();
        let at = |key: &str| Ok::<_, Malformed>(expected.column(key)?.get(row).copied().flatten());
        let closed = Tolerance::Relative(CLOSED_FORM);
        check.maybe(&format!("sum[{row}]"), first.map(|mean| mean.sum), at("value_sum")?, closed);
        check.maybe(&format!("stdev[{row}]"), first.map(|mean| mean.standard_deviation), at("stdev")?, closed);
        check.maybe(&format!("count[{row}]"), Some(group.len() as f64), at("value_count")?, closed);
        estimate_row(check, expected, row, &levels, |level| mean_of(group, level).map(|mean| mean.estimate))?;
    }
    labels(check, expected, &levels, "mean")
}

/// A row of `intervals.csv`.
pub(super) fn intervals(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let row = case.row();
    let x = row.number("x")?;
    let level = Confidence::new(row.number("confidence")?).map_err(|refusal| Malformed(refusal.to_string()))?;
    let (lower, upper) = (row.number_or_none("lower")?, row.number_or_none("upper")?);
    let within = Tolerance::Relative(1e-11);
    match row.text("helper")? {
        "byars" => {
            let got = byar(x, level).ok();
            // Where the peer's cube is negative, or divides by no events, the lower limit of a count is zero.
            check.maybe("lower", got.map(|interval| interval.lower), lower.or(Some(0.0)), within);
            check.maybe("upper", got.map(|interval| interval.upper), upper, within);
        }
        "exact_poisson" => {
            let got = exact_poisson(x, level).ok();
            let within = Tolerance::Relative(ITERATED);
            check.maybe("lower", got.map(|interval| interval.lower), lower, within);
            check.maybe("upper", got.map(|interval| interval.upper), upper, within);
        }
        "wilson" => {
            let got = wilson(x, row.number("n")?, level).ok();
            check.maybe("lower", got.map(|interval| interval.lower), lower, within);
            check.maybe("upper", got.map(|interval| interval.upper), upper, within);
        }
        other => return Err(Malformed(format!("there is no helper {other:?}"))),
    }
    Ok(())
}
