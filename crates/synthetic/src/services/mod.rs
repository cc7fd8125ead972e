//! What services hold: records in their own columns with their own errors, and the events of their contacts.

mod collect;
mod error;
mod observe;
mod profile;
mod write;

pub(crate) use collect::{Extra, Ledger, Record};
pub use profile::{PROFILES, Profile};
pub(crate) use write::{Numbers, write_services};
