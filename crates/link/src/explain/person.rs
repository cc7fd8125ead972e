//! The records of a person and what holds them together.

use crate::LinkError;
use crate::cluster::Link;
use crate::score::Linkage;

/// A line between two records of a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GraphLink {
    /// One record.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// The weight of the pair.
    pub weight: f64,
    /// Whether a blocking rule brought the pair and it weighs at least the threshold; else it was weighed only because
    /// the two are in one group.
    pub is_link: bool,
}

/// A person as records and the lines between them.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterGraph {
    /// The records, in order.
    pub records: Vec<u32>,
    /// Every pair of them.
    pub links: Vec<GraphLink>,
}

impl Linkage {
    /// The records of a group and every pair of them, weighed.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained.
    pub fn cluster_graph(&self, members: &[u32], links: &[Link]) -> Result<ClusterGraph, LinkError> {
        let mut records = members.to_vec();
        records.sort_unstable_by(|&one, &other| self.records.order(one, other));
        let mut lines = Vec::new();
        for (at, &left) in records.iter().enumerate() {
            for &right in &records[at + 1..] {
                let same =
                    |link: &&Link| (link.left, link.right) == (left, right) || (link.left, link.right) == (right, left);
                let is_link = links.iter().find(same).is_some();
                lines.push(GraphLink { left, right, weight: self.weigh_pair(left, right)?.0, is_link });
            }
        }
        Ok(ClusterGraph { records, links: lines })
    }
}
