//! Every table of a place and every column of it: the one list from which files, README and tests are made.

use crate::table::{Column, Kind, Table};

const fn text(name: &'static str, meaning: &'static str) -> Column {
    Column { name, kind: Kind::Text, meaning }
}
const fn whole(name: &'static str, meaning: &'static str) -> Column {
    Column { name, kind: Kind::Whole, meaning }
}
const fn day(name: &'static str, meaning: &'static str) -> Column {
    Column { name, kind: Kind::Day, meaning }
}
const fn flag(name: &'static str, meaning: &'static str) -> Column {
    Column { name, kind: Kind::Flag, meaning }
}

const RECORD: Column = text("record_id", "The record’s number, of this file alone; it tells nothing of the person.");
const BODY: Column = text("body_code", "The body that holds the record; see bodies.");
const RECORDED: Column = day("recorded_on", "The day on which the record was begun.");
const FORENAME: Column = text("forename", "As it was given or heard: nicknames, initials and slips are there.");
const MIDDLE: Column = text("middle_names", "Middle name.");
const SURNAME: Column = text("surname", "As it was known to the service: after a marriage it may be the old one.");
const BORN: Column = day("date_of_birth", "As it was written down.");
const BORN_TEXT: Column = text("date_of_birth", "As text, day/month/year.");
const LINE: Column =
    text("address_line", "Flat, number and street as they were known; after a move it may be the old address.");
const TOWN: Column = text("town", "Town or village.");
const POSTCODE: Column = text("postcode", "In an area that begins with X, which does not exist.");
const UPRN: Column =
    whole("uprn", "Property number of twelve digits that begins with 999; none that is allotted does.");
const WITHHELD: Column = flag("address_withheld", "True where the address is protected: then nothing of it is here.");
const NHS: Column =
    text("nhs_number", "Begins with 9, a range that is not issued; its check digit is right unless it was mistyped.");
const UPN: Column = text(
    "upn",
    "Unique pupil number of an authority from 001 to 099, which are not allotted; the check letter is right unless mistyped.",
);
const NINO: Column = text(
    "national_insurance_number",
    "Of the form of one, with two letters in front that are never used: a check of the form refuses it, on purpose.",
);
const PERSON: Column = whole("person_id", "The person. Truth.");
const HOUSEHOLD: Column = whole("household_id", "The household; absent in care homes, refuges and hostels. Truth.");

/// Patients of general practices.
pub static PRIMARY_CARE: Table = Table {
    name: "services/primary_care",
    holder: "NHS integrated care board, for its general practices",
    row: "a registration of a patient, with what the practice knew last",
    columns: &[
        RECORD,
        text("practice_code", "The practice: QQ and four digits, a form that no practice’s code has."),
        day("registered_on", "The day of registration."),
        day(
            "deregistered_on",
            "The day on which the practice learnt of a death or a move away; absent while registered.",
        ),
        NHS,
        FORENAME,
        MIDDLE,
        SURNAME,
        text("previous_surname", "An earlier surname, where one was given."),
        BORN,
        text("sex", "M or F."),
        LINE,
        TOWN,
        POSTCODE,
        UPRN,
        WITHHELD,
    ],
};

/// People known to adult social care.
pub static ADULT_SOCIAL_CARE: Table = Table {
    name: "services/adult_social_care",
    holder: "county council",
    row: "a person who was referred or served, as taken down at the first contact",
    columns: &[
        RECORD,
        BODY,
        RECORDED,
        NHS,
        FORENAME,
        SURNAME,
        BORN,
        text("sex", "Male or Female."),
        LINE,
        TOWN,
        POSTCODE,
        UPRN,
        WITHHELD,
    ],
};

/// Children known to children's services.
pub static CHILDRENS_SERVICES: Table = Table {
    name: "services/childrens_services",
    holder: "county council",
    row: "a child who was referred or served, as taken down at the first contact",
    columns: &[
        RECORD,
        BODY,
        RECORDED,
        text("child_forename", "As it was given or heard."),
        text("child_surname", "As it was given or heard."),
        BORN,
        text("sex", "Male or Female."),
        UPN,
        text("parent_name", "Forename and surname of a parent in one field."),
        LINE,
        POSTCODE,
        WITHHELD,
    ],
};

