//! Quantiles, life expectancy, and the indices of inequality.

use super::{
    case::{Case, Malformed, Part},
    check::{Check, Tolerance},
    events::peer_method,
};
use crate::{
    estimate::Confidence,
    inequality::{
        Group, InequalityIndex, Scale, analytic_limits, inequality_index, simulated_limits, standard_error_of_limits,
    },
    life_expectancy::{AgeBand, LifeExpectancy, LifeTableRules, life_expectancy as life_table},
    quantile::{FirstGroup, quantile_groups},
};

pub(super) fn quantile(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let parameters = case.parameters();
    let first = if parameters.flag("invert")? { FirstGroup::Highest } else { FirstGroup::Lowest };
    let values = case.input().column("v")?;
    let got = quantile_groups(&values, parameters.count("nquantiles")?, first);
    if case.is_refused() {
        check.refused("input", &got);
        return Ok(());
    }
    let expected = case.expected().column("quantile")?;
    check.same("rows", values.len(), expected.len());
    for (row, expected) in expected.into_iter().enumerate() {
        let group = got.as_ref().ok().and_then(|groups| groups.get(row).copied().flatten());
        check.maybe(&format!("quantile[{row}]"), group.map(|group| group as f64), expected, Tolerance::Absolute(0.0));
    }
    Ok(())
}

pub(super) fn life_expectancy(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let input = case.input();
    let (ages, deaths, people) = (input.numbers("startage")?, input.numbers("deaths")?, input.numbers("pops")?);
    if ages.len() != deaths.len() || ages.len() != people.len() {
        return Err(Malformed("columns differ in length".to_owned()));
    }
    let bands: Vec<AgeBand> = ages
        .iter()
        .zip(deaths.iter().zip(&people))
        .map(|(from, (deaths, population))| AgeBand { from: *from, deaths: *deaths, population: *population })
        .collect();
    let rules = LifeTableRules::default();
    if case.is_refused() {
        check.refused("input", &life_table(&bands, &rules, Confidence::P95));
        return Ok(());
    }
    let expected = case.expected();
    let value = expected.column("value")?;
    check.same("rows", bands.len(), value.len());
    for level in case.parameters().confidence()? {
        let table = life_table(&bands, &rules, level).ok();
        let (lower, upper) = expected.limit_columns("", level)?;
        for (row, value) in value.iter().enumerate() {
            let got = table.as_ref().and_then(|table| table.get(row));
            let limits = (lower.get(row).copied().flatten(), upper.get(row).copied().flatten());
            age_row(check, expected, row, got, *value, limits)?;
        }
    }
    Ok(())
}

fn age_row(
    check: &mut Check,
    expected: Part<'_>,
    row: usize,
    got: Option<&LifeExpectancy>,
    value: Option<f64>,
    limits: (Option<f64>, Option<f64>),
) -> Result<(), Malformed> {
    let within = Tolerance::Relative(1e-10);
    let years = got.and_then(|got| got.years.as_ref().ok());
    // An age that nobody reaches: the peer says 0 years without limits, this crate refuses. A figure that the peer
    // withholds may keep its limits there, and has none here.
    let value = if limits.0.is_none() { None } else { value };
    let limits = if value.is_none() { (None, None) } else { limits };
    check.maybe(&format!("value[{row}]"), years.map(|years| years.value), value, within);
    check.maybe(&format!("lower[{row}]"), years.map(|years| years.interval.lower), limits.0, within);
    check.maybe(&format!("upper[{row}]"), years.map(|years| years.interval.upper), limits.1, within);
    let Some(got) = got else { return Ok(()) };
    for (key, sum) in [("pops_used", got.population), ("dths_used", got.deaths)] {
        if expected.has(key) {
            let used = expected.column(key)?.get(row).copied().flatten();
            check.maybe(&format!("{key}[{row}]"), Some(sum), used, within);
        }
    }
    if let (Some(years), true) = (years, expected.has("method")) {
        let words = expected.texts("method")?;
        check.same("method", Some(peer_method(years.method)), words.get(row).map(String::as_str));
    }
    Ok(())
}

/// Draws of our own simulation, and its seed.
const DRAWS: usize = 200_000;
const SEED: u64 = 20_050_112;

pub(super) fn inequality(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let parameters = case.parameters();
    let transform = parameters.flag("transform")?;
    let scale = match (parameters.count("value_type")?, transform) {
        (0, _) => Scale::Value,
        (1, false) => Scale::LogError,
        (1, true) => Scale::Log,
        (2, false) => Scale::LogitError,
        (2, true) => Scale::Logit,
        (other, _) => return Err(Malformed(format!("there is no value type {other}"))),
    };
    let sign_and_unit = parameters.number("multiplier")?;
    let groups = groups(case.input(), scale)?;
    let index = match inequality_index(&groups, scale, sign_and_unit) {
        Ok(index) => index,
        Err(refusal) if case.is_refused() => {
            check.refused("input", &Err::<(), _>(refusal));
            return Ok(());
        }
        Err(refusal) => {
            check.fail(format!("refused: {refusal}"));
            return Ok(());
        }
    };
    exact(case, check, &index, if transform { sign_and_unit.abs() } else { 1.0 })?;
    analytic(case, check, &groups, scale, sign_and_unit)?;
    simulated(case, check, &groups, scale, sign_and_unit)
}

