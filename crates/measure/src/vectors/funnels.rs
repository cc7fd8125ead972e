//! Funnel limits, places and overdispersion.

use super::{
    case::{Case, Column, Malformed, Part},
    check::{Check, Tolerance},
    events::multiplier,
};
use crate::{
    estimate::{Interval, Multiplier},
    funnel::{
        RateKind, Significance, chart_points, exact_binomial_limit, exact_poisson_limit,
        overdispersion::{Indicator, Limits, Overdispersed, Unit, normal_limits, overdispersion},
        proportion_significance, rate_significance, ratio_significance,
        table::{PoissonLimit, PoissonRow, PoissonSolver, RatioScale, proportion_table, rate_table, ratio_table},
    },
    refusal::Refusal,
};

/// A row of `funnel_exact_limits.csv`.
pub(super) fn exact_limits(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let row = case.row();
    let (target, size, p) = (row.number("target")?, row.number("size")?, row.number("p")?);
    let got = match row.text("dist")? {
        "binomial" => exact_binomial_limit(target, size, p),
        "poisson_ratio" => exact_poisson_limit(target, size, p),
        other => return Err(Malformed(format!("there is no distribution {other:?}"))),
    };
    check.maybe("limit", got.ok(), row.number_or_none("limit")?, Tolerance::Absolute(1e-10));
    Ok(())
}

pub(super) fn poisson_helper(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let expected = case.expected();
    let (events, tails) = (expected.numbers("obs")?, expected.numbers("p")?);
    for (row, (events, tail)) in events.iter().zip(&tails).enumerate() {
        for (solver, low, high, within) in
            [(PoissonSolver::Bisection, "low", "high", 1e-5), (PoissonSolver::Exact, "exact_low", "exact_high", 1e-10)]
        {
            let got = solver.bounds(*events, *tail).ok();
            let at = |key: &str| Ok::<_, Malformed>(expected.column(key)?.get(row).copied().flatten());
            let within = Tolerance::Relative(within);
            check.maybe(&format!("{low}[{row}]"), got.map(|bounds| bounds.0), at(low)?, within);
            check.maybe(&format!("{high}[{row}]"), got.map(|bounds| bounds.1), at(high)?, within);
        }
    }
    Ok(())
}

fn rate_kind(parameters: Part<'_>) -> Result<RateKind, Malformed> {
    match parameters.text("rate_type")? {
        "crude" => Ok(RateKind::Crude),
        "dsr" => Ok(RateKind::DirectlyStandardised),
        other => Err(Malformed(format!("there is no kind of rate {other:?}"))),
    }
}

pub(super) fn limits(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let parameters = case.parameters();
    let (x, n) = (case.input().numbers("x")?, case.input().numbers("n")?);
    match parameters.text("statistic")? {
        "proportion" => proportion_limits(case, check, &x, &n),
        "ratio" => {
            let scale = match parameters.text("ratio_type")? {
                "count" => RatioScale::Excess,
                "isr" => RatioScale::Percent,
                other => return Err(Malformed(format!("there is no kind of ratio {other:?}"))),
            };
            let got = ratio_table(&x, &n, scale, PoissonSolver::Bisection);
            if case.is_refused() {
                check.refused("input", &got);
                return Ok(());
            }
            poisson_rows(case, check, &got, "Observed_events", "exp_events")
        }
        "rate" => {
            let per = multiplier(parameters, "multiplier")?;
            let got = rate_table(
                &x,
                &n,
                &case.input().numbers("rate")?,
                rate_kind(parameters)?,
                parameters.number("years_of_data")?,
                per,
                PoissonSolver::Bisection,
            );
            if case.is_refused() {
                check.refused("input", &got);
                return Ok(());
            }
            if let Ok(table) = &got {
                baseline(case, check, table.baseline)?;
            }
            poisson_rows(case, check, &got.map(|table| table.rows), "Events", "population_1_year")
        }
        other => Err(Malformed(format!("there is no statistic {other:?}"))),
    }
}

fn baseline(case: &Case, check: &mut Check, got: f64) -> Result<(), Malformed> {
    for expected in case.expected().column("baseline")? {
        check.maybe("baseline", Some(got), expected, Tolerance::Relative(1e-10));
    }
    Ok(())
}

