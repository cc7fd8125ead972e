//! Looking at records: each look is asked of `Actor::may` and recorded before anything is shown.

use super::{PairStanding, ReviewJudgement, ReviewOverview, ReviewTask, Verdict, next_pair, own_judgement, subject};
use crate::{Action, Actor, Error, Hub};
use link::review::file::{FileCluster, FileRecord, FileStep};

/// The two records of a pair, as a reviewer sees them.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenPair {
    /// The review.
    pub task: ReviewTask,
    /// The pair, from 1.
    pub pair: u32,
    /// What stands above each value.
    pub columns: Vec<String>,
    /// One record.
    pub left: FileRecord,
    /// The other.
    pub right: FileRecord,
    /// The reviewer's own word, if it stands.
    pub own: Option<ReviewJudgement>,
    /// What two others said who differ: for a third who decides, and for nobody else.
    pub others: Vec<ReviewJudgement>,
    /// What the computer made of the pair: after the reviewer has judged it, and not before.
    pub weight: Option<PairWeight>,
    /// The pair that waits for this reviewer next.
    pub next: Option<u32>,
    /// How many pairs this reviewer has judged.
    pub judged: usize,
}

/// What the computer made of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct PairWeight {
    /// The match weight (log2 odds).
    pub weight: f64,
    /// The same as a probability.
    pub probability: f64,
    /// The weight before anything is compared.
    pub prior: f64,
    /// What each comparison adds.
    pub steps: Vec<FileStep>,
    /// The blocking rule that brought the two together.
    pub rule: Option<String>,
    /// The clusters of the review that hold both records, from 1.
    pub clusters: Vec<u32>,
}

/// A person as the run made them.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenCluster {
    /// The review.
    pub task: ReviewTask,
    /// The cluster, from 1.
    pub number: u32,
    /// What stands above each value.
    pub columns: Vec<String>,
    /// The records and the lines between them.
    pub cluster: FileCluster,
}

/// A pair on which people differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispute {
    /// The pair, from 1.
    pub pair: u32,
    /// What they said; nothing when the actor is one of them, who must not be led by the other.
    pub said: Option<Vec<ReviewJudgement>>,
}

/// A pair that is settled as of one person or of two.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewLabel {
    /// Source and name of one record.
    pub left: (String, String),
    /// Source and name of the other.
    pub right: (String, String),
    /// 1 for one person, 0 for two.
    pub match_probability: f64,
}

impl Hub {
    /// Shows a reviewer the two records of a pair. The look is recorded first.
    ///
    /// # Errors
    /// When the actor may not judge (without a name and a purpose nobody may), when there is no such pair, when the pair
    /// is settled without this reviewer so that nobody needs to see it, or when an engine fails.
    pub async fn review_pair(&self, actor: &Actor, review: u32, pair: u32) -> Result<SeenPair, Error> {
        actor.may(&Action::JudgePairs { review })?;
        let overview = self.overview(self.review_task(review).await?).await?;
        let (own, others) = may_see(&overview, actor, pair)?;
        let detail = if own.is_some() { "two records and their weight" } else { "two records" };
        self.record(actor, "review-pair-seen", &pair_subject(review, pair), detail).await?;
        if let Some(own) = &own {
            self.register.record_weight_seen(review, own.number, self.clock.now()).await?;
        }
        let ReviewOverview { task, standing, judgements } = overview;
        let file = self.review_file(&task).await?;
        let missing = || Error::not_found(format!("pair {pair} of review {review}"));
        let found = file.pairs.get(index(pair)).ok_or_else(missing)?;
        let holds_both = |cluster: &FileCluster| {
            let has = |record: &FileRecord| cluster.records.iter().any(|known| known.key() == record.key());
            has(&found.left) && has(&found.right)
        };
        let weight = own.as_ref().map(|_| PairWeight {
            weight: found.weight,
            probability: link::model::probability_of_weight(found.weight),
            prior: found.prior,
            steps: found.steps.clone(),
            rule: found.rule.clone(),
            clusters: (1..).zip(&file.clusters).filter(|(_, cluster)| holds_both(cluster)).map(|(at, _)| at).collect(),
        });
        let next = next_pair(&standing, &judgements, &actor.person, pair);
        let judged = judgements.iter().filter(|judgement| judgement.stands() && judgement.is_by(&actor.person)).count();
        Ok(SeenPair {
            pair,
            columns: file.columns.iter().map(|column| column.label.clone()).collect(),
            left: found.left.clone(),
            right: found.right.clone(),
            own,
            others,
            weight,
            next,
            judged,
            task,
        })
    }

