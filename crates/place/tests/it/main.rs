//! The place room against the facts: counts of councils, names, states of codes, and every question of who does what.

mod map;
mod outline;
mod questions;
mod recast;
mod succession;
