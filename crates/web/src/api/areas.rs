//! Areas, as at a day.

use super::{Problem, question::Question, tagged};
use crate::state::{State, map_tag, reader};
use axum::{
    Json,
    extract::{FromRequestParts, Path, State as Shared},
    http::{HeaderMap, request::Parts},
    response::Response,
};
use place::{Area, AreaKind, AreaSet, Filter, Link};
use serde::Serialize;
use std::collections::BTreeMap;
use terms::{AreaCode, BodyCode, Date, IndicatorId};

/// An area, as at a day.
#[derive(Serialize)]
pub struct AreaReply {
    /// The GSS code.
    code: AreaCode,
    /// The name on that day.
    name: String,
    /// The full name of its council, where it has one.
    official_name: String,
    /// The kind, such as `unitary`.
    kind: AreaKind,
    /// `upper`, `lower` or `single`, where it has a council.
    tier: Option<String>,
    /// The first day, where stated.
    valid_from: Option<Date>,
    /// The first day on which it was no more, where it has ended.
    valid_to: Option<Date>,
    /// Where its page is.
    page: String,
}

/// An area with all that is known of it.
#[derive(Serialize)]
pub struct AreaDetailReply {
    #[serde(flatten)]
    area: AreaReply,
    /// The day that was asked for.
    as_at: Date,
    /// Whether the area existed on that day under this code.
    exists: bool,
    /// The code of the same place on that day, where another.
    same_place: Option<AreaCode>,
    /// The areas that took over, with the share that each took.
    successors: Vec<SuccessorReply>,
    /// The areas that it took over.
    predecessors: Vec<AreaCode>,
    /// Its codes in other schemes.
    other_codes: Vec<OtherCodeReply>,
    /// The councils and authorities that serve its people, from the smallest area to the largest.
    served_by: Vec<AreaReply>,
}

/// An area that took over from another.
#[derive(Serialize)]
pub struct SuccessorReply {
    /// Its code.
    code: AreaCode,
    /// Its name.
    name: Option<String>,
    /// The share of the older area, 0 to 1.
    share: f64,
}

/// A code in another scheme.
#[derive(Serialize)]
pub struct OtherCodeReply {
    /// The scheme.
    scheme: String,
    /// The code.
    code: String,
}

/// A related area, and how it is related.
#[derive(Serialize)]
pub struct RelatedReply {
    #[serde(flatten)]
    area: AreaReply,
    /// How the smaller belongs to the larger, such as `county` or `region`.
    relation: String,
}

/// Areas on a day.
#[derive(Serialize)]
pub struct AreasReply {
    /// The day.
    as_at: Date,
    /// The areas, in the order of their codes; or by likeness of name where a name was asked for.
    areas: Vec<AreaReply>,
}

/// Areas that are related to one, on a day.
#[derive(Serialize)]
pub struct RelatedAreasReply {
    /// The day.
    as_at: Date,
    /// The area.
    of: AreaCode,
    /// The related areas.
    areas: Vec<RelatedReply>,
}

fn reply(area: &Area, as_at: Date) -> AreaReply {
    AreaReply {
        code: area.code,
        name: area.name_at(as_at).to_owned(),
        official_name: area.official_name().to_owned(),
        kind: area.kind,
        tier: area.tier().map(|tier| tier.to_string()),
        valid_from: area.span.from,
        valid_to: area.span.to,
        page: format!("/places/{}", area.slug()),
    }
}

fn day(state: &State, question: &Question) -> Result<Date, Problem> {
    Ok(question.value("as_at")?.unwrap_or_else(|| state.hub.clock().today()))
}

/// The code that an address names.
pub(super) fn code(text: &str) -> Result<AreaCode, Problem> {
    place::code_from_slug(text).ok_or_else(|| {
        Problem::bad_request(
            format!("“{text}” is not an area code."),
            "Write a letter and eight digits, such as E06000065.",
        )
    })
}

/// One area and the day on which it is asked about: the address `/areas/{code}…?as_at=`.
pub struct AreaAsked {
    state: State,
    area: &'static Area,
    as_at: Date,
    headers: HeaderMap,
    /// The indicator, where the address names one.
    indicator: String,
}

impl FromRequestParts<State> for AreaAsked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let question = Question::from_request_parts(parts, state).await?;
        question.only(&["as_at"])?;
        let Path(path) = Path::<BTreeMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(|error| Problem::bad_request(error.to_string(), "Mend the address."))?;
        let code = code(path.get("code").map_or("", String::as_str))?;
        let area = state.hub.map().area(code);
        Ok(Self {
            area: area.ok_or_else(|| Problem::not_found(format!("There is no area {code} here.")))?,
            as_at: day(state, &question)?,
            headers: parts.headers.clone(),
            indicator: path.get("indicator").cloned().unwrap_or_default(),
            state: state.clone(),
        })
    }
}

impl AreaAsked {
    /// The code under which the place went on that day.
    fn code(&self) -> AreaCode {
        self.state.hub.map().canonical(self.area.code, self.as_at)
    }

