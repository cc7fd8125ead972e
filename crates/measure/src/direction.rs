//! Which way is better.

use serde::{Deserialize, Serialize};

/// Which way of an outcome is better. Some have none: a demand measure is only higher or lower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Higher is better.
    Increase,
    /// Lower is better.
    Decrease,
    /// Neither is better.
    #[default]
    Neutral,
}
