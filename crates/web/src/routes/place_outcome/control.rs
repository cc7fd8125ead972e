//! Whether the newest figure of a place is unusual by the place's own past: its control chart, in words and drawn.

use super::super::{
    readings::{label, middle},
    trends::Course,
};
use crate::{
    charts::{ControlChart, ControlPhase, ControlPoint, Mark, Notation, control_narrow, control_wide},
    components::{Column, Link, Table, TableCell},
    pages::outcomes::place_outcome::ChartPanel,
    words::list_in_words,
};
use hub::outcomes::{
    Series,
    trend::{ChartPoint, ENOUGH_POINTS, Flags, OwnTrend, Pattern, PointKind, ReadChart, Side, Trend},
};
use terms::{Period, Unit};

/// How many periods are named in a sentence.
const NAMED: usize = 5;

/// The panel of a series; it says so where the series is too short.
pub(super) fn panel(series: &Series, course: &Course, notation: &Notation, about: &str) -> Option<ChartPanel> {
    let own = course.own.as_ref()?;
    let latest = series.latest()?;
    let plain = |answer: &str, because: String| ChartPanel {
        id: "unusual".to_owned(),
        heading: format!("Is {} unusual for {about}?", label(latest.period)),
        answer: answer.to_owned(),
        because,
        pictures: None,
        caption: String::new(),
        how_to_read: String::new(),
        method: Link::new("About control charts", "/methods/control-charts"),
        table: None,
        more: None,
    };
    let Some(read) = &own.chart else {
        let since_break = if own.from > 0 { " since it was last counted in another way" } else { "" };
        let because = match own.trend {
            Trend::TooShort { points: 1 } => format!(
                "There is one figure{since_break}, and a control chart needs {ENOUGH_POINTS}. With fewer nobody can tell a \
                 change from chance."
            ),
            Trend::TooShort { points } => format!(
                "There are {points} figures{since_break}, and a control chart needs {ENOUGH_POINTS}. With fewer nobody can \
                 tell a change from chance."
            ),
            _ => {
                "The periods of this series overlap: neighbouring figures share years, so they rise and fall together \
                  and no control chart holds for them."
                    .to_owned()
            }
        };
        let answer = if matches!(own.trend, Trend::Overlapping) { "Cannot tell." } else { "Too short to tell." };
        return Some(plain(answer, because));
    };
    let (answer, because) = finding(own, read, notation);
    let marks: Vec<Mark> = read.chart.points.iter().map(|point| mark(point.kind)).collect();
    let chart = ControlChart {
        id: "control".to_owned(),
        title: format!("Control chart: {} in {about}", series.indicator.contract().title),
        finding: described(read, notation, &answer, &because),
        notation: notation.clone(),
        points: read
            .chart
            .points
            .iter()
            .zip(&read.periods)
            .zip(&marks)
            .map(|((point, period), mark)| ControlPoint {
                period: label(*period),
                at: middle(*period),
                value: point.value,
                mark: *mark,
            })
            .collect(),
        phases: read
            .chart
            .phases
            .iter()
            .filter_map(|phase| {
                let limits = phase.limits?;
                Some(ControlPhase {
                    points: (phase.first, phase.first + phase.count),
                    limits: (limits.mean, limits.lower, limits.upper),
                    settling: phase.short,
                })
            })
            .collect(),
        floor: floor(&series.indicator.contract().unit, series),
    };
    let caption = match read.chart.phases.as_slice() {
        [_] => {
            "Limits: the average, and 2.66 times the usual step from one figure to the next on either side.".to_owned()
        }
        phases => {
            let from = phases.last().and_then(|phase| read.periods.get(phase.first));
            let settling = if phases.last().is_some_and(|phase| phase.short) {
                " There are fewer than 13 figures since, so the new limits are still settling."
            } else {
                ""
            };
            format!(
                "Limits: the average, and 2.66 times the usual step from one figure to the next on either side. They begin \
                 anew in {}, where the level changed.{settling}",
                from.map_or_else(String::new, |period| label(*period))
            )
        }
    };
    Some(ChartPanel {
        pictures: control_wide(&chart).zip(control_narrow(&chart)),
        caption,
        how_to_read:
            "Figures between the limits move by chance, as they always have here. A shape other than a dot is a \
                      figure that chance would seldom bring: ask what happened."
                .to_owned(),
        table: Some(table(read, notation)),
        ..plain(&answer, because)
    })
}

fn mark(kind: PointKind) -> Mark {
    match kind {
        PointKind::CommonCause | PointKind::Gap => Mark::Common,
        PointKind::Improvement => Mark::Improvement,
        PointKind::Concern => Mark::Concern,
        PointKind::High => Mark::High,
        PointKind::Low => Mark::Low,
    }
}

/// Counts, shares and rates cannot lie below 0, so no limit is drawn there.
fn floor(unit: &Unit, series: &Series) -> Option<f64> {
    let counted = matches!(unit, Unit::Percent | Unit::Rate { .. } | Unit::Count { .. });
    let below = series.points.iter().any(|point| point.value.is_some_and(|value| value < 0.0));
    (counted && !below).then_some(0.0)
}

