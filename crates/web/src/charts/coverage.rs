//! What the hub holds, year by year: a bar for each year, taller where more is held.

use super::canvas::{Canvas, Svg, coordinate};
use std::ops::RangeInclusive;

/// One row of bars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageBars {
    /// The first year of the scale.
    pub first_year: i16,
    /// The last year of the scale.
    pub last_year: i16,
    /// The count that fills the height: the same for every row of one table.
    pub full: u32,
    /// Year and count, in any order. Years outside the scale are left out.
    pub counts: Vec<(i16, u32)>,
}

const HEIGHT: f64 = 26.0;

/// Draws a row of bars, as wide as its cell. Counts and years stand in the table beside it.
#[must_use]
pub fn coverage_bars(bars: &CoverageBars) -> Svg {
    let mut canvas = Canvas::strip("chart-coverage", HEIGHT);
    let years = (f64::from(bars.last_year) - f64::from(bars.first_year) + 1.0).max(1.0);
    let width = 100.0 / years;
    let place = |year: i16| (f64::from(year) - f64::from(bars.first_year)) * width;
    for decade in (bars.first_year..=bars.last_year).filter(|year| year % 10 == 0) {
        let x = format!("{}%", coordinate(place(decade)));
        canvas.raw(&format!(r#"<line class="gridline" x1="{x}" y1="0" x2="{x}" y2="{}"/>"#, coordinate(HEIGHT)));
    }
    for (year, count) in &bars.counts {
        if *count == 0 || *year < bars.first_year || *year > bars.last_year {
            continue;
        }
        // The square root keeps one measure visible beside fifty; the smallest bar is 4 px.
        let share = (f64::from(*count) / f64::from(bars.full.max(1))).clamp(0.0, 1.0).sqrt();
        let height = 4.0 + share * (HEIGHT - 6.0);
        canvas.raw(&format!(
            r#"<rect class="bar" x="{}%" y="{}" width="{}%" height="{}"/>"#,
            coordinate(place(*year)),
            coordinate((HEIGHT - height) / 2.0),
            coordinate((width * 0.84).max(0.2)),
            coordinate(height)
        ));
    }
    canvas.finish()
}

/// Draws the years above rows of bars: the first, the last, and the decades between that have room.
#[must_use]
pub fn coverage_years(years: RangeInclusive<i16>) -> Svg {
    let mut canvas = Canvas::strip("chart-coverage", 22.0);
    let (first, last) = (*years.start(), *years.end());
    let count = (f64::from(last) - f64::from(first) + 1.0).max(1.0);
    let mut label = |year: i16, x: f64, anchor: &str| {
        let x = coordinate(x);
        canvas.raw(&format!(r#"<text class="label-tick" x="{x}%" y="15" text-anchor="{anchor}">{year}</text>"#));
    };
    label(first, 0.0, "start");
    for decade in years.filter(|year| year % 10 == 0) {
        let x = (f64::from(decade) - f64::from(first)) * 100.0 / count;
        if (16.0..=80.0).contains(&x) {
            label(decade, x, "start");
        }
    }
    if last > first {
        label(last, 100.0, "end");
    }
    canvas.finish()
}
