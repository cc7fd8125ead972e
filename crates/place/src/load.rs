//! Reading the map from the CSV files that come with the project (`data/place`).

use crate::area::{Area, Body, Event, Flow, Link, Name};
use crate::kind::NameError;
use crate::{Map, Scheme, Span};
use serde::{Deserialize, de::DeserializeOwned};
use terms::{AreaCode, BodyCode, CodeError, Date};

/// What stopped a map from being read.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// A file is not CSV, or a column is missing.
    #[error("{file}: {source}")]
    Csv {
        /// The file.
        file: &'static str,
        /// What the reader said.
        source: csv::Error,
    },
    /// A word that is in none of our lists.
    #[error("{file}: {source}")]
    Name {
        /// The file.
        file: &'static str,
        /// What the list said.
        source: NameError,
    },
    /// Text that is no code.
    #[error("{file}: {source}")]
    Code {
        /// The file.
        file: &'static str,
        /// What the code's reader said.
        source: CodeError,
    },
    /// A row that names an area that is not in `areas.csv`.
    #[error("{file}: {code} is not in areas.csv")]
    Stranger {
        /// The file.
        file: &'static str,
        /// The code.
        code: AreaCode,
    },
    /// A link of an event that is not in `events.csv`.
    #[error("event_links.csv: there is no event {0}")]
    NoEvent(usize),
}

/// The text of the seven files that make a map, each with its header row.
#[derive(Debug, Clone, Copy)]
pub struct MapFiles<'a> {
    /// `areas.csv`: code, kind, name and dates of each area.
    pub areas: &'a str,
    /// `names.csv`: other names.
    pub names: &'a str,
    /// `parents.csv`: dated membership.
    pub parents: &'a str,
    /// `events.csv`: what happened when.
    pub events: &'a str,
    /// `event_links.csv`: from which area to which, and how much.
    pub event_links: &'a str,
    /// `schemes.csv`: other schemes of codes.
    pub schemes: &'a str,
    /// `bodies.csv`: organisations.
    pub bodies: &'a str,
}

impl MapFiles<'static> {
    /// The files that come with the project.
    pub const ENGLAND: Self = Self {
        areas: include_str!("../../../data/place/areas.csv"),
        names: include_str!("../../../data/place/names.csv"),
        parents: include_str!("../../../data/place/parents.csv"),
        events: include_str!("../../../data/place/events.csv"),
        event_links: include_str!("../../../data/place/event_links.csv"),
        schemes: include_str!("../../../data/place/schemes.csv"),
        bodies: include_str!("../../../data/place/bodies.csv"),
    };
}

/// The rows of one file.
pub(crate) fn rows<R: DeserializeOwned>(file: &'static str, text: &str) -> Result<Vec<R>, MapError> {
    csv::Reader::from_reader(text.as_bytes())
        .into_deserialize()
        .collect::<Result<_, _>>()
        .map_err(|source| MapError::Csv { file, source })
}

/// A word of one of our lists.
pub(crate) fn word<W: std::str::FromStr<Err = NameError>>(file: &'static str, text: &str) -> Result<W, MapError> {
    text.parse().map_err(|source| MapError::Name { file, source })
}

/// Codes with bars between them.
pub(crate) fn bars<C: std::str::FromStr<Err = CodeError>>(file: &'static str, text: &str) -> Result<Vec<C>, MapError> {
    text.split('|')
        .filter(|code| !code.is_empty())
        .map(|code| code.parse().map_err(|source| MapError::Code { file, source }))
        .collect()
}

#[derive(Deserialize)]
struct AreaRow {
    area_code: AreaCode,
    kind: String,
    name: String,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
    confidence: String,
    note: String,
}

#[derive(Deserialize)]
struct NameRow {
    area_code: AreaCode,
    name: String,
    #[serde(rename = "use")]
    usage: String,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
}

#[derive(Deserialize)]
struct ParentRow {
    child_code: AreaCode,
    relation: String,
    parent_code: AreaCode,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
}

