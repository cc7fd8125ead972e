//! Rules to learn from, where a model names none.
//!
//! m is learnt from the pairs that a rule brings together, and a rule serves when a fair part of its pairs are matches and
//! it leaves several comparisons alone, by whose agreement matches are told from the rest. Whether it does is tried: the
//! estimate is made under each candidate, and the rules are taken that together teach every comparison.

use super::exact_on;
use super::maximise::Chances;
use super::session::Session;
use crate::block::CompiledRule;
use crate::expression::Expression;
use crate::model::BlockingRule;
use crate::progress::tell;
use crate::score::Linkage;
use crate::{LinkError, Progress, Stage};

/// Where fewer pairs of a rule than this share are matches, the estimate is led by the strangers.
const LEAST_MATCHES_SHARE: f64 = 0.02;
/// Fewer matches than this say little about rare outcomes.
const LEAST_MATCHES: f64 = 50.0;
/// By fewer comparisons than this matches cannot be told from the rest.
const LEAST_LEFT_ALONE: usize = 2;
/// Equalities that bring more pairs than this for each record are not tried.
const MOST_PAIRS_A_RECORD: f64 = 50.0;

/// A rule that was tried.
struct Tried {
    rule: BlockingRule,
    session: Session,
    /// How many of its pairs are matches, as far as the estimate goes.
    matches: f64,
}

impl Linkage {
    /// What the rules show that are chosen to be learnt from. The model names them afterwards.
    pub(super) fn choose_sessions(
        &mut self,
        chances: &Chances,
        progress: &dyn Progress,
    ) -> Result<Vec<Session>, LinkError> {
        let blocking: Vec<_> = self.model.blocking.iter().cloned().zip(self.rules.iter().cloned()).collect();
        let mut tried = Vec::new();
        self.try_rules(blocking, chances, &mut tried, progress)?;
        if !self.untaught(&tried).is_empty() {
            let equalities = self.joined_equalities()?;
            self.try_rules(equalities, chances, &mut tried, progress)?;
        }
        let chosen = self.cover(tried);
        if chosen.is_empty() {
            return Err(LinkError::Training(
                "no rule was found under which matches can be told from the rest: name rules in `training.learn`, each \
                 of which brings together pairs that are often of one person and leaves other comparisons alone"
                    .to_owned(),
            ));
        }
        self.model.training.learn = chosen.iter().map(|each| each.rule.clone()).collect();
        Ok(chosen.into_iter().map(|each| each.session).collect())
    }

    /// Keeps those under which there is something to learn.
    fn try_rules(
        &mut self,
        rules: Vec<(BlockingRule, CompiledRule)>,
        chances: &Chances,
        tried: &mut Vec<Tried>,
        progress: &dyn Progress,
    ) -> Result<(), LinkError> {
        let count = rules.len() as u64;
        for (at, (rule, compiled)) in rules.into_iter().enumerate() {
            tell(progress, Stage::Learn, at as u64, count)?;
            let session = self.session(&compiled)?;
            if session.teaches.iter().filter(|teaches| **teaches).count() < LEAST_LEFT_ALONE {
                continue;
            }
            // An estimate that does not come to rest has found nothing that tells matches from the rest.
            let outcome = session.maximise(chances, &[]);
            let matches = outcome.share * session.pairs as f64;
            if outcome.converged && outcome.share >= LEAST_MATCHES_SHARE && matches >= LEAST_MATCHES {
                tried.push(Tried { rule, session, matches });
            }
        }
        Ok(())
    }

    /// What two comparisons ask to be equal, joined to rules, as far as they bring few enough pairs.
    fn joined_equalities(&mut self) -> Result<Vec<(BlockingRule, CompiledRule)>, LinkError> {
        let mut equalities: Vec<(usize, Expression)> = Vec::new();
        for (at, comparison) in self.model.comparisons.iter().enumerate() {
            for level in comparison.levels.iter().filter(|level| !level.is_else()) {
                let exact = exact_on(&self.model.expression(&level.when)?);
                equalities.extend(exact.map(|expression| (at, expression)));
            }
        }
        let most = MOST_PAIRS_A_RECORD * self.records.len() as f64;
        let mut rules = Vec::new();
        for (at, (one_comparison, one)) in equalities.iter().enumerate() {
            for (_, other) in equalities[at + 1..].iter().filter(|(comparison, _)| comparison != one_comparison) {
                let both = vec![one.clone(), other.clone()];
                let rule =
                    BlockingRule { same: both.iter().map(ToString::to_string).collect(), ..BlockingRule::default() };
                let compiled = CompiledRule::equal(&rule, both);
                if self.index_of(std::slice::from_ref(&compiled))?.reports()[0].pairs as f64 <= most {
                    rules.push((rule, compiled));
                }
            }
        }
        Ok(rules)
    }

    /// The comparisons that none of the rules teaches.
    fn untaught(&self, rules: &[Tried]) -> Vec<usize> {
        let taught = |at: &usize| rules.iter().any(|each| each.session.teaches[*at]);
        (0..self.comparisons.len()).filter(|at| !taught(at)).collect()
    }

    /// Of the rules that were tried a few that together teach what all of them teach: first the one that teaches most
    /// comparisons not taught so far, of equal ones the one with most matches.
    fn cover(&self, mut tried: Vec<Tried>) -> Vec<Tried> {
        let mut chosen: Vec<Tried> = Vec::new();
        loop {
            let left = self.untaught(&chosen);
            let adds = |each: &Tried| left.iter().filter(|at| each.session.teaches[**at]).count();
            let best = (0..tried.len()).filter(|at| adds(&tried[*at]) > 0).max_by(|one, other| {
                let (one, other) = (&tried[*one], &tried[*other]);
                adds(one).cmp(&adds(other)).then(one.matches.total_cmp(&other.matches))
            });
            let Some(best) = best else { return chosen };
            chosen.push(tried.remove(best));
        }
    }
}
