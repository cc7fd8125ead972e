//! The middle of the house: the use cases in their order, who may do them, and the ports that engines fill.
//!
//! The flow is `contribute → check → store → measure → protect → publish`. A use case takes an [`Actor`], asks
//! [`Actor::may`], and hands numbers out only as [`protect::Protected`].

pub mod actor;
pub mod clock;
pub mod ports;
pub mod submission;

pub use actor::{Action, Actor, Denied, Role};
pub use clock::{Clock, SystemClock};
pub use ports::{Lake, PortError, Register};
pub use submission::{Submission, SubmissionState};
pub use terms::{Figure, SubmissionId};
