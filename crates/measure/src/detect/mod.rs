//! Detectors of change as it happens: cumulative sums, moving averages, and the methods of disease surveillance.
//!
//! Each watches one series in order of time and says at which observations it signals. What each costs in false alarms
//! on a series in which nothing happens is measured by `cargo run --example false_alarms` and printed in
//! `docs/reference/methods/detectors.md`.

pub mod bernoulli;
pub mod ears;
pub mod ewma;
pub mod farrington;
mod quasi_poisson;
pub mod run_length;
pub mod tabular;
