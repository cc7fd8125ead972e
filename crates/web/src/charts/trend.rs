//! The trend: one place over time, with its intervals, those it may be set beside, and what happened.

use super::{
    band::Band,
    canvas::{Anchor, Canvas, Svg, wrapped},
    reading::{Notation, Point, Reading, stretches},
    scale::{Axis, Scale, axis},
};

/// What a line is to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineRole {
    /// The place that the page is about: brand colour, wide, with intervals.
    Place,
    /// A wider area such as England: grey and dashed.
    Comparator,
    /// A council that the place was made from: thin and grey.
    Predecessor,
}

/// One line of a trend.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name, written at its end.
    pub name: String,
    /// What it is to the reader.
    pub role: LineRole,
    /// Its points, in any order.
    pub points: Vec<Point>,
}

/// What a marker stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkerKind {
    /// Councils changed on that day.
    Reorganisation,
    /// Figures on either side cannot be compared.
    SeriesBreak,
    /// Something else that happened.
    Event,
}

/// The class of a line. Predecessors have a dash each, so that they can be told apart in black and white.
fn class(lines: &[Line], line: &Line) -> &'static str {
    match line.role {
        LineRole::Place => "line-place",
        LineRole::Comparator => "line-comparator",
        LineRole::Predecessor => {
            let earlier = lines
                .iter()
                .take_while(|other| !std::ptr::eq(*other, line))
                .filter(|other| other.role == LineRole::Predecessor)
                .count();
            ["line-predecessor", "line-predecessor dotted", "line-predecessor dashed"][earlier % 3]
        }
    }
}

/// A day on which something happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    /// The day, in years with decimals.
    pub at: f64,
    /// The day or what happened, in a few words.
    pub title: String,
    /// One sentence more.
    pub text: String,
    /// What it stands for.
    pub kind: MarkerKind,
}

/// A trend to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// A word that is unique in its page; the drawings' identifiers are made from it.
    pub id: String,
    /// What is drawn, in a few words.
    pub title: String,
    /// What the chart shows, as a sentence for somebody who does not see it.
    pub finding: String,
    /// How values are written.
    pub notation: Notation,
    /// Whether length means quantity here, so that the scale must begin at zero.
    pub from_zero: bool,
    /// The lines. The first of role [`LineRole::Place`] leads.
    pub lines: Vec<Line>,
    /// What could be expected of the place in some periods.
    pub bands: Vec<Band>,
    /// What happened.
    pub markers: Vec<Marker>,
}

/// The measures of a sheet.
struct Sheet {
    class: &'static str,
    suffix: &'static str,
    width: f64,
    plot_height: f64,
    left: f64,
    right: f64,
    label_columns: usize,
    period_gap: f64,
    letter: f64,
    marker_row: f64,
    marker_lines: usize,
    wide: bool,
}

const WIDE: Sheet = Sheet {
    class: "chart-trend chart-wide",
    suffix: "wide",
    width: 1080.0,
    plot_height: 360.0,
    left: 56.0,
    right: 196.0,
    label_columns: 44,
    period_gap: 104.0,
    letter: 7.4,
    marker_row: 40.0,
    marker_lines: 1,
    wide: true,
};

const NARROW: Sheet = Sheet {
    class: "chart-trend chart-narrow",
    suffix: "narrow",
    width: 358.0,
    plot_height: 270.0,
    left: 44.0,
    right: 14.0,
    label_columns: 40,
    period_gap: 76.0,
    letter: 7.0,
    marker_row: 58.0,
    marker_lines: 2,
    wide: false,
};

/// The trend at 1,080 px across, its lines labelled at their ends.
#[must_use]
pub fn trend_wide(trend: &Trend) -> Svg {
    draw(trend, &WIDE)
}

/// The trend at 358 px across, for a phone: labels stand above the plot and no text is under 12 px.
#[must_use]
pub fn trend_narrow(trend: &Trend) -> Svg {
    draw(trend, &NARROW)
}

