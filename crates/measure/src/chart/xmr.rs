//! One chart with dates, gaps, phases, a target, and words for what it shows.

use serde::Serialize;
use terms::Date;

use super::{Flags, Limits, Pattern, Rules, SETTLED_FROM_POINTS, Side, limits, mark};
use crate::{
    direction::Direction,
    refusal::{Refusal, finite, representable},
};

/// The choices of a chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// Which way is better.
    pub improvement: Direction,
    /// Days from which a new phase starts: the mean and limits are worked out anew. No pattern reaches over them. For
    /// changes that are known and meant, never to hide one that is not understood.
    pub rebase: Vec<Date>,
    /// Work the limits out from only this many points at the start of each phase, so that later ones are held against
    /// them.
    pub limits_from_first: Option<usize>,
    /// A target to hold the limits against.
    pub target: Option<f64>,
    /// Leave out moving ranges of 3.267 times their mean or more, once. The points stay in the mean.
    pub screen: bool,
    /// The rules that mark points.
    pub rules: Rules,
}

/// What a point is, given which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Nothing that chance would not give.
    CommonCause,
    /// Special cause in the better direction.
    Improvement,
    /// Special cause in the worse direction.
    Concern,
    /// Special cause upwards, where no direction is better.
    High,
    /// Special cause downwards, where no direction is better.
    Low,
    /// No value at this date.
    Gap,
}

impl Kind {
    fn of(flags: Flags, improvement: Direction) -> Self {
        match (flags.pattern(), improvement) {
            (None, _) => Self::CommonCause,
            (Some((_, Side::High)), Direction::Increase) | (Some((_, Side::Low)), Direction::Decrease) => {
                Self::Improvement
            }
            (Some((_, Side::Low)), Direction::Increase) | (Some((_, Side::High)), Direction::Decrease) => Self::Concern,
            (Some((_, Side::High)), Direction::Neutral) => Self::High,
            (Some((_, Side::Low)), Direction::Neutral) => Self::Low,
        }
    }
}

/// One point of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// The date.
    pub date: Date,
    /// The value; none at a gap.
    pub value: Option<f64>,
    /// The phase it belongs to, counted from 0 in [`Chart::phases`].
    pub phase: usize,
    /// Its side of the mean and the patterns it belongs to.
    pub flags: Flags,
    /// What that means.
    pub kind: Kind,
}

impl Point {
    /// The pattern by which the point is named, and which way it points.
    #[must_use]
    pub fn pattern(&self) -> Option<(Pattern, Side)> {
        self.flags.pattern()
    }
}

/// A stretch between two rebasings, with limits of its own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Phase {
    /// How many rebasing days lie at or before its first point.
    pub number: usize,
    /// The first point, as a position in [`Chart::points`].
    pub first: usize,
    /// How many points, gaps included.
    pub count: usize,
    /// Its mean and limits; none where it holds only gaps.
    pub limits: Option<Limits>,
    /// Whether it holds fewer than 13 points, so that its limits are still settling.
    pub short: bool,
}

/// What the latest point says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Variation {
    /// All values are the same: there is no variation to chart.
    None,
    /// Only what chance gives.
    CommonCause,
    /// Getting better.
    Improvement,
    /// Getting worse.
    Concern,
    /// Higher than before.
    High,
    /// Lower than before.
    Low,
}

/// Whether the target will be met if nothing changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// No target, no better direction, or no variation to judge by.
    NotStated,
    /// Both limits lie on the good side of the target.
    ConsistentlyMet,
    /// Both limits lie on the bad side of the target.
    ConsistentlyMissed,
    /// The target lies between the limits or on one: met by chance or not.
    HitAndMiss,
}

/// A control chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chart {
    /// The points by date.
    pub points: Vec<Point>,
    /// The phases by date.
    pub phases: Vec<Phase>,
    /// What the latest value says.
    pub variation: Variation,
    /// Whether the target will be met.
    pub assurance: Assurance,
}

