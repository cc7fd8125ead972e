//! Who does what, about, accessibility.

use wholeplace_web::{
    Frame, Section,
    components::{Choice, Column, Link, SelectField, SummaryList, SummaryRow, Table, TableCell, TextField, TextKind},
    pages::{
        responsibilities::{ResponsibleBody, WhoAnswer, WhoPage},
        site::{AboutPage, AccessibilityPage},
    },
};

pub fn who() -> WhoPage {
    let field = |id: &str, label: &str, hint: &str, kind, value: &str| TextField {
        id: id.into(),
        name: id.into(),
        label: label.into(),
        hint: Some(hint.into()),
        value: value.into(),
        error: None,
        kind,
        button: None,
    };
    WhoPage {
        frame: Frame::new(
            Section::Who,
            "Who does what",
            "Which council or other body must do a job, where and when, and what law says so.",
        ),
        errors: None,
        function: SelectField {
            id: "function".into(),
            name: "function".into(),
            label: "What is the job?".into(),
            hint: None,
            groups: vec![
                ("Adults and health".into(), vec![Choice::new("adult_social_care", "Adult social care")]),
                (
                    "Waste and streets".into(),
                    vec![
                        Choice { chosen: true, ..Choice::new("waste_disposal", "Household waste disposal") },
                        Choice::new("waste_collection", "Household waste and recycling collection"),
                        Choice::new("recycling_centres", "Household waste recycling centres (the tip)"),
                    ],
                ),
            ],
            error: None,
        },
        place: field("in", "Where?", "A council’s name or code, such as Canterbury.", TextKind::Text, ""),
        date: field(
            "on",
            "On which day?",
            "Councils change: the answer may differ before and after.",
            TextKind::Date,
            "2026-11-22",
        ),
        answer: None,
        everything: Vec::new(),
        everything_heading: String::new(),
    }
}

pub fn who_answer() -> WhoPage {
    let mut page = who();
    page.place.value = "Canterbury".into();
    page.date.value = "2025-06-01".into();
    page.answer = Some(WhoAnswer {
        sentence: "Kent County Council gets rid of household waste in Canterbury.".into(),
        reason: "Canterbury was in a two-tier area on 1 June 2025: the district collects and the county disposes."
            .into(),
        bodies: vec![ResponsibleBody {
            body: Link::new("Kent County Council", "/places/E10000016-kent"),
            role: "responsible".into(),
            reason: "it is the county council for Canterbury on that day".into(),
            law: "Environmental Protection Act 1990 s.51 (authorities: s.30(2))".into(),
            confidence: "verified: the law was read".into(),
        }],
        notes: vec!["Single tiers are their own disposal authority unless a joint waste authority exists.".into()],
    });
    page.everything_heading = "Who does what in Canterbury on 1 June 2025".into();
    let row = |job: &str, body: &str, code: &str, law: &str| {
        vec![TableCell::new(job), TableCell::linked(body, format!("/places/{code}")), TableCell::new(law)]
    };
    let table = |caption: &str, rows| Table {
        caption: caption.into(),
        caption_hidden: true,
        columns: ["Job", "Who", "Law"].map(Column::words).into(),
        rows,
    };
    page.everything = vec![
        (
            "Adults and health".into(),
            table(
                "Adults and health",
                vec![row("Adult social care", "Kent County Council", "E10000016-kent", "Care Act 2014 ss.9, 18")],
            ),
        ),
        (
            "Waste and streets".into(),
            table(
                "Waste and streets",
                vec![
                    row(
                        "Household waste and recycling collection",
                        "Canterbury City Council",
                        "E07000106-canterbury",
                        "Environmental Protection Act 1990 s.45 (authorities: s.30(3))",
                    ),
                    row(
                        "Household waste disposal",
                        "Kent County Council",
                        "E10000016-kent",
                        "Environmental Protection Act 1990 s.51 (authorities: s.30(2))",
                    ),
                ],
            ),
        ),
    ];
    page
}

pub fn about() -> AboutPage {
    let row = |source: &str, publisher: &str, licence: &str| {
        vec![TableCell::new(source), TableCell::new(publisher), TableCell::new(licence)]
    };
    AboutPage {
        frame: Frame::new(
            Section::About,
            "About this hub and its data",
            "What this hub is, where its data comes from, and under what licence.",
        ),
        facts: SummaryList {
            rows: vec![
                SummaryRow::new("Measures", "298"),
                SummaryRow::new("Figures", "1.5 million"),
                SummaryRow::new("Files", "79"),
                SummaryRow::new("Years", "1991 to 2026"),
            ],
        },
        sources: Table {
            caption: "Sources, publishers and licences".into(),
            caption_hidden: true,
            columns: ["Source", "Publisher", "Licence"].map(Column::words).into(),
            rows: vec![
                row("Annual Population Survey", "Office for National Statistics", "Open Government Licence v3.0"),
                row("Children looked after", "Department for Education", "Open Government Licence v3.0"),
                row("Possession claims", "Ministry of Justice", "Open Government Licence v3.0"),
                row("Register of councils", "mySociety", "MIT; facts under the Open Government Licence v3.0"),
            ],
        },
        attributions: vec![
            "Contains public sector information licensed under the Open Government Licence v3.0.".into(),
            "Contains National Statistics data © Crown copyright and database right.".into(),
            "Contains OS data © Crown copyright and database right.".into(),
        ],
        links: vec![Link::new("API", "/api/openapi.json"), Link::new("All areas as CSV", "/api/v1/areas?format=csv")],
    }
}

pub fn accessibility() -> AccessibilityPage {
    AccessibilityPage {
        frame: Frame::new(Section::Nowhere, "Accessibility statement", "How this hub can be used by everybody."),
        reviewed: "22 November 2026".into(),
        known_faults: vec!["The sheet on a submission’s page moves sideways on a small screen. The findings below it say the same in words.".into()],
        contact: None,
    }
}
