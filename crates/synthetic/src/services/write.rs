//! Every service writes down in its own columns.

use super::{
    Extra, Ledger, Record,
    observe::{Observed, observe},
};
use crate::{
    catalogue::Slot,
    day::Day,
    geography::Geography,
    life::Village,
    needs::{Contact, Cost, Service},
    random::Dice,
    rates,
    table::Batch,
    world::World,
};
use std::fmt::Write;

/// Numbers of records as services write them.
pub(crate) struct Numbers {
    texts: Vec<String>,
}

impl Numbers {
    pub(crate) fn new(world: &World, block: u64, ledger: &Ledger) -> Self {
        let texts = (0..)
            .zip(&ledger.records)
            .map(|(number, record)| format!("{}{:09}", record.service.prefix(), world.record_number(block, number)));
        Self { texts: texts.collect() }
    }

    pub(crate) fn text(&self, record: u32) -> &str {
        &self.texts[record as usize]
    }
}

/// Writes all records, attendance and events of a block into their batches.
pub(crate) fn write_services(
    village: &Village<'_>,
    ledger: &Ledger,
    numbers: &Numbers,
    dice: &mut Dice,
    batches: &mut [Batch],
) {
    let mut scratch = String::new();
    for (number, record) in (0..).zip(&ledger.records) {
        let seen = observe(village, dice, record);
        let id = numbers.text(number);
        let mut writer = Writer { village, dice, record, seen: &seen, id, scratch: &mut scratch };
        match record.service {
            Service::PrimaryCare => writer.primary_care(&mut batches[Slot::PrimaryCare as usize]),
            Service::AdultSocialCare => writer.adult_social_care(&mut batches[Slot::AdultSocialCare as usize]),
            Service::ChildrensServices => writer.childrens_services(&mut batches[Slot::ChildrensServices as usize]),
            Service::Schools => writer.schools(&mut batches[Slot::Schools as usize]),
            Service::Library => writer.library(&mut batches[Slot::Library as usize]),
            Service::Housing => writer.housing(&mut batches[Slot::Housing as usize]),
            Service::CouncilTax => writer.council_tax(&mut batches[Slot::CouncilTax as usize]),
            Service::Benefits => writer.benefits(&mut batches[Slot::Benefits as usize]),
            Service::Police => writer.police(&mut batches[Slot::Police as usize]),
        }
    }
    write_attendance(village, ledger, numbers, &mut batches[Slot::SchoolAttendance as usize]);
    write_events(village, ledger, numbers, &mut batches[Slot::Events as usize]);
}

struct Writer<'a, 'w> {
    village: &'a Village<'w>,
    dice: &'a mut Dice,
    record: &'a Record,
    seen: &'a Observed,
    id: &'a str,
    scratch: &'a mut String,
}

/// A day only if it lies before the end of the last year.
fn known(day: Option<Day>, world: &World) -> Option<Day> {
    day.filter(|&day| day < world.end)
}

