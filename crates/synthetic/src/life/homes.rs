//! Who lives where: homes are taken and given back, households form, move and end.

use super::{Home, Household, Spell, Tenure, Village};
use crate::{
    day::Day,
    geography::{DwellingKind, Geography},
    rates,
};

impl Village<'_> {
    /// Takes a free home, if there is one: the nearest of several to an old one, or any.
    pub(crate) fn take_home(&mut self, near: Option<u16>) -> Option<u16> {
        if self.free.is_empty() {
            return None;
        }
        let mut chosen = self.dice.below(self.free.len());
        if let Some(old) = near.filter(|_| self.dice.chance(rates::NEAR_MOVE)) {
            let old = self.spot(old);
            let distance = |village: &Self, place: usize| {
                let spot = village.spot(village.free[place]);
                let town = village.world.geography.town(spot).abs_diff(village.world.geography.town(old));
                let near = Geography::neighbourhood(spot).abs_diff(Geography::neighbourhood(old));
                (spot.district != old.district, town, near)
            };
            for _ in 0..6 {
                let other = self.dice.below(self.free.len());
                if distance(self, other) < distance(self, chosen) {
                    chosen = other;
                }
            }
        }
        Some(self.free.swap_remove(chosen))
    }

    pub(crate) fn take_temporary(&mut self) -> Option<u16> {
        if self.free_temporary.is_empty() {
            return self.take_home(None);
        }
        let chosen = self.dice.below(self.free_temporary.len());
        Some(self.free_temporary.swap_remove(chosen))
    }

    fn give_back(&mut self, slot: u16) {
        match DwellingKind::of(slot) {
            DwellingKind::Home => self.free.push(slot),
            DwellingKind::Temporary => self.free_temporary.push(slot),
            DwellingKind::CareHome | DwellingKind::Refuge | DwellingKind::Hostel => {}
        }
    }

    /// How a household of this head holds a home of this neighbourhood.
    pub(crate) fn draw_tenure(&mut self, head_age: i32, slot: u16) -> Tenure {
        let social = rates::RENT_SOCIAL_SHARE * rates::deprivation(self.decile(slot)) / 1.075;
        let private = rates::RENT_PRIVATE_SHARE
            * match head_age {
                ..=34 => 2.5,
                35..=54 => 1.0,
                _ => 0.4,
            };
        let drawn = self.dice.share();
        if drawn < social {
            Tenure::Social
        } else if drawn < social + private {
            Tenure::Private
        } else {
            Tenure::Owner
        }
    }

    /// Makes a household of people who have no other any more, in a home since a day.
    pub(crate) fn form_household(&mut self, members: &[u32], slot: u16, tenure: Tenure, since: Day) -> u32 {
        let number = self.households.len() as u32;
        let poor = rates::LOW_INCOME_SHARE * rates::deprivation(self.decile(slot)) / 1.075;
        let low_income = self.dice.chance(if tenure == Tenure::Owner { poor * 0.7 } else { poor * 1.6 });
        self.households.push(Household {
            members: members.to_vec(),
            slot,
            tenure,
            formed: since,
            ended: None,
            low_income,
            homes: Vec::with_capacity(1),
            in_debt: false,
            in_need: false,
            accommodated: None,
        });
        for &member in members {
            let from = since.max(self.person(member).born);
            self.settle(member, from, Some(number), slot);
        }
        self.list_home(number, since);
        number
    }

    /// Someone lives in a dwelling from a day on.
    pub(crate) fn settle(&mut self, person: u32, from: Day, household: Option<u32>, slot: u16) {
        let person = self.person_mut(person);
        if let Some(last) = person.spells.last_mut().filter(|spell| spell.to.is_none()) {
            last.to = Some(from);
            if last.from >= from {
                person.spells.pop();
            }
        }
        person.household = household;
        person.spells.push(Spell { from, to: None, slot, household });
    }

    /// Writes down who is liable at a household's home from a day on.
    fn list_home(&mut self, household: u32, from: Day) {
        let head = self.head(household);
        let partner = head
            .and_then(|head| self.person(head).partner)
            .filter(|partner| self.person(*partner).household == Some(household));
        let this = &mut self.households[household as usize];
        if let Some(last) = this.homes.last_mut().filter(|home| home.to.is_none()) {
            last.to = Some(from);
            if last.from >= from {
                this.homes.pop();
            }
        }
        this.homes.push(Home { from, to: None, slot: this.slot, tenure: this.tenure, liable: [head, partner] });
    }

    /// Someone is no longer a member of a household: it goes on without, or ends.
    pub(crate) fn quit_household(&mut self, person: u32) {
        let Some(household) = self.person_mut(person).household.take() else { return };
        let today = self.today;
        let this = &mut self.households[household as usize];
        this.members.retain(|&member| member != person);
        if this.members.is_empty() {
            this.ended = Some(today);
            let slot = this.slot;
            if let Some(home) = this.homes.last_mut().filter(|home| home.to.is_none()) {
                home.to = Some(today);
                if home.from >= today {
                    this.homes.pop();
                }
            }
            let stay = this.accommodated.take();
            if let Some(contact) = stay {
                self.end_contact(contact, "household_ended");
            }
            self.give_back(slot);
        } else if this.homes.last().is_some_and(|home| home.liable.contains(&Some(person))) {
            self.list_home(household, today);
        }
    }

    /// Ends where someone lives today: they have died or left the place.
    pub(crate) fn vacate(&mut self, person: u32) {
        let today = self.today;
        self.quit_household(person);
        let person = self.person_mut(person);
        if let Some(last) = person.spells.last_mut().filter(|spell| spell.to.is_none()) {
            last.to = Some(today);
            if last.from >= today {
                person.spells.pop();
            }
        }
    }

    /// A whole household moves to another dwelling, which was taken for it.
    pub(crate) fn rehome(&mut self, household: u32, slot: u16, tenure: Tenure) {
        let today = self.today;
        let old = std::mem::replace(&mut self.households[household as usize].slot, slot);
        self.households[household as usize].tenure = tenure;
        for member in self.household(household).members.clone() {
            self.settle(member, today, Some(household), slot);
            self.note(member, None, "moved_within");
        }
        self.list_home(household, today);
        self.give_back(old);
    }

    /// People leave their household for a home of their own. Without a free home nothing happens.
    pub(crate) fn move_out(&mut self, people: &[u32], tenure: Option<Tenure>) -> Option<u32> {
        let near = people.first().and_then(|&person| self.dwelling(person));
        let slot = self.take_home(near)?;
        let age = people.iter().map(|&person| self.age(person)).max().unwrap_or(0);
        let tenure = tenure.unwrap_or_else(|| self.draw_tenure(age, slot));
        for &person in people {
            self.quit_household(person);
            self.note(person, None, "moved_within");
        }
        Some(self.form_household(people, slot, tenure, self.today))
    }

    /// Someone joins a household where it lives.
    pub(crate) fn join_household(&mut self, person: u32, household: u32) {
        self.quit_household(person);
        self.households[household as usize].members.push(person);
        let slot = self.household(household).slot;
        self.settle(person, self.today, Some(household), slot);
        self.note(person, None, "moved_within");
    }

    /// Someone goes to live in a communal establishment.
    pub(crate) fn enter_establishment(&mut self, person: u32, slot: u16) {
        self.quit_household(person);
        self.settle(person, self.today, None, slot);
    }
}
