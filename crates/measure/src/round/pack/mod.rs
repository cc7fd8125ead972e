//! The packs: which indicators are circumstances, and which outcomes may be set against them.

mod circumstances;
mod outcomes;
mod series;

pub use circumstances::{CircumstancePack, CircumstanceRule, CircumstanceSet, Formula, LeftOutRule, Transformation};
pub use outcomes::{OutcomePack, OutcomeRule, PrecisionRule, Tier, ValueRule};
pub use series::{Series, Which};

/// Why a pack was refused.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// Not TOML, or a key, code, period or identifier that is not understood.
    #[error("the pack cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// A format that this program does not know.
    #[error("the pack has format {found}; this program reads format 1")]
    Format {
        /// The format that was found.
        found: u32,
    },
    /// Something is named twice.
    #[error("“{0}” is given twice")]
    Twice(String),
    /// Something is named that is not in the pack.
    #[error("“{by}” names “{name}”, which is not in the pack")]
    Unknown {
        /// What is named.
        name: String,
        /// By what.
        by: String,
    },
    /// An entry says two things that do not go together.
    #[error("“{entry}”: {what}")]
    Contradiction {
        /// The entry.
        entry: String,
        /// What does not go together.
        what: &'static str,
    },
}

fn only_format_1(found: u32) -> Result<(), PackError> {
    if found == 1 { Ok(()) } else { Err(PackError::Format { found }) }
}
