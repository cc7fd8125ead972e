//! `wholeplace areas`: areas as they were on a day.

use super::{area_named, today};
use crate::{arguments::Areas, failure::Failure, output::TableOutput};
use place::{AreaKind, AreaSet, Filter, Map, Relation};
use std::{collections::BTreeSet, process::ExitCode};
use terms::AreaCode;

pub fn run(arguments: &Areas) -> Result<ExitCode, Failure> {
    let map = Map::england();
    let as_at = arguments.as_at.unwrap_or_else(today);
    let filter = arguments.kind.as_deref().map_or(Ok(Filter::All), filter)?;
    let within: Option<BTreeSet<AreaCode>> = match &arguments.within {
        Some(text) => Some(below(map, area_named(text, as_at)?, as_at)),
        None => None,
    };
    let columns = [
        "code",
        "name",
        "official_name",
        "kind",
        "tier",
        "county_code",
        "region_code",
        "region_name",
        "combined_authority_code",
        "combined_authority_name",
        "valid_from",
        "valid_to",
    ];
    let mut table = TableOutput::new(arguments.format, columns)?;
    for area in map.areas(as_at, filter) {
        if within.as_ref().is_some_and(|within| !within.contains(&area.code)) {
            continue;
        }
        let county = map.parent(area.code, Relation::County, as_at);
        let region = map.parent(area.code, Relation::Region, as_at);
        let combined = map
            .parent(area.code, Relation::CombinedAuthority, as_at)
            .or_else(|| map.parent(area.code, Relation::CombinedAuthorityArea, as_at));
        let code = |area: Option<&place::Area>| area.map(|area| area.code.to_string());
        let name = |area: Option<&place::Area>| area.map(|area| area.name_at(as_at).to_owned());
        table.row(vec![
            Some(area.code.to_string()),
            Some(area.name_at(as_at).to_owned()),
            Some(area.official_name().to_owned()),
            Some(area.kind.to_string()),
            area.tier().map(|tier| tier.to_string()),
            code(county),
            code(region),
            name(region),
            code(combined),
            name(combined),
            area.span.from.map(|from| from.to_string()),
            area.span.to.map(|to| to.to_string()),
        ])?;
    }
    let rows = table.finish()?;
    eprintln!("{rows} areas on {as_at}");
    Ok(ExitCode::SUCCESS)
}

fn filter(text: &str) -> Result<Filter, Failure> {
    let name = text.trim().to_lowercase().replace(['-', ' '], "_");
    if matches!(name.as_str(), "council" | "councils" | "local_authority") {
        return Ok(Filter::Councils);
    }
    if let Ok(kind) = name.parse::<AreaKind>() {
        return Ok(Filter::Kind(kind));
    }
    if let Ok(set) = name.parse::<AreaSet>() {
        return Ok(Filter::Set(set));
    }
    let kinds: Vec<&str> = AreaKind::ALL.iter().map(|kind| kind.name()).collect();
    let sets: Vec<&str> = AreaSet::ALL.iter().map(|set| set.name()).collect();
    Err(Failure::usage(
        format!("“{text}” is not a kind of area"),
        format!("Use council, one of {}, or a set: {}", kinds.join(", "), sets.join(", ")),
    ))
}

/// Every area below an area on a day, at any depth.
fn below(map: &Map, code: AreaCode, as_at: terms::Date) -> BTreeSet<AreaCode> {
    let mut found = BTreeSet::new();
    let mut next = vec![code];
    while let Some(code) = next.pop() {
        for link in map.children(code, as_at) {
            if found.insert(link.area) {
                next.push(link.area);
            }
        }
    }
    found
}
