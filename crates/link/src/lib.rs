//! Records to weighed pairs to people, with evaluation.
//!
//! A pure room: it reads no file, knows no clock and throws no dice; a seed is a parameter.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "records and values are counted in 32 bits and refused beyond (`Records`, `Values`); shares and weights are \
              bounded where they become steps"
)]
#![expect(clippy::similar_names, reason = "`derived` and `deriver`, `matches` and `matched` are the right words")]

pub mod block;
pub mod cluster;
pub mod compare;
pub mod draft;
mod error;
pub mod evaluate;
pub mod explain;
pub mod expression;
pub mod identity;
pub mod model;
mod parallel;
pub mod private;
mod progress;
mod random;
pub mod records;
pub mod review;
pub mod score;
pub mod standardise;
pub mod train;

pub use error::LinkError;
pub use model::Model;
pub use progress::{Progress, Silent, Stage};
pub use records::{RecordId, Records, RecordsBuilder};
