//! What is wrong with an encoding or its key.

use thiserror::Error;

/// Why records cannot be encoded.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum PrivacyError {
    /// The key is too short to keep a secret.
    #[error("the key has {0} bytes; it needs at least 32 from a good source of chance")]
    ShortKey(usize),
    /// The key is long enough, and yet made of few different bytes.
    #[error("the key has only {0} different bytes; make one from a good source of chance, not by hand")]
    PoorKey(usize),
    /// The encoding's file cannot be read, or contradicts itself.
    #[error("the encoding is not usable: {0}")]
    Encoding(String),
}
