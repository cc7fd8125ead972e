//! Clerical review of linkage: people look at a sample of pairs of records and say whether the two are of one person.
//!
//! A sample comes as a review file from a run. The lake keeps the file, which says what records say; the register keeps
//! who judged what. Two people judge each pair blind, a third decides where they differ, and what comes of it is how
//! often the run was right, and labels. **Whoever sees a record says who they are and what for, and every look is
//! an event in the chain**, written before the record is shown.

mod judging;
mod looking;
mod results;
#[cfg(test)]
mod samples;
mod standing;
mod task;

pub use judging::Judged;
pub use looking::{Dispute, PairWeight, ReviewLabel, SeenCluster, SeenPair};
pub use results::{BandResult, Estimate, ReviewResults, ReviewerAgreement, ThresholdResult, wilson};
pub use standing::{PairStanding, REVIEWERS_OF_A_PAIR, ReviewStanding, next_pair, own_judgement};
pub use task::{Basis, DesignBand, DesignPair, ReviewDesign, ReviewJudgement, ReviewTask, Verdict, reviewer_key};

use crate::{Action, Actor, Error, Hub, ports::NewReview, submission::Received};
use link::review::{
    ReviewFile,
    file::{FileFault, FileModel},
};

/// The largest review file, in bytes.
pub const LARGEST_FILE_BYTES: u64 = 64 << 20;

/// A review and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewOverview {
    /// The review.
    pub task: ReviewTask,
    /// Where its pairs stand.
    pub standing: ReviewStanding,
    /// Every judgement in the order in which they were made, those taken back among them.
    pub judgements: Vec<ReviewJudgement>,
}

impl ReviewOverview {
    /// The judgements that may be told without spoiling a review: those that stand, of pairs that are settled.
    pub fn told(&self) -> impl Iterator<Item = &ReviewJudgement> {
        let settled = |judgement: &&ReviewJudgement| {
            judgement.stands() && matches!(self.standing.pair(judgement.pair), Some(PairStanding::Settled(_)))
        };
        self.judgements.iter().filter(settled)
    }
}

/// The subject of events about a review.
fn subject(review: u32) -> String {
    format!("linkage-review/{review}")
}

impl Hub {
    /// Makes a review of a review file. The file is kept by the lake; of what records say nothing goes to the register.
    ///
    /// # Errors
    /// When the actor may not, when the file is not one (with what is wrong and where), when it is a review already, or
    /// when an engine fails.
    pub async fn import_review(&self, actor: &Actor, bytes: Vec<u8>) -> Result<ReviewTask, Error> {
        actor.may(&Action::MakeReview)?;
        if bytes.len() as u64 > LARGEST_FILE_BYTES {
            return Err(Error::refused(
                format!("The file has {} bytes, and a review file at most {LARGEST_FILE_BYTES}.", bytes.len()),
                "Take a smaller sample: people judge pairs one by one.",
            ));
        }
        let file = ReviewFile::parse(&bytes).map_err(|faults| refused_file(&faults))?;
        let _turn = self.review_turn.lock().await;
        let (kept, is_new) = self.lake.keep_review(bytes).await?;
        let made = self.make_review(actor, &file, kept.clone()).await;
        if made.is_err() && is_new {
            // What records say must not stay where no review owns up to it, or where it was removed.
            self.lake.remove_review(&kept).await?;
        }
        let task = made?;
        let detail = format!("{} pairs, {} clusters", task.design.pairs.len(), task.design.clusters);
        self.record(actor, "review-made", &subject(task.number), &detail).await?;
        Ok(task)
    }

    async fn make_review(&self, actor: &Actor, file: &ReviewFile, kept: Received) -> Result<ReviewTask, Error> {
        if let Some(known) = self.register.reviews().await?.into_iter().find(|known| known.file == kept) {
            return Err(Error::refused(
                format!("This file is review {} already.", known.number),
                "Go on with that review, or take a new sample with another seed.",
            ));
        }
        let review = NewReview {
            title: file.title.trim().to_owned(),
            design: ReviewDesign::of(file),
            file: kept,
            made_at: self.clock.now(),
            made_by: actor.clone(),
        };
        Ok(self.register.record_review(review).await?)
    }

    /// Every review with where it stands, newest first.
    ///
    /// # Errors
    /// When the actor may not follow reviews, or an engine fails.
    pub async fn reviews(&self, actor: &Actor) -> Result<Vec<ReviewOverview>, Error> {
        actor.may(&Action::FollowReviews)?;
        let mut overviews = Vec::new();
        for task in self.register.reviews().await? {
            overviews.push(self.overview(task).await?);
        }
        Ok(overviews)
    }