fn draw(trend: &Trend, sheet: &Sheet) -> Svg {
    let mut lines = trend.lines.clone();
    for line in &mut lines {
        line.points.retain(|point| point.at.is_finite() && point.at.abs() < 1e5);
        line.points.sort_by(|left, right| left.at.total_cmp(&right.at));
    }
    let id = format!("{}-{}", trend.id, sheet.suffix);
    let values = lines.iter().flat_map(|line| {
        line.points.iter().flat_map(move |point| {
            let interval = (line.role == LineRole::Place).then(|| point.reading.interval()).flatten();
            [point.reading.value(), interval.map(|limits| limits.0), interval.map(|limits| limits.1)]
        })
    });
    let times: Vec<f64> = lines.iter().flat_map(|line| line.points.iter().map(|point| point.at)).collect();
    let ends = trend.bands.iter().filter(|band| band.drawable()).flat_map(|band| [Some(band.lower), Some(band.upper)]);
    match axis(values.chain(ends).flatten(), trend.from_zero, if sheet.wide { 5 } else { 4 }) {
        Some(axis) => Drawing::new(trend, sheet, &lines, &times, &axis).finish(&id),
        None => empty(trend, sheet, &id, &lines),
    }
}

/// The state without any value: says so, and why when the reasons are known.
fn empty(trend: &Trend, sheet: &Sheet, id: &str, lines: &[Line]) -> Svg {
    let mut canvas = Canvas::picture(id, sheet.class, sheet.width, 132.0, &trend.title, &trend.finding);
    canvas.rectangle("panel-empty", (0.5, 0.5), (sheet.width - 1.0, 131.0));
    let middle = sheet.width / 2.0;
    canvas.text("label-strong", (middle, 58.0), Anchor::Middle, "No figures to draw");
    let reason = lines
        .iter()
        .flat_map(|line| &line.points)
        .find_map(|point| point.reading.reason())
        .unwrap_or("nothing has been sent to the hub yet");
    let text = format!("Why: {reason}.");
    for (index, row) in wrapped(&text, sheet.label_columns + 6).iter().take(3).enumerate() {
        canvas.text("label", (middle, 82.0 + 18.0 * index as f64), Anchor::Middle, row);
    }
    canvas.finish()
}

struct Drawing<'a> {
    trend: &'a Trend,
    sheet: &'a Sheet,
    lines: &'a [Line],
    axis: &'a Axis,
    across: Scale,
    up: Scale,
    top: f64,
    bottom: f64,
    marker_rows: Vec<(f64, usize)>,
}

const KEY_ROW: f64 = 22.0;

impl<'a> Drawing<'a> {
    fn new(trend: &'a Trend, sheet: &'a Sheet, lines: &'a [Line], times: &[f64], axis: &'a Axis) -> Self {
        let mut first = times.iter().copied().fold(f64::INFINITY, f64::min);
        let mut last = times.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for marker in trend.markers.iter().filter(|marker| marker.at.is_finite()) {
            // A marker just outside the run of figures (a reorganisation after the last of them) is drawn too.
            if marker.at > last && marker.at - last < 3.0 {
                last = marker.at;
            }
            if marker.at < first && first - marker.at < 3.0 {
                first = marker.at;
            }
        }
        let plot = (sheet.left + 12.0, sheet.width - sheet.right - 12.0);
        let across = Scale::new((first, last), plot);
        let mut marker_rows: Vec<(f64, usize)> = Vec::new();
        for marker in &trend.markers {
            let x = across.place(marker.at);
            let room = if sheet.wide { 300.0 } else { 1e6 };
            let row = (0..trend.markers.len())
                .find(|row| !marker_rows.iter().any(|(other, taken)| taken == row && (other - x).abs() < room));
            marker_rows.push((x, row.unwrap_or(0)));
        }
        let rows = marker_rows.iter().map(|(_, row)| row + 1).max().unwrap_or(0);
        let named = lines.iter().filter(|line| last_value(line).is_some()).count();
        let keys = if sheet.wide { 0 } else { named + usize::from(newest_band(trend).is_some()) };
        let top = 14.0 + rows as f64 * sheet.marker_row + keys as f64 * KEY_ROW;
        let bottom = top + sheet.plot_height;
        let up = Scale::new((axis.low, axis.high), (bottom, top + 6.0));
        Self { trend, sheet, lines, axis, across, up, top, bottom, marker_rows }
    }

