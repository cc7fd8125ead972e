//! Which group of records keeps which identity.

use super::kept::Retired;
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The lasting number of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub u64);

/// What happened to an identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// It was given for the first time.
    Created,
    /// Records joined (how many).
    Gained(usize),
    /// Records left or went (how many).
    Lost(usize),
    /// It was retired: most of its records are now with another person.
    MergedInto(PersonId),
    /// It was retired: none of its records is left.
    Ended,
    /// It was given to records that had been with this other person.
    SplitFrom(PersonId),
    /// It was retired and is given again to the same records.
    Restored,
}

/// One entry of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The number of the update, from 0 for the first linkage.
    pub update: u64,
    /// The identity.
    pub person: PersonId,
    /// What happened to it.
    pub kind: EventKind,
}

/// Identities given, retired and remembered.
#[derive(Debug, Clone, Default)]
pub(super) struct Register {
    next: u64,
    /// Records of each living identity.
    members: BTreeMap<PersonId, BTreeSet<u32>>,
    /// Records of each retired identity when it was retired, and where they went.
    retired: BTreeMap<PersonId, (BTreeSet<u32>, Option<PersonId>)>,
    /// Retired identities by their first record, to find those that may come back.
    retired_by_first: HashMap<u32, Vec<PersonId>>,
    history: Vec<Event>,
}

impl Register {
    pub(super) fn members(&self, person: PersonId) -> Option<&BTreeSet<u32>> {
        self.members.get(&person)
    }

    pub(super) fn people(&self) -> impl Iterator<Item = (PersonId, &BTreeSet<u32>)> {
        self.members.iter().map(|(&person, members)| (person, members))
    }

    pub(super) fn history(&self) -> &[Event] {
        &self.history
    }

    /// The living identity that an identity, living or retired, leads to.
    pub(super) fn resolve(&self, person: PersonId) -> Option<PersonId> {
        let mut at = person;
        // Each step leads to an identity that lived on, so this ends; the bound is for safety.
        for _ in 0..=self.retired.len() {
            if self.members.contains_key(&at) {
                return Some(at);
            }
            at = self.retired.get(&at)?.1?;
        }
        None
    }

    /// A changed record keeps its place: the new record takes over what the old one held.
    pub(super) fn replace(&mut self, person: PersonId, old: u32, new: u32) {
        if let Some(members) = self.members.get_mut(&person)
            && members.remove(&old)
        {
            members.insert(new);
        }
    }

