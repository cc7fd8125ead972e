//! The synthetic place: the same everywhere, lawful, plausible, and what was planted can be found.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod determinism;
mod documents;
mod effects;
mod files;
mod laws;
mod shapes;
