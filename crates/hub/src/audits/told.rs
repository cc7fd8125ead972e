//! An audit as doors tell it: its evidence verified at every reading, with what has become of each figure since.

use crate::{
    Action, Actor, Error, Hub,
    clock::day_in_england,
    ports::{AuditRecord, ObservationQuery},
    statements::StatementTold,
};
use futures::TryStreamExt;
use jiff::Timestamp;
use measure::audit::{Audit, Content, Evidence, Finding, Frozen, FrozenFigure, Goal, Role, Stage};
use protect::Protected;
use serde::Serialize;
use terms::{AreaCode, Date, Figure, IndicatorId};

/// How many editions are looked through for the day of a revision.
const EDITIONS: usize = 40;

/// An audit in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SummaryTold {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// The place.
    pub area: AreaCode,
    /// Its name.
    pub area_name: String,
    /// Where it stands.
    pub stage: Stage,
    /// The day on which its goals were declared.
    pub declared_on: Date,
    /// The day on which it was published, if it was.
    pub published_on: Option<Date>,
    /// Its page.
    pub page: String,
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GoalTold {
    /// The goal.
    #[serde(flatten)]
    pub goal: Goal,
    /// Its kind, for readers.
    pub kind_words: &'static str,
    /// Whether the day has come on which its owner looks at it again.
    pub review_is_due: bool,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepTold {
    /// Where it led.
    pub stage: Stage,
    /// The same for readers.
    pub stage_words: &'static str,
    /// When.
    pub at: Timestamp,
    /// Who took it.
    pub by: String,
    /// More, in words.
    pub note: String,
}

/// What has become of a piece of evidence since it was frozen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Now {
    /// It is the same.
    Same,
    /// It is another.
    Revised {
        /// What it is now, as a reader sees it.
        written: String,
        /// The value now, in the indicator's unit; absent where there is none.
        value: Option<f64>,
        /// Since which day.
        since: Option<Date>,
        /// Where the revised figure or statement is followed to its source.
        page: String,
    },
    /// It is in use no more.
    Gone,
    /// It does not change: a document.
    Fixed,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceTold {
    /// Its number.
    pub number: u32,
    /// What it may be used as.
    pub role: Role,
    /// What it is, in a few words.
    pub title: String,
    /// The SHA-256 of its record.
    pub sha256: String,
    /// The record as it was frozen, in one spelling: its SHA-256 can be worked out again by anybody.
    pub record: String,
    /// Why it is no longer what was frozen; absent where it is.
    pub broken: Option<String>,
    /// What was frozen; absent where it is broken.
    pub frozen: Option<Evidence>,
    /// What has become of it since.
    pub now: Now,
}

/// A finding with what the body says of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingTold {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// Whether it serves one goal and works against another.
    pub pulls_apart: bool,
    /// Of its goals the one that has precedence.
    pub has_precedence: Option<u8>,
    /// The replies of the body, oldest first.
    pub replies: Vec<StatementTold>,
}

/// An audit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditTold {
    /// Its number.
    pub number: u32,
    /// The version of its record.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// What it asks.
    pub question: String,
    /// The place.
    pub area: AreaCode,
    /// Its name.
    pub area_name: String,
    /// The body that answers for it.
    pub body: String,
    /// The outcomes that it judges.
    pub outcomes: Vec<IndicatorId>,
    /// Their titles, in the same order.
    pub outcome_titles: Vec<String>,
    /// The first day of the time that it looks at.
    pub from: Date,
    /// The last day of it.
    pub to: Date,
    /// Where it stands.
    pub stage: Stage,
    /// The same for readers.
    pub stage_words: &'static str,
    /// The last day on which the body may reply.
    pub reply_by: Option<Date>,
    /// Whether findings and evidence are held back from this reader, because it is not published.
    pub held_back: bool,
    /// Its goals, in order of precedence.
    pub goals: Vec<GoalTold>,
    /// Its evidence, by number.
    pub evidence: Vec<EvidenceTold>,
    /// Its findings, by number.
    pub findings: Vec<FindingTold>,
    /// The steps that were taken, in order.
    pub steps: Vec<StepTold>,
    /// Its page.
    pub page: String,
}

