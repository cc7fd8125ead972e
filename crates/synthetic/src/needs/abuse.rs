//! Domestic abuse: the surgery, the police, children's services, a refuge.

use super::{Cost, Pathway, Service};
use crate::{
    geography::{DwellingKind, REFUGE},
    life::{Action, Tenure, Village},
    rates,
};

impl Village<'_> {
    pub(crate) fn abuse_begins(&mut self, woman: u32) {
        let Some(man) = self.person(woman).partner else { return };
        if !self.present(woman) || self.person(woman).abused {
            return;
        }
        // In about one case in seven the victim is the man.
        let victim = if self.dice.chance(0.15) { man } else { woman };
        self.person_mut(woman).abused = true;
        let pathway = self.new_pathway();
        self.stage(pathway, Pathway::Abuse, "abuse_begins", victim, None, false);
        if self.dice.chance(rates::ABUSE_SURGERY) {
            self.within(10, 110, Action::AbuseSurgery { victim, pathway });
        }
        if self.dice.chance(rates::ABUSE_POLICE) {
            self.within(60, 420, Action::AbuseIncident { victim, pathway, number: 1 });
        }
    }

    pub(crate) fn abuse_surgery(&mut self, victim: u32, pathway: u32) {
        if !self.present(victim) || self.person(victim).partner.is_none() {
            return;
        }
        let case = self.new_case();
        let visit = self.contact(Service::PrimaryCare, victim, "contact", "injury_or_low_mood", case, 42);
        self.outcome(visit, "treated");
        self.stage(pathway, Pathway::Abuse, "surgery", victim, Some(visit), true);
    }

    pub(crate) fn abuse_incident(&mut self, victim: u32, pathway: u32, number: u8) {
        let Some(other) = self.person(victim).partner else { return };
        if !self.present(victim) || !self.present(other) {
            return;
        }
        let case = self.new_case();
        let incident = self.contact(Service::Police, victim, "contact", "domestic_abuse_incident", case, 670);
        self.outcome(incident, "recorded");
        let suspect = self.contact(Service::Police, other, "contact", "domestic_abuse_suspect", case, 0);
        self.outcome(suspect, "recorded");
        let name = if number == 1 { "first_police_incident" } else { "further_police_incident" };
        self.stage(pathway, Pathway::Abuse, name, victim, Some(incident), number == 1);
        let children = self.person(victim).household.map(|household| self.children(household)).unwrap_or_default();
        if !children.is_empty() && self.dice.chance(rates::ABUSE_CHILDREN_REFERRED) {
            self.refer_children(&children, pathway, case);
        }
        if self.dice.chance(rates::ABUSE_REFUGE) {
            self.within(1, 14, Action::Refuge { victim, pathway });
        } else if self.dice.chance(rates::ABUSE_SEPARATION) {
            let woman = if self.person(victim).female { victim } else { other };
            self.within(5, 60, Action::Separation(woman));
        } else if self.dice.chance(rates::ABUSE_REPEAT) && number < 20 {
            self.within(30, 240, Action::AbuseIncident { victim, pathway, number: number + 1 });
        }
    }

    fn refer_children(&mut self, children: &[u32], pathway: u32, case: u32) {
        let assessed = self.dice.chance(rates::ABUSE_ASSESSED);
        let plan = assessed && self.dice.chance(rates::ABUSE_PLAN);
        let detail =
            if self.dice.chance(rates::PROTECTION_SHARE) { "child_protection_plan" } else { "child_in_need_plan" };
        let days = self.dice.between(120, 420);
        for (place, &child) in children.iter().enumerate() {
            let referral =
                self.contact(Service::ChildrensServices, child, "request", "police_domestic_abuse", case, 110);
            self.outcome(referral, if assessed { "assessment" } else { "no_further_action" });
            if place == 0 {
                self.stage(pathway, Pathway::Abuse, "childrens_services", child, Some(referral), false);
            }
            if !assessed {
                continue;
            }
            let on = self.today.plus(30);
            let span = (on, Some(on));
            let assessment = self.contact_over(
                Service::ChildrensServices,
                child,
                "assessment",
                "section_17",
                case,
                span,
                Cost::Once(620),
            );
            self.outcome(assessment, if plan { detail } else { "no_plan" });
            if plan {
                let span = (on.plus(5), Some(on.plus(5 + days)));
                let service = self.contact_over(
                    Service::ChildrensServices,
                    child,
                    "service",
                    detail,
                    case,
                    span,
                    Cost::Weekly(62),
                );
                if place == 0 {
                    self.stage(pathway, Pathway::Abuse, detail, child, Some(service), false);
                }
                self.close_later(Service::ChildrensServices, child, detail, case, 35 + days, "needs_met");
            }
        }
    }

    pub(crate) fn enter_refuge(&mut self, victim: u32, pathway: u32) {
        let Some(household) = self.person(victim).household.filter(|_| self.present(victim)) else { return };
        let case = self.new_case();
        let request = self.contact(Service::Housing, victim, "request", "domestic_abuse", case, 140);
        self.outcome(request, "refuge");
        self.stage(pathway, Pathway::Abuse, "refuge", victim, Some(request), false);
        let mine = |child: &u32| {
            let child = self.person(*child);
            child.mother == Some(victim) || child.father == Some(victim)
        };
        let children: Vec<u32> = self.children(household).into_iter().filter(mine).collect();
        if let Some(other) = self.person_mut(victim).partner.take() {
            for person in [victim, other] {
                let this = self.person_mut(person);
                this.partner = None;
                this.married = false;
                this.abused = false;
            }
            self.note(victim, Some(other), "separation");
        }
        for &person in std::iter::once(&victim).chain(&children) {
            // A school would give the refuge away: children are taught elsewhere while they are there.
            self.close_school(person);
            self.enter_establishment(person, REFUGE);
            self.note(person, None, "entered_refuge");
        }
        self.children_alone(household);
        self.within(50, 220, Action::LeaveRefuge { victim, pathway, case });
    }

    pub(crate) fn leave_refuge(&mut self, victim: u32, pathway: u32, case: u32) {
        if !self.present(victim) || !self.lives_in(victim, DwellingKind::Refuge) {
            return;
        }
        let with: Vec<u32> = (0..self.people.len() as u32)
            .filter(|&child| {
                let this = self.person(child);
                let kin = this.mother == Some(victim) || this.father == Some(victim);
                kin && self.present(child) && self.lives_in(child, DwellingKind::Refuge)
            })
            .collect();
        let members: Vec<u32> = std::iter::once(victim).chain(with).collect();
        let Some(formed) = self.move_out(&members, Some(Tenure::Social)) else {
            self.within(20, 60, Action::LeaveRefuge { victim, pathway, case });
            return;
        };
        let closure = self.contact(Service::Housing, victim, "closure", "domestic_abuse", case, 0);
        self.outcome(closure, "rehoused");
        self.stage(pathway, Pathway::Abuse, "rehoused", victim, Some(closure), false);
        self.school_after_move(formed, false);
    }
}
