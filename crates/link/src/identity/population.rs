//! All records with their links and people, kept up to date as records come, change and go.

use super::assign::{Event, PersonId, Register};
use super::index::{Block, LiveIndex, Places, RecordKeys};
use super::kept::Identities;
use crate::cluster::{Clusters, CutLink, Decisions, Link};
use crate::compare::Scratch;
use crate::model::weight_of_probability;
use crate::progress::tell;
use crate::score::{Batch, Linkage, Weights};
use crate::{LinkError, Progress, Stage};
use hashbrown::{HashMap, HashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A record that comes, changes or goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A record that is new, or whose values have changed.
    Put {
        /// The source of the record.
        source: String,
        /// Its name there.
        id: String,
        /// Its values, one for each column of the records.
        row: Vec<Option<String>>,
    },
    /// A record that is withdrawn.
    Remove {
        /// The source of the record.
        source: String,
        /// Its name there.
        id: String,
    },
}

/// What an update did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UpdateReport {
    /// The number of the update.
    pub update: u64,
    /// Records that were new.
    pub added: u64,
    /// Records whose values changed.
    pub changed: u64,
    /// Records that were withdrawn.
    pub removed: u64,
    /// Names that were to be withdrawn and are not known.
    pub not_known: Vec<String>,
    /// Pairs compared.
    pub compared: u64,
    /// Records whose person was looked at again.
    pub looked_at_again: u64,
    /// Links that join nothing, among the records looked at again.
    pub cut: Vec<CutLink>,
}

/// All records with their links and people.
#[derive(Debug, Clone)]
pub struct Population {
    linkage: Linkage,
    index: LiveIndex,
    alive: Vec<bool>,
    /// Records that came with the first linkage; they are in order.
    first_records: usize,
    later: HashMap<(u16, String), u32>,
    links: Vec<Vec<(u32, f32)>>,
    person_of: Vec<Option<PersonId>>,
    /// With which update each record came.
    since: Vec<u64>,
    register: Register,
    decisions: Decisions,
    updates: u64,
}

impl Population {
    /// Begins with a linkage that has been trained, scored and clustered. From here on values weigh by how often they
    /// occurred in it, so that a pair keeps its weight whatever else comes.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained.
    pub fn begin(
        linkage: Linkage,
        links: &[Link],
        clusters: &Clusters,
        decisions: Decisions,
    ) -> Result<Self, LinkError> {
        let mut population = Self::of(linkage, links, decisions)?;
        let mut groups: HashMap<u32, BTreeSet<u32>> = HashMap::new();
        for (record, &first) in (0..).zip(&clusters.of_record) {
            groups.entry(first).or_default().insert(record);
        }
        let mut groups: Vec<BTreeSet<u32>> = groups.into_values().collect();
        groups.sort_by(|one, other| one.first().cmp(&other.first()));
        let person_of = &mut population.person_of;
        population.register.assign(
            0,
            &BTreeSet::new(),
            &groups,
            |_| 0,
            |record, person| {
                person_of[record as usize] = Some(person);
            },
        );
        Ok(population)
    }

    /// Goes on with identities that were kept from an earlier run. The linkage must have the same records, in their own
    /// order, and weigh by the frequencies of the first linkage ([`Linkage::use_frequencies`]).
    ///
    /// # Errors
    /// [`LinkError::Records`] when a record has no identity or identities do not fit the records, [`LinkError::Model`]
    /// when the model has not been trained.
    pub fn resume(
        linkage: Linkage,
        links: &[Link],
        identities: Identities,
        decisions: Decisions,
    ) -> Result<Self, LinkError> {
        let count = linkage.records.len();
        if identities.of_record.len() != count {
            return Err(LinkError::Records(format!(
                "there are {count} records and {} of them have an identity",
                identities.of_record.len()
            )));
        }
        let mut members: BTreeMap<PersonId, BTreeSet<u32>> = BTreeMap::new();
        let mut since = Vec::with_capacity(count);
        for (record, identity) in (0..).zip(&identities.of_record) {
            let Some((person, came)) = *identity else {
                return Err(LinkError::Records(format!("record `{}` has no identity", linkage.records.id(record))));
            };
            members.entry(person).or_default().insert(record);
            since.push(came);
        }
        let mut population = Self::of(linkage, links, decisions)?;
        population.person_of = identities.of_record.iter().map(|identity| identity.map(|(person, _)| person)).collect();
        population.since = since;
        population.updates = identities.updates;
        population.register = Register::take_up(identities.next, members, &identities.retired, identities.history);
        Ok(population)
    }

