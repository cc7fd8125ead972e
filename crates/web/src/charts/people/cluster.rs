//! The records of a person and what holds them together: records on a ring, each source with a shape and a letter of
//! its own, lines as thick as they weigh.

use super::{
    super::canvas::{Anchor, Canvas, Svg},
    shortened,
};
use std::f64::consts::TAU;

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterNode {
    /// Its number in the table beneath.
    pub number: usize,
    /// Which source it is of, counted from 0: it gives the shape.
    pub source: usize,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A link.
    Link,
    /// A link without which the person falls apart.
    Bridge,
    /// The two were compared because they are in one person, and what is known speaks for it.
    For,
    /// The same, and what is known speaks against it.
    Against,
}

impl LineKind {
    /// What a line is, by what is known of its pair.
    #[must_use]
    pub fn of(is_link: bool, is_bridge: bool, weight: f64) -> Self {
        match (is_link, is_bridge, weight >= 0.0) {
            (true, true, _) => Self::Bridge,
            (true, false, _) => Self::Link,
            (false, _, true) => Self::For,
            (false, _, false) => Self::Against,
        }
    }

    /// The same in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Link => "A link",
            Self::Bridge => "A link without which the person would fall apart",
            Self::For => "No link; what is known speaks for one person",
            Self::Against => "No link; what is known speaks against it",
        }
    }
}

/// A line between two records, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterLine {
    /// One record.
    pub left: usize,
    /// The other.
    pub right: usize,
    /// The weight of the pair.
    pub weight: f64,
    /// What it is.
    pub kind: LineKind,
}

const SIZE: f64 = 360.0;
const SHAPES: [&str; 4] = ["circle", "square", "triangle", "diamond"];

/// The name of the shape of a source. A fifth source has the first shape again; its letter tells them apart.
#[must_use]
pub fn shape_of(source: usize) -> &'static str {
    SHAPES[source % SHAPES.len()]
}

/// Draws the records. Nothing where there are fewer than two.
#[must_use]
pub fn cluster_graph(
    id: &str,
    title: &str,
    description: &str,
    nodes: &[ClusterNode],
    lines: &[ClusterLine],
) -> Option<Svg> {
    if nodes.len() < 2 {
        return None;
    }
    let count = nodes.len() as f64;
    let ring = SIZE / 2.0 - 34.0;
    let radius = (ring * TAU / count / 3.0).clamp(7.0, 17.0);
    let place = |at: usize| {
        let angle = TAU * (at as f64 / count) - TAU / 4.0;
        (SIZE / 2.0 + ring * angle.cos(), SIZE / 2.0 + ring * angle.sin())
    };
    let mut canvas = Canvas::picture(id, "chart-fit chart-cluster", SIZE, SIZE, title, description);
    // What matters most is drawn last, over the others.
    for wanted in [LineKind::Against, LineKind::For, LineKind::Link, LineKind::Bridge] {
        for line in
            lines.iter().filter(|line| line.kind == wanted && line.left < nodes.len() && line.right < nodes.len())
        {
            let weight = match (line.kind, line.weight) {
                (LineKind::Against | LineKind::For, _) => "thin",
                (_, weight) if weight < 8.0 => "light",
                (_, weight) if weight < 16.0 => "middling",
                _ => "heavy",
            };
            let kind = match line.kind {
                LineKind::Link => "tie",
                LineKind::Bridge => "tie tie-bridge",
                LineKind::For => "tie tie-for",
                LineKind::Against => "tie tie-against",
            };
            canvas.line(&format!("{kind} tie-{weight}"), place(line.left), place(line.right));
        }
    }
    for (at, node) in nodes.iter().enumerate() {
        let (x, y) = place(at);
        match shape_of(node.source) {
            "circle" => canvas.circle("node", (x, y), radius),
            "square" => canvas.rectangle("node", (x - radius * 0.9, y - radius * 0.9), (radius * 1.8, radius * 1.8)),
            "triangle" => canvas.polygon(
                "node",
                &[(x, y - radius * 1.35), (x + radius * 1.25, y + radius), (x - radius * 1.25, y + radius)],
            ),
            _ => canvas.polygon(
                "node",
                &[(x, y - radius * 1.3), (x + radius * 1.3, y), (x, y + radius * 1.3), (x - radius * 1.3, y)],
            ),
        }
        if radius >= 10.0 {
            let lower = if shape_of(node.source) == "triangle" { 7.5 } else { 5.0 };
            canvas.text("node-number", (x, y + lower), Anchor::Middle, &shortened(&node.number.to_string(), 3));
        }
    }
    Some(canvas.finish())
}
