//! Shares with their intervals, a row each, on one scale from none to all.

use super::{
    super::{
        canvas::{Anchor, Canvas, Svg},
        scale::Scale,
    },
    shortened,
};

/// One share.
#[derive(Debug, Clone, PartialEq)]
pub struct IntervalRow {
    /// Of what.
    pub label: String,
    /// The share with the ends of its interval, 0 to 1; nothing where it is not known.
    pub share: Option<(f64, f64, f64)>,
}

const WIDTH: f64 = 360.0;
const ROW: f64 = 42.0;

/// Draws the shares. Nothing where there is none.
#[must_use]
pub fn interval_rows(id: &str, title: &str, description: &str, rows: &[IntervalRow]) -> Option<Svg> {
    if rows.is_empty() {
        return None;
    }
    let across = Scale::new((0.0, 1.0), (10.0, WIDTH - 10.0));
    let foot = rows.len() as f64 * ROW + 4.0;
    let mut canvas = Canvas::picture(id, "chart-fit", WIDTH, foot + 24.0, title, description);
    for (share, label, anchor) in
        [(0.0, "none", Anchor::Start), (0.5, "half", Anchor::Middle), (1.0, "all", Anchor::End)]
    {
        let x = across.place(share);
        canvas.line("gridline", (x, 0.0), (x, foot));
        canvas.text("label-tick", (x, foot + 16.0), anchor, label);
    }
    for (at, row) in rows.iter().enumerate() {
        let y = at as f64 * ROW;
        canvas.text("label", (10.0, y + 15.0), Anchor::Start, &shortened(&row.label, 46));
        let middle = y + 29.0;
        let inside = |share: &f64| (0.0..=1.0).contains(share);
        match row.share {
            Some((share, lower, upper)) if [share, lower, upper].iter().all(inside) => {
                canvas.line("whisker-place", (across.place(lower), middle), (across.place(upper), middle));
                for end in [lower, upper] {
                    canvas.line("whisker-place", (across.place(end), middle - 5.0), (across.place(end), middle + 5.0));
                }
                canvas.circle("point-last", (across.place(share), middle), 6.0);
            }
            _ => canvas.text("label-tick", (10.0, middle + 4.0), Anchor::Start, "not known yet"),
        }
    }
    Some(canvas.finish())
}