fn summary(audit: &Audit) -> SummaryTold {
    let plan = audit.plan();
    let published = audit.steps().iter().find(|step| step.stage == Stage::Published);
    SummaryTold {
        number: audit.number(),
        title: plan.title.clone(),
        area: plan.area,
        area_name: plan.area_name.clone(),
        stage: audit.stage(),
        declared_on: day_in_england(audit.declared_at()),
        published_on: published.map(|step| day_in_england(step.at)),
        page: format!("/audits/{}", audit.number()),
    }
}

impl Hub {
    /// Every audit, by number: also those that are planned, so that nobody can plan one in silence.
    ///
    /// # Errors
    /// When the actor may not read what is published, or an engine fails.
    pub async fn audits(&self, actor: &Actor) -> Result<Vec<SummaryTold>, Error> {
        actor.may(&Action::ReadPublished)?;
        Ok(self.register.audits().await?.iter().map(|record| summary(&record.audit)).collect())
    }

    /// An audit. Its evidence is verified; findings and evidence are held back from those who may not read a draft.
    ///
    /// # Errors
    /// When the actor may not read what is published, when there is no such audit, or an engine fails.
    pub async fn audit(&self, actor: &Actor, number: u32) -> Result<Protected<AuditTold>, Error> {
        actor.may(&Action::ReadPublished)?;
        let AuditRecord { audit, version } = self.known_audit(number).await?;
        let plan = audit.plan();
        let may_read =
            audit.stage() == Stage::Published || actor.may(&Action::ReadDraftAudit { body: plan.body.clone() }).is_ok();
        let mut evidence = Vec::new();
        let mut findings = Vec::new();
        if may_read {
            let kept = self.register.audit_evidence(number).await?;
            for cited in audit.evidence() {
                let frozen = kept.iter().find(|(number, _)| *number == cited.number).map(|(_, frozen)| frozen);
                evidence.push(self.evidence_told(cited, frozen).await?);
            }
            findings = self.findings_told(&audit);
        }
        let catalogue = self.current_catalogue();
        let title = |id: &IndicatorId| {
            catalogue.indicator(id).map_or_else(|| id.to_string(), |indicator| indicator.contract().title.clone())
        };
        let today = self.clock.today();
        let goals = plan.goals.iter().map(|goal| GoalTold {
            kind_words: goal.kind.words(),
            review_is_due: goal.review_on <= today,
            goal: goal.clone(),
        });
        let steps = audit.steps().iter().map(|step| StepTold {
            stage: step.stage,
            stage_words: step.stage.words(),
            at: step.at,
            by: step.by.clone(),
            note: step.note.clone(),
        });
        Ok(protect::open_data(AuditTold {
            number,
            version,
            title: plan.title.clone(),
            question: plan.question.clone(),
            area: plan.area,
            area_name: plan.area_name.clone(),
            body: plan.body.clone(),
            outcomes: plan.outcomes.iter().cloned().collect(),
            outcome_titles: plan.outcomes.iter().map(title).collect(),
            from: plan.from,
            to: plan.to,
            stage: audit.stage(),
            stage_words: audit.stage().words(),
            reply_by: audit.reply_by(),
            held_back: !may_read,
            goals: goals.collect(),
            evidence,
            findings,
            steps: steps.collect(),
            page: format!("/audits/{number}"),
        }))
    }

    fn findings_told(&self, audit: &Audit) -> Vec<FindingTold> {
        let statements = self.current_statements();
        audit
            .findings()
            .iter()
            .map(|finding| FindingTold {
                pulls_apart: finding.draft.pulls_apart(),
                has_precedence: audit
                    .plan()
                    .goals
                    .first_of(finding.draft.goals.iter().map(|on| on.goal))
                    .map(|goal| goal.precedence),
                replies: statements
                    .of_audit(audit.number())
                    .filter(|(number, _)| *number == finding.number)
                    .map(|(_, statement)| StatementTold::of(statement))
                    .collect(),
                finding: finding.clone(),
            })
            .collect()
    }

