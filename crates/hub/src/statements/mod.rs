//! Statements: what a place itself says of a figure, of an outcome or of a finding. They appear wherever that appears.
//!
//! Every version is kept. A statement that was withdrawn stays in its history. A statement stays on the value that it
//! answered: when the figure is revised later, it says so.

mod beside;
mod told;
mod whole;

pub use beside::Beside;
pub use told::StatementTold;

use crate::{Action, Actor, Error, Hub, clock::day_in_england, ports::ObservationQuery};
use jiff::Timestamp;
use measure::audit::{Exact, Stage};
use place::Map;
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};
use terms::{AreaCode, Figure, FigureKey, IndicatorId, Source, Status, SubmissionId};

/// The longest statement, in characters: about two pages.
pub const LONGEST: usize = 5_000;
/// The longest name of a speaker, in characters.
const LONGEST_SPEAKER: usize = 200;

/// What a statement speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
pub enum Subject {
    /// One figure.
    Figure {
        /// Which.
        figure: FigureKey,
    },
    /// An outcome in a place, whatever the period.
    Outcome {
        /// The area.
        area: AreaCode,
        /// The indicator.
        indicator: IndicatorId,
    },
    /// A finding of an audit.
    Finding {
        /// The audit's number.
        audit: u32,
        /// The finding's number in it.
        finding: u32,
    },
}

/// The value that a statement answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// The value in the indicator's unit; absent where there was none.
    pub value: Option<Exact>,
    /// What it was worth.
    pub status: Status,
    /// The value with its unit as a reader saw it, or why there was none.
    pub written: String,
    /// The submission that brought it.
    pub submission: SubmissionId,
    /// The cell in which it stood.
    pub source: Source,
}

/// That a statement was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Why, in words.
    pub reason: String,
}

/// One version of a statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Its number, from 1; 0 until it is recorded.
    pub number: u32,
    /// Its version, from 1.
    pub version: u32,
    /// What it speaks of.
    pub subject: Subject,
    /// The body that speaks, by its full name.
    pub body: String,
    /// Who speaks for it: a name and what they are there.
    pub speaker: String,
    /// The words, in plain paragraphs.
    pub words: String,
    /// Who recorded this version.
    pub recorded_by: Actor,
    /// When.
    pub recorded_at: Timestamp,
    /// The value that it answered, where it speaks of one figure.
    pub answered: Option<Answered>,
    /// Whether it was withdrawn. Its words are kept.
    pub withdrawn: Option<Withdrawn>,
}

impl Statement {
    /// Whether a value is another one than the statement answered. Never, where it answered none.
    #[must_use]
    pub fn answered_another(&self, value: Option<f64>, status: Status) -> bool {
        self.answered.as_ref().is_some_and(|answered| {
            answered.value.map(|value| value.get().to_bits()) != value.map(f64::to_bits) || answered.status != status
        })
    }
}

/// A statement that somebody wants to make.
#[derive(Debug, Clone, PartialEq)]
pub struct NewStatement {
    /// What it speaks of.
    pub subject: Subject,
    /// Who speaks for the body: a name and what they are there.
    pub speaker: String,
    /// The words.
    pub words: String,
}

/// Every statement as it stands, to be found by figure without a question to the register.
#[derive(Debug, Default)]
pub struct Statements {
    all: Vec<Statement>,
    of_series: HashMap<IndicatorId, HashMap<AreaCode, Vec<usize>>>,
    revision: u64,
}

impl Statements {
    /// Of the newest version of each.
    #[must_use]
    pub fn of(all: Vec<Statement>, map: &Map) -> Self {
        let mut of_series: HashMap<IndicatorId, HashMap<AreaCode, Vec<usize>>> = HashMap::new();
        for (index, statement) in all.iter().enumerate().filter(|(_, statement)| statement.withdrawn.is_none()) {
            let (area, indicator) = match &statement.subject {
                Subject::Figure { figure } => (figure.area, &figure.indicator),
                Subject::Outcome { area, indicator } => (*area, indicator),
                Subject::Finding { .. } => continue,
            };
            let by_area = of_series.entry(indicator.clone()).or_default();
            // A place is the same place under each of its codes.
            for code in map.codes_of(area) {
                by_area.entry(code).or_default().push(index);
            }
        }
        let revision = all.iter().map(|statement| u64::from(statement.version)).sum();
        Self { all, of_series, revision }
    }

