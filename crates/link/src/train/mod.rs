//! Learning how much each outcome weighs, from the records alone or from labels.

mod chance;
mod choose;
mod graded;
mod in_common;
mod labels;
mod maximise;
mod mixture;
mod prior;
mod session;
mod shared_values;

pub use labels::Label;
pub use maximise::Iteration;

use crate::expression::{Expression, Relation, Side};
use crate::model::{InCommon, Model};
use crate::progress::tell;
use crate::score::Linkage;
use crate::{LinkError, Progress, Stage};
use chance::ChanceSample;
use in_common::{Background, Kind};
use maximise::{Agreement, Chances, Outcome};
use session::Session;
use std::collections::{BTreeMap, BTreeSet};

/// How a model was trained.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrainingReport {
    /// The share of pairs that are matches, and what it was made of.
    pub prior: f64,
    /// How many pairs the certain rules find.
    pub certain_pairs: u64,
    /// What was learnt under each rule.
    pub sessions: Vec<SessionReport>,
    /// The model named no rules to learn from: these were chosen, and the model names them now.
    pub rules_chosen: bool,
    /// Comparisons whose m no rule could teach, because every rule touches their columns.
    pub not_learnt: Vec<String>,
}

/// What was learnt under one rule.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionReport {
    /// The rule.
    pub rule: String,
    /// How many pairs it brings together.
    pub pairs: u64,
    /// How many of them were looked at.
    pub looked_at: u64,
    /// The share of them that are matches.
    pub matches_share: f64,
    /// The comparisons that it teaches.
    pub teaches: Vec<String>,
    /// How the estimate came to rest, step by step.
    pub steps: Vec<Iteration>,
    /// Whether it came to rest.
    pub converged: bool,
}

/// The expression that both records must hold equal, if that is all that a condition asks.
pub(crate) fn exact_on(condition: &Expression) -> Option<Expression> {
    let Expression::Compare(Relation::Equal, one, other) = condition else { return None };
    let own =
        |expression: &Expression| expression.clone().with_side(Side::Left, Side::Own).with_side(Side::Right, Side::Own);
    let sides = (one.sides(), other.sides());
    let two_sides = matches!(sides, ((true, false), (false, true)) | ((false, true), (true, false)));
    (two_sides && own(one) == own(other)).then(|| own(one))
}

/// How often chance agreement and agreement among matches are learnt in turn, each from what the other became.
const ROUNDS: usize = 4;

/// With fewer comparisons than this, classes of pairs cannot be told apart by how outcomes go together.
const LEAST_COMPARISONS: usize = 3;

/// What is followed beyond what is met at random is not believed when it leaves fewer matches than this share of the pairs
/// that the certain rules find: then likeness is too blurred for it.
const LEAST_OF_CERTAIN: f64 = 0.5;

impl Linkage {
    /// Learns the prior, u and m from the records: u from pairs taken at random and from how often values occur, m by
    /// expectation maximisation over counted patterns of agreement under each rule of the model's training, and the prior
    /// first by certain rules. A model that names no rules to learn from is given some, chosen from its blocking rules and
    /// from what its comparisons ask to be equal. Then what two people may have in common is learnt from the patterns of
    /// all possible pairs, and with it the prior and u anew. Where one likeness is all that is compared, chance agreement
    /// is followed beyond what is met at random. What is fixed in the model stays.
    ///
    /// # Errors
    /// [`LinkError::Training`] when there is nothing to learn from, [`LinkError::Cancelled`].
    pub fn train(&mut self, progress: &dyn Progress) -> Result<TrainingReport, LinkError> {
        if self.records.len() < 2 {
            return Err(LinkError::Training("there are fewer than two records".to_owned()));
        }
        let possible = self.possible_pairs();
        if possible == 0.0 {
            return Err(LinkError::Training("no two records may match: there is only one source".to_owned()));
        }
        let certain_pairs = self.count_certain(progress)?;
        let mut chances = Chances::from_model(&self.model);
        let rules_chosen = self.learn.is_empty();
        let sessions = if rules_chosen {
            ChanceSample::take(self, &[], progress)?.estimate_u(self, None, &mut chances);
            self.choose_sessions(&chances, progress)?
        } else {
            self.sessions(progress)?
        };
        let sample = ChanceSample::take(self, &sessions, progress)?;
        sample.estimate_u(self, None, &mut chances);
        let mut report = TrainingReport { certain_pairs, rules_chosen, ..TrainingReport::default() };
        for round in 0..ROUNDS {
            let outcomes = self.learn_m(&sessions, &[], &mut chances, &mut report);
            report.prior = self.estimate_prior(certain_pairs, possible, &sessions, &outcomes);
            if round + 1 < ROUNDS {
                sample.estimate_u(self, Some(report.prior), &mut chances);
            }
            tell(progress, Stage::Learn, round as u64 + 1, 2 * ROUNDS as u64)?;
        }
        let prior_given = self.certain.is_empty() && self.model.prior.is_some();
        let least = LEAST_OF_CERTAIN * certain_pairs as f64 / possible;
        if let Some((told, followed)) = self.followed(least, prior_given, &sample, &sessions, (&report, &chances))? {
            (report, chances) = (told, followed);
        }
        let names: BTreeSet<&str> = self.model.comparisons.iter().map(|comparison| comparison.name.as_str()).collect();
        // The model keeps what people have in common by the names of its comparisons.
        let told_apart = names.len() == self.model.comparisons.len() && names.len() >= LEAST_COMPARISONS;
        let kinds = if told_apart { self.model.training.in_common as usize } else { 0 };
        let mut background = Background { prior: report.prior, prior_given, kinds: Vec::new() };
        if kinds > 0 {
            let pairs = sample.all_pairs(self);
            background.add_kinds(kinds, &pairs, &mut chances);
            if !background.kinds.is_empty() {
                let of_kinds: Vec<_> = background.kinds.iter().map(|kind| kind.chances.clone()).collect();
                self.learn_m(&sessions, &of_kinds, &mut chances, &mut report);
            }
            tell(progress, Stage::Learn, 2 * ROUNDS as u64 - 1, 2 * ROUNDS as u64)?;
            let taught: Vec<bool> = (0..self.comparisons.len())
                .map(|comparison| sessions.iter().any(|session| session.teaches[comparison]))
                .collect();
            if background.fit(&taught, &pairs, &mut chances) {
                // All matches taught every comparison, whatever the rules leave alone.
                report.not_learnt.clear();
            }
            report.prior = background.prior;
        }
        chances.write(&mut self.model);
        self.model.prior = Some(report.prior);
        let by_count = self.learn_shared_values(&background, &chances)?;
        self.model.in_common =
            background.kinds.into_iter().zip(by_count).map(|(kind, by_count)| self.named(kind, by_count)).collect();
        tell(progress, Stage::Learn, 2 * ROUNDS as u64, 2 * ROUNDS as u64)?;
        Ok(report)
    }

