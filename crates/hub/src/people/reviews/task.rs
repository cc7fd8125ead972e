//! A review as the register keeps it: what was sampled, who judged what, and never what a record says.

use crate::{
    Actor,
    submission::{Received, exact},
};
use jiff::Timestamp;
use link::review::ReviewFile;
use serde::{Deserialize, Serialize};

/// A review: a sample of pairs that people judge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewTask {
    /// Its number, from 1.
    pub number: u32,
    /// What it is a review of.
    pub title: String,
    /// How the sample was taken.
    pub design: ReviewDesign,
    /// The review file, which the lake keeps. Its hash and size alone stand in the register.
    pub file: Received,
    /// When the review was made.
    pub made_at: Timestamp,
    /// By whom, and what for.
    pub made_by: Actor,
}

/// How a sample was taken. Nothing of it is about one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewDesign {
    /// The bands of match weights, lightest first.
    pub bands: Vec<DesignBand>,
    /// The pairs, in the order in which people see them.
    pub pairs: Vec<DesignPair>,
    /// The weight from which the run took a pair for one person, where the file says so.
    #[serde(with = "exact")]
    pub threshold: Option<f64>,
    /// How many clusters the file holds.
    pub clusters: u32,
    /// Whether the file says what the model believes.
    pub has_model: bool,
}

/// A band of match weights (log2 odds).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DesignBand {
    /// The least weight; nothing where it has no lower end.
    #[serde(with = "exact")]
    pub from: Option<f64>,
    /// Weights below this; nothing where it has no upper end.
    #[serde(with = "exact")]
    pub to: Option<f64>,
    /// How many pairs of the run lie in it.
    pub pairs: u64,
}

/// A pair of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DesignPair {
    /// Its band, counted from 0.
    pub band: u32,
    /// For how many pairs of the run it stands.
    #[serde(with = "exact_one")]
    pub stands_for: f64,
    /// Its match weight (log2 odds).
    #[serde(with = "exact_one")]
    pub weight: f64,
}

/// A number as its shortest text that reads back to the same bits.
mod exact_one {
    use crate::submission::exact;
    use serde::{Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        exact::serialize(&Some(*number), serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        exact::deserialize(deserializer)?.ok_or_else(|| D::Error::custom("a number is missing"))
    }
}

impl ReviewDesign {
    /// The design of a file that was checked.
    #[must_use]
    pub fn of(file: &ReviewFile) -> Self {
        let bands = file.bands.iter().map(|band| DesignBand { from: band.from, to: band.to, pairs: band.pairs });
        let pairs = file.pairs.iter().map(|pair| DesignPair {
            band: u32::try_from(pair.band).unwrap_or(u32::MAX),
            stands_for: pair.stands_for,
            weight: pair.weight,
        });
        Self {
            bands: bands.collect(),
            pairs: pairs.collect(),
            threshold: file.model.as_ref().map(|model| model.threshold),
            clusters: u32::try_from(file.clusters.len()).unwrap_or(u32::MAX),
            has_model: file.model.is_some(),
        }
    }

    /// How many pairs there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.pairs.len()).unwrap_or(u32::MAX)
    }
}

/// What a reviewer says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The records are of one person.
    SamePerson,
    /// They are of two.
    DifferentPeople,
    /// It cannot be told from the records.
    CannotTell,
}

impl Verdict {
    /// Every verdict, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::SamePerson, Self::DifferentPeople, Self::CannotTell];

    /// The name in files, replies and the register.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SamePerson => "same_person",
            Self::DifferentPeople => "different_people",
            Self::CannotTell => "cannot_tell",
        }
    }

    /// The verdict of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }

    /// What a button says.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SamePerson => "Same person",
            Self::DifferentPeople => "Different people",
            Self::CannotTell => "Cannot tell",
        }
    }

    pub(super) fn in_link(self) -> link::review::Verdict {
        match self {
            Self::SamePerson => link::review::Verdict::Match,
            Self::DifferentPeople => link::review::Verdict::Apart,
            Self::CannotTell => link::review::Verdict::Unsure,
        }
    }

    pub(super) fn of_link(verdict: link::review::Verdict) -> Self {
        match verdict {
            link::review::Verdict::Match => Self::SamePerson,
            link::review::Verdict::Apart => Self::DifferentPeople,
            link::review::Verdict::Unsure => Self::CannotTell,
        }
    }
}

/// What a reviewer knew when they judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The two records and nothing else.
    Blind,
    /// They had judged the pair before, had then seen its weight, and took their word back.
    WeightSeen,
    /// Two others differed, and what those said was shown.
    Decision,
}

impl Basis {
    const ALL: [Self; 3] = [Self::Blind, Self::WeightSeen, Self::Decision];

    /// The name in replies and the register.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Blind => "blind",
            Self::WeightSeen => "weight_seen",
            Self::Decision => "decision",
        }
    }

    /// The basis of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.name() == name)
    }
}

/// A reviewer's word on a pair, as the register keeps it. A word that was taken back stays, with when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewJudgement {
    /// Its number in the review, from 1.
    pub number: u32,
    /// The pair, from 1.
    pub pair: u32,
    /// Who judged, and what for.
    pub by: Actor,
    /// What they said.
    pub verdict: Verdict,
    /// What they wrote beside it.
    pub note: String,
    /// What they knew.
    pub basis: Basis,
    /// When.
    pub at: Timestamp,
    /// When they were shown the weight.
    pub weight_seen_at: Option<Timestamp>,
    /// When they took it back.
    pub withdrawn_at: Option<Timestamp>,
}

impl ReviewJudgement {
    /// Whether it has not been taken back.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.withdrawn_at.is_none()
    }

    /// Whether it is the word of a person.
    #[must_use]
    pub fn is_by(&self, person: &str) -> bool {
        reviewer_key(&self.by.person) == reviewer_key(person)
    }
}

/// How reviewers are told apart: by name, whatever its capitals and spaces.
#[must_use]
pub fn reviewer_key(person: &str) -> String {
    person.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        assert!(Verdict::ALL.iter().all(|&verdict| Verdict::from_name(verdict.name()) == Some(verdict)));
        assert!(Verdict::ALL.iter().all(|&verdict| Verdict::of_link(verdict.in_link()) == verdict));
        assert!(Basis::ALL.iter().all(|&basis| Basis::from_name(basis.name()) == Some(basis)));
        assert_eq!(Verdict::from_name("maybe"), None);
    }

    #[test]
    fn one_person_is_one_reviewer_however_they_write_their_name() {
        assert_eq!(reviewer_key("  Ada   LOVELACE "), reviewer_key("Ada Lovelace"));
        assert_ne!(reviewer_key("Ada Lovelace"), reviewer_key("Ada King"));
    }
}
