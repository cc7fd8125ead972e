//! Checks that go on while their sender does something else: how far they are, and what stopped one.

use super::Progress;
use crate::{Action, Actor, Error, Hub, Submission, SubmissionId, submission::SubmissionState};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{sync::Semaphore, task::JoinHandle};

/// How many checks go on at a time: a check keeps one processor busy, and pages must still be answered.
const AT_A_TIME: usize = 2;

/// How far a check that somebody may be waiting for has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckState {
    /// Others are before it.
    InTurn,
    /// The file is being read and checked.
    Reading {
        /// Bytes read so far.
        read_bytes: u64,
        /// The file's size in bytes.
        size_bytes: u64,
    },
    /// It could not be finished: the hub itself failed, such as by a full disk. The file is safe.
    Stopped,
}

/// The checks that go on in this process.
pub(crate) struct Checks {
    turns: Arc<Semaphore>,
    known: Mutex<BTreeMap<SubmissionId, Check>>,
}

struct Check {
    progress: Progress,
    state: CheckState,
}

impl Default for Checks {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_A_TIME)), known: Mutex::default() }
    }
}

impl Checks {
    fn known(&self) -> MutexGuard<'_, BTreeMap<SubmissionId, Check>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a submission in, unless its check goes on already.
    fn begin(&self, id: &SubmissionId) -> Option<Progress> {
        let mut known = self.known();
        if known.get(id).is_some_and(|check| check.state != CheckState::Stopped) {
            return None;
        }
        let progress = Progress::default();
        known.insert(id.clone(), Check { progress: progress.clone(), state: CheckState::InTurn });
        Some(progress)
    }

    fn set(&self, id: &SubmissionId, state: CheckState) {
        if let Some(check) = self.known().get_mut(id) {
            check.state = state;
        }
    }

    fn end(&self, id: &SubmissionId, finished: bool) {
        if finished {
            self.known().remove(id);
        } else {
            self.set(id, CheckState::Stopped);
        }
    }

    fn state(&self, id: &SubmissionId) -> Option<CheckState> {
        self.known().get(id).map(|check| match check.state {
            CheckState::Reading { size_bytes, .. } => {
                CheckState::Reading { read_bytes: check.progress.bytes().min(size_bytes), size_bytes }
            }
            other => other,
        })
    }
}

/// Ends a check's record however its task ends, also by a panic.
struct Ending {
    hub: Arc<Hub>,
    id: SubmissionId,
    finished: bool,
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.hub.checks.end(&self.id, self.finished);
    }
}

impl Hub {
    /// Checks a submission that was received, and brings it into use if nothing was found that somebody must look at,
    /// while the caller goes on. Waiting for what is returned is allowed and not needed.
    ///
    /// # Errors
    /// When the actor may not send it, or when its check goes on already.
    pub fn check_in_background(
        self: &Arc<Self>,
        actor: &Actor,
        submission: Submission,
    ) -> Result<JoinHandle<Result<Submission, Error>>, Error> {
        actor.may(&Action::Contribute { dataset: submission.id.dataset.clone() })?;
        let id = submission.id.clone();
        let progress = self.checks.begin(&id).ok_or_else(|| {
            Error::refused(format!("Submission {id} is being checked already."), "Wait, then look again.")
        })?;
        let mut ending = Ending { hub: Arc::clone(self), id, finished: false };
        let actor = actor.clone();
        Ok(tokio::spawn(async move {
            let hub = Arc::clone(&ending.hub);
            let _turn = Arc::clone(&hub.checks.turns).acquire_owned().await.ok();
            let size_bytes = submission.received.size_bytes;
            hub.checks.set(&ending.id, CheckState::Reading { read_bytes: 0, size_bytes });
            let settled = match submission.state {
                SubmissionState::Committing => hub.bring_into_use(&actor, submission).await,
                _ => hub.check_received(&actor, submission, progress).await,
            };
            ending.finished = settled.is_ok();
            if let Err(error) = &settled {
                tracing::error!(submission.id = %ending.id, error = error as &dyn std::error::Error, "a check stopped");
            }
            settled
        }))
    }

    /// Begins the check of a submission again after it stopped, by a full disk for instance.
    ///
    /// # Errors
    /// When there is no such submission, when it is settled or being checked, or when the actor may not send it.
    pub async fn check_again(
        self: &Arc<Self>,
        actor: &Actor,
        id: &SubmissionId,
    ) -> Result<JoinHandle<Result<Submission, Error>>, Error> {
        let missing = || Error::not_found(format!("submission {id}"));
        let submission = self.submission(actor, id).await?.ok_or_else(missing)?;
        if !matches!(submission.state, SubmissionState::Received | SubmissionState::Committing) {
            return Err(Error::refused(
                format!("Submission {id} was checked: it is {}.", submission.state.words()),
                "See its page for what was found.",
            ));
        }
        self.check_in_background(actor, submission)
    }

    /// How far the check of a submission has come. Nothing when none goes on in this process.
    ///
    /// # Errors
    /// When the actor may not read the submission.
    pub fn check_state(&self, actor: &Actor, id: &SubmissionId) -> Result<Option<CheckState>, Error> {
        actor.may(&Action::ReadSubmission { dataset: id.dataset.clone() })?;
        Ok(self.checks.state(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> SubmissionId {
        "absence/3".parse().unwrap()
    }

    #[test]
    fn a_check_that_goes_on_is_not_begun_twice_and_one_that_stopped_is() {
        let checks = Checks::default();
        assert!(checks.begin(&id()).is_some());
        assert!(checks.begin(&id()).is_none());
        checks.end(&id(), false);
        assert_eq!(checks.state(&id()), Some(CheckState::Stopped));
        assert!(checks.begin(&id()).is_some());
        checks.end(&id(), true);
        assert_eq!(checks.state(&id()), None);
    }

    #[test]
    fn bytes_read_twice_are_not_told_as_more_than_the_file() {
        let checks = Checks::default();
        let progress = checks.begin(&id()).unwrap();
        checks.set(&id(), CheckState::Reading { read_bytes: 0, size_bytes: 100 });
        progress.read(60);
        assert_eq!(checks.state(&id()), Some(CheckState::Reading { read_bytes: 60, size_bytes: 100 }));
        progress.read(60);
        assert_eq!(checks.state(&id()), Some(CheckState::Reading { read_bytes: 100, size_bytes: 100 }));
    }
}
