//! Who sees a conversation when: the council first, with a right to answer; others by a stated rule.
//!
//! A case is its log. What holds on a day follows from the log, the rule and the day: there is no clock here. Nobody is
//! told by the passing of time; time only allows a person to take the next step, and the log says who took it.

use serde::{Deserialize, Serialize};
use terms::{Date, period::date_in_words};

/// Who may be told after the council, and the days of the rule: part of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// The body that helps councils improve.
    pub improvement_partner: String,
    /// The government department.
    pub department: String,
    /// The days.
    pub days: EscalationRule,
}

/// The days of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationRule {
    /// Days that the council has to answer before anybody else may be told.
    pub days_to_answer: u16,
    /// The same where a grave concern opened the case.
    pub days_to_answer_when_grave: u16,
    /// Days after the council’s answer in which things may mend, before anybody else may be told.
    pub days_to_mend: u16,
    /// Days that the improvement partner has before the department may be told.
    pub days_with_partner: u16,
}

impl Default for EscalationRule {
    fn default() -> Self {
        Self { days_to_answer: 28, days_to_answer_when_grave: 10, days_to_mend: 90, days_with_partner: 90 }
    }
}

/// Who may see a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The council that it is about.
    Council,
    /// Those who help councils improve: peers of the sector’s own body.
    ImprovementPartner,
    /// The government department.
    Department,
}

impl Audience {
    /// The audience in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Council => "the council",
            Self::ImprovementPartner => "the improvement partner",
            Self::Department => "the department",
        }
    }
}

/// A step that somebody takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The case is opened. The council sees it from now on.
    Opened {
        /// Whether a grave concern opened it.
        grave: bool,
    },
    /// Somebody looked at it.
    Seen {
        /// On whose behalf.
        by: Audience,
    },
    /// The council answered. Its words stand beside the case wherever it is shown.
    Answered {
        /// The council’s words.
        words: String,
    },
    /// Somebody else is told.
    Shared {
        /// Who.
        with: Audience,
        /// Why it could not rest with those who knew.
        reason: String,
    },
    /// The case is closed.
    Closed {
        /// Why.
        reason: String,
    },
}

/// A step in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogEntry {
    /// The day.
    pub on: Date,
    /// Who took the step.
    pub who: String,
    /// The step.
    pub step: Step,
}

/// Where a case stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Only the council sees it, and may answer in peace until a day.
    WithCouncil {
        /// The last day of its time to answer.
        answer_by: Date,
    },
    /// The council answered, and things may mend until a day.
    Answered {
        /// The last day of the time to mend.
        mend_by: Date,
    },
    /// The time has passed: somebody may be told, if a person decides so.
    MayBeShared {
        /// Who may be told next.
        with: Audience,
        /// The first day on which that was so.
        since: Date,
    },
    /// Others know, and have time to help until a day.
    Shared {
        /// Who was told last.
        with: Audience,
        /// The last day of their time; none where there is nobody further to tell.
        until: Option<Date>,
    },
    /// It is over.
    Closed {
        /// The day.
        on: Date,
    },
}

/// Why a step is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// A case begins by being opened, and is opened once.
    #[error("a case is opened once, at its beginning")]
    Opening,
    /// The case is closed.
    #[error("the case was closed on {}", date_in_words(*.0))]
    Closed(Date),
    /// Days in the log do not run backwards.
    #[error("the log has already reached {}", date_in_words(*.0))]
    BackInTime(Date),
    /// A step that needs words has none.
    #[error("{0}")]
    NoWords(&'static str),
    /// It is not yet the time, or not the turn, to tell.
    #[error("{} may not be told: {why}", .with.words())]
    NotYet {
        /// Who was to be told.
        with: Audience,
        /// Why not.
        why: String,
    },
    /// Somebody looked who may not.
    #[error("{} may not see the case", .0.words())]
    NotForThem(Audience),
    /// A log that cannot have come about: the place of the step that is refused, and why.
    #[error("step {place} of the log: {error}")]
    Log {
        /// The place in the log, from 1.
        place: usize,
        /// Why it is refused.
        error: Box<StepError>,
    },
}

/// A case: a rule, and what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Case {
    rule: EscalationRule,
    log: Vec<LogEntry>,
}

impl Case {
    /// Opens a case.
    #[must_use]
    pub fn open(rule: EscalationRule, on: Date, who: &str, grave: bool) -> Self {
        Self { rule, log: vec![LogEntry { on, who: who.to_owned(), step: Step::Opened { grave } }] }
    }

    /// Takes up a case from its log, checking every step.
    ///
    /// # Errors
    /// [`StepError::Log`] with the first step that the rule did not allow.
    pub fn from_log(rule: EscalationRule, log: Vec<LogEntry>) -> Result<Self, StepError> {
        let mut steps = log.into_iter();
        let Some(LogEntry { on, who, step: Step::Opened { grave } }) = steps.next() else {
            return Err(StepError::Log { place: 1, error: Box::new(StepError::Opening) });
        };
        let mut case = Self::open(rule, on, &who, grave);
        for (place, entry) in (2..).zip(steps) {
            case.take(entry).map_err(|error| StepError::Log { place, error: Box::new(error) })?;
        }
        Ok(case)
    }

