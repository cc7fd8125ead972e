//! What stops a linkage.

use thiserror::Error;

/// What stopped us. What is merely wrong with the data is a [`terms::Finding`].
#[derive(Debug, Error, Clone, PartialEq)]
#[non_exhaustive]
pub enum LinkError {
    /// An expression of the model cannot be read.
    #[error("cannot read `{expression}`: {reason}")]
    Expression {
        /// The expression as it stands in the model.
        expression: String,
        /// What is wrong, and where.
        reason: String,
    },
    /// The model asks for a column that the records do not have.
    #[error("the model needs the column `{column}`, and the records have: {present}")]
    MissingColumn {
        /// The column that is missing.
        column: String,
        /// The columns that are there.
        present: String,
    },
    /// The model contradicts itself or lacks a part.
    #[error("the model is not usable: {0}")]
    Model(String),
    /// The records cannot be used.
    #[error("the records are not usable: {0}")]
    Records(String),
    /// More records or values than the engine counts with.
    #[error("too many {what}: at most {limit}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// A parameter cannot be learnt from these records.
    #[error("cannot train: {0}")]
    Training(String),
    /// No model can be drafted from these records.
    #[error("no model can be drafted: {0}")]
    Draft(String),
    /// A label or a truth column is not usable.
    #[error("the labels are not usable: {0}")]
    Labels(String),
    /// The receiver of pairs refused them (a full disk, for example).
    #[error("the pairs could not be handed over: {0}")]
    Sink(String),
    /// The caller asked to stop.
    #[error("stopped on request")]
    Cancelled,
}
