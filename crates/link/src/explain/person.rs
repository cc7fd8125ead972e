//! The records of a person, what holds them together, and what was kept apart from them.

use crate::LinkError;
use crate::cluster::{ClusterQuality, Clusters, CutLink, Decisions, Link};
use crate::compare::Scratch;
use crate::model::weight_of_probability;
use crate::progress::tell;
use crate::score::{Batch, Linkage, Weights};
use crate::{Progress, Stage};
use hashbrown::{HashMap, HashSet};

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

/// A person whole: which records are taken for one person, what holds them together, and what was kept apart.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonExplanation {
    /// The records and every pair of them.
    pub graph: ClusterGraph,
    /// How well the records hold together; nothing for a record that stands alone.
    pub quality: Option<ClusterQuality>,
    /// How many records hang together by links before they are parted into people, where it was looked at.
    pub component: Option<usize>,
    /// Links between a record of the person and one of another, with the reason why each joins nothing.
    pub cut: Vec<CutLink>,
    /// Of the pairs that were compared and are no links, those that came nearest to being one between a record of the
    /// person (left) and another (right), strongest first, where it was looked at.
    pub nearest: Vec<Link>,
}

/// So many pairs that came near are told.
const NEAREST: usize = 5;

/// What hangs together with a record.
struct Component {
    /// The records.
    members: Vec<u32>,
    /// The links between them, the record that comes first on the left.
    links: Vec<Link>,
}

impl Linkage {
    /// The records of a group and every pair of them, weighed.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained.
    pub fn cluster_graph(&self, members: &[u32], links: &[Link]) -> Result<ClusterGraph, LinkError> {
        let mut records = members.to_vec();
        records.sort_unstable_by(|&one, &other| self.records.order(one, other));
        let known: HashSet<(u32, u32)> =
            links.iter().map(|link| (link.left.min(link.right), link.left.max(link.right))).collect();
        let mut lines = Vec::new();
        for (at, &left) in records.iter().enumerate() {
            for &right in &records[at + 1..] {
                let is_link = known.contains(&(left.min(right), left.max(right)));
                lines.push(GraphLink { left, right, weight: self.weigh_pair(left, right)?.0, is_link });
            }
        }
        Ok(ClusterGraph { records, links: lines })
    }

    /// The person of a record as a run over these records makes them, without comparing all pairs: what becomes of a
    /// record depends on the records alone that hang together with it.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained, [`LinkError::Cancelled`].
    ///
    /// # Panics
    /// When there is no such record.
    pub fn explain_person(
        &self,
        record: u32,
        decisions: &Decisions,
        progress: &dyn Progress,
    ) -> Result<PersonExplanation, LinkError> {
        let weights = Weights::of(&self.model)?;
        let mut scratch = Scratch::new(&self.measures);
        let Component { members, links } = self.component_of(record, decisions, &weights, &mut scratch, progress)?;
        let (first, cut) = self.part(&members, &links, decisions, &weights, &mut Batch::new(self));
        let first: HashMap<u32, u32> = first.into_iter().collect();
        let is_own = |other: &u32| first[other] == first[&record];
        let mut own: Vec<u32> = members.iter().copied().filter(is_own).collect();
        own.sort_unstable();
        let inside: Vec<Link> =
            links.iter().copied().filter(|link| is_own(&link.left) && is_own(&link.right)).collect();
        let mut cut: Vec<CutLink> =
            cut.into_iter().filter(|cut| is_own(&cut.link.left) != is_own(&cut.link.right)).collect();
        cut.sort_by(|one, other| other.link.weight.total_cmp(&one.link.weight));
        let linked: HashSet<(u32, u32)> = links.iter().map(|link| (link.left, link.right)).collect();
        let mut nearest = Vec::new();
        let mut mates = self.blocks.mates();
        for &one in &own {
            for other in mates.of(one) {
                let is_other = first.get(&other) != first.get(&record);
                if is_other
                    && !linked.contains(&(one.min(other), one.max(other)))
                    && let Some(weight) = self.weigh_candidate(one, other, &weights, &mut scratch)
                {
                    nearest.push(Link { left: one, right: other, weight: weight as f32 });
                }
            }
        }
        nearest.sort_by(|one, other| {
            other.weight.total_cmp(&one.weight).then((one.left, one.right).cmp(&(other.left, other.right)))
        });
        nearest.truncate(NEAREST);
        let quality =
            if own.len() > 1 { Some(self.quality_of(first[&record], &own, &inside, own.len())?) } else { None };
        Ok(PersonExplanation {
            graph: self.cluster_graph(&own, &inside)?,
            quality,
            component: Some(members.len()),
            cut,
            nearest,
        })
    }

