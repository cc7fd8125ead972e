//! A value beside what was expected of its place: the range as a band, the expectation as a line, the value as a dot.
//! Each strip has a scale of its own, so that no two places are set against each other by it.

use super::{
    canvas::{Canvas, Svg, coordinate},
    scale::Scale,
};

/// What is drawn, in any one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The value.
    pub value: f64,
    /// What was expected.
    pub expected: f64,
    /// Four of five places in such circumstances lie between these.
    pub range_80: (f64, f64),
    /// Nineteen of twenty do.
    pub range_95: (f64, f64),
}

const HEIGHT: f64 = 40.0;

/// Draws the strip. Nothing where a number cannot be drawn.
#[must_use]
pub fn expected_strip(expected: &Expected) -> Option<Svg> {
    let Expected { value, expected: line, range_80, range_95 } = *expected;
    let all = [value, line, range_80.0, range_80.1, range_95.0, range_95.1];
    if all.iter().any(|number| !number.is_finite()) {
        return None;
    }
    let low = all.iter().copied().fold(f64::INFINITY, f64::min);
    let high = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if high <= low {
        return None;
    }
    let across = Scale::new((low, high), (4.0, 96.0));
    let percent = |number: f64| format!("{}%", coordinate(across.place(number)));
    let width = |(lower, upper): (f64, f64)| format!("{}%", coordinate(across.place(upper) - across.place(lower)));
    let mut canvas = Canvas::strip("chart-expected", HEIGHT);
    let middle = coordinate(HEIGHT / 2.0);
    for (class, range, height) in [("band-95", range_95, 10.0), ("band-80", range_80, 22.0)] {
        let (x, y) = (percent(range.0), coordinate((HEIGHT - height) / 2.0));
        canvas.raw(&format!(
            r#"<rect class="{class}" x="{x}" y="{y}" width="{}" height="{}"/>"#,
            width(range),
            coordinate(height)
        ));
    }
    let x = percent(line);
    canvas.raw(&format!(r#"<line class="expected" x1="{x}" y1="5" x2="{x}" y2="{}"/>"#, coordinate(HEIGHT - 5.0)));
    let x = percent(value);
    let outside = value < range_80.0 || value > range_80.1;
    let class = if outside { "point-look" } else { "point-last" };
    canvas.raw(&format!(r#"<circle class="{class}" cx="{x}" cy="{middle}" r="7"/>"#));
    Some(canvas.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_outside_its_range_is_marked_and_nonsense_is_not_drawn() {
        let within = Expected { value: 20.0, expected: 21.0, range_80: (18.0, 24.0), range_95: (16.0, 26.0) };
        assert!(expected_strip(&within).unwrap().to_string().contains("point-last"));
        let outside = Expected { value: 30.0, ..within };
        assert!(expected_strip(&outside).unwrap().to_string().contains("point-look"));
        assert_eq!(expected_strip(&Expected { value: f64::NAN, ..within }), None);
        let flat = Expected { value: 1.0, expected: 1.0, range_80: (1.0, 1.0), range_95: (1.0, 1.0) };
        assert_eq!(expected_strip(&flat), None);
    }
}
