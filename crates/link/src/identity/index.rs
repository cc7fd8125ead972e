//! The blocks of all records, where records can be added and taken away.

use crate::LinkError;
use crate::block::{CompiledRule, most_pairs, sort_by_content};
use crate::compare::Layout;
use crate::expression::Expression;
use crate::records::{MISSING, Records};
use hashbrown::HashMap;
use std::sync::Arc;

/// One side of a rule: its records by key. Most are in a sorted list, those that came later in a table.
#[derive(Debug, Clone, Default)]
struct Keys {
    sorted: Vec<(u64, u32)>,
    later: HashMap<u64, Vec<u32>>,
}

impl Keys {
    fn of(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        let start = self.sorted.partition_point(|entry| entry.0 < key);
        let early = self.sorted[start..].iter().take_while(move |entry| entry.0 == key).map(|entry| entry.1);
        early.chain(self.later.get(&key).into_iter().flatten().copied())
    }
}

#[derive(Debug, Clone)]
struct LiveRule {
    rule: CompiledRule,
    left: Keys,
    /// Of asymmetric rules, the right side.
    right: Option<Keys>,
}

/// The blocks of all records.
#[derive(Debug, Clone)]
pub(super) struct LiveIndex {
    rules: Vec<LiveRule>,
    most_pairs: u64,
    neighbours: usize,
}

/// A block: a rule and a key.
pub(super) type Block = (usize, u64);

/// The places of records in the order of what they hold.
pub(super) type Places = HashMap<u32, usize>;

/// For each rule the left and the right key of a record; `None` where it has none.
pub(super) type RecordKeys = Vec<(Option<u64>, Option<u64>)>;

/// One key of several codes. Up to two codes it is exact; more are mixed to 64 bits, where two different keys meet by
/// accident once in ten million runs of a million records, and then only cost a comparison.
fn key(codes: impl Iterator<Item = u32>) -> Option<u64> {
    let mut key = 0;
    for (index, code) in codes.enumerate() {
        if code == MISSING {
            return None;
        }
        key = if index < 2 { (key << 32) | u64::from(code) } else { crate::random::mix(key) ^ u64::from(code) };
    }
    Some(key)
}

impl LiveIndex {
    pub(super) fn build(
        rules: &[CompiledRule],
        layout: &mut Layout,
        records: &mut Records,
        largest_block: u32,
        neighbours: u32,
    ) -> Result<Self, LinkError> {
        let mut index =
            Self { rules: Vec::new(), most_pairs: most_pairs(largest_block), neighbours: neighbours.max(1) as usize };
        for rule in rules {
            let mut side = |expressions: &[Expression], records: &mut Records| -> Result<Keys, LinkError> {
                let columns: Vec<Vec<u32>> =
                    expressions.iter().map(|each| layout.codes(each, records)).collect::<Result<_, _>>()?;
                let key_of = |record: u32| key(columns.iter().map(|codes| codes[record as usize]));
                let mut sorted: Vec<(u64, u32)> =
                    (0..records.len() as u32).filter_map(|record| Some((key_of(record)?, record))).collect();
                sorted.sort_unstable();
                Ok(Keys { sorted, later: HashMap::new() })
            };
            let left = side(&rule.left, records)?;
            let right = if rule.is_symmetric() { None } else { Some(side(&rule.right, records)?) };
            index.rules.push(LiveRule { rule: rule.clone(), left, right });
        }
        Ok(index)
    }

    /// The keys of a record: for each rule the left and the right one.
    pub(super) fn keys(
        &self,
        layout: &mut Layout,
        records: &mut Records,
        record: u32,
    ) -> Result<RecordKeys, LinkError> {
        let mut keys = Vec::with_capacity(self.rules.len());
        for live in &self.rules {
            let mut side = |expressions: &[Expression]| -> Result<Option<u64>, LinkError> {
                let codes: Vec<u32> =
                    expressions.iter().map(|each| layout.code(each, records, record)).collect::<Result<_, _>>()?;
                Ok(key(codes.into_iter()))
            };
            let left = side(&live.rule.left)?;
            let right = if live.right.is_some() { side(&live.rule.right)? } else { left };
            keys.push((left, right));
        }
        Ok(keys)
    }

