//! Whether a place is unusual for its size: the funnel of all places of its tier, in words and drawn.

use super::super::{
    place::Subjects,
    readings::when_all,
    round::{bare, number},
};
use crate::{
    charts::{FunnelChart, FunnelLimit, FunnelPoint, FunnelRole, Notation, funnel_narrow, funnel_wide},
    components::{Column, Link, Table, TableCell},
    pages::outcomes::place_outcome::ChartPanel,
};
use hub::{
    Indicator,
    outcomes::beside::{Beside, Funnel, FunnelSource, PlotLimits, Significance},
};
use place::Map;
use std::collections::BTreeSet;
use terms::{AreaCode, unit::grouped};

/// Along how many sizes the limits are drawn.
const STEPS: u32 = 48;

/// The panel; nothing where the counts above and below the line are not known.
pub(super) fn panel(
    map: &Map,
    subjects: &Subjects,
    indicator: &Indicator,
    beside: &Beside,
    about: &str,
) -> Option<ChartPanel> {
    let funnel = beside.funnel.as_ref()?;
    let this = funnel.this?;
    let like: BTreeSet<AreaCode> = beside.like.iter().flat_map(|place| map.codes_of(place.area)).collect();
    let (value, size) = (funnel.plot.values[this] * funnel.factor, funnel.sizes[this]);
    let own = funnel.limits(size)?;
    let scaled = |(lower, upper): (f64, f64)| (lower * funnel.factor, upper * funnel.factor);
    let range = scaled((own.widened.p95.lower, own.widened.p95.upper));
    let range = format!("{} to {}", bare(range.0, &funnel.unit), bare(range.1, &funnel.unit));
    let (answer, because) = finding(funnel.place()?, &range);
    let periods = when_all(&funnel.periods);
    let notation = notation(value, &funnel.unit);
    let chart = FunnelChart {
        id: "funnel".to_owned(),
        title: format!("Funnel: {} {periods}, by {}", funnel.title, funnel.of),
        finding: format!(
            "Is {about} unusual for its size? {answer} {because} It has {} among {} {}; the average of {} councils is {}.",
            number(value, &funnel.unit),
            grouped(size, 0),
            funnel.of,
            funnel.areas.len(),
            bare(funnel.plot.average * funnel.factor, &funnel.unit)
        ),
        notation,
        points: (0..funnel.areas.len())
            .map(|position| FunnelPoint {
                size: funnel.sizes[position],
                value: funnel.plot.values[position] * funnel.factor,
                role: match funnel.areas[position] {
                    _ if position == this => FunnelRole::This,
                    area if like.contains(&area) => FunnelRole::Like,
                    _ => FunnelRole::Other,
                },
            })
            .collect(),
        limits: curve(funnel),
        average: funnel.plot.average * funnel.factor,
        this: subjects_name(map, subjects, funnel.areas[this]),
        of: funnel.of.clone(),
    };
    let source = match &funnel.source {
        FunnelSource::Published => String::new(),
        FunnelSource::PutTogether => " Counts of the whole period together.".to_owned(),
        FunnelSource::StandsIn { note } => format!(" {note}"),
    };
    let left_out = match funnel.left_out {
        0 => String::new(),
        1 => " One council without both counts is not drawn.".to_owned(),
        count => format!(" {count} councils without both counts are not drawn."),
    };
    Some(ChartPanel {
        id: "size".to_owned(),
        heading: format!("Is {about} unusual for its size?"),
        answer,
        because: format!("{because} It has {}.", number(value, &funnel.unit)),
        pictures: funnel_wide(&chart).zip(funnel_narrow(&chart)),
        caption: format!(
            "{}, {}, {periods}: {} councils by {}.{source}{left_out}",
            funnel.title,
            funnel.unit.replace('%', "percent"),
            funnel.areas.len(),
            funnel.of
        ),
        how_to_read:
            "The further to the left, the fewer a figure is made of, and the more chance swings it: so the funnel \
                      is wide there. Only a place outside the funnel is unusual for its size. Up is not good or bad by \
                      itself."
                .to_owned(),
        method: Link::new("About funnels", "/methods/funnels"),
        table: Some(table(map, subjects, funnel, beside)),
        more: Some(Link::new("All places of this measure, by name", format!("/outcomes/{}", indicator.contract().id))),
    })
}