/// Pupils on the rolls of schools.
pub static SCHOOLS: Table = Table {
    name: "services/schools",
    holder: "county council, from the school census",
    row: "a pupil’s time at one school, with what the school knew last",
    columns: &[
        RECORD,
        BODY,
        text("school_code", "Seven digits: 000 for an authority that does not exist, then the school."),
        UPN,
        text("uln", "Unique learner number from the age of 14 on; begins with 9, with a right check digit."),
        FORENAME,
        MIDDLE,
        SURNAME,
        BORN,
        text("sex", "M or F."),
        day("entered_on", "The first day on roll."),
        day("left_on", "The day of leaving; absent while on roll."),
        flag("free_school_meals", "Whether the pupil was eligible."),
        LINE,
        POSTCODE,
        WITHHELD,
    ],
};

/// What pupils missed.
pub static SCHOOL_ATTENDANCE: Table = Table {
    name: "services/school_attendance",
    holder: "county council, from the school census",
    row: "a pupil’s school year at a school (September to August)",
    columns: &[
        text("record_id", "The record of the pupil in services/schools."),
        text("academic_year", "Such as 202324."),
        whole("sessions_possible", "Half-days on which the pupil was to be at school."),
        whole("sessions_missed", "Half-days missed, for whatever reason."),
    ],
};

/// Holders of library cards.
pub static LIBRARY: Table = Table {
    name: "services/library",
    holder: "county council",
    row: "a library card; addresses are seldom brought up to date",
    columns: &[
        RECORD,
        BODY,
        day("joined_on", "The day of joining."),
        text("name", "Forename and surname in one field."),
        BORN_TEXT,
        text("email", "At example.org, which delivers to nobody."),
        text("address", "Address, town and postcode in one field."),
        WITHHELD,
    ],
};

/// Tenants and people who asked for help with housing.
pub static HOUSING: Table = Table {
    name: "services/housing",
    holder: "district councils",
    row: "a tenant of the council, or somebody who came for help, as taken down on that day",
    columns: &[
        RECORD,
        BODY,
        RECORDED,
        text("kind", "tenant or applicant."),
        FORENAME,
        SURNAME,
        BORN_TEXT,
        NINO,
        whole("household_size", "People in the household on that day."),
        LINE,
        TOWN,
        POSTCODE,
        UPRN,
        WITHHELD,
    ],
};

/// People liable for council tax.
pub static COUNCIL_TAX: Table = Table {
    name: "services/council_tax",
    holder: "district councils",
    row: "somebody’s liability for a dwelling",
    columns: &[
        RECORD,
        BODY,
        whole("account_number", "The account; those who are liable together share it."),
        whole("position", "1 or 2 on the account."),
        text("name", "Title, forename or initial, and surname in capitals in one field."),
        day("liable_from", "The first day, as the council was told."),
        day("liable_until", "The day on which it ended; absent while it goes on."),
        text("band", "A to H."),
        flag("single_person_discount", "Whether the account says that only one adult lives there."),
        text("property_address", "In capitals."),
        POSTCODE,
        whole("uprn", "Property number."),
    ],
};

/// People who claimed a benefit of the council.
pub static BENEFITS: Table = Table {
    name: "services/benefits",
    holder: "district councils",
    row: "a claimant of housing benefit or council tax reduction, as taken down on that day",
    columns: &[
        RECORD,
        BODY,
        RECORDED,
        NINO,
        SURNAME,
        FORENAME,
        BORN,
        text("partner_name", "The partner’s forename and surname, if there is one in the household."),
        whole("dependants", "Children in the household."),
        LINE,
        POSTCODE,
        WITHHELD,
    ],
};

