//! The lake on a real folder: what goes in comes out, as it is and as it stood, whatever happens in between.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod cluster;
mod faults;
mod linkage;
mod people;
mod projections;
mod queries;
mod questions;
mod received;
mod reviews;
mod sample;
mod snapshots;
mod synthetic_place;
mod versions;
