//! The blocks of all rules over the records.

use super::groups::{Groups, TwoSided, combine, group, group_two};
use super::rule::CompiledRule;
use crate::LinkError;
use crate::compare::{Layout, Pair, Scratch, Test};
use crate::records::{MISSING, Records};
use hashbrown::{HashMap, HashSet};

/// What a rule brings together.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleReport {
    /// The rule as a person reads it.
    pub rule: String,
    /// How many blocks of two records or more there are.
    pub blocks: u64,
    /// How many records stand in them.
    pub records: u64,
    /// How many pairs the rule brings together, those of earlier rules among them; in bounded blocks only those that
    /// are compared.
    pub pairs: u64,
    /// How many records the largest block has.
    pub largest: u64,
    /// Blocks too large to be compared whole, largest first: what they share, and how many records they have.
    pub bounded: Vec<BlockReport>,
}

/// A block that was too large to be compared whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockReport {
    /// A record of the block.
    pub example: u32,
    /// How many records it has.
    pub records: u64,
    /// How many pairs were not compared.
    pub pairs_left_out: u64,
}

#[derive(Debug, Clone)]
pub(super) struct RuleIndex {
    pub left_key: usize,
    pub right_key: usize,
    /// Of symmetric rules, all members; of others, the left ones.
    pub left: Groups,
    /// Of asymmetric rules, the right members.
    pub right: Option<Groups>,
    pub extra: Option<Test>,
    /// Groups that are not compared whole.
    pub skewed: HashSet<u32>,
    /// For each such group and member, its place in the order by what they hold. A record may stand in two groups of an
    /// asymmetric rule, and has a place in each.
    pub place: HashMap<(u32, u32), u32>,
}

/// The blocks of all rules.
#[derive(Debug, Clone)]
pub(crate) struct BlockIndex {
    pub(super) rules: Vec<RuleIndex>,
    /// For each record the group under each rule, one record after the other.
    keys: Vec<u32>,
    width: usize,
    pub(super) neighbours: u32,
    pub(super) reports: Vec<RuleReport>,
}

impl BlockIndex {
    pub(crate) fn build(
        rules: &[CompiledRule],
        layout: &mut Layout,
        records: &mut Records,
        largest_block: u32,
        neighbours: u32,
    ) -> Result<Self, LinkError> {
        let width: usize = rules.iter().map(|rule| if rule.is_symmetric() { 1 } else { 2 }).sum();
        let mut index =
            Self { rules: Vec::new(), keys: Vec::new(), width, neighbours: neighbours.max(1), reports: Vec::new() };
        // Key by key first, for all records.
        let mut columns: Vec<Vec<u32>> = Vec::with_capacity(width);
        for rule in rules {
            let left_key = columns.len();
            let mut codes = |expressions: &[crate::expression::Expression], records: &mut Records| {
                let columns: Vec<Vec<u32>> =
                    expressions.iter().map(|each| layout.codes(each, records)).collect::<Result<_, _>>()?;
                Ok::<_, LinkError>(combine(&columns))
            };
            let (left, right, right_key) = if rule.is_symmetric() {
                let (groups, group_of) = group(&codes(&rule.left, records)?);
                columns.push(group_of);
                (groups, None, left_key)
            } else {
                // Codes joined from more than two columns are numbered apart, so both sides must be numbered together.
                let sides: Vec<Vec<u32>> = rule
                    .left
                    .iter()
                    .zip(&rule.right)
                    .map(|(left, right)| {
                        let mut both = layout.codes(left, records)?;
                        both.extend(layout.codes(right, records)?);
                        Ok::<_, LinkError>(both)
                    })
                    .collect::<Result<_, _>>()?;
                let TwoSided { left, right, left_of, right_of } = group_two(&combine(&sides));
                columns.extend([left_of, right_of]);
                (left, Some(right), left_key + 1)
            };
            index.rules.push(RuleIndex {
                left_key,
                right_key,
                left,
                right,
                extra: rule.extra.clone(),
                skewed: HashSet::new(),
                place: HashMap::new(),
            });
        }
        index.keys.reserve_exact(width * records.len());
        for record in 0..records.len() {
            index.keys.extend(columns.iter().map(|column| column[record]));
        }
        drop(columns);
        for (rule, text) in rules.iter().enumerate().map(|(index, rule)| (index, rule.text.clone())) {
            let report = index.bound(rule, text, layout, records, largest_block);
            index.reports.push(report);
        }
        Ok(index)
    }