/// People who came into contact with the police.
pub static POLICE: Table = Table {
    name: "services/police",
    holder: "police",
    row: "a person named in a report, as taken down on that day",
    columns: &[
        RECORD,
        BODY,
        RECORDED,
        text("name", "SURNAME, Forename."),
        text("date_of_birth", "As text, year-month-day."),
        whole("age", "Where no date of birth was given: an age, as it looked to the officer."),
        text("sex", "M or F."),
        text("address", "In one field."),
        WITHHELD,
    ],
};

/// Dated events of all services.
pub static EVENTS: Table = Table {
    name: "events",
    holder: "all services, each its own rows",
    row: "something that a service did for somebody on a day or over a time",
    columns: &[
        whole("event_id", "The event’s number."),
        text("service", "The service: the name of its file."),
        text("body_code", "The body; see bodies."),
        text("record_id", "The service’s own record of the person."),
        whole("case_id", "Events of one matter share it, within a service."),
        text("event", "contact, request, offer, assessment, service, review or closure."),
        text("detail", "What it was about, or which service it was."),
        day("started_on", "The day, or the first day of a service."),
        day("ended_on", "The last day; absent while a service goes on at the end of the last year."),
        text("outcome", "What came of it, where that is known."),
        whole(
            "cost_pounds",
            "What it cost the body until its end or the end of the last year, at one price level. Invented, of a likely order of magnitude.",
        ),
    ],
};

/// Addresses of the place.
pub static GAZETTEER: Table = Table {
    name: "gazetteer",
    holder: "district councils",
    row: "a dwelling, refuges left out",
    columns: &[
        whole("uprn", "Property number."),
        text("address_line", "Flat or house name, number and street."),
        TOWN,
        POSTCODE,
        text("district_code", "The district."),
        text("neighbourhood", "A neighbourhood of about twelve streets: district and number."),
        whole("deprivation_decile", "Of the neighbourhood: 1 is the most deprived tenth, 10 the least."),
        text("kind", "home, temporary_accommodation, care_home or hostel."),
    ],
};

/// Bodies of the place.
pub static BODIES: Table = Table {
    name: "bodies",
    holder: "the whole place",
    row: "a body of the invented county",
    columns: &[
        text("body_code", "Its code; all begin with X, as no real code does."),
        text("name", "Its name. No such body exists."),
        text("tier", "county, district, health or police."),
        text("services", "What it holds here."),
    ],
};

/// The people.
pub static TRUTH_PEOPLE: Table = Table {
    name: "truth/people",
    holder: "truth",
    row: "a person who lived in the place at any time",
    columns: &[
        PERSON,
        text("sex", "M or F."),
        day("born", "Day of birth."),
        day("died", "Day of death, if in the place."),
        day("arrived", "Day of coming; absent for those who were there on the first day or born there."),
        day("left_place", "Day of leaving for good."),
        text("forename", "Given name."),
        text("middle_names", "Middle name."),
        text("birth_surname", "Surname from birth."),
        text("surname", "Surname at the end."),
        text(
            "naming_community",
            "The stock from which the names come: english, irish, muslim, punjabi, polish, african or chinese.",
        ),
        whole("mother_id", "The mother, if she lives or lived in the place."),
        whole("father_id", "The father, if known and in the place."),
        flag("twin", "Whether a twin."),
    ],
};

/// Surnames over time.
pub static TRUTH_SURNAMES: Table = Table {
    name: "truth/surnames",
    holder: "truth",
    row: "a surname of somebody whose surname changed, from a day on",
    columns: &[PERSON, day("from", "The day from which it is borne."), text("surname", "The surname.")],
};

/// Where people lived.
pub static TRUTH_RESIDENCES: Table = Table {
    name: "truth/residences",
    holder: "truth; holds protected addresses",
    row: "somebody’s time in a dwelling, from a day up to, not including, another",
    columns: &[
        PERSON,
        HOUSEHOLD,
        whole("uprn", "The dwelling."),
        text("kind", "home, temporary_accommodation, care_home, refuge or hostel."),
        text("district_code", "The district."),
        day("from", "The first day."),
        day("until", "The day of leaving it; absent at the end of the last year."),
    ],
};