    /// A number that grows with every change.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The statement of a number as it stands, withdrawn or not.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Option<&Statement> {
        self.all.iter().find(|statement| statement.number == number)
    }

    /// What a place says of an indicator and of its figures, by number.
    pub fn of_series<'a>(&'a self, area: AreaCode, indicator: &str) -> impl Iterator<Item = &'a Statement> + use<'a> {
        let found = self.of_series.get(indicator).and_then(|by_area| by_area.get(&area));
        found.into_iter().flatten().map(move |&index| &self.all[index])
    }

    /// What goes with one figure: statements on it, and those on its outcome as a whole.
    pub fn of_figure<'a>(&'a self, figure: &'a Figure) -> impl Iterator<Item = &'a Statement> {
        self.of_series(figure.area, figure.indicator.as_str()).filter(|statement| match &statement.subject {
            Subject::Figure { figure: of } => of.period == figure.period && of.dimensions == *figure.dimensions,
            Subject::Outcome { .. } => true,
            Subject::Finding { .. } => false,
        })
    }

    /// What the body says of the findings of an audit, by number.
    pub fn of_audit(&self, number: u32) -> impl Iterator<Item = (u32, &Statement)> {
        self.all.iter().filter(|statement| statement.withdrawn.is_none()).filter_map(move |statement| {
            match statement.subject {
                Subject::Finding { audit, finding } if audit == number => Some((finding, statement)),
                _ => None,
            }
        })
    }

    /// Every statement on figures and outcomes that stands, by number.
    pub fn standing(&self) -> impl Iterator<Item = &Statement> {
        self.all
            .iter()
            .filter(|statement| statement.withdrawn.is_none() && !matches!(statement.subject, Subject::Finding { .. }))
    }
}

impl Hub {
    /// Every statement as it stands.
    ///
    /// # Errors
    /// When the actor may not read what is published.
    pub fn statements(&self, actor: &Actor) -> Result<Arc<Statements>, Error> {
        actor.may(&Action::ReadPublished)?;
        Ok(self.current_statements())
    }