    /// What was learnt, once chance agreement is followed beyond what is met at random and m is learnt once more from it;
    /// `None` where that cannot be done, or would leave fewer matches than `least`, a share of all pairs.
    fn followed(
        &self,
        least: f64,
        prior_given: bool,
        sample: &ChanceSample,
        sessions: &[Session],
        (report, chances): (&TrainingReport, &Chances),
    ) -> Result<Option<(TrainingReport, Chances)>, LinkError> {
        let (mut report, mut chances) = (report.clone(), chances.clone());
        if self.follow_grades(sample, &mut chances)?.is_none_or(|prior| prior < least) {
            return Ok(None);
        }
        self.learn_m(sessions, &[], &mut chances, &mut report);
        let Some(prior) = self.follow_grades(sample, &mut chances)?.filter(|prior| *prior >= least) else {
            return Ok(None);
        };
        if !prior_given {
            report.prior = prior;
        }
        Ok(Some((report, chances)))
    }

    /// Learns m under each rule and brings it together.
    fn learn_m(
        &self,
        sessions: &[Session],
        in_common: &[Vec<Vec<f64>>],
        chances: &mut Chances,
        report: &mut TrainingReport,
    ) -> Vec<Outcome> {
        let outcomes: Vec<Outcome> = sessions.iter().map(|session| session.maximise(chances, in_common)).collect();
        let taught = self.pool(sessions, &outcomes, chances);
        report.not_learnt = self.names(|index| !taught[index]);
        let of_session = |(session, outcome): (&Session, &Outcome)| SessionReport {
            rule: session.rule.clone(),
            pairs: session.pairs,
            looked_at: session.looked_at,
            matches_share: outcome.share,
            teaches: self.names(|index| session.teaches[index]),
            steps: outcome.steps.clone(),
            converged: outcome.converged,
        };
        report.sessions = sessions.iter().zip(&outcomes).map(of_session).collect();
        outcomes
    }

    /// A kind as the model keeps it.
    fn named(&self, kind: Kind, by_count: BTreeMap<String, Vec<f64>>) -> InCommon {
        let comparisons = self.model.comparisons.iter().map(|comparison| comparison.name.clone());
        InCommon { share: kind.share, chances: comparisons.zip(kind.chances).collect(), by_count }
    }

    /// How many levels each comparison has.
    fn level_counts(&self) -> Vec<usize> {
        self.comparisons.iter().map(|comparison| comparison.levels.len()).collect()
    }

    fn names(&self, wanted: impl Fn(usize) -> bool) -> Vec<String> {
        let chosen = self.model.comparisons.iter().enumerate().filter(|(index, _)| wanted(*index));
        chosen.map(|(_, comparison)| comparison.name.clone()).collect()
    }

    /// Brings together what the sessions taught, each in proportion to the matches that it saw. Answers which
    /// comparisons were taught.
    fn pool(&self, sessions: &[Session], outcomes: &[Outcome], chances: &mut Chances) -> Vec<bool> {
        let mut taught = vec![false; self.comparisons.len()];
        for (index, was_taught) in taught.iter_mut().enumerate() {
            let mut pooled = vec![0.0; chances.m[index].len()];
            for (session, outcome) in sessions.iter().zip(outcomes) {
                if !session.teaches[index] {
                    continue;
                }
                let matches = session.pairs as f64 * outcome.share;
                for (sum, m) in pooled.iter_mut().zip(&outcome.m[index]) {
                    *sum += matches * m;
                }
            }
            let total: f64 = pooled.iter().sum();
            if total > 0.0 {
                *was_taught = true;
                let shares: Vec<f64> = pooled.iter().map(|sum| sum / total).collect();
                chances.set_m(index, &shares);
            }
        }
        taught
    }

    /// The model, trained.
    #[must_use]
    pub fn into_model(self) -> Model {
        self.model
    }

    pub(crate) fn agreement(&self, pattern: u64) -> Agreement {
        let level = |(index, level): (usize, usize)| {
            let known = self.model.comparisons[index].levels.get(level).is_some_and(|each| !each.missing);
            known.then_some(level as u8)
        };
        self.levels_of(pattern).into_iter().enumerate().map(level).collect()
    }
}
