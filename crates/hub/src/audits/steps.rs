//! The steps of an audit, each recorded with who took it and when.

use crate::{
    Action, Actor, Error, Hub,
    ports::AuditRecord,
    statements::{NewStatement, Statement, Subject, plain_paragraphs},
};
use measure::audit::{Audit, FindingDraft, Frozen, Goals, Plan, Stage};
use std::collections::BTreeSet;
use terms::{AreaCode, Date, IndicatorId};

/// A plan as somebody declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlan {
    /// The audit's title.
    pub title: String,
    /// What it asks, in a sentence.
    pub question: String,
    /// The place.
    pub area: AreaCode,
    /// The outcomes that it judges.
    pub outcomes: BTreeSet<IndicatorId>,
    /// The first day of the time that it looks at.
    pub from: Date,
    /// The last day of it.
    pub to: Date,
    /// What it is for, in order of precedence.
    pub goals: Goals,
}

/// The subject of an audit's events.
fn subject(number: u32) -> String {
    format!("audits/{number}")
}

impl Hub {
    /// Plans an audit: its goals are declared before anything is looked at.
    ///
    /// # Errors
    /// When the actor may not audit the body, when the plan names what is not here or no outcome, when it does not say
    /// what it must, or an engine fails.
    pub async fn plan_audit(&self, actor: &Actor, new: NewPlan) -> Result<AuditRecord, Error> {
        let body = self.body_of(new.area)?;
        actor.may(&Action::Audit { body: body.clone() })?;
        let catalogue = self.current_catalogue();
        for id in &new.outcomes {
            let known = catalogue.indicator(id).ok_or_else(|| Error::not_found(format!("indicator {id}")))?;
            if known.kind() != Some(intake::contract::Kind::Outcome) {
                return Err(Error::refused(
                    format!("“{}” is not an outcome: its contract does not call it one.", known.contract().title),
                    "Name what becomes of people or of the place. Inputs, outputs and context can be cited later, to be read beside.",
                ));
            }
        }
        let area_name = self.map.area(new.area).map_or_else(|| new.area.to_string(), |area| area.name.clone());
        let plan = Plan {
            title: line(&new.title),
            question: line(&new.question),
            area: new.area,
            area_name,
            body,
            outcomes: new.outcomes,
            from: new.from,
            to: new.to,
            goals: new.goals,
        };
        let now = self.clock.now();
        let audit = Audit::planned(plan, self.clock.today(), now, &actor.person)?;
        let record = self.register.add_audit(audit, now).await?;
        let plan = record.audit.plan();
        let goals: Vec<String> = plan
            .goals
            .iter()
            .map(|goal| format!("{}. {}: {}", goal.precedence, goal.kind.words(), goal.statement))
            .collect();
        let detail = format!("{}; {}", plan.title, goals.join("; "));
        self.record(actor, "audit-planned", &subject(record.audit.number()), &detail).await?;
        Ok(record)
    }

    /// Writes a finding, or writes one anew.
    ///
    /// # Errors
    /// When the actor may not audit the body, when there is no such audit, when the finding is refused
    /// ([`measure::audit::Audit::write`]), or an engine fails.
    pub async fn write_finding(
        &self,
        actor: &Actor,
        audit: u32,
        number: Option<u32>,
        draft: FindingDraft,
    ) -> Result<(AuditRecord, u32), Error> {
        let record = self.audit_to_change(actor, audit).await?;
        let draft = FindingDraft { title: line(&draft.title), words: plain_paragraphs(&draft.words), ..draft };
        let (changed, written) = record.audit.write(number, draft, self.clock.now(), &actor.person)?;
        let title = changed
            .findings()
            .iter()
            .find(|finding| finding.number == written)
            .map_or_else(String::new, |finding| finding.draft.title.clone());
        let record = self.keep_audit(&changed, record.version, None).await?;
        let action = if number.is_some() { "audit-finding-rewritten" } else { "audit-finding-written" };
        self.record(actor, action, &subject(audit), &format!("{written}: {title}")).await?;
        Ok((record, written))
    }

    /// Sends the draft to the body.
    ///
    /// # Errors
    /// When the actor may not audit the body, when there is no such audit, when it is not ready, or an engine fails.
    pub async fn send_draft(&self, actor: &Actor, audit: u32, reply_by: Date) -> Result<AuditRecord, Error> {
        let record = self.audit_to_change(actor, audit).await?;
        self.refuse_broken(audit).await?;
        let changed = record.audit.send(reply_by, self.clock.today(), self.clock.now(), &actor.person)?;
        let record = self.keep_audit(&changed, record.version, None).await?;
        let detail = format!("to {}, for reply by {reply_by}", record.audit.plan().body);
        self.record(actor, "audit-draft-sent", &subject(audit), &detail).await?;
        Ok(record)
    }

