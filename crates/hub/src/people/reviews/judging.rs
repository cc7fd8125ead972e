//! Judging a pair, and taking a word back.

use super::{
    Basis, PairStanding, ReviewJudgement, Verdict,
    looking::{may_see, pair_subject},
};
use crate::{Action, Actor, Error, Hub, PortError, ports::NewJudgement};

/// The longest note, in characters.
const LONGEST_NOTE: usize = 1_000;

/// What became of a judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    /// It is recorded.
    Recorded(ReviewJudgement),
    /// The very same was recorded before: a form that was sent twice.
    Already(ReviewJudgement),
}

impl Judged {
    /// The judgement that stands.
    #[must_use]
    pub fn judgement(&self) -> &ReviewJudgement {
        match self {
            Self::Recorded(judgement) | Self::Already(judgement) => judgement,
        }
    }
}

impl Hub {
    /// Records what a reviewer says of a pair. Saying the same again changes nothing.
    ///
    /// # Errors
    /// When the actor may not judge, when there is no such pair, when they have said something else of it or it is
    /// settled without them, when the note is too long, or when an engine fails.
    pub async fn judge_pair(
        &self,
        actor: &Actor,
        review: u32,
        pair: u32,
        verdict: Verdict,
        note: &str,
    ) -> Result<Judged, Error> {
        actor.may(&Action::JudgePairs { review })?;
        let note = note.trim();
        if note.chars().count() > LONGEST_NOTE {
            return Err(Error::refused(
                format!("The note has more than {LONGEST_NOTE} letters."),
                "Say in a sentence what decided it.",
            ));
        }
        let _turn = self.review_turn.lock().await;
        let overview = self.overview(self.review_task(review).await?).await?;
        let (own, _) = may_see(&overview, actor, pair)?;
        if let Some(own) = own {
            return if own.verdict == verdict && (note.is_empty() || own.note == note) {
                Ok(Judged::Already(own))
            } else {
                Err(Error::refused(
                    format!("You have judged pair {pair} already: {}.", own.verdict.words().to_lowercase()),
                    "Take that back first, then judge again.",
                ))
            };
        }
        let saw_weight = |judgement: &ReviewJudgement| {
            judgement.pair == pair && judgement.is_by(&actor.person) && judgement.weight_seen_at.is_some()
        };
        let basis = match overview.standing.pair(pair) {
            Some(PairStanding::Disputed) => Basis::Decision,
            _ if overview.judgements.iter().any(saw_weight) => Basis::WeightSeen,
            _ => Basis::Blind,
        };
        let judgement = NewJudgement {
            review,
            pair,
            by: actor.clone(),
            verdict,
            note: note.to_owned(),
            basis,
            at: self.clock.now(),
        };
        let judgement = self.register.record_judgement(judgement).await.map_err(|error| match error {
            PortError::Conflict { .. } => Error::refused(
                format!("Pair {pair} was judged under your name at the same moment."),
                "Load the page again to see what was said.",
            ),
            other => other.into(),
        })?;
        // The note may speak of people; the chain of events is for ever, and takes the verdict alone.
        let detail = format!("judgement {}: {} ({})", judgement.number, verdict.name(), basis.name());
        self.record(actor, "review-pair-judged", &pair_subject(review, pair), &detail).await?;
        Ok(Judged::Recorded(judgement))
    }

    /// Takes a reviewer's own judgement back. It stays in the record, with when it was taken back.
    ///
    /// # Errors
    /// When the actor may not judge, when there is no such judgement, when it is not theirs or was taken back before,
    /// when a third has decided since, or when an engine fails.
    pub async fn take_back(&self, actor: &Actor, review: u32, judgement: u32) -> Result<ReviewJudgement, Error> {
        actor.may(&Action::JudgePairs { review })?;
        let _turn = self.review_turn.lock().await;
        let overview = self.overview(self.review_task(review).await?).await?;
        let missing = || Error::not_found(format!("judgement {judgement} of review {review}"));
        let known = overview.judgements.iter().find(|known| known.number == judgement).ok_or_else(missing)?;
        if !known.is_by(&actor.person) {
            return Err(Error::refused("This judgement is another person’s.", "Only whoever judged can take it back."));
        }
        let stale = || {
            Error::refused(
                format!("Your judgement of pair {} was taken back before.", known.pair),
                "Load the page again to see how the pair stands.",
            )
        };
        if !known.stands() {
            return Err(stale());
        }
        let decided_since = overview.judgements.iter().any(|later| {
            later.stands() && later.pair == known.pair && later.number > known.number && later.basis == Basis::Decision
        });
        if decided_since {
            return Err(Error::refused(
                format!("A third person has decided on pair {} since, knowing what you said.", known.pair),
                "Ask that person to take their decision back first.",
            ));
        }
        match self.register.withdraw_judgement(review, judgement, self.clock.now()).await {
            Err(PortError::Conflict { .. }) => return Err(stale()),
            other => other?,
        }
        let detail = format!("judgement {judgement}");
        self.record(actor, "review-judgement-taken-back", &pair_subject(review, known.pair), &detail).await?;
        Ok(known.clone())
    }
}
