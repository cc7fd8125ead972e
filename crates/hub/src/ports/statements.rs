//! The register's records of statements: what places say of figures, every version of it.

use super::PortError;
use crate::statements::Statement;
use async_trait::async_trait;

/// Keeps statements. Versions are only added: nothing that was said is ever changed or removed.
#[async_trait]
pub trait StatementRecords: Send + Sync {
    /// Records a new statement under the next number, as its version 1. Gives it back with its number.
    async fn add_statement(&self, statement: Statement) -> Result<Statement, PortError>;

    /// Records another version of a statement; [`PortError::Conflict`] unless it follows the newest one.
    async fn add_statement_version(&self, statement: &Statement) -> Result<(), PortError>;

    /// The newest version of every statement, by number; those that were withdrawn too.
    async fn statements(&self) -> Result<Vec<Statement>, PortError>;

    /// Every version of a statement, oldest first. Empty where there is none of that number.
    async fn statement_versions(&self, number: u32) -> Result<Vec<Statement>, PortError>;
}