    /// Everything about identities that must outlive this run.
    #[must_use]
    pub fn identities(&self) -> Identities {
        let of_record = self.person_of.iter().zip(&self.since).map(|(person, since)| Some(((*person)?, *since)));
        Identities {
            updates: self.updates,
            next: self.register.next(),
            of_record: of_record.collect(),
            retired: self.register.retired().collect(),
            history: self.register.history().to_vec(),
        }
    }

    /// The links between living records, each once, the record first whose name comes first.
    pub fn links(&self) -> impl Iterator<Item = Link> + '_ {
        (0_u32..).zip(&self.links).flat_map(move |(record, links)| {
            let ordered = links.iter().filter(move |(other, _)| self.linkage.records.order(record, *other).is_lt());
            ordered.map(move |&(right, weight)| Link { left: record, right, weight })
        })
    }

    fn of(mut linkage: Linkage, links: &[Link], decisions: Decisions) -> Result<Self, LinkError> {
        let count = linkage.records.len();
        let people = linkage.model.people.clone();
        let rules = linkage.rules.clone();
        let index = LiveIndex::build(
            &rules,
            &mut linkage.layout,
            &mut linkage.records,
            people.largest_block,
            people.neighbours,
        )?;
        // The blocks of the first run are not needed any more, and take much memory.
        linkage.blocks = crate::block::BlockIndex::build(&[], &mut linkage.layout, &mut linkage.records, 2, 1)?;
        let threshold = weight_of_probability(people.threshold) as f32;
        let mut population = Self {
            linkage,
            index,
            alive: vec![true; count],
            first_records: count,
            later: HashMap::new(),
            links: vec![Vec::new(); count],
            person_of: vec![None; count],
            since: vec![0; count],
            register: Register::default(),
            decisions,
            updates: 0,
        };
        for link in links.iter().filter(|link| link.weight >= threshold) {
            population.links[link.left as usize].push((link.right, link.weight));
            population.links[link.right as usize].push((link.left, link.weight));
        }
        Ok(population)
    }

    /// The records, those that went among them; [`Population::person`] is `None` for those.
    #[must_use]
    pub fn linkage(&self) -> &Linkage {
        &self.linkage
    }

    /// The person of a record; `None` when the record has gone.
    #[must_use]
    pub fn person(&self, record: u32) -> Option<PersonId> {
        self.person_of.get(record as usize).copied().flatten()
    }

    /// The record of a source with this name, if it has not gone.
    #[must_use]
    pub fn find(&self, source: &str, id: &str) -> Option<u32> {
        let source = self.linkage.records.source_names().iter().position(|each| each == source)?;
        self.find_number(u16::try_from(source).ok()?, id)
    }

    fn find_number(&self, source: u16, id: &str) -> Option<u32> {
        let later = self.later.get(&(source, id.to_owned())).copied();
        let found = later.or_else(|| self.linkage.records.find_among(self.first_records, source, id))?;
        self.alive[found as usize].then_some(found)
    }

    /// The records of a person.
    #[must_use]
    pub fn records_of(&self, person: PersonId) -> Option<&BTreeSet<u32>> {
        self.register.members(person)
    }

    /// All people with their records, in the order of their numbers.
    pub fn people(&self) -> impl Iterator<Item = (PersonId, &BTreeSet<u32>)> {
        self.register.people()
    }

    /// The living identity that an identity, living or retired, leads to.
    #[must_use]
    pub fn resolve(&self, person: PersonId) -> Option<PersonId> {
        self.register.resolve(person)
    }

    /// What people have decided about pairs.
    #[must_use]
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// Everything that happened to identities, in order.
    #[must_use]
    pub fn history(&self) -> &[Event] {
        self.register.history()
    }

    /// Takes decisions of people about pairs, in place of all decisions before.
    ///
    /// # Errors
    /// [`LinkError::Model`] when the model has not been trained.
    pub fn decide(&mut self, decisions: Decisions, progress: &dyn Progress) -> Result<UpdateReport, LinkError> {
        let before = std::mem::replace(&mut self.decisions, decisions);
        let touched = [&before, &self.decisions];
        let pairs = touched.iter().flat_map(|each| each.together.iter().chain(&each.apart));
        let seeds: HashSet<u32> =
            pairs.flat_map(|&(one, other)| [one, other]).filter(|&record| self.alive[record as usize]).collect();
        self.updates += 1;
        let mut report = UpdateReport { update: self.updates, ..UpdateReport::default() };
        self.form_people(&seeds, BTreeSet::new(), &mut report, progress)?;
        Ok(report)
    }

    /// Records come, change and go. The people are afterwards the same groups as if all records had been linked afresh
    /// with the same model and frequencies.
    ///
    /// # Errors
    /// [`LinkError::Records`] when a row has not one value for each column; nothing is changed then.
    pub fn update(&mut self, changes: &[Change], progress: &dyn Progress) -> Result<UpdateReport, LinkError> {
        let columns = self.linkage.records.column_names().len();
        for change in changes {
            if let Change::Put { id, row, .. } = change
                && row.len() != columns
            {
                return Err(LinkError::Records(format!(
                    "record `{id}` has {} values for {columns} columns",
                    row.len()
                )));
            }
        }
        self.updates += 1;
        let mut report = UpdateReport { update: self.updates, ..UpdateReport::default() };
        let mut fresh: Vec<u32> = Vec::new();
        let mut gone: Vec<u32> = Vec::new();
        let mut keys_of: HashMap<u32, RecordKeys> = HashMap::new();
        let mut before: BTreeSet<PersonId> = BTreeSet::new();
        for change in changes {
            self.apply(change, &mut report, &mut fresh, &mut gone, &mut keys_of, &mut before)?;
        }
        fresh.retain(|&record| self.alive[record as usize]);
        // In a block that is not compared whole, one record more or less changes who is near whom.
        let mut dirty: HashSet<u32> = fresh.iter().copied().collect();
        let blocks: HashSet<Block> = keys_of.values().flat_map(|keys| LiveIndex::blocks(keys)).collect();
        let everybody_before: Vec<bool> = {
            let mut alive = self.alive.clone();
            for &record in &gone {
                alive[record as usize] = true;
            }
            for &record in &fresh {
                alive[record as usize] = false;
            }
            alive
        };
        let mut windows: HashMap<Block, Option<Arc<Places>>> = HashMap::new();
        for block in blocks {
            let (layout, records) = (&self.linkage.layout, &self.linkage.records);
            let now = self.index.bounded(block, &self.alive, layout, records);
            let was = self.index.bounded(block, &everybody_before, layout, records);
            for places in now.iter().chain(&was) {
                dirty.extend(places.keys().copied().filter(|&record| self.alive[record as usize]));
            }
            windows.insert(block, now.map(Arc::new));
        }
        let mut seeds: HashSet<u32> = dirty.clone();
        for record in gone.iter().chain(&dirty) {
            for (other, _) in std::mem::take(&mut self.links[*record as usize]) {
                self.links[other as usize].retain(|(each, _)| each != record);
                seeds.insert(other);
            }
        }
        let mut in_order: Vec<u32> = dirty.iter().copied().collect();
        in_order.sort_unstable();
        report.compared = self.compare(&in_order, &mut keys_of, &mut windows, &dirty, &mut seeds, progress)?;
        for record in gone {
            if let Some(person) = self.person_of[record as usize].take() {
                before.insert(person);
            }
        }
        // Those who were with a changed or withdrawn record are looked at again.
        for person in &before {
            seeds.extend(self.register.members(*person).into_iter().flatten().copied());
        }
        seeds.retain(|&record| self.alive[record as usize]);
        self.form_people(&seeds, before, &mut report, progress)?;
        Ok(report)
    }

    fn apply(
        &mut self,
        change: &Change,
        report: &mut UpdateReport,
        fresh: &mut Vec<u32>,
        gone: &mut Vec<u32>,
        keys_of: &mut HashMap<u32, RecordKeys>,
        before: &mut BTreeSet<PersonId>,
    ) -> Result<(), LinkError> {
        let (Change::Put { source, id, .. } | Change::Remove { source, id }) = change;
        let source = self.linkage.records.source_number(source)?;
        let old = self.find_number(source, id);
        if let Some(old) = old {
            self.alive[old as usize] = false;
            gone.push(old);
            let linkage = &mut self.linkage;
            keys_of.insert(old, self.index.keys(&mut linkage.layout, &mut linkage.records, old)?);
        }
        let Change::Put { row, .. } = change else {
            match old {
                Some(_) => report.removed += 1,
                None => report.not_known.push(id.clone()),
            }
            return Ok(());
        };
        let row: Vec<Option<&str>> = row.iter().map(Option::as_deref).collect();
        let linkage = &mut self.linkage;
        let record = linkage.records.push_row(source, id, &row)?;
        linkage.layout.append(&mut linkage.records, record)?;
        let keys = self.index.keys(&mut linkage.layout, &mut linkage.records, record)?;
        self.index.add(&keys, record);
        keys_of.insert(record, keys);
        self.alive.push(true);
        self.links.push(Vec::new());
        self.person_of.push(None);
        self.since.push(self.updates);
        self.later.insert((source, id.clone()), record);
        fresh.push(record);
        if let Some(old) = old {
            report.changed += 1;
            // The changed record stands where the old one stood, as far as the identity is concerned.
            if let Some(person) = self.person_of[old as usize].take() {
                self.register.replace(person, old, record);
                self.person_of[record as usize] = Some(person);
                before.insert(person);
            }
            self.decisions.replace(old, record);
        } else {
            report.added += 1;
        }
        Ok(())
    }

    /// Compares the records with all that any rule brings them together with, and keeps the links.
    fn compare(
        &mut self,
        dirty: &[u32],
        keys_of: &mut HashMap<u32, RecordKeys>,
        windows: &mut HashMap<Block, Option<Arc<Places>>>,
        is_dirty: &HashSet<u32>,
        seeds: &mut HashSet<u32>,
        progress: &dyn Progress,
    ) -> Result<u64, LinkError> {
        let weights = Weights::of(&self.linkage.model)?;
        let threshold = weight_of_probability(self.linkage.model.people.threshold);
        let mut scratch = Scratch::new(&self.linkage.measures);
        let mut compared = 0;
        let mut met: HashSet<u32> = HashSet::new();
        let mut found: Vec<(u32, u32, f32)> = Vec::new();
        for (done, &record) in dirty.iter().enumerate() {
            if done % 1024 == 0 {
                tell(progress, Stage::Update, done as u64, dirty.len() as u64)?;
            }
            if !keys_of.contains_key(&record) {
                let linkage = &mut self.linkage;
                keys_of.insert(record, self.index.keys(&mut linkage.layout, &mut linkage.records, record)?);
            }
            let (linkage, index, alive) = (&self.linkage, &self.index, &self.alive);
            let mut window = |block: Block| {
                let bounded = || index.bounded(block, alive, &linkage.layout, &linkage.records).map(Arc::new);
                windows.entry(block).or_insert_with(bounded).clone()
            };
            met.clear();
            let before = |one: u32, other: u32| linkage.records.order(one, other).is_lt();
            index.raw_pairs(record, &keys_of[&record], alive, &mut window, &before, &mut |rule, left, right| {
                let other = if left == record { right } else { left };
                // A pair of two such records is compared when the first of them is at hand.
                if (other < record && is_dirty.contains(&other))
                    || met.contains(&other)
                    || !linkage.may_match(left, right)
                {
                    return;
                }
                let pair = linkage.pair(left, right);
                scratch.next_pair();
                if index.extra(rule).is_some_and(|extra| extra.holds(&pair, &mut scratch) != Some(true)) {
                    return;
                }
                met.insert(other);
                compared += 1;
                let (weight, _) = linkage.weigh(&pair, &weights, &mut scratch);
                if weight as f32 >= threshold as f32 {
                    found.push((left, right, weight as f32));
                }
            });
        }
        for (left, right, weight) in found {
            self.links[left as usize].push((right, weight));
            self.links[right as usize].push((left, weight));
            seeds.insert(left);
            seeds.insert(right);
        }
        Ok(compared)
    }

    /// Forms the people of all components that hold a seed.
    fn form_people(
        &mut self,
        seeds: &HashSet<u32>,
        mut before: BTreeSet<PersonId>,
        report: &mut UpdateReport,
        progress: &dyn Progress,
    ) -> Result<(), LinkError> {
        let weights = Weights::of(&self.linkage.model)?;
        let mut batch = Batch::new(&self.linkage);
        let mut decided: HashMap<u32, Vec<u32>> = HashMap::new();
        for &(one, other) in &self.decisions.together {
            decided.entry(one).or_default().push(other);
            decided.entry(other).or_default().push(one);
        }
        let mut ordered: Vec<u32> = seeds.iter().copied().collect();
        ordered.sort_unstable();
        let mut seen: HashSet<u32> = HashSet::new();
        let mut groups: HashMap<u32, BTreeSet<u32>> = HashMap::new();
        for seed in ordered {
            if !seen.insert(seed) {
                continue;
            }
            let mut component = vec![seed];
            let mut at = 0;
            while let Some(&record) = component.get(at) {
                at += 1;
                let linked = self.links[record as usize].iter().map(|(other, _)| *other);
                let by_decision = decided.get(&record).into_iter().flatten().copied();
                for other in linked.chain(by_decision) {
                    if self.alive[other as usize] && seen.insert(other) {
                        component.push(other);
                    }
                }
            }
            report.looked_at_again += component.len() as u64;
            before.extend(component.iter().filter_map(|&record| self.person_of[record as usize]));
            if component.len() == 1 {
                groups.insert(seed, BTreeSet::from([seed]));
                continue;
            }
            let order = &self.linkage.records;
            let mut links: Vec<Link> = Vec::new();
            for &record in &component {
                for &(other, weight) in &self.links[record as usize] {
                    if order.order(record, other).is_lt() {
                        links.push(Link { left: record, right: other, weight });
                    }
                }
            }
            let (first_of, cut) = self.linkage.part(&component, &links, &self.decisions, &weights, &mut batch);
            report.cut.extend(cut);
            for (record, first) in first_of {
                groups.entry(first).or_default().insert(record);
            }
        }
        let mut groups: Vec<BTreeSet<u32>> = groups.into_values().collect();
        groups.sort_by(|one, other| one.first().cmp(&other.first()));
        let (person_of, since) = (&mut self.person_of, &self.since);
        let came = |record: u32| since[record as usize];
        self.register.assign(self.updates, &before, &groups, came, |record, person| {
            person_of[record as usize] = Some(person);
        });
        tell(progress, Stage::Update, 1, 1)
    }
}

impl Decisions {
    /// A decision about a record that changed is about what it became.
    fn replace(&mut self, old: u32, new: u32) {
        for (one, other) in self.together.iter_mut().chain(&mut self.apart) {
            for record in [one, other] {
                if *record == old {
                    *record = new;
                }
            }
        }
    }
}
