//! The page of a place.

mod history;
mod overview;
mod themes;
mod unknown;

pub(super) use history::step_in_words;
pub(super) use themes::{body, judged};

use super::{
    Failed,
    asked::{Asked, Days},
    maps::{atlas, with_article},
    places::{href, kind_and_where, link},
    trends::Course,
};
use crate::{
    Frame, Section,
    components::Link,
    kept,
    pages::places::{
        PlacePage,
        place::{Rung, Within},
    },
    render,
    state::{State, reader},
};
use axum::{
    extract::{Path, State as Shared},
    response::Response,
};
use history::history;
use hub::{
    Catalogue,
    outcomes::{Choice, Series, round::Study},
    places::Place,
};
use overview::overview;
use place::{Area, AreaKind, Map, Relation, Tier};
use protect::Protected;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use terms::{Date, IndicatorId, period::date_in_words};
use themes::themes;
use unknown::unknown;

/// The place of an address, on the day on which it is shown: the day asked for, or the last on which it existed.
pub(super) struct Subjects {
    /// The place.
    pub place: Place,
    /// The area that is shown: the place under the code of the day.
    pub area: &'static Area,
    /// The day on whose map it is shown.
    pub day: Date,
}

/// Finds the place of an address.
pub(super) fn subjects(state: &State, slug: &str, days: &Days) -> Result<Subjects, hub::Error> {
    let code = place::code_from_slug(slug).ok_or_else(|| hub::Error::not_found(format!("place {slug}")))?;
    let place = state.hub.place(&reader(), code, days.as_at)?;
    let area = place.now.unwrap_or(place.area);
    let day = area.span.nearest(days.as_at);
    let place = if day == days.as_at { place } else { state.hub.place(&reader(), area.code, day)? };
    Ok(Subjects { place, area, day })
}

pub(super) async fn page(
    Shared(state): Shared<State>,
    Path(slug): Path<String>,
    asked: Asked,
) -> Result<Response, Failed> {
    let days = asked.days(&state);
    let subjects = subjects(&state, &slug, &days)?;
    let catalogue = state.hub.catalogue(&reader())?;
    let choice = choice(&catalogue);
    let studies = super::round::studies(&state, &days).await?;
    let wanted = with_judged(&catalogue, &choice, studies.as_deref(), subjects.area.tier());
    let series = state.hub.place_series(&reader(), subjects.area.code, subjects.day, &wanted, days.as_it_stood).await?;
    let place_in_the_round = match studies.as_ref() {
        Some(studies) => Some(state.hub.joined(&reader(), studies, &series, subjects.area.code, subjects.day).await?),
        None => None,
    };
    let told = place_in_the_round.as_ref().map(|place| state.hub.told(place));
    let map = state.hub.map();
    let atlas = atlas(map, subjects.day);
    let Subjects { place, area, day } = &subjects;
    let name = area.name_at(*day).to_owned();
    let courses: Vec<Course> = series.iter().map(Course::of).collect();
    let statements = state.hub.statements(&reader())?;
    let themes = themes(map, &subjects, &series, &courses, told.as_deref(), &statements, &days);
    let unknown = unknown(&state, &catalogue, &subjects, &choice, &series);
    let (picture, map_caption) =
        atlas.locator(map, area).map_or((None, String::new()), |(svg, words)| (Some(svg), words));
    let mut frame =
        Frame::new(Section::Places, &name, format!("Who serves {name}, what changed there, and what nobody knows."))
            .under(trail(map, area, *day), &name);
    frame.banner.clone_from(&days.banner);
    let page = PlacePage {
        frame,
        lead: lead(map, place, area, *day),
        ended: ended(map, area, days.as_at),
        ladder: ladder(map, place, area, *day),
        within: within(map, area, *day),
        who_href: format!("/who?place={}&date={day}", area.code),
        further: further(area),
        map: picture,
        map_caption,
        overview: overview(map, &subjects, &series, &courses, told.as_deref(), &unknown, &days),
        sources: sources(&series),
        downloads: vec![
            Link::new(
                "Download every row of this place",
                format!("/api/v1/observations?area={}&format=csv", area.code),
            ),
            Link::new("See every measure for this place", format!("/outcomes?place={}", area.slug())),
        ],
        unknown,
        history: history(map, place),
        themes,
        name,
    };
    // What is still being worked out is not kept: the next reader may find it done.
    let whole = studies.is_some() || days.as_it_stood.is_some();
    Ok(if whole { render(&page) } else { kept::not_to_be_kept(render(&page)) })
}

