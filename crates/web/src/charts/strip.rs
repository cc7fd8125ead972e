//! A dot with its interval on a line as wide as its cell: places set side by side in a table, in the order given.

use super::{
    canvas::{Canvas, Svg, coordinate, escaped},
    reading::{Notation, Reading},
    scale::{Scale, axis},
};

/// The scale that all strips of one table share.
#[derive(Debug, Clone, PartialEq)]
pub struct StripScale {
    low: f64,
    high: f64,
    ticks: Vec<f64>,
    decimals: usize,
    notation: Notation,
}

/// One place's reading, to be drawn as a strip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strip<'a> {
    /// The reading.
    pub reading: &'a Reading,
    /// Whether it is the place that the page is about.
    pub this_place: bool,
}

const HEIGHT: f64 = 30.0;

impl StripScale {
    /// A scale around all readings. Nothing when there is no value among them.
    #[must_use]
    pub fn around<'a>(
        readings: impl IntoIterator<Item = &'a Reading>,
        from_zero: bool,
        notation: &Notation,
    ) -> Option<Self> {
        let values = readings.into_iter().flat_map(|reading| {
            let interval = reading.interval();
            [reading.value(), interval.map(|limits| limits.0), interval.map(|limits| limits.1)]
        });
        let axis = axis(values.flatten(), from_zero, 4)?;
        Some(Self {
            low: axis.low,
            high: axis.high,
            ticks: axis.ticks,
            decimals: axis.decimals,
            notation: notation.clone(),
        })
    }

    fn across(&self) -> Scale {
        Scale::new((self.low, self.high), (4.0, 96.0))
    }

    fn percent(&self, value: f64) -> String {
        format!("{}%", coordinate(self.across().place(value)))
    }

    /// Draws one strip. A missing value leaves a hollow ring on the scale's first line.
    #[must_use]
    pub fn draw(&self, strip: &Strip<'_>) -> Svg {
        let mut canvas = Canvas::strip("chart-strip", HEIGHT);
        let middle = coordinate(HEIGHT / 2.0);
        for tick in &self.ticks {
            let x = self.percent(*tick);
            let class = if *tick == 0.0 { "axis" } else { "gridline" };
            canvas.raw(&format!(r#"<line class="{class}" x1="{x}" y1="0" x2="{x}" y2="{}"/>"#, coordinate(HEIGHT)));
        }
        if let Some((lower, upper)) = strip.reading.interval() {
            let class = if strip.this_place { "whisker-place" } else { "whisker-peer" };
            canvas.raw(&format!(
                r#"<line class="{class}" x1="{}" y1="{middle}" x2="{}" y2="{middle}"/>"#,
                self.percent(lower),
                self.percent(upper)
            ));
        }
        if let Some(value) = strip.reading.value() {
            let (class, radius) = if strip.this_place { ("point-last", 7) } else { ("point-peer", 5) };
            let x = self.percent(value);
            canvas.raw(&format!(r#"<circle class="{class}" cx="{x}" cy="{middle}" r="{radius}"/>"#));
        } else {
            let x = self.percent(self.low);
            canvas.raw(&format!(r#"<circle class="ring-missing" cx="{x}" cy="{middle}" r="4.5"/>"#));
        }
        canvas.finish()
    }

    /// Draws the scale's numbers, for the foot of the table.
    #[must_use]
    pub fn draw_scale(&self) -> Svg {
        let mut canvas = Canvas::strip("chart-strip", 24.0);
        for tick in &self.ticks {
            canvas.raw(&format!(
                r#"<text class="label-tick" x="{}" y="16" text-anchor="middle">{}</text>"#,
                self.percent(*tick),
                escaped(&self.notation.tick(*tick, self.decimals))
            ));
        }
        canvas.finish()
    }
}