/// The answer to whether the newest figure is unusual, and why.
fn finding(own: &OwnTrend, read: &ReadChart, notation: &Notation) -> (String, String) {
    let newest = read.chart.points.iter().rev().find(|point| point.value.is_some());
    let limits = newest.and_then(|point| read.chart.phases.get(point.phase)?.limits);
    let range = limits.map_or_else(String::new, |limits| {
        format!("{} and {}", notation.write(limits.lower), notation.write(limits.upper))
    });
    if let Some((pattern, side)) = newest.and_then(ChartPoint::pattern) {
        return ("Yes.".to_owned(), pattern_in_words(pattern, side, read));
    }
    match own.trend {
        Trend::ChangedAt { period, .. } => (
            "No longer.".to_owned(),
            format!(
                "The level changed in {}. Since then figures have moved no more than chance moves them, between {range}.",
                label(period)
            ),
        ),
        _ => ("No.".to_owned(), format!("It lies where chance alone has moved this series: between {range}.")),
    }
}

fn pattern_in_words(pattern: Pattern, side: Side, read: &ReadChart) -> String {
    let run = |flag: Flags| {
        let points = read.chart.points.iter().rev().skip_while(|point| point.value.is_none());
        points.take_while(|point| point.flags.has(flag)).count()
    };
    match (pattern, side) {
        (Pattern::Outside, Side::High) => "It lies above the upper limit that its own past sets.".to_owned(),
        (Pattern::Outside, Side::Low) => "It lies below the lower limit that its own past sets.".to_owned(),
        (Pattern::Trend, Side::High) => {
            format!("The last {} figures each rose. Chance seldom does that seven times.", run(Flags::RISING))
        }
        (Pattern::Trend, Side::Low) => {
            format!("The last {} figures each fell. Chance seldom does that seven times.", run(Flags::FALLING))
        }
        (Pattern::TwoOfThree, side) => {
            let limit = if side == Side::High { "upper" } else { "lower" };
            format!("Two of three figures in a row lie near the {limit} limit. Chance seldom brings that.")
        }
        (Pattern::Shift, side) => {
            let (flag, where_) = if side == Side::High { (Flags::ABOVE, "above") } else { (Flags::BELOW, "below") };
            format!("The last {} figures all lie {where_} the average. Chance seldom brings seven in a row.", run(flag))
        }
    }
}

/// What the chart shows, for somebody who does not see it.
fn described(read: &ReadChart, notation: &Notation, answer: &str, because: &str) -> String {
    let known: Vec<(&Period, &ChartPoint)> =
        read.periods.iter().zip(&read.chart.points).filter(|(_, point)| point.value.is_some()).collect();
    let special: Vec<String> =
        known.iter().filter(|(_, point)| point.pattern().is_some()).map(|(period, _)| label(**period)).collect();
    let span = match (known.first(), known.last()) {
        (Some((first, _)), Some((last, _))) => {
            format!("{} figures, {} to {}.", known.len(), label(**first), label(**last))
        }
        _ => String::new(),
    };
    let beyond = match special.len() {
        0 => "None is beyond what chance brings.".to_owned(),
        count if count <= NAMED => format!("Beyond what chance brings: {}.", list_in_words(&special)),
        count => {
            let newest = &special[count - NAMED..];
            format!("{count} are beyond what chance brings, the newest of them {}.", list_in_words(newest))
        }
    };
    let limits = read.chart.phases.last().and_then(|phase| phase.limits).map_or_else(String::new, |limits| {
        format!(
            "The average is {}, the limits {}.",
            notation.write(limits.mean),
            notation.range((limits.lower, limits.upper))
        )
    });
    let newest =
        known.last().and_then(|(_, point)| point.value).map_or_else(String::new, |value| notation.write(value));
    format!("Is the newest figure, {newest}, unusual? {answer} {because} {span} {limits} {beyond}")
}

fn table(read: &ReadChart, notation: &Notation) -> Table {
    let columns = vec![
        Column::words("Period"),
        Column::numbers("Figure"),
        Column::words("What it is"),
        Column::numbers("Average"),
        Column::numbers("Limits"),
    ];
    let rows = read
        .chart
        .points
        .iter()
        .zip(&read.periods)
        .map(|(point, period)| {
            let limits = read.chart.phases.get(point.phase).and_then(|phase| phase.limits);
            vec![
                TableCell::new(label(*period)),
                TableCell::new(point.value.map_or_else(|| "not known".to_owned(), |value| notation.write(value))),
                TableCell::new(if point.value.is_some() { mark(point.kind).words() } else { "no figure" }),
                TableCell::new(limits.map_or_else(String::new, |limits| notation.write(limits.mean))),
                TableCell::new(limits.map_or_else(String::new, |limits| notation.range((limits.lower, limits.upper)))),
            ]
        })
        .collect();
    Table { caption: "The control chart in figures".to_owned(), caption_hidden: true, columns, rows }
}
