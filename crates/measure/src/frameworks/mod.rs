//! Frameworks as data: what is wanted, what measures it, and what nobody measures.
//!
//! A [`Framework`] is a file of `data/frameworks`: goals, the measures that it names, and our indicators for each. The
//! answers here are lists of what is missing: [`coverage`] tells the indicators that no framework covers and the goals
//! that no indicator measures; [`cross_walk`] tells where frameworks ask for the same thing; [`ServiceMap::spending`] the
//! share of spending for which there is no outcome measure. Frameworks change and end: none is compiled in.

mod coverage;
mod pack;
mod spending;

pub use coverage::{CatalogueEntry, Coverage, GoalGap, GoalReference, SharedIndicator, Stray, coverage, cross_walk};
pub use pack::{Framework, FrameworkError, Goal, GoalEvidence, Measure, MeasureKind, Scope, Source};
pub use spending::{Service, ServiceMap, ServiceSpending, SpendingCoverage};
