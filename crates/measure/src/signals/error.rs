//! What stops the early warning.

/// What stopped us. What is wrong with single rows is a finding instead.
#[derive(Debug, thiserror::Error)]
pub enum SignalError {
    /// The table of events is not CSV, or a column is missing.
    #[error("the table of events cannot be read: {0}")]
    Events(#[from] csv::Error),
    /// The pack is not TOML of the right form.
    #[error("the pack of signals cannot be read: {0}")]
    Pack(#[from] Box<toml::de::Error>),
    /// The pack contradicts itself: every contradiction found.
    #[error("the pack of signals contradicts itself: {}", .0.join("; "))]
    Contradictions(Vec<String>),
    /// A formula that cannot be read.
    #[error("the formula “{formula}” cannot be read at character {at}: {why}")]
    Formula {
        /// The formula as it stood.
        formula: String,
        /// Where it went wrong, in characters from 1.
        at: usize,
        /// What was expected.
        why: &'static str,
    },
}
