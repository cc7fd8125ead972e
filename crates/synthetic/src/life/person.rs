//! What is known of people and households while a block is made.

use crate::{
    day::Day,
    names::{Community, NameId, Surname},
};

/// How a household holds its home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tenure {
    Owner,
    Private,
    Social,
    Temporary,
}

impl Tenure {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Private => "private_rent",
            Self::Social => "social_rent",
            Self::Temporary => "temporary",
        }
    }
}

/// A time in a dwelling, from a day up to, not including, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spell {
    pub(crate) from: Day,
    /// Absent while it goes on.
    pub(crate) to: Option<Day>,
    pub(crate) slot: u16,
    /// Absent in communal establishments.
    pub(crate) household: Option<u32>,
}

#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) female: bool,
    pub(crate) born: Day,
    pub(crate) died: Option<Day>,
    /// The day of coming to the place; absent for those who were there or were born there.
    pub(crate) arrived: Option<Day>,
    pub(crate) left: Option<Day>,
    pub(crate) community: Community,
    pub(crate) given: NameId,
    pub(crate) middle: Option<NameId>,
    /// Surnames with the day from which each is borne; the first is from birth.
    pub(crate) surnames: Vec<(Day, Surname)>,
    pub(crate) mother: Option<u32>,
    pub(crate) father: Option<u32>,
    pub(crate) twin: bool,
    pub(crate) partner: Option<u32>,
    pub(crate) married: bool,
    pub(crate) household: Option<u32>,
    pub(crate) spells: Vec<Spell>,
    /// The enrolment at school that goes on.
    pub(crate) enrolment: Option<u32>,
    /// The day of the last school move forced by temporary accommodation.
    pub(crate) uprooted: Option<Day>,
    pub(crate) falls: u8,
    pub(crate) fall_rate: f32,
    /// The number of the home care that goes on among the contacts.
    pub(crate) home_care: Option<u32>,
    pub(crate) library_since: Option<Day>,
    pub(crate) last_birth: Option<Day>,
    /// Whether a case of domestic abuse with this victim goes on.
    pub(crate) abused: bool,
}

impl Person {
    /// Somebody without a history.
    pub(crate) fn new(female: bool, born: Day, community: Community, given: NameId, surname: Surname) -> Self {
        Self {
            female,
            born,
            died: None,
            arrived: None,
            left: None,
            community,
            given,
            middle: None,
            surnames: vec![(born, surname)],
            mother: None,
            father: None,
            twin: false,
            partner: None,
            married: false,
            household: None,
            spells: Vec::with_capacity(2),
            enrolment: None,
            uprooted: None,
            falls: 0,
            fall_rate: 1.0,
            home_care: None,
            library_since: None,
            last_birth: None,
            abused: false,
        }
    }

    pub(crate) fn surname(&self) -> Surname {
        self.surnames[self.surnames.len() - 1].1
    }

    /// The surname borne on a day.
    pub(crate) fn surname_on(&self, day: Day) -> Surname {
        self.surnames.iter().rev().find(|(from, _)| *from <= day).unwrap_or(&self.surnames[0]).1
    }

    /// The spell of a day.
    pub(crate) fn spell_on(&self, day: Day) -> Option<&Spell> {
        self.spells.iter().rev().find(|spell| spell.from <= day && spell.to.is_none_or(|to| to > day))
    }

    /// The first day in the place.
    pub(crate) fn here_from(&self) -> Day {
        self.arrived.unwrap_or(self.born)
    }

    /// The day of death or of leaving.
    pub(crate) fn gone(&self) -> Option<Day> {
        self.died.or(self.left)
    }
}

/// A dwelling of a household over a time, with those liable for its council tax.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Home {
    pub(crate) from: Day,
    pub(crate) to: Option<Day>,
    pub(crate) slot: u16,
    pub(crate) tenure: Tenure,
    pub(crate) liable: [Option<u32>; 2],
}

#[derive(Debug, Clone)]
pub(crate) struct Household {
    pub(crate) members: Vec<u32>,
    pub(crate) slot: u16,
    pub(crate) tenure: Tenure,
    pub(crate) formed: Day,
    pub(crate) ended: Option<Day>,
    pub(crate) low_income: bool,
    pub(crate) homes: Vec<Home>,
    /// Whether a money pathway goes on.
    pub(crate) in_debt: bool,
    /// Whether a family need goes on.
    pub(crate) in_need: bool,
    /// The contact of temporary accommodation that goes on.
    pub(crate) accommodated: Option<u32>,
}

/// Something that happened in a life.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LifeEvent {
    pub(crate) person: u32,
    pub(crate) other: Option<u32>,
    pub(crate) kind: &'static str,
    pub(crate) on: Day,
}

/// A time at a school.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Enrolment {
    pub(crate) person: u32,
    pub(crate) school: u32,
    pub(crate) from: Day,
    pub(crate) to: Option<Day>,
}

/// A school year of a pupil.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attendance {
    pub(crate) enrolment: u32,
    /// The year in which the school year began.
    pub(crate) year: i32,
    pub(crate) possible: i32,
    pub(crate) missed: i32,
}
