//! Control charts.

use terms::Date;

use super::{
    case::{Case, Malformed, Part},
    check::{Check, Tolerance},
};
use crate::{
    chart::{Assurance, Chart, Flags, Kind, Options, Pattern, Phase, Point, Rules, Side, Variation, chart as chart_of},
    direction::Direction,
};

pub(super) fn chart(case: &Case, check: &mut Check) -> Result<(), Malformed> {
    let options = options(case.parameters())?;
    let dates: Vec<Date> = case.input().texts("date")?.iter().map(|text| date(text)).collect::<Result<_, _>>()?;
    let values = case.input().column("y")?;
    if dates.len() != values.len() {
        return Err(Malformed("columns differ in length".to_owned()));
    }
    let series: Vec<(Date, Option<f64>)> = dates.into_iter().zip(values).collect();
    let got = chart_of(&series, &options);
    if case.is_refused() {
        check.refused("input", &got);
        return Ok(());
    }
    let wider = |rules: Rules| chart_of(&series, &Options { rules, ..options.clone() });
    let (Ok(peer), Ok(outside), Ok(six)) = (got, wider(Rules::MAKING_DATA_COUNT), wider(Rules::SIX_POINTS)) else {
        check.fail("refused".to_owned());
        return Ok(());
    };
    let expected = case.expected();
    check.same("rows", peer.points.len(), expected.column("group")?.len());
    phases(check, expected.part("groups")?, &peer.phases)?;
    point_flags(check, expected, &peer, &outside, &six)?;
    words(check, expected, &peer)
}

fn date(text: &str) -> Result<Date, Malformed> {
    text.parse().map_err(|_| Malformed(format!("{text:?} is not a date")))
}

fn options(parameters: Part<'_>) -> Result<Options, Malformed> {
    let improvement = match parameters.text("improvement_direction")? {
        "increase" => Direction::Increase,
        "decrease" => Direction::Decrease,
        "neutral" => Direction::Neutral,
        other => return Err(Malformed(format!("there is no direction {other:?}"))),
    };
    let rebase = match parameters.texts("rebase") {
        Ok(days) => days.iter().filter(|day| *day != "null").map(|day| date(day)).collect::<Result<_, _>>()?,
        Err(_) => Vec::new(),
    };
    let limits_from_first = match parameters.optional_number("fix_after_n_points")? {
        Some(points) => Some(super::case::whole(points).ok_or_else(|| Malformed("fix_after_n_points".to_owned()))?),
        None => None,
    };
    Ok(Options {
        improvement,
        rebase,
        limits_from_first,
        target: parameters.optional_number("target")?,
        screen: parameters.flag("screen_outliers")?,
        rules: Rules::PLOT_THE_DOTS,
    })
}

fn phases(check: &mut Check, expected: Part<'_>, got: &[Phase]) -> Result<(), Malformed> {
    let numbers = expected.column("rebase_group")?;
    check.same("phases", got.len(), numbers.len());
    let column = |name: &str| expected.column(name);
    let (count, mean, lower, upper, short) =
        (column("n")?, column("mean")?, column("lpl")?, column("upl")?, column("short")?);
    for (row, (phase, number)) in got.iter().zip(numbers).enumerate() {
        let at = |column: &[Option<f64>]| column.get(row).copied().flatten();
        check.same("phase", Some(phase.number as f64), number);
        check.same("n", Some(phase.count as f64), at(&count));
        check.same("short", Some(f64::from(u8::from(phase.short))), at(&short));
        let limits = phase.limits;
        let scale = limits.map_or(1.0, |limits| limits.mean.abs().max(limits.upper - limits.lower));
        let within = Tolerance::Scaled(1e-12, scale);
        check.maybe("mean", limits.map(|limits| limits.mean), at(&mean), within);
        let peer = (at(&lower), at(&upper));
        if peer == (None, None) {
            // The peer has no limits where nothing varies; here they lie on the mean.
            let flat = limits.is_none_or(|limits| !limits.varies && limits.lower >= limits.upper);
            check.same("limits where nothing varies", flat, true);
        } else {
            check.maybe("lower limit", limits.map(|limits| limits.lower), peer.0, within);
            check.maybe("upper limit", limits.map(|limits| limits.upper), peer.1, within);
        }
    }
    Ok(())
}

