//! Needs that unfold over years, and the contact with services that they bring.

mod abuse;
mod contact;
mod effects;
mod falls;
mod family;
mod money;
mod other;

pub(crate) use contact::{Contact, Cost, Pathway, Service, Stage};
pub use effects::{EFFECTS, Effect};
