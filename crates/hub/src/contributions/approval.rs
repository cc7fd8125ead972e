//! Deciding on a submission that waits, and bringing its figures into use.

use super::check::scope_of;
use crate::{
    Action, Actor, Error, Hub, Submission, SubmissionId,
    ports::SubmissionUpdate,
    submission::{Decision, Release, SubmissionState},
};

impl Hub {
    /// Approves a submission that waits: its figures come into use.
    ///
    /// # Errors
    /// When the actor may not, when there is no such submission, when it does not wait, or an engine fails.
    pub async fn approve(&self, actor: &Actor, id: &SubmissionId, note: &str) -> Result<Submission, Error> {
        actor.may(&Action::Approve { dataset: id.dataset.clone() })?;
        self.waiting(id).await?;
        let update = SubmissionUpdate {
            decision: Some(Decision { by: actor.clone(), at: self.clock.now(), note: note.to_owned() }),
            ..SubmissionUpdate::of(id, SubmissionState::AwaitingApproval, SubmissionState::Committing)
        };
        let submission = self.change(update, None).await?;
        self.record(actor, "submission-approved", &id.to_string(), note).await?;
        self.bring_into_use(actor, submission).await
    }

    /// Sends a submission back: its bytes and findings are kept, its figures are not used.
    ///
    /// # Errors
    /// As [`Hub::approve`]; also when no reason is given, since its sender needs one.
    pub async fn send_back(&self, actor: &Actor, id: &SubmissionId, reason: &str) -> Result<Submission, Error> {
        actor.may(&Action::Approve { dataset: id.dataset.clone() })?;
        if reason.trim().is_empty() {
            return Err(Error::refused(
                "No reason was given for sending the submission back.",
                "Say what its sender should mend.",
            ));
        }
        let waiting = self.waiting(id).await?;
        let update = SubmissionUpdate {
            decision: Some(Decision { by: actor.clone(), at: self.clock.now(), note: reason.to_owned() }),
            staged: Some(None),
            ..SubmissionUpdate::of(id, SubmissionState::AwaitingApproval, SubmissionState::SentBack)
        };
        let submission = self.change(update, None).await?;
        if let Some(staged) = &waiting.staged {
            self.lake.discard(staged).await?;
        }
        self.record(actor, "submission-sent-back", &id.to_string(), reason).await?;
        Ok(submission)
    }

    async fn waiting(&self, id: &SubmissionId) -> Result<Submission, Error> {
        let submission =
            self.register.submission(id).await?.ok_or_else(|| Error::not_found(format!("submission {id}")))?;
        if submission.state == SubmissionState::AwaitingApproval {
            Ok(submission)
        } else {
            Err(Error::refused(
                format!("Submission {id} does not wait for a decision: it is {}.", submission.state.words()),
                "Look at the submission’s page for what became of it.",
            ))
        }
    }

    /// Writes staged figures into the lake and marks the submission as in use. Doing it again is harmless.
    pub(super) async fn bring_into_use(&self, actor: &Actor, submission: Submission) -> Result<Submission, Error> {
        // One at a time: the releases of the register and the versions of the lake grow together.
        let _turn = self.release_turn.lock().await;
        let staged = submission
            .staged
            .as_ref()
            .ok_or_else(|| Error::not_found(format!("staged figures of submission {}", submission.id)))?;
        let contract = self.register.contract(&submission.id.dataset, submission.contract_version).await?;
        let contract = contract
            .and_then(|text| intake::Contract::parse(&text).ok())
            .ok_or_else(|| Error::not_found(format!("contract of submission {}", submission.id)))?;
        let summary = self.lake.commit(staged, scope_of(&contract)).await?;
        let release = Release { version: summary.version, at: self.clock.now() };
        let update = SubmissionUpdate {
            release: Some(release),
            staged: Some(None),
            ..SubmissionUpdate::of(&submission.id, SubmissionState::Committing, SubmissionState::InUse)
        };
        let submission = self.change(update, None).await?;
        let detail = format!("{} observations, version {} of the lake", submission.observations, release.version);
        self.record(actor, "submission-in-use", &submission.id.to_string(), &detail).await?;
        self.refresh_snapshot().await?;
        Ok(submission)
    }
}
