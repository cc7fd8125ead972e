//! Lists of places, a district with figures, a district that is no more.

use crate::samples::{
    home::{kinds, search},
    series::{areas, place_href, points, shapes},
};
use wholeplace_web::{
    Frame, Section,
    charts::{Locator, Notation, Point, Sparkline, Svg, locator_map, sparkline},
    components::{Link, Pagination},
    pages::places::{
        PlacePage, PlacesPage,
        place::{Gap, Glance, Latest, OutcomeRow, Overview, Rung, Theme},
        search::PlaceResult,
    },
};

fn frame(title: &str) -> Frame {
    Frame::new(Section::Places, title, "Councils and other areas of England, by name.")
}

pub fn by_kind() -> PlacesPage {
    let districts = areas(&["district"]);
    let counties = areas(&["county"]);
    let county = |code: &str| counties.iter().find(|area| area.code == code).map(|area| area.shape.name.clone());
    PlacesPage {
        frame: frame("Districts").under([("Places", "/places")], "Districts"),
        heading: "Districts".into(),
        search: search(""),
        kinds: kinds(),
        results: districts
            .iter()
            .take(50)
            .map(|area| PlaceResult {
                place: Link::new(&area.shape.name, place_href(&area.code, &area.shape.name)),
                kind: county(&area.county).map_or("district".into(), |county| format!("district in {county}")),
                code: area.code.clone(),
                note: None,
            })
            .collect(),
        suggestions: Vec::new(),
        pagination: Some(Pagination {
            previous: None,
            here: "1 to 50 of 164".into(),
            next: Some("/places?kind=district&page=2".into()),
        }),
    }
}

pub fn found() -> PlacesPage {
    let result = |code: &str, name: &str, kind: &str, note: Option<&str>| PlaceResult {
        place: Link::new(name, place_href(code, name)),
        kind: kind.into(),
        code: code.into(),
        note: note.map(Into::into),
    };
    PlacesPage {
        frame: frame("Places named “cumb”"),
        heading: "2 places for “cumb”".into(),
        search: search("cumb"),
        kinds: kinds(),
        results: vec![
            result("E06000063", "Cumberland", "unitary council in the North West", None),
            result(
                "E10000006",
                "Cumbria",
                "county in the North West",
                Some("Ended on 31 March 2023; now Cumberland, and Westmorland and Furness"),
            ),
        ],
        suggestions: Vec::new(),
        pagination: None,
    }
}

pub fn not_found() -> PlacesPage {
    PlacesPage {
        frame: frame("No place for “pendel”"),
        heading: "No place for “pendel”".into(),
        search: search("pendel"),
        kinds: kinds(),
        results: Vec::new(),
        suggestions: vec![Link::new("Pendle", "/places/E07000122-pendle")],
        pagination: None,
    }
}

fn picture(id: &str, title: &str, finding: &str, notation: Notation, points: Vec<Point>, look_here: bool) -> Svg {
    sparkline(&Sparkline {
        id: id.into(),
        title: title.into(),
        finding: finding.into(),
        notation,
        from_zero: false,
        points,
        band: None,
        look_here,
    })
}

fn pounds() -> Notation {
    Notation { before: "£".into(), after: String::new(), decimals: 0 }
}

struct Row<'a> {
    series: &'a str,
    name: &'a str,
    county: bool,
    phrase: (&'a str, &'a str),
    look_here: bool,
    notation: Notation,
    latest: (&'a str, &'a str, &'a str),
    quality: (&'a str, &'a str),
}

fn row(row: Row<'_>) -> OutcomeRow {
    let place = if row.county { "E10000017-lancashire" } else { "E07000122-pendle" };
    let slug = row.series.split_once('-').expect("a place and a measure").1;
    OutcomeRow {
        name: Link::new(row.name, format!("/places/{place}/outcomes/{slug}")),
        body: if row.county { "Lancashire, the county" } else { "Pendle, the district" }.into(),
        phrase: row.phrase.0.into(),
        phrase_rest: row.phrase.1.into(),
        look_here: row.look_here,
        unexpected: row.look_here,
        picture: picture(
            row.series,
            row.name,
            &format!("{}. {}", row.phrase.0, row.phrase.1),
            row.notation,
            points(row.series),
            row.look_here,
        ),
        latest: Latest::Figure {
            number: row.latest.0.into(),
            unit: row.latest.1.into(),
            href: format!("/figures/{slug}/E07000122/2023"),
            detail: row.latest.2.into(),
            status: None,
            expected: row.look_here.then(|| "Expected 66 to 85%".into()),
        },
        says: None,
        quality: row.quality.0.into(),
        quality_rest: row.quality.1.into(),
    }
}

fn glance(kind: &str, look_here: bool, about: &str, text: &str, page: &str) -> Glance {
    Glance { kind: kind.into(), look_here, about: Link::new(about, format!("/places/{page}")), text: text.into() }
}

