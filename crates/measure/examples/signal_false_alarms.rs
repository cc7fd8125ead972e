//! How often each detector, and the rule that combines them, speaks where nothing happens: simulated stable series.
//!
//! `cargo run -p wholeplace-measure --example signal_false_alarms -- [SERIES] [SEED]`

use measure::Direction;
use measure::signals::{
    Pack,
    conversation::{Concern, Level, converse},
    detect::{Detection, DetectionKind, Expected, Reading, change_of_level, left_expected_range, special_cause},
    seeded::Seeded,
};
use std::{collections::BTreeMap, error::Error, io::Write};
use terms::{IndicatorId, Period, Status};

/// What stable series look like.
#[derive(Clone, Copy)]
enum World {
    /// Independent normal values.
    Independent,
    /// Each value keeps 0.3 of the one before.
    Kept,
    /// Independent, with a long tail on the bad side (the exponential of a normal of standard deviation 0.5).
    Skewed,
}

impl World {
    const ALL: [Self; 3] = [Self::Independent, Self::Kept, Self::Skewed];

    fn words(self) -> &'static str {
        match self {
            Self::Independent => "independent, normal",
            Self::Kept => "each keeps 0.3 of the last",
            Self::Skewed => "independent, long bad tail",
        }
    }

    /// The standard deviation of its values.
    fn deviation(self) -> f64 {
        match self {
            Self::Independent | Self::Kept => 1.0,
            // √((e^0.25 − 1)·e^0.25)
            Self::Skewed => 0.604,
        }
    }

    fn values(self, points: usize, chance: &mut Seeded) -> Vec<f64> {
        let mut last = chance.normal();
        (0..points)
            .map(|_| {
                last = match self {
                    Self::Independent | Self::Skewed => chance.normal(),
                    Self::Kept => 0.3 * last + (1.0f64 - 0.09).sqrt() * chance.normal(),
                };
                if matches!(self, Self::Skewed) { (0.5 * last).exp() } else { last }
            })
            .collect()
    }
}

fn quarter(index: usize) -> Result<Period, Box<dyn Error>> {
    let year = 2000 + i16::try_from(index / 4)?;
    Period::quarter(year, i8::try_from(index % 4 + 1)?).ok_or_else(|| "a quarter".into())
}

fn readings(values: &[f64]) -> Result<Vec<Reading>, Box<dyn Error>> {
    let reading = |(index, &value): (usize, &f64)| {
        Ok(Reading { period: quarter(index)?, value: Some(value), status: Status::Present })
    };
    values.iter().enumerate().map(reading).collect()
}

/// Everything that the detectors of values find in the newest period.
fn found(series: &[Reading]) -> Vec<Detection> {
    let mut found = special_cause(series, Direction::Decrease).unwrap_or_default();
    found.extend(change_of_level(series, Direction::Decrease).ok().flatten());
    found
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let series: usize = arguments.next().map_or(Ok(20_000), |text| text.parse())?;
    let seed: u64 = arguments.next().map_or(Ok(2026), |text| text.parse())?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{series} stable series each, seed {seed}; share of newest periods with a false alarm, in percent\n"
    )?;
    writeln!(out, "| Series | Points | Beyond limit | Run | Getting worse | Near limit | Level | Any of these |")?;
    writeln!(out, "|---|--:|--:|--:|--:|--:|--:|--:|")?;
    for world in World::ALL {
        for points in [13, 24, 60] {
            detectors(&mut out, world, points, series, seed)?;
        }
    }
    range(&mut out, series, seed)?;
    combination(&mut out, series / 20, seed)
}

fn detectors(
    out: &mut impl Write,
    world: World,
    points: usize,
    series: usize,
    seed: u64,
) -> Result<(), Box<dyn Error>> {
    let kinds = [
        DetectionKind::BeyondLimit,
        DetectionKind::RunOnBadSide,
        DetectionKind::GettingWorse,
        DetectionKind::NearLimit,
        DetectionKind::ChangeOfLevel,
    ];
    let mut chance = Seeded::new(seed);
    let (mut counts, mut any) = ([0usize; 5], 0usize);
    for _ in 0..series {
        let found = found(&readings(&world.values(points, &mut chance))?);
        for (count, kind) in counts.iter_mut().zip(kinds) {
            *count += usize::from(found.iter().any(|detection| detection.kind == kind));
        }
        any += usize::from(!found.is_empty());
    }
    let percent = |count: usize| count as f64 * 100.0 / series as f64;
    write!(out, "| {} | {points} |", world.words())?;
    for count in counts.into_iter().chain([any]) {
        write!(out, " {:.2} |", percent(count))?;
    }
    writeln!(out)?;
    Ok(())
}

