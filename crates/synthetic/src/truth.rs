//! What is true: written apart from what services hold, so that nobody trains on it unawares.

use crate::{
    catalogue::Slot,
    geography::{Body, DWELLINGS, DwellingKind, Geography},
    life::Village,
    random::Dice,
    services::{Ledger, Numbers},
    table::Batch,
};
use std::fmt::Write;

/// Writes the truth of a block, and its part of the gazetteer.
pub(crate) fn write_truth(village: &Village<'_>, ledger: &Ledger, numbers: &Numbers, batches: &mut [Batch]) {
    write_gazetteer(village, &mut batches[Slot::Gazetteer as usize]);
    write_people(village, &mut batches[Slot::People as usize]);
    write_surnames(village, &mut batches[Slot::Surnames as usize]);
    write_residences(village, &mut batches[Slot::Residences as usize]);
    write_households(village, &mut batches[Slot::Households as usize]);
    write_life_events(village, &mut batches[Slot::LifeEvents as usize]);
    write_records(village, ledger, numbers, &mut batches[Slot::Records as usize]);
    write_pathways(village, ledger, &mut batches[Slot::Pathways as usize]);
}

fn write_gazetteer(village: &Village<'_>, out: &mut Batch) {
    let geography = &village.world.geography;
    for slot in 0..DWELLINGS {
        let kind = DwellingKind::of(slot);
        if kind == DwellingKind::Refuge {
            continue;
        }
        let spot = village.spot(slot);
        let address = geography.address(spot);
        let mut line = String::with_capacity(32);
        if !address.unit.is_empty() {
            let _ = write!(line, "{}, ", address.unit);
        }
        let _ = write!(line, "{} {} {}", address.number, address.street, address.street_kind);
        let district = Body::District(spot.district).code();
        let neighbourhood = format!("{district}-{:04}", Geography::neighbourhood(spot) + 1);
        out.row()
            .whole(address.uprn)
            .text(&*line)
            .text(address.town)
            .text(&*address.postcode)
            .text(district)
            .text(&*neighbourhood)
            .whole(i64::from(geography.decile(spot)))
            .text(kind.name())
            .end();
    }
}

fn write_people(village: &Village<'_>, out: &mut Batch) {
    let world = village.world;
    let id = |person: u32| world.person_id(village.block, person);
    let (mut birth, mut now) = (String::new(), String::new());
    for (number, person) in (0..).zip(&village.people) {
        birth.clear();
        now.clear();
        world.vocabulary.write_surname(&mut birth, person.surnames[0].1, person.community, person.female);
        world.vocabulary.write_surname(&mut now, person.surname(), person.community, person.female);
        out.row()
            .whole(id(number))
            .text(if person.female { "F" } else { "M" })
            .day(person.born)
            .day(person.died)
            .day(person.arrived)
            .day(person.left)
            .text(world.vocabulary.text(person.given))
            .text(person.middle.map(|middle| world.vocabulary.text(middle)))
            .text(&*birth)
            .text(&*now)
            .text(person.community.name())
            .whole(person.mother.map(id))
            .whole(person.father.map(id))
            .flag(person.twin)
            .end();
    }
}

fn write_surnames(village: &Village<'_>, out: &mut Batch) {
    let mut text = String::new();
    for (number, person) in (0..).zip(&village.people).filter(|(_, person)| person.surnames.len() > 1) {
        for &(from, surname) in &person.surnames {
            text.clear();
            village.world.vocabulary.write_surname(&mut text, surname, person.community, person.female);
            out.row().whole(village.world.person_id(village.block, number)).day(from).text(&*text).end();
        }
    }
}

fn write_residences(village: &Village<'_>, out: &mut Batch) {
    let world = village.world;
    for (number, person) in (0..).zip(&village.people) {
        for spell in &person.spells {
            let spot = village.spot(spell.slot);
            out.row()
                .whole(world.person_id(village.block, number))
                .whole(spell.household.map(|household| world.household_id(village.block, household)))
                .whole(world.geography.uprn(spot))
                .text(DwellingKind::of(spell.slot).name())
                .text(Body::District(spot.district).code())
                .day(spell.from)
                .day(spell.to)
                .end();
        }
    }
}

fn write_households(village: &Village<'_>, out: &mut Batch) {
    for (number, household) in (0..).zip(&village.households) {
        out.row()
            .whole(village.world.household_id(village.block, number))
            .day(household.formed)
            .day(household.ended)
            .text(household.tenure.name())
            .flag(household.low_income)
            .end();
    }
}

fn write_life_events(village: &Village<'_>, out: &mut Batch) {
    let id = |person: u32| village.world.person_id(village.block, person);
    for event in &village.life {
        out.row().whole(id(event.person)).text(event.kind).day(event.on).whole(event.other.map(id)).end();
    }
}

fn write_records(village: &Village<'_>, ledger: &Ledger, numbers: &Numbers, out: &mut Batch) {
    let world = village.world;
    for (number, record) in (0..).zip(&ledger.records) {
        let household = village.person(record.person).spell_on(record.on).and_then(|spell| spell.household);
        out.row()
            .text(record.service.name())
            .text(numbers.text(number))
            .whole(world.person_id(village.block, record.person))
            .whole(household.map(|household| world.household_id(village.block, household)))
            .end();
    }
}

fn write_pathways(village: &Village<'_>, ledger: &Ledger, out: &mut Batch) {
    let world = village.world;
    let mut took_place = vec![false; village.contacts.len()];
    for &(contact, _) in &ledger.contacts {
        took_place[contact as usize] = true;
    }
    for stage in &village.stages {
        // A stage that a service was to bring about comes to nothing with its contact.
        if stage.contact.is_some_and(|contact| !took_place[contact as usize]) || stage.on >= world.end {
            continue;
        }
        out.row()
            .whole(world.record_number(village.block, stage.pathway))
            .text(stage.kind.name())
            .text(stage.stage)
            .day(stage.on)
            .whole(world.person_id(village.block, stage.person))
            .whole(stage.household.map(|household| world.household_id(village.block, household)))
            .whole(stage.contact.map(|contact| world.record_number(village.block, contact)))
            .flag(stage.chance_to_help)
            .end();
    }
}

/// Puts the rows of every table of people into an order that tells nothing of who lives with whom.
pub(crate) fn mix_rows(dice: &mut Dice, batches: &mut [Batch]) {
    let kept = [Slot::Events as usize];
    for (index, batch) in batches.iter_mut().enumerate() {
        if kept.contains(&index) {
            continue;
        }
        let mut order: Vec<u32> = (0..batch.rows() as u32).collect();
        dice.shuffle(&mut order);
        *batch = batch.in_order(&order);
    }
}
