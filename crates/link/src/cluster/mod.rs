//! Weighed pairs to people.
//!
//! Links at or above the threshold join records to components. Inside a component every pair is weighed, whether a
//! blocking rule brought it or not, and groups are joined from the strongest down while **the mean weight of all pairs
//! between them is at least 0** (one person is more likely than two) and no promise is broken. A link that ends up
//! between two people is a cut link: it is reported with its reason. What happens in a component depends on that
//! component alone, which is why new records can join without linking all afresh.

mod agglomerate;
mod components;
mod quality;

pub use quality::ClusterQuality;

use crate::model::weight_of_probability;
use crate::progress::tell;
use crate::score::{Batch, Linkage, PairSink, ScoredPair, Weights};
use crate::{LinkError, Progress, Stage, parallel};
use agglomerate::{Constraints, agglomerate};
pub(crate) use components::Components;
use components::{GroupedLinks, MemberGroups};
use hashbrown::HashMap;
use std::ops::Range;

/// A pair that weighs enough to matter for people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// The record that comes first.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// The match weight (log2 odds).
    pub weight: f32,
}

/// Keeps the links of a scoring run, twelve bytes each.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// The links so far.
    pub links: Vec<Link>,
}

impl PairSink for Links {
    fn take(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkError> {
        let link = |pair: &ScoredPair| Link { left: pair.left, right: pair.right, weight: pair.weight as f32 };
        self.links.extend(pairs.iter().map(link));
        Ok(())
    }
}

/// What people have decided about pairs; it goes before any weight and any promise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Pairs of records that are of one person.
    pub together: Vec<(u32, u32)>,
    /// Pairs of records that are not.
    pub apart: Vec<(u32, u32)>,
}

/// Why a link does not join its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CutReason {
    /// Taken together, the pairs between the two groups speak against it.
    WeakBridge,
    /// A source that promised one record for each person has a record in both groups.
    OneEach,
    /// The groups have different values where a person has one (such as the NHS number).
    NeverTwo,
    /// A person decided that the records are apart.
    Decided,
    /// The component was too large to be weighed whole, and the link was among its weakest.
    TooLarge,
}

/// A link that joins nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CutLink {
    /// The link.
    pub link: Link,
    /// Why it was cut.
    pub reason: CutReason,
}

/// People, as groups of records.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clusters {
    /// For each record the first record of its group.
    pub of_record: Vec<u32>,
    /// Links between records of different groups.
    pub cut: Vec<CutLink>,
}

/// A component of more records than this is first parted at its weakest links.
const LARGEST_COMPONENT: usize = 600;

impl Clusters {
    /// The groups of two records or more, each with its records in order.
    #[must_use]
    pub fn groups(&self) -> Vec<Vec<u32>> {
        let mut groups: HashMap<u32, Vec<u32>> = HashMap::new();
        for (record, &first) in (0..).zip(&self.of_record) {
            groups.entry(first).or_default().push(record);
        }
        let mut groups: Vec<Vec<u32>> = groups.into_values().filter(|members| members.len() > 1).collect();
        groups.sort_unstable();
        groups
    }
}

/// So many pairs are weighed together, those of several components.
const PAIRS_TOGETHER: usize = 2_048;

/// All that components are parted by.
struct Work<'a> {
    groups: &'a MemberGroups,
    links_of: &'a GroupedLinks,
    decisions: &'a Decisions,
    weights: &'a Weights,
}

/// What one component came to: the first record of each record's group, and the links that were cut.
pub(crate) type Parted = (Vec<(u32, u32)>, Vec<CutLink>);

impl Linkage {
    /// Makes people of links.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained, [`LinkError::Cancelled`].
    pub fn cluster(
        &self,
        links: &[Link],
        decisions: &Decisions,
        progress: &dyn Progress,
    ) -> Result<Clusters, LinkError> {
        let weights = Weights::of(&self.model)?;
        let threshold = weight_of_probability(self.model.people.threshold) as f32;
        let mut components = Components::new(self.records.len());
        for link in links.iter().filter(|link| link.weight >= threshold) {
            components.join(link.left, link.right);
        }
        for &(one, other) in &decisions.together {
            components.join(one, other);
        }
        let groups = components.groups();
        let mut of_record: Vec<u32> = (0..self.records.len() as u32).collect();
        let links_of = Components::sort_links(links.iter().filter(|link| link.weight >= threshold), &groups);
        let work = Work { groups: &groups, links_of: &links_of, decisions, weights: &weights };
        let pieces = groups.len().div_ceil(COMPONENTS_IN_PIECE);
        let mut cut = Vec::new();
        parallel::in_order(
            self.threads,
            pieces,
            || Batch::new(self),
            |batch, piece| {
                let mut from = piece * COMPONENTS_IN_PIECE;
                let to = (from + COMPONENTS_IN_PIECE).min(groups.len());
                let mut parted: Parted = (Vec::new(), Vec::new());
                while from < to {
                    from = self.part_some(&work, from..to, batch, &mut parted);
                }
                Ok(parted)
            },
            |piece, (first, cut_here)| {
                for (record, first) in first {
                    of_record[record as usize] = first;
                }
                cut.extend(cut_here);
                tell(progress, Stage::Cluster, piece as u64 + 1, pieces as u64)
            },
        )?;
        Ok(Clusters { of_record, cut })
    }