    /// The log: who did and saw what, when.
    #[must_use]
    pub fn log(&self) -> &[LogEntry] {
        &self.log
    }

    /// The council’s latest answer, which stands beside the case wherever it is shown.
    #[must_use]
    pub fn answer(&self) -> Option<&str> {
        self.log.iter().rev().find_map(|entry| match &entry.step {
            Step::Answered { words } => Some(words.as_str()),
            _ => None,
        })
    }

    /// Who may see the case: the council always, others once they were told.
    #[must_use]
    pub fn audience(&self) -> Vec<Audience> {
        let told = self.log.iter().filter_map(|entry| match &entry.step {
            Step::Shared { with, .. } => Some(*with),
            _ => None,
        });
        std::iter::once(Audience::Council).chain(told).collect()
    }

    /// Where the case stands at the end of a day: what was done after it is left out. Nothing before it was opened.
    #[must_use]
    pub fn state(&self, today: Date) -> Option<State> {
        let mut state = None;
        for entry in self.log.iter().take_while(|entry| entry.on <= today) {
            state = match (&entry.step, state) {
                (Step::Opened { grave }, _) => {
                    let days = if *grave { self.rule.days_to_answer_when_grave } else { self.rule.days_to_answer };
                    Some(State::WithCouncil { answer_by: days_after(entry.on, days) })
                }
                // The first answer gives time to mend; later ones are added to it and give no more time.
                (Step::Answered { .. }, Some(State::WithCouncil { .. })) => {
                    Some(State::Answered { mend_by: days_after(entry.on, self.rule.days_to_mend) })
                }
                (Step::Shared { with, .. }, _) => Some(State::Shared {
                    with: *with,
                    until: (*with == Audience::ImprovementPartner)
                        .then(|| days_after(entry.on, self.rule.days_with_partner)),
                }),
                (Step::Closed { .. }, _) => Some(State::Closed { on: entry.on }),
                (Step::Answered { .. } | Step::Seen { .. }, state) => state,
            };
        }
        let (last_day, with) = match state? {
            State::WithCouncil { answer_by: day } | State::Answered { mend_by: day } => {
                (day, Audience::ImprovementPartner)
            }
            State::Shared { until: Some(day), .. } => (day, Audience::Department),
            state => return Some(state),
        };
        if today > last_day { Some(State::MayBeShared { with, since: days_after(last_day, 1) }) } else { state }
    }

    /// Takes a step, if the rule allows it on its day.
    ///
    /// # Errors
    /// [`StepError`] with the reason; the case is then unchanged.
    pub fn take(&mut self, entry: LogEntry) -> Result<(), StepError> {
        if let Some(last) = self.log.last()
            && entry.on < last.on
        {
            return Err(StepError::BackInTime(last.on));
        }
        let state = self.state(entry.on);
        match (&entry.step, state) {
            (Step::Opened { .. }, _) | (_, None) => return Err(StepError::Opening),
            // Those who could see it may read it again; nothing else happens to a closed case.
            (Step::Seen { by }, _) => {
                if !self.audience().contains(by) {
                    return Err(StepError::NotForThem(*by));
                }
            }
            (_, Some(State::Closed { on })) => return Err(StepError::Closed(on)),
            (Step::Answered { words }, _) => {
                if words.trim().is_empty() {
                    return Err(StepError::NoWords("an answer needs words"));
                }
            }
            (Step::Closed { reason }, _) => {
                if reason.trim().is_empty() {
                    return Err(StepError::NoWords("a case is not closed without a reason"));
                }
            }
            (Step::Shared { with, reason }, Some(state)) => {
                if reason.trim().is_empty() {
                    return Err(StepError::NoWords("nobody is told without a reason"));
                }
                may_be_told(state, *with)?;
            }
        }
        self.log.push(entry);
        Ok(())
    }
}

fn may_be_told(state: State, with: Audience) -> Result<(), StepError> {
    let why = match state {
        State::MayBeShared { with: next, .. } if next == with => return Ok(()),
        State::MayBeShared { with: next, .. } => format!("it is the turn of {}", next.words()),
        State::WithCouncil { answer_by } => format!("the council may answer until {}", date_in_words(answer_by)),
        State::Answered { mend_by } => format!("the council has until {} to mend it", date_in_words(mend_by)),
        State::Shared { until: Some(day), with } => format!("{} has until {}", with.words(), date_in_words(day)),
        State::Shared { until: None, .. } => "there is nobody further to tell".to_owned(),
        State::Closed { on } => return Err(StepError::Closed(on)),
    };
    Err(StepError::NotYet { with, why })
}

fn days_after(day: Date, days: u16) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX)
}
