//! The catalogue, an indicator, outcomes of places and a figure.

use crate::samples::{
    home::bars,
    series::{areas, place_href, points, shapes},
};
use wholeplace_web::{
    Frame, Section,
    charts::{
        Band, ControlChart, ControlPhase, ControlPoint, England, FunnelChart, FunnelLimit, FunnelPoint, FunnelRole,
        Line, LineRole, Mark, Marker, MarkerKind, Notation, Point, Reading, Strip, StripScale, Trend, control_narrow,
        control_wide, coverage_bars, coverage_years, england_map,
        expected::{Expected, expected_strip},
        funnel_narrow, funnel_wide, trend_narrow, trend_wide,
    },
    components::{Choice, Column, Link, SelectField, SummaryList, SummaryRow, Table, TableCell, TextField, TextKind},
    pages::outcomes::{
        FigurePage, IndicatorPage, OutcomesPage, PlaceOutcomePage,
        figure::{ChainStep, Edition},
        list::{CatalogueRow, CatalogueTheme},
        place_outcome::{Answer, ChartPanel, ExpectationPanel, PeerRow, Peers},
    },
    pages::statements::Said,
};

fn search(value: &str) -> TextField {
    TextField {
        id: "measure".into(),
        name: "q".into(),
        label: "Find a measure".into(),
        hint: None,
        value: value.into(),
        error: None,
        kind: TextKind::Search,
        button: Some("Find".into()),
    }
}

pub fn catalogue() -> OutcomesPage {
    let row =
        |name: &str, summary: &str, kind: &str, places: &str, years: &str, runs: &[(i16, i16, u32)]| CatalogueRow {
            indicator: Link::new(name, format!("/outcomes/{}", name.to_lowercase().replace(' ', "-"))),
            summary: summary.into(),
            kind: kind.into(),
            places: places.into(),
            years: years.into(),
            bars: coverage_bars(&bars(1, runs)),
        };
    let theme = |name: &str, indicators| CatalogueTheme {
        name: name.into(),
        id: name.to_lowercase().replace(' ', "-"),
        indicators,
        more: Vec::new(),
    };
    OutcomesPage {
        frame: Frame::new(Section::Outcomes, "Outcomes", "Every measure that this hub holds, by theme."),
        heading: "Outcomes".into(),
        lead: "Everything that this hub can tell about a place, over time. Each measure says who it helps, and what it must not be used for.".into(),
        nothing: "No measure has those words".into(),
        search: search(""),
        themes: vec![
            theme(
                "Children and learning",
                vec![
                    row(
                        "Children looked after",
                        "Children in the council’s care on 31 March, for each 10,000 children.",
                        "outcome",
                        "153 councils",
                        "2021 to 2025",
                        &[(2021, 2025, 1)],
                    ),
                    row(
                        "Persistent absence",
                        "Pupils who missed a tenth of school or more.",
                        "outcome",
                        "153 councils",
                        "2006-07 to 2024-25",
                        &[(2006, 2018, 1), (2020, 2024, 1)],
                    ),
                ],
            ),
            theme(
                "Homes",
                vec![row(
                    "Landlord claims",
                    "Claims by landlords to take back a home, for each 1,000 households.",
                    "context",
                    "296 councils",
                    "2003 to 2023",
                    &[(2003, 2023, 1)],
                )],
            ),
            theme(
                "Work and income",
                vec![
                    row(
                        "Adults in work",
                        "People aged 16 to 64 in paid work.",
                        "outcome",
                        "296 councils",
                        "2004 to 2023",
                        &[(2004, 2023, 1)],
                    ),
                    row(
                        "Weekly pay",
                        "What the person in the middle of the range earns in a week.",
                        "outcome",
                        "296 councils",
                        "2008 to 2025",
                        &[(2008, 2025, 1)],
                    ),
                ],
            ),
        ],
        years: coverage_years(1991..=2026),
    }
}

pub fn nothing_found() -> OutcomesPage {
    OutcomesPage {
        heading: "No measure for “dragons”".into(),
        search: search("dragons"),
        themes: Vec::new(),
        ..catalogue()
    }
}

