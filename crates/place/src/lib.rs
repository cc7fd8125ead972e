#![doc = include_str!("../README.md")]

pub mod area;
mod kind;
mod load;
mod map;
mod name;
pub mod outline;
pub mod recast;
mod span;
mod state;
pub mod who;

pub use area::{Area, Body, Event, Flow, Link, Name, NameUse, code_from_slug};
pub use kind::{AreaKind, AreaSet, BodyType, EventKind, NameError, Relation, Route, Scheme, Tier};
pub use load::{MapError, MapFiles};
pub use map::{Filter, Lineage, Map, Step};
pub use name::NameMatch;
pub use span::Span;
pub use state::{CodeCell, CodeState, DoubleMeaning, Heir, double_meaning};
pub use who::{Answer, Responsibilities, who};
