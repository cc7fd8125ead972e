//! Finding a place: by words, by code, by kind.

use super::{Failed, asked::Asked, maps::with_article};
use crate::{
    Frame, Section,
    components::{Link, Pagination, TextField, TextKind},
    pages::places::{PlacesPage, search::PlaceResult},
    render,
    state::State,
};
use axum::{Router, extract::State as Shared, response::Response, routing::get};
use place::{Area, AreaKind, Filter, Map, NameMatch, Relation};
use terms::{Date, period::date_in_words};

/// The routes of places.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/places", get(list))
        .route("/places/{slug}", get(super::place::page))
        .route("/places/{slug}/in-the-round", get(super::round::page))
        .route("/places/{slug}/outcomes/{indicator}", get(super::place_outcome::page))
}

const ON_A_PAGE: usize = 100;

/// The kinds of area that readers choose from.
const KINDS: [(AreaKind, &str, &str); 7] = [
    (AreaKind::County, "Counties", "county"),
    (AreaKind::District, "Districts", "district"),
    (AreaKind::Unitary, "Unitary", "unitary"),
    (AreaKind::MetropolitanDistrict, "Metropolitan", "metropolitan_district"),
    (AreaKind::LondonBorough, "London", "london_borough"),
    (AreaKind::CombinedAuthority, "Combined authorities", "combined_authority"),
    (AreaKind::Region, "Regions", "region"),
];

/// The address of a place's page.
pub(super) fn href(area: &Area) -> String {
    format!("/places/{}", area.slug())
}

/// A link to a place's page.
pub(super) fn link(area: &Area) -> Link {
    Link::new(&area.name, href(area))
}

/// The search for a place.
pub(super) fn search(value: &str) -> TextField {
    TextField {
        id: "place".to_owned(),
        name: "q".to_owned(),
        label: "Council, area or code".to_owned(),
        hint: None,
        value: value.to_owned(),
        error: None,
        kind: TextKind::Search,
        button: Some("Find this place".to_owned()),
    }
}

/// Kinds of area, each with how many there are.
pub(super) fn kinds(map: &Map, day: Date) -> Vec<(Link, usize)> {
    KINDS
        .map(|(kind, name, word)| {
            (Link::new(name, format!("/places?kind={word}")), map.areas(day, Filter::Kind(kind)).count())
        })
        .into()
}

/// What an area is and where: `district in Lancashire`.
pub(super) fn kind_and_where(map: &Map, area: &Area, day: Date) -> String {
    let within = [Relation::County, Relation::Region]
        .into_iter()
        .find_map(|relation| map.parent(area.code, relation, area.span.nearest(day)));
    match within {
        Some(larger) => format!("{} in {}", area.kind.words(), with_article(larger)),
        None => area.kind.words().to_owned(),
    }
}

/// What became of an area that is no more: `Ended on 31 March 2023; now Cumberland`.
fn what_became(map: &Map, area: &Area, day: Date) -> Option<String> {
    let ended = area.span.to.filter(|&to| to <= day)?;
    let last = date_in_words(ended.yesterday().unwrap_or(ended));
    let heirs: Vec<&str> = map
        .successors(area.code)
        .into_iter()
        .filter_map(|(code, _)| map.area(code))
        .map(|heir| heir.name.as_str())
        .collect();
    Some(if heirs.is_empty() {
        format!("Ended on {last}")
    } else {
        format!("Ended on {last}; now {}", crate::words::list_in_words(&heirs))
    })
}

async fn list(Shared(state): Shared<State>, asked: Asked) -> Result<Response, Failed> {
    let map = state.hub.map();
    let day = asked.days(&state).as_at;
    let words = asked.text("q");
    let page = if words.is_empty() { by_kind(map, day, &asked) } else { by_words(map, day, words) };
    Ok(render(&page))
}

fn result(map: &Map, area: &Area, day: Date) -> PlaceResult {
    PlaceResult {
        place: link(area),
        kind: kind_and_where(map, area, day),
        code: area.code.to_string(),
        note: what_became(map, area, day),
    }
}

fn frame(title: &str) -> Frame {
    Frame::new(Section::Places, title, "Councils and other areas of England, by name.")
}

fn by_kind(map: &Map, day: Date, asked: &Asked) -> PlacesPage {
    let chosen = KINDS.iter().find(|(kind, _, word)| [kind.name(), word].contains(&asked.text("kind")));
    let (heading, filter) = chosen.map_or(("Places", Filter::Councils), |(kind, name, _)| (*name, Filter::Kind(*kind)));
    let mut areas: Vec<&Area> = map.areas(day, filter).collect();
    areas.sort_by(|one, other| one.name.cmp(&other.name).then(one.code.cmp(&other.code)));
    let pages = areas.len().div_ceil(ON_A_PAGE).max(1);
    let here = asked.text("page").parse::<usize>().unwrap_or(1).clamp(1, pages);
    let first = (here - 1) * ON_A_PAGE;
    let address = |page: usize| match chosen {
        Some((.., word)) => format!("/places?kind={word}&page={page}"),
        None => format!("/places?page={page}"),
    };
    let pagination = (pages > 1).then(|| Pagination {
        previous: (here > 1).then(|| address(here - 1)),
        here: format!("{} to {} of {}", first + 1, (first + ON_A_PAGE).min(areas.len()), areas.len()),
        next: (here < pages).then(|| address(here + 1)),
    });
    let frame = frame(heading);
    PlacesPage {
        frame: if chosen.is_some() { frame.under([("Places", "/places")], heading) } else { frame },
        heading: heading.to_owned(),
        search: search(""),
        kinds: kinds(map, day),
        results: areas.into_iter().skip(first).take(ON_A_PAGE).map(|area| result(map, area, day)).collect(),
        suggestions: Vec::new(),
        pagination,
    }
}

fn by_words(map: &Map, day: Date, words: &str) -> PlacesPage {
    let mut found: Vec<&Area> = map.search(words, day);
    let mut suggestions = Vec::new();
    match map.find(words, day) {
        NameMatch::One(area) => found.insert(0, area),
        NameMatch::Several(areas) => found.splice(0..0, areas).for_each(drop),
        NameMatch::None { suggestions: like } => suggestions = like,
    }
    // A place of another time is found by its exact name.
    let past = suggestions.iter().copied().filter(|area| {
        !area.span.contains(day)
            && (area.name.eq_ignore_ascii_case(words) || area.official_name().eq_ignore_ascii_case(words))
    });
    found.extend(past);
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|area| seen.insert(area.code));
    let heading = match found.len() {
        0 => format!("No place for “{words}”"),
        1 => format!("1 place for “{words}”"),
        count => format!("{count} places for “{words}”"),
    };
    PlacesPage {
        frame: frame(&heading).under([("Places", "/places")], "Search"),
        heading,
        search: search(words),
        kinds: kinds(map, day),
        results: found.iter().map(|area| result(map, area, day)).collect(),
        suggestions: if found.is_empty() { suggestions.into_iter().take(5).map(link).collect() } else { Vec::new() },
        pagination: None,
    }
}