fn groups(input: Part<'_>, scale: Scale) -> Result<Vec<Group>, Malformed> {
    let (population, value) = (input.numbers("population")?, input.numbers("value")?);
    let rows = population.len();
    let error: Vec<f64> = if input.has("se") {
        input.numbers("se")?
    } else {
        let (lower, upper) = (input.numbers("lower")?, input.numbers("upper")?);
        lower
            .iter()
            .zip(&upper)
            .map(|(lower, upper)| standard_error_of_limits(scale, *lower, *upper).unwrap_or(f64::NAN))
            .collect()
    };
    let order = input.numbers("quantile")?;
    if value.len() != rows || error.len() != rows || order.len() != rows {
        return Err(Malformed("columns differ in length".to_owned()));
    }
    let mut rows: Vec<usize> = (0..rows).collect();
    rows.sort_by(|a, b| order[*a].total_cmp(&order[*b]));
    Ok(rows
        .into_iter()
        .map(|at| Group { population: population[at], value: value[at], standard_error: error[at] })
        .collect())
}

fn exact(case: &Case, check: &mut Check, index: &InequalityIndex, intercept_unit: f64) -> Result<(), Malformed> {
    let expected = case.part("expected_mean_over_seeds");
    let within = Tolerance::Relative(1e-10);
    check.number("sii", index.slope, expected.number("sii")?, within);
    if let Some(rii) = expected.optional_number("rii")? {
        check.maybe("rii", index.relative, Some(rii), within);
    }
    if let Some(intercept) = expected.optional_number("intercept")? {
        check.number("intercept", index.intercept * intercept_unit, intercept, within);
    }
    Ok(())
}

fn analytic(
    case: &Case,
    check: &mut Check,
    groups: &[Group],
    scale: Scale,
    sign_and_unit: f64,
) -> Result<(), Malformed> {
    let expected = case.part("analytic");
    if expected.is_empty() {
        return Ok(());
    }
    let within = Tolerance::Relative(1e-9);
    for (level, name) in [(Confidence::P95, "95"), (Confidence::P99_8, "998")] {
        match analytic_limits(groups, scale, sign_and_unit, level) {
            Ok(limits) => {
                let slope = limits.slope;
                check.number(
                    &format!("analytic lower{name}"),
                    slope.lower,
                    expected.number(&format!("lower{name}"))?,
                    within,
                );
                check.number(
                    &format!("analytic upper{name}"),
                    slope.upper,
                    expected.number(&format!("upper{name}"))?,
                    within,
                );
                check.number("analytic se", slope.width() / 2.0 / level.z(), expected.number("se")?, within);
            }
            Err(refusal) => check.fail(format!("analytic limits refused: {refusal}")),
        }
    }
    Ok(())
}

/// Simulated limits are compared within five standard errors: those of the peer's mean over its seeds, and our own.
fn simulated(
    case: &Case,
    check: &mut Check,
    groups: &[Group],
    scale: Scale,
    sign_and_unit: f64,
) -> Result<(), Malformed> {
    let (expected, spread) = (case.part("expected_mean_over_seeds"), case.part("sd_over_seeds"));
    let levels = case.parameters().confidence()?;
    let seeds = case.parameters().optional_number("n_seeds")?.unwrap_or(1.0);
    let got = match simulated_limits(groups, scale, sign_and_unit, &levels, DRAWS, SEED) {
        Ok(got) => got,
        Err(refusal) => {
            check.fail(format!("simulated limits refused: {refusal}"));
            return Ok(());
        }
    };
    for (level, limits) in levels.iter().zip(&got) {
        for (prefix, interval) in [("sii_", Some(limits.slope)), ("rii_", limits.relative)] {
            let Ok(peer) = expected.limit_columns(prefix, *level) else { continue };
            let deviation = spread.limit_columns(prefix, *level)?;
            // The standard error of a quantile of a normal sample, in widths of the interval.
            let z = level.z();
            let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
            let tail = level.tail();
            let own = interval.map_or(0.0, |interval| interval.width() / (2.0 * z)) / density
                * (tail * (1.0 - tail) / DRAWS as f64).sqrt();
            for (end, got, peer, deviation) in [
                ("lower", interval.map(|interval| interval.lower), peer.0, deviation.0),
                ("upper", interval.map(|interval| interval.upper), peer.1, deviation.1),
            ] {
                let (peer, deviation) = (peer.first().copied().flatten(), deviation.first().copied().flatten());
                let allowed = 5.0 * (deviation.unwrap_or(0.0) / seeds.sqrt() + own);
                let what = format!("{prefix}{end} {}% simulated", level.share() * 100.0);
                within_simulation(check, &what, got, peer, allowed);
            }
        }
    }
    Ok(())
}

/// A simulated number differs by chance and says nothing about the largest error, so that it is held, not measured.
fn within_simulation(check: &mut Check, what: &str, got: Option<f64>, expected: Option<f64>, allowed: f64) {
    let holds = match (got, expected) {
        (Some(got), Some(expected)) => (got - expected).abs() <= allowed,
        (got, expected) => got.is_none() && expected.is_none(),
    };
    if holds {
        check.same(what, true, true);
    } else {
        check.fail(format!("{what}: {got:?} where {expected:?} ± {allowed:.2e} is expected"));
    }
}