/// The control chart of a series of dated values, in whatever order they come. A value of none is a gap: it is left
/// out of the mean, breaks both moving ranges beside it, and breaks runs.
///
/// Limits: `mean ± 2.66 ·` mean moving range. Unit: that of the values. Domain: at least one value; each date once.
/// A series that does not vary is answered (limits on the mean, [`Variation::None`]), where the peer gives no numbers.
///
/// # Errors
/// No value at all, two values of one date, a value or target that is not finite.
pub fn chart(series: &[(Date, Option<f64>)], options: &Options) -> Result<Chart, Refusal> {
    let order = ordered(series)?;
    if let Some(target) = options.target {
        finite("the target", target)?;
    }
    let mut rebase = options.rebase.clone();
    rebase.sort_unstable();
    rebase.dedup();

    let values: Vec<f64> = order.iter().map(|at| series[*at].1.unwrap_or(f64::NAN)).collect();
    let mut flags = vec![Flags::NONE; values.len()];
    let mut phases = Vec::new();
    let mut first = 0;
    while first < values.len() {
        let number = phase_number(&rebase, series[order[first]].0);
        let end = order.partition_point(|at| phase_number(&rebase, series[*at].0) <= number);
        phases.push(phase(number, first, &values[first..end], &mut flags[first..end], options)?);
        first = end;
    }

    let mut points = Vec::with_capacity(values.len());
    for (phase, stretch) in phases.iter().enumerate() {
        for at in stretch.first..stretch.first + stretch.count {
            let (date, value) = series[order[at]];
            let kind = if value.is_none() { Kind::Gap } else { Kind::of(flags[at], options.improvement) };
            points.push(Point { date, value, phase, flags: flags[at], kind });
        }
    }
    Ok(Chart {
        variation: variation(&points, &phases),
        assurance: assurance(&points, &phases, options),
        points,
        phases,
    })
}

/// The positions by date; refuses what no chart can hold.
fn ordered(series: &[(Date, Option<f64>)]) -> Result<Vec<usize>, Refusal> {
    if series.iter().all(|(_, value)| value.is_none()) {
        return Err(Refusal::TooFew { what: "values", needed: 1, found: 0 });
    }
    for value in series.iter().filter_map(|(_, value)| *value) {
        finite("a value", value)?;
    }
    let mut order: Vec<usize> = (0..series.len()).collect();
    order.sort_by_key(|at| series[*at].0);
    for pair in order.windows(2) {
        if series[pair[0]].0 == series[pair[1]].0 {
            return Err(Refusal::DuplicatePeriod { first: pair[0], second: pair[1] });
        }
    }
    Ok(order)
}

fn phase_number(rebase: &[Date], date: Date) -> usize {
    rebase.partition_point(|start| *start <= date)
}

fn phase(
    number: usize,
    first: usize,
    values: &[f64],
    flags: &mut [Flags],
    options: &Options,
) -> Result<Phase, Refusal> {
    let base = options.limits_from_first.map_or(values, |points| &values[..points.min(values.len())]);
    let found = limits(base, options.screen);
    if let Some(limits) = &found {
        representable(limits.upper - limits.lower)?;
        mark(values, limits, &options.rules, flags);
    }
    Ok(Phase { number, first, count: values.len(), limits: found, short: values.len() < SETTLED_FROM_POINTS })
}

/// The latest point that has a value, and the limits of its phase.
fn latest<'a>(points: &'a [Point], phases: &[Phase]) -> Option<(&'a Point, Limits)> {
    let point = points.iter().rev().find(|point| point.value.is_some())?;
    phases[point.phase].limits.map(|limits| (point, limits))
}

fn variation(points: &[Point], phases: &[Phase]) -> Variation {
    match latest(points, phases) {
        None => Variation::None,
        Some((point, limits)) => match point.kind {
            Kind::Improvement => Variation::Improvement,
            Kind::Concern => Variation::Concern,
            Kind::High => Variation::High,
            Kind::Low => Variation::Low,
            Kind::CommonCause | Kind::Gap if limits.varies => Variation::CommonCause,
            Kind::CommonCause | Kind::Gap => Variation::None,
        },
    }
}

fn assurance(points: &[Point], phases: &[Phase], options: &Options) -> Assurance {
    let (Some(target), Some((_, limits))) = (options.target, latest(points, phases)) else {
        return Assurance::NotStated;
    };
    if options.improvement == Direction::Neutral || !limits.varies {
        return Assurance::NotStated;
    }
    if limits.lower <= target && target <= limits.upper {
        Assurance::HitAndMiss
    } else if (target < limits.lower) == (options.improvement == Direction::Increase) {
        Assurance::ConsistentlyMet
    } else {
        Assurance::ConsistentlyMissed
    }
}
