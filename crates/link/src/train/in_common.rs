//! Two people who have something in common: a home, a family, a place.
//!
//! Outcomes are not independent among pairs of two people. Two records of one household agree on the surname and on the
//! address at once; two people of one village on the birth place and on the postcode. Taken for strangers they look like
//! one person, and every probability is too sure. So pairs of two people are taken for a mixture of strangers and of a few
//! kinds of people who have something in common, each with chances of its own (a latent class model; Winkler 1993 and
//! Larsen and Rubin 2001 part households from strangers in this way). What the kinds are is learnt, by expectation
//! maximisation over the patterns of all possible pairs; nobody has to name them.

use super::chance::AllPairs;
use super::maximise::Chances;
use super::mixture::{Counted, Expected};

/// One kind of two people who have something in common.
#[derive(Debug, Clone)]
pub(super) struct Kind {
    /// Its share of all possible pairs.
    pub share: f64,
    /// For each comparison the chance of each level.
    pub chances: Vec<Vec<f64>>,
}

/// What is believed of pairs of two people, and how many pairs are of one.
#[derive(Debug, Clone)]
pub(super) struct Background {
    /// The share of all possible pairs that are of one person.
    pub prior: f64,
    /// The prior is given and stays.
    pub prior_given: bool,
    pub kinds: Vec<Kind>,
}

/// What is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Free {
    /// The shares, and the chances of pairs of two people; m stays.
    TwoPeople,
    /// The share of matches, and m; what is believed of two people stays.
    Matches,
}

/// So many steps from each start, before the likeliest is followed to its end.
const STEPS_AT_FIRST: usize = 20;
const MOST_STEPS: usize = 150;
/// When a step adds less than this share of what all steps added, the estimate is at rest.
const AT_REST: f64 = 1e-6;
/// A kind first has this many times as many pairs as there are matches.
const PAIRS_AT_FIRST: f64 = 5.0;
/// Half a pair of a sample of 20,000 is added to every level: one that was never seen is rare, not impossible.
const ADDED: f64 = 0.5 / 20_000.0;
/// When learning from all matches makes there be more or fewer of them by more than this share, it was not they who taught.
const MOST_MOVED: f64 = 0.1;
/// A kind that a true match would be told from by odds of less than this (log2, in the mean) is made of matches that
/// the prior leaves out, not of people who have something in common.
const LEAST_APART: f64 = 6.6;

impl Background {
    /// Adds kinds, at most so many, each begun from every comparison in turn (as if such people agreed on it as matches
    /// do, and were strangers in everything else) and followed from where it explains most. A kind stays only if what it
    /// explains stands out from chance. u becomes the chances of strangers alone.
    pub(super) fn add_kinds(&mut self, most: usize, pairs: &AllPairs, chances: &mut Chances) {
        // What a kind explains is counted from where prior and u explain most without it.
        let (mut without, mut of_without) = (self.clone(), chances.clone());
        without.climb(MOST_STEPS, pairs, &mut of_without, Free::TwoPeople);
        for _ in 0..most {
            let mut best: Option<(f64, Self, Chances)> = None;
            for comparison in 0..chances.m.len() {
                let (mut candidate, mut own) = (self.clone(), chances.clone());
                let mut of_kind = chances.u.clone();
                of_kind[comparison].clone_from(&chances.m[comparison]);
                let share = (PAIRS_AT_FIRST * self.prior).min(0.01);
                candidate.kinds.push(Kind { share, chances: of_kind });
                let likelihood = candidate.climb(STEPS_AT_FIRST, pairs, &mut own, Free::TwoPeople);
                if best.as_ref().is_none_or(|(known, _, _)| likelihood > known + AT_REST * known.abs()) {
                    best = Some((likelihood, candidate, own));
                }
            }
            let Some((_, mut candidate, mut own)) = best else { return };
            candidate.climb(MOST_STEPS, pairs, &mut own, Free::TwoPeople);
            if !candidate.last_is_apart(&own) || !candidate.stands_out(&own, &without, &of_without, pairs) {
                return;
            }
            (without, of_without) = (candidate.clone(), own.clone());
            (*self, *chances) = (candidate, own);
        }
    }

    /// Fits the kinds that there are, the prior, u and m anew. The rules to learn from see only matches that agree on what
    /// the rule asks for, which are the cleaner ones; here every match counts, once strangers and people who have something
    /// in common are told from it. Those stay while m is fitted: outcomes that matches make together (both names swapped)
    /// would else be taken for a kind of people. And pairs are sampled here, and some stand for many: so m moves from what
    /// the rules `taught` only as far as the difference stands out from the noise of sampling (the positive-part estimator
    /// of James and Stein, for each comparison).
    ///
    /// Among millions of records namesakes are many more than matches, and what was taken for matches may have become
    /// theirs. It shows in how many there are then; m is as the rules taught it in that case, and the answer is `false`.
    pub(super) fn fit(&mut self, taught: &[bool], pairs: &AllPairs, chances: &mut Chances) -> bool {
        self.climb(MOST_STEPS, pairs, chances, Free::TwoPeople);
        let (by_rules_alone, of_rules) = (self.clone(), chances.clone());
        self.fit_matches(taught, pairs, chances);
        let still_matches = (self.prior / by_rules_alone.prior - 1.0).abs() <= MOST_MOVED;
        if !still_matches {
            (*self, *chances) = (by_rules_alone, of_rules);
        }
        still_matches
    }