    /// A review with where it stands.
    ///
    /// # Errors
    /// When the actor may not follow reviews, when there is none, or an engine fails.
    pub async fn review(&self, actor: &Actor, review: u32) -> Result<ReviewOverview, Error> {
        actor.may(&Action::FollowReviews)?;
        self.overview(self.review_task(review).await?).await
    }

    /// What a review says so far.
    ///
    /// # Errors
    /// As [`Hub::review`].
    pub async fn review_results(&self, actor: &Actor, review: u32) -> Result<(ReviewOverview, ReviewResults), Error> {
        let overview = self.review(actor, review).await?;
        let results = ReviewResults::of(&overview.task.design, &overview.judgements);
        Ok((overview, results))
    }

    /// What the model of a review's run believes, and what the run came to: counts, and nothing about one person.
    /// Nothing when the file does not say.
    ///
    /// # Errors
    /// As [`Hub::review`].
    pub async fn review_model(&self, actor: &Actor, review: u32) -> Result<(ReviewTask, Option<FileModel>), Error> {
        actor.may(&Action::FollowReviews)?;
        let task = self.review_task(review).await?;
        let file = self.review_file(&task).await?;
        Ok((task, file.model))
    }

    /// The same for a program, which says for whom it asks and what for: that, and what was read, is recorded first.
    ///
    /// # Errors
    /// As [`Hub::review_model`], and when the file does not say what the model believes.
    pub async fn read_linkage_model(&self, actor: &Actor, review: u32, what: &str) -> Result<FileModel, Error> {
        let (task, model) = self.review_model(actor, review).await?;
        let silent = || Error::not_found(format!("model of review {review}"));
        let model = model.ok_or_else(silent)?;
        self.record(actor, "linkage-read", &subject(task.number), what).await?;
        Ok(model)
    }

    /// What a review says of its linkage, for a program: for whom and what for is recorded first.
    ///
    /// # Errors
    /// As [`Hub::review`].
    pub async fn read_linkage_evaluation(
        &self,
        actor: &Actor,
        review: u32,
    ) -> Result<(ReviewOverview, ReviewResults), Error> {
        let found = self.review_results(actor, review).await?;
        self.record(actor, "linkage-read", &subject(review), "how often the linkage is right").await?;
        Ok(found)
    }

    /// Removes what the records of a review say, for good. Who judged what stays, and so does what the review says; its
    /// pairs, clusters and labels can no longer be had. Says whether anything was there.
    ///
    /// # Errors
    /// When the actor may not, when there is no such review, or an engine fails.
    pub async fn forget_review_records(&self, actor: &Actor, review: u32) -> Result<bool, Error> {
        actor.may(&Action::MakeReview)?;
        let task = self.review_task(review).await?;
        let was_there = self.lake.remove_review(&task.file).await?;
        if was_there {
            self.record(actor, "review-records-removed", &subject(review), &task.file.sha256).await?;
        }
        Ok(was_there)
    }

    async fn review_task(&self, review: u32) -> Result<ReviewTask, Error> {
        self.register.review(review).await?.ok_or_else(|| Error::not_found(format!("review {review}")))
    }

    async fn overview(&self, task: ReviewTask) -> Result<ReviewOverview, Error> {
        let judgements = self.register.judgements(task.number).await?;
        let standing = ReviewStanding::of(task.design.count(), &judgements);
        Ok(ReviewOverview { task, standing, judgements })
    }

    /// What the records of a review say. Whoever calls this has asked [`Actor::may`] and recorded the look.
    async fn review_file(&self, task: &ReviewTask) -> Result<ReviewFile, Error> {
        let gone = || {
            Error::refused(
                format!("The records of review {} are no longer here: they were removed.", task.number),
                "Its judgements and what it says stay.",
            )
        };
        let bytes = self.lake.review_bytes(&task.file).await?.ok_or_else(gone)?;
        ReviewFile::parse(&bytes).map_err(|faults| refused_file(&faults))
    }
}

fn refused_file(faults: &[FileFault]) -> Error {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    Error::refused(
        format!("This is not a review file that can be used.\n{}", lines.join("\n")),
        "Mend these places, or write the file again with `wholeplace link review`. The format is in docs/reference/linkage-review.md.",
    )
}