pub fn indicator() -> IndicatorPage {
    // Children's services are the county's job in two-tier areas, so the map draws counties and no districts.
    let places = areas(&["county", "unitary", "metropolitan", "london"]);
    let values =
        [("E06000065", "North Yorkshire", "48"), ("E10000017", "Lancashire", "65"), ("E92000001", "England", "67")];
    let mut rows: Vec<Vec<TableCell>> = values
        .iter()
        .map(|(code, name, value)| {
            vec![
                TableCell::linked(*name, place_href(code, name)),
                TableCell::linked(*value, format!("/figures/children-looked-after/{code}/2025")),
                TableCell::new("published"),
            ]
        })
        .collect();
    rows.sort_by(|left, right| left[0].text.cmp(&right[0].text));
    IndicatorPage {
        frame: Frame::new(Section::Outcomes, "Children looked after", "Children in the care of a council, for each 10,000 children.")
            .under([("Outcomes", "/outcomes"), ("Children and learning", "/outcomes#children-and-learning")], "Children looked after"),
        name: "Children looked after".into(),
        definition: "Children in the care of a council on 31 March, for each 10,000 children who live there.".into(),
        purpose: "Helps a council’s children’s services and its partners decide where early help is needed, and plan enough foster homes.".into(),
        must_not: vec![
            "Judging a council’s work: a council that finds children in danger may have more of them in its care.".into(),
            "Putting councils in an order.".into(),
        ],
        facts: SummaryList { rows: vec![
            SummaryRow::new("Unit", "for each 10,000 children"),
            SummaryRow::new("Kind", "Outcome"),
            SummaryRow::new("Which way is wanted", "Neither: fewer is good only if children are safe"),
            SummaryRow::new("Comes", "Once a year"),
            SummaryRow::linked("Dataset", "Children looked after", "/data/children-looked-after"),
            SummaryRow::new("Publisher", "Department for Education"),
            SummaryRow::new("Licence", "Open Government Licence v3.0"),
        ] },
        coverage_map: england_map(&England {
            label: "Map of where this measure has figures. Each council is a link.".into(),
            areas: &shapes(&places),
            outlines: &[],
            width: 420.0,
        }),
        coverage: "153 councils have figures, one for every council that runs children’s services. Districts have none: it is the county’s job.".into(),
        period: SelectField {
            id: "period".into(),
            name: "period".into(),
            label: "Period".into(),
            hint: None,
            groups: vec![(String::new(), ["March 2025", "March 2024", "March 2023"].map(|year| Choice::new(year, year)).into())],
            error: None,
        },
        action: "/outcomes/children-looked-after".into(),
        places: Some(Table {
            caption: "Children looked after, March 2025, for each 10,000 children (three places of the sample)".into(),
            caption_hidden: false,
            columns: vec![Column::words("Place"), Column::numbers("For each 10,000"), Column::words("Status")],
            rows,
        }),
        downloads: vec![
            Link::new("CSV, with a description of its columns", "/api/v1/observations?indicator=children-looked-after&format=csv"),
            Link::new("Parquet", "/api/v1/observations?indicator=children-looked-after&format=parquet"),
            Link::new("JSON", "/api/v1/observations?indicator=children-looked-after&format=json"),
        ],
        cautions: vec!["Rates are rounded to whole numbers by the publisher.".into()],
    }
}

fn line(name: &str, role: LineRole, series: &str) -> Line {
    Line { name: name.into(), role, points: points(series) }
}

fn figures(trend: &Trend) -> Table {
    let periods: Vec<&Point> = trend.lines[0].points.iter().collect();
    let mut columns = vec![Column::words("Period")];
    for line in &trend.lines {
        columns.push(Column::numbers(&line.name));
        if line.role == LineRole::Place && line.points.iter().any(|point| point.reading.interval().is_some()) {
            columns.push(Column::numbers("95% interval"));
        }
    }
    let rows = periods
        .iter()
        .map(|period| {
            let mut row = vec![TableCell::new(&period.period)];
            for line in &trend.lines {
                let reading =
                    line.points.iter().find(|point| point.period == period.period).map(|point| &point.reading);
                row.push(match reading {
                    Some(reading) => match (reading.value(), reading.reason()) {
                        (Some(value), _) => TableCell::new(trend.notation.write(value)),
                        (None, reason) => TableCell::new(reason.unwrap_or("not known")),
                    },
                    None => TableCell::new("not known"),
                });
                if line.role == LineRole::Place && line.points.iter().any(|point| point.reading.interval().is_some()) {
                    let limits = reading.and_then(Reading::interval);
                    row.push(TableCell::new(limits.map_or(String::new(), |limits| trend.notation.range(limits))));
                }
            }
            row
        })
        .collect();
    Table { caption: trend.title.clone(), caption_hidden: true, columns, rows }
}

