//! Which records there are: of each register of everybody, and of each contact.

use crate::{
    day::Day,
    geography::DwellingKind,
    life::{Tenure, Village},
    needs::{Contact, Service},
    random::Dice,
    rates,
};

/// What a record holds besides the person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Extra {
    Nothing,
    /// A time at a school.
    Enrolment(u32),
    /// Liability for council tax: household, number of the home, first or second.
    Liability {
        household: u32,
        home: u32,
        position: u8,
    },
    /// Of housing: whether the person is a tenant of the council.
    Tenant,
}

/// A record of a service about a person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    pub(crate) service: Service,
    pub(crate) person: u32,
    /// The day on which it was begun.
    pub(crate) on: Day,
    /// The day on which it ended, for registers.
    pub(crate) until: Option<Day>,
    pub(crate) district: u8,
    pub(crate) extra: Extra,
}

/// All records of a block, and which contact is in which.
pub(crate) struct Ledger {
    pub(crate) records: Vec<Record>,
    /// Contacts that took place, as their numbers and the numbers of their records, in the order of their days.
    pub(crate) contacts: Vec<(u32, u32)>,
}

const NONE: u32 = u32::MAX;

impl Ledger {
    /// Draws which records there are.
    pub(crate) fn of(village: &Village<'_>, dice: &mut Dice) -> Self {
        let mut ledger = Self { records: Vec::new(), contacts: Vec::new() };
        // The latest record of each person with each service.
        let mut latest = vec![[NONE; 9]; village.people.len()];
        ledger.register_patients(village, dice, &mut latest);
        ledger.register_members(village);
        ledger.register_pupils(village);
        ledger.register_liable(village, dice, &mut latest);
        ledger.register_tenants(village, dice, &mut latest);
        ledger.note_contacts(village, dice, &mut latest);
        ledger
    }

    fn add(&mut self, record: Record) -> u32 {
        self.records.push(record);
        self.records.len() as u32 - 1
    }

    fn register_patients(&mut self, village: &Village<'_>, dice: &mut Dice, latest: &mut [[u32; 9]]) {
        let (start, end) = (village.world.start, village.world.end);
        for (number, person) in village.people.iter().enumerate() {
            let Some(first) = person.spells.first() else { continue };
            let since = if person.born >= start {
                person.born.plus(dice.between(5, 40))
            } else if person.arrived.is_some() {
                first.from.plus(dice.between(3, 120))
            } else {
                first.from.plus(1)
            };
            let gone = person.gone();
            if since >= end || gone.is_some_and(|gone| gone <= since || gone < start) || !dice.chance(0.975) {
                continue;
            }
            let district = village.spot(first.slot).district;
            let record = Record {
                service: Service::PrimaryCare,
                person: number as u32,
                on: since,
                // A practice hears of a move away late, of a death soon.
                until: gone.map(|gone| gone.plus(if person.died.is_some() { 7 } else { 120 })),
                district,
                extra: Extra::Nothing,
            };
            latest[number][Service::PrimaryCare as usize] = self.add(record);
            // One in a hundred is registered twice.
            let again = since.plus(dice.between(200, 1_200));
            if dice.chance(0.01) && again < end && gone.is_none_or(|gone| again < gone) {
                self.add(Record { on: again, ..record });
            }
        }
    }

    fn register_members(&mut self, village: &Village<'_>) {
        for (number, person) in village.people.iter().enumerate() {
            if let Some(since) = person.library_since {
                let district = person.spell_on(since).map_or(0, |spell| village.spot(spell.slot).district);
                self.add(Record {
                    service: Service::Library,
                    person: number as u32,
                    on: since,
                    until: None,
                    district,
                    extra: Extra::Nothing,
                });
            }
        }
    }

    fn register_pupils(&mut self, village: &Village<'_>) {
        for (number, enrolment) in village.enrolments.iter().enumerate() {
            if enrolment.to.is_some_and(|to| to <= enrolment.from) {
                continue;
            }
            self.add(Record {
                service: Service::Schools,
                person: enrolment.person,
                on: enrolment.from,
                until: enrolment.to,
                district: (enrolment.school % 1_000 / 100) as u8,
                extra: Extra::Enrolment(number as u32),
            });
        }
    }

