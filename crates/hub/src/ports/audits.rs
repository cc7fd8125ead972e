//! The register's records of audits: every version of each, and the evidence that they froze.

use super::PortError;
use async_trait::async_trait;
use jiff::Timestamp;
use measure::audit::Audit;
pub use measure::audit::Frozen;

/// An audit as it stands, with the version of its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// The audit.
    pub audit: Audit,
    /// The version of its record, from 1.
    pub version: u32,
}

/// Keeps audits. Versions and evidence are only added.
#[async_trait]
pub trait AuditRecords: Send + Sync {
    /// Records a new audit under the next number, as version 1.
    async fn add_audit(&self, audit: Audit, at: Timestamp) -> Result<AuditRecord, PortError>;

    /// Records what an audit has become, with the evidence that was frozen in the same step;
    /// [`PortError::Conflict`] unless `version` is the newest.
    async fn change_audit(
        &self,
        audit: &Audit,
        version: u32,
        evidence: Option<(u32, Frozen)>,
        at: Timestamp,
    ) -> Result<AuditRecord, PortError>;

    /// An audit as it stands.
    async fn audit(&self, number: u32) -> Result<Option<AuditRecord>, PortError>;

    /// Every audit as it stands, by number.
    async fn audits(&self) -> Result<Vec<AuditRecord>, PortError>;

    /// The evidence of an audit, by number, as it is kept: whoever reads it verifies it.
    async fn audit_evidence(&self, number: u32) -> Result<Vec<(u32, Frozen)>, PortError>;
}
