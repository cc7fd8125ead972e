//! Debt, rent arrears, homelessness, temporary accommodation, school moves.

use super::{Cost, Pathway, Service};
use crate::{
    life::{Action, Tenure, Village},
    rates,
};

/// The districts with the pilot of money advice, and the year of the setting (from 0) in which it began.
const PILOT_DISTRICTS: u8 = 3;
const PILOT_FROM_YEAR: i32 = 2;

impl Village<'_> {
    pub(crate) fn lose_job(&mut self, household: u32) {
        let Some(head) = self.head(household) else { return };
        if self.household(household).accommodated.is_some() {
            return;
        }
        let case = self.new_case();
        let request = self.contact(Service::Benefits, head, "request", "council_tax_reduction", case, 35);
        if self.dice.chance(0.8) {
            self.outcome(request, "awarded");
            let until = self.today.plus(self.dice.between(90, 500));
            let span = (self.today.plus(20), Some(until));
            self.contact_over(
                Service::Benefits,
                head,
                "service",
                "council_tax_reduction",
                case,
                span,
                Cost::Weekly(17),
            );
        } else {
            self.outcome(request, "not_eligible");
        }
        if !self.household(household).in_debt && self.dice.chance(rates::JOB_LOSS_TO_DEBT) {
            let pathway = self.new_pathway();
            self.stage(pathway, Pathway::Money, "job_lost", head, Some(request), true);
            self.within(40, 240, Action::Debt { household, pathway });
        }
    }

    pub(crate) fn debt(&mut self, household: u32, pathway: u32) {
        let Some(head) = self.head(household) else { return };
        if self.household(household).in_debt {
            return;
        }
        self.households[household as usize].in_debt = true;
        self.stage(pathway, Pathway::Money, "debt", head, None, false);
        if self.dice.chance(rates::COUNCIL_TAX_ARREARS) && self.household(household).tenure != Tenure::Temporary {
            let case = self.new_case();
            let reminder = self.contact(Service::CouncilTax, head, "contact", "arrears_reminder", case, 12);
            let outcome = if self.dice.chance(0.4) { "payment_plan" } else { "summons" };
            self.outcome(reminder, outcome);
            self.stage(pathway, Pathway::Money, "council_tax_arrears", head, Some(reminder), true);
        }
        let rents = matches!(self.household(household).tenure, Tenure::Private | Tenure::Social);
        if rents && self.dice.chance(rates::RENT_ARREARS) {
            self.within(45, 240, Action::RentArrears { household, pathway });
        } else {
            self.within(200, 700, Action::DebtOver(household));
        }
    }

    pub(crate) fn rent_arrears(&mut self, household: u32, pathway: u32) {
        let Some(head) = self.head(household) else { return };
        if !matches!(self.household(household).tenure, Tenure::Private | Tenure::Social) {
            return;
        }
        let case = self.new_case();
        let arrears = self.contact(Service::Housing, head, "contact", "rent_arrears", case, 45);
        self.stage(pathway, Pathway::Money, "rent_arrears", head, Some(arrears), true);
        let slot = self.household(household).slot;
        let pilot = self.spot(slot).district < PILOT_DISTRICTS
            && self.today.year() >= self.world.setting.first_year + PILOT_FROM_YEAR;
        let mut likely = rates::ARREARS_TO_APPLICATION;
        if pilot {
            let drawn = self.dice.chance(rates::MONEY_ADVICE_DRAWN);
            let offer = self.contact(Service::Housing, head, "offer", "money_advice", case, 0);
            self.outcome(offer, if drawn { "drawn" } else { "not_drawn" });
            if drawn {
                likely *= rates::MONEY_ADVICE_EFFECT;
                let (from, until) = (self.dice.between(3, 20), self.dice.between(60, 120));
                let span = (self.today.plus(from), Some(self.today.plus(until)));
                let advice =
                    self.contact_over(Service::Housing, head, "service", "money_advice", case, span, Cost::Once(310));
                self.outcome(advice, "completed");
            }
        }
        if self.dice.chance(likely) {
            self.within(80, 270, Action::Application { household, pathway, case });
        } else {
            let closing = self.dice.between(60, 200);
            self.close_later(Service::Housing, head, "rent_arrears", case, closing, "arrears_cleared");
            self.within(200, 600, Action::DebtOver(household));
        }
    }

    /// A closure some days from now.
    pub(crate) fn close_later(
        &mut self,
        service: Service,
        person: u32,
        detail: &'static str,
        case: u32,
        days: i32,
        outcome: &'static str,
    ) {
        let on = self.today.plus(days);
        let closure = self.contact_over(service, person, "closure", detail, case, (on, Some(on)), Cost::Once(0));
        self.outcome(closure, outcome);
    }

    pub(crate) fn notice(&mut self, household: u32) {
        let this = self.household(household);
        if this.ended.is_some() || this.tenure != Tenure::Private || this.in_debt {
            return;
        }
        let Some(head) = self.head(household) else { return };
        let pathway = self.new_pathway();
        self.stage(pathway, Pathway::Money, "notice_from_landlord", head, None, false);
        self.households[household as usize].in_debt = true;
        if self.dice.chance(rates::NOTICE_TO_APPLICATION) {
            let case = self.new_case();
            self.within(10, 60, Action::Application { household, pathway, case });
        } else {
            self.within(20, 70, Action::Move(household));
            self.within(71, 90, Action::DebtOver(household));
        }
    }

    pub(crate) fn apply(&mut self, household: u32, pathway: u32, case: u32) {
        let Some(head) = self.head(household) else { return };
        let application = self.contact(Service::Housing, head, "request", "homelessness_application", case, 140);
        self.stage(pathway, Pathway::Money, "homelessness_application", head, Some(application), true);
        let on = self.today.plus(self.dice.between(3, 18));
        let span = (on, Some(on));
        let assessment =
            self.contact_over(Service::Housing, head, "assessment", "homelessness", case, span, Cost::Once(260));
        let children = !self.children(household).is_empty();
        let priority = if children { rates::TEMPORARY_CHILDREN } else { rates::TEMPORARY_OTHERS };
        if self.dice.chance(priority) {
            self.outcome(assessment, "relief_duty");
            self.within(20, 60, Action::Temporary { household, pathway, case });
        } else {
            let outcome = if self.dice.chance(0.8) { "prevention_duty" } else { "no_duty" };
            self.outcome(assessment, outcome);
            let days = self.dice.between(56, 150);
            self.close_later(Service::Housing, head, "homelessness", case, days, "home_kept_or_found");
            self.within(200, 400, Action::DebtOver(household));
        }
    }

    pub(crate) fn accommodate(&mut self, household: u32, pathway: u32, case: u32) {
        let Some(head) = self.head(household) else { return };
        if self.household(household).accommodated.is_some() {
            return;
        }
        let Some(slot) = self.take_temporary() else { return };
        let stay = self.contact_over(
            Service::Housing,
            head,
            "service",
            "temporary_accommodation",
            case,
            (self.today, None),
            Cost::Weekly(255),
        );
        self.stage(pathway, Pathway::Money, "temporary_accommodation", head, Some(stay), false);
        self.rehome(household, slot, Tenure::Temporary);
        self.households[household as usize].accommodated = Some(stay);
        let before: Vec<_> =
            self.children(household).iter().map(|&child| (child, self.person(child).uprooted)).collect();
        self.school_after_move(household, true);
        for (child, uprooted) in before {
            if self.person(child).uprooted != uprooted {
                self.stage(pathway, Pathway::Money, "school_move", child, None, false);
            }
        }
        let benefit = self.new_case();
        let request = self.contact(Service::Benefits, head, "request", "housing_benefit", benefit, 60);
        self.outcome(request, "awarded");
        if let Some(&child) = self.children(household).first()
            && self.dice.chance(0.2)
        {
            let told = self.new_case();
            let contact =
                self.contact(Service::ChildrensServices, child, "contact", "temporary_accommodation", told, 70);
            self.outcome(contact, "no_further_action");
            self.stage(pathway, Pathway::Money, "childrens_services_told", child, Some(contact), false);
        }
        let days = 60 + (self.dice.exponential() * rates::TEMPORARY_DAYS) as i32;
        self.later(self.today.plus(days), Action::Rehoused { household, pathway, case });
    }

    pub(crate) fn rehouse(&mut self, household: u32, pathway: u32, case: u32) {
        let Some(stay) = self.household(household).accommodated else { return };
        let Some(head) = self.head(household) else { return };
        let near = self.household(household).slot;
        let Some(slot) = self.take_home(Some(near)) else {
            // No home is free: they wait on.
            self.within(20, 60, Action::Rehoused { household, pathway, case });
            return;
        };
        self.rehome(household, slot, Tenure::Social);
        self.households[household as usize].accommodated = None;
        self.households[household as usize].in_debt = false;
        self.end_contact(stay, "rehoused");
        let closure = self.contact(Service::Housing, head, "closure", "homelessness", case, 0);
        self.outcome(closure, "rehoused");
        self.stage(pathway, Pathway::Money, "rehoused", head, Some(closure), false);
        self.school_after_move(household, false);
    }
}
