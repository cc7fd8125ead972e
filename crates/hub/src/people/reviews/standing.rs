//! Where each pair of a review stands, and which a reviewer sees next. Pure: follows from the judgements alone.

use super::task::{ReviewJudgement, Verdict, reviewer_key};
use link::review::{Judgement, Settled, settle};
use std::collections::BTreeMap;

/// So many people look at each pair on their own.
pub const REVIEWERS_OF_A_PAIR: usize = 2;

/// Where a pair stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairStanding {
    /// Fewer than two have judged it.
    Open {
        /// How many have.
        judged: usize,
    },
    /// Two agree, or a third has decided between them.
    Settled(Verdict),
    /// Those who judged it differ.
    Disputed,
}

/// Where a review stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewStanding {
    /// Where each pair stands, the first pair first.
    pub pairs: Vec<PairStanding>,
    /// How many pairs each reviewer has judged, by name.
    pub reviewers: Vec<(String, usize)>,
}

/// The judgements in the terms of the engine. A pair is its number beside one that no pair has.
pub(super) fn in_link<'a>(judgements: impl IntoIterator<Item = &'a ReviewJudgement>) -> Vec<Judgement> {
    judgements
        .into_iter()
        .filter(|judgement| judgement.stands())
        .map(|judgement| Judgement {
            left: judgement.pair,
            right: u32::MAX,
            reviewer: reviewer_key(&judgement.by.person),
            verdict: judgement.verdict.in_link(),
        })
        .collect()
}

impl ReviewStanding {
    /// Where a review of so many pairs stands.
    #[must_use]
    pub fn of(pairs: u32, judgements: &[ReviewJudgement]) -> Self {
        let settled = settle(&in_link(judgements));
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        let mut reviewers: BTreeMap<String, (String, usize)> = BTreeMap::new();
        for judgement in judgements.iter().filter(|judgement| judgement.stands()) {
            *counts.entry(judgement.pair).or_default() += 1;
            let name = || (judgement.by.person.clone(), 0);
            reviewers.entry(reviewer_key(&judgement.by.person)).or_insert_with(name).1 += 1;
        }
        let of_pair = |pair: u32| match settled.get(&(pair, u32::MAX)) {
            None | Some(Settled::NeedsSecond) => {
                PairStanding::Open { judged: counts.get(&pair).copied().unwrap_or_default() }
            }
            Some(Settled::Yes(verdict)) => PairStanding::Settled(Verdict::of_link(*verdict)),
            Some(Settled::Disputed) => PairStanding::Disputed,
        };
        Self { pairs: (1..=pairs).map(of_pair).collect(), reviewers: reviewers.into_values().collect() }
    }

    /// Where a pair stands; nothing when there is no such pair.
    #[must_use]
    pub fn pair(&self, pair: u32) -> Option<PairStanding> {
        self.pairs.get(usize::try_from(pair.checked_sub(1)?).ok()?).copied()
    }

    /// How many pairs are settled.
    #[must_use]
    pub fn settled(&self) -> usize {
        self.pairs.iter().filter(|standing| matches!(standing, PairStanding::Settled(_))).count()
    }

    /// The pairs on which people differ.
    #[must_use]
    pub fn disputed(&self) -> Vec<u32> {
        (1..)
            .zip(&self.pairs)
            .filter(|(_, standing)| **standing == PairStanding::Disputed)
            .map(|(pair, _)| pair)
            .collect()
    }
}

/// The word of a reviewer on a pair that stands.
#[must_use]
pub fn own_judgement<'a>(judgements: &'a [ReviewJudgement], pair: u32, person: &str) -> Option<&'a ReviewJudgement> {
    judgements.iter().find(|judgement| judgement.stands() && judgement.pair == pair && judgement.is_by(person))
}

/// The pair that a reviewer should see after one (0 for the first): the next that they have not judged and that fewer
/// than two others have; from the beginning when there is none after it.
#[must_use]
pub fn next_pair(standing: &ReviewStanding, judgements: &[ReviewJudgement], person: &str, after: u32) -> Option<u32> {
    let waits = |pair: u32| {
        matches!(standing.pair(pair), Some(PairStanding::Open { .. }))
            && own_judgement(judgements, pair, person).is_none()
    };
    let count = u32::try_from(standing.pairs.len()).unwrap_or(u32::MAX);
    let after = after.min(count);
    (after + 1..=count).chain(1..=after).find(|&pair| waits(pair))
}