    /// The number that the next new identity is given.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    /// Identities that are not given any more, in the order of their numbers.
    pub(super) fn retired(&self) -> impl Iterator<Item = Retired> + '_ {
        let retired = self.retired.iter();
        retired.map(|(&person, (records, into))| Retired {
            person,
            records: records.iter().copied().collect(),
            into: *into,
        })
    }

    /// Takes up what was kept. A retired identity some of whose records are not known any more never comes back.
    pub(super) fn take_up(
        next: u64,
        members: BTreeMap<PersonId, BTreeSet<u32>>,
        retired: &[Retired],
        history: Vec<Event>,
    ) -> Self {
        let mut register = Self { next, members, history, ..Self::default() };
        for Retired { person, records, into } in retired {
            if let Some(first) = records.iter().min() {
                register.retired_by_first.entry(*first).or_default().push(*person);
            }
            register.retired.insert(*person, (records.iter().copied().collect(), *into));
        }
        register
    }

    /// Gives identities to groups. `before` are the identities whose records are in the groups or went; `since` says
    /// with which update a record came.
    pub(super) fn assign(
        &mut self,
        update: u64,
        before: &BTreeSet<PersonId>,
        groups: &[BTreeSet<u32>],
        since: impl Fn(u32) -> u64,
        mut give: impl FnMut(u32, PersonId),
    ) {
        let old: BTreeMap<PersonId, BTreeSet<u32>> =
            before.iter().filter_map(|person| Some((*person, self.members.remove(person)?))).collect();
        let mut holder: HashMap<u32, PersonId> = HashMap::new();
        for (&person, members) in &old {
            holder.extend(members.iter().map(|&record| (record, person)));
        }
        // For each identity, how many of its records each group has, and the earliest of them.
        let mut shares: BTreeMap<PersonId, Vec<(usize, (u64, u32), usize)>> = BTreeMap::new();
        for (number, group) in groups.iter().enumerate() {
            let mut counts: BTreeMap<PersonId, (usize, (u64, u32))> = BTreeMap::new();
            for record in group {
                if let Some(person) = holder.get(record) {
                    let count = counts.entry(*person).or_insert((0, (u64::MAX, u32::MAX)));
                    count.0 += 1;
                    count.1 = count.1.min((since(*record), *record));
                }
            }
            for (person, (count, earliest)) in counts {
                shares.entry(person).or_default().push((count, earliest, number));
            }
        }
        // Where each identity goes: most records, then the earliest record.
        let mut wishes: BTreeMap<usize, Vec<(usize, PersonId)>> = BTreeMap::new();
        for (&person, of_groups) in &shares {
            let best = of_groups.iter().max_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)));
            if let Some(&(count, _, number)) = best {
                wishes.entry(number).or_default().push((count, person));
            }
        }
        let mut kept: BTreeMap<PersonId, usize> = BTreeMap::new();
        let mut of_group: Vec<Option<PersonId>> = vec![None; groups.len()];
        for (number, mut wishing) in wishes {
            wishing.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
            of_group[number] = Some(wishing[0].1);
            kept.insert(wishing[0].1, number);
        }
        for (number, group) in groups.iter().enumerate() {
            let person = of_group[number].unwrap_or_else(|| self.fresh(update, group, &holder));
            of_group[number] = Some(person);
            if let Some(members) = old.get(&person).filter(|_| kept.contains_key(&person)) {
                let (gained, lost) = (group.difference(members).count(), members.difference(group).count());
                for (count, kind) in [(gained, EventKind::Gained(gained)), (lost, EventKind::Lost(lost))] {
                    if count > 0 {
                        self.history.push(Event { update, person, kind });
                    }
                }
            }
            for &record in group {
                give(record, person);
            }
            self.members.insert(person, group.clone());
        }
        for (person, members) in old.into_iter().filter(|(person, _)| !kept.contains_key(person)) {
            let to = shares.get(&person).and_then(|of_groups| {
                of_groups.iter().max_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)))
            });
            let to = to.and_then(|&(_, _, number)| of_group[number]);
            let kind = to.map_or(EventKind::Ended, EventKind::MergedInto);
            self.history.push(Event { update, person, kind });
            if let Some(first) = members.first() {
                self.retired_by_first.entry(*first).or_default().push(person);
            }
            self.retired.insert(person, (members, to));
        }
    }

    /// A retired identity of exactly these records, or a new one.
    fn fresh(&mut self, update: u64, group: &BTreeSet<u32>, holder: &HashMap<u32, PersonId>) -> PersonId {
        let candidates = group.first().and_then(|first| self.retired_by_first.get(first));
        let known = candidates.and_then(|people| {
            people.iter().copied().find(|person| self.retired.get(person).is_some_and(|(members, _)| members == group))
        });
        if let Some(person) = known {
            self.retired.remove(&person);
            if let Some(people) = group.first().and_then(|first| self.retired_by_first.get_mut(first)) {
                people.retain(|each| *each != person);
            }
            self.history.push(Event { update, person, kind: EventKind::Restored });
            return person;
        }
        let person = PersonId(self.next);
        self.next += 1;
        // The person whom most of the records come from, if they come from any.
        let mut from: BTreeMap<PersonId, usize> = BTreeMap::new();
        for before in group.iter().filter_map(|record| holder.get(record)) {
            *from.entry(*before).or_default() += 1;
        }
        let from = from.into_iter().max_by(|one, other| one.1.cmp(&other.1).then(other.0.cmp(&one.0)));
        let kind = from.map_or(EventKind::Created, |(before, _)| EventKind::SplitFrom(before));
        self.history.push(Event { update, person, kind });
        person
    }
}
