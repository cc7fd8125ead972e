//! The control chart: one place's figures over time between the limits that their own past sets. What chance would
//! seldom bring is told by shape as well as by colour, and limits that begin anew are seen to.

use super::{
    canvas::{Anchor, Canvas, Svg, wrapped},
    reading::Notation,
    scale::{Axis, Scale, axis, drawable},
};

/// What a point of a control chart is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Nothing that chance would not bring: a dot.
    Common,
    /// Beyond chance in the direction that is wanted: a square.
    Improvement,
    /// Beyond chance in the other direction: a diamond.
    Concern,
    /// Beyond chance upwards, where no direction is better: a triangle that points up.
    High,
    /// Beyond chance downwards, where no direction is better: a triangle that points down.
    Low,
}

impl Mark {
    /// What the shape means, for the key.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Common => "chance",
            Self::Improvement => "beyond chance, for the better",
            Self::Concern => "beyond chance, for the worse",
            Self::High => "beyond chance, high",
            Self::Low => "beyond chance, low",
        }
    }
}

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlPoint {
    /// The period as a reader sees it.
    pub period: String,
    /// The middle of the period, in years with decimals.
    pub at: f64,
    /// The figure; absent at a gap.
    pub value: Option<f64>,
    /// What it is.
    pub mark: Mark,
}

/// A stretch with limits of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlPhase {
    /// The positions of its first point and of the one after its last.
    pub points: (usize, usize),
    /// Mean, lower and upper limit.
    pub limits: (f64, f64, f64),
    /// Whether it holds so few points that its limits are still settling.
    pub settling: bool,
}

/// A control chart to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlChart {
    /// A word that is unique in its page.
    pub id: String,
    /// What is drawn, in a few words.
    pub title: String,
    /// What it shows, as a sentence for somebody who does not see it.
    pub finding: String,
    /// How values are written.
    pub notation: Notation,
    /// The figures, in the order of time.
    pub points: Vec<ControlPoint>,
    /// The stretches, in the order of time.
    pub phases: Vec<ControlPhase>,
    /// Below this no value can lie, so no limit is drawn there: 0 for counts, shares and rates.
    pub floor: Option<f64>,
}

struct Sheet {
    suffix: &'static str,
    class: &'static str,
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    period_gap: f64,
    key_columns: usize,
}

const WIDE: Sheet = Sheet {
    suffix: "wide",
    class: "chart-control chart-wide",
    width: 520.0,
    height: 300.0,
    left: 54.0,
    right: 112.0,
    period_gap: 84.0,
    key_columns: 3,
};

const NARROW: Sheet = Sheet {
    suffix: "narrow",
    class: "chart-control chart-narrow",
    width: 358.0,
    height: 250.0,
    left: 46.0,
    right: 12.0,
    period_gap: 76.0,
    key_columns: 1,
};

const KEY_ROW: f64 = 22.0;
const TOP: f64 = 30.0;

/// The control chart for half a wide screen, its limits labelled at their ends. Nothing where there is nothing to draw.
#[must_use]
pub fn control_wide(chart: &ControlChart) -> Option<Svg> {
    draw(chart, &WIDE)
}

/// The control chart for a phone, its limits labelled in the key.
#[must_use]
pub fn control_narrow(chart: &ControlChart) -> Option<Svg> {
    draw(chart, &NARROW)
}

fn draw(chart: &ControlChart, sheet: &Sheet) -> Option<Svg> {
    let sound = |point: &&ControlPoint| point.at.is_finite() && point.at.abs() < 1e5;
    let points: Vec<&ControlPoint> = chart.points.iter().filter(sound).collect();
    if points.len() < chart.points.len() {
        return None;
    }
    let lowest = chart.floor.unwrap_or(f64::NEG_INFINITY);
    let limits = |phase: &ControlPhase| [phase.limits.0, phase.limits.1.max(lowest), phase.limits.2];
    let values = points.iter().filter_map(|point| point.value).chain(chart.phases.iter().flat_map(limits));
    let axis = axis(values, false, 4)?;
    let first = points.iter().map(|point| point.at).fold(f64::INFINITY, f64::min);
    let last = points.iter().map(|point| point.at).fold(f64::NEG_INFINITY, f64::max);
    let drawing = Drawing {
        chart,
        sheet,
        axis: &axis,
        across: Scale::new((first, last), (sheet.left + 10.0, sheet.width - sheet.right - 10.0)),
        up: Scale::new((axis.low, axis.high), (TOP + sheet.height, TOP)),
        lowest,
    };
    Some(drawing.finish())
}

