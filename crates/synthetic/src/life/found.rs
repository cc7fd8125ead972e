//! The first day: people of the right ages are drawn, then put together to households.
//!
//! Ages are spread as in the districts of England, exactly (systematic sampling). Couples are formed by age, children are
//! given to women of an age to have borne them, grown children stay with parents less and less, the rest live alone or
//! share. So the structure of ages holds by construction, and households follow from it.

use super::{Person, Village};
use crate::{
    day::Day,
    geography::{CARE_HOME, HOSTEL},
    names::{Community, Surname},
    rates,
};

/// People in the making: indexes of this list become the numbers of people.
struct Founder {
    born: Day,
    age: i32,
    female: bool,
    partner: Option<usize>,
    married: bool,
    mother: Option<usize>,
    father: Option<usize>,
    twin: bool,
    placed: bool,
    births: Vec<Day>,
    children: usize,
    in_care: bool,
}

impl Village<'_> {
    /// Makes the people of the first day and where they live.
    pub(super) fn found(&mut self, count: usize) {
        let mut founders = self.draw_founders(count);
        self.draw_care_home(&mut founders);
        self.draw_couples(&mut founders);
        self.draw_parents(&mut founders);
        let groups = self.draw_groups(&founders);
        self.name_and_house(&founders, &groups);
        self.draw_beginnings();
    }

    fn draw_founders(&mut self, count: usize) -> Vec<Founder> {
        let running: Vec<f64> = rates::PEOPLE_BY_AGE
            .iter()
            .scan(0.0, |total, &people| {
                *total += f64::from(people);
                Some(*total)
            })
            .collect();
        let whole = running.last().copied().unwrap_or(1.0);
        let offset = self.dice.share();
        let mut founders: Vec<Founder> = (0..count)
            .map(|place| {
                let at = (place as f64 + offset) / count as f64 * whole;
                let mut age = running.partition_point(|&total| total <= at).min(90) as i32;
                if age == 90 {
                    age = (90 + (self.dice.exponential() * 2.6) as i32).min(106);
                }
                let female = self.dice.chance(rates::female_share(age));
                let day = self.dice.between(1, 364);
                let (year, ..) = self.world.start.parts();
                let born = Day::of(year - age, 1, 1).plus(-day);
                Founder {
                    age: self.world.start.age_of(born),
                    born,
                    female,
                    partner: None,
                    married: false,
                    mother: None,
                    father: None,
                    twin: false,
                    placed: false,
                    births: Vec::new(),
                    children: 0,
                    in_care: false,
                }
            })
            .collect();
        // A block of a handful of people still needs somebody to bring up its children.
        if founders.iter().all(|founder| founder.age < 18) {
            if let Some(first) = founders.first_mut() {
                first.born = first.born.plus(-30 * 365);
                first.age = self.world.start.age_of(first.born);
            }
        }
        self.dice.shuffle(&mut founders);
        founders
    }

    fn draw_care_home(&mut self, founders: &mut [Founder]) {
        for founder in founders {
            let share = match founder.age {
                ..=64 => 0.0,
                65..=74 => 0.004,
                75..=84 => 0.020,
                _ => 0.095,
            };
            founder.in_care = self.dice.chance(share);
        }
    }

    fn draw_couples(&mut self, founders: &mut [Founder]) {
        let mut men: Vec<Vec<usize>> = vec![Vec::new(); 120];
        for (index, man) in founders.iter().enumerate() {
            if !man.female && man.age >= 18 && !man.in_care {
                men[man.age.min(119) as usize].push(index);
            }
        }
        for woman in 0..founders.len() {
            let age = founders[woman].age;
            let share = match age {
                ..=17 => continue,
                18..=19 => 0.05,
                20..=24 => 0.21,
                25..=29 => 0.53,
                30..=34 => 0.69,
                35..=64 => rates::PARTNERED_AT_40,
                65..=74 => 0.68,
                75..=84 => 0.47,
                _ => 0.20,
            };
            if !founders[woman].female || founders[woman].in_care || !self.dice.chance(share) {
                continue;
            }
            let wanted = age + 2 + self.dice.between(-4, 4);
            let ages = (0..=8).flat_map(|step| [wanted - step, wanted + step]);
            let ages: Vec<usize> = ages.filter(|&age| (18..119).contains(&age)).map(|age| age as usize).collect();
            let Some(age) = ages.into_iter().find(|&age| !men[age].is_empty()) else { continue };
            let place = self.dice.below(men[age].len());
            let man = men[age].swap_remove(place);
            let older = founders[woman].age.max(founders[man].age);
            let married = self.dice.chance(if older < 30 { 0.35 } else { rates::MARRIED_SHARE });
            for (one, other) in [(woman, man), (man, woman)] {
                founders[one].partner = Some(other);
                founders[one].married = married;
            }
        }
    }

    /// Gives children, and grown children who still live at home, to mothers.
    fn draw_parents(&mut self, founders: &mut [Founder]) {
        let mut women: Vec<Vec<usize>> = vec![Vec::new(); 120];
        let mut young: Vec<Vec<usize>> = vec![Vec::new(); 18];
        for (index, founder) in founders.iter().enumerate() {
            if founder.female && founder.age >= 18 && !founder.in_care {
                women[founder.age.min(119) as usize].push(index);
            }
            if (0..18).contains(&founder.age) {
                young[founder.age as usize].push(index);
            }
        }
        for child in 0..founders.len() {
            let age = founders[child].age;
            let at_home = match age {
                ..=17 => 1.0,
                18..=19 => 0.80,
                20..=24 => 0.64,
                25..=29 => 0.50,
                30..=34 => 0.34,
                35..=49 => 0.16,
                50..=64 => 0.08,
                _ => continue,
            };
            let taken = founders[child].placed || founders[child].partner.is_some();
            if taken || founders[child].children > 0 || !self.dice.chance(at_home) {
                continue;
            }
            let Some(mother) = self.draw_mother(founders, &women, child) else { continue };
            self.adopt(founders, mother, child, false);
            if age < 18 && self.dice.chance(rates::TWIN_MATERNITY) {
                let free = |&other: &usize| !founders[other].placed && other != child;
                if let Some(twin) = young[age as usize].iter().copied().find(free) {
                    founders[twin].born = founders[child].born;
                    founders[twin].age = age;
                    founders[child].twin = true;
                    self.adopt(founders, mother, twin, true);
                }
            }
        }
    }

    fn draw_mother(&mut self, founders: &[Founder], women: &[Vec<usize>], child: usize) -> Option<usize> {
        let age = founders[child].age;
        let minor = age < 18;
        for attempt in 0..40 {
            // Mothers are 30 at birth on average, most between 22 and 38.
            let at_birth = 17 + self.dice.between(0, 13) + self.dice.between(0, 13);
            let wanted = (age + at_birth).min(118) as usize;
            if women[wanted].is_empty() {
                continue;
            }
            let mother = *self.dice.pick(&women[wanted]);
            let this = &founders[mother];
            let spaced = || this.births.iter().all(|birth| (birth.0 - founders[child].born.0).abs() > 290);
            // Who already has one is likely to have two, few have four.
            let likely = [0.40, 0.95, 0.40, 0.14, 0.05].get(this.children).copied().unwrap_or(0.0);
            let likely = if this.partner.is_some() { likely } else { likely * 0.5 };
            let likely = if minor { likely } else { 0.5 };
            let grown_up = !this.placed && this.born.plus(16 * 365) < founders[child].born;
            if grown_up && (self.dice.chance(likely) || attempt > 30) && spaced() {
                return Some(mother);
            }
        }
        None
    }

    fn adopt(&mut self, founders: &mut [Founder], mother: usize, child: usize, twin: bool) {
        let partner = founders[mother].partner;
        let old_enough = |man: usize| founders[man].born.plus(17 * 365) < founders[child].born;
        let father = partner.filter(|&man| old_enough(man) && self.dice.chance(0.90));
        founders[mother].children += 1;
        let born = founders[child].born;
        founders[mother].births.push(born);
        let this = &mut founders[child];
        this.mother = Some(mother);
        this.father = father;
        this.placed = true;
        this.twin = twin;
    }

    /// Who lives with whom: the first of each group leads it.
    fn draw_groups(&mut self, founders: &[Founder]) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut group_of: Vec<Option<usize>> = vec![None; founders.len()];
        let mut sharers: Vec<usize> = Vec::new();
        let mut waiting: Vec<usize> = Vec::new();
        for (index, founder) in founders.iter().enumerate() {
            if founder.in_care || founder.placed || group_of[index].is_some() {
                continue;
            }
            if founder.age < 18 {
                waiting.push(index);
                continue;
            }
            let single = founder.partner.is_none() && founder.children == 0;
            let shares = match founder.age {
                ..=39 => 0.70,
                40..=64 => 0.34,
                _ => 0.10,
            };
            if single && self.dice.chance(shares) {
                sharers.push(index);
                continue;
            }
            for member in std::iter::once(index).chain(founder.partner) {
                group_of[member] = Some(groups.len());
            }
            groups.push(std::iter::once(index).chain(founder.partner).collect());
        }
        // Like age lives with like.
        sharers.sort_by_key(|&index| founders[index].age / 8);
        while !sharers.is_empty() {
            let size = self.dice.between(2, 3) as usize;
            let from = sharers.len().saturating_sub(size);
            groups.push(sharers.split_off(from));
        }
        for (index, founder) in founders.iter().enumerate() {
            if let Some(group) = founder.mother.and_then(|mother| group_of[mother]).filter(|_| founder.placed) {
                groups[group].push(index);
            } else if founder.placed {
                waiting.push(index);
            }
        }
        // A child for whom no mother was found lives with grown-ups who are no kin.
        for child in waiting {
            if groups.is_empty() {
                groups.push(Vec::new());
            }
            let group = self.dice.below(groups.len());
            groups[group].push(child);
        }
        groups
    }

    fn name_and_house(&mut self, founders: &[Founder], groups: &[Vec<usize>]) {
        let shares: Vec<f64> = Community::SHARES
            .iter()
            .scan(0.0, |total, share| {
                *total += share.0;
                Some(*total)
            })
            .collect();
        let mut number = vec![0_u32; founders.len()];
        let draw_community = |village: &mut Self| Community::ALL[village.dice.weighted(&shares)];
        for index in (0..founders.len()).filter(|&index| founders[index].in_care) {
            let community = draw_community(self);
            number[index] = self.founder(&founders[index], community);
            let since = self.world.start.plus(-self.dice.between(10, 900));
            self.settle(number[index], since, None, CARE_HOME);
        }
        for group in groups {
            let community = draw_community(self);
            for &member in group.iter().filter(|&&member| founders[member].mother.is_none()) {
                let own = if self.dice.chance(rates::SAME_COMMUNITY) { community } else { draw_community(self) };
                number[member] = self.founder(&founders[member], own);
            }
            for &member in group {
                let founder = &founders[member];
                if let Some(partner) = founder.partner {
                    self.person_mut(number[member]).partner = Some(number[partner]);
                    if founder.female && founder.married {
                        let (woman, man) = (number[member], number[partner]);
                        self.married_before(woman, man);
                    }
                }
            }
            let mut members: Vec<u32> = group.iter().map(|&member| number[member]).collect();
            for (place, &member) in group.iter().enumerate() {
                let founder = &founders[member];
                let Some(mother) = founder.mother else { continue };
                let father = founder.father.map(|father| number[father]);
                let child = self.child_of(number[mother], father, founder.born, founder.twin);
                // The name went with a sex drawn at birth: the ages of the place ask for this one.
                number[member] = child;
                members[place] = child;
            }
            let head = group.iter().map(|&member| founders[member].age).max().unwrap_or(40);
            let Some(slot) = self.take_home(None) else {
                // More households than homes: only a block of an unusual mixture comes to this.
                for member in members {
                    let since = self.world.start.plus(-1).max(self.person(member).born);
                    self.settle(member, since, None, HOSTEL);
                }
                continue;
            };
            let tenure = self.draw_tenure(head, slot);
            let mean = match tenure {
                super::Tenure::Owner => 12.0,
                super::Tenure::Social => 9.0,
                super::Tenure::Private | super::Tenure::Temporary => 2.5,
            };
            let years = (self.dice.exponential() * mean).min(f64::from(head - 17).max(0.1));
            let since = self.world.start.plus(-(years * 365.0) as i32 - 1);
            self.form_household(&members, slot, tenure, since);
        }
    }

    /// A grown-up of the first day, named.
    fn founder(&mut self, founder: &Founder, community: Community) -> u32 {
        let vocabulary = &self.world.vocabulary;
        let year = founder.born.year();
        let given = vocabulary.given(&mut self.dice, community, founder.female, year);
        let surname: Surname = vocabulary.surname(&mut self.dice, community, founder.female);
        let mut person = Person::new(founder.female, founder.born, community, given, surname);
        person.middle = vocabulary.middle(&mut self.dice, community, founder.female, year);
        self.people.push(person);
        self.people.len() as u32 - 1
    }

    /// Schools and library cards that people have on the first day.
    fn draw_beginnings(&mut self) {
        let start = self.world.start;
        for person in 0..self.people.len() as u32 {
            let turned = self.school_age(person);
            let here = self.person(person).spells.first().map_or(start, |spell| spell.from);
            if (4..16).contains(&turned) {
                self.enrol(person);
                if let Some(number) = self.person(person).enrolment {
                    let (born, _, _) = (self.person(person).born.plus(122)).parts();
                    // The September after the fourth birthday, or after the eleventh.
                    let entry = Day::of(born + if turned >= 11 { 11 } else { 4 }, 9, 1);
                    self.enrolments[number as usize].from = entry.max(here).min(start.plus(-1));
                }
            }
            if self.age(person) >= 3 && self.dice.chance(rates::LIBRARY_AT_START) {
                let since = start.plus(-(self.dice.exponential() * 1_500.0) as i32 - 1);
                let able = self.person(person).born.plus(3 * 365);
                self.person_mut(person).library_since = Some(since.max(here).max(able).min(start.plus(-1)));
            }
            self.person_mut(person).last_birth = None;
        }
    }
}
