#![doc = include_str!("README.md")]

pub mod backtest;
pub mod conversation;
mod council;
mod current;
pub mod detect;
mod error;
pub mod escalation;
mod event;
pub mod evidence;
pub mod false_alarms;
mod formula;
mod history;
mod pack;
pub mod seeded;

pub use council::{Council, Tier};
pub use current::{DatedFlag, Flag, dated_flags, flagged_on};
pub use error::SignalError;
pub use event::{Certainty, DistressEvent, EventDefinition, EventKind, EventTable, read_events};
pub use formula::Formula;
pub use history::{History, Observation};
pub use pack::{
    Bodies, ConversationLine, Entry, Input, KnownRule, OpenedBy, Pack, PeriodEdge, Recipe, Record, Signal, Standing,
    Trial, Watches, WorryingEnd,
};