fn unusual() -> ChartPanel {
    let values = [4.9, 4.5, 4.1, 3.6, 4.2, 4.3, 3.4, 3.1, 3.0, 3.5, 4.2, 5.1, 3.8, 2.9, 4.6, 3.8, 3.0, 0.8, 0.7, 1.4];
    let points = (2003..).zip(values).map(|(year, value)| ControlPoint {
        period: year.to_string(),
        at: f64::from(year) + 0.5,
        value: Some(value),
        mark: if year < 2020 { Mark::Common } else { Mark::Low },
    });
    let chart = ControlChart {
        id: "control".into(),
        title: "Control chart: claims by landlords in Cumberland".into(),
        finding: "Is the newest figure, 1.4, unusual? Yes. It lies below the lower limit that its own past sets."
            .into(),
        notation: Notation::plain(1),
        points: points.collect(),
        phases: vec![ControlPhase { points: (0, 20), limits: (3.4, 1.8, 5.1), settling: false }],
        floor: Some(0.0),
    };
    ChartPanel {
        id: "unusual".into(),
        heading: "Is 2022 unusual for Cumberland?".into(),
        answer: "Yes.".into(),
        because: "It lies below the lower limit that its own past sets.".into(),
        pictures: control_wide(&chart).zip(control_narrow(&chart)),
        caption: "Limits: the average, and 2.66 times the usual step from one figure to the next on either side."
            .into(),
        how_to_read: "Figures between the limits move by chance, as they always have here.".into(),
        method: Link::new("About control charts", "/methods/control-charts"),
        table: None,
        more: None,
    }
}

fn too_short() -> ChartPanel {
    ChartPanel {
        answer: "Too short to tell.".into(),
        because: "There are 4 figures since it was last counted in another way, and a control chart needs 12.".into(),
        heading: "Is 2024-25 unusual for Lancashire?".into(),
        pictures: None,
        ..unusual()
    }
}

fn for_its_size() -> ChartPanel {
    let points = (0..60_u32).map(|index| FunnelPoint {
        size: 30_000.0 + f64::from(index * index) * 60.0,
        value: 2.6 + f64::from(index * 37 % 23) / 10.0 - 1.1,
        role: match index {
            35 => FunnelRole::This,
            12 | 20 | 41 => FunnelRole::Like,
            _ => FunnelRole::Other,
        },
    });
    let limits = (0..20_u32).map(|index| {
        let size = 28_000.0 + f64::from(index) * 11_500.0;
        let (narrow, wide) = (300.0 / size.sqrt(), 0.7 + 300.0 / size.sqrt());
        FunnelLimit {
            size,
            chance_95: (2.6 - narrow, 2.6 + narrow),
            wide_95: (2.6 - wide, 2.6 + wide),
            wide_99_8: (2.6 - 1.6 * wide, 2.6 + 1.6 * wide),
        }
    });
    let chart = FunnelChart {
        id: "funnel".into(),
        title: "Funnel: claims by landlords, 2022, by households".into(),
        finding: "Is Cumberland unusual for its size? No. It lies inside the funnel.".into(),
        notation: Notation::plain(1),
        points: points.collect(),
        limits: limits.collect(),
        average: 2.6,
        this: "Cumberland".into(),
        of: "households".into(),
    };
    ChartPanel {
        id: "size".into(),
        heading: "Is Cumberland unusual for its size?".into(),
        answer: "No.".into(),
        because: "It lies inside the funnel: of places of its size, 95 of 100 would lie at 1.1 to 4.1.".into(),
        pictures: funnel_wide(&chart).zip(funnel_narrow(&chart)),
        caption: "60 councils in 2022, by households. Made up for this sample.".into(),
        how_to_read: "The further to the left, the fewer a figure is made of, and the more chance swings it.".into(),
        method: Link::new("About funnels", "/methods/funnels"),
        table: None,
        more: Some(Link::new("All places of this measure, by name", "/outcomes/landlord-claims")),
    }
}

