//! After a restart: what a stopped process had begun is finished, and what it left behind is swept away.

use super::Progress;
use crate::{Actor, Error, Hub, submission::SubmissionState};

/// What a restart found to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recovered {
    /// Submissions that had been received and were checked now.
    pub checked: usize,
    /// Submissions that had been accepted and were brought into use now.
    pub brought_into_use: usize,
    /// Files that belonged to nothing.
    pub swept: u64,
}

impl Hub {
    /// Finishes what a stopped process had begun. Run once, before anything else is done with the hub.
    ///
    /// # Errors
    /// When an engine fails.
    pub async fn recover(&self) -> Result<Recovered, Error> {
        let actor = Actor::local_administrator("Finishing what was begun before a restart");
        let mut recovered = Recovered::default();
        for submission in self.register.submissions_in(SubmissionState::Committing).await? {
            self.bring_into_use(&actor, submission).await?;
            recovered.brought_into_use += 1;
        }
        let waiting = self.register.submissions_in(SubmissionState::AwaitingApproval).await?;
        let keep: Vec<_> = waiting.into_iter().filter_map(|submission| submission.staged).collect();
        recovered.swept = self.lake.sweep(&keep).await?;
        for submission in self.register.submissions_in(SubmissionState::Received).await? {
            let id = submission.id.clone();
            match self.check_received(&actor, submission, Progress::default()).await {
                Ok(_) => recovered.checked += 1,
                // One file that stops the reader must not keep the hub from starting: it stays as received.
                Err(error) => {
                    tracing::error!(submission.id = %id, error = &error as &dyn std::error::Error, "a submission could not be checked");
                }
            }
        }
        Ok(recovered)
    }
}