/// What is chosen, and the outcomes that are judged in the round and are the work of a council of the place's tier.
fn with_judged(
    catalogue: &Catalogue,
    choice: &Choice,
    studies: Option<&Vec<Arc<Study>>>,
    tier: Option<Tier>,
) -> Choice {
    let mut ids: BTreeSet<IndicatorId> = match choice {
        Choice::These(ids) => ids.iter().cloned().collect(),
        _ => catalogue
            .indicators()
            .map(hub::Indicator::contract)
            .filter(|contract| contract.headline)
            .map(|contract| contract.id.clone())
            .collect(),
    };
    let own = studies.into_iter().flatten().filter(|study| study.is_work_of(tier));
    ids.extend(own.map(|study| study.rule.indicator.clone()));
    Choice::These(ids.into_iter().collect())
}

/// What else there is to read of a place that has a council.
fn further(area: &Area) -> Vec<Link> {
    if area.tier().is_none() {
        return Vec::new();
    }
    vec![
        Link::new("Early warning for its council", super::signals::conversations_href(area)),
        Link::new("Good practice in circumstances like these", format!("/practice?place={}", area.code)),
    ]
}

/// The headlines; or, where no contract names any, the first six measures of each theme.
fn choice(catalogue: &Catalogue) -> Choice {
    const OF_A_THEME: usize = 6;
    if catalogue.indicators().any(|indicator| indicator.contract().headline) {
        return Choice::Headlines;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let ids = catalogue.indicators().map(hub::Indicator::contract).filter(|contract| {
        let count = counts.entry(&contract.theme).or_default();
        *count += 1;
        *count <= OF_A_THEME
    });
    Choice::These(ids.map(|contract| contract.id.clone()).collect())
}

/// The larger areas above a place, widest first.
pub(super) fn trail(map: &Map, area: &Area, day: Date) -> Vec<(String, String)> {
    let larger =
        [Relation::Region, Relation::County].into_iter().filter_map(|relation| map.parent(area.code, relation, day));
    std::iter::once(("Places".to_owned(), "/places".to_owned()))
        .chain(larger.map(|larger| (larger.name.clone(), href(larger))))
        .collect()
}

fn lead(map: &Map, place: &Place, area: &Area, day: Date) -> String {
    let what = kind_and_where(map, area, day);
    let article = if what.starts_with(['a', 'e', 'i', 'o']) { "An" } else { "A" };
    let region = if area.kind == AreaKind::District { map.parent(area.code, Relation::Region, day) } else { None };
    let region = region.map_or(String::new(), |region| format!(", in {}", with_article(region)));
    let served = match area.tier() {
        Some(Tier::Lower) if place.serving.iter().any(|serving| serving.kind == AreaKind::County) => {
            " Two councils serve it: the district and the county."
        }
        Some(Tier::Upper) => " The county council shares the work here with the district councils.",
        Some(Tier::Single) => " One council does the work of both tiers here.",
        _ => "",
    };
    match area.kind {
        AreaKind::Country => return "The whole country.".to_owned(),
        AreaKind::Region => {
            return format!("One of the nine regions of England. No council serves all of {}.", with_article(area));
        }
        _ => {}
    }
    format!("{article} {what}{region}.{served}")
}

fn ended(map: &Map, area: &Area, as_at: Date) -> Option<(String, Vec<Link>)> {
    let to = area.span.to.filter(|&to| to <= as_at)?;
    let last = date_in_words(to.yesterday().unwrap_or(to));
    let heirs: Vec<Link> =
        map.successors(area.code).into_iter().filter_map(|(code, _)| map.area(code)).map(link).collect();
    let words = match heirs.len() {
        0 => format!("{} ended on {last}.", area.name),
        1 => format!("{} ended on {last}. See the place that took over:", area.name),
        _ => format!("{} ended on {last}. See the places that took over:", area.name),
    };
    Some((words, heirs))
}

fn ladder(map: &Map, place: &Place, area: &Area, day: Date) -> Vec<Rung> {
    let two_tiers = place.serving.iter().any(|serving| serving.kind == AreaKind::County);
    let mut rungs: Vec<Rung> = place
        .serving
        .iter()
        .rev()
        // A region is an area without a body.
        .filter(|serving| serving.kind != AreaKind::Region && serving.kind != AreaKind::Country)
        .map(|serving| {
            let (tier, does) = match serving.kind {
                AreaKind::County => ("County", "Schools, social care, roads, public health, waste disposal"),
                AreaKind::District if two_tiers => ("District", "Homes, planning, bins, parks, council tax"),
                AreaKind::District => ("District", "Homes, planning, bins, parks"),
                AreaKind::Unitary => ("One council", "Everything that a county and a district do elsewhere"),
                AreaKind::MetropolitanDistrict => {
                    ("Metropolitan district", "Schools, social care, roads, homes, planning, bins")
                }
                AreaKind::LondonBorough => {
                    ("London borough", "Schools, social care, most roads, homes, planning, bins")
                }
                AreaKind::CombinedAuthority => ("Wider area", "Transport, skills, growth"),
                AreaKind::GreaterLondon => ("Greater London", "Transport, policing, fire, planning for all of London"),
                AreaKind::FireArea => ("Fire and rescue", "Putting out fires, rescue, fire safety"),
                AreaKind::PoliceForceArea => ("Police", "Keeping the peace, solving crime"),
                AreaKind::IntegratedCareBoard => ("NHS", "Planning and paying for health care"),
                AreaKind::NationalPark => ("National park", "Planning, and care for the land"),
                _ => ("Area", ""),
            };
            Rung {
                tier: tier.to_owned(),
                bodies: vec![Link::new(serving.official_name(), href(serving))],
                does: does.to_owned(),
                here: serving.code == area.code,
            }
        })
        .collect();
    let mut seen = BTreeSet::new();
    let partners: Vec<Link> = [Relation::Health, Relation::Police, Relation::Fire]
        .into_iter()
        .flat_map(|relation| map.parents(area.code, day).filter(move |link| link.relation == relation))
        .filter(|link| seen.insert(link.area))
        .filter_map(|link| map.area(link.area))
        .map(|partner| {
            let what = match partner.kind {
                AreaKind::IntegratedCareBoard => "NHS",
                AreaKind::PoliceForceArea => "Police",
                _ => "Fire and rescue",
            };
            Link::new(format!("{what}: {}", partner.name), href(partner))
        })
        .collect();
    if !partners.is_empty() {
        rungs.push(Rung {
            tier: "Partners".to_owned(),
            bodies: partners,
            does: "Health care, police, fire".to_owned(),
            here: false,
        });
    }
    rungs
}

/// The places that a place is made of: a county's districts, the councils of a region or of a wider area.
fn within(map: &Map, area: &Area, day: Date) -> Option<Within> {
    let relation = match area.kind {
        AreaKind::County => Relation::County,
        AreaKind::MetropolitanCounty => Relation::MetropolitanCounty,
        AreaKind::CombinedAuthority => Relation::CombinedAuthority,
        AreaKind::GreaterLondon => Relation::GreaterLondon,
        AreaKind::PartOfLondon => Relation::PartOfLondon,
        AreaKind::Region => Relation::Region,
        AreaKind::PoliceForceArea => Relation::Police,
        AreaKind::FireArea => Relation::Fire,
        AreaKind::IntegratedCareBoard => Relation::Health,
        AreaKind::CommunitySafetyPartnership => Relation::CommunitySafety,
        _ => return None,
    };
    let mut councils: Vec<&Area> = map
        .children(area.code, day)
        .filter(|link| link.relation == relation)
        .filter_map(|link| map.area_at(link.area, day))
        .filter(|council| council.kind.has_council())
        .collect();
    councils.sort_by(|one, other| one.name.cmp(&other.name));
    councils.dedup_by_key(|council| council.code);
    let what = match (relation, councils.len()) {
        (_, 0) => return None,
        (Relation::CombinedAuthority, _) => "member councils",
        _ if councils.iter().all(|council| council.kind == AreaKind::District) => "districts",
        _ if councils.iter().all(|council| council.kind == AreaKind::LondonBorough) => "boroughs",
        _ => "councils",
    };
    Some(Within { heading: format!("Its {} {what}", councils.len()), places: councils.into_iter().map(link).collect() })
}

/// Who published the figures, in a sentence. Where a publisher had them from is told with each figure.
fn sources(series: &Protected<Vec<Series>>) -> String {
    let name = |publisher: &str| {
        let ends = [", from ", ", through ", ", gathered "].into_iter().filter_map(|word| publisher.find(word));
        publisher[..ends.min().unwrap_or(publisher.len())].to_owned()
    };
    let publishers: BTreeSet<String> =
        series.iter().map(|series| name(&series.indicator.dataset().contract.dataset.publisher)).collect();
    // Names of ministries have commas of their own.
    format!("Figures published by: {}.", publishers.into_iter().collect::<Vec<_>>().join("; "))
}
