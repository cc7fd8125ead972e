//! A person as a service writes them down: what was true some time before, with what is left out and what goes wrong.

use super::{Record, error, profile::PROFILES};
use crate::{
    day::Day,
    geography::{DwellingKind, Geography, Spot},
    life::Village,
    needs::Service,
    random::Dice,
    rates,
    world::World,
};
use std::fmt::Write;

/// Somebody as they were written down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Observed {
    pub(crate) given: String,
    pub(crate) middle: String,
    pub(crate) surname: String,
    pub(crate) previous_surname: Option<String>,
    pub(crate) born: Option<Day>,
    pub(crate) female: Option<bool>,
    /// Flat, number and street.
    pub(crate) line: Option<String>,
    pub(crate) town: Option<&'static str>,
    pub(crate) postcode: Option<String>,
    pub(crate) uprn: Option<i64>,
    /// Whether the address is kept from everybody: then the four above are absent.
    pub(crate) withheld: bool,
    /// The service's main identifier.
    pub(crate) identifier: Option<String>,
}

/// Registers that are kept up to date: they hold what was true at the end, not at the beginning.
fn kept_up(service: Service) -> bool {
    matches!(service, Service::PrimaryCare | Service::Schools | Service::Library)
}

/// Writes somebody down.
pub(crate) fn observe(village: &Village<'_>, dice: &mut Dice, record: &Record) -> Observed {
    let profile = &PROFILES[record.service as usize];
    let person = village.person(record.person);
    let world = village.world;
    let last = world.end.plus(-1);
    let present_until = person.gone().map_or(last, |gone| gone.plus(-1)).min(last);
    let told = if kept_up(record.service) {
        let until = record.until.map_or(present_until, |until| until.plus(-1));
        record.on.max(until.min(present_until))
    } else {
        record.on.min(last)
    };
    let stale = if dice.chance(profile.stale) { 1 + dice.below(profile.stale_days.max(1) as usize) as i32 } else { 0 };
    // A register that is kept up cannot hold what was true before it was begun.
    let floor = if kept_up(record.service) { record.on } else { person.here_from() };
    let as_at = told.plus(-stale).max(floor).max(person.born);
    let careless = dice.chance(rates::CARELESS_SHARE);
    let errors = profile.errors * if careless { rates::CARELESS } else { rates::CAREFUL };
    let mut seen = Observed::default();
    name(village, dice, record, as_at, errors, &mut seen);
    seen.born = (!dice.chance(profile.no_birth)).then(|| error::birth(dice, person.born, errors));
    let wrong = dice.chance(rates::SEX_WRONG * errors);
    seen.female = (!dice.chance(profile.no_sex)).then_some(person.female != wrong);
    seen.identifier = (!dice.chance(profile.no_identifier)).then(|| identifier(village, dice, record, errors));
    let spell = person.spell_on(as_at).or_else(|| person.spells.iter().rev().find(|spell| spell.from <= as_at));
    let now = person.spell_on(told);
    let refuge = |slot: u16| DwellingKind::of(slot) == DwellingKind::Refuge;
    seen.withheld = spell.is_some_and(|spell| refuge(spell.slot)) || now.is_some_and(|spell| refuge(spell.slot));
    if let Some(spell) = spell.filter(|_| !seen.withheld) {
        address(&world.geography, dice, village.spot(spell.slot), record.service, errors, &mut seen);
    }
    seen
}

fn name(village: &Village<'_>, dice: &mut Dice, record: &Record, as_at: Day, errors: f64, seen: &mut Observed) {
    let vocabulary = &village.world.vocabulary;
    let person = village.person(record.person);
    let mut given = person.given;
    let mut middle = person.middle;
    if dice.chance(rates::NICKNAME * errors) {
        let forms = vocabulary.nicknames(given);
        if !forms.is_empty() {
            given = *dice.pick(forms);
        }
    }
    if let Some(other) = middle.filter(|_| dice.chance(rates::MIDDLE_AS_FIRST * errors)) {
        middle = Some(given);
        given = other;
    }
    seen.given.push_str(vocabulary.text(given));
    if let Some(middle) = middle {
        seen.middle.push_str(vocabulary.text(middle));
    }
    let mut surname = person.surname_on(as_at);
    if surname.second.is_some() && dice.chance(rates::HALF_OF_DOUBLE) {
        let half = if dice.chance(0.5) { surname.first } else { surname.second.unwrap_or(surname.first) };
        surname = crate::names::Surname { first: half, second: None };
    }
    vocabulary.write_surname(&mut seen.surname, surname, person.community, person.female);
    if record.service == Service::PrimaryCare {
        let before = person.surnames.iter().rev().map(|&(_, name)| name).find(|&name| name != person.surname_on(as_at));
        if let Some(before) = before.filter(|_| person.surnames[0].0 < as_at && person.surnames.len() > 1) {
            let mut text = String::new();
            vocabulary.write_surname(&mut text, before, person.community, person.female);
            // Asked for, and given by six in ten.
            seen.previous_surname = dice.chance(0.6).then_some(text);
        }
    }
    if dice.chance(rates::SLIP_GIVEN * errors) {
        error::slip(dice, &mut seen.given);
    }
    if dice.chance(rates::SLIP_SURNAME * errors) {
        error::slip(dice, &mut seen.surname);
    }
    if dice.chance(rates::INITIAL * errors) {
        let initial = seen.given.chars().next().map(String::from).unwrap_or_default();
        seen.given = initial;
    }
    let custom = if person.community == crate::names::Community::Chinese { 5.0 } else { 1.0 };
    if dice.chance(rates::NAMES_SWAPPED * errors * custom) {
        std::mem::swap(&mut seen.given, &mut seen.surname);
    }
}

