//! Family need, early help, plans for children; absence from school, exclusion, first contact with the police.

use super::{Cost, Pathway, Service};
use crate::{
    life::{Action, Village},
    rates,
};

const LEVELS: [(&str, f64, f64); 3] = [
    ("level_1", rates::HELP_1, rates::PLAN_1),
    ("level_2", rates::HELP_2, rates::PLAN_2),
    ("level_3", rates::HELP_3, rates::PLAN_3),
];

impl Village<'_> {
    pub(crate) fn family_need(&mut self, household: u32, pathway: u32, source: &'static str) {
        let this = self.household(household);
        if this.ended.is_some() || this.in_need {
            return;
        }
        let Some(&child) = self.children(household).first() else { return };
        self.households[household as usize].in_need = true;
        let case = self.new_case();
        let contact = self.contact(Service::ChildrensServices, child, "contact", source, case, 70);
        self.outcome(contact, "early_help_assessment");
        self.stage(pathway, Pathway::Family, "first_contact", child, Some(contact), true);
        let on = self.today.plus(self.dice.between(7, 35));
        let level = self.dice.weighted(&[rates::NEED_1, rates::NEED_1 + rates::NEED_2, 1.0]);
        let (name, help, plan) = LEVELS[level];
        let span = (on, Some(on));
        let assessment = self.contact_over(
            Service::ChildrensServices,
            child,
            "assessment",
            "early_help",
            case,
            span,
            Cost::Once(290),
        );
        self.outcome(assessment, name);
        self.stage(pathway, Pathway::Family, "early_help_assessment", child, Some(assessment), true);
        let mut likely = plan;
        if self.dice.chance(help) {
            likely *= rates::HELP_EFFECT;
            let from = on.plus(self.dice.between(5, 25));
            let until = from.plus(self.dice.between(90, 210));
            let service = self.contact_over(
                Service::ChildrensServices,
                child,
                "service",
                "early_help",
                case,
                (from, Some(until)),
                Cost::Weekly(48),
            );
            self.outcome(service, "completed");
            self.stage(pathway, Pathway::Family, "early_help", child, Some(service), false);
        }
        if self.dice.chance(likely) {
            self.within(70, 330, Action::FamilyPlan { household, pathway, case });
        } else {
            let days = self.dice.between(120, 330);
            self.close_later(Service::ChildrensServices, child, "early_help", case, days, "needs_met");
            self.later(self.today.plus(days + 365), Action::FamilyOver(household));
        }
    }

    pub(crate) fn family_plan(&mut self, household: u32, pathway: u32, case: u32) {
        let children = self.children(household);
        let protection = self.dice.chance(rates::PROTECTION_SHARE);
        let detail = if protection { "child_protection_plan" } else { "child_in_need_plan" };
        let days = self.dice.between(120, 480);
        for (place, &child) in children.iter().enumerate() {
            let assessment = self.contact(Service::ChildrensServices, child, "assessment", "section_17", case, 620);
            self.outcome(assessment, detail);
            let span = (self.today.plus(5), Some(self.today.plus(5 + days)));
            let weekly = if protection { 95 } else { 62 };
            let service = self.contact_over(
                Service::ChildrensServices,
                child,
                "service",
                detail,
                case,
                span,
                Cost::Weekly(weekly),
            );
            if place == 0 {
                self.stage(pathway, Pathway::Family, detail, child, Some(service), false);
            }
            let review = self.today.plus(90);
            let span = (review, Some(review));
            self.contact_over(Service::ChildrensServices, child, "review", detail, case, span, Cost::Once(160));
            self.close_later(Service::ChildrensServices, child, detail, case, 5 + days, "needs_met");
        }
        self.later(self.today.plus(days + 365), Action::FamilyOver(household));
    }

    pub(crate) fn exclude(&mut self, child: u32, pathway: u32) {
        if !self.present(child) || self.person(child).enrolment.is_none() {
            return;
        }
        let case = self.new_case();
        let exclusion = self.contact(Service::Schools, child, "contact", "suspension", case, 370);
        self.outcome(exclusion, "returned");
        self.stage(pathway, Pathway::Youth, "suspension", child, Some(exclusion), true);
        if self.dice.chance(rates::EXCLUSION_TO_POLICE) {
            self.within(20, 360, Action::YouthOffence { child, pathway });
        }
    }

    pub(crate) fn youth_offence(&mut self, child: u32, pathway: u32) {
        if !self.present(child) {
            return;
        }
        let case = self.new_case();
        let offence = self.contact(Service::Police, child, "contact", "youth_first_offence", case, 1_100);
        self.outcome(offence, "out_of_court_disposal");
        self.stage(pathway, Pathway::Youth, "first_offence", child, Some(offence), false);
        let support = self.new_case();
        let from = self.today.plus(21);
        let span = (from, Some(from.plus(self.dice.between(84, 190))));
        self.contact_over(
            Service::ChildrensServices,
            child,
            "service",
            "youth_justice",
            support,
            span,
            Cost::Weekly(130),
        );
    }
}