impl Writer<'_, '_> {
    fn body(&self) -> &'static str {
        self.record.service.body(self.record.district).code()
    }

    fn sex(&self, [male, female]: [&'static str; 2]) -> Option<&'static str> {
        self.seen.female.map(|is| if is { female } else { male })
    }

    /// Day, month and year with strokes between.
    fn born_text(&self) -> Option<String> {
        self.seen.born.map(|born| {
            let (year, month, day) = born.parts();
            format!("{day:02}/{month:02}/{year}")
        })
    }

    /// Address, town and postcode in one text.
    fn one_line(&self) -> Option<String> {
        let line = self.seen.line.as_deref()?;
        let mut text = line.to_owned();
        if let Some(town) = self.seen.town {
            let _ = write!(text, ", {town}");
        }
        if let Some(postcode) = &self.seen.postcode {
            let _ = write!(text, ", {postcode}");
        }
        Some(text)
    }

    fn household_on(&self, day: Day) -> Option<u32> {
        self.village.person(self.record.person).spell_on(day)?.household
    }

    /// Those who live in the household of a person on a day.
    fn members_on(&self, day: Day) -> Vec<u32> {
        let Some(household) = self.household_on(day) else { return Vec::new() };
        let lives = |person: &u32| {
            self.village.person(*person).spell_on(day).is_some_and(|spell| spell.household == Some(household))
        };
        let mut members = self.village.household(household).members.clone();
        // Those who have left it since are found by kinship.
        let kin = |person: &crate::life::Person| {
            person.mother == Some(self.record.person) || person.father == Some(self.record.person)
        };
        if self.village.household(household).ended.is_some() {
            members =
                (0..).zip(&self.village.people).filter(|(_, person)| kin(person)).map(|(number, _)| number).collect();
            members.push(self.record.person);
        }
        members.retain(lives);
        members
    }

    fn full_name(&mut self, person: u32, day: Day) -> String {
        let vocabulary = &self.village.world.vocabulary;
        let person = self.village.person(person);
        let mut text = vocabulary.text(person.given).to_owned();
        if self.dice.chance(rates::SLIP_GIVEN) {
            super::error::slip(self.dice, &mut text);
        }
        text.push(' ');
        vocabulary.write_surname(&mut text, person.surname_on(day), person.community, person.female);
        text
    }

    fn primary_care(&mut self, out: &mut Batch) {
        let (seen, record) = (self.seen, self.record);
        let home = self.village.person(record.person).spell_on(record.on);
        let town = home.map_or(0, |spell| self.village.world.geography.town(self.village.spot(spell.slot)));
        self.scratch.clear();
        let _ = write!(
            self.scratch,
            "QQ{:02}{:02}",
            record.district + 1,
            town * 4 + self.dice.weighted(&[0.5, 0.8, 0.95, 1.0]) as u8 + 1
        );
        out.row()
            .text(self.id)
            .text(self.scratch.as_str())
            .day(record.on)
            .day(known(record.until, self.village.world))
            .text(seen.identifier.as_deref())
            .text(&*seen.given)
            .text(Some(seen.middle.as_str()).filter(|middle| !middle.is_empty()))
            .text(&*seen.surname)
            .text(seen.previous_surname.as_deref())
            .day(seen.born)
            .text(self.sex(["M", "F"]))
            .text(seen.line.as_deref())
            .text(seen.town)
            .text(seen.postcode.as_deref())
            .whole(seen.uprn)
            .flag(seen.withheld)
            .end();
    }

    fn adult_social_care(&mut self, out: &mut Batch) {
        let seen = self.seen;
        out.row()
            .text(self.id)
            .text(self.body())
            .day(self.record.on)
            .text(seen.identifier.as_deref())
            .text(&*seen.given)
            .text(&*seen.surname)
            .day(seen.born)
            .text(self.sex(["Male", "Female"]))
            .text(seen.line.as_deref())
            .text(seen.town)
            .text(seen.postcode.as_deref())
            .whole(seen.uprn)
            .flag(seen.withheld)
            .end();
    }

    fn childrens_services(&mut self, out: &mut Batch) {
        let seen = self.seen;
        let child = self.village.person(self.record.person);
        let with = |parent: &u32| {
            let there = self.village.person(*parent).spell_on(self.record.on);
            there.is_some() && there.map(|spell| spell.household) == child.spell_on(self.record.on).map(|s| s.household)
        };
        let parent = child.mother.filter(with).or_else(|| child.father.filter(with));
        let parent = parent.filter(|_| !self.dice.chance(0.10)).map(|parent| self.full_name(parent, self.record.on));
        // Only those who have been to school have a pupil number.
        let pupil = self.record.on.age_of(child.born) >= 4;
        out.row()
            .text(self.id)
            .text(self.body())
            .day(self.record.on)
            .text(&*seen.given)
            .text(&*seen.surname)
            .day(seen.born)
            .text(self.sex(["Male", "Female"]))
            .text(seen.identifier.as_deref().filter(|_| pupil))
            .text(parent.as_deref())
            .text(seen.line.as_deref())
            .text(seen.postcode.as_deref())
            .flag(seen.withheld)
            .end();
    }

    fn schools(&mut self, out: &mut Batch) {
        let village = self.village;
        let person = village.person(self.record.person);
        let Extra::Enrolment(number) = self.record.extra else {
            // A contact about somebody who was at no school of the county that day: a pupil without a school.
            return self.pupil(out, None, false);
        };
        let school = village.enrolments[number as usize].school;
        let low_income = person
            .spell_on(self.record.on.max(village.world.start))
            .and_then(|spell| spell.household)
            .is_some_and(|household| village.household(household).low_income);
        self.pupil(out, Some(school), low_income);
    }

    fn pupil(&mut self, out: &mut Batch, school: Option<u32>, low_income: bool) {
        let (seen, village, record) = (self.seen, self.village, self.record);
        let person = village.person(record.person);
        let last = known(record.until, village.world).unwrap_or(village.world.end.plus(-1));
        let learner = (last.age_of(person.born) >= 14)
            .then(|| village.world.identifiers.learner_number(World::serial(village.block, record.person)));
        let school = school.map(|school| format!("000{school:04}"));
        let meals = if low_income { 0.88 } else { 0.07 };
        out.row()
            .text(self.id)
            .text(self.body())
            .text(school.as_deref())
            .text(seen.identifier.as_deref())
            .text(learner.as_deref())
            .text(&*seen.given)
            .text(Some(seen.middle.as_str()).filter(|middle| !middle.is_empty()))
            .text(&*seen.surname)
            .day(seen.born)
            .text(self.sex(["M", "F"]))
            .day(record.on)
            .day(known(record.until, village.world))
            .flag(self.dice.chance(meals))
            .text(seen.line.as_deref())
            .text(seen.postcode.as_deref())
            .flag(seen.withheld)
            .end();
    }

    fn library(&mut self, out: &mut Batch) {
        let seen = self.seen;
        let name = format!("{} {}", seen.given, seen.surname);
        let email = self.dice.chance(0.62).then(|| {
            let plain = |text: &str| {
                text.chars().filter(char::is_ascii_alphabetic).map(|each| each.to_ascii_lowercase()).collect::<String>()
            };
            let number = if self.dice.chance(0.5) { format!("{}", self.dice.between(1, 99)) } else { String::new() };
            format!("{}.{}{number}@example.org", plain(&seen.given), plain(&seen.surname))
        });
        out.row()
            .text(self.id)
            .text(self.body())
            .day(self.record.on)
            .text(&*name)
            .text(self.born_text().as_deref())
            .text(email.as_deref())
            .text(self.one_line().as_deref())
            .flag(seen.withheld)
            .end();
    }

    fn housing(&mut self, out: &mut Batch) {
        let seen = self.seen;
        let size = self.members_on(self.record.on).len() as i64;
        out.row()
            .text(self.id)
            .text(self.body())
            .day(self.record.on)
            .text(if self.record.extra == Extra::Tenant { "tenant" } else { "applicant" })
            .text(&*seen.given)
            .text(&*seen.surname)
            .text(self.born_text().as_deref())
            .text(seen.identifier.as_deref())
            .whole(Some(size).filter(|&size| size > 0))
            .text(seen.line.as_deref())
            .text(seen.town)
            .text(seen.postcode.as_deref())
            .whole(seen.uprn)
            .flag(seen.withheld)
            .end();
    }

    fn council_tax(&mut self, out: &mut Batch) {
        let Extra::Liability { household, home, position } = self.record.extra else { return };
        let village = self.village;
        let world = village.world;
        let this = village.household(household).homes[home as usize];
        let spot = village.spot(this.slot);
        let person = village.person(self.record.person);
        self.scratch.clear();
        let title = if !person.female {
            "MR"
        } else if person.surnames.len() > 1 {
            "MRS"
        } else if self.dice.chance(0.6) {
            "MISS"
        } else {
            "MS"
        };
        let given =
            if self.dice.chance(0.45) { &self.seen.given[..self.seen.given.len().min(1)] } else { &self.seen.given };
        let _ = write!(self.scratch, "{title} {given} ");
        if let Some(initial) = self.seen.middle.chars().next().filter(|_| self.dice.chance(0.5)) {
            let _ = write!(self.scratch, "{initial} ");
        }
        self.scratch.push_str(&self.seen.surname);
        self.scratch.make_ascii_uppercase();
        let address = world.geography.address(spot);
        let mut line = String::new();
        if !address.unit.is_empty() {
            let _ = write!(line, "{}, ", address.unit);
        }
        let _ = write!(line, "{} {} {}, {}", address.number, address.street, address.street_kind, address.town);
        line.make_ascii_uppercase();
        // Better off, higher band, with much between.
        let step = world.geography.decile(spot) + (address.uprn % 7) as i32;
        let band = ["A", "A", "A", "A", "B", "B", "C", "C", "C", "D", "D", "E", "E", "F", "G", "H"]
            [(step - 1).clamp(0, 15) as usize];
        let account = world.household_id(village.block, household) * 40 + i64::from(home % 40);
        let alone = this.liable[1].is_none();
        let profile = &super::PROFILES[Service::CouncilTax as usize];
        let postcode = (!self.dice.chance(profile.no_postcode)).then(|| Geography::postcode(spot));
        let uprn = (!self.dice.chance(profile.no_uprn)).then_some(address.uprn);
        out.row()
            .text(self.id)
            .text(self.body())
            .whole(account)
            .whole(i64::from(position))
            .text(self.scratch.as_str())
            .day(this.from.plus(if self.dice.chance(0.1) { self.dice.between(1, 3) } else { 0 }))
            .day(known(this.to, world))
            .text(band)
            .flag(alone && !self.dice.chance(0.04))
            .text(&*line)
            .text(postcode.as_deref())
            .whole(uprn)
            .end();
    }

    fn benefits(&mut self, out: &mut Batch) {
        let (seen, on) = (self.seen, self.record.on);
        let members = self.members_on(on);
        let children = members.iter().filter(|&&member| on.age_of(self.village.person(member).born) < 18).count();
        let partner = members.into_iter().find(|&member| {
            let this = self.village.person(self.record.person);
            this.partner == Some(member)
        });
        let partner = partner.map(|partner| self.full_name(partner, on));
        out.row()
            .text(self.id)
            .text(self.body())
            .day(on)
            .text(seen.identifier.as_deref())
            .text(&*seen.surname)
            .text(&*seen.given)
            .day(seen.born)
            .text(partner.as_deref())
            .whole(children as i64)
            .text(seen.line.as_deref())
            .text(seen.postcode.as_deref())
            .flag(seen.withheld)
            .end();
    }

    fn police(&mut self, out: &mut Batch) {
        let (seen, on) = (self.seen, self.record.on);
        let name = format!("{}, {}", seen.surname.to_uppercase(), seen.given);
        let age = on.age_of(self.village.person(self.record.person).born) + self.dice.between(-4, 4);
        out.row()
            .text(self.id)
            .text(self.body())
            .day(on)
            .text(&*name)
            .text(seen.born.map(|born| born.to_string()).as_deref())
            .whole(Some(i64::from(age.max(0))).filter(|_| seen.born.is_none()))
            .text(self.sex(["M", "F"]))
            .text(self.one_line().as_deref())
            .flag(seen.withheld)
            .end();
    }
}

fn write_attendance(village: &Village<'_>, ledger: &Ledger, numbers: &Numbers, out: &mut Batch) {
    let mut record_of = vec![None; village.enrolments.len()];
    for (number, record) in (0_u32..).zip(&ledger.records) {
        if let Extra::Enrolment(enrolment) = record.extra {
            record_of[enrolment as usize] = Some(number);
        }
    }
    for year in &village.attendance {
        // A time of no length at a school has no record.
        let Some(record) = record_of[year.enrolment as usize] else { continue };
        let name = format!("{}{:02}", year.year, (year.year + 1) % 100);
        out.row()
            .text(numbers.text(record))
            .text(&*name)
            .whole(i64::from(year.possible))
            .whole(i64::from(year.missed))
            .end();
    }
}

fn write_events(village: &Village<'_>, ledger: &Ledger, numbers: &Numbers, out: &mut Batch) {
    let world = village.world;
    for &(contact, record) in &ledger.contacts {
        let this = &village.contacts[contact as usize];
        let (until, outcome) = ending(village, this);
        let district = ledger.records[record as usize].district;
        out.row()
            .whole(world.record_number(village.block, contact))
            .text(this.service.name())
            .text(this.service.body(district).code())
            .text(numbers.text(record))
            .whole(world.record_number(village.block, this.case))
            .text(this.event)
            .text(this.detail)
            .day(this.on)
            .day(until)
            .text(outcome)
            .whole(cost(this, until.unwrap_or(world.end.plus(-1))))
            .end();
    }
}

/// When a contact ended and with what: at the latest when the person died or left. Absent while it goes on.
fn ending(village: &Village<'_>, contact: &Contact) -> (Option<Day>, Option<&'static str>) {
    let person = village.person(contact.person);
    match (contact.until, person.gone().filter(|&gone| gone < village.world.end)) {
        (until, Some(gone)) if until.is_none_or(|until| until > gone) => {
            (Some(gone.max(contact.on)), Some(if person.died.is_some() { "died" } else { "left_area" }))
        }
        (Some(until), _) if until < village.world.end => (Some(until), contact.outcome),
        _ => (None, None),
    }
}

fn cost(contact: &Contact, until: Day) -> i64 {
    match contact.cost {
        Cost::Once(pounds) => i64::from(pounds),
        Cost::Weekly(pounds) => i64::from(until.0 - contact.on.0 + 1) * i64::from(pounds) / 7,
    }
}