    fn finish(self, id: &str) -> Svg {
        let gaps = self.gaps();
        let height = self.bottom + 34.0 + if gaps.is_empty() { 0.0 } else { 10.0 + 18.0 * gaps.len() as f64 };
        let trend = self.trend;
        let mut canvas = Canvas::picture(id, self.sheet.class, self.sheet.width, height, &trend.title, &trend.finding);
        self.bands(&mut canvas);
        self.grid(&mut canvas);
        self.markers(&mut canvas);
        for line in self.lines.iter().filter(|line| line.role != LineRole::Place) {
            self.line(&mut canvas, line);
        }
        for line in self.lines.iter().filter(|line| line.role == LineRole::Place) {
            self.line(&mut canvas, line);
        }
        if self.sheet.wide {
            self.end_labels(&mut canvas);
        } else {
            self.key(&mut canvas);
        }
        let left = if self.sheet.wide { self.sheet.left } else { 2.0 };
        for (index, (begins, gap)) in gaps.iter().enumerate() {
            let y = self.bottom + 52.0 + 18.0 * index as f64;
            if *begins {
                canvas.circle("ring-missing", (left + 5.0, y - 4.0), 4.5);
            }
            canvas.text("label", (left + 16.0, y), Anchor::Start, gap);
        }
        canvas.finish()
    }

    /// What could be expected stands behind the figure that it is about.
    fn bands(&self, canvas: &mut Canvas) {
        let half = if self.sheet.wide { 11.0 } else { 9.0 };
        for band in self.trend.bands.iter().filter(|band| band.drawable()) {
            let x = self.across.place(band.at);
            let (top, foot) = (self.up.place(band.upper), self.up.place(band.lower));
            canvas.rectangle("band-80", (x - half, top), (2.0 * half, foot - top));
            let y = self.up.place(band.expected);
            canvas.line("expected", (x - half, y), (x + half, y));
        }
    }

    fn grid(&self, canvas: &mut Canvas) {
        let right = self.sheet.width - self.sheet.right;
        for tick in &self.axis.ticks {
            let y = self.up.place(*tick);
            let class = if *tick == 0.0 { "axis" } else { "gridline" };
            canvas.line(class, (self.sheet.left, y), (right, y));
            let label = self.trend.notation.tick(*tick, self.axis.decimals);
            canvas.text("label-tick", (self.sheet.left - 8.0, y + 4.5), Anchor::End, &label);
        }
        if self.axis.low > 0.0 || self.axis.high < 0.0 {
            canvas.line("axis-broken", (self.sheet.left, self.bottom), (right, self.bottom));
        }
        let Some(line) = leading(self.lines) else { return };
        let mut taken = f64::NEG_INFINITY;
        let last = line.points.len().saturating_sub(1);
        let last_x = line.points.last().map_or(f64::INFINITY, |point| self.across.place(point.at));
        for (index, point) in line.points.iter().enumerate() {
            let x = self.across.place(point.at);
            let gap = self.sheet.period_gap.max(point.period.chars().count() as f64 * self.sheet.letter + 14.0);
            let fits = x - taken >= gap && last_x - x >= gap;
            if index == last || index == 0 && last_x - x >= gap || fits {
                let half = point.period.chars().count() as f64 * self.sheet.letter / 2.0;
                let (x_text, anchor) = if x - half < 0.0 {
                    (0.0, Anchor::Start)
                } else if !self.sheet.wide && x + half > self.sheet.width {
                    (self.sheet.width, Anchor::End)
                } else {
                    (x, Anchor::Middle)
                };
                canvas.line("tick", (x, self.bottom), (x, self.bottom + 5.0));
                canvas.text("label-tick", (x_text, self.bottom + 22.0), anchor, &point.period);
                taken = x;
            }
        }
    }

    fn markers(&self, canvas: &mut Canvas) {
        let right = self.sheet.width - 4.0;
        for (marker, (x, row)) in self.trend.markers.iter().zip(&self.marker_rows) {
            if !marker.at.is_finite() {
                continue;
            }
            let class = match marker.kind {
                MarkerKind::Reorganisation => "marker-reorganisation",
                MarkerKind::SeriesBreak => "marker-break",
                MarkerKind::Event => "marker-event",
            };
            let y = 14.0 + *row as f64 * self.sheet.marker_row;
            canvas.line(class, (*x, y - 4.0), (*x, self.bottom));
            if marker.kind == MarkerKind::SeriesBreak {
                canvas.polyline("marker-break-sign", &[(x - 5.0, self.bottom + 4.0), (x + 5.0, self.bottom - 4.0)]);
            }
            let columns = if self.sheet.wide { 90 } else { 32 };
            let mut text = wrapped(&marker.text, columns);
            if text.len() > self.sheet.marker_lines {
                text.truncate(self.sheet.marker_lines);
                if let Some(last) = text.last_mut() {
                    last.push('…');
                }
            }
            let letters = text.iter().chain([&marker.title]).map(|line| line.chars().count()).max().unwrap_or(0);
            let needed = letters as f64 * self.sheet.letter;
            let (x, anchor) = if *x + needed + 8.0 <= right || *x < self.sheet.width * 0.4 {
                (*x + 8.0, Anchor::Start)
            } else {
                (*x - 8.0, Anchor::End)
            };
            canvas.text("label-strong", (x, y + 8.0), anchor, &marker.title);
            for (index, line) in text.iter().enumerate() {
                canvas.text("label", (x, y + 25.0 + 17.0 * index as f64), anchor, line);
            }
        }
    }

