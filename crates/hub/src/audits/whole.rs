//! Every audit with its evidence, to go with a copy of the whole hub and to be read from one.

use crate::{Action, Actor, Error, Hub};
use measure::audit::{Audit, Frozen};
use serde::{Deserialize, Serialize};

/// An audit with the evidence that it froze.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WholeAudit {
    /// The audit as it stands, with every step that it took.
    pub audit: Audit,
    /// Its evidence as it was frozen, by number.
    pub evidence: Vec<(u32, Frozen)>,
}

impl Hub {
    /// Every audit with its evidence, by number.
    ///
    /// # Errors
    /// When the actor may not copy the hub, or an engine fails.
    pub async fn every_audit(&self, actor: &Actor) -> Result<Vec<WholeAudit>, Error> {
        actor.may(&Action::ChangeCatalogue)?;
        let mut all = Vec::new();
        for record in self.register.audits().await? {
            let evidence = self.register.audit_evidence(record.audit.number()).await?;
            all.push(WholeAudit { audit: record.audit, evidence });
        }
        Ok(all)
    }

    /// Takes over every audit of another hub, with its steps and its evidence as they were.
    ///
    /// # Errors
    /// When the actor may not, when this hub has audits of its own, when evidence is not what was frozen, when numbers
    /// have a gap, or an engine fails.
    pub async fn take_over_audits(&self, actor: &Actor, audits: &[WholeAudit]) -> Result<(), Error> {
        actor.may(&Action::ChangeCatalogue)?;
        if audits.is_empty() {
            return Ok(());
        }
        let mend = "Make the copy again, and read it into an empty hub.";
        if !self.register.audits().await?.is_empty() {
            return Err(Error::refused("This hub has audits of its own.", mend));
        }
        for WholeAudit { audit, evidence } in audits {
            let whole = audit.evidence().iter().all(|cited| {
                evidence.iter().any(|(number, frozen)| {
                    *number == cited.number && frozen.sha256 == cited.sha256 && frozen.open().is_ok()
                })
            });
            if !whole {
                let number = audit.number();
                return Err(Error::refused(format!("The evidence of audit {number} is not what was frozen."), mend));
            }
        }
        for WholeAudit { audit, evidence } in audits {
            let mut record = self.register.add_audit(audit.clone(), self.clock.now()).await?;
            if record.audit.number() != audit.number() {
                return Err(Error::refused(format!("Audit {} is missing in the copy.", record.audit.number()), mend));
            }
            for (number, frozen) in evidence {
                record = self.keep_audit(audit, record.version, Some((*number, frozen.clone()))).await?;
            }
        }
        self.record(actor, "audits-taken-over", "audits", &format!("{} audits", audits.len())).await
    }
}
