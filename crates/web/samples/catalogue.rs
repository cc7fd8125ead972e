//! Datasets: the list, the empty list, one of them.

use crate::samples::series::place_href;
use wholeplace_web::{
    Frame, Section,
    components::{Link, SummaryList, SummaryRow, Tag, TagKind},
    pages::catalogue::{
        DatasetPage, DatasetsPage,
        dataset::{Document, SubmissionRow},
        list::DatasetRow,
    },
};

fn frame(title: &str) -> Frame {
    Frame::new(Section::Data, title, "What this hub is sent, by whom, and what was found in it.")
}

pub fn list() -> DatasetsPage {
    let row = |name: &str, slug: &str, publisher: &str, frequency: &str, latest: &str, state: Tag| DatasetRow {
        dataset: Link::new(name, format!("/data/{slug}")),
        publisher: publisher.into(),
        frequency: frequency.into(),
        latest: latest.into(),
        state,
        send_href: format!("/data/{slug}/send"),
    };
    DatasetsPage {
        frame: frame("Data"),
        waiting: vec![Link::new(
            "Revenue outturn (RSX) 2024-25: six findings, two to settle",
            "/data/revenue-outturn-rsx/submissions/1",
        )],
        datasets: vec![
            row(
                "Adults in work",
                "employment",
                "Office for National Statistics",
                "each year",
                "2023",
                Tag::new("In use", TagKind::Done),
            ),
            row(
                "Children looked after",
                "children-looked-after",
                "Department for Education",
                "each year",
                "March 2025",
                Tag::new("In use", TagKind::Done),
            ),
            row(
                "Possession claims",
                "possession-claims",
                "Ministry of Justice",
                "each quarter",
                "",
                Tag::new("Being checked", TagKind::Wait),
            ),
            row(
                "Revenue outturn, service by service (RSX)",
                "revenue-outturn-rsx",
                "Ministry of Housing, Communities and Local Government",
                "each year",
                "2024-25",
                Tag::new("Waiting for approval", TagKind::Act),
            ),
        ],
    }
}

pub fn empty() -> DatasetsPage {
    DatasetsPage { frame: frame("Data"), waiting: Vec::new(), datasets: Vec::new() }
}

pub fn dataset() -> DatasetPage {
    DatasetPage {
        frame: frame("Revenue outturn, service by service (RSX)").under([("Data", "/data")], "Revenue outturn (RSX)"),
        name: "Revenue outturn, service by service (RSX)".into(),
        purpose: "Helps councils and those who live there see what was spent on each service in a year.".into(),
        must_not: vec![
            "Judging whether a service is good: it says what was spent, and not what came of it.".into(),
            "Adding districts to their county without taking out what they pay each other.".into(),
        ],
        promise: SummaryList {
            rows: vec![
                SummaryRow::new("Publisher", "Ministry of Housing, Communities and Local Government"),
                SummaryRow::new("Comes", "Each year, in December"),
                SummaryRow::new("Owed by", "Every council, and police, fire, waste and park authorities"),
                SummaryRow::new("Unit", "£ thousand"),
                SummaryRow::new("Kind", "Input"),
                SummaryRow::new("Licence", "Open Government Licence v3.0"),
            ],
        },
        indicators: vec![
            Link::new("Net current spending on children’s social care", "/outcomes/net-current-childrens-social-care"),
            Link::new("Net current spending on planning", "/outcomes/net-current-planning"),
        ],
        owed: "410 authorities owe a return for 2024-25. Nine had not sent one when it was published:".into(),
        missing: [
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
        .map(|(code, name)| Link::new(name, place_href(code, name)))
        .into(),
        submissions: vec![
            SubmissionRow {
                submission: Link::new("RSX 2024-25", "/data/revenue-outturn-rsx/submissions/2"),
                came: "4 December 2025".into(),
                found: "Six findings, two to settle".into(),
                state: Tag::new("Waiting for approval", TagKind::Act),
            },
            SubmissionRow {
                submission: Link::new("RSX 2023-24, second edition", "/data/revenue-outturn-rsx/submissions/1"),
                came: "12 December 2024".into(),
                found: "14 returns missing".into(),
                state: Tag::new("In use", TagKind::Done),
            },
        ],
        send_href: "/data/revenue-outturn-rsx/send".into(),
        rules: None,
        documents: vec![
            Document {
                name: "Recipe".into(),
                versions: vec![
                    Link::new("version 2", "/data/revenue-outturn-rsx/recipe/2"),
                    Link::new("version 1", "/data/revenue-outturn-rsx/recipe/1"),
                ],
            },
            Document {
                name: "Contract".into(),
                versions: vec![Link::new("version 1", "/data/revenue-outturn-rsx/contract/1")],
            },
        ],
    }
}