    /// Parts components from the first of these on, as many as are weighed together, and answers which is next.
    fn part_some(&self, work: &Work<'_>, of: Range<usize>, batch: &mut Batch, parted: &mut Parted) -> usize {
        let (mut members, mut ends, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
        let mut next = of.start;
        while next < of.end && pairs.len() < PAIRS_TOGETHER {
            let component = work.groups.members(next);
            if component.len() > LARGEST_COMPONENT {
                break;
            }
            let start = members.len();
            members.extend_from_slice(component);
            self.put_in_order(&mut members[start..]);
            pairs.extend(self.pairs_among(&members[start..]));
            ends.push(members.len());
            next += 1;
        }
        if ends.is_empty() {
            let (links, decisions) = (work.links_of.of(next), work.decisions);
            let (first, cut) = self.part_large(work.groups.members(next), links, decisions, work.weights, batch);
            parted.0.extend(first);
            parted.1.extend(cut);
            return next + 1;
        }
        let mut weights = Vec::with_capacity(pairs.len());
        self.weigh_all(&pairs, work.weights, batch, |weight| weights.push(weight));
        let (mut start, mut weights) = (0, weights.into_iter());
        for (component, end) in (of.start..).zip(ends) {
            self.form(&members[start..end], &mut weights, work.links_of.of(component), work.decisions, parted);
            start = end;
        }
        next
    }

    /// Parts one component into people. `members` are in any order.
    pub(crate) fn part(
        &self,
        members: &[u32],
        links: &[Link],
        decisions: &Decisions,
        weights: &Weights,
        batch: &mut Batch,
    ) -> Parted {
        if members.len() > LARGEST_COMPONENT {
            return self.part_large(members, links, decisions, weights, batch);
        }
        let mut members = members.to_vec();
        self.put_in_order(&mut members);
        let pairs: Vec<(u32, u32)> = self.pairs_among(&members).collect();
        let mut weighed = Vec::with_capacity(pairs.len());
        self.weigh_all(&pairs, weights, batch, |weight| weighed.push(weight));
        let mut parted: Parted = (Vec::new(), Vec::new());
        self.form(&members, &mut weighed.into_iter(), links, decisions, &mut parted);
        parted
    }

    /// The order of names, not of arrival: ties fall the same way whenever a record came.
    fn put_in_order(&self, members: &mut [u32]) {
        members.sort_unstable_by(|&one, &other| self.records.order(one, other));
    }

    /// The pairs among members that may be of one person.
    fn pairs_among<'a>(&'a self, members: &'a [u32]) -> impl Iterator<Item = (u32, u32)> + 'a {
        let with_later = |(at, &one): (usize, &'a u32)| members[at + 1..].iter().map(move |&other| (one, other));
        members.iter().enumerate().flat_map(with_later).filter(|&(one, other)| self.may_match(one, other))
    }

    /// Forms people of the members of a component. `weights` gives what each of [`Linkage::pairs_among`] weighs.
    fn form(
        &self,
        members: &[u32],
        weights: &mut impl Iterator<Item = f64>,
        links: &[Link],
        decisions: &Decisions,
        parted: &mut Parted,
    ) {
        let count = members.len();
        let mut matrix = vec![0.0_f64; count * count];
        for (row, &one) in members.iter().enumerate() {
            for (column, &other) in members.iter().enumerate().skip(row + 1) {
                // Records of one source are not compared: they are two people as far as the source knows.
                let weight = if self.may_match(one, other) { weights.next().unwrap_or(-SURE) } else { -SURE };
                let weight = weight.clamp(-SURE, SURE);
                matrix[row * count + column] = weight;
                matrix[column * count + row] = weight;
            }
        }
        let constraints = self.constraints(members, decisions);
        let label = agglomerate(count, matrix, &constraints);
        parted.0.extend((0..count).map(|at| (members[at], members[label.group[at]])));
        if label.group.iter().all(|&group| group == 0) {
            return;
        }
        let place: HashMap<u32, usize> = members.iter().copied().zip(0..).collect();
        parted.1.extend(links.iter().filter_map(|&link| {
            let (one, other) = (label.group[place[&link.left]], label.group[place[&link.right]]);
            (one != other)
                .then(|| CutLink { link, reason: constraints.reason(&label.members(one), &label.members(other)) })
        }));
    }

    /// Parts a component that is too large at its weakest links, until the parts are small enough.
    fn part_large(
        &self,
        members: &[u32],
        links: &[Link],
        decisions: &Decisions,
        weights: &Weights,
        batch: &mut Batch,
    ) -> Parted {
        let place: HashMap<u32, u32> = members.iter().copied().zip(0..).collect();
        let mut strongest: Vec<Link> = links.to_vec();
        strongest.sort_by(|one, other| {
            let by_names =
                || self.records.order(one.left, other.left).then_with(|| self.records.order(one.right, other.right));
            other.weight.total_cmp(&one.weight).then_with(by_names)
        });
        let mut components = Components::new(members.len());
        for (one, other) in decisions.together.iter().filter_map(|(one, other)| place.get(one).zip(place.get(other))) {
            components.join(*one, *other);
        }
        let mut parted: Parted = (Vec::new(), Vec::new());
        let mut kept = Vec::new();
        for link in strongest {
            let (one, other) = (place[&link.left], place[&link.right]);
            if components.size(one) + components.size(other) <= LARGEST_COMPONENT as u32 || components.same(one, other)
            {
                components.join(one, other);
                kept.push(Link { left: one, right: other, ..link });
            } else {
                parted.1.push(CutLink { link, reason: CutReason::TooLarge });
            }
        }
        let groups = components.groups();
        let links_of = Components::sort_links(kept.iter(), &groups);
        let mut seen = vec![false; members.len()];
        for group in 0..groups.len() {
            let part: Vec<u32> = groups.members(group).iter().map(|&at| members[at as usize]).collect();
            for &at in groups.members(group) {
                seen[at as usize] = true;
            }
            let own = |link: &Link| Link {
                left: members[link.left as usize],
                right: members[link.right as usize],
                weight: link.weight,
            };
            let links: Vec<Link> = links_of.of(group).iter().map(own).collect();
            // People may have joined more than fits; what they decided stands, and is not weighed again.
            if part.len() > LARGEST_COMPONENT {
                let first =
                    part.iter().copied().min_by(|&one, &other| self.records.order(one, other)).unwrap_or(part[0]);
                parted.0.extend(part.iter().map(|&record| (record, first)));
                continue;
            }
            let (first, cut) = self.part(&part, &links, decisions, weights, batch);
            parted.0.extend(first);
            parted.1.extend(cut);
        }
        let alone = members.iter().zip(seen).filter(|(_, seen)| !seen).map(|(&record, _)| (record, record));
        parted.0.extend(alone);
        parted
    }

    fn constraints(&self, members: &[u32], decisions: &Decisions) -> Constraints {
        let promised: Vec<u16> = self
            .model
            .people
            .one_each
            .iter()
            .filter_map(|name| self.records.source_names().iter().position(|each| each == name))
            .filter_map(|position| u16::try_from(position).ok())
            .collect();
        let place: HashMap<u32, usize> = if decisions.together.is_empty() && decisions.apart.is_empty() {
            HashMap::new()
        } else {
            members.iter().copied().zip(0..).collect()
        };
        let inside = |pairs: &[(u32, u32)]| -> Vec<(usize, usize)> {
            pairs.iter().filter_map(|(one, other)| Some((*place.get(one)?, *place.get(other)?))).collect()
        };
        Constraints {
            source: members
                .iter()
                .map(|&record| Some(self.records.source(record)).filter(|each| promised.contains(each)))
                .collect(),
            single: members
                .iter()
                .map(|&record| self.never_two.iter().map(|&slot| self.layout.row(record)[slot]).collect())
                .collect(),
            together: inside(&decisions.together),
            apart: inside(&decisions.apart),
        }
    }
}

/// A single pair counts at most as much as odds of a million to one, for or against: one pair alone should not outvote
/// all others.
const SURE: f64 = 20.0;
const COMPONENTS_IN_PIECE: usize = 4_096;
