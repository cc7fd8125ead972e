//! What is to come, in the order of its days.

use super::Village;
use crate::day::Day;
use std::cmp::Ordering;

/// Something that happens to a person or a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Death(u32),
    Birth(u32),
    Couple(u32),
    Marriage(u32),
    Separation(u32),
    SurnameBack(u32),
    LeaveHome(u32),
    Move(u32),
    LeavePlace(u32),
    Arrival,
    SchoolYear(i32),
    JoinLibrary(u32),

    JobLoss(u32),
    Debt { household: u32, pathway: u32 },
    RentArrears { household: u32, pathway: u32 },
    Notice(u32),
    Application { household: u32, pathway: u32, case: u32 },
    Temporary { household: u32, pathway: u32, case: u32 },
    Rehoused { household: u32, pathway: u32, case: u32 },
    DebtOver(u32),

    Fall { person: u32, pathway: Option<u32>, rate_per_mille: u16 },
    Discharge { person: u32, pathway: u32 },
    ReablementOver { person: u32, pathway: u32, case: u32, contact: u32 },
    HomeCareReview { person: u32, pathway: u32, case: u32 },
    CareHome { person: u32, pathway: u32, case: u32 },

    Abuse(u32),
    AbuseSurgery { victim: u32, pathway: u32 },
    AbuseIncident { victim: u32, pathway: u32, number: u8 },
    Refuge { victim: u32, pathway: u32 },
    LeaveRefuge { victim: u32, pathway: u32, case: u32 },

    FamilyNeed { household: u32, pathway: u32, source: &'static str },
    FamilyPlan { household: u32, pathway: u32, case: u32 },
    FamilyOver(u32),
    Exclusion { child: u32, pathway: u32 },
    YouthOffence { child: u32, pathway: u32 },

    CrimeVictim(u32),
    Disorder(u32),
    AdultSupport(u32),
}

/// An action with its day. Of one day, what was planned first comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) day: Day,
    pub(crate) order: u32,
    pub(crate) action: Action,
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.day, self.order).cmp(&(other.day, other.order))
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Village<'_> {
    /// Lets something happen today, if it still can: a plan for somebody who has died or left comes to nothing.
    pub(super) fn act(&mut self, action: Action) {
        use Action as A;
        match action {
            A::Death(person) => self.die(person),
            A::Birth(mother) => self.give_birth(mother),
            A::Couple(woman) => self.form_couple(woman),
            A::Marriage(woman) => self.marry(woman),
            A::Separation(woman) => self.separate(woman),
            A::SurnameBack(woman) => self.surname_back(woman),
            A::LeaveHome(person) => self.leave_home(person),
            A::Move(household) => self.move_house(household),
            A::LeavePlace(household) => self.leave_place(household),
            A::Arrival => self.arrive(),
            A::SchoolYear(year) => self.school_year(year),
            A::JoinLibrary(person) => self.join_library(person),
            A::JobLoss(household) => self.lose_job(household),
            A::Debt { household, pathway } => self.debt(household, pathway),
            A::RentArrears { household, pathway } => self.rent_arrears(household, pathway),
            A::Notice(household) => self.notice(household),
            A::Application { household, pathway, case } => self.apply(household, pathway, case),
            A::Temporary { household, pathway, case } => self.accommodate(household, pathway, case),
            A::Rehoused { household, pathway, case } => self.rehouse(household, pathway, case),
            A::DebtOver(household) => self.households[household as usize].in_debt = false,
            A::Fall { person, pathway, rate_per_mille } => self.fall(person, pathway, rate_per_mille),
            A::Discharge { person, pathway } => self.discharge(person, pathway),
            A::ReablementOver { person, pathway, case, contact } => {
                self.reablement_over(person, pathway, case, contact);
            }
            A::HomeCareReview { person, pathway, case } => self.review_home_care(person, pathway, case),
            A::CareHome { person, pathway, case } => self.enter_care_home(person, pathway, case),
            A::Abuse(woman) => self.abuse_begins(woman),
            A::AbuseSurgery { victim, pathway } => self.abuse_surgery(victim, pathway),
            A::AbuseIncident { victim, pathway, number } => self.abuse_incident(victim, pathway, number),
            A::Refuge { victim, pathway } => self.enter_refuge(victim, pathway),
            A::LeaveRefuge { victim, pathway, case } => self.leave_refuge(victim, pathway, case),
            A::FamilyNeed { household, pathway, source } => self.family_need(household, pathway, source),
            A::FamilyPlan { household, pathway, case } => self.family_plan(household, pathway, case),
            A::FamilyOver(household) => self.households[household as usize].in_need = false,
            A::Exclusion { child, pathway } => self.exclude(child, pathway),
            A::YouthOffence { child, pathway } => self.youth_offence(child, pathway),
            A::CrimeVictim(person) => self.crime_victim(person),
            A::Disorder(person) => self.disorder(person),
            A::AdultSupport(person) => self.adult_support(person),
        }
    }
}