fn proportion_limits(case: &Case, check: &mut Check, x: &[f64], n: &[f64]) -> Result<(), Malformed> {
    let got = proportion_table(x, n, multiplier(case.parameters(), "multiplier")?);
    if case.is_refused() {
        check.refused("input", &got);
        return Ok(());
    }
    let Ok(table) = got else {
        check.fail("refused".to_owned());
        return Ok(());
    };
    let expected = case.expected();
    baseline(case, check, table.baseline)?;
    check.same("rows", table.rows.len(), expected.column("Population")?.len());
    let within = Tolerance::Absolute(1e-10);
    let columns: [(&str, Vec<f64>); 5] = [
        ("Population", table.rows.iter().map(|row| row.population).collect()),
        ("lower_2s_limit", table.rows.iter().map(|row| row.inner.0).collect()),
        ("upper_2s_limit", table.rows.iter().map(|row| row.inner.1).collect()),
        ("lower_3s_limit", table.rows.iter().map(|row| row.outer.0).collect()),
        ("upper_3s_limit", table.rows.iter().map(|row| row.outer.1).collect()),
    ];
    for (name, got) in columns {
        for (row, (got, expected)) in got.into_iter().zip(expected.column(name)?).enumerate() {
            check.maybe(&format!("{name}[{row}]"), Some(got), expected, within);
        }
    }
    Ok(())
}

/// One of the four limits of a row.
type RowEnd = fn(&PoissonRow) -> PoissonLimit;

fn poisson_rows(
    case: &Case,
    check: &mut Check,
    got: &Result<Vec<PoissonRow>, Refusal>,
    events: &str,
    position: &str,
) -> Result<(), Malformed> {
    let Ok(rows) = got else {
        check.fail("refused".to_owned());
        return Ok(());
    };
    let expected = case.expected();
    let numbers = expected.column(events)?;
    check.same("rows", rows.len(), numbers.len());
    for (row, (got, expected)) in rows.iter().zip(numbers).enumerate() {
        check.maybe(&format!("{events}[{row}]"), Some(got.events), expected, Tolerance::Absolute(0.0));
    }
    let ends: [(&str, RowEnd); 4] = [
        ("lower_2s", |row| row.lower_inner),
        ("upper_2s", |row| row.upper_inner),
        ("lower_3s", |row| row.lower_outer),
        ("upper_3s", |row| row.upper_outer),
    ];
    for (end, part) in ends {
        let positions = expected.column(&format!("{end}_{position}"))?;
        let limits = expected.column(&format!("{end}_limit"))?;
        for (row, got) in rows.iter().map(part).enumerate() {
            let at = |column: &[Option<f64>]| column.get(row).copied().flatten();
            let what = format!("{end}[{row}]");
            check.maybe(&what, Some(got.position), at(&positions), Tolerance::Relative(1e-5));
            // An excess is a ratio less one, so that it may be zero.
            check.maybe(&what, Some(got.limit), at(&limits), Tolerance::Absolute(1e-5));
        }
    }
    Ok(())
}

pub(super) fn significance(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let parameters = case.parameters();
    let (x, n) = (case.input().numbers("x")?, case.input().numbers("n")?);
    let got = match parameters.text("statistic")? {
        "proportion" => proportion_significance(&x, &n),
        "ratio" => ratio_significance(&x, &n),
        "rate" => {
            let per = multiplier(parameters, "multiplier")?;
            rate_significance(&x, &n, &case.input().numbers("rate")?, rate_kind(parameters)?, per)
        }
        other => return Err(Malformed(format!("there is no statistic {other:?}"))),
    };
    if case.is_refused() {
        check.refused("input", &got);
        return Ok(());
    }
    let expected = case.expected().texts("significance")?;
    check.same("rows", x.len(), expected.len());
    for (row, expected) in expected.iter().enumerate() {
        let got = got.as_ref().ok().and_then(|places| places.get(row)).copied();
        check.same(&format!("significance[{row}]"), got.map_or("refused", peer_label), expected.as_str());
    }
    Ok(())
}

