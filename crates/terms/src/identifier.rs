//! Names that people give to datasets and indicators: readable, lasting, safe in an address.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Borrow, fmt, str::FromStr};

/// Why an identifier was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an identifier: use lower-case letters, digits and single hyphens, 1 to 100 characters")]
pub struct IdentifierError(String);

fn is_slug(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Makes an identifier out of a heading: lower case, every run of other characters one hyphen.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && !matches!(character, '\'' | '’') {
            slug.push('-');
        }
    }
    slug.truncate(100);
    slug.trim_end_matches('-').to_owned()
}

macro_rules! identifier {
    ($(#[$note:meta])* $name:ident) => {
        $(#[$note])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Reads an identifier.
            ///
            /// # Errors
            /// [`IdentifierError`] unless it is lower-case letters, digits and single hyphens.
            pub fn parse(text: &str) -> Result<Self, IdentifierError> {
                if is_slug(text) { Ok(Self(text.to_owned())) } else { Err(IdentifierError(text.to_owned())) }
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdentifierError;
            fn from_str(text: &str) -> Result<Self, IdentifierError> {
                Self::parse(text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(de::Error::custom)
            }
        }
    };
}

identifier!(
    /// A dataset: a series of submissions under one contract, such as `revenue-outturn-rsx`.
    DatasetId
);
identifier!(
    /// An indicator: one thing that is counted or measured, such as `persistent-absence`.
    IndicatorId
);

/// The third submission to a dataset is `dataset/3`: readable, lasting, never used again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubmissionId {
    /// The dataset.
    pub dataset: DatasetId,
    /// Its number in the dataset, from 1.
    pub number: u32,
}

impl fmt::Display for SubmissionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.dataset, self.number)
    }
}

/// A text that names no submission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” does not name a submission: write the dataset, a stroke and a number, such as absence/3")]
pub struct SubmissionIdError(String);

impl FromStr for SubmissionId {
    type Err = SubmissionIdError;
    fn from_str(text: &str) -> Result<Self, SubmissionIdError> {
        let refuse = || SubmissionIdError(text.to_owned());
        let (dataset, number) = text.rsplit_once('/').ok_or_else(refuse)?;
        let dataset = DatasetId::parse(dataset).map_err(|_| refuse())?;
        let number = number.parse().ok().filter(|&number| number > 0).ok_or_else(refuse)?;
        Ok(Self { dataset, number })
    }
}

impl Serialize for SubmissionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SubmissionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_heading_becomes_an_identifier() {
        assert_eq!(slug("Children’s social care – referrals (%)"), "childrens-social-care-referrals");
        assert!(IndicatorId::parse("Persistent absence").is_err());
    }

    proptest! {
        #[test]
        fn a_slug_that_is_not_empty_is_an_identifier(text in ".{0,120}") {
            let made = slug(&text);
            prop_assert!(made.is_empty() || DatasetId::parse(&made).is_ok());
        }
    }
}
