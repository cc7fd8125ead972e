//! The catalogue of measures, and one measure for all of England.

use super::{
    Failed,
    asked::{Asked, Days},
    coverage::{Coverage, Held, HeldDataset},
    maps::atlas,
    place::{Subjects, subjects},
    places::href,
    readings::{
        figure_href, kind_words, label, licence_name, notation, quality, reading, sentence, theme_id, theme_name,
        unit_beside, wanted,
    },
    statements::beginning,
};
use crate::{
    Frame, Section,
    charts::{CoverageBars, coverage_bars, coverage_years},
    components::{Choice, Column, Link, SelectField, SummaryList, SummaryRow, Table, TableCell, TextField, TextKind},
    pages::outcomes::{
        IndicatorPage, OutcomesPage,
        list::{CatalogueRow, CatalogueTheme},
    },
    render,
    state::{State, reader},
};
use axum::{
    Extension, Router,
    extract::{Path, State as Shared},
    response::Response,
    routing::get,
};
use hub::{
    Indicator,
    outcomes::EnglandTable,
    statements::{Statements, Subject},
};
use intake::contract::Frequency;
use place::{Map, Relation, Tier};
use protect::Protected;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use terms::{AreaCode, DatasetId, IndicatorId, Period};

/// The routes of outcomes.
pub(super) fn router() -> Router<State> {
    Router::new().route("/outcomes", get(list)).route("/outcomes/{indicator}", get(one))
}

/// The years of the bars: from the first to the last that the hub holds. A year alone is given company, so that a
/// scale can be drawn.
pub(super) fn years_held(held: &BTreeMap<DatasetId, Arc<HeldDataset>>, today: i16) -> std::ops::RangeInclusive<i16> {
    let years = held.values().flat_map(|dataset| dataset.indicators.values()).flat_map(|held| &held.years);
    let (first, last) = years.fold((today, today), |(first, last), &year| (first.min(year), last.max(year)));
    first.min(last - 1)..=last
}

/// A bar for each year that is held.
pub(super) fn bars(years: &std::ops::RangeInclusive<i16>, full: u32, counts: Vec<(i16, u32)>) -> crate::charts::Svg {
    coverage_bars(&CoverageBars { first_year: *years.start(), last_year: *years.end(), full, counts })
}

async fn list(
    Shared(state): Shared<State>,
    Extension(coverage): Extension<Coverage>,
    asked: Asked,
) -> Result<Response, Failed> {
    let days = asked.days(&state);
    let place = match asked.text("place") {
        "" => None,
        slug => Some(subjects(&state, slug, &days)?),
    };
    let catalogue = state.hub.catalogue(&reader())?;
    let held = coverage.held(&state).await?;
    let years = years_held(&held, state.hub.clock().today().year());
    let words = asked.text("q");
    let wanted: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let of_place: Option<BTreeSet<AreaCode>> = place.as_ref().map(|place| codes_serving(state.hub.map(), place));
    // Without words to narrow it, the list is long: the headlines stand first and the others are folded away.
    let folds = wanted.is_empty() && catalogue.indicators().any(|indicator| indicator.contract().headline);
    let mut themes: BTreeMap<String, (Vec<CatalogueRow>, Vec<CatalogueRow>)> = BTreeMap::new();
    for indicator in catalogue.indicators() {
        let contract = indicator.contract();
        let text = format!("{} {} {} {}", contract.title, contract.question, contract.definition, contract.theme)
            .to_lowercase();
        if !wanted.iter().all(|word| text.contains(word)) {
            continue;
        }
        let held = held.get(&indicator.dataset().id).and_then(|dataset| dataset.indicators.get(&contract.id));
        let nothing = Held::default();
        let held = held.unwrap_or(&nothing);
        if of_place.as_ref().is_some_and(|codes| codes.is_disjoint(&held.areas)) {
            continue;
        }
        let address = match &place {
            Some(place) => format!("{}/outcomes/{}{}", href(place.area), contract.id, days.suffix),
            None => format!("/outcomes/{}", contract.id),
        };
        let (first, more) = themes.entry(theme_name(&contract.theme)).or_default();
        let rows = if folds && !contract.headline { more } else { first };
        rows.push(CatalogueRow {
            indicator: Link::new(&contract.title, address),
            summary: contract.question.clone(),
            kind: kind_words(indicator).to_owned(),
            places: places_in_words(state.hub.map(), &held.areas),
            years: held.years_in_words(),
            bars: bars(&years, 1, held.years.iter().map(|&year| (year, 1)).collect()),
        });
    }
    let themes: Vec<CatalogueTheme> = themes
        .into_iter()
        .map(|(name, (mut indicators, mut more))| {
            if indicators.is_empty() {
                std::mem::swap(&mut indicators, &mut more);
            }
            for rows in [&mut indicators, &mut more] {
                rows.sort_by(|one, other| one.indicator.text.cmp(&other.indicator.text));
            }
            CatalogueTheme { id: theme_id(&name), name, indicators, more }
        })
        .collect();
    let heading = match (&place, words, themes.is_empty()) {
        (_, words, true) if !words.is_empty() => format!("No measure for “{words}”"),
        (Some(place), "", _) => format!("Outcomes for {}", place.area.name),
        (None, "", _) => "Outcomes".to_owned(),
        (_, words, _) => format!("Measures for “{words}”"),
    };
    let mut frame = Frame::new(Section::Outcomes, &heading, "Every measure that this hub holds, by theme.");
    if let Some(place) = &place {
        frame = frame.under(
            [("Places".to_owned(), "/places".to_owned()), (place.area.name.clone(), href(place.area))],
            "Outcomes",
        );
    }
    frame.banner = days.banner;
    let (lead, nothing) = match &place {
        Some(place) => (
            format!(
                "Every measure that this hub holds for {}, with those of the county that serves it.",
                place.area.name
            ),
            format!("This hub holds no measure for {}", place.area.name),
        ),
        None => (
            "Everything that this hub can tell about a place, over time. Each measure says who it helps, and what it must not be used for.".to_owned(),
            "No measure has those words".to_owned(),
        ),
    };
    let page =
        OutcomesPage { frame, heading, lead, nothing, search: search(words), themes, years: coverage_years(years) };
    Ok(render(&page))
}

