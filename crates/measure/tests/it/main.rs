//! Tests of the room from outside, in one binary.

mod audit;
mod distribution;
mod frameworks;
mod laws;
mod pages;
#[path = "../../../intake/tests/it/reference.rs"]
mod reference;
mod refusals;
mod round;
mod signals;
mod vectors;
