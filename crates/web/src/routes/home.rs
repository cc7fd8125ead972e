//! The front page.

use super::{
    Failed,
    coverage::{Coverage, HeldDataset, Owing, links_by_name},
    maps::atlas,
    outcomes::{bars, years_held},
    places::{kinds, link, search},
    readings::{label, theme_id, theme_name},
};
use crate::{
    Frame, Section,
    charts::coverage_years,
    components::{Column, Link, Table, TableCell},
    pages::home::{Holding, Holdings, HomePage, Unknown},
    render,
    state::{State, reader},
};
use axum::{Extension, Router, extract::State as Shared, response::Response, routing::get};
use hub::Catalogue;
use jiff::tz::TimeZone;
use place::{AreaKind, Filter, Map};
use std::{collections::BTreeMap, sync::Arc};
use terms::{AreaCode, DatasetId, Date, period::date_in_words, unit::grouped};

/// The route of the front page.
pub(super) fn router() -> Router<State> {
    Router::new().route("/", get(page))
}

type AllHeld = BTreeMap<DatasetId, Arc<HeldDataset>>;

async fn page(Shared(state): Shared<State>, Extension(coverage): Extension<Coverage>) -> Result<Response, Failed> {
    let map = state.hub.map();
    let today = state.hub.clock().today();
    let catalogue = state.hub.catalogue(&reader())?;
    let held = coverage.held(&state).await?;
    let count = |kind| map.areas(today, Filter::Kind(kind)).count();
    let examples = ["E07000122", "E06000063"];
    let mut examples: Vec<Link> = examples
        .into_iter()
        .filter_map(|code| AreaCode::parse(code).ok())
        .filter_map(|code| map.area_at(code, today))
        .map(link)
        .collect();
    examples.push(Link::new("E06000065", "/places?q=E06000065"));
    let page = HomePage {
        frame: Frame::new(
            Section::Nowhere,
            "Find a place, see the whole of it",
            "What every council in England does, what is changing, and what nobody yet knows.",
        ),
        search: search(""),
        examples,
        kinds: kinds(map, today),
        map: atlas(map, today).england.clone(),
        shared_tiers: format!("{} counties, {} districts", count(AreaKind::County), count(AreaKind::District)),
        single_tiers: format!(
            "{} unitary, {} metropolitan, {} in London",
            count(AreaKind::Unitary),
            count(AreaKind::MetropolitanDistrict),
            count(AreaKind::LondonBorough)
        ),
        holdings: holdings(&catalogue, &held, today),
        unknown: unknown(map, &catalogue, &held),
        latest: latest(&state, &catalogue).await?,
    };
    Ok(render(&page))
}

/// What the hub holds, by theme and year.
fn holdings(catalogue: &Catalogue, held: &AllHeld, today: Date) -> Holdings {
    let mut themes: BTreeMap<String, BTreeMap<i16, u32>> = BTreeMap::new();
    let mut measures: BTreeMap<String, usize> = BTreeMap::new();
    for indicator in catalogue.indicators() {
        let contract = indicator.contract();
        let Some(held) = held.get(&indicator.dataset().id).and_then(|dataset| dataset.indicators.get(&contract.id))
        else {
            continue;
        };
        let theme = theme_name(&contract.theme);
        *measures.entry(theme.clone()).or_default() += 1;
        let years = themes.entry(theme).or_default();
        for &year in &held.years {
            *years.entry(year).or_default() += 1;
        }
    }
    let years = years_held(held, today.year());
    let full = themes.values().flat_map(BTreeMap::values).copied().max().unwrap_or(1);
    let figures: u64 = held.values().map(|dataset| dataset.figures).sum();
    let total: usize = measures.values().sum();
    #[expect(clippy::cast_precision_loss, reason = "a count of figures is far below 2^53")]
    let figures = grouped(figures as f64, 0);
    Holdings {
        sentence: format!("{total} measures from {} datasets, {figures} published figures.", held.len()),
        years: coverage_years(years.clone()),
        themes: themes
            .into_iter()
            .map(|(name, counts)| Holding {
                measures: measures.get(&name).copied().unwrap_or(0),
                years: match (counts.first_key_value(), counts.last_key_value()) {
                    (Some((first, _)), Some((last, _))) => format!("{first} to {last}"),
                    _ => "no figures".to_owned(),
                },
                bars: bars(&years, full, counts.into_iter().collect()),
                theme: Link::new(&name, format!("/outcomes#{}", theme_id(&name))),
            })
            .collect(),
    }
}

/// The councils whose figures are owed and not here, of the dataset with the newest period in which a few are missing.
fn unknown(map: &'static Map, catalogue: &Catalogue, held: &AllHeld) -> Option<Unknown> {
    // Where more are missing, the file was not meant to hold them all, or it is not yet complete.
    const A_FEW: usize = 24;
    let owing = held.iter().filter_map(|(id, dataset)| {
        let known = catalogue.dataset(id)?;
        let owing = dataset.owing(map, &known.contract.dataset.expected)?;
        (1..=A_FEW).contains(&owing.missing.len()).then_some((owing, known))
    });
    let (Owing { period, missing, .. }, dataset) = owing.max_by_key(|(owing, _)| owing.period.end())?;
    let contract = &dataset.contract.dataset;
    let places = links_by_name(map, &missing);
    let period = label(period);
    let headline = match places.len() {
        1 => format!("One council’s figures for {period}."),
        count => format!("{count} councils’ figures for {period}."),
    };
    Some(Unknown {
        headline,
        text: format!("They are expected in “{}” and no figure of theirs is in use here:", contract.title),
        places,
        consequence: "That is not zero: it is not known.".to_owned(),
        link: Link::new("See the dataset", format!("/data/{}", dataset.id)),
        source: format!("Source: {}, {}.", contract.publisher, contract.source.name),
    })
}

/// The latest submissions. Nothing while there is none.
async fn latest(state: &State, catalogue: &Catalogue) -> Result<Option<Table>, hub::Error> {
    const SHOWN: u32 = 5;
    let submissions = state.hub.submissions(&reader(), None, SHOWN).await?;
    if submissions.is_empty() {
        return Ok(None);
    }
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let rows = submissions
        .into_iter()
        .map(|submission| {
            let contract = catalogue.dataset(&submission.id.dataset).map(|dataset| &dataset.contract.dataset);
            let title = contract.map_or_else(|| submission.id.dataset.to_string(), |contract| contract.title.clone());
            let counts = submission.findings;
            let found = match (counts.errors, counts.warnings) {
                (0, 0) => "nothing to look at".to_owned(),
                (0, warnings) => format!("{warnings} to look at"),
                (errors, _) => format!("{errors} to mend"),
            };
            vec![
                TableCell::linked(
                    title,
                    format!("/data/{}/submissions/{}", submission.id.dataset, submission.id.number),
                ),
                TableCell::new(contract.map_or("", |contract| contract.publisher.as_str())),
                // A day is not broken over two lines.
                TableCell::new(
                    date_in_words(submission.received_at.to_zoned(zone.clone()).date()).replace(' ', "\u{a0}"),
                ),
                TableCell::new(format!("{}; {found}", submission.state.words())),
            ]
        })
        .collect();
    Ok(Some(Table {
        caption: "Latest submissions".to_owned(),
        caption_hidden: true,
        columns: ["What came", "Published by", "Came on", "What was found"].map(Column::words).into(),
        rows,
    }))
}
