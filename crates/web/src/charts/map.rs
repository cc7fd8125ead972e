//! Maps from rings of coordinates: England with a link for every area, and a small map of one area among others.
//! Shades tell kinds of council apart, never values.

use super::canvas::{Anchor, Canvas, Svg, escaped, push_coordinate};

/// How an area is shaded. Shades tell kinds apart, never values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shade {
    /// One council does both tiers' work here; or the hub holds figures for the area.
    Filled,
    /// Two councils share the work; or the hub holds no figures for the area.
    Empty,
}

/// An area to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// The area's name.
    pub name: String,
    /// The kind of council in words, such as `district`.
    pub kind: String,
    /// Its shade on the map of England.
    pub shade: Shade,
    /// Where the area's page is. Without it the shape is background.
    pub href: Option<String>,
    /// Its rings: eastings and northings in any one unit, northings growing upwards.
    pub rings: Vec<Vec<[f64; 2]>>,
}

/// A map of England.
#[derive(Debug, Clone, PartialEq)]
pub struct England<'a> {
    /// What the map is, for somebody who does not see it.
    pub label: String,
    /// The areas, each with its link, in the order in which the keyboard reaches them.
    pub areas: &'a [Shape],
    /// Outlines drawn over them, such as counties.
    pub outlines: &'a [Shape],
    /// Width in px.
    pub width: f64,
}

/// A small map of one area among its neighbours.
#[derive(Debug, Clone, PartialEq)]
pub struct Locator<'a> {
    /// A word that is unique in its page.
    pub id: String,
    /// What the map shows, in a few words.
    pub title: String,
    /// What it shows, as a sentence.
    pub finding: String,
    /// The area that the page is about.
    pub this: &'a Shape,
    /// Areas of the same county or region: shaded and named where there is room.
    pub siblings: &'a [Shape],
    /// Other land, drawn pale.
    pub background: &'a [Shape],
    /// Width in px.
    pub width: f64,
}

/// From ground to sheet. Coordinates are rounded to half a pixel, so that neighbours keep sharing their border.
struct Projection {
    west: f64,
    north: f64,
    scale: f64,
    margin: f64,
    height: f64,
}

impl Projection {
    fn around<'s>(shapes: impl Iterator<Item = &'s Shape>, width: f64, margin: f64) -> Option<Self> {
        let (mut west, mut east) = (f64::INFINITY, f64::NEG_INFINITY);
        let (mut south, mut north) = (f64::INFINITY, f64::NEG_INFINITY);
        for [x, y] in shapes.flat_map(|shape| &shape.rings).flatten() {
            if x.is_finite() && y.is_finite() {
                (west, east) = (west.min(*x), east.max(*x));
                (south, north) = (south.min(*y), north.max(*y));
            }
        }
        let span = east - west;
        if !span.is_finite() || span <= 0.0 || north <= south {
            return None;
        }
        let scale = (width - 2.0 * margin) / span;
        let height = ((north - south) * scale + 2.0 * margin).min(width * 3.0);
        Some(Self { west, north, scale, margin, height })
    }

    fn place(&self, [x, y]: [f64; 2]) -> (f64, f64) {
        let half = |value: f64| (value * 2.0).round() / 2.0;
        (half((x - self.west) * self.scale + self.margin), half((self.north - y) * self.scale + self.margin))
    }

    /// The path of a shape: points that fall together or lie in one line are left out, and specks too.
    fn path(&self, shape: &Shape) -> String {
        let mut path = String::new();
        for (index, ring) in shape.rings.iter().enumerate() {
            let mut points: Vec<(f64, f64)> = Vec::new();
            for place in ring.iter().filter(|[x, y]| x.is_finite() && y.is_finite()).map(|point| self.place(*point)) {
                if points.last() != Some(&place) {
                    points.push(place);
                }
            }
            if points.first() == points.last() {
                points.pop();
            }
            let mut kept: Vec<(f64, f64)> = Vec::new();
            for (position, point) in points.iter().enumerate() {
                let before = points[(position + points.len() - 1) % points.len()];
                let after = points[(position + 1) % points.len()];
                let turn = (point.0 - before.0) * (after.1 - point.1) - (point.1 - before.1) * (after.0 - point.0);
                if turn.abs() > 1e-9 {
                    kept.push(*point);
                }
            }
            // The largest ring is always drawn (rings come largest first), islands only when they can be seen.
            if kept.len() < 3 || index > 0 && bounds(&kept).is_none_or(|(size, _)| size.0 * size.1 < 2.0) {
                continue;
            }
            for (position, (x, y)) in kept.iter().enumerate() {
                path.push(if position == 0 { 'M' } else { 'L' });
                push_coordinate(&mut path, *x);
                path.push(' ');
                push_coordinate(&mut path, *y);
            }
            path.push('Z');
        }
        path
    }
}

/// Width and height of points, and their middle.
fn bounds(points: &[(f64, f64)]) -> Option<((f64, f64), (f64, f64))> {
    let first = points.first()?;
    let mut low = *first;
    let mut high = *first;
    for (x, y) in points {
        low = (low.0.min(*x), low.1.min(*y));
        high = (high.0.max(*x), high.1.max(*y));
    }
    let middle = (f64::midpoint(low.0, high.0), f64::midpoint(low.1, high.1));
    Some(((high.0 - low.0, high.1 - low.1), middle))
}

