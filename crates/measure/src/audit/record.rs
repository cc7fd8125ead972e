//! An audit from its plan to its publication. Each step is dated, and follows the one before it.

use super::{Content, Evidence, Finding, FindingDraft, Frozen, Plan, Refusal, Role};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use terms::Date;

/// Where an audit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Its goals are declared, and nothing has been looked at.
    Planned,
    /// Evidence is being frozen and findings are being written.
    Evidence,
    /// The body has the draft and may reply.
    Draft,
    /// The body has answered every finding.
    Replied,
    /// Everybody may read it, and it is not changed any more.
    Published,
}

impl Stage {
    /// Every stage, in the order in which they follow each other.
    pub const ALL: [Self; 5] = [Self::Planned, Self::Evidence, Self::Draft, Self::Replied, Self::Published];

    /// The name in files, replies and the register.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Evidence => "evidence",
            Self::Draft => "draft",
            Self::Replied => "replied",
            Self::Published => "published",
        }
    }

    /// The name that a reader sees.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Planned => "planned: its goals are declared",
            Self::Evidence => "gathering evidence",
            Self::Draft => "with the body, for its reply",
            Self::Replied => "answered by the body",
            Self::Published => "published",
        }
    }
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Where it led.
    pub stage: Stage,
    /// When.
    pub at: Timestamp,
    /// Who took it.
    pub by: String,
    /// More, in words.
    pub note: String,
}

/// A piece of evidence that an audit cites: its number, its hash and what it may be used as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// Its number, from 1.
    pub number: u32,
    /// The SHA-256 of its record.
    pub sha256: String,
    /// What it may be used as.
    pub role: Role,
}

/// An audit. Every change gives a new one or a refusal, so that what does not follow cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    number: u32,
    plan: Plan,
    stage: Stage,
    evidence: Vec<Cited>,
    findings: Vec<Finding>,
    reply_by: Option<Date>,
    steps: Vec<Step>,
}

impl Audit {
    /// Declares an audit: its goals stand before anything is looked at. Its number is 0 until it is recorded.
    ///
    /// # Errors
    /// As [`Plan::checked`].
    pub fn planned(plan: Plan, today: Date, at: Timestamp, by: &str) -> Result<Self, Refusal> {
        let plan = plan.checked(today)?;
        let first = Step { stage: Stage::Planned, at, by: by.to_owned(), note: String::new() };
        Ok(Self {
            number: 0,
            plan,
            stage: Stage::Planned,
            evidence: Vec::new(),
            findings: Vec::new(),
            reply_by: None,
            steps: vec![first],
        })
    }