    fn reply(&self, reply: impl Serialize) -> Response {
        tagged(&map_tag(self.as_at), &self.headers, Json(reply))
    }

    /// The areas to which links lead.
    fn related(&self, links: impl Iterator<Item = Link>) -> Response {
        let (map, as_at) = (self.state.hub.map(), self.as_at);
        let areas = links
            .filter_map(|link| {
                Some(RelatedReply { area: reply(map.area(link.area)?, as_at), relation: link.relation.to_string() })
            })
            .collect();
        self.reply(RelatedAreasReply { as_at, of: self.code(), areas })
    }
}

/// Areas that existed on a day.
pub async fn list(Shared(state): Shared<State>, question: Question, headers: HeaderMap) -> Result<Response, Problem> {
    question.only(&["as_at", "kind", "name"])?;
    let as_at = day(&state, &question)?;
    let filter = match question.text("kind")? {
        None => Filter::All,
        Some("council" | "councils") => Filter::Councils,
        Some(kind) => kind
            .parse::<AreaKind>()
            .map(Filter::Kind)
            .or_else(|_| kind.parse::<AreaSet>().map(Filter::Set))
            .map_err(|_| Problem::bad_request(format!("“{kind}” is not a kind of area."), "Use council, a kind such as county, district, unitary, region, or a set such as upper_tier_and_unitary."))?,
    };
    let map = state.hub.map();
    let areas: Vec<AreaReply> = match question.text("name")? {
        Some(name) => map
            .search(name, as_at)
            .into_iter()
            .filter(|area| filter.takes(area.kind))
            .map(|area| reply(area, as_at))
            .collect(),
        None => map.areas(as_at, filter).map(|area| reply(area, as_at)).collect(),
    };
    Ok(tagged(&map_tag(as_at), &headers, Json(AreasReply { as_at, areas })))
}

/// One area, as at a day.
pub async fn one(asked: AreaAsked) -> Result<Response, Problem> {
    let (area, as_at) = (asked.area, asked.as_at);
    let map = asked.state.hub.map();
    let place = asked.state.hub.place(&reader(), area.code, as_at)?;
    let successors = map.successors(area.code).into_iter().map(|(code, share)| SuccessorReply {
        code,
        name: map.area(code).map(|area| area.name.clone()),
        share,
    });
    let other_codes = map
        .other_codes(&BodyCode::from(area.code))
        .iter()
        .map(|(scheme, code)| OtherCodeReply { scheme: scheme.to_string(), code: code.clone() });
    Ok(asked.reply(AreaDetailReply {
        area: reply(area, as_at),
        as_at,
        exists: place.exists,
        same_place: place.now.map(|area| area.code),
        successors: successors.collect(),
        predecessors: map.predecessors(area.code),
        other_codes: other_codes.collect(),
        served_by: place.serving.iter().map(|area| reply(area, as_at)).collect(),
    }))
}

/// The larger areas to which an area belongs on a day.
pub async fn parents(asked: AreaAsked) -> Response {
    asked.related(asked.state.hub.map().parents(asked.code(), asked.as_at).copied())
}

/// The smaller areas that belong to an area on a day.
pub async fn children(asked: AreaAsked) -> Response {
    asked.related(asked.state.hub.map().children(asked.code(), asked.as_at).copied())
}

/// The areas of the same kind in the same larger area on a day, by name.
pub async fn siblings(asked: AreaAsked) -> Response {
    let siblings = asked.state.hub.map().siblings(asked.code(), asked.as_at);
    let areas = siblings.into_iter().map(|area| reply(area, asked.as_at)).collect();
    asked.reply(AreasReply { as_at: asked.as_at, areas })
}

/// An area’s outcomes in the round of its circumstances.
pub async fn in_the_round(asked: AreaAsked) -> Result<Response, Problem> {
    let hub = &asked.state.hub;
    let place = hub.in_the_round(&reader(), asked.area.code, asked.as_at).await?;
    let tag = asked.state.figures_tag(&format!("in-the-round {} {}", asked.area.code, asked.as_at));
    Ok(tagged(&tag, &asked.headers, Json(hub.told(&place).into_inner())))
}

/// One outcome of an area with all that stands beside it.
pub async fn outcome(asked: AreaAsked) -> Result<Response, Problem> {
    let nothing = || Problem::not_found(format!("There is no indicator {} here.", asked.indicator));
    let id = IndicatorId::parse(&asked.indicator).map_err(|_| nothing())?;
    let (hub, area) = (&asked.state.hub, asked.area.code);
    let told = hub.outcome_of(&reader(), area, &id, asked.as_at).await?.ok_or_else(|| {
        Problem::not_found(format!(
            "This hub holds no figure of {id} for {area}. That is not zero: it is not known here."
        ))
    })?;
    let tag = asked.state.figures_tag(&format!("outcome {area} {id} {}", asked.as_at));
    Ok(tagged(&tag, &asked.headers, Json(told.into_inner())))
}
