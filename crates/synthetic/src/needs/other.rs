//! Contact that belongs to no pathway: without it every contact would be a sign.

use super::{Cost, Service};
use crate::{geography::DwellingKind, life::Village};

impl Village<'_> {
    pub(crate) fn crime_victim(&mut self, person: u32) {
        if !self.present(person) {
            return;
        }
        let case = self.new_case();
        let detail = ["theft", "burglary", "vehicle_crime", "criminal_damage", "assault"][self.dice.below(5)];
        let contact = self.contact(Service::Police, person, "contact", detail, case, 240);
        let outcome = if self.dice.chance(0.1) { "suspect_charged" } else { "no_suspect" };
        self.outcome(contact, outcome);
    }

    pub(crate) fn disorder(&mut self, person: u32) {
        if !self.present(person) {
            return;
        }
        let case = self.new_case();
        let contact = self.contact(Service::Police, person, "contact", "antisocial_behaviour", case, 95);
        self.outcome(contact, "warned");
    }

    pub(crate) fn adult_support(&mut self, person: u32) {
        if !self.present(person) || self.lives_in(person, DwellingKind::Refuge) {
            return;
        }
        let case = self.new_case();
        let request = self.contact(Service::AdultSocialCare, person, "request", "community", case, 60);
        let on = self.today.plus(self.dice.between(10, 60));
        let span = (on, Some(on));
        let assessment =
            self.contact_over(Service::AdultSocialCare, person, "assessment", "care_act", case, span, Cost::Once(480));
        self.outcome(request, "assessment");
        if self.dice.chance(0.5) {
            self.outcome(assessment, "eligible_need");
            let span = (on.plus(14), None);
            self.contact_over(
                Service::AdultSocialCare,
                person,
                "service",
                "direct_payment",
                case,
                span,
                Cost::Weekly(240),
            );
            for year in 1..3 {
                let day = on.plus(365 * year);
                let span = (day, Some(day));
                self.contact_over(
                    Service::AdultSocialCare,
                    person,
                    "review",
                    "direct_payment",
                    case,
                    span,
                    Cost::Once(190),
                );
            }
        } else {
            self.outcome(assessment, "advice_only");
            self.close_later(Service::AdultSocialCare, person, "community", case, 90, "advice_only");
        }
    }
}
