//! Clerical review: which pairs people look at, what two of them say, and what follows.

mod estimate;
pub mod file;
mod judgement;
mod kappa;
mod sample;

pub use estimate::{ReviewEstimate, estimate};
pub use file::{ReviewFile, ReviewRun, ReviewSource};
pub use judgement::{Agreement, Judgement, Settled, Verdict, agreement, labels, settle};
pub use kappa::AgreementTable;
pub use sample::{Band, ReviewPair, ReviewSampler};
