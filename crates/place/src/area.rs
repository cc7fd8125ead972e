//! Areas, bodies and events: what the map is made of.

use crate::{AreaKind, BodyType, EventKind, Relation, Route, Span, Tier};
use serde::Serialize;
use terms::{AreaCode, BodyCode, Date, identifier::slug};

/// A stretch of land with a code, a name and dates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Area {
    /// The GSS code, or one of ours that begins with `X`.
    pub code: AreaCode,
    /// What sort of area it is.
    pub kind: AreaKind,
    /// The name that readers see: the latest one.
    pub name: String,
    /// The days on which the area existed under this code.
    #[serde(flatten)]
    pub span: Span,
    /// Other names, dated where they changed.
    pub names: Vec<Name>,
    /// What a reader should know, or nothing.
    pub note: String,
    /// Whether the dates were checked against a stored source (`verified`) or come from memory (`recalled`).
    pub confidence: String,
}

/// Another name of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Name {
    /// The name.
    pub text: String,
    /// What the name is for.
    pub usage: NameUse,
    /// The days on which it held.
    #[serde(flatten)]
    pub span: Span,
}

crate::kind::named!(
    /// What a name is for.
    NameUse, "a use of a name", {
        /// The council's full name, such as “Kent County Council”.
        Official = "official",
        /// A name that the area had before.
        Former = "former",
        /// A spelling that files use.
        Other = "other",
    }
);

impl Area {
    /// The tier of the area's council, where it has one.
    #[must_use]
    pub fn tier(&self) -> Option<Tier> {
        self.kind.tier()
    }

    /// The name on a day: a former name where one held.
    #[must_use]
    pub fn name_at(&self, date: Date) -> &str {
        self.names
            .iter()
            .find(|name| name.usage == NameUse::Former && name.span.contains(date))
            .map_or(self.name.as_str(), |name| name.text.as_str())
    }

    /// The full name of the council or body, where one is known.
    #[must_use]
    pub fn official_name(&self) -> &str {
        self.names
            .iter()
            .find(|name| name.usage == NameUse::Official)
            .map_or(self.name.as_str(), |name| name.text.as_str())
    }

    /// The part of an address that leads to the area: `E06000065-north-yorkshire`.
    /// Only the code counts when it is read back: see [`code_from_slug`].
    #[must_use]
    pub fn slug(&self) -> String {
        format!("{}-{}", self.code, slug(&self.name))
    }
}

/// The area code at the beginning of an address part, whatever name follows it.
#[must_use]
pub fn code_from_slug(text: &str) -> Option<AreaCode> {
    let code = text.get(..9)?;
    let rest = text.get(9..)?;
    (rest.is_empty() || rest.starts_with('-')).then(|| AreaCode::from_bytes(code.as_bytes())).flatten()
}

/// A dated link from one area to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Link {
    /// How the smaller belongs to the larger.
    pub relation: Relation,
    /// The area at the other end.
    pub area: AreaCode,
    /// The days on which it held.
    #[serde(flatten)]
    pub span: Span,
}

/// Something that happened to areas on a date.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// The reorganisation of which it is part, such as `cumbria-2023`.
    pub reorganisation: String,
    /// For which series it is the way to go.
    pub route: Route,
    /// The first day of the new state of things.
    pub date: Date,
    /// What happened.
    pub kind: EventKind,
    /// What a reader should know, or nothing.
    pub note: String,
    /// From which areas to which, and how much of each.
    pub flows: Vec<Flow>,
}

/// The passing of an area, or a part of it, into another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flow {
    /// The area before.
    pub from: AreaCode,
    /// The area after.
    pub to: AreaCode,
    /// How much of the area before passed, in the unit of the basis; with `whole`, a share.
    pub part: f64,
    /// All of the area before, in the unit of the basis.
    pub whole: f64,
    /// What was counted, and when: “residents, mid-2020 …”, or “whole area”.
    pub basis: String,
}

impl Flow {
    /// Whether the whole area passed.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.part >= self.whole
    }

    /// The share that passed, 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.part / self.whole
    }
}

impl Event {
    /// The areas before, in the order of their codes.
    #[must_use]
    pub fn sources(&self) -> Vec<AreaCode> {
        distinct(self.flows.iter().map(|flow| flow.from))
    }

    /// The areas after, in the order of their codes.
    #[must_use]
    pub fn targets(&self) -> Vec<AreaCode> {
        distinct(self.flows.iter().map(|flow| flow.to))
    }
}

fn distinct(codes: impl Iterator<Item = AreaCode>) -> Vec<AreaCode> {
    let mut codes: Vec<_> = codes.collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// An organisation with powers and dates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Body {
    /// Its area's GSS code where it has one, else a code of ours.
    pub code: BodyCode,
    /// Its full name.
    pub name: String,
    /// What sort of body it is.
    pub body_type: BodyType,
    /// The days on which it existed (under this code).
    #[serde(flatten)]
    pub span: Span,
    /// The area that it is the council or authority of, where that area is on the map.
    pub area: Option<AreaCode>,
    /// The areas that it covers besides.
    pub covers: Vec<AreaCode>,
    /// The bodies that took over.
    pub successors: Vec<BodyCode>,
    /// Whether the facts were checked against a stored source (`verified`) or come from memory (`recalled`).
    pub confidence: String,
    /// What a reader should know, or nothing.
    pub note: String,
}