fn peer_label(place: Significance) -> &'static str {
    match place {
        Significance::LowOuter => "Low (0.001)",
        Significance::LowInner => "Low (0.025)",
        Significance::Within => "Not significant",
        Significance::HighInner => "High (0.025)",
        Significance::HighOuter => "High (0.001)",
        Significance::TooFewEvents => "Not applicable for events less than 10 for dsrs",
    }
}

pub(super) fn points(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let (parameters, input) = (case.parameters(), case.input());
    let got = chart_points(
        &input.numbers("x")?,
        &input.numbers("n")?,
        &input.numbers("rate")?,
        rate_kind(parameters)?,
        parameters.number("years_of_data")?,
        multiplier(parameters, "multiplier").unwrap_or(Multiplier::PER_100_000),
    );
    if case.is_refused() {
        check.refused("input", &got);
        return Ok(());
    }
    let expected = case.expected();
    let (rates, sizes) = (expected.column("rate_chart")?, expected.column("denominator_derived")?);
    check.same("rows", got.as_ref().map_or(0, Vec::len), rates.len());
    let within = Tolerance::Relative(1e-12);
    for (row, (rate, size)) in rates.into_iter().zip(sizes).enumerate() {
        let got = got.as_ref().ok().and_then(|points| points.get(row));
        check.maybe(&format!("rate_chart[{row}]"), got.and_then(|point| point.rate), rate, within);
        check.maybe(&format!("denominator[{row}]"), got.and_then(|point| point.yearly_denominator), size, within);
    }
    Ok(())
}

pub(super) fn overdispersed(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let (parameters, input) = (case.parameters(), case.input());
    let method = if parameters.has("sr_method") { parameters.text("sr_method").ok() } else { None };
    let indicator = match (parameters.text("data_type")?, method) {
        ("PR", _) => Indicator::Proportion,
        ("RC", _) => Indicator::RatioOfCounts,
        ("SR", Some("SHMI")) => Indicator::StandardisedLog,
        ("SR", Some("CQC")) => Indicator::StandardisedSquareRoot,
        (kind, method) => return Err(Malformed(format!("there is no funnel {kind:?} {method:?}"))),
    };
    let denominators = input.numbers("den")?;
    let got = overdispersion(&input.numbers("num")?, &denominators, indicator, parameters.number("trim_by")?);
    if case.is_refused() {
        check.refused("input", &got);
        return Ok(());
    }
    let Ok(funnel) = got else {
        check.fail("refused".to_owned());
        return Ok(());
    };
    let (expected, drawn) = (case.expected(), parameters.flag("draw_adjusted")?);
    let per = parameters.optional_number("multiplier")?.unwrap_or(1.0);
    independent(case, check, &funnel)?;

    // Where the peer is told not to draw adjusted limits it works out no overdispersion either.
    let (phi, tau_squared) = if drawn { (funnel.phi, funnel.tau_squared) } else { (0.0, 0.0) };
    let closed = Tolerance::Absolute(1e-10);
    check.number("target", funnel.target, expected.number("target")?, closed);
    check.number("phi", phi, expected.number("phi")?, closed);
    check.number("tau2", tau_squared, expected.number("tau2")?, closed);
    let adjusted = tau_squared > 0.0;
    check.same("adjusted_used", adjusted, expected.flag("adjusted_used")?);
    numbers(check, "z", &funnel, expected.column("z")?, |unit| Some(unit.z));
    numbers(check, "z_trimmed", &funnel, expected.column("z_trimmed")?, |unit| unit.z_trimmed);
    numbers(check, "ratio", &funnel, expected.column("ratio")?, |unit| Some(unit.ratio));

    let p95 = parameters.number("limit")? < 99.0;
    let flags = expected.column("outlier")?;
    let columns = LimitColumns::of(expected)?;
    for (row, (unit, n)) in funnel.units.iter().zip(&denominators).enumerate() {
        let widened = if drawn { unit.overdispersed } else { plain(unit, *n, indicator) };
        for (level, got, widened) in [(0, unit.chance.p95, widened.p95), (1, unit.chance.p99_8, widened.p99_8)] {
            let poisson = matches!(indicator, Indicator::StandardisedLog | Indicator::StandardisedSquareRoot);
            let within = Tolerance::Absolute(if poisson { 1e-10 } else { 1e-6 });
            columns.compare(check, row, level, got, per, within);
            columns.compare(check, row, level + 2, widened, per, Tolerance::Absolute(1e-6));
        }
        let limits = if adjusted { widened } else { unit.chance };
        let limits = if p95 { limits.p95 } else { limits.p99_8 };
        // Beyond the end of the scale the peer's limits are not those of the formula, nor are its flags.
        if indicator != Indicator::Proportion || limits.lower > 0.0 && limits.upper < 1.0 {
            let outlier = f64::from(u8::from(!limits.contains(unit.ratio)));
            check.same(&format!("outlier[{row}]"), Some(outlier), flags.get(row).copied().flatten());
        }
    }
    Ok(())
}

