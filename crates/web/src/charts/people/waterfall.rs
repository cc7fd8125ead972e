//! A waterfall: from the weight before anything is compared, through what each comparison adds, to the weight in the
//! end. What speaks for one person is filled, what speaks against is hollow; the sign stands beside each.

use super::{
    super::{
        canvas::{Anchor, Canvas, Svg},
        scale::{Scale, drawable},
    },
    shortened, signed,
};

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct WaterfallStep {
    /// What is compared, and with what outcome.
    pub label: String,
    /// What it adds (log2).
    pub change: f64,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// A word that is unique in the page.
    pub id: String,
    /// What the chart shows.
    pub title: String,
    /// What it says, in a sentence.
    pub description: String,
    /// The weight before anything is compared.
    pub prior: f64,
    /// What each comparison adds.
    pub steps: Vec<WaterfallStep>,
    /// The weight from which a pair is taken for one person, if that is known.
    pub threshold: Option<f64>,
}

const WIDTH: f64 = 360.0;
const ROW: f64 = 44.0;
const AXIS: f64 = 40.0;
const LETTERS: usize = 44;

/// Draws the waterfall. Nothing where a number cannot be drawn.
#[must_use]
pub fn waterfall(chart: &Waterfall) -> Option<Svg> {
    let mut total = chart.prior;
    let mut totals = vec![0.0, total];
    for step in &chart.steps {
        total += step.change;
        totals.push(total);
    }
    let ends = totals.iter().copied().chain(chart.threshold);
    if !ends.clone().all(drawable) {
        return None;
    }
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
    let across = Scale::new((low, high), (10.0, WIDTH - 10.0));
    let rows = chart.steps.len() + 2;
    let height = rows as f64 * ROW + AXIS;
    let mut canvas = Canvas::picture(&chart.id, "chart-fit", WIDTH, height, &chart.title, &chart.description);
    let (zero, foot) = (across.place(0.0), rows as f64 * ROW);
    let mut bar = |row: usize, label: &str, from: f64, to: f64, class: &str, value: &str| {
        let y = row as f64 * ROW;
        canvas.text("label-strong", (4.0, y + 16.0), Anchor::Start, &shortened(label, LETTERS));
        canvas.text("label-strong", (WIDTH - 4.0, y + 16.0), Anchor::End, value);
        // Beside the bar alone, so that no line runs through a label.
        canvas.line("axis", (zero, y + 20.0), (zero, y + 38.0));
        if let Some(threshold) = chart.threshold {
            let x = across.place(threshold);
            canvas.line("marker-break", (x, y + 20.0), (x, y + 38.0));
        }
        let (left, right) = (across.place(from.min(to)), across.place(from.max(to)));
        canvas.rectangle(class, (left, y + 22.0), ((right - left).max(1.5), 14.0));
        // The next step begins where this one ends.
        let x = across.place(to);
        if row + 1 < rows {
            canvas.line("leader", (x, y + 36.0), (x, y + ROW + 4.0));
            canvas.line("leader", (x, y + ROW + 18.0), (x, y + ROW + 22.0));
        }
    };
    bar(0, "Before anything is compared", 0.0, chart.prior, class_of(chart.prior), &signed(chart.prior));
    for (at, step) in chart.steps.iter().enumerate() {
        let (from, to) = (totals[at + 1], totals[at + 2]);
        bar(at + 1, &step.label, from, to, class_of(step.change), &signed(step.change));
    }
    bar(rows - 1, "In the end", 0.0, total, "bar-total", &signed(total));
    let below = foot + 16.0;
    // The two marks may stand close together: the one is named on the left of its line, the other on the right.
    let anchor = |x: f64| {
        if x < WIDTH * 0.25 {
            Anchor::Start
        } else if x > WIDTH * 0.75 {
            Anchor::End
        } else {
            Anchor::Middle
        }
    };
    canvas.text("label-tick", (zero, below), anchor(zero), "0: as likely as not");
    if let Some(threshold) = chart.threshold {
        let x = across.place(threshold);
        canvas.text("label-tick", (x, below + 17.0), anchor(x), &format!("dashed: taken from {}", signed(threshold)));
    }
    Some(canvas.finish())
}

fn class_of(change: f64) -> &'static str {
    if change < 0.0 { "bar-against" } else { "bar-for" }
}