/// A place whose residuals keep 0.7 from period to period (the middle of what was measured), inside honest ranges.
fn range(out: &mut impl Write, series: usize, seed: u64) -> Result<(), Box<dyn Error>> {
    let mut chance = Seeded::new(seed);
    let (mut mild, mut marked) = (0usize, 0usize);
    for _ in 0..series {
        let before = chance.normal();
        let now = 0.7 * before + (1.0f64 - 0.49).sqrt() * chance.normal();
        let point = |index, value| -> Result<Expected, Box<dyn Error>> {
            Ok(Expected {
                period: quarter(index)?,
                value: Some(value),
                range_80: Some((-1.2816, 1.2816)),
                range_95: Some((-1.96, 1.96)),
            })
        };
        let points = [point(0, before)?, point(1, now)?];
        match left_expected_range(&points, Direction::Decrease)? {
            Some(found) if found.severity == measure::signals::detect::Severity::Mild => mild += 1,
            Some(_) => marked += 1,
            None => {}
        }
    }
    let percent = |count: usize| count as f64 * 100.0 / series as f64;
    writeln!(
        out,
        "\nLeft the expected range, where nothing but chance moves a place: mild {:.2}%, marked {:.2}%\n",
        percent(mild),
        percent(marked)
    )?;
    Ok(())
}

/// Councils where nothing happens, or where a third of the series steps two standard deviations for the worse, looked at
/// each quarter of three years: how often the rule says watch or talk.
fn combination(out: &mut impl Write, councils: usize, seed: u64) -> Result<(), Box<dyn Error>> {
    let pack = Pack::parse(&std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/signals.toml"))?)?;
    writeln!(out, "{councils} councils each, one line, looked at in each of {QUARTERS} quarters, in percent\n")?;
    writeln!(
        out,
        "| Series | Series a council | Stable: quarters with watch | Stable: quarters with talk | Stable: councils ever \
         with talk | A third steps: councils with talk within four quarters |"
    )?;
    writeln!(out, "|---|--:|--:|--:|--:|--:|")?;
    for world in World::ALL {
        for series in [5, 10, 20] {
            let mut chance = Seeded::new(seed);
            let (mut watch, mut talk, mut ever, mut noticed) = (0usize, 0usize, 0usize, 0usize);
            for _ in 0..councils {
                let levels = one_council(&pack, world, series, 0, &mut chance)?;
                watch += levels.iter().filter(|level| **level == Level::Watch).count();
                talk += levels.iter().filter(|level| **level == Level::Talk).count();
                ever += usize::from(levels.contains(&Level::Talk));
                let levels = one_council(&pack, world, series, series.div_ceil(3), &mut chance)?;
                noticed += usize::from(levels[..4].contains(&Level::Talk));
            }
            let percent = |count: usize, of: usize| count as f64 * 100.0 / of as f64;
            writeln!(
                out,
                "| {} | {series} | {:.1} | {:.1} | {:.1} | {:.1} |",
                world.words(),
                percent(watch, councils * QUARTERS),
                percent(talk, councils * QUARTERS),
                percent(ever, councils),
                percent(noticed, councils)
            )?;
        }
    }
    Ok(())
}

/// Quarters in which the conversation is looked at.
const QUARTERS: usize = 12;

/// Quarters before those: enough for a chart, and for concerns to have been raised before.
const BEFORE: usize = 24;

/// The levels of one line in each quarter. From the first quarter on, the first `stepping` series lie two standard
/// deviations worse than before.
fn one_council(
    pack: &Pack,
    world: World,
    series: usize,
    stepping: usize,
    chance: &mut Seeded,
) -> Result<Vec<Level>, Box<dyn Error>> {
    let mut concerns = Vec::new();
    for number in 0..series {
        let indicator = IndicatorId::parse(&format!("series-{number}"))?;
        let mut values = world.values(BEFORE + QUARTERS, chance);
        if number < stepping {
            for value in &mut values[BEFORE..] {
                *value += 2.0 * world.deviation();
            }
        }
        let all = readings(&values)?;
        // A figure is known on the first day after its quarter.
        for end in (BEFORE - 8)..all.len() {
            let known_from = all[end].period.end();
            for detection in found(&all[..=end]) {
                concerns.push(Concern::of_series("budget", indicator.clone(), &detection, known_from));
            }
        }
    }
    let watched = BTreeMap::from([("budget".to_owned(), series)]);
    (BEFORE..BEFORE + QUARTERS)
        .map(|index| {
            let today = quarter(index)?.end();
            let all = converse(pack, &concerns, &watched, today);
            all.iter()
                .find(|conversation| conversation.line == "budget")
                .map(|conversation| conversation.level)
                .ok_or_else(|| "the pack has a line for the budget".into())
        })
        .collect()
}
