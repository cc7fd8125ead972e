#![doc = include_str!("README.md")]

pub mod backtest;
mod council;
mod error;
mod event;
mod formula;
mod history;
mod pack;
pub mod seeded;

pub use council::{Council, Tier};
pub use error::SignalError;
pub use event::{DistressEvent, EventDefinition, EventKind, EventTable, Evidence, read_events};
pub use formula::Formula;
pub use history::{History, Observation};
pub use pack::{
    Bodies, ConversationLine, Direction, Entry, Input, KnownRule, OpenedBy, Pack, PeriodEdge, Recipe, Record, Signal,
    Standing, Trial,
};
