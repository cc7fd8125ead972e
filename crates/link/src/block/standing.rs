//! Where records stand under a blocking rule, for engines that bring the pairs together elsewhere.

use crate::records::MISSING;
use crate::score::Linkage;

/// Where one record stands under one blocking rule. Two records meet when the block of the one that comes first, as a
/// left record, is the block of the other as a right record; in a bounded block only when their places are near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Its block as the record that comes first. Nothing when it would be alone, or its key is missing.
    pub left: Option<u32>,
    /// Its block as the other record; the same as `left` where the rule asks the same of both.
    pub right: Option<u32>,
    /// Whether the block as left record is bounded.
    pub left_bounded: bool,
    /// Whether the block as right record is bounded.
    pub right_bounded: bool,
    /// Its place in the order of the block as left record, like beside like, where that is bounded.
    pub left_place: Option<u32>,
    /// Its place in the order of the block as right record, where that is bounded.
    pub right_place: Option<u32>,
}

impl Linkage {
    /// Where a record stands under a blocking rule of the model, counted from 0.
    ///
    /// # Panics
    /// When there is no such rule or record.
    #[must_use]
    pub fn standing(&self, rule: usize, record: u32) -> Standing {
        let index = &self.blocks.rules[rule];
        let keys = self.blocks.keys(record);
        let block = |key: usize| Some(keys[key]).filter(|&block| block != MISSING);
        let bounded = |block: Option<u32>| block.is_some_and(|block| index.skewed.contains(&block));
        let place = |block: Option<u32>| index.place.get(&(block?, record)).copied();
        let (left, right) = (block(index.left_key), block(index.right_key));
        Standing {
            left,
            right,
            left_bounded: bounded(left),
            right_bounded: bounded(right),
            left_place: place(left),
            right_place: place(right),
        }
    }

    /// Whether a blocking rule asks the same of both records.
    #[must_use]
    pub fn rule_is_symmetric(&self, rule: usize) -> bool {
        self.blocks.rules[rule].right.is_none()
    }

    /// Whether a blocking rule asks more of a pair than that its keys are equal.
    #[must_use]
    pub fn rule_asks_more(&self, rule: usize) -> bool {
        self.blocks.rules[rule].extra.is_some()
    }

    /// How many neighbours on each side a record of a bounded block meets.
    #[must_use]
    pub fn neighbours(&self) -> u32 {
        self.blocks.neighbours
    }
}
