//! What stopped us. What is wrong with the data is no error: it is a finding.

/// What stopped a check.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bytes could not be read from where they are kept.
    #[error("the file could not be read: {0}")]
    Read(#[from] std::io::Error),
    /// Whoever takes the rows refused them.
    #[error("the rows could not be stored: {0}")]
    Sink(Box<dyn std::error::Error + Send + Sync>),
}