    fn line(&self, canvas: &mut Canvas, line: &Line) {
        let class = class(self.lines, line);
        let stretches = stretches(&line.points);
        let place =
            |point: &Point| point.reading.value().map(|value| (self.across.place(point.at), self.up.place(value)));
        if line.role == LineRole::Place {
            for point in &line.points {
                if let Some((lower, upper)) = point.reading.interval() {
                    let x = self.across.place(point.at);
                    canvas.line("whisker", (x, self.up.place(lower)), (x, self.up.place(upper)));
                }
            }
        }
        for pair in stretches.windows(2) {
            let (Some(from), Some(to)) = (place(&line.points[pair[0].1 - 1]), place(&line.points[pair[1].0])) else {
                continue;
            };
            canvas.line("bridge", from, to);
        }
        for (start, end) in &stretches {
            let points: Vec<(f64, f64)> = line.points[*start..*end].iter().filter_map(place).collect();
            if points.len() > 1 {
                canvas.polyline(class, &points);
            } else if line.role != LineRole::Place {
                canvas.circle("point-comparator", points[0], 3.0);
            }
        }
        if line.role != LineRole::Place {
            return;
        }
        let last = line.points.iter().rposition(|point| point.reading.value().is_some());
        for (index, point) in line.points.iter().enumerate() {
            match (place(point), point.reading.reason()) {
                (Some(at), _) if Some(index) == last => canvas.circle("point-last", at, 6.5),
                (Some(at), _) if matches!(&point.reading, Reading::Value { quality: Some(_), .. }) => {
                    canvas.circle("point-weak", at, 4.0);
                }
                (Some(at), _) => canvas.circle("point", at, 3.5),
                (None, Some(_)) => {
                    canvas.circle("ring-missing", (self.across.place(point.at), self.between(line, index)), 5.0);
                }
                (None, None) => {}
            }
        }
    }

    /// Half-way up between the neighbours of a missing point: where the eye looks for it.
    fn between(&self, line: &Line, index: usize) -> f64 {
        let before = line.points[..index].iter().rev().find_map(|point| point.reading.value());
        let after = line.points[index..].iter().find_map(|point| point.reading.value());
        let value = match (before, after) {
            (Some(before), Some(after)) => f64::midpoint(before, after),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => f64::midpoint(self.axis.low, self.axis.high),
        };
        self.up.place(value)
    }

