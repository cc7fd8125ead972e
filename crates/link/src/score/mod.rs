//! Candidate pairs to weighed pairs.

mod batch;
mod frequency;
mod given;
mod linkage;
mod pair;

pub(crate) use batch::Batch;
pub use frequency::Frequencies;
pub use given::Counted;
pub(crate) use linkage::{CompiledComparison, CompiledLevel};
pub use linkage::{Linkage, Summary};
pub(crate) use pair::Weights;
pub use pair::{Collect, LevelWeight, PairSink, ScoredPair};