    /// The body's reply to a finding. Once every finding has one, the audit stands as answered.
    ///
    /// # Errors
    /// When the actor may not speak for the body, when there is no such finding, when the body does not have the draft,
    /// or an engine fails.
    pub async fn reply_to_finding(
        &self,
        actor: &Actor,
        audit: u32,
        finding: u32,
        speaker: String,
        words: String,
    ) -> Result<Statement, Error> {
        let new = NewStatement { subject: Subject::Finding { audit, finding }, speaker, words };
        self.make_statement(actor, new).await
    }

    /// Moves an audit on once the body has answered all of its draft.
    pub(crate) async fn after_reply(&self, actor: &Actor, audit: u32) -> Result<(), Error> {
        let record = self.known_audit(audit).await?;
        let answered = self.answered_findings(audit);
        if record.audit.stage() == Stage::Draft && record.audit.is_answered(&answered) {
            let changed = record.audit.replied(&answered, self.clock.now(), &actor.person)?;
            self.keep_audit(&changed, record.version, None).await?;
            self.record(actor, "audit-answered", &subject(audit), "every finding has a reply").await?;
        }
        Ok(())
    }

    /// Takes the draft back, to be mended.
    ///
    /// # Errors
    /// When the actor may not audit the body, when there is no draft to take back, when no reason is given, or an engine
    /// fails.
    pub async fn take_draft_back(&self, actor: &Actor, audit: u32, reason: &str) -> Result<AuditRecord, Error> {
        let record = self.audit_to_change(actor, audit).await?;
        let reason = line(reason);
        if reason.is_empty() {
            return Err(Error::refused("It is not said why the draft is taken back.", "Say it in a sentence."));
        }
        let changed = record.audit.take_back(&reason, self.clock.now(), &actor.person)?;
        let record = self.keep_audit(&changed, record.version, None).await?;
        self.record(actor, "audit-draft-taken-back", &subject(audit), &reason).await?;
        Ok(record)
    }

    /// Publishes an audit.
    ///
    /// # Errors
    /// When the actor may not audit the body, when the body was not heard and still has time, when evidence is not what
    /// was frozen, or an engine fails.
    pub async fn publish_audit(&self, actor: &Actor, audit: u32) -> Result<AuditRecord, Error> {
        let record = self.audit_to_change(actor, audit).await?;
        self.refuse_broken(audit).await?;
        let answered = self.answered_findings(audit);
        let changed = record.audit.publish(&answered, self.clock.today(), self.clock.now(), &actor.person)?;
        let record = self.keep_audit(&changed, record.version, None).await?;
        let hashes: Vec<&str> = record.audit.evidence().iter().map(|cited| cited.sha256.as_str()).collect();
        self.record(actor, "audit-published", &subject(audit), &format!("evidence {}", hashes.join(", "))).await?;
        Ok(record)
    }

    /// An audit that the actor may change.
    pub(super) async fn audit_to_change(&self, actor: &Actor, number: u32) -> Result<AuditRecord, Error> {
        let record = self.known_audit(number).await?;
        actor.may(&Action::Audit { body: record.audit.plan().body.clone() })?;
        Ok(record)
    }

    pub(super) async fn known_audit(&self, number: u32) -> Result<AuditRecord, Error> {
        self.register.audit(number).await?.ok_or_else(|| Error::not_found(format!("audit {number}")))
    }

    pub(super) async fn keep_audit(
        &self,
        audit: &Audit,
        version: u32,
        evidence: Option<(u32, Frozen)>,
    ) -> Result<AuditRecord, Error> {
        Ok(self.register.change_audit(audit, version, evidence, self.clock.now()).await?)
    }

    /// The findings that the body has answered, and not taken its answer back.
    pub(super) fn answered_findings(&self, audit: u32) -> BTreeSet<u32> {
        self.current_statements().of_audit(audit).map(|(finding, _)| finding).collect()
    }

    /// Refuses to go on where evidence is not what was frozen.
    async fn refuse_broken(&self, audit: u32) -> Result<(), Error> {
        for (number, frozen) in self.register.audit_evidence(audit).await? {
            if let Err(broken) = frozen.open() {
                return Err(Error::refused(
                    format!("Evidence {number} is not what was frozen: {broken}."),
                    "Find out who changed the register’s database, and restore it from a copy.",
                ));
            }
        }
        Ok(())
    }
}

/// A text in one line, without what is not seen.
fn line(text: &str) -> String {
    plain_paragraphs(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