    /// Puts the members of blocks that are too large in order, and reports on the rule.
    fn bound(&mut self, rule: usize, text: String, layout: &Layout, records: &Records, largest: u32) -> RuleReport {
        let window = u64::from(self.neighbours);
        let rule = &mut self.rules[rule];
        let mut report = RuleReport {
            rule: text,
            blocks: rule.left.len() as u64,
            records: 0,
            pairs: 0,
            largest: 0,
            bounded: Vec::new(),
        };
        for group in 0..rule.left.len() {
            let (left, right) = (rule.left.size(group), rule.right.as_ref().map(|right| right.size(group)));
            let size = left + right.unwrap_or(0);
            let pairs = right.map_or(left * (left - 1) / 2, |right| left * right);
            report.records += size;
            report.largest = report.largest.max(size);
            if pairs <= most_pairs(largest) {
                report.pairs += pairs;
                continue;
            }
            let mut members = rule.left.members(group).to_vec();
            if let Some(right) = &rule.right {
                members.extend_from_slice(right.members(group));
            }
            sort_by_content(&mut members, layout, records);
            members.dedup();
            let compared = (members.len() as u64 * window).min(pairs);
            report.pairs += compared;
            report.bounded.push(BlockReport {
                example: members[0],
                records: members.len() as u64,
                pairs_left_out: pairs - compared,
            });
            rule.skewed.insert(group as u32);
            rule.place.extend(members.iter().map(|&member| (group as u32, member)).zip(0..));
        }
        report.bounded.sort_by(|one, other| other.records.cmp(&one.records).then(one.example.cmp(&other.example)));
        report
    }

    /// The groups of a rule that asks the same of both records and nothing more; `None` for other rules.
    pub(crate) fn plain_groups(&self, rule: usize) -> Option<&Groups> {
        let index = &self.rules[rule];
        (index.right.is_none() && index.extra.is_none()).then_some(&index.left)
    }

    /// Whether two records stand in one group of a rule that asks the same of both.
    pub(crate) fn same_group(&self, rule: usize, one: u32, other: u32) -> bool {
        let key = self.rules[rule].left_key;
        let group = self.key(one, key);
        group != MISSING && group == self.key(other, key)
    }

    /// The groups of a record under all rules.
    #[inline]
    pub(crate) fn keys(&self, record: u32) -> &[u32] {
        let start = record as usize * self.width;
        &self.keys[start..start + self.width]
    }

    /// The group of a record under one key.
    #[inline]
    pub(super) fn key(&self, record: u32, key: usize) -> u32 {
        self.keys[record as usize * self.width + key]
    }

    /// Whether a rule brings the pair together; `left` is the record that comes first.
    #[inline]
    pub(crate) fn meets(&self, rule: usize, left: u32, right: u32, pair: &Pair<'_>, scratch: &mut Scratch) -> bool {
        let index = &self.rules[rule];
        let group = self.keys(left)[index.left_key];
        group != MISSING
            && group == self.keys(right)[index.right_key]
            && self.holds(index, group, left, right, pair, scratch)
    }

    /// Whether two records of one group are brought together.
    pub(super) fn holds(
        &self,
        index: &RuleIndex,
        group: u32,
        left: u32,
        right: u32,
        pair: &Pair<'_>,
        scratch: &mut Scratch,
    ) -> bool {
        if !index.skewed.is_empty() && index.skewed.contains(&group) && !self.near(index, group, left, right) {
            return false;
        }
        index.extra.as_ref().is_none_or(|extra| extra.is_met(pair, scratch))
    }

    fn near(&self, index: &RuleIndex, group: u32, left: u32, right: u32) -> bool {
        match (index.place.get(&(group, left)), index.place.get(&(group, right))) {
            (Some(one), Some(other)) => one.abs_diff(*other) <= self.neighbours,
            _ => false,
        }
    }

    pub(crate) fn reports(&self) -> &[RuleReport] {
        &self.reports
    }
}

/// How many pairs a block may have before it is bounded.
pub(crate) fn most_pairs(largest_block: u32) -> u64 {
    u64::from(largest_block).saturating_mul(u64::from(largest_block).saturating_sub(1)) / 2
}

/// Records in the order of what they hold: like beside like. Records that hold the same are in the order of their
/// names.
pub(crate) fn sort_by_content(members: &mut [u32], layout: &Layout, records: &Records) {
    let values = records.values();
    members.sort_by(|&one, &other| {
        let rows = layout.row(one).iter().zip(layout.row(other)).enumerate();
        rows.filter(|(_, (one, other))| one != other)
            .map(|(slot, (&one, &other))| match layout.kind(slot) {
                crate::compare::Kind::Letters => std::cmp::Ordering::Equal,
                crate::compare::Kind::Text => values.text(one).cmp(&values.text(other)),
                crate::compare::Kind::Number => {
                    let number =
                        |code: u32| if code == MISSING { f64::INFINITY } else { layout.numbers()[code as usize] };
                    number(one).total_cmp(&number(other))
                }
            })
            .find(|order| order.is_ne())
            .unwrap_or_else(|| records.order(one, other))
    });
}
