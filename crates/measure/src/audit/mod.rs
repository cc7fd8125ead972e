//! Outcome audit: goals declared first, evidence frozen, findings that each cite a goal, trade-offs told and never
//! averaged.
//!
//! An [`Audit`] begins with a [`Plan`]: what it asks, of which place and period, and its [`Goals`] in an order of
//! precedence that their owners declare. [`Evidence`] is frozen by its hash ([`Frozen`]) at the moment at which it is
//! cited, so that a later revision can stand beside it and never in its place. A [`Finding`] without a goal cannot be
//! made, nor one that rests on outputs alone. Where a finding serves one goal and works against another, it is refused
//! until somebody says who decides ([`TradeOff`]).
//!
//! There is no score: a [`Bearing`] is a word, and words are neither added nor put in an order.
//!
//! ```compile_fail
//! use measure::audit::Bearing;
//! let composite = Bearing::Serves + Bearing::WorksAgainst;
//! ```
//!
//! ```compile_fail
//! use measure::audit::Bearing;
//! let ordered = Bearing::Serves < Bearing::WorksAgainst;
//! ```

mod canonical;
mod evidence;
mod finding;
mod goal;
mod plan;
mod record;
mod refusal;

pub use canonical::canonical;
pub use evidence::{
    Broken, Content, Document, Evidence, Exact, Frozen, FrozenExpectation, FrozenFigure, OutcomeFigure,
    QuotedStatement, Role,
};
pub use finding::{Bearing, Finding, FindingDraft, OnGoal, TradeOff};
pub use goal::{Goal, GoalKind, Goals};
pub use plan::Plan;
pub use record::{Audit, Cited, Stage, Step};
pub use refusal::Refusal;
