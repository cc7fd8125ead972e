//! How many have which weight. Counts run from one to millions, so each line upwards is ten times the one before: the
//! stems say where counts lie, and not by length how they compare.

use super::super::{
    canvas::{Anchor, Canvas, Svg},
    scale::Scale,
};
use terms::unit::grouped;

/// A weight that is marked.
#[derive(Debug, Clone, PartialEq)]
pub struct HistogramMark {
    /// Where.
    pub weight: f64,
    /// What it is.
    pub label: String,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// A word that is unique in the page.
    pub id: String,
    /// What the chart shows.
    pub title: String,
    /// What it says, in a sentence.
    pub description: String,
    /// How many have a weight from the first up to one more.
    pub counts: Vec<(i32, u64)>,
    /// Weights to mark.
    pub marks: Vec<HistogramMark>,
}

const HEIGHT: f64 = 250.0;
const TOP: f64 = 38.0;
const FOOT: f64 = 204.0;

/// Draws the counts for a wide page or a narrow one. Nothing where nothing was counted.
#[must_use]
pub fn histogram(chart: &Histogram, wide: bool) -> Option<Svg> {
    let (width, class) = if wide { (760.0, "chart-wide") } else { (360.0, "chart-narrow") };
    let counts: Vec<(i32, u64)> = chart.counts.iter().copied().filter(|(_, count)| *count > 0).collect();
    let (first, last) = (counts.iter().map(|each| each.0).min()?, counts.iter().map(|each| each.0).max()?);
    let most = counts.iter().map(|each| each.1).max()?;
    let id = format!("{}-{}", chart.id, if wide { "wide" } else { "narrow" });
    let mut canvas = Canvas::picture(&id, class, width, HEIGHT, &chart.title, &chart.description);
    let powers = (most as f64).log10().ceil().max(1.0);
    // A little below one, so that a count of one has a stem.
    let up = Scale::new((-0.3, powers), (FOOT, TOP));
    let across = Scale::new((f64::from(first), f64::from(last) + 1.0), (58.0, width - 8.0));
    let mut power = 0.0;
    while power <= powers {
        let y = up.place(power);
        canvas.line("gridline", (58.0, y), (width - 8.0, y));
        let label = 10_f64.powf(power);
        canvas.text("label-tick", (52.0, y + 4.5), Anchor::End, &grouped(label, 0));
        power += 1.0;
    }
    canvas.line("axis", (58.0, FOOT), (width - 8.0, FOOT));
    let step = across.place(f64::from(first) + 1.0) - across.place(f64::from(first));
    for &(from, count) in &counts {
        let x = across.place(f64::from(from) + 0.5);
        let y = up.place((count as f64).log10());
        canvas.line("stem", (x, FOOT), (x, y));
        canvas.circle("point-small", (x, y), (step * 0.3).clamp(1.5, 4.0));
    }
    let every = ((f64::from(last) - f64::from(first) + 1.0) / if wide { 12.0 } else { 6.0 }).ceil().max(1.0);
    let every = if every > 2.0 { (every / 5.0).ceil() * 5.0 } else { every };
    let mut tick = (f64::from(first) / every).ceil() * every;
    while tick <= f64::from(last) + 1.0 {
        let x = across.place(tick);
        canvas.line("tick", (x, FOOT), (x, FOOT + 5.0));
        canvas.text("label-tick", (x, FOOT + 20.0), Anchor::Middle, &format!("{tick:.0}").replace('-', "−"));
        tick += every;
    }
    canvas.text("label", (width - 8.0, FOOT + 39.0), Anchor::End, "match weight");
    for (row, mark) in chart.marks.iter().enumerate() {
        if mark.weight < f64::from(first) || mark.weight > f64::from(last) + 1.0 {
            continue;
        }
        let x = across.place(mark.weight);
        let y = 14.0 + row as f64 * 16.0;
        canvas.line("marker-break", (x, y + 4.0), (x, FOOT));
        let anchor = if x > width * 0.55 { Anchor::End } else { Anchor::Start };
        canvas.text("label-strong", (x, y), anchor, &mark.label);
    }
    Some(canvas.finish())
}
