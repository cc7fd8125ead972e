//! The funnel: every place by its size, and how far chance alone, or chance and the spread that all places have, would
//! carry one of that size from the average. One place is picked out; the others are grey and have no names.

use super::{
    canvas::{Anchor, Canvas, Svg, wrapped},
    reading::Notation,
    scale::{Axis, Scale, axis, drawable},
};
use terms::unit::grouped;

/// What a place of a funnel is to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FunnelRole {
    /// The place that the page is about.
    This,
    /// A place in like circumstances: a ring.
    Like,
    /// Any other: a grey dot.
    Other,
}

/// One place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelPoint {
    /// How many people or homes it is among: above 0.
    pub size: f64,
    /// Its value.
    pub value: f64,
    /// What it is to the reader.
    pub role: FunnelRole,
}

/// The limits at one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelLimit {
    /// The size.
    pub size: f64,
    /// 95 of 100 by chance alone.
    pub chance_95: (f64, f64),
    /// 95 of 100, with the spread that all places have.
    pub wide_95: (f64, f64),
    /// 99.8 of 100, with the spread that all places have.
    pub wide_99_8: (f64, f64),
}

/// A funnel to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelChart {
    /// A word that is unique in its page.
    pub id: String,
    /// What is drawn, in a few words.
    pub title: String,
    /// What it shows, as a sentence for somebody who does not see it.
    pub finding: String,
    /// How values are written.
    pub notation: Notation,
    /// The places, in any order: their order is not seen.
    pub points: Vec<FunnelPoint>,
    /// The limits, from the smallest size to the largest.
    pub limits: Vec<FunnelLimit>,
    /// The average of all.
    pub average: f64,
    /// The name of the place that is picked out.
    pub this: String,
    /// What the size counts, such as `households`.
    pub of: String,
}

struct Sheet {
    suffix: &'static str,
    class: &'static str,
    width: f64,
    height: f64,
    left: f64,
    right: f64,
}

const WIDE: Sheet =
    Sheet { suffix: "wide", class: "chart-funnel chart-wide", width: 520.0, height: 300.0, left: 54.0, right: 14.0 };

const NARROW: Sheet = Sheet {
    suffix: "narrow",
    class: "chart-funnel chart-narrow",
    width: 358.0,
    height: 260.0,
    left: 46.0,
    right: 12.0,
};

const TOP: f64 = 12.0;
const KEY_ROW: f64 = 22.0;

/// The funnel for half a wide screen. Nothing where there is nothing to draw.
#[must_use]
pub fn funnel_wide(chart: &FunnelChart) -> Option<Svg> {
    draw(chart, &WIDE)
}

/// The funnel for a phone.
#[must_use]
pub fn funnel_narrow(chart: &FunnelChart) -> Option<Svg> {
    draw(chart, &NARROW)
}

fn draw(chart: &FunnelChart, sheet: &Sheet) -> Option<Svg> {
    let sound = |point: &&FunnelPoint| point.size.is_finite() && point.size > 0.0 && drawable(point.value);
    let points: Vec<FunnelPoint> = chart.points.iter().filter(sound).copied().collect();
    let axis = axis(points.iter().map(|point| point.value).chain([chart.average]), false, 4)?;
    let smallest = points.iter().map(|point| point.size).fold(f64::INFINITY, f64::min);
    let largest = points.iter().map(|point| point.size).fold(0.0, f64::max);
    if !(smallest > 0.0 && largest.is_finite() && smallest <= largest) {
        return None;
    }
    let drawing = Drawing {
        chart,
        sheet,
        points,
        across: Scale::new(
            ((smallest * 0.92).ln(), (largest * 1.08).ln()),
            (sheet.left + 4.0, sheet.width - sheet.right - 4.0),
        ),
        up: Scale::new((axis.low, axis.high), (TOP + sheet.height, TOP)),
        sizes: (smallest, largest),
        axis,
    };
    Some(drawing.finish())
}