/// The codes under which figures stand that are shown for a place: its own of all times, and its county's.
fn codes_serving(map: &Map, place: &Subjects) -> BTreeSet<AreaCode> {
    let area = place.area;
    let county = map.parent(area.code, Relation::County, place.day).map(|county| county.code);
    std::iter::once(area.code)
        .chain(county)
        .flat_map(|code| {
            let before = map.lineage(code).before.into_iter().flat_map(|step| step.from);
            map.codes_of(code).into_iter().chain(before).collect::<Vec<_>>()
        })
        .collect()
}

fn search(value: &str) -> TextField {
    TextField {
        id: "measure".to_owned(),
        name: "q".to_owned(),
        label: "Find a measure".to_owned(),
        hint: None,
        value: value.to_owned(),
        error: None,
        kind: TextKind::Search,
        button: Some("Find".to_owned()),
    }
}

/// How many places have figures: counties and districts are told apart, since one lies in the other.
fn places_in_words(map: &Map, areas: &BTreeSet<AreaCode>) -> String {
    let mut places: BTreeSet<AreaCode> = BTreeSet::new();
    let mut other = 0_usize;
    for &code in areas {
        match map.area(code).filter(|area| area.kind.has_council()) {
            // Two codes of one place are counted once.
            Some(_) => {
                places.extend(map.codes_of(code).into_iter().max());
            }
            None => other += 1,
        }
    }
    match (places.len(), other) {
        (0, 0) => "none yet".to_owned(),
        (0, other) => format!("{other} areas without a council"),
        (1, _) => "1 council".to_owned(),
        (count, _) => format!("{count} councils"),
    }
}

async fn one(Shared(state): Shared<State>, Path(text): Path<String>, asked: Asked) -> Result<Response, Failed> {
    let nothing = || hub::Error::not_found(format!("indicator {text}"));
    let id = IndicatorId::parse(&text).map_err(|_| nothing())?;
    let days = asked.days(&state);
    let catalogue = state.hub.catalogue(&reader())?;
    let indicator = catalogue.indicator(&id).ok_or_else(nothing)?;
    let period = asked.text("period").parse::<Period>().ok();
    let table = state.hub.england(&reader(), &id, period, days.as_at, days.as_it_stood).await?;
    Ok(render(&page(&state, indicator, table.as_ref(), days)))
}