fn overview() -> Overview {
    Overview {
        changing: vec![
            glance(
                "Rising since 2012",
                false,
                "Weekly pay, middle of the range",
                "£558 in April 2025. It was £437.60 in April 2020.",
                "E07000122-pendle/outcomes/pay",
            ),
            glance(
                "Changed for the better at 2011 to 2013",
                false,
                "Early deaths from heart disease that could be prevented",
                "41.6 for each 100,000 in 2022 to 2024. It was 72.0 in 2001 to 2003.",
                "E07000122-pendle/outcomes/heart",
            ),
        ],
        changing_note: "Told of 14 series that are long enough to tell a change from chance.".into(),
        unexpected: vec![glance(
            "Worse than expected",
            true,
            "Adults in work",
            "53.0% in 2023, where 66 to 85% was to be expected.",
            "E07000122-pendle/outcomes/employment",
        )],
        unexpected_note: "The other 6 that can be judged are as expected, or cannot be told from chance.".into(),
        round: Some(Link::new("All outcomes in the round", "/places/E07000122-pendle/in-the-round")),
        unknown: vec![
            Gap {
                heading: "What the borough spent in 2023-24".into(),
                text: "Pendle’s return had not come when the figures were published.".into(),
            },
            Gap {
                heading: "Whether some figures are more than chance".into(),
                text: "Chance is too large a part of: employment rate.".into(),
            },
        ],
        unknown_more: true,
    }
}

