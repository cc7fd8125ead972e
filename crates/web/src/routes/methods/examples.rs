//! Methods with examples that are worked out and drawn as the page is made. The figures are made up and say so; what is
//! done with them is what is done with every figure of the hub.

use crate::{
    Frame, Section,
    charts::{
        ControlChart, ControlPhase, ControlPoint, FunnelChart, FunnelLimit, FunnelPoint, FunnelRole, Mark, Notation,
        Svg, control_narrow, control_wide, funnel_narrow, funnel_wide,
    },
    components::{Column, Table, TableCell},
    pages::methods::{MethodPage, MethodSection},
};
use hub::outcomes::methods::{
    ReadChart, Side, control_chart_of_years, funnel_of_rates, interval_of_rate, interval_of_share,
};
use terms::unit::grouped;

/// Figures of a quiet series: the example of the reference, of which one point lies just inside the upper limit.
const QUIET: [f64; 21] = [
    10.0, 12.0, 8.0, 10.0, 12.0, 9.0, 11.0, 10.0, 8.0, 12.0, 10.0, 15.0, 15.2, 9.0, 10.0, 11.0, 9.0, 8.0, 12.0, 10.0,
    9.0,
];

/// Figures that moved to another level and stayed there.
const MOVED: [f64; 21] = [
    20.0, 22.0, 19.0, 21.0, 20.0, 23.0, 21.0, 19.0, 22.0, 20.0, 31.0, 29.0, 32.0, 30.0, 31.0, 28.0, 30.0, 32.0, 29.0,
    31.0, 30.0,
];

const FIRST_YEAR: i16 = 2004;

fn frame(title: &str, description: &str, here: &str) -> Frame {
    Frame::new(Section::About, title, description).under([("About", "/about"), ("Methods", "/methods")], here)
}

fn section(id: &str, heading: &str, paragraphs: &[&str]) -> MethodSection {
    MethodSection {
        id: id.to_owned(),
        heading: heading.to_owned(),
        paragraphs: paragraphs.iter().map(|&text| text.to_owned()).collect(),
        list: Vec::new(),
        pictures: None,
        caption: String::new(),
        table: None,
    }
}