/// Limits without overdispersion, which the peer gives in its place when told to: normal ones for standardised ratios.
fn plain(unit: &Unit, n: f64, indicator: Indicator) -> Limits {
    match indicator {
        Indicator::Proportion | Indicator::RatioOfCounts => unit.chance,
        Indicator::StandardisedSquareRoot => normal_limits(1.0, n, 0.0, indicator),
        Indicator::StandardisedLog => normal_limits(0.0, n, 0.0, indicator),
    }
}

fn numbers(
    check: &mut Check,
    name: &str,
    funnel: &Overdispersed,
    expected: Vec<Option<f64>>,
    part: impl Fn(&Unit) -> Option<f64>,
) {
    check.same("rows", funnel.units.len(), expected.len());
    for (row, (unit, expected)) in funnel.units.iter().zip(expected).enumerate() {
        check.maybe(&format!("{name}[{row}]"), part(unit), expected, Tolerance::Absolute(1e-10));
    }
}

/// The second opinion that a case may carry, from the published formulae.
fn independent(case: &Case, check: &mut Check, funnel: &Overdispersed) -> Result<(), Malformed> {
    let expected = case.part("independent");
    if expected.is_empty() {
        return Ok(());
    }
    let closed = Tolerance::Absolute(1e-10);
    check.number("independent phi", funnel.phi, expected.number("phi")?, closed);
    check.number("independent tau2", funnel.tau_squared, expected.number("tau2")?, closed);
    numbers(check, "independent z", funnel, expected.column("z")?, |unit| Some(unit.z));
    numbers(check, "winsorised z", funnel, expected.column("winsorised_z")?, |unit| unit.z_trimmed);
    numbers(check, "adjusted z", funnel, expected.column("z_adjusted")?, |unit| Some(unit.z_adjusted));
    Ok(())
}

/// The peer's limit columns: 95% and 99.8%, then the same with overdispersion.
struct LimitColumns([(Column, Column); 4]);

impl LimitColumns {
    fn of(expected: Part<'_>) -> Result<Self, Malformed> {
        let pair = |lower: &str, upper: &str| Ok::<_, Malformed>((expected.column(lower)?, expected.column(upper)?));
        Ok(Self([
            pair("ll95", "ul95")?,
            pair("ll998", "ul998")?,
            pair("od_ll95", "od_ul95")?,
            pair("od_ll998", "od_ul998")?,
        ]))
    }

    fn compare(&self, check: &mut Check, row: usize, pair: usize, got: Interval, per: f64, within: Tolerance) {
        let name = ["95%", "99.8%", "95% overdispersed", "99.8% overdispersed"][pair];
        let (lower, upper) = &self.0[pair];
        for (end, got, column) in [("lower", got.lower, lower), ("upper", got.upper, upper)] {
            let expected = column.get(row).copied().flatten();
            // Limits of proportions end at 0 and 1. Just there the peer's turn back inwards, or are forced out to the end,
            // as its drawing grid falls.
            let at_the_end = |limit: f64| limit <= 0.0 || limit >= per;
            if !(at_the_end(got * per) || expected.is_some_and(at_the_end)) {
                check.maybe(&format!("{end} {name}[{row}]"), Some(got * per), expected, within);
            }
        }
    }
}
