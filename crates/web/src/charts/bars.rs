//! Bars: how many of each, and what adds up to what. Each chart is drawn wide and narrow; the page shows the one that
//! fits.

use super::{
    canvas::{Anchor, Canvas, Svg, wrapped},
    scale::{Scale, axis},
};

/// A chart for wide windows and the same for narrow ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Both {
    /// For wide windows.
    pub wide: Svg,
    /// For narrow ones.
    pub narrow: Svg,
}

const WIDE: f64 = 760.0;
const NARROW: f64 = 344.0;

fn both(id: &str, draw: impl Fn(&str, &str, f64) -> Svg) -> Both {
    Both {
        wide: draw(&format!("{id}-wide"), "chart-wide", WIDE),
        narrow: draw(&format!("{id}-narrow"), "chart-narrow", NARROW),
    }
}

/// One bar of a histogram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// How many there are.
    pub count: f64,
    /// Whether it is drawn in full colour, or pale.
    pub strong: bool,
}

/// A histogram with marked places, such as a threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram<'a> {
    /// Unique in its page.
    pub id: &'a str,
    /// The chart's name.
    pub title: &'a str,
    /// What it shows, for those who do not see it.
    pub description: &'a str,
    /// What is counted across.
    pub across: &'a str,
    /// What is counted up.
    pub up: &'a str,
    /// The bars, from the left.
    pub bars: &'a [Bar],
    /// Places with their names.
    pub marks: &'a [(f64, &'a str)],
}

/// Draws a histogram. Nothing when there are no bars.
#[must_use]
pub fn histogram(chart: &Histogram<'_>) -> Option<Both> {
    let low = chart.bars.iter().map(|bar| bar.from).chain(chart.marks.iter().map(|mark| mark.0)).reduce(f64::min)?;
    let high = chart.bars.iter().map(|bar| bar.to).chain(chart.marks.iter().map(|mark| mark.0)).reduce(f64::max)?;
    let up = axis(chart.bars.iter().map(|bar| bar.count), true, 4)?;
    let draw = |id: &str, class: &str, width: f64| {
        let (left, right, top, bottom) = (58.0, width - 14.0, 46.0, 250.0);
        let mut canvas = Canvas::picture(id, class, width, 304.0, chart.title, chart.description);
        let across = Scale::new((low, high), (left, right));
        let upwards = Scale::new((up.low, up.high), (bottom, top));
        canvas.text("label", (4.0, 16.0), Anchor::Start, chart.up);
        for tick in &up.ticks {
            let y = upwards.place(*tick);
            canvas.line(if *tick == 0.0 { "axis" } else { "gridline" }, (left, y), (right, y));
            canvas.text("label-tick", (left - 6.0, y + 4.5), Anchor::End, &count_words(*tick));
        }
        for bar in chart.bars.iter().filter(|bar| bar.count > 0.0) {
            let (from, to) = (across.place(bar.from), across.place(bar.to));
            // What is there is seen, however little it is.
            let y = upwards.place(bar.count).min(bottom - 1.5);
            let class = if bar.strong { "bar" } else { "bar-pale" };
            canvas.rectangle(class, (from + 0.5, y), ((to - from - 1.0).max(1.0), bottom - y));
        }
        if let Some(ticks) = axis([low, high], false, if width > 500.0 { 8 } else { 4 }) {
            for tick in ticks.ticks.iter().filter(|tick| **tick >= low && **tick <= high) {
                let x = across.place(*tick);
                canvas.line("tick", (x, bottom), (x, bottom + 5.0));
                canvas.text("label-tick", (x, bottom + 20.0), Anchor::Middle, &number_words(*tick, ticks.decimals));
            }
        }
        canvas.text("label", (right, 298.0), Anchor::End, chart.across);
        for (number, (at, name)) in chart.marks.iter().enumerate() {
            let x = across.place(*at);
            let y = 34.0 + 15.0 * f64::from(u8::from(number % 2 == 1));
            canvas.line("marker-break", (x, y + 3.0), (x, bottom));
            let anchor = if x > width * 0.6 { Anchor::End } else { Anchor::Start };
            let side = if anchor == Anchor::End { -5.0 } else { 5.0 };
            canvas.text("label-strong", (x + side, y + 3.0), anchor, name);
        }
        canvas.finish()
    };
    Some(both(chart.id, draw))
}

