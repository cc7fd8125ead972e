//! Pages of the methods.

mod examples;

use super::{Failed, outcomes::uncapped};
use crate::{
    Frame, Section,
    components::{Column, Link, Table, TableCell},
    pages::{
        methods::{MethodPage, MethodsPage},
        site::InTheRoundMethodPage,
    },
    render,
    state::{State, reader},
};
use axum::{Router, extract::State as Shared, response::Response, routing::get};
use hub::outcomes::round::{Skill, circumstance_pack};
use terms::unit::grouped;

/// The routes of the methods.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/methods", get(list))
        .route("/methods/in-the-round", get(in_the_round))
        .route("/methods/control-charts", get(|| method(examples::control_charts)))
        .route("/methods/funnels", get(|| method(examples::funnels)))
        .route("/methods/intervals", get(|| method(examples::intervals)))
}

/// The methods that have a page, each with the question that it answers.
const METHODS: &[(&str, &str, &str)] = &[
    (
        "In the round",
        "/methods/in-the-round",
        "What could be expected of a place in its circumstances, and is this it?",
    ),
    ("Control charts", "/methods/control-charts", "Has anything changed here, beyond the usual ups and downs?"),
    ("Funnels", "/methods/funnels", "Is a place unusual, or only small?"),
    ("Intervals", "/methods/intervals", "How sure is a figure?"),
];

async fn list() -> Response {
    render(&MethodsPage {
        frame: Frame::new(
            Section::About,
            "How the numbers are made",
            "Every method that stands behind a number here: what it answers, how to read it, what it cannot do.",
        )
        .under([("About", "/about")], "Methods"),
        methods: METHODS
            .iter()
            .map(|(name, href, question)| (Link::new(*name, *href), (*question).to_owned()))
            .collect(),
    })
}

async fn method(page: fn() -> MethodPage) -> Response {
    render(&page())
}

async fn in_the_round(Shared(state): Shared<State>) -> Result<Response, Failed> {
    let studies = state.hub.studies(&reader()).await?;
    let mut rows = Vec::new();
    let mut not_judged = Vec::new();
    for study in studies.iter() {
        match &study.result {
            Ok(judged) => rows.push(skill_row(&study.rule.title, study.rule.indicator.as_str(), &judged.skill)),
            Err(why) => not_judged.push(format!("{}: {}.", study.rule.title, uncapped(why))),
        }
    }
    let page = InTheRoundMethodPage {
        frame: Frame::new(
            Section::About,
            "How outcomes are judged in the round",
            "What is expected of a place in its circumstances, how that is worked out, and how good it is.",
        )
        .under([("About", "/about"), ("Methods", "/methods")], "In the round"),
        circumstances: Table {
            caption: "Circumstances that are taken into account".to_owned(),
            caption_hidden: true,
            columns: ["Circumstance", "Why it counts", "Why no council can change it soon", "Source"]
                .map(Column::words)
                .into(),
            rows: circumstance_pack()
                .circumstances
                .iter()
                // A circumstance of no set is in the pack to be refused.
                .filter(|rule| circumstance_pack().sets.iter().any(|set| set.circumstances.contains(&rule.id)))
                .map(|rule| [&rule.title, &rule.why, &rule.beyond_control, &rule.provenance].map(TableCell::new).into())
                .collect(),
        },
        skill: Table {
            caption: "How much circumstances tell of each outcome".to_owned(),
            caption_hidden: true,
            columns: vec![
                Column::words("Outcome"),
                Column::numbers("Councils"),
                Column::numbers("Told by circumstances"),
                Column::numbers("In a region left out"),
                Column::numbers("Within the 80% range"),
                Column::words("Used?"),
            ],
            rows,
        },
        not_judged,
    };
    Ok(render(&page))
}

fn skill_row(title: &str, indicator: &str, skill: &Skill) -> Vec<TableCell> {
    let percent = |share: f64| format!("{}%", grouped((share * 100.0).max(0.0), 0));
    let (low, high) = skill.r_squared_interval;
    vec![
        TableCell::linked(title, format!("/outcomes/{indicator}")),
        TableCell::new(skill.areas.to_string()),
        TableCell::new(format!("{} ({} to {})", percent(skill.r_squared), percent(low), percent(high))),
        TableCell::new(percent(skill.r_squared_left_out_region)),
        TableCell::new(percent(skill.coverage.within_80)),
        TableCell::new(skill.decision.to_string().replace("**", "")),
    ]
}
