//! The small chart of a row: how one place moved, its first value in the gutter and its last one marked.

use super::{
    band::Band,
    canvas::{Anchor, Canvas, Svg},
    reading::{Notation, Point, stretches},
    scale::{Scale, axis},
};

/// A small chart to be drawn, 272 × 96.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparkline {
    /// A word that is unique in its page.
    pub id: String,
    /// What is drawn, in a few words.
    pub title: String,
    /// What it shows, as a sentence.
    pub finding: String,
    /// How values are written.
    pub notation: Notation,
    /// Whether the scale must begin at zero.
    pub from_zero: bool,
    /// The points, in any order.
    pub points: Vec<Point>,
    /// What could be expected in some period, behind its point.
    pub band: Option<Band>,
    /// Whether the last point is one to look at (drawn as a diamond).
    pub look_here: bool,
}

const WIDTH: f64 = 272.0;
const HEIGHT: f64 = 96.0;
const LEFT: f64 = 54.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 70.0;

/// Draws the small chart.
#[must_use]
pub fn sparkline(chart: &Sparkline) -> Svg {
    let mut points = chart.points.clone();
    points.retain(|point| point.at.is_finite() && point.at.abs() < 1e5);
    points.sort_by(|left, right| left.at.total_cmp(&right.at));
    let mut canvas = Canvas::picture(&chart.id, "chart-sparkline", WIDTH, HEIGHT, &chart.title, &chart.finding);
    let values = points.iter().flat_map(|point| {
        let interval = point.reading.interval();
        [point.reading.value(), interval.map(|limits| limits.0), interval.map(|limits| limits.1)]
    });
    let band = chart.band.as_ref().filter(|band| band.drawable() && !points.is_empty());
    let ends = band.into_iter().flat_map(|band| [Some(band.lower), Some(band.upper)]);
    let Some(axis) = axis(values.chain(ends).flatten(), chart.from_zero, 3) else {
        canvas.rectangle("panel-empty", (LEFT, TOP), (WIDTH - LEFT - RIGHT, BOTTOM - TOP));
        let middle = f64::midpoint(LEFT, WIDTH - RIGHT);
        canvas.text("label", (middle, f64::midpoint(TOP, BOTTOM) + 4.0), Anchor::Middle, "no figures to draw");
        return canvas.finish();
    };
    let first_at = points.first().map_or(0.0, |point| point.at);
    let last_at = points.last().map_or(0.0, |point| point.at);
    let across = Scale::new((first_at, last_at), (LEFT + 6.0, WIDTH - RIGHT));
    let up = Scale::new((axis.low, axis.high), (BOTTOM, TOP));
    let place = |point: &Point| point.reading.value().map(|value| (across.place(point.at), up.place(value)));
    let base = if axis.low <= 0.0 && axis.high >= 0.0 { up.place(0.0) } else { BOTTOM };
    canvas.line(if base < BOTTOM { "axis" } else { "gridline" }, (LEFT, base), (WIDTH - RIGHT + 6.0, base));
    if let Some(band) = band {
        let x = across.place(band.at).clamp(LEFT + 6.0, WIDTH - RIGHT);
        let (top, foot) = (up.place(band.upper), up.place(band.lower));
        canvas.rectangle("band-80", (x - 8.0, top), (16.0, foot - top));
    }
    for point in &points {
        if let Some((lower, upper)) = point.reading.interval() {
            let x = across.place(point.at);
            canvas.line("whisker", (x, up.place(lower)), (x, up.place(upper)));
        }
    }
    let stretches = stretches(&points);
    for pair in stretches.windows(2) {
        if let (Some(from), Some(to)) = (place(&points[pair[0].1 - 1]), place(&points[pair[1].0])) {
            canvas.line("bridge", from, to);
        }
    }
    for (start, end) in &stretches {
        let run: Vec<(f64, f64)> = points[*start..*end].iter().filter_map(place).collect();
        if run.len() > 1 {
            canvas.polyline("line-small", &run);
        } else if let Some(at) = run.first() {
            canvas.circle("point-small", *at, 2.5);
        }
    }
    for point in points.iter().filter(|point| point.reading.value().is_none()) {
        canvas.circle("ring-missing", (across.place(point.at), BOTTOM - 6.0), 3.5);
    }
    let known: Vec<&Point> = points.iter().filter(|point| point.reading.value().is_some()).collect();
    if let Some((first, value)) = known.first().and_then(|point| Some((point, point.reading.value()?)))
        && known.len() > 1
    {
        let y = (up.place(value) + 4.5).clamp(TOP + 6.0, BOTTOM + 2.0);
        canvas.text("label-tick", (LEFT - 4.0, y), Anchor::End, &chart.notation.tick(value, chart.notation.decimals));
        canvas.text("label-tick", (LEFT, BOTTOM + 20.0), Anchor::Start, &first.period);
    }
    if let Some((last, at)) = known.last().and_then(|point| Some((point, place(point)?))) {
        if chart.look_here {
            let (x, y) = at;
            canvas.polyline("point-look", &[(x, y - 7.0), (x + 7.0, y), (x, y + 7.0), (x - 7.0, y), (x, y - 7.0)]);
        } else {
            canvas.circle("point-small-last", at, 5.0);
        }
        canvas.text("label-tick", (WIDTH - RIGHT + 6.0, BOTTOM + 20.0), Anchor::End, &last.period);
    }
    canvas.finish()
}
