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
    /// Plans audits, freezes evidence, writes findings and publishes them; never on the body that they act for.
    Auditor,
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

    /// Whether the actor may do it. The only such decision in the code.
    ///
    /// # Errors
    /// [`Denied`] with the reason in words.
    pub fn may(&self, action: &Action) -> Result<(), Denied> {
        if self.purpose.trim().is_empty() {
            return Err(Denied { reason: "No purpose was given: say what this is for.".to_owned() });
        }
        let allowed = match action {
            Action::ReadPublished => true,
            Action::ReadSubmission { .. } | Action::Contribute { .. } => {
                matches!(self.role, Role::LocalAdministrator | Role::Approver | Role::Contributor)
            }
            Action::Approve { .. } => matches!(self.role, Role::LocalAdministrator | Role::Approver),
            Action::ChangeCatalogue | Action::Query => self.role == Role::LocalAdministrator,
            // A body speaks for itself, through its own people.
            Action::SpeakFor { body } => match self.role {
                Role::LocalAdministrator => true,
                Role::Approver | Role::Contributor => self.body == *body,
                Role::Auditor | Role::Reader => false,
            },
            // Nobody audits the body that they act for.
            Action::Audit { body } => match self.role {
                Role::LocalAdministrator => true,
                Role::Auditor => self.body != *body,
                Role::Approver | Role::Contributor | Role::Reader => false,
            },
            // The body sees a draft before everybody else does.
            Action::ReadDraftAudit { body } => match self.role {
                Role::LocalAdministrator | Role::Auditor => true,
                Role::Approver | Role::Contributor => self.body == *body,
                Role::Reader => false,
            },
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
    /// State what a body says of a figure, an outcome or a finding; change or withdraw it.
    SpeakFor {
        /// The body, by its full name.
        body: String,
    },
    /// Plan an audit of a body, freeze evidence, write findings, publish.
    Audit {
        /// The body, by its full name.
        body: String,
    },
    /// Read the draft of an audit.
    ReadDraftAudit {
        /// The body that is audited, by its full name.
        body: String,
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
            Self::SpeakFor { body } => format!("speak for {body}"),
            Self::Audit { body } => format!("audit {body}"),
            Self::ReadDraftAudit { body } => format!("read the draft of an audit of {body}"),
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
    fn a_body_speaks_for_itself_and_nobody_audits_their_own() {
        let body = "North Yorkshire Council".to_owned();
        let (speak, audit) = (Action::SpeakFor { body: body.clone() }, Action::Audit { body: body.clone() });
        let read = Action::ReadDraftAudit { body: body.clone() };
        let table = [
            (Role::LocalAdministrator, "This hub", true, true, true),
            (Role::Approver, "North Yorkshire Council", true, false, true),
            (Role::Contributor, "North Yorkshire Council", true, false, true),
            (Role::Contributor, "Cumberland Council", false, false, false),
            (Role::Auditor, "A firm of auditors", false, true, true),
            (Role::Auditor, "North Yorkshire Council", false, false, true),
            (Role::Reader, "North Yorkshire Council", false, false, false),
        ];
        for (role, of, may_speak, may_audit, may_read) in table {
            let actor = Actor { role, body: of.to_owned(), ..Actor::local_administrator("test") };
            assert_eq!(actor.may(&speak).is_ok(), may_speak, "{role:?} of {of} speaks");
            assert_eq!(actor.may(&audit).is_ok(), may_audit, "{role:?} of {of} audits");
            assert_eq!(actor.may(&read).is_ok(), may_read, "{role:?} of {of} reads a draft");
        }
    }

    #[test]
    fn nothing_is_done_without_a_purpose() {
        assert!(Actor::local_administrator(" ").may(&Action::ReadPublished).is_err());
    }
}
