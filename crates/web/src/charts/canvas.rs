//! The sheet on which every chart is drawn: writes SVG elements, escapes every text, and lets no number through
//! that is not finite.

use std::fmt::{self, Write};

/// A finished drawing. It may stand in a page as it is: all text in it is escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Svg(String);

impl Svg {
    /// The markup.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Svg {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Svg {}

/// Where a text stands against its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// Escapes a text for SVG content and attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Control characters may not stand in XML at all.
            control if control.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// A coordinate with one decimal at most. Anything that is not finite becomes 0, so that no drawing breaks.
pub(super) fn coordinate(value: f64) -> String {
    let mut text = String::new();
    push_coordinate(&mut text, value);
    text
}

/// Writes a coordinate at the end of a text. Maps have tens of thousands of them, and whole numbers are written many
/// times as fast as fractions.
pub(super) fn push_coordinate(text: &mut String, value: f64) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast to a whole number saturates, and no sheet is that wide"
    )]
    let tenths = if value.is_finite() { (value * 10.0).round_ties_even() as i64 } else { 0 };
    let (whole, tenth) = (tenths / 10, (tenths % 10).abs());
    if tenths < 0 && whole == 0 {
        text.push('-');
    }
    let _ = write!(text, "{whole}");
    if tenth > 0 {
        let _ = write!(text, ".{tenth}");
    }
}

/// A sheet being drawn on.
pub(super) struct Canvas {
    markup: String,
}

impl Canvas {
    /// A picture with a name and a description for those who do not see it. `id` must be unique in its page.
    pub(super) fn picture(id: &str, class: &str, width: f64, height: f64, title: &str, description: &str) -> Self {
        let id = escaped(id);
        let markup = format!(
            r#"<svg class="chart {}" role="img" aria-labelledby="{id}-title {id}-description" viewBox="0 0 {} {}" width="{}" height="{}" xmlns="http://www.w3.org/2000/svg"><title id="{id}-title">{}</title><desc id="{id}-description">{}</desc>"#,
            escaped(class),
            coordinate(width),
            coordinate(height),
            coordinate(width),
            coordinate(height),
            escaped(title),
            escaped(description),
        );
        Self { markup }
    }

    /// A group of links that are drawn, such as a map: each link can be reached by keyboard.
    pub(super) fn links(class: &str, width: f64, height: f64, label: &str) -> Self {
        let markup = format!(
            r#"<svg class="chart {}" role="group" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}" xmlns="http://www.w3.org/2000/svg">"#,
            escaped(class),
            escaped(label),
            coordinate(width),
            coordinate(height),
            coordinate(width),
            coordinate(height),
        );
        Self { markup }
    }

    /// A strip as wide as the space it is given, measured across in percent. It repeats what a table says in words,
    /// so it is hidden from readers that speak.
    pub(super) fn strip(class: &str, height: f64) -> Self {
        let markup = format!(
            r#"<svg class="chart {}" aria-hidden="true" focusable="false" width="100%" height="{}" xmlns="http://www.w3.org/2000/svg">"#,
            escaped(class),
            coordinate(height),
        );
        Self { markup }
    }

    pub(super) fn finish(mut self) -> Svg {
        self.markup.push_str("</svg>");
        Svg(self.markup)
    }

    pub(super) fn raw(&mut self, markup: &str) {
        self.markup.push_str(markup);
    }

    pub(super) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let _ = write!(
            self.markup,
            r#"<line class="{class}" x1="{}" y1="{}" x2="{}" y2="{}"/>"#,
            coordinate(x1),
            coordinate(y1),
            coordinate(x2),
            coordinate(y2)
        );
    }

    pub(super) fn polyline(&mut self, class: &str, points: &[(f64, f64)]) {
        let mut path = String::new();
        for (position, (x, y)) in points.iter().enumerate() {
            let _ = write!(path, "{}{} {}", if position == 0 { "M" } else { "L" }, coordinate(*x), coordinate(*y));
        }
        let _ = write!(self.markup, r#"<path class="{class}" d="{path}"/>"#);
    }

    pub(super) fn polygon(&mut self, class: &str, corners: &[(f64, f64)]) {
        let places: Vec<String> =
            corners.iter().map(|(x, y)| format!("{},{}", coordinate(*x), coordinate(*y))).collect();
        let _ = write!(self.markup, r#"<polygon class="{class}" points="{}"/>"#, places.join(" "));
    }

    pub(super) fn circle(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        let _ = write!(
            self.markup,
            r#"<circle class="{class}" cx="{}" cy="{}" r="{}"/>"#,
            coordinate(x),
            coordinate(y),
            coordinate(radius)
        );
    }

    pub(super) fn rectangle(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let _ = write!(
            self.markup,
            r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}"/>"#,
            coordinate(x),
            coordinate(y),
            coordinate(width.max(0.0)),
            coordinate(height.max(0.0))
        );
    }

    pub(super) fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        let _ = write!(
            self.markup,
            r#"<text class="{class}" x="{}" y="{}" text-anchor="{}">{}</text>"#,
            coordinate(x),
            coordinate(y),
            anchor.name(),
            escaped(text)
        );
    }
}

/// Breaks a text into lines of at most so many characters, between words.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short_and_finite() {
        assert_eq!(coordinate(12.04), "12");
        assert_eq!(coordinate(-0.01), "0");
        assert_eq!(coordinate(f64::NAN), "0");
        assert_eq!(coordinate(3.25), "3.2");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("Allerdale, Carlisle and Copeland", 20), ["Allerdale, Carlisle", "and Copeland"]);
    }
}
