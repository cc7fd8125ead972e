//! How a long run tells where it stands, and how it is stopped.

use crate::LinkError;
use std::ops::ControlFlow;

/// The parts of a run, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Columns are derived and values laid out for comparison.
    Prepare,
    /// Chance agreement (u) is measured.
    Chance,
    /// Agreement among matches (m) is learnt.
    Learn,
    /// Candidate pairs are scored.
    Score,
    /// Pairs become people.
    Cluster,
    /// New records join.
    Update,
}

impl Stage {
    /// What a person reads beside the bar.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Prepare => "preparing the records",
            Self::Chance => "measuring chance agreement",
            Self::Learn => "learning from likely matches",
            Self::Score => "comparing pairs",
            Self::Cluster => "forming people",
            Self::Update => "adding records",
        }
    }
}

/// Told of every step; answers whether to go on. Called from several threads.
pub trait Progress: Sync {
    /// `done` of `total` units of the stage are finished (`total` is 0 while it is not known).
    fn advance(&self, stage: Stage, done: u64, total: u64) -> ControlFlow<()>;
}

/// Nobody is watching.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn advance(&self, _stage: Stage, _done: u64, _total: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Tells `progress`, and turns its wish to stop into [`LinkError::Cancelled`].
pub(crate) fn tell(progress: &dyn Progress, stage: Stage, done: u64, total: u64) -> Result<(), LinkError> {
    match progress.advance(stage, done, total) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(LinkError::Cancelled),
    }
}
