//! What a value is worth. Missing is not zero, and there are several ways to be missing.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The status of one observed value. Never a magic number in the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Status {
    /// A plain published value.
    Present = 0,
    /// Hidden by the publisher so that no person can be recognised (`c`, `*`).
    Suppressed = 1,
    /// Not published or not returned (`x`, `..`, blank).
    NotAvailable = 2,
    /// The question has no meaning here (`z`).
    NotApplicable = 3,
    /// Not this body's job: it does not run the service, so no figure can exist.
    NotResponsible = 4,
    /// A value that its publisher expects to change (`p`).
    Provisional = 5,
    /// A value that differs from an earlier edition (`r`).
    Revised = 6,
    /// A value resting on few cases or a weak sample (`u`).
    Unreliable = 7,
    /// More than nothing, but rounds to zero (`low`, `k`). The value is absent, not zero.
    RoundsToZero = 8,
    /// A value that was estimated, by the publisher or by a recast (`e`).
    Estimated = 9,
    /// A value that cannot be compared with those before it (`b`).
    SeriesBreak = 10,
    /// Asked of a sample in which nobody was recorded (`w`).
    NoneRecorded = 11,
}

impl Status {
    /// Every status, in the order of their numbers.
    pub const ALL: [Self; 12] = [
        Self::Present,
        Self::Suppressed,
        Self::NotAvailable,
        Self::NotApplicable,
        Self::NotResponsible,
        Self::Provisional,
        Self::Revised,
        Self::Unreliable,
        Self::RoundsToZero,
        Self::Estimated,
        Self::SeriesBreak,
        Self::NoneRecorded,
    ];

    /// Whether a value of this status carries a number that may be used.
    #[must_use]
    pub fn has_value(self) -> bool {
        matches!(
            self,
            Self::Present | Self::Provisional | Self::Revised | Self::Unreliable | Self::Estimated | Self::SeriesBreak
        )
    }

    /// The number under which the status is stored.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The status stored under a number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The name in files and replies.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Suppressed => "suppressed",
            Self::NotAvailable => "not_available",
            Self::NotApplicable => "not_applicable",
            Self::NotResponsible => "not_responsible",
            Self::Provisional => "provisional",
            Self::Revised => "revised",
            Self::Unreliable => "unreliable",
            Self::RoundsToZero => "rounds_to_zero",
            Self::Estimated => "estimated",
            Self::SeriesBreak => "series_break",
            Self::NoneRecorded => "none_recorded",
        }
    }

    /// The name that a reader sees, in a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Present => "published",
            Self::Suppressed => "hidden to protect people",
            Self::NotAvailable => "not available",
            Self::NotApplicable => "not applicable",
            Self::NotResponsible => "not this body’s job",
            Self::Provisional => "provisional",
            Self::Revised => "revised",
            Self::Unreliable => "unreliable: few cases or a small sample",
            Self::RoundsToZero => "more than nothing, rounds to zero",
            Self::Estimated => "estimated",
            Self::SeriesBreak => "not comparable with earlier figures",
            Self::NoneRecorded => "none recorded in the survey",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A name that is no status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a status: use one of present, suppressed, not_available, not_applicable, not_responsible, provisional, revised, unreliable, rounds_to_zero, estimated, series_break, none_recorded"
)]
pub struct StatusError(String);

impl FromStr for Status {
    type Err = StatusError;
    fn from_str(text: &str) -> Result<Self, StatusError> {
        Self::ALL.into_iter().find(|status| status.name() == text).ok_or_else(|| StatusError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_lead_back_to_their_status() {
        for (number, status) in Status::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(status.number()), number);
            assert_eq!(Status::from_number(status.number()), Some(status));
            assert_eq!(status.name().parse::<Status>().unwrap(), status);
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{}\"", status.name()));
        }
    }
}
