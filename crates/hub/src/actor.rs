//! Who acts, for whom and what for. Every use case takes an [`Actor`], and [`Actor::may`] is the only place
//! where who-may-do-what is decided.

use crate::ports::people::PeopleTableName;
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
            Action::ChangeCatalogue
            | Action::Query
            | Action::MakeReview
            | Action::KeepPeople { .. }
            | Action::UsePeople { .. } => self.role == Role::LocalAdministrator,
            Action::ReadConversation { circle }
            | Action::TellOfConversation { circle }
            | Action::CloseConversation { circle } => self.acts_for(&circle.council) || self.acts_for(&circle.told),
            Action::OpenConversation { circle } | Action::AnswerConversation { circle } => {
                self.acts_for(&circle.council)
            }
            Action::RecordEvidence => self.acts(),
            Action::WithdrawEvidence { recorded_for } => self.acts_for(std::slice::from_ref(recorded_for)),
            Action::DocumentPractice { council } => self.acts_for(council),
            Action::FollowReviews | Action::ReadReviewLabels { .. } => {
                matches!(self.role, Role::LocalAdministrator | Role::Reviewer)
            }
            // Whoever judges does so under a name of their own, so that two people are two.
            Action::JudgePairs { .. } => self.role == Role::Reviewer,
            // A body speaks for itself, through its own people.
            Action::SpeakFor { body } => match self.role {
                Role::LocalAdministrator => true,
                Role::Approver | Role::Contributor => self.body == *body,
                Role::Auditor | Role::Reviewer | Role::Reader => false,
            },
            // Nobody audits the body that they act for.
            Action::Audit { body } => match self.role {
                Role::LocalAdministrator => true,
                Role::Auditor => self.body != *body,
                Role::Approver | Role::Contributor | Role::Reviewer | Role::Reader => false,
            },
            // The body sees a draft before everybody else does.
            Action::ReadDraftAudit { body } => match self.role {
                Role::LocalAdministrator | Role::Auditor => true,
                Role::Approver | Role::Contributor => self.body == *body,
                Role::Reviewer | Role::Reader => false,
            },
        };
        if allowed { Ok(()) } else { Err(Denied { reason: format!("{} may not {}.", self.person, action.words()) }) }
    }

    /// Whether the actor does things here at all, rather than reading what is published.
    fn acts(&self) -> bool {
        matches!(self.role, Role::LocalAdministrator | Role::Approver | Role::Contributor)
    }

    /// Whether the actor acts for one of these bodies. The person at the machine acts for every body.
    fn acts_for(&self, bodies: &[String]) -> bool {
        let one_of = |bodies: &[String]| bodies.iter().any(|body| body.trim().eq_ignore_ascii_case(self.body.trim()));
        self.role == Role::LocalAdministrator || (self.acts() && one_of(bodies))
    }
}

/// Whom a conversation about a council concerns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circle {
    /// The names and codes under which people act for the council.
    pub council: Vec<String>,
    /// The bodies that were told of it, by the stated rule.
    pub told: Vec<String>,
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
    /// Keep a table of people's records, or replace it.
    KeepPeople {
        /// Which.
        table: PeopleTableName,
    },
    /// Read people's records, such as to link them.
    UsePeople {
        /// Of which table.
        table: PeopleTableName,
    },
    /// See a conversation about a council: the evidence, the answer, the log.
    ReadConversation {
        /// Whom it concerns.
        circle: Circle,
    },
    /// Begin the time in which a council may answer.
    OpenConversation {
        /// Whom it concerns.
        circle: Circle,
    },
    /// Answer for the council.
    AnswerConversation {
        /// Whom it concerns.
        circle: Circle,
    },
    /// Tell the next body of a conversation. When that may be is not decided here but by the rule of escalation.
    TellOfConversation {
        /// Whom it concerns.
        circle: Circle,
    },
    /// Close a conversation.
    CloseConversation {
        /// Whom it concerns.
        circle: Circle,
    },
    /// Record dated evidence about a council.
    RecordEvidence,
    /// Withdraw evidence.
    WithdrawEvidence {
        /// The body for which it was recorded.
        recorded_for: String,
    },
    /// Document what a council did, or that it took up what another did.
    DocumentPractice {
        /// The names and codes under which people act for the council.
        council: Vec<String>,
    },
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
            Self::KeepPeople { table } => format!("keep the records of people in {table}"),
            Self::UsePeople { table } => format!("use the records of people in {table}"),
            Self::ReadConversation { circle } => format!("see the conversation about {}", named(&circle.council)),
            Self::OpenConversation { circle } => format!("open a conversation about {}", named(&circle.council)),
            Self::AnswerConversation { circle } => format!("answer for {}", named(&circle.council)),
            Self::TellOfConversation { circle } => {
                format!("tell others of the conversation about {}", named(&circle.council))
            }
            Self::CloseConversation { circle } => format!("close the conversation about {}", named(&circle.council)),
            Self::RecordEvidence => "record evidence about a council".to_owned(),
            Self::WithdrawEvidence { recorded_for } => format!("withdraw evidence that {recorded_for} recorded"),
            Self::DocumentPractice { council } => format!("document the practice of {}", named(council)),
            Self::MakeReview => "make a review of a linkage".to_owned(),
            Self::FollowReviews => "follow reviews of linkages".to_owned(),
            Self::JudgePairs { review } => format!("see and judge the records of review {review}"),
            Self::ReadReviewLabels { review } => format!("take the labels of review {review}"),
            Self::SpeakFor { body } => format!("speak for {body}"),
            Self::Audit { body } => format!("audit {body}"),
            Self::ReadDraftAudit { body } => format!("read the draft of an audit of {body}"),
        }
    }
}