pub fn pendle() -> PlacePage {
    let districts = areas(&["district"]);
    let (this, siblings): (Vec<_>, Vec<_>) =
        districts.into_iter().filter(|area| area.county == "E10000017").partition(|area| area.code == "E07000122");
    let land = areas(&["unitary", "metropolitan"]);
    let land: Vec<_> = land
        .into_iter()
        .filter(|area| {
            [
                "Blackburn with Darwen",
                "Blackpool",
                "Bradford",
                "Calderdale",
                "North Yorkshire",
                "Rochdale",
                "Bury",
                "Bolton",
                "Wigan",
            ]
            .contains(&area.shape.name.as_str())
        })
        .collect();
    let map = locator_map(&Locator {
        id: "locator".into(),
        title: "Pendle in Lancashire".into(),
        finding: "Pendle lies in the east of Lancashire, beside Ribble Valley and Burnley.".into(),
        this: &this[0].shape,
        siblings: &shapes(&siblings),
        background: &shapes(&land),
        width: 440.0,
    });
    let rung = |tier: &str, bodies: &[(&str, &str)], does: &str, here: bool| Rung {
        tier: tier.into(),
        bodies: bodies.iter().map(|(name, href)| Link::new(*name, *href)).collect(),
        does: does.into(),
        here,
    };
    PlacePage {
        frame: Frame::new(Section::Places, "Pendle", "Who serves Pendle, what changed there, and what nobody knows.").under(
            [("Places", "/places"), ("North West", "/places/E12000002-north-west"), ("Lancashire", "/places/E10000017-lancashire")],
            "Pendle",
        ),
        name: "Pendle".into(),
        lead: "A district of about 96,000 people in the east of Lancashire. Two councils serve it.".into(),
        ended: None,
        ladder: vec![
            rung("Wider area", &[("Lancashire Combined County Authority", "/places/E47000018-lancashire-combined-county")], "Transport, skills, growth", false),
            rung("County", &[("Lancashire County Council", "/places/E10000017-lancashire")], "Schools, social care, roads, public health, waste disposal", false),
            rung("District", &[("Pendle Borough Council", "/places/E07000122-pendle")], "Homes, planning, bins, parks, council tax", true),
            rung("Partners", &[("NHS Lancashire and South Cumbria", "/who"), ("Lancashire Police", "/who"), ("Lancashire Fire and Rescue", "/who")], "Health care, police, fire", false),
        ],
        within: None,
        who_href: "/who?place=E07000122".into(),
        further: vec![
            Link::new("Early warning for its council", "/places/E07000122-pendle/signals"),
            Link::new("Good practice in circumstances like these", "/practice?place=E07000122"),
        ],
        map: Some(map),
        map_caption: "Pendle among Lancashire’s twelve districts. Land in the palest grey has other councils.".into(),
        overview: Some(overview()),
        themes: vec![
            Theme { name: "Work and income".into(), id: "work-and-income".into(), summary: "3 measures: 1 rising, 2 with little change".into(), rows: vec![
                row(Row { series: "pendle-employment", name: "Adults in work", county: false, phrase: ("Lower than in 2022", "The survey is small, so check"), look_here: true, notation: Notation::plain(0), latest: ("53.0", "%", "41.1 to 64.9, 2023"), quality: ("Weak", "small sample") }),
                row(Row { series: "pendle-pay", name: "Weekly pay, middle of the range", county: false, phrase: ("Rising since 2020", "before prices"), look_here: false, notation: pounds(), latest: ("£558", "", "£512 to £604, April 2025"), quality: ("Fair", "survey") }),
                row(Row { series: "pendle-child-poverty", name: "Children in low-income families", county: false, phrase: ("Little change", "since 2022-23"), look_here: false, notation: Notation::plain(0), latest: ("40.6", "%", "A full count, 2024-25"), quality: ("Good", "full count") }),
            ] },
            Theme { name: "Health".into(), id: "health".into(), summary: "2 measures: 1 falling, 1 with little change".into(), rows: vec![
                row(Row { series: "pendle-heart", name: "Early deaths from heart disease that could be prevented", county: false, phrase: ("Little change since 2012", "It fell by half before then"), look_here: false, notation: Notation::plain(0), latest: ("41.6", "for each 100,000", "34.0 to 50.3, 2022 to 2024"), quality: ("Good", "register of deaths") }),
                row(Row { series: "lancashire-healthy-life", name: "Years of healthy life, women", county: true, phrase: ("Falling since 2017", "Three years taken together"), look_here: false, notation: Notation::plain(0), latest: ("60.3", "years", "58.0 to 62.6, 2022 to 2024"), quality: ("Fair", "part survey") }),
            ] },
            Theme { name: "Children and learning".into(), id: "children-and-learning".into(), summary: "3 measures: 2 falling, 1 not known".into(), rows: vec![
                row(Row { series: "lancashire-absence", name: "Pupils missing a tenth of school or more", county: true, phrase: ("Falling since 2021-22", "No figure was published for 2019-20"), look_here: false, notation: Notation::plain(0), latest: ("17.6", "%", "A full count, 2024-25"), quality: ("Good", "full count") }),
                row(Row { series: "lancashire-looked-after", name: "Children looked after by the council", county: true, phrase: ("Falling since 2021", ""), look_here: false, notation: Notation::plain(0), latest: ("65", "for each 10,000", "A full count, March 2025"), quality: ("Good", "full count") }),
                OutcomeRow {
                    name: Link::new("Adults who go on with learning", "/places/E07000122-pendle/outcomes/learning"),
                    body: "Pendle, the district".into(),
                    phrase: "Not known".into(),
                    phrase_rest: String::new(),
                    look_here: false,
                    unexpected: false,
                    picture: picture("empty-row", "Adults who go on with learning", "No figures to draw", Notation::plain(0), Vec::new(), false),
                    latest: Latest::Missing { reason: "hidden to protect people".into() },
                    says: None,
                    quality: "None".into(),
                    quality_rest: "too few to show".into(),
                },
            ] },
        ],
        sources: "Sources: ONS Annual Population Survey and ASHE; DWP; OHID, through ONS Explore Local Statistics; Department for Education. A dotted line crosses years without a figure.".into(),
        downloads: vec![Link::new("Download these rows", "/api/v1/observations?area=E07000122&format=csv")],
        unknown: vec![
            Gap { heading: "What the borough spent in 2023-24".into(), text: "Pendle’s return had not come when the figures were published. Spending is known for 2021-22, 2022-23 and 2024-25.".into() },
            Gap { heading: "School absence in Pendle itself".into(), text: "It is published only for the whole county, so one part of Lancashire could differ and nobody outside would see it.".into() },
            Gap { heading: "Why so few seemed to be in work in 2023".into(), text: "The survey cannot say, and it has not been repeated since.".into() },
        ],
        history: Vec::new(),
    }
}

pub fn allerdale() -> PlacePage {
    let mut page = pendle();
    page.frame = Frame::new(Section::Places, "Allerdale", "Allerdale was a district of Cumbria until 31 March 2023.")
        .under([("Places", "/places"), ("Cumberland", "/places/E06000063-cumberland")], "Allerdale");
    page.name = "Allerdale".into();
    page.lead = "A district in the west of Cumbria until 31 March 2023.".into();
    page.ended = Some((
        "Allerdale ended on 31 March 2023. See the council that took over:".into(),
        vec![Link::new("Cumberland", "/places/E06000063-cumberland")],
    ));
    page.ladder = vec![
        Rung {
            tier: "County".into(),
            bodies: vec![Link::new("Cumbria County Council", "/places/E10000006-cumbria")],
            does: "Schools, social care, roads, until 31 March 2023".into(),
            here: false,
        },
        Rung {
            tier: "District".into(),
            bodies: vec![Link::new("Allerdale Borough Council", "/places/E07000026-allerdale")],
            does: "Homes, planning, bins, until 31 March 2023".into(),
            here: true,
        },
    ];
    page.map = None;
    page.overview = None;
    page.themes.clear();
    page.unknown.clear();
    page.history = vec![
        "On 1 April 2023 Allerdale, Carlisle and Copeland became Cumberland, which does their work and the county’s."
            .into(),
    ];
    page
}
