//! Falls, hospital, reablement, home care, care homes.

use super::{Cost, Pathway, Service};
use crate::{
    geography::{CARE_HOME, DwellingKind},
    life::{Action, Village},
    rates,
};

impl Village<'_> {
    /// A fall that leads to contact. `rate_per_mille` is the rate ratio of the person when the fall was planned: if a
    /// class has lowered it since, only a part of what was planned happens (thinning).
    pub(crate) fn fall(&mut self, person: u32, pathway: Option<u32>, rate_per_mille: u16) {
        if !self.present(person) || self.lives_in(person, DwellingKind::CareHome) {
            return;
        }
        let now = f64::from(self.person(person).fall_rate) * 1000.0;
        if !self.dice.chance(now / f64::from(rate_per_mille.max(1))) {
            return;
        }
        let pathway = pathway.unwrap_or_else(|| self.new_pathway());
        let first = self.person(person).falls == 0;
        let case = self.new_case();
        let fall = self.contact(Service::PrimaryCare, person, "contact", "fall", case, 90);
        self.person_mut(person).falls = self.person(person).falls.saturating_add(1);
        self.stage(
            pathway,
            Pathway::Falls,
            if first { "first_fall" } else { "further_fall" },
            person,
            Some(fall),
            true,
        );
        if first {
            self.after_first_fall(person, case);
        }
        if self.dice.chance(rates::FALL_HOSPITAL) {
            self.outcome(fall, "admitted_to_hospital");
            self.within(3, 21, Action::Discharge { person, pathway });
        } else {
            self.outcome(fall, "treated_at_home");
        }
    }

    /// Two lotteries, each by itself: a class that helps, and befriending that does nothing against falls.
    fn after_first_fall(&mut self, person: u32, case: u32) {
        let class = self.dice.chance(rates::CLASS_DRAWN);
        let offer = self.contact(Service::PrimaryCare, person, "offer", "strength_and_balance_class", case, 0);
        self.outcome(offer, if class { "drawn" } else { "not_drawn" });
        if class {
            let from = self.today.plus(self.dice.between(7, 30));
            let span = (from, Some(from.plus(84)));
            let service = "strength_and_balance_class";
            self.contact_over(Service::PrimaryCare, person, "service", service, case, span, Cost::Once(220));
            self.person_mut(person).fall_rate *= rates::CLASS_EFFECT as f32;
        }
        let befriended = self.dice.chance(rates::BEFRIENDING_DRAWN);
        let friends = self.new_case();
        let offer = self.contact(Service::AdultSocialCare, person, "offer", "befriending", friends, 0);
        self.outcome(offer, if befriended { "drawn" } else { "not_drawn" });
        if befriended {
            let from = self.today.plus(self.dice.between(14, 60));
            let span = (from, Some(from.plus(self.dice.between(90, 540))));
            self.contact_over(
                Service::AdultSocialCare,
                person,
                "service",
                "befriending",
                friends,
                span,
                Cost::Weekly(9),
            );
            self.person_mut(person).fall_rate *= rates::BEFRIENDING_EFFECT as f32;
        }
    }

    pub(crate) fn discharge(&mut self, person: u32, pathway: u32) {
        if !self.present(person) || self.lives_in(person, DwellingKind::CareHome) {
            return;
        }
        let case = self.new_case();
        let letter = self.contact(Service::PrimaryCare, person, "contact", "hospital_discharge", case, 2_900);
        self.outcome(letter, "discharged");
        self.stage(pathway, Pathway::Falls, "hospital", person, Some(letter), true);
        if self.person(person).home_care.is_some() || !self.dice.chance(rates::HOSPITAL_REABLEMENT) {
            return;
        }
        let request = self.contact(Service::AdultSocialCare, person, "request", "hospital_discharge", case, 60);
        self.outcome(request, "reablement");
        self.stage(pathway, Pathway::Falls, "adult_social_care_request", person, Some(request), false);
        let from = self.today.plus(self.dice.between(1, 9));
        let contact = self.contact_over(
            Service::AdultSocialCare,
            person,
            "service",
            "reablement",
            case,
            (from, Some(from.plus(42))),
            Cost::Once(2_300),
        );
        self.stage(pathway, Pathway::Falls, "reablement", person, Some(contact), false);
        self.later(from.plus(42), Action::ReablementOver { person, pathway, case, contact });
    }

    pub(crate) fn reablement_over(&mut self, person: u32, pathway: u32, case: u32, contact: u32) {
        if !self.present(person) || self.lives_in(person, DwellingKind::CareHome) {
            return;
        }
        let assessment = self.contact(Service::AdultSocialCare, person, "assessment", "care_act", case, 480);
        if self.dice.chance(rates::REABLED) || self.person(person).home_care.is_some() {
            self.outcome(contact, "independent");
            self.outcome(assessment, "no_need");
            self.close_later(Service::AdultSocialCare, person, "reablement", case, 14, "independent");
            return;
        }
        self.outcome(contact, "needs_care");
        self.outcome(assessment, "eligible_need");
        let span = (self.today.plus(3), None);
        let care =
            self.contact_over(Service::AdultSocialCare, person, "service", "home_care", case, span, Cost::Weekly(265));
        self.stage(pathway, Pathway::Falls, "home_care", person, Some(care), false);
        self.person_mut(person).home_care = Some(care);
        self.later(self.today.plus(364), Action::HomeCareReview { person, pathway, case });
    }

    pub(crate) fn review_home_care(&mut self, person: u32, pathway: u32, case: u32) {
        if !self.present(person) || self.person(person).home_care.is_none() {
            return;
        }
        let review = self.contact(Service::AdultSocialCare, person, "review", "home_care", case, 190);
        if self.dice.chance(rates::HOME_CARE_TO_CARE_HOME) {
            self.outcome(review, "care_home");
            self.within(7, 60, Action::CareHome { person, pathway, case });
        } else {
            self.outcome(review, "goes_on");
            self.within(350, 380, Action::HomeCareReview { person, pathway, case });
        }
    }

    pub(crate) fn enter_care_home(&mut self, person: u32, pathway: u32, case: u32) {
        let partnered = self.person(person).household.is_some();
        if !self.present(person) || !partnered || self.lives_in(person, DwellingKind::CareHome) {
            return;
        }
        if let Some(care) = self.person_mut(person).home_care.take() {
            self.end_contact(care, "care_home");
        }
        let place = self.contact_over(
            Service::AdultSocialCare,
            person,
            "service",
            "care_home",
            case,
            (self.today, None),
            Cost::Weekly(890),
        );
        self.stage(pathway, Pathway::Falls, "care_home", person, Some(place), false);
        let household = self.person(person).household;
        self.enter_establishment(person, CARE_HOME);
        self.note(person, None, "entered_care_home");
        if let Some(household) = household {
            self.children_alone(household);
        }
    }
}