fn point_flags(
    check: &mut Check,
    expected: Part<'_>,
    peer: &Chart,
    outside: &Chart,
    six: &Chart,
) -> Result<(), Malformed> {
    let groups = expected.column("group")?;
    for (row, (point, group)) in peer.points.iter().zip(groups).enumerate() {
        let number = peer.phases.get(point.phase).map(|phase| phase.number as f64);
        check.same(&format!("group[{row}]"), number, group);
    }
    let side = |flags: Flags| f64::from(i8::from(flags.has(Flags::ABOVE)) - i8::from(flags.has(Flags::BELOW)));
    flag_column(check, expected, "relative_to_mean", peer, side)?;
    let has = |flag: Flags| move |flags: Flags| f64::from(u8::from(flags.has(flag)));
    for (name, chart, flag) in [
        ("close_to_limits", peer, Flags::NEAR_LIMIT),
        ("rule_outside", peer, Flags::OUTSIDE),
        ("rule_trend7", peer, Flags::RISING | Flags::FALLING),
        ("rule_2of3", peer, Flags::TWO_OF_THREE),
        ("rule_shift7", peer, Flags::SHIFT),
        ("alt_2of3_incl_outside", outside, Flags::TWO_OF_THREE),
        ("alt_shift6", six, Flags::SHIFT),
        ("alt_trend6", six, Flags::RISING | Flags::FALLING),
    ] {
        if expected.has(name) {
            flag_column(check, expected, name, chart, has(flag))?;
        }
    }
    Ok(())
}

/// Compares a flag of every point. Where the peer says nothing for want of limits nothing may be flagged; where it says
/// nothing because of a gap near by there is nothing to compare.
fn flag_column(
    check: &mut Check,
    expected: Part<'_>,
    name: &str,
    chart: &Chart,
    flag: impl Fn(Flags) -> f64,
) -> Result<(), Malformed> {
    for (row, (point, expected)) in chart.points.iter().zip(expected.column(name)?).enumerate() {
        let varies = chart.phases.get(point.phase).and_then(|phase| phase.limits).is_some_and(|limits| limits.varies);
        if expected.is_some() || !varies {
            check.same(&format!("{name}[{row}]"), flag(point.flags), expected.unwrap_or(0.0));
        }
    }
    Ok(())
}

fn words(check: &mut Check, expected: Part<'_>, got: &Chart) -> Result<(), Malformed> {
    for (row, (point, expected)) in got.points.iter().zip(expected.texts("type")?).enumerate() {
        check.same(&format!("type[{row}]"), pattern_word(point), expected.as_str());
    }
    for (row, (point, expected)) in got.points.iter().zip(expected.texts("point")?).enumerate() {
        check.same(&format!("point[{row}]"), kind_word(point.kind), expected.as_str());
    }
    check.same("variation", variation_word(got.variation), expected.text("variation")?);
    if got.variation != Variation::None {
        check.same("assurance", assurance_word(got.assurance), expected.text("assurance")?);
    }
    Ok(())
}

fn pattern_word(point: &Point) -> &'static str {
    match point.pattern() {
        None => "CC",
        Some((Pattern::Outside, Side::High)) => "AU",
        Some((Pattern::Outside, Side::Low)) => "BL",
        Some((Pattern::Trend, Side::High)) => "T+",
        Some((Pattern::Trend, Side::Low)) => "T-",
        Some((Pattern::TwoOfThree, Side::High)) => "2A",
        Some((Pattern::TwoOfThree, Side::Low)) => "2B",
        Some((Pattern::Shift, Side::High)) => "7A",
        Some((Pattern::Shift, Side::Low)) => "7B",
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::CommonCause | Kind::Gap => "CC",
        Kind::Improvement => "IMP",
        Kind::Concern => "CON",
        Kind::High => "NH",
        Kind::Low => "NL",
    }
}

fn variation_word(variation: Variation) -> &'static str {
    match variation {
        Variation::None | Variation::CommonCause => "CC",
        Variation::Improvement => "IMP",
        Variation::Concern => "CON",
        Variation::High => "NH",
        Variation::Low => "NL",
    }
}

fn assurance_word(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::NotStated => "none",
        Assurance::ConsistentlyMet => "consistent_pass",
        Assurance::ConsistentlyMissed => "consistent_fail",
        Assurance::HitAndMiss => "inconsistent",
    }
}
