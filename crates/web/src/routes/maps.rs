//! Shapes for the maps, from the outlines that come with the project. Drawn once for each day, since they are large.

use crate::charts::{England, Locator, Shade, Shape, Svg, england_map, locator_map};
use place::{Area, AreaKind, AreaSet, Filter, Map, outline::Outlines};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use terms::{AreaCode, Date};

/// An area with its shape.
#[derive(Debug, Clone)]
pub(super) struct Land {
    /// Its code.
    pub code: AreaCode,
    /// Its shape.
    pub shape: Shape,
}

/// The land of England on a day.
#[derive(Debug)]
pub(super) struct Atlas {
    day: Date,
    /// Districts and single-tier areas, by name.
    pub lower: Vec<Land>,
    /// Counties, by name.
    pub counties: Vec<Land>,
    /// The map of the front page.
    pub england: Svg,
}

/// The atlas of a day: drawn anew when another day is asked for.
pub(super) fn atlas(map: &'static Map, day: Date) -> Arc<Atlas> {
    static DRAWN: Mutex<Vec<Arc<Atlas>>> = Mutex::new(Vec::new());
    // Today, and a few days of the past that readers ask for.
    const KEPT: usize = 6;
    let mut drawn = DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = drawn.iter().find(|atlas| atlas.day == day) {
        return Arc::clone(known);
    }
    let new = Arc::new(Atlas::draw(map, day));
    if drawn.len() >= KEPT {
        drawn.remove(0);
    }
    drawn.push(Arc::clone(&new));
    new
}

impl Atlas {
    fn draw(map: &Map, day: Date) -> Self {
        let lower = lands(map, day, Filter::Set(AreaSet::LowerTierAndUnitary));
        let counties = lands(map, day, Filter::Kind(AreaKind::County));
        let england = england_map(&England {
            label: "Map of England’s councils. Each is a link to its page.".to_owned(),
            areas: &shapes(&lower),
            outlines: &shapes(&counties),
            width: 470.0,
        });
        Self { day, lower, counties, england }
    }

    /// Where figures are: an area of the tiers that the figures are about is filled when it has one, whatever its size.
    pub fn coverage(&self, map: &Map, held: &BTreeSet<AreaCode>) -> Svg {
        let districts = held.iter().filter_map(|code| map.area(*code)).any(|area| area.kind == AreaKind::District);
        let shaded = |land: &Land| {
            let shade = if held.contains(&land.code) { Shade::Filled } else { Shade::Empty };
            Shape { shade, ..land.shape.clone() }
        };
        let single = |land: &&Land| map.area(land.code).is_some_and(|area| area.kind != AreaKind::District);
        let mut areas: Vec<Shape> = if districts {
            self.lower.iter().map(shaded).collect()
        } else {
            self.lower.iter().filter(single).chain(&self.counties).map(shaded).collect()
        };
        areas.sort_by(|one, other| one.name.cmp(&other.name));
        let outlines = if districts { shapes(&self.counties) } else { Vec::new() };
        england_map(&England {
            label: "Map of where this measure has figures. Each council is a link.".to_owned(),
            areas: &areas,
            outlines: &outlines,
            width: 420.0,
        })
    }

