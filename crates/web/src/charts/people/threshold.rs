//! What a threshold costs by the model's own lights: pairs of two people taken (solid), pairs of one person missed
//! (dashed).

use super::super::{
    canvas::{Anchor, Canvas, Svg},
    scale::{Scale, axis, drawable},
};
use terms::unit::grouped;

/// One threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThresholdPoint {
    /// The least weight that is taken.
    pub weight: f64,
    /// Pairs of two people that would be taken.
    pub false_matches: f64,
    /// Pairs of one person that would be missed.
    pub missed_matches: f64,
}

const HEIGHT: f64 = 290.0;
const TOP: f64 = 42.0;
const FOOT: f64 = 240.0;

/// Draws both costs over the thresholds, with the run's own marked. Nothing where there are fewer than two points.
#[must_use]
pub fn threshold_costs(
    id: &str,
    title: &str,
    description: &str,
    points: &[ThresholdPoint],
    own: f64,
    wide: bool,
) -> Option<Svg> {
    let (width, class) = if wide { (760.0, "chart-wide") } else { (360.0, "chart-narrow") };
    let mut points: Vec<ThresholdPoint> = points
        .iter()
        .copied()
        .filter(|point| drawable(point.weight) && drawable(point.false_matches) && drawable(point.missed_matches))
        .collect();
    points.sort_by(|one, other| one.weight.total_cmp(&other.weight));
    let (first, last) = (points.first()?.weight, points.last()?.weight);
    if points.len() < 2 || first >= last {
        return None;
    }
    // Beyond three times what the dearest sensible threshold costs, a curve says only that it is far too dear.
    let cross = points.iter().map(|point| point.false_matches.max(point.missed_matches)).fold(f64::INFINITY, f64::min);
    let most = points.iter().map(|point| point.missed_matches).fold(0.0, f64::max).max(cross * 3.0).max(1.0);
    let up = axis([0.0, most], true, 4)?;
    let height = Scale::new((up.low, up.high), (FOOT, TOP));
    let across = Scale::new((first, last), (58.0, width - 12.0));
    let id = format!("{id}-{}", if wide { "wide" } else { "narrow" });
    let mut canvas = Canvas::picture(&id, class, width, HEIGHT, title, description);
    for &tick in &up.ticks {
        let y = height.place(tick);
        canvas.line("gridline", (58.0, y), (width - 12.0, y));
        let label = grouped(tick, up.decimals);
        canvas.text("label-tick", (52.0, y + 4.5), Anchor::End, &label);
    }
    if (first..=last).contains(&own) {
        let x = across.place(own);
        canvas.line("marker-break", (x, 22.0), (x, FOOT));
        let anchor = if x > width / 2.0 { Anchor::End } else { Anchor::Start };
        canvas.text("label-strong", (x, 16.0), anchor, "this run’s threshold");
    }
    let line = |cost: fn(&ThresholdPoint) -> f64| -> Vec<(f64, f64)> {
        points
            .iter()
            .filter(|point| cost(point) <= up.high)
            .map(|point| (across.place(point.weight), height.place(cost(point))))
            .collect()
    };
    let (wrong, missed) = (line(|point| point.false_matches), line(|point| point.missed_matches));
    canvas.polyline("line-place", &wrong);
    canvas.polyline("line-comparator", &missed);
    if let Some(&(x, y)) = wrong.first() {
        canvas.text("label-strong", (x.max(62.0) + 6.0, (y - 8.0).max(TOP - 4.0)), Anchor::Start, "two people, taken");
    }
    if let Some(&(x, y)) = missed.last() {
        canvas.text("label", (x - 2.0, (y - 8.0).max(TOP + 12.0)), Anchor::End, "one person, missed");
    }
    canvas.line("axis", (58.0, FOOT), (width - 12.0, FOOT));
    let range = axis([first, last], false, if wide { 8 } else { 4 })?;
    for tick in range.ticks.into_iter().filter(|tick| (first..=last).contains(tick)) {
        let x = across.place(tick);
        canvas.line("tick", (x, FOOT), (x, FOOT + 5.0));
        canvas.text("label-tick", (x, FOOT + 20.0), Anchor::Middle, &format!("{tick:.0}").replace('-', "−"));
    }
    canvas.text("label", (width - 12.0, FOOT + 40.0), Anchor::End, "threshold (match weight)");
    Some(canvas.finish())
}