    /// Some of the people that a run made, each by its first record. `links` are those of the run. What came near is not
    /// looked at, nor what hung together before.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained.
    pub fn explain_people(
        &self,
        people: &[u32],
        clusters: &Clusters,
        links: &[Link],
    ) -> Result<Vec<PersonExplanation>, LinkError> {
        let place: HashMap<u32, usize> = people.iter().copied().zip(0..).collect();
        let of = |record: u32| place.get(&clusters.of_record[record as usize]).copied();
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); people.len()];
        for record in 0..clusters.of_record.len() as u32 {
            if let Some(person) = of(record) {
                members[person].push(record);
            }
        }
        let (mut inside, mut cut) = (vec![Vec::new(); people.len()], vec![Vec::new(); people.len()]);
        for link in links {
            if let (Some(person), Some(other)) = (of(link.left), of(link.right))
                && person == other
            {
                inside[person].push(*link);
            }
        }
        for each in &clusters.cut {
            let (one, other) = (of(each.link.left), of(each.link.right));
            for person in [one, other].into_iter().flatten().filter(|_| one != other) {
                cut[person].push(*each);
            }
        }
        let mut explained = Vec::with_capacity(people.len());
        for (at, &first) in people.iter().enumerate() {
            let (own, inside) = (&members[at], &inside[at]);
            cut[at].sort_by(|one, other| other.link.weight.total_cmp(&one.link.weight));
            explained.push(PersonExplanation {
                graph: self.cluster_graph(own, inside)?,
                quality: if own.len() > 1 { Some(self.quality_of(first, own, inside, own.len())?) } else { None },
                component: None,
                cut: std::mem::take(&mut cut[at]),
                nearest: Vec::new(),
            });
        }
        Ok(explained)
    }

    /// The records that hang together with one by links and by what people decided.
    fn component_of(
        &self,
        record: u32,
        decisions: &Decisions,
        weights: &Weights,
        scratch: &mut Scratch,
        progress: &dyn Progress,
    ) -> Result<Component, LinkError> {
        let threshold = weight_of_probability(self.model.people.threshold);
        let mut decided: HashMap<u32, Vec<u32>> = HashMap::new();
        for &(one, other) in &decisions.together {
            decided.entry(one).or_default().push(other);
            decided.entry(other).or_default().push(one);
        }
        let (mut members, mut links) = (vec![record], Vec::new());
        let mut place: HashMap<u32, usize> = HashMap::from_iter([(record, 0)]);
        let mut mates = self.blocks.mates();
        let mut at = 0;
        while at < members.len() {
            tell(progress, Stage::Score, at as u64, members.len() as u64)?;
            let one = members[at];
            let mut reached = decided.remove(&one).unwrap_or_default();
            for other in mates.of(one) {
                // A pair of two records that were both reached is weighed from the one that came first.
                if place.get(&other).is_some_and(|place| *place < at) {
                    continue;
                }
                let Some(weight) = self.weigh_candidate(one, other, weights, scratch) else { continue };
                // Links are kept in single precision, and that decides at the threshold itself.
                if weight >= threshold && weight as f32 >= threshold as f32 {
                    links.push(Link { left: one.min(other), right: one.max(other), weight: weight as f32 });
                    reached.push(other);
                }
            }
            for other in reached {
                place.entry(other).or_insert_with(|| {
                    members.push(other);
                    members.len() - 1
                });
            }
            at += 1;
        }
        links.sort_unstable_by_key(|link| (link.left, link.right));
        Ok(Component { members, links })
    }

    /// The weight of two records that share a block; nothing where no rule brings them together.
    fn weigh_candidate(&self, one: u32, other: u32, weights: &Weights, scratch: &mut Scratch) -> Option<f64> {
        let (left, right) = (one.min(other), one.max(other));
        if !self.may_match(left, right) {
            return None;
        }
        let pair = self.pair(left, right);
        scratch.next_pair();
        let is_candidate =
            (0..self.blocks.reports().len()).any(|rule| self.blocks.meets(rule, left, right, &pair, scratch));
        is_candidate.then(|| self.weigh(&pair, weights, scratch).0)
    }
}
