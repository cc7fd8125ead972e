//! Outcomes: figures read back, on the boundaries of a chosen day, as they stand or as they stood.

pub mod beside;
pub mod methods;
mod observations;
mod provenance;
pub mod round;
mod series;
pub mod trend;

pub use observations::describe;
pub use provenance::Provenance;
pub use series::{Choice, EnglandRow, EnglandTable, Point, Series, recast_rule};
