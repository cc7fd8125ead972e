//! People who keep their identity while records come, change and go.
//!
//! The rule, in full. An identity goes to the group that has most of the records that held it; of equal groups, to the
//! one with the record that has held it longest. A group keeps one identity: of those that come to it the one with most
//! of its records, of equal ones the oldest; the others are retired and point to it. A group that no identity comes to
//! takes back a retired one whose records were exactly its own when it was retired, so that an undone merger gives back
//! what was lost; else it is given a new one. Numbers are never used twice for different people by accident, and every
//! change is in the history.

mod assign;
mod index;
mod kept;
mod population;

pub use assign::{Event, EventKind, PersonId};
pub use kept::{Identities, Retired};
pub use population::{Change, Population, UpdateReport};
