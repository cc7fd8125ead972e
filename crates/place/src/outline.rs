//! Boundaries for maps: rings on a flat plane, for any area on any day that the data reaches.
//!
//! The plane is a transverse Mercator on 2° west (the meridian of the British grid, on a sphere): one unit is one
//! kilometre, x grows eastwards and y grows southwards, so that the numbers go into an SVG as they are. The shapes are
//! ultra-generalised: for looking at, never for measuring.

use crate::{Area, Event, Filter, Map, Relation, Route, Tier};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::LazyLock;
use terms::{AreaCode, Date};

/// A closed line on the plane: the last point is the first again.
pub type Ring = Vec<[f32; 2]>;

/// The smallest upright box around something, in kilometres on the plane.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bounds {
    /// The western edge.
    pub left: f32,
    /// The northern edge.
    pub top: f32,
    /// The eastern edge.
    pub right: f32,
    /// The southern edge.
    pub bottom: f32,
}

impl Bounds {
    const NOTHING: Self =
        Self { left: f32::INFINITY, top: f32::INFINITY, right: f32::NEG_INFINITY, bottom: f32::NEG_INFINITY };

    fn with(self, [x, y]: [f32; 2]) -> Self {
        Self { left: self.left.min(x), top: self.top.min(y), right: self.right.max(x), bottom: self.bottom.max(y) }
    }

    /// Whether a point lies inside or on the edge.
    #[must_use]
    pub fn contains(&self, x: f32, y: f32) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }

    /// From west to east, in kilometres.
    #[must_use]
    pub fn width(&self) -> f32 {
        self.right - self.left
    }

    /// From north to south, in kilometres.
    #[must_use]
    pub fn height(&self) -> f32 {
        self.bottom - self.top
    }
}

/// The shape of an area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outline {
    /// Its rings, islands and holes alike: fill them by the even-odd rule.
    pub rings: Vec<Ring>,
    /// The box around them.
    pub bounds: Bounds,
}

impl Outline {
    fn of(rings: Vec<Ring>) -> Self {
        let bounds = rings.iter().flatten().fold(Bounds::NOTHING, |bounds, &point| bounds.with(point));
        Self { rings, bounds }
    }

    /// The data of an SVG path, to a tenth of a kilometre; with `fill-rule="evenodd"`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for ring in &self.rings {
            let mut last = String::new();
            for (position, [x, y]) in ring.iter().take(ring.len().saturating_sub(1)).enumerate() {
                let point = format!("{x:.1} {y:.1}");
                if point == last {
                    continue;
                }
                let step = if position == 0 { 'M' } else { 'L' };
                // Writing to a string cannot fail.
                let _ = write!(path, "{step}{point}");
                last = point;
            }
            path.push('Z');
        }
        path
    }

    /// Whether a point of the plane lies inside.
    #[must_use]
    pub fn contains(&self, x: f32, y: f32) -> bool {
        self.bounds.contains(x, y) && self.rings.iter().filter(|ring| crosses(ring, x, y)).count() % 2 == 1
    }
}

/// The position of an arc, and whether it is walked backwards: the complement, as in TopoJSON.
fn arc(number: i32) -> (usize, bool) {
    let backwards = number < 0;
    let index = if backwards { !number } else { number };
    (usize::try_from(index).unwrap_or(0), backwards)
}

/// Whether a line eastwards from a point crosses a ring an odd number of times.
fn crosses(ring: &Ring, x: f32, y: f32) -> bool {
    let mut inside = false;
    for pair in ring.windows(2) {
        let ([x1, y1], [x2, y2]) = (pair[0], pair[1]);
        if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
            inside = !inside;
        }
    }
    inside
}

/// Where a longitude and a latitude (degrees, WGS84) lie on the plane.
#[must_use]
pub fn plane(longitude: f64, latitude: f64) -> [f32; 2] {
    const RADIUS_KM: f64 = 6371.0;
    // The north-west corner of the plane, in kilometres from 2° west, 49° north.
    const WEST: f64 = -320.0;
    const NORTH: f64 = 760.0;
    let (along, up) = ((longitude + 2.0).to_radians(), latitude.to_radians());
    let east = RADIUS_KM * (up.cos() * along.sin()).atanh();
    let north = RADIUS_KM * ((up.tan() / along.cos()).atan() - 49_f64.to_radians());
    #[expect(clippy::cast_possible_truncation, reason = "a tenth of a metre is more than a map of England needs")]
    let point = [(east - WEST) as f32, (NORTH - north) as f32];
    point
}

