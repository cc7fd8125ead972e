//! Who acts, for whom and what for. Every use case takes an [`Actor`], and [`Actor::may`] is the only place
//! where who-may-do-what is decided.

use serde::{Deserialize, Serialize};
use terms::DatasetId;

/// What a person may do on this hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The person at the machine, before anybody can sign in: everything.
    LocalAdministrator,
    /// Sends submissions and sees findings.
    Contributor,
    /// Also approves submissions and sends them back.
    Approver,
    /// Judges pairs of records in reviews of linkage.
    Reviewer,
    /// Anybody: reads what is published.
    Reader,
}

/// A person, the body they act for, and the purpose. Written beside everything that they do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person's name, as it will stand in the record.
    pub person: String,
    /// The body that they act for.
    pub body: String,
    /// What they do it for, in words.
    pub purpose: String,
    /// What they may do.
    pub role: Role,
}

impl Actor {
    /// The single user of a hub where nobody can sign in yet.
    #[must_use]
    pub fn local_administrator(purpose: &str) -> Self {
        Self {
            person: "Local administrator".to_owned(),
            body: "This hub".to_owned(),
            purpose: purpose.to_owned(),
            role: Role::LocalAdministrator,
        }
    }

    /// A visitor who reads what is published.
    #[must_use]
    pub fn reader() -> Self {
        Self {
            person: "A visitor".to_owned(),
            body: "The public".to_owned(),
            purpose: "Reading what is published".to_owned(),
            role: Role::Reader,
        }
    }

    /// Somebody who judges pairs of records. Until people can sign in, the name is as they state it.
    #[must_use]
    pub fn reviewer(person: &str, purpose: &str) -> Self {
        Self {
            person: person.split_whitespace().collect::<Vec<_>>().join(" "),
            body: "This hub, name as stated".to_owned(),
            purpose: purpose.trim().to_owned(),
            role: Role::Reviewer,
        }
    }

    /// Whether the actor may do it. The only such decision in the code.
    ///
    /// # Errors
    /// [`Denied`] with the reason in words.
    pub fn may(&self, action: &Action) -> Result<(), Denied> {
        if self.purpose.trim().is_empty() {
            return Err(Denied { reason: "No purpose was given: say what this is for.".to_owned() });
        }
        if self.person.trim().is_empty() {
            return Err(Denied { reason: "No name was given: say who acts.".to_owned() });
        }
        let allowed = match action {
            Action::ReadPublished => true,
            Action::ReadSubmission { .. } | Action::Contribute { .. } => {
                matches!(self.role, Role::LocalAdministrator | Role::Approver | Role::Contributor)
            }
            Action::Approve { .. } => matches!(self.role, Role::LocalAdministrator | Role::Approver),
            Action::ChangeCatalogue | Action::Query | Action::MakeReview => self.role == Role::LocalAdministrator,
            Action::FollowReviews | Action::ReadReviewLabels { .. } => {
                matches!(self.role, Role::LocalAdministrator | Role::Reviewer)
            }
            // Whoever judges does so under a name of their own, so that two people are two.
            Action::JudgePairs { .. } => self.role == Role::Reviewer,
        };
        if allowed { Ok(()) } else { Err(Denied { reason: format!("{} may not {}.", self.person, action.words()) }) }
    }
}

/// Something that an actor wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Read published figures, indicators, places and responsibilities.
    ReadPublished,
    /// Read a submission with its bytes and findings.
    ReadSubmission {
        /// Whose.
        dataset: DatasetId,
    },
    /// Send a submission.
    Contribute {
        /// Where to.
        dataset: DatasetId,
    },
    /// Approve a submission or send it back.
    Approve {
        /// Whose.
        dataset: DatasetId,
    },
    /// Add or change a dataset's contract or recipe.
    ChangeCatalogue,
    /// Ask a question in SQL.
    Query,
    /// Make a review of a linkage from a sample of its pairs.
    MakeReview,
    /// See which reviews there are, how far they are and what they say: no record of a person.
    FollowReviews,
    /// See the two records of each pair of a review, and judge them.
    JudgePairs {
        /// The review's number.
        review: u32,
    },
    /// Take away which records of a review are of one person.
    ReadReviewLabels {
        /// The review's number.
        review: u32,
    },
}

impl Action {
    fn words(&self) -> String {
        match self {
            Self::ReadPublished => "read what is published".to_owned(),
            Self::ReadSubmission { dataset } => format!("read submissions to {dataset}"),
            Self::Contribute { dataset } => format!("send a submission to {dataset}"),
            Self::Approve { dataset } => format!("approve submissions to {dataset}"),
            Self::ChangeCatalogue => "change the catalogue".to_owned(),
            Self::Query => "ask questions in SQL".to_owned(),
            Self::MakeReview => "make a review of a linkage".to_owned(),
            Self::FollowReviews => "follow reviews of linkages".to_owned(),
            Self::JudgePairs { review } => format!("see and judge the records of review {review}"),
            Self::ReadReviewLabels { review } => format!("take the labels of review {review}"),
        }
    }
}

/// A refusal, with its reason in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Denied {
    /// Why, for the person who asked.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_do_what() {
        let dataset = DatasetId::parse("absence").unwrap();
        let approve = Action::Approve { dataset: dataset.clone() };
        let contribute = Action::Contribute { dataset };
        let table = [
            (Role::LocalAdministrator, true, true, true),
            (Role::Approver, true, true, false),
            (Role::Contributor, true, false, false),
            (Role::Reviewer, false, false, false),
            (Role::Reader, false, false, false),
        ];
        for (role, may_contribute, may_approve, may_change) in table {
            let actor = Actor { role, ..Actor::local_administrator("test") };
            assert!(actor.may(&Action::ReadPublished).is_ok());
            assert_eq!(actor.may(&contribute).is_ok(), may_contribute, "{role:?}");
            assert_eq!(actor.may(&approve).is_ok(), may_approve, "{role:?}");
            assert_eq!(actor.may(&Action::ChangeCatalogue).is_ok(), may_change, "{role:?}");
        }
    }

    #[test]
    fn nothing_is_done_without_a_purpose_or_a_name() {
        assert!(Actor::local_administrator(" ").may(&Action::ReadPublished).is_err());
        assert!(Actor::reviewer("Ada", " ").may(&Action::JudgePairs { review: 1 }).is_err());
        assert!(Actor::reviewer(" ", "Review").may(&Action::JudgePairs { review: 1 }).is_err());
    }

    #[test]
    fn records_of_people_are_seen_by_reviewers_alone() {
        let judge = Action::JudgePairs { review: 1 };
        assert!(Actor::reviewer("Ada", "Review").may(&judge).is_ok());
        for role in [Role::LocalAdministrator, Role::Contributor, Role::Approver, Role::Reader] {
            let actor = Actor { role, ..Actor::local_administrator("test") };
            assert!(actor.may(&judge).is_err(), "{role:?}");
            assert_eq!(actor.may(&Action::MakeReview).is_ok(), role == Role::LocalAdministrator, "{role:?}");
        }
        assert!(Actor::reader().may(&Action::FollowReviews).is_err());
    }
}
