//! Clerical review: which pairs people look at, what two of them say, and what follows.

mod estimate;
mod judgement;
mod sample;

pub use estimate::{ReviewEstimate, estimate};
pub use judgement::{Agreement, Judgement, Settled, Verdict, agreement, labels, settle};
pub use sample::{Band, ReviewPair, ReviewSampler};