/// The boundaries of districts and single-tier areas since 2009, with what is made of them.
#[derive(Debug)]
pub struct Outlines {
    /// Each arc: its points, and the numbers of its ends.
    arcs: Vec<Ring>,
    ends: Vec<[usize; 2]>,
    areas: BTreeMap<AreaCode, (Vec<Vec<i32>>, Outline)>,
}

#[derive(Deserialize)]
struct File {
    scale: [f64; 2],
    translate: [f64; 2],
    areas: BTreeMap<AreaCode, Vec<Vec<i32>>>,
    arcs: Vec<Vec<i64>>,
}

impl Outlines {
    /// The boundaries that come with the project, read once.
    ///
    /// # Panics
    /// Never: the file is part of the program and a test reads it.
    #[must_use]
    pub fn england() -> &'static Self {
        static ENGLAND: LazyLock<Outlines> = LazyLock::new(|| {
            Outlines::from_json(include_str!("../../../data/place/outlines.json"))
                .expect("the boundaries are part of the program")
        });
        &ENGLAND
    }

    /// Reads boundaries as `data/place/outlines.py` writes them.
    ///
    /// # Errors
    /// When the text is not such a file.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let file: File = serde_json::from_str(text)?;
        let mut corners: HashMap<(i64, i64), usize> = HashMap::new();
        let (mut arcs, mut ends) = (Vec::with_capacity(file.arcs.len()), Vec::with_capacity(file.arcs.len()));
        for steps in &file.arcs {
            let (mut x, mut y) = (0, 0);
            let mut places = Vec::with_capacity(steps.len() / 2);
            let points = steps.chunks_exact(2).map(|step| {
                x += step[0];
                y += step[1];
                places.push((x, y));
                plane(x as f64 * file.scale[0] + file.translate[0], y as f64 * file.scale[1] + file.translate[1])
            });
            arcs.push(points.collect::<Ring>());
            let mut number = |place: Option<&(i64, i64)>| {
                let next = corners.len();
                place.map_or(next, |place| *corners.entry(*place).or_insert(next))
            };
            ends.push([number(places.first()), number(places.last())]);
        }
        let mut outlines = Self { arcs, ends, areas: BTreeMap::new() };
        for (code, rings) in file.areas {
            let shape = Outline::of(rings.iter().map(|ring| outlines.ring(ring)).collect());
            outlines.areas.insert(code, (rings, shape));
        }
        Ok(outlines)
    }

    fn ring(&self, arcs: &[i32]) -> Ring {
        let mut ring = Ring::new();
        for &number in arcs {
            let (index, backwards) = arc(number);
            let points = &self.arcs[index];
            // The first point of an arc is the last of the one before.
            let skip = usize::from(!ring.is_empty());
            if backwards {
                ring.extend(points.iter().rev().skip(skip));
            } else {
                ring.extend(points.iter().skip(skip));
            }
        }
        ring
    }

    /// The shape of an area as at a day. Larger areas are made of the districts and single-tier areas that belonged to
    /// them on the day; an area that has none (a district before 2009) has no shape here. Integrated care boards that
    /// take in parts of districts are shown with the whole of them.
    #[must_use]
    pub fn outline(&self, map: &Map, code: AreaCode, as_at: Date) -> Option<Outline> {
        if let Some((_, shape)) = self.drawn(map, code) {
            return Some(shape.clone());
        }
        let drawn = self.drawings(map, code, as_at)?;
        Some(Outline::of(self.dissolve(&drawn)))
    }

    /// The drawn areas of which an area is made on a day; nothing if one of them is not drawn.
    fn drawings(&self, map: &Map, code: AreaCode, as_at: Date) -> Option<Vec<&Vec<Vec<i32>>>> {
        if let Some((rings, _)) = self.drawn(map, code) {
            return Some(vec![rings]);
        }
        let parts = Self::parts(map, code, as_at);
        let drawn: Option<Vec<_>> = parts.into_iter().map(|part| self.drawings(map, part, as_at)).collect();
        let drawn: Vec<_> = drawn?.into_iter().flatten().collect();
        (!drawn.is_empty()).then_some(drawn)
    }

    /// The area's own shape, under any of its codes.
    fn drawn(&self, map: &Map, code: AreaCode) -> Option<&(Vec<Vec<i32>>, Outline)> {
        map.codes_of(code).iter().find_map(|code| self.areas.get(code))
    }

    /// The districts and single-tier areas of which a larger area is made on a day.
    fn parts(map: &Map, code: AreaCode, as_at: Date) -> BTreeSet<AreaCode> {
        let is_part = |area: &&Area| matches!(area.tier(), Some(Tier::Lower | Tier::Single));
        if code == AreaCode::ENGLAND {
            return map.areas(as_at, Filter::All).filter(is_part).map(|area| area.code).collect();
        }
        let below = |code: AreaCode| map.children(code, as_at).map(|link| link.area);
        let mut parts: BTreeSet<AreaCode> =
            below(code).filter(|&part| map.area(part).is_some_and(|area| is_part(&area))).collect();
        for county in map.children(code, as_at).filter(|link| link.relation != Relation::Region) {
            if map.area(county.area).is_some_and(|area| area.tier() == Some(Tier::Upper)) {
                parts.extend(below(county.area));
            }
        }
        let gone =
            |part: &AreaCode| map.area(*part).is_some_and(|area| area.span.to.is_some_and(|to| to.year() <= 2009));
        if !parts.iter().all(gone) {
            return parts;
        }
        // Nothing before 2009 is drawn, nor what is only decided: those are made of what came after or before.
        let wholes = |events: Vec<&Event>| -> BTreeSet<AreaCode> {
            let flows = events.into_iter().flat_map(|event| &event.flows);
            flows.filter(|flow| flow.to == code && flow.is_whole()).map(|flow| flow.from).collect()
        };
        let before = wholes(map.events_to(code).filter(|event| event.route == Route::Lower).collect());
        if !before.is_empty() && map.area(code).is_some_and(|area| area.tier() == Some(Tier::Single)) {
            return before;
        }
        // A county passed on whole: to areas that took in nothing else of its tier.
        let heirs: BTreeSet<AreaCode> = map.successors(code).into_iter().map(|(heir, _)| heir).collect();
        let alone = map
            .events_from(code)
            .filter(|event| matches!(event.route, Route::Upper | Route::Combined))
            .all(|event| event.flows.iter().all(|flow| flow.from == code));
        let is_county = map.area(code).is_some_and(|area| area.tier() == Some(Tier::Upper));
        parts = if alone && is_county { heirs } else { BTreeSet::new() };
        parts
    }

    /// One shape of several: the arcs that two of them share fall away, the others are joined end to end.
    fn dissolve(&self, areas: &[&Vec<Vec<i32>>]) -> Vec<Ring> {
        let mut uses: BTreeMap<usize, Vec<i32>> = BTreeMap::new();
        for &number in areas.iter().flat_map(|rings| rings.iter().flatten()) {
            uses.entry(arc(number).0).or_default().push(number);
        }
        let mut from: HashMap<usize, Vec<i32>> = HashMap::new();
        let mut edge: BTreeSet<i32> = BTreeSet::new();
        for number in uses.values().filter(|uses| uses.len() % 2 == 1).map(|uses| uses[0]) {
            let (index, backwards) = arc(number);
            from.entry(self.ends[index][usize::from(backwards)]).or_default().push(number);
            edge.insert(number);
        }
        let mut rings = Vec::new();
        while let Some(first) = edge.pop_first() {
            let mut ring = vec![first];
            let (index, backwards) = arc(first);
            let start = self.ends[index][usize::from(backwards)];
            let mut corner = self.ends[index][usize::from(!backwards)];
            while corner != start {
                let Some(&next) = from.get(&corner).into_iter().flatten().find(|next| edge.contains(next)) else {
                    break;
                };
                edge.remove(&next);
                let (index, backwards) = arc(next);
                corner = self.ends[index][usize::from(!backwards)];
                ring.push(next);
            }
            rings.push(self.ring(&ring));
        }
        rings
    }

    /// The district or single-tier area in which a point of the plane lies on a day.
    #[must_use]
    pub fn locate<'a>(&self, map: &'a Map, x: f32, y: f32, as_at: Date) -> Option<&'a Area> {
        map.areas(as_at, Filter::All).filter(|area| matches!(area.tier(), Some(Tier::Lower | Tier::Single))).find(
            |area| match self.drawn(map, area.code) {
                Some((_, shape)) => shape.contains(x, y),
                None => self.outline(map, area.code, as_at).is_some_and(|shape| shape.contains(x, y)),
            },
        )
    }
}