    pub(crate) fn current_statements(&self) -> Arc<Statements> {
        Arc::clone(&self.statements.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn reload_statements(&self) -> Result<(), Error> {
        let statements = Statements::of(self.register.statements().await?, self.map);
        *self.statements.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(statements);
        Ok(())
    }

    /// What a place says of an outcome and of its figures, each beside the figure as it is in use now.
    ///
    /// # Errors
    /// When the actor may not read what is published, or an engine fails.
    pub async fn statements_beside(
        &self,
        actor: &Actor,
        area: AreaCode,
        indicator: &IndicatorId,
    ) -> Result<Vec<StatementTold>, Error> {
        let statements = self.statements(actor)?;
        let mut told = Vec::new();
        for statement in statements.of_series(area, indicator.as_str()) {
            let current = match &statement.subject {
                Subject::Figure { figure } => self.figure_in_use(figure).await?,
                Subject::Outcome { .. } | Subject::Finding { .. } => None,
            };
            told.push(match current {
                Some(figure) => StatementTold::beside(statement, &figure, &self.written(&figure)),
                None => StatementTold::of(statement),
            });
        }
        Ok(told)
    }

    /// The body that answers for an area today, by its full name: its council, or the one that took over.
    ///
    /// # Errors
    /// When there is no such area, or no one council answers for it.
    pub fn body_of(&self, area: AreaCode) -> Result<String, Error> {
        let today = self.clock.today();
        let known = self.map.area(area).ok_or_else(|| Error::not_found(format!("area {area}")))?;
        let nobody = || {
            Error::refused(
                format!("No one council answers for {} today.", known.name),
                "Speak of the figure of a council’s own area.",
            )
        };
        if !known.kind.has_council() {
            return Err(nobody());
        }
        let mut code = self.map.canonical(area, today);
        // A chain of reorganisations is short; it cannot lead back to where it began.
        for _ in 0..8 {
            if let Some(area) = self.map.area_at(code, today) {
                return Ok(area.official_name().to_owned());
            }
            match self.map.successors(code).as_slice() {
                [(successor, _)] => code = self.map.canonical(*successor, today),
                _ => break,
            }
        }
        Err(nobody())
    }

    /// The body that may speak of a subject.
    async fn speaker_of(&self, subject: &Subject) -> Result<String, Error> {
        match subject {
            Subject::Figure { figure } => self.body_of(figure.area),
            Subject::Outcome { area, .. } => self.body_of(*area),
            Subject::Finding { audit, finding } => {
                let missing = || Error::not_found(format!("finding {finding} of audit {audit}"));
                let record = self.register.audit(*audit).await?.ok_or_else(missing)?;
                let known = record.audit.findings().iter().any(|known| known.number == *finding);
                if !known {
                    return Err(missing());
                }
                if !matches!(record.audit.stage(), Stage::Draft | Stage::Replied | Stage::Published) {
                    return Err(Error::refused(
                        format!("Audit {audit} is not with the body yet: it is {}.", record.audit.stage().words()),
                        "Reply when the draft is sent.",
                    ));
                }
                Ok(record.audit.plan().body.clone())
            }
        }
    }

    /// Makes a statement for the body that answers for its subject.
    ///
    /// # Errors
    /// When the actor may not speak for that body, when there is no such figure or finding, when words or speaker are
    /// missing or too long, or an engine fails.
    pub async fn make_statement(&self, actor: &Actor, new: NewStatement) -> Result<Statement, Error> {
        let body = self.speaker_of(&new.subject).await?;
        actor.may(&Action::SpeakFor { body: body.clone() })?;
        let (speaker, words) = checked(&new.speaker, &new.words)?;
        let statement = Statement {
            number: 0,
            version: 1,
            answered: self.answered(&new.subject).await?,
            subject: new.subject,
            body,
            speaker,
            words,
            recorded_by: actor.clone(),
            recorded_at: self.clock.now(),
            withdrawn: None,
        };
        let statement = self.register.add_statement(statement).await?;
        self.said(actor, "statement-made", &statement, &statement.words).await?;
        if let Subject::Finding { audit, .. } = statement.subject {
            self.after_reply(actor, audit).await?;
        }
        Ok(statement)
    }

    /// Says it in other words. The words before are kept in its history; it then answers the value that is in use.
    ///
    /// # Errors
    /// As [`Hub::make_statement`]; also when it was withdrawn, or somebody else changed it first.
    pub async fn amend_statement(
        &self,
        actor: &Actor,
        number: u32,
        speaker: &str,
        words: &str,
    ) -> Result<Statement, Error> {
        let standing = self.standing(actor, number)?;
        let (speaker, words) = checked(speaker, words)?;
        let statement = Statement {
            version: standing.version + 1,
            answered: self.answered(&standing.subject).await?,
            speaker,
            words,
            recorded_by: actor.clone(),
            recorded_at: self.clock.now(),
            ..standing
        };
        self.register.add_statement_version(&statement).await?;
        self.said(actor, "statement-amended", &statement, &statement.words).await?;
        Ok(statement)
    }

    /// Withdraws a statement. It stays in its history.
    ///
    /// # Errors
    /// When the actor may not speak for the body, when there is no such statement, when it was withdrawn before, when
    /// no reason is given, or an engine fails.
    pub async fn withdraw_statement(&self, actor: &Actor, number: u32, reason: &str) -> Result<Statement, Error> {
        let standing = self.standing(actor, number)?;
        let reason = plain_paragraphs(reason);
        if reason.is_empty() || reason.chars().count() > LONGEST {
            return Err(Error::refused(
                "It is not said why the statement is withdrawn.",
                "Say it in a sentence: it stays in the history.",
            ));
        }
        let statement = Statement {
            version: standing.version + 1,
            recorded_by: actor.clone(),
            recorded_at: self.clock.now(),
            withdrawn: Some(Withdrawn { reason: reason.clone() }),
            ..standing
        };
        self.register.add_statement_version(&statement).await?;
        self.said(actor, "statement-withdrawn", &statement, &reason).await?;
        Ok(statement)
    }

    /// Every version of a statement, oldest first.
    ///
    /// # Errors
    /// When the actor may not read it, when there is no such statement, or an engine fails.
    pub async fn statement_history(&self, actor: &Actor, number: u32) -> Result<Vec<Statement>, Error> {
        actor.may(&Action::ReadPublished)?;
        let versions = self.register.statement_versions(number).await?;
        let first = versions.first().ok_or_else(|| Error::not_found(format!("statement {number}")))?;
        if let Subject::Finding { audit, .. } = first.subject {
            let published =
                self.register.audit(audit).await?.is_some_and(|record| record.audit.stage() == Stage::Published);
            if !published {
                actor.may(&Action::ReadDraftAudit { body: first.body.clone() })?;
            }
        }
        Ok(versions)
    }

    fn standing(&self, actor: &Actor, number: u32) -> Result<Statement, Error> {
        let statement = self.current_statements().numbered(number).cloned();
        let statement = statement.ok_or_else(|| Error::not_found(format!("statement {number}")))?;
        actor.may(&Action::SpeakFor { body: statement.body.clone() })?;
        if statement.withdrawn.is_some() {
            return Err(Error::refused(
                format!("Statement {number} was withdrawn."),
                "Make a new one: what was withdrawn stays in the history.",
            ));
        }
        Ok(statement)
    }

    async fn said(&self, actor: &Actor, action: &str, statement: &Statement, detail: &str) -> Result<(), Error> {
        self.reload_statements().await?;
        let subject = format!("statements/{}", statement.number);
        self.record(actor, action, &subject, &format!("version {}: {detail}", statement.version)).await
    }

    /// The value that a statement answers now.
    async fn answered(&self, subject: &Subject) -> Result<Option<Answered>, Error> {
        match subject {
            Subject::Finding { .. } => Ok(None),
            Subject::Outcome { indicator, .. } => match self.current_catalogue().indicator(indicator) {
                Some(_) => Ok(None),
                None => Err(Error::not_found(format!("indicator {indicator}"))),
            },
            Subject::Figure { figure } => {
                let found = self.figure_in_use(figure).await?.ok_or_else(|| {
                    Error::refused(
                        format!(
                            "There is no published figure of {} for {} in {}.",
                            figure.indicator,
                            figure.area,
                            figure.period.label()
                        ),
                        "Speak of a figure that was published for the area itself, or of the outcome as a whole.",
                    )
                })?;
                Ok(Some(Answered {
                    value: found.value.and_then(Exact::new),
                    status: found.status,
                    written: self.written(&found),
                    submission: (*found.submission).clone(),
                    source: found.source,
                }))
            }
        }
    }

    /// A published figure as it is in use now, under any code of its place.
    pub(crate) async fn figure_in_use(&self, key: &FigureKey) -> Result<Option<Figure>, Error> {
        let query = ObservationQuery {
            indicators: vec![key.indicator.clone()],
            areas: self.map.codes_of(key.area),
            periods: vec![key.period],
            dimensions: Some(key.dimensions.clone()),
            ..ObservationQuery::default()
        };
        let figures = self.figures_of(&self.current_snapshot(), self.narrowed(query)?).await?.into_inner();
        let own = figures.iter().position(|figure| figure.area == key.area).unwrap_or(0);
        Ok(figures.into_iter().nth(own))
    }

    /// A figure with its unit as a reader sees it, or why there is none.
    pub(crate) fn written(&self, figure: &Figure) -> String {
        let catalogue = self.current_catalogue();
        match (figure.value, catalogue.indicator(&figure.indicator)) {
            (Some(value), Some(indicator)) => {
                let contract = indicator.contract();
                contract.unit.write(value, usize::try_from(contract.decimals).unwrap_or(0))
            }
            (Some(value), None) => value.to_string(),
            (None, _) => figure.status.words().to_owned(),
        }
    }
}

fn checked(speaker: &str, words: &str) -> Result<(String, String), Error> {
    let speaker = plain_paragraphs(speaker).replace('\n', " ");
    let words = plain_paragraphs(words);
    if speaker.is_empty() || speaker.chars().count() > LONGEST_SPEAKER {
        return Err(Error::refused(
            "It is not said who speaks for the body.",
            "Give a name and what they are there, such as: Jane Smith, Director of Children’s Services.",
        ));
    }
    let length = words.chars().count();
    if length == 0 {
        return Err(Error::refused("The statement says nothing.", "Write what readers of the figure should know."));
    }
    if length > LONGEST {
        return Err(Error::refused(
            format!("The statement has {length} characters."),
            format!("Write at most {LONGEST}: a longer account can be linked to."),
        ));
    }
    Ok((speaker, words))
}

/// Text in plain paragraphs: line ends of one kind, at most one blank line, nothing that is not seen.
#[must_use]
pub fn plain_paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let unseen = |letter: char| {
        letter != '\n'
            && (letter.is_control()
                || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'))
    };
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let line: String = line.chars().filter(|letter| !unseen(*letter)).collect();
        let line = line.trim_end();
        if line.is_empty() && lines.last().is_none_or(String::is_empty) {
            continue;
        }
        lines.push(line.to_owned());
    }
    lines.join("\n").trim().to_owned()
}

/// The day on which a version was recorded, in England.
pub(crate) fn said_on(statement: &Statement) -> terms::Date {
    day_in_england(statement.recorded_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_plain_paragraphs() {
        assert_eq!(plain_paragraphs(" \r\n one\r\n\r\n\r\n\u{202e}two\u{0} \r\nthree\r\n "), "one\n\ntwo\nthree");
        assert_eq!(plain_paragraphs("\u{200b}\n\n"), "");
    }

    #[test]
    fn a_statement_needs_words_and_a_speaker() {
        assert!(checked("Jane Smith, Director", "We mended it.").is_ok());
        assert!(checked(" ", "We mended it.").is_err());
        assert!(checked("Jane Smith", "\n\n").is_err());
        assert!(checked("Jane Smith", &"a".repeat(LONGEST)).is_ok());
        assert!(checked("Jane Smith", &"a".repeat(LONGEST + 1)).is_err());
    }
}