    /// Learns m from all matches, and what is believed of two people anew.
    fn fit_matches(&mut self, taught: &[bool], pairs: &AllPairs, chances: &mut Chances) {
        let by_rules = chances.m.clone();
        self.climb(MOST_STEPS, pairs, chances, Free::Matches);
        let rows = self.rows(&pairs.patterns, chances);
        let variances = pairs.patterns.variances(&self.shares(), &rows, &pairs.squares);
        for comparison in (0..by_rules.len()).filter(|&at| taught[at]) {
            let moved = || chances.m[comparison].iter().zip(&by_rules[comparison]);
            let distance: f64 = moved().map(|(now, before)| (now - before).powi(2)).sum();
            let noise: f64 = variances[comparison].iter().sum();
            let kept = if distance > 0.0 { (1.0 - noise / distance).max(0.0) } else { 0.0 };
            let between: Vec<f64> = moved().map(|(now, before)| before + kept * (now - before)).collect();
            chances.set_m(comparison, &between);
        }
        self.climb(MOST_STEPS, pairs, chances, Free::TwoPeople);
    }

    /// Whether matches are told well from the kind that came last.
    fn last_is_apart(&self, chances: &Chances) -> bool {
        let Some(kind) = self.kinds.last() else { return false };
        let levels = chances.m.iter().zip(&kind.chances).flat_map(|(m, of_kind)| m.iter().zip(of_kind));
        let apart: f64 = levels
            .filter(|(m, of_kind)| **m > 0.0 && **of_kind > 0.0)
            .map(|(m, of_kind)| m * (m / of_kind).log2())
            .sum();
        apart >= LEAST_APART
    }

    /// Whether the patterns are likelier than under `before`, at its own best, by more than chance would make them: the
    /// gain, in standard errors of a sample of pairs that stand for different numbers of pairs, must exceed the root of the
    /// number of chances that were fitted. (Fitted to noise it comes to half of that.)
    fn stands_out(&self, own: &Chances, before: &Self, chances: &Chances, pairs: &AllPairs) -> bool {
        let now = pairs.patterns.log_likelihoods(&self.shares(), &self.rows(&pairs.patterns, own));
        let was = pairs.patterns.log_likelihoods(&before.shares(), &before.rows(&pairs.patterns, chances));
        let gains = now.iter().zip(&was).map(|(now, was)| now - was);
        let (mut gain, mut variance) = (0.0, 0.0);
        for ((each, weight), square) in gains.zip(pairs.patterns.pairs()).zip(&pairs.squares) {
            gain += each * weight;
            variance += each * each * square;
        }
        let fitted: usize = own.missing.iter().map(|levels| levels.iter().filter(|missing| !**missing).count()).sum();
        gain > (fitted as f64 * variance).sqrt()
    }

    /// The shares of matches, of strangers and of each kind.
    pub(super) fn shares(&self) -> Vec<f64> {
        let in_common: f64 = self.kinds.iter().map(|kind| kind.share).sum();
        let mut shares = vec![self.prior, (1.0 - self.prior - in_common).max(1e-9)];
        shares.extend(self.kinds.iter().map(|kind| kind.share));
        shares
    }

    /// The logarithms of the chances of matches, of strangers and of each kind.
    pub(super) fn rows(&self, patterns: &Counted, chances: &Chances) -> Vec<Vec<f64>> {
        let mut rows = vec![patterns.row(&chances.m), patterns.row(&chances.u)];
        rows.extend(self.kinds.iter().map(|kind| patterns.row(&kind.chances)));
        rows
    }

    /// Follows the likelihood up, and answers how high it came.
    fn climb(&mut self, steps: usize, pairs: &AllPairs, chances: &mut Chances, free: Free) -> f64 {
        let (mut first, mut last) = (None, f64::NEG_INFINITY);
        for _ in 0..steps {
            let expected = pairs.patterns.expect(&self.shares(), &self.rows(&pairs.patterns, chances));
            let likelihood = expected.log_likelihood;
            let first = *first.get_or_insert(likelihood);
            if likelihood - last < AT_REST * (likelihood - first) {
                return likelihood;
            }
            last = likelihood;
            self.maximise(&expected, pairs, chances, free);
        }
        last
    }

    fn maximise(&mut self, expected: &Expected, pairs: &AllPairs, chances: &mut Chances, free: Free) {
        let total = pairs.patterns.total();
        let added = |missing: &[bool]| -> Vec<f64> {
            missing.iter().map(|missing| if *missing { 0.0 } else { ADDED }).collect()
        };
        if !self.prior_given {
            self.prior = (expected.pairs[0] / total).clamp(pairs.least_prior, 0.5);
        }
        if free == Free::Matches {
            for comparison in 0..chances.m.len() {
                let matches = pairs.patterns.of(&expected.at_place[0], comparison);
                if let Some(shares) = with_added(matches, &added(&chances.missing[comparison])) {
                    chances.set_m(comparison, &shares);
                }
            }
            return;
        }
        for comparison in 0..chances.u.len() {
            let strangers = pairs.patterns.of(&expected.at_place[1], comparison);
            if let Some(shares) = with_added(strangers, &pairs.least_u[comparison]) {
                chances.set_u(comparison, &shares);
            }
        }
        for (at, kind) in self.kinds.iter_mut().enumerate() {
            kind.share = (expected.pairs[at + 2] / total).clamp(1e-15, 0.4);
            for (comparison, of_levels) in kind.chances.iter_mut().enumerate() {
                let here = pairs.patterns.of(&expected.at_place[at + 2], comparison);
                if let Some(shares) = with_added(here, &added(&chances.missing[comparison])) {
                    *of_levels = shares;
                }
            }
        }
    }
}

/// Shares of the expected pairs, with a little added to each; `None` when there are none.
fn with_added(expected: &[f64], added: &[f64]) -> Option<Vec<f64>> {
    let total: f64 = expected.iter().sum();
    let whole = 1.0 + added.iter().sum::<f64>();
    (total > 0.0).then(|| expected.iter().zip(added).map(|(pairs, added)| (pairs / total + added) / whole).collect())
}
