//! Tests of the room from outside, in one binary.

mod frameworks;
mod signals;
