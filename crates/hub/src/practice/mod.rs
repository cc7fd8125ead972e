//! Good practice: places in like circumstances that do better than expected again and again, what they say that they did,
//! and who took it up.
//!
//! What a place did is documented by its council; that it did it is no proof that it helped. So every practice carries a
//! grade of evidence, and every list the warning that most of what stands out once falls back.

mod finder;
mod records;

pub use finder::{
    PlaceOfPractice, PracticeFound, PracticeOutcome, PracticePeriod, PracticeTold, RegressionTold, ReuseTold,
};
pub use records::{EvidenceGrade, PracticeNote, ReuseNote};

pub(crate) use crate::outcomes::round::Persistences;

use crate::{Action, Actor, Error, Hub, ports::RecordedPractice};

impl Hub {
    /// Documents what a council did, and says under which number.
    ///
    /// # Errors
    /// When the actor does not act for the council, when there is no such council or indicator, when something is
    /// missing, or an engine fails.
    pub async fn document_practice(&self, actor: &Actor, practice: &PracticeNote) -> Result<u32, Error> {
        let council = self.practising(practice.area)?;
        actor.may(&Action::DocumentPractice { council: self.council_names(council) })?;
        if self.current_catalogue().indicator(&practice.outcome).is_none() {
            return Err(Error::not_found(format!("indicator {}", practice.outcome)));
        }
        let faults = practice.faults(self.clock.today());
        if !faults.is_empty() {
            return Err(Error::refused("The practice cannot be documented.", faults.join(" ")));
        }
        let practice = PracticeNote { area: council.code, ..practice.clone() };
        Ok(self.register.record_practice(&practice, actor, self.clock.now()).await?)
    }

    /// Records that a council took up another's practice, with what it changed.
    ///
    /// # Errors
    /// When the actor does not act for the council, when there is no such council or practice, when something is missing,
    /// or an engine fails.
    pub async fn record_reuse(&self, actor: &Actor, reuse: &ReuseNote) -> Result<(), Error> {
        let council = self.practising(reuse.area)?;
        actor.may(&Action::DocumentPractice { council: self.council_names(council) })?;
        let missing = || Error::not_found(format!("practice {}", reuse.practice));
        let practice = self.register.practice(reuse.practice).await?.ok_or_else(missing)?;
        let mut faults = reuse.faults(self.clock.today());
        if self.map.codes_of(council.code).contains(&practice.practice.area) {
            faults.push("This is the council that documented the practice: choose the one that took it up.");
        }
        if !faults.is_empty() {
            return Err(Error::refused("The reuse cannot be recorded.", faults.join(" ")));
        }
        let reuse = ReuseNote { area: council.code, ..reuse.clone() };
        Ok(self.register.record_reuse(&reuse, actor, self.clock.now()).await?)
    }

    /// One practice, with who took it up.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such practice, or an engine fails.
    pub async fn practice(&self, actor: &Actor, number: u32) -> Result<PracticeTold, Error> {
        actor.may(&Action::ReadPublished)?;
        let missing = || Error::not_found(format!("practice {number}"));
        let recorded: RecordedPractice = self.register.practice(number).await?.ok_or_else(missing)?;
        Ok(self.practice_told(&recorded))
    }

    /// The council of an area today.
    fn practising(&self, area: terms::AreaCode) -> Result<&'static place::Area, Error> {
        let now = self.map.canonical(area, self.clock.today());
        let known = self.map.area(now).filter(|area| area.kind.has_council());
        known.ok_or_else(|| Error::not_found(format!("council of {area}")))
    }
}