    /// Shows a person as the run made them, with the weights between the records. Only to a reviewer who has no pair of
    /// it left to judge: its weights would give them away. The look is recorded first.
    ///
    /// # Errors
    /// When the actor may not judge, when there is no such cluster, when pairs of it wait for this reviewer, or when an
    /// engine fails.
    pub async fn review_cluster(&self, actor: &Actor, review: u32, cluster: u32) -> Result<SeenCluster, Error> {
        actor.may(&Action::JudgePairs { review })?;
        let ReviewOverview { task, standing, judgements } = self.overview(self.review_task(review).await?).await?;
        let file = self.review_file(&task).await?;
        let missing = || Error::not_found(format!("cluster {cluster} of review {review}"));
        let found = file.clusters.get(index(cluster)).ok_or_else(missing)?;
        let holds = |record: &FileRecord| found.records.iter().any(|known| known.key() == record.key());
        let waits = (1..).zip(&file.pairs).find(|(pair, records)| {
            holds(&records.left)
                && holds(&records.right)
                && !matches!(standing.pair(*pair), Some(PairStanding::Settled(_)))
                && own_judgement(&judgements, *pair, &actor.person).is_none()
        });
        if let Some((pair, _)) = waits {
            return Err(Error::refused(
                format!("Cluster {cluster} shows the weight of pair {pair}, which waits for your judgement."),
                format!("Judge pair {pair} first."),
            ));
        }
        let detail = format!("{} records and their weights", found.records.len());
        self.record(actor, "review-cluster-seen", &format!("{}/cluster/{cluster}", subject(review)), &detail).await?;
        Ok(SeenCluster {
            number: cluster,
            columns: file.columns.iter().map(|column| column.label.clone()).collect(),
            cluster: found.clone(),
            task,
        })
    }

    /// The pairs of a review on which people differ, with what they said and wrote. The look is recorded first.
    ///
    /// # Errors
    /// When the actor may not judge, when there is no such review, or an engine fails.
    pub async fn review_disputes(&self, actor: &Actor, review: u32) -> Result<(ReviewOverview, Vec<Dispute>), Error> {
        actor.may(&Action::JudgePairs { review })?;
        let overview = self.overview(self.review_task(review).await?).await?;
        let of_pair = |pair: u32| {
            let own = own_judgement(&overview.judgements, pair, &actor.person).is_some();
            Dispute { pair, said: (!own).then(|| standing_on(&overview, pair)) }
        };
        let disputes: Vec<Dispute> = overview.standing.disputed().into_iter().map(of_pair).collect();
        let detail = format!("{} disagreements, what was said and written", disputes.len());
        self.record(actor, "review-disagreements-seen", &subject(review), &detail).await?;
        Ok((overview, disputes))
    }

    /// The labels of a review: its pairs that are settled as of one person or of two, with the names of the records.
    /// That they were taken is recorded first.
    ///
    /// # Errors
    /// When the actor may not, when there is no such review, or an engine fails.
    pub async fn review_labels(&self, actor: &Actor, review: u32) -> Result<Vec<ReviewLabel>, Error> {
        actor.may(&Action::ReadReviewLabels { review })?;
        let overview = self.overview(self.review_task(review).await?).await?;
        let settled: Vec<(u32, f64)> = (1..)
            .zip(&overview.standing.pairs)
            .filter_map(|(pair, standing)| match standing {
                PairStanding::Settled(Verdict::SamePerson) => Some((pair, 1.0)),
                PairStanding::Settled(Verdict::DifferentPeople) => Some((pair, 0.0)),
                _ => None,
            })
            .collect();
        self.record(actor, "review-labels-taken", &subject(review), &format!("{} labels", settled.len())).await?;
        let file = self.review_file(&overview.task).await?;
        let name = |record: &FileRecord| (record.source.clone(), record.id.clone());
        let label = |(pair, match_probability): (u32, f64)| {
            let pair = file.pairs.get(index(pair))?;
            Some(ReviewLabel { left: name(&pair.left), right: name(&pair.right), match_probability })
        };
        Ok(settled.into_iter().filter_map(label).collect())
    }
}

/// The subject of events about a pair.
pub(super) fn pair_subject(review: u32, pair: u32) -> String {
    format!("{}/pair/{pair}", subject(review))
}

fn index(number: u32) -> usize {
    number.checked_sub(1).and_then(|index| usize::try_from(index).ok()).unwrap_or(usize::MAX)
}

fn standing_on(overview: &ReviewOverview, pair: u32) -> Vec<ReviewJudgement> {
    let on_pair = |judgement: &&ReviewJudgement| judgement.stands() && judgement.pair == pair;
    overview.judgements.iter().filter(on_pair).cloned().collect()
}

/// Whether a reviewer needs to see a pair, and what else they are told: their own word, and what others said who differ.
pub(super) fn may_see(
    overview: &ReviewOverview,
    actor: &Actor,
    pair: u32,
) -> Result<(Option<ReviewJudgement>, Vec<ReviewJudgement>), Error> {
    let review = overview.task.number;
    let missing = || Error::not_found(format!("pair {pair} of review {review}"));
    let standing = overview.standing.pair(pair).ok_or_else(missing)?;
    if let Some(own) = own_judgement(&overview.judgements, pair, &actor.person) {
        return Ok((Some(own.clone()), Vec::new()));
    }
    match standing {
        PairStanding::Open { .. } => Ok((None, Vec::new())),
        PairStanding::Disputed => Ok((None, standing_on(overview, pair))),
        PairStanding::Settled(_) => Err(Error::refused(
            format!("Pair {pair} is settled: others have judged it and agree, so nobody needs to see it again."),
            "Go on with the next pair.",
        )),
    }
}