fn page(state: &State, indicator: &Indicator, table: Option<&Protected<EnglandTable>>, days: Days) -> IndicatorPage {
    let map = state.hub.map();
    let contract = indicator.contract();
    let dataset = indicator.dataset();
    let purpose = dataset.contract.purpose(contract);
    let theme = theme_name(&contract.theme);
    let held: BTreeSet<AreaCode> = table.map_or_else(BTreeSet::new, |table| {
        table.rows.iter().filter(|row| row.point.value.is_some()).map(|row| row.area).collect()
    });
    let mut frame = Frame::new(Section::Outcomes, &contract.title, &contract.question).under(
        [("Outcomes".to_owned(), "/outcomes".to_owned()), (theme.clone(), format!("/outcomes#{}", theme_id(&theme)))],
        &contract.title,
    );
    frame.banner = days.banner;
    let address = |format: &str| format!("/api/v1/observations?indicator={}&format={format}", contract.id);
    let cautions = [&purpose.cannot_show, &dataset.contract.quality_statement(contract).to_owned()];
    IndicatorPage {
        frame,
        name: contract.title.clone(),
        definition: sentence(&contract.definition),
        purpose: format!(
            "Helps {} to decide {}",
            uncapped(&purpose.helps),
            sentence_end(&uncapped(&purpose.to_decide))
        ),
        must_not: purpose.must_not_be_used_for.lines().filter(|line| !line.trim().is_empty()).map(sentence).collect(),
        facts: facts(indicator),
        coverage_map: atlas(map, days.as_at).coverage(map, &held),
        coverage: coverage_in_words(map, table, &held),
        period: periods(table),
        action: format!("/outcomes/{}", contract.id),
        places: table.map(|table| {
            let statements = state.hub.statements(&reader());
            places(map, indicator, table, &statements.unwrap_or_default())
        }),
        downloads: vec![
            Link::new("CSV, with a description of its columns", address("csv")),
            Link::new("Parquet", address("parquet")),
            Link::new("JSON", address("json")),
        ],
        cautions: cautions.into_iter().filter(|text| !text.trim().is_empty()).map(|text| sentence(text)).collect(),
    }
}

/// A text to stand inside a sentence. Names in capitals, such as NHS, keep them.
pub(super) fn uncapped(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => format!("{}{}", first.to_lowercase(), letters.as_str()),
        _ => text.to_owned(),
    }
}

fn sentence_end(text: &str) -> String {
    if text.ends_with(['.', '?', '!']) { text.to_owned() } else { format!("{text}.") }
}

fn facts(indicator: &Indicator) -> SummaryList {
    let contract = indicator.contract();
    let dataset = &indicator.dataset().contract.dataset;
    let unit = contract.unit.name();
    let frequency = match dataset.frequency {
        Frequency::Daily => "Every day",
        Frequency::Monthly => "Every month",
        Frequency::Quarterly => "Every three months",
        Frequency::Annual => "Once a year",
        Frequency::Decennial => "Once in ten years",
        Frequency::Irregular => "Now and then",
        Frequency::Once => "Once",
    };
    let rows = vec![
        SummaryRow::new("Unit", if unit.is_empty() { "a number without a unit".to_owned() } else { unit }),
        SummaryRow::new("Kind", sentence(kind_words(indicator)).trim_end_matches('.')),
        SummaryRow::new("Which way is wanted", wanted(indicator)),
        SummaryRow::new("Comes", frequency),
        SummaryRow::linked("Dataset", &dataset.title, format!("/data/{}", dataset.id)),
        SummaryRow::new("Publisher", &dataset.publisher),
        SummaryRow::new("Answers for it here", &dataset.owner),
        SummaryRow::new("Licence", licence_name(&dataset.licence)),
    ];
    SummaryList { rows }
}

fn coverage_in_words(map: &Map, table: Option<&Protected<EnglandTable>>, held: &BTreeSet<AreaCode>) -> String {
    let Some(table) = table else { return "The hub holds no figure of this measure in use.".to_owned() };
    let period = label(table.period);
    let count = held.len();
    let marked = table.rows.len().saturating_sub(count);
    let mut words = vec![match count {
        1 => format!("1 council has a figure for {period}."),
        _ => format!("{count} councils have a figure for {period}."),
    }];
    match marked {
        0 => {}
        1 => words.push("1 has a mark in place of a number.".to_owned()),
        _ => words.push(format!("{marked} have a mark in place of a number.")),
    }
    match table.without_row.len() {
        0 => {}
        1 => words.push("1 council of the same tier has no row at all.".to_owned()),
        count => words.push(format!("{count} councils of the same tiers have no row at all.")),
    }
    let tier = |wanted: Tier| held.iter().filter_map(|code| map.area(*code)).any(|area| area.tier() == Some(wanted));
    if !held.is_empty() && !tier(Tier::Lower) && tier(Tier::Upper) {
        words.push("Districts have none: it is told of counties.".to_owned());
    } else if !held.is_empty() && !tier(Tier::Upper) && tier(Tier::Lower) {
        words.push("Counties have none of their own: it is told of districts.".to_owned());
    }
    words.join(" ")
}

