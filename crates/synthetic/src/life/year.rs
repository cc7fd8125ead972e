//! What a year may bring: at its beginning dice are thrown for every person and household present, and what comes up is
//! put on the agenda on a day of the year.

use super::{Action, Attendance, Enrolment, Tenure, Village};
use crate::{
    day::Day,
    geography::DwellingKind,
    random::mix,
    rates::{self, deprivation},
};

/// The length of a school year in sessions: 190 days of two.
const SESSIONS: i32 = 380;

impl Village<'_> {
    pub(super) fn plan_year(&mut self, year: i32) {
        self.today = Day::of(year, 1, 1);
        self.later(Day::of(year, 9, 1), Action::SchoolYear(year));
        for person in 0..self.people.len() as u32 {
            if self.present(person) {
                self.plan_person(person, 364);
            }
        }
        for household in 0..self.households.len() as u32 {
            if self.household(household).ended.is_none() {
                self.plan_household(household);
            }
        }
        let expected = self.world.people_of_block(self.block) as f64 / 2.36 * rates::ARRIVE;
        let mut arrivals = expected as u32;
        arrivals += u32::from(self.dice.chance(expected - f64::from(arrivals)));
        for _ in 0..arrivals {
            self.within(0, 364, Action::Arrival);
        }
    }

    /// The rest of the year in which someone comes.
    pub(super) fn plan_first_year(&mut self, person: u32) {
        let left = Day::of(self.today.year() + 1, 1, 1).0 - self.today.0;
        if left > 1 {
            self.plan_person(person, left - 1);
        }
    }

    fn plan_person(&mut self, person: u32, days: i32) {
        let part = f64::from(days + 1) / 365.0;
        let age = self.age(person);
        let this = self.person(person);
        let (female, partner, married, household) = (this.female, this.partner, this.married, this.household);
        let (abused, fall_rate, falls) = (this.abused, f64::from(this.fall_rate), this.falls);
        let no_card = this.library_since.is_none();
        if self.dice.chance(rates::mortality(age, female) * part) {
            self.within(0, days, Action::Death(person));
        }
        let Some(household) = household else { return };
        let decile = self.decile(self.household(household).slot);
        if age >= 3 && no_card && self.dice.chance(rates::LIBRARY * part) {
            self.within(0, days, Action::JoinLibrary(person));
        }
        if (14..=30).contains(&age) && self.dice.chance(rates::DISORDER * deprivation(decile) * part) {
            self.within(0, days, Action::Disorder(person));
        }
        if age < 16 {
            return;
        }
        if female && age < 45 {
            // Those who live as a couple have most children.
            let together = if partner.is_some() { 1.45 } else { 0.40 };
            if self.dice.chance(rates::fertility(age) * together * part) {
                self.within(0, days, Action::Birth(person));
            }
        }
        if age < 18 {
            return;
        }
        match partner {
            Some(_) if female => {
                if !married && self.dice.chance(rates::MARRIAGE * part) {
                    self.within(0, days, Action::Marriage(person));
                }
                if age < 75 && self.dice.chance(rates::SEPARATION * part) {
                    self.within(0, days, Action::Separation(person));
                }
                if !abused && age < 70 && self.dice.chance(rates::ABUSE * deprivation(decile) * part) {
                    self.within(0, days, Action::Abuse(person));
                }
            }
            None => {
                if female && age < 60 && self.dice.chance(rates::COUPLE_FORMS * part) {
                    self.within(0, days, Action::Couple(person));
                }
                if age < 40 && self.grown_at_home(person) && self.dice.chance(rates::LEAVE_HOME * part) {
                    self.within(0, days, Action::LeaveHome(person));
                }
            }
            Some(_) => {}
        }
        if self.dice.chance(rates::CRIME_VICTIM * part) {
            self.within(0, days, Action::CrimeVictim(person));
        }
        if age < 65 {
            if self.dice.chance(rates::ADULT_DISABILITY * part) {
                self.within(0, days, Action::AdultSupport(person));
            }
            return;
        }
        let rate = match age {
            65..=74 => rates::FALL_65,
            75..=84 => rates::FALL_75,
            _ => rates::FALL_85,
        };
        // A plan is kept only as far as the rate on its day is still the rate now (thinning): see `needs::falls`.
        let planned = rate * fall_rate * if falls > 0 { rates::FALL_AGAIN } else { 1.0 };
        if self.dice.chance(planned * part) {
            let rate_per_mille = (fall_rate * 1000.0) as u16;
            self.within(0, days, Action::Fall { person, pathway: None, rate_per_mille });
        }
        if age >= 85 && self.dice.chance(rates::CARE_HOME_85 * part) {
            let (pathway, case) = (self.new_pathway(), self.new_case());
            self.within(0, days, Action::CareHome { person, pathway, case });
        }
    }

    fn plan_household(&mut self, household: u32) {
        let this = self.household(household);
        let (tenure, slot, low_income, in_need) = (this.tenure, this.slot, this.low_income, this.in_need);
        let (in_debt, members) = (this.in_debt, this.members.len());
        let decile = self.decile(slot);
        let moves = match tenure {
            Tenure::Owner => rates::MOVE_OWNER,
            Tenure::Private => rates::MOVE_PRIVATE,
            Tenure::Social => rates::MOVE_SOCIAL,
            Tenure::Temporary => return,
        };
        if self.dice.chance(moves) {
            self.within(0, 364, Action::Move(household));
        } else if self.dice.chance(rates::LEAVE_PLACE * if tenure == Tenure::Social { 0.5 } else { 1.1 }) {
            self.within(0, 364, Action::LeavePlace(household));
        }
        let ages = self.household(household).members.iter().map(|&member| self.age(member));
        let (children, workers) = ages.fold((0, 0), |(children, workers), age| {
            (children + usize::from(age < 18), workers + usize::from((18..=64).contains(&age)))
        });
        let strain = deprivation(decile) * if low_income { 1.5 } else { 0.9 };
        if !in_debt {
            let debt = rates::DEBT
                * strain
                * match tenure {
                    Tenure::Owner => 0.5,
                    Tenure::Private => 1.4,
                    Tenure::Social | Tenure::Temporary => 1.6,
                };
            if self.dice.chance(debt.min(1.0)) {
                let pathway = self.new_pathway();
                self.within(0, 364, Action::Debt { household, pathway });
            }
        }
        if workers > 0 && self.dice.chance(rates::JOB_LOSS * deprivation(decile)) {
            self.within(0, 364, Action::JobLoss(household));
        }
        if tenure == Tenure::Private && self.dice.chance(rates::NOTICE) {
            self.within(0, 364, Action::Notice(household));
        }
        if children > 0 && !in_need {
            let lone = if members - children == 1 { rates::LONE_PARENT } else { 1.0 };
            if self.dice.chance((rates::FAMILY_NEED * strain * lone).min(1.0)) {
                let pathway = self.new_pathway();
                self.within(0, 364, Action::FamilyNeed { household, pathway, source: "health_visitor_or_self" });
            }
        }
    }

    /// On 1 September a school year ends and the next begins.
    pub(super) fn school_year(&mut self, year: i32) {
        for person in 0..self.people.len() as u32 {
            if !self.present(person) {
                continue;
            }
            let born = self.person(person).born;
            // Reception begins in the September after the fourth birthday, secondary seven years later.
            let turned = self.today.plus(-1).age_of(born);
            if !(4..=16).contains(&turned) {
                continue;
            }
            self.count_absence(person, year - 1);
            match turned {
                16 => self.close_school(person),
                4 | 11 => {
                    self.close_school(person);
                    self.enrol(person);
                }
                _ if self.person(person).enrolment.is_none() => self.enrol(person),
                _ => {}
            }
        }
    }

    /// Writes down the school year that has ended.
    fn count_absence(&mut self, person: u32, year: i32) {
        let Some(enrolment) = self.person(person).enrolment else { return };
        let from = self.enrolments[enrolment as usize].from;
        // Of a year that was joined late only the rest counts: a tenth of it for each month or so.
        let begun = Day::of(year, 9, 1);
        let part = f64::from((self.today.0 - from.max(begun).0).min(335)) / 335.0;
        let possible = (f64::from(SESSIONS) * part) as i32;
        if possible < 40 {
            return;
        }
        let decile = self.dwelling(person).map_or(5, |slot| self.decile(slot));
        let mut mean = rates::ABSENCE_MEAN;
        if decile <= 2 {
            mean *= rates::ABSENCE_DEPRIVED;
        }
        if self.person(person).uprooted.is_some_and(|day| day >= begun.plus(-120) && day < self.today) {
            mean *= rates::ABSENCE_AFTER_MOVE;
        }
        let share = (rates::ABSENCE_BASE + mean * self.dice.exponential()).min(0.95);
        let missed = (f64::from(possible) * share) as i32;
        self.attendance.push(Attendance { enrolment, year, possible, missed });
        if missed * 10 >= possible {
            let age = self.age(person);
            if let Some(household) = self.person(person).household
                && self.dice.chance(rates::ABSENCE_TO_NEED)
            {
                let pathway = self.new_pathway();
                self.within(5, 90, Action::FamilyNeed { household, pathway, source: "school_absence" });
            }
            if age >= 11 && self.dice.chance(rates::ABSENCE_TO_EXCLUSION) {
                let pathway = self.new_pathway();
                self.within(20, 300, Action::Exclusion { child: person, pathway });
            }
        }
    }

    /// The age on the last day of August before today, or on it.
    pub(super) fn school_age(&self, person: u32) -> i32 {
        let (year, month, _) = self.today.parts();
        Day::of(if month >= 9 { year } else { year - 1 }, 8, 31).age_of(self.person(person).born)
    }

    /// The school that a family chooses for a child: one of three primary schools of the town, or of two secondary
    /// schools of its half of the district.
    fn school_of(&mut self, person: u32) -> Option<u32> {
        // A school would give a refuge away.
        let slot = self.dwelling(person).filter(|&slot| DwellingKind::of(slot) != DwellingKind::Refuge)?;
        let spot = self.spot(slot);
        let town = u32::from(self.world.geography.town(spot));
        let district = u32::from(spot.district) * 100;
        let secondary = self.school_age(person) >= 11;
        let choice = self.dice.weighted(&[0.6, 0.9, 1.0]) as u32;
        Some(if secondary {
            5_000 + district + town / 3 * 2 + choice % 2
        } else {
            2_000 + district + town * 3 + choice
        })
    }

    pub(super) fn enrol(&mut self, person: u32) {
        let Some(school) = self.school_of(person) else { return };
        // One in fourteen goes to a school that the county does not hold data of.
        if mix(self.block << 16 | u64::from(person)) % 14 == 0 {
            return;
        }
        let number = self.enrolments.len() as u32;
        self.enrolments.push(Enrolment { person, school, from: self.today, to: None });
        self.person_mut(person).enrolment = Some(number);
    }

    pub(crate) fn close_school(&mut self, person: u32) {
        if let Some(enrolment) = self.person_mut(person).enrolment.take() {
            self.enrolments[enrolment as usize].to = Some(self.today);
        }
    }

    /// After a move children may change school: most do when the town changes; `uprooted` says that it was forced.
    pub(crate) fn school_after_move(&mut self, household: u32, uprooted: bool) {
        let members = self.household(household).members.clone();
        for child in members {
            if !(4..16).contains(&self.school_age(child)) {
                continue;
            }
            if self.dwelling(child).is_some_and(|slot| DwellingKind::of(slot).communal()) {
                continue;
            }
            let Some(enrolment) = self.person(child).enrolment else {
                self.enrol(child);
                continue;
            };
            let old = self.enrolments[enrolment as usize].school;
            let changes = if uprooted {
                rates::SCHOOL_MOVE
            } else {
                // Primary schools serve a town, secondary schools half a district.
                let Some(slot) = self.dwelling(child) else { continue };
                let (spot, district) = (self.spot(slot), old % 1_000 / 100);
                let town = u32::from(self.world.geography.town(spot));
                let area = if old >= 5_000 { (old % 100) / 2 == town / 3 } else { (old % 100) / 3 == town };
                if u32::from(spot.district) == district && area { 0.0 } else { 0.75 }
            };
            if !self.dice.chance(changes) {
                continue;
            }
            let Some(mut school) = self.school_of(child) else { continue };
            if school == old {
                school = if old >= 5_000 {
                    old ^ 1
                } else {
                    old / 100 * 100 + (old % 100 / 3 * 3) + (old % 100 % 3 + 1) % 3
                };
            }
            self.close_school(child);
            let number = self.enrolments.len() as u32;
            self.enrolments.push(Enrolment { person: child, school, from: self.today, to: None });
            let today = self.today;
            let pupil = self.person_mut(child);
            pupil.enrolment = Some(number);
            if uprooted {
                pupil.uprooted = Some(today);
            }
        }
    }
}
