//! What happens in lives: births, deaths, couples, partings, comings and goings.

use super::{Action, Person, Tenure, Village};
use crate::{
    day::Day,
    geography::DwellingKind,
    names::{Community, Surname},
    rates,
};

impl Village<'_> {
    pub(super) fn die(&mut self, person: u32) {
        if !self.present(person) {
            return;
        }
        self.note(person, None, "death");
        let household = self.person(person).household;
        self.vacate(person);
        self.person_mut(person).died = Some(self.today);
        self.close_school(person);
        if let Some(partner) = self.person_mut(person).partner.take() {
            let widowed = self.person_mut(partner);
            widowed.partner = None;
            widowed.married = false;
            widowed.abused = false;
        }
        if let Some(household) = household {
            self.children_alone(household);
        }
    }

    /// Children whom the last adult of their household has left go to kin elsewhere.
    pub(crate) fn children_alone(&mut self, household: u32) {
        if self.head(household).is_some() {
            return;
        }
        for child in self.household(household).members.clone() {
            self.depart(child);
        }
    }

    /// Someone leaves the place for good.
    fn depart(&mut self, person: u32) {
        self.note(person, None, "left_place");
        self.vacate(person);
        self.close_school(person);
        let today = self.today;
        let person = self.person_mut(person);
        person.left = Some(today);
        person.abused = false;
    }

    pub(super) fn give_birth(&mut self, mother: u32) {
        let lately = |day: Day| self.today < day.plus(300);
        if !self.present(mother) || self.person(mother).last_birth.is_some_and(lately) {
            return;
        }
        let Some(household) = self.person(mother).household else { return };
        let father = self.person(mother).partner;
        let twins = self.dice.chance(rates::TWIN_MATERNITY);
        let slot = self.household(household).slot;
        for _ in 0..if twins { 2 } else { 1 } {
            let child = self.child_of(mother, father, self.today, twins);
            self.person_mut(child).household = Some(household);
            self.households[household as usize].members.push(child);
            self.settle(child, self.today, Some(household), slot);
            self.note(child, Some(mother), "birth");
        }
        self.person_mut(mother).last_birth = Some(self.today);
    }

    /// Makes a child with names of its parents, living nowhere yet.
    pub(super) fn child_of(&mut self, mother: u32, father: Option<u32>, born: Day, twin: bool) -> u32 {
        // A little over half of births are boys.
        let female = self.dice.chance(0.487);
        let number = self.people.len() as u32;
        let (mothers, mothers_name) = (self.person(mother).community, self.person(mother).surname_on(born));
        let community = father.map_or(mothers, |father| self.person(father).community);
        let vocabulary = &self.world.vocabulary;
        let surname = match father.map(|father| self.person(father).surname_on(born)) {
            Some(fathers) if self.dice.chance(community.fathers_surname()) => {
                let single = fathers.second.is_none() && mothers_name.second.is_none() && fathers != mothers_name;
                if single && self.dice.chance(rates::DOUBLE_CHILD) {
                    Surname { first: mothers_name.first, second: Some(fathers.first) }
                } else {
                    fathers
                }
            }
            _ => mothers_name,
        };
        let year = born.year();
        let namesake = father.filter(|_| !female && self.dice.chance(rates::NAMESAKE_SON));
        let given = match namesake {
            Some(father) => self.person(father).given,
            None => vocabulary.given(&mut self.dice, community, female, year),
        };
        let mut child = Person::new(female, born, community, given, surname);
        child.middle = vocabulary.middle(&mut self.dice, community, female, year);
        child.mother = Some(mother);
        child.father = father;
        child.twin = twin;
        self.people.push(child);
        number
    }

    /// Whether a single adult could begin to live with somebody.
    fn free_to_couple(&self, person: u32) -> bool {
        let this = self.person(person);
        self.present(person) && this.partner.is_none() && this.household.is_some() && self.age(person) >= 18
    }

    pub(super) fn form_couple(&mut self, woman: u32) {
        if !self.free_to_couple(woman) {
            return;
        }
        let (age, community) = (self.age(woman), self.person(woman).community);
        let same = self.dice.chance(rates::SAME_COMMUNITY);
        // A few dozen chance meetings: the one nearest in age of the right kind.
        let mut found: Option<(i32, u32)> = None;
        for _ in 0..48 {
            let other = self.dice.below(self.people.len()) as u32;
            let candidate = self.person(other);
            let kin = candidate.household == self.person(woman).household
                || (candidate.mother.is_some() && candidate.mother == self.person(woman).mother);
            if candidate.female || kin || (candidate.community == community) != same || !self.free_to_couple(other) {
                continue;
            }
            let gap = (self.age(other) - age - 2).abs();
            if gap <= 12 && found.is_none_or(|(least, _)| gap < least) {
                found = Some((gap, other));
            }
        }
        let Some((_, man)) = found else { return };
        let (hers, his) = (self.person(woman).household, self.person(man).household);
        let at_home = |village: &Self, person: u32, household: Option<u32>| {
            household.is_none_or(|household| village.head(household) != Some(person))
        };
        // Whoever leads a household is joined there; else the two begin one.
        if let Some(hers) = hers.filter(|_| !at_home(self, woman, hers)) {
            let his_children = self.own_children(man);
            self.link(woman, man);
            for child in his_children {
                self.join_household(child, hers);
            }
            self.join_household(man, hers);
            if let Some(his) = his {
                self.children_alone(his);
            }
        } else if let Some(his) = his.filter(|_| !at_home(self, man, his)) {
            self.link(woman, man);
            self.join_household(woman, his);
        } else if self.move_out(&[woman, man], None).is_some() {
            self.link(woman, man);
        } else {
            return;
        }
        self.note(woman, Some(man), "couple_formed");
    }

    /// The children of someone who live with them.
    fn own_children(&self, person: u32) -> Vec<u32> {
        let Some(household) = self.person(person).household else { return Vec::new() };
        let of = |child: &u32| {
            let child = self.person(*child);
            child.father == Some(person) || child.mother == Some(person)
        };
        self.children(household).into_iter().filter(of).collect()
    }

    fn link(&mut self, woman: u32, man: u32) {
        self.person_mut(woman).partner = Some(man);
        self.person_mut(man).partner = Some(woman);
    }

    pub(super) fn marry(&mut self, woman: u32) {
        let Some(man) = self.person(woman).partner else { return };
        if !self.present(woman) || !self.present(man) || self.person(woman).married {
            return;
        }
        self.person_mut(woman).married = true;
        self.person_mut(man).married = true;
        self.note(woman, Some(man), "marriage");
        let (wife, husband) = (self.person(woman), self.person(man));
        let (own, husbands, born, community) = (wife.surname(), husband.surname(), wife.born.year(), wife.community);
        let vocabulary = &self.world.vocabulary;
        if let Some(surname) = vocabulary.married(&mut self.dice, community, born, own, husbands) {
            let today = self.today;
            self.person_mut(woman).surnames.push((today, surname));
            self.note(woman, Some(man), "surname_changed");
        }
    }

    pub(crate) fn separate(&mut self, woman: u32) {
        let Some(man) = self.person(woman).partner else { return };
        let household = self.person(woman).household;
        if household.is_none() || household != self.person(man).household {
            return;
        }
        // Mostly the man goes; children stay with whoever stays.
        let (leaver, stayer) = if self.dice.chance(0.65) { (man, woman) } else { (woman, man) };
        let mut leaving = vec![leaver];
        if leaver == woman {
            // A mother who goes takes the children along more often than not.
            let children = self.own_children(woman);
            if self.dice.chance(0.75) {
                leaving.extend(children);
            }
        }
        let Some(formed) = self.move_out(&leaving, Some(Tenure::Private)) else { return };
        let wife = self.person(woman).married;
        for person in [woman, man] {
            let this = self.person_mut(person);
            this.partner = None;
            this.married = false;
        }
        self.person_mut(woman).abused = false;
        self.note(woman, Some(man), "separation");
        self.school_after_move(formed, false);
        if let Some(household) = self.person(stayer).household {
            self.children_alone(household);
        }
        let changed = self.person(woman).surnames.len() > 1;
        if wife && changed && self.dice.chance(rates::SURNAME_BACK) {
            self.within(30, 500, Action::SurnameBack(woman));
        }
    }

    pub(super) fn surname_back(&mut self, woman: u32) {
        let this = self.person(woman);
        if !self.present(woman) || this.partner.is_some() {
            return;
        }
        let birth = this.surnames[0].1;
        if this.surname() != birth {
            let today = self.today;
            self.person_mut(woman).surnames.push((today, birth));
            self.note(woman, None, "surname_changed");
        }
    }

    /// Whether someone is a grown child in a parent's household.
    pub(super) fn grown_at_home(&self, person: u32) -> bool {
        let this = self.person(person);
        let with = |parent: Option<u32>| {
            parent.is_some_and(|parent| {
                self.present(parent) && self.person(parent).household == this.household && this.household.is_some()
            })
        };
        this.partner.is_none() && (with(this.mother) || with(this.father))
    }

    pub(super) fn leave_home(&mut self, person: u32) {
        if !self.present(person) || !self.grown_at_home(person) {
            return;
        }
        // Four in ten leave the place, for work or study.
        if self.dice.chance(0.4) {
            self.depart(person);
        } else {
            self.move_out(&[person], None);
        }
    }

    pub(super) fn move_house(&mut self, household: u32) {
        let this = self.household(household);
        if this.ended.is_some() || this.tenure == Tenure::Temporary {
            return;
        }
        let (old, tenure) = (this.slot, this.tenure);
        let Some(slot) = self.take_home(Some(old)) else { return };
        // Most keep the way they hold their home; some private tenants buy.
        let tenure = if tenure == Tenure::Private && self.dice.chance(0.15) { Tenure::Owner } else { tenure };
        self.rehome(household, slot, tenure);
        self.school_after_move(household, false);
    }

    pub(super) fn leave_place(&mut self, household: u32) {
        if self.household(household).ended.is_some() || self.household(household).accommodated.is_some() {
            return;
        }
        for member in self.household(household).members.clone() {
            // A partner elsewhere stays behind alone.
            if let Some(partner) = self.person(member).partner
                && self.person(partner).household != Some(household)
            {
                self.person_mut(member).partner = None;
                let partner = self.person_mut(partner);
                partner.partner = None;
                partner.married = false;
            }
            self.depart(member);
        }
    }

    /// A household comes to the place.
    pub(super) fn arrive(&mut self) {
        let Some(slot) = self.take_home(None) else { return };
        let shares: Vec<f64> = Community::SHARES
            .iter()
            .scan(0.0, |total, share| {
                *total += share.1;
                Some(*total)
            })
            .collect();
        let community = Community::ALL[self.dice.weighted(&shares)];
        // Those who move are young: 19 with a long tail upwards.
        let age = 19 + (self.dice.exponential() * 16.0) as i32;
        let age = age.min(88);
        let born = self.today.plus(-age * 365 - self.dice.between(1, 364));
        let first = self.newcomer(community, born, None);
        let mut members = vec![first];
        if self.dice.chance(if age < 25 { 0.25 } else { 0.55 }) {
            let near = (age + self.dice.between(-4, 4)).max(18);
            let born = self.today.plus(-near * 365 - self.dice.between(1, 364));
            let other = if self.dice.chance(rates::SAME_COMMUNITY) {
                community
            } else {
                Community::ALL[self.dice.weighted(&shares)]
            };
            let second = self.newcomer(other, born, Some(!self.person(first).female));
            members.push(second);
            let (woman, man) = if self.person(first).female { (first, second) } else { (second, first) };
            self.link(woman, man);
            if self.dice.chance(0.5) {
                self.married_before(woman, man);
            }
        }
        let mother = members.iter().copied().find(|&member| self.person(member).female);
        if let Some(mother) = mother.filter(|&mother| (22..=48).contains(&self.age(mother))) {
            let father = self.person(mother).partner;
            let limit = self.age(mother) - 19;
            let mut born = self.today;
            while members.len() < 6 && self.dice.chance(0.42) {
                born = born.plus(-self.dice.between(320, 2_200));
                if self.today.age_of(born) > limit.min(17) {
                    break;
                }
                let child = self.child_of(mother, father, born, false);
                self.person_mut(child).arrived = Some(self.today);
                members.push(child);
            }
        }
        let tenure = self.draw_tenure(age, slot);
        let tenure = if tenure == Tenure::Social { Tenure::Private } else { tenure };
        let household = self.form_household(&members, slot, tenure, self.today);
        for member in members {
            // Someone born elsewhere lives here from the day of coming.
            let today = self.today;
            if let Some(spell) = self.person_mut(member).spells.last_mut() {
                spell.from = today;
            }
            self.note(member, None, "arrived");
            self.plan_first_year(member);
        }
        self.school_after_move(household, false);
    }

    /// Someone without kin in the place, named but living nowhere yet.
    pub(super) fn newcomer(&mut self, community: Community, born: Day, female: Option<bool>) -> u32 {
        let age = self.today.age_of(born);
        let female = female.unwrap_or_else(|| self.dice.chance(rates::female_share(age)));
        let vocabulary = &self.world.vocabulary;
        let given = vocabulary.given(&mut self.dice, community, female, born.year());
        let surname = vocabulary.surname(&mut self.dice, community, female);
        let mut person = Person::new(female, born, community, given, surname);
        person.middle = vocabulary.middle(&mut self.dice, community, female, born.year());
        person.arrived = Some(self.today);
        self.people.push(person);
        self.people.len() as u32 - 1
    }

    /// A couple that married before this story begins.
    pub(super) fn married_before(&mut self, woman: u32, man: u32) {
        let (wife, husband) = (self.person(woman), self.person(man));
        let grown = wife.born.max(husband.born).plus(19 * 365);
        let since = self.today.0 - grown.0;
        if since < 60 {
            return;
        }
        let (own, husbands, born, community) = (wife.surname(), husband.surname(), wife.born.year(), wife.community);
        let day = grown.plus((f64::from(since) * self.dice.share() * 0.9) as i32);
        for person in [woman, man] {
            self.person_mut(person).married = true;
        }
        let vocabulary = &self.world.vocabulary;
        if let Some(surname) = vocabulary.married(&mut self.dice, community, born, own, husbands) {
            self.person_mut(woman).surnames.push((day, surname));
        }
    }

    pub(super) fn join_library(&mut self, person: u32) {
        let today = self.today;
        if self.present(person) && !self.lives_in(person, DwellingKind::Refuge) {
            self.person_mut(person).library_since.get_or_insert(today);
        }
    }
}
