//! Linked records: why two are taken for one person, and what a linkage did.

pub mod explanation;
pub mod report;
mod sheet;