/// A row of a chart of bars that go to both sides of zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What the row is of; a heading is drawn where it differs from the row before.
    pub heading: String,
    /// What the bar is of.
    pub label: String,
    /// Where the bar begins: zero, or where the one before ended.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// What is written beside it.
    pub value: String,
    /// Whether the row is a sum: drawn in ink instead of by its side.
    pub sum: bool,
}

/// Draws bars for or against, row by row, on one scale: weights of outcomes, or a waterfall when each begins where the
/// one before ended. Nothing when there are no rows.
#[must_use]
pub fn two_sided(id: &str, title: &str, description: &str, rows: &[Row]) -> Option<Both> {
    let ends = rows.iter().flat_map(|row| [row.from, row.to]);
    let scale = axis(ends.chain([0.0]), false, 6)?;
    if rows.is_empty() {
        return None;
    }
    let draw = |id: &str, class: &str, width: f64| {
        let narrow = width < 500.0;
        // A label stands beside its bar where there is room, else above it.
        let (left, letters) = if narrow { (14.0, 46) } else { (286.0, 40) };
        let right = width - if narrow { 44.0 } else { 52.0 };
        let across = Scale::new((scale.low, scale.high), (left, right));
        let mut y = 34.0;
        let mut places = Vec::with_capacity(rows.len());
        let mut heading = "";
        for row in rows {
            let begins = row.heading != heading && !row.heading.is_empty();
            heading = &row.heading;
            y += if begins { 30.0 } else { 0.0 };
            let lines = wrapped(&row.label, letters);
            let above = if narrow { 18.0 * lines.len().max(1) as f64 } else { 0.0 };
            places.push((y, begins, above, lines));
            y += above
                + if narrow {
                    25.0
                } else {
                    24.0_f64.max(17.0 * places.last().map_or(1, |place| place.3.len()) as f64 + 6.0)
                };
        }
        let height = y + 12.0;
        let mut canvas = Canvas::picture(id, class, width, height, title, description);
        // A narrow chart has every other gridline, the one at zero among them.
        let zero = scale.ticks.iter().position(|tick| *tick == 0.0).unwrap_or(0);
        let is_drawn = |(at, _): &(usize, &f64)| !narrow || at % 2 == zero % 2;
        let ticks: Vec<f64> = scale.ticks.iter().enumerate().filter(is_drawn).map(|(_, tick)| *tick).collect();
        for tick in &ticks {
            let x = across.place(*tick);
            canvas.line(if *tick == 0.0 { "axis" } else { "gridline" }, (x, 26.0), (x, height - 6.0));
            canvas.text("label-tick", (x, 17.0), Anchor::Middle, &number_words(*tick, scale.decimals));
        }
        if !ticks.contains(&0.0) {
            let x = across.place(0.0);
            canvas.line("axis", (x, 26.0), (x, height - 6.0));
        }
        for (row, (y, begins, above, lines)) in rows.iter().zip(&places) {
            if *begins {
                canvas.text("label-strong", (4.0, y - 6.0), Anchor::Start, &row.heading);
            }
            for (number, line) in lines.iter().enumerate() {
                let at = y + 15.0 + 17.0 * number as f64;
                if narrow {
                    canvas.text("label-small", (4.0, at - 1.0), Anchor::Start, line);
                } else {
                    canvas.text("label-small", (left - 12.0, at), Anchor::End, line);
                }
            }
            let (low, high) = (across.place(row.from.min(row.to)), across.place(row.from.max(row.to)));
            let class = if row.sum {
                "bar-sum"
            } else if row.to >= row.from {
                "bar"
            } else {
                "bar-against"
            };
            let top = y + above + 2.0;
            canvas.rectangle(class, (low, top), ((high - low).max(1.5), 15.0));
            let (x, anchor) = if high + 46.0 < width || row.to >= row.from {
                (high + 5.0, Anchor::Start)
            } else {
                (low - 5.0, Anchor::End)
            };
            canvas.text("label-tick", (x, top + 12.5), anchor, &row.value);
        }
        canvas.finish()
    };
    Some(both(id, draw))
}

/// A line over weights, with its name at its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether it is dashed.
    pub dashed: bool,
    /// Its points, from the left.
    pub points: &'a [(f64, f64)],
}