/// The chart of an example, in which neither direction is better.
fn drawn(id: &str, read: &ReadChart, finding: &str) -> Option<(Svg, Svg)> {
    let chart = ControlChart {
        id: id.to_owned(),
        title: "A control chart of made-up yearly figures".to_owned(),
        finding: finding.to_owned(),
        notation: Notation::plain(1),
        points: read
            .chart
            .points
            .iter()
            .zip(&read.periods)
            .map(|(point, period)| ControlPoint {
                period: period.label(),
                at: super::super::readings::middle(*period),
                value: point.value,
                mark: match point.pattern() {
                    None => Mark::Common,
                    Some((_, Side::High)) => Mark::High,
                    Some((_, Side::Low)) => Mark::Low,
                },
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
        floor: Some(0.0),
    };
    control_wide(&chart).zip(control_narrow(&chart))
}

/// Each figure with its step from the one before, and the limits under them.
fn steps(read: &ReadChart) -> Table {
    let mut before = None;
    let mut rows: Vec<Vec<TableCell>> = read
        .chart
        .points
        .iter()
        .zip(&read.periods)
        .map(|(point, period)| {
            let step = before.zip(point.value).map(|(before, value): (f64, f64)| grouped((value - before).abs(), 1));
            before = point.value;
            vec![
                TableCell::new(period.label()),
                TableCell::new(point.value.map_or_else(String::new, |value| grouped(value, 1))),
                TableCell::new(step.unwrap_or_else(|| "–".to_owned())),
            ]
        })
        .collect();
    for limits in read.chart.phases.iter().filter_map(|phase| phase.limits) {
        rows.push(vec![
            TableCell::new("Average, and limits on either side"),
            TableCell::new(format!(
                "{}: {} to {}",
                grouped(limits.mean, 2),
                grouped(limits.lower, 2),
                grouped(limits.upper, 2)
            )),
            TableCell::new(grouped((limits.upper - limits.mean) / 2.66, 2)),
        ]);
    }
    Table {
        caption: "The example step by step".to_owned(),
        caption_hidden: true,
        columns: vec![Column::words("Year"), Column::numbers("Figure"), Column::numbers("Step from the year before")],
        rows,
    }
}

/// Control charts: has anything changed?
pub(super) fn control_charts() -> MethodPage {
    let mut quiet = section(
        "quiet",
        "Most changes are no change",
        &[
            "Figures never stand still. Between one year and the next most of them go up or down, and nothing has happened: the weather, who was ill, when a form was sent. A control chart asks how far this series moves anyway, and only speaks when it moved further.",
            "We take the average of all figures, and the average step from one to the next. Limits stand at 2.66 such steps on either side: nearly all that a quiet process brings lies within them.",
            "In this example nothing is unusual, though two years stand out to the eye.",
        ],
    );
    if let Some(read) = control_chart_of_years(FIRST_YEAR, &QUIET) {
        quiet.pictures = drawn(
            "quiet-chart",
            &read,
            "Twenty-one figures between 8 and 15.2 about an average of 10.5. The limits are 4.2 and 16.8. None lies beyond them.",
        );
        quiet.table = Some(steps(&read));
        "Made-up figures. The same example stands in the reference, where a test works it out."
            .clone_into(&mut quiet.caption);
    }
    let mut moved = section(
        "moved",
        "A new level",
        &[
            "Here something did happen: from 2014 on, every figure lies higher. We call it a change of level where the figures since then are quiet among themselves, and begin the limits anew there. We say when it changed, and never why: that is for people who know the place.",
            "Limits never begin anew to hide a change. The old ones stay in the picture.",
        ],
    );
    if let Some(read) = control_chart_of_years(FIRST_YEAR, &MOVED) {
        moved.pictures = drawn(
            "moved-chart",
            &read,
            "Ten figures about 21, then eleven about 30. The limits begin anew in 2014, where the level changed.",
        );
        moved.table = Some(steps(&read));
        "Made-up figures.".clone_into(&mut moved.caption);
    }
    let mut words = section(
        "words",
        "From a chart to a word",
        &["A point is unusual where one of four things holds that chance seldom brings:"],
    );
    words.list = [
        "it lies beyond a limit;",
        "it is one of seven figures in a row that each rose, or each fell;",
        "it is one of two of three neighbours near the same limit;",
        "it is one of seven figures in a row on one side of the average.",
    ]
    .map(str::to_owned)
    .into();
    let mut said = section("said", "What we then say", &[]);
    said.list = [
        "Improving or worsening: the newest figure is unusual, and the measure has a direction that is wanted. Where it has none we say rising or falling.",
        "Changed at: the level moved, and figures have been quiet since.",
        "Steady: no more than chance moves it. Steady is not the same as good.",
        "Too short for a trend: fewer than 12 figures since the series was last counted in another way. We then show the figures and say nothing of a trend.",
        "Cannot tell: the periods overlap, as three-year averages do. Neighbours then share figures and move together.",
    ]
    .map(str::to_owned)
    .into();
    MethodPage {
        frame: frame("Control charts: has anything changed?", "How a change is told from chance.", "Control charts"),
        heading: "Control charts: has anything changed?".to_owned(),
        lead: "A control chart holds a figure against the place’s own past. It tells a change from the ups and downs that were always there."
            .to_owned(),
        sections: vec![quiet, moved, words, said],
        limits: [
            "It says that something changed, not what, why, or whether anybody is to blame.",
            "With 20 quiet figures, chance alone marks one of them now and then. One mark is a reason to ask.",
            "Seasons break it: where each winter is high, compare winters.",
            "It says nothing of whether the level is good. For that see what could be expected in such circumstances.",
        ]
        .map(str::to_owned)
        .into(),
        sources: "Sources: W. Shewhart, 1931; D. Wheeler, Understanding Variation, 2000; NHS England, Making Data Count.".to_owned(),
    }
}

/// Sixty made-up councils, of sizes from 20,000 to 600,000. Chance and, if asked for, a spread of their own move each
/// from the average of 10 in 1,000. Not by dice: by the fractions of the golden ratio, which fill an interval evenly.
fn councils(own_spread: f64) -> (Vec<f64>, Vec<f64>) {
    const COUNCILS: u32 = 60;
    const AVERAGE: f64 = 0.01;
    let even = |index: u32, step: f64| 2.0 * (f64::from(index) * step).fract() - 1.0;
    (0..COUNCILS)
        .map(|index| {
            let size = 20_000.0 * 30.0_f64.powf(f64::from(index) / f64::from(COUNCILS - 1));
            let expected = size * AVERAGE;
            let chance = 1.7 * even(index + 1, 0.618_033_988_75) * expected.sqrt();
            let own = own_spread * even(index + 5, 0.414_213_562_37) * expected;
            ((expected + chance + own).round().max(0.0), size.round())
        })
        .unzip()
}

/// The funnel of an example, and the limits at some sizes.
fn funnel(id: &str, own_spread: f64, this: usize) -> Option<((Svg, Svg), Table, f64)> {
    let (counts, sizes) = councils(own_spread);
    let plot = funnel_of_rates(&counts, &sizes)?;
    let per = 1_000.0;
    let limit = |size: f64| plot.limits(size).ok();
    let scaled = |lower: f64, upper: f64| (lower * per, upper * per);
    let limits: Vec<FunnelLimit> = (0..=40_u32)
        .filter_map(|step| {
            let size = 18_000.0 * 37.0_f64.powf(f64::from(step) / 40.0);
            let at = limit(size)?;
            Some(FunnelLimit {
                size,
                chance_95: scaled(at.chance.p95.lower, at.chance.p95.upper),
                wide_95: scaled(at.widened.p95.lower, at.widened.p95.upper),
                wide_99_8: scaled(at.widened.p99_8.lower, at.widened.p99_8.upper),
            })
        })
        .collect();
    let outside = |wide: bool| {
        let beyond = plot.values.iter().zip(&sizes).filter(|(value, size)| {
            limit(**size).is_some_and(|at| {
                let p95 = if wide { at.widened.p95 } else { at.chance.p95 };
                **value < p95.lower || **value > p95.upper
            })
        });
        beyond.count()
    };
    let chart = FunnelChart {
        id: id.to_owned(),
        title: "A funnel of sixty made-up councils".to_owned(),
        finding: format!(
            "Sixty councils about an average of {} for each 1,000. {} lie outside the limits of chance alone, {} outside the \
             wider limits. The smaller a council, the wider the limits.",
            grouped(plot.average * per, 1),
            outside(false),
            outside(true)
        ),
        notation: Notation::plain(1),
        points: plot
            .values
            .iter()
            .zip(&sizes)
            .enumerate()
            .map(|(position, (value, size))| FunnelPoint {
                size: *size,
                value: value * per,
                role: if position == this { FunnelRole::This } else { FunnelRole::Other },
            })
            .collect(),
        limits,
        average: plot.average * per,
        this: "This place".to_owned(),
        of: "people".to_owned(),
    };
    let rows = [20_000.0, 50_000.0, 100_000.0, 200_000.0, 500_000.0].into_iter().filter_map(|size| {
        let at = limit(size)?;
        let range = |lower: f64, upper: f64| format!("{} to {}", grouped(lower * per, 1), grouped(upper * per, 1));
        Some(vec![
            TableCell::new(grouped(size, 0)),
            TableCell::new(range(at.chance.p95.lower, at.chance.p95.upper)),
            TableCell::new(range(at.widened.p95.lower, at.widened.p95.upper)),
        ])
    });
    let table = Table {
        caption: "Where 95 of 100 councils of a size lie, for each 1,000".to_owned(),
        caption_hidden: false,
        columns: vec![
            Column::numbers("People"),
            Column::numbers("By chance alone"),
            Column::numbers("With the spread of all"),
        ],
        rows: rows.collect(),
    };
    Some((funnel_wide(&chart).zip(funnel_narrow(&chart))?, table, plot.phi))
}

/// Funnels: is a place unusual for its size?
pub(super) fn funnels() -> MethodPage {
    let mut chance = section(
        "chance",
        "Small places swing more",
        &[
            "Where few things are counted, chance moves a figure far: one family more in a village is a large share of it. So a small place often stands out though nothing sets it apart. A funnel draws every place by its size and, about the average, the limits within which chance would keep one of that size.",
            "A place inside the funnel is not unusual for its size. One outside is worth a question.",
        ],
    );
    if let Some((pictures, table, _)) = funnel("chance-funnel", 0.0, 3) {
        chance.pictures = Some(pictures);
        chance.table = Some(table);
        "Sixty made-up councils that differ by chance alone.".clone_into(&mut chance.caption);
    }
    let mut spread = section(
        "spread",
        "Places differ in more than chance",
        &[
            "Real places differ in age, in need, in how they count. Then nearly every large council lies outside the limits of chance, and the funnel says nothing. So we measure how far all of them together differ beyond chance, and widen the limits by that. The dotted lines still show chance alone.",
        ],
    );
    if let Some((pictures, table, phi)) = funnel("spread-funnel", 0.22, 40) {
        spread.pictures = Some(pictures);
        spread.table = Some(table);
        spread.caption = format!(
            "Sixty made-up councils with a spread of their own: they vary {} times as much about the average as chance would make them.",
            grouped(phi, 1)
        );
    }
    let mut read = section("read", "How to read it", &[]);
    read.list = [
        "To the right is larger, not better. Up is more, not worse.",
        "Your place is the large dot with a name; rings are places in like circumstances; the others are grey and have no names, because this is not about them.",
        "Between the two bands, ask again next year. Outside both, ask now.",
    ]
    .map(str::to_owned)
    .into();
    MethodPage {
        frame: frame("Funnels: is a place unusual for its size?", "How chance among small numbers is told from a difference.", "Funnels"),
        heading: "Funnels: is a place unusual for its size?".to_owned(),
        lead: "A funnel tells a difference from the chance of small numbers. It makes no list: it only says of one place whether its size explains where it lies."
            .to_owned(),
        sections: vec![chance, spread, read],
        limits: [
            "It takes the average of all councils as the middle. Whether that is good, it does not say.",
            "It knows size alone. Age, income and need are taken into account by what is expected in such circumstances.",
            "Wider limits hide as well as heal: if all places are in trouble, all look ordinary.",
            "Only measures with a count above and a count below the line have a funnel.",
        ]
        .map(str::to_owned)
        .into(),
        sources: "Sources: D. Spiegelhalter, Funnel plots for comparing institutional performance, and Handling over-dispersion of performance indicators, 2005; Office for Health Improvement and Disparities, technical guide."
            .to_owned(),
    }
}

/// Intervals: how sure is a figure?
pub(super) fn intervals() -> MethodPage {
    let shares =
        [(3.0, 10.0), (30.0, 100.0), (300.0, 1_000.0), (3_000.0, 10_000.0)].into_iter().filter_map(|(count, of)| {
            let (lower, upper) = interval_of_share(count, of)?;
            Some(vec![
                TableCell::new(format!("{} of {}", grouped(count, 0), grouped(of, 0))),
                TableCell::new(format!("{}%", grouped(100.0 * count / of, 1))),
                TableCell::new(format!("{} to {}%", grouped(100.0 * lower, 1), grouped(100.0 * upper, 1))),
            ])
        });
    let mut share = section(
        "shares",
        "A share of people",
        &[
            "If we asked 10 people and 3 said yes, the share is 30%. Another 10 might give 2 or 5. The interval holds the shares that would not be surprising after what we saw; 19 times of 20 the true one lies in it. The more people, the narrower.",
        ],
    );
    share.table = Some(Table {
        caption: "The same share of more and more people (Wilson intervals)".to_owned(),
        caption_hidden: false,
        columns: vec![Column::words("Counted"), Column::numbers("Share"), Column::numbers("95% interval")],
        rows: shares.collect(),
    });
    let rates = [(4.0, 5_000.0), (40.0, 50_000.0), (400.0, 500_000.0)].into_iter().filter_map(|(count, of)| {
        let (lower, upper) = interval_of_rate(count, of)?;
        Some(vec![
            TableCell::new(format!("{} among {}", grouped(count, 0), grouped(of, 0))),
            TableCell::new(grouped(1e5 * count / of, 0)),
            TableCell::new(format!("{} to {}", grouped(1e5 * lower, 0), grouped(1e5 * upper, 0))),
        ])
    });
    let mut rate = section(
        "rates",
        "Events among many",
        &[
            "Deaths, fires or crimes are counted in full, and still chance moves them from year to year. The interval says how far, for a place of that size.",
        ],
    );
    rate.table = Some(Table {
        caption:
            "The same rate in larger and larger places, for each 100,000 (exact below ten events, Byar’s from ten)"
                .to_owned(),
        caption_hidden: false,
        columns: vec![Column::words("Counted"), Column::numbers("Rate"), Column::numbers("95% interval")],
        rows: rates.collect(),
    });
    MethodPage {
        frame: frame("Intervals: how sure is a figure?", "What “likely between” means.", "Intervals"),
        heading: "Intervals: how sure is a figure?".to_owned(),
        lead: "“Likely between 41 and 65%” is a 95% interval. It tells how far chance alone may have moved a figure.".to_owned(),
        sections: vec![share, rate],
        limits: [
            "It knows chance, and nothing of mistakes in counting, of people who were not reached, or of forms that were not sent.",
            "We show the publisher’s interval where there is one, and none where it would have to be guessed.",
            "Two intervals that overlap may still differ beyond chance. That they do not overlap is good evidence that they do.",
        ]
        .map(str::to_owned)
        .into(),
        sources: "Sources: E. B. Wilson, 1927; Breslow and Day, 1987; Office for Health Improvement and Disparities, technical guide."
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_show_what_their_words_say() {
        let quiet = control_chart_of_years(FIRST_YEAR, &QUIET).unwrap();
        assert!(quiet.chart.points.iter().all(|point| point.pattern().is_none()));
        let moved = control_chart_of_years(FIRST_YEAR, &MOVED).unwrap();
        assert_eq!(moved.chart.phases.len(), 2);
        assert_eq!(moved.periods[moved.chart.phases[1].first].label(), "2014");
        let (_, _, chance) = funnel("one", 0.0, 3).unwrap();
        let (_, _, spread) = funnel("two", 0.22, 40).unwrap();
        assert!(chance < 1.1 && spread > 2.0, "{chance} {spread}");
    }

    #[test]
    fn every_example_is_drawn() {
        for page in [control_charts(), funnels()] {
            assert_eq!(
                page.sections.iter().filter(|section| section.pictures.is_some()).count(),
                2,
                "{}",
                page.heading
            );
        }
        assert!(
            intervals()
                .sections
                .iter()
                .all(|section| section.table.as_ref().is_some_and(|table| table.rows.len() >= 3))
        );
    }
}
