//! Outcome audits: the list, the plan, freezing evidence, writing a finding, and the audit itself on one page.

pub mod audit;
pub mod evidence;
pub mod finding;
pub mod list;
pub mod plan;

pub use audit::AuditPage;
pub use evidence::EvidencePage;
pub use finding::FindingPage;
pub use list::AuditsPage;
pub use plan::PlanPage;
