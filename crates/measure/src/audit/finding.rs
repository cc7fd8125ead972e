//! Findings. Each cites a goal and evidence; none is a number.

use super::{Cited, Goals, Refusal, Role};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use terms::Date;

/// What the evidence says of one goal. A word: it is not added to another, not averaged and not put in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bearing {
    /// The goal is served.
    Serves,
    /// The goal is worked against.
    WorksAgainst,
    /// The evidence does not show it.
    NotShown,
}

impl Bearing {
    /// Every bearing.
    pub const ALL: [Self; 3] = [Self::Serves, Self::WorksAgainst, Self::NotShown];

    /// The name in files and replies.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Serves => "serves",
            Self::WorksAgainst => "works_against",
            Self::NotShown => "not_shown",
        }
    }

    /// The bearing with a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bearing| bearing.name() == name.trim())
    }

    /// The name that a reader sees.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Serves => "serves it",
            Self::WorksAgainst => "works against it",
            Self::NotShown => "the evidence does not show it",
        }
    }
}

/// A goal, and what the evidence says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnGoal {
    /// The goal, by its precedence.
    pub goal: u8,
    /// What the evidence says of it.
    pub bearing: Bearing,
    /// Why, in a sentence.
    pub because: String,
}

/// What is given up for what, and who decides: told wherever a finding serves one goal and works against another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TradeOff {
    /// What is given up for what, in a sentence.
    pub what: String,
    /// Who decides, or decided: a person, a committee, a board.
    pub decided_by: String,
    /// What was decided; empty while it is not.
    #[serde(default)]
    pub decision: String,
    /// When.
    #[serde(default)]
    pub decided_on: Option<Date>,
}

/// A finding as somebody writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingDraft {
    /// What was found, in one sentence.
    pub title: String,
    /// More about it, in paragraphs.
    #[serde(default)]
    pub words: String,
    /// The goals that it speaks to: at least one.
    pub goals: Vec<OnGoal>,
    /// The evidence that it rests on: outcomes, documents and statements, by number.
    pub rests_on: BTreeSet<u32>,
    /// The evidence to be read beside it: inputs, outputs and context, by number.
    #[serde(default)]
    pub context: BTreeSet<u32>,
    /// What is given up for what; needed where it serves one goal and works against another.
    #[serde(default)]
    pub trade_off: Option<TradeOff>,
}

/// A finding of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Its number in the audit, from 1.
    pub number: u32,
    /// What was found.
    #[serde(flatten)]
    pub draft: FindingDraft,
    /// When it was written.
    pub written_at: Timestamp,
    /// By whom.
    pub written_by: String,
}

impl FindingDraft {
    /// Whether it serves one goal and works against another.
    #[must_use]
    pub fn pulls_apart(&self) -> bool {
        let has = |bearing| self.goals.iter().any(|on| on.bearing == bearing);
        has(Bearing::Serves) && has(Bearing::WorksAgainst)
    }

    /// Refuses what is no finding of an audit with these goals and this evidence.
    pub(super) fn check(&self, goals: &Goals, evidence: &[Cited]) -> Result<(), Refusal> {
        if self.title.trim().is_empty() {
            return Err(Refusal::FindingUnsaid);
        }
        if self.goals.is_empty() {
            return Err(Refusal::FindingWithoutGoal);
        }
        let mut named = BTreeSet::new();
        for on in &self.goals {
            if goals.get(on.goal).is_none() {
                return Err(Refusal::NoSuchGoal { precedence: on.goal, declared: goals.len() });
            }
            if !named.insert(on.goal) {
                return Err(Refusal::GoalNamedTwice { precedence: on.goal });
            }
            if on.because.trim().is_empty() {
                return Err(Refusal::BearingUnsaid { precedence: on.goal });
            }
        }
        if self.rests_on.is_empty() {
            return Err(Refusal::FindingWithoutEvidence);
        }
        for number in self.rests_on.iter().chain(&self.context) {
            let cited = evidence.iter().find(|cited| cited.number == *number);
            let cited = cited.ok_or(Refusal::NoSuchEvidence { number: *number })?;
            if cited.role == Role::Context && self.rests_on.contains(number) {
                return Err(Refusal::RestsOnContext { number: *number });
            }
        }
        self.check_trade_off()
    }

    fn check_trade_off(&self) -> Result<(), Refusal> {
        match (&self.trade_off, self.pulls_apart()) {
            (None, true) => Err(Refusal::TradeOffUnsaid),
            (Some(_), false) => Err(Refusal::NothingToTrade),
            (Some(told), true) if told.what.trim().is_empty() || told.decided_by.trim().is_empty() => {
                Err(Refusal::TradeOffUnsaid)
            }
            _ => Ok(()),
        }
    }
}