struct Drawing<'a> {
    chart: &'a FunnelChart,
    sheet: &'a Sheet,
    points: Vec<FunnelPoint>,
    axis: Axis,
    across: Scale,
    up: Scale,
    sizes: (f64, f64),
}

impl Drawing<'_> {
    fn finish(&self) -> Svg {
        let keys = self.keys();
        let height = TOP + self.sheet.height + 56.0 + keys.len() as f64 * KEY_ROW;
        let id = format!("{}-{}", self.chart.id, self.sheet.suffix);
        let (title, finding) = (&self.chart.title, &self.chart.finding);
        let mut canvas = Canvas::picture(&id, self.sheet.class, self.sheet.width, height, title, finding);
        self.bands(&mut canvas);
        self.grid(&mut canvas);
        self.places(&mut canvas);
        self.key(&mut canvas, &keys);
        canvas.finish()
    }

    fn x(&self, size: f64) -> f64 {
        self.across.place(size.ln())
    }

    /// Where a value stands; one beyond the sheet stands on its edge.
    fn y(&self, value: f64) -> f64 {
        self.up.place(value.clamp(self.axis.low, self.axis.high))
    }

    fn limits(&self) -> impl DoubleEndedIterator<Item = &FunnelLimit> {
        let sound = |limit: &&FunnelLimit| {
            let numbers = [limit.chance_95, limit.wide_95, limit.wide_99_8];
            limit.size > 0.0
                && limit.size.is_finite()
                && numbers.iter().all(|(low, high)| drawable(*low) && drawable(*high))
        };
        self.chart.limits.iter().filter(sound)
    }

    fn bands(&self, canvas: &mut Canvas) {
        for (class, of) in [
            ("funnel-99-8", (|limit: &FunnelLimit| limit.wide_99_8) as fn(&FunnelLimit) -> (f64, f64)),
            ("funnel-95", |limit| limit.wide_95),
        ] {
            let there = self.limits().map(|limit| (self.x(limit.size), self.y(of(limit).1)));
            let back = self.limits().rev().map(|limit| (self.x(limit.size), self.y(of(limit).0)));
            let outline: Vec<(f64, f64)> = there.chain(back).collect();
            if outline.len() > 3 {
                canvas.polyline(class, &outline);
            }
        }
        for of in [(|limit: &FunnelLimit| limit.chance_95.0) as fn(&FunnelLimit) -> f64, |limit| limit.chance_95.1] {
            let line: Vec<(f64, f64)> = self
                .limits()
                .filter(|limit| (self.axis.low..=self.axis.high).contains(&of(limit)))
                .map(|limit| (self.x(limit.size), self.y(of(limit))))
                .collect();
            if line.len() > 1 {
                canvas.polyline("funnel-chance", &line);
            }
        }
    }

    fn grid(&self, canvas: &mut Canvas) {
        let right = self.sheet.width - self.sheet.right;
        let bottom = TOP + self.sheet.height;
        for tick in &self.axis.ticks {
            let y = self.up.place(*tick);
            canvas.line(if *tick == 0.0 { "axis" } else { "gridline" }, (self.sheet.left, y), (right, y));
            let label = self.chart.notation.tick(*tick, self.axis.decimals);
            canvas.text("label-tick", (self.sheet.left - 8.0, y + 4.5), Anchor::End, &label);
        }
        canvas.line("mean", (self.sheet.left, self.y(self.chart.average)), (right, self.y(self.chart.average)));
        let mut taken = f64::NEG_INFINITY;
        for size in round_sizes(self.sizes) {
            let x = self.x(size);
            let label = short(size);
            let half = label.chars().count() as f64 * 3.8;
            if x - half < taken || x + half > self.sheet.width || x < self.sheet.left {
                continue;
            }
            canvas.line("tick", (x, bottom), (x, bottom + 5.0));
            canvas.text("label-tick", (x, bottom + 21.0), Anchor::Middle, &label);
            taken = x + half + 12.0;
        }
        let of = format!("{} →", self.chart.of);
        let text = wrapped(&of, 46).into_iter().next().unwrap_or_default();
        canvas.text("label", (right, bottom + 42.0), Anchor::End, &text);
    }

    fn places(&self, canvas: &mut Canvas) {
        for role in [FunnelRole::Other, FunnelRole::Like, FunnelRole::This] {
            for point in self.points.iter().filter(|point| point.role == role) {
                let at = (self.x(point.size), self.y(point.value));
                match role {
                    FunnelRole::Other => canvas.circle("funnel-other", at, 2.7),
                    FunnelRole::Like => canvas.circle("point-peer", at, 4.8),
                    FunnelRole::This => {
                        canvas.circle("point-last", at, 7.5);
                        self.name(canvas, at, point.value);
                    }
                }
            }
        }
    }

    /// The name of the place that is picked out, beside its point and off the edges.
    fn name(&self, canvas: &mut Canvas, (x, y): (f64, f64), value: f64) {
        let text = format!("{} {}", self.chart.this, self.chart.notation.write(value));
        let needed = text.chars().count() as f64 * 8.6 + 14.0;
        let (at, anchor) = if x + needed <= self.sheet.width {
            (x + 12.0, Anchor::Start)
        } else if x - needed >= 0.0 {
            (x - 12.0, Anchor::End)
        } else {
            (self.sheet.width, Anchor::End)
        };
        let beside = at != self.sheet.width;
        let y = if beside { y + 5.0 } else { y - 14.0 };
        canvas.text("label-place label-halo", (at, y.clamp(TOP + 14.0, TOP + self.sheet.height - 6.0)), anchor, &text);
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        let mut keys = Vec::new();
        if self.points.iter().any(|point| point.role == FunnelRole::Like) {
            keys.push(("ring", "places in like circumstances"));
        }
        keys.push(("chance", "95 of 100 would lie within, by chance alone"));
        keys.push(("wide", "95 and 99.8 of 100, with the spread of all places"));
        keys
    }

    fn key(&self, canvas: &mut Canvas, keys: &[(&str, &str)]) {
        for (index, (sign, words)) in keys.iter().enumerate() {
            let y = TOP + self.sheet.height + 68.0 + index as f64 * KEY_ROW;
            match *sign {
                "ring" => canvas.circle("point-peer", (9.0, y - 4.5), 4.8),
                "chance" => canvas.line("funnel-chance", (0.0, y - 4.5), (18.0, y - 4.5)),
                _ => {
                    canvas.rectangle("funnel-99-8", (0.0, y - 12.0), (18.0, 14.0));
                    canvas.rectangle("funnel-95", (4.0, y - 9.0), (10.0, 8.0));
                }
            }
            canvas.text("label", (26.0, y), Anchor::Start, words);
        }
    }
}

/// Round sizes (1, 2 or 5 times a power of ten) within two sizes.
fn round_sizes((smallest, largest): (f64, f64)) -> Vec<f64> {
    let mut sizes = Vec::new();
    let mut power = 10_f64.powf(smallest.log10().floor());
    while power <= largest && sizes.len() < 60 && power > 0.0 {
        sizes.extend(
            [1.0, 2.0, 5.0].map(|step| step * power).into_iter().filter(|size| (smallest..=largest).contains(size)),
        );
        power *= 10.0;
    }
    sizes
}

/// A size as an axis has room for it: `20,000`, `2m`.
fn short(size: f64) -> String {
    if size >= 1e6 {
        let millions = grouped(size / 1e6, 1);
        return format!("{}m", millions.strip_suffix(".0").unwrap_or(&millions));
    }
    grouped(size, if size < 1.0 { 2 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_on_the_axis_are_round() {
        assert_eq!(round_sizes((30_000.0, 600_000.0)), [50_000.0, 100_000.0, 200_000.0, 500_000.0]);
        assert_eq!(short(50_000.0), "50,000");
        assert_eq!(short(2_500_000.0), "2.5m");
    }
}