pub fn claims_in_cumberland() -> PlaceOutcomePage {
    let trend = Trend {
        id: "trend".into(),
        title: "Claims by landlords in Cumberland for each 1,000 households, 2003 to 2022".into(),
        finding: "Between 3 and 5 in each 1,000 households until 2019, then 0.8 in 2020, and 1.4 in 2022.".into(),
        notation: Notation::plain(1),
        from_zero: true,
        lines: vec![
            line("Cumberland", LineRole::Place, "cumberland-claims"),
            line("England", LineRole::Comparator, "england-claims"),
            line("Allerdale", LineRole::Predecessor, "allerdale-claims"),
            line("Carlisle", LineRole::Predecessor, "carlisle-claims"),
            line("Copeland", LineRole::Predecessor, "copeland-claims"),
        ],
        markers: vec![Marker {
            at: 2023.25,
            title: "1 April 2023".into(),
            text: "Allerdale, Carlisle and Copeland become Cumberland".into(),
            kind: MarkerKind::Reorganisation,
        }],
        bands: vec![Band { at: 2022.5, expected: 2.1, lower: 1.2, upper: 3.4 }],
    };
    let scale_readings: Vec<(String, String, Reading)> = [
        ("E06000057", "Northumberland"),
        ("E06000064", "Westmorland and Furness"),
        ("E06000047", "County Durham"),
        ("E07000121", "Lancaster"),
        ("E07000198", "Staffordshire Moorlands"),
        ("E07000045", "Teignbridge"),
        ("E06000066", "Somerset"),
        ("E07000042", "Mid Devon"),
    ]
    .map(|(code, name)| {
        (name.to_owned(), place_href(code, name), points(&format!("peer {name} {code}"))[0].reading.clone())
    })
    .into();
    let this = trend.lines[0].points.last().expect("a last point").reading.clone();
    let notation = Notation::plain(1);
    let scale =
        StripScale::around(scale_readings.iter().map(|(_, _, reading)| reading).chain([&this]), true, &notation)
            .expect("values");
    let peer = |name: &str, href: &str, reading: &Reading, this_place: bool| PeerRow {
        place: Link::new(name, href),
        this_place,
        strip: scale.draw(&Strip { reading, this_place }),
        value: reading.value().map_or("not known".into(), |value| notation.write(value)),
        interval: reading.interval().map(|limits| notation.range(limits)),
    };
    let mut rows = vec![peer("Cumberland", "/places/E06000063-cumberland", &this, true)];
    rows.extend(scale_readings.iter().map(|(name, href, reading)| peer(name, href, reading, false)));
    let figures = figures(&trend);
    PlaceOutcomePage {
        frame: Frame::new(Section::Places, "Claims by landlords to take back a home in Cumberland", "How many households in Cumberland face a landlord’s claim.")
            .under([("Places", "/places"), ("Cumberland", "/places/E06000063-cumberland")], "Claims by landlords to take back a home"),
        over: vec![Link::new("Cumberland", "/places/E06000063-cumberland"), Link::new("Homes", "/outcomes#homes")],
        question: "How many households face a landlord’s claim to take back their home?".into(),
        answer: Answer::Figure {
            number: "1.4".into(),
            href: "/figures/landlord-claims/E06000063/2022".into(),
            words: "in each 1,000 households in 2022: 172 claims".into(),
            interval: Some("likely between 1.2 and 1.6".into()),
            says: "Fewer than before 2020.".into(),
            rest: "Claims fell from 3.0 in 2019 to 0.8 in 2020, and have risen only part of the way back.".into(),
        },
        facts: vec![
            ("Quality of figure".into(), "Good: every claim to a county court is counted".into()),
            ("Which way is wanted".into(), "Neither. Fewer claims can mean safer homes, or tenants who leave before court".into()),
        ],
        trend_heading: "Claims fell in 2020 and have risen only part of the way back".into(),
        trend_note: "Claims by private and social landlords in a year, for each 1,000 households. Thin upright lines are 95% intervals.".into(),
        trend_wide: trend_wide(&trend),
        trend_narrow: trend_narrow(&trend),
        figures,
        expectation: Some(ExpectationPanel {
            heading: "Is this what could be expected of Cumberland?".into(),
            phrase: "As expected".into(),
            look_here: false,
            sentence: "1.4 for each 1,000 households in 2022. In such circumstances 2.1 would be expected, and four of five councils lie between 1.2 and 3.4.".into(),
            picture: expected_strip(&Expected { value: 1.4, expected: 2.1, range_80: (1.2, 3.4), range_95: (0.9, 4.2) }),
            caption: "The block: four of five councils in such circumstances.".into(),
            certainty: vec!["5 of 5 methods put it on the same side.".into()],
        }),
        panels: vec![unusual(), for_its_size()],
        goals: vec![Link::new("Our place to 2035: A home that you can keep", "/frameworks/example-place-plan#homes")],
        no_peers: "The hub does not know which places are most like this one, so none are set beside it.".into(),
        says: Vec::new(),
        reply: Vec::new(),
        peers: Some(Peers {
            heading: "Places most like Cumberland".into(),
            note: "Eight places like it, in the order given by likeness. Never in the order of the figure.".into(),
            rows,
            scale: scale.draw_scale(),
            caption: "Claims for each 1,000 households in 2022, with 95% interval.".into(),
        }),
        how_we_know: SummaryList { rows: vec![
            SummaryRow::linked("Source", "Ministry of Justice, mortgage and landlord possession statistics", "/data/possession-claims"),
            SummaryRow::new("Counted", "Claims: private, social and accelerated landlord"),
            SummaryRow::new("Divided by", "125,500 households, Census 2021, for every year"),
            SummaryRow::new("Before 2023", "Sum of the three old districts. Nothing was estimated"),
            SummaryRow::new("Licence", "Open Government Licence v3.0"),
        ] },
        links: vec![
            Link::new("Download", "/api/v1/observations?area=E06000063&indicator=landlord-claims&format=csv"),
            Link::new("Cite this page", "/figures/landlord-claims/E06000063/2022#cite"),
            Link::new("About this measure", "/outcomes/landlord-claims"),
        ],
        not_known: vec!["How many claims ended in people leaving their home.".into()],
    }
}

