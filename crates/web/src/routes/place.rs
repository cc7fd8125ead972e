//! The page of a place.

use super::{
    Failed,
    asked::{Asked, Days},
    maps::{atlas, with_article},
    places::{href, kind_and_where, link},
    readings::{
        certainty, course, figure_href, label, marks, notation, quality, rows_href, sentence, theme_id, theme_name,
        unit_beside,
    },
    trends::Way,
};
use crate::{
    Frame, Section,
    charts::{Sparkline, sparkline},
    components::Link,
    pages::places::{
        PlacePage,
        place::{Change, Gap, Latest, OutcomeRow, Rung, Theme},
    },
    render,
    state::{State, reader},
    words::list_in_words,
};
use axum::{
    extract::{Path, State as Shared},
    response::Response,
};
use hub::{
    Catalogue,
    outcomes::{Choice, Series},
    places::{MapReference, Place},
};
use intake::{Reference, contract::Subject};
use place::{Area, AreaKind, Map, Relation, Tier};
use protect::Protected;
use std::collections::{BTreeMap, BTreeSet};
use terms::{AreaCode, DatasetId, Date, IndicatorId, Period, period::date_in_words};

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
    let series = state.hub.place_series(&reader(), subjects.area.code, subjects.day, &choice, days.as_it_stood).await?;
    let map = state.hub.map();
    let atlas = atlas(map, subjects.day);
    let Subjects { place, area, day } = &subjects;
    let name = area.name_at(*day).to_owned();
    let themes = themes(map, &subjects, &series, &days);
    let (picture, map_caption) =
        atlas.locator(map, area).map_or((None, String::new()), |(svg, words)| (Some(svg), words));
    let mut frame =
        Frame::new(Section::Places, &name, format!("Who serves {name}, what changed there, and what nobody knows."))
            .under(trail(map, area, *day), &name);
    frame.banner = days.banner.clone();
    let page = PlacePage {
        frame,
        lead: lead(map, place, area, *day),
        ended: ended(map, area, days.as_at),
        ladder: ladder(map, place, area, *day),
        who_href: format!("/who?place={}&date={day}", area.code),
        map: picture,
        map_caption,
        changed: changed(&subjects, &series, &days),
        sources: sources(&series),
        downloads: vec![
            Link::new(
                "Download every row of this place",
                format!("/api/v1/observations?area={}&format=csv", area.code),
            ),
            Link::new("See every measure for this place", format!("/outcomes?place={}", area.slug())),
        ],
        unknown: unknown(&state, &catalogue, &subjects, &choice, &series),
        history: history(map, place),
        themes,
        name,
    };
    Ok(render(&page))
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
    if area.kind == AreaKind::Country {
        return "The whole country.".to_owned();
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

/// The page of a series for the place. The county's own figures stand on the page of the place too.
fn outcome_href(subjects: &Subjects, id: &IndicatorId, days: &Days) -> String {
    format!("/places/{}/outcomes/{id}{}", subjects.area.slug(), days.suffix)
}

/// Whose figure it is: `Lancashire, the county`.
pub(super) fn body(map: &Map, series: &Series, day: Date) -> String {
    map.area(series.area).map_or_else(String::new, |area| {
        let about = if series.indicator.contract().subject == Subject::Body { "the council for " } else { "" };
        format!("{about}{}, the {}", area.name_at(day), area.kind.words())
    })
}

fn themes(map: &Map, subjects: &Subjects, series: &Protected<Vec<Series>>, days: &Days) -> Vec<Theme> {
    let mut themes: BTreeMap<String, Vec<OutcomeRow>> = BTreeMap::new();
    for (position, series) in series.iter().enumerate() {
        let theme = theme_name(&series.indicator.contract().theme);
        themes.entry(theme).or_default().push(row(map, subjects, series, position, days));
    }
    themes
        .into_iter()
        .map(|(name, mut rows)| {
            rows.sort_by(|one, other| one.name.text.cmp(&other.name.text));
            Theme { id: theme_id(&name), name, rows }
        })
        .collect()
}

fn row(map: &Map, subjects: &Subjects, series: &Series, position: usize, days: &Days) -> OutcomeRow {
    let contract = series.indicator.contract();
    let points = marks(series);
    let course = course(series, &points);
    let notation = notation(&series.indicator);
    let body = body(map, series, subjects.day);
    let known = points.iter().find_map(|point| Some((point.reading.value()?, point)));
    let began = known.filter(|_| !matches!(course.way, Way::OneFigure | Way::Unknown));
    let rest = course
        .caution()
        .map(str::to_owned)
        .or_else(|| began.map(|(value, point)| format!("It was {} in {}", notation.write(value), point.period)));
    let rest = rest.unwrap_or_default();
    let phrase = course.words();
    let (latest, quality_words) = match (series.latest(), series.points.last()) {
        (Some(point), _) => {
            let period = label(&point.period);
            let detail = match point.lower.zip(point.upper) {
                Some(limits) => format!("{}, {period}", notation.range(limits)),
                None => period,
            };
            let number = point.value.map_or_else(String::new, |value| notation.write(value));
            let latest = Latest::Figure {
                number,
                unit: unit_beside(&contract.unit),
                href: figure_href(point).unwrap_or_else(|| rows_href(&series.indicator, series.area, "csv")),
                detail,
                status: quality(point),
            };
            (latest, certainty(point))
        }
        (None, point) => {
            let reason =
                point.and_then(|point| point.reason.clone()).unwrap_or_else(|| "no figure was published".to_owned());
            (Latest::Missing { reason }, ("None", "no figure".to_owned()))
        }
    };
    OutcomeRow {
        name: Link::new(&contract.title, outcome_href(subjects, &contract.id, days)),
        picture: sparkline(&Sparkline {
            id: format!("row-{position}"),
            title: format!("{} in {body}", contract.title),
            finding: format!("{phrase}. {rest}"),
            notation,
            from_zero: false,
            points,
            look_here: course.may_be_chance,
        }),
        body,
        phrase,
        phrase_rest: rest,
        look_here: course.may_be_chance,
        latest,
        quality: quality_words.0.to_owned(),
        quality_rest: quality_words.1,
    }
}

/// What moved of late: at most three, one from each theme, in the order of the catalogue and never by size.
fn changed(subjects: &Subjects, series: &Protected<Vec<Series>>, days: &Days) -> Vec<Change> {
    const OF_LATE_YEARS: i16 = 3;
    const SHOWN: usize = 3;
    let mut seen = BTreeSet::new();
    let mut changes = Vec::new();
    for series in series.iter() {
        let contract = series.indicator.contract();
        let points = marks(series);
        let course = course(series, &points);
        let kind = match course.way {
            Way::Rising => "Rising",
            Way::Falling => "Falling",
            _ => continue,
        };
        let (Some(latest), Some(since)) = (series.latest(), &course.since) else { continue };
        let Some(value) = latest.value else { continue };
        if subjects.day.year() - latest.period.last_day().year() > OF_LATE_YEARS
            || !seen.insert(theme_name(&contract.theme))
        {
            continue;
        }
        let notation = notation(&series.indicator);
        let before = points.iter().find(|point| point.period == *since).and_then(|point| point.reading.value());
        changes.push(Change {
            kind: kind.to_owned(),
            headline: format!(
                "{}: {} in {}.",
                contract.title,
                contract.unit.write(value, notation.decimals),
                label(&latest.period)
            ),
            rest: before.map_or_else(String::new, |before| format!("It was {} in {since}.", notation.write(before))),
            href: outcome_href(subjects, &contract.id, days),
        });
        if changes.len() == SHOWN {
            break;
        }
    }
    changes
}

fn sources(series: &Protected<Vec<Series>>) -> String {
    let publishers: BTreeSet<&str> =
        series.iter().map(|series| series.indicator.dataset().contract.dataset.publisher.as_str()).collect();
    let publishers: Vec<&str> = publishers.into_iter().collect();
    format!("Figures published by {}. A dotted line crosses years without a figure.", list_in_words(&publishers))
}

/// What nobody knows of the place: figures that are owed and are not here, figures that are hidden, and figures that
/// are known only for the whole county.
fn unknown(
    state: &State,
    catalogue: &Catalogue,
    subjects: &Subjects,
    choice: &Choice,
    series: &Protected<Vec<Series>>,
) -> Vec<Gap> {
    const SHOWN: usize = 6;
    let map = state.hub.map();
    let name = subjects.area.name_at(subjects.day);
    let shown: BTreeSet<&IndicatorId> = series.iter().map(|series| &series.indicator.contract().id).collect();
    let mut gaps: Vec<Gap> = Vec::new();
    for series in series.iter() {
        let contract = series.indicator.contract();
        if let Some(point) = series.points.last().filter(|point| point.value.is_none()) {
            let reason = point.reason.clone().unwrap_or_else(|| point.status.words().to_owned());
            gaps.push(Gap {
                heading: format!("{}, {}", contract.title, label(&point.period)),
                text: sentence(&format!("No figure for {}: {reason}", body(map, series, subjects.day))),
            });
        }
    }
    // A dataset of which the hub holds nothing is not owed by this place: the hub was never sent it.
    let snapshot = state.hub.current_snapshot();
    let held: BTreeSet<&DatasetId> = snapshot.files.iter().map(|file| &file.dataset).collect();
    let owing: BTreeSet<AreaCode> = map.codes_of(subjects.area.code).into_iter().collect();
    if let Some(day) = Period::day(subjects.day) {
        let reference = MapReference::new(map);
        let wanted = |id: &IndicatorId, headline: bool| match choice {
            Choice::These(ids) => ids.contains(id),
            _ => headline,
        };
        let absent = catalogue.indicators().filter(|indicator| {
            let contract = indicator.contract();
            wanted(&contract.id, contract.headline)
                && !shown.contains(&contract.id)
                && held.contains(&indicator.dataset().id)
        });
        for indicator in absent {
            let dataset = &indicator.dataset().contract.dataset;
            if reference.expected(&dataset.expected, &day).iter().any(|code| owing.contains(code)) {
                gaps.push(Gap {
                    heading: indicator.contract().title.clone(),
                    text: format!("A figure for {name} is expected in “{}” and none is in use here. That is not zero: it is not known.", dataset.title),
                });
            }
        }
    }
    let county: Vec<&Series> = series.iter().filter(|series| series.area != subjects.area.code).collect();
    if let Some(county_area) = county.first().and_then(|series| map.area(series.area)) {
        let titles: BTreeSet<String> =
            county.iter().map(|series| series.indicator.contract().title.to_lowercase()).collect();
        let count = titles.len();
        let titles: Vec<String> = titles.into_iter().take(3).collect();
        let more =
            if count > titles.len() { format!("{} and more", titles.join(", ")) } else { list_in_words(&titles) };
        gaps.truncate(SHOWN - 1);
        gaps.push(Gap {
            heading: format!("How {name} differs from the rest of {}", county_area.name),
            text: format!("These are known only for the whole county: {more}. One part of it could differ, and these figures would not show it."),
        });
    }
    gaps.truncate(SHOWN);
    gaps
}

/// How the councils of a place changed, a sentence each, oldest first.
fn history(map: &Map, place: &Place) -> Vec<String> {
    let steps = place.lineage.before.iter().chain(&place.lineage.after);
    let mut sentences: Vec<String> = Vec::new();
    for step in steps {
        let sentence = step_in_words(map, step);
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences
}

/// What happened in a step, as a sentence.
pub(super) fn step_in_words(map: &Map, step: &place::Step) -> String {
    use place::EventKind;
    let before = step.date.yesterday().unwrap_or(step.date);
    let names = |codes: &[AreaCode], day: Date| {
        let mut names: Vec<&str> =
            codes.iter().filter_map(|code| map.area(*code)).map(|area| area.name_at(day)).collect();
        names.sort_unstable();
        names.dedup();
        list_in_words(&names)
    };
    let day = date_in_words(step.date);
    let (from, to) = (names(&step.from, before), names(&step.to, step.date));
    let what = match step.kind {
        EventKind::Merge | EventKind::Split => format!("{from} became {to}"),
        EventKind::Recode if from == to => format!("{from} was given another code"),
        EventKind::Recode => format!("{from} became {to}, on the same land"),
        EventKind::Rename => format!("{from} took the name {to}"),
        EventKind::BoundaryChange => {
            format!("the boundary moved between {}", if from == to { from.clone() } else { format!("{from} and {to}") })
        }
        EventKind::Create => format!("{to} began"),
        EventKind::Abolish => format!("{from} ended"),
    };
    let note = if step.note.trim().is_empty() { String::new() } else { format!(" {}", sentence(&step.note)) };
    format!("On {day} {what}.{note}")
}
