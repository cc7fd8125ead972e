//! Why: for a pair, for a person, for a model. Data to draw and words to read; the drawing is elsewhere.

mod model;
mod pair;
mod person;
mod threshold;

pub use model::{LevelRow, WeightHistogram};
pub use pair::{PairExplanation, Step};
pub use person::{ClusterGraph, GraphLink, PersonExplanation};
pub use threshold::{ExpectedCost, ThresholdCost};