pub fn absence_in_lancashire() -> PlaceOutcomePage {
    let mut line = line("Lancashire", LineRole::Place, "lancashire-absence");
    line.points.push(Point {
        period: "2019-20".into(),
        at: 2020.083,
        reading: Reading::Missing { reason: "not published: schools were closed".into() },
    });
    line.points.sort_by(|left, right| left.at.total_cmp(&right.at));
    let trend = Trend {
        id: "trend".into(),
        title: "Pupils missing a tenth of school or more in Lancashire, 2006-07 to 2024-25".into(),
        finding: "It fell from 17.6% in 2006-07 to 9.0% in 2013-14, rose to 21.2% in 2021-22 and has fallen to 17.6%."
            .into(),
        notation: Notation { before: String::new(), after: "%".into(), decimals: 1 },
        from_zero: true,
        lines: vec![line],
        markers: vec![Marker {
            at: 2020.6,
            title: "Counted in another way".into(),
            text: "Absence for COVID-19 left out in 2020-21 and 2021-22".into(),
            kind: MarkerKind::SeriesBreak,
        }],
        bands: Vec::new(),
    };
    PlaceOutcomePage {
        frame: Frame::new(
            Section::Places,
            "Persistent absence in Lancashire",
            "Pupils who miss a tenth of school or more in Lancashire.",
        )
        .under([("Places", "/places"), ("Lancashire", "/places/E10000017-lancashire")], "Persistent absence"),
        over: vec![
            Link::new("Lancashire", "/places/E10000017-lancashire"),
            Link::new("Children and learning", "/outcomes#children-and-learning"),
        ],
        question: "How many pupils miss a tenth of school or more?".into(),
        answer: Answer::Figure {
            number: "17.6%".into(),
            href: "/figures/persistent-absence/E10000017/2024-25".into(),
            words: "of pupils in state-funded schools in 2024-25".into(),
            interval: Some("a full count, so no interval".into()),
            says: "About 18 in 100, and falling since 2021-22.".into(),
            rest: "It is still higher than in any year from 2009-10 to 2020-21.".into(),
        },
        trend_heading: "Absence doubled by 2021-22 and has been falling since".into(),
        trend_note:
            "Share of pupils who missed a tenth of school sessions or more. The hollow ring is a year without a figure."
                .into(),
        trend_wide: trend_wide(&trend),
        trend_narrow: trend_narrow(&trend),
        figures: figures(&trend),
        says: Vec::new(),
        reply: Vec::new(),
        peers: None,
        expectation: None,
        panels: vec![too_short()],
        ..claims_in_cumberland()
    }
}

