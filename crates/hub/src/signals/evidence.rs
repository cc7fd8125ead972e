//! Evidence that people record about a council, by the seven Best Value themes.

use crate::{
    Action, Actor, Error, Hub,
    ports::{RecordedEvidence, Withdrawal},
};
use jiff::Timestamp;
use measure::signals::{
    detect::Severity,
    evidence::{EvidenceKind, EvidenceRecord, Provenance, Theme},
};
use serde::Serialize;
use terms::{AreaCode, Date};

/// Evidence as somebody hands it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// The council's area.
    pub area: AreaCode,
    /// What was noted.
    pub kind: EvidenceKind,
    /// The day from which it was known.
    pub known_from: Date,
    /// Who says so.
    pub provenance: Provenance,
    /// Where it is told: an address, or a paper and page.
    pub source: String,
    /// What happened, in a sentence.
    pub note: String,
}

/// Evidence as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceTold {
    /// Its number.
    pub number: u32,
    /// What was noted.
    pub kind: EvidenceKind,
    /// The same in words.
    pub kind_words: String,
    /// The Best Value theme.
    pub theme: Theme,
    /// The same in words.
    pub theme_words: String,
    /// The line of conversation.
    pub line: String,
    /// The day from which it was known.
    pub known_from: Date,
    /// The first day on which it no longer counts.
    pub counts_until: Date,
    /// Who says so.
    pub provenance: Provenance,
    /// Where it is told.
    pub source: String,
    /// What happened.
    pub note: String,
    /// What it weighs on the day, by a stated rule; nothing where it does not count.
    pub weight: Option<Severity>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By which person.
    pub recorded_by: String,
    /// For which body.
    pub recorded_for: String,
    /// Why it was withdrawn, where it was.
    pub withdrawn: Option<String>,
}

impl Hub {
    /// Records evidence about a council and says under which number.
    ///
    /// # Errors
    /// When the actor may not, when there is no such council, when something is missing or lies in the future, or an
    /// engine fails.
    pub async fn record_evidence(&self, actor: &Actor, new: &NewEvidence) -> Result<u32, Error> {
        actor.may(&Action::RecordEvidence)?;
        let today = self.clock.today();
        let council = self.council_of(new.area, today)?;
        let evidence = EvidenceRecord {
            area: council.code,
            kind: new.kind,
            known_from: new.known_from,
            provenance: new.provenance,
            source: new.source.trim().to_owned(),
            note: new.note.trim().to_owned(),
        };
        let faults = evidence.faults(today);
        if !faults.is_empty() {
            return Err(Error::refused("The evidence cannot be recorded.", faults.join(" ")));
        }
        Ok(self.register.record_evidence(&evidence, actor, self.clock.now()).await?)
    }

    /// Withdraws evidence that was wrong. It stays in the record, with the reason, and counts no more.
    ///
    /// # Errors
    /// When the actor may not, when there is no such evidence or it was withdrawn already, when no reason is given, or an
    /// engine fails.
    pub async fn withdraw_evidence(&self, actor: &Actor, number: u32, reason: &str) -> Result<AreaCode, Error> {
        let missing = || Error::not_found(format!("evidence {number}"));
        let recorded = self.register.evidence_by_number(number).await?.ok_or_else(missing)?;
        actor.may(&Action::WithdrawEvidence { recorded_for: recorded.recorded_by.body.clone() })?;
        if reason.trim().is_empty() {
            return Err(Error::refused(
                "Evidence is not withdrawn without a reason.",
                "Say in a sentence what was wrong with it.",
            ));
        }
        let withdrawal = Withdrawal { at: self.clock.now(), by: actor.clone(), reason: reason.trim().to_owned() };
        self.register.withdraw_evidence(number, &withdrawal).await?;
        Ok(recorded.evidence.area)
    }

    /// All evidence about a council, under every code that it had, oldest first.
    pub(super) async fn evidence_about(&self, area: AreaCode) -> Result<Vec<RecordedEvidence>, Error> {
        let mut all = Vec::new();
        for code in self.map.codes_of(area) {
            all.extend(self.register.evidence(code).await?);
        }
        all.sort_by_key(|one| (one.evidence.known_from, one.number));
        Ok(all)
    }
}

/// The evidence that counts for the rule: withdrawn evidence does not.
pub(super) fn standing(all: &[RecordedEvidence]) -> Vec<(u32, EvidenceRecord)> {
    let standing = all.iter().filter(|one| one.withdrawn.is_none());
    standing.map(|one| (one.number, one.evidence.clone())).collect()
}

/// Evidence as it is shown on a day, newest first.
pub(super) fn told(all: &[RecordedEvidence], day: Date) -> Vec<EvidenceTold> {
    let standing: Vec<EvidenceRecord> = standing(all).into_iter().map(|(_, evidence)| evidence).collect();
    let known = all.iter().rev().filter(|one| one.evidence.known_from <= day);
    known
        .map(|one| {
            let evidence = &one.evidence;
            let counts = one.withdrawn.is_none() && evidence.counts(day);
            EvidenceTold {
                number: one.number,
                kind: evidence.kind,
                kind_words: evidence.kind.words().to_owned(),
                theme: evidence.kind.theme(),
                theme_words: evidence.kind.theme().words().to_owned(),
                line: evidence.kind.line().to_owned(),
                known_from: evidence.known_from,
                counts_until: evidence.counts_until(),
                provenance: evidence.provenance,
                source: evidence.source.clone(),
                note: evidence.note.clone(),
                weight: counts.then(|| evidence.weight(&standing, day)),
                recorded_at: one.recorded_at,
                recorded_by: one.recorded_by.person.clone(),
                recorded_for: one.recorded_by.body.clone(),
                withdrawn: one.withdrawn.as_ref().map(|withdrawal| withdrawal.reason.clone()),
            }
        })
        .collect()
}