/// Draws lines on one scale with marked places. Nothing when there are no points.
#[must_use]
pub fn curves(
    id: &str,
    (title, description): (&str, &str),
    (across, up): (&str, &str),
    curves: &[Curve<'_>],
    marks: &[(f64, &str)],
) -> Option<Both> {
    let points = || curves.iter().flat_map(|curve| curve.points);
    let low = points().map(|point| point.0).reduce(f64::min)?;
    let high = points().map(|point| point.0).reduce(f64::max)?;
    let upward = axis(points().map(|point| point.1), true, 4)?;
    let draw = |id: &str, class: &str, width: f64| {
        let (left, right, top, bottom) = (58.0, width - 14.0, 46.0, 250.0);
        let mut canvas = Canvas::picture(id, class, width, 346.0, title, description);
        let over = Scale::new((low, high), (left, right));
        let upwards = Scale::new((upward.low, upward.high), (bottom, top));
        canvas.text("label", (4.0, 16.0), Anchor::Start, up);
        for tick in &upward.ticks {
            let y = upwards.place(*tick);
            canvas.line(if *tick == 0.0 { "axis" } else { "gridline" }, (left, y), (right, y));
            canvas.text("label-tick", (left - 6.0, y + 4.5), Anchor::End, &count_words(*tick));
        }
        if let Some(ticks) = axis([low, high], false, if width > 500.0 { 8 } else { 4 }) {
            for tick in ticks.ticks.iter().filter(|tick| **tick >= low && **tick <= high) {
                let x = over.place(*tick);
                canvas.line("tick", (x, bottom), (x, bottom + 5.0));
                canvas.text("label-tick", (x, bottom + 20.0), Anchor::Middle, &number_words(*tick, ticks.decimals));
            }
        }
        canvas.text("label", (right, bottom + 42.0), Anchor::End, across);
        for (at, name) in marks.iter().filter(|(at, _)| *at >= low && *at <= high) {
            let x = over.place(*at);
            canvas.line("marker-break", (x, 37.0), (x, bottom));
            let anchor = if x > width * 0.6 { Anchor::End } else { Anchor::Start };
            canvas.text("label-strong", (if anchor == Anchor::End { x - 5.0 } else { x + 5.0 }, 37.0), anchor, name);
        }
        for (number, curve) in curves.iter().enumerate() {
            let class = if curve.dashed { "line-comparator" } else { "line-place" };
            let line: Vec<(f64, f64)> =
                curve.points.iter().map(|point| (over.place(point.0), upwards.place(point.1))).collect();
            canvas.polyline(class, &line);
            let y = 318.0 + 18.0 * number as f64;
            canvas.line(class, (left, y - 4.0), (left + 26.0, y - 4.0));
            canvas.text("label-small", (left + 33.0, y), Anchor::Start, curve.name);
        }
        canvas.finish()
    };
    Some(both(id, draw))
}

/// A count as short as it can be said: 1,200; 35 k; 1.2 m.
fn count_words(count: f64) -> String {
    let trimmed = |text: String| text.strip_suffix(".0").map(str::to_owned).unwrap_or(text);
    if count >= 1e6 {
        format!("{} m", trimmed(format!("{:.1}", count / 1e6)))
    } else if count >= 1e4 {
        format!("{} k", trimmed(format!("{:.1}", count / 1e3)))
    } else if count >= 1e3 {
        format!("{:.0},{:03.0}", (count / 1e3).floor(), count % 1e3)
    } else if count.fract() == 0.0 {
        format!("{count:.0}")
    } else {
        format!("{count:.1}")
    }
}

/// A number with its thousands parted and a true minus sign.
fn number_words(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), ""), |(whole, fraction)| (whole, fraction));
    let mut parted = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    let sign = if number < 0.0 { "−" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{parted}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_short() {
        assert_eq!(
            [0.0, 950.0, 1_200.0, 35_000.0, 1_200_000.0].map(count_words),
            ["0", "950", "1,200", "35 k", "1.2 m"]
        );
        assert_eq!([number_words(-2.5, 1), number_words(8000.0, 0)], ["−2.5", "8,000"]);
    }

    #[test]
    fn texts_are_escaped_and_nothing_gives_nothing() {
        let row = |label: &str| Row {
            heading: String::new(),
            label: label.to_owned(),
            from: 0.0,
            to: -3.0,
            value: "−3.0".to_owned(),
            sum: false,
        };
        let drawn = two_sided("a", "Weights", "One bar", &[row("<script>alert(1)</script>")]).expect("it has a row");
        assert!(!drawn.wide.as_str().contains("<script>") && drawn.narrow.as_str().contains("&lt;script&gt;"));
        assert!(two_sided("a", "Weights", "None", &[]).is_none());
        let empty = Histogram { id: "a", title: "", description: "", across: "", up: "", bars: &[], marks: &[] };
        assert!(histogram(&empty).is_none());
    }
}
