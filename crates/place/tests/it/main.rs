//! The place room against the facts: counts of councils, names, states of codes, recasts and their laws, boundaries, and
//! every question of who does what.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![expect(clippy::float_cmp, reason = "counts are compared to the last bit")]

mod map;
mod outline;
mod questions;
mod recast;
mod succession;
