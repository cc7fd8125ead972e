//! Contact with a service, and what it is a stage of.

use crate::{day::Day, geography::Body, life::Village};

/// A service with records of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Service {
    PrimaryCare,
    AdultSocialCare,
    ChildrensServices,
    Schools,
    Library,
    Housing,
    CouncilTax,
    Benefits,
    Police,
}

impl Service {
    pub(crate) const ALL: [Self; 9] = [
        Self::PrimaryCare,
        Self::AdultSocialCare,
        Self::ChildrensServices,
        Self::Schools,
        Self::Library,
        Self::Housing,
        Self::CouncilTax,
        Self::Benefits,
        Self::Police,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PrimaryCare => "primary_care",
            Self::AdultSocialCare => "adult_social_care",
            Self::ChildrensServices => "childrens_services",
            Self::Schools => "schools",
            Self::Library => "library",
            Self::Housing => "housing",
            Self::CouncilTax => "council_tax",
            Self::Benefits => "benefits",
            Self::Police => "police",
        }
    }

    /// What a record's number begins with.
    pub(crate) fn prefix(self) -> &'static str {
        ["GP", "ASC", "CS", "SCH", "LIB", "HOU", "CT", "BEN", "POL"][self as usize]
    }

    /// The body that runs it for somebody in a district.
    pub(crate) fn body(self, district: u8) -> Body {
        match self {
            Self::PrimaryCare => Body::Health,
            Self::AdultSocialCare | Self::ChildrensServices | Self::Schools | Self::Library => Body::County,
            Self::Housing | Self::CouncilTax | Self::Benefits => Body::District(district),
            Self::Police => Body::Police,
        }
    }
}

/// What a contact costs the body, in pounds of one price level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    Once(u32),
    Weekly(u32),
}

/// A dated event of a service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contact {
    pub(crate) service: Service,
    pub(crate) person: u32,
    /// The district of the person’s home on the day.
    pub(crate) district: u8,
    /// Contact, request, assessment, service, review, offer or closure.
    pub(crate) event: &'static str,
    pub(crate) detail: &'static str,
    pub(crate) on: Day,
    /// The last day, for services; absent while they go on.
    pub(crate) until: Option<Day>,
    pub(crate) outcome: Option<&'static str>,
    pub(crate) cost: Cost,
    pub(crate) case: u32,
}

/// A pathway through needs and services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Pathway {
    Money,
    Falls,
    Abuse,
    Family,
    Youth,
}

impl Pathway {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Money => "money_to_homelessness",
            Self::Falls => "falls_to_care",
            Self::Abuse => "domestic_abuse",
            Self::Family => "family_need",
            Self::Youth => "absence_to_police",
        }
    }
}

/// A stage of a pathway, known to the truth alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stage {
    pub(crate) pathway: u32,
    pub(crate) kind: Pathway,
    pub(crate) stage: &'static str,
    pub(crate) person: u32,
    pub(crate) household: Option<u32>,
    pub(crate) on: Day,
    /// The number of the contact, if a service knows of the stage.
    pub(crate) contact: Option<u32>,
    /// Whether help could have come here, before the costly end.
    pub(crate) chance_to_help: bool,
}

impl Village<'_> {
    pub(crate) fn new_pathway(&mut self) -> u32 {
        self.pathways += 1;
        self.pathways - 1
    }

    pub(crate) fn new_case(&mut self) -> u32 {
        self.cases += 1;
        self.cases - 1
    }

    /// A contact of one day, today. Gives its number.
    pub(crate) fn contact(
        &mut self,
        service: Service,
        person: u32,
        event: &'static str,
        detail: &'static str,
        case: u32,
        pounds: u32,
    ) -> u32 {
        let today = self.today;
        self.contact_over(service, person, event, detail, case, (today, Some(today)), Cost::Once(pounds))
    }

    /// A contact from a day until another, or open. Gives its number.
    #[expect(
        clippy::too_many_arguments,
        reason = "a contact has these parts; a record of them would be made only here"
    )]
    pub(crate) fn contact_over(
        &mut self,
        service: Service,
        person: u32,
        event: &'static str,
        detail: &'static str,
        case: u32,
        (on, until): (Day, Option<Day>),
        cost: Cost,
    ) -> u32 {
        let number = self.contacts.len() as u32;
        let home = self.person(person).spell_on(self.today).or(self.person(person).spells.last());
        let district = home.map_or(0, |spell| self.spot(spell.slot).district);
        self.contacts.push(Contact { service, person, district, event, detail, on, until, outcome: None, cost, case });
        number
    }

    pub(crate) fn outcome(&mut self, contact: u32, outcome: &'static str) {
        self.contacts[contact as usize].outcome = Some(outcome);
    }

    /// Ends a service today.
    pub(crate) fn end_contact(&mut self, contact: u32, outcome: &'static str) {
        let today = self.today;
        let contact = &mut self.contacts[contact as usize];
        contact.until = Some(today.max(contact.on));
        contact.outcome = Some(outcome);
    }

    /// Writes a stage of a pathway of somebody down, today.
    pub(crate) fn stage(
        &mut self,
        pathway: u32,
        kind: Pathway,
        stage: &'static str,
        person: u32,
        contact: Option<u32>,
        chance_to_help: bool,
    ) {
        let household = self.person(person).household;
        let on = contact.map_or(self.today, |contact| self.contacts[contact as usize].on);
        self.stages.push(Stage { pathway, kind, stage, person, household, on, contact, chance_to_help });
    }
}