#[cfg(test)]
mod tests {
    use super::super::{samples::judgement, task::Verdict::*};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_pair_is_open_then_disputed_then_decided() {
        let mut said = vec![judgement(1, 1, "Ada", SamePerson)];
        assert_eq!(
            ReviewStanding::of(2, &said).pairs,
            [PairStanding::Open { judged: 1 }, PairStanding::Open { judged: 0 }]
        );
        said.push(judgement(2, 1, "Bea", DifferentPeople));
        let standing = ReviewStanding::of(2, &said);
        assert_eq!((standing.pair(1), standing.disputed()), (Some(PairStanding::Disputed), vec![1]));
        said.push(judgement(3, 1, "Cleo", DifferentPeople));
        assert_eq!(ReviewStanding::of(2, &said).pair(1), Some(PairStanding::Settled(DifferentPeople)));
        said[2].withdrawn_at = Some(said[2].at);
        assert_eq!(
            ReviewStanding::of(2, &said).pair(1),
            Some(PairStanding::Disputed),
            "a word taken back does not count"
        );
        assert_eq!((standing.pair(0), standing.pair(3)), (None, None));
    }

    #[test]
    fn one_name_in_two_spellings_is_not_two_reviewers() {
        let said = [judgement(1, 1, "Ada", SamePerson), judgement(2, 1, " ADA ", SamePerson)];
        let standing = ReviewStanding::of(1, &said);
        assert_ne!(standing.pair(1), Some(PairStanding::Settled(SamePerson)));
        assert_eq!(standing.reviewers.len(), 1);
    }

    #[test]
    fn a_review_of_one_pair_ends() {
        let mut said = Vec::new();
        let next =
            |said: &[ReviewJudgement], who: &str, after| next_pair(&ReviewStanding::of(1, said), said, who, after);
        assert_eq!(next(&said, "Ada", 0), Some(1));
        assert_eq!(next(&said, "Ada", 1), Some(1), "what was skipped comes again");
        said.push(judgement(1, 1, "Ada", SamePerson));
        assert_eq!(next(&said, "Ada", 1), None);
        assert_eq!(next(&said, "Bea", 0), Some(1));
        said.push(judgement(2, 1, "Bea", CannotTell));
        assert_eq!(next(&said, "Cleo", 0), None, "a dispute is not judged blind");
    }

    proptest! {
        /// Whoever follows `next_pair` judges every pair that waits once, whatever they skip, and then comes to an end;
        /// two who do so leave no pair open.
        #[test]
        fn two_reviewers_come_to_an_end(pairs in 1_u32..30, verdicts in prop::collection::vec(0_usize..3, 60), skips in prop::collection::vec(any::<bool>(), 120)) {
            let mut said: Vec<ReviewJudgement> = Vec::new();
            let mut skips = skips.into_iter();
            for person in ["Ada", "Bea"] {
                let mut after = 0;
                let mut steps = 0;
                while let Some(pair) = next_pair(&ReviewStanding::of(pairs, &said), &said, person, after) {
                    steps += 1;
                    prop_assert!(steps < 300);
                    after = pair;
                    if skips.next() == Some(true) {
                        continue;
                    }
                    prop_assert!(own_judgement(&said, pair, person).is_none());
                    let verdict = Verdict::ALL[verdicts[said.len() % verdicts.len()]];
                    said.push(judgement(u32::try_from(said.len()).unwrap() + 1, pair, person, verdict));
                }
            }
            let standing = ReviewStanding::of(pairs, &said);
            prop_assert_eq!(said.len(), 2 * pairs as usize);
            let is_open = |pair: &PairStanding| matches!(pair, PairStanding::Open { .. });
            prop_assert!(!standing.pairs.iter().any(is_open));
            prop_assert_eq!(standing.settled() + standing.disputed().len(), pairs as usize);
        }
    }
}
