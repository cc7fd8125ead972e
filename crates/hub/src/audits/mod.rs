//! Outcome audits: planned with their goals, resting on frozen evidence, answered by the body, then published.
//!
//! What an audit may become is decided in [`measure::audit`]; here its figures are read, its steps are recorded and
//! the right people are let in. Each step is an event in the chain, evidence with its hash.

mod citable;
mod evidence;
mod steps;
mod told;
mod whole;

pub use citable::{CitablePoint, CitableSeries};
pub use measure::audit::{
    Audit, Bearing, Content, Document, Evidence, FindingDraft, Goal, GoalKind, Goals, OnGoal, Plan, Role, Stage, Step,
    TradeOff,
};
pub use measure::round::Kind;
pub use steps::NewPlan;
pub use told::{AuditTold, EvidenceTold, FindingTold, GoalTold, Now, StepTold, SummaryTold};
pub use whole::WholeAudit;

use crate::Error;
use measure::audit::Refusal;

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal.to_string(), refusal.mend())
    }
}
