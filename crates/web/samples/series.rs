//! The sample figures and boundaries, read from the files beside this one.

use wholeplace_web::charts::{Point, Reading, Shade, Shape};

/// The points of a series.
pub fn points(series: &str) -> Vec<Point> {
    let points: Vec<Point> = include_str!("series.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            (fields[0] == series).then(|| Point {
                period: fields[2].to_owned(),
                at: fields[1].parse().expect("a time"),
                reading: match (fields[3].parse(), fields[4].parse(), fields[5].parse()) {
                    (Ok(value), Ok(lower), Ok(upper)) => Reading::between(value, lower, upper),
                    (Ok(value), ..) => Reading::of(value),
                    _ => Reading::Missing { reason: "not published".to_owned() },
                },
            })
        })
        .collect();
    assert!(!points.is_empty(), "no series {series}");
    points
}

/// The address of a place's page.
pub fn place_href(code: &str, name: &str) -> String {
    format!("/places/{code}-{}", name.to_lowercase().replace([' ', ','], "-").replace("--", "-").replace('\'', ""))
}

/// An area with what the samples need to know of it.
pub struct Area {
    pub code: String,
    pub county: String,
    pub shape: Shape,
}

/// Every area of one of the kinds, by name.
pub fn areas(kinds: &[&str]) -> Vec<Area> {
    let mut areas: Vec<Area> = include_str!("boundaries.txt")
        .lines()
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('|').collect();
            let [code, name, kind, county, rings] = fields[..] else { panic!("five fields") };
            kinds.contains(&kind).then(|| Area {
                code: code.to_owned(),
                county: county.to_owned(),
                shape: Shape {
                    name: name.to_owned(),
                    kind: match kind {
                        "unitary" => "unitary council",
                        "metropolitan" => "metropolitan district",
                        "london" => "London borough",
                        other => other,
                    }
                    .to_owned(),
                    shade: if kind == "district" { Shade::Empty } else { Shade::Filled },
                    href: Some(place_href(code, name)),
                    rings: rings
                        .split(';')
                        .map(|ring| {
                            ring.split(' ')
                                .map(|point| {
                                    let (x, y) = point.split_once(',').expect("two numbers");
                                    [x.parse().expect("a number"), y.parse().expect("a number")]
                                })
                                .collect()
                        })
                        .collect(),
                },
            })
        })
        .collect();
    areas.sort_by(|left, right| left.shape.name.cmp(&right.shape.name));
    areas
}

/// The shapes alone.
pub fn shapes(areas: &[Area]) -> Vec<Shape> {
    areas.iter().map(|area| area.shape.clone()).collect()
}