    /// Why points of the leading line are missing, periods with one reason together: lines of text, each with whether
    /// a reason begins with it.
    fn gaps(&self) -> Vec<(bool, String)> {
        let Some(line) = leading(self.lines) else { return Vec::new() };
        let mut gaps: Vec<(&str, Vec<&str>)> = Vec::new();
        for point in &line.points {
            let Some(reason) = point.reading.reason() else { continue };
            match gaps.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, periods)) => periods.push(&point.period),
                None => gaps.push((reason, vec![&point.period])),
            }
        }
        let columns = if self.sheet.wide { 110 } else { 44 };
        gaps.iter()
            .map(|(reason, periods)| {
                let listed = format!("{}: {reason}", periods.join(", "));
                if listed.chars().count() <= columns { listed } else { format!("{} periods: {reason}", periods.len()) }
            })
            .take(4)
            .flat_map(|gap| wrapped(&gap, columns).into_iter().enumerate().map(|(index, line)| (index == 0, line)))
            .collect()
    }

    /// Names at the line ends, moved apart so that none covers another.
    fn end_labels(&self, canvas: &mut Canvas) {
        struct Label<'a> {
            /// Nothing for what could be expected.
            line: Option<&'a Line>,
            from: (f64, f64),
            y: f64,
            height: f64,
        }
        let mut labels: Vec<Label<'_>> = self
            .lines
            .iter()
            .filter_map(|line| {
                let point = line.points.iter().rfind(|point| point.reading.value().is_some())?;
                let at = (self.across.place(point.at), self.up.place(point.reading.value()?));
                let detailed = line.role == LineRole::Place && point.reading.interval().is_some();
                Some(Label { line: Some(line), from: at, y: at.1, height: if detailed { 40.0 } else { 20.0 } })
            })
            .collect();
        let band = newest_band(self.trend);
        if let Some(band) = band {
            let at = (self.across.place(band.at) + 11.0, self.up.place(band.expected));
            labels.push(Label { line: None, from: at, y: at.1, height: 38.0 });
        }
        // Order on the sheet, from above to below: it follows the lines as drawn, not a list of places.
        labels.sort_by(|left, right| left.y.total_cmp(&right.y));
        for index in 1..labels.len() {
            let floor = labels[index - 1].y + f64::midpoint(labels[index - 1].height, labels[index].height);
            labels[index].y = labels[index].y.max(floor);
        }
        let mut ceiling = self.bottom + 6.0;
        for label in labels.iter_mut().rev() {
            label.y = label.y.min(ceiling - label.height / 2.0);
            ceiling = label.y - label.height / 2.0;
        }
        let x = self.sheet.width - self.sheet.right + 12.0;
        for label in &labels {
            if x - label.from.0 > 26.0 || (label.y - label.from.1).abs() > 10.0 {
                canvas.line("leader", (label.from.0 + 8.0, label.from.1), (x - 4.0, label.y));
            }
            let Some(line) = label.line else {
                if let Some(band) = band {
                    let range = self.trend.notation.range((band.lower, band.upper));
                    canvas.text("label-expected", (x, label.y - 3.0), Anchor::Start, "expected range");
                    canvas.text("label", (x, label.y + 14.0), Anchor::Start, &range);
                }
                continue;
            };
            let value = last_value(line).map(|value| self.trend.notation.write(value)).unwrap_or_default();
            let room = 22;
            let name = match line.name.chars().count() {
                length if length > room => {
                    line.name.chars().take(room - 1).chain(std::iter::once('…')).collect::<String>()
                }
                _ => line.name.clone(),
            };
            let text = format!("{name} {value}");
            if line.role == LineRole::Place {
                let interval = line.points.iter().rfind(|point| point.reading.value().is_some());
                let interval = interval.and_then(|point| point.reading.interval());
                let y = if interval.is_some() { label.y - 3.0 } else { label.y + 5.0 };
                canvas.text("label-place", (x, y), Anchor::Start, &text);
                if let Some(limits) = interval {
                    let text = format!("likely {}", self.trend.notation.range(limits));
                    canvas.text("label", (x, label.y + 15.0), Anchor::Start, &text);
                }
            } else {
                canvas.text("label", (x, label.y + 4.5), Anchor::Start, &text);
            }
        }
    }

    /// On a phone the names stand above the plot, each with a piece of its line.
    fn key(&self, canvas: &mut Canvas) {
        let rows = self.lines.iter().filter(|line| last_value(line).is_some());
        let band = newest_band(self.trend);
        let start = self.top - 2.0 - KEY_ROW * (rows.clone().count() + usize::from(band.is_some())) as f64;
        let mut at = start + 6.0;
        for line in rows {
            let y = at;
            at += KEY_ROW;
            canvas.line(class(self.lines, line), (2.0, y), (28.0, y));
            let value = last_value(line).map(|value| self.trend.notation.write(value)).unwrap_or_default();
            let class = if line.role == LineRole::Place { "label-place" } else { "label" };
            canvas.text(class, (36.0, y + 5.0), Anchor::Start, &format!("{} {value}", line.name));
        }
        if let Some(band) = band {
            canvas.rectangle("band-80", (2.0, at - 7.0), (26.0, 14.0));
            let text = format!("expected range {}", self.trend.notation.range((band.lower, band.upper)));
            canvas.text("label", (36.0, at + 5.0), Anchor::Start, &text);
        }
    }
}

fn leading(lines: &[Line]) -> Option<&Line> {
    lines.iter().find(|line| line.role == LineRole::Place).or_else(|| lines.first())
}

/// The newest period of which something could be expected.
fn newest_band(trend: &Trend) -> Option<&Band> {
    trend.bands.iter().filter(|band| band.drawable()).max_by(|one, other| one.at.total_cmp(&other.at))
}

fn last_value(line: &Line) -> Option<f64> {
    line.points.iter().rev().find_map(|point| point.reading.value())
}
