//! The lives of a block: who is born, lives where and with whom, marries, parts, moves, comes, goes and dies.
//!
//! A block of about 2,000 people lives apart from all others: couples form and homes are taken within it. So blocks can
//! be made on any thread in any order, and the memory needed does not grow with the place.

mod agenda;
mod change;
mod found;
mod homes;
mod person;
mod year;

pub(crate) use agenda::Action;
pub(crate) use person::{Attendance, Enrolment, Home, Household, LifeEvent, Person, Spell, Tenure};

use crate::{
    day::Day,
    geography::{DwellingKind, Spot, TEMPORARY},
    needs::{Contact, Stage},
    random::Dice,
    world::World,
};
use agenda::Due;
use std::{cmp::Reverse, collections::BinaryHeap};

/// What the dice are thrown for.
const LIVES: u64 = 1;

/// A block of households in the making.
pub(crate) struct Village<'w> {
    pub(crate) world: &'w World,
    pub(crate) block: u64,
    pub(crate) dice: Dice,
    pub(crate) today: Day,
    pub(crate) people: Vec<Person>,
    pub(crate) households: Vec<Household>,
    pub(crate) enrolments: Vec<Enrolment>,
    pub(crate) attendance: Vec<Attendance>,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) life: Vec<LifeEvent>,
    pub(crate) pathways: u32,
    pub(crate) cases: u32,
    spots: Vec<Spot>,
    free: Vec<u16>,
    free_temporary: Vec<u16>,
    agenda: BinaryHeap<Reverse<Due>>,
    order: u32,
}

impl<'w> Village<'w> {
    /// A block with its people as they live on the first day.
    pub(crate) fn founded(world: &'w World, block: u64) -> Self {
        let mut dice = Dice::new(world.setting.seed, block, LIVES);
        let spots = (0..crate::geography::DWELLINGS).map(|slot| world.geography.spot(block, slot)).collect();
        let mut free: Vec<u16> = (0..TEMPORARY).collect();
        dice.shuffle(&mut free);
        let mut village = Self {
            world,
            block,
            dice,
            today: world.start,
            people: Vec::new(),
            households: Vec::new(),
            enrolments: Vec::new(),
            attendance: Vec::new(),
            contacts: Vec::new(),
            stages: Vec::new(),
            life: Vec::new(),
            pathways: 0,
            cases: 0,
            spots,
            free,
            free_temporary: (TEMPORARY..crate::geography::CARE_HOME).collect(),
            agenda: BinaryHeap::new(),
            order: 0,
        };
        village.found(world.people_of_block(block));
        village
    }

    /// Lives through all years of the setting.
    pub(crate) fn live(&mut self) {
        for year in self.world.setting.first_year..=self.world.setting.last_year {
            self.plan_year(year);
            let end = Day::of(year + 1, 1, 1);
            while self.agenda.peek().is_some_and(|Reverse(due)| due.day < end) {
                if let Some(Reverse(due)) = self.agenda.pop() {
                    self.today = due.day;
                    self.act(due.action);
                }
            }
        }
    }

    /// Puts something on the agenda. What lies beyond the last day never comes.
    pub(crate) fn later(&mut self, day: Day, action: Action) {
        if day < self.world.end {
            self.order += 1;
            self.agenda.push(Reverse(Due { day: day.max(self.today), order: self.order, action }));
        }
    }

    /// Puts something on the agenda between two numbers of days from today.
    pub(crate) fn within(&mut self, least: i32, most: i32, action: Action) {
        let days = self.dice.between(least, most);
        self.later(self.today.plus(days), action);
    }

    pub(crate) fn spot(&self, slot: u16) -> Spot {
        self.spots[usize::from(slot)]
    }

    pub(crate) fn decile(&self, slot: u16) -> i32 {
        self.world.geography.decile(self.spot(slot))
    }

    /// Whether someone is alive and lives in the place.
    pub(crate) fn present(&self, person: u32) -> bool {
        let person = &self.people[person as usize];
        person.died.is_none() && person.left.is_none()
    }

    pub(crate) fn age(&self, person: u32) -> i32 {
        self.today.age_of(self.people[person as usize].born)
    }

    pub(crate) fn person(&self, person: u32) -> &Person {
        &self.people[person as usize]
    }

    pub(crate) fn person_mut(&mut self, person: u32) -> &mut Person {
        &mut self.people[person as usize]
    }

    pub(crate) fn household(&self, household: u32) -> &Household {
        &self.households[household as usize]
    }

    /// The dwelling in which someone lives today.
    pub(crate) fn dwelling(&self, person: u32) -> Option<u16> {
        self.person(person).spells.last().filter(|spell| spell.to.is_none()).map(|spell| spell.slot)
    }

    pub(crate) fn lives_in(&self, person: u32, kind: DwellingKind) -> bool {
        self.dwelling(person).is_some_and(|slot| DwellingKind::of(slot) == kind)
    }

    /// The members of a household who are younger than 18 today.
    pub(crate) fn children(&self, household: u32) -> Vec<u32> {
        self.household(household).members.iter().copied().filter(|&member| self.age(member) < 18).collect()
    }

    /// The member of a household who speaks for it: the first of 18 or more.
    pub(crate) fn head(&self, household: u32) -> Option<u32> {
        self.household(household).members.iter().copied().find(|&member| self.age(member) >= 18)
    }

    pub(crate) fn note(&mut self, person: u32, other: Option<u32>, kind: &'static str) {
        self.life.push(LifeEvent { person, other, kind, on: self.today });
    }
}