struct Drawing<'a> {
    chart: &'a ControlChart,
    sheet: &'a Sheet,
    axis: &'a Axis,
    across: Scale,
    up: Scale,
    lowest: f64,
}

impl Drawing<'_> {
    fn bottom(&self) -> f64 {
        TOP + self.sheet.height
    }

    fn finish(&self) -> Svg {
        let keys = self.keys();
        let rows = keys.len().div_ceil(self.sheet.key_columns);
        let height = self.bottom() + 36.0 + rows as f64 * KEY_ROW;
        let id = format!("{}-{}", self.chart.id, self.sheet.suffix);
        let (title, finding) = (&self.chart.title, &self.chart.finding);
        let mut canvas = Canvas::picture(&id, self.sheet.class, self.sheet.width, height, title, finding);
        self.phases(&mut canvas);
        self.grid(&mut canvas);
        self.line(&mut canvas);
        self.key(&mut canvas, &keys);
        canvas.finish()
    }

    fn x(&self, position: usize) -> f64 {
        self.chart.points.get(position).map_or(0.0, |point| self.across.place(point.at))
    }

    /// Half-way between a stretch and its neighbour, so that its limits reach as far as its figures do.
    fn reach(&self, (first, end): (usize, usize)) -> (f64, f64) {
        let before =
            first.checked_sub(1).map_or(self.x(first) - 6.0, |before| f64::midpoint(self.x(before), self.x(first)));
        let last = end.saturating_sub(1);
        let after =
            if end < self.chart.points.len() { f64::midpoint(self.x(last), self.x(end)) } else { self.x(last) + 6.0 };
        (before, after)
    }

    fn phases(&self, canvas: &mut Canvas) {
        let right = self.sheet.width - self.sheet.right + 8.0;
        for (index, phase) in self.chart.phases.iter().enumerate() {
            let (mean, lower, upper) = phase.limits;
            if ![mean, lower, upper].into_iter().all(drawable) {
                continue;
            }
            let (from, to) = self.reach(phase.points);
            let shown = lower.max(self.lowest);
            let (top, foot) = (self.up.place(upper), self.up.place(shown));
            canvas.rectangle("band-limits", (from, top), (to - from, foot - top));
            canvas.line("limit", (from, top), (to, top));
            if lower >= self.lowest {
                canvas.line("limit", (from, foot), (to, foot));
            }
            canvas.line("mean", (from, self.up.place(mean)), (to, self.up.place(mean)));
            if index > 0 {
                canvas.line("marker-rebase", (from, TOP - 12.0), (from, self.bottom()));
                let anchor = if from > self.sheet.width * 0.6 { Anchor::End } else { Anchor::Start };
                let x = if anchor == Anchor::End { from - 5.0 } else { from + 5.0 };
                let period = self.chart.points.get(phase.points.0).map_or("", |point| point.period.as_str());
                canvas.text("label", (x, TOP - 14.0), anchor, &format!("new limits from {period}"));
            }
        }
        // The names of the limits that hold now stand at their ends, moved apart where they lie close.
        if self.sheet.right < 60.0 {
            return;
        }
        let Some(phase) = self.chart.phases.last() else { return };
        let (mean, lower, upper) = phase.limits;
        let mut labels = vec![(upper, "upper limit", "label"), (mean, "average", "label-strong")];
        if lower >= self.lowest {
            labels.push((lower, "lower limit", "label"));
        }
        let mut floor = f64::NEG_INFINITY;
        for (value, words, class) in labels {
            let y = (self.up.place(value) + 4.5).max(floor);
            floor = y + 32.0;
            canvas.text(class, (right, y - 8.0), Anchor::Start, words);
            canvas.text(class, (right, y + 8.0), Anchor::Start, &self.chart.notation.write(value));
        }
    }

    fn grid(&self, canvas: &mut Canvas) {
        for tick in &self.axis.ticks {
            let y = self.up.place(*tick);
            let class = if *tick == 0.0 { "axis" } else { "gridline" };
            canvas.line(class, (self.sheet.left, y), (self.sheet.width - self.sheet.right, y));
            let label = self.chart.notation.tick(*tick, self.axis.decimals);
            canvas.text("label-tick", (self.sheet.left - 8.0, y + 4.5), Anchor::End, &label);
        }
        let last = self.chart.points.len().saturating_sub(1);
        let last_x = self.x(last);
        let mut taken = f64::NEG_INFINITY;
        for (index, point) in self.chart.points.iter().enumerate() {
            let x = self.x(index);
            let gap = self.sheet.period_gap.max(point.period.chars().count() as f64 * 7.2 + 14.0);
            if index == last || x - taken >= gap && last_x - x >= gap {
                let half = point.period.chars().count() as f64 * 3.6;
                let (at, anchor) = if x - half < 0.0 {
                    (0.0, Anchor::Start)
                } else if x + half > self.sheet.width {
                    (self.sheet.width, Anchor::End)
                } else {
                    (x, Anchor::Middle)
                };
                canvas.line("tick", (x, self.bottom()), (x, self.bottom() + 5.0));
                canvas.text("label-tick", (at, self.bottom() + 22.0), anchor, &point.period);
                taken = x;
            }
        }
    }

    fn line(&self, canvas: &mut Canvas) {
        let mut run: Vec<(f64, f64)> = Vec::new();
        for point in &self.chart.points {
            match point.value.filter(|value| drawable(*value)) {
                Some(value) => run.push((self.across.place(point.at), self.up.place(value))),
                None => {
                    if run.len() > 1 {
                        canvas.polyline("line-control", &run);
                    }
                    run.clear();
                }
            }
        }
        if run.len() > 1 {
            canvas.polyline("line-control", &run);
        }
        let last = self.chart.points.iter().rposition(|point| point.value.is_some());
        for (index, point) in self.chart.points.iter().enumerate() {
            if let Some(value) = point.value.filter(|value| drawable(*value)) {
                let size = if Some(index) == last { 1.4 } else { 1.0 };
                mark(canvas, point.mark, (self.across.place(point.at), self.up.place(value)), size);
            }
        }
    }

    /// The shapes that are there, and on a phone the limits.
    fn keys(&self) -> Vec<(Option<Mark>, String)> {
        let mut keys = Vec::new();
        for shape in [Mark::Common, Mark::Improvement, Mark::Concern, Mark::High, Mark::Low] {
            if self.chart.points.iter().any(|point| point.value.is_some() && point.mark == shape) {
                keys.push((Some(shape), shape.words().to_owned()));
            }
        }
        if self.sheet.right < 60.0
            && let Some(phase) = self.chart.phases.last()
        {
            let (mean, lower, upper) = phase.limits;
            let write = |value: f64| self.chart.notation.write(value);
            keys.push((None, format!("average {}", write(mean))));
            let range = if lower >= self.lowest {
                format!("limits {}", self.chart.notation.range((lower, upper)))
            } else {
                format!("upper limit {}", write(upper))
            };
            keys.push((None, range));
        }
        keys
    }

    fn key(&self, canvas: &mut Canvas, keys: &[(Option<Mark>, String)]) {
        let mut at = (self.sheet.left.min(8.0), self.bottom() + 46.0);
        for (index, (shape, words)) in keys.iter().enumerate() {
            if index > 0 && index % self.sheet.key_columns == 0 {
                at = (self.sheet.left.min(8.0), at.1 + KEY_ROW);
            }
            match shape {
                Some(shape) => mark(canvas, *shape, (at.0 + 2.0, at.1 - 4.5), 1.0),
                None if words.starts_with("average") => {
                    canvas.line("mean", (at.0 - 4.0, at.1 - 4.5), (at.0 + 8.0, at.1 - 4.5));
                }
                None => canvas.line("limit", (at.0 - 4.0, at.1 - 4.5), (at.0 + 8.0, at.1 - 4.5)),
            }
            let text = wrapped(words, 48).into_iter().next().unwrap_or_default();
            canvas.text("label", (at.0 + 14.0, at.1), Anchor::Start, &text);
            at.0 += 34.0 + text.chars().count() as f64 * 7.4;
        }
    }
}

/// The shape of a point about its middle.
fn mark(canvas: &mut Canvas, mark: Mark, (x, y): (f64, f64), size: f64) {
    let reach = 6.2 * size;
    match mark {
        Mark::Common => canvas.circle("point", (x, y), 3.6 * size),
        Mark::Improvement => {
            let half = 5.0 * size;
            canvas.rectangle("mark-improvement", (x - half, y - half), (2.0 * half, 2.0 * half));
        }
        Mark::Concern => {
            let corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y), (x, y - reach)];
            canvas.polyline("mark-concern", &corners);
        }
        Mark::High => {
            let corners = [(x, y - reach), (x + reach, y + 4.6 * size), (x - reach, y + 4.6 * size), (x, y - reach)];
            canvas.polyline("mark-neutral", &corners);
        }
        Mark::Low => {
            let corners = [(x, y + reach), (x + reach, y - 4.6 * size), (x - reach, y - 4.6 * size), (x, y + reach)];
            canvas.polyline("mark-neutral", &corners);
        }
    }
}
