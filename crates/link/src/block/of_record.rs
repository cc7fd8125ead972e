//! The candidates of one record, for those who ask about one person and not about all.

use super::index::BlockIndex;
use crate::records::MISSING;
use hashbrown::HashMap;

/// Finds the records that blocking rules bring to one record, without going through all pairs.
pub(crate) struct Mates<'b> {
    blocks: &'b BlockIndex,
    /// The members of bounded blocks that were met, in their order.
    in_order: HashMap<(usize, u32), Vec<u32>>,
}

impl BlockIndex {
    /// A finder of the candidates of single records.
    pub(crate) fn mates(&self) -> Mates<'_> {
        Mates { blocks: self, in_order: HashMap::new() }
    }
}

impl Mates<'_> {
    /// The records that stand in a block with this one, in bounded blocks those that are near, in order and each once.
    /// Whether a rule's further conditions hold is for [`BlockIndex::meets`] to say.
    pub(crate) fn of(&mut self, record: u32) -> Vec<u32> {
        let keys = self.blocks.keys(record);
        let mut found = Vec::new();
        for (at, rule) in self.blocks.rules.iter().enumerate() {
            let (left, right) = (keys[rule.left_key], keys[rule.right_key]);
            let mut groups = vec![(left, rule.right.as_ref().unwrap_or(&rule.left))];
            if rule.right.is_some() {
                groups.push((right, &rule.left));
            }
            for (group, others) in groups.into_iter().filter(|(group, _)| *group != MISSING) {
                if !rule.skewed.contains(&group) {
                    found.extend_from_slice(others.members(group as usize));
                    continue;
                }
                let members =
                    self.in_order.entry((at, group)).or_insert_with(|| self.blocks.members_in_order(at, group));
                let Some(&place) = rule.place.get(&(group, record)) else { continue };
                let (place, near) = (place as usize, self.blocks.neighbours as usize);
                found.extend_from_slice(&members[place.saturating_sub(near)..(place + near + 1).min(members.len())]);
            }
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|other| *other != record);
        found
    }
}