    /// The small map of an area among those of its kind nearby. Nothing where no boundary is held.
    pub fn locator(&self, map: &Map, area: &Area) -> Option<(Svg, String)> {
        let this = land(map, area, self.day)?;
        let siblings: Vec<Land> = match area.kind {
            AreaKind::Country => Vec::new(),
            _ => map
                .siblings(area.code, self.day)
                .into_iter()
                .filter_map(|sibling| land(map, sibling, self.day))
                .collect(),
        };
        let drawn: BTreeSet<AreaCode> = siblings.iter().map(|land| land.code).chain([area.code]).collect();
        let frame = siblings.iter().chain([&this]).filter_map(|land| bounds(&land.shape)).reduce(joined)?;
        // Larger areas are made of these, so they would be drawn over: only land outside them is background.
        let mut background: Vec<Shape> = Vec::new();
        for land in &self.lower {
            let larger = map.parents(land.code, self.day).any(|link| drawn.contains(&link.area));
            if !drawn.contains(&land.code) && !larger && bounds(&land.shape).is_some_and(|near| meet(near, frame)) {
                background.push(land.shape.clone());
            }
        }
        let parent = map
            .parents(area.code, self.day)
            .find(|link| {
                siblings.first().is_some_and(|one| {
                    map.parents(one.code, self.day)
                        .any(|other| other.area == link.area && other.relation == link.relation)
                })
            })
            .and_then(|link| map.area(link.area));
        let caption = match (parent, siblings.len()) {
            (_, 0) => format!("{}. Land in the palest grey has other councils.", area.name),
            (Some(parent), _) => {
                format!("{} in {}. Land in the palest grey lies outside it.", area.name, with_article(parent))
            }
            (None, _) => format!("{} among the areas of its kind.", area.name),
        };
        let svg = locator_map(&Locator {
            id: "locator".to_owned(),
            title: format!("Where {} is", area.name),
            finding: caption.clone(),
            this: &this.shape,
            siblings: &shapes(&siblings),
            background: &background,
            width: 440.0,
        });
        Some((svg, caption))
    }
}

/// The name of an area inside a sentence: regions are named with their article.
pub(super) fn with_article(area: &Area) -> String {
    let bare = area.name == "London" || area.name.starts_with("Yorkshire");
    let article = area.kind == AreaKind::Region && !bare;
    if article { format!("the {}", area.name) } else { area.name.clone() }
}

fn lands(map: &Map, day: Date, filter: Filter) -> Vec<Land> {
    let mut lands: Vec<Land> = map.areas(day, filter).filter_map(|area| land(map, area, day)).collect();
    lands.sort_by(|one, other| one.shape.name.cmp(&other.shape.name));
    lands
}

fn land(map: &Map, area: &Area, day: Date) -> Option<Land> {
    let outline = Outlines::england().outline(map, area.code, day)?;
    let two_tiers = matches!(area.kind, AreaKind::District | AreaKind::County);
    let mut rings: Vec<Vec<[f64; 2]>> = outline
        .rings
        .iter()
        // The outlines count southwards, a chart's ground northwards.
        .map(|ring| ring.iter().map(|&[x, y]| [f64::from(x), -f64::from(y)]).collect())
        .collect();
    // The chart always draws the first ring and leaves out later ones that are too small to see.
    rings.sort_by(|one, other| size(other).total_cmp(&size(one)));
    Some(Land {
        code: area.code,
        shape: Shape {
            name: area.name_at(day).to_owned(),
            kind: area.kind.words().to_owned(),
            shade: if two_tiers { Shade::Empty } else { Shade::Filled },
            href: Some(format!("/places/{}", area.slug())),
            rings,
        },
    })
}

/// The land an area covers, twice over: the shoelace sum of a ring.
fn size(ring: &[[f64; 2]]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|([x0, y0], [x1, y1])| x0 * y1 - x1 * y0).sum::<f64>().abs()
}

fn shapes(lands: &[Land]) -> Vec<Shape> {
    lands.iter().map(|land| land.shape.clone()).collect()
}

type Bounds = ([f64; 2], [f64; 2]);

fn bounds(shape: &Shape) -> Option<Bounds> {
    shape.rings.iter().flatten().map(|&point| (point, point)).reduce(joined)
}

fn joined(one: Bounds, other: Bounds) -> Bounds {
    ([one.0[0].min(other.0[0]), one.0[1].min(other.0[1])], [one.1[0].max(other.1[0]), one.1[1].max(other.1[1])])
}

fn meet(one: Bounds, other: Bounds) -> bool {
    (0..2).all(|axis| one.0[axis] <= other.1[axis] && other.0[axis] <= one.1[axis])
}
