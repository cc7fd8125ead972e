//! Comparing two records: ordered levels over derived values.

mod derive;
mod layout;
mod letters;
pub mod metric;
mod sift;
mod test;

pub(crate) use layout::{At, Kind, Layout};
pub(crate) use sift::{Pairs, part};
pub(crate) use test::{Compiler, Measure, Pair, Scratch, Test};
