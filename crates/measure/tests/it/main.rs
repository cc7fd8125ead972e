//! Tests of the room from outside, in one binary.

mod frameworks;
#[path = "../../../intake/tests/it/reference.rs"]
mod reference;
mod signals;