    /// The same audit under a number.
    #[must_use]
    pub fn numbered(self, number: u32) -> Self {
        Self { number, ..self }
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Its plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Where it stands.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The evidence that it cites, by number.
    #[must_use]
    pub fn evidence(&self) -> &[Cited] {
        &self.evidence
    }

    /// Its findings, by number.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The last day on which the body may reply; absent before it has the draft.
    #[must_use]
    pub fn reply_by(&self) -> Option<Date> {
        self.reply_by
    }

    /// The steps that were taken, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// When its goals were declared.
    #[must_use]
    pub fn declared_at(&self) -> Timestamp {
        self.steps.first().map_or(Timestamp::MIN, |step| step.at)
    }

    /// The number that the next piece of evidence has.
    #[must_use]
    pub fn next_evidence(&self) -> u32 {
        self.evidence.last().map_or(1, |cited| cited.number + 1)
    }

    /// Freezes evidence and cites it.
    ///
    /// # Errors
    /// [`Refusal`] once the draft has gone to the body; where it is not said why the evidence matters; where an outcome
    /// is not one that the plan names, or is of another time.
    pub fn cite(mut self, content: Content, why: &str, at: Timestamp, by: &str) -> Result<(Self, Frozen), Refusal> {
        if !matches!(self.stage, Stage::Planned | Stage::Evidence) {
            return Err(Refusal::NotNow { stage: self.stage, what: "no evidence can be added" });
        }
        if why.trim().is_empty() {
            return Err(Refusal::EvidenceUnsaid);
        }
        if let Content::Outcome { figure } = &content {
            let key = &figure.figure().figure;
            if !self.plan.outcomes.contains(&key.indicator) {
                return Err(Refusal::OutcomeNotPlanned(key.indicator.clone()));
            }
            if !self.plan.looks_at(key.period) {
                let (from, to) = (self.plan.from, self.plan.to);
                return Err(Refusal::OutsideTheTime { period: key.period.label(), from, to });
            }
        }
        let number = self.next_evidence();
        let role = content.role();
        let evidence =
            Evidence { number, content, why: why.trim().to_owned(), frozen_at: at, frozen_by: by.to_owned() };
        let frozen = Frozen::freeze(&evidence);
        if self.stage == Stage::Planned {
            self = self.step(Stage::Evidence, at, by, "")?;
        } else {
            self.follows(at)?;
        }
        self.evidence.push(Cited { number, sha256: frozen.sha256.clone(), role });
        Ok((self, frozen))
    }

    /// Writes a finding, or writes one anew.
    ///
    /// # Errors
    /// [`Refusal`] unless evidence is being gathered; where the finding cites no goal or no evidence, rests on an
    /// output, or hides that goals pull apart; where there is no finding of that number.
    pub fn write(
        mut self,
        number: Option<u32>,
        draft: FindingDraft,
        at: Timestamp,
        by: &str,
    ) -> Result<(Self, u32), Refusal> {
        if self.stage != Stage::Evidence {
            return Err(Refusal::NotNow { stage: self.stage, what: "no finding can be written" });
        }
        self.follows(at)?;
        draft.check(&self.plan.goals, &self.evidence)?;
        let new = self.findings.last().map_or(1, |finding| finding.number + 1);
        let finding = Finding { number: number.unwrap_or(new), draft, written_at: at, written_by: by.to_owned() };
        match number {
            None => self.findings.push(finding),
            Some(number) => {
                let place = self.findings.iter_mut().find(|finding| finding.number == number);
                *place.ok_or(Refusal::NoSuchFinding { number })? = finding;
            }
        }
        Ok((self, number.unwrap_or(new)))
    }

    /// Sends the draft to the body.
    ///
    /// # Errors
    /// [`Refusal`] unless evidence is being gathered, there is a finding, every goal is spoken to, and the body has
    /// time to reply.
    pub fn send(mut self, reply_by: Date, today: Date, at: Timestamp, by: &str) -> Result<Self, Refusal> {
        if self.stage != Stage::Evidence {
            return Err(Refusal::NotNow { stage: self.stage, what: "it cannot be sent to the body" });
        }
        if self.findings.is_empty() {
            return Err(Refusal::NoFinding);
        }
        let spoken_to: BTreeSet<u8> =
            self.findings.iter().flat_map(|finding| &finding.draft.goals).map(|on| on.goal).collect();
        if let Some(goal) = self.plan.goals.iter().find(|goal| !spoken_to.contains(&goal.precedence)) {
            let statement = goal.statement.clone();
            return Err(Refusal::GoalUnanswered { precedence: goal.precedence, statement });
        }
        if reply_by <= today {
            return Err(Refusal::NoTimeToReply { by: reply_by });
        }
        self.reply_by = Some(reply_by);
        self.step(Stage::Draft, at, by, &format!("Replies by {reply_by}"))
    }

    /// Whether every finding is among those that the body has answered.
    #[must_use]
    pub fn is_answered(&self, answered: &BTreeSet<u32>) -> bool {
        self.findings.iter().all(|finding| answered.contains(&finding.number))
    }

    /// Records that the body has answered every finding.
    ///
    /// # Errors
    /// [`Refusal`] unless the body has the draft and has answered all of it.
    pub fn replied(self, answered: &BTreeSet<u32>, at: Timestamp, by: &str) -> Result<Self, Refusal> {
        match (self.stage, self.reply_by) {
            (Stage::Draft, _) if self.is_answered(answered) => self.step(Stage::Replied, at, by, ""),
            (Stage::Draft, Some(by)) => Err(Refusal::BodyNotHeard { by }),
            (stage, _) => Err(Refusal::NotNow { stage, what: "there is no draft to reply to" }),
        }
    }

    /// Takes the draft back, to be mended.
    ///
    /// # Errors
    /// [`Refusal`] unless the body has the draft or has answered it.
    pub fn take_back(mut self, reason: &str, at: Timestamp, by: &str) -> Result<Self, Refusal> {
        if !matches!(self.stage, Stage::Draft | Stage::Replied) {
            return Err(Refusal::NotNow { stage: self.stage, what: "there is no draft to take back" });
        }
        self.reply_by = None;
        self.step(Stage::Evidence, at, by, reason)
    }

    /// Publishes it.
    ///
    /// # Errors
    /// [`Refusal`] unless the body has answered every finding, or its time to reply has passed.
    pub fn publish(self, answered: &BTreeSet<u32>, today: Date, at: Timestamp, by: &str) -> Result<Self, Refusal> {
        match (self.stage, self.reply_by) {
            (Stage::Draft | Stage::Replied, Some(last)) => {
                let is_answered = self.is_answered(answered);
                if !is_answered && today <= last {
                    return Err(Refusal::BodyNotHeard { by: last });
                }
                let note = if is_answered {
                    String::new()
                } else {
                    format!("{} was asked to reply by {last} and did not answer every finding.", self.plan.body)
                };
                self.step(Stage::Published, at, by, &note)
            }
            (stage, _) => Err(Refusal::NotNow { stage, what: "it cannot be published" }),
        }
    }

    fn follows(&self, at: Timestamp) -> Result<(), Refusal> {
        if self.steps.last().is_some_and(|last| at < last.at) { Err(Refusal::BeforeItsTime) } else { Ok(()) }
    }

    fn step(mut self, stage: Stage, at: Timestamp, by: &str, note: &str) -> Result<Self, Refusal> {
        self.follows(at)?;
        self.stage = stage;
        self.steps.push(Step { stage, at, by: by.to_owned(), note: note.to_owned() });
        Ok(self)
    }
}