#[derive(Deserialize)]
struct EventRow {
    event: usize,
    reorganisation: String,
    tier: String,
    date: Date,
    kind: String,
    note: String,
}

#[derive(Deserialize)]
struct FlowRow {
    event: usize,
    from_code: AreaCode,
    to_code: AreaCode,
    part: f64,
    whole: f64,
    basis: String,
}

#[derive(Deserialize)]
struct SchemeRow {
    scheme: String,
    scheme_code: String,
    code: BodyCode,
}

#[derive(Deserialize)]
struct BodyRow {
    body_code: BodyCode,
    name: String,
    body_type: String,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
    area_code: String,
    covers: String,
    successors: String,
    confidence: String,
    note: String,
}

impl Map {
    /// Reads a map from its files.
    ///
    /// # Errors
    /// [`MapError`] when a file cannot be read or names what does not exist.
    pub fn from_csv(files: &MapFiles<'_>) -> Result<Self, MapError> {
        let mut areas: Vec<Area> = Vec::new();
        for row in rows::<AreaRow>("areas.csv", files.areas)? {
            areas.push(Area {
                code: row.area_code,
                kind: word("areas.csv", &row.kind)?,
                name: row.name,
                span: Span { from: row.valid_from, to: row.valid_to },
                names: Vec::new(),
                note: row.note,
                confidence: row.confidence,
            });
        }
        areas.sort_by_key(|area| area.code);
        let mut map = Self::of_areas(areas);
        for row in rows::<NameRow>("names.csv", files.names)? {
            let usage = word("names.csv", &row.usage)?;
            let name = Name { text: row.name, usage, span: Span { from: row.valid_from, to: row.valid_to } };
            map.area_mut("names.csv", row.area_code)?.names.push(name);
        }
        for row in rows::<ParentRow>("parents.csv", files.parents)? {
            map.area_mut("parents.csv", row.child_code)?;
            map.area_mut("parents.csv", row.parent_code)?;
            let (relation, span) =
                (word("parents.csv", &row.relation)?, Span { from: row.valid_from, to: row.valid_to });
            map.link(row.child_code, Link { relation, area: row.parent_code, span });
        }
        let mut events = Vec::new();
        for row in rows::<EventRow>("events.csv", files.events)? {
            let event = Event {
                reorganisation: row.reorganisation,
                route: word("events.csv", &row.tier)?,
                date: row.date,
                kind: word("events.csv", &row.kind)?,
                note: row.note,
                flows: Vec::new(),
            };
            events.push((row.event, event));
        }
        for row in rows::<FlowRow>("event_links.csv", files.event_links)? {
            map.area_mut("event_links.csv", row.from_code)?;
            map.area_mut("event_links.csv", row.to_code)?;
            let (_, event) =
                events.iter_mut().find(|(number, _)| *number == row.event).ok_or(MapError::NoEvent(row.event))?;
            event.flows.push(Flow {
                from: row.from_code,
                to: row.to_code,
                part: row.part,
                whole: row.whole,
                basis: row.basis,
            });
        }
        for row in rows::<SchemeRow>("schemes.csv", files.schemes)? {
            let scheme: Scheme = word("schemes.csv", &row.scheme)?;
            map.scheme(scheme, row.scheme_code, row.code);
        }
        let mut bodies = Vec::new();
        for row in rows::<BodyRow>("bodies.csv", files.bodies)? {
            bodies.push(Body {
                code: row.body_code,
                name: row.name,
                body_type: word("bodies.csv", &row.body_type)?,
                span: Span { from: row.valid_from, to: row.valid_to },
                area: bars("bodies.csv", &row.area_code)?.into_iter().next(),
                covers: bars("bodies.csv", &row.covers)?,
                successors: bars("bodies.csv", &row.successors)?,
                confidence: row.confidence,
                note: row.note,
            });
        }
        let mut events: Vec<Event> = events.into_iter().map(|(_, event)| event).collect();
        events.sort_by(|one, other| {
            one.date.cmp(&other.date).then_with(|| one.reorganisation.cmp(&other.reorganisation))
        });
        map.finish(events, bodies);
        Ok(map)
    }
}