    async fn evidence_told(
        &self,
        cited: &measure::audit::Cited,
        frozen: Option<&Frozen>,
    ) -> Result<EvidenceTold, Error> {
        let mut told = EvidenceTold {
            number: cited.number,
            role: cited.role,
            title: "Evidence that cannot be shown".to_owned(),
            sha256: cited.sha256.clone(),
            record: frozen.map_or_else(String::new, |frozen| frozen.record.clone()),
            broken: None,
            frozen: None,
            now: Now::Fixed,
        };
        // The audit keeps the hash too: a record that was replaced together with its own hash is found out.
        let opened = match frozen {
            None => Err("its record is not in the register any more".to_owned()),
            Some(frozen) if frozen.sha256 != cited.sha256 => {
                Err("its record was replaced: the audit cites another hash".to_owned())
            }
            Some(frozen) => frozen.open().map_err(|broken| broken.to_string()),
        };
        match opened {
            Err(broken) => told.broken = Some(broken),
            Ok(evidence) => {
                told.title = evidence.content.title();
                told.now = match &evidence.content {
                    Content::Document { .. } => Now::Fixed,
                    Content::Statement { statement } => self.statement_now(statement.number, statement.version),
                    Content::Outcome { figure } => self.figure_now(figure.figure()).await?,
                    Content::Context { figure } => self.figure_now(figure).await?,
                };
                told.frozen = Some(evidence);
            }
        }
        Ok(told)
    }

    fn statement_now(&self, number: u32, version: u32) -> Now {
        match self.current_statements().numbered(number) {
            Some(statement) if statement.withdrawn.is_some() => Now::Gone,
            Some(statement) if statement.version == version => Now::Same,
            Some(statement) => Now::Revised {
                written: statement.words.clone(),
                value: None,
                since: Some(day_in_england(statement.recorded_at)),
                page: format!("/statements/{number}"),
            },
            None => Now::Gone,
        }
    }

    /// What a frozen figure is now.
    async fn figure_now(&self, frozen: &FrozenFigure) -> Result<Now, Error> {
        let current = match self.figure_in_use(&frozen.figure).await {
            Ok(current) => current,
            // Its indicator is promised by no dataset any more.
            Err(Error::NotFound { .. }) => None,
            Err(error) => return Err(error),
        };
        let Some(current) = current else { return Ok(Now::Gone) };
        let value = frozen.value.map(|value| value.get());
        if same(&current, value, frozen.status) {
            return Ok(Now::Same);
        }
        let since = self.in_use_since(&current).await?;
        let (id, cell) = (&current.submission, current.source);
        Ok(Now::Revised {
            written: self.written(&current),
            value: current.value,
            since,
            page: format!("/figures/{}/{}/{}-{}-{}", id.dataset, id.number, cell.sheet, cell.row, cell.column),
        })
    }

    /// The day since which a figure has had the value that it has: later editions may have brought it again.
    async fn in_use_since(&self, current: &Figure) -> Result<Option<Date>, Error> {
        let submissions = self.register.submissions(Some(&current.submission.dataset), u32::MAX).await?;
        let mut releases: Vec<_> = submissions.iter().filter_map(|submission| submission.release).collect();
        releases.sort_by_key(|release| std::cmp::Reverse(release.version));
        let query = ObservationQuery {
            datasets: vec![current.submission.dataset.clone()],
            indicators: vec![(*current.indicator).clone()],
            areas: vec![current.area],
            periods: vec![current.period],
            dimensions: Some((*current.dimensions).clone()),
            ..ObservationQuery::default()
        };
        let mut since = None;
        for release in releases.into_iter().take(EDITIONS) {
            let snapshot = self.lake.snapshot(Some(release.version)).await?;
            let batches: Vec<Protected<Vec<Figure>>> =
                self.lake.figures(&snapshot, query.clone()).await?.try_collect().await?;
            let then = batches.iter().flat_map(|batch| batch.iter()).next();
            if !then.is_some_and(|then| same(then, current.value, current.status)) {
                break;
            }
            since = Some(day_in_england(release.at));
        }
        Ok(since)
    }
}

fn same(figure: &Figure, value: Option<f64>, status: terms::Status) -> bool {
    figure.value.map(f64::to_bits) == value.map(f64::to_bits) && figure.status == status
}