fn periods(table: Option<&Protected<EnglandTable>>) -> SelectField {
    let choices = table.map_or_else(Vec::new, |table| {
        let newest_first = table.periods.iter().rev();
        newest_first
            .map(|period| Choice { chosen: *period == table.period, ..Choice::new(period.to_string(), label(*period)) })
            .collect()
    });
    SelectField {
        id: "period".to_owned(),
        name: "period".to_owned(),
        label: "Period".to_owned(),
        hint: None,
        groups: vec![(String::new(), choices)],
        error: None,
    }
}

/// Every place by name, with its figure or why there is none, and those that have no row at all.
fn places(map: &Map, indicator: &Indicator, table: &Protected<EnglandTable>, statements: &Statements) -> Table {
    let contract = indicator.contract();
    let notation = notation(indicator);
    let unit = unit_beside(&contract.unit);
    let intervals = table.rows.iter().any(|row| row.point.lower.is_some());
    let mut columns =
        vec![Column::words("Place"), Column::numbers(if unit.is_empty() { "Figure".to_owned() } else { unit.clone() })];
    if intervals {
        columns.push(Column::numbers("95% interval"));
    }
    columns.push(Column::words("What it is worth"));
    let says = |code: AreaCode| {
        let said = statements.of_series(code, contract.id.as_str()).filter(|statement| match &statement.subject {
            Subject::Figure { figure } => figure.period == table.period && figure.dimensions == table.dimensions,
            Subject::Outcome { .. } | Subject::Finding { .. } => true,
        });
        said.last().map(|statement| {
            TableCell::linked(beginning(&statement.words), format!("/statements/{}", statement.number))
        })
    };
    let anybody_says = table.rows.iter().any(|row| says(row.area).is_some());
    if anybody_says {
        columns.push(Column::words("What the place says"));
    }
    let page = |code: AreaCode| map.area(code).map(|area| format!("{}/outcomes/{}", href(area), contract.id));
    let cells = |code: AreaCode, name: &str, point: &hub::outcomes::Point| {
        let own = reading(point);
        let (value, worth) = match (own.value(), own.reason()) {
            (Some(value), _) => (notation.write(value), quality(point).unwrap_or_else(|| "published".to_owned())),
            (None, reason) => ("no figure".to_owned(), reason.unwrap_or("not known").to_owned()),
        };
        let mut row = vec![
            TableCell { text: name.to_owned(), href: page(code) },
            TableCell { text: value, href: figure_href(point) },
        ];
        if intervals {
            row.push(TableCell::new(own.interval().map_or_else(String::new, |limits| notation.range(limits))));
        }
        row.push(TableCell::new(worth));
        if anybody_says {
            row.push(says(code).unwrap_or_else(|| TableCell::new("")));
        }
        row
    };
    let mut rows: Vec<Vec<TableCell>> = table.rows.iter().map(|row| cells(row.area, &row.name, &row.point)).collect();
    rows.extend(table.england.iter().map(|point| cells(AreaCode::ENGLAND, "England", point)));
    rows.extend(table.without_row.iter().filter_map(|&code| map.area(code)).map(|area| {
        let mut row = vec![TableCell { text: area.name.clone(), href: page(area.code) }, TableCell::new("no figure")];
        if intervals {
            row.push(TableCell::new(""));
        }
        row.push(TableCell::new("no row in the file"));
        if anybody_says {
            row.push(says(area.code).unwrap_or_else(|| TableCell::new("")));
        }
        row
    }));
    rows.sort_by(|one, other| one[0].text.cmp(&other[0].text));
    let beside = if unit.is_empty() { String::new() } else { format!(", {unit}") };
    let shown: Vec<String> = table.dimensions.iter().map(|(name, value)| format!(", {name}: {value}")).collect();
    Table {
        caption: format!("{}, {}{beside}{}", contract.title, label(table.period), shown.concat()),
        caption_hidden: false,
        columns,
        rows,
    }
}
