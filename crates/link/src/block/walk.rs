//! The candidate pairs, piece by piece.

use super::index::BlockIndex;
use crate::compare::{Pairs, Scratch, part};
use crate::records::MISSING;

/// A piece of the candidates: groups of one rule, or part of one large group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chunk {
    pub rule: usize,
    /// The groups, from and up to.
    pub groups: (usize, usize),
    /// Of a single group, which of its left members, from and up to; `None` for all.
    pub members: Option<(usize, usize)>,
    /// About how many pairs it has.
    pub pairs: u64,
}

/// A piece has about so many pairs: a few milliseconds of work.
const PAIRS_IN_CHUNK: u64 = 1 << 16;

impl BlockIndex {
    /// All candidates in pieces of about the same size.
    pub(crate) fn chunks(&self) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        for rule in 0..self.rules.len() {
            self.chunks_of_rule(rule, &mut chunks);
        }
        chunks
    }

    pub(crate) fn chunks_of_rule(&self, rule: usize, chunks: &mut Vec<Chunk>) {
        let index = &self.rules[rule];
        let (mut from, mut pairs) = (0, 0);
        for group in 0..index.left.len() {
            let left = index.left.size(group);
            let in_group = match &index.right {
                Some(right) => left * right.size(group),
                None => left * (left - 1) / 2,
            };
            let skewed = index.skewed.contains(&(group as u32));
            if in_group < PAIRS_IN_CHUNK || skewed {
                pairs += if skewed { left * u64::from(self.neighbours) } else { in_group };
                if pairs >= PAIRS_IN_CHUNK {
                    chunks.push(Chunk { rule, groups: (from, group + 1), members: None, pairs });
                    (from, pairs) = (group + 1, 0);
                }
                continue;
            }
            if from < group {
                chunks.push(Chunk { rule, groups: (from, group), members: None, pairs });
            }
            (from, pairs) = (group + 1, 0);
            let step = (PAIRS_IN_CHUNK * left / in_group).max(1) as usize;
            let mut start = 0;
            while start < left as usize {
                let end = (start + step).min(left as usize);
                let share = in_group * (end - start) as u64 / left;
                chunks.push(Chunk { rule, groups: (group, group + 1), members: Some((start, end)), pairs: share });
                start = end;
            }
        }
        if from < index.left.len() {
            chunks.push(Chunk { rule, groups: (from, index.left.len()), members: None, pairs });
        }
    }

    /// Calls `visit` with the pairs of a chunk before any test: those of the same key, the first record first. Pairs of
    /// a bounded block are only those of near neighbours.
    pub(crate) fn raw_pairs(&self, chunk: &Chunk, visit: &mut impl FnMut(u32, u32)) {
        let index = &self.rules[chunk.rule];
        for group in chunk.groups.0..chunk.groups.1 {
            let members = index.left.members(group);
            if !index.skewed.is_empty() && index.skewed.contains(&(group as u32)) {
                self.neighbouring_pairs(chunk.rule, group, visit);
                continue;
            }
            let (start, end) = chunk.members.unwrap_or((0, members.len()));
            match &index.right {
                None => {
                    for (at, &left) in members.iter().enumerate().take(end).skip(start) {
                        for &right in &members[at + 1..] {
                            visit(left, right);
                        }
                    }
                }
                Some(right) => {
                    for &left in &members[start..end] {
                        for &right in right.members(group) {
                            if left < right {
                                visit(left, right);
                            }
                        }
                    }
                }
            }
        }
    }

    fn neighbouring_pairs(&self, rule: usize, group: usize, visit: &mut impl FnMut(u32, u32)) {
        let index = &self.rules[rule];
        let (left_key, right_key, group) = (index.left_key, index.right_key, group as u32);
        let members = self.members_in_order(rule, group);
        for (at, &one) in members.iter().enumerate() {
            for &other in members[at + 1..].iter().take(self.neighbours as usize) {
                let (left, right) = (one.min(other), one.max(other));
                if self.keys(left)[left_key] == group && self.keys(right)[right_key] == group {
                    visit(left, right);
                }
            }
        }
    }

    /// The records of a bounded block, of both sides, in their order.
    pub(super) fn members_in_order(&self, rule: usize, group: u32) -> Vec<u32> {
        let index = &self.rules[rule];
        let mut members = index.left.members(group as usize).to_vec();
        if let Some(right) = &index.right {
            members.extend_from_slice(right.members(group as usize));
        }
        members.sort_by_key(|&record| index.place.get(&(group, record)));
        members.dedup();
        members
    }

    /// Of raw pairs of a rule, of which these are open, the candidates stay open: the rule's further conditions hold and no
    /// earlier rule meets the pair. The others are added to `rest`. The pairs are of records, whose rows are all there.
    pub(crate) fn keep_first(
        &self,
        rule: usize,
        pairs: &Pairs<'_>,
        open: &mut Vec<u32>,
        rest: &mut Vec<u32>,
        scratch: &mut Scratch,
    ) {
        self.keep_met(rule, pairs, open, rest, scratch);
        for index in &self.rules[..rule] {
            let met = index.extra.is_none() && index.skewed.is_empty();
            part(open, rest, |at| {
                let (left, right) = pairs.of[at as usize];
                let group = self.key(left, index.left_key);
                let same = (group != MISSING) & (group == self.key(right, index.right_key));
                if met || !same {
                    return !same;
                }
                scratch.look_at(at);
                !self.holds(index, group, left, right, &pairs.get(at), scratch)
            });
        }
    }

    /// Of raw pairs of a rule those stay open for which its further conditions hold, whatever other rules do.
    pub(crate) fn keep_met(
        &self,
        rule: usize,
        pairs: &Pairs<'_>,
        open: &mut Vec<u32>,
        rest: &mut Vec<u32>,
        scratch: &mut Scratch,
    ) {
        if let Some(extra) = &self.rules[rule].extra {
            extra.sift(pairs, open, rest, scratch);
        }
    }
}
