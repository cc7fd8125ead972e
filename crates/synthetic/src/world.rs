//! What every block of a place shares, and how a place is divided into blocks.

use crate::{
    day::Day,
    geography::Geography,
    identifiers::{Identifiers, MOST_PEOPLE},
    names::Vocabulary,
    random::Rearranged,
};
use thiserror::Error;

/// People in a block on the first day, about.
const BLOCK: usize = 2_000;
/// Numbers of people and households that a block may use; those who come and are born later included.
pub(crate) const NUMBERS: u64 = 8_192;
/// Numbers of records and events that a block may use for one service.
pub(crate) const RECORDS: u64 = 65_536;
/// The greatest number of people that a place may have on its first day.
pub const MOST: usize = 20_000_000;
/// The greatest number of years.
pub const MOST_YEARS: i32 = 30;

/// What a place is made from: the same setting gives the same place, to the byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// People who live there on the first day.
    pub people: usize,
    /// Decides everything that is left to chance.
    pub seed: u64,
    /// The first year: the place is looked at from its 1 January on.
    pub first_year: i32,
    /// The last year: the place is looked at until its 31 December.
    pub last_year: i32,
}

/// What stops the making of a place.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntheticError {
    /// The setting asks for what cannot be made.
    #[error("{0}")]
    Setting(String),
    /// A block has more people or records than it has numbers for: a fault of the model, not of the setting.
    #[error("block {block} has more {what} than there are numbers for")]
    BlockFull {
        /// The block.
        block: u64,
        /// People, households, records or events.
        what: &'static str,
    },
}

impl Setting {
    /// Refuses what cannot be made, and says what can.
    pub fn check(&self) -> Result<(), SyntheticError> {
        let refuse = |why: String| Err(SyntheticError::Setting(why));
        if self.people == 0 || self.people > MOST {
            return refuse(format!("a place has between 1 and {MOST} people, not {}", self.people));
        }
        if self.first_year > self.last_year {
            return refuse(format!("the first year {} is after the last, {}", self.first_year, self.last_year));
        }
        if self.first_year < 1990 || self.last_year > 2100 {
            return refuse("years lie between 1990 and 2100: names, rates and ages are of our time".to_owned());
        }
        if self.last_year - self.first_year >= MOST_YEARS {
            return refuse(format!(
                "at most {MOST_YEARS} years can be lived through, not {}",
                self.last_year - self.first_year + 1
            ));
        }
        Ok(())
    }
}

/// What every block shares.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) setting: Setting,
    pub(crate) start: Day,
    /// The first day after the last year.
    pub(crate) end: Day,
    pub(crate) blocks: u64,
    pub(crate) geography: Geography,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) identifiers: Identifiers,
    people: Rearranged,
    households: Rearranged,
    records: Rearranged,
}

impl World {
    pub(crate) fn new(setting: Setting) -> Result<Self, SyntheticError> {
        setting.check()?;
        let blocks = setting.people.div_ceil(BLOCK) as u64;
        debug_assert!(blocks * NUMBERS <= MOST_PEOPLE, "every person has an NHS number");
        let seed = setting.seed;
        Ok(Self {
            setting,
            start: Day::of(setting.first_year, 1, 1),
            end: Day::of(setting.last_year + 1, 1, 1),
            blocks,
            geography: Geography::new(seed, blocks),
            vocabulary: Vocabulary::new(),
            identifiers: Identifiers::new(seed),
            people: Rearranged::new(blocks * NUMBERS, seed ^ 0x5045),
            households: Rearranged::new(blocks * NUMBERS, seed ^ 0x484F),
            records: Rearranged::new(blocks * RECORDS, seed ^ 0x5245),
        })
    }

    /// How many people of the first day live in a block.
    pub(crate) fn people_of_block(&self, block: u64) -> usize {
        let (people, blocks) = (self.setting.people, self.blocks as usize);
        people / blocks + usize::from((block as usize) < people % blocks)
    }

    /// A person's number in the whole place.
    pub(crate) fn serial(block: u64, person: u32) -> u64 {
        block * NUMBERS + u64::from(person)
    }

    pub(crate) fn person_id(&self, block: u64, person: u32) -> i64 {
        self.people.of(Self::serial(block, person)) as i64 + 1
    }

    pub(crate) fn household_id(&self, block: u64, household: u32) -> i64 {
        self.households.of(block * NUMBERS + u64::from(household)) as i64 + 1
    }

    /// The number of a record, an event, a case or a pathway.
    pub(crate) fn record_number(&self, block: u64, number: u32) -> i64 {
        self.records.of(block * RECORDS + u64::from(number)) as i64 + 1
    }
}