    pub(super) fn add(&mut self, keys: &[(Option<u64>, Option<u64>)], record: u32) {
        for (live, (left, right)) in self.rules.iter_mut().zip(keys) {
            if let Some(key) = left {
                live.left.later.entry(*key).or_default().push(record);
            }
            if let (Some(keys), Some(key)) = (&mut live.right, right) {
                keys.later.entry(*key).or_default().push(record);
            }
        }
    }

    /// The blocks that a record is in.
    pub(super) fn blocks(keys: &[(Option<u64>, Option<u64>)]) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        for (rule, (left, right)) in keys.iter().enumerate() {
            blocks.extend(left.iter().map(|key| (rule, *key)));
            blocks.extend(right.iter().filter(|right| left.as_ref() != Some(right)).map(|key| (rule, *key)));
        }
        blocks
    }

    /// Left and right members of a block that are alive.
    fn members(&self, (rule, key): Block, alive: &[bool]) -> (Vec<u32>, Option<Vec<u32>>) {
        let live = &self.rules[rule];
        let of = |keys: &Keys| keys.of(key).filter(|&record| alive[record as usize]).collect::<Vec<u32>>();
        (of(&live.left), live.right.as_ref().map(of))
    }

    /// All members of a block if it has too many pairs to be compared whole, with their places in the order of what
    /// they hold.
    pub(super) fn bounded(&self, block: Block, alive: &[bool], layout: &Layout, records: &Records) -> Option<Places> {
        let (mut left, right) = self.members(block, alive);
        let count = left.len() as u64;
        let pairs = right.as_ref().map_or(count * count.saturating_sub(1) / 2, |right| count * right.len() as u64);
        if pairs <= self.most_pairs {
            return None;
        }
        left.extend(right.into_iter().flatten());
        sort_by_content(&mut left, layout, records);
        left.dedup();
        Some(left.into_iter().zip(0..).collect())
    }

    /// Calls `visit` with the rule, the left and the right record of every pair of this record before further tests.
    pub(super) fn raw_pairs(
        &self,
        record: u32,
        keys: &[(Option<u64>, Option<u64>)],
        alive: &[bool],
        bounded: &mut dyn FnMut(Block) -> Option<Arc<Places>>,
        before: &dyn Fn(u32, u32) -> bool,
        visit: &mut dyn FnMut(usize, u32, u32),
    ) {
        for (rule, live) in self.rules.iter().enumerate() {
            let (left, right) = keys[rule];
            // As the left record it meets right ones of its left key; as the right, left ones of its right key.
            let meetings = [
                (left, live.right.as_ref().unwrap_or(&live.left), false),
                (right.filter(|_| live.right.is_some()), &live.left, true),
            ];
            for (key, others, is_right) in meetings {
                let Some(key) = key else { continue };
                let window = bounded((rule, key));
                for other in others.of(key).filter(|&other| other != record && alive[other as usize]) {
                    if let Some(window) = &window {
                        let places = window.get(&record).zip(window.get(&other));
                        let near = places.is_some_and(|(one, other)| one.abs_diff(*other) <= self.neighbours);
                        if !near {
                            continue;
                        }
                    }
                    if live.right.is_none() {
                        if before(record, other) { visit(rule, record, other) } else { visit(rule, other, record) }
                    } else {
                        let (one, second) = if is_right { (other, record) } else { (record, other) };
                        // In an asymmetric rule the left record is the one that comes first.
                        if before(one, second) {
                            visit(rule, one, second);
                        }
                    }
                }
            }
        }
    }

    pub(super) fn extra(&self, rule: usize) -> Option<&crate::compare::Test> {
        self.rules[rule].rule.extra.as_ref()
    }
}
