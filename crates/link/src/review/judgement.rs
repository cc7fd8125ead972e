//! What reviewers say, and where they differ.

use crate::train::Label;
use std::collections::BTreeMap;

/// What a reviewer says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// One person.
    Match,
    /// Two people.
    Apart,
    /// It cannot be told from the records.
    Unsure,
}

/// One reviewer's word on one pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The record that comes first.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// Who said it.
    pub reviewer: String,
    /// What they said.
    pub verdict: Verdict,
}

/// Where a pair stands after review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Two reviewers say the same (or a third has decided between them).
    Yes(Verdict),
    /// Only one reviewer has looked.
    NeedsSecond,
    /// Two differ and a third must look.
    Disputed,
}

/// Where each pair stands. The last word of each reviewer counts. A pair is settled when more reviewers say one thing
/// than anything else and at least two say it.
#[must_use]
pub fn settle(judgements: &[Judgement]) -> BTreeMap<(u32, u32), Settled> {
    let mut last: BTreeMap<(u32, u32), BTreeMap<&str, Verdict>> = BTreeMap::new();
    for judgement in judgements {
        let pair = (judgement.left.min(judgement.right), judgement.left.max(judgement.right));
        last.entry(pair).or_default().insert(&judgement.reviewer, judgement.verdict);
    }
    let settled = |words: BTreeMap<&str, Verdict>| {
        let mut counts: BTreeMap<Verdict, usize> = BTreeMap::new();
        for verdict in words.values() {
            *counts.entry(*verdict).or_default() += 1;
        }
        let most = counts.values().copied().max().unwrap_or(0);
        let mut leading = counts.iter().filter(|(_, count)| **count == most).map(|(verdict, _)| *verdict);
        match (words.len(), leading.next(), leading.next()) {
            (0 | 1, _, _) => Settled::NeedsSecond,
            (_, Some(verdict), None) if most >= 2 => Settled::Yes(verdict),
            _ => Settled::Disputed,
        }
    };
    last.into_iter().map(|(pair, words)| (pair, settled(words))).collect()
}

/// How far two reviewers agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Pairs that both have looked at.
    pub pairs: usize,
    /// The share on which they say the same.
    pub share: f64,
    /// Cohen's kappa: agreement beyond chance, 1 for full agreement, 0 for none beyond chance.
    pub kappa: f64,
}

/// How far two reviewers agree on the pairs that both have looked at; `None` when there are none.
#[must_use]
pub fn agreement(judgements: &[Judgement], one: &str, other: &str) -> Option<Agreement> {
    let of = |reviewer: &str| -> BTreeMap<(u32, u32), Verdict> {
        let own = judgements.iter().filter(|each| each.reviewer == reviewer);
        own.map(|each| ((each.left.min(each.right), each.left.max(each.right)), each.verdict)).collect()
    };
    let (first, second) = (of(one), of(other));
    let both: Vec<(Verdict, Verdict)> =
        first.iter().filter_map(|(pair, verdict)| Some((*verdict, *second.get(pair)?))).collect();
    if both.is_empty() {
        return None;
    }
    let count = both.len() as f64;
    let share = both.iter().filter(|(one, other)| one == other).count() as f64 / count;
    let by_chance: f64 = [Verdict::Match, Verdict::Apart, Verdict::Unsure]
        .into_iter()
        .map(|verdict| {
            let first = both.iter().filter(|(one, _)| *one == verdict).count() as f64;
            let second = both.iter().filter(|(_, other)| *other == verdict).count() as f64;
            first * second / (count * count)
        })
        .sum();
    let kappa = if by_chance >= 1.0 { 1.0 } else { (share - by_chance) / (1.0 - by_chance) };
    Some(Agreement { pairs: both.len(), share, kappa })
}

/// The settled pairs as labels for training and evaluation; pairs that cannot be told are left out.
#[must_use]
pub fn labels(judgements: &[Judgement]) -> Vec<Label> {
    let label = |((left, right), settled)| {
        let match_probability = match settled {
            Settled::Yes(Verdict::Match) => 1.0,
            Settled::Yes(Verdict::Apart) => 0.0,
            _ => return None,
        };
        Some(Label { left, right, match_probability })
    };
    settle(judgements).into_iter().filter_map(label).collect()
}