/// Draws England: every area is a link that the keyboard reaches, shaded by its kind only.
#[must_use]
pub fn england_map(map: &England<'_>) -> Svg {
    let Some(projection) = Projection::around(map.areas.iter(), map.width, 2.0) else {
        return no_map(map.width, &map.label);
    };
    let mut canvas = Canvas::links("chart-map", map.width, projection.height, &map.label);
    for shape in map.areas {
        let class = match shape.shade {
            Shade::Filled => "area-single",
            Shade::Empty => "area-shared",
        };
        area(&mut canvas, &projection, shape, class);
    }
    for shape in map.outlines {
        let path = projection.path(shape);
        canvas.raw(&format!(r#"<path class="area-outline" d="{path}"/>"#));
    }
    canvas.finish()
}

fn area(canvas: &mut Canvas, projection: &Projection, shape: &Shape, class: &str) {
    let path = projection.path(shape);
    if path.is_empty() {
        return;
    }
    let name = escaped(&shape.name);
    let kind = escaped(&shape.kind);
    match &shape.href {
        Some(href) => canvas.raw(&format!(
            r#"<a href="{}" aria-label="{name}, {kind}"><path class="{class}" d="{path}"><title>{name}, {kind}</title></path></a>"#,
            escaped(href)
        )),
        None => canvas.raw(&format!(r#"<path class="{class}" d="{path}"><title>{name}</title></path>"#)),
    }
}

/// Room for a letter and a line of a label, as large as it is on a phone.
const LETTER: f64 = 7.1;
const LINE: f64 = 17.0;

/// Draws the small map: this area in the brand colour and named, its siblings shaded.
#[must_use]
pub fn locator_map(map: &Locator<'_>) -> Svg {
    let foreground = || std::iter::once(map.this).chain(map.siblings);
    let Some(projection) = Projection::around(foreground(), map.width, 8.0) else {
        return no_map(map.width, &map.title);
    };
    let mut canvas = Canvas::picture(&map.id, "chart-locator", map.width, projection.height, &map.title, &map.finding);
    for shape in map.background {
        area(&mut canvas, &projection, &Shape { href: None, ..shape.clone() }, "area-background");
    }
    for shape in map.siblings {
        area(&mut canvas, &projection, &Shape { href: None, ..shape.clone() }, "area-single");
    }
    area(&mut canvas, &projection, &Shape { href: None, ..map.this.clone() }, "area-this");
    let mut taken: Vec<((f64, f64), (f64, f64))> = Vec::new();
    for (index, shape) in foreground().enumerate() {
        let Some(ring) = shape.rings.first() else { continue };
        let places: Vec<(f64, f64)> = ring.iter().map(|point| projection.place(*point)).collect();
        let Some(((width, height), _)) = bounds(&places) else { continue };
        let middle = centroid(&places);
        let size = (shape.name.chars().count() as f64 * LETTER, LINE);
        let inside = middle.0 - size.0 / 2.0 >= 0.0 && middle.0 + size.0 / 2.0 <= map.width;
        let clear = taken.iter().all(|(other, theirs)| {
            (other.0 - middle.0).abs() > f64::midpoint(size.0, theirs.0)
                || (other.1 - middle.1).abs() > f64::midpoint(size.1, theirs.1)
        });
        let fits = size.0 <= width * 1.05 && height >= 16.0;
        if index == 0 || inside && clear && fits {
            // White letters need land beneath all of them.
            let class = match (index, fits && within(&places, middle, size.0)) {
                (0, true) => "label-map-this",
                (0, false) => "label-map-beside",
                _ => "label-map",
            };
            let x = middle.0.clamp(size.0 / 2.0 + 2.0, (map.width - size.0 / 2.0 - 2.0).max(size.0 / 2.0 + 2.0));
            canvas.text(class, (x, middle.1 + 4.0), Anchor::Middle, &shape.name);
            taken.push(((x, middle.1), size));
        }
    }
    canvas.finish()
}

/// Whether a label that is centred on a point lies on a ring's land from its first letter to its last.
fn within(ring: &[(f64, f64)], (x, y): (f64, f64), width: f64) -> bool {
    (0..=6).all(|step| on_land(ring, (x + width * (f64::from(step) / 6.0 - 0.5), y)))
}

/// Whether a point lies inside a ring: a ray from it crosses the border an odd number of times.
fn on_land(ring: &[(f64, f64)], (x, y): (f64, f64)) -> bool {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .filter(|((x0, y0), (x1, y1))| (*y0 > y) != (*y1 > y) && x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
        .count()
        % 2
        == 1
}

/// The middle of a ring by area; the mean of its points when it has none.
fn centroid(points: &[(f64, f64)]) -> (f64, f64) {
    let (mut doubled, mut x, mut y) = (0.0, 0.0, 0.0);
    for (index, (x0, y0)) in points.iter().enumerate() {
        let (x1, y1) = points[(index + 1) % points.len()];
        let cross = x0 * y1 - x1 * y0;
        doubled += cross;
        x += (x0 + x1) * cross;
        y += (y0 + y1) * cross;
    }
    if doubled.abs() < 1e-9 {
        let count = points.len().max(1) as f64;
        let sum = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
        return (sum.0 / count, sum.1 / count);
    }
    (x / (3.0 * doubled), y / (3.0 * doubled))
}

fn no_map(width: f64, label: &str) -> Svg {
    let mut canvas = Canvas::links("chart-map", width, 60.0, label);
    canvas.text("label", (width / 2.0, 34.0), Anchor::Middle, "The hub holds no boundaries for this map.");
    canvas.finish()
}