fn named(council: &[String]) -> &str {
    council.first().map_or("this council", String::as_str)
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
        let table_name = PeopleTableName::parse("records_gp").unwrap();
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
            assert_eq!(actor.may(&Action::UsePeople { table: table_name.clone() }).is_ok(), may_change, "{role:?}");
        }
    }

    fn of(body: &str, role: Role) -> Actor {
        Actor { person: "A".to_owned(), body: body.to_owned(), role, ..Actor::local_administrator("test") }
    }

    #[test]
    fn a_conversation_is_the_councils_until_the_rule_opens_it() {
        let council = vec!["Thurrock Council".to_owned(), "E06000034".to_owned()];
        let private = Circle { council: council.clone(), told: Vec::new() };
        let told = Circle { council, told: vec!["Local Government Association".to_owned()] };
        let (thurrock, by_code) = (of("thurrock council ", Role::Contributor), of("E06000034", Role::Approver));
        let neighbour = of("Essex County Council", Role::Approver);
        let partner = of("Local Government Association", Role::Contributor);
        let public = of("Thurrock Council", Role::Reader);
        let administrator = Actor::local_administrator("test");
        // Actor; reads, answers, closes while it is private; reads, answers, tells others once the partner was told.
        let table = [
            (&thurrock, [true, true, true], [true, true, true]),
            (&by_code, [true, true, true], [true, true, true]),
            (&administrator, [true, true, true], [true, true, true]),
            (&neighbour, [false, false, false], [false, false, false]),
            (&partner, [false, false, false], [true, false, true]),
            (&public, [false, false, false], [false, false, false]),
        ];
        for (actor, before, after) in table {
            let may = |action: Action| actor.may(&action).is_ok();
            let (one, other) = (|| private.clone(), || told.clone());
            let found = [
                may(Action::ReadConversation { circle: one() }),
                may(Action::AnswerConversation { circle: one() }),
                may(Action::CloseConversation { circle: one() }),
            ];
            assert_eq!(found, before, "{} before", actor.body);
            let found = [
                may(Action::ReadConversation { circle: other() }),
                may(Action::AnswerConversation { circle: other() }),
                may(Action::TellOfConversation { circle: other() }),
            ];
            assert_eq!(found, after, "{} after", actor.body);
            let opens = may(Action::OpenConversation { circle: other() });
            assert_eq!(opens, before[1], "{}: only the council and the hub open one", actor.body);
        }
        let refused = neighbour.may(&Action::ReadConversation { circle: private }).unwrap_err();
        assert_eq!(refused.reason, "A may not see the conversation about Thurrock Council.");
    }

    #[test]
    fn evidence_is_recorded_by_those_who_act_and_withdrawn_by_those_who_recorded_it() {
        let (neighbour, public) = (of("Essex County Council", Role::Contributor), of("The public", Role::Reader));
        assert!(neighbour.may(&Action::RecordEvidence).is_ok());
        assert!(public.may(&Action::RecordEvidence).is_err());
        let withdraw = |body: &str| Action::WithdrawEvidence { recorded_for: body.to_owned() };
        assert!(neighbour.may(&withdraw("Essex County Council")).is_ok());
        assert!(neighbour.may(&withdraw("Thurrock Council")).is_err());
        assert!(Actor::local_administrator("test").may(&withdraw("Thurrock Council")).is_ok());
    }

    #[test]
    fn a_council_documents_its_own_practice() {
        let practice = Action::DocumentPractice { council: vec!["Burnley Borough Council".to_owned()] };
        assert!(of("Burnley Borough Council", Role::Contributor).may(&practice).is_ok());
        assert!(of("Pendle Borough Council", Role::Approver).may(&practice).is_err());
        assert!(of("Burnley Borough Council", Role::Reader).may(&practice).is_err());
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