fn subjects_name(map: &Map, subjects: &Subjects, area: AreaCode) -> String {
    map.area(area).map_or_else(|| area.to_string(), |area| area.name_at(subjects.day).to_owned())
}

/// How the values of a funnel are written on its sheet.
fn notation(value: f64, unit: &str) -> Notation {
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let after = if matches!(unit, "%" | "percent") { "%" } else { "" };
    Notation { after: after.to_owned(), ..Notation::plain(decimals) }
}

fn finding(place: Significance, range: &str) -> (String, String) {
    let (answer, because) = match place {
        Significance::Within | Significance::TooFewEvents => {
            ("No.", format!("It lies inside the funnel: of places of its size, 95 of 100 would lie at {range}."))
        }
        Significance::HighInner => (
            "Perhaps.",
            format!("It lies above where 95 of 100 places of its size would ({range}), but not beyond 99.8 of 100."),
        ),
        Significance::LowInner => (
            "Perhaps.",
            format!("It lies below where 95 of 100 places of its size would ({range}), but not beyond 99.8 of 100."),
        ),
        Significance::HighOuter => (
            "Yes, it is high.",
            format!("It lies above the funnel: of places of its size, 95 of 100 would lie at {range}."),
        ),
        Significance::LowOuter => (
            "Yes, it is low.",
            format!("It lies below the funnel: of places of its size, 95 of 100 would lie at {range}."),
        ),
    };
    (answer.to_owned(), because)
}

/// The limits from the smallest size to the largest, by equal steps of the logarithm.
fn curve(funnel: &Funnel) -> Vec<FunnelLimit> {
    let smallest = funnel.sizes.iter().copied().fold(f64::INFINITY, f64::min) * 0.92;
    let largest = funnel.sizes.iter().copied().fold(0.0, f64::max) * 1.08;
    let size = |step: u32| smallest * (largest / smallest).powf(f64::from(step) / f64::from(STEPS));
    (0..=STEPS)
        .map(size)
        .filter_map(|size| {
            let PlotLimits { chance, widened } = funnel.limits(size)?;
            let scaled = |lower: f64, upper: f64| (lower * funnel.factor, upper * funnel.factor);
            Some(FunnelLimit {
                size,
                chance_95: scaled(chance.p95.lower, chance.p95.upper),
                wide_95: scaled(widened.p95.lower, widened.p95.upper),
                wide_99_8: scaled(widened.p99_8.lower, widened.p99_8.upper),
            })
        })
        .collect()
}

/// The place and those in like circumstances, in the order of likeness.
fn table(map: &Map, subjects: &Subjects, funnel: &Funnel, beside: &Beside) -> Table {
    let like = beside.like.iter().filter_map(|place| {
        let codes = map.codes_of(place.area);
        funnel.areas.iter().position(|area| codes.contains(area))
    });
    let rows = funnel
        .this
        .into_iter()
        .chain(like)
        .map(|position| {
            let size = funnel.sizes[position];
            let limits = funnel.limits(size).map(|limits| limits.widened.p95);
            let range = limits.map(|limits| (limits.lower * funnel.factor, limits.upper * funnel.factor));
            vec![
                TableCell::new(subjects_name(map, subjects, funnel.areas[position])),
                TableCell::new(grouped(size, 0)),
                TableCell::new(bare(funnel.plot.values[position] * funnel.factor, &funnel.unit)),
                TableCell::new(range.map_or_else(String::new, |(lower, upper)| {
                    format!("{} to {}", bare(lower, &funnel.unit), bare(upper, &funnel.unit))
                })),
            ]
        })
        .collect();
    let mut of = funnel.of.chars();
    let heading = of.next().map_or_else(String::new, |first| first.to_uppercase().chain(of).collect());
    Table {
        caption: "This place and those in like circumstances, the most alike first".to_owned(),
        caption_hidden: false,
        columns: vec![
            Column::words("Place"),
            Column::numbers(heading),
            Column::numbers("Figure"),
            Column::numbers("95 of 100 of its size"),
        ],
        rows,
    }
}