/// Households.
pub static TRUTH_HOUSEHOLDS: Table = Table {
    name: "truth/households",
    holder: "truth",
    row: "a household",
    columns: &[
        HOUSEHOLD,
        day("formed", "The day on which it was formed or came to its first home."),
        day("ended", "The day on which its last member left; absent while it goes on."),
        text("tenure", "owner, private_rent, social_rent or temporary, at its end or the end of the last year."),
        flag("low_income", "Whether its income is low."),
    ],
};

/// What happened in lives.
pub static TRUTH_LIFE_EVENTS: Table = Table {
    name: "truth/life_events",
    holder: "truth",
    row: "something that happened in a life",
    columns: &[
        PERSON,
        text(
            "event",
            "birth, death, arrived, left_place, moved_within, couple_formed, marriage, surname_changed, separation, entered_care_home or entered_refuge.",
        ),
        day("on", "The day."),
        whole("other_person_id", "The mother of a birth, the partner of a couple."),
    ],
};

/// Whose records records are.
pub static TRUTH_RECORDS: Table = Table {
    name: "truth/records",
    holder: "truth",
    row: "a record of a service and the person that it is about",
    columns: &[
        text("service", "The service."),
        text("record_id", "The record."),
        PERSON,
        whole("household_id", "The household in which the person lived when the record was begun."),
    ],
};

/// Stages of pathways.
pub static TRUTH_PATHWAYS: Table = Table {
    name: "truth/pathways",
    holder: "truth",
    row: "a stage of somebody’s pathway, whether a service knew of it or not",
    columns: &[
        whole("pathway_id", "Stages of one pathway share it."),
        text("pathway", "money_to_homelessness, falls_to_care, domestic_abuse, family_need or absence_to_police."),
        text("stage", "The stage."),
        day("on", "The day."),
        PERSON,
        HOUSEHOLD,
        whole("event_id", "The event by which a service knew of it; absent where none did."),
        flag("chance_to_help", "Whether help could have come here, before the costly end."),
    ],
};

/// What was planted.
pub static TRUTH_EFFECTS: Table = Table {
    name: "truth/planted_effects",
    holder: "truth",
    row: "an effect that was put into the place to be found",
    columns: &[
        text("effect", "Its name."),
        text("cause", "What acts."),
        text("outcome", "On what."),
        text("measure", "risk ratio, rate ratio or ratio of means."),
        text("size", "Its size, as a decimal number."),
        text("among", "Among whom, and from when."),
        text("how", "How it can be found, and what leads astray."),
    ],
};

/// What a table is called among the batches of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    PrimaryCare,
    AdultSocialCare,
    ChildrensServices,
    Schools,
    SchoolAttendance,
    Library,
    Housing,
    CouncilTax,
    Benefits,
    Police,
    Events,
    Gazetteer,
    People,
    Surnames,
    Residences,
    Households,
    LifeEvents,
    Records,
    Pathways,
}

/// The tables that every block adds to, in the order of their batches.
pub static TABLES: [&Table; 19] = [
    &PRIMARY_CARE,
    &ADULT_SOCIAL_CARE,
    &CHILDRENS_SERVICES,
    &SCHOOLS,
    &SCHOOL_ATTENDANCE,
    &LIBRARY,
    &HOUSING,
    &COUNCIL_TAX,
    &BENEFITS,
    &POLICE,
    &EVENTS,
    &GAZETTEER,
    &TRUTH_PEOPLE,
    &TRUTH_SURNAMES,
    &TRUTH_RESIDENCES,
    &TRUTH_HOUSEHOLDS,
    &TRUTH_LIFE_EVENTS,
    &TRUTH_RECORDS,
    &TRUTH_PATHWAYS,
];

/// The tables that are made once for the whole place.
pub static WHOLE_TABLES: [&Table; 2] = [&BODIES, &TRUTH_EFFECTS];
