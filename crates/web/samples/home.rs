//! The front page, full and empty.

use crate::samples::series::{areas, shapes};
use wholeplace_web::{
    Frame, Section,
    charts::{CoverageBars, England, coverage_bars, coverage_years, england_map},
    components::{Column, Link, Table, TableCell, TextField, TextKind},
    pages::home::{Holding, Holdings, HomePage, Unknown},
};

/// The search for a place.
pub fn search(value: &str) -> TextField {
    TextField {
        id: "place".into(),
        name: "q".into(),
        label: "Council, town or code".into(),
        hint: None,
        value: value.into(),
        error: None,
        kind: TextKind::Search,
        button: Some("Find this place".into()),
    }
}

/// Kinds of council with their numbers.
pub fn kinds() -> Vec<(Link, usize)> {
    [
        ("Counties", "county", 21),
        ("Districts", "district", 164),
        ("Unitary", "unitary", 63),
        ("Metropolitan", "metropolitan", 36),
        ("London", "london", 33),
        ("Combined authorities", "combined-authority", 18),
    ]
    .map(|(name, kind, count)| (Link::new(name, format!("/places?kind={kind}")), count))
    .into()
}

/// Runs of years with one count each, as bars.
pub fn bars(full: u32, runs: &[(i16, i16, u32)]) -> CoverageBars {
    let counts = runs.iter().flat_map(|(from, to, count)| (*from..=*to).map(move |year| (year, *count))).collect();
    CoverageBars { first_year: 1991, last_year: 2026, full, counts }
}

fn holding(theme: &str, measures: usize, years: &str, runs: &[(i16, i16, u32)]) -> Holding {
    Holding {
        theme: Link::new(theme, format!("/outcomes#{}", theme.to_lowercase().replace(' ', "-"))),
        measures,
        years: years.into(),
        bars: coverage_bars(&bars(52, runs)),
    }
}

pub fn full() -> HomePage {
    let councils = areas(&["district", "unitary", "metropolitan", "london"]);
    let counties = areas(&["county"]);
    let map = england_map(&England {
        label: "Map of England’s councils. Each is a link to its page.".into(),
        areas: &shapes(&councils),
        outlines: &shapes(&counties),
        width: 470.0,
    });
    HomePage {
        frame: Frame::new(
            Section::Nowhere,
            "Find a place, see the whole of it",
            "What every council in England does, what is changing, and what nobody yet knows.",
        ),
        search: search(""),
        examples: vec![
            Link::new("Pendle", "/places/E07000122-pendle"),
            Link::new("Cumberland", "/places/E06000063-cumberland"),
            Link::new("E06000065", "/places?q=E06000065"),
        ],
        kinds: kinds(),
        map,
        shared_tiers: "21 counties, 164 districts".into(),
        single_tiers: "63 unitary, 36 metropolitan, 33 in London".into(),
        holdings: Holdings {
            sentence: "298 measures from 79 files, 1.5 million published figures.".into(),
            years: coverage_years(1991..=2026),
            themes: vec![
                holding(
                    "Children and learning",
                    41,
                    "2012 to 2025",
                    &[(2012, 2012, 1), (2013, 2015, 4), (2016, 2024, 38), (2025, 2025, 23)],
                ),
                holding("Environment", 2, "2013 to 2024", &[(2013, 2024, 2)]),
                holding(
                    "Health and care",
                    91,
                    "2014 to 2025",
                    &[(2014, 2014, 1), (2015, 2021, 51), (2022, 2023, 7), (2024, 2025, 40)],
                ),
                holding(
                    "Homes",
                    32,
                    "1991 to 2025",
                    &[
                        (1991, 2002, 3),
                        (2003, 2013, 8),
                        (2014, 2021, 13),
                        (2022, 2022, 32),
                        (2023, 2023, 15),
                        (2024, 2025, 2),
                    ],
                ),
                holding(
                    "Life in an area",
                    60,
                    "1997 to 2026",
                    &[
                        (1997, 2003, 3),
                        (2004, 2010, 15),
                        (2011, 2018, 25),
                        (2019, 2023, 38),
                        (2024, 2024, 22),
                        (2025, 2026, 5),
                    ],
                ),
                holding("People", 3, "1991 to 2023", &[(1991, 2023, 1)]),
                holding("Public money", 46, "1993 to 2024", &[(1993, 2009, 1), (2010, 2015, 16), (2016, 2024, 35)]),
                holding("Work and income", 18, "2004 to 2025", &[(2004, 2011, 3), (2012, 2022, 14), (2023, 2025, 5)]),
            ],
        },
        unknown: Some(Unknown {
            headline: "Nine councils’ spending in 2024-25.".into(),
            text: "Their return had not come when the figures were published:".into(),
            places: [
                ("E07000032", "Amber Valley"),
                ("E07000170", "Ashfield"),
                ("E08000025", "Birmingham"),
                ("E06000063", "Cumberland"),
                ("E07000209", "Guildford"),
                ("E07000218", "North Warwickshire"),
                ("E07000134", "North West Leicestershire"),
                ("E06000039", "Slough"),
                ("E07000222", "Warwick"),
            ]
            .map(|(code, name)| Link::new(name, crate::samples::series::place_href(code, name)))
            .into(),
            consequence: "So no total for England on this hub includes them, and each place page says so.".into(),
            link: Link::new("See what is missing", "/data/revenue-outturn-rsx#owed"),
            source: "Source: MHCLG, RSX 2024-25, 4 December 2025.".into(),
        }),
        latest: Some(Table {
            caption: "Latest submissions".into(),
            caption_hidden: true,
            columns: ["What came", "From", "Published", "What was found"].map(Column::words).into(),
            rows: [
                [
                    "Revenue outturn, service by service (RSX) 2024-25",
                    "Ministry of Housing, Communities and Local Government",
                    "4 December 2025",
                    "Six findings; nine returns missing",
                ],
                [
                    "Gigabit-capable broadband, January 2026",
                    "Ofcom, through the Office for National Statistics",
                    "2026",
                    "Complete",
                ],
                [
                    "Children looked after, 2021 to 2025",
                    "Department for Education",
                    "2025",
                    "Small numbers hidden at source",
                ],
                [
                    "Towns Fund: grant for each project",
                    "Ministry of Housing, Communities and Local Government",
                    "June 2025",
                    "820 projects, codes without names",
                ],
            ]
            .map(|[what, from, when, found]| {
                vec![
                    TableCell::linked(what, "/data/revenue-outturn-rsx/submissions/1"),
                    TableCell::new(from),
                    TableCell::new(when),
                    TableCell::new(found),
                ]
            })
            .into(),
        }),
    }
}

pub fn empty() -> HomePage {
    let mut page = full();
    page.holdings.themes.clear();
    page.unknown = None;
    page.latest = None;
    page
}