    fn register_liable(&mut self, village: &Village<'_>, dice: &mut Dice, latest: &mut [[u32; 9]]) {
        for (number, household) in village.households.iter().enumerate() {
            for (place, home) in household.homes.iter().enumerate() {
                let lag = home.from.plus(dice.between(4, 50));
                let ended = home.to.is_some_and(|to| to <= lag || to <= village.world.start);
                if ended || lag >= village.world.end || DwellingKind::of(home.slot) != DwellingKind::Home {
                    continue;
                }
                for (position, liable) in home.liable.iter().enumerate() {
                    let Some(person) = *liable else { continue };
                    let record = Record {
                        service: Service::CouncilTax,
                        person,
                        on: lag,
                        until: home.to,
                        district: village.spot(home.slot).district,
                        extra: Extra::Liability {
                            household: number as u32,
                            home: place as u32,
                            position: position as u8 + 1,
                        },
                    };
                    latest[person as usize][Service::CouncilTax as usize] = self.add(record);
                }
            }
        }
    }

    fn register_tenants(&mut self, village: &Village<'_>, dice: &mut Dice, latest: &mut [[u32; 9]]) {
        for household in &village.households {
            for home in &household.homes {
                let ended = home.to.is_some_and(|to| to <= village.world.start);
                let Some(person) = home.liable[0].filter(|_| home.tenure == Tenure::Social && !ended) else { continue };
                // Half of social tenants are the council's own, the others a housing association's.
                if !dice.chance(0.5) {
                    continue;
                }
                let record = Record {
                    service: Service::Housing,
                    person,
                    on: home.from,
                    until: home.to,
                    district: village.spot(home.slot).district,
                    extra: Extra::Tenant,
                };
                latest[person as usize][Service::Housing as usize] = self.add(record);
            }
        }
    }

    fn note_contacts(&mut self, village: &Village<'_>, dice: &mut Dice, latest: &mut [[u32; 9]]) {
        let mut order: Vec<u32> = (0..village.contacts.len() as u32)
            .filter(|&contact| takes_place(village, &village.contacts[contact as usize]))
            .collect();
        order.sort_by_key(|&contact| (village.contacts[contact as usize].on, contact));
        let mut liabilities: Vec<(u32, Day, u32)> = (0..)
            .zip(&self.records)
            .filter(|(_, record)| record.service == Service::CouncilTax)
            .map(|(number, record)| (record.person, record.on, number))
            .collect();
        liabilities.sort_unstable();
        for number in order {
            let contact = &village.contacts[number as usize];
            let known = latest[contact.person as usize][contact.service as usize];
            let record = match contact.service {
                Service::Schools => self.enrolled(contact),
                Service::PrimaryCare => Some(known).filter(|&known| known != NONE),
                Service::CouncilTax => match liable(&liabilities, contact) {
                    Some(record) => Some(record),
                    // Nobody is sent a bill where nobody is listed.
                    None => continue,
                },
                _ => Some(known).filter(|&known| {
                    known != NONE && {
                        let record = &self.records[known as usize];
                        let same = record.service.body(record.district) == contact.service.body(contact.district);
                        let found = contact.on.0 - record.on.0 < 120 || !dice.chance(rates::SECOND_RECORD);
                        same && found && record.on <= contact.on
                    }
                }),
            };
            let record = record.unwrap_or_else(|| {
                self.add(Record {
                    service: contact.service,
                    person: contact.person,
                    on: contact.on,
                    until: None,
                    district: contact.district,
                    extra: Extra::Nothing,
                })
            });
            latest[contact.person as usize][contact.service as usize] = record;
            self.contacts.push((number, record));
        }
    }

    /// The record of the school at which a pupil is on the day of a contact.
    fn enrolled(&self, contact: &Contact) -> Option<u32> {
        let fits = |record: &Record| {
            record.service == Service::Schools
                && record.person == contact.person
                && record.on <= contact.on
                && record.until.is_none_or(|until| until > contact.on)
        };
        self.records.iter().position(fits).map(|record| record as u32)
    }
}

/// The liability of somebody that began last before a contact.
fn liable(liabilities: &[(u32, Day, u32)], contact: &Contact) -> Option<u32> {
    let after = liabilities.partition_point(|&(person, on, _)| (person, on) <= (contact.person, contact.on));
    let (person, _, record) = *liabilities.get(after.checked_sub(1)?)?;
    (person == contact.person).then_some(record)
}

/// Whether a contact that was planned came about: the person was still there, and the story had not ended.
fn takes_place(village: &Village<'_>, contact: &Contact) -> bool {
    let gone = village.person(contact.person).gone();
    contact.on < village.world.end && gone.is_none_or(|gone| contact.on <= gone)
}