/// The main identifier of a service, which may be that of another member of the household.
fn identifier(village: &Village<'_>, dice: &mut Dice, record: &Record, errors: f64) -> String {
    let mut person = record.person;
    if dice.chance(rates::OTHERS_IDENTIFIER * errors)
        && let Some(household) = village.person(person).spell_on(record.on).and_then(|spell| spell.household)
    {
        let members = &village.household(household).members;
        let others: Vec<u32> = members.iter().copied().filter(|&member| member != person).collect();
        if !others.is_empty() {
            person = *dice.pick(&others);
        }
    }
    let serial = World::serial(village.block, person);
    let make = village.world.identifiers;
    let mut text = match record.service {
        Service::Schools | Service::ChildrensServices => {
            make.pupil_number(serial, village.person(person).born.year() + 5)
        }
        Service::Housing | Service::Benefits => make.insurance_number(serial),
        _ => make.nhs_number(serial),
    };
    if dice.chance(rates::IDENTIFIER_SLIP * errors) {
        error::slip_digit(dice, &mut text);
    }
    text
}

fn address(geography: &Geography, dice: &mut Dice, spot: Spot, service: Service, errors: f64, seen: &mut Observed) {
    let profile = &PROFILES[service as usize];
    if dice.chance(profile.no_address) {
        return;
    }
    let mut address = geography.address(spot);
    if dice.chance(rates::ADDRESS_SLIP * errors) {
        error::slip(dice, &mut address.street);
    }
    seen.line = Some(write_line(dice, &address));
    seen.town = Some(address.town);
    if !dice.chance(profile.no_postcode) {
        if dice.chance(rates::POSTCODE_SLIP * errors) {
            if dice.chance(0.6) {
                error::slip_digit(dice, &mut address.postcode);
            } else {
                error::slip(dice, &mut address.postcode);
            }
        }
        seen.postcode = Some(address.postcode);
    }
    if !dice.chance(profile.no_uprn) {
        let wrong = dice.chance(rates::NEXT_DOOR * errors);
        let other = wrong.then(|| geography.next_door(spot)).flatten();
        seen.uprn = Some(other.map_or(address.uprn, |other| geography.uprn(other)));
    }
}

/// An address in one line, in one of the ways in which people write it.
fn write_line(dice: &mut Dice, address: &crate::geography::Address) -> String {
    let mut line = String::with_capacity(32);
    if !address.unit.is_empty() {
        match address.unit.strip_prefix("Flat ") {
            Some(number) if dice.chance(0.2) => {
                let _ = write!(line, "{number}/");
            }
            Some(number) if dice.chance(0.15) => {
                let _ = write!(line, "Apartment {number}, ");
            }
            _ => {
                line.push_str(&address.unit);
                line.push_str(", ");
            }
        }
    }
    line.push_str(&address.number);
    line.push(' ');
    line.push_str(&address.street);
    line.push(' ');
    line.push_str(if dice.chance(0.22) { abbreviated(address.street_kind) } else { address.street_kind });
    line
}

fn abbreviated(kind: &'static str) -> &'static str {
    match kind {
        "Street" => "St",
        "Road" => "Rd",
        "Lane" => "Ln",
        "Avenue" => "Ave",
        "Close" => "Cl",
        "Drive" => "Dr",
        "Court" => "Ct",
        "Place" => "Pl",
        "Crescent" => "Cres",
        "Terrace" => "Terr",
        "Gardens" => "Gdns",
        other => other,
    }
}
