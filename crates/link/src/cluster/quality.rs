//! How well the records of a person hold together.

use super::{Clusters, Link};
use crate::LinkError;
use crate::score::Linkage;
use hashbrown::HashMap;

/// How well a group of records holds together.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterQuality {
    /// The first record of the group.
    pub first: u32,
    /// How many records it has.
    pub records: usize,
    /// From how many sources.
    pub sources: usize,
    /// The share of its pairs that are links, 0 to 1.
    pub linked_share: f64,
    /// The mean weight of all its pairs.
    pub mean_weight: f64,
    /// The weight of its weakest pair.
    pub least_weight: f64,
    /// Links whose loss would part the group.
    pub bridges: Vec<(u32, u32)>,
}

impl Linkage {
    /// The quality of every group of two records or more; of groups with more than `largest` records only the counts
    /// and the links are looked at (weights are then those of the links).
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained.
    pub fn quality(
        &self,
        clusters: &Clusters,
        links: &[Link],
        largest: usize,
    ) -> Result<Vec<ClusterQuality>, LinkError> {
        let mut inside: HashMap<u32, Vec<Link>> = HashMap::new();
        for link in links {
            let first = clusters.of_record[link.left as usize];
            if first == clusters.of_record[link.right as usize] {
                inside.entry(first).or_default().push(*link);
            }
        }
        let groups = clusters.groups().into_iter();
        groups
            .map(|members| {
                let first = clusters.of_record[members[0] as usize];
                self.quality_of(first, &members, &inside.remove(&first).unwrap_or_default(), largest)
            })
            .collect()
    }

    /// The quality of one group, whose links these are.
    pub(crate) fn quality_of(
        &self,
        first: u32,
        members: &[u32],
        links: &[Link],
        largest: usize,
    ) -> Result<ClusterQuality, LinkError> {
        let threshold = crate::model::weight_of_probability(self.model.people.threshold);
        let mut weights = Vec::new();
        if members.len() <= largest {
            for (at, &one) in members.iter().enumerate() {
                for &other in &members[at + 1..] {
                    weights.push(self.weigh_pair(one, other)?.0);
                }
            }
        } else {
            weights.extend(links.iter().map(|link| f64::from(link.weight)));
        }
        let pairs = members.len() as f64 * (members.len() as f64 - 1.0) / 2.0;
        let linked = if members.len() <= largest {
            weights.iter().filter(|weight| **weight >= threshold).count()
        } else {
            links.len()
        };
        let mut sources: Vec<u16> = members.iter().map(|&record| self.records.source(record)).collect();
        sources.sort_unstable();
        sources.dedup();
        Ok(ClusterQuality {
            first,
            records: members.len(),
            sources: sources.len(),
            linked_share: linked as f64 / pairs,
            mean_weight: weights.iter().sum::<f64>() / weights.len().max(1) as f64,
            least_weight: weights.iter().copied().fold(f64::INFINITY, f64::min),
            bridges: bridges(members, links),
        })
    }
}

/// The links whose loss would part the group (depth-first search after Tarjan, without recursion).
fn bridges(members: &[u32], links: &[Link]) -> Vec<(u32, u32)> {
    let place: HashMap<u32, usize> = members.iter().copied().zip(0..).collect();
    let mut neighbours: Vec<Vec<(usize, usize)>> = vec![Vec::new(); members.len()];
    for (number, link) in links.iter().enumerate() {
        let (one, other) = (place[&link.left], place[&link.right]);
        neighbours[one].push((other, number));
        neighbours[other].push((one, number));
    }
    let mut order = vec![usize::MAX; members.len()];
    let mut low = vec![usize::MAX; members.len()];
    let mut next = 0;
    let mut found = Vec::new();
    for root in 0..members.len() {
        if order[root] != usize::MAX {
            continue;
        }
        // Where we are, by which link we came, and which neighbour is next.
        let mut path = vec![(root, usize::MAX, 0)];
        (order[root], low[root]) = (next, next);
        next += 1;
        while let Some(&mut (at, came_by, ref mut position)) = path.last_mut() {
            if let Some(&(other, number)) = neighbours[at].get(*position) {
                *position += 1;
                if number == came_by {
                    continue;
                }
                if order[other] == usize::MAX {
                    (order[other], low[other]) = (next, next);
                    next += 1;
                    path.push((other, number, 0));
                } else {
                    low[at] = low[at].min(order[other]);
                }
                continue;
            }
            path.pop();
            if let Some(&(above, _, _)) = path.last() {
                low[above] = low[above].min(low[at]);
                if low[at] > order[above] {
                    found.push((members[above].min(members[at]), members[above].max(members[at])));
                }
            }
        }
    }
    found.sort_unstable();
    found
}