pub fn no_figures() -> PlaceOutcomePage {
    let trend = Trend {
        id: "trend".into(),
        title: "Adults who go on with learning in Pendle".into(),
        finding: "There are no figures: numbers this small are hidden so that nobody can be recognised.".into(),
        notation: Notation::plain(1),
        from_zero: true,
        lines: vec![Line {
            name: "Pendle".into(),
            role: LineRole::Place,
            points: vec![Point {
                period: "2024".into(),
                at: 2024.5,
                reading: Reading::Missing { reason: "hidden to protect people".into() },
            }],
        }],
        markers: Vec::new(),
        bands: Vec::new(),
    };
    PlaceOutcomePage {
        answer: Answer::None {
            says: "Nobody outside knows.".into(),
            rest: "The numbers are so small that people could be recognised, so the publisher hides them.".into(),
        },
        trend_heading: "No figure may be shown".into(),
        trend_note: "Hidden is not zero.".into(),
        trend_wide: trend_wide(&trend),
        trend_narrow: trend_narrow(&trend),
        figures: figures(&trend),
        panels: Vec::new(),
        ..absence_in_lancashire()
    }
}

/// What a council says of a figure that was revised since.
pub fn said() -> Said {
    Said {
        body: "Pendle Borough Council".into(),
        about: "on the figure for 2023".into(),
        paragraphs: vec!["The survey reached few people here in 2023.".into(), "We asked for a larger sample.".into()],
        caution: Some("This was said of 53.0%. The figure has been revised since: here it is 54.1%.".into()),
        speaker: "Jane Smith, Head of Policy".into(),
        said_on: "3 March 2026".into(),
        href: "/statements/1".into(),
    }
}

pub fn figure() -> FigurePage {
    let list = |rows: &[(&str, &str)]| SummaryList {
        rows: rows.iter().map(|(key, value)| SummaryRow::new(*key, *value)).collect(),
    };
    FigurePage {
        frame: Frame::new(Section::Places, "53.0%: adults in work in Pendle, 2023", "Where one figure comes from.")
            .under([("Places", "/places"), ("Pendle", "/places/E07000122-pendle"), ("Adults in work", "/places/E07000122-pendle/outcomes/employment")], "2023"),
        figure: "53.0%".into(),
        statement: "of people aged 16 to 64 in Pendle were in work in 2023.".into(),
        facts: list(&[("95% interval", "41.1% to 64.9%"), ("Status", "published"), ("Stood in the cell", "53"), ("Code", "E07000122, Pendle")]),
        says: vec![said()],
        reply: "/figures/employment/1/0-8417-10/statement".into(),
        chain: vec![
            ChainStep { heading: "It stood in one cell".into(), text: "Row 8,417, column J of the file as it was sent.".into(), facts: None, links: vec![Link::new("Open the sheet here", "/data/employment/submissions/1#sheet")] },
            ChainStep { heading: "A recipe read it".into(), text: "Recipe “employment”, version 1, took columns A, F and J to L.".into(), facts: None, links: vec![Link::new("Read the recipe", "/data/employment/recipe/1")] },
            ChainStep { heading: "It came in a file".into(), text: "employment-rate.csv, 1.2 megabytes, kept as it was sent.".into(), facts: Some(list(&[("SHA-256", "example: 64 characters of the file’s hash stand here")])), links: vec![Link::new("Fetch the file", "/data/employment/submissions/1/file")] },
            ChainStep { heading: "Somebody approved it".into(), text: "Local administrator, for this hub, on 22 November 2026, after 0 findings.".into(), facts: None, links: vec![Link::new("See the submission", "/data/employment/submissions/1")] },
            ChainStep { heading: "You may use it".into(), text: "Office for National Statistics, Annual Population Survey. Open Government Licence v3.0.".into(), facts: None, links: vec![Link::new("Read the licence", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/")] },
        ],
        editions: vec![Edition { when: "since 22 November 2026".into(), value: "53.0%".into(), submission: Link::new("employment/1", "/data/employment/submissions/1") }],
        citation: "Office for National Statistics, employment rate, Pendle (E07000122), 2023: 53.0%. Read from wholeplace, submission employment/1, on 22 November 2026.".into(),
    }
}
